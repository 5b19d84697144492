"""Uploads that wait on this machine, between the page that shows their effects and its button.

Beside the store, in a folder for its owner alone, and in it a folder for each account. A page
carries the random name alone. What was carried out is removed at once, the rest after an hour.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import stat
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import StoreError
from scheduler.records.sandboxed_reader import dump_upload, load_upload

if TYPE_CHECKING:
    from data.store.opening import Store
    from scheduler.records.uploads import Upload

KEPT = timedelta(hours=1)
_NAME = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def park_upload(store: Store, account: str, upload: Upload, now: datetime) -> str:
    """Keep an upload for one account; the name under which it can be found.

    Raises
    ------
    StoreError
        There is no place for it.
    """
    name = secrets.token_urlsafe(16)
    text = json.dumps(dump_upload(upload))
    try:
        path = _made(_made(uploads_folder(store)) / _part(account)) / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        os.utime(path, (now.timestamp(), now.timestamp()))
    except OSError as error:
        what = f"an upload cannot be kept ({error.strerror})"
        raise StoreError(what, "Check the folder of the database and its disk") from error
    return name


def find_upload(store: Store, account: str, name: str, now: datetime) -> Upload | None:
    """Find what an account parked; None: it parked nothing of that name, or too long ago."""
    path = _path(store, account, name)
    try:
        if path is None or _is_old(path, now):
            return None
        return load_upload(json.loads(path.read_text()))
    except (OSError, ValueError, LookupError, TypeError):  # or parked by an earlier release
        return None


def remove_upload(store: Store, account: str, name: str) -> None:
    """Remove what was carried out."""
    path = _path(store, account, name)
    if path is not None:
        _remove(path)


def remove_old_uploads(store: Store, now: datetime) -> int:
    """Remove all that was parked more than an hour ago; how many."""
    removed = 0
    for path in uploads_folder(store).glob("*/*"):
        with suppress(OSError):
            if _is_old(path, now):
                _remove(path)
                removed += 1
    return removed


def uploads_folder(store: Store) -> Path:
    """The folder of parked uploads: beside a file of SQLite, else where temporary things are."""
    if store.file is not None:
        return store.file.with_name(f"{store.file.name}-uploads")
    known = hashlib.sha256(f"{store.name}\n{os.getuid()}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"caco-uploads-{known}"


def _made(folder: Path) -> Path:
    """A folder that is there, and that nobody else can enter."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.stat(follow_symlinks=False)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise StoreError(f"the folder {folder} is somebody else's", "Remove it")
    return folder


def _path(store: Store, account: str, name: str) -> Path | None:
    known = _NAME.fullmatch(name)
    return uploads_folder(store) / _part(account) / name if known else None


def _part(account: str) -> str:
    return hashlib.sha256(account.encode()).hexdigest()[:16]


def _is_old(path: Path, now: datetime) -> bool:
    return now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > KEPT


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        with suppress(OSError):  # something else waits there
            folder.rmdir()
