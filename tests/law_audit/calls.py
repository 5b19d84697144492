"""Work on calls during on-call: ATW 5:9(7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.law_audit.rows import Row

HALF_AN_HOUR = 30


def as_counted(calls: Iterable[Row]) -> list[Row]:
    """The calls of one person with what counts as work of them.

    Open in the text: "within half an hour" at exactly 30 minutes. It is within, which is stricter.
    """
    found: list[Row] = []
    for series in _series(sorted(calls, key=lambda row: (row.start, row.end))):
        parts = _one_after_another(series)
        missing = HALF_AN_HOUR - sum(part.work for part in parts)
        if missing > 0:
            last = parts.pop()
            work = last.work + missing
            parts.append(replace(last, work=work, end=max(last.end, last.start + work)))
        found += parts
    return found


def _series(calls: list[Row]) -> list[list[Row]]:
    """Calls with at most half an hour between the end of all earlier work and the next one."""
    series: list[list[Row]] = []
    for call in calls:
        if series and call.start - max(row.end for row in series[-1]) <= HALF_AN_HOUR:
            series[-1].append(call)
        else:
            series.append([call])
    return series


def _one_after_another(series: list[Row]) -> list[Row]:
    """One row from each moment of call to the next, the last one to the end of all work.

    The time between two calls is work. What is left to do when a call comes is done after it.
    """
    starts = sorted({row.start for row in series})
    parts, to_do = [], 0
    for place, start in enumerate(starts):
        begun = [row for row in series if row.start <= start]
        ended = max(row.end for row in begun)
        last = place + 1 == len(starts)
        end = ended if last else starts[place + 1]
        between = max(0, end - ended)
        to_do += between + sum(row.work for row in series if row.start == start)
        work = min(to_do, end - start)
        to_do -= work
        parts.append(replace(begun[-1], start=start, end=end, work=work))
    return parts
