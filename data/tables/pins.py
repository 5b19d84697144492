"""Reads the table ``pins``: duties that are settled before planning."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.person import CompetenceLevel
from data.tables.expand import dated_shifts
from data.tables.faults import shown
from data.tables.period import Period
from data.tables.register_tables import TABLE_NAMES as REGISTER_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.model.pattern import ShiftPattern
    from data.model.problem import RosterProblem
    from data.model.shift import Shift
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

_RESTS_ON = ("posts", "patterns", "people", "competences", *REGISTER_TABLES)


def read_pins(
    reading: Reading, problem: RosterProblem, patterns: Mapping[str, ShiftPattern]
) -> tuple[Assignment, ...]:
    """Pinned assignments in the period of the problem; pins outside it are checked and left out.

    Whether they fit is asked only when the tables that they rest on are sound.

    Parameters
    ----------
    reading
        The input.
    problem
        With posts, shifts, people and competences of that input.
    patterns
        By id.
    """
    shifts = {(shift.post, shift.start): shift for shift in problem.shifts}
    found: list[Assignment] = []
    taken: Counter[str] = Counter()
    can_resolve = reading.is_sound(*_RESTS_ON)
    for row in reading.rows("pins"):
        person = row.reference("person", reading.people, "person")
        post = row.reference("post", reading.posts, "post")
        start = row.moment("start", reading.zone)
        if not (can_resolve and row.is_sound and post in problem.post_by_id):
            continue
        shift = shifts.get((post, start))
        if shift is None:
            _check_outside(row, problem, patterns, start)
        elif person in problem.person_by_id:
            found += _pin(row, problem, shift, taken)
    return tuple(found)


def _pin(
    row: TableRow, problem: RosterProblem, shift: Shift, taken: Counter[str]
) -> list[Assignment]:
    person = row.text("person")
    level = problem.level(person, shift)
    if level is None:
        remedy = "Correct competences or evidence, or the regions of either, or remove the pin"
        what = f"{shown(person)} may not fill {shift.post} on that date"
        row.fault("person", what, remedy)
        return []
    is_double = level is CompetenceLevel.TRAINEE
    taken[shift.id] += not is_double
    if taken[shift.id] > shift.required and not is_double:
        what = f"more people are pinned on this shift than the {shift.required} it needs"
        row.fault("start", what, "Remove a pin, or raise required of the post")
        return []
    return [Assignment(person, shift.id, pinned=True, double=is_double)]


def _check_outside(
    row: TableRow, problem: RosterProblem, patterns: Mapping[str, ShiftPattern], start: datetime
) -> None:
    """Refuse a pin where no shift of its post starts, in the period or not."""
    post = problem.post_by_id[row.text("post")]
    day = start.astimezone(problem.zone).date()
    around = Period(day - timedelta(weeks=1), 3, problem.zone)
    near = dated_shifts([post], patterns, around)
    if any(shift.start == start for shift in near):
        return
    if not near:
        row.fault("post", f"post {shown(post.id)} has no shifts", "Remove the pin")
        return
    closest = min(near, key=lambda shift: abs(shift.start - start))
    local = closest.start.astimezone(problem.zone)
    row.fault(
        "start",
        f"no shift of {shown(post.id)} starts at {row.text('start')}",
        f"The nearest one starts at {local:%Y-%m-%d %H:%M}",
    )
