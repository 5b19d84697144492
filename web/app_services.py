"""What every page stands on: the store, the settings, the clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from flask import current_app
from werkzeug.local import LocalProxy

from data.model.account import EVERYWHERE, Reach
from data.model.errors import CacoError
from data.store.opening import Store
from scheduler.coverage.snapshot import CoverageCache, CoverageSnapshot, record_snapshot
from scheduler.feeds.service import Feeds
from scheduler.planning.candidates import CandidateCache
from scheduler.reporting.hours import Reports
from scheduler.service.waiting import WaitingCache
from scheduler.settings import Settings
from web.request_log import EventCounts

LOG = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class AppServices:
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
    def coverage(self) -> CoverageCache:
        """Coverage as it is, the same for all who look."""
        return CoverageCache(self.store, self.settings.horizon_weeks)

    def numbered(self, now: datetime, reach: Reach = EVERYWHERE) -> CoverageSnapshot:
        """Coverage as it is, each gap with a number, so that it can be handled at once.

        A gap that opened since the last sweep is kept now, as a sweep would; where that cannot be
        done just now it stays without, and the next sweep keeps it.

        Parameters
        ----------
        reach
            Of the posts that serve one of these regions; what is kept is kept of all posts.
        """
        seen = self.coverage.snapshot(now, reach)
        if not seen.status.has_unnumbered:
            return seen
        try:
            whole = self.coverage.snapshot(now)
            record_snapshot(self.store, whole, self.settings.horizon_weeks)
        except CacoError as error:
            LOG.warning("new gaps could not be kept: %s", error)
            return seen
        return self.coverage.snapshot(now, reach)

    @cached_property
    def waiting(self) -> WaitingCache:
        """What waits for people, the same for all who look."""
        return WaitingCache(self.store, self.coverage)

    @cached_property
    def feeds(self) -> Feeds:
        """Calendars behind links."""
        return Feeds(self.store, self.settings)

    @cached_property
    def reports(self) -> Reports:
        """Reports, the same for all who look."""
        return Reports(self.store)

    @cached_property
    def events(self) -> EventCounts:
        """Counters of what was tried at the door of this process."""
        return EventCounts()

    @cached_property
    def kept_offers(self) -> CandidateCache:
        """Who can take an open shift, the same for all who look."""
        return CandidateCache(self.store)


def _of_this_application() -> AppServices:
    return cast("AppServices", current_app.extensions["services"])


#: Those of the application that answers this request.
services = cast("AppServices", LocalProxy(_of_this_application))
