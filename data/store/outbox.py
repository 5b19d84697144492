"""The outbox: messages as they are kept, from queued to sent."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select

from data.model.message import Message, MessageKind, MessageStatus
from data.store.tables.alerts import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_COLUMNS = [MESSAGES.c[field.name] for field in fields(Message)]


def add_messages(connection: Connection, given: Sequence[Message]) -> list[Message]:
    """Keep messages; one that was kept before, by its id, is left as it is.

    Returns
    -------
    list
        Those that are new.
    """
    wanted = {message.id: message for message in given}
    known = connection.scalars(select(MESSAGES.c.id).where(MESSAGES.c.id.in_(list(wanted))))
    new = [wanted[id] for id in wanted.keys() - set(known)]
    new.sort(key=lambda message: list(wanted).index(message.id))
    last = connection.scalar(select(func.max(MESSAGES.c.number))) or 0
    rows = [
        {
            **{field.name: getattr(message, field.name) for field in fields(Message)},
            "kind": message.kind.value,
            "status": message.status.value,
            "number": number,
            "settled_by": "",
        }
        for number, message in enumerate(new, start=last + 1)
    ]
    if rows:
        connection.execute(insert(MESSAGES), rows)
    return new


def messages(connection: Connection, status: Collection[MessageStatus] = ()) -> list[Message]:
    """Messages in the order in which they were written; all, or those of some statuses."""
    query = select(*_COLUMNS).order_by(MESSAGES.c.number)
    if status:
        query = query.where(MESSAGES.c.status.in_([one.value for one in status]))
    return [_message(row) for row in connection.execute(query)]


def read_message(connection: Connection, name: str) -> Message | None:
    """One message."""
    row = connection.execute(select(*_COLUMNS).where(MESSAGES.c.id == name)).one_or_none()
    return _message(row) if row else None


def _message(row: Row[Any]) -> Message:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    kind, status = MessageKind(values["kind"]), MessageStatus(values["status"])
    return Message(**{**values, "kind": kind, "status": status})


def known_ids(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of some messages were kept before."""
    return set(connection.scalars(select(MESSAGES.c.id).where(MESSAGES.c.id.in_(list(ids)))))
