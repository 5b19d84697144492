"""The parity test of a healthy pattern: the least penalty is the number of soft violations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import FALSE, Literal
from tests.solver.rules.parity import person_context, person_model, subsets, timeline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.constraints.person_model import PersonModel
    from solver.rules.base import HealthRule
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row


def least_penalty(
    person: PersonModel, literals: Sequence[Literal], chosen: frozenset[int], count: int
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


def assert_pattern_parity(
    rule: HealthRule,
    candidates: Sequence[Row],
    fixed: Sequence[Row] = (),
    *,
    about: PersonContext | None = None,
    **more,
) -> None:
    """`soft_violations` and `penalise` agree on every subset of the candidates that does not
    overlap.

    The case must hold subsets with different numbers of soft violations, or it tests nothing.
    """
    about = about or person_context([*fixed, *candidates], **more)
    person = person_model([], fixed, candidates, about)
    literals = rule.penalise(person)
    assert FALSE not in literals
    seen = set()
    for chosen in subsets(candidates, overlapping=False):
        rows = [*fixed, *(candidates[i] for i in chosen)]
        soft_violations = list(rule.soft_violations(timeline(rows, about)))
        penalty = least_penalty(person, literals, chosen, len(candidates))
        seen.add(penalty)
        assert penalty == len(soft_violations), (
            f"{rule.id}: penalty {penalty} but soft violations {soft_violations}: {rows}"
        )
    assert len(seen) > 1, f"{rule.id}: every subset has {seen}"
