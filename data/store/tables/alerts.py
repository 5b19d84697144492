"""Gaps with their history and calls, messages, offers of shifts, and what runs by the clock."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    false,
    text,
)

from data.model.call_attempt import CallOutcome
from data.model.gap import GapState
from data.model.job import JobStatus
from data.model.message import MessageKind, MessageStatus
from data.model.request import OfferStatus
from data.store.tables.columns import METADATA, Choice, UtcDateTime

GAPS = Table(
    "gap",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("post", Text, nullable=False),
    Column("slot", Text, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("required", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    # Stretches with their causes, as JSON; people by the number of their row.
    Column("parts", Text, nullable=False),
    Column("state", Choice(GapState), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", Text, nullable=False),
    Column("acknowledged_by", Text, nullable=False),
    Column("acknowledged_at", UtcDateTime),
    # What was taken up: where it began and ended, how many were missing, whether anybody was there.
    Column("acknowledged_extent", Text, nullable=False, server_default=""),
    Column("accepted_by", Text, nullable=False),
    Column("accepted_reason", Text, nullable=False),
    Column("accepted_until", UtcDateTime),
    # What was accepted, as JSON: when, its edges, how many were missing, and whose rows.
    Column("accepted_facts", Text),
    Column("lock_version", Integer, nullable=False),
    CheckConstraint("state IN ('open', 'acknowledged', 'accepted', 'closed')", name="state"),
    Index("ix_gap_state", "state", "start"),
)


GAP_EVENTS = Table(
    "gap_event",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("gap", Integer, ForeignKey("gap.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("facts", Text, nullable=False),
)


#: Whom somebody telephoned about a gap, and what they answered.
CALL_ATTEMPTS = Table(
    "call_attempt",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("gap", Integer, ForeignKey("gap.id"), nullable=False, index=True),
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", Choice(CallOutcome), nullable=False),
    Column("note", Text, nullable=False),
    Column("logged_by", Text, nullable=False),
    CheckConstraint("outcome IN ('no_answer', 'calls_back', 'no', 'yes')", name="outcome"),
)


MESSAGES = Table(
    "message",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("kind", Choice(MessageKind), nullable=False),
    Column("recipient", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("attachment", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("stale_at", UtcDateTime),
    Column("status", Choice(MessageStatus), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("marked_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("error", Text, nullable=False),
    Column("settled_by", Text, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("broken_off", Integer, nullable=False, server_default="0"),
    Column("is_refused", Boolean, nullable=False, server_default=false()),
    Column("warned_at", UtcDateTime),
    Column("took_ms", Integer),
    CheckConstraint(
        "status IN ('queued', 'sending', 'sent', 'dead', 'stale', 'settled')", name="status"
    ),
    Index("ix_message_status", "status"),
)


#: That a step of a gap was told to somebody: never twice.
TOLD = Table(
    "told",
    METADATA,
    Column("gap", Integer, ForeignKey("gap.id"), primary_key=True),
    Column("step", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    # None: the step was passed over, because a later one was due already.
    Column("message", Text, ForeignKey("message.id")),
)


OFFERS = Table(
    "shift_offer",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shift", Text, nullable=False, index=True),
    Column("post", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.row"), nullable=False),
    Column("offered_by", Text, nullable=False),
    Column("offered_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("status", Choice(OfferStatus), nullable=False),
    Column("answered_at", UtcDateTime),
    Column("roster", Integer, ForeignKey("roster.id")),
    # The part of the shift that is offered; empty: all of it.
    Column("start", UtcDateTime),
    Column("end", UtcDateTime),
    # The last guard against two who accept: one shift is given away once to each person.
    Index(
        "uq_shift_offer_open",
        "shift",
        "person",
        unique=True,
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
)


#: What runs by the clock: when it last did, and how that went.
TASK_STATES = Table(
    "pulse",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("begun_at", UtcDateTime),
    Column("good_at", UtcDateTime),
    Column("bad_at", UtcDateTime),
    Column("why", Text, nullable=False),
    Column("seconds", Integer),
    # How far it came, where it goes on from a point.
    Column("mark", Text, nullable=False),
)


SOLVE_RUNS = Table(
    "solve_run",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("status", Choice(JobStatus), nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("request", Text, nullable=False),
    Column("machine", Text),
    Column("started_at", UtcDateTime),
    Column("heard_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    # The last tick and the best pairs so far, as JSON.
    Column("progress", Text),
    Column("best", Text),
    Column("roster", Integer),
    Column("message", Text),
)
