"""One round: coverage is swept, gaps are kept, and whoever has to hear of them is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import CacoError, Fault, Refused
from data.store import audit
from scheduler.alerts.links import drafting
from scheduler.alerts.secret import secret
from scheduler.alerts.telling import Link, Telling, tell_gaps
from scheduler.watching.sweeping import Swept, keep_look, look

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from data.store.opening import Store
    from scheduler.settings import Settings

ACKNOWLEDGE = "acknowledge"  #: the purpose of the link in a notice of gaps


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


def sweep_by_clock(store: Store, settings: Settings, now: datetime) -> Round:
    """The same with signed links, as the clock does it.

    Raises
    ------
    Refused
        Links cannot be signed. Everything was told all the same, without them.
    InputError
        The records do not hold together.
    """
    try:
        link = drafting(ACKNOWLEDGE, secret(store, settings), settings)
    except CacoError as error:
        sweep_and_tell(store, settings, _no_link, now)
        what = f"notices go without a link: {error}"
        raise Refused([Fault(what, "Mend that; the gaps themselves were told")]) from error
    return sweep_and_tell(store, settings, link, now)


def _no_link(_facts: Mapping[str, object], _until: datetime) -> str:
    return ""
