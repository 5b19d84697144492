"""Pledges: who says that they will come if called, and what that is worth."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.coverage.chance import Share, too_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.model.call import Pledge
    from data.model.uncovered import Stretch

#: How often a pledge is kept where nothing was seen of it yet: as often as not. Cautious on
#: purpose: people pledge more readily than they come.
UNPROVEN = 0.5


@dataclass(frozen=True, slots=True)
class PledgedStretch:
    """A stretch in which the same number of people pledged to come.

    Parameters
    ----------
    start, end
        UTC, half open.
    people
        How many, >= 1.
    chance
        That too few of them come; those who did not pledge are not counted on.
    """

    start: datetime
    end: datetime
    people: int
    chance: float


def pledged_stretches(
    pledges: Sequence[Pledge], required: int, kept: Share | None, window: Stretch
) -> list[PledgedStretch]:
    """The stretches of the window in which somebody pledged, by start.

    Parameters
    ----------
    pledges
        Of one post, by people who may fill it. Two that overlap of one person count once.
    kept
        How often pledges were kept; its pessimistic end counts. None: `UNPROVEN`.
    """
    start, end = window
    edges = {start, end} | {
        edge for one in pledges for edge in (one.start, one.end) if start < edge < end
    }
    rate = UNPROVEN if kept is None else kept.low
    found: list[PledgedStretch] = []
    for first, last in itertools.pairwise(sorted(edges)):
        people = len({one.person for one in pledges if one.start <= first < one.end})
        if found and found[-1].end == first and found[-1].people == people:
            first = found.pop().start
        if people:
            chance = too_few(people, required, rate)
            found.append(PledgedStretch(first, last, people, chance))
    return found


def minus(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """What of the stretches none of the others covers."""
    left = list(stretches)
    for begin, finish in taken:
        left = [
            piece
            for start, end in left
            for piece in ((start, min(end, begin)), (max(start, finish), end))
            if piece[0] < piece[1]
        ]
    return left
