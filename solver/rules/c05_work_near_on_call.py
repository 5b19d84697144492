"""C05: at most 13 hours of work in any 24 hours with on-call in them (ATW 5:9(4))."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.duty import AbsenceKind, DutyKind
from solver.constraints.block_windows import windows_at
from solver.constraints.on_call import anchors, possible_on_call
from solver.cpsat.model import FALSE, TRUE, Literal
from solver.rules.base import Family, Rule
from solver.timeline.clock import DAY, HOUR
from solver.timeline.rows import collides
from solver.timeline.timeline import edges, on_call_time
from solver.timeline.windows import HoursWorked, worst_of_overlapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import RowCandidate
    from solver.constraints.on_call import OnCall
    from solver.constraints.person_model import PersonModel
    from solver.timeline.rows import Row, Stretch
    from solver.timeline.timeline import Timeline

REMEDY = "Move work out of these hours, or give the on-call duty to somebody else."


@dataclass(frozen=True)
class WorkNearOnCall(Rule):
    """At most 13 hours of work, planned or on calls, in any 24 hours that touch on-call.

    Work on calls makes no shift, so this is its limit, and not R05 or R10. Absence counts (ATW
    5:2), a course as the work that it is: its breaks lie outside the window. A window touches
    on-call also where the one begins as the other ends [strict]; with `only_on_call` the 24 hours
    lie wholly in one on-call duty (milder). Windows start or end where a duty or an absence does.
    Source: ATW 5:9(4).
    """

    id = "C05"
    article = "ATW 5:9(4)"
    family = Family.LAW
    sentence_en = "At most {max_work_h} hours of work in any {window_h} hours with on-call in them."
    sentence_nl = "Ten hoogste {max_work_h} uur arbeid in elke {window_h} uur met consignatie."

    max_work: int = 13 * HOUR
    window: int = DAY
    only_on_call: bool = False

    def counts(self, row: Row) -> bool:
        """Whether the minutes of a row count."""
        return row.is_worked or row.kind is DutyKind.ABSENCE

    def check(self, timeline: Timeline) -> Iterator[Violation]:
        """Each window with too much work; of overlapping ones the worst."""
        if not timeline.on_call:
            return
        rows = [_as_work(row) for row in timeline.rows if self.counts(row)]
        hours, on_call = HoursWorked(rows, self.counts), on_call_time(timeline)
        whole = [(row.start, row.end) for row in timeline.on_call]
        places = edges(on_call) | edges([(row.start, row.end) for row in rows])
        yield from worst_of_overlapping(
            self.violation(timeline, window, value=minutes, limit=self.max_work, remedy=REMEDY)
            for window in windows_at(places, self.window)
            if timeline.span.judges(*window)
            and (minutes := hours.minutes(*window)) > self.max_work
            and self._concerns(window, on_call, whole)
        )

    def _concerns(
        self, window: Stretch, pieces: Sequence[Stretch], whole: Sequence[Stretch]
    ) -> bool:
        """Whether on-call in these pieces of whole duties is a matter of a window."""
        start, end = window
        if self.only_on_call:
            return any(first <= start and end <= last for first, last in whole)
        return any(first <= end and start <= last for first, last in pieces)

    def constrain(self, person: PersonModel) -> None:
        """A limit on the work in each window near an on-call duty, if that duty is there."""
        every_duty = possible_on_call(person)
        rows = [
            c._replace(row=_as_work(c.row))
            for c in person.rows
            if self.counts(c.row) and c.literal != FALSE
        ]
        hours = HoursWorked((c.row for c in rows if c.literal == TRUE), self.counts)
        for duty in every_duty:
            start, end = duty.row.start - self.window, duty.row.end + self.window
            near = [c for c in rows if c.row.overlaps(start, end) and _may_go_with(duty, c.row)]
            places = _places(near, [d for d in every_duty if d is duty or _apart(d, duty)])
            whole = [(duty.row.start, duty.row.end)]
            for window in windows_at(places, self.window):
                if person.span.judges(*window) and self._concerns(window, duty.pieces, whole):
                    there = {*places.get(window[0], ()), *places.get(window[1], ())}
                    fixed = hours.minutes(*window)
                    self._limit(person, window, near, fixed, duty.literal, there)

    def _limit(
        self,
        person: PersonModel,
        window: Stretch,
        near: Sequence[RowCandidate],
        fixed: int,
        duty: Literal,
        there: set[Literal],
    ) -> None:
        """Limit the work in a window if the duty is there, and what it is anchored to."""
        free = [(c.row.work_in(*window), c.literal) for c in near if c.literal != TRUE]
        free = [(minutes, literal) for minutes, literal in free if minutes]
        most = min(fixed + sum(minutes for minutes, _ in free), max(fixed, self.window))
        if (not free and duty == TRUE) or most <= self.max_work:
            return
        always = not there.isdisjoint({TRUE, duty})
        limit = max(fixed, self.max_work) if always and duty == TRUE else self.max_work
        for conditions in [[duty]] if always else [[duty, anchor] for anchor in sorted(there)]:
            terms = [*free, *((most - limit, literal) for literal in conditions)]
            person.model.add_at_most(terms, limit - fixed + (most - limit) * len(conditions))


def _as_work(row: Row) -> Row:
    """A course as the work that it is; any other row as it stands."""
    is_course = row.kind is DutyKind.ABSENCE and row.post == AbsenceKind.COURSE
    return replace(row, kind=DutyKind.WORK) if is_course else row


def _places(rows: Iterable[RowCandidate], duties: Iterable[OnCall]) -> dict[int, set[Literal]]:
    """Where a window may start or end, each with what must be there for it."""
    found = [((c.row.start, c.row.end), c.literal) for c in rows]
    return anchors([*found, *((piece, duty.literal) for duty in duties for piece in duty.pieces)])


def _apart(one: OnCall, other: OnCall) -> bool:
    return not one.row.overlaps(other.row.start, other.row.end)


def _may_go_with(duty: OnCall, row: Row) -> bool:
    """Whether OVERLAP lets a row go with an on-call duty."""
    return not collides(duty.row, row)
