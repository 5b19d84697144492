"""What came of a try to send a message; when it is tried again, and when it is given up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.contact import MAIL

if TYPE_CHECKING:
    from data.model.message import Message

Waits = Mapping[str, Sequence[timedelta]]

ANY = ""  #: stands for every channel that has no waits of its own
#: Between one try and the next, each so many times the one before: about an hour for mail, whose
#: servers are away for so long now and then; eight minutes for what is urgent, so that another
#: channel is used while there is time.
WAITS: Waits = {
    MAIL: [timedelta(seconds=seconds) for seconds in (15, 60, 240, 960, 2400)],
    ANY: [timedelta(seconds=seconds) for seconds in (15, 30, 60, 120, 240)],
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of a try.

    Parameters
    ----------
    error
        Why it was not sent, in the language of the messages; no secrets, no addresses.
    is_final
        Another try cannot go better.
    timed_out
        The channel did not answer in time.
    """

    sent: bool
    error: str = ""
    is_final: bool = False
    timed_out: bool = False

    def __bool__(self) -> bool:
        return self.sent


def next_try(message: Message, now: datetime, waits: Waits = WAITS) -> datetime | None:
    """When a message is tried again that has just failed; None: it is given up.

    It is given up too when the next try would come after its time.
    """
    mine = waits.get(message.channel, waits[ANY])
    if message.attempts > len(mine):
        return None
    again = now + mine[message.attempts - 1]
    return None if message.stale_at is not None and again >= message.stale_at else again
