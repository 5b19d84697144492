"""How many people a function will have, month by month, and against what that is held; pure.

Three outlooks stand beside each other. Nobody renews: what somebody has shown counts until it
lapses. As planned: so it does, and who is invited to a planned exercise renews by it. All is
renewed: who meets what is asked goes on meeting it, so that only contracts, appointments and long
absence take people away. Whoever has lapsed by now counts in none until they are competent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from data.model.days import DAY, Days

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONG_ABSENCE_DAYS = 28  #: an absence that lasts as long takes somebody out of the pool
MONTHS = 24
ON_CALL_WEEKS = 5  #: one week in so many, beside a job and a family: a rule of thumb, and no law
_ALWAYS = Days.between(None, None)
_NEVER = Days()


class PoolReason(StrEnum):
    """Why somebody leaves a pool."""

    CONTRACT = "contract"
    APPOINTMENT = "appointment"  #: their competence ends
    LAPSE = "lapse"  #: they no longer show what is asked
    ABSENCE = "absence"  #: for a long time


class PoolLevel(StrEnum):
    """What the number of people is held against."""

    LAW = "law"  #: with fewer shifts stay open, whatever one does
    BEARABLE = "bearable"
    TODAY = "today"


class Outlook(StrEnum):
    """What is renewed in the months to come."""

    NOBODY = "nobody"
    PLANNED = "planned"  #: what the exercises renew that are planned, for who is invited
    ALL = "all"


class BearableBy(StrEnum):
    """What makes a number of people bearable."""

    CONTRACT_HOURS = "contract_hours"
    WEEKENDS = "weekends"
    ON_CALL = "on_call"
    LAW = "law"  #: the law itself asks as many


@dataclass(frozen=True)
class PoolMember:
    """Somebody who has, had or will have a function.

    Parameters
    ----------
    appointed
        The days on which a competence says that they may fill it alone.
    shown
        The days on which they show all that is asked, or need not.
    contract
        The days of their contracts; somebody without any has them all.
    away
        The days of long absences.
    requirements
        By id: the days on which each requirement does not stand in the way.
    exercised
        The days on which they show all that is asked once they were at the exercises that are
        planned and that they are invited to.
    """

    person: str
    appointed: Days
    shown: Days = _ALWAYS
    contract: Days = _ALWAYS
    away: Days = _NEVER
    exercised: Days = _NEVER
    requirements: Mapping[str, Days] = field(default_factory=dict)

    @cached_property
    def days(self) -> Days:
        """The days on which they count, if nobody renews."""
        return (self.appointed & self.shown & self.contract) - self.away

    @cached_property
    def planned_days(self) -> Days:
        """The days on which they count, if they come to the exercises that are planned."""
        return (self.appointed & (self.shown | self.exercised) & self.contract) - self.away

    def renewed_days(self, today: date) -> Days:
        """The days on which they count, if all is renewed that is valid on a day or will be."""
        since = today if today in self.shown else self.shown.first_after(today)
        shown = self.shown if since is None else self.shown | Days.between(since, None)
        return (self.appointed & shown & self.contract) - self.away

    def reasons(self, on: date) -> tuple[PoolReason, ...]:
        """Why they do not count on a day."""
        found = {
            PoolReason.CONTRACT: on not in self.contract,
            PoolReason.APPOINTMENT: on not in self.appointed,
            PoolReason.LAPSE: on not in self.shown,
            PoolReason.ABSENCE: on in self.away,
        }
        return tuple(reason for reason, holds in found.items() if holds)

    def lapsed(self, on: date) -> tuple[str, ...]:
        """Ids of the requirements that they do not meet on a day."""
        return tuple(id for id, met in self.requirements.items() if on not in met)


@dataclass(frozen=True, slots=True)
class PoolChange:
    """Somebody who comes into a pool or leaves it.

    Parameters
    ----------
    on
        The first day on which they count, or no longer count.
    is_gain
        Whether they come.
    is_first
        They never counted before: a starter.
    reasons
        Why they leave; none of who comes.
    requirements
        Ids of what lapses.
    is_exercised
        A planned exercise that they are invited to renews what lapses.
    """

    person: str
    on: date
    is_gain: bool
    is_first: bool = False
    reasons: tuple[PoolReason, ...] = ()
    requirements: tuple[str, ...] = ()
    is_exercised: bool = False

    @property
    def is_lapse_alone(self) -> bool:
        """Whether showing something again would keep them."""
        return self.reasons == (PoolReason.LAPSE,)


@dataclass(frozen=True, slots=True)
class PoolMonth:
    """A month of a pool.

    Parameters
    ----------
    first
        Its first day; of the first month the day from which the forecast looks ahead.
    holders, least_day
        How many people count on the day on which fewest do, if nobody renews; that day.
    planned, renewed
        How many do on such a day, if planned exercises renew, and if all is renewed.
    """

    first: date
    holders: int
    least_day: date
    planned: int
    renewed: int

    def people(self, outlook: Outlook) -> int:
        """How many people count on the day on which fewest do."""
        return {
            Outlook.NOBODY: self.holders,
            Outlook.PLANNED: self.planned,
            Outlook.ALL: self.renewed,
        }[outlook]


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """How long before somebody is needed one has to begin, in whole months."""

    recruiting: int = 0
    training: int = 0

    @property
    def months(self) -> int:
        """Both, one after the other."""
        return self.recruiting + self.training


@dataclass(frozen=True, slots=True)
class PoolLevels:
    """What a pool is held against, in people.

    Parameters
    ----------
    law, article
        Below it shifts stay open by this article.
    bearable, bearable_by
        Below it the work is more than contracts or health allow, by this limit.
    today
        How many there are on the first day.
    """

    law: int
    article: str
    bearable: int
    bearable_by: BearableBy
    today: int

    def value(self, level: PoolLevel) -> int:
        """The number of people of a level."""
        return {
            PoolLevel.LAW: self.law,
            PoolLevel.BEARABLE: self.bearable,
            PoolLevel.TODAY: self.today,
        }[level]


@dataclass(frozen=True, slots=True)
class Shortage:
    """When a pool falls below a level, though all is renewed.

    Parameters
    ----------
    on
        The first day of it.
    missing
        People too few on that day.
    recruit_by, train_by
        When recruiting and when training has to begin to have somebody then.
    """

    level: PoolLevel
    on: date
    missing: int
    recruit_by: date
    train_by: date


@dataclass(frozen=True)
class PoolForecast:
    """A function, month by month.

    Parameters
    ----------
    today
        The day from which it looks ahead.
    changes
        Who comes and leaves in these months, by day, if nobody renews.
    shortages
        When too few remain by law and by what is bearable, where they ever do.
    """

    function: str
    today: date
    levels: PoolLevels
    months: tuple[PoolMonth, ...]
    changes: tuple[PoolChange, ...]
    lead: LeadTimes
    shortages: tuple[Shortage, ...]

    @property
    def is_planned_for(self) -> bool:
        """Whether planned exercises keep anybody who would not count in some month."""
        return any(one.planned != one.holders for one in self.months)

    def first_below(self, level: PoolLevel, outlook: Outlook = Outlook.NOBODY) -> date | None:
        """The first month in which fewer people remain than a level says; None: never."""
        value = self.levels.value(level)
        return next((one.first for one in self.months if one.people(outlook) < value), None)


def forecast(
    function: str,
    members: Sequence[PoolMember],
    today: date,
    levels: PoolLevels,
    lead: LeadTimes = LeadTimes(),
    months: int = MONTHS,
) -> PoolForecast:
    """Look ahead month by month; the first month begins today.

    Parameters
    ----------
    months
        How many, at least 1.
    """
    starts = [today, *(add_months(today.replace(day=1), at) for at in range(1, months + 1))]
    days = [one.days for one in members]
    planned = [one.planned_days for one in members]
    renewed = [one.renewed_days(today) for one in members]
    found = []
    for first, after in pairwise(starts):
        held, least_day = _least(days, first, after)
        others = (_least(each, first, after)[0] for each in (planned, renewed))
        found.append(PoolMonth(first, held, least_day, *others))
    return PoolForecast(
        function,
        today,
        levels,
        tuple(found),
        tuple(_changes(members, today, starts[-1])),
        lead,
        tuple(_shortages(renewed, starts, levels, lead)),
    )


def _least(days: Iterable[Days], first: date, after: date) -> tuple[int, date]:
    """The least number of people in ``[first, after)``, and the first day with so few."""
    held = list(days)
    ends = {first}
    for one in held:
        for _start, last in one.stretches():
            if last is not None and first <= last < after - DAY:
                ends.add(last + DAY)
    return min((sum(day in one for one in held), day) for day in ends)


def _changes(members: Iterable[PoolMember], today: date, after: date) -> list[PoolChange]:
    found = []
    for one in members:
        for first, last in one.days.stretches():
            if today < first < after:
                is_first = one.days.last_before(first) is None
                found.append(PoolChange(one.person, first, is_gain=True, is_first=is_first))
            if last is not None and today <= last < after - DAY:
                gone = last + DAY
                reasons = one.reasons(gone)
                lapsed = one.lapsed(gone) if PoolReason.LAPSE in reasons else ()
                found.append(
                    PoolChange(
                        one.person,
                        gone,
                        is_gain=False,
                        reasons=reasons,
                        requirements=lapsed,
                        is_exercised=bool(lapsed) and gone in one.exercised,
                    )
                )
    return sorted(found, key=lambda one: (one.on, one.is_gain, one.person))


def _shortages(
    days: Iterable[Days], starts: Sequence[date], levels: PoolLevels, lead: LeadTimes
) -> list[Shortage]:
    held, found = list(days), []
    for level in (PoolLevel.LAW, PoolLevel.BEARABLE):
        value = levels.value(level)
        day = _first_day_below(held, value, starts[0], starts[-1])
        if day is not None:
            found.append(
                Shortage(
                    level,
                    day,
                    value - sum(day in one for one in held),
                    add_months(day, -lead.months),
                    add_months(day, -lead.training),
                )
            )
    return found


def _first_day_below(days: Sequence[Days], value: int, first: date, after: date) -> date | None:
    ends = {first}
    for one in days:
        for _start, last in one.stretches():
            if last is not None and first <= last < after - DAY:
                ends.add(last + DAY)
    return next((day for day in sorted(ends) if sum(day in one for one in days) < value), None)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or earlier if below 0; the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + DAY * (day.day - 1), following - DAY)
