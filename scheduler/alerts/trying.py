"""A message for trial through the outbox: the way that every other message goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.exchange.faults import shown
from data.exchange.language import language
from data.model.errors import Fault, Refused
from data.model.message import Message, MessageKind
from data.store import audit, outbox
from data.store.outbox import Sought
from scheduler.alerts.outbox import message_id, post
from scheduler.alerts.recipients import people_to_reach
from scheduler.jobs.carrier import prepare_queue

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.contact import Recipient
    from data.store.opening import Store
    from scheduler.settings import Settings

PATIENCE = timedelta(minutes=10)  #: after that a trial is of no use
MOST = 10  #: trials in that time: an outbox is no way to pester somebody
SOMEBODY = "outside/test"


@dataclass(frozen=True, slots=True)
class Trial:
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


def own_ways(store: Store, person: str | None, settings: Settings) -> tuple[Trial, ...]:
    """The trials that somebody can send to themselves, by the channels that are set up."""
    with store.reading() as connection:
        found: Recipient | None = people_to_reach(connection).get(person or "")
    if found is None:
        return ()
    return tuple(
        Trial(channel, address, found.key, found.name)
        for channel, address in found.contacts
        if channel in settings.channels
    )


def post_trial(store: Store, settings: Settings, trial: Trial, who: str, now: datetime) -> Message:
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
        audit.take_turn(connection)
        _refuse_many(connection, now)
        post(store, connection, [message])
        act = audit.Act("channel.tried", f"channel/{trial.channel}", None, {"message": message.id})
        audit.append(connection, [act], who, now)
    return message


def _check(trial: Trial, settings: Settings) -> None:
    faults = []
    if trial.channel not in settings.channels:
        what = f"no channel {shown(trial.channel)} is set up here"
        faults.append(Fault(what, "Choose one of those that are"))
    if not trial.address.strip() or not trial.address.isprintable():
        faults.append(Fault("there is no address to send to", "Give one"))
    if faults:
        raise Refused(faults)


def _refuse_many(connection: Connection, now: datetime) -> None:
    sought = Sought(kind=MessageKind.TEST, since=now - PATIENCE)
    if outbox.seek(connection, sought, 1)[1] >= MOST:
        what = f"there were {MOST} trials in the last {PATIENCE // timedelta(minutes=1)} minutes"
        raise Refused([Fault(what, "Wait a few minutes, then try again")])


def _message(trial: Trial, settings: Settings, who: str, now: datetime) -> Message:
    say = language(settings.language).gettext
    parts = (trial.channel, trial.address, trial.recipient, who, now.isoformat())
    return Message(
        id=message_id(MessageKind.TEST, *parts),
        kind=MessageKind.TEST,
        recipient=trial.recipient,
        name=trial.name,
        channel=trial.channel,
        address=trial.address.strip(),
        subject=say("CaCo Rooster: a message for trial"),
        body=say("Whoever reads this can be reached by the channel {name}.").format(
            name=trial.channel
        ),
        attachment="",
        created_at=now,
        due_at=now,
        stale_at=now + PATIENCE,
    )
