"""What C02 and C03 share: blocks of free time in every window of four weeks (ATW 5:9(2))."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from solver.constraints.block_windows import count_blocks, windows_at
from solver.rules.base import Family, Rule
from solver.timeline.clock import DAY
from solver.timeline.scale import TimeScale
from solver.timeline.timeline import edges
from solver.timeline.windows import worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from data.model.result import Violation
    from solver.timeline.rows import Stretch
    from solver.timeline.timeline import Timeline

CLOCK_CHANGE = "The clock changes in this window."


@dataclass(frozen=True)
class FreeBlocksRule(Rule):
    """In each `window` there are `blocks` blocks of `block` in which nothing is done.

    Whole blocks are counted per free stretch. Windows start or end where a duty does. Hours are
    those that pass [strict]; with `by_clock` they are hours on the clock (milder).
    """

    family = Family.LAW
    remedy = ""

    blocks: int = 1
    block: int = DAY
    window: int = 28 * DAY
    by_clock: bool = False

    def too_few(
        self,
        timeline: Timeline,
        busy: Sequence[Stretch],
        applies: Callable[[int, int], bool] = lambda start, end: True,
    ) -> Iterator[Violation]:
        """Each window with too few blocks; of overlapping ones the worst.

        Parameters
        ----------
        busy
            What leaves no room for a block, by start, on the scale of the rule.
        applies
            Whether a window is judged.
        """
        scale = TimeScale(timeline.clock, self.by_clock)
        starts = [start for start, _ in busy]
        reached = list(accumulate((end for _, end in busy), max))

        def count_in(start: int, end: int) -> int:
            first = bisect_right(reached, start)  # what was over before the window is no matter
            last = bisect_left(starts, end)  # nor is what begins after it
            return count_blocks(busy[first:last], start, end, self.block)

        yield from worst_of_overlapping(
            self._violation(timeline, scale.window(*window), count)
            for window in windows_at(edges(busy), self.window)
            if scale.judges(timeline.span, *window)
            and applies(*window)
            and (count := count_in(*window)) < self.blocks
        )

    def _violation(self, timeline: Timeline, window: Stretch, count: int) -> Violation:
        uneven = not self.by_clock and timeline.clock.clock_changes(*window)
        return self.violation(
            timeline,
            window,
            value=count,
            limit=self.blocks,
            unit="blocks",
            note=CLOCK_CHANGE if uneven else "",
            remedy=self.remedy,
        )
