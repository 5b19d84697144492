"""The pages ``/mine/absence`` and ``/mine/wishes``: requests of absence, and wishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.i18n.fault_words import translated
from data.model.account import Right
from data.model.duty import WishKind
from data.model.errors import InputError, Refused
from data.model.request import RequestStatus
from scheduler.self_service import leave, wishes
from scheduler.self_service.absence_feeds import list_feeds, open_proposals
from scheduler.self_service.leave import KINDS, LONGEST_NOTE, LeaveRequested, duties_during
from scheduler.self_service.request_queries import leave_of, outcomes_of
from scheduler.self_service.round_queries import own_rounds
from scheduler.self_service.rounds import answer_nothing
from scheduler.self_service.wish_days import set_days
from scheduler.self_service.wishes import MOST, WEIGHTS, OwnWish
from web.access.guard import require
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.mine.duty_views import to_call
from web.mine.pages import Fields, me, pages, tried, why
from web.mine.wish_month import month_of, wanted_days, wish_month

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.self_service.wishes import WishOptions

WISH_KINDS = {kind.value: kind for kind in WishKind}


@pages.get("/wishes")
@require(Right.OWN_DUTIES)
def wish_list() -> str:
    return _wish_page()


@pages.post("/wishes")
@require(Right.OWN_DUTIES)
def add_wish() -> WerkzeugResponse | tuple[str, int]:
    try:
        wish = _wish(Fields(request.form), wishes.choices_of(services.store, me()))
        wishes.add_wish(services.store, me(), wish, services.clock(), current_language())
    except (Refused, InputError) as error:
        return _wish_page(why(error)), 422
    flash(_("Your wish is kept. The next roster takes it into account."))
    return redirect(url_for(".wish_list"))


@pages.post("/wishes/days")
@require(Right.OWN_DUTIES)
def say_days() -> WerkzeugResponse | tuple[str, int]:
    """Say of each day of a month what they wish."""
    now, form = services.clock(), request.form
    month = wish_month(month_of(form.get("month", ""), (), now), (), (), now)
    span = (month.first, month.last)
    try:
        wanted = wanted_days(form.getlist("avoid"), form.getlist("want"), *span)
        count = set_days(services.store, me(), span, wanted, now, current_language())
    except (Refused, InputError) as error:
        return _wish_page(why(error)), 422
    changed = ngettext("{count} day is changed.", "{count} days are changed.", count)
    flash(changed if count else _("Nothing was changed."))
    return redirect(url_for(".wish_list", month=month.name) + "#days")


@pages.get("/wishes/outcome")
@require(Right.OWN_DUTIES)
def wish_outcomes() -> str:
    """What became of their wishes, roster by roster."""
    found = outcomes_of(services.store, me(), services.clock())
    heads = {one.head.id: one.head for one in found}
    return render_template(
        "mine/outcome.html",
        rosters=[
            (head, [one.outcome for one in found if one.head.id == head.id])
            for head in sorted(heads.values(), key=lambda one: one.start, reverse=True)
        ],
        choices=wishes.choices_of(services.store, me()),
    )


@pages.post("/wishes/rounds/<int:number>/nothing")
@require(Right.OWN_DUTIES)
def ask_nothing(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    wrong = tried(lambda: answer_nothing(services.store, number, me(), now, current_language()))
    if wrong:
        return _wish_page(wrong), 422
    flash(_("Noted. You get no reminder of this round."))
    return redirect(url_for(".wish_list"))


@pages.post("/wishes/<int:number>/remove")
@require(Right.OWN_DUTIES)
def remove_wish(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    wrong = tried(lambda: wishes.remove_wish(services.store, me(), number, now, current_language()))
    if wrong:
        return _wish_page(wrong), 422
    flash(_("The wish was removed."))
    return redirect(url_for(".wish_list"))


def _wish(fields: Fields, known: WishOptions) -> OwnWish:
    post = fields.choice("post", _("Post"), {"": "", **{one: one for one in known.posts}})
    shift = fields.choice("shift", _("Shift"), {"": "", **{one: one for one in known.shift_names}})
    wish = OwnWish(
        number=0,
        kind=fields.choice("kind", _("Wish"), WISH_KINDS),
        first=fields.day("first", _("First day")),
        last=fields.day("last", _("Last day")),
        post=post,
        shift=shift,
        weight=fields.choice("strength", _("How strong"), WEIGHTS),
    )
    fields.refuse()
    return wish


def _wish_page(wrong: list[str] | None = None) -> str:
    now = services.clock()
    found = wishes.wishes_of(services.store, me(), now)
    became = outcomes_of(services.store, me(), now)
    rounds = own_rounds(services.store, me(), now)
    first = month_of(request.values.get("month", ""), rounds, now)
    return render_template(
        "mine/wishes.html",
        at=now,
        rounds=rounds,
        month=wish_month(first, found, rounds, now),
        found=found,
        leave=leave_of(services.store, me()),
        became={
            wish.number: [one for one in became if wish.is_what(one.outcome.wish)] for wish in found
        },
        earlier=[one for one in became if one.outcome.wish.end <= now],
        choices=wishes.choices_of(services.store, me()),
        kinds=list(WishKind),
        strengths=list(WEIGHTS),
        most=MOST,
        typed=request.form,
        wrong=wrong or [],
    )


@pages.get("/absence")
@require(Right.OWN_DUTIES)
def absence() -> str:
    return absence_page()


@pages.post("/absence")
@require(Right.OWN_DUTIES)
def ask_leave() -> WerkzeugResponse | str | tuple[str, int]:
    now = services.clock()
    try:
        wanted = _wanted(Fields(request.form))
        clash = duties_during(services.store, me(), *wanted.stretch, now)
        if clash and "anyway" not in request.form:
            return absence_page(clash=_clash(len(clash)))
        leave.ask_leave(services.store, wanted, now, current_language())
    except Refused as refused:
        return absence_page(why(refused)), 422
    flash(_("Asked. The planner decides; you see the answer here."))
    return redirect(url_for(".absence"))


@pages.post("/absence/<int:number>/withdraw")
@require(Right.OWN_DUTIES)
def withdraw_leave(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    wrong = tried(
        lambda: leave.withdraw_leave(services.store, number, me(), now, current_language())
    )
    if wrong:
        return absence_page(wrong), 422
    flash(_("The request was withdrawn."))
    return redirect(url_for(".absence"))


def _wanted(fields: Fields) -> LeaveRequested:
    wanted = LeaveRequested(
        person=me(),
        kind=fields.choice("kind", _("Why"), {kind.value: kind for kind in KINDS}),
        first=fields.day("first", _("First day")),
        last=fields.day("last", _("Last day")),
        note=fields.text("note"),
    )
    fields.refuse()
    return wanted


def _clash(number: int) -> str:
    return ngettext(
        "You have {count} duty in this time. Swap it first, or ask anyway: then the planner "
        "decides.",
        "You have {count} duties in this time. Swap them first, or ask anyway: then the planner "
        "decides.",
        number,
    )


def absence_page(wrong: list[str] | None = None, clash: str = "") -> str:
    """The page, with what is wrong."""
    now = services.clock()
    return render_template(
        "mine/absence.html",
        found=leave_of(services.store, me()),
        open=RequestStatus.ASKED,
        kinds=KINDS,
        longest=LONGEST_NOTE,
        today=services.clock().date().isoformat(),
        typed=request.form,
        clash=clash,
        wrong=wrong or [],
        to_call=to_call(),
        proposals=open_proposals(services.store, now, me()),
        calendars=list_feeds(services.store, me()),
        fault_text=lambda fault: translated(fault, current_language()),
    )
