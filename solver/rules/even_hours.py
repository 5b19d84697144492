"""EVEN_HOURS: no week far above the contract (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from data.model.duty import DutyKind
from solver.constraints.roster_days import in_flex_pool
from solver.cpsat.model import FALSE, TRUE
from solver.rules.base import HealthRule
from solver.timeline.clock import HOUR
from solver.timeline.windows import HoursWorked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.person import Contract
    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.context import PersonContext
    from solver.timeline.timeline import Timeline
    from solver.timeline.windows import Window

REMEDY = "Move a shift to a quieter week, or give it to somebody else."


class _Bound(NamedTuple):
    """Most minutes in a number of weeks that end with a week, by the date of its Monday."""

    monday: int
    weeks: int
    minutes: int

    def window(self, about: PersonContext) -> Window:
        """The minutes that it is about."""
        first = self.monday - 7 * (self.weeks - 1)
        return about.clock.midnight(first), about.clock.midnight(self.monday + 7)


@dataclass(frozen=True)
class EvenHours(HealthRule):
    """A week has at most 8 hours more than the contract, and 4 weeks on average 4 hours more.

    So somebody of 36 hours works 44 in a week and 40 on average at most. Work elsewhere and
    credited absence count; a week, or 4 weeks, without a shift of this roster is no concern. Each
    week from Monday is one flaw at most, and is judged if its Sunday lies in the period. Who has no
    contract hours, or is in a flex pool, is exempt. Source: AOOW, Vuistregels voor een verantwoord
    werkrooster (34 to 38 hours a week; even over a run of 4 weeks).

    Parameters
    ----------
    above
        Beyond the contract hours of one week.
    weeks, above_on_average
        A longer stretch, and as much a week beyond the contract hours in it.
    """

    id = "EVEN_HOURS"
    article = "regional"
    sentence_en = (
        "At most {above_h} hours a week beyond the contract, and on average over {weeks} weeks at "
        "most {above_on_average_h}."
    )
    sentence_nl = (
        "Ten hoogste {above_h} uur per week boven het contract, en gemiddeld over {weeks} weken "
        "ten hoogste {above_on_average_h}."
    )

    above: int = 8 * HOUR
    weeks: int = 4
    above_on_average: int = 4 * HOUR

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each week that has too many hours, or that ends a stretch with too many on average."""
        about, hours, told = timeline.about, timeline.ordinary_hours, -1
        for bound in self._bounds(about):
            if bound.monday == told:
                continue
            window = bound.window(about)
            minutes = hours.minutes(*window)
            if minutes > bound.minutes and any(
                row.kind is DutyKind.WORK and row.overlaps(*window) for row in timeline.rows
            ):
                told = bound.monday
                yield self.violation(
                    timeline,
                    (about.clock.midnight(bound.monday), window[1]),
                    value=minutes / bound.weeks,
                    limit=bound.minutes / bound.weeks,
                    remedy=REMEDY,
                )

    def _bounds(self, about: PersonContext) -> list[_Bound]:
        if in_flex_pool(about):
            return []
        return _bounds_of(self, about.person.contracts, about.weekends)

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per week that may have too many hours."""
        by_week: dict[int, list[_Bound]] = {}
        for bound in self._bounds(person.about):
            by_week.setdefault(bound.monday, []).append(bound)
        fixed = [c.row for c in person.rows if c.literal == TRUE]
        elsewhere = HoursWorked([row for row in fixed if row.kind is not DutyKind.WORK])
        found: list[Literal] = []
        for bounds in by_week.values():
            found += self._too_many(person, elsewhere, bounds)
        return found

    def _too_many(
        self, person: PersonModel, elsewhere: HoursWorked, bounds: list[_Bound]
    ) -> list[Literal]:
        """A literal that holds if one of the bounds of a week is exceeded."""
        causes: list[Literal] = []
        reachable: list[tuple[Window, int]] = []
        for bound in bounds:
            window = bound.window(person.about)
            if person.hours.most(*window) <= bound.minutes:
                continue
            ours = [
                c.literal
                for c in person.rows
                if c.row.kind is DutyKind.WORK and c.literal != FALSE and c.row.overlaps(*window)
            ]
            if elsewhere.minutes(*window) > bound.minutes:
                causes += ours
            elif ours and person.hours.fixed(*window) > bound.minutes:
                causes.append(TRUE)
            elif ours:
                reachable.append((window, bound.minutes))
        if TRUE in causes:
            return [TRUE]
        if not causes and not reachable:
            return []
        flaw = person.model.new_literal("uneven hours")
        for cause in causes:
            person.model.add_implication(cause, flaw)
        for window, minutes in reachable:
            person.hours.add_at_most(window, minutes, -flaw)
        return [flaw]


@lru_cache(maxsize=4096)
def _bounds_of(rule: EvenHours, contracts: tuple[Contract, ...], mondays: range) -> list[_Bound]:
    """The bounds of each week; none where the contract has no hours."""
    found: list[_Bound] = []
    for monday in mondays:
        for weeks, above in ((1, rule.above), (rule.weeks, rule.above_on_average)):
            days = range(monday - 7 * (weeks - 1), monday + 7)
            per_week = sum(_hours_on(contracts, date.fromordinal(day)) for day in days)
            if per_week:
                found.append(_Bound(monday, weeks, ceil(per_week * HOUR / 7) + weeks * above))
    return found


def _hours_on(contracts: tuple[Contract, ...], day: date) -> float:
    """Contract hours a week on a date."""
    there = (c for c in contracts if c.start <= day and (c.until is None or day <= c.until))
    return next((contract.hours_per_week for contract in there), 0)
