"""Reminds people of a duty to come, once for each duty and start."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.gap import Cause
from data.model.message import MessageKind
from data.store import outbox, rosters
from data.store.audit import trail
from data.tables.period import ZONE
from scheduler.coverage.input import gather_known
from scheduler.coverage.uncovered import TRAINEE, served_intervals
from scheduler.notifications.notifier import Notification, Notifier, open_letter_box
from scheduler.notifications.outbox import post

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.model.shift import Shift
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput
    from scheduler.settings import Settings

#: With less time than this to the duty a reminder does not wait for the end of the quiet hours.
_CAN_WAIT = timedelta(hours=12)
_DAY = timedelta(days=1)  #: so much is looked beyond, for what begins at the very end

Duty = tuple[str, "Shift", bool]  #: person, shift, whether they double


def remind(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post the reminders that are due; to who is really there when the duty begins."""
    until = now + timedelta(hours=settings.reminder_hours)
    with store.reading() as connection:
        if not _untold(connection, settings, now, until):
            return []
    with store.writing() as connection:
        trail.take_turn(connection)
        box = open_letter_box(connection, settings, now)
        due = _untold(connection, settings, now, until)
        known = gather_known(connection, now, until + _DAY, now)
        found = [
            message
            for person, shift, doubles in due
            if is_there(known, person, shift, doubles=doubles)
            for message in box.messages(person, _letter(box, person, shift, doubles=doubles))
        ]
        return post(store, connection, found)


def _untold(
    connection: Connection, settings: Settings, now: datetime, until: datetime
) -> list[Duty]:
    """Duties of people who can be reached, and who heard nothing of them yet."""
    duties = [
        (person, shift, doubles)
        for person, shift, doubles in rosters.duties_between(connection, now, until + _DAY)
        if is_due(shift.start, settings, now)
    ]
    if not duties:
        return []
    box = open_letter_box(connection, settings, now)
    ids = {
        box.id_of(person, MessageKind.DUTY_REMINDER, _key(shift)): (person, shift, doubles)
        for person, shift, doubles in duties
        if box.can_reach(person)
    }
    told = outbox.known_ids(connection, ids)
    return [duty for id, duty in ids.items() if id not in told]


def is_due(start: datetime, settings: Settings, now: datetime) -> bool:
    """Whether a duty that begins at `start` is to be told of now.

    In the quiet hours it is put off for as long as twelve hours remain: what is told then is still
    true, and nobody is woken for it.
    """
    left = start - now
    if not timedelta() < left <= timedelta(hours=settings.reminder_hours):
        return False
    return left <= _CAN_WAIT or not settings.is_quiet(now, ZONE)


def is_there(known: CoverageInput, person: str, shift: Shift, *, doubles: bool) -> bool:
    """Whether somebody will begin a duty: not away, competent, still here.

    Only the moment of its start counts: who was ill until noon begins at three, and who is away on
    the third day of a week on call begins it all the same.
    """
    post_of = known.posts.get(shift.post)
    if post_of is None or person not in known.regions:
        return False
    first = served_intervals(known, person, post_of, shift.start, shift.end)[0]
    # A trainee is not competent yet, and expected all the same.
    allowed = {None, Cause.NO_CONTACT, *(TRAINEE if doubles else ())}
    return first.cause in allowed


def _key(shift: Shift) -> tuple[object, ...]:
    return shift.id, shift.start.isoformat()


def _letter(box: Notifier, person: str, shift: Shift, *, doubles: bool) -> Notification:
    say = box.speech.gettext
    subject = say("Your duty begins {moment}").format(moment=box.speech.moment(shift.start, ZONE))
    line = box.duty_line(shift, doubles=doubles)
    text = [say("{name}, this duty is yours:").format(name=box.name(person)), "", f"- {line}"]
    if shift.post in box.posts and box.posts[shift.post].is_on_call:
        text += ["", say("You are on call then: within reach, and ready to come.")]
    text += ["", say("If you cannot be there, tell your planner now.")]
    return Notification(
        MessageKind.DUTY_REMINDER,
        _key(shift),
        subject,
        "\n".join(text),
        f"{subject}: {line}",
        stale_at=shift.start,
    )
