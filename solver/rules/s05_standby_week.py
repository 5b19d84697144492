"""S05: 90 hours of rest in the 7 x 24 hours from an on-site stand-by (ATB 4.8:1(3)(d))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.forms.rest_blocks import RestBlocks
from solver.rules.base import Family, Rule
from solver.time.clock import DAY, HOUR, WEEK, to_minute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Breach
    from solver.forms.person_model import PersonModel
    from solver.time.timeline import Timeline


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

    def check(self, timeline: Timeline) -> Iterator[Breach]:
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
                mend = "Give the shift after one of these stand-bys to somebody else."
                yield self.breach(timeline, window, value=found, limit=required, mend=mend)

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
        broken = {to_minute(breach.start) for breach in person.given.get(self.id, ())}
        blocks = RestBlocks(person, self.long, self.short, self.number)
        for candidate in person.shifts:
            start = candidate.shift.start
            window = (start, start + self.per)
            judged = candidate.shift.is_standby and person.span.judges(*window)
            if judged and start not in broken:
                blocks.require(candidate, window[1])
