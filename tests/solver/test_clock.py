"""The local clock, on both nights on which it changes too."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.timeline.clock import HOUR, WEEK, LocalClock, to_instant, to_minute, weekday
from tests.solver.seeded import seeded

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BACK, FORTH = date(2026, 10, 25), date(2027, 3, 28)  #: the clock goes back, and forth


def utc(text: str) -> int:
    return to_minute(datetime.fromisoformat(text).replace(tzinfo=UTC))


def local(text: str, fold: int = 0) -> int:
    return to_minute(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold))


CLOCK = LocalClock(AMSTERDAM, utc("2026-10-01"), utc("2027-05-01"))
MINUTES = st.integers(utc("2026-10-01"), utc("2027-05-01"))


@seeded()
@given(MINUTES)
def test_minute_and_instant_are_each_others_inverse(minute):
    assert to_minute(to_instant(minute)) == minute


@pytest.mark.parametrize("day", [date(2027, 1, 4), BACK, FORTH])
def test_weekday_counts_from_monday(day):
    assert weekday(day.toordinal()) == day.weekday()


@seeded()
@given(MINUTES)
def test_the_day_of_a_minute_is_its_local_date(minute):
    day = CLOCK.day(minute)
    assert day == to_instant(minute).astimezone(AMSTERDAM).date().toordinal()
    assert CLOCK.midnight(day) <= minute < CLOCK.midnight(day + 1)


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 1, 4), 6), (BACK, 7), (FORTH, 5)])
def test_a_night_lasts_as_long_as_it_does(day, hours):
    start, end = CLOCK.night(day.toordinal())
    assert end - start == hours * HOUR
    assert start == CLOCK.midnight(day.toordinal())


def test_a_stretch_up_to_midnight_does_not_touch_the_next_day():
    monday = date(2027, 1, 4).toordinal()
    start, midnight = local("2027-01-04 15:00"), local("2027-01-05 00:00")
    assert list(CLOCK.days(start, midnight)) == [monday]
    assert list(CLOCK.days(start, midnight + 1)) == [monday, monday + 1]


def test_a_clock_time_that_is_shown_twice_is_the_first_and_a_skipped_one_the_hour_after():
    assert CLOCK.at(BACK.toordinal(), 150) == utc("2026-10-25 00:30")
    assert CLOCK.at(FORTH.toordinal(), 150) == utc("2027-03-28 01:30")


@pytest.mark.parametrize(
    "moment", ["2027-01-04 00:00", "2027-01-10 23:59", "2027-03-28 12:00", "2026-10-25 03:30"]
)
def test_a_week_begins_on_monday_at_midnight(moment):
    monday = to_instant(CLOCK.monday(local(moment))).astimezone(AMSTERDAM)
    assert (monday.weekday(), monday.hour, monday.minute) == (0, 0, 0)
    assert 0 <= local(moment) - CLOCK.monday(local(moment)) < WEEK + HOUR


@seeded()
@given(MINUTES, st.integers(-20, 20))
def test_weeks_later_the_clock_shows_the_same_time(minute, weeks):
    before = to_instant(minute).astimezone(AMSTERDAM)
    after = to_instant(CLOCK.add_weeks(minute, weeks)).astimezone(AMSTERDAM)
    shown = before.replace(tzinfo=None) + timedelta(weeks=weeks)
    skipped = shown.date() == FORTH and shown.hour == 2
    assert skipped or after.replace(tzinfo=None) == shown


@seeded()
@given(MINUTES)
def test_no_weeks_later_is_now(minute):
    assert CLOCK.add_weeks(minute, 0) == minute


def test_no_weeks_later_is_now_in_the_hour_that_is_shown_twice():
    for fold in (0, 1):
        moment = local("2026-10-25 02:30", fold)
        assert CLOCK.add_weeks(moment, 0) == moment


def test_a_week_across_a_change_is_an_hour_longer_or_shorter():
    assert CLOCK.add_weeks(local("2026-10-19 07:00"), 1) - local("2026-10-19 07:00") == WEEK + HOUR
    assert CLOCK.add_weeks(local("2027-03-22 07:00"), 1) - local("2027-03-22 07:00") == WEEK - HOUR
    assert CLOCK.add_weeks(local("2026-10-26 07:00"), -1) == local("2026-10-19 07:00")


def test_in_the_changing_hours_the_stretch_in_between_is_the_longer_one():
    assert CLOCK.add_weeks(local("2026-10-18 02:30"), 1) == local("2026-10-25 02:30", fold=1)
    assert CLOCK.add_weeks(local("2026-11-01 02:30"), -1) == local("2026-10-25 02:30", fold=0)
    assert CLOCK.add_weeks(local("2027-03-21 02:30"), 1) == utc("2027-03-28 01:30")
    assert CLOCK.add_weeks(local("2027-04-04 02:30"), -1) == utc("2027-03-28 00:30")
