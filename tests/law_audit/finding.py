"""A violation, and the choice of the worst of overlapping ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.law_audit.clock import HOUR, iso

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    Window = tuple[int, int]


@dataclass(frozen=True)
class Finding:
    """One violation of one rule by one person, in one window of time."""

    rule: str
    person: str
    start: int  # real minutes, UTC
    end: int
    value: float  # hours when unit is "h", else a number of times
    limit: float
    at_least: bool  # is the limit a minimum?
    unit: str
    note: str = ""

    @property
    def excess(self) -> float:
        """How far the value is beyond the limit; larger is worse."""
        return self.limit - self.value if self.at_least else self.value - self.limit

    def as_dict(self) -> dict[str, str | float]:
        """The finding for JSON, with times on the clock in Amsterdam."""
        return {
            "rule": self.rule,
            "person": self.person,
            "start": iso(self.start),
            "end": iso(self.end),
            "value": self.value,
            "limit": self.limit,
            "limit_is": "minimum" if self.at_least else "maximum",
            "unit": self.unit,
            "note": self.note,
        }

    def __str__(self) -> str:
        """The finding as one line."""
        sign = "at least" if self.at_least else "at most"
        text = f"{self.rule} {self.person}: {iso(self.start)} .. {iso(self.end)}: "
        text += f"{self.value:.6g}{self.unit}, limit {sign} {self.limit:g}{self.unit}"
        return f"{text} ({self.note})" if self.note else text


def too_little(
    rule: str, person: str, window: Window, minutes: Fraction | int, limit: int, note: str = ""
) -> Finding:
    """A violation of a minimum of time; `minutes` and `limit` in minutes."""
    return Finding(rule, person, *window, float(minutes) / HOUR, limit / HOUR, True, "h", note)


def too_much(
    rule: str, person: str, window: Window, minutes: Fraction | int, limit: int, note: str = ""
) -> Finding:
    """A violation of a maximum of time; `minutes` and `limit` in minutes."""
    return Finding(rule, person, *window, float(minutes) / HOUR, limit / HOUR, False, "h", note)


def too_few(
    rule: str, person: str, window: Window, count: int, limit: int, note: str = ""
) -> Finding:
    """A violation of a minimum number."""
    return Finding(rule, person, *window, count, limit, True, "", note)


def too_many(
    rule: str, person: str, window: Window, count: int, limit: int, note: str = ""
) -> Finding:
    """A violation of a maximum number."""
    return Finding(rule, person, *window, count, limit, False, "", note)


def worst_of_overlapping(findings: Iterable[Finding]) -> list[Finding]:
    """Tell the worst window, then the worst of those that do not overlap it, and so on."""
    told: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (-each.excess, each.start, each.end)):
        if all(finding.end <= other.start or other.end <= finding.start for other in told):
            told.append(finding)
    return told
