"""The page ``/mine/actions``: actions of findings that I own, and saying that one is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.improvement import Actor
from data.tables.period import ZONE
from scheduler.improvement.queries import list_findings
from scheduler.improvement.recording import note_done
from web.access.guard import require, signed_in
from web.app_services import services
from web.locale import _
from web.mine.pages import me, pages, tried

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.improvement import ImprovementAction
    from scheduler.improvement.queries import NumberedFinding

LONGEST = 500


def own_actions() -> list[tuple[NumberedFinding, ImprovementAction]]:
    """Actions of whoever is signed in that are not done, by the day on which they are due."""
    actor = Actor(signed_in().login, me())
    found = [
        (one, action)
        for one in list_findings(services.store)
        if one.file.finding.closed_on is None
        for action in one.file.open_actions
        if action.is_owned_by(actor)
    ]
    return sorted(found, key=lambda pair: pair[1].due)


@pages.get("/actions")
@require(Right.OWN_DUTIES)
def actions() -> str:
    return _page()


@pages.post("/actions/<int:number>")
@require(Right.OWN_DUTIES)
def action_done(number: int) -> WerkzeugResponse | tuple[str, int]:
    actor, now = Actor(signed_in().login, me()), services.clock()
    code, remark = request.form.get("action", ""), request.form.get("remark", "")[:LONGEST]
    wrong = tried(lambda: note_done(services.store, number, code, remark, actor, now))
    if wrong:
        return _page(wrong), 422
    flash(_("Noted as done."))
    return redirect(url_for(".actions"))


def _page(wrong: Sequence[str] = ()) -> str:
    today = services.clock().astimezone(ZONE).date()
    return render_template("mine/actions.html", own=own_actions(), wrong=wrong, today=today)
