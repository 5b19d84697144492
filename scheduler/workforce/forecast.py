"""The pool forecast of the store: each function's people over the months to come, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

import pandas as pd

from data.model.account import EVERYWHERE
from data.model.days import Days, at_least, touched_dates
from data.model.exercise import AttendanceState, with_attendance
from data.model.pool_forecast import (
    LONG_ABSENCE_DAYS,
    MONTHS,
    ON_CALL_WEEKS,
    BearableBy,
    LeadTimes,
    Outlook,
    PoolForecast,
    PoolLevels,
    PoolMember,
    forecast,
)
from data.model.post import PostKind
from data.model.register import Register
from data.model.scenario import PRODUCTIVE_HOURS
from data.store.exercises import read_exercises
from data.store.record_objects import current_rows, read_functions, read_posts
from data.store.records import names_of_people
from data.tables.period import ZONE
from scheduler.competence.register import register_in
from scheduler.planning.current_problem import current_problem
from solver.diagnosis.least_people import binding_minimum, load_of
from solver.problem_index import ProblemIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.person import Person
    from data.model.post import Function, Post
    from data.model.problem import RosterProblem
    from data.store.opening import Store

FULL_WEEK = 36  #: hours of a full-time job in the field
LOAD_WEEKS = 16  #: over which what posts ask is averaged: the reference period of ATW 5:7
WEEKEND_SHARE = 2 / 3  #: of weekends that somebody works at most: one in three is free (H11)
_SATURDAY = 5
_ALWAYS = Days.between(None, None)


@dataclass(frozen=True, slots=True)
class RegionPool:
    """How many people a function has today for the posts of one region.

    Parameters
    ----------
    today, law
        People: there, and needed by law for these posts.
    """

    region: str
    function: str
    today: int
    law: int


@dataclass(frozen=True, slots=True)
class Pools:
    """The forecasts of all functions, with the names that a reader knows.

    Parameters
    ----------
    forecasts
        In the order of the functions; those of posts that are rostered.
    functions, posts, people, requirements
        Names, by id.
    by_region
        The same of today for each region within reach, where there are several with posts. A post
        of several regions counts in each of them, with all who serve it.
    """

    forecasts: tuple[PoolForecast, ...]
    functions: Mapping[str, str]
    posts: Mapping[str, str]
    people: Mapping[str, str]
    requirements: Mapping[str, str]
    by_region: tuple[RegionPool, ...] = ()

    @property
    def regions(self) -> tuple[str, ...]:
        """Those that are counted apart."""
        return tuple(dict.fromkeys(one.region for one in self.by_region))


def forecast_pools(
    store: Store, now: datetime, months: int = MONTHS, reach: Reach = EVERYWHERE
) -> Pools:
    """Look ahead for each function that a rostered post asks.

    Parameters
    ----------
    months
        How many, at least 1; the first is what is left of this one.
    reach
        Of who asks: posts within reach alone, and who serves their regions.

    Raises
    ------
    InputError
        The records or the register do not hold together.
    """
    with store.reading() as connection:
        return pools_in(connection, now, months, reach)


def pool_names(store: Store) -> Pools:
    """The names alone, without a forecast; requirements have none here."""
    with store.reading() as connection:
        return Pools(
            (),
            {one.id: one.name for one in read_functions(connection)},
            {one.id: one.name for one in read_posts(connection)},
            names_of_people(connection),
            {},
        )


def pools_in(
    connection: Connection, now: datetime, months: int = MONTHS, reach: Reach = EVERYWHERE
) -> Pools:
    """The same within a transaction."""
    facts = _facts(connection, now)
    posts = [post for post in facts.problem.posts if reach.covers(post.regions)]
    functions = read_functions(connection)
    found = []
    for function in functions:
        pool = facts.pool(function.id, posts)
        if pool is not None:
            lead, (members, levels) = _lead_times(function), pool
            found.append(forecast(function.id, members, facts.today, levels, lead, months))
    problem = facts.problem
    return Pools(
        tuple(found),
        {one.id: one.name for one in problem.functions},
        {one.id: one.name for one in problem.posts},
        {one.id: one.name for one in problem.people},
        {one.id: one.name for one in facts.register.requirements},
        _by_region(facts, functions, reach),
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What pools are counted from.

    Parameters
    ----------
    exercised
        The register as it will be after planned exercises.
    away
        Days of long absences, by person.
    """

    today: date
    index: ProblemIndex
    register: Register
    exercised: Register
    away: Mapping[str, Days]

    @property
    def problem(self) -> RosterProblem:
        return self.index.problem

    def pool(
        self, function: str, posts: Iterable[Post]
    ) -> tuple[list[PoolMember], PoolLevels] | None:
        """Who fills posts with a function, and how many it takes; None: no post is rostered."""
        asked = [one for one in posts if one.function == function]
        rostered = [one for one in asked if one.kind is not PostKind.OPEN_CALL]
        if not rostered:
            return None
        people = _serving(self.problem.people, rostered)
        members = _members(self.register, self.exercised, function, people, self.away)
        return members, _levels(self.index, rostered, members, self.today)


