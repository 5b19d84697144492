"""The page ``/mine/ill``: what reporting ill does, one press to do it, and better again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import InputError, Refused
from data.tables.values import YEARS
from scheduler.coverage.monitor import sweep
from scheduler.self_service.duties import duties_of
from scheduler.self_service.illness import illness_outlook, report_better, report_ill
from web.access.guard import require
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.mine.duty_views import to_call
from web.mine.pages import Fields, me, pages, tried, why

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.self_service.illness import IllnessOutlook, IllnessReport


@pages.get("/ill")
@require(Right.OWN_DUTIES)
def ill() -> str:
    return _ill_page(_until(request.args.get("until", "")))


@pages.post("/ill")
@require(Right.OWN_DUTIES)
def say_ill() -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    try:
        fields = Fields(request.form)
        until = fields.day("until", _("Last day"))
        fields.refuse()
        done = report_ill(services.store, services.settings, me(), until, now, current_language())
    except (Refused, InputError) as error:
        return _ill_page(None, why(error)), 422
    sweep(services.store, services.settings.horizon_weeks, now)
    flash(_reported(done))
    return redirect(url_for(".duties"))


@pages.post("/better")
@require(Right.OWN_DUTIES)
def say_better() -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    wrong = tried(lambda: report_better(services.store, me(), now, current_language()))
    if wrong:
        return _ill_page(None, wrong), 422
    sweep(services.store, services.settings.horizon_weeks, now)
    flash(_("Good that you are better. What nobody took of your duties is yours again."))
    return redirect(url_for(".duties"))


def _outlook(now: datetime, until: date | None) -> IllnessOutlook | None:
    """What reporting ill would do; None while the records do not hold together."""
    try:
        return illness_outlook(services.store, me(), services.settings, now, until)
    except InputError:
        return None


def _reported(done: IllnessReport) -> str:
    fell = _("No duty falls open.")
    if done.fallen:
        fell = ngettext("{count} duty falls open.", "{count} duties fall open.", len(done.fallen))
    if not done.told:
        call = _("No message can reach a duty manager: call.")
        return " ".join((_("You are reported ill."), fell, call))
    told = _("Notified: {names}.").format(names=", ".join(done.told))
    return " ".join((_("You are reported ill."), fell, told, _("Get well soon.")))


def _until(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def _ill_page(until: date | None, wrong: list[str] | None = None) -> str:
    now, person = services.clock(), me()
    outlook = _outlook(now, until)
    own = {one.shift.id: one for one in duties_of(services.store, person, now).coming}
    falls = [own[one.id] for one in outlook.fallen if one.id in own] if outlook else []
    stays = own.get(outlook.stays.id) if outlook and outlook.stays else None
    return render_template(
        "mine/ill.html",
        at=now,
        outlook=outlook,
        falls=falls,
        stays=stays,
        to_call=to_call(),
        wrong=wrong or [],
    )
