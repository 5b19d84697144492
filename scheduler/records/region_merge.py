"""Merges regions into one, with their past: what was signed keeps its words, links their address.

Posts, people and rights of the old regions become those of the new one. Whoever had a right for an
old region keeps that beside it, so that they still see what was stated of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import RegionLimit
from data.model.errors import Fault, Refused
from data.store import access, accounts, subscriptions
from data.store import invitations as invited
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.records import read_rows
from data.store.tables.record_index import RECORDS
from data.tables.faults import nearest, shown
from scheduler.records.row_edits import RowEdit, as_record_row, make_edits

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.records.row_edits import RecordRow

#: Tables whose rows name regions that they serve.
_SERVING = tuple(name for name in RECORDS if "regions" in RECORDS[name].c and name != "call_outs")


@dataclass(frozen=True, slots=True)
class RegionMerge:
    """Which regions become which.

    Parameters
    ----------
    old
        Ids of the regions that end, or of which one goes on as the new one.
    into
        Id of the new region, or of one of the old.
    name
        Of the new region; empty: that which it has.
    school_region
        As `data.model.post.Region` has it; empty: that of the old ones, which must agree.
    """

    old: tuple[str, ...]
    into: str
    name: str = ""
    school_region: str = ""


@dataclass(frozen=True, slots=True)
class MergedRegions:
    """What a merge changed.

    Parameters
    ----------
    rows
        How many rows of each table of the records.
    accounts
        Logins whose rights changed; they are signed out.
    tokens, links
        How many are for the new region now.
    """

    rows: Mapping[str, int]
    accounts: tuple[str, ...]
    tokens: int
    links: int


class _Undone(Exception):
    """Takes back what was only tried."""


def merge_regions(
    store: Store, wanted: RegionMerge, who: str, now: datetime, *, is_trial: bool = False
) -> MergedRegions:
    """Merge regions, wholly or not at all; what changed.

    Parameters
    ----------
    is_trial
        Nothing is kept: only what would change is told.

    Raises
    ------
    Refused, InputError
        There is no such region, or the records would no longer hold together: with all faults.
    """
    done: list[MergedRegions] = []
    try:
        with store.writing() as connection:
            trail.take_turn(connection)
            done.append(_merged(connection, wanted, who, now))
            if is_trial:
                raise _Undone
    except _Undone:
        pass
    return done[0]


def _merged(connection: Connection, wanted: RegionMerge, who: str, now: datetime) -> MergedRegions:
    rows = {name: _rows(connection, name) for name in ("regions", *_SERVING, "call_outs")}
    _refuse(wanted, rows["regions"])
    edits = [*_of_regions(wanted, rows["regions"]), *_of_calls(wanted, rows)]
    edits += [
        edit
        for name in _SERVING
        for row in rows[name]
        if (edit := _served(wanted, row)) is not None
    ]
    facts = {"region": wanted.into}
    act = Act("region.merged", f"region/{wanted.into}", {"regions": list(wanted.old)}, facts)
    changed = make_edits(connection, edits, who, now, [act])
    counts: dict[str, int] = {}
    for one in changed:
        counts[one.table] = counts.get(one.table, 0) + 1
    return MergedRegions(
        counts,
        tuple(_move_accounts(connection, wanted, who, now)),
        _move_tokens(connection, wanted, who, now),
        subscriptions.move_regions(connection, wanted.old, wanted.into),
    )


def _rows(connection: Connection, table: str) -> list[RecordRow]:
    found = (as_record_row(table, row) for row in read_rows(connection, table).values())
    return [row for row in found if not row.has_ended]


def _refuse(wanted: RegionMerge, regions: Sequence[RecordRow]) -> None:
    there = {row.texts["id"]: row.texts for row in regions}
    faults = [
        Fault(f"there is no region {shown(one)}", nearest(one, there))
        for one in wanted.old
        if one not in there
    ]
    if len(set(wanted.old)) < 2:
        what = "a merge takes two regions or more"
        faults.append(Fault(what, "Name each region that becomes part of the new one"))
    if wanted.into in there and wanted.into not in wanted.old:
        what = f"region {wanted.into} is there already, and is not one of those that merge"
        faults.append(Fault(what, "Name it among them, or choose another code"))
    if wanted.into not in there and not wanted.name:
        what = f"the new region {wanted.into} has no name"
        faults.append(Fault(what, "Say how it is called: --name"))
    schools = {there[one].get("school_region", "") for one in wanted.old if one in there}
    if len(schools) > 1 and not wanted.school_region:
        what = "these regions have different school holidays"
        faults.append(Fault(what, "Say which the new one has: --school-region"))
    if faults:
        raise Refused(faults)


def _of_regions(wanted: RegionMerge, regions: Sequence[RecordRow]) -> Iterator[RowEdit]:
    """The new region in the place of one of the old, and the end of the others."""
    mine = [row for row in regions if row.texts["id"] in wanted.old]
    kept = next((row for row in mine if row.texts["id"] == wanted.into), None)
    texts = {**(kept or mine[0]).texts, "id": wanted.into}
    texts |= {"name": wanted.name} if wanted.name else {}
    texts |= {"school_region": wanted.school_region} if wanted.school_region else {}
    yield RowEdit("regions", texts, kept.number if kept else 0)
    for row in mine:
        if row is not kept:
            yield RowEdit("regions", {}, row.number)


def _served(wanted: RegionMerge, row: RecordRow) -> RowEdit | None:
    """A row that names one of the old regions, as it shall be; None: it names none."""
    mine = _split(row.texts.get("regions", ""))
    moved = dict.fromkeys(wanted.into if one in wanted.old else one for one in mine)
    if list(moved) == mine:
        return None
    return RowEdit(row.table, {**row.texts, "regions": ";".join(moved)}, row.number)


def _of_calls(wanted: RegionMerge, rows: Mapping[str, Sequence[RecordRow]]) -> Iterator[RowEdit]:
    """Call-outs of whole teams name the posts that were called: the new team is a larger one."""
    for row in rows["call_outs"]:
        called = set(_split(row.texts.get("regions", "")))
        if called.isdisjoint(wanted.old):
            continue
        posts = [
            post.texts["id"]
            for post in rows["posts"]
            if not called.isdisjoint(_split(post.texts["regions"]))
        ]
        texts = {name: text for name, text in row.texts.items() if name != "regions"}
        yield RowEdit("call_outs", {**texts, "posts": ";".join(posts)}, row.number)


def _split(text: str) -> list[str]:
    return [one for one in text.split(";") if one]


def _move_accounts(
    connection: Connection, wanted: RegionMerge, who: str, now: datetime
) -> Iterator[str]:
    acts = []
    for one in accounts.accounts(connection):
        limits = _moved(wanted, one.limits)
        if limits != one.limits:
            accounts.change_account(connection, one.id, limits=limits, stamp=one.stamp + 1)
            before, after = ({"regions": [str(each) for each in x]} for x in (one.limits, limits))
            acts.append(Act("account.changed", f"account/{one.id}", before, after))
            yield one.login
    for other in invited.invitations(connection):
        if other.is_open(now) and (limits := _moved(wanted, other.limits)) != other.limits:
            kept = accounts.kept_limits(limits)
            invited.change_invitation(connection, other.id, limits=kept)
    if acts:
        trail.append(connection, acts, who, now)


def _moved(wanted: RegionMerge, limits: Iterable[RegionLimit]) -> tuple[RegionLimit, ...]:
    return tuple(RegionLimit(one.role, _with_new(wanted, one.regions)) for one in limits)


def _with_new(wanted: RegionMerge, regions: Collection[str]) -> frozenset[str]:
    """Regions, and the new one where one of the old is among them."""
    is_theirs = not set(wanted.old).isdisjoint(regions)
    return frozenset(regions) | ({wanted.into} if is_theirs else set())


def _move_tokens(connection: Connection, wanted: RegionMerge, who: str, now: datetime) -> int:
    acts = []
    for one in access.api_tokens(connection):
        regions = _with_new(wanted, one.regions) if one.regions else None
        if regions and regions != one.regions:
            access.change_token_regions(connection, one.id, regions)
            facts = {"regions": sorted(regions)}
            acts.append(Act("token.changed", f"token/{one.id}", None, facts))
    if acts:
        trail.append(connection, acts, who, now)
    return len(acts)
