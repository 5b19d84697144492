"""CONTRACT_HOURS: not much more work than the contract says (the region's own rule)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.cpsat.model import FALSE, TRUE
from solver.rules.base import Family, Rule
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row
    from solver.timeline.timeline import Timeline

REMEDY = "Give work of this period to somebody else."


@dataclass(frozen=True)
class ContractHours(Rule):
    """Work in the period is at most the contract hours and a tolerance.

    Contract hours are added up day by day. The tolerance is `tolerance_percent` of them, and at
    least one shift. Work here, elsewhere and on calls counts where it starts; an absence
    counts with its credited hours (ATW 5:2). Who has no contract hours has no limit.
    """

    id = "CONTRACT_HOURS"
    article = "regional"
    family = Family.REGION
    sentence_en = (
        "Work in the period, elsewhere and credited absence included, is at most the contract "
        "hours plus {tolerance_percent} %, and always one shift of {least_tolerance_h} hours more."
    )
    sentence_nl = (
        "Arbeid in de periode, met werk elders en meetellende afwezigheid, is ten hoogste de "
        "contracturen plus {tolerance_percent} %, en altijd één dienst van {least_tolerance_h} uur "
        "meer."
    )

    tolerance_percent: int = 10
    least_tolerance: int = 12 * HOUR

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Too much work in the period."""
        limit = self.limit(timeline.about)
        minutes = counted_minutes(timeline.rows, *timeline.about.period)
        if limit is not None and minutes > limit:
            window = timeline.about.period
            yield self.violation(timeline, window, value=minutes, limit=limit, remedy=REMEDY)

    def limit(self, about: PersonContext) -> int | None:
        """Most minutes of work in the period; None: no limit."""
        week = sum(about.person.hours_per_week(date.fromordinal(day)) for day in about.days)
        if not week:
            return None
        minutes = ceil(week * HOUR / 7)
        return minutes + max(minutes * self.tolerance_percent // 100, self.least_tolerance)

    def bounds(self, person: PersonModel) -> None:
        """Tell the other rules how much work may still be added."""
        limit = self.limit(person.about)
        if limit is not None:
            fixed = [c.row for c in person.rows if c.literal == TRUE]
            room = max(0, limit - counted_minutes(fixed, *person.about.period))
            known = person.max_new_work
            person.max_new_work = room if known is None else min(known, room)

    def constrain(self, person: PersonModel) -> None:
        """Limit the sum."""
        limit = self.limit(person.about)
        if limit is not None:
            rows = [c for c in person.rows if c.literal != FALSE]
            terms = [(counted_minutes([c.row], *person.about.period), c.literal) for c in rows]
            person.model.add_at_most(terms, limit)


def counted_minutes(rows: Iterable[Row], start: int, end: int) -> int:
    """Minutes of work that starts in a stretch of time, and of absence in it."""
    total = 0
    for row in rows:
        if row.kind is DutyKind.ABSENCE:
            total += row.work_in(start, end)
        elif row.is_worked and start <= row.start < end:
            total += row.work
    return total
