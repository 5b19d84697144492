"""G09: shifts that may not follow each other on the next day."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from solver.constraints.day_line import exclusive
from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from data.model.problem import Succession
    from data.model.result import Violation
    from solver.constraints.candidates import RowCandidate
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Model
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline


@dataclass(frozen=True)
class ForbiddenSuccession(Rule):
    """Certain shift names may not be worked on the local date after fixed others."""

    id = "G09"
    article = "general"
    family = Family.GENERAL
    sentence_en = "No shift on the day after one that it may not follow."
    sentence_nl = "Geen dienst op de dag na een dienst waarop die niet mag volgen."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each pair of shifts on two days in a row that is forbidden."""
        forbidden = {(s.previous, s.next) for s in timeline.about.successions}
        by_day: dict[int, list[Row]] = {}
        for row in timeline.work:
            by_day.setdefault(timeline.clock.day(row.start), []).append(row)
        for day, rows in by_day.items():
            for first, second in product(rows, by_day.get(day + 1, ())):
                window = (first.start, second.end)
                if (first.name, second.name) in forbidden and timeline.span.judges(*window):
                    yield self.violation(timeline, window, value=1, limit=0, unit="shifts")

    def constrain(self, person: PersonModel) -> None:
        """Per two days: cliques of the largest groups of names that exclude each other."""
        groups = list(largest_groups(person.about.successions))
        by_day: dict[int, list[RowCandidate]] = {}
        for candidate in person.work:
            by_day.setdefault(person.clock.day(candidate.row.start), []).append(candidate)
        for day, candidates in by_day.items():
            following = by_day.get(day + 1, ())
            for previous, names in groups if following else ():
                first = [c for c in candidates if c.row.name in previous]
                second = [c for c in following if c.row.name in names]
                if first and second:
                    _exclude(person.model, first, second)


def _exclude(model: Model, first: Sequence[RowCandidate], second: Sequence[RowCandidate]) -> None:
    """Nothing of `first` goes with anything of `second`.

    One clique, where nobody can work two shifts of the same day anyway.
    """
    if exclusive([c.row for c in first]) and exclusive([c.row for c in second]):
        model.add_at_most_one([c.literal for c in (*first, *second)])
    else:
        for one, other in product(first, second):
            model.forbid([one.literal, other.literal])


def largest_groups(
    successions: Collection[Succession],
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Each largest pair of sets of names, so that no name of one may precede any of the other."""
    forbidden: dict[str, set[str]] = {}
    for succession in successions:
        forbidden.setdefault(succession.previous, set()).add(succession.next)
    closed = {frozenset(names) for names in forbidden.values()}
    while True:
        more = {a & b for a in closed for b in closed if a & b} - closed
        if not more:
            break
        closed |= more
    for names in closed:
        yield frozenset(n for n, after in forbidden.items() if names <= after), names
