"""The records: a table for each table of `data.tables.contract`, with the same columns."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Integer, Text, Time

from data.model.company import PairingKind, PairingScope
from data.model.demand import DemandSource
from data.model.duty import AbsenceKind, DutyKind, WishKind
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.post import Authority, Discipline, NormFrom, PostKind
from data.model.requirement import RequirementKind
from data.store.tables.columns import Choice, UtcDateTime, WordList
from data.store.tables.record_table import (
    FIRST_DAY,
    LAST_DAY,
    WEEKDAYS,
    WORD,
    each_day,
    from_until,
    kept,
    person,
    somebody_else,
    start_end,
)

REGIONS = kept(
    "regions",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("school_region", Text, info=WORD),
    key=("id",),
)
FUNCTIONS = kept(
    "functions",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("discipline", Choice(Discipline)),
    Column("exercise_hours", Integer),
    Column("recruiting_months", Integer),
    Column("training_months", Integer),
    key=("id",),
)
BOOKS = kept(
    "books",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("weeks", Integer),
    Column("notice_days", Integer),
    Column("signers", Text),
    key=("id",),
)
POSTS = kept(
    "posts",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("regions", WordList, nullable=False),
    Column("kind", Choice(PostKind), nullable=False),
    Column("pattern", Text),
    Column("priority", Integer),
    Column("authority", Choice(Authority)),
    Column("start_norm_minutes", Integer),
    Column("required", Integer),
    Column("most_chance_nobody", Float),
    Column("presence_minutes", Integer),
    Column("norm_from", Choice(NormFrom)),
    Column("book", Text),
    *from_until(from_is_given=False),
    key=("id",),
)
PATTERNS = kept(
    "patterns",
    Column("pattern", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("weekdays", WordList, nullable=False, info=WEEKDAYS),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("days", Integer),
    Column("break_minutes", Integer),
    Column("handover_minutes", Integer),
    key=("pattern", "name", "weekdays", "start"),
)
DEMAND = kept(
    "demand",
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    Column("start", UtcDateTime, nullable=False, info=FIRST_DAY),
    Column("end", UtcDateTime, nullable=False, info=LAST_DAY),
    Column("required", Integer, nullable=False),
    Column("source", Choice(DemandSource)),
    Column("reason", Text),
    Column("yearly", Boolean),
    Column("until", Date),
    key=("post", "start", "end"),
)
MINIMUM_COVER = kept(
    "minimum_cover",
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    Column("weekdays", WordList, nullable=False, info=WEEKDAYS),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("required", Integer, nullable=False),
    *from_until(from_is_given=False),
    key=("post", "weekdays", "start", "from"),
)
PEOPLE = kept(
    "people",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("employer", Text),
    Column("regions", WordList, nullable=False),
    Column("max_shifts_per_month", Integer),
    key=("id",),
)
CONTRACTS = kept(
    "contracts",
    person(),
    Column("hours_per_week", Float, nullable=False),
    *from_until(),
    key=("person", "from"),
)
COMPETENCES = kept(
    "competences",
    person(),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("level", Choice(CompetenceLevel)),
    *from_until(),
    key=("person", "function", "level", "from"),
)
REQUIREMENTS = kept(
    "requirements",
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("functions", WordList, nullable=False),
    Column("kind", Choice(RequirementKind), nullable=False),
    Column("times", Integer),
    Column("months", Integer),
    Column("accepts", WordList),
    Column("warning_days", Integer),
    *from_until(),
    key=("id", "from"),
)
EVIDENCE = kept(
    "evidence",
    person(),
    Column("requirement", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("declared_by", Text, nullable=False),
    Column("employer", Text),
    *from_until(from_is_given=False),
    Column("document", Text),
    key=("person", "requirement", "date"),
)
OVERRIDES = kept(
    "overrides",
    person(),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("from", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    key=("person", "function", "from"),
)
PROVISIONS = kept(
    "provisions",
    person(),
    Column("kind", Choice(ProvisionKind), nullable=False),
    *from_until(),
    Column("weekday", Text, info=WORD),
    Column("consent", Boolean),
    key=("person", "kind", "from", "weekday"),
)
WEEKLY_WORK = kept(
    "weekly_work",
    person(),
    Column("weekdays", WordList, nullable=False, info=WEEKDAYS),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("break_minutes", Integer),
    *from_until(from_is_given=False),
    key=("person", "weekdays", "start", "from"),
)
ELSEWHERE = kept(
    "elsewhere",
    person(),
    Column("post", Text),
    Column("kind", Choice(DutyKind)),
    *start_end(),
    Column("work_minutes", Integer),
    key=("person", "post", "start"),
)
ABSENCES = kept(
    "absences",
    person(),
    Column("kind", Choice(AbsenceKind), nullable=False),
    Column("start", UtcDateTime, nullable=False, info=FIRST_DAY),
    Column("end", UtcDateTime, nullable=False, info=LAST_DAY),
    Column("hours", Float),
    key=("person", "kind", "start"),
)
WISHES = kept(
    "wishes",
    person(),
    Column("kind", Choice(WishKind), nullable=False),
    *from_until(),
    Column("post", Text),
    Column("shift", Text),
    Column("weight", Integer),
    key=("person", "kind", "from", "post", "shift"),
)
PAIRINGS = kept(
    "pairings",
    person(),
    somebody_else("other"),
    Column("kind", Choice(PairingKind), nullable=False),
    *from_until(),
    Column("where", Choice(PairingScope)),
    Column("posts", WordList),
    Column("weight", Integer),
    Column("reason", Text),
    key=("person", "other", "kind", "from"),
)
TRAINEESHIPS = kept(
    "traineeships",
    person(),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("shifts", Integer, nullable=False),
    somebody_else("mentor", is_given=False),
    *from_until(),
    key=("person", "function", "from"),
)
SUBSTITUTIONS = kept(
    "substitutions",
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("substitute", Text, ForeignKey("functions.id"), nullable=False),
    Column("price", Integer, nullable=False),
    Column("authority", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    *from_until(),
    key=("function", "substitute", "from"),
)
SKILL_MIXES = kept(
    "skill_mixes",
    Column("id", Text, nullable=False),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("required", Integer, nullable=False),
    Column("posts", WordList, nullable=False),
    *from_until(),
    key=("id",),
)
BASE_ROSTERS = kept(
    "base_rosters",
    Column("id", Text, nullable=False),
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    Column("from", Date, nullable=False),
    Column("week", Integer, nullable=False),
    *each_day(),
    key=("id", "week"),
)
BASE_MEMBERS = kept(
    "base_members",
    Column("base_roster", Text, nullable=False),
    person(),
    Column("week", Integer, nullable=False),
    *from_until(from_is_given=False),
    key=("base_roster", "person", "from"),
)
HISTORY = kept(
    "history",
    person(),
    Column("post", Text, nullable=False),
    Column("kind", Choice(DutyKind), nullable=False),
    *start_end(),
    Column("work_minutes", Integer),
    Column("shift", Text),
    key=("person", "post", "kind", "start"),
)
PINS = kept(
    "pins",
    person(),
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    Column("start", UtcDateTime, nullable=False),
    key=("person", "post", "start"),
)
RULES = kept(
    "rules",
    Column("rule", Text, nullable=False),
    Column("enabled", Boolean),
    Column("parameter", Text),
    Column("value", Text),
    key=("rule", "parameter"),
)
BOOK_RULES = kept(
    "book_rules",
    Column("book", Text, ForeignKey("books.id"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("enabled", Boolean),
    Column("parameter", Text),
    Column("value", Text),
    key=("book", "rule", "parameter"),
)
HOLIDAYS = kept(
    "holidays",
    Column("date", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("book", Text, ForeignKey("books.id")),
    key=("book", "date"),
)
AGREEMENTS = kept(
    "agreements",
    Column("rule", Text, nullable=False),
    Column("basis", Text, nullable=False),
    *from_until(),
    key=("rule", "from"),
)
CARRY_OVER = kept(
    "carry_over",
    person(),
    Column("measure", Text, nullable=False, info=WORD),
    Column("amount", Float, nullable=False),
    key=("person", "measure"),
)
