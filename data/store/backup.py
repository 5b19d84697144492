"""Copies of a store, made while it is in use, and put back whole.

PostgreSQL's own tools make them there, which are better at it than we could be: ``pg_dump`` and
``pg_restore``. To put one back in production is left to them, too.
"""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import sqlite3
import stat
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from data.model.errors import StoreError
from data.store.audit import check
from data.store.dumps import dump, note_restore, served_by
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.store.tables.rosters import HEAD
from data.store.version import version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.store.audit.check import AuditVerdict
    from data.store.dumps import Served

PAGES = 1000  #: copied at a time, so that others get their turn
_BESIDE = ("-wal", "-shm")  #: files that SQLite keeps beside its own


def back_up(store: Store, target: Path, zone: ZoneInfo) -> AuditVerdict:
    """Copy a store to a file, look whether the copy is sound, and only then give it its name.

    Returns
    -------
    What came of looking at its audit trail; a copy of a trail that is not whole is kept too.

    Raises
    ------
    StoreError
        The target is taken, or the copy is not sound.
    """
    if not store.is_sqlite:
        return _dump(store, target, zone)
    with _copied(store, target) as part:
        return look_into(part, zone)


def copy_as_it_is(store: Store, target: Path) -> None:
    """Copy a store whose tables may be those of an older version, as they are.

    Raises
    ------
    StoreError
        The target is taken, or the copy is damaged.
    """
    if not store.is_sqlite:
        _refuse_taken(target)
        dump(store, target)
        _flush(target)
        return
    with _copied(store, target) as part, _opened(part) as copy:
        _refuse_damaged(copy, part)


