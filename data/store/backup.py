"""Copies of a store, made while it is in use, and put back whole.

PostgreSQL's own tools make them there, which are better at it than we could be: ``pg_dump`` and
``pg_restore``. To put one back in production is left to them, too.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.errors import StoreError
from data.store import audit_check
from data.store.current import ensure_current
from data.store.dumps import dump
from data.store.opening import Store, store_url

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.store.audit_check import Verdict

PAGES = 1000  #: copied at a time, so that others get their turn
_BESIDE = ("-wal", "-shm")  #: files that SQLite keeps beside its own


def back_up(store: Store, target: Path, zone: ZoneInfo) -> Verdict:
    """Copy a store to a file, look whether the copy is sound, and only then give it its name.

    Returns
    -------
    What came of looking at its audit trail; a copy of a trail that is not whole is kept too.

    Raises
    ------
    StoreError
        The target is taken, or the copy is not sound.
    """
    if target.exists():
        raise StoreError(f"{target} is there already", "Name a new file: backups are kept")
    if not store.is_sqlite:
        return _dump(store, target, zone)
    source = _file_of(store)
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(part)) as other:
            one.backup(other, pages=PAGES)
            other.execute("PRAGMA journal_mode = DELETE")
        verdict = look_into(part, zone)
        _flush(part)
        part.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{target}: the copy failed ({error})", "Make room, or name another"
        ) from error
    finally:
        for name in (part, *(Path(f"{part}{end}") for end in _BESIDE)):
            name.unlink(missing_ok=True)
    return verdict


def _dump(store: Store, target: Path, zone: ZoneInfo) -> Verdict:
    """Dump a store on PostgreSQL; its trail is looked at where it stands, before."""
    with store.reading() as connection:
        verdict = audit_check.verify(connection, zone)
    dump(store, target)
    _flush(target)
    return verdict


def restore(
    backup: Path, store: Store, now: datetime, zone: ZoneInfo
) -> tuple[Verdict, Path | None]:
    """Put a backup in the place of the store.

    Returns
    -------
    What came of looking at the backup, and where the store that stood there was put aside.

    Raises
    ------
    StoreError
        The backup is not whole, or another program holds the store.
    """
    target = _file_of(store)
    if not backup.is_file():
        raise StoreError(f"{backup} does not exist", "Name a file that caco backup made")
    verdict = look_into(backup, zone)
    if verdict.findings:
        first = verdict.findings[0]
        what = f"{backup}: its audit trail is not whole ({first.where}: {first.what})"
        raise StoreError(what, "Use another backup")
    part = target.with_name(target.name + ".part")
    part.write_bytes(backup.read_bytes())
    _flush(part)
    aside = None
    if target.exists():
        _refuse_busy(target)
        aside = target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}")
        target.rename(aside)
        for end in _BESIDE:
            Path(f"{target}{end}").unlink(missing_ok=True)
    part.rename(target)
    _flush(target)
    ensure_current(store)
    return verdict, aside


def look_into(file: Path, zone: ZoneInfo) -> Verdict:
    """Look whether a file is a sound store, and what its audit trail says.

    Raises
    ------
    StoreError
        The file is damaged, or no store.
    """
    copy = Store(store_url(f"sqlite:///{file}"))
    try:
        with copy.reading() as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        if said != "ok":
            raise StoreError(f"{file} is damaged ({said})", "Use another backup")
        ensure_current(copy)
        with copy.reading() as connection:
            verdict = audit_check.verify(connection, zone)
    finally:
        copy.close()
    return verdict


def _file_of(store: Store) -> Path:
    if store.file is None:
        raise StoreError(
            "a store on PostgreSQL is put back by its own tools",
            "Run pg_restore --clean --if-exists --dbname=DATABASE FILE, then caco audit verify",
        )
    return store.file


def _refuse_busy(file: Path) -> None:
    """Refuse to put a store aside that a program still has open.

    In WAL mode the last program that closes a store takes its journal away; one that is still
    there, and cannot be taken away by a lone writer, is in use.
    """
    with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{file}: another program has the store open", "Stop it, then try again"
            ) from error
        except sqlite3.DatabaseError:
            return  # damaged: that is why it is replaced


def _flush(path: Path) -> None:
    """See to it that a file, and its name, are on the disk."""
    for one, mode in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY)):
        if one.exists():
            number = os.open(one, mode)
            try:
                os.fsync(number)
            finally:
                os.close(number)
