"""Two ways to count time: minutes that pass, or minutes as the clock shows them.

The strict reading of the law counts the first; the milder one, in which a day that the clock change
makes 23 or 25 hours long is a day like any other, counts the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from solver.timeline.clock import DAY, LocalClock, to_instant

if TYPE_CHECKING:
    from solver.timeline.context import Span

_EPOCH_DAY = date(1970, 1, 1).toordinal()


def shown(clock: LocalClock, minute: int) -> int:
    """What the clock shows at a minute, as minutes since it showed 1970-01-01 00:00."""
    offset = to_instant(minute).astimezone(clock.zone).utcoffset() or timedelta(0)
    return minute + int(offset.total_seconds()) // 60


def time_of_day(clock: LocalClock, minute: int) -> int:
    """The clock time of a minute, in minutes since 00:00."""
    return clock.time_of_day(minute)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """How a rule counts time.

    Parameters
    ----------
    clock
        The local clock.
    by_clock
        Count what the clock shows, not what passes.
    """

    clock: LocalClock
    by_clock: bool = False

    def of(self, minute: int) -> int:
        """A minute on this scale."""
        return shown(self.clock, minute) if self.by_clock else minute

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of minutes on this scale."""
        return self.of(start), self.of(end)

    def minute(self, value: int) -> int:
        """The minute of a value on this scale."""
        if not self.by_clock:
            return value
        day, clock_minute = divmod(value, DAY)
        return self.clock.at(_EPOCH_DAY + day, clock_minute)

    def window(self, start: int, end: int) -> tuple[int, int]:
        """A window on this scale, in minutes."""
        return self.minute(start), self.minute(end)

    def judges(self, span: Span, start: int, end: int) -> bool:
        """Whether a window on this scale touches the judged stretch."""
        return start < self.of(span.judged_end) and self.of(span.judged_start) < end
