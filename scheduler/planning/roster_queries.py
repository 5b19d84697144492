"""The rosters there are, what is still wrong with them, and how those signed were signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE, NOWHERE
from data.model.duty import Assignment
from data.model.errors import Fault, Refused
from data.model.problem import RosterProblem
from data.model.roster import DutyChange, RosterHead, RosterStatus, SignOffItem
from data.model.shift import Shift
from data.model.signature import SignatureState
from data.model.stand_in import StandIn
from data.store import problems, rosters, signing, staffing
from data.store.regions import people_within, posts_of_roster, posts_within
from data.store.stand_ins import stand_ins_of_draft
from scheduler.coverage.regional import status_within
from scheduler.coverage.status import GapCount
from scheduler.planning.comparison import StaleDraft, behind
from scheduler.planning.derived_data import read_problem
from scheduler.planning.judgement import judge_roster
from scheduler.planning.signatures import state_of_roster, waits_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store
    from scheduler.coverage.snapshot import CoverageCache


SIGNED = (RosterStatus.PUBLISHED, RosterStatus.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A roster in a list.

    Parameters
    ----------
    gaps
        How many there are in it whose time is not over.
    violations
        How many rules it breaks, as things stand.
    behind
        Of a draft: what was signed since it was made.
    signatures
        Of a draft: for which of its regions it is signed.
    is_foreign
        Of a draft: it has posts of others too, so that the reader signs it and sees no more of it.
    """

    head: RosterHead
    gaps: GapCount
    violations: int
    behind: StaleDraft | None = None
    signatures: SignatureState | None = None
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Shelves:
    """All rosters, apart by what a planner does with them.

    Parameters
    ----------
    drafts
        The newest first.
    in_force
        Those that are not over, by start.
    older
        Those that are over or were replaced, the latest first.
    """

    drafts: tuple[Listed, ...]
    in_force: tuple[Listed, ...]
    older: tuple[RosterHead, ...]


def list_rosters(
    store: Store,
    coverage: CoverageCache,
    now: datetime,
    reach: Reach = EVERYWHERE,
    why: Reach = EVERYWHERE,
    signs: Reach = NOWHERE,
) -> Shelves:
    """The rosters there are.

    Parameters
    ----------
    reach
        Of whoever asks: they see rosters with a post within reach, and the gaps of these posts.
    why
        Where they may know what is behind it: of drafts they see those of which each post is there.
    signs
        For which regions they sign: they see that a draft waits for their signature.
    """
    with store.reading() as connection:
        heads = rosters_within(connection, rosters.heads(connection), reach)
        drafts = [head for head in heads if head.status is RosterStatus.DRAFT]
        foreign: set[int] = set()
        if not why.is_all:
            known = posts_within(connection, why)
            foreign = {h.id for h in drafts if not posts_of_roster(connection, h.id) <= known}
            waiting = {h.id for h in drafts if h.id in foreign and _waits(connection, h, signs)}
            drafts = [h for h in drafts if h.id in waiting or h.id not in foreign]
        current = [h for h in heads if h.status is RosterStatus.PUBLISHED and h.end > now]
        older = [
            head for head in heads if head.status is not RosterStatus.DRAFT and head not in current
        ]
        return Shelves(
            tuple(
                replace(
                    _listed(connection, coverage, head, now, reach),
                    is_foreign=head.id in foreign,
                )
                for head in sorted(drafts, key=lambda h: -h.id)
            ),
            tuple(_listed(connection, coverage, head, now, reach) for head in current),
            tuple(sorted(older, key=lambda h: (h.start, h.version or 0), reverse=True)),
        )


def _waits(connection: Connection, head: RosterHead, signs: Reach) -> bool:
    """Whether others signed a draft, and it waits for somebody who signs for these regions."""
    return waits_for(state_of_roster(connection, head), signs)


def rosters_within(
    connection: Connection, heads: Iterable[RosterHead], reach: Reach
) -> list[RosterHead]:
    """Those of some rosters that have a post within reach."""
    if reach.is_all:
        return list(heads)
    posts = posts_within(connection, reach)
    return [h for h in heads if not posts.isdisjoint(posts_of_roster(connection, h.id))]


