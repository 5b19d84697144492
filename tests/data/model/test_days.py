"""Sets of days against plain sets, and months against a walk over the calendar."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.days import Days, at_least, last_valid_day

FIRST = date(2027, 1, 1)
ALL = [FIRST + timedelta(days=n) for n in range(30)]
days_of_it = st.sampled_from(ALL)
pairs = st.tuples(days_of_it, days_of_it)
some_days = st.lists(pairs, max_size=4).map(
    lambda found: at_least(1, [Days.between(*pair) for pair in found])
)


def plain(days):
    return {day for day in ALL if day in days}


@given(some_days, some_days)
def test_sets_of_days_combine_as_sets_do(one, other):
    assert plain(one | other) == plain(one) | plain(other)
    assert plain(one & other) == plain(one) & plain(other)
    assert plain(one - other) == plain(one) - plain(other)
    assert plain(one.complement()) == set(ALL) - plain(one)
    assert bool(one) == bool(plain(one))


@given(st.integers(1, 4), st.lists(some_days, max_size=5))
def test_at_least_counts_the_sets_that_hold_a_day(number, sets):
    counted = {day for day in ALL if sum(day in each for each in sets) >= number}
    assert plain(at_least(number, sets)) == counted


@given(some_days)
def test_stretches_are_in_order_and_do_not_touch(days):
    found = list(days.stretches())
    for (_, end), (start, _) in itertools.pairwise(found):
        assert end is not None
        assert start > end + timedelta(days=1)
    assert {d for first, last in found for d in ALL if first <= d <= last} == plain(days)


@given(some_days, days_of_it)
def test_the_nearest_days_of_a_set(days, day):
    held = plain(days)
    assert days.last_before(day) == max((d for d in held if d < day), default=None)
    assert days.first_after(day) == min((d for d in held if d > day), default=None)
    if day in held:
        last = days.last_in_stretch(day)
        assert {day + timedelta(days=n) for n in range((last - day).days + 1)} <= held
        assert last + timedelta(days=1) not in held


def test_a_set_without_bounds_never_ends():
    days = Days.between(FIRST, None)
    assert date.max in days
    assert list(days.stretches()) == [(FIRST, None)]
    assert days.last_in_stretch(FIRST) is None
    assert list(Days.between(None, None).complement().stretches()) == []


def test_the_end_of_a_stretch_is_asked_only_of_a_day_in_it():
    with pytest.raises(KeyError):
        Days().last_in_stretch(FIRST)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        ("2026-03-15", 12, "2027-03-14"),
        ("2026-01-01", 1, "2026-01-31"),
        ("2026-02-01", 1, "2026-02-28"),
        # February has no such day: the month is filled to its end.
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-01-29", 1, "2026-02-28"),
        ("2026-01-28", 1, "2026-02-27"),
        ("2028-01-30", 1, "2028-02-29"),
        ("2028-01-29", 1, "2028-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2025-02-16", 24, "2027-02-15"),
    ],
)
def test_months_last_until_the_day_before(first, months, last):
    assert last_valid_day(date.fromisoformat(first), months) == date.fromisoformat(last)


def test_months_past_the_end_of_the_calendar_have_no_end():
    assert last_valid_day(date(9999, 1, 2), 12) is None
    assert last_valid_day(date(9999, 1, 1), 11) == date(9999, 11, 30)


dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(dates, st.integers(1, 120))
def test_months_never_end_earlier_for_who_began_later(first, months):
    last, later = (last_valid_day(first + timedelta(days=n), months) for n in (0, 1))
    assert last <= later
    assert 28 * months <= (last - first).days + 1 <= 31 * months


@given(dates, st.integers(1, 60), st.integers(1, 60))
def test_months_that_follow_on_come_to_at_least_their_sum(first, some, more):
    follow_on = last_valid_day(first, some) + timedelta(days=1)
    assert last_valid_day(follow_on, more) >= last_valid_day(first, some + more)
