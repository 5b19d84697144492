"""The outbox: messages as they are kept, from queued to sent."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select, update

from data.model.account import EVERYWHERE, Reach
from data.model.errors import Fault, Refused
from data.model.message import Message, MessageKind, MessageStatus
from data.store.regions import messages_within
from data.store.tables.alerts import MESSAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement

_COLUMNS = [MESSAGES.c[field.name] for field in fields(Message)]


_WAITING = MESSAGES.c.status.in_([one for one in MessageStatus if one.is_waiting])


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
            "kind": message.kind,
            "status": message.status,
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
        query = query.where(MESSAGES.c.status.in_(status))
    return [_message(row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages somebody looks for; what is empty asks nothing.

    Parameters
    ----------
    to
        Part of the name of the recipient.
    since
        Written at or after this moment.
    is_undelivered
        Given up, or tried again and again.
    reach
        The regions of whoever looks.
    """

    status: MessageStatus | None = None
    kind: MessageKind | None = None
    to: str = ""
    since: datetime | None = None
    is_undelivered: bool = False
    reach: Reach = EVERYWHERE


def seek(
    connection: Connection, sought: MessageFilter, most: int, skip: int = 0
) -> tuple[list[Message], int]:
    """Messages, the newest first, and how many there are in all."""
    where = [*_where(sought), messages_within(connection, sought.reach)]
    total = connection.scalar(select(func.count()).select_from(MESSAGES).where(*where)) or 0
    query = select(*_COLUMNS).where(*where).order_by(MESSAGES.c.number.desc())
    rows = connection.execute(query.limit(most).offset(skip))
    return [_message(row) for row in rows], total


