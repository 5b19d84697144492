"""Accounts of people and tokens of programs."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from data.model.absence_feed import FeedRule, ProposalChange, ProposalStatus
from data.model.account import Scope, SignInProof
from data.model.duty import AbsenceKind
from data.model.request import RequestStatus, RoundReply
from data.store.tables.columns import METADATA, Choice, UtcDateTime, WordList, WordsByWord

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
    # Codes of regions by role; a role that is not here holds for all.
    Column("limits", WordsByWord),
)


SESSIONS = Table(
    "web_session",
    METADATA,
    Column("id", Integer, primary_key=True),
    # SHA-256 of what the cookie holds.
    Column("name_hash", Text, nullable=False, unique=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("stamp", Integer, nullable=False),
    Column("proof", Choice(SignInProof), nullable=False),
    Column("program", Text, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)


#: Browsers that are sent messages.
PUSH_DEVICES = Table(
    "push_device",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False, index=True),
    # No foreign key: a session is gone when it is over, and its device stays.
    Column("session", Integer, index=True),
    Column("endpoint", Text, nullable=False, unique=True),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("server_key", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
)


RECOVERY_CODES = Table(
    "recovery_code",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("code_hash", Text, nullable=False),
    Column("used_at", UtcDateTime),
)


#: People who are asked to make their account; of a link only how often it was sent is kept.
INVITATIONS = Table(
    "invitation",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("login", Text, nullable=False),
    Column("roles", WordList),
    Column("limits", WordsByWord),
    Column("language", Text, nullable=False),
    # SHA-256 of what the link says besides its number; another one each time that it is sent.
    Column("token_hash", Text, nullable=False),
    Column("sending", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("invited_by", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    Column("account", Integer, ForeignKey("account.id")),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_by", Text, nullable=False),
)


#: New addresses that count once a code is given; forgotten a day later.
CONTACT_CHANGES = Table(
    "contact_change",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("old_channel", Text, nullable=False),
    Column("old_address", Text, nullable=False),
    Column("by", Text, nullable=False),
    # Of the code, with the secret of the installation: nobody who has the store can guess it.
    Column("code_hash", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("done_at", UtcDateTime),
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
    # Codes of regions; none: all.
    Column("regions", WordList),
)


_STATUS = "status IN ('asked', 'granted', 'refused', 'withdrawn', 'lapsed')"


LEAVE_REQUESTS = Table(
    "leave_request",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("kind", Choice(AbsenceKind), nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("status", Choice(RequestStatus), nullable=False, index=True),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    CheckConstraint(_STATUS, name="status"),
)


SWAP_REQUESTS = Table(
    "swap_request",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("giver", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("given", Text, nullable=False),
    Column("taker", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("returned", Text),
    Column("note", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("status", Choice(RequestStatus), nullable=False, index=True),
    Column("answered_at", UtcDateTime),
    Column("roster", Integer, ForeignKey("roster.id")),
    # The part of the duty that is given away; empty: all of it.
    Column("start", UtcDateTime),
    Column("end", UtcDateTime),
    CheckConstraint(_STATUS, name="status"),
)


#: In which people say what they wish for a period that is still to be planned.
ROUNDS = Table(
    "request_round",
    METADATA,
    Column("id", Integer, primary_key=True),
    # Local days, both inclusive.
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_by", Text, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", Text, nullable=False),
    Column("book", Text, nullable=False, server_default=""),
)


#: What each person answered last.
ROUND_ANSWERS = Table(
    "round_answer",
    METADATA,
    Column("round", Integer, ForeignKey("request_round.id"), primary_key=True),
    Column("person", Integer, ForeignKey("people.row"), primary_key=True, index=True),
    Column("reply", Choice(RoundReply), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("reply IN ('asked', 'nothing')", name="reply"),
)


SUBSCRIPTIONS = Table(
    "subscription",
    METADATA,
    Column("id", Integer, primary_key=True),
    # SHA-256 of the secret in the link.
    Column("token_hash", Text, nullable=False, unique=True),
    Column("scope", Choice(Scope), nullable=False),
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


#: Calendars of others that are read for absences.
ABSENCE_FEEDS = Table(
    "absence_feed",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.row"), index=True),
    # Secret, as whoever has it reads the calendar; empty: it is uploaded.
    Column("url", Text, nullable=False),
    Column("rule", Choice(FeedRule), nullable=False),
    Column("kind", Choice(AbsenceKind), nullable=False),
    Column("own", Boolean, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("read_at", UtcDateTime),
    Column("fault", Text, nullable=False),
    Column("unmatched", Integer, nullable=False),
)


#: What they propose. An event is known by a hash alone; nothing of it is kept but when and why.
ABSENCE_PROPOSALS = Table(
    "absence_proposal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("feed", Integer, ForeignKey("absence_feed.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("kind", Choice(AbsenceKind), nullable=False),
    Column("change", Choice(ProposalChange), nullable=False),
    Column("status", Choice(ProposalStatus), nullable=False),
    # As it was recorded; None: nothing was.
    Column("accepted_start", UtcDateTime),
    Column("accepted_end", UtcDateTime),
    Column("accepted_kind", Choice(AbsenceKind)),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", UtcDateTime),
    UniqueConstraint("feed", "key"),
)
