"""Answers whoever presents a link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from data.store import subscriptions
from scheduler.feeds.catalogue import Catalogue, Handout
from scheduler.feeds.fetches import Fetches
from scheduler.feeds.keys import key_of
from scheduler.feeds.links import token_hash

if TYPE_CHECKING:
    from datetime import datetime

    from data.store.opening import Store
    from data.store.subscriptions import Presented
    from scheduler.settings import Settings


class NoCalendar(Enum):
    """Why a link gives nothing."""

    UNKNOWN = auto()  #: it never was a link of ours
    WITHDRAWN = auto()  #: it was replaced, withdrawn or expired, or its person left


@dataclass(frozen=True, slots=True)
class Answer:
    """A calendar for whoever presented its link.

    Parameters
    ----------
    link
        Number of the link.
    """

    link: int
    handout: Handout


class Feeds:
    """The calendars behind links, for one process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.catalogue = Catalogue(store, settings)
        self.fetches = Fetches(store)

    def answer(self, token: str, now: datetime) -> Answer | NoCalendar:
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
        return Answer(found.link.id, handout or self.catalogue.current(key, now))


def _is_dead(found: Presented, now: datetime) -> bool:
    link = found.link
    expired = link.expires_at is not None and link.expires_at <= now
    return expired or link.revoked_at is not None or found.has_left