def _where(sought: MessageFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.status is not None:
        found.append(MESSAGES.c.status == sought.status)
    if sought.is_undelivered:
        found.append(_dead() | _fails())
    if sought.kind is not None:
        found.append(MESSAGES.c.kind == sought.kind)
    if sought.to:
        found.append(MESSAGES.c.name.icontains(sought.to, autoescape=True))
    if sought.since is not None:
        found.append(MESSAGES.c.created_at >= sought.since)
    return found


def settled_by(connection: Connection, name: str) -> str:
    """Who saw to a message that was given up; empty: nobody."""
    return connection.scalar(select(MESSAGES.c.settled_by).where(MESSAGES.c.id == name)) or ""


def read_message(connection: Connection, name: str) -> Message | None:
    """One message."""
    row = connection.execute(select(*_COLUMNS).where(MESSAGES.c.id == name)).one_or_none()
    return _message(row) if row else None


def find_message(connection: Connection, begins: str) -> Message:
    """The message whose id begins with this.

    Raises
    ------
    Refused
        There is none, or more than one.
    """
    which = MESSAGES.c.id.startswith(begins, autoescape=True)
    found = connection.execute(select(*_COLUMNS).where(which).limit(2)).all() if begins else []
    if len(found) == 1:
        return _message(found[0])
    what = f"{begins} stands for several messages" if found else f"there is no message {begins}"
    raise Refused([Fault(what, "See which there are: caco messages")])


def due(connection: Connection, now: datetime) -> list[tuple[Message, datetime | None]]:
    """Messages that should be on their way by now, with when the last try began."""
    columns = [*_COLUMNS, MESSAGES.c.marked_at]
    query = select(*columns).where(_WAITING, MESSAGES.c.due_at <= now)
    rows = connection.execute(query.order_by(MESSAGES.c.number))
    return [(_message(row), row.marked_at) for row in rows]


def mark(connection: Connection, name: str, now: datetime) -> Message | None:
    """Note that a message is being sent; None if it is not to be sent, or not yet."""
    done = connection.execute(
        update(MESSAGES)
        .where(MESSAGES.c.id == name, _WAITING, MESSAGES.c.due_at <= now)
        .values(
            status=MessageStatus.SENDING,
            attempts=MESSAGES.c.attempts + 1,
            broken_off=MESSAGES.c.broken_off + 1,
            marked_at=now,
        )
    )
    return read_message(connection, name) if done.rowcount else None


def note(
    connection: Connection,
    message: Message,
    status: MessageStatus,
    *,
    error: str = "",
    due_at: datetime | None = None,
    **values: Any,  # noqa: ANN401 - of columns
) -> bool:
    """Note what came of a try; False if that was noted before, or another try is under way.

    Parameters
    ----------
    message
        As `mark` gave it: its attempts tell which try this is.
    values
        Of other columns.
    """
    values |= {"status": status, "error": error, "broken_off": 0}
    if due_at is not None:
        values["due_at"] = due_at
    ours = (MESSAGES.c.attempts == message.attempts) & (MESSAGES.c.status == MessageStatus.SENDING)
    return _change(connection, message.id, ours, **values)


def settle(connection: Connection, name: str, who: str) -> bool:
    """Note that somebody saw to a message that does not arrive; False if none of that is so."""
    settled = MessageStatus.SETTLED
    return _change(connection, name, _dead() | _fails(), status=settled, settled_by=who)


def send_again(connection: Connection, message: Message, now: datetime) -> bool:
    """Let a message be sent once more, from the first try; False if it did not fail, or goes now.

    One that was given up is sent whatever its time was.
    """
    fresh: dict[str, Any] = {"attempts": 0, "failures": 0, "broken_off": 0, "warned_at": None}
    if message.status is MessageStatus.DEAD:
        fresh["stale_at"] = None
    only = _dead() | _fails()
    queued = MessageStatus.QUEUED
    return _change(connection, message.id, only, status=queued, due_at=now, **fresh)


def undelivered(connection: Connection, reach: Reach = EVERYWHERE) -> list[Message]:
    """What was given up and nobody has seen to, and what is tried again and again."""
    here = messages_within(connection, reach)
    query = select(*_COLUMNS).where(_dead() | _fails(), here).order_by(MESSAGES.c.number)
    return [_message(row) for row in connection.execute(query)]


def count_undelivered(connection: Connection, reach: Reach = EVERYWHERE) -> int:
    """How many those are."""
    here = messages_within(connection, reach)
    query = select(func.count()).select_from(MESSAGES).where(_dead() | _fails(), here)
    return connection.scalar(query) or 0


def hasten(connection: Connection, channel: str, now: datetime) -> int:
    """Have all tried now that wait for a channel to be well; how many.

    Those that it refused wait on: that it takes another is no reason to ask again.
    """
    mine = (MESSAGES.c.channel == channel) & _fails() & MESSAGES.c.is_refused.is_(False)
    later = MESSAGES.c.due_at > now
    return connection.execute(update(MESSAGES).where(mine, later).values(due_at=now)).rowcount


def rewrite(connection: Connection, name: str, body: str) -> bool:
    """Give a message another text; False if it is on its way already."""
    untouched = MESSAGES.c.status == MessageStatus.QUEUED
    return _change(connection, name, untouched & (MESSAGES.c.attempts == 0), body=body)


def replace_body(connection: Connection, message: Message, body: str) -> bool:
    """Keep another text for the same message; False if it was changed meanwhile."""
    return _change(connection, message.id, MESSAGES.c.body == message.body, body=body)


def counts(
    connection: Connection, only: ColumnElement[bool] | None = None
) -> dict[MessageStatus, int]:
    """How many messages there are of each status.

    Parameters
    ----------
    only
        Which are counted, see `data.store.regions.messages_within`; None: all.
    """
    query = select(MESSAGES.c.status, func.count()).group_by(MESSAGES.c.status)
    if only is not None:
        query = query.where(only)
    found = {status: count for status, count in connection.execute(query)}
    return {status: found.get(status, 0) for status in MessageStatus}


def _fails() -> ColumnElement[bool]:
    return (MESSAGES.c.status == MessageStatus.QUEUED) & (MESSAGES.c.failures > 0)


def _dead() -> ColumnElement[bool]:
    return MESSAGES.c.status == MessageStatus.DEAD


def _change(connection: Connection, name: str, only: ColumnElement[bool], **values: Any) -> bool:  # noqa: ANN401
    done = connection.execute(update(MESSAGES).where(MESSAGES.c.id == name, only).values(**values))
    return bool(done.rowcount)


def _message(row: Row[Any]) -> Message:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return Message(**{field.name: values[field.name] for field in fields(Message)})


def known_ids(connection: Connection, ids: Collection[str]) -> set[str]:
    """Which of some messages were kept before."""
    return set(connection.scalars(select(MESSAGES.c.id).where(MESSAGES.c.id.in_(list(ids)))))


def created_at(connection: Connection, ids: Collection[str]) -> dict[str, datetime]:
    """When those of some messages were made that were kept before, by id."""
    query = select(MESSAGES.c.id, MESSAGES.c.created_at).where(MESSAGES.c.id.in_(list(ids)))
    return {name: at for name, at in connection.execute(query)}


_OVER = [status for status in (MessageStatus.SENT, MessageStatus.STALE, MessageStatus.SETTLED)]


def empty_messages(connection: Connection, before: datetime) -> int:
    """Empty the texts of messages that were over before a moment; how many.

    That somebody was told, of what kind, by which channel, when, and whether it arrived, stays.
    """
    over_at = func.coalesce(MESSAGES.c.sent_at, MESSAGES.c.due_at)
    full = (MESSAGES.c.body != "") | (MESSAGES.c.attachment != "")
    old = MESSAGES.c.status.in_(_OVER) & full & (over_at < before)
    return connection.execute(update(MESSAGES).where(old).values(body="", attachment="")).rowcount
