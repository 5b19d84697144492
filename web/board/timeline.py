"""Where things stand on a timeline, in per cent of its width: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.gap import Severity
from data.tables.period import ZONE
from scheduler.coverage.board import Block, BoardCover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scheduler.coverage.board import PostRow

_DAY = timedelta(days=1)
FINE = timedelta(hours=48)  #: of the short timeline this comes first, and wider
_FINE_PART = 40.0  #: per cent of its width
_LEAST = 0.5  #: no gap is drawn narrower, so that none is overlooked
_FOR_INITIALS, _FOR_LENGTH = 1.5, 1.6  #: from this width on there is room for them
_FOR_LENGTH_ANYWHERE = 2.7  #: from this width on also where the timeline is at its narrowest
#: Of a day, of a day with its month, of a week with its dates: per cent of 46 rem, the narrowest.
_FOR_DAY, _FOR_LONG_DAY, _FOR_WEEK = 4.9, 9.0, 7.0
SIX_DAYS = timedelta(days=6)
SHORT = 2  #: weeks; a longer timeline has no finer part


@dataclass(frozen=True, slots=True)
class TimelineScale:
    """From moments to places.

    Parameters
    ----------
    start, end
        UTC.
    fine_until
        Up to when the scale is finer; `start`: nowhere.
    """

    start: datetime
    end: datetime
    fine_until: datetime

    def at(self, moment: datetime) -> float:
        """The place of a moment, 0 to 100."""
        inside = min(max(moment, self.start), self.end)
        if self.fine_until == self.start:
            return round(100 * ((inside - self.start) / (self.end - self.start)), 3)
        if inside <= self.fine_until:
            part = (inside - self.start) / (self.fine_until - self.start)
            return round(_FINE_PART * part, 3)
        rest = (inside - self.fine_until) / (self.end - self.fine_until)
        return round(_FINE_PART + (100 - _FINE_PART) * rest, 3)


def scale(now: datetime, weeks: int) -> TimelineScale:
    """The scale of a timeline of so many weeks."""
    fine = now + FINE if weeks <= SHORT else now
    return TimelineScale(now, now + timedelta(weeks=weeks), fine)


@dataclass(frozen=True, slots=True)
class TimelineDay:
    """A local day on the timeline.

    Parameters
    ----------
    is_labelled
        There is room for its name, whole, also where the timeline is as narrow as it gets.
    is_long
        There is room for its month too.
    is_changed
        The clock changes on it.
    """

    day: date
    x: float
    width: float
    is_weekend: bool
    is_labelled: bool
    is_changed: bool
    is_long: bool = False


def days(ruler: TimelineScale) -> Iterator[TimelineDay]:
    """The days that a timeline shows; of the first and the last a part."""
    day = ruler.start.astimezone(ZONE).date()
    while (begin := datetime.combine(day, time(), ZONE)) < ruler.end:
        after = datetime.combine(day + _DAY, time(), ZONE)
        x, until = ruler.at(begin), ruler.at(after)
        is_weekly = ruler.fine_until == ruler.start
        yield TimelineDay(
            day,
            x,
            round(until - x, 3),
            day.isoweekday() >= 6,
            _has_room(day, x, until, is_weekly=is_weekly),
            begin.utcoffset() != after.utcoffset(),
            until - x >= _FOR_LONG_DAY,
        )
        day += _DAY


def _has_room(day: date, x: float, until: float, *, is_weekly: bool) -> bool:
    """Whether the name of a day, or of the week that it begins, is cut off nowhere."""
    if is_weekly:
        return day.isoweekday() == 1 and 100 - x >= _FOR_WEEK
    return until - x >= _FOR_DAY


@dataclass(frozen=True, slots=True)
class TimelineBar:
    """A block as it is drawn.

    Parameters
    ----------
    has_initials, has_length
        There is room for who is on it, for how long nobody is.
    is_tight
        There is room for that on a wide timeline alone.
    """

    block: Block
    x: float
    width: float
    has_initials: bool = False
    has_length: bool = False
    is_tight: bool = False


def bars(blocks: Sequence[Block], ruler: TimelineScale) -> list[TimelineBar]:
    """The blocks of one post; those that are too narrow for a name become one quiet stretch."""
    is_coarse = ruler.fine_until == ruler.start
    drawn = _joined(blocks) if is_coarse else blocks
    return [_bar(block, ruler, is_named=not is_coarse) for block in drawn]


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Covered blocks that touch, as one."""
    found: list[Block] = []
    for cover, group in groupby(blocks, key=lambda block: block.cover):
        for block in group:
            last = found[-1] if found else None
            if cover.is_empty or last is None or (last.cover, last.end) != (cover, block.start):
                found.append(Block(cover, block.start, block.end, (), block.row))
            else:
                found[-1] = Block(cover, last.start, block.end)
    return found


def _bar(block: Block, ruler: TimelineScale, *, is_named: bool) -> TimelineBar:
    x = ruler.at(block.start)
    width = round(ruler.at(block.end) - x, 3)
    if block.cover.is_empty or block.cover is BoardCover.NOT_BEGUN:
        width = max(width, _LEAST)
        return TimelineBar(
            block,
            min(x, 100 - width),
            width,
            has_length=width >= _FOR_LENGTH,
            is_tight=width < _FOR_LENGTH_ANYWHERE,
        )
    is_held = block.cover in (BoardCover.HELD, BoardCover.DOUBTFUL) and bool(block.people)
    return TimelineBar(
        block, x, width, has_initials=is_named and is_held and width >= _FOR_INITIALS
    )


@dataclass(frozen=True, slots=True)
class TimelineSign:
    """A look that a block may have.

    Parameters
    ----------
    is_pale
        Of a gap that is of low or medium severity.
    """

    cover: BoardCover
    is_pale: bool = False


def signs(rows: Iterable[PostRow]) -> list[TimelineSign]:
    """The looks that the timelines show, each once: what is well first."""
    blocks = [block for row in rows for block in row.blocks]
    found = {TimelineSign(block.cover, _is_pale(block)) for block in blocks}
    order = list(BoardCover)
    return sorted(found, key=lambda one: (order.index(one.cover), not one.is_pale))


def _is_pale(block: Block) -> bool:
    if block.cover is not BoardCover.GAP or block.row is None:
        return False
    return block.row.severity in (Severity.LOW, Severity.MEDIUM)
