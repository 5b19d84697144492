"""Two-step swaps: somebody takes the open shift, another takes a duty of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.candidate import Change, ChangeKind, Cost, Swap
from data.model.person import CompetenceLevel
from solver.verdict.costing import Costing, Move
from solver.verdict.holders import collisions, holders
from solver.verdict.what_if import WhatIf
from solver.verdict.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST = 5  #: swaps that are shown


@dataclass(frozen=True)
class TwoStep:
    """Looks for two-step swaps on one roster.

    Their cost is known before it is known whether they are legal. So they are tried from the
    cheapest on, and only until enough are found.
    """

    what_if: WhatIf
    costing: Costing
    words: Words

    def swaps(
        self, shift: str, changes: Mapping[str, Iterable[Change]], most: int = MOST
    ) -> tuple[Swap, ...]:
        """The best swaps for an open shift, best first.

        Parameters
        ----------
        changes
            Per holder of the function what single changes would free them for it.
        most
            How many at most.
        """
        found: list[Swap] = []
        for cost, taker, gives, to in self._by_cost(shift, changes):
            if len(found) == most:
                break
            if self._can_take(to, gives):
                sentence = self._sentence(taker, gives, to)
                found.append(Swap(taker, gives, to, sentence, cost))
        return tuple(found)

    def _by_cost(
        self, shift: str, changes: Mapping[str, Iterable[Change]]
    ) -> Sequence[tuple[Cost, str, str, str]]:
        """Every swap that leaves the one who takes the open shift legal, the cheapest first."""
        found = []
        for taker, offered in changes.items():
            for gives in self._given_up(taker, offered):
                for to in self._others(taker, gives):
                    moves = {taker: Move([shift], [gives]), to: Move([gives])}
                    found.append((self.costing.cost(moves, others=1), taker, gives, to))
        names = self.words.name
        found.sort(key=lambda s: (s[0].ranking, names(s[1]), names(s[3]), s[1:]))
        return found

    def _given_up(self, taker: str, offered: Iterable[Change]) -> Iterator[str]:
        """Duties that need somebody else: a trainee who leaves a double needs nobody."""
        levels = self.what_if.setting.levels
        for change in offered:
            doubles = levels.get((taker, change.shift)) is CompetenceLevel.TRAINEE
            if change.kind is ChangeKind.GIVE_UP and not doubles:
                yield change.shift

    def _others(self, taker: str, gives: str) -> list[str]:
        """Who is qualified for a duty and not on it."""
        setting = self.what_if.setting
        people = holders(setting, setting.problem.shift_by_id[gives], self.what_if.pairs)
        return [
            person
            for person in people
            if person != taker and setting.levels.get((person, gives)) is CompetenceLevel.QUALIFIED
        ]

    def _can_take(self, person: str, shift: str) -> bool:
        setting, mine = self.what_if.setting, self.what_if.shifts_of(person)
        row = setting.row_of[shift]
        rows = [*setting.certain[person], *map(setting.row_of.__getitem__, mine)]
        return not collisions(rows, row) and self.what_if.is_legal(person, [*mine, shift])

    def _sentence(self, taker: str, gives: str, to: str) -> str:
        row = self.what_if.setting.row_of[gives]
        return self.words.say(
            "{taker} takes the shift and {to} takes {post} {window} over from {taker}"
        ).format(
            taker=self.words.name(taker),
            to=self.words.name(to),
            post=self.words.post(row),
            window=self.words.window(row),
        )
