"""What people are told of exercises: that they are invited, a reminder, and that it is called off.

What is due is found in the records, however they came to say it: by the page, a form or a file.
Each message is posted once, by its id; an exercise that moves is told anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.errors import CacoError
from data.model.exercise import AttendanceState, Exercise
from data.model.message import MessageKind
from data.store import outbox
from data.store.audit import trail
from data.store.exercises import read_exercises
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.exercises.queries import numbers_of
from scheduler.notifications import signed_links
from scheduler.notifications.notifier import Notification, Notifier, open_notifier
from scheduler.notifications.outbox import post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings

EXERCISE = "exercise"  #: purpose of links
REMINDED = timedelta(days=7)  #: before the start
_OUTLIVES = timedelta(days=60)  #: a link lives on, so that it can say what became of it
_WAITS = (AttendanceState.INVITED, AttendanceState.COMING)


def notify_of_exercises(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """Post what is due to everybody who is invited to an exercise to come."""
    with store.reading() as connection:
        if not _due(connection, settings, now, lambda *_given: ""):
            return []
    link_of = _links(store, settings)
    with store.writing() as connection:
        trail.take_turn(connection)
        return post(store, connection, _due(connection, settings, now, link_of))


def _links(store: Store, settings: Settings) -> Callable[[Notifier, int, Exercise, str], str]:
    """What makes the draft of the link to answer by; without a secret the page is named."""
    try:
        draft_of = signed_links.drafting(EXERCISE, secret(store, settings), settings)
    except CacoError:
        return lambda reads, *_given: _own_page(reads)

    def link_of(reads: Notifier, number: int, one: Exercise, person: str) -> str:
        facts = {"exercise": number, "person": reads.row(person), "lang": reads.speech.code}
        return draft_of(facts, one.start + _OUTLIVES)

    return link_of


def _due(
    connection: Connection,
    settings: Settings,
    now: datetime,
    link_of: Callable[[Notifier, int, Exercise, str], str],
) -> list[Message]:
    """The messages that are due and were not posted before."""
    coming = [one for one in read_exercises(connection) if one.start > now]
    if not coming:
        return []
    notifier, numbers = open_notifier(connection, settings, now), numbers_of(connection)
    found = [
        message
        for one in coming
        for message in _of_one(connection, notifier, numbers[one.id], one, link_of)
    ]
    known = outbox.known_ids(connection, [message.id for message in found])
    return [message for message in found if message.id not in known]


def _of_one(
    connection: Connection,
    notifier: Notifier,
    number: int,
    one: Exercise,
    link_of: Callable[[Notifier, int, Exercise, str], str],
) -> Iterator[Message]:
    key = number, one.start.isoformat()
    people = [person for person in one.people(*_WAITS) if notifier.can_reach(person)]
    invited = {
        person: notifier.id_of(person, MessageKind.EXERCISE_INVITED, key) for person in people
    }
    told = outbox.created_at(connection, invited.values())
    for person in people:
        reads, before = notifier.for_reader(person), told.get(invited[person])
        if one.is_called_off:
            if before is not None:
                yield from notifier.messages(person, _called_off(reads, number, one, person))
            continue
        link = link_of(reads, number, one, person)
        yield from notifier.messages(person, _invited(reads, key, one, person, link))
        waits = one.state_of(person) is AttendanceState.INVITED
        since = one.start - REMINDED
        if waits and before is not None and before < since <= notifier.now:
            yield from notifier.messages(person, _reminder(reads, key, one, person, link))


def line_of(reads: Notifier, one: Exercise) -> str:
    """Such as ``do 11 feb 13:00 – 16:30, Storm, Lelystad``."""
    when = reads.speech.stretch(one.start, one.end, ZONE)
    return ", ".join(part for part in (when, one.name, one.place) if part)


def _invited(
    reads: Notifier, key: tuple[object, ...], one: Exercise, person: str, link: str
) -> Notification:
    say, line = reads.speech.gettext, line_of(reads, one)
    subject = say("You are invited to an exercise: {exercise}").format(exercise=line)
    text = [
        say("{name}, you are invited to this exercise:").format(name=reads.name(person)),
        "",
        f"- {line}",
    ]
    text += [f"- {say('Goals')}: {one.goals}"] if one.goals else []
    text += ["", say("Yes or no: {link}").format(link=link)]
    return _letter(MessageKind.EXERCISE_INVITED, key, one, subject, text, f"{subject} {link}")


def _reminder(
    reads: Notifier, key: tuple[object, ...], one: Exercise, person: str, link: str
) -> Notification:
    say, line = reads.speech.gettext, line_of(reads, one)
    subject = say("Do you come to this exercise? {exercise}").format(exercise=line)
    text = [
        say("{name}, you have not answered yet whether you come:").format(name=reads.name(person)),
        "",
        f"- {line}",
        "",
        say("Yes or no: {link}").format(link=link),
    ]
    return _letter(MessageKind.EXERCISE_REMINDER, key, one, subject, text, f"{subject} {link}")


def _called_off(reads: Notifier, number: int, one: Exercise, person: str) -> Notification:
    say, line = reads.speech.gettext, line_of(reads, one)
    subject = say("Called off: {exercise}").format(exercise=line)
    text = [
        say("{name}, this exercise is not held:").format(name=reads.name(person)),
        "",
        f"- {line}",
        "",
        say("You need not do anything."),
    ]
    kind = MessageKind.EXERCISE_CALLED_OFF
    return _letter(kind, (number,), one, subject, text, subject)


def _letter(
    kind: MessageKind,
    key: tuple[object, ...],
    one: Exercise,
    subject: str,
    text: list[str],
    short: str,
) -> Notification:
    return Notification(kind, key, subject, "\n".join(text), short, stale_at=one.start)


def _own_page(reads: Notifier) -> str:
    return f"{reads.settings.base_url.rstrip('/')}/mine"
