"""Form fields of the columns of a table: the right control, its choices, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.i18n.sheet_words import choice_word, meaning_word
from data.model.contact import PHONE
from data.tables.addresses import tidied
from data.tables.column import ColumnKind
from data.tables.contract import TABLE_BY_NAME
from data.tables.period import ZONE
from data.tables.values import WEEKDAYS
from web.app_services import services
from web.locale import _, current_language
from web.records.words import label_of
from web.shared.display import channel_word

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from data.tables.column import Column
    from scheduler.records.row_names import KnownNames

Options = Sequence[tuple[str, str]]
_PLAIN_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?")
_LONGEST = 500
_LONG = frozenset(
    {"reason", "basis", "goals", "outcome", "remark"}
)  #: columns that hold a sentence
#: Columns that a form fills in with today.
_TODAY = {
    "contracts": "from",
    "competences": "from",
    "evidence": "date",
    "overrides": "from",
    "requirements": "from",
    "minimum_cover": "from",
    "provisions": "from",
    "pairings": "from",
    "traineeships": "from",
    "substitutions": "from",
    "skill_mixes": "from",
    "exercise_themes": "from",
    "account_lines": "from",
}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    Parameters
    ----------
    name
        In the form: the column, behind that of its section where a form has several.
    control
        ``text``, ``long``, ``number``, ``day``, ``clock``, ``moment``, ``select``, ``checks``,
        ``tick`` or ``fixed``.
    options
        Value and words of each choice.
    value
        As the records have it.
    faults
        What is wrong with it, in sentences.
    suggestions
        Texts that others have there.
    """

    name: str
    column: str
    label: str
    hint: str
    control: str
    required: bool
    value: str = ""
    options: Options = ()
    faults: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Of its control on the page."""
        return f"f-{self.name}"

    @property
    def described(self) -> str:
        """Ids of what stands below it on the page; empty: nothing does."""
        there = (("wrong", self.faults), ("about", self.hint))
        return " ".join(f"{name}-{self.id}" for name, said in there if said)

    @property
    def chosen(self) -> frozenset[str]:
        """The choices of a list."""
        if self.value == "daily":
            return frozenset(WEEKDAYS)
        return frozenset(part for part in self.value.split(";") if part)

    @property
    def day(self) -> str:
        """The day of a moment; what is none as it was typed."""
        found = _PLAIN_MOMENT.fullmatch(self.value)
        return found[1] if found else ""

    @property
    def clock(self) -> str:
        """The clock time of a moment."""
        found = _PLAIN_MOMENT.fullmatch(self.value)
        return (found[2] or "") if found else ""

    @property
    def is_odd(self) -> bool:
        """Whether a moment has an offset, or is none: two fields would lose that."""
        return bool(self.value) and _PLAIN_MOMENT.fullmatch(self.value) is None


@dataclass(frozen=True, slots=True)
class FormSection:
    """The fields of one row of a table.

    Parameters
    ----------
    prefix
        Before the names of its fields.
    more
        Fields that few need: folded away until one of them holds something.
    """

    table: str
    prefix: str
    fields: tuple[FormField, ...]
    more: tuple[FormField, ...] = ()

    @property
    def is_more_open(self) -> bool:
        """Whether the fields that few need are shown at once."""
        return any(one.value or one.faults for one in self.more)


#: Tables about posts of one kind: those of an open call, or those that are rostered.
_ROSTERED_OR_OPEN = ("pledges", "pins", "duty_managers", "demand", "minimum_cover")
#: Columns that few need.
_FEW = {
    "people": ("id", "max_shifts_per_month"),
    "regions": ("id",),
    "functions": ("id", "exercise_hours", "recruiting_months", "training_months"),
    "requirements": ("id", "accepts", "warning_days", "times"),
    "evidence": ("from", "until", "document"),
    "competences": ("level", "until"),
    "alert_steps": ("post", "books", "severity", "level", "waits"),
    "absences": ("hours",),
    "demand": ("until",),
    "history": ("work_minutes", "shift"),
    "exercises": ("id", "parts", "partner", "goals_met", "remark", "called_off"),
    "exercise_themes": ("id",),
    "partners": ("id", "regions"),
    "reviews": ("done_on", "outcome"),
}


@dataclass(frozen=True, slots=True)
class FormFaults:
    """What is wrong with a form.

    Parameters
    ----------
    at
        Table, place of the row among those of its table (from 1) and column -> sentences.
    others
        What is wrong elsewhere, or with the row as a whole: a sentence, and the address of the
        page where it can be mended; empty: there is none.
    is_in_use
        Nothing is wrong with what was typed: other rows need what would end.
    """

    at: Mapping[tuple[str, int, str], tuple[str, ...]] = field(default_factory=dict)
    others: tuple[tuple[str, str], ...] = ()
    is_in_use: bool = False

    def __bool__(self) -> bool:
        return bool(self.at or self.others)


NO_FAULTS = FormFaults()


def section_of(
    table: str,
    values: Mapping[str, str],
    known: KnownNames,
    *,
    prefix: str = "",
    without: Sequence[str] = (),
    is_new: bool = True,
    faults: FormFaults = NO_FAULTS,
    place: int = 1,
) -> FormSection:
    """The fields of a row.

    Parameters
    ----------
    values
        Column -> text, as it is shown.
    without
        Columns that the form does not ask.
    is_new
        Its code may still be chosen.
    place
        Of the row among those of its table, for `faults`.
    """
    few = _FEW.get(table, ())
    found = [
        replace(
            _field(table, column, values.get(column.name, ""), known, is_new=is_new),
            name=f"{prefix}{column.name}",
            faults=faults.at.get((table, place, column.name), ()),
        )
        for column in TABLE_BY_NAME[table].columns
        if column.name not in without
    ]
    first = tuple(one for one in found if one.column not in few and one.control != "fixed")
    return FormSection(table, prefix, first, tuple(one for one in found if one not in first))


def today_in(table: str) -> dict[str, str]:
    """What a new row of a table begins with."""
    column = _TODAY.get(table)
    today = services.clock().astimezone(ZONE).date().isoformat()
    return {column: today} if column else {}


def next_row(table: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What the next of several rows begins with: what it is about, a day later."""
    found = {}
    for column in TABLE_BY_NAME[table].columns:
        text = typed.get(column.name, "")
        moment = _PLAIN_MOMENT.fullmatch(text)
        if column.kind is ColumnKind.MOMENT and moment:
            found[column.name] = _a_day_later(moment[1], moment[2] or "")
        elif column.refers or column.kind is ColumnKind.CHOICE:
            found[column.name] = text
    return {name: text for name, text in found.items() if text}


