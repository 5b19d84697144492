"""What coverage is worked out from: who sits where, and what is known of these people."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from data.model.calls import (
    RestOwed,
)
from data.model.company import Substitution
from data.model.contact import AlertRecords
from data.model.days import Days
from data.model.duty import Absence
from data.model.intervals import clip, subtract
from data.model.person import CompetenceLevel
from data.model.post import Post, PostKind
from data.model.presence import PresenceRecords
from data.model.register import Register
from data.model.shift import EarlierDuty, SeatTime, Shift, Stretch
from data.model.stand_in import DutyPart, StandIn, duty_parts, near
from data.tables.values import midnight
from scheduler.coverage.calls import rest_owed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from data.model.problem import RosterProblem

    V = TypeVar("V")


_EVER, _NEVER = (datetime(year, 1, 1, tzinfo=UTC) for year in (1, 9999))


@dataclass(frozen=True, slots=True)
class StaffedShift:
    """A published shift with who is on it, doubles left out; ids of people.

    Parameters
    ----------
    holders
        Everybody who has a part of it.
    is_recorded
        It is no published shift but a duty of the records: of somebody who was on the post before
        its roster began, and still is. See `with_recorded`.
    parts
        Who has which part of it; None: each of the holders all of it.
    """

    shift: Shift
    holders: tuple[str, ...]
    is_recorded: bool = False
    parts: tuple[DutyPart, ...] | None = None

    @classmethod
    def of(
        cls,
        shift: Shift,
        assigned: tuple[str, ...],
        stand_ins: Sequence[StandIn],
        recorded: Sequence[EarlierDuty],
    ) -> StaffedShift:
        """A shift with who is assigned to it, after take-overs and what the records say of it."""
        if not recorded and not stand_ins:
            return cls(shift, assigned)
        parts = duty_parts(shift, assigned, stand_ins, recorded)
        whole = all((part.start, part.end) == (shift.start, shift.end) for part in parts)
        people = tuple(sorted({part.person for part in parts}))
        return cls(shift, people, parts=None if whole else parts)

    @property
    def pieces(self) -> tuple[DutyPart, ...]:
        """Who has which part of it, by start."""
        if self.parts is not None:
            return self.parts
        start, end = self.shift.start, self.shift.end
        return tuple(DutyPart(person, start, end) for person in self.holders)

    def holders_at(self, at: datetime) -> tuple[str, ...]:
        """Who has it at a moment of it."""
        if self.parts is None:
            return self.holders
        return tuple(part.person for part in self.parts if part.start <= at < part.end)


@dataclass(frozen=True)
class CoverageInput:
    """Everything that coverage asks; immutable, so that the answer is the same each time.

    Parameters
    ----------
    zone
        The local clock: a competence lapses at midnight.
    posts
        By id, as they are now.
    regions
        Regions of everybody who is here, by id of the person.
    register
        Who may fill what on which day.
    substitutions
        Which function may fill posts of another.
    away
        Absences by person.
    reachable
        Ids of people with contact details.
    left
        When people left who are still on a published shift.
    published
        Shifts of the rosters in force by post, by start.
    expected
        Stretches by post in which people are asked for, by start.
    needed
        By post that does not ask what its pattern does: when how many people are needed, by start.
    periods
        Of the rosters in force.
    recorded
        Duties that the records hold (``history``), by post.
    stand_ins
        Take-overs by shift, in the order in which they were recorded.
    ends
        By post, until when it was ever rostered.
    begins
        By post, when its first roster began or will begin; empty: none of them was ever rostered.
        None: that is not asked. See `promised_from`.
    others_from
        From when on posts are promised that have no roster of their own: the first roster of any
        post, also of posts that are not here. None: as these posts say.
    holidays
        By post of the kind open call: public holidays, and those of the schools of its regions.
    alerts
        Contacts, duty managers, steps, answers to open calls and pledges.
    presence
        Since when posts ask that somebody confirms to be there, and who did.
    rest_owed
        The rest after night calls that is not over yet, by person.
    """

    zone: ZoneInfo
    posts: Mapping[str, Post]
    regions: Mapping[str, tuple[str, ...]]
    register: Register
    away: Mapping[str, tuple[Absence, ...]]
    reachable: frozenset[str]
    left: Mapping[str, datetime]
    published: Mapping[str, tuple[StaffedShift, ...]]
    expected: Mapping[str, tuple[Stretch, ...]]
    needed: Mapping[str, tuple[SeatTime, ...]] = field(default_factory=dict)
    periods: tuple[Stretch, ...] = ()
    recorded: Mapping[str, tuple[EarlierDuty, ...]] = field(default_factory=dict)
    stand_ins: Mapping[str, tuple[StandIn, ...]] = field(default_factory=dict)
    ends: Mapping[str, datetime] = field(default_factory=dict)
    begins: Mapping[str, datetime] | None = None
    others_from: datetime | None = None
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)
    alerts: AlertRecords = field(default_factory=AlertRecords)
    presence: PresenceRecords = field(default_factory=PresenceRecords)
    rest_owed: Mapping[str, tuple[RestOwed, ...]] = field(default_factory=dict)
    substitutions: tuple[Substitution, ...] = ()

    def staffed(self, shift: Shift, assigned: tuple[str, ...]) -> StaffedShift:
        """A shift with who is assigned to it, after take-overs and what the records say of it."""
        recorded = near(self.recorded.get(shift.post, ()), shift)
        return StaffedShift.of(shift, assigned, self.stand_ins.get(shift.id, ()), recorded)

    def promised_from(self, post: Post) -> datetime:
        """From when on a roster promises that somebody is there: time before it is no gap.

        Its own first roster says so; of a post that never had one, and of an open call, the first
        of all posts. A region of open calls alone has no roster to wait for.
        """
        if self.begins is None:
            return _EVER
        first = self.others_from or first_promise(self.begins.values(), self.posts.values())
        return first if post.kind is PostKind.OPEN_CALL else self.begins.get(post.id, first)

    def seat_time(self, post: Post, at: datetime) -> SeatTime:
        """How many people a post needs at a moment in which it asks for any, and around it."""
        if post.id not in self.needed:
            return SeatTime(_EVER, _NEVER, post.required)
        times = self.needed[post.id]
        found = bisect_right(times, at, key=lambda one: one.start) - 1
        if found >= 0 and at < times[found].end:
            return times[found]
        return SeatTime(at, at, 0)

    def is_needed(self, post: Post, start: datetime, end: datetime) -> bool:
        """Whether demand leaves some of ``[start, end)`` to be filled."""
        times = self.needed.get(post.id)
        return times is None or any(one.start < end and start < one.end for one in times)

    def needed_edges(self, post: Post) -> list[datetime]:
        """The moments at which a post needs another number of people."""
        return [edge for one in self.needed.get(post.id, ()) for edge in (one.start, one.end)]

    def days_of(self, post: Post) -> Stretch:
        """From when until when a post is there at all."""
        last = post.until + timedelta(days=1) if post.until else None
        return (
            midnight(post.start, self.zone) if post.start else _EVER,
            midnight(last, self.zone) if last else _NEVER,
        )

    def is_rostered(self, post: Post, at: datetime) -> bool:
        """Whether a roster in force has shifts of a post in a period around a moment."""
        shifts = self.published.get(post.id, ())
        return any(
            start <= at < end and any(start <= one.shift.start < end for one in shifts)
            for start, end in self.periods
        )

    def qualified(self, person: str, function: str) -> Days:
        """The days on which a person may fill a function alone."""
        key = person, function
        if key not in self._qualified:
            self._qualified[key] = self.register.qualified(person, function)
        return self._qualified[key]

    def may_fill(self, person: str, function: str) -> Days:
        """The days on which a person may fill posts of a function, as a substitute included.

        Who learns the function is a trainee of it, and no substitute.
        """
        own, instead = self.qualified(person, function), Days()
        for one in self.substitutions:
            if one.function == function:
                instead |= self.qualified(person, one.substitute) & one.days
        if not instead:
            return own
        return own | (instead - self.register.appointed(person, function, CompetenceLevel.TRAINEE))

    def substitution(self, person: str, function: str, day: date) -> Substitution | None:
        """By which substitution a person may fill a function on a day; None: not as a substitute.

        The cheapest, as in a plan.
        """
        if day in self.qualified(person, function) or day not in self.may_fill(person, function):
            return None
        possible = [
            one
            for one in self.substitutions
            if one.function == function
            and day in one.days
            and day in self.qualified(person, one.substitute)
        ]
        return min(possible, key=lambda one: one.price, default=None)

    def came(self, post: str, person: str, start: datetime) -> datetime:
        """When somebody came to a post who has it from `start` on: they may stay on from before."""
        ends = self._parts_by_end.get((post, person), {})
        while start in ends:
            start = ends[start]
        return start

    @cached_property
    def _parts_by_end(self) -> dict[tuple[str, str], dict[datetime, datetime]]:
        """By post that asks for presence and person, where parts of shifts end and begin."""
        found: dict[tuple[str, str], dict[datetime, datetime]] = {}
        for post in self.presence.terms:
            for one in self.published.get(post, ()):
                for part in one.pieces:
                    found.setdefault((post, part.person), {})[part.end] = part.start
        return found

    @cached_property
    def _qualified(self) -> dict[tuple[str, str], Days]:
        """What was worked out before: the same person returns in many shifts."""
        return {}


def first_promise(begins: Iterable[datetime], posts: Iterable[Post]) -> datetime:
    """From when on posts are promised that have no roster of their own.

    Parameters
    ----------
    begins
        When the first roster of each post began, of all posts; without any nothing is promised
        unless none of the posts waits for a roster.
    """
    is_rostered = any(one.kind is not PostKind.OPEN_CALL for one in posts)
    return min(begins, default=_NEVER if is_rostered else _EVER)


def with_recorded(inputs: CoverageInput, periods: Iterable[Stretch]) -> CoverageInput:
    """The same, with who is still on a post from before the roster of a period.

    Planning counts them as there (`data.model.shift`), so the monitor does too: in the time
    that the pattern asks for and no whole shift of the roster covers.

    Parameters
    ----------
    periods
        Of the rosters: duties that began before one of them, and reach into it.
    """
    periods = list(periods)
    published = dict(inputs.published)
    for code, duties in inputs.recorded.items():
        post = inputs.posts.get(code)
        if post is None or post.kind is PostKind.OPEN_CALL:
            continue
        filled = published.get(code, ())
        whole = [
            (one.shift.start, one.shift.end)
            for one in filled
            if one.shift.required >= post.required
        ]
        free = list(subtract(inputs.expected.get(code, ()), whole))
        added = [one for period in periods for one in _still_on(post, duties, period, free)]
        ordered = sorted(
            {*filled, *added},
            key=lambda one: (one.shift.start, one.is_recorded, one.shift.id, one.holders),
        )
        published[code] = tuple(ordered)
    return replace(inputs, published=published)


def _still_on(
    post: Post, duties: Iterable[EarlierDuty], period: Stretch, free: Sequence[Stretch]
) -> Iterator[StaffedShift]:
    begin, finish = period
    until: dict[str, datetime] = {}
    for duty in duties:
        if duty.start < begin < duty.end:
            until[duty.person] = max(duty.end, until.get(duty.person, duty.end))
    for person, last in until.items():
        for start, end in clip(free, (begin, min(finish, last))):
            shift = Shift(f"{post.id}:{person}", post.id, "", start, end, 0)
            yield StaffedShift(shift, (person,), is_recorded=True)


def input_of_problem(problem: RosterProblem, now: datetime) -> CoverageInput:
    """Collect what a problem knows of people, without shifts; everybody counts as reachable."""
    away: dict[str, list[Absence]] = {}
    for absence in problem.absences:
        away.setdefault(absence.person, []).append(absence)
    return CoverageInput(
        zone=problem.zone,
        posts=problem.post_by_id,
        regions={person.id: person.regions for person in problem.people},
        register=Register(problem.competences),
        substitutions=problem.substitutions,
        away={person: tuple(found) for person, found in away.items()},
        reachable=frozenset(problem.person_by_id),
        left={},
        published={},
        expected={},
        rest_owed=rest_owed_in(problem, now),
    )


def input_of_posts(inputs: CoverageInput, posts: Set[str]) -> CoverageInput:
    """The same of some posts, by their ids; who is known of people stays as it is."""

    def of(found: Mapping[str, V]) -> dict[str, V]:
        return {code: value for code, value in found.items() if code in posts}

    return replace(
        inputs,
        posts=of(inputs.posts),
        published=of(inputs.published),
        expected=of(inputs.expected),
        recorded=of(inputs.recorded),
        ends=of(inputs.ends),
        begins=None if inputs.begins is None else of(inputs.begins),
        holidays=of(inputs.holidays),
    )
