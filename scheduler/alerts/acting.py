"""What a person does with messages: settle one that is dead, send it again, try a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.language import language
from data.model.errors import Fault, Refused
from data.model.message import Message, MessageKind, MessageStatus
from data.store import audit, outbox
from scheduler.alerts.outbox import put_in_queue
from scheduler.alerts.sender import CannotSend, sender
from scheduler.jobs.carrier import prepare_queue

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.alerts.retrying import Delivery
    from scheduler.settings import Settings


def settle(store: Store, name: str, who: str, now: datetime) -> Message:
    """Note that somebody saw to a message that could not be delivered.

    Raises
    ------
    Refused
        There is no such message, or it is not dead.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
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
        audit.take_turn(connection)
        message = outbox.find_message(connection, name)
        if not outbox.send_again(connection, message, now):
            raise _not_dead(message)
        _append(connection, message, MessageStatus.QUEUED, who, now)
        put_in_queue(store, connection, [message], f"retry.{now:%Y%m%dT%H%M%S.%f}")
        return outbox.find_message(connection, message.id)


def retry_all(store: Store, who: str, now: datetime) -> int:
    """Have all messages sent that were given up, or that fail; how many.

    What is over by now is sent too, if somebody gave it up: whoever gets it, knows at least.
    """
    prepare_queue(store)
    with store.writing() as connection:
        audit.take_turn(connection)
        found = outbox.undelivered(connection)
        again = [one for one in found if outbox.send_again(connection, one, now)]
        for message in again:
            _append(connection, message, MessageStatus.QUEUED, who, now)
        put_in_queue(store, connection, again, f"retry.{now:%Y%m%dT%H%M%S.%f}")
    return len(again)


def try_channel(
    store: Store, settings: Settings, channel: str, address: str, who: str, now: datetime
) -> Delivery:
    """Send a message for trial, at once; it is not kept, that it was tried is.

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
        subject=say("CaCo Rooster: a message for trial"),
        body=say("Whoever reads this can be reached by the channel {name}.").format(name=channel),
        attachment="",
        created_at=now,
        due_at=now,
    )
    try:
        done = sender().send(message, settings)
    except CannotSend:
        what = "the process that sends cannot be started"
        raise Refused([Fault(what, "See whether this machine is short of memory")]) from None
    act = audit.Act("channel.tried", f"channel/{channel}", None, {"sent": done.sent})
    with store.writing() as connection:
        audit.append(connection, [act], who, now)
    return done


def _append(
    connection: Connection,
    message: Message,
    status: MessageStatus,
    who: str,
    now: datetime,
) -> None:
    act = audit.Act(
        f"message.{status}",
        f"message/{message.id}",
        {"status": message.status.value},
        {"status": status.value},
    )
    audit.append(connection, [act], who, now)


def _not_dead(message: Message) -> Refused:
    what = f"message {message.id[:8]} is {message.status}, not dead"
    return Refused([Fault(what, "Only what was given up or fails can be settled or sent again")])
