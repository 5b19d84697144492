"""Rounds of requests: when they are open, and what is told when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.request import RequestRound, RoundStep

OPENED = datetime(2026, 11, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2027, 1, 4), date(2027, 4, 4)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_WHILE = st.integers(1, 90 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


def round_of(length, closed_after=None):
    closed = None if closed_after is None else OPENED + closed_after
    return RequestRound(1, FIRST, LAST, OPENED + length, "", OPENED, "planner", closed)


@pytest.mark.parametrize(
    ("after", "step"),
    [
        (timedelta(0), RoundStep.OPENED),
        (15 * DAY - HOUR, RoundStep.OPENED),
        (15 * DAY, RoundStep.THREE_QUARTERS),
        (19 * DAY - HOUR, RoundStep.THREE_QUARTERS),
        (19 * DAY, RoundStep.DAY_BEFORE),
        (20 * DAY - HOUR, RoundStep.DAY_BEFORE),
        (20 * DAY, None),
        (-HOUR, None),
    ],
)
def test_of_twenty_days_three_quarters_are_fifteen_and_the_day_before_is_the_nineteenth(
    after, step
):
    assert round_of(20 * DAY).step_due(OPENED + after) is step


def test_a_round_of_a_day_has_no_day_before_and_one_of_four_has_both_at_once():
    assert [step for _, step in round_of(DAY).steps] == [RoundStep.OPENED, RoundStep.THREE_QUARTERS]
    assert round_of(4 * DAY).step_due(OPENED + 3 * DAY) is RoundStep.DAY_BEFORE


@given(A_WHILE, st.none() | A_WHILE, st.lists(A_WHILE, max_size=8))
def test_whenever_somebody_looks_each_step_comes_in_its_time_and_none_after_the_end(
    length, closed_after, looks
):
    asked = round_of(length, closed_after)
    seen = []
    for after in sorted(looks):
        now = OPENED + after
        step = asked.step_due(now)
        assert (step is not None) is asked.is_open(now)
        if step is not None:
            moments = {one: at for at, one in asked.steps}
            assert moments[step] <= now < asked.ends_at
            assert not [at for at, _ in asked.steps if moments[step] < at <= now]
            seen.append(moments[step])
    assert seen == sorted(seen)
    assert asked.ends_at <= asked.until
    assert all(OPENED <= at < asked.until for at, _ in asked.steps)


@given(st.tuples(st.integers(-60, 160), st.integers(0, 60)))
def test_it_touches_days_when_they_share_one(days):
    first = FIRST + days[0] * DAY
    last = first + days[1] * DAY
    period = {FIRST + n * DAY for n in range((LAST - FIRST).days + 1)}
    shares = any(first + n * DAY in period for n in range(days[1] + 1))
    assert round_of(DAY).touches(first, last) is shares
