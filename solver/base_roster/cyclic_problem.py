"""What a cycle must keep to, where nothing but counts and lengths are asked of it.

This is the rotating workforce problem of the literature. All work the same cycle of weeks, each
begins in another week of it, so the cycle is at once the roster of a team: what somebody does in
week 3 is what another does now. After its last day comes its first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from data.model.base_roster import DAYS_IN_WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OFF = -1  #: a day off, where another day has the number of its shift

_ENDLESS = 1_000_000  #: days of a run that has no end: nothing else is in the cycle

Cycle = tuple[int, ...]  #: per day, from a Monday on, the number of its shift, or `OFF`


@dataclass(frozen=True, slots=True)
class RunLength:
    """How many days a run of the same lasts, both inclusive."""

    least: int
    most: int

    def allows(self, days: int) -> bool:
        """Whether a run may last so many days."""
        return self.least <= days <= self.most


@dataclass(frozen=True, slots=True)
class CyclicProblem:
    """A cycle is asked for; any that keeps to all of this will do.

    Parameters
    ----------
    weeks
        Weeks of the cycle, which is people of the team, >= 1.
    shifts
        Names.
    required
        Per shift, per weekday from Monday: exactly so many people are on it.
    work, days_off
        Runs of days with any shift, and of days without.
    same_shift
        Per shift: runs of that shift alone.
    barred
        Pairs of shifts of which the second may not come the day after the first.
    barred_after_day_off
        The same where exactly one day off lies between them.
    """

    weeks: int
    shifts: tuple[str, ...]
    required: tuple[tuple[int, ...], ...]
    work: RunLength
    days_off: RunLength
    same_shift: tuple[RunLength, ...]
    barred: frozenset[tuple[int, int]] = frozenset()
    barred_after_day_off: frozenset[tuple[int, int]] = frozenset()

    @property
    def days(self) -> int:
        """Days of the cycle."""
        return DAYS_IN_WEEK * self.weeks

    def count(self, shift: int, weekday: int) -> int:
        """How many are on a shift on a weekday; of `OFF`: how many are free."""
        if shift == OFF:
            return self.weeks - sum(row[weekday] for row in self.required)
        return self.required[shift][weekday]


def broken_limits(problem: CyclicProblem, cycle: Cycle) -> Iterator[str]:
    """What a cycle does not keep to, each as a sentence; nothing where it is valid."""
    if len(cycle) != problem.days:
        yield f"{len(cycle)} days, not {problem.days}"
        return
    for shift, name in enumerate(problem.shifts):
        for weekday in range(DAYS_IN_WEEK):
            there = cycle[weekday::DAYS_IN_WEEK].count(shift)
            if there != problem.count(shift, weekday):
                wanted = problem.count(shift, weekday)
                yield f"weekday {weekday}: {there} on shift {name}, not {wanted}"
    for works, days in _runs(cycle, lambda shift: int(shift != OFF)):
        if not (problem.work if works else problem.days_off).allows(days):
            yield f"a run of {days} days {'of work' if works else 'off'}"
    for shift, days in _runs(cycle, lambda shift: shift):
        if shift != OFF and not problem.same_shift[shift].allows(days):
            yield f"a run of {days} days of shift {problem.shifts[shift]}"
    for day, first in enumerate(cycle):
        second, third = cycle[(day + 1) % len(cycle)], cycle[(day + 2) % len(cycle)]
        if (first, second) in problem.barred:
            yield f"day {day}: shift {problem.shifts[second]} after {problem.shifts[first]}"
        if second == OFF and (first, third) in problem.barred_after_day_off:
            yield f"day {day}: shift {problem.shifts[third]} soon after {problem.shifts[first]}"


def _runs(cycle: Cycle, key: Callable[[int], int]) -> list[tuple[int, int]]:
    """Key and length of each run of days with the same key, around the end of the cycle."""
    start = next((d for d in range(len(cycle)) if key(cycle[d]) != key(cycle[d - 1])), None)
    if start is None:
        return [(key(cycle[0]), _ENDLESS)]
    turned = cycle[start:] + cycle[:start]
    return [(value, len(list(run))) for value, run in groupby(turned, key)]
