"""One round: coverage is swept, gaps are kept, and whoever has to hear of them is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.store import audit
from scheduler.alerts.telling import Link, Telling, tell_gaps
from scheduler.watching.sweeping import Swept, keep_look, look

if TYPE_CHECKING:
    from datetime import datetime

    from data.store.opening import Store
    from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class Round:
    """What a round found, and what it told."""

    swept: Swept
    telling: Telling


def sweep_and_tell(store: Store, settings: Settings, link: Link, now: datetime) -> Round:
    """Sweep, and tell: what is kept and what is told are one transaction.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    seen = look(store, settings.horizon_weeks, now)
    with store.writing() as connection:
        audit.take_turn(connection)
        swept = keep_look(connection, seen, settings.horizon_weeks, now)
        telling = tell_gaps(store, connection, swept, settings, link, now)
    return Round(swept, telling)
