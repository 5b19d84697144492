"""MONTHLY_MAXIMUM: on-site shifts of a flex pool member in a month (the region's own rule)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.cpsat.model import FALSE
from solver.rules.base import Family, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.timeline import Timeline

REMEDY = "Give one of these shifts to somebody else."


@dataclass(frozen=True)
class MonthlyMaximum(Rule):
    """At most the person's own number of on-site shifts start in a calendar month.

    The number is agreed with the person (`Limits.max_shifts_per_month`); shifts of the history
    count in their month, on-call and work elsewhere do not.
    """

    id = "MONTHLY_MAXIMUM"
    article = "regional"
    family = Family.REGION
    sentence_en = "At most the agreed number of shifts in a calendar month."
    sentence_nl = "Ten hoogste het afgesproken aantal diensten per kalendermaand."

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each month of the period with too many shifts."""
        limit = timeline.about.person.limits.max_shifts_per_month
        if limit is None:
            return
        starts = [row.start for row in timeline.rows if row.kind is DutyKind.WORK]
        for start, end in _months(timeline.about):
            count = sum(start <= minute < end for minute in starts)
            if count > limit:
                yield self.violation(
                    timeline, (start, end), value=count, limit=limit, unit="shifts", remedy=REMEDY
                )

    def constrain(self, person: PersonModel) -> None:
        """Limit the sum of each month."""
        limit = person.about.person.limits.max_shifts_per_month
        if limit is None:
            return
        shifts = [c for c in person.rows if c.row.kind is DutyKind.WORK and c.literal != FALSE]
        for start, end in _months(person.about):
            terms = [(1, c.literal) for c in shifts if start <= c.row.start < end]
            person.model.add_at_most(terms, limit)


def _months(about: PersonContext) -> Iterator[tuple[int, int]]:
    """The calendar months that the period touches."""
    firsts = {date.fromordinal(day).replace(day=1) for day in about.days}
    for first in sorted(firsts):
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        yield _midnight(about.clock, first), _midnight(about.clock, following)


def _midnight(clock: LocalClock, day: date) -> int:
    return clock.midnight(day.toordinal())
