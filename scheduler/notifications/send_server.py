"""The server that forks a process for each send: ``python -m scheduler.notifications.send_server``.

A mail server or a web hook that sends a byte now and then holds whoever reads from it: timeouts of
sockets begin anew with each byte, and a thread cannot be ended from outside. So each send has a
process of its own, with a timer of the kernel that ends it whatever it is doing.

To import what channels need takes seconds. It is done once, here; the process of a send is forked
from this one, which has a single thread and holds no secret: of the settings of an installation it
gets, with each order, the one address that the message goes to.

The worker hands over one end of a socket for each order, writes the order as a line of JSON, and
reads lines of JSON: how far it is, and at last what came of it.

A worker may be killed while a message is on its way, and before what came of it stands in the
database. So the process of a send writes "sent" into a file of its own at once, which the next try
looks for; and it goes on when its worker is gone, for no longer than its deadline. A try that finds
one at it waits for that.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

from data.model.message import Message, MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.notifications.redelivery import Delivery

Order = dict[str, Any]

READY = b"ready\n"
BEGUN, WAITS, CONNECTED = "begun", "waits", "connected"
SENT = b"sent"  #: what stands in the file of a message that its channel took
READ_SECONDS = 10.0  #: for an order to arrive
_LEEWAY = 0.25  #: beyond the deadline: what a library says of it is told better than by a timer


def main(orders: socket.socket) -> None:
    """Fork a process for each order, until the worker is gone."""
    import_channels()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries those that ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker to deal with
    orders.sendall(READY)
    while True:
        sign, handed, _flags, _address = socket.recv_fds(orders, 1, 1)
        if not sign:
            return
        for descriptor in handed:
            if os.fork() == 0:
                orders.close()
                _serve_and_end(socket.socket(fileno=descriptor))
            os.close(descriptor)


def serve(line: socket.socket) -> None:
    """Carry out one order; the process ends with it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the kernel ends this process when it rings
    signal.setitimer(signal.ITIMER_REAL, READ_SECONDS)
    order = _read(line)
    connect, whole = order["connect_seconds"], order["send_seconds"]
    journal = Journal(order["journal"]) if order.get("journal") else None
    if journal and not journal.take():
        signal.setitimer(signal.ITIMER_REAL, whole + _LEEWAY + 1)
        _say(line, phase=WAITS)
        journal.wait()
    _say(line, phase=BEGUN)
    if journal and journal.is_sent:
        _say(line, sent=True)
        return
    begun = monotonic()
    signal.setitimer(signal.ITIMER_REAL, min(connect, whole) + _LEEWAY)

    def connected() -> None:
        left = whole - (monotonic() - begun)
        signal.setitimer(signal.ITIMER_REAL, max(0.01, left) + _LEEWAY)
        _say(line, phase=CONNECTED)

    def ended(facts: dict[str, Any]) -> None:
        if journal and facts.get("sent"):
            journal.note()
        _say(line, **facts)

    _tell_connections(connected)
    ended(_carry_out(order, lambda done: ended(asdict(done))))


class Journal:
    """A file that says whether a message was sent; one process at a time is at it.

    Parameters
    ----------
    path
        In a folder of ours.
    """

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self) -> bool:
        """Be the one at it; the lock ends with the process."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self) -> None:
        """Be the one at it, after whoever is now."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    @property
    def is_sent(self) -> bool:
        """Whether the channel took it before."""
        return os.pread(self._file, len(SENT), 0) == SENT

    def note(self) -> None:
        """Write down that the channel took it."""
        os.pwrite(self._file, SENT, 0)
        os.fsync(self._file)


def _carry_out(order: Order, taken: Callable[[Delivery], None]) -> dict[str, Any]:
    if "ping" in order:
        return _ping(order)
    from scheduler.notifications.channels import send
    from scheduler.settings import CHANNEL, settings

    message = _message(order["message"])
    os.environ[f"{CHANNEL}{message.channel.upper()}"] = order["template"]
    mine = settings(
        language=order["language"],
        connect_seconds=order["connect_seconds"],
        send_seconds=order["send_seconds"],
    )
    return asdict(send(message, mine, taken))


def _ping(order: Order) -> dict[str, Any]:
    import requests

    timeout = (order["connect_seconds"], order["send_seconds"])
    try:
        with requests.get(
            order["ping"],
            headers={"User-Agent": order.get("name") or "caco-rooster"},
            timeout=timeout,
            stream=True,
            allow_redirects=False,
        ) as answer:
            return {"code": answer.status_code}
    except (requests.RequestException, ValueError, OSError) as error:
        is_late = isinstance(error, requests.Timeout)
        return {"failed": type(error).__name__, "timed_out": is_late}


def _message(given: dict[str, Any]) -> Message:
    """What a channel has to know of a message; its times are of no use to it."""
    never = datetime.fromtimestamp(0, UTC)
    kind = MessageKind(given["kind"])
    return Message(**{**given, "kind": kind}, created_at=never, due_at=never)


def _tell_connections(tell: Callable[[], None]) -> None:
    """Tell each connection that is made: so far only the network can be to blame."""
    connect = socket.socket.connect

    def connect_and_tell(mine: socket.socket, address: Any) -> None:  # noqa: ANN401 - as Python's
        connect(mine, address)
        tell()

    socket.socket.connect = connect_and_tell  # type: ignore[assignment, method-assign]


def _read(line: socket.socket) -> Order:
    found = b""
    while not found.endswith(b"\n"):
        part = line.recv(65536)
        if not part:
            os._exit(1)
        found += part
    order: Order = json.loads(found)
    return order


def _say(line: socket.socket, **facts: Any) -> None:  # noqa: ANN401 - plain values
    with suppress(OSError):  # nobody listens any more: the worker was killed
        line.sendall(json.dumps(facts).encode() + b"\n")


def _serve_and_end(line: socket.socket) -> NoReturn:
    try:
        serve(line)
    finally:
        os._exit(0)


def import_channels() -> None:
    """Import what channels need; it takes seconds."""
    import apprise
    import requests  # noqa: F401 - for those that are forked

    from scheduler.notifications import channels  # noqa: F401 - the same

    apprise.Apprise.instantiate("json://localhost")  # reads all services it knows


if __name__ == "__main__":
    main(socket.socket(fileno=os.dup(sys.stdin.fileno())))
