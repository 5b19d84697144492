"""The records of who is told of gaps, of call-outs, and of who pledged to come."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, Text

from data.model.gap import Severity
from data.store.tables.columns import Choice, UtcDateTime, WordList
from data.store.tables.record_table import WORD, kept, person, start_end

CONTACTS = kept(
    "contacts",
    person(),
    Column("channel", Text, nullable=False, info=WORD),
    Column("address", Text, nullable=False),
    key=("person", "channel", "address"),
)
DUTY_MANAGERS = kept(
    "duty_managers",
    Column("level", Integer, nullable=False),
    Column("post", Text, ForeignKey("posts.id")),
    person(is_given=False),
    Column("name", Text),
    Column("channel", Text, info=WORD),
    Column("address", Text),
    Column("regions", WordList),
    Column("books", WordList),
    key=("level", "post", "person", "name", "channel", "address"),
)
ALERT_STEPS = kept(
    "alert_steps",
    Column("hours_before", Float, nullable=False),
    Column("channel", Text, nullable=False, info=WORD),
    Column("level", Integer),
    Column("waits", Boolean),
    Column("repeat_hours", Float),
    Column("escalate_minutes", Integer),
    Column("post", Text, ForeignKey("posts.id")),
    Column("severity", Choice(Severity)),
    Column("books", WordList),
    key=("post", "severity", "hours_before", "channel", "level", "books"),
)
CALL_OUTS = kept(
    "call_outs",
    Column("id", Text, nullable=False, unique=True),
    Column("label", Text),
    Column("posts", WordList),
    Column("regions", WordList),
    Column("exercise", Boolean),
    Column("grip", Integer),
    Column("criteria_at", UtcDateTime),
    Column("alert_at", UtcDateTime, nullable=False),
    Column("picture_at", UtcDateTime),
    Column("convened_at", UtcDateTime),
    Column("over_at", UtcDateTime),
    key=("id",),
)
_CALL_OUT = ForeignKey("call_outs.id", onupdate="CASCADE")
CALL_OUT_PEOPLE = kept(
    "call_out_people",
    Column("call_out", Text, _CALL_OUT, nullable=False, index=True),
    person(),
    Column("post", Text, ForeignKey("posts.id")),
    Column("called_at", UtcDateTime),
    Column("accepted", Boolean),
    Column("came", Boolean, nullable=False),
    Column("minutes", Integer),
    Column("work_until", UtcDateTime),
    key=("call_out", "person", "called_at"),
)
PLEDGES = kept(
    "pledges",
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    person(),
    *start_end(),
    key=("post", "person", "start"),
)
