"""A real mail server and a real web hook, which keep what they get and misbehave when told to."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP


@dataclass(frozen=True)
class Mail:
    """A mail as it came in."""

    sender: str
    to: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["subject"])

    @property
    def text(self) -> str:
        content = self.message.get_body(("plain",)).get_content()
        return content.replace("\r\n", "\n").rstrip("\n")

    @property
    def id(self) -> str:
        """Which of our messages it is."""
        return str(self.message["x-caco-message"])

    def attachments(self) -> list[tuple[str, str, str]]:
        """Name, type and content of each."""
        return [
            (part.get_filename(), part["content-type"], part.get_content())
            for part in self.message.iter_attachments()
        ]


@dataclass(frozen=True)
class Hooked:
    """A call of the web hook as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def id(self) -> str:
        """Which of our messages it is."""
        return self.headers.get("x-caco-message", "")


@dataclass
class Sink:
    """Keeps what comes in.

    Attributes
    ----------
    received
        What was taken, in order of arrival.
    refused
        How often something was not taken.
    fail
        So many of the next are not taken; -1: none is.
    code
        What is said then.
    drop
        So many of the next are cut off before an answer.
    take_and_drop
        So many of the next are taken, and then cut off before an answer.
    unknown
        Addresses that the mail server does not know, with the code it says so with.
    hang_after_taking
        Of what was taken only that is said, and nothing more: not even goodbye.
    moved_to
        Where a web hook says that it is now.
    hold
        Clear it, and answers wait until it is set: a slow service.
    """

    port: int
    code: int
    received: list[Any] = field(default_factory=list)
    refused: int = 0
    fail: int = 0
    drop: int = 0
    take_and_drop: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    hang_after_taking: bool = False
    moved_to: str = ""
    hold: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.hold.set()

    def wish(self) -> str:
        """What to do with the one that comes in now."""
        with self._lock:
            for name in ("drop", "take_and_drop", "fail"):
                left = getattr(self, name)
                if left:
                    setattr(self, name, left - 1 if left > 0 else left)
                    self.refused += name != "take_and_drop"
                    return name
        return "take"

    def keep(self, one: Any) -> None:
        with self._lock:
            self.received.append(one)

    def ids(self) -> list[str]:
        """Our messages that came in, in order, each as often as it came."""
        return [one.id for one in self.received]


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_QUIT(self, server, session, envelope):
        while self.sink.hang_after_taking:
            await asyncio.sleep(0.05)
        return "221 Bye"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if code := self.sink.unknown.get(address):
            return f"{code} no such mailbox {address}"
        envelope.rcpt_tos.append(address)
        return "250 known"

    async def handle_DATA(self, server, session, envelope):
        sink, wish = self.sink, self.sink.wish()
        while not sink.hold.is_set():
            await asyncio.sleep(0.01)
        if wish == "fail":
            return f"{sink.code} not now"
        if wish != "drop":
            message = message_from_bytes(envelope.content, policy=policy.default)
            sink.keep(Mail(envelope.mail_from, tuple(envelope.rcpt_tos), message))
        if wish != "take":
            server.transport.abort()
        return "250 taken"


@contextmanager
def running_mail_sink():
    """A mail server of its own, on a port of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    sink = Sink(listener.getsockname()[1], 451)
    loop = asyncio.new_event_loop()

    def protocol():
        return SMTP(_Handler(sink), hostname="sink.example", loop=loop)

    # A loop in a thread of its own: this one may have a loop that runs, as a browser's does.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    listening = loop.create_server(protocol, sock=listener)
    server = asyncio.run_coroutine_threadsafe(listening, loop).result(10)
    try:
        yield sink
    finally:
        sink.hold.set()
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end(server):
    server.close()
    mine = asyncio.current_task()
    left = [task for task in asyncio.all_tasks() if task is not mine]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@contextmanager
def running_hook_sink():
    """A web hook of its own, on a port of its own."""

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            at: Any = self.server
            sink: Sink = at.sink
            content = self.rfile.read(int(self.headers["content-length"]))
            wish = sink.wish()
            sink.hold.wait(60)
            if wish not in ("fail", "drop"):
                headers = {name.lower(): value for name, value in self.headers.items()}
                sink.keep(Hooked(self.path, headers, json.loads(content)))
            if wish in ("drop", "take_and_drop"):
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(sink.code if wish == "fail" else 200)
            if sink.moved_to:
                self.send_header("location", sink.moved_to)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.daemon_threads = True
    server.sink = Sink(server.server_address[1], 503)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.sink
    finally:
        server.sink.hold.set()
        server.shutdown()
        server.server_close()
        thread.join(10)


TROUBLES = ("silent", "dripping", "resetting", "refusing", "deaf")


@contextmanager
def running_trouble(kind):
    """The port of a server that serves nobody.

    ``silent`` takes connections and says nothing, ``dripping`` says a byte now and then,
    ``resetting`` cuts them off at once, ``refusing`` takes none, ``deaf`` lets them try.
    """
    listener = socket.create_server(("127.0.0.1", 0), backlog=0 if kind == "deaf" else 100)
    port = listener.getsockname()[1]
    if kind == "deaf":  # its queue of connections is full, and nobody takes one out
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        try:
            yield port
        finally:
            for one in (*waiting, listener):
                one.close()
        return
    is_over = threading.Event()
    if kind == "refusing":
        listener.close()
        yield port
        return

    def hold(line):
        with line, suppress(OSError):
            if kind == "resetting":
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            while not is_over.wait(0.1):
                if kind == "dripping":
                    line.sendall(b"2")

    def accept():
        with suppress(OSError):
            while True:
                line, _address = listener.accept()
                threading.Thread(target=hold, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield port
    finally:
        is_over.set()
        listener.close()


def mail_channel(sink: Sink) -> str:
    """The address of a channel that ends in a mail sink."""
    return (
        f"mailto://127.0.0.1:{sink.port}?from=Rooster<rooster@example.org>&to={{to}}&mode=insecure"
    )


def hook_channel(sink: Sink) -> str:
    """The address of a channel that ends in a hook sink."""
    return f"json://127.0.0.1:{sink.port}/hook/{{to}}"


@pytest.fixture
def mail_sink(monkeypatch):
    """The channel ``mail``, which ends in a real mail server."""
    with running_mail_sink() as sink:
        monkeypatch.setenv("CACO_CHANNEL_MAIL", mail_channel(sink))
        yield sink


@pytest.fixture
def hook_sink(monkeypatch):
    """The channel ``push``, which ends in a real web hook."""
    with running_hook_sink() as sink:
        monkeypatch.setenv("CACO_CHANNEL_PUSH", hook_channel(sink))
        yield sink
