"""Tells duty managers that a message could not be delivered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.message import Message, MessageKind, MessageStatus
from data.store import outbox
from scheduler.notifications.outbox import message_id, post

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.contact import Recipient
    from data.store.opening import Store
    from scheduler.settings import Settings

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
