"""Reading the CSV files. Whatever is not understood is refused, never guessed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.law_audit.clock import HOUR, local, moment

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("person", "post", "kind", "start", "end", "work_minutes")
KINDS = ("work", "elsewhere", "on_call", "open_call", "call", "absence")
WORKING = ("work", "elsewhere")  # ATW 5:15(6): work for another employer counts as well
ROSTER = "roster.csv"
SERVED = "served.csv"  # what was really done; read where there is no roster
CONTEXT = ("absence.csv", "history.csv", "elsewhere.csv")


class BadInputError(Exception):
    """A file that cannot be judged."""


@dataclass(frozen=True)
class Row:
    """One line of a file; times in real minutes."""

    person: str
    kind: str
    start: int
    end: int
    work: int  # minutes without breaks
    post: str = ""  # of an absence: why


def read_folder(folder: Path) -> tuple[list[Row], list[Row]]:
    """The rows of the roster, and the rows of all files together."""
    name = ROSTER if (folder / ROSTER).is_file() else SERVED
    if not (folder / name).is_file():
        raise BadInputError(f"{folder / ROSTER}: no such file")
    roster = read_file(folder / name)
    context = [name for name in CONTEXT if (folder / name).exists()]
    return roster, roster + [row for name in context for row in read_file(folder / name)]


def read_file(path: Path) -> list[Row]:
    """The rows of one file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (lines.fieldnames or ())]
            if missing:
                raise BadInputError(f"{path}: column {missing[0]} is missing")
            return [read_row(line, f"{path}:{lines.line_num}") for line in lines]
    except (OSError, UnicodeError, csv.Error) as error:
        raise BadInputError(f"{path}: {error}") from error


def read_row(line: dict[str, str], where: str) -> Row:
    """One row, checked."""
    if None in line or None in line.values():
        raise BadInputError(f"{where}: the number of fields differs from the heading")
    person, kind = line["person"].strip(), line["kind"].strip()
    if not person:
        raise BadInputError(f"{where}: no person")
    if kind not in KINDS:
        raise BadInputError(f"{where}: unknown kind {kind!r}")
    start, end = read_time(line["start"], where), read_time(line["end"], where)
    if end <= start:
        raise BadInputError(f"{where}: ends before it starts")
    work = read_work(line["work_minutes"], kind, start, end, where)
    return Row(person, kind, start, end, work, line["post"].strip())


def read_time(text: str, where: str) -> int:
    """A moment from ISO 8601 with offset."""
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInputError(f"{where}: {error}") from error
    if when.tzinfo is None:
        raise BadInputError(f"{where}: {text!r} has no offset from UTC")
    if when.timestamp() % 60:
        raise BadInputError(f"{where}: {text!r} is not a whole minute")
    if not 1980 <= when.year <= 2200:  # since 1977 summer time is as the audit takes it
        raise BadInputError(f"{where}: {text!r} is out of reach")
    return moment(when)


def read_work(text: str, kind: str, start: int, end: int, where: str) -> int:
    """The minutes of work of a row: given for work and absence, none for on-call.

    Above the duration is bad input, except that what spans the March clock change may state its
    usual minutes and is cut to its real duration. Open in the text: whether that holds for an
    absence. It does here, since an absence takes the place of a duty; both count the real hours.
    """
    text = text.strip()
    if kind == "open_call":
        return 0  # ignored altogether
    if kind == "on_call":
        if text.strip("0"):
            raise BadInputError(f"{where}: on_call has work_minutes {text!r}; give calls as work")
        return 0
    if not (text.isascii() and text.isdigit()):
        raise BadInputError(f"{where}: work_minutes {text!r} is not a whole number")
    work, real = int(text), end - start
    if work > max(real, clock_duration(start, end)):
        raise BadInputError(f"{where}: {work} work_minutes in a row of {real} minutes")
    return min(work, real)


def clock_duration(start: int, end: int) -> int:
    """The minutes between two moments as the clock shows them: 60 more over March."""
    first, last = local(start).utcoffset(), local(end).utcoffset()
    assert first is not None
    assert last is not None
    return end - start + HOUR * int((last - first) / timedelta(hours=1))
