"""Reads the tables of what must be filled: regions, functions, books, patterns and posts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.book import LONGEST_NOTICE, MOST_WEEKS, QUARTER, USUAL_NOTICE, Book
from data.model.post import (
    SCHOOL_REGIONS,
    Authority,
    Discipline,
    Function,
    NormFrom,
    PatternShift,
    Post,
    PostKind,
    Region,
    ShiftPattern,
    with_standard_patterns,
)
from data.tables.faults import shown
from data.tables.table_rows import Once, TableRow
from data.tables.values import to_number

if TYPE_CHECKING:
    from data.tables.reading import Reading

MOST_NEEDED = 50  #: people at once
LONGEST_LEAD = 60  #: months to find somebody, or to train them
_LOWEST_PRIORITY = 99
_LONGEST_NORM = 24 * 60  # minutes
_LONGEST_PRESENCE = 120  # minutes
_LONGEST_HANDOVER = 15  # minutes, ATB 4.4:1
_A_DAY = date(2001, 1, 1)  # any day: here clock times are compared, not instants


def read_regions(reading: Reading) -> tuple[Region, ...]:
    """The table ``regions``."""
    unique, found = _unique_names("region"), []
    for row in reading.rows("regions"):
        _check_once(row, unique)
        school = row.word("school_region", SCHOOL_REGIONS)
        region = Region(row.id("id"), row.name("name"), school)
        if row.is_sound:
            found.append(region)
    return tuple(found)


_MOST_HOURS = 1000  #: of exercises in a year


def read_functions(reading: Reading) -> tuple[Function, ...]:
    """The table ``functions``."""
    unique, found = _unique_names("function"), []
    for row in reading.rows("functions"):
        _check_once(row, unique)
        discipline = row.choice("discipline", Discipline, Discipline.SAFETY_REGION)
        function = Function(
            row.id("id"),
            row.name("name"),
            discipline,
            exercise_hours=row.whole_in("exercise_hours", 0, _MOST_HOURS),
            recruiting_months=row.whole_in("recruiting_months", 0, LONGEST_LEAD),
            training_months=row.whole_in("training_months", 0, LONGEST_LEAD),
        )
        if row.is_sound:
            found.append(function)
    return tuple(found)


def read_books(reading: Reading) -> tuple[Book, ...]:
    """The table ``books``."""
    unique, found = _unique_names("book"), []
    for row in reading.rows("books"):
        _check_once(row, unique)
        book = Book(
            id=row.id("id"),
            name=row.name("name"),
            weeks=row.whole_in("weeks", 1, MOST_WEEKS, QUARTER),
            notice_days=row.whole_in("notice_days", 1, LONGEST_NOTICE, USUAL_NOTICE),
            signers=logins_of(row.text("signers")),
        )
        if row.is_sound:
            found.append(book)
    return tuple(found)


def logins_of(text: str) -> tuple[str, ...]:
    """The logins that a cell names, with semicolons between them."""
    return tuple(dict.fromkeys(one.strip() for one in text.split(";") if one.strip()))


def read_holidays(reading: Reading, book: str | None) -> tuple[date, ...]:
    """The table ``holidays``: the days that count for a book, or of None for all posts."""
    found: dict[date, None] = {}
    seen: dict[tuple[str, date], int] = {}
    for row in reading.rows("holidays"):
        day, of = row.day("date"), row.reference("book", reading.books, "book")
        row.name("name")
        first = seen.setdefault((of, day), row.number)
        if row.is_sound and first != row.number:
            row.fault("date", f"row {first} has {day} too", "Keep one of the two")
        if row.is_sound and of in ("", book):
            found[day] = None
    return tuple(found)


def read_posts(reading: Reading) -> tuple[Post, ...]:
    """The table ``posts``."""
    unique, found = _unique_names("post"), []
    for row in reading.rows("posts"):
        _check_once(row, unique)
        kind = row.choice("kind", PostKind)
        first, last = row.first_and_last()
        post = Post(
            id=row.id("id"),
            name=row.name("name"),
            function=row.reference("function", reading.functions, "function"),
            regions=row.references("regions", reading.regions, "region"),
            kind=kind,
            pattern=row.reference("pattern", reading.patterns, "pattern"),
            priority=row.whole_in("priority", 1, _LOWEST_PRIORITY, 1),
            authority=row.choice("authority", Authority, Authority.REGIONAL),
            start_norm_minutes=row.optional_whole("start_norm_minutes", 1, _LONGEST_NORM),
            required=row.whole_in("required", 1, MOST_NEEDED, 1),
            most_chance_nobody=_chance(row, kind),
            presence_minutes=_presence(row, kind),
            norm_from=row.choice("norm_from", NormFrom, NormFrom.CRITERIA),
            book=row.reference("book", reading.books, "book"),
            start=first,
            until=last,
        )
        if not post.pattern and kind is not PostKind.OPEN_CALL:
            remedy = "Fill in a shift pattern, such as 3x8; only an open_call post has none"
            row.fault("pattern", f"{row.heading('pattern')} is empty", remedy)
        if row.is_sound:
            found.append(post)
    return tuple(found)


def _chance(row: TableRow, kind: PostKind) -> float | None:
    """The column ``most_chance_nobody``, in per cent, as a chance."""
    column = "most_chance_nobody"
    per_cent = row.get(column, to_number, None)
    if per_cent is None:
        return None
    if not 0 < per_cent < 100:
        what = f"{shown(row.text(column))} is out of range"
        row.fault(column, what, "Use more than 0 and less than 100, in per cent")
    elif kind is not PostKind.OPEN_CALL:
        what = f"a post of the kind {kind} is filled by a roster, and not by chance"
        row.fault(column, what, "Leave it empty; only an open_call post has it")
    return per_cent / 100


def _presence(row: TableRow, kind: PostKind) -> int | None:
    """The column ``presence_minutes``: only a desk has somebody whom all can see come in."""
    column = "presence_minutes"
    minutes = row.optional_whole(column, 1, _LONGEST_PRESENCE)
    if minutes is not None and kind not in (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY):
        what = f"a post of the kind {kind} has no desk at which somebody could be present"
        row.fault(column, what, "Leave it empty; only on_site and on_site_standby have it")
    return minutes


def read_patterns(reading: Reading) -> dict[str, ShiftPattern]:
    """The standard patterns and those of the table ``patterns``, by id."""
    standard = with_standard_patterns({})
    shifts: dict[str, list[PatternShift]] = {}
    starts: dict[tuple[str, int, object], int] = {}
    for row in reading.rows("patterns"):
        code = row.id("pattern")
        if code in standard:
            remedy = "Choose another code; leave the row out if you mean the standard one"
            row.fault("pattern", f"'{code}' is a standard pattern", remedy)
        for shift in _pattern_shifts(row):
            first = starts.setdefault((code, shift.weekday, shift.start), row.number)
            if row.is_sound and first != row.number:
                remedy = "Let one shift start at a time; a post can ask for more people at once"
                row.fault("start", f"row {first} has a shift that starts at that time", remedy)
            if row.is_sound:
                shifts.setdefault(code, []).append(shift)
    return with_standard_patterns(shifts)


def _pattern_shifts(row: TableRow) -> list[PatternShift]:
    """A row of ``patterns`` as one shift for each weekday."""
    name, start, end = row.name("name"), row.clock("start"), row.clock("end")
    days = row.whole_in("days", 0, 7, 0 if end > start else 1)
    last = datetime.combine(_A_DAY + timedelta(days=days), end)
    minutes = int((last - datetime.combine(_A_DAY, start)).total_seconds()) // 60
    if row.is_sound and minutes <= 0:
        remedy = "Correct the times, or put 1 in days if the shift ends on the next date"
        row.fault("end", f"the end ({end:%H:%M}) is not after the start ({start:%H:%M})", remedy)
    pause = row.whole_in("break_minutes", 0, 24 * 60)
    if row.is_sound and pause >= minutes:
        row.fault("break_minutes", "the break is as long as the shift", "Correct the minutes")
    handover = row.whole_in("handover_minutes", 0, _LONGEST_HANDOVER)
    return [
        PatternShift(name, weekday, start, end, days, pause, handover)
        for weekday in row.weekdays("weekdays")
    ]


def _unique_names(noun: str) -> tuple[Once, Once]:
    return (
        Once("id", f"the {noun}", "Give each its own code"),
        Once("name", "the name", "Make the names differ: people read them in the roster"),
    )


def _check_once(row: TableRow, unique: tuple[Once, Once]) -> None:
    if row.is_sound:
        for once in unique:
            once.check(row)
