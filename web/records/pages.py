"""The pages under ``/records``, how a form is kept, and what is wrong with it at its field."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, url_for

from data.i18n.fault_words import in_words
from data.i18n.sheet_words import meaning_word, table_word
from data.model.errors import Conflict, InputError, Place, Refused
from data.tables.contract import TABLE_BY_NAME
from scheduler.accounts.regions import Subject, is_within
from scheduler.coverage.monitor import sweep
from scheduler.records.row_edits import edit_rows, read_row
from scheduler.records.row_faults import RowFaults
from web.access.guard import current_username
from web.access.regions import reach
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.records import words
from web.records.fields import FormFaults
from web.shared.display import moment
from web.shared.errors import ErrorMessage, error_messages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.errors import Fault
    from data.model.record_change import RowChange
    from scheduler.records.row_edits import RowEdit
    from scheduler.records.row_names import KnownNames
    from web.shared.errors import Answer

pages = Blueprint("records", __name__, url_prefix="/records")

#: Tables that say who may be on a post and how they are reached: gaps may close by a change.
_OF_COVER = frozenset(
    {
        "people", "competences", "evidence", "overrides", "absences", "contacts", "requirements",
        "history", "demand", "minimum_cover", "exercises", "attendance",
    }
)  # fmt: skip
_ROW = re.compile(r"\brow (\d+)\b")
_ROW_NAMED = re.compile(r"\b(?:row|rij|rows|rijen) (?=“)")
_MOST_SHOWN = 12


@pages.context_processor
def known_words() -> dict[str, object]:
    language = current_language()
    return {
        "words": words,
        "table_word": lambda table: table_word(table, language),
        "table_meaning": lambda table: meaning_word(TABLE_BY_NAME[table].meaning, language),
    }


def keep(edits: Sequence[RowEdit]) -> list[RowChange]:
    """Make the edits of a form; what they change of cover is looked at once more.

    Raises
    ------
    InputError, Refused, Conflict
        See `scheduler.records.row_edits.edit_rows`.
    """
    done = edit_rows(services.store, edits, current_username(), services.clock(), reach())
    look_at_cover(done)
    return done


def look_at_cover(done: Sequence[RowChange]) -> None:
    """Let gaps close or open by what was changed."""
    if any(change.table in _OF_COVER for change in done):
        sweep(services.store, services.settings.horizon_weeks, services.clock())


def or_form_again(
    done: Callable[[], WerkzeugResponse],
    again: Callable[[FormFaults], str],
    known: KnownNames,
) -> Answer:
    """The answer of what was asked; refused: the form once more, each fault at its field."""
    try:
        return done()
    except RowFaults as error:
        return again(form_faults(error, known)), 422
    except InputError as error:
        return again(_whole(error_messages(error.faults))), 422
    except Refused as refused:
        return again(_whole(error_messages(refused.reasons))), 422
    except Conflict as late:
        return again(_whole_of(late, known)), 409


def _whole_of(late: Conflict, known: KnownNames) -> FormFaults:
    """That somebody was first, with what was typed still there."""
    first = _(
        "{name} changed this, {moment}. Open the page again to see that; what you typed stands"
        " here."
    )
    said = first.format(name=known.actors.get(late.by, late.by), moment=moment(late.at))
    return FormFaults(others=((said, ""),))


def _whole(messages: Sequence[ErrorMessage]) -> FormFaults:
    return FormFaults(others=tuple((str(one), "") for one in messages))


def form_faults(error: RowFaults, known: KnownNames) -> FormFaults:
    """Faults by the field that they belong to; those of other rows with the way to these."""
    at: dict[tuple[str, int, str], tuple[str, ...]] = {}
    others: list[tuple[str, str]] = []
    for fault in error.faults:
        place, said = fault.place, _sentence(fault, error.mentioned, known)
        table = place.sheet or ""
        if place.file == RowFaults.OTHERS:
            others += _of_others(fault, said, known)
        elif table and place.row and place.column:
            for row in (place.row, *place.also):
                key = (table, row, place.column)
                at[key] = (*at.get(key, ()), said)
        else:
            others.append((said, ""))
    return FormFaults(at, tuple(dict.fromkeys(others))[:_MOST_SHOWN], error.is_of_others)


def _sentence(fault: Fault, mentioned: Mapping[str, Mapping[int, int]], known: KnownNames) -> str:
    """A fault in the reader's words, with rows by what they are."""
    table = fault.place.sheet or ""

    def named(found: re.Match[str]) -> str:
        number = mentioned.get(table, {}).get(int(found[1]), 0)
        title = title_of_row(table, number, known) if number else ""
        return f"row “{title}”" if title else found[0]

    alone = replace(
        fault,
        what=_ROW.sub(named, fault.what),
        remedy=_ROW.sub(named, fault.remedy),
        place=Place(column=fault.place.column),
    )
    said = in_words(alone, current_language())
    text = f"{said.what[:1].upper()}{said.what[1:]}. {said.remedy}".rstrip()
    text = text if text.endswith(("?", ".")) else f"{text}."
    return _ROW_NAMED.sub("", text)


def _of_others(fault: Fault, said: str, known: KnownNames) -> list[tuple[str, str]]:
    """Rows that are there and would no longer be sound, each with its page."""
    table, place = fault.place.sheet or "", fault.place
    numbers = [row for row in (place.row, *place.also) if row]
    # That they refer to what would be gone is what the heading says of all of them.
    why = "" if fault.what.endswith("is unknown") else f": {said}"
    found = []
    for number in (one for one in numbers if is_known(table, one)):
        title = title_of_row(table, number, known)
        found.append((f"{words.noun(table)} {title}{why}", address_of(table, number)))
    if place.unlisted:
        found.append((ngettext("and {count} more", "and {count} more", place.unlisted), ""))
    if not all(is_known(table, one) for one in numbers):
        found.append((_("It is needed by records that are not of your regions."), ""))
    return found or [(said, "")]


def title_of_row(table: str, number: int, known: KnownNames) -> str:
    """What a row is, for a reader; empty: there is none, or it is not theirs to know."""
    row = read_row(services.store, table, number)
    return words.title_of(table, row.texts, known) if row and is_known(table, number) else ""


def is_known(table: str, number: int) -> bool:
    """Whether a row may be named to this reader."""
    return reach().is_all or is_within(services.store, Subject.RECORD, f"{table}/{number}", reach())


def address_of(table: str, number: int) -> str:
    """The page of a row, or of the list that it stands in; empty: it has none."""
    if table in words.TABLES:
        return url_for("records.row", table=table, number=number)
    own = {"posts": "admin.posts", "base_members": "admin.base_rosters"}
    return url_for(own[table]) if table in own else ""
