"""Instances of the public nurse rostering benchmark of Curtois and Qu.

They are published at schedulingbenchmarks.org/nrp as text files of sections. An instance becomes a
problem like any other: a post per kind of shift, a competence for who may work it, fixed days off
as absences, requests as wishes, and the rules of the general family. Day 0 is a Monday, in UTC.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.model.errors import Place
from data.tables.faults import FaultLog, nearest, refuse, shown
from scheduler.benchmark.curtois_qu_instance import (
    CoverRequirement,
    Employee,
    Instance,
    Request,
    ShiftKind,
    as_problem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from data.model.duty import Assignment
    from data.model.problem import RosterProblem

MOST_BYTES = 50_000_000
MOST_DAYS = 3_660
MOST_OF_ANYTHING = 10**9
_WHOLE = re.compile("-?[0-9]+")  # some files write nought as -0
_LONGEST_NUMBER = 20

_SECTIONS = (
    "SECTION_HORIZON",
    "SECTION_SHIFTS",
    "SECTION_STAFF",
    "SECTION_DAYS_OFF",
    "SECTION_SHIFT_ON_REQUESTS",
    "SECTION_SHIFT_OFF_REQUESTS",
    "SECTION_COVER",
)


def read_instance(path: Path) -> RosterProblem:
    """Read an instance file.

    Raises
    ------
    InputError
        With every fault of the file, by line.
    """
    return as_problem(_Reader(path).read())


def write_grid(problem: RosterProblem, assignments: Iterable[Assignment]) -> str:
    """A roster as a grid: a row per person in file order, a tab between two days.

    A cell holds the kind of shift; an empty one is a day off.
    """
    first = problem.first_date
    days = (problem.last_date - first).days + 1
    rows = {person.id: [""] * days for person in problem.people}
    for assignment in assignments:
        shift = problem.shift_by_id[assignment.shift]
        day = (shift.start.astimezone(problem.zone).date() - first).days
        rows[assignment.person][day] = shift.name
    return "".join("\t".join(cells) + "\n" for cells in rows.values())


class _Wrong(Exception):
    """A line that cannot be used; already noted in the log."""


class _Reader:
    """Reads one file, line by line, and gathers its faults."""

    def __init__(self, path: Path) -> None:
        self.file = path
        self.log = FaultLog()
        self.instance = Instance()
        self.line = 0
        self.sections: set[str] = set()

    def read(self) -> Instance:
        section: Callable[[list[str]], None] | None = None
        for number, raw in enumerate(self._text().splitlines(), start=1):
            self.line = number
            text = raw.strip()
            if not text or text.startswith("#"):
                continue
            if text.startswith("SECTION_"):
                section = self._section(text)
            elif section:
                try:
                    section([cell.strip() for cell in text.split(",")])
                except _Wrong:
                    continue
        self._miss_nothing()
        self.log.raise_if_any()
        return self.instance

    def _text(self) -> str:
        try:
            if self.file.stat().st_size > MOST_BYTES:
                raise refuse("The file is larger than 50 MB", "Give an instance file", self.file)
            return self.file.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise refuse(
                f"The file cannot be read: {error.strerror or error}", "Check its name", self.file
            ) from error
        except UnicodeDecodeError as error:
            raise refuse("The file is not text", "Give an instance file", self.file) from error

    def _section(self, title: str) -> Callable[[list[str]], None] | None:
        if title not in _SECTIONS:
            self._note(f"There is no section {shown(title)}", nearest(title, _SECTIONS))
            return None
        self.sections.add(title)
        sections: dict[str, Callable[[list[str]], None]] = {
            "SECTION_HORIZON": self._horizon,
            "SECTION_SHIFTS": self._shift,
            "SECTION_STAFF": self._employee,
            "SECTION_DAYS_OFF": self._days_off,
            "SECTION_SHIFT_ON_REQUESTS": lambda cells: self._request(cells, want=True),
            "SECTION_SHIFT_OFF_REQUESTS": lambda cells: self._request(cells, want=False),
            "SECTION_COVER": self._cover,
        }
        return sections[title]

    def _miss_nothing(self) -> None:
        for title in _SECTIONS[:3]:
            if title not in self.sections:
                self.log.add(
                    f"The file has no {title}", "Give a whole instance file", Place(str(self.file))
                )
        for name in sorted(self.instance.unknown_followers()):
            self.log.add(
                f"A shift that cannot follow another is called {shown(name)}",
                nearest(name, self.instance.kinds),
                Place(str(self.file)),
            )

    def _horizon(self, cells: list[str]) -> None:
        self.instance.days = self._number(cells[0], "number of days", 1, MOST_DAYS)

    def _shift(self, cells: list[str]) -> None:
        self._length(cells, 2, 3)
        minutes = self._number(cells[1], "length of a shift", 1, 1440)
        self._new(cells[0], self.instance.kinds, "shift")
        followers = tuple(n for n in (cells[2].split("|") if len(cells) > 2 else ()) if n)
        self.instance.kinds[cells[0]] = ShiftKind(minutes, followers)

    def _employee(self, cells: list[str]) -> None:
        self._length(cells, 8, 8)
        self._new(cells[0], self.instance.staff, "employee")
        shifts = {}
        for part in filter(None, cells[1].split("|")):
            name, _, count = part.partition("=")
            self._known(name, self.instance.kinds, "shift")
            shifts[name] = self._number(count, "largest number of shifts", 0, MOST_OF_ANYTHING)
        limits = [self._number(cell, "limit", 0, MOST_OF_ANYTHING) for cell in cells[2:]]
        self.instance.staff[cells[0]] = Employee(shifts, *limits)

    def _days_off(self, cells: list[str]) -> None:
        self._known(cells[0], self.instance.staff, "employee")
        for cell in filter(None, cells[1:]):
            self.instance.days_off.append((cells[0], self._day(cell)))

    def _request(self, cells: list[str], *, want: bool) -> None:
        self._length(cells, 4, 4)
        self._known(cells[0], self.instance.staff, "employee")
        self._known(cells[2], self.instance.kinds, "shift")
        weight = self._number(cells[3], "weight", 0, MOST_OF_ANYTHING)
        self.instance.requests.append(
            Request(cells[0], self._day(cells[1]), cells[2], weight, want)
        )

    def _cover(self, cells: list[str]) -> None:
        self._length(cells, 5, 5)
        self._known(cells[1], self.instance.kinds, "shift")
        key = (self._day(cells[0]), cells[1])
        numbers = [self._number(cell, "number", 0, MOST_OF_ANYTHING) for cell in cells[2:]]
        if key in self.instance.cover:
            self._fail("This day and shift have a line already", "Remove one of the two")
        self.instance.cover[key] = CoverRequirement(*numbers)

    def _day(self, cell: str) -> int:
        return self._number(cell, "day", 0, max(0, self.instance.days - 1))

    def _number(self, cell: str, what: str, low: int, high: int) -> int:
        if not (_WHOLE.fullmatch(cell) and len(cell) < _LONGEST_NUMBER):
            self._fail(f"The {what} is {shown(cell)}", "Write a whole number")
        number = int(cell)
        if not low <= number <= high:
            self._fail(f"The {what} is {number}", f"Write a number from {low} to {high}")
        return number

    def _known(self, name: str, known: Iterable[str], what: str) -> None:
        names = list(known)
        if name not in names:
            self._fail(f"There is no {what} {shown(name)}", nearest(name, names))

    def _new(self, name: str, known: Iterable[str], what: str) -> None:
        if not name:
            self._fail(f"The {what} has no name", "Begin the line with a name")
        if name in known:
            self._fail(f"The {what} {shown(name)} stands here twice", "Give each its own name")

    def _length(self, cells: list[str], least: int, most: int) -> None:
        if not least <= len(cells) <= most:
            count = str(least) if least == most else f"{least} or {most}"
            self._fail(f"The line has {len(cells)} cells", f"Write {count}, with commas between")

    def _note(self, what: str, remedy: str) -> None:
        self.log.add(what, remedy, Place(str(self.file), row=self.line))

    def _fail(self, what: str, remedy: str) -> None:
        self._note(what, remedy)
        raise _Wrong
