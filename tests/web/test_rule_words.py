"""Every number and choice of a rule that a planner may set has words."""

import pytest

from data.i18n.kind_words import PATTERN_WORDS
from data.model.errors import InputError
from data.model.post import STANDARD_PATTERNS
from scheduler.records.rule_catalogue import read_rule
from solver.rules import ALL_RULES, Family
from solver.rules.in_force import AGREEMENTS
from web.admin.pages import AGREEMENTS as AGREED
from web.shared.rule_values import COUNTED, LABELS, amount, parameter_label, read_values

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
        ("max_average", 2880, "48 u"),
        ("long_work", 330, "5,5 u"),
        ("long_work", 345, "5,75 u"),
        ("min_break", 45, "45 min"),
        ("rest", 701, "701 min"),
        ("per", 10080, "7 dagen"),
        ("total", 4320, "72 u"),
        ("late_from", 720, "12:00"),
        ("weekday", 0, "maandag"),
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
    assert set(PATTERN_WORDS) == {one.id for one in STANDARD_PATTERNS}


@pytest.mark.parametrize("code", ["nl", "en"])
def test_what_a_form_shows_is_read_back(app, site_store, code):
    for cls in SHOWN:
        rule = read_rule(site_store, cls.id, code)
        with app.test_request_context(headers={"Accept-Language": code}):
            shown = {
                one.name: amount(one.name, one.default)
                for one in rule.parameters
                if not isinstance(one.default, bool) and one.name != "weekday"
            }
            read = read_values(rule, shown)
        expected = {name: str(cls().parameters()[name]) for name in shown}
        assert {name: text for name, text in read.items() if name in shown} == expected


@pytest.mark.parametrize(
    ("name", "text", "minutes"),
    [
        ("R01.rest", "11", "660"), ("R01.rest", "11 u", "660"), ("R01.rest", "11u30", "690"),
        ("R01.rest", "11:30", "690"), ("R01.rest", "11,5 uur", "690"),
        ("R01.rest", "660 min", "660"), ("R01.rest", "11 h 15 min", "675"),
        ("R01.per", "7", "10080"), ("R01.per", "168 u", "10080"), ("R01.per", "1 week", "10080"),
        ("R01.per", "6,5 dagen", "9360"), ("R03.min_break", "30", "30"),
        ("R03.min_break", "0,5 u", "30"), ("SAME_KIND_RUN.late_from", "13:30", "810"),
        ("R07.weeks", "16", "16"), ("R01.rest", "", ""), ("R01.rest", "elf", None),
        ("R01.rest", "11 x", None), ("R07.max_average", "2700", None),
        ("R07.max_average", "2700 min", "2700"), ("R07.max_average", "45", "2700"),
        ("R01.rest", "-1", None), ("R03.min_break", "0,25", None),
        ("R07.weeks", "16 u", None), ("SAME_KIND_RUN.late_from", "25:00", None),
    ],
)  # fmt: skip
def test_times_are_read_as_planners_write_them(app, site_store, name, text, minutes):
    id, _, parameter = name.partition(".")
    rule = read_rule(site_store, id, "nl")
    with app.test_request_context(headers={"Accept-Language": "nl"}):
        if minutes is None:
            with pytest.raises(InputError, match="is not a valid value"):
                read_values(rule, {parameter: text})
        else:
            assert read_values(rule, {parameter: text})[parameter] == minutes
