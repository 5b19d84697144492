"""Which rules hold, and with which parameters."""

import pytest

from data.model.quality import HEALTH_WEIGHTS
from data.model.ruleset import Ruleset, RuleSetting
from solver.rules import ALL_RULES, Family, HealthRule
from solver.rules.in_force import AGREEMENTS, fixed_rules, known_parameters, rules_in_force
from solver.timeline.clock import HOUR

BOTH = ("law", "region")


def ids(*settings, families=BOTH):
    return [rule.id for rule in rules_in_force(Ruleset(families=families, settings=settings))]


def ids_where(holds):
    return {cls.id for cls in ALL_RULES if holds(cls)}


def test_by_default_all_that_are_on_by_default_hold_in_their_order():
    on = [cls.id for cls in ALL_RULES if cls.on_by_default and cls.family.value in BOTH]
    assert ids() == on


@pytest.mark.parametrize("family", list(Family))
def test_only_the_named_families_hold(family):
    assert set(ids(families=(family.value,))) == ids_where(
        lambda cls: cls.family is family and cls.on_by_default
    )


def test_a_rule_of_the_law_cannot_be_switched_off():
    assert "R05" in ids(RuleSetting("R05", enabled=False))
    assert "R05" in fixed_rules()
    assert fixed_rules() == ids_where(lambda cls: cls.family is Family.LAW and cls.on_by_default)


def test_a_rule_that_is_not_the_law_can_be_switched_off():
    general = ("general",)
    assert "G01" in ids(families=general)
    assert "G01" not in ids(RuleSetting("G01", enabled=False), families=general)


def test_a_rule_that_is_off_by_default_is_switched_on_by_naming_it():
    for cls in ALL_RULES:
        if not cls.on_by_default:
            families = (cls.family.value,)
            assert cls.id not in ids(families=families)
            assert cls.id in ids(RuleSetting(cls.id), families=families)
            assert cls.id not in ids(RuleSetting(cls.id, enabled=False), families=families)


def test_a_parameter_is_taken_over_also_of_a_rule_that_stays_on():
    index = RuleSetting("R05", enabled=False, parameters=(("max_work", 11 * HOUR),))
    rules = {rule.id: rule for rule in rules_in_force(Ruleset(settings=(index,)))}
    assert rules["R05"].parameters() == {"max_work": 11 * HOUR}


def test_parameters_are_known_with_their_types():
    assert known_parameters()["R05"] == {"max_work": int}
    assert set(known_parameters()) == {cls.id for cls in ALL_RULES} | set(AGREEMENTS)


def test_every_rule_has_an_id_of_its_own_and_says_itself_in_two_languages():
    assert len({cls.id for cls in ALL_RULES}) == len(ALL_RULES)
    for cls in ALL_RULES:
        texts = [cls().sentence(code) for code in ("en", "nl")]
        assert all(text.endswith(".") and "{" not in text for text in texts)
        assert texts[0] != texts[1]


def test_every_health_rule_has_a_usual_weight_and_nothing_else_has():
    health = [cls.id for cls in ALL_RULES if issubclass(cls, HealthRule)]
    assert sorted(health) == [rule for rule, _ in HEALTH_WEIGHTS]
