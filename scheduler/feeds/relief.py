"""Entries of relief duties in the calendars of those who were asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.i18n.relief_words import deployment_title, seat_title
from data.model.deployment import ReliefStatus
from scheduler.feeds.calendar import CalendarEvent
from scheduler.feeds.series import opaque
from scheduler.feeds.words import cancelled, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.store.deployments import AskedDuty
    from scheduler.feeds.calendar import Window
    from scheduler.feeds.calendar_records import CalendarRecords
    from scheduler.feeds.events import EventOptions


def relief_events(
    duties: Iterable[AskedDuty],
    person: int,
    known: CalendarRecords,
    window: Window,
    choices: EventOptions,
) -> Iterator[CalendarEvent]:
    """The relief duties of one person, with those that they declined or lost of late."""
    for one in duties:
        shift = one.shift.shift
        is_held = one.duty.status.counts and shift.required > 0
        if one.row == person and window.shows(
            shift.start, shift.end, one.changed_at, is_cancelled=not is_held
        ):
            yield _event(one, known, window, choices, is_held=is_held)


def _event(
    one: AskedDuty,
    known: CalendarRecords,
    window: Window,
    choices: EventOptions,
    *,
    is_held: bool,
) -> CalendarEvent:
    speech, shift = choices.speech, one.shift.shift
    say = speech.gettext
    seat = seat_title(shift.seat, known.post(shift.seat).name, speech)
    title = f"{deployment_title(one.deployment, speech)}, {seat}"
    lines = [when(shift.start, shift.end, window.zone, speech)]
    if one.deployment.is_exercise:
        lines.append(say("This is an exercise. There is no disaster."))
    if is_held and one.duty.status is ReliefStatus.ASKED:
        title = say("{duty} (asked)").format(duty=title)
        lines.append(say("You have not answered yet."))
    return CalendarEvent(
        opaque("relief", one.duty.id),
        shift.start,
        shift.end,
        title if is_held else cancelled(title, speech),
        "\n".join(lines),
        "",
        (say("Relief"),),
        is_cancelled=not is_held,
        is_busy=is_held and choices.busy is not False,
        sequence=one.changes,
        changed_at=one.changed_at,
        alarm_minutes=choices.alarm_minutes if is_held else None,
    )
