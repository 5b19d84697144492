"""Night shifts: ATW 5:8, and exemptions from night work (ATW 4:5, 4:9)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from tests.law_audit.clock import DAY, HOUR, weeks_later
from tests.law_audit.finding import too_little, too_many, too_much

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.law_audit.finding import Finding
    from tests.law_audit.person import Person, Shift

NIGHT_HOURS, LONG_NIGHT_HOURS = 10 * HOUR, 12 * HOUR
LONG_NIGHTS_PER_FORTNIGHT, LONG_NIGHTS_PER_YEAR, REST_AFTER_LONG_NIGHT = 5, 22, 12 * HOUR
REST_AFTER_NIGHT, ONCE_PER = 14 * HOUR, 7 * DAY
SERIES_OF_NIGHTS, REST_AFTER_NIGHTS = 3, 46 * HOUR
SERIES_BREAK = 36 * HOUR
LONGEST_SERIES, LONGEST_SERIES_AGREED = 7, 8
NIGHTS, NIGHTS_WEEKS = 36, 16
NIGHTS_AGREED, NIGHTS_AGREED_WEEKS = 140, 52


def r10(person: Person) -> Iterator[Finding]:
    """R10, ATW 5:8(1): at most 10 h work in a night shift; up to 12 h it is for R11."""
    for shift in person.shifts:
        if shift.is_night and shift.work > LONG_NIGHT_HOURS:
            window, note = (shift.start, shift.end), "R11 allows no more than 12 h"
            yield too_much("R10", person.name, window, shift.work, NIGHT_HOURS, note)


def long_nights(person: Person) -> list[Shift]:
    """Night shifts of more than 10 h and at most 12 h: beyond that they break R10."""
    return [
        shift
        for shift in person.shifts
        if shift.is_night and NIGHT_HOURS < shift.work <= LONG_NIGHT_HOURS
    ]


def r11_fortnight(person: Person) -> Iterator[Finding]:
    """R11, ATW 5:8(3): at most 5 night shifts of 10-12 h in every 14x24 h."""
    starts = [shift.start for shift in long_nights(person)]
    for start in starts:
        yield from _too_many_in(
            "R11", person, starts, start, start + 14 * DAY, LONG_NIGHTS_PER_FORTNIGHT
        )


def r11_year(person: Person) -> Iterator[Finding]:
    """R11, ATW 5:8(3): at most 22 night shifts of 10-12 h in every 52 weeks."""
    starts = [shift.start for shift in long_nights(person)]
    for start in starts:
        yield from _too_many_in(
            "R11", person, starts, start, weeks_later(start, 52), LONG_NIGHTS_PER_YEAR
        )


def _too_many_in(
    rule: str, person: Person, starts: list[int], start: int, end: int, limit: int
) -> Iterator[Finding]:
    """A shift belongs to the window in which it starts; the window excludes its last moment."""
    count = sum(start <= each < end for each in starts)
    if count > limit:
        yield too_many(rule, person.name, (start, end), count, limit, "night shifts")


def r11_rest(person: Person) -> Iterator[Finding]:
    """R11, ATW 5:8(3): 12 h rest after each night shift of 10-12 h, never shortened."""
    long = long_nights(person)
    for shift, following in pairwise(person.shifts):
        rest = following.start - shift.end
        if shift in long and rest < REST_AFTER_LONG_NIGHT:
            window, note = (shift.start, shift.end + REST_AFTER_LONG_NIGHT), "rest after"
            yield too_little("R11", person.name, window, rest, REST_AFTER_LONG_NIGHT, note)


def r14(person: Person) -> Iterator[Finding]:
    """R14, ATW 5:8(4): 14 h rest after a night that ends after 02:00, once per 168 h 8 h.

    A rest below 8 h cannot be: the shifts would be one. Open in the text: from where the 168 h
    run. From the start of the night or of the rest, whichever is nearer, which is stricter.
    """
    before: list[Shift] = []
    for shift, following in pairwise(person.shifts):
        rest = following.start - shift.end
        if not _needs_long_rest(shift) or rest >= REST_AFTER_NIGHT:
            continue
        near = [each for each in before if _near(each, shift)]
        if near:
            window = (near[-1].start, shift.end + REST_AFTER_NIGHT)
            note = "shortened again within 168 h"
            yield too_little("R14", person.name, window, rest, REST_AFTER_NIGHT, note)
        before.append(shift)


def _needs_long_rest(shift: Shift) -> bool:
    """Does the 14 h rest apply? Not under R11, which needs more than 10 h and at most 12 h."""
    under_r11 = NIGHT_HOURS < shift.work <= LONG_NIGHT_HOURS
    return shift.is_night and shift.ends_after_two and not under_r11


def _near(one: Shift, other: Shift) -> bool:
    return min(other.start - one.start, other.end - one.end) < ONCE_PER


def r15(person: Person) -> Iterator[Finding]:
    """R15, ATW 5:8(5): 46 h rest after 3 or more night shifts in a row.

    In a row: with no other shift and no rest of 36 h or more in between.
    """
    row: list[Shift] = []
    for shift, following in pairwise(person.shifts):
        row = [*row, shift] if shift.is_night else []
        rest = following.start - shift.end
        if following.is_night and rest < SERIES_BREAK:
            continue
        if len(row) >= SERIES_OF_NIGHTS and rest < REST_AFTER_NIGHTS:
            window, note = (row[0].start, shift.end + REST_AFTER_NIGHTS), f"{len(row)} nights"
            yield too_little("R15", person.name, window, rest, REST_AFTER_NIGHTS, note)
        row = []


def r16(person: Person) -> Iterator[Finding]:
    """R16, ATW 5:8(6)(7): at most 7 shifts in a series with a night shift; 8 if agreed."""
    limit = LONGEST_SERIES_AGREED if "R16" in person.agreements else LONGEST_SERIES
    for series in series_of(person.shifts):
        if len(series) > limit and any(shift.is_night for shift in series):
            window = (series[0].start, series[-1].end)
            yield too_many("R16", person.name, window, len(series), limit, "shifts")


def series_of(shifts: list[Shift]) -> list[list[Shift]]:
    """Shifts with less than 36 h between them."""
    series: list[list[Shift]] = []
    for shift in shifts:
        if series and shift.start - series[-1][-1].end < SERIES_BREAK:
            series[-1].append(shift)
        else:
            series.append([shift])
    return series


def r17(person: Person) -> Iterator[Finding]:
    """R17, ATW 5:8(8)(9): at most 36 nights that end after 02:00 in 16 weeks; agreed, 140 in 52."""
    agreed = "R17" in person.agreements
    limit, weeks = (NIGHTS_AGREED, NIGHTS_AGREED_WEEKS) if agreed else (NIGHTS, NIGHTS_WEEKS)
    nights = [shift for shift in person.shifts if shift.is_night and shift.ends_after_two]
    starts = [shift.start for shift in nights]
    for start in starts:
        yield from _too_many_in("R17", person, starts, start, weeks_later(start, weeks), limit)


def night(person: Person) -> Iterator[Finding]:
    """NIGHT, ATW 4:5(5), 4:9: no night shift for who is exempt from nights."""
    for shift in person.shifts:
        if person.night_exempt and shift.is_night:
            yield too_many("NIGHT", person.name, (shift.start, shift.end), 1, 0, "exempt")
