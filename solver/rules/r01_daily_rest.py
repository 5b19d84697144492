"""R01: 11 hours of rest in every 24 hours, once a week 8 hours (ATW 5:3(2), 5:3(3))."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from solver.constraints.candidates import breaks_already
from solver.constraints.intervals import interval_cliques
from solver.cpsat.model import FALSE, TRUE, Literal
from solver.rules.base import Family, Rule
from solver.rules.short_rest import (
    Shortening,
    ShortRest,
    ShortRestLiteral,
    keep_apart,
    literal_of_both,
    shifts_beside,
)
from solver.timeline.clock import DAY, HOUR, WEEK
from solver.timeline.rows import SHIFT_SEPARATOR, LegalShift

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline


def longest_rest(rows: Sequence[Row], start: int) -> ShortRest:
    """The longest rest that rows, by start, leave in the 24 hours from a moment."""
    until = start + DAY
    inside = [row for row in rows if row.start < until]
    ends = [*(row.start for row in inside[1:]), until]
    rests = [(end - row.end, row.end) for row, end in zip(inside, ends, strict=True)]
    longest = max(length for length, _ in rests)
    if longest <= 0:
        return ShortRest(start, until, 0, until, start)
    starts = [begin for length, begin in rests if length == longest]
    return ShortRest(start, until, longest, starts[0], starts[-1])


class Case(NamedTuple):
    """A way in which the longest rest is too short, given the shift that it is about.

    For `solver.rules.short_rest.literal_of_both`.
    """

    rest: ShortRest
    premises: Sequence[Literal] = ()
    one_of: Sequence[Literal] = (TRUE,)
    beside: Sequence[Literal] = ()


def short_rest_cases(
    person: PersonModel, rule: str, candidate: ShiftCandidate, norm: Shortening
) -> Iterator[Case]:
    """The ways in which the 24 hours from a shift lack a rest.

    A rest is at least 8 hours long, or it parts no shifts (ATW 1:7); so at most two fit in. Cases
    are kept apart by whether their rest is shorter than a shortened one.

    Parameters
    ----------
    rule
        Whose given violations are left alone.
    """
    shift = candidate.shift
    until = shift.start + DAY
    if until - shift.end < norm.rest:
        yield Case(longest_rest(shift.rows, shift.start))
        return
    plain: dict[bool, list[ShiftCandidate]] = {True: [], False: []}
    for follower in person.followers(candidate, norm.rest):
        gap = follower.shift.start - shift.end
        if until - follower.shift.end < gap:
            plain[gap >= norm.shortened].append(follower)
        else:
            yield from _second_rests(person, rule, candidate, follower, norm.rest)
    for enough, followers in plain.items():
        minutes = norm.shortened if enough else 0
        one_of = [f.literal for f in followers]
        beside = shifts_beside(person, candidate, followers)
        found = ShortRest(shift.start, until, minutes, shift.end, shift.end)
        yield Case(found, (), one_of, beside)


def _second_rests(
    person: PersonModel, rule: str, first: ShiftCandidate, second: ShiftCandidate, rest: int
) -> Iterator[Case]:
    """Two shifts so short that a second rest fits in, which may be the longer one."""
    rows = (*first.shift.rows, *second.shift.rows)
    alone = longest_rest(rows, first.shift.start)
    fixed = alone.minutes < rest and breaks_already(person, rule, first, second)
    thirds = person.shifts_starting(second.shift.end + SHIFT_SEPARATOR, first.shift.start + DAY)
    for third in thirds:
        found = longest_rest((*rows, *third.shift.rows), first.shift.start)
        if fixed and found.minutes < alone.minutes:
            found = found._replace(minutes=0)  # a given violation becomes no worse
        if found.minutes < rest:
            yield Case(found, [second.literal], [third.literal])
    if alone.minutes < rest:
        others = () if fixed else [-third.literal for third in thirds]
        yield Case(alone, [second.literal, *others])


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

    def excludes(self, shift: LegalShift, about: PersonContext) -> bool:
        """Whether the shift itself leaves too little of its 24 hours."""
        long = shift.end - shift.start > DAY - self.shortened
        return long and not shift.is_standby and not self.first_of_day_only

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Rests that are too short, and shortened ones too soon after another."""
        rests = self._rests(timeline)
        return self._shortening.violations(self, timeline, rests)

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

    def tighten(self, person: PersonModel) -> None:
        """No rest between two shifts is shortened."""
        if any(c.shift.is_standby for c in person.shifts):
            self.constrain(person)
            return
        apart = [(c.shift.start, c.shift.end + self.rest, c.literal) for c in person.shifts]
        for clique in interval_cliques(apart):
            person.model.add_at_most_one(clique)
        person.least_rest = self.rest

    def needs_all(self, timeline: Timeline) -> bool:
        """Whether a rest is shortened."""
        return any(b.start - a.end < self.rest for a, b in pairwise(timeline.shifts))

    def _no_earlier(self, person: PersonModel, candidate: ShiftCandidate) -> list[Literal]:
        """In the milder reading: no shift starts earlier on the same day."""
        if not self.first_of_day_only or breaks_already(person, self.id, candidate):
            return []
        shift = candidate.shift
        midnight = person.clock.midnight(person.clock.day(shift.start))
        earlier = person.shifts_starting(midnight, shift.start - SHIFT_SEPARATOR)
        return [-e.literal for e in earlier if e.shift.end + SHIFT_SEPARATOR <= shift.start]