@contextmanager
def _copied(store: Store, target: Path) -> Iterator[Path]:
    """A copy of a store beside a target, which takes its name if nothing goes wrong."""
    source = _file_of(store)
    _refuse_taken(target)
    with _part_of(target) as part:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(part)) as other:
            one.backup(other, pages=PAGES)
            other.execute("PRAGMA journal_mode = DELETE")
        yield part
        _flush(part)
        part.rename(target)
    _flush(target)


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A file beside a target, for its owner alone, that is gone when anything goes wrong.

    Raises
    ------
    StoreError
        The disk is full, or the folder may not be written.
    """
    part = target.with_name(target.name + ".part")
    _remove(part)
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR))
        yield part
    except (OSError, sqlite3.Error) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error)
        why = "the disk is full" if full else str(error)
        what = f"{target}: the copy failed ({why}); nothing was changed"
        raise StoreError(what, "Make room, or name another") from error
    finally:
        _remove(part)


def _remove(file: Path) -> None:
    for name in (file, *(Path(f"{file}{end}") for end in _BESIDE)):
        name.unlink(missing_ok=True)


def _refuse_taken(target: Path) -> None:
    if target.exists():
        raise StoreError(f"{target} is there already", "Name a new file: backups are kept")


def _dump(store: Store, target: Path, zone: ZoneInfo) -> AuditVerdict:
    """Dump a store on PostgreSQL; its trail is looked at where it stands, before."""
    _refuse_taken(target)
    with store.reading() as connection:
        verdict = check.verify(connection, zone)
    dump(store, target)
    _flush(target)
    return verdict


def restore(
    backup: Path,
    store: Store,
    now: datetime,
    zone: ZoneInfo,
    *,
    who: str | None = None,
    force: bool = False,
) -> tuple[AuditVerdict, Path | None]:
    """Put a backup in the place of the store, brought up to the version of this program.

    Parameters
    ----------
    who
        Does it, as its trail will say (see `data.store.dumps`). None: a trial, in a place from
        which nobody is served; the copy stays as the backup is.
    force
        Also when the store that stands there holds more signatures, or cannot be read.

    Returns
    -------
    What came of looking at the backup, and where the store that stood there was put aside.

    Raises
    ------
    StoreError
        The backup is none, is not whole, or holds fewer signatures; or another program holds the
        store.
    """
    target = _file_of(store)
    if not backup.is_file():
        raise StoreError(f"{backup} does not exist", "Name a file that caco backup made")
    with _part_of(target) as part:
        with _named(backup, part):
            shutil.copyfile(backup, part)
            verdict = look_into(part, zone)
        if verdict.findings:
            first = verdict.findings[0]
            what = f"{backup}: its audit trail is not intact ({first.where}: {first.what})"
            raise StoreError(what, "Use another backup")
        aside = None
        if target.exists():
            if not force:
                _refuse_fewer(backup, verdict, target)
            _refuse_busy(target)
        if who is not None:
            replaced = _served_by_file(target)
            with _opened(part) as copy, copy.writing() as connection:
                note_restore(connection, replaced, who, now)
        _flush(part)
        if target.exists():
            aside = _free(target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}"))
            target.rename(aside)
            for end in _BESIDE:
                Path(f"{target}{end}").unlink(missing_ok=True)
        part.rename(target)
    _flush(target)
    store.close()
    return verdict, aside


def _free(file: Path) -> Path:
    """A name, or one like it that nothing bears: what was put aside is never written over."""
    others = (file.with_name(f"{file.name}-{number}") for number in itertools.count(2))
    return next(one for one in itertools.chain([file], others) if not one.exists())


def _served_by_file(file: Path) -> Served | None:
    """What the calendars of a store said; None: there is none, or it cannot be read."""
    try:
        with _opened(file) as there, there.reading(any_version=True) as connection:
            return served_by(connection)
    except (StoreError, SQLAlchemyError, ValueError, KeyError):
        return None


def look_into(file: Path, zone: ZoneInfo) -> AuditVerdict:
    """Look whether a file is a sound store, and what its audit trail says.

    One of an older version is brought up to date for it: look into a copy.

    Raises
    ------
    StoreError
        The file is damaged, or no store.
    """
    with _opened(file) as copy:
        _refuse_damaged(copy, file)
        migrate(copy)
        with copy.reading() as connection:
            return check.verify(connection, zone)


@contextmanager
def _opened(file: Path) -> Iterator[Store]:
    store = Store(store_url(f"sqlite:///{file}"))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _named(backup: Path, part: Path) -> Iterator[None]:
    """What is said of a copy is said of the backup: that is the file somebody named."""
    try:
        yield
    except StoreError as error:
        if str(part) not in error.what or "full" in error.what:
            raise
        what = f"{backup} is damaged, or no store of caco"
        raise StoreError(what, "Name a file that caco backup made") from error


def _refuse_damaged(store: Store, file: Path) -> None:
    """Refuse a file that is damaged, or does not hold the tables and the trail of a store."""
    with store.reading(any_version=True) as connection:
        said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
        if said != "ok":
            raise StoreError(f"{file} is damaged ({said})", "Use another backup")
        tables = inspect(connection).get_table_names()
        is_ours = version(connection) is not None and HEAD.name in tables
        ends = connection.scalar(select(func.count()).select_from(HEAD)) if is_ours else 0
    if ends != 1:
        what = f"{file} is not a backup of caco: it holds no audit trail"
        raise StoreError(what, "Name a file that caco backup made")


def _refuse_fewer(backup: Path, verdict: AuditVerdict, target: Path) -> None:
    """Refuse a backup that knows fewer signatures than the store in whose place it comes."""
    try:
        with closing(sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)) as one:
            query = "SELECT count(*) FROM roster WHERE status <> 'draft'"
            there = one.execute(query).fetchone()[0]
    except sqlite3.Error:
        return  # damaged, or not ours: that is why it is replaced
    if there > verdict.rosters:
        what = f"{backup} holds {verdict.rosters} signed rosters, and the store {there}"
        raise StoreError(what, "Use a newer backup; or --force: what was signed since is put aside")


def _file_of(store: Store) -> Path:
    if store.file is None:
        raise StoreError(
            "a store on PostgreSQL is put back by its own tools",
            "Run pg_restore --clean --if-exists --dbname=DATABASE FILE, then caco restore --done",
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
