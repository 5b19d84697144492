"""R15: 46 hours of rest after three or more consecutive night shifts (ATW 5:8(5))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.constraints.intervals import interval_cliques
from solver.cpsat.model import FALSE, TRUE, Literal
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR
from solver.timeline.rows import SHIFT_SEPARATOR, LegalShift, is_night, legal_shifts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class RestAfterNights(Rule):
    """At least 46 hours of rest follow a series of three or more night shifts.

    Night shifts are consecutive if neither another shift nor a rest of 36 hours lies between them.
    [strict]: a night off ends the series, so 46 hours are due from its last night on; a
    `series_break` of 46 hours is the milder reading, in which a night off merely interrupts.
    Source: ATW 5:8(5).

    Parameters
    ----------
    nights
        Length of a series after which the rest is due.
    rest
        The rest.
    series_break
        A rest that ends a series.
    """

    id = "R15"
    article = "ATW 5:8(5)"
    family = Family.LAW
    sentence_en = (
        "At least {rest_h} hours of rest after a series of {nights} or more night shifts;"
        " a rest of {series_break_h} hours ends a series."
    )
    sentence_nl = (
        "Ten minste {rest_h} uur rust na een reeks van {nights} of meer nachtdiensten;"
        " een rust van {series_break_h} uur beëindigt een reeks."
    )

    nights: int = 3
    rest: int = 46 * HOUR
    series_break: int = 36 * HOUR

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each rest after a series of nights that is too short."""
        for series, after in self._followed_too_soon(timeline.shifts):
            last = series[-1].end
            window = (series[0].start, last + self.rest)
            if timeline.span.judges(*window):
                yield self.violation(timeline, window, value=after.start - last, limit=self.rest)

    def _followed_too_soon(
        self, shifts: Sequence[LegalShift]
    ) -> Iterator[tuple[list[LegalShift], LegalShift]]:
        """Series of nights, and the shift that comes too soon after."""
        series: list[LegalShift] = []
        for shift, after in pairwise(shifts):
            series = [*series, shift] if is_night(shift) else []
            rest = after.start - shift.end
            if is_night(after) and rest < self.series_break:
                continue
            if len(series) >= self.nights and rest < self.rest:
                yield series, after
            series = []

    def constrain(self, person: PersonModel) -> None:
        """Whoever works the last night of a long series works no shift that ends the rest."""
        fixed = legal_shifts((c.row for c in person.work if c.literal == TRUE), person.clock)
        preexisting = {
            (series[-1].start, after.start) for series, after in self._followed_too_soon(fixed)
        }
        for night, literal in self._late_nights(person):
            near = self._too_early(person, night, preexisting)
            everywhere = (night.shift.end, night.shift.end + self.rest + SHIFT_SEPARATOR, literal)
            for parting, followers in near.items():
                stretches = [
                    (f.shift.start, f.shift.end + SHIFT_SEPARATOR, f.literal) for f in followers
                ]
                for clique in interval_cliques([everywhere, *stretches]):
                    terms = [(1, lit) for lit in clique] + [(-1, lit) for lit in parting]
                    person.model.add_at_most(terms, 1)

    def _late_nights(self, person: PersonModel) -> Iterator[tuple[ShiftCandidate, Literal]]:
        """Each night with a literal that holds if at least `nights - 1` nights of a series precede.

        One way only: the literal may hold otherwise.
        """
        model = person.model
        causes: dict[tuple[LegalShift, int], list[Literal]] = {}
        for night in person.shifts:
            if not is_night(night.shift):
                continue
            place = [night.literal]
            for count in range(1, self.nights):
                place.append(model.any_of(causes.get((night.shift, count), []), "late night"))
            for after in person.followers(night, self.series_break):
                if is_night(after.shift):
                    apart = [-c.literal for c in person.between(night, after)]
                    for count, literal in enumerate(place[: self.nights - 1], start=1):
                        cause = model.all_of([literal, after.literal, *apart], "next night")
                        causes.setdefault((after.shift, count), []).append(cause)
            if place[-1] != FALSE:
                yield night, place[-1]

    def _too_early(
        self, person: PersonModel, night: ShiftCandidate, preexisting: set[tuple[int, int]]
    ) -> dict[tuple[Literal, ...], list[ShiftCandidate]]:
        """Shifts that may not follow the last night of a series so soon.

        By those between (of the series, or of a violation that is given) of which one must be
        worked for it to be no follower of this night.
        """
        found: dict[tuple[Literal, ...], list[ShiftCandidate]] = {}
        parting: list[ShiftCandidate] = []
        for after in person.followers(night, self.rest):
            both_fixed = night.literal == TRUE and after.literal == TRUE
            is_preexisting = both_fixed and (night.shift.start, after.shift.start) in preexisting
            if is_preexisting or self._continues(night.shift, after.shift):
                parting.append(after)
                continue
            last = after.shift.start - SHIFT_SEPARATOR
            before = tuple(c.literal for c in parting if c.shift.end <= last)
            found.setdefault(before, []).append(after)
        return found

    def _continues(self, night: LegalShift, after: LegalShift) -> bool:
        """Whether a later shift, if it is the next, continues the series of a night."""
        return is_night(after) and after.start - night.end < self.series_break
