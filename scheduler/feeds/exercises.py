"""Entries of exercises in the calendars of those who are invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.exercise import AttendanceState
from scheduler.feeds.calendar import CalendarEvent
from scheduler.feeds.series import opaque
from scheduler.feeds.words import cancelled, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.store.exercises import InvitedPerson
    from scheduler.feeds.calendar import Window
    from scheduler.feeds.calendar_records import CalendarRecords
    from scheduler.feeds.events import EventOptions


def exercise_events(
    invited: Iterable[InvitedPerson],
    person: int,
    known: CalendarRecords,
    window: Window,
    choices: EventOptions,
) -> Iterator[CalendarEvent]:
    """The exercises that one person is invited to, with those that were called off of late."""
    for one in invited:
        held = one.exercise
        if one.row == person and window.shows(
            held.start, held.end, one.changed_at, is_cancelled=not one.is_held
        ):
            yield _event(one, known, window, choices)


def _event(
    one: InvitedPerson, known: CalendarRecords, window: Window, choices: EventOptions
) -> CalendarEvent:
    speech, held = choices.speech, one.exercise
    say, waits = speech.gettext, one.state is AttendanceState.INVITED and one.is_held
    lines = [when(held.start, held.end, window.zone, speech)]
    if held.goals:
        lines.append(say("Goals: {goals}").format(goals=held.goals))
    if waits:
        lines.append(say("You have not answered yet."))
    regions = ", ".join(known.regions.get(code, code) for code in held.regions)
    return CalendarEvent(
        opaque("exercise", one.number),
        held.start,
        held.end,
        held.name if one.is_held else cancelled(held.name, speech),
        "\n".join(lines),
        held.place or regions,
        (say("Exercise"),),
        is_cancelled=not one.is_held,
        is_busy=one.is_held and choices.busy is not False,
        sequence=one.changes,
        changed_at=one.changed_at,
        alarm_minutes=choices.alarm_minutes if one.is_held else None,
        is_tentative=waits,
    )