def _a_day_later(day: str, clock: str) -> str:
    try:
        later = date.fromisoformat(day) + timedelta(days=1)
    except (ValueError, OverflowError):
        return ""
    return f"{later.isoformat()} {clock}".rstrip()


def _field(table: str, column: Column, value: str, known: KnownNames, *, is_new: bool) -> FormField:
    control, options = _control(table, column, value, known)
    if column.name == "id":
        control = "text" if is_new else "fixed"
    is_asked = column.required and not (column.name == "id" and is_new)
    return FormField(
        name=column.name,
        column=column.name,
        label=label_of(column.name),
        hint="" if control == "fixed" else _hint(table, column),
        control=control,
        required=is_asked,
        value=value,
        options=options,
        suggestions=known.employers if column.name == "employer" else (),
    )


def _control(table: str, column: Column, value: str, known: KnownNames) -> tuple[str, Options]:
    """The kind of control, and what can be chosen in it."""
    language = current_language()
    match column.kind:
        case ColumnKind.DAY:
            return "day", ()
        case ColumnKind.MOMENT:
            return "moment", ()
        case ColumnKind.CLOCK:
            return "clock", ()
        case ColumnKind.NUMBER | ColumnKind.WHOLE:
            return "number", ()
        case ColumnKind.YES_NO:
            return "tick", ()
        case ColumnKind.CHOICE:
            words = [(word, choice_word(word, language)) for word in column.choices]
            return "select", words
        case ColumnKind.CHOICES:
            return "checks", [(word, choice_word(word, language)) for word in column.choices]
        case ColumnKind.WEEKDAYS:
            return "checks", [(day, choice_word(day, language)) for day in WEEKDAYS]
        case ColumnKind.REFERENCE:
            return "select", _rows_to_choose(table, column, value, known)
        case ColumnKind.CODE if column.refers:
            return "select", _rows_to_choose(table, column, value, known)
        case ColumnKind.REFERENCES:
            return "checks", _rows_to_choose(table, column, value, known)
        case ColumnKind.CODE if column.name == "channel":
            return "select", _channels(table, column, value)
    return ("long" if column.name in _LONG else "text"), ()


