"""R14: 14 hours of rest after a night shift that ends after 02:00 (ATW 5:8(4))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.cpsat.model import FALSE
from solver.rules.base import Family, Rule
from solver.rules.short_rest import (
    Shortening,
    ShortRest,
    ShortRestLiteral,
    keep_apart,
    literal_of_both,
    shifts_beside,
)
from solver.timeline.clock import HOUR, WEEK
from solver.timeline.rows import is_night

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class RestAfterNight(Rule):
    """At least 14 hours of rest follow a night shift that ends after 02:00.

    Once per 7 x 24 hours it may be 8 hours, counted apart from R01: one rest can use both. Night
    shifts under R11 have the rest of that section. Source: ATW 5:8(4).

    Parameters
    ----------
    normal_work, max_long_work
        A night shift with more work than the one and at most the other comes under R11.
    """

    id = "R14"
    article = "ATW 5:8(4)"
    family = Family.LAW
    sentence_en = (
        "At least {rest_h} hours of rest after a night shift that ends after 02:00;"
        " once in every {per_h} hours {shortened_h} hours are enough."
    )
    sentence_nl = (
        "Ten minste {rest_h} uur rust na een nachtdienst die na 02.00 uur eindigt;"
        " eenmaal in elke {per_h} uur is {shortened_h} uur genoeg."
    )

    rest: int = 14 * HOUR
    shortened: int = 8 * HOUR
    per: int = WEEK
    normal_work: int = 10 * HOUR
    max_long_work: int = 12 * HOUR

    def _applies(self, shift: LegalShift) -> bool:
        under_r11 = self.normal_work < shift.work <= self.max_long_work
        return is_night(shift) and shift.ends_after_two and not under_r11

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Rests that are too short, and shortened ones too soon after another."""
        rests = [
            self._rest(night, after.start - night.end)
            for night, after in pairwise(timeline.shifts)
            if self._applies(night)
        ]
        return Shortening(self.rest, self.shortened, self.per).violations(self, timeline, rests)

    def _rest(self, night: LegalShift, minutes: int) -> ShortRest:
        return ShortRest(night.start, night.end + self.rest, minutes, night.end, night.end)

    def constrain(self, person: PersonModel) -> None:
        """A literal per short rest; at most one within each period."""
        rests = []
        for night in person.shifts:
            if not self._applies(night.shift):
                continue
            followers = person.followers(night, self.rest)
            literal = literal_of_both(
                person.model,
                [night.literal],
                [f.literal for f in followers],
                shifts_beside(person, night, followers),
            )
            for follower in followers:
                if follower.shift.start - night.shift.end < self.shortened:
                    person.model.forbid([night.literal, follower.literal])
            if literal != FALSE:
                rests.append(ShortRestLiteral(self._rest(night.shift, self.shortened), literal))
        keep_apart(person.model, rests, self.per)

    def tighten(self, person: PersonModel) -> None:
        """No rest after a night is shortened."""
        for night in person.shifts:
            if self._applies(night.shift):
                for follower in person.followers(night, self.rest):
                    person.model.forbid([night.literal, follower.literal])

    def needs_all(self, timeline: Timeline) -> bool:
        """Whether a rest is shortened."""
        return any(
            self._applies(night) and after.start - night.end < self.rest
            for night, after in pairwise(timeline.shifts)
        )
