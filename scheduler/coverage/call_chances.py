"""The chance that too few people come to an open call, from call-outs.

It is told in two ways: from the answers of each person, as if one decides apart from another; and
as the share of calls to which nobody came. The second knows how people stay away together, and is
known less well. What counts is the pessimistic end of the first; or the optimistic end of the
second, where that is worse still: then the calls themselves show that people do not decide apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from statistics import NormalDist
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.call_out import CalledPerson, CallOut
from data.model.contact import Pledge
from data.model.days import DAY
from data.model.post import Post

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from data.model.shift import Stretch

_Z = NormalDist().inv_cdf(0.975)  #: 95 per cent lies between -z and z


@dataclass(frozen=True, slots=True)
class ObservedShare:
    """So many of so many, and where the share behind them lies with 95 per cent confidence.

    Parameters
    ----------
    count, of
        What was seen; `of` is at least 1.
    value, low, high
        The share, and the ends of its interval; 0..1.
    """

    count: int
    of: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance that was worked out from a share, at its value and at both ends; 0..1."""

    value: float
    low: float
    high: float


def share(count: int, of: int) -> ObservedShare | None:
    """The share with its Wilson score interval; None where nothing was seen.

    Unlike the interval of the normal curve it makes sense for few cases, and for none or all of
    them (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209-212).
    """
    if not of:
        return None
    value, square = count / of, _Z * _Z
    middle = (value + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(value * (1 - value) / of + square / (4 * of * of))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == of else min(1.0, middle + half)
    return ObservedShare(count, of, value, low, high)


def too_few(people: int, required: int, rate: float) -> float:
    """The chance that fewer than `required` of `people` come, if each comes with chance `rate`.

    For one who is required it is the chance that nobody comes. One decides apart from another; and
    where some come more readily than others, the average makes it too large rather than too small.
    """
    return min(
        1.0,
        math.fsum(
            math.comb(people, come) * rate**come * (1 - rate) ** (people - come)
            for come in range(min(required, people + 1))
        ),
    )


def chance_of_too_few(people: int, required: int, rate: ObservedShare) -> Chance:
    """The same for a share: the more readily people come, the smaller it is."""
    return Chance(*(too_few(people, required, each) for each in (rate.value, rate.high, rate.low)))


NIGHT_ENDS = time(6)  #: a night lasts from 00:00 to 06:00, as in ATW 1:7


class TimeClass(StrEnum):
    """A holiday is one from midnight to midnight; all other time is night or day.

    A weekend is day and night: nothing says that people come less then. What counts as a holiday is
    for the caller to say; `scheduler.coverage.open_call` is given public and school holidays.
    """

    DAY = "day"
    NIGHT = "night"
    HOLIDAY = "holiday"


def class_of(moment: datetime, holidays: Collection[date], zone: ZoneInfo) -> TimeClass:
    """The class in which a moment lies."""
    local = moment.astimezone(zone)
    if local.date() in holidays:
        return TimeClass.HOLIDAY
    return TimeClass.NIGHT if local.time() < NIGHT_ENDS else TimeClass.DAY


def stretches(
    time_class: TimeClass,
    start: datetime,
    end: datetime,
    holidays: Collection[date],
    zone: ZoneInfo,
) -> Iterator[Stretch]:
    """The parts of ``[start, end)`` that lie in a class, by start."""
    day = start.astimezone(zone).date()
    while _instant(day, zone) < end:
        for found, first, last in _parts(day, holidays, zone):
            if found is time_class and first < end and start < last:
                yield max(first, start), min(last, end)
        day += DAY


def _parts(
    day: date, holidays: Collection[date], zone: ZoneInfo
) -> tuple[tuple[TimeClass, datetime, datetime], ...]:
    begin, beyond = _instant(day, zone), _instant(day + DAY, zone)
    if day in holidays:
        return ((TimeClass.HOLIDAY, begin, beyond),)
    dawn = _instant(day, zone, NIGHT_ENDS)
    return (TimeClass.NIGHT, begin, dawn), (TimeClass.DAY, dawn, beyond)


def _instant(day: date, zone: ZoneInfo, clock: time = time()) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


MEMORY = timedelta(weeks=104)  #: calls of longer ago say little of who comes now


_CERTAIN = 1.0


@dataclass(frozen=True)
class OpenCall:
    """What is known of a post that is filled by calling everybody.

    Parameters
    ----------
    members
        Ids of those who may fill it for the whole time that is asked about.
    call_outs, pledges
        Of any post; what is about others is not looked at, and neither are exercises: people who
        know that nothing burns say little of who comes at night.
    holidays
        Local dates on which people may come less: public and school holidays, those of the
        `MEMORY` before too, because each call is counted in its own class.
    zone
        The local clock.
    """

    post: Post
    members: frozenset[str]
    call_outs: tuple[CallOut, ...]
    pledges: tuple[Pledge, ...]
    holidays: frozenset[date]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class OpenCallChance:
    """How an open call stands at one class of time.

    Parameters
    ----------
    members, required
        How many are called, and how many must come.
    rate
        Answers of people who came in time, of all answers; None: there are none.
    chance
        That too few come, if one decides apart from another; None: not known.
    observed
        Calls to which too few came, of all calls.
    most
        The threshold; None: it is not watched.
    """

    post: str
    time_class: TimeClass
    members: int
    required: int
    rate: ObservedShare | None
    chance: Chance | None
    observed: ObservedShare | None
    most: float | None

    @property
    def worst(self) -> float:
        """The chance that counts against the threshold."""
        if self.chance is None or self.observed is None:
            return _CERTAIN
        return max(self.chance.high, self.observed.low)

    @property
    def falls_short(self) -> bool:
        """Whether it is watched, and the chance is too large or not known."""
        return self.most is not None and self.worst > self.most


def chances(call: OpenCall, at: datetime) -> tuple[OpenCallChance, ...]:
    """How it stands by day, by night and on holidays, by the call-outs since `MEMORY` before."""
    since = at - MEMORY
    recent = [one for one in call.call_outs if not one.is_exercise and since <= one.alert_at]
    return tuple(_chance(call, each, recent) for each in TimeClass)


def _chance(call: OpenCall, each: TimeClass, recent: Sequence[CallOut]) -> OpenCallChance:
    post = call.post
    called = [
        [came_in_time(person, post) for person in one.called_for(post.id)]
        for one in recent
        if class_of(one.alert_at, call.holidays, call.zone) is each
    ]
    came = [sum(answers) for answers in called if answers]
    rate = share(sum(came), sum(len(answers) for answers in called))
    return OpenCallChance(
        post=post.id,
        time_class=each,
        members=len(call.members),
        required=post.required,
        rate=rate,
        chance=None if rate is None else chance_of_too_few(len(call.members), post.required, rate),
        observed=share(sum(count < post.required for count in came), len(came)),
        most=post.most_chance_nobody,
    )


def came_in_time(answer: CalledPerson, post: Post) -> bool:
    """Whether somebody came before the post should have begun its task, as far as is known."""
    norm, minutes = post.start_norm_minutes, answer.minutes
    return answer.came and (norm is None or minutes is None or minutes <= norm)
