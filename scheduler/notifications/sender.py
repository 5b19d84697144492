"""Sends messages in processes of their own, each with a deadline that holds."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING, Any

from data.i18n.language import language
from data.model.errors import StoreError
from scheduler.notifications.redelivery import Delivery
from scheduler.notifications.send_server import BEGUN, CONNECTED, READY, WAITS, Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.i18n.language import Language
    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings

START_SECONDS = 60.0  #: for the server to import what channels need, on a machine that is busy
BEGIN_SECONDS = 15.0  #: for it to begin with an order
GRACE_SECONDS = 2.0  #: beyond the deadline of a send, for its end to be heard of
_STARTS = 2  #: of the server, before it is held to be broken
_SAID = ("kind", "id", "recipient", "name", "channel", "address", "subject", "body", "attachment")
#: Of the environment, what a connection may need; nothing of ours, and no home with a .netrc in it.
_KEPT = (
    *("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "TMPDIR", "TZ", "LANG", "LC_ALL"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
)


class Interrupted(Exception):
    """A send was ended by us: that says nothing of the channel, and it is made again."""


class CannotSend(Exception):
    """The processes that send cannot be started; the channel has nothing to do with it."""


@dataclass(frozen=True)
class SendServer:
    """The process from which those that send are forked.

    Parameters
    ----------
    orders
        Takes one end of a socket for each order.
    kill
        Ends it, at once.
    """

    orders: socket.socket
    kill: Callable[[], None]

    def close(self) -> None:
        """End it, with all that is under way."""
        self.orders.close()
        self.kill()


def start_server() -> SendServer:
    """Start the server; it cannot take orders yet."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler.notifications.send_server"],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # an error of a library may hold an address
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
            start_new_session=True,
        )

    def kill() -> None:
        process.kill()
        process.wait()

    return SendServer(ours, kill)


@dataclass
class Sender:
    """Sends messages; any number at once, by any number of threads.

    Attributes
    ----------
    is_leaving
        What is under way was ended, and nothing is sent any more.
    broken
        How often in a row no process could be had to send with.
    journals
        Where it is kept which messages were sent, until the store knows; None: nowhere.
    """

    start: Callable[[], SendServer] = start_server
    is_leaving: bool = False
    broken: int = 0
    journals: Path | None = None
    _server: SendServer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _under_way: set[socket.socket] = field(default_factory=set)

    def send(self, message: Message, settings: Settings) -> Delivery:
        """Send a message, once.

        Raises
        ------
        Interrupted
            It was ended by `leave`.
        CannotSend
            This machine cannot do it.
        """
        speech = language(settings.language)
        template = settings.channels.get(message.channel)
        if template is None:
            text = speech.gettext("no channel {name} is set up here")
            return Delivery(False, text.format(name=message.channel), is_refused=True)
        order = {
            "message": {name: getattr(message, name) for name in _SAID},
            "template": template,
            "language": settings.language,
            "journal": str(self.journals / message.id) if self.journals else "",
        }
        course = self._carry_out(order, settings)
        if course.end is None:
            return Delivery(False, course.why(speech))
        done = Delivery(**course.end)
        if done.timed_out:
            return Delivery(False, course.too_late(speech))
        return done

    def ping(self, url: str, settings: Settings, name: str = "") -> str:
        """Ask for an address; why it did not go well, in English, without the address.

        Parameters
        ----------
        name
            What the client calls itself; whoever listens often writes that down.

        Raises
        ------
        Interrupted
            It was ended by `leave`.
        CannotSend
            This machine cannot do it.
        """
        course = self._carry_out({"ping": url, "name": name}, settings)
        if course.end is None:
            return course.why(language("en"))
        if course.end.get("timed_out"):
            return course.too_late(language("en"))
        code = course.end.get("code")
        if code is None:
            return str(course.end["failed"])
        return "" if 200 <= code < 300 else f"the answer was {code}"

    def forget(self, message: Message) -> None:
        """The store knows what came of a message: its file has no more to say."""
        if self.journals:
            (self.journals / message.id).unlink(missing_ok=True)

    def leave(self) -> None:
        """End what is under way, and send nothing any more."""
        with self._lock:
            self.is_leaving = True
            for line in self._under_way:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            server, self._server = self._server, None
        if server:
            server.close()

    def _carry_out(self, order: Order, settings: Settings) -> _Course:
        try:
            course = self._try(order, settings)
        except CannotSend:
            self.broken += 1
            raise
        self.broken = 0
        return course

    def _try(self, order: Order, settings: Settings) -> _Course:
        limits = {
            "connect_seconds": settings.connect_seconds,
            "send_seconds": settings.send_seconds,
        }
        written = json.dumps({**order, **limits}).encode() + b"\n"
        for _ in range(_STARTS):
            line, server = self._hand_over()
            try:
                course = self._follow(line, written, settings)
            finally:
                with self._lock:
                    self._under_way.discard(line)
                line.close()
            if self.is_leaving and (course is None or course.end is None):
                raise Interrupted
            if course is not None:
                return course
            self._drop(server)
        raise CannotSend

    def _hand_over(self) -> tuple[socket.socket, SendServer]:
        """Have a process forked; our end of the line to it."""
        with self._lock:
            for _ in range(_STARTS):
                if self.is_leaving:
                    raise Interrupted
                server = self._server or self._start()
                self._server = server
                ours, theirs = socket.socketpair()
                try:
                    with theirs:
                        socket.send_fds(server.orders, [b"!"], [theirs.fileno()])
                except OSError:
                    ours.close()
                    self._server = None
                    server.close()
                    continue
                self._under_way.add(ours)
                return ours, server
        raise CannotSend

    def _start(self) -> SendServer:
        """Start the server, and wait until it takes orders.

        Raises
        ------
        CannotSend
            It did not come so far.
        """
        try:
            server = self.start()
        except OSError as error:
            raise CannotSend from error
        server.orders.settimeout(START_SECONDS)
        try:
            said = server.orders.recv(len(READY), socket.MSG_WAITALL)
        except OSError:
            said = b""
        if said != READY:
            server.close()
            raise CannotSend
        server.orders.settimeout(None)
        return server

    def _drop(self, server: SendServer) -> None:
        with self._lock:
            if self._server is server:
                self._server = None
        server.close()

    @staticmethod
    def _follow(line: socket.socket, written: bytes, settings: Settings) -> _Course | None:
        """Follow a send to its end; None: nobody ever began with it."""
        course = _Course(settings.connect_seconds, settings.send_seconds)
        try:
            line.settimeout(BEGIN_SECONDS)
            line.sendall(written)
            for said in _lines(line, lambda: course.seconds_left):
                course.hear(said)
                if course.end is not None:
                    break
        except OSError:
            pass
        course.ended_at = monotonic()
        return course if course.begun_at is not None else None


