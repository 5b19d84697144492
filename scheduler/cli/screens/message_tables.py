"""Messages on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from data.i18n.language import Language
from data.model.message import Message, MessageStatus
from scheduler.cli.screens.job_tables import age
from scheduler.notifications.message_queries import kind_word, status_word

_COLOURS = {
    MessageStatus.QUEUED: "yellow",
    MessageStatus.SENDING: "cyan",
    MessageStatus.SENT: "green",
    MessageStatus.DEAD: "red",
    MessageStatus.STALE: "dim",
    MessageStatus.SETTLED: "dim",
}
SHORT_ID = 8  #: characters of an id that tell it from others


def messages_table(messages: Sequence[Message], now: datetime, speech: Language) -> Table:
    """A row for each message."""
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    headings = (
        say("Message"),
        say("Status"),
        say("To"),
        say("Channel"),
        say("About"),
        say("Written"),
        say("Attempts"),
        say("Why not"),
    )
    for heading in headings:
        table.add_column(heading)
    for one in messages:
        table.add_row(
            one.id[:SHORT_ID],
            status_text(one.status, speech),
            escape(one.name),
            escape(one.channel),
            escape(one.subject),
            age(one.created_at, now, speech),
            str(one.attempts),
            escape(one.error),
        )
    return table


def message_page(message: Message, now: datetime, speech: Language) -> Table:
    """All of one message, a line each; the text is not among them."""
    say = speech.gettext
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    lines = {
        say("Message"): message.id,
        say("Status"): status_text(message.status, speech),
        say("Kind"): kind_word(message.kind, speech),
        say("To"): escape(f"{message.name} ({message.recipient})"),
        say("Channel"): escape(f"{message.channel}: {message.address}"),
        say("Written"): age(message.created_at, now, speech),
        say("Attempts"): str(message.attempts),
        say("Sent"): age(message.sent_at, now, speech),
        say("Why not"): escape(message.error or "–"),
        say("Attachment"): say("a calendar") if message.attachment else "–",
        say("Subject"): escape(message.subject),
    }
    for name, value in lines.items():
        table.add_row(name, value)
    return table


def warnings(counts: Mapping[MessageStatus, int], speech: Language) -> list[str]:
    """What needs somebody's hand."""
    count = counts[MessageStatus.DEAD]
    if not count:
        return []
    return [
        speech.ngettext(
            "{count} message was given up. See it: caco messages --dead",
            "{count} messages were given up. See them: caco messages --dead",
            count,
        )
    ]


def as_row(message: Message) -> dict[str, Any]:
    """A message for programs."""
    moments = ("created_at", "due_at", "stale_at", "sent_at", "warned_at")
    at = {
        name: value.isoformat() if (value := getattr(message, name)) else None for name in moments
    }
    return {**asdict(message), **at, "kind": message.kind.value, "status": message.status.value}


def status_text(status: MessageStatus, speech: Language) -> str:
    """A status, in its colour."""
    return f"[{_COLOURS[status]}]{status_word(status, speech)}[/{_COLOURS[status]}]"
