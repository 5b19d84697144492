"""All calendars as files, for a plain web server or a share to hold when the service is down."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.model.errors import Fault, Refused
from data.model.subscription import Scope
from data.store.rosters import person_numbers
from data.store.tables.records import POSTS, REGIONS
from scheduler.feeds.catalogue import Catalogue
from scheduler.feeds.folder import FileWritten, bring_in_line
from scheduler.feeds.keys import CalendarKey

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.feeds.catalogue import Handout
    from scheduler.settings import Settings

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


def export_calendars(catalogue: Catalogue, folder: Path, language: str, now: datetime) -> Exported:
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


def export_by_clock(store: Store, settings: Settings, now: datetime) -> str:
    """Bring the folder of this installation in line; what was done, in a line, if anything.

    What it raises: see `export_calendars`.
    """
    if settings.feeds_folder is None:
        return ""
    catalogue = _catalogue(store, settings)
    done = export_calendars(catalogue, Path(settings.feeds_folder), settings.language, now)
    changed = done.written or done.removed
    return f"{len(done.written)} written, {len(done.removed)} removed" if changed else ""


@lru_cache(maxsize=1)
def _catalogue(store: Store, settings: Settings) -> Catalogue:
    """Kept from one export to the next, so that only what changed is made anew."""
    return Catalogue(store, settings)


def file_names(connection: Connection, language: str) -> dict[str, CalendarKey]:
    """The calendars that are exported, by the names of their files."""
    people = person_numbers(connection, here_only=True)
    asked = [(Scope.PERSON, code, str(row)) for code, row in sorted(people.items())]
    for scope, table in ((Scope.POST, POSTS), (Scope.REGION, REGIONS)):
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


def _index(handouts: dict[str, Handout]) -> bytes:
    """What is in which file."""
    width = max(len(name) for name in handouts)
    lines = [f"{name:{width}}  {one.calendar.name}" for name, one in sorted(handouts.items())]
    return ("\n".join(lines) + "\n").encode()
