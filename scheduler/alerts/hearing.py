"""Who hears of a message that could not be delivered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler.alerts.managers import first_to_hear
from scheduler.alerts.recipients import people_to_reach
from scheduler.watching.gathering import gather_known

if TYPE_CHECKING:
    from data.model.contact import Recipient
    from data.store.opening import Store

_NOW = timedelta(minutes=1)  #: the shortest window in which somebody is on duty


def duty_managers_now(store: Store, now: datetime) -> list[Recipient]:
    """The duty managers of the first level that anybody is of, whom a channel may reach.

    Raises
    ------
    InputError
        The records do not hold together.
    StoreError
        The database cannot be reached.
    """
    with store.reading() as connection:
        known = gather_known(connection, now, now + _NOW, now)
        people = people_to_reach(connection)
    return list(first_to_hear(known, people, now))
