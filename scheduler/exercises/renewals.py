"""Which planned exercises would renew a competence that lapses, if somebody is there.

It is told beside the lapse, its gap and the roster to be signed, and changes none of them: what
is planned is not shown yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from data.model.days import Days, at_least, touched_dates
from data.model.exercise import AttendanceState, Exercise, evidence_of
from data.model.requirement import Requirement
from data.store.exercises import read_exercises
from data.store.record_objects import read_posts
from data.tables.period import ZONE
from scheduler.competence.register import people_here, register_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from data.model.register import Register
    from data.store.opening import Store

_EXPECTED = (AttendanceState.INVITED, AttendanceState.COMING)


class LapsedDays(NamedTuple):
    """A person and a function of theirs, by id, and days on some of which they fall short."""

    person: str
    function: str
    first: date
    last: date

    @property
    def days(self) -> Days:
        """These days."""
        return Days.between(self.first, self.last)


class PostTime(NamedTuple):
    """A stretch of time of a post, by id."""

    post: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Renewal:
    """What would make somebody competent on days on which they fall short.

    Parameters
    ----------
    exercises
        Those planned before these days that they are invited to and did not decline, and that
        renew what can be renewed; by start.
    unplanned
        What nothing that is planned would renew by then.
    """

    exercises: tuple[Exercise, ...]
    unplanned: tuple[Requirement, ...]

    @property
    def is_planned(self) -> bool:
        """Whether they are competent on these days if they come."""
        return not self.unplanned


def renewals(
    store: Store, lapsed: Collection[LapsedDays], now: datetime
) -> dict[LapsedDays, Renewal]:
    """What would renew each lapse; who is competent on those days, or not appointed, is left out.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    if not lapsed:
        return {}
    with store.reading() as connection:
        planned = _planned(read_exercises(connection, {one.person for one in lapsed}), now)
        register = register_in(connection, now)
    found = ((one, _renewal(register, planned, one)) for one in lapsed)
    return {one: renewal for one, renewal in found if renewal is not None}


def renewals_of_posts(
    store: Store, times: Collection[PostTime], now: datetime
) -> dict[PostTime, dict[LapsedDays, Renewal]]:
    """What would renew the lapses of everybody who holds the function of a post and serves it.

    Times in which nobody's competence has lapsed are left out.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    if not times:
        return {}
    with store.reading() as connection:
        planned = _planned(read_exercises(connection), now)
        register, people = register_in(connection, now), people_here(connection)
        posts = {one.id: one for one in read_posts(connection)}
    found = {}
    for time in times:
        post = posts.get(time.post)
        serving = [
            person
            for person, function in register.holders
            if post is not None
            and function == post.function
            and person in people
            and not set(post.regions).isdisjoint(people[person].regions)
        ]
        touched = touched_dates(time.start, time.end, ZONE)
        asked = [LapsedDays(person, post.function, *touched) for person in serving if post]
        mine = {one: _renewal(register, planned, one) for one in asked}
        if any(mine.values()):
            found[time] = {one: renewal for one, renewal in mine.items() if renewal is not None}
    return found


def expected_at(exercises: Iterable[Exercise], person: str) -> list[Exercise]:
    """Those that are held, and to which somebody is invited and did not decline."""
    return [one for one in exercises if not one.is_called_off and one.state_of(person) in _EXPECTED]


def _planned(exercises: Iterable[Exercise], now: datetime) -> list[Exercise]:
    return [one for one in exercises if one.start > now]


def _renewal(register: Register, planned: Iterable[Exercise], lapsed: LapsedDays) -> Renewal | None:
    """What would renew a lapse; None: they are competent, or not appointed on one of these days."""
    person, function, first, _last = lapsed
    if lapsed.days - register.appointed(person, function):
        return None
    if not lapsed.days - register.qualified(person, function):
        return None
    mine = [
        one for one in expected_at(planned, person) if one.start.astimezone(ZONE).date() <= first
    ]
    exercises: list[Exercise] = []
    unplanned: list[Requirement] = []
    for asked in register.profile(function):
        if lapsed.days - register.met(person, asked):
            needed = _needed(register, mine, person, asked, lapsed.days)
            exercises += [one for one in needed or () if one not in exercises]
            unplanned += [asked] if needed is None else []
    exercises.sort(key=lambda one: (one.start, one.id))
    return Renewal(tuple(exercises), tuple(unplanned))


def _needed(
    register: Register, planned: Iterable[Exercise], person: str, asked: Requirement, days: Days
) -> Sequence[Exercise] | None:
    """The exercises after which a requirement is met on all of some days; None: it is not.

    Of two that do the same, the earlier one.
    """
    needed = [one for one in planned if one.requirement in (asked.id, *asked.accepts)]
    if not _is_met(register, needed, person, asked, days):
        return None
    for one in reversed(tuple(needed)):
        without = [each for each in needed if each is not one]
        if _is_met(register, without, person, asked, days):
            needed = without
    return needed


def _is_met(
    register: Register, done: Iterable[Exercise], person: str, asked: Requirement, days: Days
) -> bool:
    known = register.evidence_for(person, asked)
    more = (evidence_of(one, person, ZONE) for one in done)
    # What was declared for the same requirement and day goes before it.
    by_day = {(one.requirement, one.shown_on): one for one in (*more, *known)}
    valid = at_least(asked.times, [one.valid(asked.months) for one in by_day.values()])
    return not (days & asked.asked) - valid
