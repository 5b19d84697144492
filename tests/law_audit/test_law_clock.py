"""The nights of 25 October 2026 and 28 March 2027, when the clock changes."""

from __future__ import annotations

from datetime import date

import pytest

from tests.law_audit.clock import at, iso, monday_after, weeks_earlier, weeks_later
from tests.law_audit.rows import BadInputError
from tests.law_audit.samples import MARCH, OCTOBER, WINTER, nights, piket, work


@pytest.mark.parametrize(
    ("monday", "start", "violations"),
    [
        (OCTOBER, "09:00", 0),  # 11 h from 23:00, 10 h on the clock
        (OCTOBER, "08:59", 1),
        (MARCH, "11:00", 0),  # 11 h from 23:00, 12 h on the clock
        (MARCH, "10:59", 1),
    ],
)
def test_clock_change_daily_rest_is_real_time(audit, monday, start, violations):
    late = [work(f"{day} 15:00", f"{day} 23:00", monday=monday) for day in (2, 5)]
    early = [work("3 08:00", "3 12:00", monday=monday)]  # after 9 h: the shortening is used
    rows = [*late, *early, work(f"6 {start}", "6 15:00", monday=monday)]
    assert len(audit(rows, "R01")) == violations


@pytest.mark.parametrize(
    ("monday", "start", "violations"),
    [
        (OCTOBER, "04:00", 0),  # from Saturday 07:00, 45 h on the clock
        (OCTOBER, "03:59", 1),
        (MARCH, "06:00", 0),  # from Saturday 07:00, 47 h on the clock
        (MARCH, "05:59", 1),
    ],
)
def test_clock_change_46_h_after_nights_are_real(audit, monday, start, violations):
    rows = [*nights([2, 3, 4], monday=monday), work(f"7 {start}", "7 14:00", monday=monday)]
    assert len(audit(rows, "R15")) == violations


def test_clock_change_a_march_duty_may_state_its_usual_minutes(audit):
    found = audit(nights([5], minutes=480, monday=MARCH), "NIGHT", night_exempt=["Ann"])
    assert len(found) == 1
    with pytest.raises(BadInputError, match="481 work_minutes in a row of 420"):
        audit(nights([5], minutes=481, monday=MARCH))
    with pytest.raises(BadInputError, match="481 work_minutes in a row of 480"):
        audit(nights([4], minutes=481, monday=MARCH))


def test_clock_change_an_october_night_is_an_hour_longer(audit):
    assert len(audit(nights([5], "19:00", monday=OCTOBER), "R10")) == 1  # 13 h
    assert not audit(nights([5], "19:00", minutes=720, monday=OCTOBER), "R10")


@pytest.mark.parametrize(
    ("monday", "start", "end", "night"),
    [
        (MARCH, "6 01:00", "6 03:00", False),  # 60 real minutes
        (MARCH, "6 01:00", "6 03:01", True),
        (OCTOBER, "5 20:00", "6 01:00", False),
        (OCTOBER, "6 05:00", "6 12:00", False),
        (OCTOBER, "6 04:59", "6 12:00", True),
    ],
)
def test_clock_change_night_work_is_real_time(audit, monday, start, end, night):
    found = audit([work(start, end, monday=monday)], "NIGHT", night_exempt=["Ann"])
    assert bool(found) is night


def test_clock_change_of_two_02_00_in_october_the_first_counts(audit):
    first = ["Ann", "", "work", "2026-10-24T18:00+02:00", "2026-10-25T02:00+02:00", 480]
    second = ["Ann", "", "work", "2026-10-24T18:00+02:00", "2026-10-25T02:00+01:00", 540]
    # The same moment a week later, so that the shortening is used.
    other = nights([2], "18:00", "04:00", monday=OCTOBER)
    other += [
        work("3 12:30", "3 15:00", monday=OCTOBER),
        work("6 11:00", "6 13:00", monday=OCTOBER),
    ]
    assert not audit([*other, first], "R14")
    assert len(audit([*other, second], "R14")) == 1


@pytest.mark.parametrize(("monday", "month"), [(OCTOBER, "October 2026"), (MARCH, "March 2027")])
def test_clock_change_alternate_piket_weeks_lose_a_block(audit, monday, month):
    found = audit(piket([-1, 1, 3] if monday is MARCH else [0, 2], monday=monday), "C02")
    assert found
    assert {each.value for each in found} == {13}
    assert all(month in each.note for each in found)


@pytest.mark.parametrize(("monday", "rest"), [(WINTER, []), (OCTOBER, []), (MARCH, [71])])
def test_clock_change_72_h_on_the_clock_are_71_in_march(audit, monday, rest):
    # Eight days in a row, then free from Friday 16:00 to Monday 16:00.
    days = [*range(-3, 5), *range(8, 12)]
    rows = [work(f"{day} 08:00", f"{day} 16:00", monday=monday) for day in days]
    found = audit([*rows, work("7 16:00", "7 20:00", monday=monday)], "R02")
    assert [each.value for each in found] == rest
    assert all("clock change in March 2027" in each.note for each in found)


def test_clock_change_16_weeks_end_at_the_same_clock_time():
    summer = at(date(2026, 9, 7), 8)
    assert iso(weeks_later(summer, 16)) == "2026-12-28T08:00+01:00"
    assert weeks_earlier(weeks_later(summer, 16), 16) == summer
    assert iso(monday_after(at(date(2026, 10, 25), 12))) == "2026-10-26T00:00+01:00"
    twice = weeks_later(at(date(2026, 7, 5), 2), 16)
    assert iso(twice) == "2026-10-25T02:00+01:00"
