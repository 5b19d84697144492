"""Every number and choice of a rule that a planner may set has words."""

import pytest

from data.model.post import STANDARD_PATTERNS
from solver.rules import ALL_RULES, Family
from solver.rules.in_force import AGREEMENTS
from web.admin.pages import AGREEMENTS as AGREED
from web.admin.pages import COUNTED, LABELS, PATTERNS, amount, parameter_label

SHOWN = [rule for rule in ALL_RULES if rule.family in (Family.LAW, Family.REGION)]
NAMES = {(rule.id, name) for rule in SHOWN for name in rule().parameters()}


def test_each_parameter_is_called_something(app):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert [pair for pair in NAMES if parameter_label(*pair) == pair[1]] == []


def test_no_words_are_left_over():
    there = {name for _, name in NAMES} | {f"{rule}.{name}" for rule, name in NAMES}
    assert set(LABELS) - there == set()
    assert there >= COUNTED


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("max_average", 2880, "2880 minuten (48 u)"),
        ("long_work", 330, "330 minuten (5,5 u)"),
        ("min_break", 45, "45 minuten"),
        ("weeks", 16, "16"),
        ("sliding", True, "ja"),
        ("sliding", False, "nee"),
    ],
)
def test_an_amount_comes_with_its_unit(app, name, value, said):
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        assert amount(name, value) == said


def test_agreements_and_standard_patterns_have_words():
    assert set(AGREED) == set(AGREEMENTS)
    assert set(PATTERNS) == {one.id for one in STANDARD_PATTERNS}
