"""The page ``/requests``: absence that people ask for, and what falls open by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import InputError, Refused
from scheduler.self_service import leave
from scheduler.self_service.leave import LONGEST_NOTE
from scheduler.self_service.request_queries import leave_to_decide
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.mine.pages import days_text, status_word, why

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse


pages = Blueprint("requests", __name__, url_prefix="/requests")


@pages.get("")
@require(Right.PLAN)
def list_page() -> str:
    return _page()


@pages.post("/<int:number>/grant")
@require(Right.PLAN)
def grant(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    try:
        done = leave.grant_leave(
            services.store, services.settings, number, current_username(), now, current_language()
        )
    except (Refused, InputError) as error:
        return _page(why(error)), 422
    flash(_opened(len(done.fallen)))
    return redirect(url_for(".list_page"))


@pages.post("/<int:number>/refuse")
@require(Right.PLAN)
def refuse(number: int) -> WerkzeugResponse | tuple[str, int]:
    reason, now = request.form.get("reason", ""), services.clock()
    try:
        leave.refuse_leave(
            services.store,
            services.settings,
            number,
            reason,
            current_username(),
            now,
            current_language(),
        )
    except Refused as refused:
        return _page(why(refused), number), 422
    flash(_("Refused. The reason is on the functionary's own page."))
    return redirect(url_for(".list_page"))


def _opened(fallen: int) -> str:
    if not fallen:
        return _("Granted. No duty falls open.")
    return ngettext(
        "Granted. {count} duty falls open: see the gaps.",
        "Granted. {count} duties fall open: see the gaps.",
        fallen,
    )


def _page(wrong: list[str] | None = None, refused: int = 0) -> str:
    waiting, done = leave_to_decide(services.store, services.clock())
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
