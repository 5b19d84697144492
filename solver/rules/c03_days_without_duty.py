"""C03: 2 blocks of 48 hours without work and on-call in every 28 times 24 hours (ATW 5:9(2)(b))."""

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
from solver.constraints.free_blocks import Busy
from solver.constraints.on_call import possible_on_call
from solver.cpsat.model import FALSE, TRUE
from solver.rules.free_blocks_rule import FreeBlocksRule
from solver.timeline.clock import DAY
from solver.timeline.scale import TimeScale
from solver.timeline.timeline import on_call_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class DaysWithoutDuty(FreeBlocksRule):
    """In any 28 x 24 hours there are 2 blocks of 48 hours without work and without on-call.

    Leave counts as free, work on a call as work. It holds for all time of somebody who has on-call
    anywhere in the data [strict]; with `near_on_call` only for windows with on-call in them
    (milder). Source: ATW 5:9(2)(b).
    """

    id = "C03"
    article = "ATW 5:9(2)b"
    sentence_en = (
        "Who is on call: in any {window_h} hours at least {blocks} times {block_h} hours without "
        "work and on-call."
    )
    sentence_nl = (
        "Wie consignatie heeft: in elke {window_h} uur minstens {blocks} keer {block_h} uur zonder "
        "arbeid en consignatie."
    )
    remedy = "Keep two days in a row free of work and on-call."

    blocks: int = 2
    block: int = 2 * DAY
    near_on_call: bool = False

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each window with too few blocks; of overlapping ones the worst."""
        if not timeline.on_call:
            return
        scale = TimeScale(timeline.clock, self.by_clock)
        on_call = [scale.stretch(*piece) for piece in on_call_time(timeline)]
        work = [scale.stretch(row.start, row.end) for row in timeline.worked]

        def applies(start: int, end: int) -> bool:
            return not self.near_on_call or any(s < end and start < e for s, e in on_call)

        yield from self.too_few(timeline, sorted([*work, *on_call]), applies)

    def constrain(self, person: PersonModel) -> None:
        """Make the free blocks and count them in each window."""
        scale = TimeScale(person.clock, self.by_clock)
        on_call, work = set(self._on_call(person, scale)), list(_work(person, scale))
        concerned = person.model.any_of([c.literal for c in person.on_call])
        if concerned == FALSE or all(each.literal == TRUE for each in [*on_call, *work]):
            return
        near, nearby_call = BlockNeighbours([*on_call, *work]), BlockNeighbours(on_call)
        judges = partial(scale.judges, person.span)
        needs = []
        for window in strict_windows(near.all, self.window, judges, every_edge=self.near_on_call):
            if self.near_on_call:
                meanwhile = nearby_call.touching(window.start + 1, window.end - 1)
                concerned = person.model.any_of([each.literal for each in meanwhile])
            around = near.touching(window.start, window.end)
            if fewest_blocks(around, window, self.block) >= self.blocks or concerned == FALSE:
                continue
            low, own = self.blocks, window.busy.literal
            if (own, concerned) == (TRUE, TRUE):
                low = min(low, fixed_blocks(around, window, self.block))
            tells = window.busy in on_call and not self.near_on_call  # that there is on-call
            needs.append(Need(window, low, (own,) if tells else (own, concerned)))
        require_blocks(person.model, self.block, self.blocks, near.all, needs)

    def _on_call(self, person: PersonModel, scale: TimeScale) -> Iterator[Busy]:
        for on_call in possible_on_call(person):
            pieces = [scale.stretch(*piece) for piece in on_call.pieces]
            yield from busy_stretches(pieces, on_call.literal, self.block)


def _work(person: PersonModel, scale: TimeScale) -> Iterator[Busy]:
    for row, literal in person.worked:
        stretch = scale.stretch(row.start, row.end)
        yield Busy(*stretch, literal, stretch)
