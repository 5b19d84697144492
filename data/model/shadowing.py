"""How far traineeships are: shifts shadowed before a period, planned in it, and still to come.

A day counts once, however many shifts of it somebody shadows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.company import Traineeship
from data.model.duty import DutyKind
from data.model.person import CompetenceLevel
from data.model.problem import RosterProblem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from data.model.duty import Assignment
    from data.model.shift import Shift

_DUTIES = (DutyKind.WORK, DutyKind.ON_CALL)


@dataclass(frozen=True, slots=True)
class TraineeshipStanding:
    """How far a traineeship is.

    Parameters
    ----------
    done
        Shifts that counted before the period.
    planned
        Shifts of the period that count, as a roster has them.
    """

    traineeship: Traineeship
    done: int
    planned: int

    @property
    def remaining(self) -> int:
        """How many are still to come after the period."""
        return max(0, self.traineeship.shifts - self.done - self.planned)


@dataclass(frozen=True)
class Shadowing:
    """One traineeship in a problem."""

    problem: RosterProblem
    traineeship: Traineeship

    @cached_property
    def days(self) -> dict[str, date]:
        """Ids of the shifts of the period that can count, each with the local day it begins on."""
        problem, asked = self.problem, self.traineeship
        return {
            shift.id: day
            for shift in problem.shifts
            if problem.post_by_id[shift.post].function == asked.function
            and asked.counts_on(day := self._day(shift.start))
            and self._is_trainee(shift)
        }

    def _is_trainee(self, shift: Shift) -> bool:
        return self.problem.level(self.traineeship.person, shift) is CompetenceLevel.TRAINEE

    @cached_property
    def done(self) -> int:
        """How many days counted before the period."""
        asked, posts = self.traineeship, self._posts
        mine = [
            duty
            for duty in self.problem.history
            if duty.person == asked.person and duty.kind in _DUTIES and duty.post in posts
        ]
        beside = [duty for duty in self.problem.history if duty.person == asked.mentor]
        days = {
            self._day(duty.start)
            for duty in mine
            if asked.mentor is None
            or any(
                other.post == duty.post and other.start < duty.end and duty.start < other.end
                for other in beside
            )
        }
        return sum(asked.counts_on(day) for day in days)

    @cached_property
    def needed(self) -> int:
        """How many days are still to be shadowed when the period begins."""
        return max(0, self.traineeship.shifts - self.done)

    def counted(self, pairs: Collection[tuple[str, str]]) -> set[date]:
        """The days that count in a roster, given as pairs of person and shift."""
        person, mentor = self.traineeship.person, self.traineeship.mentor
        return {
            day
            for shift, day in self.days.items()
            if (person, shift) in pairs and (mentor is None or (mentor, shift) in pairs)
        }

    @cached_property
    def _posts(self) -> frozenset[str]:
        posts = self.problem.posts
        return frozenset(post.id for post in posts if post.function == self.traineeship.function)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.problem.zone).date()


def traineeship_standings(
    problem: RosterProblem, assignments: Iterable[Assignment]
) -> tuple[TraineeshipStanding, ...]:
    """How far each traineeship is with a roster."""
    pairs = frozenset((one.person, one.shift) for one in assignments)
    found = []
    for traineeship in problem.traineeships:
        shadowing = Shadowing(problem, traineeship)
        planned = len(shadowing.counted(pairs))
        found.append(TraineeshipStanding(traineeship, shadowing.done, planned))
    return tuple(found)
