"""R21: a handover lasts at most 15 minutes."""

from dataclasses import replace

from solver.rules.r21_handover import Handover
from tests.solver.rules.caco import early, late
from tests.solver.rules.parity import assert_parity, violations

RULE = Handover()


def with_handover(minutes: int, day: str = "2027-01-04"):
    return replace(early(day), handover=minutes)


def test_15_minutes_pass_and_16_do_not():
    assert not violations(RULE, [with_handover(15)])
    (found,) = violations(RULE, [with_handover(16)])
    assert (found.value, found.limit) == (16, 15)


def test_the_longest_of_a_merged_shift_counts():
    assert violations(RULE, [with_handover(5), replace(late("2027-01-04"), handover=20)])
    overlapping = replace(early("2027-01-04"), start=early("2027-01-04").start + 60, handover=20)
    assert violations(RULE, [with_handover(5), overlapping])


def test_parity():
    candidates = [
        with_handover(15),
        with_handover(16, "2027-01-05"),
        with_handover(0, "2027-01-06"),
    ]
    assert_parity(RULE, candidates)


def test_parity_beside_certain_work():
    assert_parity(RULE, [replace(late("2027-01-04"), handover=20)], [with_handover(15)])
