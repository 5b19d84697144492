"""Builders for rule tests, and the parity test by enumeration.

A rule is put alone into an empty model with a handful of candidate rows. One enumeration gives
every subset of them that the model allows; `check` must find a violation in exactly the others.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from ortools.sat.python import cp_model

from data.model.duty import DutyKind
from data.model.person import Person
from data.model.ruleset import Ruleset
from solver.constraints.candidates import RowCandidate
from solver.constraints.person_model import PersonModel
from solver.cpsat.engine import Search, SearchOutcome, compile_model, solve
from solver.cpsat.model import TRUE, Model
from solver.timeline.clock import LocalClock, to_minute
from solver.timeline.context import PersonContext, Span
from solver.timeline.rows import Row
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.rules.base import Rule

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MOST_SOLUTIONS = 1500  #: after which an enumeration ends


def minute(text: str) -> int:
    """A local clock time such as ``2027-01-04 07:00`` as minutes since the epoch."""
    return to_minute(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM))


def row(
    start: str, end: str, work: int | None = None, kind: DutyKind = DutyKind.WORK, **more
) -> Row:
    """A row between two local clock times; work is the elapsed time unless given."""
    first, last = minute(start), minute(end)
    if work is None:
        work = last - first if kind in (DutyKind.WORK, DutyKind.ELSEWHERE) else 0
    return Row(kind, first, last, work, **more)


def on_call(start: str, end: str) -> Row:
    """An on-call row."""
    return row(start, end, kind=DutyKind.ON_CALL)


def person_context(
    rows: Sequence[Row], person: Person | None = None, ruleset: Ruleset | None = None
):
    """Circumstances whose data run over whole weeks around the rows, all of it judged."""
    first, last = min(r.start for r in rows), max(r.end for r in rows)
    clock = LocalClock(AMSTERDAM, first, last)
    start, end = clock.monday(first), clock.add_weeks(clock.monday(last - 1), 1)
    person = person or Person("p", "Person")
    return PersonContext(person, clock, Span(start, end, start, end), ruleset or Ruleset())


def timeline(rows: Sequence[Row], about: PersonContext | None = None, **more) -> Timeline:
    """The timeline of one person with these rows."""
    about = about or person_context(rows, **more)
    return Timeline(about, tuple(sorted(rows, key=lambda r: (r.start, r.end))))


def violations(rule: Rule, rows: Sequence[Row], **more) -> list:
    """What `check` finds."""
    return list(rule.check(timeline(rows, **more)))


def person_model(
    rules: Sequence[Rule], fixed: Sequence[Row], candidates: Sequence[Row], about: PersonContext
) -> PersonModel:
    """A model of one person with just these rules; candidate rows get the first literals."""
    model = Model()
    rows = [RowCandidate(r, TRUE) for r in fixed]
    rows += [RowCandidate(r, model.new_literal(f"x{i}")) for i, r in enumerate(candidates)]
    rows.sort(key=lambda c: (c.row.start, c.row.end))
    person = PersonModel(about, model, rows)
    alone = timeline(fixed, about)
    for rule in rules:
        person.preexisting[rule.id] = list(rule.check(alone))
    for rule in rules:
        rule.bounds(person)
    person.find_shifts([lambda shift, r=r: r.excludes(shift, about) for r in rules])
    for rule in rules:
        rule.constrain(person)
    return person


def is_feasible(person: PersonModel, chosen: frozenset[int], count: int) -> bool:
    """Whether the model allows exactly the chosen ones of the first `count` literals."""
    fixed = replace(
        person.model,
        clauses=[
            *person.model.clauses,
            *((i,) if i - 1 in chosen else (-i,) for i in range(1, count + 1)),
        ],
    )
    outcome = solve(fixed, Search(seconds=20, workers=1)).outcome
    assert outcome in (SearchOutcome.OPTIMAL, SearchOutcome.INFEASIBLE), outcome
    return outcome is SearchOutcome.OPTIMAL


class _Solutions(cp_model.CpSolverSolutionCallback):
    """Which candidates are chosen in each solution, until there are too many."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.chosen: set[frozenset[int]] = set()
        self._count, self._left = count, MOST_SOLUTIONS

    def on_solution_callback(self) -> None:
        values = self.response_proto.solution
        self.chosen.add(frozenset(i for i in range(self._count) if values[i]))
        self._left -= 1
        if not self._left:
            self.stop_search()


def allowed(
    person: PersonModel, candidates: Sequence[Row], *, overlapping: bool
) -> set[frozenset[int]]:
    """The subsets of the candidates that the model allows, by one enumeration of its solutions.

    Where variables of the rule are free, one subset has many solutions. If these are too many,
    what the enumeration did not come to is searched for by itself.
    """
    count = len(candidates)
    apart = [
        (-i - 1, -j - 1)
        for i, j in combinations(range(count), 2)
        if not overlapping and not _apart(candidates[i], candidates[j])
    ]
    model = replace(person.model, clauses=[*person.model.clauses, *apart])
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    found = _Solutions(count)
    status = solver.solve(compile_model(model), found)
    if status in (cp_model.OPTIMAL, cp_model.INFEASIBLE):
        return found.chosen
    assert status == cp_model.FEASIBLE, status
    return found.chosen | {
        chosen
        for chosen in subsets(candidates, overlapping=overlapping)
        if chosen not in found.chosen and is_feasible(person, chosen, count)
    }


def _apart(first: Row, second: Row) -> bool:
    return first.end <= second.start or second.end <= first.start


def subsets(candidates: Sequence[Row], *, overlapping: bool) -> Iterator[frozenset[int]]:
    """Index sets of candidates; without overlaps unless asked for."""
    for size in range(len(candidates) + 1):
        for chosen in combinations(range(len(candidates)), size):
            if overlapping or all(
                _apart(candidates[a], candidates[b]) for a, b in combinations(chosen, 2)
            ):
                yield frozenset(chosen)


def assert_parity(
    rule: Rule,
    candidates: Sequence[Row],
    fixed: Sequence[Row] = (),
    *,
    overlapping: bool = False,
    expect_both: bool = True,
    **more,
) -> None:
    """`check` and `constrain` agree on every subset of the candidates.

    Parameters
    ----------
    expect_both
        The case must hold at least one legal and one illegal subset, or it tests nothing.
    """
    about = person_context([*fixed, *candidates], **more)
    person = person_model([rule], fixed, candidates, about)
    may_be, seen = allowed(person, candidates, overlapping=overlapping), set()
    for chosen in subsets(candidates, overlapping=overlapping):
        rows = [*fixed, *(candidates[i] for i in chosen)]
        found = list(rule.check(timeline(rows, about)))
        feasible = chosen in may_be
        seen.add(feasible)
        assert feasible == (not found), (
            f"{rule.id}: model {'allows' if feasible else 'forbids'} but check says {found}: "
            + "; ".join(f"{about.clock.zone}: {r}" for r in rows)
        )
    if expect_both:
        assert seen == {True, False}, f"{rule.id}: the case has only {seen}"
