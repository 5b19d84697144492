"""Coverage asks of a roster, whatever its shifts, just as many people as demand says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.model.demand import Demand
from data.model.gap import MORE, Cause
from data.tables.expand import DemandPlan, dated_shifts, seat_times
from data.tables.period import Period
from scheduler.coverage.input import StaffedShift
from scheduler.coverage.proof import prove
from scheduler.coverage.uncovered import find_uncovered, segments
from tests.data.tables.test_demand_shifts import CACO, PATTERNS, STEP, ZONE, covers, demands
from tests.scheduler.coverage.scenes import known

PERIOD = Period(date(2027, 3, 22), 1, ZONE)
HOUR = timedelta(hours=1)
PEOPLE = ("a", "b", "c", "d", "e")


@st.composite
def scenes(draw):
    """A roster signed by one demand, some seats filled, and another demand that holds now."""
    post = replace(CACO, required=draw(st.integers(1, 2)))
    then, now = (
        DemandPlan(draw(demands()), draw(covers()) if draw(st.booleans()) else ()) for _ in range(2)
    )
    filled = [
        StaffedShift(
            one, tuple(draw(st.permutations(PEOPLE)))[: draw(st.integers(0, one.required))]
        )
        for one in dated_shifts([post], PATTERNS, PERIOD, then)
    ]
    window = PERIOD.start, PERIOD.end
    times = seat_times(post, PATTERNS, window, ZONE, now)
    asked = tuple((one.start, one.end) for one in times)
    return post, known(
        *filled,
        posts=(post,),
        people=PEOPLE,
        expected={post.id: asked},
        needed={post.id: times},
        periods=(window,),
        ends={post.id: PERIOD.end},
    )


@given(scenes())
def test_at_every_moment_as_many_are_asked_as_are_needed(scene):
    post, inputs = scene
    pieces = segments(inputs, post, PERIOD.start, PERIOD.end)
    assert all(one.valid + len(one.lacks) == one.required for one in pieces)
    gaps = find_uncovered(inputs, PERIOD.start, PERIOD.end)
    at = PERIOD.start
    while at < PERIOD.end:
        here = [one for one in pieces if one.start <= at < one.end]
        needed = inputs.seat_time(post, at).required
        assert sum(one.required for one in here) == needed, at
        there = {
            person
            for one in inputs.published.get(post.id, ())
            if one.shift.start <= at < one.shift.end
            for person in one.holders
        }
        assert sum(one.valid for one in here) <= len(there)
        missing = sum(len(one.lacks) for one in here)
        told = sum(
            part.missing for gap in gaps for part in gap.parts if part.start <= at < part.end
        )
        assert told == missing, at
        at += STEP


def test_who_is_on_two_shifts_at_once_fills_one_seat():
    storm = Demand("CACO", PERIOD.start + 18 * HOUR, PERIOD.start + 23 * HOUR, 2)
    plan = DemandPlan((storm,))
    shifts = dated_shifts([CACO], PATTERNS, PERIOD, plan)
    times = seat_times(CACO, PATTERNS, (PERIOD.start, PERIOD.end), ZONE, plan)
    inputs = known(
        *(StaffedShift(one, ("a",)) for one in shifts),
        posts=(CACO,),
        expected={"CACO": ()},
        needed={"CACO": times},
    )
    (gap,) = find_uncovered(inputs, storm.start, storm.end)
    assert (gap.start, gap.end, gap.missing) == (storm.start, storm.end, 1)


@given(scenes())
def test_the_minutes_of_the_proof_are_those_that_are_needed(scene):
    post, inputs = scene
    found = prove(inputs, PERIOD.start, PERIOD.end)
    minutes = sum(
        one.required
        * ((min(one.end, PERIOD.end) - max(one.start, PERIOD.start)) // timedelta(minutes=1))
        for one in inputs.needed[post.id]
        if one.start < PERIOD.end and PERIOD.start < one.end
    )
    assert sum(one.required for one in found.months) == minutes


@given(scenes())
def test_only_seats_that_no_shift_has_are_more_than_the_roster_has(scene):
    post, inputs = scene
    for one in segments(inputs, post, PERIOD.start, PERIOD.end):
        seats = sum(
            each.shift.required
            for each in inputs.published.get(post.id, ())
            if each.shift.start <= one.start < each.shift.end
        )
        is_more = any(cause is Cause.MORE_NEEDED for cause, _person in one.lacks)
        assert is_more is one.slot.startswith(MORE)
        if is_more:
            assert seats + one.required == inputs.seat_time(post, one.start).required
