"""Calendar links, and which version of a calendar was last handed out."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime

SUBSCRIPTIONS = Table(
    "subscription",
    METADATA,
    Column("id", Integer, primary_key=True),
    # SHA-256 of the secret in the link.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("scope", Text, nullable=False),
    # Code of the post or region; empty for other scopes.
    Column("subject", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.row"), index=True),
    Column("language", Text, nullable=False),
    Column("busy", Boolean),
    Column("alarm_minutes", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text, nullable=False),
    Column("rotated_from", Integer, ForeignKey("subscription.id")),
    Column("fetched_at", UtcDateTime),
    Column("fetched_by", Text, nullable=False),
    Column("fetched_version", Integer),
)
#: A calendar as it was last handed out: its version grows when its bytes change, and its moment
#: never goes back.
CALENDARS = Table(
    "calendar",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("etag", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
