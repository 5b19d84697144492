"""The page ``/requests``: absence that people ask for, with what falls open by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import InputError, Refused
from scheduler.self_service import leave
from scheduler.self_service.leave import LONGEST_NOTE
from scheduler.self_service.request_queries import leave_to_decide
from web.access.guard import may
from web.access.visitor import who
from web.locale import count, say, speech
from web.mine.fields import why
from web.mine.words import days_text, status_word

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices


def area(site: AppServices) -> Blueprint:
    """The planner's side of absence."""
    blueprint = Blueprint("requests", __name__, url_prefix="/requests")

    @blueprint.get("")
    @may(Right.PLAN)
    def list_page() -> str:
        return _page(site)

    @blueprint.post("/<int:number>/grant")
    @may(Right.PLAN)
    def grant(number: int) -> WerkzeugResponse | tuple[str, int]:
        now = site.clock()
        try:
            done = leave.grant_leave(site.store, site.settings, number, who(), now, speech())
        except (Refused, InputError) as error:
            return _page(site, why(error)), 422
        flash(_opened(len(done.fallen)))
        return redirect(url_for(".list_page"))

    @blueprint.post("/<int:number>/refuse")
    @may(Right.PLAN)
    def refuse(number: int) -> WerkzeugResponse | tuple[str, int]:
        reason, now = request.form.get("reason", ""), site.clock()
        try:
            leave.refuse_leave(site.store, site.settings, number, reason, who(), now, speech())
        except Refused as refused:
            return _page(site, why(refused), number), 422
        flash(say("Refused. The reason is on the functionary's own page."))
        return redirect(url_for(".list_page"))

    return blueprint


def _opened(fallen: int) -> str:
    if not fallen:
        return say("Granted. No duty falls open.")
    return count(
        "Granted. {count} duty falls open: see the gaps.",
        "Granted. {count} duties fall open: see the gaps.",
        fallen,
    )


def _page(site: AppServices, wrong: list[str] | None = None, refused: int = 0) -> str:
    waiting, done = leave_to_decide(site.store, site.clock())
    return render_template(
        "requests/list.html",
        waiting=waiting,
        done=done,
        longest=LONGEST_NOTE,
        wrong=wrong or [],
        refused=refused,
        typed=request.form,
        days_text=days_text,
        status_word=status_word,
    )
