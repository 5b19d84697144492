"""Reads the tables of rules: settings, agreements and the fairness balance."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.problem import CarryOver
from data.model.ruleset import Derogation, Ruleset, RuleSetting, Value
from data.model.tally import Measure
from data.tables import values
from data.tables.faults import nearest, shown
from data.tables.values import BadValue

if TYPE_CHECKING:
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

_LARGEST_BALANCE = 100_000

KnownRules = Mapping[str, Mapping[str, type]]  #: rule id -> parameter -> bool, int, float or str


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What this input may say about rules; `data` itself knows none.

    Parameters
    ----------
    known
        Ids with their parameters; None accepts any.
    may_disable
        Ids of rules that may be switched off; None: any. A rule of the law is not among them.
    """

    known: KnownRules | None = None
    may_disable: Collection[str] | None = None


@dataclass(slots=True)
class _Setting:
    enabled: bool | None = None
    parameters: dict[str, Value] = field(default_factory=dict)


def read_ruleset(reading: Reading, book: RuleBook, of_book: str | None = None) -> Ruleset:
    """The tables ``rules``, ``book_rules`` and ``agreements``.

    Parameters
    ----------
    of_book
        Id of the book whose own rules go before those of all; None: only those of all.
    """
    usual = _read_settings(book, reading.rows("rules"))
    by_book: dict[str, list[TableRow]] = {}
    for row in reading.rows("book_rules"):
        by_book.setdefault(row.reference("book", reading.books, "book"), []).append(row)
    own = {name: _read_settings(book, rows) for name, rows in by_book.items()}
    return Ruleset(
        settings=_settings(usual, own.get(of_book or "", {})),
        derogations=_read_agreements(reading, book),
    )


def _settings(
    usual: Mapping[str, _Setting], own: Mapping[str, _Setting]
) -> tuple[RuleSetting, ...]:
    """The settings of all, with those of a book in their place where it says something."""
    found = []
    for rule in dict.fromkeys([*usual, *own]):
        general, special = usual.get(rule, _Setting()), own.get(rule, _Setting())
        enabled = general.enabled if special.enabled is None else special.enabled
        parameters = {**general.parameters, **special.parameters}
        found.append(RuleSetting(rule, enabled is not False, tuple(parameters.items())))
    return tuple(found)


def read_carry_over(reading: Reading) -> tuple[CarryOver, ...]:
    """The table ``carry_over``."""
    found: dict[tuple[str, str], int] = {}
    balances = []
    for row in reading.rows("carry_over"):
        person = row.reference("person", reading.people, "person")
        measure = row.word("measure", tuple(Measure)) or ""
        amount = row.number_in("amount", -_LARGEST_BALANCE, _LARGEST_BALANCE)
        first = found.setdefault((person, measure), row.number)
        if row.is_sound and first != row.number:
            what = f"row {first} has a balance of {shown(person)} for {measure} too"
            row.fault("measure", what, "Keep one of the two")
        if row.is_sound:
            balances.append(CarryOver(person, measure, amount))
    return tuple(balances)


def _read_agreements(reading: Reading, book: RuleBook) -> tuple[Derogation, ...]:
    found = []
    for row in reading.rows("agreements"):
        start, until = row.dates()
        agreement = Derogation(_rule(row, book), row.name("basis"), start, until)
        if row.is_sound:
            found.append(agreement)
    return tuple(found)


def _read_settings(book: RuleBook, rows: Iterable[TableRow]) -> dict[str, _Setting]:
    found: dict[str, _Setting] = {}
    for row in rows:
        rule = _rule(row, book)
        setting = found.setdefault(rule, _Setting())
        _read_enabled(row, rule, setting, book)
        _read_parameter(row, rule, setting, book)
    return found


def _rule(row: TableRow, book: RuleBook) -> str:
    return row.reference("rule", book.known, "rule") if book.known is not None else row.id("rule")


def _read_enabled(row: TableRow, rule: str, setting: _Setting, book: RuleBook) -> None:
    if not row.text("enabled"):
        return
    enabled = row.yes("enabled", default=True)
    if setting.enabled not in (None, enabled):
        row.fault("enabled", f"rule {shown(rule)} is switched on and off", "Keep one of the two")
    if not enabled and book.may_disable is not None and rule not in book.may_disable:
        remedy = "Record an agreement that allows a derogation, or leave the rule on"
        row.fault("enabled", f"rule {shown(rule)} cannot be switched off", remedy)
    setting.enabled = enabled


def _read_parameter(row: TableRow, rule: str, setting: _Setting, book: RuleBook) -> None:
    name, text = row.name("parameter"), row.text("value")
    if bool(name) != bool(text):
        empty = "value" if name else "parameter"
        row.fault(
            empty, f"{row.heading(empty)} is empty", "Fill in both parameter and value, or neither"
        )
    if not name or not text:
        return
    kinds = (book.known or {}).get(rule)
    if kinds is not None and name not in kinds:
        row.fault("parameter", f"rule {rule} has no parameter {shown(name)}", nearest(name, kinds))
        return
    if name in setting.parameters:
        row.fault("parameter", f"parameter {shown(name)} is set twice", "Keep one of the two")
    kind = kinds[name] if kinds is not None else None
    stand_in: Value = text
    value = row.get("value", lambda given: to_rule_value(given, kind), stand_in)
    if isinstance(value, (int, float)) and value < 0:
        row.fault("value", f"{shown(text)} is negative", "Use 0 or more")
    setting.parameters[name] = value


def to_rule_value(text: str, kind: type | None) -> Value:
    """The value as the rule wants it; without that knowledge, as it looks.

    Raises
    ------
    BadValue
        It is none of that kind.
    """
    if kind is bool:
        return values.to_yes_no(text)
    if kind is int:
        return values.to_whole(text)
    if kind is float:
        return values.to_number(text)
    return _as_it_looks(text) if kind is None else text


def _as_it_looks(text: str) -> Value:
    if text.casefold() in ("yes", "no"):
        return values.to_yes_no(text)
    try:
        number = values.to_number(text)
    except BadValue:
        return text
    return int(number) if text.lstrip("+-").isdigit() else number
