"""Work on calls as rows of time, and the gap of who rests after a night call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from data.model.call_out import CalledPerson, CallOut
from data.model.calls import RestTerms
from data.model.candidate import Legality
from data.model.contact import AlertRecords
from data.model.gap import Cause
from data.model.post import PostKind
from data.model.stand_in import DutyPart
from data.tables.period import ZONE
from scheduler.coverage.gathering import rest_after_calls
from scheduler.coverage.hindrances import served_intervals
from scheduler.coverage.input import StaffedShift
from scheduler.coverage.monitor import sweep
from scheduler.coverage.snapshot import CoverageCache
from scheduler.coverage.uncovered import find_uncovered
from scheduler.planning.candidates import find_candidates
from scheduler.planning.current_problem import current_problem, roster_before, settled
from scheduler.records.edit import Replacement, fingerprint, replace_rows
from tests.scheduler.coverage.scenes import DESK, HOME, day_of, known, local, shift
from tests.scheduler.coverage.test_monitor import NOW, WATCHED
from tests.support.region import FIRST, WEEKS

D, L, N = day_of("2027-01-04")
PIKET = shift("2026-12-28 17:00", "2027-01-04 06:30", HOME)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SEVEN = local("2027-01-04 07:00")


def called(at: str, until: str | None, person="a", **more) -> CallOut:
    end = None if until is None else local(f"2027-01-04 {until}")
    alert = local(at if " " in at else f"2027-01-04 {at}")
    one = CalledPerson(person, "IM", came=True, minutes=20, work_until=end)
    return CallOut("c", alert, ("IM",), people=(one,), **more)


def scene(*call_outs, at=SEVEN, terms=RestTerms(), filled=None, **given):  # noqa: B008 - frozen
    filled = filled or [
        StaffedShift(PIKET, ("a",)),
        *(StaffedShift(one, (who,)) for one, who in zip((D, L, N), "abc", strict=True)),
    ]
    whole = known(*filled, posts=(DESK, HOME), alerts=AlertRecords(call_outs=call_outs), **given)
    return replace(whole, rest_owed=rest_after_calls(whole, terms, at))


def gaps(*call_outs, **given):
    found = find_uncovered(scene(*call_outs, **given), D.start, N.end)
    return [(part.start, part.end, part.cause, part.person) for one in found for part in one.parts]


# The gap of the morning after ---------------------------------------------------------------


def test_who_was_called_at_night_is_a_gap_up_to_the_end_of_their_rest():
    """ATW 5:9(6)a: eight hours from the end of the last call begun between 00:00 and 06:00."""
    noon = local("2027-01-04 12:00")
    assert gaps(called("03:00", "04:00")) == [(D.start, noon, Cause.REST_OWED, "a")]


@pytest.mark.parametrize("begun", ["2027-01-03 23:59", "2027-01-04 06:00"])
def test_a_call_that_began_before_midnight_or_from_six_leaves_the_morning_alone(begun):
    assert gaps(called(begun, "06:20")) == []


def test_of_a_call_without_an_end_the_moment_they_came_is_known():
    until = local("2027-01-04 11:30")  # half an hour at least
    assert gaps(called("03:00", None)) == [(D.start, until, Cause.REST_OWED, "a")]


def test_a_shift_that_follows_directly_is_done_and_the_rest_comes_after_it():
    """ATW 5:9(6)a, second half."""
    early = replace(D, start=local("2027-01-04 06:00"))
    filled = [StaffedShift(replace(PIKET, end=early.start), ("a",)), StaffedShift(early, ("a",))]
    assert gaps(called("04:00", "06:00"), filled=filled) == []
    until = local("2027-01-04 18:00")
    filled[1:] = [StaffedShift(replace(early, end=until), ("a",))]
    four = local("2027-01-04 16:00")
    assert gaps(called("04:00", "06:00"), filled=filled) == [(four, until, Cause.REST_OWED, "a")]


def test_somebody_else_may_take_over_that_part():
    noon = local("2027-01-04 12:00")
    parts = (DutyPart("c", D.start, noon), DutyPart("a", noon, D.end))
    filled = [StaffedShift(PIKET, ("a",)), StaffedShift(D, ("a", "c"), parts=parts)]
    assert gaps(called("03:00", "04:00"), filled=filled) == []


def test_on_call_at_home_is_rest():
    whole = scene(called("03:00", "04:00"))
    (all_of_it,) = served_intervals(whole, "a", HOME, D.start, D.end)
    assert all_of_it.cause is None
    assert [one.cause for one in served_intervals(whole, "a", DESK, D.start, D.end)] == [
        Cause.REST_OWED,
        None,
    ]


def test_who_had_no_duty_that_morning_is_no_cover_for_somebody_else_either():
    whole = scene(called("03:00", "04:00", "c"), filled=[StaffedShift(PIKET, ("c",))])
    assert served_intervals(whole, "c", DESK, D.start, D.end)[0].cause is Cause.REST_OWED


def test_a_region_may_keep_no_such_rest_or_a_longer_one():
    assert gaps(called("03:00", "04:00"), terms=None) == []
    one = local("2027-01-04 13:00")
    assert gaps(called("03:00", "04:00"), terms=RestTerms(9 * HOUR)) == [
        (D.start, one, Cause.REST_OWED, "a")
    ]


def test_what_is_over_stands_as_it_was_done():
    assert gaps(called("03:00", "04:00"), at=local("2027-01-04 12:00")) == []


def test_an_exercise_and_an_open_call_are_no_calls():
    assert gaps(called("03:00", "04:00", is_exercise=True)) == []
    assert gaps(called("03:00", "04:00", "b")) == []  # who is not on call


# In a store ------------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def region(request, tmp_path):
    with WATCHED.copy(request.param, tmp_path) as store:
        yield store


def add(store, table, now, **row):
    """A row that a planner records."""
    new = Replacement(
        table, {}, [{name: str(value) for name, value in row.items()}], fingerprint([])
    )
    replace_rows(store, new, "planner", now)


def call_at_night(store, on_call=True):
    """Call out at 03:00 who sits at the desk from 07:00 on a day to come; they and that shift."""
    facts = CoverageCache(store, 8).facts(NOW)
    person, duty = next(
        (one.holders[0], one.shift)
        for one in facts.inputs.published["CACO"]
        if one.holders
        and one.shift.start > NOW
        and one.shift.start.astimezone(ZONE).hour == 7
        and one.shift.end.astimezone(ZONE).hour == 15
    )
    at = duty.start - 4 * HOUR
    home = next(code for code, post in facts.inputs.posts.items() if post.kind is PostKind.ON_CALL)
    if on_call:
        times = {"start": (at - 8 * HOUR).isoformat(), "end": (at + 3 * HOUR).isoformat()}
        add(store, "history", at, person=person, post=home, kind="on_call", **times)
    add(store, "call_outs", at, id="c1", alert_at=at.isoformat(), posts=home)
    until = (at + HOUR).isoformat()
    add(store, "call_out_people", at, call_out="c1", person=person, came="yes", work_until=until)
    return person, duty, at + HOUR


def test_a_night_call_opens_a_gap_for_the_morning_after_with_candidates(region):
    person, duty, over = call_at_night(region)
    (row,) = [
        row for row in CoverageCache(region, 8).snapshot(over).rows
        if row.gap.interval.slot == duty.id
    ]  # fmt: skip
    (part,) = row.gap.interval.parts
    assert (part.cause, part.person, part.start) == (Cause.REST_OWED, person, duty.start)
    assert part.end == over + 8 * HOUR
    found = find_candidates(region, duty.id, over).offer.candidates
    assert any(one.legality is not Legality.NOT_LEGAL for one in found)
    (own,) = [one for one in found if one.person == person]
    assert "REST_AFTER_CALL" in {
        reason.violation.rule for reason in own.hindrances if reason.violation
    }


def test_a_duty_in_that_rest_falls_open_to_a_repair(region):
    person, duty, over = call_at_night(region)

    def fixed(at):
        with region.reading() as connection:
            problem = current_problem(connection, FIRST, WEEKS, at)
            _head, published = roster_before(connection, problem)
        return {(one.person, one.shift) for one in settled(problem, published, at).assignments}

    assert (person, duty.id) in fixed(NOW)
    assert fixed(NOW) - fixed(over) == {(person, duty.id)}


def test_when_the_rest_is_over_what_was_seen_before_is_so_no_longer(region):
    _person, duty, over = call_at_night(region)
    cache = CoverageCache(region, 8)
    ends = over + 8 * HOUR
    assert cache.facts(over).holds_until == ends
    assert cache.facts(ends - MINUTE).inputs.rest_owed
    assert not cache.facts(ends).inputs.rest_owed
    assert not [row for row in cache.snapshot(ends).rows if row.gap.interval.slot == duty.id]


def test_a_sweep_opens_it_and_a_region_may_switch_it_off(region):
    _person, duty, over = call_at_night(region)
    (change,) = [c for c in sweep(region, 8, over).changes if c.after.interval.slot == duty.id]
    assert (change.what, change.after.interval.cause) == ("opened", Cause.REST_OWED)
    add(region, "rules", over, rule="REST_AFTER_CALL", enabled="no")
    later = over + MINUTE
    (change,) = [c for c in sweep(region, 8, later).changes if c.after.interval.slot == duty.id]
    assert change.what == "closed"


def test_a_gap_that_nobody_filled_closes_as_its_time_goes_by(region):
    _person, duty, over = call_at_night(region)
    sweep(region, 8, over)
    ends = over + 8 * HOUR
    assert not [c for c in sweep(region, 8, ends - MINUTE).changes
                if c.after.interval.slot == duty.id and c.what == "closed"]  # fmt: skip
    (change,) = [c for c in sweep(region, 8, ends).changes if c.after.interval.slot == duty.id]
    assert (change.what, change.after.closed_by) == ("closed", "over")


def test_who_came_without_being_on_call_is_owed_no_such_rest(region):
    _person, duty, over = call_at_night(region, on_call=False)
    swept = sweep(region, 8, over)
    assert not [c for c in swept.changes if c.after.interval.slot == duty.id]
