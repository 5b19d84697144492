"""What a person does with messages: settle one that is dead, send it again, try a channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.account import EVERYWHERE
from data.model.contact import WEBPUSH
from data.model.errors import Fault, Refused
from data.model.message import Message, MessageKind, MessageStatus
from data.store import outbox
from data.store.audit import trail
from data.store.outbox import MessageFilter
from data.tables.faults import shown
from scheduler.notifications.channel_trials import TRIED
from scheduler.notifications.outbox import message_id, post, put_in_queue
from scheduler.notifications.sender import CannotSend, sender
from scheduler.notifications.web_push import push_order
from scheduler.queue.dbos_queue import prepare_queue
from scheduler.records.contacts import people_to_reach

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.contact import Recipient
    from data.store.opening import Store
    from scheduler.notifications.redelivery import Delivery
    from scheduler.settings import Settings


def settle(store: Store, name: str, who: str, now: datetime) -> Message:
    """Note that somebody saw to a message that could not be delivered.

    Raises
    ------
    Refused
        There is no such message, or it is not dead.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        message = outbox.find_message(connection, name)
        if not outbox.settle(connection, message.id, who):
            raise _not_dead(message)
        _append(connection, message, MessageStatus.SETTLED, who, now)
        return outbox.find_message(connection, message.id)


def retry(store: Store, name: str, who: str, now: datetime) -> Message:
    """Have a message sent that was given up, as if for the first time.

    Raises
    ------
    Refused
        There is no such message, or it is not dead.
    """
    prepare_queue(store)
    with store.writing() as connection:
        trail.take_turn(connection)
        message = outbox.find_message(connection, name)
        if not outbox.send_again(connection, message, now):
            raise _not_dead(message)
        _append(connection, message, MessageStatus.QUEUED, who, now)
        put_in_queue(store, connection, [message], f"retry.{now:%Y%m%dT%H%M%S.%f}")
        return outbox.find_message(connection, message.id)


def retry_all(store: Store, who: str, now: datetime, reach: Reach = EVERYWHERE) -> int:
    """Have all messages sent that were given up, or that fail; how many.

    What is over by now is sent too, if somebody gave it up: whoever gets it, knows at least.

    Parameters
    ----------
    reach
        The regions of whoever asks for it.
    """
    prepare_queue(store)
    with store.writing() as connection:
        trail.take_turn(connection)
        found = outbox.undelivered(connection, reach)
        again = [one for one in found if outbox.send_again(connection, one, now)]
        for message in again:
            _append(connection, message, MessageStatus.QUEUED, who, now)
        put_in_queue(store, connection, again, f"retry.{now:%Y%m%dT%H%M%S.%f}")
    return len(again)


def try_channel(
    store: Store, settings: Settings, channel: str, address: str, who: str, now: datetime
) -> Delivery:
    """Send a test message, at once; it is not kept, that it was tried is.

    Raises
    ------
    Refused
        This machine cannot send at all.
    """
    say = language(settings.language).gettext
    message = Message(
        id=f"test-{now:%Y%m%dT%H%M%S}",
        kind=MessageKind.TEST,
        recipient="outside/test",
        name=address,
        channel=channel,
        address=address,
        subject=say("CaCo Rooster: a test message"),
        body=say("Whoever reads this can be reached by the channel {name}.").format(name=channel),
        attachment="",
        created_at=now,
        due_at=now,
    )
    if channel == WEBPUSH and channel in settings.channels:
        message = _to_devices(store, settings, message, now)
    try:
        done = sender().send(message, settings)
    except CannotSend:
        what = "the process that sends cannot be started"
        raise Refused([Fault(what, "See whether this machine is short of memory")]) from None
    act = trail.Act(TRIED, f"channel/{channel}", None, {"sent": done.sent})
    with store.writing() as connection:
        trail.append(connection, [act], who, now)
    return done


