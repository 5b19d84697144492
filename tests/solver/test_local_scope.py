"""A rule that is written for some days forbids what breaks it there, and no legal roster."""

from dataclasses import replace
from itertools import chain, combinations
from random import Random

import pytest

from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import TRUE
from solver.formulation.roster_model import Formulation, build_roster_model
from solver.problem_index import ProblemIndex
from solver.rules.overlap import Overlap
from solver.rules.r02_weekly_rest import WeeklyRest
from solver.rules.r05_shift_length import ShiftLength
from solver.rules.r16_series_with_night import SeriesWithNight
from solver.search.feasible import new_violations_of
from solver.search.left_out import write_near
from solver.timeline.clock import DAY, to_minute
from tests.solver.small import shift_at, somebody, tiny

LAZY = (WeeklyRest(rest=60 * 60, total=130 * 60), SeriesWithNight(shifts=2, shifts_agreed=2))
RULES = (Overlap(), ShiftLength(), *LAZY)
STARTS = [f"2027-01-{day:02} {hour}:00" for day in range(4, 12) for hour in (15, 23)]


def allows(roster, shifts):
    clauses = [
        (literal if pair[1] in shifts else -literal,)
        for pair, literal in roster.literals.items()
        if literal != TRUE
    ]
    model = replace(roster.model, clauses=[*roster.model.clauses, *clauses])
    return solve(model, Search(seconds=5, workers=1)).outcome is not SearchOutcome.INFEASIBLE


@pytest.mark.parametrize("seed", range(4))
def test_what_breaks_it_inside_is_forbidden_and_what_is_legal_is_not(seed):
    random = Random(seed)
    shifts = [shift_at(start, 8, name="N") for start in sorted(random.sample(STARTS[:12], 7))]
    index = ProblemIndex(tiny(shifts, [somebody("ann")], weeks=2))
    first, last = random.randint(0, 2), random.randint(5, 8)
    start = to_minute(index.problem.start)
    low, high = start + first * DAY, start + (last + 2) * DAY
    roster = build_roster_model(
        index, RULES, free=index.eligible, formulation=Formulation.RELAXATION
    )
    for rule in LAZY:
        write_near(roster, rule, "ann", low, high)
    ids = [shift.id for shift in shifts]
    inside = {s for s in ids if index.row_of[s].overlaps(low, high)}
    forbidden = 0
    for chosen in chain.from_iterable(combinations(ids, n) for n in range(len(ids) + 1)):
        whole = new_violations_of(index, RULES, "ann", chosen)
        part = new_violations_of(index, LAZY, "ann", inside.intersection(chosen))
        if not whole:
            assert allows(roster, chosen)
        elif part:
            assert not allows(roster, chosen)
            forbidden += 1
    assert forbidden
