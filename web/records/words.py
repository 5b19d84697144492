"""Rows of the records in the reader's words: nouns of tables, cells, and titles of rows."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.i18n.sheet_words import choice_word, column_word
from data.store.tables.record_index import KEYS
from data.tables.column import ColumnKind
from data.tables.contract import TABLE_BY_NAME
from data.tables.values import WEEKDAYS
from web.audit.words import KINDS
from web.locale import _, current_language
from web.shared.display import channel_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.tables.column import Column
    from scheduler.records.row_names import KnownNames

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(.*)")

#: Tables with forms, in the order of the page that lists them: what a planner needs first comes
#: first. Posts, patterns, base rosters, rules and call-outs have pages of their own.
GROUPS = {
    "people": ("people", "contracts", "competences", "contacts", "provisions"),
    "time": ("absences", "wishes", "weekly_work", "elsewhere", "history", "carry_over"),
    "company": ("pairings", "traineeships", "substitutions", "skill_mixes"),
    "register": ("requirements", "evidence", "overrides"),
    "exercises": ("exercises", "attendance", "exercise_themes"),
    "alerts": ("duty_managers", "alert_steps", "pledges"),
    "region": ("regions", "functions", "demand", "minimum_cover", "pins"),
    "books": ("books", "book_rules", "holidays"),
    "account": ("account_lines",),
    "improvement": (
        *("findings", "actions", "checks"),
        *("assessments", "ambitions", "action_templates"),
    ),
    "partners": ("partners", "reviews"),
}
TABLES = tuple(table for tables in GROUPS.values() for table in tables)


def group_word(group: str) -> str:
    """The heading above some tables."""
    return {
        "people": _("People"),
        "time": _("Absence, wishes, past and other work"),
        "company": _("Who serves beside whom"),
        "register": _("Competence register"),
        "exercises": _("Exercises"),
        "alerts": _("Alerts and open call"),
        "region": _("Region and planning"),
        "books": _("Books and public holidays"),
        "account": _("Account to the board"),
        "improvement": _("Findings and assessments"),
        "partners": _("Partners and reviews"),
    }[group]


def noun(table: str) -> str:
    """What a row of a table is called."""
    return _(KINDS[table])


def cell_word(column: Column, text: str, known: KnownNames) -> str:
    """The text of a cell as a reader knows it."""
    if not text:
        return ""
    language = current_language()
    match column.kind:
        case ColumnKind.REFERENCE | ColumnKind.CODE if column.refers:
            return known.name(column.refers, text)
        case ColumnKind.REFERENCES:
            return ", ".join(known.name(column.refers, one) for one in text.split(";"))
        case ColumnKind.WEEKDAYS:
            return weekday_words(text)
        case ColumnKind.CHOICES:
            return ", ".join(choice_word(part, language) for part in text.split(";"))
        case ColumnKind.YES_NO:
            return _("yes") if text == "yes" else _("no")
        case ColumnKind.DAY:
            return day_word(text)
        case ColumnKind.MOMENT:
            return moment_word(text)
        case ColumnKind.NUMBER:
            return number_word(text)
        case ColumnKind.CODE if column.name == "channel":
            return channel_word(text)
        case ColumnKind.CHOICE | ColumnKind.CODE if text in column.choices:
            return choice_word(text, language)
    return text


def weekday_words(text: str) -> str:
    """Days of the week as a reader says them."""
    days = WEEKDAYS if text == "daily" else text.split(";")
    return ", ".join(choice_word(day, current_language()) for day in days)


def day_word(text: str) -> str:
    """As ``4 jan 2027``."""
    if not _DAY.fullmatch(text):
        return text
    return current_language().short_date(date.fromisoformat(text))


def moment_word(text: str) -> str:
    """As ``4 jan 2027 07:00``; a day alone as that."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return day_word(text)
    return f"{day_word(found[1])} {found[2]}"


def number_word(text: str) -> str:
    """With the decimal mark of the language."""
    try:
        value = float(text)
    except ValueError:
        return text
    decimals = len(text.partition(".")[2])
    return current_language().number(value, decimals)


def title_of(table: str, texts: Mapping[str, str], known: KnownNames) -> str:
    """What tells a row apart for a reader, such as ``Anna Karekiet · CaCo · 4 jan 2027``."""
    if texts.get("name") and "id" in texts:
        return texts["name"]
    contract = TABLE_BY_NAME[table]
    cells = (cell_word(contract.column(name), texts.get(name, ""), known) for name in KEYS[table])
    return " · ".join(cell for cell in cells if cell)


def label_of(column: str) -> str:
    """The heading of a column."""
    return column_word(column, current_language())


def shown_columns(table: str, rows: Iterable[Mapping[str, str]]) -> list[Column]:
    """The columns of a list: all in which some row has something, but codes beside a name."""
    rows = list(rows)
    columns = TABLE_BY_NAME[table].columns
    return [
        column
        for column in columns
        if not (column.name == "id" and any(one.name == "name" for one in columns))
        and any(row.get(column.name) for row in rows)
    ]


def is_over(texts: Mapping[str, str], now: datetime) -> bool:
    """Whether a row is about days that are over."""
    for name in ("until", "end"):
        text = texts.get(name, "")[:10]
        if _DAY.fullmatch(text):
            return text < now.date().isoformat()
    return False
