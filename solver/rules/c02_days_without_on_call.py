"""C02: 14 blocks of 24 hours without on-call in every 28 times 24 hours (ATW 5:9(2)(a))."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from solver.constraints.block_windows import (
    BlockNeighbours,
    Need,
    busy_stretches,
    fewest_blocks,
    fixed_blocks,
    require_blocks,
    strict_windows,
)
from solver.constraints.free_blocks import cells_covered
from solver.constraints.on_call import possible_on_call
from solver.cpsat.model import TRUE
from solver.rules.free_blocks_rule import FreeBlocksRule
from solver.timeline.clock import DAY
from solver.timeline.scale import TimeScale
from solver.timeline.timeline import on_call_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.free_blocks import Busy
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class DaysWithoutOnCall(FreeBlocksRule):
    """In any 28 x 24 hours there are 14 blocks of 24 hours without on-call.

    With hours that pass [strict], week-on/week-off, otherwise the legal maximum, fails where the
    clock changes; with `by_clock` it passes (milder). Source: ATW 5:9(2)(a).
    """

    id = "C02"
    article = "ATW 5:9(2)a"
    sentence_en = "In any {window_h} hours at least {blocks} times {block_h} hours without on-call."
    sentence_nl = "In elke {window_h} uur minstens {blocks} keer {block_h} uur zonder consignatie."
    remedy = "Give one of these on-call duties to somebody else."

    blocks: int = 14
    block: int = DAY

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each window with too few blocks; of overlapping ones the worst."""
        scale = TimeScale(timeline.clock, self.by_clock)
        return self.too_few(timeline, [scale.stretch(*piece) for piece in on_call_time(timeline)])

    def constrain(self, person: PersonModel) -> None:
        """Limit the on-call days of each window; where days do not line up, count blocks."""
        scale = TimeScale(person.clock, self.by_clock)
        busy = list(self._busy(person, scale))
        if all(each.literal == TRUE for each in busy):
            return
        near = BlockNeighbours(busy)
        uneven: list[Need] = []
        for window in strict_windows(near.all, self.window, partial(scale.judges, person.span)):
            around = near.touching(window.start, window.end)
            if fewest_blocks(around, window, self.block) >= self.blocks:
                continue
            low = self.blocks
            if window.busy.literal == TRUE:
                low = min(low, fixed_blocks(around, window, self.block))
            covered = cells_covered(window, around, self.block)
            if covered is None:
                uneven.append(Need(window, low, (window.busy.literal,)))
            else:
                person.model.add_at_most(covered, self.window // self.block - low)
        require_blocks(person.model, self.block, self.blocks, near.all, uneven)

    def _busy(self, person: PersonModel, scale: TimeScale) -> Iterator[Busy]:
        for on_call in possible_on_call(person):
            pieces = [scale.stretch(*piece) for piece in on_call.pieces]
            yield from busy_stretches(pieces, on_call.literal, self.block)
