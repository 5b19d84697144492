"""What a new version of a period starts from: the problem as it stands, and what is settled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.problem import RosterProblem
from data.model.roster import RosterHead
from data.model.shift import Shift
from data.store import audit, rosters
from scheduler.current_problem import FROZEN, current_problem, roster_before, settled

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime, timedelta

    from sqlalchemy import Connection


@dataclass(frozen=True)
class Prepared:
    """What a new version starts from.

    Parameters
    ----------
    problem
        What may still be decided: the past, the near future and pins are fixed in it.
    shifts
        All shifts of the period, those of the past as they were published.
    base
        The roster in force that the new version will replace.
    published
        Its assignments.
    past
        Those of them that began before `now`: no version changes them.
    records_seq
        The last change of the records that the problem knows of.
    """

    problem: RosterProblem
    shifts: tuple[Shift, ...]
    base: RosterHead | None
    published: tuple[Assignment, ...]
    past: tuple[Assignment, ...]
    records_seq: int

    def whole(self, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
        """A roster of the problem, with the past as it was published."""
        began = {one.shift for one in self.past}
        later = [one for one in assignments if one.shift not in began]
        return tuple(sorted((*self.past, *later), key=lambda a: (a.shift, a.person)))

    def is_pinned(self, one: Assignment) -> bool:
        """Whether a planner pinned it; the frozen time pins only for as long as a search takes."""
        return one.pinned and self._published_pins.get((one.person, one.shift), True)

    @cached_property
    def _published_pins(self) -> dict[tuple[str, str], bool]:
        return {(one.person, one.shift): one.pinned for one in self.published}


def prepare(
    connection: Connection,
    first: date,
    weeks: int,
    now: datetime,
    *,
    frozen: timedelta = FROZEN,
    may_move: frozenset[str] = frozenset(),
) -> Prepared:
    """What a new version of a period starts from, as things stand in the store.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    Refused
        A roster of another period lies across this one.
    """
    problem = current_problem(connection, first, weeks, now)
    base, published = roster_before(connection, problem)
    began = (
        {s.id: s for s in rosters.read_shifts(connection, base.shift_set) if s.start < now}
        if base
        else {}
    )
    later = [
        shift
        for shift in problem.shifts
        if shift.start >= now or base is None or (shift.is_part and shift.id not in began)
    ]
    shifts = sorted((*began.values(), *later), key=lambda shift: (shift.start, shift.id))
    return Prepared(
        problem=settled(problem, published, now, frozen, may_move),
        shifts=tuple(shifts),
        base=base,
        published=published,
        past=tuple(one for one in published if one.shift in began),
        records_seq=audit.head(connection).records_seq,
    )


def prepare_again(connection: Connection, head: RosterHead, now: datetime) -> Prepared:
    """The same for the period of a roster."""
    return prepare(connection, head.first_date, head.weeks, now)
