"""Texts of cells to values."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from data.tables import values
from data.tables.values import BadValue

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize("text", ["2027-01-04", "4-1-2027", "04-01-2027", "2027-1-4"])
def test_a_date_is_read_in_both_orders(text):
    assert values.to_date(text) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("4-1-27", "four digits"),  # which century?
        ("4/1/2027", "2027-01-04"),  # the fourth of January or the first of April?
        ("2027-02-29", "day or the month"),  # no leap year
        ("1927-01-04", "Correct the year"),
        ("3027-01-04", "Correct the year"),
        ("2027-01-04 07:00", "only the date"),
        ("46391", "2027-01-04"),  # Excel's number of a day
        ("morgen", "2027-01-04"),
        ("\u0662\u0660\u0662\u0667-01-04", "2027-01-04"),  # digits, but Arabic
    ],
)
def test_a_bad_date_says_what_to_write(text, word):
    with pytest.raises(BadValue) as refused:
        values.to_date(text)
    assert word in refused.value.remedy


def test_a_clock_time_is_whole_minutes():
    assert values.to_clock("7:00") == values.to_clock("07:00:00") == time(7)
    for text in ("07:00:30", "24:00", "25:00", "07:60", "7.00", "7", "07:00 uur", "-1:00"):
        with pytest.raises(BadValue):
            values.to_clock(text)


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-04 07:00",
        "4-1-2027 7:00",
        "2027-01-04T07:00",
        "2027-01-04T07:00:00+01:00",
        "2027-01-04T06:00Z",
        "2027-01-04 07:00 +0100",
        "2027-01-04  07:00:00.000",
    ],
)
def test_a_moment_is_local_or_has_its_offset(text):
    assert values.to_moment(text, AMSTERDAM) == datetime(2027, 1, 4, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-10-25 01:59", 23),
        ("2026-10-25 02:30+02:00", 0),
        ("2026-10-25 02:30+01:00", 1),
        ("2026-10-25 03:00", 2),
        ("2027-03-28 01:59", 0),
        ("2027-03-28 02:30+01:00", 1),  # half past three on the clock
        ("2027-03-28 03:00", 1),
    ],
)
def test_moments_around_a_clock_change(text, hour):
    assert values.to_moment(text, AMSTERDAM).hour == hour


def test_the_hour_that_comes_twice_needs_an_offset():
    with pytest.raises(BadValue) as refused:
        values.to_moment("2026-10-25 02:30", AMSTERDAM)
    assert "comes twice" in refused.value.what
    assert "2026-10-25 02:30+02:00 or 2026-10-25 02:30+01:00" in refused.value.remedy


def test_the_hour_that_is_skipped_does_not_exist():
    with pytest.raises(BadValue) as refused:
        values.to_moment("28-3-2027 02:30", AMSTERDAM)
    assert "does not exist" in refused.value.what
    assert "offset" in refused.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-04",
        "07:00",
        "2027-01-04 07:00+1",
        "2027-01-04 07:00+99:00",
        "2027-01-04 07:00 CET",
        "2027-01-04 0700",
        "2027-13-04 07:00",
        "1027-01-04 07:00",
    ],
)
def test_a_bad_moment_is_refused(text):
    with pytest.raises(BadValue):
        values.to_moment(text, AMSTERDAM)


def test_a_date_alone_is_midnight_where_that_is_meant():
    moment = values.to_moment("2027-07-01", AMSTERDAM, date_is_midnight=True)
    assert moment == datetime(2027, 6, 30, 22, tzinfo=UTC)


def test_numbers_take_a_decimal_comma_or_point_and_nothing_else():
    assert values.to_number("36,5") == values.to_number("36.5") == 36.5
    assert values.to_whole("30.0") == 30
    assert values.to_number("-1,5") == -1.5
    for text in ("1.234,5", "1 234", "1e3", "nan", "inf", "36,", "½", "12345678901234567890"):
        with pytest.raises(BadValue):
            values.to_number(text)
    with pytest.raises(BadValue, match="not a whole number"):
        values.to_whole("1,5")


def test_yes_and_no_in_both_languages():
    assert all(values.to_yes_no(text) for text in ("yes", "JA", "true"))
    assert not any(values.to_yes_no(text) for text in ("no", "Nee", "false"))
    with pytest.raises(BadValue):
        values.to_yes_no("misschien")


def test_weekdays_are_a_list_or_daily():
    assert values.to_weekdays("Su; mo") == (0, 6)
    assert values.to_weekdays("daily") == tuple(range(7))
    for text in ("mo;mo", "ma", ";", "mo,tu"):
        with pytest.raises(BadValue):
            values.to_weekdays(text)
