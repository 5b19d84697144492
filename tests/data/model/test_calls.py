"""Work on calls as it counts, and the rest owed after night calls (ATW 5:9(6), (7))."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.call_out import CalledPerson, CallOut, call_work
from data.model.calls import (
    RestTerms,
    counted_calls,
    rest_owed,
    since_of_calls,
    worked_on_calls,
)
from data.model.duty import Duty, DutyKind
from data.model.fixed_duties import fixed_duties
from tests.solver.small import shift_at, somebody, tiny

ZONE = ZoneInfo("Europe/Amsterdam")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text: str) -> datetime:
    """``5 02:10`` is 02:10 on 5 January 2027."""
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    return datetime(2027, 1, int(day), hour, minute, tzinfo=ZONE).astimezone(UTC)


def duty(kind: DutyKind, start: datetime | str, end: datetime | str, person: str = "ann") -> Duty:
    first, last = (at(one) if isinstance(one, str) else one for one in (start, end))
    return Duty(person, "im", kind, first, last, (last - first) // MINUTE)


def call(start, end, person="ann"):
    return duty(DutyKind.CALL, start, end, person)


def work(start, end):
    return duty(DutyKind.WORK, start, end)


def told(calls):
    return [
        (f"{c.start.astimezone(ZONE):%H:%M}", f"{c.end.astimezone(ZONE):%H:%M}", c.work_minutes)
        for c in calls
    ]


# ATW 5:9(7): what counts -----------------------------------------------------------------------


def test_a_new_call_within_half_an_hour_makes_the_time_between_work_vector_13():
    found = counted_calls([call("5 02:00", "5 02:10"), call("5 02:35", "5 02:50")])
    assert told(found) == [("02:00", "02:35", 35), ("02:35", "02:50", 15)]
    assert sum(c.work_minutes for c in found) == 50


def test_a_single_short_call_counts_for_half_an_hour_vector_14():
    assert told(counted_calls([call("5 02:00", "5 02:08")])) == [("02:00", "02:30", 30)]


@pytest.mark.parametrize(
    ("second", "minutes"),
    [("02:38", 30 + 8 + 8), ("02:39", 30 + 30)],  # the work on the first one ended at 02:08
)
def test_half_an_hour_holds_its_thirtieth_minute(second, minutes):
    later = call(f"5 {second}", at(f"5 {second}") + 8 * MINUTE)
    found = counted_calls([call("5 02:00", "5 02:08"), later])
    assert sum(c.work_minutes for c in found) == minutes


def test_short_calls_that_follow_each_other_count_for_half_an_hour_together():
    found = counted_calls([call("5 02:00", "5 02:02"), call("5 02:10", "5 02:12")])
    assert told(found) == [("02:00", "02:10", 10), ("02:10", "02:30", 20)]


def test_a_call_during_another_ends_it():
    found = counted_calls([call("5 02:00", "5 04:00"), call("5 03:00", "5 03:20")])
    assert told(found) == [("02:00", "03:00", 60), ("03:00", "04:00", 60)]


def test_two_records_of_one_call_are_one():
    found = counted_calls([call("5 02:00", "5 03:00"), call("5 02:00", "5 04:00")])
    assert told(found) == [("02:00", "04:00", 120)]


def test_calls_of_two_people_have_nothing_to_do_with_each_other():
    calls = [call("5 02:00", "5 02:10"), call("5 02:20", "5 02:30", "ben")]
    assert [(c.person, c.work_minutes) for c in counted_calls(calls)] == [("ann", 30), ("ben", 30)]


@st.composite
def some_calls(draw):
    starts = draw(st.lists(st.integers(0, 400), min_size=1, max_size=6))
    first = at("5 01:00")
    return [
        call(first + start * MINUTE, first + (start + draw(st.integers(1, 90))) * MINUTE)
        for start in starts
    ]


@given(some_calls())
def test_minutes_counted_one_by_one_say_the_same(calls):
    worked = {m for c in calls for m in range(_at(c.start), _at(c.end))}
    ends = sorted(worked)
    for before, after in pairwise(ends):  # a gap that is followed by a call within half an hour
        if 0 < after - before - 1 <= 30:
            worked |= set(range(before, after))
    runs: list[list[int]] = []
    for minute in sorted(worked):
        if runs and minute == runs[-1][-1] + 1:
            runs[-1].append(minute)
        else:
            runs.append([minute])
    found = counted_calls(calls)
    assert sum(c.work_minutes for c in found) == sum(max(30, len(run)) for run in runs)
    assert {c.start for c in found} == {c.start for c in calls}
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(c.work_minutes == (c.end - c.start) // MINUTE for c in found)


def _at(instant):
    return (instant - at("5 00:00")) // MINUTE


def test_the_solver_is_given_calls_as_they_count():
    history = (call("4 02:00", "4 02:08"),)
    problem = tiny([shift_at("2027-01-05 15:00", 8)], [somebody("ann")], history=history)
    assert told(d for d in fixed_duties(problem) if d.kind is DutyKind.CALL) == [
        ("02:00", "02:30", 30)
    ]


# ATW 5:9(6)a: the rest after a night call ------------------------------------------------------


def owed(*duties, **more):
    calls = counted_calls(d for d in duties if d.kind is DutyKind.CALL)
    rest = rest_owed(
        [*calls, *(d for d in duties if d.kind is not DutyKind.CALL)], ZONE, RestTerms(**more)
    )
    return [
        (f"{r.start.astimezone(ZONE):%d %H:%M}", f"{r.end.astimezone(ZONE):%d %H:%M}", r.had / HOUR)
        for r in rest
    ]


@pytest.mark.parametrize(
    ("start", "had"), [("07:00", 3), ("11:59", 7 + 59 / 60), ("12:00", 8), ("13:00", 8)]
)
def test_eight_hours_from_the_end_of_the_last_call_to_the_next_shift(start, had):
    found = owed(call("5 02:00", "5 04:00"), work(f"5 {start}", "5 15:00"))
    assert found == [("05 04:00", "05 12:00", pytest.approx(had))]


@pytest.mark.parametrize(
    ("begins", "is_night_call"),
    [("4 23:59", False), ("5 00:00", True), ("5 05:59", True), ("5 06:00", False)],
)
def test_a_night_call_begins_between_midnight_and_six(begins, is_night_call):
    assert bool(owed(call(begins, "5 07:00"))) is is_night_call


def test_the_last_call_of_the_night_is_the_one():
    calls = [call("5 01:00", "5 02:00"), call("5 04:00", "5 05:00"), call("4 22:00", "4 23:00")]
    assert owed(*calls) == [("05 05:00", "05 13:00", 8)]


def test_a_call_that_joins_another_began_when_it_came():
    calls = [call("4 23:40", "4 23:55"), call("5 00:10", "5 00:40")]
    assert owed(*calls) == [("05 00:40", "05 08:40", 8)]


def test_a_call_in_the_morning_interrupts_the_rest():
    calls = [call("5 03:00", "5 04:00"), call("5 11:00", "5 11:30")]
    assert owed(*calls, work("5 15:00", "5 23:00")) == [("05 11:30", "05 19:30", 3.5)]
    assert owed(*calls, work("5 19:30", "5 23:00")) == [("05 11:30", "05 19:30", 8)]


def test_a_short_call_is_work_for_half_an_hour_before_the_rest_begins():
    assert owed(call("5 02:00", "5 02:08")) == [("05 02:30", "05 10:30", 8)]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("5 15:00", ("05 15:00", "05 23:00", 8)),
        ("5 16:00", ("05 16:00", "06 00:00", 8)),  # 06:00 and 18 hours
        ("5 17:00", ("05 16:00", "06 00:00", 7)),  # the last hours of these are owed
    ],
)
def test_where_a_shift_follows_directly_the_rest_lies_in_the_18_hours_from_six(ends, expected):
    assert owed(call("5 05:00", "5 07:00"), work("5 07:00", ends)) == [expected]


def test_what_follows_directly_is_a_parameter():
    duties = [call("5 05:00", "5 06:30"), work("5 07:00", "5 15:00")]
    assert owed(*duties) == [("05 06:30", "05 14:30", 0.5)]
    assert owed(*duties, direct=30 * MINUTE) == [("05 15:00", "05 23:00", 8)]


def test_on_call_and_absence_are_rest():
    others = [duty(kind, "5 05:00", "6 05:00") for kind in (DutyKind.ON_CALL, DutyKind.ABSENCE)]
    assert owed(call("5 03:00", "5 04:00"), *others) == [("05 04:00", "05 12:00", 8)]


def test_the_hours_are_real_ones_when_the_clock_changes():
    start = datetime(2027, 3, 28, 1, 30, tzinfo=ZONE).astimezone(UTC)  # 02:00 does not come
    (found,) = rest_owed([call(start, start + HOUR)], ZONE)
    assert f"{found.end.astimezone(ZONE):%H:%M}" == "11:30"  # 03:30 and eight hours


# ATW 5:9(7): what is a call --------------------------------------------------------------------


def called(at_: str, until: str | None, person="ann", post="im", **more) -> CallOut:
    end = None if until is None else at(until)
    one = CalledPerson(person, post, came=True, minutes=20, work_until=end)
    return CallOut("c", at(at_), (post,), people=(one,), **more)


def rows_of(call_outs, *others):
    return [
        (d.person, d.kind, d.work_minutes) for d in worked_on_calls(call_work(call_outs), others)
    ]


ON_CALL = duty(DutyKind.ON_CALL, "4 08:00", "5 06:30")


def test_only_a_call_during_on_call_is_one():
    outs = [
        called("4 22:00", "5 00:30"),
        called("5 02:00", None, is_exercise=True),
        called("5 03:00", "5 04:00", "ben"),
        called("5 06:20", "5 08:00"),  # ends after the duty on call
        called("5 08:30", "5 09:30"),  # the duty on call is over
    ]
    assert rows_of(outs, ON_CALL) == [
        ("ann", DutyKind.CALL, 150),
        ("ann", DutyKind.ELSEWHERE, 20),
        ("ben", DutyKind.ELSEWHERE, 60),
        ("ann", DutyKind.CALL, 100),
        ("ann", DutyKind.ELSEWHERE, 60),
    ]


def test_of_a_call_of_which_nothing_is_known_a_minute_is_certain():
    one = replace(called("5 02:00", None), people=(CalledPerson("ann", "im", came=True),))
    assert rows_of([one], ON_CALL) == [("ann", DutyKind.CALL, 1)]


def test_ordinary_work_is_told_once():
    desk = Duty("ann", "caco", DutyKind.WORK, at("5 08:00"), at("5 16:00"), 480)
    outs = [
        called("5 09:00", "5 18:00", post="caco"),  # at a desk until 16:00
        called("5 17:00", "5 19:00", post="im"),  # the same incident
    ]
    assert rows_of(outs, desk) == [
        ("ann", DutyKind.ELSEWHERE, 120),
        ("ann", DutyKind.ELSEWHERE, 60),
    ]


def test_a_call_that_the_records_hold_is_not_told_again():
    assert rows_of([called("5 02:00", "5 03:00")], ON_CALL, call("5 02:05", "5 02:45")) == []


def test_calls_of_before_the_history_belong_to_none():
    assert since_of_calls([ON_CALL], at("6 00:00")) == at("6 00:00") - timedelta(weeks=1)
    assert since_of_calls([call("5 02:00", "5 03:00")], at("20 00:00")) == at("5 02:00")
