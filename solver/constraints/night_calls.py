"""Which duties would take the rest owed after a night call (ATW 5:9(6))."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.cpsat.model import TRUE
from solver.timeline.clock import DAY
from solver.timeline.night_calls import NightCall, night_calls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal

MOST_TOGETHER = 2  #: duties that take it only together: one after the call, one late that day


def missed_anyway(person: PersonModel, rest: int, direct: int) -> list[NightCall]:
    """The night calls after which what is certain leaves too little rest."""
    certain = [c.row for c in person.worked if c.literal == TRUE]
    return [one for one in night_calls(certain, person.clock, rest, direct) if one.is_missed]


def taking_rest(
    person: PersonModel, rest: int, direct: int
) -> Iterator[tuple[NightCall, tuple[Literal, ...]]]:
    """Each night call, with duties that together leave too little rest after it.

    Of duties that do so by themselves no larger sets are told.
    """
    certain = [c.row for c in person.worked if c.literal == TRUE]
    for one in night_calls(certain, person.clock, rest, direct):
        if one.is_missed:
            continue
        first, last = one.call, max(one.end, one.call + 2 * DAY)
        fixed = [row for row in certain if row.overlaps(first - DAY, last + DAY)]
        near = [
            c
            for c in person.work
            if abs(c.literal) != TRUE
            and c.row.kind is DutyKind.WORK
            and c.row.overlaps(first, last)
        ]
        found: list[frozenset[int]] = []
        for size in range(1, MOST_TOGETHER + 1):
            for some in combinations(range(len(near)), size):
                if any(known <= set(some) for known in found):
                    continue
                rows = [*fixed, *(near[number].row for number in some)]
                after = night_calls(rows, person.clock, rest, direct)
                if any(other.call == one.call and other.is_missed for other in after):
                    found.append(frozenset(some))
                    yield one, tuple(near[number].literal for number in some)
