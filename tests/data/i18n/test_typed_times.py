"""Days and times are read as people type them, in both languages."""

import contextlib
from calendar import isleap
from datetime import date, datetime, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.i18n.language import LANGUAGES, language
from data.i18n.typed_times import typed_clock, typed_day, typed_moment

TODAY = date(2026, 11, 30)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["4-1-2027", "04-01-2027", "4/1/2027", "4.1.2027", "4 1 2027", "4-1-27", "2027-01-04",
     "2027-1-4", "4 jan", "4 jan 2027", "4 januari 2027", "4 January", "January 4, 2027", "Jan 4",
     "ma 4 jan", "ma 4 jan 2027", "Mon, 4 Jan 2027", "maandag 4 januari", "  4   JAN ", "4jan",
     "4 jan. '27", "4-1", "4-jan-2027"],
)  # fmt: skip
def test_a_day_is_read_as_it_is_typed(text):
    assert typed_day(text, TODAY) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("vandaag", TODAY), ("morgen", date(2026, 12, 1)), ("yesterday", date(2026, 11, 29)),
        ("1 mrt", date(2027, 3, 1)), ("1 oct", date(2026, 10, 1)), ("1 jun", date(2026, 6, 1)),
        ("29 feb", None), ("29-2-2028", date(2028, 2, 29)), ("30-2-2027", None), ("", None),
        ("4", None), ("4 foo", None), ("32-1-2027", None), ("4-13-2027", None), ("ma", None),
        ("2027-01-04x", None), ("\u0664-1-2027", None),
        ("4-1-2027 07:00", None), ("0-1-2027", None),
    ],
)  # fmt: skip
def test_what_is_near_and_what_is_no_day(text, day):
    if day is None:
        with pytest.raises(ValueError):  # noqa: PT011
            typed_day(text, TODAY)
    else:
        assert typed_day(text, TODAY) == day


@given(DAYS, st.sampled_from(LANGUAGES), DAYS)
def test_what_a_page_says_is_read_back(day, code, today):
    words = language(code)
    for said in (words.typed_day(day), words.long_date(day), words.short_date(day), f"{day}"):
        assert typed_day(said, today) == day


@given(DAYS, st.sampled_from(LANGUAGES), DAYS)
def test_a_day_without_a_year_is_the_nearest(day, code, today):
    years = range(today.year - 1, today.year + 2)
    assume((day.month, day.day) != (2, 29) or any(isleap(year) for year in years))
    found = typed_day(language(code).day(day), today)
    assert (found.month, found.day) == (day.month, day.day)
    assert abs((found - today).days) <= 366 * 4


@given(st.builds(datetime.combine, DAYS, st.times()), st.sampled_from(LANGUAGES))
def test_a_moment_is_read_back(at, code):
    at = at.replace(second=0, microsecond=0)
    words = language(code)
    for said in (words.typed_moment(at), f"{at:%Y-%m-%dT%H:%M}", f"{at:%Y-%m-%d %H:%M:%S}",
                 f"{words.short_date(at)} {at:%H.%M}", f"{at:%d-%m-%Y %H:%M}"):  # fmt: skip
        assert typed_moment(said, TODAY) == at


@pytest.mark.parametrize(
    ("text", "clock"),
    [("7", time(7)), ("7:00", time(7)), ("07.30", time(7, 30)), ("7u30", time(7, 30)),
     ("7u", time(7)), ("7 uur", time(7)), ("23:59", time(23, 59)), ("7:00:00", time(7)),
     ("24:00", None), ("7:60", None), ("", None), ("7:3", None), ("half acht", None),
     ("7:00 ma", None)],
)  # fmt: skip
def test_a_time_is_read_as_it_is_typed(text, clock):
    if clock is None:
        with pytest.raises(ValueError):  # noqa: PT011
            typed_clock(text)
    else:
        assert typed_clock(text) == clock


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("4-1-2027 7:00", "2027-01-04T07:00"), ("ma 4 jan 07.30", "2027-01-04T07:30"),
        ("4 jan om 7u", "2027-01-04T07:00"), ("morgen 23:00", "2026-12-01T23:00"),
        ("Mon, 4 Jan 2027, 07:00", "2027-01-04T07:00"), ("4-1-2027", None), ("7:00", None),
        ("4 jan 25:00", None), ("", None), ("2027-01-04T07:00", "2027-01-04T07:00"),
        ("4.1 7:00", "2027-01-04T07:00"),
    ],
)  # fmt: skip
def test_a_day_with_a_time_is_read_as_it_is_typed(text, at):
    if at is None:
        with pytest.raises(ValueError):  # noqa: PT011
            typed_moment(text, TODAY)
    else:
        assert typed_moment(text, TODAY).isoformat(timespec="minutes") == at


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused(text):
    for read in (lambda: typed_day(text, TODAY), lambda: typed_clock(text)):
        with contextlib.suppress(ValueError):
            read()
    with contextlib.suppress(ValueError):
        typed_moment(text, TODAY)
