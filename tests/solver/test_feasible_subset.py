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
from solver.search.feasible import feasible_subset, seated
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
    index, random = ProblemIndex(make(seed)), Random(seed)
    people, shifts = index.problem.person_by_id, index.problem.shift_by_id
    wanted = {(p, s) for p in people for s in shifts if random.random() < 0.7}
    found = feasible_subset(index, RULES, wanted)
    assert found - index.pinned <= wanted
    assert index.pinned <= found
    assert fits(index, found)
    assert not new_violations(violations(index, RULES, found), preexisting_violations(index, RULES))


@pytest.mark.parametrize("seed", range(6))
def test_a_legal_roster_is_kept_whole(seed):
    index = ProblemIndex(random_problem(seed))
    for roster in Random(seed).sample(sorted(rosters(index, RULES), key=sorted), 5):
        assert feasible_subset(index, RULES, roster) == roster


def test_of_two_duties_without_rest_between_the_later_goes():
    index = ProblemIndex(tiny([DAY, EVENING, NEXT], [ANN]))
    wanted = [("ann", shift.id) for shift in (DAY, EVENING)]
    assert feasible_subset(index, RULES, wanted) == {("ann", DAY.id)}


def test_a_seat_that_is_pinned_is_taken():
    pin = Assignment("bob", DAY.id, pinned=True)
    index = ProblemIndex(tiny([DAY, NEXT], [ANN, BOB], assignments=(pin,)))
    wanted = [("ann", DAY.id), ("ann", NEXT.id)]
    assert feasible_subset(index, RULES, wanted) == {("bob", DAY.id), ("ann", NEXT.id)}


def test_who_comes_first_sits():
    index = ProblemIndex(tiny([DAY], [ANN, BOB]))
    assert seated(index, [("bob", DAY.id), ("ann", DAY.id)]) == {("bob", DAY.id)}


def test_a_pair_of_nobody_is_left_out():
    index = ProblemIndex(replace(tiny([DAY], [ANN]), competences=()))
    assert feasible_subset(index, RULES, [("ann", DAY.id)]) == frozenset()
