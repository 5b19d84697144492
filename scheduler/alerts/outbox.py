"""Puts messages in the outbox, in the transaction of what they tell of."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from data.store import outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store


def message_id(*parts: object) -> str:
    """The id of a message: the same for the same matter, step and recipient."""
    said = "\n".join(str(part) for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def post(store: Store, connection: Connection, given: Sequence[Message]) -> list[Message]:
    """Keep messages, and have them sent once the transaction ends; those that are new.

    A message that was posted before, by its id, is not posted again.
    """
    return outbox.add_messages(connection, given)
