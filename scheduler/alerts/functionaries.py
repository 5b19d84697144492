"""What functionaries are told: their duties changed, begin soon, or fall open by a lapse."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.errors import CacoError
from data.store import rosters
from scheduler.alerts.changed_duties import tell_changes
from scheduler.alerts.expiring import tell_expiries
from scheduler.alerts.letters import open_letter_box
from scheduler.alerts.reminding import remind
from scheduler.offers.closing import close_offers
from scheduler.requests.swap_ends import lapse_swaps

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings


def tell_functionaries(store: Store, settings: Settings, now: datetime) -> str:
    """Post all that is due to be told to functionaries; what was posted, in a line.

    What fails keeps nothing else from being told.

    Raises
    ------
    CacoError
        The first that went wrong, after all the rest was told.
    """
    posted: list[Message] = []
    wrong: list[CacoError] = []
    for tell in (tell_changes, remind, close_offers, lapse_swaps, tell_expiries):
        try:
            posted += tell(store, settings, now)
        except CacoError as error:
            wrong.append(error)
    if wrong:
        raise wrong[0]
    return told(posted)


def told(posted: list[Message]) -> str:
    """What was posted, such as ``2 duties_changed, 1 duty_reminder``; empty: nothing."""
    kinds = Counter(message.kind.value for message in posted)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items())


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody with duties to come, whom no message can reach.

    Parameters
    ----------
    first
        When the first of these duties begins.
    duties
        How many there are.
    """

    person: str
    name: str
    first: datetime
    duties: int


def people_out_of_reach(
    connection: Connection, settings: Settings, now: datetime
) -> tuple[Unreached, ...]:
    """People with published duties up to the horizon and no channel that the settings name."""
    until = now + timedelta(weeks=settings.horizon_weeks)
    starts: dict[str, list[datetime]] = {}
    for person, shift, _doubles in rosters.duties_between(connection, now, until):
        starts.setdefault(person, []).append(shift.start)
    box = open_letter_box(connection, settings, now)
    return tuple(
        Unreached(person, box.name(person), min(mine), len(mine))
        for person, mine in sorted(starts.items(), key=lambda item: (min(item[1]), item[0]))
        if person in box.people and not box.can_reach(person)
    )
