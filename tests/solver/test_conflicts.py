"""Sets of duties that are forbidden beforehand: what breaks a rule, and no legal roster."""

from itertools import chain, combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import Duty, DutyKind
from solver.formulation.roster_model import Formulation, build_roster_model
from solver.problem_index import ProblemIndex
from solver.rules.overlap import Overlap
from solver.rules.r02_weekly_rest import WeeklyRest
from solver.rules.r05_shift_length import ShiftLength
from solver.rules.r16_series_with_night import SeriesWithNight
from solver.search.feasible import new_violations_of
from solver.search.left_out import write_conflicts
from tests.solver.seeded import seeded
from tests.solver.small import shift_at, somebody, tiny

LAZY = (WeeklyRest(rest=60 * 60, total=130 * 60), SeriesWithNight(shifts=2, shifts_agreed=2))
RULES = (Overlap(), ShiftLength(), *LAZY)


def subsets(ids):
    return map(set, chain.from_iterable(combinations(ids, n) for n in range(len(ids) + 1)))


def forbidden(index, held, rules=LAZY):
    """The sets that are forbidden of the one person there is."""
    roster = build_roster_model(
        index, RULES, free=index.eligible, formulation=Formulation.RELAXATION
    )
    before = len(roster.model.clauses)
    write_conflicts(roster, rules, "ann", held)
    names = {literal: shift for (_, shift), literal in roster.literals.items()}
    return [{names[-literal] for literal in clause} for clause in roster.model.clauses[before:]]


def breaks(index, rules, shifts):
    return bool(new_violations_of(index, rules, "ann", shifts))


def days_of(random, count, hours, lengths):
    """Shifts of some days, and work elsewhere on others."""
    starts = [f"2027-01-{day:02} {hour}:00" for day in range(4, 12) for hour in hours]
    chosen = sorted(random.sample(starts, count))
    return [shift_at(start, random.choice(lengths), name="N") for start in chosen]


def away_from(shift, minutes):
    return Duty("ann", "school", DutyKind.ELSEWHERE, shift.start, shift.end, minutes)


@seeded(60)
@given(seed=st.integers(0, 10_000))
def test_no_legal_roster_is_forbidden_even_where_rows_join_into_one_shift(seed):
    random = Random(seed)
    shifts = days_of(random, 8, ("07", "15", "23"), [4, 4, 8])
    away = days_of(random, 2, ("07", "15"), [4])
    elsewhere = tuple(away_from(shift, 240) for shift in away)
    index = ProblemIndex(tiny(shifts, [somebody("ann")], weeks=2, elsewhere=elsewhere))
    ids = sorted({shift for _, shift in index.eligible})
    sets = forbidden(index, set(random.sample(ids, len(ids) // 2)))
    for chosen in subsets(ids):
        if any(one <= chosen for one in sets):
            assert breaks(index, RULES, chosen)


@pytest.mark.parametrize("seed", range(6))
def test_each_duty_that_breaks_a_rule_beside_those_held_is_forbidden_beside_them(seed):
    random = Random(seed)
    shifts = days_of(random, 6, ("23",), [8])
    index = ProblemIndex(tiny(shifts, [somebody("ann")], weeks=2))
    ids = [shift.id for shift in shifts]
    legal = [held for held in subsets(ids) if not breaks(index, RULES, held)]
    held = max(legal, key=len)
    sets, found = forbidden(index, held), 0
    for shift in set(ids) - held:
        chosen = held | {shift}
        if breaks(index, LAZY, chosen):
            assert any(one <= chosen for one in sets)
            found += 1
    assert found


def test_a_set_holds_only_what_it_needs():
    nights = [shift_at(f"2027-01-{day:02} 23:00", 8, name="N") for day in (4, 5, 6, 9)]
    index = ProblemIndex(tiny(nights, [somebody("ann")], weeks=2))
    first, second, third, far = (night.id for night in nights)
    assert forbidden(index, {first, second, far}, LAZY[1:]) == [{first, second, third}]


def test_what_is_held_and_broken_already_is_forbidden_too():
    nights = [shift_at(f"2027-01-{day:02} 23:00", 8, name="N") for day in (4, 5, 6)]
    index = ProblemIndex(tiny(nights, [somebody("ann")], weeks=2))
    held = {night.id for night in nights}
    assert forbidden(index, held, LAZY[1:]) == [held]


def test_a_rule_that_certain_work_breaks_already_is_left_to_its_exact_form():
    duties = [shift_at(f"2027-01-{day:02} 23:00", 8) for day in (4, 5, 6)]
    elsewhere = tuple(
        Duty("ann", "school", DutyKind.ELSEWHERE, d.start, d.end, 480) for d in duties
    )
    nights = [shift_at(f"2027-01-{day:02} 23:00", 8, name="N") for day in (7, 12, 13, 14)]
    index = ProblemIndex(tiny(nights, [somebody("ann")], weeks=2, elsewhere=elsewhere))
    roster = build_roster_model(
        index, RULES, free=index.eligible, formulation=Formulation.RELAXATION
    )
    assert write_conflicts(roster, LAZY[1:], "ann", {nights[1].id, nights[2].id}) == 0
