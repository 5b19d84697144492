"""Makes a calendar out of what was read: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.gap import DatedGap
from data.model.subscription import Scope
from data.store.restoring import NEVER_RESTORED, Served
from scheduler.feeds.calendar import Calendar, Colour, Entry
from scheduler.feeds.duties import of_seats, personal
from scheduler.feeds.known import Known
from scheduler.feeds.seats_open import of_gaps
from scheduler.feeds.slots import History, Slot
from scheduler.feeds.window import CHANGE_HOURS, DAYS_BACK, MONTHS_AHEAD, Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.exchange.language import Language
    from scheduler.feeds.keys import CalendarKey

_COLOURS = {
    Scope.PERSON: Colour.TEAL,
    Scope.POST: Colour.STEELBLUE,
    Scope.REGION: Colour.SLATEBLUE,
    Scope.GAPS: Colour.CRIMSON,
    Scope.ALL: Colour.DIMGRAY,
}


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that calendars are made from, of one moment.

    Parameters
    ----------
    url
        Where the web pages are.
    start
        From where counts and moments go on; other than nothing once the store was restored.
    """

    histories: tuple[History, ...]
    gaps: tuple[DatedGap, ...]
    known: Known
    window: Window
    url: str
    start: Served = NEVER_RESTORED

    @property
    def slots(self) -> Iterator[Slot]:
        """Of all periods."""
        for history in self.histories:
            yield from history.slots


def calendar_of(key: CalendarKey, material: Material) -> Calendar:
    """A calendar: the same for the same key and the same material."""
    speech, window = key.choices.speech, material.window
    say, start = speech.gettext, material.start
    found = sorted(_entries(key, material), key=lambda one: (one.start, one.end, one.uid))
    entries = tuple(_later(one, start) for one in found)
    return Calendar(
        name=_name(key, material.known, speech),
        description=_about(key.scope, speech),
        language=key.language,
        time_zone=window.zone.key,
        colour=_COLOURS[key.scope],
        category=say("open seats") if key.scope is Scope.GAPS else say("roster"),
        url=material.url,
        changed_at=max([start.after(window.floor), *(one.changed_at for one in entries)]),
        entries=entries,
    )


def _later(entry: Entry, start: Served) -> Entry:
    """An entry as a store says it whose calendars go on from somewhere."""
    if start.at is None:
        return entry
    changed_at = start.after(entry.changed_at)
    return replace(entry, sequence=start.sequence + entry.sequence, changed_at=changed_at)


def _entries(key: CalendarKey, material: Material) -> Iterator[Entry]:
    known, window, choices = material.known, material.window, key.choices
    match key.scope:
        case Scope.PERSON:
            return personal(material.slots, int(key.subject), known, window, choices)
        case Scope.GAPS:
            return of_gaps(material.gaps, known, window, choices)
        case _:
            slots = (slot for slot in material.slots if _is_in(key, slot, known))
            return of_seats(slots, material.gaps, known, window, choices)


def _is_in(key: CalendarKey, slot: Slot, known: Known) -> bool:
    match key.scope:
        case Scope.POST:
            return slot.shift.post == key.subject
        case Scope.REGION:
            return key.subject in known.post(slot.shift.post).regions
        case _:
            return True


def _name(key: CalendarKey, known: Known, speech: Language) -> str:
    say = speech.gettext
    match key.scope:
        case Scope.PERSON:
            return say("Duties of {person}").format(person=known.person(int(key.subject)))
        case Scope.POST:
            return known.post(key.subject).name
        case Scope.REGION:
            return known.regions.get(key.subject, key.subject)
        case Scope.GAPS:
            return say("Open seats")
        case Scope.ALL:
            return say("The whole roster")


def _about(scope: Scope, speech: Language) -> str:
    say = speech.gettext
    if scope is Scope.GAPS:
        return say(
            "Seats that will be empty. Your calendar program decides how often it looks here; "
            "messages tell sooner."
        )
    text = say(
        "Only what was signed: {days} days back and {months} months ahead. Your calendar program "
        "decides how often it looks here; what changes within {hours} hours is told by a message "
        "too."
    )
    return text.format(days=DAYS_BACK, months=MONTHS_AHEAD, hours=CHANGE_HOURS)
