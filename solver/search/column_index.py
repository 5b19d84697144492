"""Where the columns of a roster's matrix belong: to whom, and to which days.

A choice belongs to its person and to the day on which its shift starts. What else the rules have
written down (a rest, a count, a series) belongs to the days of the choices it is tied to: by a
row, or by a row of something that is. A part of the matrix need then hold only what lies near.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from solver.cpsat.matrix import Ints, Matrix
from solver.cpsat.model import TRUE
from solver.timeline.clock import DAY

if TYPE_CHECKING:
    from collections.abc import Collection

    from solver.cpsat.matrix import Flags
    from solver.formulation.roster_model import RosterModel

MARGIN = 7  #: days around free choices in which what the rules count may change with them
NOWHERE = 1 << 30  #: a day that never comes


@dataclass(frozen=True)
class ColumnIndex:
    """Owner and days of each column.

    Parameters
    ----------
    people
        Person ids; an owner is a place in this list.
    owner
        Per column; -1: shared.
    day
        Per column the day on which a choice begins; -1: no choice.
    first, last
        Per column the days it is tied to; all days where it is tied to none.
    shared_shifts
        Per pair of people how many shifts both may choose.
    """

    matrix: Matrix
    people: list[str]
    owner: Ints
    day: Ints
    first: Ints
    last: Ints
    shared_shifts: Ints

    @classmethod
    def of(cls, roster: RosterModel, matrix: Matrix) -> ColumnIndex:
        """The places in a model whose literals say who works when."""
        people = sorted({pair[0] for pair in roster.literals})
        number = {person: index for index, person in enumerate(people)}
        owner = np.array([number.get(o, -1) for o in roster.model.owners[1:]], np.int64)
        day = np.full(len(owner), -1, np.int64)
        rows = roster.index.row_of
        for (_, shift), literal in roster.literals.items():
            if literal != TRUE:
                day[literal - 1] = rows[shift].start // DAY
        return cls(matrix, people, owner, day, *_days_of_all(matrix, day), _shared(roster, number))

    @property
    def first_day(self) -> int:
        """The first day on which a choice begins."""
        return int(self.day[self.day >= 0].min())

    @property
    def last_day(self) -> int:
        """The last one."""
        return int(self.day.max())

    def of_people(self, people: Collection[int]) -> Flags:
        """All columns of some people, and the shared ones they touch."""
        return self._with_shared(np.isin(self.owner, list(people)))

    def of_days(self, people: Collection[int], first: int, days: int) -> Flags:
        """Choices of some people that begin in a window of days, and what is tied to them."""
        last = first + days
        choice = (first <= self.day) & (self.day < last)
        near = (self.last >= first - MARGIN) & (self.first < last + MARGIN)
        inside = np.where(self.day >= 0, choice, near)
        return self._with_shared(np.isin(self.owner, list(people)) & inside)

    def _with_shared(self, mine: Flags) -> Flags:
        """Add the shared columns that stand in a row with one of these."""
        touched = np.zeros(len(self.matrix.low), bool)
        touched[self.matrix.rows[mine[self.matrix.columns]]] = True
        near = np.zeros(len(mine), bool)
        near[self.matrix.columns[touched[self.matrix.rows]]] = True
        return mine | (near & (self.owner < 0))


@dataclass(frozen=True)
class SharesOfColumns:
    """What fairness counts, in arrays: owner, burden, and column of each count, and the share."""

    owner: Ints
    burden: Ints
    column: Ints
    target: NDArray[np.float64]

    @classmethod
    def of(cls, roster: RosterModel, index: ColumnIndex) -> SharesOfColumns | None:
        """The counts of a model; None: it has none."""
        number = {person: place for place, person in enumerate(index.people)}
        counts = [one for one in roster.shared_counts if one.person in number]
        burdens = {burden: place for place, burden in enumerate({one.burden for one in counts})}
        found = cls(
            np.array([number[one.person] for one in counts], np.int64),
            np.array([burdens[one.burden] for one in counts], np.int64),
            np.array([one.variable - 1 for one in counts], np.int64),
            np.array([one.target for one in counts]),
        )
        return found if counts else None


def _shared(roster: RosterModel, number: dict[str, int]) -> Ints:
    """How many shifts each two people may both choose."""
    shifts = {shift: place for place, shift in enumerate({pair[1] for pair in roster.literals})}
    may = np.zeros((len(number), len(shifts)), np.int64)
    for (person, shift), literal in roster.literals.items():
        if literal != TRUE:
            may[number[person], shifts[shift]] = 1
    found: Ints = may @ may.T
    return found


def _days_of_all(matrix: Matrix, day: Ints) -> tuple[Ints, Ints]:
    """First and last day of each column, from the choices outward."""
    first = np.where(day >= 0, day, NOWHERE)
    last = np.where(day >= 0, day, -NOWHERE)
    known = day >= 0
    while True:
        reached = known[matrix.columns]
        row_first = np.full(len(matrix.low), NOWHERE)
        row_last = np.full(len(matrix.low), -NOWHERE)
        np.minimum.at(row_first, matrix.rows[reached], first[matrix.columns[reached]])
        np.maximum.at(row_last, matrix.rows[reached], last[matrix.columns[reached]])
        new = ~reached & (row_first[matrix.rows] < NOWHERE)
        if not new.any():
            break
        rows, columns = matrix.rows[new], matrix.columns[new]
        np.minimum.at(first, columns, row_first[rows])
        np.maximum.at(last, columns, row_last[rows])
        known = last >= first
    first[~known], last[~known] = -NOWHERE, NOWHERE
    return first, last
