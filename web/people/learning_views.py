"""The page ``/people/learning``: evidence that waits for a planner, and wishes to learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import InputError, Refused
from scheduler.coverage.monitor import sweep
from scheduler.self_service.learning import confirm, learning_desk, refuse
from web.access.guard import current_username, require, signed_in
from web.access.regions import opens, reach, reach_of
from web.app_services import services
from web.locale import _, ngettext
from web.people.pages import pages
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.shared.errors import Answer


@pages.get("/learning")
@require(Right.CHANGE_RECORDS)
def learning() -> str:
    return _page()


@pages.post("/learning/<int:number>")
@require(Right.CHANGE_RECORDS)
def decide_evidence(number: int) -> Answer:
    if number not in {one.id for one in learning_desk(services.store, reach()).waiting}:
        abort(404)
    now, who, me = services.clock(), current_username(), signed_in()
    try:
        if request.form.get("do") == "confirm":
            confirm(services.store, number, who, me.name, now, reach(), me.person)
            sweep(services.store, services.settings.horizon_weeks, now)
            flash(_("Confirmed: it is evidence since."))
        else:
            reason = request.form.get("reason", "")
            refuse(services.store, number, reason, who, now, reach(), me.person)
            flash(_("Refused. Whoever handed it in reads why."))
    except InputError as error:
        return _page([str(one) for one in error_messages(error.faults)]), 422
    except Refused as refused:
        return _page([str(one) for one in error_messages(refused.reasons)]), 422
    return redirect(url_for(".learning"))


@pages.app_template_global()
def waiting_evidence() -> str:
    """How much of what was handed in waits for whoever is signed in; empty: nothing."""
    if not opens("people.learning", Right.CHANGE_RECORDS):
        return ""
    count = len(learning_desk(services.store, reach_of(Right.CHANGE_RECORDS)).waiting)
    text = ngettext(
        "{count} piece of evidence waits to be confirmed.",
        "{count} pieces of evidence wait to be confirmed.",
        count,
    )
    return text.format(count=count) if count else ""


def _page(wrong: Sequence[str] = ()) -> str:
    return render_template(
        "people/learning.html", desk=learning_desk(services.store, reach()), wrong=wrong
    )
