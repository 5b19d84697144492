"""Rulesets: which rules are in force, with which parameters, from when to when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Value = bool | int | float | str


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """How one rule differs from its defaults.

    Parameters
    ----------
    rule
        Id of the rule, such as ``R07``.
    enabled
        False switches it off (a rule of the region) or on a rule that is off by default.
    parameters
        Pairs of a parameter name of the rule and its value.
    """

    rule: str
    enabled: bool = True
    parameters: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Derogation:
    """A deviation that a collective agreement allows (ATW 1:3, 1:4).

    Parameters
    ----------
    rule
        Id of the rule it changes.
    basis
        The agreement, in words a labour inspector can look up.
    start
        First day.
    until
        Last day, inclusive; None: open-ended. A works-council agreement lasts five years at most.
    """

    rule: str
    basis: str
    start: date
    until: date | None = None

    def covers(self, first: date, last: date) -> bool:
        """Whether it is in force on every day from `first` to `last`, both inclusive."""
        return self.start <= first and (self.until is None or last <= self.until)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The rules of one stretch of time.

    Parameters
    ----------
    id
        Name, such as ``nl-atw``.
    families
        Families of rules in force: ``law``, ``region``, ``general``.
    settings
        What differs from the defaults.
    derogations
        Recorded deviations.
    """

    id: str = "nl-atw"
    families: tuple[str, ...] = ("law", "region")
    settings: tuple[RuleSetting, ...] = ()
    derogations: tuple[Derogation, ...] = ()

    def setting(self, rule: str) -> RuleSetting | None:
        """The setting of a rule, if it differs from the defaults."""
        return next((s for s in self.settings if s.rule == rule), None)

    def has_derogation(self, rule: str, first: date, last: date) -> bool:
        """Whether a recorded agreement covers the rule on all days from `first` to `last`."""
        return any(d.rule == rule and d.covers(first, last) for d in self.derogations)
