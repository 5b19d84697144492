"""The page ``/mine/absence``: I ask to be absent, and see what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Refused
from data.model.request import RequestStatus
from scheduler.self_service import leave
from scheduler.self_service.leave import KINDS, LONGEST_NOTE, LeaveRequested, duties_during
from scheduler.self_service.request_queries import leave_of
from web.access.guard import may
from web.locale import count, say, speech
from web.mine.calling import to_call
from web.mine.fields import Fields, tried, why
from web.mine.person import me

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices


def absence_pages(blueprint: Blueprint, site: AppServices) -> None:
    """Add them. Whoever has duties in these days is told so first, and asks with a second press."""

    @blueprint.get("/absence")
    @may(Right.OWN_DUTIES)
    def absence() -> str:
        return _page(site)

    @blueprint.post("/absence")
    @may(Right.OWN_DUTIES)
    def ask_leave() -> WerkzeugResponse | str | tuple[str, int]:
        now = site.clock()
        try:
            wanted = _wanted(Fields(request.form))
            clash = duties_during(site.store, me(), *wanted.stretch, now)
            if clash and "anyway" not in request.form:
                return _page(site, clash=_clash(len(clash)))
            leave.ask_leave(site.store, wanted, now, speech())
        except Refused as refused:
            return _page(site, why(refused)), 422
        flash(say("Asked. The planner decides; you see the answer here."))
        return redirect(url_for(".absence"))

    @blueprint.post("/absence/<int:number>/withdraw")
    @may(Right.OWN_DUTIES)
    def withdraw_leave(number: int) -> WerkzeugResponse | tuple[str, int]:
        now = site.clock()
        wrong = tried(lambda: leave.withdraw_leave(site.store, number, me(), now, speech()))
        if wrong:
            return _page(site, wrong), 422
        flash(say("The request was withdrawn."))
        return redirect(url_for(".absence"))


def _wanted(fields: Fields) -> LeaveRequested:
    wanted = LeaveRequested(
        person=me(),
        kind=fields.choice("kind", say("Why"), {kind.value: kind for kind in KINDS}),
        first=fields.day("first", say("First day")),
        last=fields.day("last", say("Last day")),
        note=fields.text("note"),
    )
    fields.refuse()
    return wanted


def _clash(number: int) -> str:
    return count(
        "You have {count} duty in this time. Swap it first, or ask anyway: then the planner "
        "decides.",
        "You have {count} duties in this time. Swap them first, or ask anyway: then the planner "
        "decides.",
        number,
    )


def _page(site: AppServices, wrong: list[str] | None = None, clash: str = "") -> str:
    return render_template(
        "mine/absence.html",
        found=leave_of(site.store, me()),
        open=RequestStatus.ASKED,
        kinds=KINDS,
        longest=LONGEST_NOTE,
        today=site.clock().date().isoformat(),
        typed=request.form,
        clash=clash,
        wrong=wrong or [],
        to_call=to_call(site),
    )
