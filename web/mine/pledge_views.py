"""The pages ``/mine/pledges``: "I can come tonight", for which nights, and taking it back."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Fault, Refused
from data.tables.values import YEARS, BadValue, to_clock
from scheduler.self_service.pledges import (
    EVENING,
    MORNING,
    PledgeRequest,
    add_pledges,
    night_of,
    pledges_of,
    withdraw_pledge,
)
from web.access.guard import require
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.mine.pages import Fields, me, pages, tried, why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as WerkzeugResponse


@pages.get("/pledges")
@require(Right.OWN_DUTIES)
def pledges() -> str:
    return _pledge_page()


@pages.post("/pledges")
@require(Right.OWN_DUTIES)
def pledge() -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    try:
        wanted = _wanted(pledges_of(services.store, me(), now).posts)
        new = add_pledges(services.store, me(), wanted, now, current_language())
    except Refused as refused:
        return _pledge_page(why(refused)), 422
    flash(_kept(new))
    return redirect(url_for(".pledges"))


@pages.post("/pledges/tonight")
@require(Right.OWN_DUTIES)
def pledge_tonight() -> WerkzeugResponse | tuple[str, int]:
    """One press on the first page: from now, or from this evening, until tomorrow morning."""
    now = services.clock()
    wanted = PledgeRequest(request.form.get("post", ""), (night_of(now),))
    wrong = tried(lambda: add_pledges(services.store, me(), wanted, now, current_language()))
    if wrong:
        return _pledge_page(wrong), 422
    flash(_kept(1))
    return redirect(url_for(".duties"))


@pages.post("/pledges/<int:number>/withdraw")
@require(Right.OWN_DUTIES)
def take_back(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    wrong = tried(lambda: withdraw_pledge(services.store, me(), number, now, current_language()))
    if wrong:
        return _pledge_page(wrong), 422
    flash(_("Taken back. You are no longer counted on then."))
    return redirect(url_for(".duties" if "home" in request.form else ".pledges"))


def _kept(new: int) -> str:
    if not new:
        return _("You had pledged this already.")
    return ngettext(
        "Noted: you can come that night. It counts from now on.",
        "Noted: you can come those nights. They count from now on.",
        new,
    )


def _wanted(posts: Mapping[str, str]) -> PledgeRequest:
    fields = Fields(request.form)
    post = fields.choice("post", _("Post"), {one: one for one in posts} or {"": ""})
    fields.refuse()
    faults: list[Fault] = []
    begin, end = _clock("begin", EVENING, faults), _clock("end", MORNING, faults)
    nights = tuple(_night(text, faults) for text in dict.fromkeys(request.form.getlist("nights")))
    if faults:
        raise Refused(faults)
    return PledgeRequest(post, nights, begin, end)


def _clock(name: str, usual: time, faults: list[Fault]) -> time:
    text = request.form.get(name, "").strip()
    try:
        return to_clock(text) if text else usual
    except BadValue:
        faults.append(
            Fault(_("{text} is not a clock time").format(text=text[:20]), _("Choose a time"))
        )
        return usual


def _night(text: str, faults: list[Fault]) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if found.year not in YEARS:
        faults.append(Fault(_("{text} is not a day").format(text=text[:20]), _("Choose a day")))
    return found


def _pledge_page(wrong: list[str] | None = None) -> str:
    now = services.clock()
    return render_template(
        "mine/pledges.html",
        own=pledges_of(services.store, me(), now),
        typed=request.form,
        nights=request.form.getlist("nights"),
        begin=EVENING,
        end=MORNING,
        at=now,
        wrong=wrong or [],
    )
