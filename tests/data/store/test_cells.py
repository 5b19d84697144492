"""Values of the records and their texts: one text a value, and back without loss."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.store.cells import moment_text, to_text, to_value
from data.store.tables.record_index import RECORDS
from data.tables.period import ZONE

MINUTES = st.integers(0, 40 * 365 * 24 * 60)
INSTANTS = MINUTES.map(lambda n: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
# The hours in which the clock is set forward and back, to the minute.
CHANGES = st.builds(
    lambda start, n: start + timedelta(minutes=n),
    st.sampled_from([datetime(2027, 3, 28, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]),
    st.integers(0, 180),
)
START, HISTORY_START = RECORDS["absences"].c.start, RECORDS["history"].c.start
END = RECORDS["absences"].c.end


@given(INSTANTS | CHANGES)
def test_a_moment_comes_back_as_the_same_instant(instant):
    for column in (START, HISTORY_START, END):
        text = to_text(instant, column, ZONE)
        assert to_value(text, column, ZONE) == instant
        assert to_text(to_value(text, column, ZONE), column, ZONE) == text


def test_the_hour_that_comes_twice_has_two_texts():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    texts = {moment_text(first, ZONE), moment_text(first + timedelta(hours=1), ZONE)}
    assert texts == {"2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00"}


def test_a_whole_day_is_told_as_a_date_from_its_first_to_its_last_moment():
    midnight = datetime(2027, 1, 3, 23, tzinfo=UTC)
    assert to_text(midnight, START, ZONE) == "2027-01-04"
    assert to_text(midnight, END, ZONE) == "2027-01-03"
    assert to_text(midnight, HISTORY_START, ZONE) == "2027-01-04 00:00"


@given(st.floats(0, 60).map(lambda n: round(n, 3)))
def test_hours_come_back(hours):
    column = RECORDS["contracts"].c.hours_per_week
    assert to_value(to_text(hours, column, ZONE), column, ZONE) == hours


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.times().map(lambda t: t.replace(0)))
def test_dates_and_clock_times_come_back(day, clock):
    first = RECORDS["contracts"].c["from"]
    start = RECORDS["weekly_work"].c.start
    clock = time(clock.hour, clock.minute)
    assert to_value(to_text(day, first, ZONE), first, ZONE) == day
    assert to_value(to_text(clock, start, ZONE), start, ZONE) == clock


@pytest.mark.parametrize(
    ("table", "column", "given", "kept"),
    [
        ("absences", "kind", "Leave", "leave"),
        ("absences", "start", "4-1-2027", "2027-01-04"),
        ("patterns", "weekdays", "daily", "mo;tu;we;th;fr;sa;su"),
        ("patterns", "weekdays", "SU;mo", "mo;su"),
        ("people", "regions", "FL ; GV", "FL;GV"),
        ("provisions", "consent", "ja", "yes"),
        ("contracts", "hours_per_week", "36,5", "36.5"),
        ("wishes", "weight", "3.0", "3"),
        ("wishes", "post", "", ""),
    ],
)
def test_each_way_to_write_a_value_has_one_text(table, column, given, kept):
    where = RECORDS[table].c[column]
    assert to_text(to_value(given, where, ZONE), where, ZONE) == kept
