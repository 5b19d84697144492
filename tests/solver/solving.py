"""Solving with named rules, so that a test does not depend on all that are in force."""

from collections.abc import Sequence
from contextlib import contextmanager
from unittest.mock import patch

from data.model.problem import RosterProblem
from data.model.result import RosterResult
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.solve import objective_levels, solve_roster


@contextmanager
def only(rules: Sequence[Rule]):
    """These rules are in force, whatever the ruleset says."""
    with patch("solver.solve.rules_in_force", lambda _: list(rules)):
        yield


def solved(
    problem: RosterProblem, rules: Sequence[Rule], seconds: float = 20, **more
) -> RosterResult:
    """The result of a short solve on one core."""
    hooks = {name: more.pop(name) for name in ("progress", "stop") if name in more}
    with only(rules):
        return solve_roster(problem, SolveOptions(seconds, workers=2, **more), **hooks)


def pairs_of(result: RosterResult):
    return frozenset((a.person, a.shift) for a in result.assignments)


def values(problem: RosterProblem, rules: Sequence[Rule], pairs):
    """What each level makes of a roster, in plain Python."""
    index = ProblemIndex(problem)
    return [level.value(index, pairs) for level in objective_levels(index, rules)]
