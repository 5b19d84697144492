"""Who keeps what of a signed roster when demand changed its shifts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.model.demand import Demand
from data.model.duty import Assignment
from data.tables.expand import DemandPlan, dated_shifts
from data.tables.period import Period
from scheduler.planning.changed_shifts import carried_over
from tests.data.tables.test_demand_shifts import CACO, PATTERNS, ZONE, demands

PERIOD = Period(date(2027, 3, 22), 1, ZONE)
TWO = replace(CACO, required=2)
DAY, HOUR = PERIOD.start + timedelta(days=2), timedelta(hours=1)
SHIFT = "CACO:2027-03-24T07:00"


def shifts(*plan, post=TWO):
    return {one.id: one for one in dated_shifts([post], PATTERNS, PERIOD, DemandPlan(plan))}


def needed(start, end, required):
    return Demand("CACO", DAY + start * HOUR, DAY + end * HOUR, required)


def held(*people, **more):
    return [Assignment(one, SHIFT, **more) for one in people]


def kept(before, after, *duties):
    found = carried_over(duties, before, after.values())
    return [(one.person, one.shift.removeprefix("CACO:2027-03-24T")) for one in found]


def test_of_two_on_a_shift_that_needs_one_who_has_the_highest_code_loses_it():
    assert kept(shifts(), shifts(needed(7, 15, 1)), *held("bas", "ann")) == [("ann", "07:00")]


def test_who_is_pinned_keeps_it():
    duties = [*held("ann"), *held("bas", pinned=True)]
    assert kept(shifts(), shifts(needed(7, 15, 1)), *duties) == [("bas", "07:00")]


def test_of_two_on_a_shift_of_which_one_seat_is_cut_in_the_middle_one_keeps_both_ends():
    after = shifts(needed(9, 12, 1))
    assert kept(shifts(), after, *held("ann", "bas")) == [
        ("ann", "07:00"),
        ("bas", "07:00_120"),
        ("bas", "12:00_180"),
    ]


def test_once_it_is_called_off_both_have_it_again():
    cut = shifts(needed(9, 12, 1))
    duties = carried_over(held("ann", "bas"), shifts(), cut.values())
    assert kept(cut, shifts(), *duties) == [("ann", "07:00"), ("bas", "07:00")]


def test_a_trainee_stays_beside_who_keeps_the_shift():
    duties = [*held("ann", "bas"), *held("tim", double=True)]
    assert kept(shifts(), shifts(needed(7, 15, 1)), *duties) == [
        ("ann", "07:00"),
        ("tim", "07:00"),
    ]


PLANS = st.tuples(demands(), demands())


@given(PLANS, st.integers(1, 3))
def test_nobody_sits_where_no_place_is_or_where_they_had_no_duty(plans, seats):
    post = replace(CACO, required=seats)
    before, after = (shifts(*plan, post=post) for plan in plans)
    duties = [
        Assignment(f"p{number}", one.id)
        for one in before.values()
        for number in range(one.required)
    ]
    found = carried_over(duties, before, after.values())
    assert len({(one.person, one.shift) for one in found}) == len(found)
    count = Counter(one.shift for one in found)
    assert all(number <= after[shift].required for shift, number in count.items())
    mine = {(one.person, one.shift) for one in duties}
    for one in found:
        new = after[one.shift]
        assert any(
            person == one.person and before[shift].start < new.end and new.start < before[shift].end
            for person, shift in mine
        )
