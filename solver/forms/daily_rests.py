"""The longest rest in the 24 hours from the start of a shift, and how it can be too short."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.forms.left_alone import is_settled
from solver.forms.model import TRUE, Literal
from solver.forms.short_rest import Shortening, ShortRest, shifts_beside
from solver.time.clock import DAY
from solver.time.rows import SHIFT_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.forms.person_model import PersonModel, ShiftCandidate
    from solver.time.rows import Row


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

    For `solver.forms.short_rest.literal_of_both`.
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
        Whose given breaches are left alone.
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
    settled = alone.minutes < rest and is_settled(person, rule, first, second)
    thirds = person.shifts_starting(second.shift.end + SHIFT_SEPARATOR, first.shift.start + DAY)
    for third in thirds:
        found = longest_rest((*rows, *third.shift.rows), first.shift.start)
        if settled and found.minutes < alone.minutes:
            found = found._replace(minutes=0)  # a given breach becomes no worse
        if found.minutes < rest:
            yield Case(found, [second.literal], [third.literal])
    if alone.minutes < rest:
        others = () if settled else [-third.literal for third in thirds]
        yield Case(alone, [second.literal, *others])
