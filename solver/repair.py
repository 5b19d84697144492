"""Repair: after an illness, a swap or a lapse, the fullest roster with the fewest changes."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from data.model.result import LevelReport, PlanStatus, RosterResult
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import new_violations, preexisting_violations, refuse, violations
from solver.formulation.roster_model import assignments
from solver.objective.level import missing_people
from solver.objective.quality import FairnessObjective
from solver.options import Progress, SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.feasible import tie_break_fairness
from solver.search.fewest_changes import FewestChanges
from solver.search.least_open import qualified
from solver.search.shadowing import with_shadows
from solver.timeline.clock import to_minute

SECONDS = 5.0  #: wall time of a repair, unless its caller says otherwise
SHARE_OF_SEARCH = 0.92  #: of that; the proof of coverage, the check and the reasons follow
EVENING_SECONDS = 0.5  #: to say who has the lightest load takes that at least, or is left out
SHADOW_SECONDS = 0.2  #: to put trainees beside others, also where the search took its time
CHECK_SECONDS = 0.4  #: for the check of the whole roster and the reasons
EXPLAIN_SECONDS = 0.5  #: to look into rules that keep people from open shifts

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.problem import RosterProblem
    from solver.cpsat.engine import Stop


def repair(
    problem: RosterProblem,
    options: SolveOptions | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    shadow_from: datetime | None = None,
) -> RosterResult:
    """Change a published roster as little as its coverage allows.

    `RosterProblem.published` is the roster to repair; what may not move is pinned. Coverage comes
    first, then the number of changes (see `solver.objective.changes`). Fairness decides between
    people who could come new, and nothing else. Trainees who are still to shadow shifts are then
    put beside whoever sits there: nobody's duty moves for it, and it counts as no change.

    Parameters
    ----------
    progress
        Called with a `ProgressEvent` per level whenever the best roster gets better.
    stop
        Stops the search within a second; the best roster so far is returned.
    shadow_from
        Before it no shift begins that a trainee is put on to shadow it; None: any may.

    Returns
    -------
    RosterResult
        Its levels are those of coverage, and ``changes``. `PlanStatus.OPTIMAL`: no legal roster
        covers more, and none that covers as much has fewer changes. `preexisting_violations` tells
        what the pins break, now that something happened.

    Raises
    ------
    BrokenResult
        The roster broke a rule: a defect of the model.
    """
    options = options or SolveOptions(SECONDS)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    within = replace(options, seconds=options.seconds * SHARE_OF_SEARCH)
    search = FewestChanges(index, rules, within, progress, stop)
    bounds = search.run()
    until = inf if options.reproducible else search.began + options.seconds - CHECK_SECONDS
    pairs, changes = search.pairs, search.objective.changes
    if not search.is_stopped and time.monotonic() + EVENING_SECONDS < until:
        pairs = tie_break_fairness(
            index, rules, pairs, changes, FairnessObjective(index, rules), until
        )
    counted = pairs
    if not search.is_stopped:
        earliest = None if shadow_from is None else to_minute(shadow_from)
        latest = max(until, time.monotonic() + SHADOW_SECONDS)
        pairs = with_shadows(index, rules, pairs, latest, earliest)
    given = preexisting_violations(index, rules)
    refuse(new_violations(violations(index, rules, pairs), given))
    seconds = time.monotonic() - search.began
    reports = tuple(
        LevelReport.of(level.name, value, bound, seconds)
        for level, value, bound in zip(
            search.objective.levels, search.objective.values(counted), bounds, strict=True
        )
    )
    proven = all(report.proven for report in reports)
    unproven = PlanStatus.STOPPED if search.is_stopped else PlanStatus.FEASIBLE
    explainer = Explainer(index, rules, pairs, EXPLAIN_SECONDS)
    return RosterResult(
        status=PlanStatus.OPTIMAL if proven else unproven,
        assignments=assignments(index, pairs),
        levels=reports,
        open_shifts=explainer.open_shifts(),
        proven_minimum_open=plainly_open(index),
        preexisting_violations=tuple(given),
        seed=options.seed,
        seconds=round(time.monotonic() - search.began, 3),
    )


def plainly_open(index: ProblemIndex) -> tuple[tuple[str, int], ...]:
    """Per post: how many places there are for which nobody is competent and present."""
    problem = index.problem
    holders = Counter(shift for _, shift in qualified(index))
    lacking: Counter[str] = Counter({shift.post: 0 for shift in problem.shifts})
    for shift, count in missing_people(index, index.pinned).items():
        lacking[problem.shift_by_id[shift].post] += max(0, count - holders[shift])
    return tuple(sorted(lacking.items()))
