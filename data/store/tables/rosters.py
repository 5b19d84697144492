"""Rosters in all their versions, with what they were made from and how they were signed."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from data.model.roster import RemarkKind, RosterStatus
from data.store.tables.columns import METADATA, Choice, UtcDateTime, WordList

#: What a solve knew: the problem, packed; its hash is that of ``problem.json``.
SNAPSHOTS = Table(
    "problem_snapshot",
    METADATA,
    Column("hash", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    # Sequence number of the audit entry by which personal data were taken out of it.
    Column("erased_by", Integer),
)


#: The shifts of a period. Versions of a roster share them for as long as the posts stay the same.
SHIFT_SETS = Table(
    "shift_set",
    METADATA,
    Column("hash", Text, primary_key=True),
)


SHIFTS = Table(
    "shift",
    METADATA,
    Column("shift_set", Text, ForeignKey("shift_set.hash"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("post", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("work_minutes", Integer, nullable=False),
    Column("required", Integer, nullable=False),
    Column("handover_minutes", Integer, nullable=False),
    Index("ix_shift_start", "start", "end"),
)


ROSTERS = Table(
    "roster",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("status", Choice(RosterStatus), nullable=False),
    Column("version", Integer),
    Column("based_on", Integer, ForeignKey("roster.id")),
    Column("shift_set", Text, ForeignKey("shift_set.hash"), nullable=False),
    Column("problem_hash", Text, ForeignKey("problem_snapshot.hash"), nullable=False),
    # Sequence number of the last change of the records that the problem knows of.
    Column("records_seq", Integer, nullable=False),
    Column("result", Text, nullable=False),
    # Whether somebody changed it by hand since a search made it.
    Column("by_hand", Boolean, nullable=False),
    # What it breaks, as JSON: found when it was made, and again with each edit.
    Column("violations", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("published_at", UtcDateTime),
    Column("published_by", Text),
    Column("superseded_at", UtcDateTime),
    Column("content_hash", Text),
    # How the hash is made: 1 as version 0.1.0 did, 2 with facts and the version of acceptances.
    Column("hash_version", Integer, nullable=False, server_default="1"),
    # What was agreed to when it came about by itself: an offer or a swap; empty: it was signed.
    Column("request", Text, nullable=False, server_default=""),
    Column("lock_version", Integer, nullable=False),
    # The book whose posts it is of; empty: of those that no book holds.
    Column("book", Text, nullable=False, server_default=""),
    CheckConstraint("status IN ('draft', 'published', 'superseded')", name="status"),
    CheckConstraint(
        "(status = 'draft') = (version IS NULL) AND (version IS NULL) = (published_at IS NULL)",
        name="signed",
    ),
    # The last guard against two signatures: one roster of a book in force for a period, one of each
    # version.
    Index(
        "uq_roster_in_force",
        "book",
        "start",
        unique=True,
        sqlite_where=text("status = 'published'"),
        postgresql_where=text("status = 'published'"),
    ),
    Index("uq_roster_version", "book", "start", "version", unique=True),
)


ASSIGNMENTS = Table(
    "assignment",
    METADATA,
    Column("roster", Integer, ForeignKey("roster.id", ondelete="CASCADE"), primary_key=True),
    Column("shift", Text, primary_key=True),
    # The row of `people`: it stays the same when a person is erased.
    Column("person", Integer, ForeignKey("people.row"), primary_key=True, index=True),
    Column("shift_set", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("double", Boolean, nullable=False),
    ForeignKeyConstraint(["shift_set", "shift"], ["shift.shift_set", "shift.id"]),
)


#: Parts of a shift that somebody else does, or nobody. They go by shift, not by version.
STAND_INS = Table(
    "stand_in",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shift", Text, nullable=False, index=True),
    Column("post", Text, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    # Who had it, and who takes it: empty where nobody had, or takes, the seat.
    Column("leaver", Integer, ForeignKey("people.row"), index=True),
    Column("comer", Integer, ForeignKey("people.row"), index=True),
    Column("reason", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("despite", Text, nullable=False),
    Column("withdrawn_by", Text, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    # A draft in which a planner split the shift: it counts from when that is signed.
    Column("roster", Integer, ForeignKey("roster.id", ondelete="CASCADE"), index=True),
    Index("ix_stand_in_start", "start", "end"),
    CheckConstraint("leaver IS NOT NULL OR comer IS NOT NULL", name="somebody"),
)


#: What was open, broken or told late when a roster was signed, and by whom that was accepted.
ACCEPTED = Table(
    "accepted",
    METADATA,
    Column("roster", Integer, ForeignKey("roster.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Choice(RemarkKind), nullable=False),
    Column("subject", Text, nullable=False),
    # In words, of signatures of version 0.1.0; since then facts are kept, and said when read.
    Column("what", Text, nullable=False),
    # As JSON; people by the number of their row.
    Column("facts", Text),
    # The roster at whose signature somebody was asked. Empty: nobody was, whatever 0.1.0 wrote
    # into the two columns below.
    Column("accepted_in", Integer),
    Column("accepted_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # An offer or a swap by which somebody agreed to a change of their own duties.
    Column("request", Text, nullable=False, server_default=""),
)


#: That somebody signed a roster for some of the regions that it serves. Of a draft they wait for
#: the others; of a signed roster they are those by which it came into force.
ROSTER_SIGNATURES = Table(
    "roster_signature",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column(
        "roster", Integer, ForeignKey("roster.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    # Codes of the regions, as they were called then.
    Column("regions", WordList, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    # Of the draft as it was signed: where it is another now, the signature is void.
    Column("content_hash", Text, nullable=False),
    # What they were asked to accept, as JSON: kind, subject, fingerprint and reason of each.
    Column("consents", Text, nullable=False),
)


#: How much each person did above or below their fair share, as signed; carried into later periods.
BALANCES = Table(
    "balance",
    METADATA,
    Column("roster", Integer, ForeignKey("roster.id"), primary_key=True),
    Column("person", Integer, ForeignKey("people.row"), primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("amount", Float, nullable=False),
)


ENTRIES = Table(
    "audit_entry",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    # Before and after. The chain holds only their hash, so that personal data can be taken out.
    Column("body", Text, nullable=False),
    Column("salt", Text, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    # The later entry that says by whom and why personal data were taken out of the body.
    Column("erased_by", Integer),
    Index("ix_audit_entry_subject", "subject"),
)


#: One row: the end of the chain. Whoever writes to the store holds it first.
HEAD = Table(
    "audit_head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    # Sequence number of the last change of the records.
    Column("records_seq", Integer, nullable=False),
)
