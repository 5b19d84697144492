"""FORWARD_ROTATION: early, late, night, and not the other way round (a healthy pattern)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.rules.base import HealthRule
from solver.timeline.clock import HOUR
from solver.timeline.scale import time_of_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.clock import LocalClock
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline

REMEDY = "Let a later shift follow, or put more free time in between."


@dataclass(frozen=True)
class ForwardRotation(HealthRule):
    """A shift soon after another does not start earlier on the clock.

    Soon is less than `within` after the end; earlier is by more than `tolerance`. Day, late, night
    is forward; late to day, night to late and night to day are backward. Two shifts elsewhere are
    no concern of the roster.
    """

    id = "FORWARD_ROTATION"
    article = "regional"
    sentence_en = (
        "A shift within {within_h} hours after another does not start more than {tolerance_h} "
        "hours earlier on the clock."
    )
    sentence_nl = (
        "Een dienst binnen {within_h} uur na een andere begint op de klok niet meer dan "
        "{tolerance_h} uur vroeger."
    )

    within: int = 36 * HOUR
    tolerance: int = 2 * HOUR

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each two shifts that follow each other backward."""
        for first, second in pairwise(timeline.shifts):
            window = (first.start, second.end)
            if timeline.span.judges(*window) and self._is_backward(first, second, timeline.clock):
                steps = _step_back(first, second, timeline.clock)
                yield self.violation(
                    timeline, window, value=steps, limit=self.tolerance, remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per shift that another follows backward."""
        model, found = person.model, []
        for first in person.shifts:
            soft_violation: Literal | None = None
            for second in person.followers(first, self.within):
                window = (first.shift.start, second.shift.end)
                if not person.span.judges(*window):
                    continue
                if not self._is_backward(first.shift, second.shift, person.clock):
                    continue
                if soft_violation is None:
                    soft_violation = model.new_literal("backward")
                    found.append(soft_violation)
                between = [c.literal for c in person.between(first, second)]
                model.add_clause([-first.literal, -second.literal, *between, soft_violation])
        return found

    def _is_backward(self, first: LegalShift, second: LegalShift, clock: LocalClock) -> bool:
        return (
            second.start - first.end < self.within
            and any(r.kind is DutyKind.WORK for r in (*first.rows, *second.rows))
            and _step_back(first, second, clock) > self.tolerance
        )


def _step_back(first: LegalShift, second: LegalShift, clock: LocalClock) -> int:
    """How much earlier on the clock the second shift starts, in minutes."""
    return time_of_day(clock, first.start) - time_of_day(clock, second.start)
