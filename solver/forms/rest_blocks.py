"""Rest in blocks of two lengths: "one of 24 hours and six of 11 hours, which may join"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.forms.free_time import ShiftLine, free_literal
from solver.forms.model import FALSE, TRUE, Literal, Term

if TYPE_CHECKING:
    from solver.forms.person_model import PersonModel, ShiftCandidate


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
