"""Which planned exercise would renew a competence that lapses, if somebody is there.

It is told beside the lapse and its gap, and changes neither: what is planned is not shown yet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from data.model.exercise import Attendance, AttendanceState, Exercise, with_attendance
from data.store.exercises import read_exercises
from data.tables.period import ZONE
from scheduler.competence.register import register_in

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from data.model.register import Register
    from data.store.opening import Store

_EXPECTED = (AttendanceState.INVITED, AttendanceState.COMING)


class LapsedDay(NamedTuple):
    """A person and a function of theirs, on a day on which they fall short; by id."""

    person: str
    function: str
    on: date


def renewals(
    store: Store, lapsed: Collection[LapsedDay], now: datetime
) -> dict[LapsedDay, Exercise]:
    """The first planned exercise that would make somebody competent on the day, where there is one.

    Of those that they are invited to and did not decline.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    if not lapsed:
        return {}
    with store.reading() as connection:
        people = {one.person for one in lapsed}
        planned = [one for one in read_exercises(connection, people) if one.start > now]
        if not any(one.attendance for one in planned):
            return {}
        register = register_in(connection, now)
    found = {}
    for each in lapsed:
        first = next((one for one in planned if _renews(register, one, each)), None)
        if first is not None:
            found[each] = first
    return found


def _renews(register: Register, one: Exercise, each: LapsedDay) -> bool:
    """Whether being there would make them competent on the day, who are not without it."""
    if one.is_called_off or one.state_of(each.person) not in _EXPECTED:
        return False
    there = Attendance(one.id, each.person, AttendanceState.PRESENT)
    after = with_attendance(register, [replace(one, attendance=(there,))], ZONE)
    person, function, on = each
    was, would = (known.qualified(person, function) for known in (register, after))
    return on in would and on not in was
