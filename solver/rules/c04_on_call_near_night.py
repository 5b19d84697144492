"""C04: no on-call around a night shift (ATW 5:9(3))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.candidates import is_imposed_violation
from solver.constraints.intervals import interval_cliques
from solver.constraints.on_call import possible_on_call
from solver.cpsat.model import TRUE
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR
from solver.timeline.rows import SHIFT_SEPARATOR
from solver.timeline.timeline import on_call_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import Span
    from solver.timeline.rows import LegalShift, Stretch
    from solver.timeline.timeline import Timeline

BEFORE = "Before the night shift."
WITHIN = "In a gap inside the night shift."
AFTER = "After the night shift."
REMEDY = "Give the night shift or the on-call duty to somebody else."


@dataclass(frozen=True)
class OnCallNearNight(Rule):
    """No on-call in the 11 h before and the 14 h after a night shift, whenever it ends.

    Nor in a gap inside a night shift that was merged from several rows [strict]; with `within` off
    such a gap is allowed (milder). Source: ATW 5:9(3).
    """

    id = "C04"
    article = "ATW 5:9(3)"
    family = Family.LAW
    sentence_en = (
        "No on-call in the {before_h} hours before and {after_h} hours after a night shift."
    )
    sentence_nl = "Geen consignatie in de {before_h} uur voor en {after_h} uur na een nachtdienst."

    before: int = 11 * HOUR
    after: int = 14 * HOUR
    within: bool = True

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """On-call before, in and after each night shift."""
        on_call, span = on_call_time(timeline), timeline.span
        for shift in timeline.shifts:
            if not shift.is_night:
                continue
            start, end = shift.start, shift.end
            free = start - max((min(e, start) for s, e in on_call if s < start), default=0)
            window = (start - self.before, end)
            if free < self.before and span.judges(*window):
                yield self._violation(timeline, window, free, self.before, BEFORE)
            inside = sum(max(0, min(e, end) - max(s, start)) for s, e in on_call)
            if inside and self.within and span.judges(start, end):
                yield self._violation(timeline, (start, end), inside, 0, WITHIN)
            begins = [max(s, end) for s, e in on_call if e > end]
            free = min(begins, default=end + self.after) - end
            window = (start, end + self.after)
            if free < self.after and span.judges(*window):
                yield self._violation(timeline, window, free, self.after, AFTER)

    def _violation(
        self, timeline: Timeline, window: Stretch, value: int, limit: int, note: str
    ) -> Violation:
        return self.violation(timeline, window, value=value, limit=limit, note=note, remedy=REMEDY)

    def constrain(self, person: PersonModel) -> None:
        """On-call excludes the night shifts near it, clique by clique.

        Night shifts with less than 8 hours between them exclude each other already.
        """
        nights = [c for c in person.shifts if c.shift.is_night]
        for on_call in possible_on_call(person):
            near = [
                (c.shift.start, c.shift.end + SHIFT_SEPARATOR, c.literal)
                for c in nights
                if self._excludes(on_call.pieces, c.shift, person.span)
                and not (on_call.literal == TRUE and is_imposed_violation(person, self.id, c))
            ]
            for clique in interval_cliques(near, smallest=1):
                person.model.add_at_most_one([*clique, on_call.literal])

    def _excludes(self, pieces: Sequence[Stretch], shift: LegalShift, span: Span) -> bool:
        """Whether on-call in these pieces may not go with a night shift."""
        start, end = shift.start, shift.end
        closed = []
        if span.judges(start - self.before, end):
            closed.append((start - self.before, start))
        if span.judges(start, end) and self.within:
            closed.append((start, end))
        if span.judges(start, end + self.after):
            closed.append((end, end + self.after))
        return any(s < e2 and s2 < e for s, e in pieces for s2, e2 in closed)