def _to_devices(store: Store, settings: Settings, message: Message, now: datetime) -> Message:
    """The message, for the browsers of the person whose code stands for the address."""
    with store.reading() as connection:
        found = people_to_reach(connection).get(message.address)
    if found is None:
        what = f"person {shown(message.address)} is unknown"
        raise Refused([Fault(what, "Name somebody by their code, as in the sheet people")])
    meant = replace(message, recipient=found.key, name=found.name)
    return replace(meant, address=push_order(store, settings, meant, now))


def _append(
    connection: Connection,
    message: Message,
    status: MessageStatus,
    who: str,
    now: datetime,
) -> None:
    act = trail.Act(
        f"message.{status}",
        f"message/{message.id}",
        {"status": message.status.value},
        {"status": status.value},
    )
    trail.append(connection, [act], who, now)


def _not_dead(message: Message) -> Refused:
    what = f"message {message.id[:8]} is {message.status}, not dead"
    return Refused([Fault(what, "Only what was given up or fails can be settled or sent again")])


PATIENCE = timedelta(minutes=10)  #: after that a trial is of no use


MOST = 10  #: trials in that time: an outbox is no way to pester somebody


SOMEBODY = "outside/test"


@dataclass(frozen=True, slots=True)
class TestMessage:
    """What is tried.

    Parameters
    ----------
    recipient
        ``people/12``, or `SOMEBODY`.
    name
        What they are called.
    """

    channel: str
    address: str
    recipient: str
    name: str


def own_ways(store: Store, person: str | None, settings: Settings) -> tuple[TestMessage, ...]:
    """The trials that somebody can send to themselves, by the channels that are set up."""
    with store.reading() as connection:
        found: Recipient | None = people_to_reach(connection).get(person or "")
    if found is None:
        return ()
    return tuple(
        TestMessage(channel, address, found.key, found.name)
        for channel, address in found.contacts
        if channel in settings.channels
    )


def post_trial(
    store: Store, settings: Settings, trial: TestMessage, who: str, now: datetime
) -> Message:
    """Put a message for trial in the outbox.

    Raises
    ------
    Refused
        There is no such channel, no address, or there were many trials just now.
    """
    _check(trial, settings)
    prepare_queue(store)
    message = _message(trial, settings, who, now)
    with store.writing() as connection:
        trail.take_turn(connection)
        _refuse_many(connection, now)
        post(store, connection, [message])
        act = trail.Act(TRIED, f"channel/{trial.channel}", None, {"message": message.id})
        trail.append(connection, [act], who, now)
    return message


def _check(trial: TestMessage, settings: Settings) -> None:
    faults = []
    if trial.channel not in settings.channels:
        what = f"no channel {shown(trial.channel)} is set up here"
        faults.append(Fault(what, "Choose one of those that are"))
    if not trial.address.strip() or not trial.address.isprintable():
        faults.append(Fault("there is no address to send to", "Give one"))
    if faults:
        raise Refused(faults)


def _refuse_many(connection: Connection, now: datetime) -> None:
    sought = MessageFilter(kind=MessageKind.TEST, since=now - PATIENCE)
    if outbox.seek(connection, sought, 1)[1] >= MOST:
        minutes = PATIENCE // timedelta(minutes=1)
        what = f"there were {MOST} test messages in the last {minutes} minutes"
        raise Refused([Fault(what, "Wait a few minutes, then try again")])


def _message(trial: TestMessage, settings: Settings, who: str, now: datetime) -> Message:
    say = language(settings.language).gettext
    parts = (trial.channel, trial.address, trial.recipient, who, now.isoformat())
    return Message(
        id=message_id(MessageKind.TEST, *parts),
        kind=MessageKind.TEST,
        recipient=trial.recipient,
        name=trial.name,
        channel=trial.channel,
        address=trial.address.strip(),
        subject=say("CaCo Rooster: a test message"),
        body=say("Whoever reads this can be reached by the channel {name}.").format(
            name=trial.channel
        ),
        attachment="",
        created_at=now,
        due_at=now,
        stale_at=now + PATIENCE,
    )
