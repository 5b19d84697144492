"""SAME_KIND_RUN: not too many day, late or night shifts in a row (a health rule)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from solver.constraints.flaws import RunPlace, Sum, all_worked, one_above
from solver.constraints.rest_model import most_together
from solver.cpsat.model import FALSE
from solver.rules.base import HealthRule
from solver.timeline.clock import HOUR
from solver.timeline.rows import night_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.result import Violation
    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.cpsat.model import Literal, Model
    from solver.timeline.clock import LocalClock
    from solver.timeline.rows import LegalShift
    from solver.timeline.timeline import Timeline

REMEDY = "Let a shift of another kind follow sooner, or a day off."
NOWHERE = RunPlace([], [])
LONGEST = 28  #: days before the period in which a run may begin that is still counted


class TimeOfDay(IntEnum):
    """When a shift is worked."""

    DAY = 0
    LATE = 1
    NIGHT = 2


@dataclass
class _Run:
    """Shifts of one kind day after day, up to the last one."""

    length: int = 0
    last: int = 0
    last_of_roster: int = 0
    starts: dict[int, int] = field(default_factory=dict)  #: of the first shift, by date

    def add(self, day: int, shift: LegalShift) -> None:
        """Go on to a shift."""
        if day != self.last or not self.length:
            self.length = self.length + 1 if day == self.last + 1 else 1
            self.last = day
            self.starts[day] = shift.start
        if shift.is_of_roster:
            self.last_of_roster = day


@dataclass(frozen=True)
class SameKindRun(HealthRule):
    """At most 4 day shifts, 4 late shifts or 3 night shifts, day after day, some of this roster.

    A night shift is that of the law (ATW 1:7); of the others late is what starts at `late_from` on
    the clock or later. Each shift beyond is a flaw. Sources: AOOW, Vuistregels voor een
    verantwoord werkrooster; Arbocatalogus Graan, W-04; HSE, Good practice guidelines (2021).

    Parameters
    ----------
    most, most_nights
        Longest run of day or of late shifts, and of night shifts.
    late_from
        Minutes after midnight on the clock.
    """

    id = "SAME_KIND_RUN"
    article = "regional"
    sentence_en = (
        "At most {most} day shifts or late shifts in a row, and at most {most_nights} night shifts."
    )
    sentence_nl = (
        "Ten hoogste {most} dagdiensten of late diensten achter elkaar, en ten hoogste "
        "{most_nights} nachtdiensten."
    )

    most: int = 4
    most_nights: int = 3
    late_from: int = 12 * HOUR

    def _place(self, shift: LegalShift, clock: LocalClock) -> tuple[TimeOfDay, int]:
        """The kind of a shift and its date: of a night, that of its morning."""
        if shift.is_night:
            return TimeOfDay.NIGHT, night_of(shift, clock)
        day = clock.day(shift.start)
        late = shift.start >= clock.at(day, self.late_from)
        return TimeOfDay.LATE if late else TimeOfDay.DAY, day

    def _limit(self, kind: TimeOfDay) -> int:
        return self.most_nights if kind is TimeOfDay.NIGHT else self.most

    def soft_violations(self, timeline: Timeline) -> Iterator[Violation]:
        """Each date on which a run of one kind is too long."""
        clock, days = timeline.clock, timeline.about.days
        earliest, told = clock.midnight(days.start - LONGEST), set[int]()
        runs = {kind: _Run() for kind in TimeOfDay}
        for shift in timeline.shifts:
            if shift.start < earliest:
                continue
            kind, day = self._place(shift, clock)
            run, limit = runs[kind], self._limit(kind)
            run.add(day, shift)
            is_long = run.length > limit and run.last_of_roster >= day - limit
            if is_long and day not in told and clock.day(shift.start) in days:
                told.add(day)
                window = run.starts[day - limit], shift.end
                yield self.violation(
                    timeline, window, value=run.length, limit=limit, unit="shifts", remedy=REMEDY
                )

    def penalise(self, person: PersonModel) -> list[Literal]:
        """A literal per date on which a run of one kind may be too long."""
        clock, days, model = person.clock, person.about.days, person.model
        by_place: dict[tuple[TimeOfDay, int], list[ShiftCandidate]] = {}
        for candidate in person.shifts:
            if candidate.literal != FALSE:
                by_place.setdefault(self._place(candidate.shift, clock), []).append(candidate)
        places = {place: _as_place(model, shifts) for place, shifts in by_place.items()}
        judged: dict[int, list[tuple[TimeOfDay, list[ShiftCandidate]]]] = {}
        for (kind, day), shifts in by_place.items():
            if last := [c for c in shifts if clock.day(c.shift.start) in days]:
                judged.setdefault(day, []).append((kind, last))
        found: list[Literal] = []
        for day, kinds in judged.items():
            sums: list[Sum] = []
            for kind, last in kinds:
                before = range(1, self._limit(kind) + 1)
                run = [places.get((kind, day - back), NOWHERE) for back in before]
                if all(place.worked for place in run):
                    whole = len(last) == len(by_place[kind, day])
                    place = places[kind, day] if whole else _as_place(model, last)
                    sums += all_worked([place, *run])
            found += one_above(model, sums, "same kind")
        return found


def _as_place(model: Model, shifts: Sequence[ShiftCandidate]) -> RunPlace:
    worked = [c.literal for c in shifts]
    ours = [c.literal for c in shifts if c.shift.is_of_roster]
    if len(shifts) > 1 and most_together(shifts) > 1:
        everything = len(ours) == len(worked)
        worked = [model.any_of(worked, "same kind")]
        ours = worked if everything else [model.any_of(ours, "same kind")] if ours else []
    return RunPlace(worked, ours)
