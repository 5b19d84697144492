"""What a roster on the planner's desk breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.planning.at_hand import worked
from solver.rules.in_force import rules_in_force
from solver.setting import Setting
from solver.verdict.effect import effect
from solver.verdict.judge import breaches_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from data.model.duty import Assignment
    from data.model.effect import Effect
    from data.model.problem import RosterProblem
    from data.model.result import Breach


def broken_by(
    problem: RosterProblem,
    assignments: Iterable[Assignment],
    people: Collection[str] | None = None,
) -> list[Breach]:
    """The rules that a roster breaks, beyond what history, absence and the like break already.

    Parameters
    ----------
    people
        Ids of those who are judged; None: everybody.
    """
    known, pairs = worked(problem), pairs_of(problem, assignments)
    judged = {person for person, _ in pairs} if people is None else people
    return breaches_of(known.setting, known.rules, pairs, judged)


def broken_anew(problem: RosterProblem, assignments: Iterable[Assignment]) -> list[Breach]:
    """The same for a problem that nobody will ask of again: nothing of it is kept at hand."""
    pairs = pairs_of(problem, assignments)
    people = {person for person, _ in pairs}
    return breaches_of(Setting(problem), rules_in_force(problem.ruleset), pairs, people)


def effect_of(
    problem: RosterProblem, before: Iterable[Assignment], after: Iterable[Assignment]
) -> Effect:
    """What it does to rules, cover and people that a roster becomes another one."""
    known = worked(problem)
    then, now = pairs_of(problem, before), pairs_of(problem, after)
    return effect(known.setting, known.rules, then, now, known.fairness)


def pairs_of(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> frozenset[tuple[str, str]]:
    """Who does what of the shifts and people that a problem knows."""
    return frozenset(
        (one.person, one.shift)
        for one in assignments
        if one.shift in problem.shift_by_id and one.person in problem.person_by_id
    )
