"""The rules in force as people see them: sentence, article, parameters beside those of the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.ruleset import Value
from data.tables.rule_tables import to_rule_value
from data.tables.values import BadValue
from scheduler.records.edit import read_table
from solver.rules import ALL_RULES, Family, Rule
from solver.rules.in_force import AGREEMENTS, fixed_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store.opening import Store

_FAMILIES = (Family.LAW, Family.REGION)  #: the others are those of public benchmarks


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or choice of a rule.

    Parameters
    ----------
    default
        As the law says, or the product where the law says nothing.
    """

    name: str
    value: Value
    default: Value

    @property
    def is_changed(self) -> bool:
        """Whether it is not as the law says."""
        return self.value != self.default


@dataclass(frozen=True, slots=True)
class CatalogueRule:
    """A rule.

    Parameters
    ----------
    sentence
        With the numbers in force.
    usual
        With those of the law; the same if nothing is changed.
    is_fixed
        It cannot be switched off.
    agreements
        Rows of the table of agreements that name it.
    """

    id: str
    article: str
    is_law: bool
    sentence: str
    usual: str
    is_on: bool
    is_on_by_default: bool
    is_fixed: bool
    parameters: tuple[Parameter, ...]
    agreements: tuple[Mapping[str, str], ...]


def list_rules(store: Store, language: str) -> list[CatalogueRule]:
    """Every rule of the law and of the region, as the records set it."""
    settings, agreements = read_table(store, "rules"), read_table(store, "agreements")
    return [
        _shown(cls, settings, agreements, language) for cls in ALL_RULES if cls.family in _FAMILIES
    ]


def read_rule(store: Store, name: str, language: str) -> CatalogueRule:
    """One rule.

    Raises
    ------
    Refused
        There is none of that name.
    """
    for rule in list_rules(store, language):
        if rule.id == name:
            return rule
    raise Refused([Fault(f"there is no rule {name}", "Choose one from the list")])


def rows_of_rule(
    rule: CatalogueRule, is_on: bool, texts: Mapping[str, str]
) -> list[dict[str, str]]:
    """The rows of the table of rules that say this; what is as usual needs none.

    Parameters
    ----------
    texts
        Parameter -> what was typed.
    """
    changed = [
        {"rule": rule.id, "parameter": one.name, "value": text}
        for one in rule.parameters
        if (text := texts.get(one.name, "").strip()) and not _is(text, one.default)
    ]
    # A rule with parameters of its own is on, unless it says otherwise.
    if is_on == rule.is_on_by_default and (is_on or not changed):
        return changed
    return [{"rule": rule.id, "enabled": "yes" if is_on else "no"}, *changed]


def names_of_rules() -> dict[str, str]:
    """What an agreement may be about: id -> article."""
    articles = {cls.id: cls.article for cls in ALL_RULES if cls.family is Family.LAW}
    return dict(sorted((AGREEMENTS | articles).items()))


def _shown(
    cls: type[Rule],
    settings: Sequence[Mapping[str, str]],
    agreements: Sequence[Mapping[str, str]],
    language: str,
) -> CatalogueRule:
    usual = cls()
    mine = [row for row in settings if row["rule"] == cls.id]
    values = {}
    for row in mine:
        name = row.get("parameter", "")
        if name in usual.parameters():
            values[name] = to_rule_value(row["value"], type(usual.parameters()[name]))
    rule = replace(usual, **values)
    said = next((row["enabled"] for row in mine if "enabled" in row), "")
    is_fixed = cls.id in fixed_rules()
    return CatalogueRule(
        id=cls.id,
        article=cls.article,
        is_law=cls.family is Family.LAW,
        sentence=rule.sentence(language),
        usual=usual.sentence(language),
        is_on=is_fixed or (said == "yes" if said else cls.on_by_default or bool(mine)),
        is_on_by_default=cls.on_by_default,
        is_fixed=is_fixed,
        parameters=tuple(
            Parameter(name, getattr(rule, name), default)
            for name, default in usual.parameters().items()
        ),
        agreements=tuple(row for row in agreements if row["rule"] == cls.id),
    )


def _is(text: str, default: Value) -> bool:
    try:
        return to_rule_value(text, type(default)) == default
    except BadValue:
        return False
