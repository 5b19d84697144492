"""Many duties at once, for tests of hours over weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from data.model.duty import DutyKind
from data.model.ruleset import Derogation, Ruleset
from solver.timeline.clock import HOUR
from solver.timeline.rows import Row
from tests.solver.rules.parity import minute, person_context

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.timeline.context import PersonContext


def shift(day: date, start: int, hours: float, work: float | None = None, **more: Any) -> Row:
    """Work from a local hour on; real hours."""
    first = minute(f"{day} {start:02d}:00")
    work = hours if work is None else work
    end = first + round(hours * HOUR)
    return Row(DutyKind.WORK, first, end, round(work * HOUR), **more)


def days(first: str, count: int, every: int = 1) -> list[date]:
    """So many dates from one on."""
    start = date.fromisoformat(first)
    return [start + timedelta(days=every * index) for index in range(count)]


def weekly(first: str, weeks: int, weekdays: Iterable[int], start: int, hours: float) -> list[Row]:
    """A shift on each of these days of each week from a Monday on."""
    return [
        shift(day + timedelta(days=weekday), start, hours)
        for day in days(first, weeks, every=7)
        for weekday in weekdays
    ]


def leave(start: str, end: str, hours: float) -> Row:
    """An absence that counts for so many hours."""
    return Row(DutyKind.ABSENCE, minute(start), minute(end), round(hours * HOUR))


def agreement(rule: str, first: str = "2020-01-01", last: str | None = None) -> Ruleset:
    """A ruleset with one recorded agreement."""
    until = None if last is None else date.fromisoformat(last)
    basis = "CAO Veiligheidsregio"
    return Ruleset(derogations=(Derogation(rule, basis, date.fromisoformat(first), until),))


def data_from(rows: Sequence[Row], start: str, end: str, **more: Any) -> PersonContext:
    """Circumstances whose data run between two Mondays, all of it judged."""
    about = person_context(rows, **more)
    first, last = minute(start), minute(end)
    span = replace(about.span, data_start=first, data_end=last, judged_start=first, judged_end=last)
    return replace(about, span=span)
