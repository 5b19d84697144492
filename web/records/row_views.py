"""The tables, a list of each, and the page of one row: its form, its history, and undo."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Fault, Refused
from data.model.record_change import RowChangeKind
from data.store.tables.record_index import columns_of_others
from data.tables.column import ColumnKind
from data.tables.contract import TABLE_BY_NAME
from scheduler.accounts.regions import (
    OF_A_FINDING,
    OF_A_PERSON,
    OF_A_POST,
    OF_A_REGION,
    OF_ALERTS,
    OF_ITS_REGIONS,
    alert_names,
    is_alert_seen,
    is_alert_within,
)
from scheduler.records.row_edits import RecordRow, RowEdit, count_rows, read_rows
from scheduler.records.row_history import RowEvent, RowHistory, row_history, undo_last
from scheduler.records.row_names import codes_taken, proposed_code, read_names
from web.access.guard import current_username, require
from web.access.regions import (
    is_table_open,
    reach,
    shown_books,
    shown_exercises,
    shown_findings,
    shown_members,
    shown_people,
    shown_posts,
)
from web.app_services import services
from web.locale import _
from web.records import words
from web.records.fields import NO_FAULTS, FormFaults, next_row, section_of, today_in, typed_row
from web.records.pages import keep, look_at_cover, or_form_again, pages
from web.shared.errors import error_messages
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.records.row_names import KnownNames
    from web.shared.errors import Answer

OF_IMPROVEMENT = OF_A_FINDING | OF_A_REGION | {"findings"}
MOST_ROWS = 200  #: of a list: of more somebody chooses a person first


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that happened to a row.

    Parameters
    ----------
    changes
        Heading of the column, what was, what is.
    """

    event: RowEvent
    who: str
    what: str
    changes: tuple[tuple[str, str, str], ...]


@pages.get("")
@require(Right.CHANGE_RECORDS)
def tables() -> str:
    if reach().is_all:
        counts = count_rows(services.store, words.TABLES)
    else:
        open_to_them = [name for name in words.TABLES if is_table_open(name)]
        counts = {name: len(_rows_seen(name, ended=False)) for name in open_to_them}
    groups = {
        group: [table for table in tables if table in counts]
        for group, tables in words.GROUPS.items()
    }
    return render_template("records/tables.html", groups=groups, counts=counts)


@pages.get("/<table>")
@require(Right.CHANGE_RECORDS)
def rows(table: str) -> str:
    _known_table(table)
    known, person = names_within(), request.args.get("person", "")
    ended = request.args.get("ended") == "1"
    found = _rows_seen(table, ended)
    has_person = any(column.name == "person" for column in TABLE_BY_NAME[table].columns)
    if person and has_person:
        found = [row for row in found if row.texts.get("person") == person]
    found.sort(key=lambda row: row.texts.get("start", row.texts.get("from", "")), reverse=True)
    found.sort(key=lambda row: _order(table, row, known))
    return render_template(
        "records/rows.html",
        table=table,
        rows=found[:MOST_ROWS],
        count=len(found),
        columns=words.shown_columns(table, [row.texts for row in found]),
        known=known,
        person=person,
        has_person=has_person,
        ended=ended,
        may_change=lambda row: reach().is_all or _is_within(table, row.texts),
        now=services.clock(),
    )


@pages.get("/<table>/new")
@require(Right.CHANGE_RECORDS)
def new_row(table: str) -> str | WerkzeugResponse:
    _known_table(table)
    if table == "people":
        return redirect(url_for(".new_person"))
    asked = {
        column.name: request.args[column.name].strip()[:200]
        for column in TABLE_BY_NAME[table].columns
        if column.name in request.args
    }
    return _form(table, {**today_in(table), **asked}, names_within())


