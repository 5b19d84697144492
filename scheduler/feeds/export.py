"""All calendars as files, for a plain web server or a share to hold when the service is down."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.model.account import Scope
from data.model.errors import Fault, InputError, Place, Refused
from data.store.rosters import person_numbers
from data.store.tables.records import BOOKS, POSTS, REGIONS
from scheduler.feeds.calendar_cache import CalendarCache
from scheduler.feeds.events import CalendarKey
from scheduler.settings import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.feeds.calendar_cache import RenderedCalendar
    from scheduler.settings import Settings

OURS = ".caco-feeds.json"  #: names the files that an export wrote, so that it removes no other


@dataclass(frozen=True, slots=True)
class FileWritten:
    """A file as it should be.

    Parameters
    ----------
    changed_at
        Its time of modification.
    """

    content: bytes
    changed_at: datetime


def bring_in_line(
    folder: Path, files: Mapping[str, FileWritten]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names of the files that were written, that stayed as they were, and that were removed.

    Each file is replaced in one go: whoever reads it gets the old bytes or the new ones.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        before = _ours(folder)
        written = [name for name, file in sorted(files.items()) if _is_new(folder / name, file)]
        # Named as ours before they are there, so that the export after one that was killed knows.
        _replace(folder / OURS, json.dumps(sorted({*before, *files}), indent=0).encode())
        for name in written:
            _replace(folder / name, files[name].content, files[name].changed_at)
        removed = sorted(name for name in before - files.keys() if (folder / name).is_file())
        for name in removed:
            (folder / name).unlink()
        _replace(folder / OURS, json.dumps(sorted(files), indent=0).encode())
    except OSError as error:
        where = error.filename or folder
        raise InputError(
            [
                Fault(
                    f"{folder} cannot be written: {error.strerror or error} ({where})",
                    "Check the rights and the free space, or name another folder with --out",
                    Place(file=folder.name),
                )
            ]
        ) from error
    unchanged = sorted(files.keys() - set(written))
    return tuple(written), tuple(unchanged), tuple(removed)


def _ours(folder: Path) -> set[str]:
    try:
        names = json.loads((folder / OURS).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return set()
    if not isinstance(names, list):
        return set()
    return {name for name in names if isinstance(name, str) and name == Path(name).name}


def _is_new(path: Path, file: FileWritten) -> bool:
    return not path.is_file() or path.read_bytes() != file.content


def _replace(path: Path, content: bytes, changed_at: datetime | None = None) -> None:
    if path.is_file() and path.read_bytes() == content:
        return
    handle, beside = tempfile.mkstemp(prefix=".caco-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A web server that serves them is in the group of the folder, if its owner says so.
        Path(beside).chmod(0o600 | path.parent.stat().st_mode & stat.S_IRGRP)
        if changed_at is not None:
            os.utime(beside, (changed_at.timestamp(), changed_at.timestamp()))
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


INDEX = "index.txt"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did.

    Parameters
    ----------
    written, unchanged, removed
        Names of files.
    """

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def export_calendars(
    catalogue: CalendarCache, folder: Path, language: str, now: datetime
) -> Exported:
    """Write a file for each person who is here, each post and region, the gaps, and all of it.

    A file that would not change is not touched, and each bears the moment at which its content
    last changed: a web server in front of the folder gets its validators right. Files of ours
    that no longer belong there are removed; those of others are left alone.

    Raises
    ------
    Refused
        The store holds nobody: an empty store must not wipe out a folder full of calendars.
    InputError
        The folder cannot be written.
    StoreError
        The database cannot be reached; the files stay as they are.
    """
    with catalogue.store.reading() as connection:
        named = file_names(connection, language)
    if not any(key.scope is Scope.PERSON for key in named.values()):
        what = f"{catalogue.store.name} holds no people, so no calendar is written"
        raise Refused([Fault(what, "Check CACO_DATABASE_URL, or import the records first")])
    handouts = catalogue.current_of(named.values(), now)
    files = {
        name: FileWritten(handouts[key].content, handouts[key].edition.changed_at)
        for name, key in named.items()
    }
    latest = max(one.changed_at for one in files.values())
    index = _index({name: handouts[key] for name, key in named.items()})
    return Exported(*bring_in_line(folder, {**files, INDEX: FileWritten(index, latest)}))


def feeds_folder(store: Store, settings: Settings) -> Path | None:
    """Where calendars of this installation are written; None: nowhere.

    By default a folder beside the store, which only its owner may enter.
    """
    if settings.feeds_folder == NOWHERE:
        return None
    if settings.feeds_folder:
        return Path(settings.feeds_folder)
    return store.file.with_name(f"{store.file.name}-calendars") if store.file else None


def export_by_clock(store: Store, settings: Settings, now: datetime) -> str:
    """Bring the folder of this installation in line; what was done, in a line, if anything.

    What it raises: see `export_calendars`.
    """
    folder = feeds_folder(store, settings)
    if folder is None or not (_has_people(store) or (folder / OURS).is_file()):
        return ""
    if not settings.feeds_folder:
        folder.mkdir(mode=0o700, exist_ok=True)
    done = export_calendars(_catalogue(store, settings), folder, settings.language, now)
    changed = done.written or done.removed
    return f"{len(done.written)} written, {len(done.removed)} removed" if changed else ""


def _has_people(store: Store) -> bool:
    """Whether there is anybody to write a calendar for: a new installation holds nobody."""
    with store.reading() as connection:
        return bool(person_numbers(connection, here_only=True))


@lru_cache(maxsize=1)
def _catalogue(store: Store, settings: Settings) -> CalendarCache:
    """Kept from one export to the next, so that only what changed is made anew."""
    return CalendarCache(store, settings)


def file_names(connection: Connection, language: str) -> dict[str, CalendarKey]:
    """The calendars that are exported, by the names of their files."""
    people = person_numbers(connection, here_only=True)
    asked = [(Scope.PERSON, code, str(row)) for code, row in sorted(people.items())]
    for scope, table in ((Scope.POST, POSTS), (Scope.REGION, REGIONS), (Scope.BOOK, BOOKS)):
        codes = connection.scalars(select(table.c.id).where(table.c.ended_at.is_(None)))
        asked += [(scope, code, code) for code in sorted(codes)]
    spoken = Counter(f"{scope.value}-{code}".lower() for scope, code, _ in asked)
    named = {
        file_name(scope, code, alone=spoken[f"{scope.value}-{code}".lower()] == 1): CalendarKey(
            scope, subject, language
        )
        for scope, code, subject in asked
    }
    for scope in (Scope.GAPS, Scope.ALL):
        named[f"{scope.value}.ics"] = CalendarKey(scope, "", language)
    return named


def file_name(scope: Scope, code: str, *, alone: bool = True) -> str:
    """A name that every file system takes, and that no other code gets.

    Parameters
    ----------
    alone
        No other code differs from it by capitals only.
    """
    safe = re.sub(r"[^A-Za-z0-9-]+", "-", code).strip("-")[:60]
    if safe != code or not alone:
        safe = f"{safe}-{hashlib.sha256(code.encode()).hexdigest()[:8]}".strip("-")
    return f"{scope.value}-{safe}.ics"


def _index(handouts: dict[str, RenderedCalendar]) -> bytes:
    """What is in which file."""
    width = max(len(name) for name in handouts)
    lines = [f"{name:{width}}  {one.calendar.name}" for name, one in sorted(handouts.items())]
    return ("\n".join(lines) + "\n").encode()
