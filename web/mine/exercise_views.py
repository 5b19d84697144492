"""``/mine``: yes or no to an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from data.model.account import Right
from scheduler.exercises.own import answer_invitation
from web.access.guard import require
from web.app_services import services
from web.locale import _
from web.mine.pages import me, pages, tried

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse


@pages.post("/exercises/<int:number>")
@require(Right.OWN_DUTIES)
def answer_exercise(number: int) -> WerkzeugResponse:
    comes = request.form.get("answer") == "yes"
    wrong = tried(
        lambda: answer_invitation(services.store, number, me(), services.clock(), comes=comes)
    )
    for line in wrong:
        flash(line, "error")
    if not wrong:
        flash(_("You come. Thank you.") if comes else _("You do not come. Your planner sees it."))
    return redirect(url_for(".duties"))
