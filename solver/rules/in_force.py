"""Which rules hold for a problem, with which parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.rules import ALL_RULES, Family, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.ruleset import Ruleset

#: Agreements that are no rule of their own, and their articles: R04 sets the breaks of R03 aside
#: against a lower R07, S allows on-site stand-by at all, S08 is the fire service's.
AGREEMENTS = {"R04": "ATB 4.6:1", "S": "ATB 4.8:1", "S08": "ATB 5.3:4"}


def rules_in_force(ruleset: Ruleset) -> list[Rule]:
    """The rules of a ruleset, in the order of `ALL_RULES`.

    A rule of the law that is on by default stays on, whatever the ruleset says.
    """
    found: list[Rule] = []
    for cls in ALL_RULES:
        setting = ruleset.setting(cls.id)
        enabled = cls.on_by_default if setting is None else setting.enabled
        if cls.family is Family.LAW and cls.on_by_default:
            enabled = True
        if cls.family.value in ruleset.families and enabled:
            rule = cls()
            found.append(replace(rule, **dict(setting.parameters)) if setting else rule)
    return found


def known_parameters(rules: Sequence[type[Rule]] = ALL_RULES) -> dict[str, dict[str, type]]:
    """Per rule id: its parameters and their types, to check a ruleset against."""
    known: dict[str, dict[str, type]] = {agreement: {} for agreement in AGREEMENTS}
    for cls in rules:
        known[cls.id] = {name: type(value) for name, value in cls().parameters().items()}
    return known


def fixed_rules(rules: Sequence[type[Rule]] = ALL_RULES) -> frozenset[str]:
    """Ids of the rules that a ruleset cannot switch off."""
    return frozenset(c.id for c in rules if c.family is Family.LAW and c.on_by_default)
