"""The records of findings, actions, checks and assessments."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Text

from data.model.improvement import AssessmentMark, CheckOutcome, FindingOrigin, FindingSubject
from data.store.tables.columns import Choice, WordList
from data.store.tables.record_table import kept, somebody_else

FINDINGS = kept(
    "findings",
    Column("id", Text, nullable=False, unique=True),
    Column("found_on", Date, nullable=False),
    Column("origin", Choice(FindingOrigin), nullable=False),
    Column("report", Text),
    Column("theme", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("function", Text, ForeignKey("functions.id")),
    Column("regions", WordList),
    Column("partner", Text),
    Column("subject", Choice(FindingSubject)),
    Column("subject_id", Text),
    somebody_else("subject_person", is_given=False),
    Column("closed_on", Date),
    Column("closed_by", Text),
    key=("id",),
)
_FINDING = ForeignKey("findings.id", onupdate="CASCADE")
ACTIONS = kept(
    "actions",
    Column("id", Text, nullable=False, unique=True),
    Column("finding", Text, _FINDING, nullable=False, index=True),
    Column("what", Text, nullable=False),
    somebody_else("owner", is_given=False),
    Column("owner_login", Text),
    Column("partner", Text),
    Column("due", Date, nullable=False),
    Column("done_on", Date),
    Column("remark", Text),
    key=("id",),
)
CHECKS = kept(
    "checks",
    Column("finding", Text, ForeignKey("findings.id", onupdate="CASCADE"), nullable=False),
    Column("action", Text, ForeignKey("actions.id", onupdate="CASCADE")),
    Column("date", Date, nullable=False),
    Column("helped", Choice(CheckOutcome), nullable=False),
    Column("evidence", Text),
    Column("by", Text, nullable=False),
    key=("finding", "action", "date", "by"),
)
ASSESSMENTS = kept(
    "assessments",
    Column("part", Text, nullable=False),
    Column("point", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("mark", Choice(AssessmentMark), nullable=False),
    Column("assessed_by", Text),
    Column("finding", Text, ForeignKey("findings.id", onupdate="CASCADE")),
    Column("reason", Text),
    key=("part", "point", "region", "date"),
)
AMBITIONS = kept(
    "ambitions",
    Column("year", Integer, nullable=False),
    Column("share", Integer, nullable=False),
    Column("part", Text),
    Column("region", Text),
    key=("year", "part", "region"),
)
ACTION_TEMPLATES = kept(
    "action_templates",
    Column("template", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("days", Integer, nullable=False),
    somebody_else("owner", is_given=False),
    Column("owner_login", Text),
    key=("template", "what"),
)
