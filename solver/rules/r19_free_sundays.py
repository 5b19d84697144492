"""R19: at least 13 Sundays without work in every 52 (ATW 5:6(3); R20: ATW 5:1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.person import ProvisionKind
from solver.cpsat.model import TRUE
from solver.rules.base import Family, Rule
from solver.timeline.clock import SUNDAY, WEEK, weekday
from solver.timeline.windows import worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal
    from solver.timeline.context import PersonContext
    from solver.timeline.timeline import Timeline
    from solver.timeline.windows import Window


@dataclass(frozen=True)
class FreeSundays(Rule):
    """At least 13 Sundays (00:00-24:00) without work in any 52 consecutive ones.

    Judged where the data cover 52 whole Sundays. On call is no work, and a Sunday of leave is free;
    a shift that touches Sunday makes it a working one, and so does work on a call, which ATW 5:9
    does not set apart here [strict]; with `calls_count` off it does not (milder). An agreement
    recorded for R19 waives it in windows that it covers whole. Who keeps another holy day (R20) has
    that day in place of Sunday. Source: ATW 5:6(3), 5:1.
    """

    id = "R19"
    article = "ATW 5:6(3)"
    family = Family.LAW
    sentence_en = (
        "At least {min_free} Sundays without work in every {sundays}, or of the day that somebody "
        "keeps in place of Sunday, unless a collective agreement says otherwise."
    )
    sentence_nl = (
        "Ten minste {min_free} van elke {sundays} zondagen zonder arbeid, of van de dag die iemand "
        "in plaats van de zondag viert, tenzij een collectieve regeling anders bepaalt."
    )

    min_free: int = 13
    sundays: int = 52
    calls_count: bool = True

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """The windows with too few; of overlapping ones the worst."""
        runs = list(self._runs(timeline.about))
        if not runs:
            return
        rows = timeline.worked if self.calls_count else timeline.work
        worked = {day for row in rows for day in timeline.clock.days(row.start, row.end)}
        found = []
        for window, days in runs:
            free = len(set(days) - worked)
            if free < self.min_free:
                found.append(
                    self.violation(
                        timeline,
                        window,
                        value=free,
                        limit=self.min_free,
                        unit="Sundays",
                        remedy="Keep one more of these days free.",
                    )
                )
        yield from worst_of_overlapping(found)

    def _runs(self, about: PersonContext) -> Iterator[tuple[Window, list[int]]]:
        """Each run of 52 consecutive Sundays that is judged: its window and its dates."""
        clock, span = about.clock, about.span
        weeks = (span.data_end - span.data_start) // WEEK + 1
        if weeks * max(1, len(about.person.provisions)) < self.sundays:
            return  # the usual case, and quick
        days = [d for d in clock.days(span.data_start, span.data_end) if _is_holy(about, d)]
        for index in range(len(days) - self.sundays + 1):
            run = days[index : index + self.sundays]
            window = (clock.midnight(run[0]), clock.midnight(run[-1] + 1))
            if span.judges(*window) and not about.has_agreement(self.id, *window):
                yield window, run

    def constrain(self, person: PersonModel) -> None:
        """Limit the number of Sundays with work in each window."""
        runs = [days for _, days in self._runs(person.about)]
        working: dict[int, list[Literal]] = {day: [] for days in runs for day in days}
        rows = person.worked if self.calls_count else person.work
        for candidate in rows if runs else ():
            for day in person.clock.days(candidate.row.start, candidate.row.end):
                if day in working:
                    working[day].append(candidate.literal)
        worked = {day: person.model.any_of(literals) for day, literals in working.items()}
        limit = self.sundays - self.min_free
        for days in runs:
            literals = [worked[day] for day in days]
            if literals.count(TRUE) <= limit:
                person.model.add_at_most([(1, literal) for literal in literals], limit)


def _is_holy(about: PersonContext, day: int) -> bool:
    """Whether a date is a Sunday for this person (ATW 5:1)."""
    on = date.fromordinal(day)
    kept = [
        p.weekday
        for p in about.person.provisions
        if p.kind is ProvisionKind.HOLY_DAY
        and not p.consent
        and p.start <= on
        and (p.until is None or on <= p.until)
    ]
    return weekday(day) in (kept or [SUNDAY])
