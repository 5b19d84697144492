"""Duties of a calamity coordinator: early 07-15, late 15-23, night 23-07, and sequences of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from data.model.duty import DutyKind
from solver.timeline.clock import HOUR
from solver.timeline.rows import Row
from tests.solver.rules.parity import minute, person_context, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.timeline.context import PersonContext


def early(day: str) -> Row:
    return row(f"{day} 07:00", f"{day} 15:00")


def late(day: str) -> Row:
    return row(f"{day} 15:00", f"{day} 23:00")


def night(day: str) -> Row:
    """From 23:00 on this day to 07:00 on the next."""
    start, noon = minute(f"{day} 23:00"), minute(f"{day} 12:00")
    end = person_context([Row(DutyKind.WORK, noon, start, 1)]).clock
    until = end.at(end.day(noon) + 1, 7 * HOUR)
    return Row(DutyKind.WORK, start, until, until - start)


def sequence(start: str, gaps: Sequence[float], hours: float = 8) -> list[Row]:
    """Shifts of so many hours with these gaps, in hours, between them."""
    moment, rows = minute(start), []
    for gap in [*gaps, 0]:
        end = moment + round(hours * HOUR)
        rows.append(Row(DutyKind.WORK, moment, end, end - moment))
        moment = end + round(gap * HOUR)
    return rows


def judged(rows: Sequence[Row], start: str, end: str, **more: Any) -> PersonContext:
    """Circumstances of which only a part is judged."""
    about = person_context(rows, **more)
    span = replace(about.span, judged_start=minute(start), judged_end=minute(end))
    return replace(about, span=span)
