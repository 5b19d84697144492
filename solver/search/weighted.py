"""One weighted sum: the public benchmark, and any problem that prices cover and wishes.

Three searches behind one door: the whole model for a bound and, on small problems, a proof; a first
roster person by person; and neighbourhoods of it for the rest of the time.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.model.person import CompetenceLevel
from solver.cpsat.engine import Search, Stop, solve
from solver.diagnosis.judge import refuse, violations
from solver.formulation.roster_model import Pair, build_roster_model
from solver.objective.quality import WishObjective
from solver.options import Progress, ProgressEvent, SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.neighbourhood import NeighbourhoodSearch, construct

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.model.problem import RosterProblem
    from solver.cpsat.model import Term
    from solver.formulation.roster_model import RosterModel


@dataclass(frozen=True)
class WeightedObjective:
    """Each missing and each surplus person at the shift's price, and each wish not met."""

    name: str = "weighted"

    def terms(self, roster: RosterModel) -> list[Term]:
        """Cover variables and wishes at their weights."""
        found = WishObjective().terms(roster)
        for cover in roster.cover.values():
            weights = cover.shift.cover
            if weights is None:
                continue
            if cover.under is not None:
                found.append((weights.under, cover.under))
            if cover.over is not None:
                found.append((weights.over, cover.over))
        return found

    def constant(self, roster: RosterModel) -> int:
        """What no choice can change."""
        return sum(
            cover.shift.cover.under * cover.fixed_under + cover.shift.cover.over * cover.fixed_over
            for cover in roster.cover.values()
            if cover.shift.cover is not None
        )

    def value(self, index: ProblemIndex, pairs: Collection[Pair]) -> int:
        """The same, of a whole roster."""
        present = Counter(
            shift
            for person, shift in pairs
            if index.competence_levels.get((person, shift)) is not CompetenceLevel.TRAINEE
        )
        total = WishObjective().value(index, pairs)
        for shift in index.problem.shifts:
            if shift.cover is not None:
                missing = shift.required - present[shift.id]
                total += shift.cover.under * max(0, missing) + shift.cover.over * max(0, -missing)
        return total


SLACK = 0.004  #: how much worse a roster to go on from may be, of the value
SHARE_OF_WHOLE = 0.2  #: of the time, what the whole model gets first


LARGE = 20_000  #: variables from which the whole model is not worth its time


@dataclass(frozen=True, slots=True)
class WeightedAnswer:
    """What came of it.

    Parameters
    ----------
    pairs
        The roster; empty if none was found.
    objective, bound
        Its value, None without a roster, and what is proven.
    seconds
        Wall time.
    """

    pairs: frozenset[Pair]
    objective: int | None
    bound: int
    seconds: float


def solve_weighted(
    problem: RosterProblem,
    options: SolveOptions,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> WeightedAnswer:
    """The best roster that the time allows, judged before it is handed out.

    Raises
    ------
    BrokenResult
        The roster broke a rule: a defect of the model.
    """
    began = time.monotonic()
    index, level = ProblemIndex(problem), WeightedObjective()
    rules = rules_in_force(problem.ruleset)
    roster = build_roster_model(index, rules)
    model = roster.model
    model.minimise(level.terms(roster), level.constant(roster))

    def tell(objective: int | None, bound: int | None) -> None:
        if progress:
            progress(ProgressEvent(level.name, objective, bound, time.monotonic() - began))

    share = SHARE_OF_WHOLE if len(model.domains) < LARGE else SHARE_OF_WHOLE / 2
    first = construct(roster, options.seed, stop)
    hint = {} if first is None else {i + 1: int(v) for i, v in enumerate(first)}
    limits = Search(options.seconds * share, options.workers, options.seed, options.reproducible)
    answer = solve(model, limits, hint=hint, progress=tell, stop=stop)
    bound = max(0, answer.bound or 0)
    start = np.array(answer.values[1:], np.int64) if answer.values else first
    if start is None:
        return WeightedAnswer(frozenset(), None, bound, time.monotonic() - began)
    search = NeighbourhoodSearch(
        roster, start, options.seed, reproducible=options.reproducible, stop=stop
    )
    left = options.seconds - (time.monotonic() - began)
    best = search.value
    search.slack = round(SLACK * best)

    def tell_better(value: int) -> None:
        nonlocal best
        if value < best:
            best, search.slack = value, round(SLACK * value)
            tell(value, bound)

    search.run(left, bound, tell_better)
    pairs = roster.pairs_of(search.holds)
    refuse(violations(index, rules, pairs))
    return WeightedAnswer(pairs, level.value(index, pairs), bound, time.monotonic() - began)
