"""The use case of judging a roster. It needs no solver engine, and imports none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.files.read_roster import judged, read_roster_csv, roster_period
from scheduler.planning.derived_data import worked
from scheduler.records.files import gather
from solver.diagnosis.effect import effect
from solver.diagnosis.judge import violations, violations_of
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date
    from pathlib import Path

    from data.model.duty import Assignment
    from data.model.effect import Effect
    from data.model.problem import RosterProblem
    from data.model.result import Violation


def check_roster(
    source: Path,
    roster: Path,
    first: date | None,
    weeks: int | None,
    today: date | None = None,
) -> tuple[RosterProblem, list[Violation]]:
    """Judge a roster made by anybody.

    Parameters
    ----------
    source
        The planner's files; see `scheduler.records.files.gather`.
    roster
        A file in the form of ``roster.csv``.
    first, weeks
        The period; None: the whole weeks that the roster touches.
    today
        See `scheduler.records.files.gather`.

    Raises
    ------
    InputError
        Something in the files is wrong.
    """
    if first is None and source.suffix != ".json":
        first, touched = roster_period(roster)
        weeks = weeks or touched
    problem = gather(source, first, weeks, today)
    problem, pairs = judged(problem, read_roster_csv(roster, problem))
    return problem, violations(ProblemIndex(problem), rules_in_force(problem.ruleset), pairs)


def broken_by(
    problem: RosterProblem,
    assignments: Iterable[Assignment],
    people: Collection[str] | None = None,
) -> list[Violation]:
    """The rules that a roster breaks, beyond what history, absence and the like break already.

    Parameters
    ----------
    people
        Ids of those who are judged; None: everybody.
    """
    known, pairs = worked(problem), pairs_of(problem, assignments)
    judged = {person for person, _ in pairs} if people is None else people
    return violations_of(known.index, known.rules, pairs, judged)


def broken_anew(problem: RosterProblem, assignments: Iterable[Assignment]) -> list[Violation]:
    """The same for a problem that nobody will ask of again: nothing of it is kept at hand."""
    pairs = pairs_of(problem, assignments)
    people = {person for person, _ in pairs}
    return violations_of(ProblemIndex(problem), rules_in_force(problem.ruleset), pairs, people)


def effect_of(
    problem: RosterProblem, before: Iterable[Assignment], after: Iterable[Assignment]
) -> Effect:
    """What it does to rules, cover and people that a roster becomes another one."""
    known = worked(problem)
    then, now = pairs_of(problem, before), pairs_of(problem, after)
    return effect(known.index, known.rules, then, now, known.fairness)


def pairs_of(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> frozenset[tuple[str, str]]:
    """Who does what of the shifts and people that a problem knows."""
    return frozenset(
        (one.person, one.shift)
        for one in assignments
        if one.shift in problem.shift_by_id and one.person in problem.person_by_id
    )