@pages.post("/<table>")
@require(Right.CHANGE_RECORDS)
def add_row(table: str) -> Answer:
    _known_table(table)
    typed, known = typed_row(table, request.form), names_within()
    _refuse_others(table, typed)

    def done() -> WerkzeugResponse:
        _refuse_other_alerts(table, typed)
        row = with_code(table, typed)
        keep([RowEdit(table, row)])
        flash(_("{title} is added.").format(title=words.title_of(table, row, known)))
        if request.form.get("next"):
            asked: dict[str, Any] = {**next_row(table, row), "to": request.form.get("to") or None}
            return redirect(url_for(".new_row", table=table, **asked))
        return redirect(_back(table))

    return or_form_again(done, lambda faults: _form(table, typed, known, faults), known)


@pages.get("/<table>/<int:number>")
@require(Right.CHANGE_RECORDS)
def row(table: str, number: int) -> str:
    return _row_page(_history(table, number), names_within())


@pages.post("/<table>/<int:number>")
@require(Right.CHANGE_RECORDS)
def change_row(table: str, number: int) -> Answer:
    history, known = _history(table, number), names_within()
    typed = _typed_over(history.row)
    _refuse_others(table, typed, history.row.texts)

    def done() -> WerkzeugResponse:
        _refuse_other_alerts(table, typed)
        changed = keep([RowEdit(table, typed, number, request.form.get("seen", ""))])
        flash(_("The change is kept.") if changed else _("Nothing was changed."))
        return redirect(_back(table))

    return or_form_again(done, lambda faults: _row_page(history, known, typed, faults), known)


@pages.post("/<table>/<int:number>/end")
@require(Right.CHANGE_RECORDS)
def end_row(table: str, number: int) -> Answer:
    history, known = _history(table, number), names_within()

    def done() -> WerkzeugResponse:
        keep([RowEdit(table, {}, number, request.form.get("seen", ""))])
        title = words.title_of(table, history.row.texts, known)
        flash(_("{title} has ended. It stays in the history.").format(title=title))
        return redirect(_back(table))

    return or_form_again(done, lambda faults: _row_page(history, known, None, faults), known)


@pages.post("/<table>/<int:number>/undo")
@require(Right.CHANGE_RECORDS)
def undo(table: str, number: int) -> Answer:
    history, known = _history(table, number), names_within()
    seq = typed_number(request.form.get("entry", ""))

    def done() -> WerkzeugResponse:
        if seq is None:
            raise Refused([Fault("the form is not complete", "Open it again")])
        before = history.events[0].before if history.events else {}
        _refuse_other_alerts(table, {**history.row.texts, **before})
        store, now = services.store, services.clock()
        changed = undo_last(store, table, number, seq, current_username(), now, reach())
        look_at_cover(changed)
        flash(_("The last change is undone."))
        there = [one.row for one in changed if one.table == table and one.row]
        is_same = any(one == number for one in there)
        numbers = [number] if is_same or not there else there
        return redirect(url_for(".row", table=table, number=numbers[0]))

    return or_form_again(done, lambda faults: _row_page(history, known, None, faults), known)


def names_within() -> KnownNames:
    """The names behind codes; a form lets choose people and posts within reach alone."""
    known = read_names(services.store)
    if reach().is_all:
        return known
    mine = {
        "people": shown_members(),
        "posts": shown_posts(),
        "regions": reach().regions or (),
        "books": shown_books().some,
        "exercises": shown_exercises(),
    }
    here = {
        table: tuple(one for one in codes if table not in mine or one in mine[table])
        for table, codes in known.here.items()
    }
    texts = (row.texts for row in read_rows(services.store, "people"))
    employers = {one.get("employer", "") for one in texts if one["id"] in mine["people"]} - {""}
    return replace(known, here=here, employers=tuple(sorted(employers)))


def person_of(table: str, texts: Mapping[str, str]) -> str:
    """Whom a row is about."""
    return texts.get("id" if table == "people" else "person", "")


