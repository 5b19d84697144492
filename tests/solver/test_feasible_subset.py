"""What is left of a roster that need not be legal."""

from dataclasses import replace
from random import Random

import pytest

from data.model.duty import Assignment
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.problem_index import ProblemIndex
from solver.rules.overlap import Overlap
from solver.rules.r01_daily_rest import DailyRest
from solver.rules.r05_shift_length import ShiftLength
from solver.search.feasible import legal_part, seated
from tests.solver.enumeration import fits, rosters
from tests.solver.random_small import random_problem, troubled_problem
from tests.solver.small import shift_at, somebody, tiny

RULES = (Overlap(), ShiftLength(), DailyRest())
DAY, EVENING, NEXT = (
    shift_at(start, 8) for start in ("2027-01-04 07:00", "2027-01-04 16:00", "2027-01-05 07:00")
)
ANN, BOB = somebody("ann"), somebody("bob")


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("make", [random_problem, troubled_problem])
def test_of_any_pairs_the_part_is_legal_and_holds_what_is_settled(make, seed):
    setting, random = ProblemIndex(make(seed)), Random(seed)
    people, shifts = setting.problem.person_by_id, setting.problem.shift_by_id
    wanted = {(p, s) for p in people for s in shifts if random.random() < 0.7}
    found = legal_part(setting, RULES, wanted)
    assert found - setting.pinned <= wanted
    assert setting.pinned <= found
    assert fits(setting, found)
    assert not new_violations(
        violations(setting, RULES, found), preexisting_violations(setting, RULES)
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_legal_roster_is_kept_whole(seed):
    setting = ProblemIndex(random_problem(seed))
    for roster in Random(seed).sample(sorted(rosters(setting, RULES), key=sorted), 5):
        assert legal_part(setting, RULES, roster) == roster


def test_of_two_duties_without_rest_between_the_later_goes():
    setting = ProblemIndex(tiny([DAY, EVENING, NEXT], [ANN]))
    wanted = [("ann", shift.id) for shift in (DAY, EVENING)]
    assert legal_part(setting, RULES, wanted) == {("ann", DAY.id)}


def test_a_seat_that_is_pinned_is_taken():
    pin = Assignment("bob", DAY.id, pinned=True)
    setting = ProblemIndex(tiny([DAY, NEXT], [ANN, BOB], assignments=(pin,)))
    wanted = [("ann", DAY.id), ("ann", NEXT.id)]
    assert legal_part(setting, RULES, wanted) == {("bob", DAY.id), ("ann", NEXT.id)}


def test_who_comes_first_sits():
    setting = ProblemIndex(tiny([DAY], [ANN, BOB]))
    assert seated(setting, [("bob", DAY.id), ("ann", DAY.id)]) == {("bob", DAY.id)}


def test_a_pair_of_nobody_is_left_out():
    setting = ProblemIndex(replace(tiny([DAY], [ANN]), competences=()))
    assert legal_part(setting, RULES, [("ann", DAY.id)]) == frozenset()
