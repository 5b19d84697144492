"""What a duty roster would ask in place of an open call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.ruleset import Ruleset, RuleSetting
from scheduler.reporting.open_call import BEARABLE, OnCallLimits, duty_instead, on_call_limits

LIMITS = on_call_limits(Ruleset())


def test_the_limits_are_those_of_the_rules():
    """28 days less 14 blocks of one day; C03 would leave 24."""
    assert OnCallLimits(14, 28, 16, 16, 40.0) == LIMITS


@pytest.mark.parametrize(
    ("rule", "blocks", "most_days"), [("C02", 21, 7), ("C02", 3, 24), ("C03", 10, 8)]
)
def test_the_stricter_of_the_two_rules_counts(rule, blocks, most_days):
    setting = RuleSetting(rule, parameters=(("blocks", blocks),))
    assert on_call_limits(Ruleset(settings=(setting,))).most_days == most_days


def test_eleven_people_have_less_than_five_weeks_a_year():
    found = duty_instead(("x",), 11, 1, LIMITS)
    assert (found.least_by_law, found.least_bearable) == (2, BEARABLE)
    assert found.weeks_a_year == pytest.approx(4.743, abs=1e-3)  # 365.25 / 7 / 11
    assert found.nights == pytest.approx(10.18, abs=0.01)  # 16 x 7 / 11
    assert not found.hours_are_limited


@pytest.mark.parametrize(("people", "are_limited"), [(7, True), (8, False)])
def test_with_seven_people_each_has_sixteen_nights_in_sixteen_weeks(people, are_limited):
    assert duty_instead(("x",), people, 1, LIMITS).hours_are_limited is are_limited


def test_nobody_shares_no_weeks():
    found = duty_instead(("x",), 0, 1, LIMITS)
    assert (found.weeks_a_year, found.nights, found.hours_are_limited) == (None, None, False)


@given(st.integers(1, 60), st.integers(1, 6), st.integers(0, 28))
def test_at_least_as_many_as_must_be_on_call_and_fewer_cannot_share_it(people, required, days):
    limits = OnCallLimits(days, 28, 16, 16, 40.0)
    found = duty_instead(("x",), people, required, limits)
    assert found.least_by_law >= required
    assert found.least_by_law * max(1, days) >= 28 * required
    fewer = found.least_by_law - 1
    assert fewer < required or fewer * max(1, days) < 28 * required
