"""What was worked out before, kept for as long as nothing it rests on has changed."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from cachetools import LRUCache

from data.store.audit import trail

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sqlalchemy import Connection

Kept = TypeVar("Kept")

#: What is done without any change to records and rosters in force: how such actions begin.
_HARMLESS = (
    "account.", "calendar.", "channel.", "gap.", "handover.", "message.", "offer.", "roster.",
    "statement.", "token.",
)  # fmt: skip
_SIGNED = "roster.published"  #: of rosters this alone: a draft is not in force


class Cache(Generic[Kept]):
    """The last few things that were asked for, by key, each with where the audit trail was then.

    Any number of threads may ask; those that ask for the same wait for one answer.
    """

    def __init__(self, most: int) -> None:
        self._entries: LRUCache[Hashable, tuple[int, Kept]] = LRUCache(most)
        self._making: LRUCache[Hashable, Lock] = LRUCache(most)
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What is kept under a key that says all it rests on, such as a hash; or it is made now."""
        with self._turn(key):
            entry = self._entry(key)
            return entry[1] if entry else self._keep(key, 0, make())

    def current(
        self,
        connection: Connection,
        key: Hashable,
        make: Callable[[], Kept],
        fits: Callable[[Kept], bool] = lambda _kept: True,
    ) -> Kept:
        """What is kept under a key, while records and rosters in force are as they were.

        Parameters
        ----------
        fits
            What else must be so of what is kept.
        """
        with self._turn(key):
            entry = self._entry(key)
            if entry and fits(entry[1]) and holds_since(connection, entry[0]):
                return entry[1]
            return self._keep(key, trail.head(connection).seq, make())

    def peek(self, key: Hashable) -> Kept | None:
        """What is kept under a key, whether or not it still holds."""
        entry = self._entry(key)
        return entry[1] if entry else None

    def peek_current(self, connection: Connection, key: Hashable) -> Kept | None:
        """What is kept under a key, while records and rosters in force are as they were."""
        entry = self._entry(key)
        return entry[1] if entry and holds_since(connection, entry[0]) else None

    def put(self, key: Hashable, value: Kept) -> None:
        """Keep something under a key, in place of what was."""
        self._keep(key, 0, value)

    def _turn(self, key: Hashable) -> Lock:
        with self._lock:
            return self._making.setdefault(key, Lock())

    def _entry(self, key: Hashable) -> tuple[int, Kept] | None:
        with self._lock:
            return self._entries.get(key)

    def _keep(self, key: Hashable, seq: int, value: Kept) -> Kept:
        with self._lock:
            self._entries[key] = seq, value
        return value


def holds_since(connection: Connection, seq: int) -> bool:
    """Whether nothing after this entry of the trail changed a record or a roster in force.

    What is new and not known here counts as a change.
    """
    if trail.head(connection).seq <= seq:
        return True
    done = trail.actions_after(connection, seq)
    return all(one != _SIGNED and one.startswith(_HARMLESS) for one in done)