def _rows_to_choose(table: str, column: Column, value: str, known: KnownNames) -> Options:
    """Codes and names of what a column may refer to; what it refers to now stays in it."""
    codes = list(known.here.get(column.refers, ()))
    if column.refers == "posts" and table in _ROSTERED_OR_OPEN:
        is_open = table == "pledges"
        codes = [code for code in codes if (code in known.open_posts) is is_open]
    codes += [part for part in value.split(";") if part and part not in codes]
    return [(code, known.name(column.refers, code)) for code in codes]


def _channels(table: str, column: Column, value: str) -> Options:
    """The usual channels and those that the settings name; a step cannot go by a telephone call."""
    is_step = table == "alert_steps"
    names = dict.fromkeys((*column.choices, *services.settings.channels, value))
    kept = [one for one in names if one and not (is_step and one == PHONE)]
    return [(one, _("morning overview") if one == "digest" else channel_word(one)) for one in kept]


def _hint(table: str, column: Column) -> str:
    """What a field holds; nothing where its name and its control say all."""
    is_said = column.kind in (ColumnKind.CHOICE, ColumnKind.REFERENCE, ColumnKind.REFERENCES)
    if (is_said and column.required) or column.meaning.startswith("id of "):
        return ""
    if column.name == "id":
        return _("Leave it empty: it is made of the name.")
    if (table, column.name) in (("contacts", "address"), ("duty_managers", "address")):
        return _("A number as 0612345678 or +31612345678, or a mail address.")
    if column.name in ("from", "date") and column.required:
        return ""
    if column.name == "until" and table != "demand":
        return _("Empty: without end.") if not column.required else ""
    if column.name in ("name", "start", "end") and table != "duty_managers":
        is_day = table in ("absences", "demand") and column.name != "name"
        return _("A day alone: all of it.") if is_day else ""
    text = meaning_word(column.meaning, current_language())
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def typed_row(table: str, form: MultiDict[str, str], prefix: str = "") -> dict[str, str]:
    """What was typed for a row: column -> text, empty ones left out."""
    found = {
        column.name: _typed(column, form, f"{prefix}{column.name}")
        for column in TABLE_BY_NAME[table].columns
    }
    if found.get("channel") and found.get("address"):
        found["address"] = tidied(found["channel"], found["address"])
    return {name: text for name, text in found.items() if text}


def _typed(column: Column, form: MultiDict[str, str], name: str) -> str:
    match column.kind:
        case ColumnKind.REFERENCES | ColumnKind.WEEKDAYS | ColumnKind.CHOICES:
            return ";".join(part.strip() for part in form.getlist(name) if part.strip())
        case ColumnKind.MOMENT:
            whole = form.get(name, "").strip()
            if whole:
                return whole[:_LONGEST]
            parts = (form.get(f"{name}-day", "").strip(), form.get(f"{name}-clock", "").strip())
            return " ".join(part for part in parts if part)[:_LONGEST]
        case ColumnKind.YES_NO:
            return "yes" if form.get(name) else ""
    return " ".join(form.get(name, "").split())[:_LONGEST]