def _facts(connection: Connection, now: datetime) -> _Facts:
    today = now.astimezone(ZONE).date()
    problem = current_problem(connection, today, LOAD_WEEKS)
    register = register_in(connection, now)
    return _Facts(
        today,
        ProblemIndex(problem),
        register,
        _after_exercises(connection, register, now),
        _long_absences(connection),
    )


def _by_region(
    facts: _Facts, functions: Iterable[Function], reach: Reach
) -> tuple[RegionPool, ...]:
    posts = facts.problem.posts
    regions = sorted({one for post in posts for one in post.regions if reach.covers([one])})
    if len(regions) < 2:
        return ()
    found = []
    for function in functions:
        for region in regions:
            pool = facts.pool(function.id, [one for one in posts if region in one.regions])
            if pool is not None:
                levels = pool[1]
                found.append(RegionPool(region, function.id, levels.today, levels.law))
    return tuple(found)


def frame_of(
    found: PoolForecast, labels: Sequence[str], names: Mapping[Outlook, str]
) -> pd.DataFrame:
    """The months of a forecast as a table for a chart.

    Parameters
    ----------
    labels
        What months are called.
    names
        Of the columns, in their order.
    """
    return pd.DataFrame(
        {name: [one.people(outlook) for one in found.months] for outlook, name in names.items()},
        index=list(labels),
    )


def _lead_times(function: Function) -> LeadTimes:
    return LeadTimes(function.recruiting_months, function.training_months)


def _serving(people: Iterable[Person], posts: Iterable[Post]) -> dict[str, Person]:
    regions = {region for post in posts for region in post.regions}
    return {one.id: one for one in people if regions & set(one.regions)}


def _after_exercises(connection: Connection, register: Register, now: datetime) -> Register:
    """The register as it will be if everybody comes to the exercises that they are invited to."""
    planned = [
        replace(
            one,
            attendance=tuple(
                replace(each, state=AttendanceState.PRESENT)
                for each in one.attendance
                if each.state.fills_time
            ),
        )
        for one in read_exercises(connection)
        if one.end > now
    ]
    return with_attendance(register, planned, ZONE)


def _members(
    register: Register,
    exercised: Register,
    function: str,
    people: Mapping[str, Person],
    away: Mapping[str, Days],
) -> list[PoolMember]:
    found = []
    asked = register.profile(function)
    for person in people.values():
        appointed = register.appointed(person.id, function)
        if not appointed:
            continue
        contracts = [Days.between(one.start, one.until) for one in person.contracts]
        found.append(
            PoolMember(
                person.id,
                appointed,
                _shown(register, person.id, function),
                at_least(1, contracts) if contracts else _ALWAYS,
                away.get(person.id, Days()),
                _shown(exercised, person.id, function),
                {one.id: register.met(person.id, one) for one in asked},
            )
        )
    return found


def _shown(register: Register, person: str, function: str) -> Days:
    """The days on which somebody shows all that a function asks, or need not by a decision."""
    return register.all_met(person, function) | register.overridden(person, function)


def _long_absences(connection: Connection) -> dict[str, Days]:
    """The days of absences of four weeks and more, those that touch taken together, by person."""
    found: dict[str, list[Days]] = {}
    for row in current_rows(connection, "absences"):
        first, last = touched_dates(row["start"], row["end"], ZONE)
        found.setdefault(row["person"], []).append(Days.between(first, last))
    return {person: _long(at_least(1, days)) for person, days in found.items()}


def _long(days: Days) -> Days:
    spans = (span for span in days.spans if span[1] - span[0] >= LONG_ABSENCE_DAYS)
    return Days(tuple(spans))


def _levels(
    index: ProblemIndex, posts: Sequence[Post], members: Sequence[PoolMember], today: date
) -> PoolLevels:
    """What the law asks for these posts, and what can be borne for years."""
    problem = index.problem
    load = load_of(index, [post.id for post in posts])
    least = binding_minimum(index, [post.id for post in posts])
    hours = [
        problem.person_by_id[one.person].hours_per_week(today)
        for one in members
        if today in one.days
    ]
    mean = sum(hours) / len(hours) if any(hours) else FULL_WEEK
    bearable = {
        BearableBy.LAW: least.people,
        BearableBy.CONTRACT_HOURS: ceil(
            load.full_time_equivalents(PRODUCTIVE_HOURS) * FULL_WEEK / mean - 0.05
        ),
        BearableBy.WEEKENDS: ceil(_weekend_people(index, posts) / WEEKEND_SHARE - 0.05),
        BearableBy.ON_CALL: ceil(load.on_call * ON_CALL_WEEKS - 0.05),
    }
    by = max(bearable, key=lambda one: bearable[one])
    return PoolLevels(
        least.people, least.article, bearable[by], by, sum(today in one.days for one in members)
    )


def _weekend_people(index: ProblemIndex, posts: Sequence[Post]) -> float:
    """How many people posts at a desk take in a weekend, who each work both of its days."""
    problem = index.problem
    weeks = ((problem.last_date - problem.first_date).days + 1) / 7
    by_day = {0: 0, 1: 0}
    for post in posts:
        if post.kind is PostKind.ON_CALL:
            continue
        for shift in index.shifts_of_post[post.id]:
            day = shift.start.astimezone(problem.zone).weekday() - _SATURDAY
            if day in by_day:
                by_day[day] += shift.required
    return max(by_day.values()) / weeks
