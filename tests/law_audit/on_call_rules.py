"""On call at home (consignatie): ATW 5:9."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.law_audit.clock import DAY, HOUR, clock_change_note, nights
from tests.law_audit.finding import too_few, too_little, too_much
from tests.law_audit.hour_rules import edges_of, too_high_average
from tests.law_audit.person import gaps, windows_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.law_audit.finding import Finding
    from tests.law_audit.person import Person, Shift, Span

FOUR_WEEKS = 28 * DAY
DAYS_WITHOUT_ON_CALL = 14
BLOCK, BLOCKS = 48 * HOUR, 2
BEFORE_NIGHT, AFTER_NIGHT = 11 * HOUR, 14 * HOUR
DAY_HOURS = 13 * HOUR
MANY_ON_CALL_NIGHTS = 16
C07_MINUTES = 16 * 45 * HOUR


def edges(spans: Iterable[Span]) -> set[int]:
    """All starts and ends."""
    return {edge for span in spans for edge in span}


def blocks(busy: list[Span], window: Span, length: int) -> int:
    """How many whole blocks fit in the free gaps of a window."""
    return sum((last - first) // length for first, last in gaps(busy, *window))


def c02(person: Person) -> Iterator[Finding]:
    """C02, ATW 5:9(2)a: in 28x24 h at least 14 blocks of 24 h without on-call.

    Open in the text: on-call handed over from row to row. Every row starts and ends on-call, as
    does work elsewhere meanwhile; more windows are stricter.
    """
    for window in windows_at(edges(person.on_call), FOUR_WEEKS):
        count = blocks(person.on_call, window, DAY)
        if count < DAYS_WITHOUT_ON_CALL:
            note = clock_change_note(*window)
            yield too_few("C02", person.name, window, count, DAYS_WITHOUT_ON_CALL, note)


def c03(person: Person) -> Iterator[Finding]:
    """C03, ATW 5:9(2)b: in 28x24 h at least 2 blocks of 48 h without work and on-call.

    Judged over all time of anybody who has on-call anywhere in the files.
    """
    if not person.of("on_call"):
        return
    busy = sorted([*person.worked_or_called, *person.on_call])
    for window in windows_at(edges(busy), FOUR_WEEKS):
        count = blocks(busy, window, BLOCK)
        if count < BLOCKS:
            yield too_few("C03", person.name, window, count, BLOCKS, clock_change_note(*window))


def c04(person: Person) -> Iterator[Finding]:
    """C04, ATW 5:9(3): no on-call in the 11 h before, in, and the 14 h after a night shift."""
    for shift in person.shifts:
        if shift.is_night:
            yield from _on_call_before(person, shift)
            yield from _on_call_within(person, shift)
            yield from _on_call_after(person, shift)


def _on_call_before(person: Person, shift: Shift) -> Iterator[Finding]:
    start = shift.start - BEFORE_NIGHT
    ends = [min(last, shift.start) for first, last in person.on_call if first < shift.start]
    if ends and max(ends) > start:
        free, window = shift.start - max(ends), (start, shift.end)
        yield too_little("C04", person.name, window, free, BEFORE_NIGHT, "before the night")


def _on_call_within(person: Person, shift: Shift) -> Iterator[Finding]:
    parts = [(max(first, shift.start), min(last, shift.end)) for first, last in person.on_call]
    minutes = sum(max(0, last - first) for first, last in parts)
    if minutes:
        window = (shift.start, shift.end)
        yield too_much("C04", person.name, window, minutes, 0, "inside the night shift")


def _on_call_after(person: Person, shift: Shift) -> Iterator[Finding]:
    end = shift.end + AFTER_NIGHT
    starts = [max(first, shift.end) for first, last in person.on_call if last > shift.end]
    if starts and min(starts) < end:
        free, window = min(starts) - shift.end, (shift.start, end)
        yield too_little("C04", person.name, window, free, AFTER_NIGHT, "after the night")


def c05(person: Person) -> Iterator[Finding]:
    """C05, ATW 5:9(4): at most 13 h work in any 24 h that touch on-call.

    Work on calls counts. Open in the text, stricter here: absence counts (5:2 covers every limit in
    hours), a course as work; and a window touches on-call also where the one begins as the other
    ends.
    """
    for window in windows_at(edges_of(person) | edges(person.on_call), DAY):
        minutes = person.hours(*window, is_course_work=True)
        if minutes > DAY_HOURS and _touches_on_call(person, *window):
            yield too_much("C05", person.name, window, minutes, DAY_HOURS)


def _touches_on_call(person: Person, start: int, end: int) -> bool:
    return any(first <= end and start <= last for first, last in person.on_call)


def c06(person: Person) -> Iterator[Finding]:
    """C06, ATW 5:9(5)(6): on call in 16 nights of 16 weeks, on average at most 40 h a week.

    Every calendar night is one time. Open in the text: a night that the window cuts. It counts as
    soon as a minute of on-call in it lies in the window, which is stricter.
    """
    on_call = [each for first, last in person.on_call for each in nights(first, last)]

    def applies(start: int, end: int) -> bool:
        inside = {day for day, first, last in on_call if first < end and start < last}
        return len(inside) >= MANY_ON_CALL_NIGHTS

    places = edges(person.on_call)
    found = too_high_average("C06", person, 16, 40, applies=applies, edges=places)
    for violation in found:
        yield violation if violation.value * HOUR > C07_MINUTES else _with_c07(violation)


def _with_c07(violation: Finding) -> Finding:
    note = f"{violation.note}; C07 could apply if the rest after night calls is arranged"
    return replace(violation, note=note)