def _rows_seen(table: str, ended: bool) -> list[RecordRow]:
    found = read_rows(services.store, table, ended=ended)
    return found if reach().is_all else [row for row in found if _is_seen(table, row.texts)]


def _is_within(table: str, texts: Mapping[str, str]) -> bool:
    """Whether a row is about a post, a finding, a region or somebody within reach."""
    if table in OF_A_POST:
        return texts.get("post", "") in shown_posts()
    if table == "findings":
        return reach().covers(texts.get("regions", "").split(";"))
    if table in OF_A_FINDING:
        return texts.get("finding", "") in shown_findings()
    if table in OF_A_REGION:
        return reach().covers([texts.get("region", "")])
    if table in OF_ITS_REGIONS:
        mine = set(texts.get("regions", "").split(";")) - {""}
        return bool(mine) and reach().covers_all(mine)
    if table in OF_ALERTS:
        return is_alert_within(table, alert_names(texts), shown_posts(), shown_books(), reach())
    return person_of(table, texts) in shown_members()


def _is_seen(table: str, texts: Mapping[str, str]) -> bool:
    """Whether a row is listed; one of alerts also if it is about gaps of others too."""
    if table in OF_ALERTS:
        return is_alert_seen(table, alert_names(texts), shown_posts(), shown_books(), reach())
    return _is_within(table, texts)


def _refuse_other_alerts(table: str, typed: Mapping[str, str]) -> None:
    """Let a row of alerts be about gaps within reach alone."""
    if table not in OF_ALERTS or reach().is_all or _is_within(table, typed):
        return
    remedy = "Choose these regions and no others, or books of which each post is"
    if table == "alert_steps":
        remedy = "Choose a post of these, or books of which each post is"
    fault = Fault("your role holds for some regions", remedy)
    raise Refused([fault])


def _refuse_others(
    table: str, typed: Mapping[str, str], before: Mapping[str, str] | None = None
) -> None:
    """Let a row be about people within reach, and take nobody from a region that is not."""
    if reach().is_all:
        return
    for column in columns_of_others(table):
        named = typed.get(column, "")
        if named and named != (before or {}).get(column) and named not in shown_people():
            abort(404)
    if table in OF_ALERTS | OF_ITS_REGIONS | OF_IMPROVEMENT:
        return  # of these the form says what to choose
    if not _is_within(table, typed):
        abort(404)
    if table == "people":
        was, wanted = (set(one.get("regions", "").split(";")) for one in (before or {}, typed))
        if not reach().covers_all((was ^ wanted) - {""}):
            abort(403)


def _known_table(table: str) -> None:
    if table not in words.TABLES:
        abort(404)


def _history(table: str, number: int) -> RowHistory:
    _known_table(table)
    found = row_history(services.store, table, number)
    if found is None:
        abort(404)
    if reach().is_all or table not in OF_A_PERSON | OF_IMPROVEMENT:
        return found
    # The row may have been about something else before: that is not theirs to read.
    mine = takewhile(lambda event: _is_about_theirs(table, event), found.events)
    return replace(found, events=tuple(mine))


def _is_about_theirs(table: str, event: RowEvent) -> bool:
    if table in OF_IMPROVEMENT:
        about = {"findings": "regions", "actions": "finding", "checks": "finding"}
        column = about.get(table, "region")
        sides = (side for side in (event.before, event.after) if side.get(column))
        return all(_is_within(table, side) for side in sides)
    named = {person_of(table, side) for side in (event.before, event.after)} - {""}
    return named <= shown_members()


def _order(table: str, row: RecordRow, known: KnownNames) -> tuple[bool, str]:
    """What holds now before what is over, by person and name."""
    texts = row.texts
    over = words.is_over(texts, services.clock())
    name = known.name("people", texts["person"]) if "person" in texts else texts.get("name", "")
    if table == "alert_steps":
        name = f"{float(texts['hours_before']):09.2f}"
    if table == "duty_managers":
        name = texts["level"]
    return over, name.casefold()


