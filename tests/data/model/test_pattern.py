"""Shift patterns on the local clock."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from data.model.post import (
    PIKET_WEEK,
    PIKET_WEEKNIGHTS,
    STANDARD_PATTERNS,
    THREE_BY_EIGHT,
    TWENTY_FOUR,
    TWO_BY_TWELVE,
)
from tests.solver.small import ZONE

MONDAY = date(2027, 1, 4)


def shifts_in(pattern, first, days):
    for day, part in pattern.starting_between(first, first + timedelta(days=days)):
        yield part.name, *part.on(day, ZONE)


@pytest.mark.parametrize("pattern", [THREE_BY_EIGHT, TWO_BY_TWELVE, TWENTY_FOUR, PIKET_WEEK])
@pytest.mark.parametrize("first", [MONDAY, date(2026, 10, 19), date(2027, 3, 22)])
def test_a_round_the_clock_pattern_leaves_no_minute_open_or_double(pattern, first):
    found = list(shifts_in(pattern, first, 21))
    assert all(earlier[2] == later[1] for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    ("first", "hours"), [(MONDAY, 168), (date(2026, 10, 19), 169), (date(2027, 3, 22), 167)]
)
def test_a_week_of_piket_lasts_from_friday_to_friday_on_the_clock(first, hours):
    ((name, start, end),) = shifts_in(PIKET_WEEK, first, 7)
    assert (name, end - start) == ("P", timedelta(hours=hours))
    assert {f"{m.astimezone(ZONE):%a %H:%M}" for m in (start, end)} == {"Fri 17:00"}


@pytest.mark.parametrize(
    ("first", "hours"), [(MONDAY, 8), (date(2026, 10, 19), 9), (date(2027, 3, 22), 7)]
)
def test_the_night_of_a_clock_change_is_longer_or_shorter(first, hours):
    nights = [
        end - start for name, start, end in shifts_in(THREE_BY_EIGHT, first, 7) if name == "N"
    ]
    assert nights[5] == timedelta(hours=hours)
    assert nights[:5] == [timedelta(hours=8)] * 5


def test_weeknights_run_through_the_weekend():
    found = [(n, e - s) for n, s, e in shifts_in(PIKET_WEEKNIGHTS, MONDAY, 7)]
    assert found == [("A", timedelta(hours=15))] * 4 + [("W", timedelta(hours=63))]


def test_the_day_after_the_last_is_left_out():
    days = [day for day, _ in TWENTY_FOUR.starting_between(MONDAY, MONDAY + timedelta(days=3))]
    assert days == [MONDAY + timedelta(days=n) for n in range(3)]


def test_the_standard_patterns_have_ids_of_their_own():
    assert len({pattern.id for pattern in STANDARD_PATTERNS}) == len(STANDARD_PATTERNS)
