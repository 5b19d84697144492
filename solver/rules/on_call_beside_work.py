"""ON_CALL_BESIDE_WORK: no shift on top of on-call, before or after it (a health rule)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.constraints.flaws import Sum, one_above
from solver.constraints.intervals import interval_cliques
from solver.cpsat.model import FALSE
from solver.rules.base import HealthRule
from solver.timeline.clock import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.context import Span
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline

REMEDY = "Give the shift beside the on-call to somebody else."


@dataclass(frozen=True)
class OnCallBesideWork(HealthRule):
    """No shift starts within 12 hours after on-call ends, and none ends so shortly before it.

    On-call of a day or longer, such as a week: whoever was called out in its last night has slept
    little. Shifts of this roster only; each side of an on-call duty is one flaw at most. Source:
    practice of safety regions.

    Parameters
    ----------
    rest
        Least time between the two.
    least
        Shortest on-call duty that counts.
    """

    id = "ON_CALL_BESIDE_WORK"
    article = "regional"
    sentence_en = (
        "No shift begins within {rest_h} hours after on-call of {least_h} hours or longer, or ends "
        "within {rest_h} hours before it."
    )
    sentence_nl = (
        "Geen dienst begint binnen {rest_h} uur na piket van {least_h} uur of langer, of eindigt "
        "binnen {rest_h} uur ervoor."
    )

    rest: int = 12 * HOUR
    least: int = DAY

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each side of an on-call duty with a shift too close to it."""
        duties = [row for row in timeline.on_call if row.end - row.start >= self.least]
        if not duties:
            return
        shifts = [row for row in timeline.rows if row.kind is DutyKind.WORK]
        by_end = sorted(shifts, key=lambda row: row.end)
        starts, ends = [row.start for row in shifts], [row.end for row in by_end]
        for duty in duties:
            first, last = bisect_left(starts, duty.end), bisect_left(starts, duty.end + self.rest)
            for shift in _judged(timeline.span, duty, shifts[first:last])[:1]:
                window, rest = (duty.end, shift.end), shift.start - duty.end
                yield self.violation(timeline, window, value=rest, limit=self.rest, remedy=REMEDY)
            first, last = bisect_right(ends, duty.start - self.rest), bisect_right(ends, duty.start)
            for shift in _judged(timeline.span, duty, by_end[first:last])[-1:]:
                window, rest = (shift.start, duty.start), duty.start - shift.end
                yield self.violation(timeline, window, value=rest, limit=self.rest, remedy=REMEDY)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per side of an on-call duty with shifts close to it."""
        shifts = [c for c in person.work if c.row.kind is DutyKind.WORK and c.literal != FALSE]
        found: list[Literal] = []
        for duty, literal in person.on_call:
            if duty.end - duty.start < self.least or literal == FALSE:
                continue
            near = [c for c in shifts if _is_judged(person.span, duty, c.row)]
            after = [c for c in near if 0 <= c.row.start - duty.end < self.rest]
            before = [c for c in near if 0 <= duty.start - c.row.end < self.rest]
            for side in (after, before):
                stretches = [(c.row.start, c.row.end, c.literal) for c in side]
                sums: list[Sum] = [
                    ([(1, literal), *((1, shift) for shift in clique)], 1)
                    for clique in interval_cliques(stretches, smallest=1)
                ]
                found += one_above(person.model, sums, "beside on-call")
        return found


def _is_judged(span: Span, duty: Row, shift: Row) -> bool:
    """Whether the later of the two begins in the judged stretch."""
    later = max(duty.start, shift.start)
    return span.judges(later, later + 1)


def _judged(span: Span, duty: Row, shifts: Iterable[Row]) -> list[Row]:
    return [shift for shift in shifts if _is_judged(span, duty, shift)]
