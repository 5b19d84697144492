"""The secret that signs links and seals: of an installation, in a file that only its owner reads.

Each line of the file is a secret. The first one signs; what another one signed is still taken, for
as long as it stands there. To replace a secret, write the new one above it, and take the
old one out when the links that it signed are over.
"""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import CacoError, Fault, InputError, Refused, StoreError
from data.store.audit.sealing import signed_head
from data.store.audit.trail import head

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.settings import Settings

BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def secret(store: Store, settings: Settings) -> str:
    """The secret of this installation that signs; made when it is first needed.

    It stands beside the store, as ``caco.db-secret``, or where ``CACO_SECRET_FILE`` says.

    Raises
    ------
    InputError
        The store is on a server, and nothing says where the secret is.
    Refused
        Others can read the file, or it holds no secret.
    StoreError
        It cannot be read or made.
    """
    return secrets_of(store, settings)[0]


def secrets_of(store: Store, settings: Settings) -> tuple[str, ...]:
    """The secret that signs, and those before it that are still accepted; raises the same."""
    path = _path(store, settings)
    try:
        if not path.exists():
            _make(path)
        mode = path.stat().st_mode
        said = path.read_text(encoding="ascii", errors="replace").split()
    except OSError as error:
        what = f"the secret {path} cannot be read or made ({error.strerror})"
        raise StoreError(what, "Check the rights of its folder") from error
    if mode & _OTHERS:
        what = f"the secret {path} can be read by others"
        raise Refused([Fault(what, f"Keep it to its owner: chmod 600 {path}")])
    if not said or min(map(len, said)) < BYTES:
        what = f"the secret {path} is empty or too short"
        raise Refused([Fault(what, "Remove it, and a new one is made; links sent before end")])
    return tuple(said)


def secrets_here(store: Store, settings: Settings) -> tuple[str, ...]:
    """The same, without making any; none: they are not here, or cannot be read."""
    try:
        return secrets_of(store, settings) if _path(store, settings).exists() else ()
    except CacoError:
        return ()


def signed_end(store: Store, settings: Settings) -> str:
    """The end of the audit trail, signed; raises as `secret` does."""
    key = secret(store, settings)
    with store.reading() as connection:
        return signed_head(head(connection), key)


def end_if_signed(store: Store, settings: Settings) -> str:
    """The same; empty where there is no secret to sign it with."""
    return signed_end(store, settings) if secrets_here(store, settings) else ""


def _path(store: Store, settings: Settings) -> Path:
    if settings.secret_file is not None:
        return Path(settings.secret_file)
    if store.file is None:
        what = "nothing says where the secret is that signs links"
        remedy = "Set CACO_SECRET_FILE to a file, the same on each machine that uses this database"
        raise InputError([Fault(what, remedy)])
    return store.file.with_name(f"{store.file.name}-secret")


def _make(path: Path) -> None:
    """Make a secret; of two who make it at once the second takes that of the first."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
