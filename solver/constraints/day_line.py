"""A person's time by local dates, for the general rules: on which days there is work.

A shift belongs to the date on which it starts. The line of days runs from the first day of the
period, or of the person's history if that holds work, to the last day of the period. What lies
outside is unknown: each rule says what it takes it for.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, groupby, pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from solver.cpsat.model import FALSE, TRUE, Literal, Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.constraints.candidates import RowCandidate
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline

Flag = TypeVar("Flag", bool, Literal)


@dataclass(frozen=True, slots=True)
class DayLine(Generic[Flag]):
    """Whether there is work, day by day.

    Parameters
    ----------
    first
        Ordinal of the first date.
    works
        Per day: true or false, or a literal.
    """

    first: int
    works: tuple[Flag, ...]

    def on(self, day: int) -> Flag:
        """Whether there is work on a date of the line."""
        return self.works[day - self.first]


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row, all with work or all without; `first` and `last` are date ordinals."""

    works: bool
    first: int
    last: int
    touches_edge: bool

    @property
    def length(self) -> int:
        """Number of days."""
        return self.last - self.first + 1

    def window(self, clock: LocalClock, *, with_next_day: bool = False) -> tuple[int, int]:
        """Its minutes, with those of the day that ends it if asked."""
        return clock.midnight(self.first), clock.midnight(self.last + 1 + with_next_day)


def worked_days(timeline: Timeline) -> DayLine[bool]:
    """The days of a timeline."""
    days = {timeline.clock.day(row.start) for row in timeline.work}
    line = _line(timeline.about, timeline.work)
    return DayLine(line.start, tuple(day in days for day in line))


def runs(line: DayLine[bool]) -> Iterator[Run]:
    """Each longest run of days with, or without, work."""
    last_day = line.first + len(line.works) - 1
    day = line.first
    for works, group in groupby(line.works):
        last = day + len(list(group)) - 1
        yield Run(works, day, last, day == line.first or last == last_day)
        day = last + 1


def day_literals(
    about: PersonContext, work: Sequence[RowCandidate], model: Model
) -> DayLine[Literal]:
    """A literal per day that holds exactly if there is work."""
    line = _line(about, [c.row for c in work])
    by_day: dict[int, list[RowCandidate]] = {}
    for candidate in work:
        by_day.setdefault(about.clock.day(candidate.row.start), []).append(candidate)
    works = tuple(_works(model, by_day.get(day, ())) for day in line)
    return DayLine(line.start, works)


def start_literals(model: Model, line: DayLine[Literal]) -> tuple[Literal, ...]:
    """A literal per day that holds exactly if a run of days with work starts there.

    The run rules in terms of starts are differences of running totals, so their relaxation is
    already whole: the engines' bounds depend on it.
    """
    works = line.works
    return (*works[:1], *(_starts(model, *two) for two in pairwise(works)))


def _starts(model: Model, before: Literal, today: Literal) -> Literal:
    if before == FALSE or today == FALSE:
        return today
    if before == TRUE:
        return FALSE
    if today == TRUE:
        return -before
    starts = model.new_literal("starts")
    model.add_at_most([(1, today), (-1, before), (-1, starts)], 0)
    model.add_at_most_one([starts, before])
    model.add_implication(starts, today)
    return starts


def _line(about: PersonContext, work: Sequence[Row]) -> range:
    days = about.days
    first = min([days.start, *(about.clock.day(row.start) for row in work[:1])])
    return range(first, days.stop)


def _works(model: Model, candidates: Sequence[RowCandidate]) -> Literal:
    literals = [c.literal for c in candidates if c.literal != FALSE]
    if TRUE in literals:
        return TRUE
    if len(literals) <= 1:
        return literals[0] if literals else FALSE
    works = model.new_literal("works")
    if exclusive([c.row for c in candidates]):
        model.add_equal([*((1, literal) for literal in literals), (-1, works)], 0)
    else:
        model.add_clause([*literals, -works])
        for literal in literals:
            model.add_implication(literal, works)
    return works


def exclusive(rows: Sequence[Row]) -> bool:
    """Whether nobody can work two of the rows: each two share a moment."""
    return all(a.overlaps(b.start, b.end) for a, b in combinations(rows, 2))
