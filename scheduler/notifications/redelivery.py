"""When a message is tried again or given up, and the notice that it did not arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.contact import MAIL
from data.model.message import Message, MessageKind, MessageStatus
from data.store import outbox
from data.store.audit import trail
from scheduler.notifications.outbox import message_id, post, put_in_queue
from scheduler.queue.dbos_queue import MESSAGES, in_progress

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.contact import Recipient
    from data.store.opening import Store
    from scheduler.settings import Settings

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
    gone
        Numbers of devices that will never take a message again.
    reached
        Numbers of devices that took it.
    """

    sent: bool
    error: str = ""
    is_final: bool = False
    is_refused: bool = False
    timed_out: bool = False
    gone: Sequence[int] = ()
    reached: Sequence[int] = ()

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
        return bool(late) and not late.isdisjoint(in_progress(connection, MESSAGES)[0])


def _left(connection: Connection, now: datetime) -> list[Message]:
    found = outbox.due(connection, now)
    if not found:
        return []
    waits, taken = in_progress(connection, MESSAGES)

    def is_lost(message: Message, marked_at: datetime | None) -> bool:
        since = max(taken[message.id], message.due_at, marked_at or message.due_at)
        return since + LOST < now

    return [
        message
        for message, marked_at in found
        if message.id not in waits and (message.id not in taken or is_lost(message, marked_at))
    ]


#: So long a notice waits for others: a server that is away gives up many messages at once.
GATHERING = timedelta(minutes=1)


OF_USE = timedelta(days=1)  #: that long; then it is on the screen, and what it tells of is over


MOST_LINES = 20  #: in one notice; of more only the number is told


def undelivered_notice(
    dead: Message,
    manager: Recipient,
    usable: Collection[str],
    now: datetime,
    speech: Language,
) -> Message | None:
    """What one duty manager is told of a message that fails; None: they cannot be reached.

    It goes by another channel than the one that failed, if they have one. Of a notice that could
    not be delivered itself nobody is told: that would have no end.

    Parameters
    ----------
    usable
        The channels that the settings name.
    now
        When that came out: a message that is sent again can fail again.
    """
    if dead.kind is MessageKind.UNDELIVERED:
        return None
    others = [channel for channel in usable if channel != dead.channel]
    way = manager.reach("push", others) or manager.reach(dead.channel, usable)
    if way is None or way == (dead.channel, dead.address):
        return None
    say = speech.gettext
    body = say("These messages do not arrive; see Alerts, Messages, or: caco messages --dead")
    return Message(
        id=message_id(MessageKind.UNDELIVERED, dead.id, now.isoformat(), manager.key),
        kind=MessageKind.UNDELIVERED,
        recipient=manager.key,
        name=manager.name,
        channel=way[0],
        address=way[1],
        subject=say("Not delivered: a message to {name}").format(name=dead.name),
        body=f"{body}\n\n{_line(dead, speech)}",
        attachment="",
        created_at=now,
        due_at=now + GATHERING,
        stale_at=now + OF_USE,
    )


def tell_undelivered(
    store: Store,
    connection: Connection,
    dead: Message,
    managers: Sequence[Recipient],
    settings: Settings,
    now: datetime,
) -> list[Message]:
    """Post what duty managers are told; whoever has such a notice coming finds it added to that.

    Returns
    -------
    list
        The notices that are new.
    """
    speech = language(settings.language)
    coming = {
        (one.recipient, one.channel, one.address): one
        for one in outbox.messages(connection, [MessageStatus.QUEUED])
        if one.kind is MessageKind.UNDELIVERED and one.attempts == 0
    }
    new = []
    for manager in managers:
        notice = undelivered_notice(dead, manager, settings.channels, now, speech)
        if notice is None:
            continue
        waiting = coming.get((notice.recipient, notice.channel, notice.address))
        if waiting is None:
            new.append(notice)
        else:
            outbox.rewrite(connection, waiting.id, _added(waiting, dead, speech).body)
    return post(store, connection, new)


def _line(dead: Message, speech: Language) -> str:
    say = speech.gettext
    text = say("- to {name} by {channel}: {subject} ({error}; {outlook})")
    is_dead = dead.status is MessageStatus.DEAD
    outlook = say("given up") if is_dead else say("it is tried again")
    return text.format(
        name=dead.name,
        channel=dead.channel,
        subject=dead.subject,
        error=dead.error,
        outlook=outlook,
    )


def _added(notice: Message, dead: Message, speech: Language) -> Message:
    """A notice that tells of one more message."""
    more = speech.gettext("- and more")
    lines = notice.body.splitlines()
    told = sum(line.startswith("- ") for line in lines)
    if told < MOST_LINES:
        lines.append(_line(dead, speech))
    elif lines[-1] != more:
        lines.append(more)
    return replace(notice, body="\n".join(lines))
