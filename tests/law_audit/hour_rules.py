"""Hours per shift, per week and on average: ATW 5:7 and 5:8(2)."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from tests.law_audit.clock import HOUR, monday_before, weeks_earlier, weeks_later
from tests.law_audit.finding import too_much

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from fractions import Fraction

    from tests.law_audit.finding import Finding
    from tests.law_audit.person import Person, Span

SHIFT_HOURS = 12 * HOUR
WEEK_HOURS = 60 * HOUR
MANY_NIGHTS = 16
ONLY_SLIDING = "on a sliding window only, on no window of whole Monday weeks"


def r05(person: Person) -> Iterator[Finding]:
    """R05, ATW 5:7(2)a: at most 12 h work in a shift; night shifts have R10 and R11."""
    for shift in person.shifts:
        if shift.work > SHIFT_HOURS and not shift.is_night:
            window = (shift.start, shift.end)
            yield too_much("R05", person.name, window, shift.work, SHIFT_HOURS)


def r06(person: Person) -> Iterator[Finding]:
    """R06, ATW 5:7(2)b: at most 60 h in a week from Monday 00:00, absence counted (5:2)."""
    for window in whole_weeks(person, 1):
        minutes = person.hours(*window)
        if minutes > WEEK_HOURS:
            yield too_much("R06", person.name, window, minutes, WEEK_HOURS)


def r07(person: Person) -> Iterator[Finding]:
    """R07, ATW 5:7(2)c: on average at most 48 h a week in every 16 weeks."""
    return too_high_average("R07", person, weeks=16, hours=48)


def r08(person: Person) -> Iterator[Finding]:
    """R08, ATW 5:7(3)(4): on average 55 h a week in every 4 weeks; an agreement waives it."""
    if "R08" in person.agreements:
        return iter(())
    return too_high_average("R08", person, weeks=4, hours=55)


def r12(person: Person) -> Iterator[Finding]:
    """R12, ATW 5:8(2): with 16 night shifts in 16 weeks on average at most 40 h a week."""
    nights = [shift.start for shift in person.shifts if shift.is_night]

    def applies(start: int, end: int) -> bool:
        return bisect_left(nights, end) - bisect_left(nights, start) >= MANY_NIGHTS

    return too_high_average("R12", person, weeks=16, hours=40, applies=applies)


def too_high_average(
    rule: str,
    person: Person,
    weeks: int,
    hours: int,
    *,
    applies: Callable[[int, int], bool] = lambda start, end: True,
    edges: Iterable[int] = (),
) -> Iterator[Finding]:
    """Violations of an average in all windows inside the data, for which it applies."""
    limit = weeks * hours * HOUR
    aligned = set(whole_weeks(person, weeks))
    high: dict[Span, Fraction | int] = {}
    for window in aligned | sliding_windows(person, weeks, edges):
        minutes = person.hours(*window)
        if minutes > limit and applies(*window):
            high[window] = minutes
    note = ONLY_SLIDING if aligned.isdisjoint(high) else ""
    for window, minutes in sorted(high.items()):
        average = f"{float(minutes) / HOUR / weeks:.2f} h a week"
        remarks = "; ".join(part for part in (average, note) if part)
        yield too_much(rule, person.name, window, minutes, limit, remarks)


def whole_weeks(person: Person, weeks: int) -> Iterator[Span]:
    """The windows of whole weeks from Monday 00:00 inside the data."""
    start = monday_before(person.data[0])
    while (end := weeks_later(start, weeks)) <= person.data[1]:
        yield start, end
        start = weeks_later(start, 1)


def sliding_windows(person: Person, weeks: int, edges: Iterable[int]) -> set[Span]:
    """The windows inside the data that start or end where a duty or absence starts or ends.

    From other moments a window can hold more by one break at most, when it cuts one shift at either
    side and both breaks are put outside. Then no pattern of exactly 48 h every week would pass.
    """
    first, last = person.data
    places = {*edges, *edges_of(person)}
    windows = {(place, weeks_later(place, weeks)) for place in places}
    windows |= {(weeks_earlier(place, weeks), place) for place in places}
    return {(start, end) for start, end in windows if first <= start and end <= last}


def edges_of(person: Person) -> set[int]:
    """Where a duty or an absence starts or ends."""
    spans = [*person.worked_or_called, *((row.start, row.end) for row in person.absences)]
    return {edge for span in spans for edge in span}
