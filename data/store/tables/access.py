"""Accounts of people and tokens of programs."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from data.store.tables.columns import METADATA, UtcDateTime, WordList

ACCOUNTS = Table(
    "account",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("roles", WordList),
    Column("person", Integer, ForeignKey("people.row"), index=True),
    Column("language", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("is_active", Boolean, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("signed_in_at", UtcDateTime),
    Column("second_factor_seed", Text, nullable=False),
    Column("second_factor_at", UtcDateTime),
    Column("second_factor_step", Integer, nullable=False),
)
SESSIONS = Table(
    "web_session",
    METADATA,
    Column("id", Integer, primary_key=True),
    # SHA-256 of what the cookie holds.
    Column("name_hash", Text, nullable=False, unique=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("stamp", Integer, nullable=False),
    Column("proof", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)
RECOVERY_CODES = Table(
    "recovery_code",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("code_hash", Text, nullable=False),
    Column("used_at", UtcDateTime),
)
#: How often something was tried; shared by all processes of the web pages.
ATTEMPTS = Table(
    "attempt",
    METADATA,
    # SHA-256 of what is counted: no address or login stands here.
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)
TOKENS = Table(
    "api_token",
    METADATA,
    Column("id", Integer, primary_key=True),
    # SHA-256 of the secret.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("scopes", WordList),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text, nullable=False),
    Column("used_at", UtcDateTime),
)
