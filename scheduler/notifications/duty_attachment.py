"""What mails about duties have from calendars: a file with these duties, and whose lags behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.i18n.language import Language, language
from data.model.subscription import Scope
from data.tables.period import ZONE
from scheduler.feeds.calendar_cache import behind
from scheduler.feeds.events import CalendarKey, personal
from scheduler.feeds.input import CalendarInput, Histories, read_material
from scheduler.feeds.rendering import calendar_of, ics_bytes

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.shift import Shift
    from scheduler.feeds.calendar import Calendar
    from scheduler.settings import Settings


@dataclass(frozen=True)
class DutyFiles:
    """Files of duties, with the entries that a calendar link shows too.

    So whoever has both sees each duty once.

    Parameters
    ----------
    late
        What to tell whom of a calendar that has not looked since, by row of the person.
    """

    material: CalendarInput
    speech: Language
    late: dict[int, str]

    def file(self, person: int, shifts: Collection[Shift]) -> str:
        """An iCalendar file of some duties of one person, those that they lost as cancelled.

        Parameters
        ----------
        person
            Row in the records.
        shifts
            As they have them now; as they had them, if they lost them.
        """
        wanted = {(shift.post, shift.start, shift.end) for shift in shifts}
        mine = [
            slot
            for slot in self.material.slots
            if (stint := slot.stints.get(person))
            and (slot.shift.post, stint.start, stint.end) in wanted
        ]
        key = CalendarKey(Scope.PERSON, str(person), self.speech.code)
        found = personal(mine, person, self.material.known, self.material.window, key.choices)
        entries = tuple(sorted(found, key=lambda one: (one.start, one.end, one.uid)))
        return ics_bytes(replace(self._empty(key), entries=entries)).decode()

    def _empty(self, key: CalendarKey) -> Calendar:
        return calendar_of(key, replace(self.material, histories=()))


def open_duty_files(connection: Connection, settings: Settings, now: datetime) -> DutyFiles:
    """What is needed to make files, as the store has it."""
    histories, speech = Histories(), language(settings.language)
    late = {
        one.person: one.sentence(speech, ZONE)
        for one in behind(connection, settings, now, histories)
        if one.person is not None
    }
    return DutyFiles(read_material(connection, histories, settings, now), speech, late)
