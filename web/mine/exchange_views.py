"""The pages ``/mine/swap`` and ``/mine/open``: swaps with colleagues, and shifts on offer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import InputError, Refused
from data.model.request import OfferStatus
from scheduler.planning.exchange import DutySwap
from scheduler.relief.asking import answer_as
from scheduler.self_service import swaps
from scheduler.self_service.duties import duties_of
from scheduler.self_service.offer_answers import answer_own, take_shift
from scheduler.self_service.open_shifts import offered_to, open_shifts
from scheduler.self_service.request_queries import part_choices, swap_choices, swaps_of
from scheduler.self_service.swaps import LONGEST_NOTE
from web.access.guard import require
from web.app_services import services
from web.gaps.forms import read_part
from web.locale import _, current_language, ngettext
from web.mine.duty_views import meanings
from web.mine.pages import by_week, me, pages, swap_outcome, why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.self_service.offer_answers import OfferAnswer
    from scheduler.self_service.request_queries import SwapChoices


@pages.get("/swap")
@require(Right.OWN_DUTIES)
def swap() -> str:
    duty = request.args.get("duty", "")
    return _choose_partner(duty, request.args) if duty else _choose_duty()


@pages.post("/swap")
@require(Right.OWN_DUTIES)
def ask_swap() -> WerkzeugResponse | tuple[str, int]:
    duty, note = request.form.get("duty", ""), request.form.get("note", "")
    wanted = [chosen(me(), duty, one) for one in request.form.getlist("ask")]
    given = read_part(request.form)
    if given.faults:
        return _choose_partner(duty, request.form, list(given.faults)), 422
    try:
        if given.times != (None, None):
            part = part_choices(
                services.store, me(), duty, given.times, services.clock(), current_language()
            ).part
            wanted = [replace(one, part=part) for one in wanted]
        made = swaps.ask_swaps(
            services.store, services.settings, wanted, note, services.clock(), current_language()
        )
    except (Refused, InputError) as error:
        return _choose_partner(duty, request.form, why(error)), 422
    flash(
        ngettext(
            "Asked {count} time. Who agrees first gets it.",
            "Asked {count} times. Who agrees first gets it.",
            len(made),
        )
    )
    return redirect(url_for(".swap"))


@pages.post("/swaps/<int:number>")
@require(Right.OWN_DUTIES)
def answer_swap(number: int) -> WerkzeugResponse:
    now, answer = services.clock(), request.form.get("answer", "")
    if answer == "withdraw":
        done = swaps.withdraw_swap(
            services.store, services.settings, number, me(), now, current_language()
        )
    else:
        agrees = answer == "agree"
        done = swaps.answer_swap(
            services.store, services.settings, number, me(), now, current_language(), agrees=agrees
        )
    flash(swap_outcome(done.request))
    return redirect(url_for(".swap" if answer == "withdraw" else ".duties"))


def choice(person: str, returned: str = "") -> str:
    """What a box on the page stands for: a colleague, and one of their duties or nothing."""
    return urlencode({"to": person, "for": returned})


def chosen(giver: str, given: str, box: str) -> DutySwap:
    """The swap that a ticked box stands for; one that makes no sense is refused later."""
    parts = parse_qs(box, keep_blank_values=True)
    taker, returned = parts.get("to", [""])[0], parts.get("for", [""])[0]
    return DutySwap(giver, given, taker, returned or None)


def _choose_duty() -> str:
    now, person = services.clock(), me()
    coming = duties_of(services.store, person, now).coming
    found = swaps_of(services.store, person, now)
    return render_template(
        "mine/swap.html",
        weeks=by_week([one for one in coming if not one.doubles and not one.is_away]),
        waiting=[one for one in found if one.waits],
        settled=[one for one in reversed(found) if not one.waits],
    )


def _choose_partner(duty: str, form: Mapping[str, str], wrong: list[str] | None = None) -> str:
    ticked = request.form.getlist("ask")
    given = read_part(form)
    wrong = [*(wrong or []), *(given.faults if not wrong else ())]
    found = _choices(duty, given.times, wrong)
    return render_template(
        "mine/swap_with.html",
        found=found,
        choice=choice,
        may_take=[one for one in found.partners if one.may_take],
        longest=LONGEST_NOTE,
        typed=request.form,
        part=given,
        ticked=ticked,
        reopened={chosen(me(), duty, box).taker for box in ticked},
        wrong=wrong,
    )


def _choices(
    duty: str, times: tuple[datetime | None, datetime | None], wrong: list[str]
) -> SwapChoices:
    """Who could take a duty, or the part of it that was chosen; what is bad goes to `wrong`."""
    now, speech = services.clock(), current_language()
    if times != (None, None):
        try:
            return part_choices(services.store, me(), duty, times, now, speech)
        except Refused as refused:
            wrong += [one for one in why(refused) if one not in wrong]
    mine = {one.shift.id: one for one in duties_of(services.store, me(), now).coming}
    one = mine.get(duty)
    if one is not None and (one.shift.start <= now or not one.can_be_swapped):
        return part_choices(services.store, me(), duty, (None, None), now, speech)
    return swap_choices(services.store, me(), duty, now, speech)


@pages.get("/open")
@require(Right.OWN_DUTIES)
def open_list() -> str:
    return _page()


@pages.post("/open")
@require(Right.OWN_DUTIES)
def take() -> WerkzeugResponse | tuple[str, int]:
    shift = request.form.get("shift", "")
    try:
        done = take_shift(
            services.store, services.settings, shift, me(), services.clock(), current_language()
        )
    except Refused as refused:
        return _page(why(refused)), 422
    return _told(done)


@pages.post("/offers/<int:number>")
@require(Right.OWN_DUTIES)
def answer_offer(number: int) -> WerkzeugResponse | tuple[str, int]:
    accepts = request.form.get("answer") == "accept"
    try:
        done = answer_own(
            services.store,
            services.settings,
            number,
            me(),
            services.clock(),
            current_language(),
            accepts=accepts,
        )
    except Refused as refused:
        return _page(why(refused)), 422
    return _told(done)


@pages.post("/relief/<int:number>")
@require(Right.OWN_DUTIES)
def answer_relief(number: int) -> WerkzeugResponse:
    comes = request.form.get("answer") == "yes"
    try:
        done = answer_as(
            services.store, number, me(), services.clock(), current_language(), comes=comes
        )
    except Refused as refused:
        for line in why(refused):
            flash(line, "error")
        return redirect(url_for(".duties"))
    if done.is_over:
        flash(_("This is no longer needed"), "error")
    else:
        flash(_("You come. Thank you.") if comes else _("You do not come"))
    return redirect(url_for(".duties"))


def _page(wrong: list[str] | None = None) -> str:
    now, weeks = services.clock(), services.settings.horizon_weeks
    found = open_shifts(services.store, services.coverage.snapshot(now), me(), weeks)
    can, offered = [one for one in found if one.may_take], offered_to(services.store, me(), now)
    own = duties_of(services.store, me(), now)
    return render_template(
        "mine/open.html",
        can=can,
        cannot=[one for one in found if not one.may_take],
        offered=offered,
        meanings=meanings(own, now, offered=offered, takeable=can),
        weeks=weeks,
        wrong=wrong or [],
    )


def _told(done: OfferAnswer) -> WerkzeugResponse:
    sentences = {
        OfferStatus.ACCEPTED: _("The shift is yours. It is in the roster."),
        OfferStatus.DECLINED: _("You declined. It has no consequences for you."),
        OfferStatus.TOO_LATE: _too_late(done.why),
        OfferStatus.IMPOSSIBLE: _("You cannot take this shift any more: {why}"),
        OfferStatus.EXPIRED: _("This offer is over."),
        OfferStatus.WITHDRAWN: _("This offer was withdrawn."),
    }
    flash(sentences[done.offer.status].format(why=done.why))
    is_mine = done.offer.status is OfferStatus.ACCEPTED
    return redirect(url_for(".duties" if is_mine else ".open_list"))


def _too_late(holders: str) -> str:
    if not holders:
        return _("Somebody else was first: the shift is filled.")
    return _("{who} was first: the shift is filled.").format(who=holders)
