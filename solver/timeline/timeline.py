"""A person's whole time, as the `check` half of a rule sees it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.timeline.beside import Beside
from solver.timeline.context import PersonContext, Span
from solver.timeline.rows import LegalShift, Row, Stretch, legal_shifts, night_of, pieces_of
from solver.timeline.windows import HoursWorked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.timeline.clock import LocalClock
    from solver.timeline.rows import Stretch


@dataclass(frozen=True)
class Timeline:
    """All rows of one person: history, elsewhere, absence and the roster itself.

    Parameters
    ----------
    about
        Person, clock, span and ruleset.
    rows
        By start.
    beside
        The time of those with whom a rule of the region pairs them; none where it is not asked.
    """

    about: PersonContext
    rows: tuple[Row, ...]
    beside: tuple[Beside, ...] = ()

    @property
    def clock(self) -> LocalClock:
        """The local clock."""
        return self.about.clock

    @property
    def span(self) -> Span:
        """The stretches of time."""
        return self.about.span

    @cached_property
    def shifts(self) -> list[LegalShift]:
        """Shifts of ATW 1:7, by start."""
        return legal_shifts(self.rows, self.clock, self.about.shifts_seen)

    @cached_property
    def judged_shifts(self) -> list[LegalShift]:
        """Those that end in the judged stretch or after it, and the last one before."""
        place = bisect_left(self.shifts, self.span.judged_start, key=lambda shift: shift.start)
        return self.shifts[max(0, place - 2) :]

    @cached_property
    def nights(self) -> dict[int, LegalShift]:
        """Night shifts by their date (`night_of`), by start."""
        return {night_of(shift, self.clock): shift for shift in self.shifts if shift.is_night}

    @cached_property
    def days_of_work(self) -> set[int]:
        """The local dates on which work starts, here or elsewhere."""
        return {self.clock.day(row.start) for row in self.work}

    @cached_property
    def days_of_roster(self) -> set[int]:
        """The local dates on which shifts of this roster start."""
        return {self.clock.day(row.start) for row in self.rows if row.kind is DutyKind.WORK}

    @cached_property
    def ordinary_hours(self) -> HoursWorked:
        """Hours of ATW 5:7, which several rules count."""
        return HoursWorked(self.rows)

    @cached_property
    def work(self) -> list[Row]:
        """Work rows, here and elsewhere, by start."""
        return [row for row in self.rows if row.is_work]

    @cached_property
    def worked(self) -> list[Row]:
        """Work rows and work on calls, by start."""
        return [row for row in self.rows if row.is_worked]

    @cached_property
    def on_call(self) -> list[Row]:
        """On-call rows, by start."""
        return [row for row in self.rows if row.kind is DutyKind.ON_CALL]

    @cached_property
    def on_call_pieces(self) -> list[tuple[Stretch, ...]]:
        """What of each on-call row lies outside the work elsewhere."""
        elsewhere = [row for row in self.work if row.kind is DutyKind.ELSEWHERE]
        return [pieces_of(row, elsewhere) for row in self.on_call]

    @cached_property
    def absences(self) -> list[Row]:
        """Absence rows, by start."""
        return [row for row in self.rows if row.kind is DutyKind.ABSENCE]


def on_call_time(timeline: Timeline) -> list[Stretch]:
    """All pieces of a person's on-call, by start."""
    return sorted(piece for pieces in timeline.on_call_pieces for piece in pieces)


def edges(stretches: Iterable[Stretch]) -> set[int]:
    """All starts and ends."""
    return {edge for stretch in stretches for edge in stretch}
