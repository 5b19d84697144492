"""Which channels were tried, by whom, when, and whether the message left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.contact import DIGEST, MAIL
from data.model.message import MessageStatus
from data.store import outbox
from data.store.accounts import names_of_actors
from data.store.audit import trail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from data.model.contact import AlertStep
    from data.store.opening import Store
    from scheduler.settings import Settings

TRIED = "channel.tried"  #: the action of the entry about a message for trial
_MOST = 200  #: entries that are looked at


@dataclass(frozen=True, slots=True)
class ChannelTrial:
    """The last message for trial by a channel.

    Parameters
    ----------
    message
        Its id.
    who
        Name of who sent it.
    status
        What became of it; None: the message is no longer kept.
    """

    channel: str
    message: str
    who: str
    at: datetime
    status: MessageStatus | None

    @property
    def has_arrived(self) -> bool:
        """Whether the channel took it."""
        return self.status is MessageStatus.SENT


def last_trials(store: Store, settings: Settings) -> tuple[ChannelTrial, ...]:
    """The last trial of each channel that is set up now, the newest first."""
    found: dict[str, ChannelTrial] = {}
    with store.reading() as connection:
        for entry in reversed(trail.entries(connection, action=TRIED, most=_MOST)):
            channel = entry.subject.partition("/")[2]
            if channel in settings.channels and channel not in found:
                message = str((entry.after or {}).get("message", ""))
                status = _status(connection, message)
                found[channel] = ChannelTrial(channel, message, entry.who, entry.at, status)
        names = names_of_actors(connection, (one.who for one in found.values()))
    return tuple(replace(one, who=names.get(one.who, one.who)) for one in found.values())


def _status(connection: Connection, message: str) -> MessageStatus | None:
    found = outbox.read_message(connection, message)
    return found.status if found else None


def channels_missing(steps: Iterable[AlertStep], settings: Settings) -> tuple[str, ...]:
    """Channels that steps name and that are not set up, each once; the digest goes by mail."""
    wanted = (MAIL if step.channel == DIGEST else step.channel for step in steps)
    return tuple(dict.fromkeys(one for one in wanted if one not in settings.channels))
