"""The page ``/mine/open``: open shifts that I may take, and those that are offered to me."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Refused
from data.model.request import OfferStatus
from scheduler.self_service.offer_answers import answer_own, take_shift
from scheduler.self_service.open_shifts import offered_to, open_shifts
from web.access.guard import may
from web.locale import say, speech
from web.mine.fields import why
from web.mine.person import me

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.self_service.offer_answers import OfferAnswer
    from web.app_services import AppServices


def open_pages(blueprint: Blueprint, site: AppServices) -> None:
    """Add them."""

    @blueprint.get("/open")
    @may(Right.OWN_DUTIES)
    def open_list() -> str:
        return _page(site)

    @blueprint.post("/open")
    @may(Right.OWN_DUTIES)
    def take() -> WerkzeugResponse | tuple[str, int]:
        shift = request.form.get("shift", "")
        try:
            done = take_shift(site.store, site.settings, shift, me(), site.clock(), speech())
        except Refused as refused:
            return _page(site, why(refused)), 422
        return _told(done)

    @blueprint.post("/offers/<int:number>")
    @may(Right.OWN_DUTIES)
    def answer_offer(number: int) -> WerkzeugResponse | tuple[str, int]:
        accepts = request.form.get("answer") == "accept"
        try:
            done = answer_own(
                site.store, site.settings, number, me(), site.clock(), speech(), accepts=accepts
            )
        except Refused as refused:
            return _page(site, why(refused)), 422
        return _told(done)


def _page(site: AppServices, wrong: list[str] | None = None) -> str:
    now, weeks = site.clock(), site.settings.horizon_weeks
    found = open_shifts(site.store, site.latest.see(now), me(), weeks, speech())
    return render_template(
        "mine/open.html",
        can=[one for one in found if one.may_take],
        cannot=[one for one in found if not one.may_take],
        offered=offered_to(site.store, me(), now),
        weeks=weeks,
        wrong=wrong or [],
    )


def _told(done: OfferAnswer) -> WerkzeugResponse:
    sentences = {
        OfferStatus.ACCEPTED: say("The shift is yours. It is in the roster."),
        OfferStatus.DECLINED: say("You declined. It has no consequences for you."),
        OfferStatus.TOO_LATE: _too_late(done.why),
        OfferStatus.IMPOSSIBLE: say("You cannot take this shift any more: {why}"),
        OfferStatus.EXPIRED: say("This offer is over."),
        OfferStatus.WITHDRAWN: say("This offer was withdrawn."),
    }
    flash(sentences[done.offer.status].format(why=done.why))
    is_mine = done.offer.status is OfferStatus.ACCEPTED
    return redirect(url_for(".duties" if is_mine else ".open_list"))


def _too_late(holders: str) -> str:
    if not holders:
        return say("Somebody else was first: the shift is filled.")
    return say("{who} was first: the shift is filled.").format(who=holders)
