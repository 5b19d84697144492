"""The audit trail for people: what was done, and whether that is whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE, Reach
from data.store import accounts, records, staffing
from data.store.accounts import row_of
from data.store.audit import trail
from data.store.audit.check import AuditVerdict, verify
from data.store.audit.trail import AuditEntry, EntryFilter, Head, everybody, names_of_rows, search
from data.tables.period import ZONE
from scheduler.accounts.secret import secrets_here
from scheduler.reporting.regional_trail import KINDS, TrailReach, texts_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.settings import Settings

__all__ = ["EntryFilter", "KnownTrail", "TrailPage", "check_trail", "read_trail"]


_NAMED = ("posts", "functions", "regions", "requirements")


@dataclass(frozen=True, slots=True)
class KnownTrail:
    """Names as they are now, for the codes of the trail.

    Parameters
    ----------
    names
        Of people, posts, functions, regions and requirements: table -> id -> name.
    accounts
        Login -> name.
    """

    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries of the trail.

    Parameters
    ----------
    entries
        The newest first.
    people
        Row -> code and name of the people that they speak of, and of those who ever did something.
    is_last
        No older ones fit.
    reached
        Number of the oldest entry that was looked at: older ones come next.
    withheld
        Numbers of entries of which the reader may not know why somebody was not there.
    head
        The end of the chain.
    everybody
        All who ever did something.
    known
        The names behind the codes.
    """

    entries: list[AuditEntry]
    people: dict[int, tuple[str, str]]
    is_last: bool
    reached: int
    withheld: frozenset[int]
    head: Head
    everybody: list[str]
    known: KnownTrail


@dataclass(frozen=True, slots=True)
class TrailReader:
    """Who reads the trail.

    Parameters
    ----------
    reach
        For which regions they may read it at all.
    reasons
        For which they may know why somebody is not there.
    """

    reach: Reach = EVERYWHERE
    reasons: Reach = EVERYWHERE


WHOLE = TrailReader()  #: reads all of it


def read_trail(
    store: Store,
    wanted: EntryFilter,
    before: int | None,
    most: int,
    reader: TrailReader = WHOLE,
) -> TrailPage:
    """A page of the trail: what fits and is older than entry `before`, at most so many.

    Of a reader for some regions so many entries are looked through at once, and there may be more
    behind a page that is not full.
    """
    with store.reading() as connection:
        shown, is_last, reached = _page(connection, wanted, before, most, reader.reach)
        actors = everybody(connection)
        if not reader.reach.is_all:
            actors = sorted({entry.who for entry in shown})
        reasons = TrailReach.read(connection, reader.reasons)
        sees = reader.reasons.is_all
        withheld = frozenset(one.seq for one in shown if not (sees or reasons.holds(one)))
        told = texts_of([one for entry in shown for one in (entry.before, entry.after)])
        named = chain(actors, (entry.subject for entry in shown), told)
        rows = {number for name in named if (number := row_of(name)) is not None}
        return TrailPage(
            entries=shown,
            people=names_of_rows(connection, rows),
            is_last=is_last,
            reached=reached,
            withheld=withheld,
            head=trail.head(connection),
            everybody=actors,
            known=_known(connection),
        )


_AT_ONCE = 20_000  #: entries that are looked through for a page of a reader for some regions
_STEP = 500


def _page(
    connection: Connection, wanted: EntryFilter, before: int | None, most: int, reach: Reach
) -> tuple[list[AuditEntry], bool, int]:
    """The entries of a page, whether older ones are known not to fit, and how far it looked."""
    if reach.is_all:
        found = search(connection, wanted, before, most + 1)
        shown = found[:most]
        return shown, len(found) <= most, shown[-1].seq if shown else 0
    mine, wanted = TrailReach.read(connection, reach), replace(wanted, kinds=tuple(sorted(KINDS)))
    shown, looked, at = [], 0, before
    while looked < max(_AT_ONCE, most):
        part = search(connection, wanted, at, _STEP)
        for entry in part:
            looked, at = looked + 1, entry.seq
            if mine.holds(entry):
                shown.append(entry)
            if len(shown) == most:
                return shown, False, at
        if len(part) < _STEP:
            return shown, True, at or 0
    return shown, False, at or 0


def _known(connection: Connection) -> KnownTrail:
    names: dict[str, Mapping[str, str]] = {"people": staffing.names_of_people(connection)}
    for table in _NAMED:
        rows = records.read_rows(connection, table).values()
        names[table] = {str(row.values["id"]): str(row.values["name"]) for row in rows}
    logins = {one.login: one.name for one in accounts.accounts(connection)}
    return KnownTrail(names, logins)


def check_trail(store: Store, settings: Settings) -> AuditVerdict:
    """Look at all that the trail tells of: it may take long."""
    keys = secrets_here(store, settings)
    with store.reading() as connection:
        return verify(connection, ZONE, keys=keys)
