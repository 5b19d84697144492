"""R01: 11 hours of rest in every 24 hours, once a week 8 hours (ATW 5:3(2), 5:3(3))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.forms.daily_rests import longest_rest, short_rest_cases
from solver.forms.left_alone import is_settled
from solver.forms.model import FALSE, Literal
from solver.forms.short_rest import (
    Shortening,
    ShortRest,
    ShortRestLiteral,
    keep_apart,
    literal_of_both,
)
from solver.rules.base import Family, Rule
from solver.time.clock import DAY, HOUR, WEEK
from solver.time.rows import SHIFT_SEPARATOR, LegalShift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Breach
    from solver.forms.person_model import PersonModel, ShiftCandidate
    from solver.time.timeline import Circumstances, Timeline


@dataclass(frozen=True)
class DailyRest(Rule):
    """The 24 hours from the start of each shift hold one rest of at least 11 hours.

    Once per 7 x 24 hours it may be 8 hours; that the nature of the work permits it is assumed. A
    stand-by starts no period (ATB 4.8 has its own rests). Source: ATW 5:3(2), 5:3(3).

    Parameters
    ----------
    first_of_day_only
        Only the first shift that starts on a calendar day starts a period of 24 hours. [strict]:
        every shift does.
    """

    id = "R01"
    article = "ATW 5:3(2)(3)"
    family = Family.LAW
    sentence_en = (
        "At least {rest_h} hours of uninterrupted rest in every 24 hours from the start of a shift;"
        " once in every {per_h} hours {shortened_h} hours are enough."
    )
    sentence_nl = (
        "Ten minste {rest_h} uur onafgebroken rust in elke 24 uur vanaf het begin van een dienst;"
        " eenmaal in elke {per_h} uur is {shortened_h} uur genoeg."
    )

    rest: int = 11 * HOUR
    shortened: int = 8 * HOUR
    per: int = WEEK
    first_of_day_only: bool = False

    def excludes(self, shift: LegalShift, about: Circumstances) -> bool:
        """Whether the shift itself leaves too little of its 24 hours."""
        long = shift.end - shift.start > DAY - self.shortened
        return long and not shift.is_standby and not self.first_of_day_only

    def check(self, timeline: Timeline) -> Iterator[Breach]:
        """Rests that are too short, and shortened ones too soon after another."""
        rests = self._rests(timeline)
        return self._shortening.breaches(self, timeline, rests)

    @property
    def _shortening(self) -> Shortening:
        return Shortening(self.rest, self.shortened, self.per)

    def _rests(self, timeline: Timeline) -> Iterator[ShortRest]:
        """The longest rest in the 24 hours from each shift that no whole rest follows."""
        shifts, days = timeline.shifts, set()
        for index, shift in enumerate(shifts):
            day = timeline.clock.day(shift.start)
            judged = not shift.is_standby and not (self.first_of_day_only and day in days)
            days.add(day)
            following = shifts[index + 1].start if index + 1 < len(shifts) else shift.start + DAY
            if not judged or min(following, shift.start + DAY) - shift.end >= self.rest:
                continue
            rows = [row for near in shifts[index : index + 4] for row in near.rows]
            yield longest_rest(rows, shift.start)

    def constrain(self, person: PersonModel) -> None:
        """A literal per short rest; at most one within each period."""
        rests = []
        for shift in person.shifts:
            if shift.shift.is_standby:
                continue
            premises = [shift.literal, *self._no_earlier(person, shift)]
            for case in short_rest_cases(person, self.id, shift, self._shortening):
                literal = literal_of_both(
                    person.model, [*premises, *case.premises], case.one_of, case.beside
                )
                if case.rest.minutes < self.shortened:
                    person.model.forbid([literal])
                if literal != FALSE:
                    rests.append(ShortRestLiteral(case.rest, literal))
        keep_apart(person.model, rests, self.per)

    def _no_earlier(self, person: PersonModel, candidate: ShiftCandidate) -> list[Literal]:
        """In the milder reading: no shift starts earlier on the same day."""
        if not self.first_of_day_only or is_settled(person, self.id, candidate):
            return []
        shift = candidate.shift
        midnight = person.clock.midnight(person.clock.day(shift.start))
        earlier = person.shifts_starting(midnight, shift.start - SHIFT_SEPARATOR)
        return [-e.literal for e in earlier if e.shift.end + SHIFT_SEPARATOR <= shift.start]
