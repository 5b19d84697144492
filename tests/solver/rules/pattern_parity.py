"""The parity test of a health rule: the least penalty is the number of soft violations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from solver.constraints.person_model import MAX_CHAIN
from solver.cpsat.engine import Search, SearchOutcome, compile_model, solve
from solver.cpsat.model import FALSE, TRUE, Literal
from tests.solver.rules.parity import (
    MOST_SOLUTIONS,
    person_context,
    person_model,
    subsets,
    timeline,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from solver.constraints.person_model import PersonModel
    from solver.rules.base import HealthRule
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row

Chosen = frozenset[int]  #: which of the candidates


def least_penalty(
    person: PersonModel, literals: Sequence[Literal], chosen: Chosen, count: int
) -> int:
    """The least number of literals that must hold if exactly these candidates are chosen."""
    clauses = len(person.model.clauses)
    for number in range(1, count + 1):
        person.model.clauses.append((number if number - 1 in chosen else -number,))
    person.model.minimise([(1, literal) for literal in literals])
    answer = solve(person.model, Search(seconds=20, workers=1))
    del person.model.clauses[clauses:]
    assert answer.outcome is SearchOutcome.OPTIMAL, answer.outcome
    assert answer.objective is not None
    return answer.objective


class _Penalties(cp_model.CpSolverSolutionCallback):
    """The least penalty of each choice that was met, until there are too many solutions."""

    def __init__(self, count: int, literals: Sequence[Literal]) -> None:
        super().__init__()
        self.least: dict[Chosen, int] = {}
        self._count, self._literals, self._left = count, literals, MOST_SOLUTIONS

    def on_solution_callback(self) -> None:
        values = self.response_proto.solution
        chosen = frozenset(i for i in range(self._count) if values[i])
        penalty = sum(_holds(literal, values) for literal in self._literals)
        self.least[chosen] = min(penalty, self.least.get(chosen, penalty))
        self._left -= 1
        if not self._left:
            self.stop_search()


def _holds(literal: Literal, values: Sequence[int]) -> bool:
    if abs(literal) == TRUE:
        return literal == TRUE
    return bool(values[abs(literal) - 1]) == (literal > 0)


def least_penalties(
    person: PersonModel, literals: Sequence[Literal], expected: Mapping[Chosen, int], count: int
) -> dict[Chosen, int]:
    """The least penalty of each choice, by one enumeration of what costs no more than expected.

    A choice that always costs more is missing; if there are too many solutions, what the
    enumeration did not come to is searched for by itself.
    """
    model = compile_model(person.model)
    variables = [model.get_bool_var_from_proto_index(i) for i in range(len(model.proto.variables))]
    most = model.new_int_var(0, max(expected.values()), "")
    rows = [[*(int(i in chosen) for i in range(count)), k] for chosen, k in expected.items()]
    model.add_allowed_assignments([*variables[:count], most], rows)
    terms = [
        variables[literal - 1] if literal > 0 else 1 - variables[-literal - 1]
        for literal in literals
        if literal != TRUE
    ]
    model.add(sum(terms) + list(literals).count(TRUE) <= most)
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    found = _Penalties(count, literals)
    status = solver.solve(model, found)
    if status == cp_model.FEASIBLE:
        for chosen in expected:
            found.least[chosen] = least_penalty(person, literals, chosen, count)
    return found.least


def assert_pattern_parity(
    rule: HealthRule,
    candidates: Sequence[Row],
    fixed: Sequence[Row] = (),
    *,
    about: PersonContext | None = None,
    expect_both: bool = True,
    **more,
) -> None:
    """`soft_violations` and `penalise` agree on every subset of the candidates without overlaps.

    A subset that makes a shift longer than the model knows is in no roster, and is left out.

    Parameters
    ----------
    expect_both
        The case must hold subsets with different numbers of soft violations, or it tests nothing.
    """
    about = about or person_context([*fixed, *candidates], **more)
    person = person_model([], fixed, candidates, about)
    literals = rule.penalise(person)
    assert FALSE not in literals
    lines = {
        chosen: timeline([*fixed, *(candidates[i] for i in chosen)], about)
        for chosen in subsets(candidates, overlapping=False)
    }
    flaws = {
        chosen: list(rule.soft_violations(line))
        for chosen, line in lines.items()
        if not chosen or all(shift.end - shift.start <= MAX_CHAIN for shift in line.shifts)
    }
    expected = {chosen: len(found) for chosen, found in flaws.items()}
    for found in flaws.values():  # pages ask for a flaw by its start
        assert len({flaw.start for flaw in found}) == len(found), found
    least = least_penalties(person, literals, expected, len(candidates))
    for chosen, found in flaws.items():
        assert least.get(chosen) == len(found), (
            f"{rule.id}: least penalty {least.get(chosen, 'more')}, soft violations {found}: "
            f"{[candidates[i] for i in chosen]} beside {fixed}"
        )
    assert not expect_both or len(set(expected.values())) > 1, f"{rule.id}: always {expected}"
