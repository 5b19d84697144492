"""What every page stands on: the store, the settings, the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from data.store.opening import Store
from scheduler.planning.kept_offers import KeptOffers
from scheduler.settings import Settings
from scheduler.watching.latest import Latest
from web.request_log import EventCounts

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Site:
    """One installation, as its pages see it.

    Parameters
    ----------
    clock
        Says what time it is, UTC.
    """

    store: Store
    settings: Settings
    clock: Clock

    @cached_property
    def latest(self) -> Latest:
        """Coverage as it is, the same for all who look."""
        return Latest(self.store, self.settings.horizon_weeks)

    @cached_property
    def events(self) -> EventCounts:
        """Counters of what was tried at the door of this process."""
        return EventCounts()

    @cached_property
    def kept_offers(self) -> KeptOffers:
        """Who can take an open shift, the same for all who look."""
        return KeptOffers(self.store)
