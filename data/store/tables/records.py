"""The records: a table for each table of `data.tables.contract`, with the same columns.

A row is found by its natural key. What is no longer so is *ended*, not removed: the row stays, with
the moment from which it no longer counts.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Integer, Table, Text, Time

from data.model.company import PairingKind, PairingScope
from data.model.demand import DemandSource
from data.model.duty import AbsenceKind, DutyKind, WishKind
from data.model.gap import Severity
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.post import Authority, Discipline, NormFrom, PostKind
from data.model.requirement import RequirementKind
from data.store.tables.columns import METADATA, Choice, UtcDateTime, WordList
from data.tables.values import WEEKDAYS as DAYS

#: How a text of the contract becomes a value, where the kind of column does not tell.
WORD = {"text": "word"}  #: a word in small letters
WEEKDAYS = {"text": "weekdays"}
FIRST_DAY = {"text": "first_day"}  #: a moment, or the date that begins with it
LAST_DAY = {"text": "last_day"}  #: a moment, or the date that ends with it

#: Per table the columns that tell its rows apart.
KEYS: dict[str, tuple[str, ...]] = {}


def _kept(name: str, *columns: Column[object], key: tuple[str, ...]) -> Table:
    """A table of the records.

    Parameters
    ----------
    columns
        Those of the contract; an optional one may be empty.
    key
        Names of the columns that tell two rows apart.
    """
    KEYS[name] = key
    return Table(
        name,
        METADATA,
        Column("row", Integer, primary_key=True),
        Column("key", Text, nullable=False, unique=True),
        *columns,
        Column("ended_at", UtcDateTime),
        Column("lock_version", Integer, nullable=False),
    )


def _person(*, is_given: bool = True) -> Column[object]:
    """The person whose row it is; their code may change when they are erased."""
    reference = ForeignKey("people.id", onupdate="CASCADE")
    return Column("person", Text, reference, nullable=not is_given, index=True)


def _somebody_else(name: str, *, is_given: bool = True) -> Column[object]:
    """Another person whom a row is about; who need not be given may leave, and the row stays."""
    reference = ForeignKey("people.id", onupdate="CASCADE")
    return Column(name, Text, reference, nullable=not is_given, index=True)


def _from_until(*, from_is_given: bool = True) -> tuple[Column[object], Column[object]]:
    return Column("from", Date, nullable=not from_is_given), Column("until", Date)


def _start_end() -> tuple[Column[object], Column[object]]:
    return Column("start", UtcDateTime, nullable=False), Column("end", UtcDateTime, nullable=False)


def _each_day() -> list[Column[object]]:
    """A name for each day of the week, Monday first."""
    return [Column(day, Text) for day in DAYS]


REGIONS = _kept(
    "regions",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("school_region", Text, info=WORD),
    key=("id",),
)
FUNCTIONS = _kept(
    "functions",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("discipline", Choice(Discipline)),
    key=("id",),
)
BOOKS = _kept(
    "books",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("weeks", Integer),
    Column("notice_days", Integer),
    Column("signers", Text),
    key=("id",),
)
POSTS = _kept(
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
    *_from_until(from_is_given=False),
    key=("id",),
)
PATTERNS = _kept(
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
DEMAND = _kept(
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
MINIMUM_COVER = _kept(
    "minimum_cover",
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    Column("weekdays", WordList, nullable=False, info=WEEKDAYS),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("required", Integer, nullable=False),
    *_from_until(from_is_given=False),
    key=("post", "weekdays", "start", "from"),
)
PEOPLE = _kept(
    "people",
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("employer", Text),
    Column("regions", WordList, nullable=False),
    Column("max_shifts_per_month", Integer),
    key=("id",),
)
CONTRACTS = _kept(
    "contracts",
    _person(),
    Column("hours_per_week", Float, nullable=False),
    *_from_until(),
    key=("person", "from"),
)
COMPETENCES = _kept(
    "competences",
    _person(),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("level", Choice(CompetenceLevel)),
    *_from_until(),
    key=("person", "function", "level", "from"),
)
REQUIREMENTS = _kept(
    "requirements",
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("functions", WordList, nullable=False),
    Column("kind", Choice(RequirementKind), nullable=False),
    Column("times", Integer),
    Column("months", Integer),
    Column("accepts", WordList),
    Column("warning_days", Integer),
    *_from_until(),
    key=("id", "from"),
)
EVIDENCE = _kept(
    "evidence",
    _person(),
    Column("requirement", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("declared_by", Text, nullable=False),
    Column("employer", Text),
    *_from_until(from_is_given=False),
    Column("document", Text),
    key=("person", "requirement", "date"),
)
OVERRIDES = _kept(
    "overrides",
    _person(),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("from", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    key=("person", "function", "from"),
)
PROVISIONS = _kept(
    "provisions",
    _person(),
    Column("kind", Choice(ProvisionKind), nullable=False),
    *_from_until(),
    Column("weekday", Text, info=WORD),
    Column("consent", Boolean),
    key=("person", "kind", "from", "weekday"),
)
WEEKLY_WORK = _kept(
    "weekly_work",
    _person(),
    Column("weekdays", WordList, nullable=False, info=WEEKDAYS),
    Column("start", Time, nullable=False),
    Column("end", Time, nullable=False),
    Column("break_minutes", Integer),
    *_from_until(from_is_given=False),
    key=("person", "weekdays", "start", "from"),
)
ELSEWHERE = _kept(
    "elsewhere",
    _person(),
    Column("post", Text),
    Column("kind", Choice(DutyKind)),
    *_start_end(),
    Column("work_minutes", Integer),
    key=("person", "post", "start"),
)
ABSENCES = _kept(
    "absences",
    _person(),
    Column("kind", Choice(AbsenceKind), nullable=False),
    Column("start", UtcDateTime, nullable=False, info=FIRST_DAY),
    Column("end", UtcDateTime, nullable=False, info=LAST_DAY),
    Column("hours", Float),
    key=("person", "kind", "start"),
)
WISHES = _kept(
    "wishes",
    _person(),
    Column("kind", Choice(WishKind), nullable=False),
    *_from_until(),
    Column("post", Text),
    Column("shift", Text),
    Column("weight", Integer),
    key=("person", "kind", "from", "post", "shift"),
)
PAIRINGS = _kept(
    "pairings",
    _person(),
    _somebody_else("other"),
    Column("kind", Choice(PairingKind), nullable=False),
    *_from_until(),
    Column("where", Choice(PairingScope)),
    Column("posts", WordList),
    Column("weight", Integer),
    Column("reason", Text),
    key=("person", "other", "kind", "from"),
)
TRAINEESHIPS = _kept(
    "traineeships",
    _person(),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("shifts", Integer, nullable=False),
    _somebody_else("mentor", is_given=False),
    *_from_until(),
    key=("person", "function", "from"),
)
SUBSTITUTIONS = _kept(
    "substitutions",
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("substitute", Text, ForeignKey("functions.id"), nullable=False),
    Column("price", Integer, nullable=False),
    Column("authority", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    *_from_until(),
    key=("function", "substitute", "from"),
)
SKILL_MIXES = _kept(
    "skill_mixes",
    Column("id", Text, nullable=False),
    Column("function", Text, ForeignKey("functions.id"), nullable=False),
    Column("required", Integer, nullable=False),
    Column("posts", WordList, nullable=False),
    *_from_until(),
    key=("id",),
)
BASE_ROSTERS = _kept(
    "base_rosters",
    Column("id", Text, nullable=False),
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    Column("from", Date, nullable=False),
    Column("week", Integer, nullable=False),
    *_each_day(),
    key=("id", "week"),
)
BASE_MEMBERS = _kept(
    "base_members",
    Column("base_roster", Text, nullable=False),
    _person(),
    Column("week", Integer, nullable=False),
    *_from_until(from_is_given=False),
    key=("base_roster", "person", "from"),
)
HISTORY = _kept(
    "history",
    _person(),
    Column("post", Text, nullable=False),
    Column("kind", Choice(DutyKind), nullable=False),
    *_start_end(),
    Column("work_minutes", Integer),
    Column("shift", Text),
    key=("person", "post", "kind", "start"),
)
PINS = _kept(
    "pins",
    _person(),
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    Column("start", UtcDateTime, nullable=False),
    key=("person", "post", "start"),
)
RULES = _kept(
    "rules",
    Column("rule", Text, nullable=False),
    Column("enabled", Boolean),
    Column("parameter", Text),
    Column("value", Text),
    key=("rule", "parameter"),
)
BOOK_RULES = _kept(
    "book_rules",
    Column("book", Text, ForeignKey("books.id"), nullable=False),
    Column("rule", Text, nullable=False),
    Column("enabled", Boolean),
    Column("parameter", Text),
    Column("value", Text),
    key=("book", "rule", "parameter"),
)
HOLIDAYS = _kept(
    "holidays",
    Column("date", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("book", Text, ForeignKey("books.id")),
    key=("book", "date"),
)
AGREEMENTS = _kept(
    "agreements",
    Column("rule", Text, nullable=False),
    Column("basis", Text, nullable=False),
    *_from_until(),
    key=("rule", "from"),
)
CARRY_OVER = _kept(
    "carry_over",
    _person(),
    Column("measure", Text, nullable=False, info=WORD),
    Column("amount", Float, nullable=False),
    key=("person", "measure"),
)
CONTACTS = _kept(
    "contacts",
    _person(),
    Column("channel", Text, nullable=False, info=WORD),
    Column("address", Text, nullable=False),
    key=("person", "channel", "address"),
)
DUTY_MANAGERS = _kept(
    "duty_managers",
    Column("level", Integer, nullable=False),
    Column("post", Text, ForeignKey("posts.id")),
    _person(is_given=False),
    Column("name", Text),
    Column("channel", Text, info=WORD),
    Column("address", Text),
    Column("regions", WordList),
    Column("books", WordList),
    key=("level", "post", "person", "name", "channel", "address"),
)
ALERT_STEPS = _kept(
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
CALL_OUTS = _kept(
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
CALL_OUT_PEOPLE = _kept(
    "call_out_people",
    Column("call_out", Text, _CALL_OUT, nullable=False, index=True),
    _person(),
    Column("post", Text, ForeignKey("posts.id")),
    Column("called_at", UtcDateTime),
    Column("accepted", Boolean),
    Column("came", Boolean, nullable=False),
    Column("minutes", Integer),
    Column("work_until", UtcDateTime),
    key=("call_out", "person", "called_at"),
)
PLEDGES = _kept(
    "pledges",
    Column("post", Text, ForeignKey("posts.id"), nullable=False),
    _person(),
    *_start_end(),
    key=("post", "person", "start"),
)


def columns_of_people(name: str) -> tuple[str, ...]:
    """The columns of a table that say whom a row is about; without them it is about nobody."""
    named = (one for one in _of_people(name) if one.name == "person" or not one.nullable)
    return tuple(one.name for one in named)


def columns_of_others(name: str) -> tuple[str, ...]:
    """The columns of a table that may name somebody more, without whom the row stands too."""
    return tuple(one.name for one in _of_people(name) if one.name not in columns_of_people(name))


def _of_people(name: str) -> list[Column[object]]:
    columns = METADATA.tables[name].c
    return [one for one in columns if any(key.column is PEOPLE.c.id for key in one.foreign_keys)]


#: By name, in the order in which a row may refer to an earlier table.
RECORDS: dict[str, Table] = {name: METADATA.tables[name] for name in KEYS}
