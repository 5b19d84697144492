"""FORWARD_ROTATION: early, late, night, and not the other way round (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.constraints.flaws import Sum, one_above
from solver.constraints.intervals import interval_cliques
from solver.cpsat.model import FALSE
from solver.rules.base import HealthRule
from solver.timeline.clock import HOUR
from solver.timeline.rows import SHIFT_SEPARATOR
from solver.timeline.scale import time_of_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.clock import LocalClock
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline

REMEDY = "Let a later shift follow, or put more free time in between."


@dataclass(frozen=True)
class ForwardRotation(HealthRule):
    """A shift soon after another does not start earlier on the clock.

    Earlier is by more than `tolerance`: day, late, night is forward; late to day, night to late and
    night to day are backward. Soon is less than `within` after the end, and with fewer than
    `nights` nights' sleep in between: nights off from 00:00 to 06:00. Two shifts elsewhere are no
    concern of the roster. Sources: P. Knauth, Ergonomics 36 (1993); AWVN, Vuistregels voor
    ergonomisch roosteren; AOOW; Arbocatalogus Graan, W-04.
    """

    id = "FORWARD_ROTATION"
    article = "regional"
    sentence_en = (
        "A shift that starts more than {tolerance_h} hours earlier on the clock than the one before"
        " comes {within_h} hours after it, or {nights} nights' sleep."
    )
    sentence_nl = (
        "Een dienst die op de klok meer dan {tolerance_h} uur vroeger begint dan de vorige, komt er"
        " {within_h} uur of {nights} nachten slaap na."
    )

    within: int = 48 * HOUR
    nights: int = 2
    tolerance: int = 2 * HOUR

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each two shifts that follow each other backward."""
        for first, second in pairwise(timeline.judged_shifts):
            window = (first.start, second.end)
            if second.start - first.end >= self.within or not timeline.span.judges(*window):
                continue
            if self._is_backward(first, second, timeline.clock):
                steps = _step_back(first, second, timeline.clock)
                yield self.violation(
                    timeline, window, value=steps, limit=self.tolerance, remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per shift that another follows backward."""
        found: list[Literal] = []
        for first in person.shifts:
            if first.literal != FALSE:
                found += one_above(person.model, self._next_is_backward(person, first), "backward")
        return found

    def _next_is_backward(self, person: PersonModel, first: ShiftCandidate) -> list[Sum]:
        """The sums that say: a shift is worked, a backward one after it, and none of the others.

        Of two backward ones the first is next, so only the others need be spared.
        """
        backward: list[ShiftCandidate] = []
        others: list[ShiftCandidate] = []
        for second in person.followers(first, self.within):
            judged = person.span.judges(first.shift.start, second.shift.end)
            is_backward = judged and self._is_backward(first.shift, second.shift, person.clock)
            (backward if is_backward else others).append(second)
        found: list[Sum] = []
        for clique in _together(backward):
            last = max(c.shift.start for c in clique)
            spared = [c for c in others if c.shift.end + SHIFT_SEPARATOR <= last]
            terms = [(1, first.literal), *((1, c.literal) for c in clique)]
            found.append(([*terms, *((-1, c.literal) for c in spared)], 1))
        return found

    def _is_backward(self, first: LegalShift, second: LegalShift, clock: LocalClock) -> bool:
        return (
            second.start - first.end < self.within
            and (first.is_of_roster or second.is_of_roster)
            and _step_back(first, second, clock) > self.tolerance
            and _nights_between(first, second, clock) < self.nights
        )


def _together(candidates: Sequence[ShiftCandidate]) -> Iterator[list[ShiftCandidate]]:
    """Largest sets of shifts of which one person works at most one."""
    stretches = [
        (c.shift.start, c.shift.end + SHIFT_SEPARATOR, number)
        for number, c in enumerate(candidates)
    ]
    for clique in interval_cliques(stretches, smallest=1):
        yield [candidates[number] for number in clique]


def _step_back(first: LegalShift, second: LegalShift, clock: LocalClock) -> int:
    """How much earlier on the clock the second shift starts, in minutes."""
    return time_of_day(clock, first.start) - time_of_day(clock, second.start)


def _nights_between(first: LegalShift, second: LegalShift, clock: LocalClock) -> int:
    """The number of nights, from 00:00 to 06:00, that lie wholly between two shifts."""
    day = clock.day(second.start)
    last = day if second.start >= clock.night(day)[1] else day - 1
    return last - clock.day(first.end - 1)
