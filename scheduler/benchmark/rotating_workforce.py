"""Instances of the rotating workforce benchmark of Musliu, Schutt and Stuckey.

They are MiniZinc data: ``name = value;``, where a value is a number, a list, or for the demand a
grid of a row a shift and seven days. Any valid cycle answers one, or a proof that there is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.model.base_roster import DAYS_IN_WEEK
from data.model.errors import Place
from data.tables.faults import FaultLog, refuse, shown
from solver.base_roster.cyclic_problem import OFF, CyclicProblem, RunLength

if TYPE_CHECKING:
    from pathlib import Path

    from solver.base_roster.cyclic_problem import Cycle

MOST_BYTES = 1_000_000
MOST_PEOPLE = 1_000
MOST_SHIFTS = 10
LONGEST_RUN = 100

_VALUE = re.compile(r"(\w+)\s*=\s*(\[\|.*?\|\]|\[.*?\]|[^;\[]*?)\s*;", re.DOTALL)
_WHOLE = re.compile("[0-9]{1,9}")
_DAY_OFF = "-"


def read_cyclic_problem(path: Path) -> CyclicProblem:
    """Read an instance file.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise refuse("The file is larger than 1 MB", "Give an instance file", path)
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refuse(
            f"The file cannot be read: {error.strerror or error}", "Check its name", path
        ) from error
    except UnicodeDecodeError as error:
        raise refuse("The file is not text", "Give an instance file", path) from error
    return _Reader(path, text).read()


def write_cycle(problem: CyclicProblem, cycle: Cycle) -> str:
    """A cycle as text: a line per week of it, a name per day, ``-`` for a day off."""
    names = [_DAY_OFF if shift == OFF else problem.shifts[shift] for shift in cycle]
    starts = range(0, len(names), DAYS_IN_WEEK)
    return "".join(" ".join(names[day : day + DAYS_IN_WEEK]) + "\n" for day in starts)


class _Reader:
    """Reads the values of one file and gathers its faults."""

    def __init__(self, path: Path, text: str) -> None:
        self.file = str(path)
        self.values = dict(_VALUE.findall(re.sub(r"%.*", "", text)))
        self.log = FaultLog()

    def read(self) -> CyclicProblem:
        count = self._number("nb_shifts", 1, MOST_SHIFTS)
        weeks = self._number("nb_workers", 1, MOST_PEOPLE)
        pairs = self._number("nb_forbidden", 0, MOST_SHIFTS**2 * 2)
        self.log.raise_if_any()
        names = [name.strip('"') for name in self._list("shift_name", count)]
        required = [
            self._numbers("temp_req", row.split(","), DAYS_IN_WEEK, 0, MOST_PEOPLE)
            for row in self._list("temp_req", count, separator="|")
            if row
        ]
        work, days_off = self._length("work"), self._length("daysoff")
        least = self._numbers("shift_block_min", None, count, 1, LONGEST_RUN)
        most = self._numbers("shift_block_max", None, count, 1, LONGEST_RUN)
        first = self._numbers("forbidden_before", None, pairs, 1, count)
        second = self._numbers("forbidden_after", None, pairs, 1, count)
        apart = self._list("forbidden_daysoff", pairs)
        self.log.raise_if_any()
        barred = [
            ((a - 1, b - 1), "true" in flag)
            for a, b, flag in zip(first, second, apart, strict=True)
        ]
        return CyclicProblem(
            weeks,
            tuple(names),
            tuple(map(tuple, required)),
            work,
            days_off,
            tuple(map(RunLength, least, most)),
            frozenset(pair for pair, after_day_off in barred if not after_day_off),
            frozenset(pair for pair, after_day_off in barred if after_day_off),
        )

    def _length(self, what: str) -> RunLength:
        return RunLength(
            self._number(f"min_{what}", 1, LONGEST_RUN), self._number(f"max_{what}", 1, LONGEST_RUN)
        )

    def _number(self, name: str, low: int, high: int) -> int:
        if name not in self.values:
            self._note(name, f"The file has no {name}", "Give a whole instance file")
            return low
        return self._numbers(name, [self.values[name]], 1, low, high)[0]

    def _list(self, name: str, count: int, separator: str = ",") -> list[str]:
        """The parts of a list; as many as there should be, whatever the file says."""
        if name not in self.values:
            self._note(name, f"The file has no {name}", "Give a whole instance file")
            return [""] * count
        inside = self.values[name].strip("[]").strip("|")
        return self._check_count(
            name, [part.strip() for part in inside.split(separator) if part.strip()], count
        )

    def _numbers(
        self, name: str, parts: list[str] | None, count: int, low: int, high: int
    ) -> list[int]:
        """Whole numbers; `low` where the file has none."""
        known = len(self.log.faults)
        parts = self._list(name, count) if parts is None else self._check_count(name, parts, count)
        found = []
        for part in parts:
            text = part.strip()
            number = int(text) if _WHOLE.fullmatch(text) else None
            found.append(low if number is None else number)
            if number is None and len(self.log.faults) == known:
                self._note(name, f"The {name} is {shown(text)}", "Write a whole number")
            elif number is not None and not low <= number <= high:
                self._note(name, f"The {name} is {number}", f"Write a number from {low} to {high}")
        return found

    def _check_count(self, name: str, parts: list[str], count: int) -> list[str]:
        if len(parts) != count:
            self._note(name, f"The {name} holds {len(parts)} values", f"Write {count} values")
            return [""] * count
        return parts

    def _note(self, name: str, what: str, remedy: str) -> None:
        self.log.add(what, remedy, Place(self.file, column=name))
