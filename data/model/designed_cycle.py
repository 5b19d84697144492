"""A cycle that was designed for a base roster, with what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from data.model.result import Violation


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How often a cycle breaks a health rule in one turn, and what that costs in points."""

    rule: str
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class UnstaffedShift:
    """A shift that the cycle leaves open each week.

    Parameters
    ----------
    weekday
        0 is Monday.
    missing
        People too few.
    """

    weekday: int
    name: str
    missing: int


@dataclass(frozen=True, slots=True)
class DesignedCycle:
    """A cycle with what it is worth.

    Parameters
    ----------
    weeks
        Per week seven shift names, Monday first; empty for a day off.
    minutes
        Work per week.
    free_weekends
        Weeks of which Saturday and Sunday are wholly free.
    open_shifts
        What it does not fill.
    scores
        Of the health rules that it breaks.
    points
        All of these together.
    is_best
        It is proven that no cycle has fewer open shifts, or as few at fewer points.
    exceptions
        What is broken on the nights on which the clock is changed, and then only.
    """

    weeks: tuple[tuple[str, ...], ...]
    minutes: tuple[int, ...]
    free_weekends: int
    open_shifts: tuple[UnstaffedShift, ...]
    scores: tuple[RuleScore, ...]
    points: int
    is_best: bool
    exceptions: tuple[Violation, ...] = ()

    @property
    def missing(self) -> int:
        """Open shifts a week of the cycle."""
        return sum(shift.missing for shift in self.open_shifts)

    @property
    def hours_per_week(self) -> float:
        """Hours of work a week, on average."""
        return sum(self.minutes) / 60 / len(self.weeks)

    @property
    def days(self) -> tuple[str, ...]:
        """All days after each other."""
        return tuple(name for week in self.weeks for name in week)
