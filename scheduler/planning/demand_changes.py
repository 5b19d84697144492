"""What demand changed in the shifts of a roster since it was signed, and whose duties fall away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.book import posts_of
from data.model.post import Post, ShiftPattern
from data.model.roster import RosterHead, RosterStatus
from data.model.shift import Shift, is_split
from data.store import record_objects, rosters, staffing
from data.tables.expand import DemandPlan, dated_shifts, part_shifts
from data.tables.period import ZONE, Period
from scheduler.planning.changed_shifts import carried_over, is_rest, is_same_seat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.duty import Assignment
    from data.store.opening import Store
    from scheduler.planning.open_roster import OpenRoster


@dataclass(frozen=True, slots=True)
class FallenDuty:
    """A shift that is no longer needed as it was signed.

    Parameters
    ----------
    people
        Names of those whose duty falls away or becomes shorter.
    rest
        What is left of it, or the whole shift that is needed again; none: it falls away.
    """

    shift: Shift
    people: tuple[str, ...]
    rest: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftChanges:
    """How the shifts of a roster differ from what demand asks now; both by start.

    Parameters
    ----------
    added
        Shifts that it does not have; of one that needs more people than it had, that many more.
    fallen
        Shifts that it has and that are not needed so any more.
    """

    added: tuple[Shift, ...] = ()
    fallen: tuple[FallenDuty, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.fallen)


@dataclass(frozen=True, slots=True)
class RosterDemand:
    """A roster in force, and what demand changed since.

    Parameters
    ----------
    drafts
        Drafts made from it.
    """

    head: RosterHead
    changes: ShiftChanges
    drafts: tuple[RosterHead, ...] = ()


def rosters_behind_demand(store: Store, now: datetime) -> tuple[RosterDemand, ...]:
    """The rosters in force whose shifts to come are not those that are asked for now, by start."""
    with store.reading() as connection:
        heads = rosters.in_force_after(connection, now)
        if not heads:
            return ()
        asked, names = _Asked.read(connection), staffing.names_of_people(connection)
        drafts = rosters.heads(connection, (RosterStatus.DRAFT,))
        found = [
            RosterDemand(
                head,
                _since_signed(connection, head, asked, names, now),
                tuple(one for one in drafts if one.based_on == head.id),
            )
            for head in heads
        ]
    return tuple(one for one in found if one.changes)


def changes_in_force(store: Store, head: RosterHead, now: datetime) -> ShiftChanges:
    """What demand changed in the shifts to come of a roster in force."""
    with store.reading() as connection:
        names = staffing.names_of_people(connection)
        return _since_signed(connection, head, _Asked.read(connection), names, now)


def changes_in_draft(store: Store, draft: OpenRoster, now: datetime) -> ShiftChanges:
    """What demand changed in a draft against the version that it was made from."""
    if draft.head.based_on is None:
        return ShiftChanges()
    with store.reading() as connection:
        base = rosters.read_head(connection, draft.head.based_on)
        if base.shift_set == draft.head.shift_set:
            return ShiftChanges()
        before = rosters.read_shifts(connection, base.shift_set)
        held = rosters.read_assignments(connection, base.id)
        names = staffing.names_of_people(connection)
        asked = _Asked.read(connection).shifts(draft.head)
    begun = missing_of_begun(before, asked, draft.shifts, now)
    return shift_changes(before, draft.shifts, held, names, now, begun)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the records ask of posts."""

    posts: tuple[Post, ...]
    patterns: Mapping[str, ShiftPattern]
    demand: DemandPlan

    @classmethod
    def read(cls, connection: Connection) -> _Asked:
        return cls(
            record_objects.read_posts(connection),
            record_objects.read_patterns(connection),
            record_objects.read_demand_plan(connection),
        )

    def shifts(self, head: RosterHead) -> tuple[Shift, ...]:
        """Those of the period and book of a roster."""
        posts = posts_of(head.book, self.posts)
        return dated_shifts(posts, self.patterns, _period(head), self.demand)

    def parts(self, head: RosterHead, shifts: Iterable[Shift], now: datetime) -> tuple[Shift, ...]:
        """The time of that period which these shifts leave without a seat, as a draft cuts it."""
        posts = posts_of(head.book, self.posts)
        return part_shifts(posts, self.patterns, _period(head), shifts, now=now, demand=self.demand)


