"""Messages to send."""

from datetime import UTC, datetime, timedelta

from data.model.message import Message, MessageKind
from data.store import outbox
from scheduler.notifications.outbox import message_id, post

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)


def message(number=1, channel="mail", now=NOW, **other) -> Message:
    """One of many, each with an id of its own."""
    values = {
        "id": message_id("gap", number, channel),
        "kind": MessageKind.GAPS,
        "recipient": f"people/{number}",
        "name": f"Anna {number}",
        "channel": channel,
        "address": f"anna{number}@example.org",
        "subject": f"Stoel leeg: CaCo, nacht {number}",
        "body": "Dinsdag 23:00 – woensdag 07:00: niemand.\n\nhttps://rooster/answer/abc.def",
        "attachment": "",
        "created_at": now,
        "due_at": now,
        "stale_at": None,
    }
    return Message(**{**values, **other})


def posted(store, *messages):
    with store.writing() as connection:
        return post(store, connection, messages)


def kept(store, name):
    with store.reading() as connection:
        return outbox.read_message(connection, name)


def all_kept(store):
    with store.reading() as connection:
        return outbox.messages(connection)


__all__ = ["NOW", "all_kept", "kept", "message", "posted", "timedelta"]
