"""Rows that clash, daily rest, weekly rest, Sundays: ATW 5:3, 5:5, 5:6."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from tests.law_audit.clock import DAY, HOUR, at, clock_change_note, days, iso
from tests.law_audit.finding import too_few, too_little, too_much
from tests.law_audit.person import gaps, overlap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.law_audit.finding import Finding
    from tests.law_audit.person import Person, Shift, Span
    from tests.law_audit.rows import Row

DAILY_REST = 11 * HOUR
SHORTENED_REST = 8 * HOUR
ONCE_PER = 7 * DAY
WEEKLY_REST, WEEKLY_WINDOW = 36 * HOUR, 7 * DAY
FORTNIGHTLY_REST, FORTNIGHTLY_WINDOW, FORTNIGHTLY_PART = 72 * HOUR, 14 * DAY, 32 * HOUR
FREE_SUNDAYS, SUNDAYS = 13, 52


def overlaps(person: Person) -> Iterator[Finding]:
    """OVERLAP: two rows at the same moment, except open_call and elsewhere inside on_call.

    A call may meet on-call, on which it came, and work elsewhere, from which it took somebody. The
    half hour that a short call counts for may reach into what comes next.
    """
    rows = [row for row in person.rows if row.kind not in ("open_call", "call")]
    rows += [_surely(call) for call in person.calls]
    on_call = [(row.start, row.end) for row in person.of("on_call")]
    for one, other in combinations(sorted(rows, key=lambda row: row.start), 2):
        shared = overlap(one, other.start, other.end)
        may_meet = _is_called(one, other) or _elsewhere_inside(on_call, one, other)
        if shared and not may_meet:
            window = (max(one.start, other.start), min(one.end, other.end))
            yield too_much("OVERLAP", person.name, window, shared, 0, f"{one.kind}, {other.kind}")


def _surely(call: Row) -> Row:
    """A call of at most half an hour as its first minute alone."""
    return replace(call, end=call.start + 1) if call.end - call.start <= 30 else call


def _is_called(one: Row, other: Row) -> bool:
    return {one.kind, other.kind} in ({"call", "on_call"}, {"call", "elsewhere"})


def _elsewhere_inside(on_call: list[Span], one: Row, other: Row) -> bool:
    """Is this pair work elsewhere that lies wholly inside on-call?

    Open in the text: what lies partly inside. "Inside" is taken literally, which is stricter;
    only where on-call rows join without a gap they count as one.
    """
    if {one.kind, other.kind} != {"elsewhere", "on_call"}:
        return False
    elsewhere = one if one.kind == "elsewhere" else other
    return not gaps(on_call, elsewhere.start, elsewhere.end)


def r01(person: Person) -> Iterator[Finding]:
    """R01, ATW 5:3(2)(3): 11 h rest in the 24 h from each shift, once per 168 h 8 h.

    Open in the text, stricter here: a rest below 8 h is a violation and uses the shortening too;
    and one short rest that two periods of 24 h must live on is two shortenings.
    """
    before: list[tuple[Shift, list[int]]] = []
    for shift in person.shifts:
        longest, starts = _longest_rests(person, shift.start, shift.start + DAY)
        if longest >= DAILY_REST:
            continue
        window = (shift.start, shift.start + DAY)
        if longest < SHORTENED_REST:
            yield too_little("R01", person.name, window, longest, SHORTENED_REST)
        near = [each for each, rests in before if _near(each, rests, shift, starts)]
        if near:
            window = (near[-1].start, shift.start + DAY)
            note = f"shortened again within 168 h: the 24 h from {iso(shift.start)}"
            yield too_little("R01", person.name, window, longest, DAILY_REST, note)
        before.append((shift, starts))


def _longest_rests(person: Person, start: int, end: int) -> tuple[int, list[int]]:
    """The longest rest in a window, and the start of every rest as long as that."""
    rests = person.rests(start, end)
    longest = max((last - first for first, last in rests), default=0)
    return longest, [first for first, last in rests if last - first == longest]


def _near(one: Shift, its: list[int], other: Shift, others: list[int]) -> bool:
    """Are two shortenings less than 168 h apart, by their periods or by their rests?"""
    distances = [abs(b - a) for a in its for b in others] + [abs(other.start - one.start)]
    return min(distances) < ONCE_PER


def r02(person: Person) -> Iterator[Finding]:
    """R02, ATW 5:5(2)(3): 36 h rest in 168 h, or 72 h in every 336 h that holds these 168 h.

    The parts of the 72 h are at least 32 h each, as far as they lie in the window.
    """
    for shift in person.shifts:
        longest, _ = _longest_rests(person, shift.start, shift.start + WEEKLY_WINDOW)
        if longest >= WEEKLY_REST:
            continue
        for other in person.shifts:
            if not shift.start - WEEKLY_WINDOW <= other.start <= shift.start:
                continue
            window = (other.start, other.start + FORTNIGHTLY_WINDOW)
            rest = _fortnightly_rest(person, *window)
            if rest < FORTNIGHTLY_REST:
                note = _note_on_r02(person, shift, longest)
                yield too_little("R02", person.name, window, rest, FORTNIGHTLY_REST, note)


def _fortnightly_rest(person: Person, start: int, end: int) -> int:
    parts = [last - first for first, last in person.rests(start, end)]
    return sum(part for part in parts if part >= FORTNIGHTLY_PART)


def _note_on_r02(person: Person, shift: Shift, longest: int) -> str:
    end = shift.start + FORTNIGHTLY_WINDOW
    own = _fortnightly_rest(person, shift.start, end) >= FORTNIGHTLY_REST
    notes = [
        f"longest rest {longest / HOUR:g}h in the 168 h from {iso(shift.start)}",
        "the 336 h from the same start do hold 72 h" if own else "",
        clock_change_note(shift.start - WEEKLY_WINDOW, end),
    ]
    return "; ".join(note for note in notes if note)


def r19(person: Person) -> Iterator[Finding]:
    """R19, ATW 5:6(3): 13 Sundays without work in any 52 consecutive ones inside the data."""
    sundays = [day for day in days(*person.data) if day.isoweekday() == 7]
    free = [not person.works(*_sunday(day)) for day in sundays]
    for first in range(len(sundays) - SUNDAYS + 1):
        count = sum(free[first : first + SUNDAYS])
        if count < FREE_SUNDAYS:
            window = (_sunday(sundays[first])[0], _sunday(sundays[first + SUNDAYS - 1])[1])
            yield too_few("R19", person.name, window, count, FREE_SUNDAYS)


def _sunday(day: date) -> Span:
    return at(day), at(day + timedelta(days=1))
