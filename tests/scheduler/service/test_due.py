"""When a task is due: by its period, or by a time of day, also when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store.health import TaskState
from scheduler.service.periodic import Task, is_due, next_due, next_time_of_day
from tests.scheduler.service.support import AMSTERDAM, DAY, HOUR, MINUTE, NOW

SWEEP = Task("sweep", 5 * MINUTE, lambda *_: "")
ZONES = ["Europe/Amsterdam", "Australia/Lord_Howe", "America/New_York", "Asia/Kathmandu"]


def daily(at):
    return Task("digest", DAY, lambda *_: "", at=at)


def well(at):
    return TaskState("sweep", at, at)


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (TaskState("sweep"), True),
        (well(NOW - 5 * MINUTE), True),
        (well(NOW - 4 * MINUTE), False),
        (TaskState("sweep", NOW, NOW - 4 * MINUTE), False),
        (TaskState("sweep", NOW, None, NOW), True),
        (well(NOW + 2 * MINUTE), False),
        (well(NOW + HOUR), True),
    ],
)
def test_a_task_is_due_a_period_after_its_last_good_run_or_when_that_cannot_be(state, due):
    assert is_due(SWEEP, state, NOW, AMSTERDAM) is due


def test_a_digest_is_due_at_its_time_on_the_local_clock():
    digest = daily(time(7, 30))
    state = well(datetime(2027, 1, 4, 6, 30, tzinfo=UTC))
    assert not is_due(digest, state, datetime(2027, 1, 5, 6, 29, 59, tzinfo=UTC), AMSTERDAM)
    assert is_due(digest, state, datetime(2027, 1, 5, 6, 30, tzinfo=UTC), AMSTERDAM)
    summer = well(datetime(2027, 7, 4, 5, 30, tzinfo=UTC))
    assert is_due(digest, summer, datetime(2027, 7, 5, 5, 30, tzinfo=UTC), AMSTERDAM)


def run_days(at, zone, first, days, step, start_offset=timedelta(0)):
    """The local dates on which a daily task runs when a clock ticks through some days."""
    task, state, ran = daily(at), well(first), []
    now = first + start_offset
    while now < first + days * DAY:
        if is_due(task, state, now, zone):
            ran.append(now)
            state = well(now)
        now += step
    return ran


@pytest.mark.parametrize("at", [time(2, 30), time(2), time(3), time(0), time(7, 30), time(23, 59)])
@pytest.mark.parametrize("night", [date(2026, 10, 25), date(2027, 3, 28)])
def test_never_twice_and_never_skipped_on_the_nights_of_the_clock_change(at, night):
    first = datetime.combine(night - 3 * DAY, time(12), UTC)
    ran = run_days(at, AMSTERDAM, first, 6, MINUTE)
    dates = [moment.astimezone(AMSTERDAM).date() for moment in ran]
    around = [night + n * DAY for n in (-2, -1, 0, 1, 2)]
    assert [date for date in dates if date in around] == around


def test_a_time_that_the_clock_shows_twice_is_the_first_and_one_it_skips_comes_as_late():
    october, march = date(2026, 10, 25), date(2027, 3, 28)

    def after_midnight(day):
        midnight = datetime.combine(day, time(0), AMSTERDAM).astimezone(UTC)
        return next_time_of_day(time(2, 30), midnight, AMSTERDAM) - midnight

    assert after_midnight(october) == after_midnight(march) == 2 * HOUR + 30 * MINUTE


@given(
    st.sampled_from(ZONES),
    st.times().map(lambda t: t.replace(microsecond=0)),
    st.integers(0, 2 * 365 * 24 * 3600).map(lambda s: NOW + timedelta(seconds=s)),
)
def test_from_one_time_of_day_to_the_next_is_a_local_day(zone_name, at, now):
    zone = ZoneInfo(zone_name)
    first = next_time_of_day(at, now, zone)
    following = next_time_of_day(at, first, zone)
    assert now < first < now + timedelta(hours=26)
    assert timedelta(hours=22) < following - first < timedelta(hours=26)
    assert following.astimezone(zone).date() - first.astimezone(zone).date() == DAY
    assert next_time_of_day(at, following - timedelta(seconds=1), zone) == following
    assert next_due(daily(at), first, zone) == following


def shown_first(day, at, zone):
    """When the local clock first showed a time of day, or more, on a date: by looking."""
    moment = datetime.combine(day, time(0), UTC) - 12 * HOUR
    while (shown := moment.astimezone(zone)).date() < day or shown.time() < at:
        moment += 15 * MINUTE
    return moment


@given(
    st.sampled_from(ZONES),
    st.integers(0, 95).map(lambda quarter: time(quarter // 4, 15 * (quarter % 4))),
    st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    st.integers(10, 90),
)
def test_each_local_date_has_one_run_however_often_the_clock_ticks(zone_name, at, day, minutes):
    zone, first = ZoneInfo(zone_name), datetime.combine(day, time(0), UTC)
    ran = run_days(at, zone, first, 6, timedelta(minutes=minutes))
    asked = [shown_first(day + n * DAY, at, zone) for n in range(1, 6)]
    for since, until in pairwise(asked):
        assert sum(since <= moment < until for moment in ran) == 1


def test_a_clock_set_back_an_hour_after_the_digest_does_not_send_it_again():
    digest = daily(time(7, 30))
    sent = well(datetime(2027, 1, 5, 6, 30, 10, tzinfo=UTC))
    now = datetime(2027, 1, 5, 5, 31, tzinfo=UTC)
    while now < datetime(2027, 1, 6, 6, 30, tzinfo=UTC):
        assert not is_due(digest, sent, now, AMSTERDAM)
        now += 10 * MINUTE
    assert is_due(digest, sent, datetime(2027, 1, 6, 6, 30, tzinfo=UTC), AMSTERDAM)


def test_a_digest_of_a_clock_that_was_a_year_ahead_does_not_silence_those_of_this_year():
    assert is_due(daily(time(7, 30)), well(NOW + 365 * DAY), NOW, AMSTERDAM)


@pytest.mark.parametrize(("every", "at"), [(timedelta(0), None), (HOUR, time(7, 30))])
def test_a_task_without_a_sound_period_is_a_defect(every, at):
    with pytest.raises(ValueError, match="no period"):
        Task("odd", every, lambda *_: "", at=at)
