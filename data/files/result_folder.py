"""``roster.csv``, ``absence.csv``, ``history.csv`` and ``elsewhere.csv``: everybody's time.

One shape for all: who, where, how the law sees it, from when to when on the local clock with its
offset, and the minutes that count as work. No row stands in two files.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from data.model.duty import Duty, DutyKind
from data.model.fixed_duties import fixed_duties
from data.tables.values import defuse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from data.model.problem import RosterProblem
    from data.model.result import RosterResult

COLUMNS = ("person", "post", "kind", "start", "end", "work_minutes")
ROSTER, ABSENCE, HISTORY, ELSEWHERE = (
    "roster.csv",
    "absence.csv",
    "history.csv",
    "elsewhere.csv",
)


def roster_files(problem: RosterProblem, result: RosterResult) -> dict[str, bytes]:
    """The four files of a result, by name.

    ``roster.csv`` holds the assignments of the period and nothing else; ``absence.csv`` and
    ``elsewhere.csv`` all absence and all work elsewhere in the data; ``history.csv`` what was
    worked or on call before the period.
    """
    rows: dict[str, list[Duty]] = {
        ROSTER: [problem.duty(assignment) for assignment in result.assignments],
        ABSENCE: [],
        HISTORY: [],
        ELSEWHERE: [],
    }
    apart = {DutyKind.ABSENCE: ABSENCE, DutyKind.ELSEWHERE: ELSEWHERE}
    for duty in fixed_duties(problem):
        rows[apart.get(duty.kind, HISTORY)].append(duty)
    return {name: csv_bytes(duties, problem.zone) for name, duties in rows.items()}


def csv_bytes(duties: Iterable[Duty], zone: ZoneInfo) -> bytes:
    """Rows of time as CSV (UTF-8), by start, post and person."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for duty in sorted(duties, key=lambda d: (d.start, d.post, d.person, d.end, d.kind)):
        writer.writerow(
            [
                defuse(duty.person),
                defuse(duty.post),
                duty.kind.value,
                duty.start.astimezone(zone).isoformat(),
                duty.end.astimezone(zone).isoformat(),
                duty.work_minutes,
            ]
        )
    return out.getvalue().encode()
