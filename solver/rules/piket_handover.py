"""PIKET_HANDOVER: piket changes hands at most once within a week (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from solver.cpsat.model import FALSE
from solver.rules.base import HealthRule
from solver.timeline.clock import weekday
from solver.timeline.scale import time_of_day

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.timeline import Timeline

Shift = tuple[int, int]  #: start and end
REMEDY = "Give more of the week to one person."


@dataclass(frozen=True)
class PiketHandover(HealthRule):
    """Within a week of an on-call post a person takes over, or hands over, at most once.

    A week runs from one weekly handover to the next: local `weekday` (0 is Monday) at `time` in
    minutes since 00:00. A change is two consecutive shifts of a post of which the person has one;
    each change beyond the first is a soft violation. A post with one shift a week has none.
    """

    id = "PIKET_HANDOVER"
    article = "regional"
    sentence_en = "On-call of one post changes hands at most once between two weekly handovers."
    sentence_nl = (
        "Piket van één post wisselt hooguit één keer van persoon tussen twee wekelijkse "
        "overdrachten."
    )

    weekday: int = 0
    time: int = 0

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each change beyond the first of a week."""
        held = {(r.post, r.start, r.end) for r in timeline.on_call}
        posts = {row.post for row in timeline.on_call}
        for post, week in self._weeks(timeline.about, posts):
            changes = [
                (first, second)
                for first, second in pairwise(week)
                if ((post, *first) in held) != ((post, *second) in held)
            ]
            for number, (first, second) in enumerate(changes[1:], start=2):
                window = (first[0], second[1])
                yield self.violation(
                    timeline, window, value=number, limit=1, unit="changes", remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """Literals for the changes beyond the first of each week."""
        held = {(c.row.post, c.row.start, c.row.end): c.literal for c in person.on_call}
        model, found = person.model, []
        for post, week in self._weeks(person.about, {c.row.post for c in person.on_call}):
            literals = [held.get((post, *shift), FALSE) for shift in week]
            changes = [
                (1, literal)
                for first, second in pairwise(literals)
                if (literal := _change(person, first, second)) != FALSE
            ]
            soft_violations = [model.new_literal("handover") for _ in changes[1:]]
            model.add_at_most(
                [*changes, *((-1, soft_violation) for soft_violation in soft_violations)], 1
            )
            found += soft_violations
        return found

    def _weeks(
        self, about: PersonContext, posts: Container[str]
    ) -> Iterator[tuple[str, list[Shift]]]:
        """The shifts of some on-call posts, week by week."""
        for post, shifts in about.on_call_posts:
            if post not in posts:
                continue
            for _, week in groupby(sorted(shifts), lambda shift: self._week(about.clock, shift)):
                yield post, list(week)

    def _week(self, clock: LocalClock, shift: Shift) -> int:
        """The date of the last handover that is not after the start of a shift."""
        day = clock.day(shift[0])
        if time_of_day(clock, shift[0]) < self.time:
            day -= 1
        return day - (weekday(day) - self.weekday) % 7


def _change(person: PersonModel, first: Literal, second: Literal) -> Literal:
    """A literal that holds if exactly one of two does (it may hold otherwise)."""
    if first == second:
        return FALSE
    change = person.model.new_literal("change")
    person.model.add_clause([-first, second, change])
    person.model.add_clause([first, -second, change])
    return change
