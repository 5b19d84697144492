"""Tables of relief in a disaster."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)

from data.model.deployment import LegalGround, ReliefStatus
from data.store.tables.columns import METADATA, Choice, UtcDateTime, WordList

DEPLOYMENTS = Table(
    "deployment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("criteria_at", UtcDateTime),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("shift_hours", Integer, nullable=False),
    Column("ground", Choice(LegalGround), nullable=False),
    Column("is_exercise", Boolean, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    CheckConstraint("ground IN ('none', 'emergency', 'disaster')", name="ground"),
)


DEPLOYMENT_SEATS = Table(
    "deployment_seat",
    METADATA,
    Column("deployment", Integer, ForeignKey("deployment.id"), primary_key=True),
    Column("code", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("function", Text, nullable=False),
    Column("regions", WordList),
    Column("count", Integer, nullable=False),
)


RELIEF_SHIFTS = Table(
    "relief_shift",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("deployment", Integer, ForeignKey("deployment.id"), nullable=False, index=True),
    Column("seat", Text, nullable=False),
    Column("start", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("work_minutes", Integer, nullable=False),
    # 0: no longer needed, as the deployment shrank or ended.
    Column("required", Integer, nullable=False),
    Index("ix_relief_shift_start", "start", "end"),
)


RELIEF_DUTIES = Table(
    "relief_duty",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("deployment", Integer, ForeignKey("deployment.id"), nullable=False, index=True),
    Column("shift", Integer, ForeignKey("relief_shift.id"), nullable=False, index=True),
    # The row of `people`: it stays the same when a person is erased.
    Column("person", Integer, ForeignKey("people.row"), nullable=False, index=True),
    Column("is_call", Boolean, nullable=False),
    # The rules that it breaks on the ground of the deployment, with what was found and allowed.
    Column("set_aside", JSON, nullable=False),
    Column("rest_owed", Integer, nullable=False),
    Column("status", Choice(ReliefStatus), nullable=False),
    Column("asked_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    CheckConstraint(
        "status IN ('planned', 'asked', 'accepted', 'declined', 'withdrawn')", name="status"
    ),
)
