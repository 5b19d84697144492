"""Periods of which a board wants to hear, and how values stand towards goals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.model.account_line import (
    AccountFrequency,
    AccountLine,
    AccountPeriod,
    Indicator,
    period_before,
    period_of,
)
from data.model.board_account import Measured, Verdict

LINE = AccountLine(
    "a", "Room", Indicator.FILLED_MINUTES, AccountFrequency.QUARTER, date(2026, 1, 5)
)


@pytest.mark.parametrize(
    ("frequency", "first", "last", "code"),
    [
        (AccountFrequency.MONTH, date(2026, 12, 1), date(2026, 12, 31), "2026-12"),
        (AccountFrequency.QUARTER, date(2026, 10, 1), date(2026, 12, 31), "2026-Q4"),
        (AccountFrequency.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31), "2026-H2"),
        (AccountFrequency.YEAR, date(2026, 1, 1), date(2026, 12, 31), "2026"),
    ],
)
def test_a_period_begins_and_ends_with_the_calendar(frequency, first, last, code):
    for day in (first, last):
        assert period_of(day, frequency) == AccountPeriod(first, last)
    assert period_before(date(2027, 1, 1), frequency) == AccountPeriod(first, last)
    assert (AccountPeriod(first, last).code, AccountPeriod(first, last).frequency) == (
        code,
        frequency,
    )


def test_a_period_is_over_on_the_day_after_it_and_not_before():
    codes = [one.code for one in LINE.periods(date(2026, 12, 31), 8)]
    assert codes == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert [one.code for one in LINE.periods(date(2027, 1, 1), 8)][-1] == "2026-Q4"


def test_only_periods_that_end_while_the_board_wants_them_count():
    ended = replace(LINE, start=date(2026, 6, 30), until=date(2026, 9, 30))
    assert [one.code for one in ended.periods(date(2027, 6, 1), 8)] == ["2026-Q2", "2026-Q3"]
    later = replace(LINE, start=date(2026, 7, 1))
    assert [one.code for one in later.periods(date(2026, 10, 1), 8)] == ["2026-Q3"]


def test_no_more_periods_are_made_up_than_asked():
    old = replace(LINE, start=date(2000, 1, 1))
    assert [one.code for one in old.periods(date(2027, 1, 1), 2)] == ["2026-Q3", "2026-Q4"]


@pytest.mark.parametrize(
    ("value", "aim", "is_better_high", "verdict"),
    [
        (99.99, 100, True, Verdict.SHORT),
        (100.0, 100, True, Verdict.WELL),
        (1, 0, False, Verdict.SHORT),
        (0, 0, False, Verdict.WELL),
        (3, None, True, Verdict.NO_GOAL),
        (None, 0, False, Verdict.NOT_RECORDED),
    ],
)
def test_what_is_not_recorded_is_never_good(value, aim, is_better_high, verdict):
    assert Measured(value).verdict(aim, is_better_high=is_better_high) is verdict


def test_a_line_may_set_another_goal_than_the_usual_one():
    assert LINE.aim == 100
    assert replace(LINE, goal=99.5).aim == 99.5
    assert replace(LINE, indicator=Indicator.EXERCISES).aim is None
