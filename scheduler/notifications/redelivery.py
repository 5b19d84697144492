"""What came of a try to send a message; when it is tried again, and when it is given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.contact import MAIL
from data.store import outbox
from data.store.audit import trail
from scheduler.notifications.outbox import put_in_queue
from scheduler.queue.dbos_queue import MESSAGES, under_way

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store

Waits = Mapping[str, Sequence[timedelta]]


ANY = ""  #: stands for every channel that has no waits of its own


#: Between one failure and the next try, ever longer; the last of them from then on, for as long as
#: what the message says holds. What is urgent is tried more often, while there is time.
WAITS: Waits = {
    MAIL: [timedelta(seconds=seconds) for seconds in (15, 60, 240, 960, 1800)],
    ANY: [timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 240, 480, 960, 1800)],
}


#: From so many failures on duty managers hear that it does not arrive: about an hour for mail,
#: whose servers are away for so long now and then; eight minutes for what is urgent, so that
#: another channel is used while there is time.
WARN_AFTER = {MAIL: 6, ANY: 6}


SLOWLY = timedelta(minutes=15)  #: at least, after a refusal: somebody has to mend something first


LAST_CHANCE = timedelta(seconds=20)  #: so long before its time is over it is tried a last time


MOST_WITHOUT_END = 50  #: failures of a message whose time is never over: about a day


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of a try.

    Parameters
    ----------
    error
        Why it was not sent, in the language of the messages; no secrets, no addresses.
    is_final
        Another try cannot go better: nobody can be reached at this address.
    is_refused
        The channel said no, and not "later", as when a password is wrong: another try may go
        better once somebody has mended that.
    timed_out
        The channel did not answer in time.
    """

    sent: bool
    error: str = ""
    is_final: bool = False
    is_refused: bool = False
    timed_out: bool = False

    def __bool__(self) -> bool:
        return self.sent


def next_try(message: Message, now: datetime, waits: Waits = WAITS) -> datetime | None:
    """When a message is tried again that has just failed; None: it is given up.

    Parameters
    ----------
    message
        With this failure counted.
    """
    mine = waits.get(message.channel, waits[ANY])
    wait = mine[min(message.failures, len(mine)) - 1]
    again = now + (max(wait, SLOWLY) if message.is_refused else wait)
    if message.stale_at is None:
        return again if message.failures < MOST_WITHOUT_END else None
    last = message.stale_at - LAST_CHANCE
    return min(again, last) if now < last else None


def is_to_be_told(message: Message) -> bool:
    """Whether duty managers are to hear that it does not arrive; once."""
    if message.warned_at is not None:
        return False
    after = WARN_AFTER.get(message.channel, WARN_AFTER[ANY])
    return message.is_refused or message.failures >= after


#: No try takes this long. A worker that has been at it for longer is gone, with its machine.
LOST = timedelta(minutes=5)


#: So long after its time a message that nobody takes is no longer waiting for its turn.
LONG = timedelta(minutes=2)


def queue_due(store: Store, now: datetime) -> list[str]:
    """Put in the queue what is due and not in it; the ids.

    Such are messages that were to wait, or that are tried again; and those whose place in the queue
    was lost. Done twice, or by two at once, it does nothing the second time.
    """
    with store.reading() as connection:
        if not _left(connection, now):
            return []
    with store.writing() as connection:
        trail.take_turn(connection)
        left = _left(connection, now)
        # The moment tells this turn in the queue from earlier ones, which are over.
        put_in_queue(store, connection, left, f"{now:%Y%m%dT%H%M%S.%f}")
    return [one.id for one in left]


def waits_for_long(store: Store, now: datetime) -> bool:
    """Whether messages are in the queue that should have gone a while ago."""
    with store.reading() as connection:
        late = {message.id for message, _marked_at in outbox.due(connection, now - LONG)}
        return bool(late) and not late.isdisjoint(under_way(connection, MESSAGES)[0])


def _left(connection: Connection, now: datetime) -> list[Message]:
    found = outbox.due(connection, now)
    if not found:
        return []
    waits, taken = under_way(connection, MESSAGES)

    def is_lost(message: Message, marked_at: datetime | None) -> bool:
        since = max(taken[message.id], message.due_at, marked_at or message.due_at)
        return since + LOST < now

    return [
        message
        for message, marked_at in found
        if message.id not in waits and (message.id not in taken or is_lost(message, marked_at))
    ]
