"""What would become of a gap, as a line of time and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.notifications.escalation_policy import Foreseen
from web.shared.times import moment

if TYPE_CHECKING:
    from collections.abc import Sequence


WIDTH = 1000
TICKS = tuple(timedelta(hours=n) for n in (336, 240, 72, 24, 12, 4, 1))


@dataclass(frozen=True, slots=True)
class ForeseenMessage:
    """One line: the first of several notices that differ in time only.

    Parameters
    ----------
    times
        When, in words.
    left
        How long before the gap the first is.
    """

    times: tuple[str, ...]
    left: timedelta
    first: Foreseen


@dataclass(frozen=True, slots=True)
class Dot:
    """One notice on the line of time."""

    x: float
    level: int
    again: bool
    text: str


@dataclass(frozen=True, slots=True)
class ForeseenView:
    """What would go of one gap.

    Parameters
    ----------
    ahead
        How long after now it begins.
    ticks
        Where so long before it lies.
    """

    ahead: timedelta
    start: datetime
    lines: tuple[ForeseenMessage, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, timedelta], ...]


def foreseen_view(found: Sequence[Foreseen], start: datetime, now: datetime) -> ForeseenView:
    """The line of time of a gap that is found now; the nearer, the wider it is drawn."""
    ahead = start - now
    lines: list[ForeseenMessage] = []
    for one in found:
        last = lines[-1] if lines else None
        if last is not None and one.again and _same(last.first, one):
            lines[-1] = ForeseenMessage((*last.times, moment(one.at)), last.left, last.first)
        else:
            lines.append(ForeseenMessage((moment(one.at),), start - one.at, one))
    dots = (Dot(_x(start - f.at, ahead), f.level, f.again, moment(f.at)) for f in found)
    ticks = ((_x(tick, ahead), tick) for tick in TICKS if tick < ahead)
    return ForeseenView(ahead, start, tuple(lines), tuple(dots), tuple(ticks))


def _same(one: Foreseen, other: Foreseen) -> bool:
    def what(each: Foreseen) -> tuple[object, ...]:
        return each.channel, each.level, each.names, each.again, each.instead_of

    return what(one) == what(other)


def _x(left: timedelta, ahead: timedelta) -> float:
    hours, whole = (one.total_seconds() / 3600 for one in (left, ahead))
    return round(WIDTH * (1 - math.log1p(hours) / math.log1p(whole)), 1)
