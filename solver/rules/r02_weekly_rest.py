"""R02: 36 hours of rest in 7 x 24 hours, or 72 in 14 x 24 hours (ATW 5:5(2), 5:5(3))."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.rest_model import RestModel, ShiftLine, require_rest
from solver.cpsat.model import FALSE, TRUE, Literal, Model
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR, WEEK
from solver.timeline.rows import Rests, legal_shifts
from solver.timeline.windows import worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline


class SlidingAny:
    """For any moment: literals of which one holds if any literal dated in the window from it does.

    Time is cut into blocks as long as the window, so each window is the tail of one block and the
    head of the next; heads and tails are chains of implications, shared by all windows.

    Parameters
    ----------
    moments, literals
        Dated literals, by moment.
    length
        Of the windows, in minutes; a moment so much later is still inside.
    """

    def __init__(
        self, model: Model, moments: Sequence[int], literals: Sequence[Literal], length: int
    ) -> None:
        self._moments = moments
        self._length = length
        count = len(moments)
        self._heads, self._tails = list(literals), list(literals)
        for index in range(1, count):
            if self._same_block(index - 1, index):
                self._heads[index] = model.any_of([self._heads[index - 1], literals[index]])
        for index in range(count - 2, -1, -1):
            if self._same_block(index, index + 1):
                self._tails[index] = model.any_of([literals[index], self._tails[index + 1]])

    def _same_block(self, first: int, second: int) -> bool:
        return self._moments[first] // self._length == self._moments[second] // self._length

    def within(self, moment: int) -> list[Literal]:
        """Each holds if a literal of one part of the window does."""
        low = bisect_left(self._moments, moment)
        high = bisect_right(self._moments, moment + self._length) - 1
        found = []
        if low <= high:
            block = moment // self._length
            if self._moments[low] // self._length == block:
                found.append(self._tails[low])
            if self._moments[high] // self._length == block + 1:
                found.append(self._heads[high])
        return [literal for literal in found if literal != FALSE]


_OWN_PASSES = "The longer period that starts with the last of these weeks does hold enough rest."


@dataclass(frozen=True)
class WeeklyRest(Rule):
    """Enough rest in every 7 x 24 hours from the start of a shift, or in every 14 x 24 around it.

    Where the one rest of 36 hours fails, every 14 x 24 hours that starts with a shift and holds
    the 7 must have 72 hours of rest, in parts of at least 32. A stand-by starts no period (ATB 4.8
    has its own rests). Source: ATW 5:5(2), 5:5(3).

    Parameters
    ----------
    rest, per
        The one rest, and the period from the start of a shift that holds it.
    total, part, long
        Rest in the longer period, least part of it that counts, and that period.
    same_start_only
        Only the longer period from the same start. [strict]: each that holds the shorter one.
    """

    id = "R02"
    article = "ATW 5:5(2)(3)"
    family = Family.LAW
    is_lazy = True
    sentence_en = (
        "At least {rest_h} hours of uninterrupted rest in every {per_h} hours, or {total_h} hours"
        " in every {long_h} hours in parts of at least {part_h} hours."
    )
    sentence_nl = (
        "Ten minste {rest_h} uur onafgebroken rust in elke {per_h} uur, of {total_h} uur"
        " in elke {long_h} uur in delen van ten minste {part_h} uur."
    )

    rest: int = 36 * HOUR
    per: int = WEEK
    total: int = 72 * HOUR
    part: int = 32 * HOUR
    long: int = 2 * WEEK
    same_start_only: bool = False

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Longer periods with too little rest, around a shorter one with too little."""
        found = []
        rests = Rests(timeline.shifts)
        for place, note in self._lacking(rests):
            start = timeline.shifts[place].start
            window, total = (start, start + self.long), rests.total(place, self.long, self.part)
            if timeline.span.judges(*window):
                found.append(
                    self.violation(timeline, window, value=total, limit=self.total, note=note)
                )
        return iter(worst_of_overlapping(found))

    def _lacking(self, rests: Rests) -> Iterator[tuple[int, str]]:
        """Places of the shifts from which the longer period lacks rest, with a note."""
        for place, shift in enumerate(rests.shifts):
            if shift.is_standby or rests.inside(place, self.per, self.rest):
                continue
            own = rests.total(place, self.long, self.part)
            for first in range(place + 1):
                other = rests.shifts[first]
                if other.is_standby or shift.start - other.start > self._reach:
                    continue
                if rests.total(first, self.long, self.part) < self.total:
                    yield first, _OWN_PASSES if own >= self.total else ""

    @property
    def _reach(self) -> int:
        """How long before the shorter period the longer one may start."""
        return 0 if self.same_start_only else self.long - self.per

    def constrain(self, person: PersonModel) -> None:
        """Where a shorter period may fail, no longer period that starts near it does."""
        line = ShiftLine(person.shifts)
        given = self._preexisting_rests(person, line)
        rests = RestModel(person.model, line, self.rest, self.total, self.part)
        fails = [
            FALSE if c.shift.is_standby else rests.lacks_rest(c, self.per) for c in line.shifts
        ]
        near = SlidingAny(person.model, line.starts, fails, self.long - self.per)
        for candidate, fails_itself in zip(line.shifts, fails, strict=True):
            start = candidate.shift.start
            failing = near.within(start)
            if self.same_start_only:
                failing = [] if fails_itself == FALSE else [fails_itself]
            if failing and start not in given and not candidate.shift.is_standby:
                lacks = rests.lacks_total(candidate, self.long)
                for literal in failing:
                    person.model.forbid([lacks, literal])

    def _preexisting_rests(self, person: PersonModel, line: ShiftLine) -> set[int]:
        """Starts of the longer periods that the fixed rows break; their rest becomes no less."""
        if self.id not in person.preexisting:
            return set()
        fixed = legal_shifts((c.row for c in person.work if c.literal == TRUE), person.clock)
        rests = Rests(fixed)
        places = {place for place, _ in self._lacking(rests)}
        for place in places:
            for stretch in rests.inside(place, self.long, self.part):
                for candidate in line.touching(*stretch):
                    person.model.forbid([candidate.literal])
        return {fixed[place].start for place in places}

    def tighten(self, person: PersonModel) -> None:
        """Without the longer period: each shorter one holds its rest."""
        if not require_rest(person.model, ShiftLine(person.shifts), self.rest, self.per):
            self.constrain(person)

    def needs_all(self, timeline: Timeline) -> bool:
        """Whether a shorter period lacks its rest, and the longer one makes up for it."""
        rests = Rests(timeline.shifts)
        return any(
            not shift.is_standby and not rests.inside(place, self.per, self.rest)
            for place, shift in enumerate(timeline.shifts)
        )
