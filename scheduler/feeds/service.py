"""Answers whoever presents a link."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum, auto
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from data.model.errors import StoreError
from data.store import subscriptions
from data.store.audit import trail
from data.store.subscriptions import Fetch, note_fetches
from scheduler.feeds.calendar_cache import CalendarCache, RenderedCalendar
from scheduler.feeds.events import key_of
from scheduler.feeds.links import token_hash

if TYPE_CHECKING:
    from datetime import datetime

    from data.store.opening import Store
    from data.store.subscriptions import Presented
    from scheduler.settings import Settings

LOG = logging.getLogger(__name__)


FLUSH_SECONDS = 5.0


_CLIENT_LENGTH = 120  #: of what a program calls itself, as much as is kept


class Fetches:
    """The last fetch of each link since they were last written down."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noted: dict[int, Fetch] = {}
        self._turn = Lock()
        self._stop = Event()
        self._writer: Thread | None = None

    def note(self, link: int, fetch: Fetch) -> None:
        """Remember a fetch; it costs nothing."""
        client = "".join(sign for sign in fetch.client if sign.isprintable())[:_CLIENT_LENGTH]
        with self._turn:
            self._noted[link] = Fetch(fetch.at, client, fetch.version)

    def flush(self) -> None:
        """Write them down. If that fails they are kept, and written the next time."""
        with self._turn:
            noted, self._noted = self._noted, {}
        if not noted:
            return
        try:
            with self._store.writing() as connection:
                trail.take_turn(connection)
                note_fetches(connection, noted)
        except StoreError as error:
            LOG.warning("last fetches are written later: %s", error.what)
            with self._turn:
                self._noted = {**noted, **self._noted}

    def keep_writing(self, seconds: float = FLUSH_SECONDS) -> None:
        """Write them down every so often, in a thread of its own."""
        if self._writer is None:
            self._writer = Thread(target=self._write, args=(seconds,), daemon=True)
            self._writer.start()

    def close(self) -> None:
        """Write down the last of them."""
        self._stop.set()
        if self._writer is not None:
            self._writer.join()
        self.flush()

    def _write(self, seconds: float) -> None:
        while not self._stop.wait(seconds):
            try:
                self.flush()
            except Exception:  # whatever it is, the next round must come
                LOG.exception("last fetches could not be written")


class NoCalendar(Enum):
    """Why a link gives nothing."""

    UNKNOWN = auto()  #: it never was a link of ours
    WITHDRAWN = auto()  #: it was replaced, withdrawn or expired, or its person left


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """A calendar for whoever presented its link.

    Parameters
    ----------
    link
        Number of the link.
    """

    link: int
    handout: RenderedCalendar


class Feeds:
    """The calendars behind links, for one process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.catalogue = CalendarCache(store, settings)
        self.fetches = Fetches(store)

    def answer(self, token: str, now: datetime) -> FeedResponse | NoCalendar:
        """The calendar of a link; one short query, unless it changed.

        Raises
        ------
        StoreError
            The database cannot be reached: whoever asked must come back later, and never be told
            that the calendar is empty.
        """
        with self.store.reading() as connection:
            found = subscriptions.present(connection, token_hash(token))
        if found is None:
            return NoCalendar.UNKNOWN
        if _is_dead(found, now):
            return NoCalendar.WITHDRAWN
        key = key_of(found.link, found.person)
        handout = self.catalogue.at_hand(key, found.stamp, now)
        return FeedResponse(found.link.id, handout or self.catalogue.current(key, now))


def _is_dead(found: Presented, now: datetime) -> bool:
    link = found.link
    expired = link.expires_at is not None and link.expires_at <= now
    return expired or link.revoked_at is not None or found.has_left
