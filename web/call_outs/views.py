"""The pages ``/call-outs``: those of the last two years, a new one, and one that is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.call_out import CallOut
from data.model.errors import Fault, InputError, Place, Refused
from data.tables.period import ZONE
from scheduler.call_outs.queries import choices, form_for, form_of, list_call_outs
from scheduler.call_outs.recording import record_call_out, remove_call_out
from scheduler.reporting.call_out_words import desk_words
from web.access.guard import current_username, require
from web.access.regions import reach
from web.app_services import services
from web.call_outs.form import (
    GRIPS,
    PersonLine,
    TypedCallOut,
    alert_of,
    comes_twice,
    entry_of,
    lines_typed,
    teams_of,
    typed_as,
    typed_of,
    wrong_with,
)
from web.locale import _, current_language
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.call_outs.queries import CallOutForm, ControlRoom

SHOWN = timedelta(weeks=104)  #: how far back the list goes

pages = Blueprint("call_outs", __name__, url_prefix="/call-outs")


def called_text(call_out: CallOut, posts: Mapping[str, str]) -> str:
    """The posts that were called, or the regions whose whole team was."""
    if call_out.posts:
        return ", ".join(posts.get(code, code) for code in call_out.posts)
    return _("whole team of {regions}").format(regions=", ".join(call_out.regions))


def desk_text(desk: ControlRoom) -> str:
    """Whether the control room was validly led at the alert, in a few words."""
    return desk_words(desk, current_language())


def names_of(people: Iterable[str], names: Mapping[str, str]) -> str:
    """Names of people, as an enumeration."""
    return ", ".join(names.get(person, person) for person in people)


@pages.context_processor
def words() -> dict[str, object]:
    return {"called_text": called_text, "desk_text": desk_text, "names_of": names_of}


@pages.get("")
@require(Right.HANDLE_GAPS)
def list_page() -> str:
    now = services.clock()
    found = list_call_outs(services.store, now - SHOWN, now + timedelta(days=1), now, reach())
    return render_template(
        "call_outs/list.html", found=found[::-1], names=choices(services.store, reach()).posts
    )


@pages.get("/new")
@require(Right.HANDLE_GAPS)
def new() -> str | tuple[str, int]:
    typed = typed_of(request.args)
    if not typed.time["alert_at"] and not typed.posts and not typed.regions:
        return _start(typed)
    try:
        return _page(typed, _new_form(typed), None)
    except (InputError, Refused) as error:
        return _start(typed, _said(error)), 422


@pages.post("/new")
@require(Right.HANDLE_GAPS)
def record() -> WerkzeugResponse | tuple[str, int]:
    typed = replace(typed_of(request.form), seen="")  # it takes the place of no other
    try:
        form = _new_form(typed)
    except (InputError, Refused) as error:
        return _start(typed, _said(error)), 422
    return _recorded(typed, form)


@pages.get("/<int:number>")
@require(Right.HANDLE_GAPS)
def one(number: int) -> str:
    form = _form_of(number)
    assert form.recorded is not None
    return _page(typed_as(form.recorded.call_out, form.seen), form, None)


@pages.post("/<int:number>")
@require(Right.HANDLE_GAPS)
def change(number: int) -> WerkzeugResponse | tuple[str, int]:
    form = _form_of(number)
    assert form.recorded is not None
    typed = replace(typed_of(request.form), code=form.recorded.call_out.id)
    return _recorded(typed, form)


@pages.post("/<int:number>/remove")
@require(Right.HANDLE_GAPS)
def remove(number: int) -> WerkzeugResponse:
    form = _form_of(number)
    assert form.recorded is not None
    seen, now = request.form.get("seen", ""), services.clock()
    code = form.recorded.call_out.id
    remove_call_out(services.store, code, seen, current_username(), now, reach())
    flash(_("The call-out was removed."))
    return redirect(url_for(".list_page"))


def _form_of(number: int) -> CallOutForm:
    try:
        return form_of(services.store, number, services.clock(), reach())
    except Refused:
        abort(404)


def _new_form(typed: TypedCallOut) -> CallOutForm:
    """What the page of a new call-out is made of.

    Raises
    ------
    InputError
        The alert is missing, or nobody was called.
    Refused
        A post is unknown.
    """
    if not typed.posts and not typed.regions:
        what, remedy = _("who was called is missing"), _("Choose posts, or a region")
        raise InputError([Fault(what, remedy, Place(column="posts"))])
    call_out = CallOut("", alert_of(typed), typed.posts, () if typed.posts else typed.regions)
    return form_for(services.store, call_out, services.clock(), reach())


def _recorded(typed: TypedCallOut, form: CallOutForm) -> WerkzeugResponse | tuple[str, int]:
    now, lines = services.clock(), lines_typed(request.form)
    try:
        entry = entry_of(typed, lines)
        code = record_call_out(services.store, entry, current_username(), now, reach())
    except InputError as error:
        return _page(typed, form, lines, wrong_with(error, lines, form)), 422
    except Refused as error:
        return _page(typed, form, lines, _said(error)), 422
    flash(_("The call-out is recorded."))
    _tell_who_rests(code, now)
    if form.recorded is not None:
        return redirect(url_for(".one", number=form.recorded.number))
    alert = alert_of(typed)
    found = list_call_outs(services.store, alert, alert + timedelta(minutes=1), now, reach())
    number = next(each.number for each in found if each.call_out.id == code)
    return redirect(url_for(".one", number=number))


def _tell_who_rests(code: str, now: datetime) -> None:
    """Say who of a call-out is owed rest that is not over: their seat at a desk is a gap."""
    facts, language = services.coverage.facts(now), current_language()
    called = next((one for one in facts.inputs.alerts.call_outs if one.id == code), None)
    for person in dict.fromkeys(one.person for one in called.people) if called else ():
        for rest in facts.inputs.rest_owed.get(person, ()):
            name, moment = facts.names.get(person, person), language.moment(rest.end, ZONE)
            text = _("{name} rests until {moment} after this night call: no cover at a desk.")
            flash(text.format(name=name, moment=moment))


def _start(typed: TypedCallOut, wrong: Sequence[str] = ()) -> str:
    now = services.clock().astimezone(ZONE)
    return render_template(
        "call_outs/start.html",
        typed=typed,
        choices=choices(services.store, reach()),
        twice=comes_twice(typed),
        now=f"{now:%Y-%m-%dT%H:%M}",
        wrong=wrong,
    )


def _page(
    typed: TypedCallOut,
    form: CallOutForm,
    lines: Sequence[PersonLine] | None,
    wrong: Sequence[str] = (),
) -> str:
    return render_template(
        "call_outs/form.html",
        typed=typed,
        form=form,
        teams=teams_of(form, lines),
        choices=choices(services.store, reach()),
        grips=GRIPS,
        twice=comes_twice(typed),
        wrong=wrong,
    )


def _said(error: InputError | Refused) -> list[str]:
    faults = error.reasons if isinstance(error, Refused) else error.faults
    return [f"{one.what}. {one.remedy}" for one in error_messages(faults)]
