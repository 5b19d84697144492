"""Rests that are shorter than they should be, of which the law allows one a week (R01, R14).

Two of them are too close if less than the period lies between the starts of the stretches in which
they were due, or between the starts of the rests themselves: whichever are nearer.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from solver.constraints.intervals import interval_cliques
from solver.cpsat.model import FALSE, TRUE, Literal, Model
from solver.timeline.rows import SHIFT_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.rules.base import Rule
    from solver.timeline.timeline import Timeline

SECOND = "A second shortened rest within the period that allows one."


class ShortRest(NamedTuple):
    """A shortened rest.

    Parameters
    ----------
    due, until
        The stretch of time in which a whole rest was due.
    minutes
        Length of the longest rest in it.
    start, latest
        Where that begins: the first and the last of those of the same length.
    """

    due: int
    until: int
    minutes: int
    start: int
    latest: int


class ShortRestLiteral(NamedTuple):
    """A shortened rest that a roster may hold, and the literal that says it does."""

    rest: ShortRest
    literal: Literal


@dataclass(frozen=True, slots=True)
class Shortening:
    """How long a rest is, and how far it may be shortened how often.

    Parameters
    ----------
    rest
        A whole rest, in minutes; at most 16 hours.
    shortened
        A shortened one.
    per
        Stretch in which one may be shortened.
    """

    rest: int
    shortened: int
    per: int

    def violations(
        self, rule: Rule, timeline: Timeline, rests: Iterable[ShortRest]
    ) -> Iterator[Violation]:
        """Rests that are too short, and shortened ones too soon after another."""
        short = [rest for rest in rests if rest.minutes < self.rest]
        for rest in short:
            window = (rest.due, rest.until)
            if rest.minutes < self.shortened and timeline.span.judges(*window):
                yield rule.violation(timeline, window, value=rest.minutes, limit=self.shortened)
        for first, second in pairwise(sorted(short)):
            window = (first.due, second.until)
            near = min(second.due - first.due, second.start - first.latest) < self.per
            if near and timeline.span.judges(*window):
                yield rule.violation(
                    timeline, window, value=second.minutes, limit=self.rest, note=SECOND
                )


def keep_apart(model: Model, rests: Sequence[ShortRestLiteral], period: int) -> None:
    """Of shortened rests that are too close at most one is taken."""
    by_due = [(rest.due, rest.due + period, literal) for rest, literal in rests]
    by_rest = [(rest.start, rest.latest + period, literal) for rest, literal in rests]
    for clique in (*interval_cliques(by_due), *interval_cliques(by_rest)):
        model.add_at_most_one(clique)


def literal_of_both(
    model: Model,
    premises: Sequence[Literal],
    one_of: Sequence[Literal],
    beside: Sequence[Literal] = (),
) -> Literal:
    """A literal of its own that holds if all premises do, and one of some that exclude each other.

    It may hold otherwise.

    Parameters
    ----------
    beside
        Literals that exclude the first premise, `one_of` and each other: they say nothing new, but
        make the sum as strong as it can be.
    """
    if FALSE in premises or all(literal == FALSE for literal in one_of):
        return FALSE
    if TRUE in one_of and all(literal == TRUE for literal in premises):
        return TRUE
    terms = [(1, literal) for literal in (*premises, *one_of, *beside)]
    return model.above(terms, len(premises), "short rest", own=True)


def shifts_beside(
    person: PersonModel, first: ShiftCandidate, followers: Sequence[ShiftCandidate]
) -> list[Literal]:
    """The shifts that exclude one shift, all of its followers and each other: those in between."""
    if not followers:
        return []
    last = max(follower.shift.start for follower in followers)
    near = person.shifts_starting(first.shift.start, first.shift.end + SHIFT_SEPARATOR)
    return [c.literal for c in near if c is not first and c.shift.end + SHIFT_SEPARATOR > last]