def _listed(
    connection: Connection,
    coverage: CoverageCache,
    head: RosterHead,
    now: datetime,
    reach: Reach,
) -> Listed:
    shifts = rosters.read_shifts(connection, head.shift_set)
    held = rosters.read_assignments(connection, head.id)
    splits = () if head.published_at else stand_ins_of_draft(connection, head.id)
    found = coverage.of_roster(head, shifts, held, now, splits)
    gaps = status_within(found, coverage.facts(now).inputs, reach).count
    broken = judge_roster(connection, head, held, now).violations
    if not reach.is_all:
        people = people_within(connection, reach)
        broken = tuple(one for one in broken if one.person in people)
    signed = None if head.published_at else state_of_roster(connection, head)
    return Listed(head, gaps, len(broken), behind(connection, head, now, held), signed)


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A signed roster.

    Parameters
    ----------
    names
        Of people, by id.
    """

    head: RosterHead
    shifts: tuple[Shift, ...]
    assignments: tuple[Assignment, ...]
    names: Mapping[str, str]


def list_signed(
    store: Store, status: Collection[RosterStatus] = SIGNED, reach: Reach = EVERYWHERE
) -> list[RosterHead]:
    """The signed rosters with a post within reach, by period and version."""
    with store.reading() as connection:
        return rosters_within(connection, rosters.heads(connection, status), reach)


def read_signed_roster(store: Store, number: int, reach: Reach = EVERYWHERE) -> SignedRoster:
    """One signed roster, as far as its posts are within reach.

    Raises
    ------
    Refused
        There is none of that number; a draft is nobody's business yet.
    """
    with store.reading() as connection:
        signed = {head.id: head for head in rosters.heads(connection, SIGNED)}
        if number not in signed:
            what = f"there is no signed roster {number}"
            raise Refused([Fault(what, "See the list of rosters for those there are")])
        head = signed[number]
        posts = posts_within(connection, reach)
        found = rosters.read_shifts(connection, head.shift_set)
        shifts = tuple(one for one in found if reach.is_all or one.post in posts)
        theirs = {one.id for one in shifts}
        held = rosters.read_assignments(connection, head.id)
        return SignedRoster(
            head,
            shifts,
            tuple(one for one in held if one.shift in theirs),
            staffing.names_of_people(connection),
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature.

    Parameters
    ----------
    base
        The version that it replaced.
    changes
        What it changed against that.
    shifts
        Of both, by id.
    items
        What was open, broken or announced late, and who accepted it, if anybody did.
    names
        Of everybody ever, by id.
    versions
        All that were signed of the same period, the latest first.
    splits
        How it split shifts.
    signatures
        Who signed it for which of its regions.
    """

    head: RosterHead
    base: RosterHead | None
    problem: RosterProblem
    changes: tuple[DutyChange, ...]
    shifts: dict[str, Shift]
    items: tuple[SignOffItem, ...]
    names: Mapping[str, str]
    versions: tuple[RosterHead, ...]
    signatures: SignatureState
    splits: tuple[StandIn, ...] = ()


def find_head(store: Store, roster: int) -> RosterHead:
    """All of a roster but its assignments.

    Raises
    ------
    Refused
        There is no such roster.
    """
    with store.reading() as connection:
        return rosters.read_head(connection, roster)


def in_force_of(store: Store, person: str, now: datetime) -> list[RosterHead]:
    """The rosters in force that are not over and know somebody, by start."""
    with store.reading() as connection:
        return [
            head
            for head in rosters.in_force_after(connection, now)
            if person in read_problem(connection, head.problem_hash).person_by_id
        ]


def names_here(store: Store) -> dict[str, str]:
    """Everybody who is here by code, in the order of their names."""
    with store.reading() as connection:
        here = rosters.person_numbers(connection, here_only=True)
        names = staffing.names_of_people(connection)
    return dict(sorted(((code, names[code]) for code in here), key=lambda one: one[1]))


def read_signed(store: Store, roster: int) -> Signed:
    """The signature of a roster.

    Raises
    ------
    Refused
        There is no such roster, or it is a draft.
    """
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        if head.version is None:
            raise Refused([Fault(f"{head.name} was not signed yet", "Sign it first")])
        base = rosters.read_head(connection, head.based_on) if head.based_on else None
        shifts = {
            shift.id: shift
            for one in (base, head)
            if one
            for shift in rosters.read_shifts(connection, one.shift_set)
        }
        period = [
            one
            for one in rosters.heads(connection)
            if (one.start, one.end, one.book) == (head.start, head.end, head.book) and one.version
        ]
        return Signed(
            head=head,
            base=base,
            problem=problems.read_problem(connection, head.problem_hash),
            changes=rosters.difference(connection, base.id, head.id) if base else (),
            shifts=shifts,
            items=signing.sign_off_items(connection, roster),
            signatures=state_of_roster(connection, head),
            splits=stand_ins_of_draft(connection, roster),
            names=staffing.names_of_people(connection),
            versions=tuple(sorted(period, key=lambda one: -(one.version or 0))),
        )
