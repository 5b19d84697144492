"""S05: 90 hours of rest in the 7 x 24 hours from an on-site stand-by (ATB 4.8:1(3)(d))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.constraints.rest_model import ShiftLine, free_literal
from solver.cpsat.model import FALSE, TRUE, Literal, Term
from solver.rules.base import Family, Rule
from solver.timeline.clock import DAY, HOUR, WEEK, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline


class RestBlocks:
    """One long block and a number of short ones in the rests after shifts.

    Short blocks are counted from the start of each rest. A long one takes the place of as many of
    them as it covers, or of one more where the rest that it leaves holds one less.

    Parameters
    ----------
    person
        Whose rest it is.
    long, short
        Lengths of the blocks, in minutes.
    number
        How many short ones there must be beside the long one.
    """

    def __init__(self, person: PersonModel, long: int, short: int, number: int) -> None:
        self._model = person.model
        self._line = ShiftLine(person.shifts)
        self._ends = sorted(self._line.ending)
        self._long, self._short, self._number = long, short, number
        self._covered = long // short
        self._known: dict[tuple[int, int], Literal] = {}

    def require(self, candidate: ShiftCandidate, until: int) -> None:
        """If a shift is worked, the rests after it and before a moment hold the blocks."""
        short: list[Term] = []
        long: list[Literal] = []
        for end in self._ends:
            if candidate.shift.end <= end <= until - self._short:
                blocks = self._blocks(end, until, 0)
                short += [(1, literal) for literal in blocks]
                for literal, cost in self._long_blocks(end, until, blocks):
                    long.append(literal)
                    short.append((-cost, literal))
        self._model.add_clause([-candidate.literal, *long])
        self._model.add_at_least([*short, (-self._number, candidate.literal)], 0)

    def _blocks(self, end: int, until: int, skipped: int) -> list[Literal]:
        """Literals of the short blocks after a shift's end and a stretch that is skipped."""
        enough = self._number + self._covered + 1
        lengths = (skipped + count * self._short for count in range(1, enough + 1))
        return [self._rest(end, length) for length in lengths if end + length <= until]

    def _long_blocks(
        self, end: int, until: int, blocks: list[Literal]
    ) -> list[tuple[Literal, int]]:
        """Literals for a long block after a shift's end, with the short ones that it costs."""
        if end + self._long > until:
            return []
        rest = self._rest(end, self._long)
        if rest == FALSE:
            return []
        cheap = self._model.new_literal("long rest")
        self._model.add_implication(cheap, rest)
        left = self._blocks(end, until, self._long)
        terms = [*((1, block) for block in blocks), *((-1, block) for block in left)]
        spare = len(blocks) - self._covered
        self._model.add_at_most([*terms, (spare, cheap)], len(blocks))
        dear = self._model.new_literal("long rest")
        self._model.add_implication(dear, rest)
        return [(cheap, self._covered), (dear, self._covered + 1)]

    def _rest(self, end: int, length: int) -> Literal:
        """A literal that holds only if a shift ends then and nothing is worked for so long."""
        key = (end, length)
        if key not in self._known:
            self._known[key] = self._make_rest(end, length)
        return self._known[key]

    def _make_rest(self, end: int, length: int) -> Literal:
        free = free_literal(self._model, self._line.touching(end, end + length))
        ending = [candidate.literal for candidate in self._line.ending[end]]
        if free == FALSE or TRUE in ending:
            return free
        if free == TRUE:
            if len(ending) == 1:
                return ending[0]
            free = self._model.new_literal("rest")
        self._model.add_clause([-free, *ending])
        return free


@dataclass(frozen=True)
class StandbyWeek(Rule):
    """In 7 x 24 h from the start of a stand-by: a rest of 24 h, and six of 11 h.

    The blocks may follow each other at once: a rest of 35 h holds the long one and a short one. The
    variant of ATB 4.8:1(5)(b), with two shorter ones, is not planned with. Source: ATB 4.8:1(3)(d).
    """

    id = "S05"
    article = "ATB 4.8:1(3)d"
    family = Family.LAW
    sentence_en = (
        "In the {per_h} hours from the start of an on-site stand-by at least one rest of {long_h} "
        "hours and {number} of {short_h} hours; they may follow each other at once."
    )
    sentence_nl = (
        "In de {per_h} uur vanaf het begin van een aanwezigheidsdienst ten minste één rusttijd van "
        "{long_h} uur en {number} van {short_h} uur; zij mogen op elkaar aansluiten."
    )

    per: int = WEEK
    long: int = DAY
    short: int = 11 * HOUR
    number: int = 6

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each stand-by that is followed by too little rest."""
        shifts = timeline.shifts
        for index, shift in enumerate(shifts):
            window = (shift.start, shift.start + self.per)
            if not shift.is_standby or not timeline.span.judges(*window):
                continue
            near = [each for each in shifts[index:] if each.start < window[1]]
            rests = [after.start - each.end for each, after in pairwise(near)]
            rests.append(max(0, window[1] - near[-1].end))
            required, found = self.long + self.number * self.short, self._rest(rests)
            if found < required:
                remedy = "Give the shift after one of these stand-bys to somebody else."
                yield self.violation(timeline, window, value=found, limit=required, remedy=remedy)

    def _rest(self, rests: Sequence[int]) -> int:
        """The most rest in blocks that count."""
        short = sum(rest // self.short for rest in rests)
        beside = [
            short - rest // self.short + (rest - self.long) // self.short
            for rest in rests
            if rest >= self.long
        ]
        if not beside:
            return min(short, self.number) * self.short
        return self.long + min(max(beside), self.number) * self.short

    def constrain(self, person: PersonModel) -> None:
        """After each candidate stand-by there are blocks enough."""
        if not any(c.shift.is_standby for c in person.shifts):
            return
        broken = {to_minute(violation.start) for violation in person.preexisting.get(self.id, ())}
        blocks = RestBlocks(person, self.long, self.short, self.number)
        for candidate in person.shifts:
            start = candidate.shift.start
            window = (start, start + self.per)
            judged = candidate.shift.is_standby and person.span.judges(*window)
            if judged and start not in broken:
                blocks.require(candidate, window[1])
