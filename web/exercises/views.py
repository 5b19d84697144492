"""The pages ``/exercises``: those planned and held, and one with who comes and who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.i18n.sheet_words import choice_word
from data.model.account import Right
from data.model.errors import InputError, Refused
from data.model.exercise import AttendanceState
from data.tables.period import ZONE
from scheduler.coverage.monitor import sweep
from scheduler.exercises.queries import exercise_view, list_exercises
from scheduler.exercises.recording import call_off, invite, note_attendance
from scheduler.exercises.report import report
from web.access.guard import current_username, require
from web.access.regions import reach
from web.app_services import services
from web.exercises.sheets import report_book
from web.locale import _, current_language, ngettext
from web.shared.errors import error_messages
from web.shared.responses import file_answer
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import StrEnum

    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.exercises.queries import ExerciseView
    from scheduler.exercises.report import NamedReport

    Answer = WerkzeugResponse | str | tuple[str, int]

pages = Blueprint("exercises", __name__, url_prefix="/exercises")

_BEFORE = (AttendanceState.INVITED, AttendanceState.COMING, AttendanceState.DECLINED)
_YEARS = 5  #: back to which the report goes
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_AFTER = (AttendanceState.PRESENT, AttendanceState.ABSENT)


def word_of(one: StrEnum) -> str:
    """A kind, state, part or outcome in the reader's words."""
    return choice_word(one.value, current_language())


@pages.context_processor
def words() -> dict[str, object]:
    return {"word_of": word_of, "states": AttendanceState}


@pages.get("")
@require(Right.SEE_PEOPLE)
def list_page() -> str:
    found, names = list_exercises(services.store, reach())
    now = services.clock()
    return render_template(
        "exercises/list.html",
        coming=[one for one in found if one.exercise.end > now],
        held=[one for one in found if one.exercise.end <= now][::-1],
        names=names,
    )


@pages.get("/report")
@require(Right.SEE_PEOPLE)
def report_page() -> str:
    found, this_year = _report(), services.clock().astimezone(ZONE).year
    said = found.report
    listed = found.hours_of(_employer())
    hours = [one for one in listed if one.hours or one.norm is not None]
    return render_template(
        "exercises/report.html",
        said=said,
        names=found.names,
        hours=hours,
        plans=any(one.planned for one in hours),
        years=range(this_year + 1, this_year - _YEARS, -1),
        employer=_employer(),
        employers=sorted({found.employers.get(one.person, "") for one in found.hours} - {""}),
        employer_of=found.employers,
    )


@pages.get("/report.xlsx")
@require(Right.SEE_PEOPLE)
def report_workbook() -> Response:
    found = _report()
    book = report_book(found, _employer(), services.clock())
    return file_answer(book, f"exercises-{found.report.year}.xlsx", _EXCEL)


def _employer() -> str:
    """The employer whose people the address asks for; empty: all."""
    return " ".join(request.args.get("employer", "").split())[:200]


def _report() -> NamedReport:
    """The report of the year that the address asks for, or of this one."""
    now = services.clock()
    asked = typed_number(request.args.get("year", ""))
    year = asked if asked is not None and 2000 <= asked <= 2100 else now.astimezone(ZONE).year
    return report(services.store, year, now, reach())


@pages.get("/<int:number>")
@require(Right.SEE_PEOPLE)
def page(number: int) -> str:
    return _page(_view(number))


@pages.post("/<int:number>/invite")
@require(Right.CHANGE_RECORDS)
def invite_people(number: int) -> Answer:
    chosen = dict.fromkeys(request.form.getlist("invited"))

    def done() -> str:
        who, now = current_username(), services.clock()
        changed = invite(services.store, number, tuple(chosen), who, now, reach())
        said = ngettext("{count} person is invited.", "{count} people are invited.", len(changed))
        return said.format(count=len(changed))

    return _or_again(number, done)


@pages.post("/<int:number>/attendance")
@require(Right.CHANGE_RECORDS)
def attendance(number: int) -> Answer:
    known = set(AttendanceState)
    states = {
        name.removeprefix("state-"): AttendanceState(value)
        for name, value in request.form.items()
        if name.startswith("state-") and value in known
    }

    def done() -> str:
        who, now = current_username(), services.clock()
        note_attendance(services.store, number, states, who, now, reach())
        sweep(services.store, services.settings.horizon_weeks, now)
        return _("Kept. Who was present has shown what it counts for.")

    return _or_again(number, done)


@pages.post("/<int:number>/call-off")
@require(Right.CHANGE_RECORDS)
def call_it_off(number: int) -> Answer:
    def done() -> str:
        call_off(services.store, number, current_username(), services.clock(), reach())
        return _("The exercise is called off.")

    return _or_again(number, done)


def _or_again(number: int, done: Callable[[], str]) -> Answer:
    """What was asked, and the page; refused: the page with why."""
    view = _view(number)
    try:
        flash(done())
    except InputError as error:
        return _page(view, [str(one) for one in error_messages(error.faults)]), 422
    except Refused as refused:
        return _page(view, [str(one) for one in error_messages(refused.reasons)]), 422
    return redirect(url_for(".page", number=number))


def _view(number: int) -> ExerciseView:
    try:
        return exercise_view(services.store, number, services.clock(), reach())
    except Refused:
        abort(404)


def _page(view: ExerciseView, wrong: Sequence[str] = ()) -> str:
    exercise, today = view.exercise, services.clock().astimezone(ZONE).date()
    by_name = sorted(
        exercise.attendance,
        key=lambda one: view.names.people.get(one.person, one.person).casefold(),
    )
    return render_template(
        "exercises/page.html",
        view=view,
        it=exercise,
        names=view.names,
        attendance=by_name,
        choices=_AFTER if view.has_begun else _BEFORE,
        wrong=wrong,
        today=today,
    )
