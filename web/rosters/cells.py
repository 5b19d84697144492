"""What the grid is made of: a day, a cell, and a duty that stands in one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from data.files.workbook.view import SheetDay
from data.model.duty import Absence, Assignment, Duty, Wish
from data.model.result import Violation
from data.model.shift import Shift, is_long
from data.model.stand_in import DutyPart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.coverage.status import GapRow


Own = TypeVar("Own", "Wish", Violation, "Duty")


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A day.

    Parameters
    ----------
    note
        The holiday, or what the clock does.
    """

    day: SheetDay
    weekday: str
    note: str
    is_today: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class GridMark:
    """A duty in a cell, or a day of one that lasts several.

    Parameters
    ----------
    begins, ends
        Of a bar: whether it does on this day.
    is_new
        The roster that this one is compared with does not have it.
    is_gone
        Only that one has it.
    pieces
        The part of the shift that they have, by start; empty: others took over all of it. None:
        nobody took over any of it.
    """

    shift: Shift
    assignment: Assignment
    begins: bool = True
    ends: bool = True
    is_new: bool = False
    is_gone: bool = False
    pieces: tuple[DutyPart, ...] | None = None

    @property
    def is_bar(self) -> bool:
        """Part of a duty of several days."""
        return is_long(self.shift)


@dataclass(slots=True)
class GridCell:
    """What stands under a day of somebody; `elsewhere` are duties by rosters of other books."""

    marks: list[GridMark] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    flaws: list[Violation] = field(default_factory=list)
    elsewhere: list[Duty] = field(default_factory=list)


def by_person(rows: Iterable[Own]) -> dict[str, list[Own]]:
    """What is of each person, in the order in which it is given."""
    found: dict[str, list[Own]] = {}
    for row in rows:
        found.setdefault(row.person, []).append(row)
    return found


def people_missing(rows: Iterable[GapRow]) -> int:
    """How many people some gaps lack: of one shift the most at once."""
    by_slot: dict[str, int] = {}
    for row in rows:
        interval = row.gap.interval
        by_slot[interval.slot] = max(by_slot.get(interval.slot, 0), interval.missing)
    return sum(by_slot.values())
