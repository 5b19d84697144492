"""What a reader asks about messages: a page of them, those given up, one with its story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.message import Message
from data.store import outbox, told
from data.store.outbox import Sought

if TYPE_CHECKING:
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Shown:
    """A message with the numbers of the gaps that it tells of."""

    message: Message
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of messages, the newest first.

    Parameters
    ----------
    total
        How many there are on all pages.
    """

    rows: tuple[Shown, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Story:
    """One message.

    Parameters
    ----------
    settled_by
        Who saw to it after it was given up; empty: nobody.
    """

    shown: Shown
    settled_by: str


def find_messages(store: Store, sought: Sought, most: int, skip: int = 0) -> Found:
    """A page of the messages that are sought."""
    with store.reading() as connection:
        found, total = outbox.seek(connection, sought, most, skip)
        gaps = told.gaps_by_message(connection, [one.id for one in found])
    return Found(tuple(Shown(one, tuple(gaps.get(one.id, ()))) for one in found), total)


def dead_letters(store: Store, most: int) -> Found:
    """What was given up and nobody has seen to, and what is tried again and again."""
    return find_messages(store, Sought(is_undelivered=True), most)


def tell_message(store: Store, name: str) -> Story | None:
    """One message by its id; None: there is none."""
    if not (name.isascii() and name.isalnum()):  # some signs no database can look for
        return None
    with store.reading() as connection:
        message = outbox.read_message(connection, name)
        if message is None:
            return None
        gaps = told.gaps_by_message(connection, [name]).get(name, ())
        return Story(Shown(message, tuple(gaps)), outbox.settled_by(connection, name))
