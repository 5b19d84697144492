"""Whom a shift of the made-up past suits best."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.demo.amsterdam import DAY, WEEK, local
from data.model.duty import Duty, DutyKind

if TYPE_CHECKING:
    from datetime import datetime

    from data.demo.diary import Diary
    from data.demo.scene import Scene

ORDER = {"D": 0, "L": 1, "N": 2}
NIGHT_PRICE = 2.0  #: hours that a night already worked weighs against the next one
SAME_AGAIN, STEP_ON, FRESH_START = 12.0, 9.0, 3.0  #: hours that a healthy sequence is worth
WAITED_FOR_EVER = 1000.0  #: days


class Worth:
    """Compares people for a shift.

    Parameters
    ----------
    since
        Start of the past.
    """

    def __init__(self, scene: Scene, diaries: dict[str, Diary], since: datetime) -> None:
        self.diaries = diaries
        self.since = since
        self._people = {person.id: person for person in scene.people}
        self._functions = Counter(person for person, _ in _held(scene))

    def of(self, duty: Duty) -> tuple[float, float]:
        """How well a duty suits its person; more is better."""
        if duty.kind is DutyKind.ON_CALL:
            return self._waited(duty), -float(self._functions[duty.person])
        return self._hours_due(duty) - self._night_load(duty) + self._sequence(duty), 0.0

    def _waited(self, duty: Duty) -> float:
        """Days since the last time on call."""
        rows = self.diaries[duty.person].on_call
        return (duty.start - rows[-1].start) / DAY if rows else WAITED_FOR_EVER

    def _hours_due(self, duty: Duty) -> float:
        """Contract hours until now that are not worked yet."""
        person = self._people[duty.person]
        weeks = (duty.end - self.since) / WEEK
        due = person.hours_per_week(local(duty.start).date()) * weeks
        return due - self.diaries[duty.person].minutes(self.since, duty.end) / 60

    def _night_load(self, duty: Duty) -> float:
        if duty.name != "N":
            return 0.0
        return NIGHT_PRICE * sum(each.name == "N" for each in self.diaries[duty.person].work)

    def _sequence(self, duty: Duty) -> float:
        """The value of the shift as a step after the last one, in hours."""
        diary = self.diaries[duty.person]
        last = diary.last_before(duty.start)
        if last is None or duty.start - last.start > 2 * DAY or last.name not in ORDER:
            return FRESH_START if duty.name == "D" else 0.0
        step = ORDER.get(duty.name, 0) - ORDER[last.name]
        before = diary.last_before(last.start)
        run = before is not None and before.name == last.name and last.start - before.start <= DAY
        if step == 0:
            return -SAME_AGAIN if run else SAME_AGAIN
        if step < 0:
            return -STEP_ON
        return STEP_ON if run else 0.0


def _held(scene: Scene) -> set[tuple[str, str]]:
    return {(each.person, each.function) for each in scene.competences}
