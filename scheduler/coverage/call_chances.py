"""The chance that too few people come to an open call, from recorded answers.

It is told in two ways: from the answers of each person, as if one decides apart from another; and
as the share of calls to which nobody came. The second knows how people stay away together, and is
known less well. What counts is the pessimistic end of the first; or the optimistic end of the
second, where that is worse still: then the calls themselves show that people do not decide apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.call import CallAnswer, Pledge
from data.model.post import Post
from scheduler.coverage.chance import Chance, Share, chance_of_too_few, share
from scheduler.coverage.time_class import TimeClass, class_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MEMORY = timedelta(weeks=104)  #: calls of longer ago say little of who comes now
_CERTAIN = 1.0


@dataclass(frozen=True)
class OpenCall:
    """What is known of a post that is filled by calling everybody.

    Parameters
    ----------
    members
        Ids of those who may fill it for the whole time that is asked about.
    answers, pledges
        Of any post; those of others are not looked at.
    holidays
        Local dates on which people may come less: public and school holidays, those of the
        `MEMORY` before too, because each call is counted in its own class.
    zone
        The local clock.
    """

    post: Post
    members: frozenset[str]
    answers: tuple[CallAnswer, ...]
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
    rate: Share | None
    chance: Chance | None
    observed: Share | None
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
    """How it stands by day, by night and on holidays, by the answers since `MEMORY` before."""
    since = at - MEMORY
    recent = [one for one in call.answers if one.post == call.post.id and since <= one.called_at]
    return tuple(_chance(call, each, recent) for each in TimeClass)


def _chance(call: OpenCall, each: TimeClass, recent: Sequence[CallAnswer]) -> OpenCallChance:
    post = call.post
    mine = [one for one in recent if class_of(one.called_at, call.holidays, call.zone) is each]
    came: dict[datetime, int] = {}
    for one in mine:
        came[one.called_at] = came.get(one.called_at, 0) + came_in_time(one, post)
    rate = share(sum(came.values()), len(mine))
    return OpenCallChance(
        post=post.id,
        time_class=each,
        members=len(call.members),
        required=post.required,
        rate=rate,
        chance=None if rate is None else chance_of_too_few(len(call.members), post.required, rate),
        observed=share(sum(count < post.required for count in came.values()), len(came)),
        most=post.most_chance_nobody,
    )


def came_in_time(answer: CallAnswer, post: Post) -> bool:
    """Whether somebody came before the post should have begun its task, as far as is known."""
    norm, minutes = post.start_norm_minutes, answer.minutes
    return answer.came and (norm is None or minutes is None or minutes <= norm)
