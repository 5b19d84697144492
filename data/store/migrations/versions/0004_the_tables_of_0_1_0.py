"""The tables of version 0.1.0, the first that was released.

A line of columns is a name, a kind (``?``: may be empty), and what else is true of it. A table of
the records has four more: its row and key, when it ended, and how often it changed.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Constraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Time,
    text,
)

from data.store.tables.columns import METADATA, UtcDateTime, WordList

revision = "0004"  # of four steps, none of which was released by itself
down_revision = None
branch_labels = None
depends_on = None

_KINDS = {
    "text": Text,
    "words": WordList,
    "moment": UtcDateTime,
    "date": Date,
    "time": Time,
    "flag": Boolean,
    "whole": Integer,
    "number": Float,
    "bytes": LargeBinary,
}

_RECORDS = {
    "regions": "id text unique, name text, school_region text?",
    "functions": "id text unique, name text, discipline text?",
    "posts": """
        id text unique, name text, function text -> functions.id, regions words, kind text,
        pattern text?, priority whole?, authority text?, start_norm_minutes whole?,
        required whole?, most_chance_nobody number?
    """,
    "patterns": """
        pattern text, name text, weekdays words, start time, end time, days whole?,
        break_minutes whole?, handover_minutes whole?
    """,
    "people": """
        id text unique, name text, employer text?, regions words, max_shifts_per_month whole?
    """,
    "contracts": "person text index -> people.id, hours_per_week number, from date, until date?",
    "competences": """
        person text index -> people.id, function text -> functions.id, level text?, from date,
        until date?
    """,
    "requirements": """
        id text, name text, functions words, kind text, times whole?, months whole?,
        accepts words?, warning_days whole?, from date, until date?
    """,
    "evidence": """
        person text index -> people.id, requirement text, date date, declared_by text,
        employer text?, from date?, until date?, document text?
    """,
    "overrides": """
        person text index -> people.id, function text -> functions.id, from date, until date,
        reason text, decided_by text
    """,
    "provisions": """
        person text index -> people.id, kind text, from date, until date?, weekday text?,
        consent flag?
    """,
    "weekly_work": """
        person text index -> people.id, weekdays words, start time, end time,
        break_minutes whole?, from date?, until date?
    """,
    "elsewhere": """
        person text index -> people.id, post text?, kind text?, start moment, end moment,
        work_minutes whole?
    """,
    "absences": """
        person text index -> people.id, kind text, start moment, end moment, hours number?
    """,
    "wishes": """
        person text index -> people.id, kind text, from date, until date?, post text?,
        shift text?, weight whole?
    """,
    "history": """
        person text index -> people.id, post text, kind text, start moment, end moment,
        work_minutes whole?, shift text?
    """,
    "pins": "person text index -> people.id, post text -> posts.id, start moment",
    "rules": "rule text, enabled flag?, parameter text?, value text?",
    "agreements": "rule text, basis text, from date, until date?",
    "carry_over": "person text index -> people.id, measure text, amount number",
    "contacts": "person text index -> people.id, channel text, address text",
    "duty_managers": """
        level whole, post text? -> posts.id, person text? index -> people.id, name text?,
        channel text?, address text?, regions words?
    """,
    "alert_steps": """
        hours_before number, channel text, level whole?, waits flag?, repeat_hours number?,
        escalate_minutes whole?, post text? -> posts.id, severity text?
    """,
    "call_answers": """
        post text -> posts.id, called_at moment, person text index -> people.id, came flag,
        minutes whole?
    """,
    "pledges": "post text -> posts.id, person text index -> people.id, start moment, end moment",
}
_OTHERS = {
    "audit_entry": """
        seq whole key given, at moment, who text, action text, subject text, body text, salt text,
        body_hash text, previous text, hash text, erased_by whole?
    """,
    "audit_head": "id whole key given, seq whole, hash text, records_seq whole",
    "problem_snapshot": "hash text key, content bytes, erased_by whole?",
    "shift_set": "hash text key",
    "shift": """
        shift_set text key -> shift_set.hash, id text key, post text, name text, start moment,
        end moment, work_minutes whole, required whole, handover_minutes whole
    """,
    "roster": """
        id whole key, start moment, end moment, time_zone text, status text, version whole?,
        based_on whole? -> roster.id, shift_set text -> shift_set.hash,
        problem_hash text -> problem_snapshot.hash, records_seq whole, result text, by_hand flag,
        breaches text, created_at moment, created_by text, changed_at moment, changed_by text,
        published_at moment?, published_by text?, superseded_at moment?, content_hash text?,
        lock_version whole
    """,
    "assignment": """
        roster whole key cascade -> roster.id, shift text key,
        person whole key index -> people.row, shift_set text, pinned flag, double flag
    """,
    "accepted": """
        roster whole key -> roster.id, number whole key, kind text, subject text, what text,
        accepted_by text, reason text
    """,
    "balance": """
        roster whole key -> roster.id, person whole key -> people.row, measure text key,
        amount number
    """,
    "solve_run": """
        id text key, status text, asked_by text, asked_at moment, request text, machine text?,
        started_at moment?, heard_at moment?, ended_at moment?, attempts whole, progress text?,
        best text?, roster whole?, message text?
    """,
    "gap": """
        id whole key, post text, slot text, start moment, end moment, required whole,
        missing whole, parts text, state text, opened_at moment, closed_at moment?,
        closed_by text, acknowledged_by text, acknowledged_at moment?, accepted_by text,
        accepted_reason text, accepted_until moment?, lock_version whole
    """,
    "gap_event": """
        id whole key, gap whole index -> gap.id, at moment, what text, who text, facts text
    """,
    "message": """
        id text key, number whole unique, kind text, recipient text index, name text,
        channel text, address text, subject text, body text, attachment text, created_at moment,
        due_at moment, stale_at moment?, status text, attempts whole, marked_at moment?,
        sent_at moment?, error text, settled_by text
    """,
    "told": """
        gap whole key -> gap.id, step text key, recipient text key, at moment,
        message text? -> message.id
    """,
    "shift_offer": """
        id whole key, shift text index, post text, person whole -> people.row, offered_by text,
        offered_at moment, expires_at moment, status text, answered_at moment?,
        roster whole? -> roster.id
    """,
    "pulse": """
        name text key, begun_at moment?, good_at moment?, bad_at moment?, why text,
        seconds whole?, mark text
    """,
    "subscription": """
        id whole key, token_hash text unique, scope text, subject text,
        person whole? index -> people.row, language text, busy flag?, alarm_minutes whole?,
        created_at moment, created_by text, expires_at moment?, revoked_at moment?,
        revoked_by text, rotated_from whole? -> subscription.id, fetched_at moment?,
        fetched_by text, fetched_version whole?
    """,
    "calendar": "key text key, version whole, etag text, changed_at moment",
    "account": """
        id whole key, login text unique, name text, roles words?,
        person whole? index -> people.row, language text, password_hash text, subject text index,
        is_active flag, stamp whole, created_at moment, created_by text, signed_in_at moment?
    """,
    "api_token": """
        id whole key, token_hash text unique, name text, scopes words?, created_at moment,
        created_by text, expires_at moment?, revoked_at moment?, revoked_by text, used_at moment?
    """,
    "leave_request": """
        id whole key, person whole index -> people.row, kind text, start moment, end moment,
        note text, asked_at moment, status text index, decided_by text, decided_at moment?,
        reason text
    """,
    "swap_request": """
        id whole key, giver whole index -> people.row, given text,
        taker whole index -> people.row, returned text?, note text, asked_at moment,
        status text index, answered_at moment?, roster whole? -> roster.id
    """,
}

_REQUEST = "status IN ('asked', 'granted', 'refused', 'withdrawn', 'lapsed')"


def _constraints() -> dict[str, tuple[Constraint | Index, ...]]:
    """Those of more than one column, or of some rows alone, by table."""
    return {
        "audit_entry": (Index("ix_audit_entry_subject", "subject"),),
        "shift": (Index("ix_shift_start", "start", "end"),),
        "roster": (
            CheckConstraint("status IN ('draft', 'published', 'superseded')", name="status"),
            CheckConstraint(
                "(status = 'draft') = (version IS NULL)"
                " AND (version IS NULL) = (published_at IS NULL)",
                name="signed",
            ),
            Index(
                "uq_roster_in_force",
                "start",
                unique=True,
                sqlite_where=text("status = 'published'"),
                postgresql_where=text("status = 'published'"),
            ),
            Index("uq_roster_version", "start", "version", unique=True),
        ),
        "assignment": (
            ForeignKeyConstraint(["shift_set", "shift"], ["shift.shift_set", "shift.id"]),
        ),
        "gap": (
            CheckConstraint(
                "state IN ('open', 'acknowledged', 'accepted', 'closed')", name="state"
            ),
            Index("ix_gap_state", "state", "start"),
        ),
        "message": (
            CheckConstraint(
                "status IN ('queued', 'sending', 'sent', 'dead', 'stale', 'settled')", name="status"
            ),
            Index("ix_message_status", "status"),
        ),
        "shift_offer": (
            Index(
                "uq_shift_offer_open",
                "shift",
                "person",
                unique=True,
                sqlite_where=text("status = 'open'"),
                postgresql_where=text("status = 'open'"),
            ),
        ),
        "leave_request": (CheckConstraint(_REQUEST, name="status"),),
        "swap_request": (CheckConstraint(_REQUEST, name="status"),),
    }


def upgrade() -> None:
    """Make the tables."""
    tables = MetaData(naming_convention=METADATA.naming_convention)
    for name, columns in _RECORDS.items():
        of_records = (
            f"row whole key, key text unique, {columns}, ended_at moment?, lock_version whole"
        )
        Table(name, tables, *_columns(of_records))
    for name, columns in _OTHERS.items():
        Table(name, tables, *_columns(columns), *_constraints().get(name, ()))
    tables.create_all(op.get_bind())
    op.execute(
        f"INSERT INTO audit_head (id, seq, hash, records_seq) VALUES (1, 0, '{'0' * 64}', 0)"
    )


def _columns(said: str) -> list[Column[object]]:
    return [_column(*one.split()) for one in said.split(",")]


def _column(name: str, kind: str, *marks: str) -> Column[object]:
    return Column(
        name,
        _KINDS[kind.rstrip("?")],
        *([_reference(*marks)] if "->" in marks else ()),
        nullable=kind.endswith("?"),
        primary_key="key" in marks,
        unique="unique" in marks or None,
        index="index" in marks or None,
        autoincrement=False if "given" in marks else "auto",
    )


def _reference(*marks: str) -> ForeignKey:
    return ForeignKey(
        marks[-1],
        onupdate="CASCADE" if marks[-1] == "people.id" else None,  # codes of people may change
        ondelete="CASCADE" if "cascade" in marks else None,
    )
