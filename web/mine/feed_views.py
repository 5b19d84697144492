"""One's own calendar as proposals of absence, on ``/mine/absence``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from data.model.absence_feed import AbsenceFeed, FeedRule
from data.model.account import Right
from data.model.duty import AbsenceKind
from data.model.errors import Fault, InputError, Refused
from scheduler.self_service import absence_feeds
from scheduler.self_service.own_proposals import ask_for
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _, current_language
from web.mine.pages import me, pages
from web.mine.request_views import absence_page
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse


@pages.post("/absence/calendars")
@require(Right.OWN_DUTIES)
def add_calendar() -> WerkzeugResponse | tuple[str, int]:
    now, url = services.clock(), request.form.get("url", "").strip()
    wanted = AbsenceFeed(
        id=0,
        name=_("My calendar"),
        person=me(),
        url=url,
        rule=FeedRule.MARKED,
        kind=AbsenceKind.LEAVE,
        own=True,
        added_at=now,
        added_by=current_username(),
    )
    try:
        if not url:
            what = "this is not an address of a calendar"
            raise Refused([Fault(what, "Check the address, or upload the calendar as a file")])
        feed = absence_feeds.add_feed(services.store, wanted, services.settings, now)
    except (Refused, InputError) as error:
        return _again(error)
    if absence_feeds.read_one(services.store, feed, services.settings, now):
        flash(_("The calendar was read."))
    else:
        flash(_("The calendar could not be read: see below why."))
    return redirect(url_for(".absence", _anchor="calendars"))


@pages.post("/absence/calendars/<int:number>/remove")
@require(Right.OWN_DUTIES)
def remove_calendar(number: int) -> WerkzeugResponse | tuple[str, int]:
    who, now = current_username(), services.clock()
    try:
        absence_feeds.drop_feed(services.store, number, who, now, person=me())
    except Refused as refused:
        return _again(refused)
    flash(_("The calendar is no longer read. What was recorded because of it stays."))
    return redirect(url_for(".absence", _anchor="calendars"))


@pages.post("/absence/proposals/<int:number>")
@require(Right.OWN_DUTIES)
def answer_proposal(number: int) -> WerkzeugResponse | tuple[str, int]:
    who, now = current_username(), services.clock()
    try:
        if request.form.get("do") == "ask":
            ask_for(services.store, number, me(), who, now, current_language())
            flash(_("Asked. The planner decides; you see the answer here."))
        else:
            absence_feeds.dismiss(services.store, [number], who, now, person=me())
            flash(_("Dismissed. It is proposed again only if it changes in the calendar."))
    except (Refused, InputError) as error:
        return _again(error)
    return redirect(url_for(".absence"))


def _again(error: Refused | InputError) -> tuple[str, int]:
    faults = error.reasons if isinstance(error, Refused) else error.faults
    return absence_page([str(one) for one in error_messages(faults)]), 422
