"""Calls about a gap: whom to call, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.call_attempt import CallOutcome
from data.model.errors import Refused
from scheduler.coverage.call_log import log_call
from web.access.guard import current_username, require
from web.app_services import services
from web.gaps.pages import (
    calls_of,
    candidates_part,
    choices_of,
    gap_page,
    history_of,
    pages,
    stale_page,
    trouble_of,
)
from web.locale import _
from web.shared.display import local_input

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

#: What a page that shows gaps listens for: somebody did something about one.
CHANGED = {"HX-Trigger": "gap-changed"}


@pages.get("/gaps/<int:number>/call")
@require(Right.HANDLE_GAPS)
def whom(number: int) -> WerkzeugResponse | str:
    """Whom to call now, as it stands in the row of a post and on a card."""
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".candidates", number=number))
    return _first(number)


@pages.post("/gaps/<int:number>/calls")
@require(Right.HANDLE_GAPS)
def log(number: int) -> WerkzeugResponse | str | tuple[str, int]:
    """Log a call; who said yes is put on it next, otherwise the next one comes up."""
    if stale := stale_page(number):
        return stale
    form, is_part = request.form, bool(request.headers.get("HX-Request"))
    person, said = form.get("person", ""), form.get("outcome", "")
    try:
        if said not in tuple(CallOutcome):
            return gap_page(history_of(number), trouble=[_("Say how the call went.")]), 422
        log_call(
            services.store,
            number,
            person,
            CallOutcome(said),
            current_username(),
            services.clock(),
            form.get("note", ""),
        )
    except Refused as refused:
        return gap_page(history_of(number), trouble=trouble_of(refused)), 422
    if said == CallOutcome.YES:
        return _onwards(_then(number, person), is_part=is_part)
    if not is_part:
        flash(_("Noted. Whom to call next is at the top."))
        return redirect(url_for(".candidates", number=number) + "#call")
    if form.get("view") == "row":
        return Response(_first(number), headers=CHANGED)
    return Response(candidates_part(number), headers=CHANGED)


def _then(number: int, person: str) -> str:
    """Where somebody who said yes is put on it; who was missed and is there is stated to be."""
    told = history_of(number)
    options = calls_of(told, choices_of(told)).options
    chosen = next((one for one in options if one.person == person), None)
    if chosen is not None and chosen.is_missed:
        return url_for(".page", number=number) + "#unseen"
    part: dict[str, Any] = {}
    if chosen is not None and chosen.part is not None:
        part = {"from": local_input(chosen.part[0]), "until": local_input(chosen.part[1])}
    return url_for(".weigh", number=number, person=person, **part)


def _onwards(address: str, *, is_part: bool) -> WerkzeugResponse:
    return Response(headers={"HX-Redirect": address}) if is_part else redirect(address)


def _first(number: int) -> str:
    told = history_of(number)
    calls = calls_of(told, choices_of(told)) if told.row.gap.is_open else None
    return render_template("gaps/call.html", gap=told.row.gap, calls=calls)