def with_code(table: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with a code made of its name where none was chosen.

    Without a name it is not kept, and only that the name is missing need be said.
    """
    columns = {column.name for column in TABLE_BY_NAME[table].columns}
    if "id" not in columns or typed.get("id"):
        return dict(typed)
    taken = codes_taken(services.store, table)
    return {"id": proposed_code(table, typed.get("name", ""), taken) or "new", **typed}


def _typed_over(row: RecordRow) -> dict[str, str]:
    """What was typed for a row that is there: its code stays, and a "no" that was said."""
    typed = typed_row(row.table, request.form)
    for column in TABLE_BY_NAME[row.table].columns:
        is_no = column.kind is ColumnKind.YES_NO and row.texts.get(column.name) == "no"
        if column.name == "id" or (is_no and column.name not in typed):
            typed[column.name] = row.texts[column.name]
    return typed


def _back(table: str) -> str:
    """Where to go from a form: to the page that it was opened from, or the list."""
    if table in ("demand", "minimum_cover"):  # the calendar tells what it changes in rosters
        month = (request.form.get("start-day") or request.form.get("from") or "")[:7]
        return url_for("demand.month", month=month or None)
    if table == "exercises":
        return url_for("exercises.list_page")
    code = request.form.get("to", "")
    people = names_within().here.get("people", ())
    if code and code in people:
        return url_for("people.person", code=code)
    return url_for(".rows", table=table)


def _form(
    table: str, values: Mapping[str, str], known: KnownNames, faults: FormFaults = NO_FAULTS
) -> str:
    return render_template(
        "records/row.html",
        table=table,
        row=None,
        title="",
        section=section_of(table, values, known, faults=faults),
        faults=faults,
        history=(),
        to=request.form.get("to", request.args.get("to", "")),
        lacking=lacking(table, known),
    )


def _row_page(
    history: RowHistory,
    known: KnownNames,
    typed: Mapping[str, str] | None = None,
    faults: FormFaults = NO_FAULTS,
) -> str:
    row = history.row
    values = row.texts if typed is None else typed
    reason = history.undo_why_not
    return render_template(
        "records/row.html",
        table=row.table,
        row=row,
        title=words.title_of(row.table, row.texts, known),
        seen=request.form.get("seen", row.seen),
        section=section_of(row.table, values, known, is_new=False, faults=faults),
        faults=faults,
        history=[history_line(row.table, event, known) for event in history.events],
        why_not=error_messages([reason])[0] if reason else None,
        to=request.form.get("to", request.args.get("to", "")),
        lacking=(),
    )


def lacking(table: str, known: KnownNames) -> tuple[str, ...]:
    """Tables of which a row must be there before one of this table can be."""
    columns = TABLE_BY_NAME[table].columns
    needed = dict.fromkeys(one.refers for one in columns if one.required and one.refers)
    return tuple(one for one in needed if one in known.here and not known.here[one])


def history_line(table: str, event: RowEvent, known: KnownNames) -> HistoryLine:
    """An event of a row in words, column by column."""
    contract = TABLE_BY_NAME[table]
    names = [one.name for one in contract.columns]
    changes = []
    for name in sorted({*event.before, *event.after} & {*names}, key=names.index):
        column = contract.column(name)
        was, now = (
            words.cell_word(column, side.get(name, ""), known)
            for side in (event.before, event.after)
        )
        changes.append((words.label_of(name), was, now))
    who = known.actors.get(event.entry.who, event.entry.who)
    return HistoryLine(event, who, _what(event), tuple(changes))


def _what(event: RowEvent) -> str:
    if event.undoes:
        return _("undone")
    if event.kind is None:
        return _("erased")
    return {
        RowChangeKind.ADDED: _("added"),
        RowChangeKind.CHANGED: _("changed"),
        RowChangeKind.ENDED: _("ended"),
    }[event.kind]
