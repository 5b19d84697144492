"""NIGHT_RECOVERY: two days to recover after nights (a health rule)."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.constraints.flaws import Sum, one_above
from solver.constraints.intervals import interval_cliques
from solver.constraints.roster_days import in_flex_pool
from solver.rules.base import HealthRule
from solver.timeline.clock import HOUR
from solver.timeline.rows import SHIFT_SEPARATOR, LegalShift, night_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.context import PersonContext
    from solver.timeline.timeline import Timeline

REMEDY = "Leave two days free after the nights, or let one more night follow."


@dataclass(frozen=True)
class NightRecovery(HealthRule):
    """After 2 or more nights in a row no shift begins within 48 hours.

    The last night or the shift is of this roster; nights elsewhere count as nights. The law asks 46
    hours, after 3 nights (R15). In a flex pool the pattern is not for the roster to make: exempt.
    Sources: Arbocatalogus Graan, W-04; HSE, Good practice guidelines for shift design (2021).

    Parameters
    ----------
    nights
        Length of a series, night after night, after which the rest is due.
    rest
        The rest.
    """

    id = "NIGHT_RECOVERY"
    article = "regional"
    sentence_en = "At least {rest_h} hours free after {nights} or more nights in a row."
    sentence_nl = "Ten minste {rest_h} uur vrij na {nights} of meer nachten achter elkaar."

    nights: int = 2
    rest: int = 48 * HOUR

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each series of nights that a shift follows too soon."""
        if in_flex_pool(timeline.about):
            return
        nights, shifts = timeline.nights, timeline.shifts
        starts = [shift.start for shift in shifts]
        for night, last in nights.items():
            series = all(night - back in nights for back in range(1, self.nights))
            if not series or night + 1 in nights:
                continue
            place = bisect_left(starts, last.end)
            for shift in shifts[place : bisect_left(starts, last.end + self.rest)]:
                if self._concerns(last, shift, timeline.about):
                    rest, window = shift.start - last.end, (last.end, shift.start)
                    yield self.violation(
                        timeline, window, value=rest, limit=self.rest, remedy=REMEDY
                    )
                    break

    def _concerns(self, last: LegalShift, shift: LegalShift, about: PersonContext) -> bool:
        """Whether a shift after the last night of a series is a matter of this roster."""
        ours = last.is_of_roster or shift.is_of_roster
        return ours and about.span.judges(last.end, shift.start)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per date of which the night may be the last of a series."""
        if in_flex_pool(person.about):
            return []
        worked = {n: [c.literal for c in shifts] for n, shifts in person.nights.items()}
        found: list[Literal] = []
        for night in worked:
            before = [worked.get(night - back, []) for back in range(1, self.nights)]
            if all(before):
                series = [literal for literals in before for literal in literals]
                sums = self._too_soon(person, night, series, worked.get(night + 1, []))
                found += one_above(person.model, sums, "night recovery")
        return found

    def _too_soon(
        self, person: PersonModel, night: int, series: list[Literal], after: list[Literal]
    ) -> Iterator[Sum]:
        """The sums that say: a night ends a series, and a shift follows too soon."""
        by_followers: dict[tuple[ShiftCandidate, ...], list[Literal]] = {}
        for last in person.nights[night]:
            followers = tuple(
                shift
                for shift in person.followers(last, self.rest)
                if self._concerns(last.shift, shift.shift, person.about)
                and not (shift.shift.is_night and night_of(shift.shift, person.clock) == night + 1)
            )
            by_followers.setdefault(followers, []).append(last.literal)
        for followers, nights in by_followers.items():
            terms = [(1, literal) for literal in (*series, *nights)]
            terms += [(-1, literal) for literal in after]
            stretches = [
                (c.shift.start, c.shift.end + SHIFT_SEPARATOR, c.literal) for c in followers
            ]
            for clique in interval_cliques(stretches, smallest=1):
                yield [*terms, *((1, literal) for literal in clique)], self.nights