def _period(head: RosterHead) -> Period:
    return Period(head.first_date, head.weeks, ZONE)


def _since_signed(
    connection: Connection,
    head: RosterHead,
    asked: _Asked,
    names: Mapping[str, str],
    now: datetime,
) -> ShiftChanges:
    elsewhere = {post.id for post in asked.posts if post.book != head.book}
    before = [
        one
        for one in rosters.read_shifts(connection, head.shift_set)
        if one.post not in elsewhere  # moved to another book since: a draft of this one cannot say
    ]
    held = rosters.read_assignments(connection, head.id)
    after = asked.shifts(head)
    there = [one for one in before if one.start < now or one.is_leftover]
    parts = asked.parts(head, [*there, *(one for one in after if one.start >= now)], now)
    begun = missing_of_begun(before, after, parts, now)
    return shift_changes(before, after, held, names, now, begun)


def missing_of_begun(
    before: Iterable[Shift], after: Iterable[Shift], parts: Iterable[Shift], now: datetime
) -> tuple[Shift, ...]:
    """What a draft adds for seats that are needed now, as their time began before it.

    Parameters
    ----------
    before
        The shifts that were signed.
    after
        Those that are asked for.
    parts
        The part shifts of a draft: of these the ones that are meant.
    """
    signed = {one.id: one.required for one in before}
    begun = [
        one for one in after if one.start < now < one.end and one.required > signed.get(one.id, 0)
    ]
    return tuple(
        part
        for part in parts
        if part.is_leftover
        and part.end > now
        and part.id not in signed
        and any(
            part.post == one.post and one.start <= part.start and part.end <= one.end
            for one in begun
        )
    )


def shift_changes(
    before: Sequence[Shift],
    after: Iterable[Shift],
    held: Iterable[Assignment],
    names: Mapping[str, str],
    now: datetime,
    begun: Iterable[Shift] = (),
) -> ShiftChanges:
    """How shifts to come differ, and whose duties fall away or become shorter.

    Parameters
    ----------
    before, after
        Part shifts of the beginning of a period aside: they are made when it is planned.
    held
        Who has the shifts of before.
    names
        Of people, by id.
    begun
        Shifts that are added for time that is under way.
    """
    old = {one.id: one for one in before if _counts(one, now)}
    new = {one.id: one for one in after if _counts(one, now)}
    held = [one for one in held if one.shift in old]
    stay = {(one.person, one.shift) for one in carried_over(held, old, new.values())}
    added = [
        replace(one, required=one.required - seats)
        for one in new.values()
        if one.required > (seats := _seats_before(one, old)) and not _is_rest_of_any(one, old)
    ]
    fallen = [
        FallenDuty(
            one,
            tuple(
                sorted(
                    names.get(duty.person, duty.person)
                    for duty in held
                    if duty.shift == one.id and (duty.person, duty.shift) not in stay
                )
            ),
            tuple(rest for rest in new.values() if rest.id not in old and is_same_seat(rest, one)),
        )
        for one in old.values()
        if one.id not in new or new[one.id].required < one.required
    ]
    return ShiftChanges(
        tuple(sorted((*begun, *added), key=_by_start)),
        tuple(sorted(fallen, key=lambda one: _by_start(one.shift))),
    )


def _counts(shift: Shift, now: datetime) -> bool:
    is_first = shift.is_part and not shift.is_by_demand
    return shift.start >= now and not is_first and not is_split(shift.id)


def _seats_before(shift: Shift, before: Mapping[str, Shift]) -> int:
    """How many people had a shift, or what was left of it."""
    if shift.id in before:
        return before[shift.id].required
    return max((one.required for one in before.values() if is_rest(one, shift)), default=0)


def _is_rest_of_any(shift: Shift, before: Mapping[str, Shift]) -> bool:
    """Whether it is no more than what is left of a shift that was there."""
    return shift.id not in before and any(is_rest(shift, one) for one in before.values())


def _by_start(shift: Shift) -> tuple[datetime, str]:
    return shift.start, shift.id
