"""The machine a worker runs on: its name, and the lock that lets one worker run there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.store.opening import Store

MACHINE_VARIABLE = "CACO_MACHINE"


def machine_name(environment: Mapping[str, str]) -> str:
    """The name of this machine: the same after a restart, and no other's."""
    return environment.get(MACHINE_VARIABLE) or socket.gethostname()


@contextmanager
def only_worker(store: Store, machine: str) -> Iterator[None]:
    """Be the only worker of this name on this machine; the lock ends with the process.

    Raises
    ------
    Refused
        There is one already: both would take the same jobs for their own.
    StoreError
        The lock cannot be made.
    """
    path = _lock_file(store, machine)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(
            f"the lock {path} cannot be made ({error.strerror})", "Check the rights of its folder"
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode() or "?"
        os.close(handle)
        what = f"a worker of machine {machine} is at work already (process {holder})"
        remedy = f"One is enough; for a second one set {MACHINE_VARIABLE} to another name"
        raise Refused([Fault(what, remedy)]) from None
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def _lock_file(store: Store, machine: str) -> Path:
    """Beside a file of SQLite; for a server in the folder for such things."""
    if store.file is not None:
        plain = re.sub(r"[^\w.-]", "_", machine)
        return store.file.with_name(f"{store.file.name}-worker-{plain}.lock")
    known = hashlib.sha256(f"{store.name}\n{machine}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"caco-worker-{known}.lock"