@dataclass
class _Course:
    """How far a send came.

    Parameters
    ----------
    connect_seconds, send_seconds
        To connect, and in all.
    """

    connect_seconds: float
    send_seconds: float
    begun_at: float | None = None
    ended_at: float = 0.0
    is_connected: bool = False
    end: dict[str, Any] | None = None

    def hear(self, said: Mapping[str, Any]) -> None:
        """Note what the process says."""
        phase = said.get("phase")
        if phase in (BEGUN, WAITS):
            self.begun_at = monotonic()
        elif phase == CONNECTED:
            self.is_connected = True
        else:
            self.end = dict(said)

    @property
    def seconds_left(self) -> float:
        """How long something more may be heard."""
        if self.begun_at is None:
            return BEGIN_SECONDS
        return max(0.01, self.begun_at + self.send_seconds + GRACE_SECONDS - monotonic())

    def why(self, speech: Language) -> str:
        """Why there is no word of how it ended."""
        took = self.ended_at - (self.begun_at or self.ended_at)
        limit = self.send_seconds if self.is_connected else self.connect_seconds
        if took < limit:
            return speech.gettext("the process that sends ended without a message")
        return self.too_late(speech)

    def too_late(self, speech: Language) -> str:
        """What did not happen in time."""
        if not self.is_connected:
            text = speech.gettext("no connection within {seconds:g} s")
            return text.format(seconds=self.connect_seconds)
        text = speech.gettext("connected, but no answer within {seconds:g} s")
        return text.format(seconds=self.send_seconds)


def _lines(line: socket.socket, seconds_left: Callable[[], float]) -> Iterator[dict[str, Any]]:
    heard = b""
    while True:
        line.settimeout(seconds_left())
        part = line.recv(65536)
        if not part:
            return
        *whole, heard = (heard + part).split(b"\n")
        for said in whole:
            yield json.loads(said)


def journals_of(store: Store) -> Path:
    """The folder in which the processes that send for a store on this machine note what is sent.

    Beside a file of SQLite; for a server in the folder for such things. For its owner alone.

    Raises
    ------
    StoreError
        It cannot be made, or is somebody else's.
    """
    if store.file is not None:
        folder = store.file.with_name(f"{store.file.name}-sends")
    else:
        known = hashlib.sha256(f"{store.name}\n{os.getuid()}".encode()).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"caco-sends-{known}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.stat(follow_symlinks=False)
    except OSError as error:
        what = f"the folder {folder} cannot be made ({error.strerror})"
        raise StoreError(what, "Check the rights of the folder it is in") from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise StoreError(f"the folder {folder} is somebody else's", "Remove it")
    return folder


def forget_old(folder: Path, seconds: float) -> None:
    """Take away what was written so long ago that no try can ask for it."""
    for path in folder.iterdir():
        with suppress(OSError):
            if time() - path.stat().st_mtime > seconds:
                path.unlink()


@cache
def sender() -> Sender:
    """The sender of this process; it ends with it."""
    made = Sender()
    atexit.register(made.leave)
    return made
