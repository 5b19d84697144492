"""Plan, proof and board call the same minutes open, for any pattern, period and roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.post import PatternShift, Post, PostKind, ShiftPattern
from data.model.shift import EarlierDuty
from data.tables.expand import dated_shifts, part_shifts, required_time
from data.tables.period import Period
from scheduler.coverage.input import StaffedShift, with_recorded
from scheduler.coverage.proof import prove
from scheduler.coverage.uncovered import find_uncovered
from tests.scheduler.coverage.scenes import ZONE, known

POST = Post("CACO", "CaCo", "CACO", ("FL",), PostKind.ON_SITE, "own")
MINUTE = timedelta(minutes=1)
IN_A_DAY, IN_A_WEEK = 96, 7 * 96  #: quarters of an hour
FIRST = (date(2026, 3, 25), date(2026, 10, 19), date(2026, 11, 30), date(2026, 12, 5))


def clock(quarter: int) -> time:
    hours, rest = divmod(quarter % IN_A_DAY, 4)
    return time(hours, 15 * rest)


@st.composite
def weeks(draw) -> ShiftPattern:
    """A week cut at random: between two cuts lies a shift, or time that the pattern leaves free."""
    cuts = sorted(draw(st.sets(st.integers(0, IN_A_WEEK - 1), min_size=2, max_size=6)))
    shifts = [
        PatternShift(
            "S", start // IN_A_DAY, clock(start), clock(end), end // IN_A_DAY - start // IN_A_DAY
        )
        for start, end in pairwise([*cuts, cuts[0] + IN_A_WEEK])
        if draw(st.booleans())
    ]
    return ShiftPattern("own", "own", tuple(shifts))


@settings(max_examples=50)
@given(weeks(), st.sampled_from(FIRST), st.integers(1, 2), st.randoms(use_true_random=False))
def test_required_less_covered_is_what_all_of_them_call_open(pattern, first, seats, random):
    post, period = replace(POST, required=seats), Period(first, 2, ZONE)
    patterns = {"own": pattern}
    whole = dated_shifts([post], patterns, period)
    shifts = sorted(
        (*whole, *part_shifts([post], patterns, period, whole)), key=lambda one: one.start
    )
    on = {one.id: tuple("ab")[: random.randint(0, seats)] for one in shifts}
    plan = sum(
        (min(one.end, period.end) - one.start) // MINUTE * (one.required - len(on[one.id]))
        for one in shifts
    )
    expected = {
        "CACO": tuple(
            stretch for stretch, _ in required_time(post, patterns, period.start, period.end, ZONE)
        )
    }
    scene = known(
        *(StaffedShift(one, on[one.id]) for one in shifts), posts=(post,), expected=expected
    )
    board = sum(
        (min(part.end, period.end) - max(part.start, period.start)) // MINUTE * part.missing
        for interval in find_uncovered(scene, period.start, period.end)
        for part in interval.parts
        if part.start < period.end and period.start < part.end
    )
    proof = sum(month.missing for month in prove(scene, period.start, period.end).months)
    required = sum(
        (min(end, period.end) - max(start, period.start)) // MINUTE * seats
        for start, end in expected["CACO"]
    )
    covered = sum(
        (min(one.end, period.end) - one.start) // MINUTE * len(on[one.id]) for one in shifts
    )
    assert required - covered == plan == board == proof


#: Where duties of the records begin and end, in hours before and after the start of the period.
REACHES = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 200)), max_size=3)


CASES = st.tuples(
    weeks(),
    st.sampled_from(FIRST),
    st.integers(1, 2),
    REACHES,
    st.booleans(),
    st.randoms(use_true_random=False),
)


@settings(max_examples=12)
@given(CASES)
def test_who_is_still_on_from_before_counts_alike_in_all_of_them(case):
    assert_still_on_counts_alike(*case)


def test_somebody_who_is_recorded_twice_is_on_until_the_later_end():
    pattern = ShiftPattern("own", "own", (PatternShift("S", 0, time(0), time(2), 2, 0),))
    reaches = [(1, 1), (1, 1), (1, 2)]
    assert_still_on_counts_alike(pattern, date(2026, 3, 25), 1, reaches, False, Random(0))


@pytest.mark.second
@settings(max_examples=60)
@given(CASES)
def test_so_they_do_in_many_more_cases(case):
    assert_still_on_counts_alike(*case)


def assert_still_on_counts_alike(pattern, first, seats, reaches, parts_are_planned, random):
    post, period = replace(POST, required=seats), Period(first, 2, ZONE)
    patterns = {"own": pattern}
    earlier = tuple(
        EarlierDuty(
            "CACO",
            f"e{number % 2}",
            period.start - timedelta(hours=before),
            period.start + timedelta(hours=after),
        )
        for number, (before, after) in enumerate(reaches)
    )
    whole = dated_shifts([post], patterns, period)
    parts = part_shifts([post], patterns, period, whole, earlier)
    shifts = sorted((*whole, *parts), key=lambda one: one.start)
    there = shifts if parts_are_planned else [one for one in shifts if one not in parts]
    on = {
        one.id: tuple("ab")[: random.randint(0, one.required)] if one in there else ()
        for one in shifts
    }
    plan = sum(
        (min(one.end, period.end) - one.start) // MINUTE * (one.required - len(on[one.id]))
        for one in shifts
    )
    expected = {
        "CACO": tuple(
            stretch for stretch, _ in required_time(post, patterns, period.start, period.end, ZONE)
        )
    }
    scene = known(
        *(StaffedShift(one, on[one.id]) for one in there),
        posts=(post,),
        people=("a", "b", "e0", "e1"),
        expected=expected,
        recorded={"CACO": earlier},
    )
    scene = with_recorded(scene, [(period.start, period.end)])
    board = sum(
        (min(part.end, period.end) - max(part.start, period.start)) // MINUTE * part.missing
        for interval in find_uncovered(scene, period.start, period.end)
        for part in interval.parts
        if part.start < period.end and period.start < part.end
    )
    proof = sum(month.missing for month in prove(scene, period.start, period.end).months)
    assert plan == board == proof


@settings(max_examples=30)
@given(weeks(), st.sampled_from(FIRST), st.integers(0, 4))
def test_time_without_a_shift_is_open_on_the_board_and_in_the_proof(pattern, first, left_out):
    period, patterns = Period(first, 2, ZONE), {"own": pattern}
    shifts = dated_shifts([POST], patterns, period)[left_out:]
    missing = part_shifts([POST], patterns, period, shifts)
    expected = {
        "CACO": tuple(
            stretch for stretch, _ in required_time(POST, patterns, period.start, period.end, ZONE)
        )
    }
    scene = known(*(StaffedShift(one, ("a",)) for one in shifts), expected=expected)
    proof = sum(month.missing for month in prove(scene, period.start, period.end).months)
    assert proof == sum((one.end - one.start) // MINUTE for one in missing)
