"""The page ``/mine/swap``: I ask colleagues to take a duty, and answer what they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import InputError, Refused
from scheduler.planning.exchange import DutySwap
from scheduler.self_service import swaps
from scheduler.self_service.duties import duties_of
from scheduler.self_service.request_queries import swap_choices, swaps_of
from scheduler.self_service.swaps import LONGEST_NOTE
from web.access.guard import may
from web.locale import count, speech
from web.mine.fields import why
from web.mine.person import me
from web.mine.weeks import by_week
from web.mine.words import swap_outcome

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices


def swap_pages(blueprint: Blueprint, site: AppServices) -> None:
    """Add them."""

    @blueprint.get("/swap")
    @may(Right.OWN_DUTIES)
    def swap() -> str:
        duty = request.args.get("duty", "")
        return _choose_partner(site, duty) if duty else _choose_duty(site)

    @blueprint.post("/swap")
    @may(Right.OWN_DUTIES)
    def ask_swap() -> WerkzeugResponse | tuple[str, int]:
        duty, note = request.form.get("duty", ""), request.form.get("note", "")
        wanted = [chosen(me(), duty, one) for one in request.form.getlist("ask")]
        try:
            made = swaps.ask_swaps(site.store, site.settings, wanted, note, site.clock(), speech())
        except (Refused, InputError) as error:
            return _choose_partner(site, duty, why(error)), 422
        flash(
            count(
                "Asked {count} time. Who agrees first gets it.",
                "Asked {count} times. Who agrees first gets it.",
                len(made),
            )
        )
        return redirect(url_for(".swap"))

    @blueprint.post("/swaps/<int:number>")
    @may(Right.OWN_DUTIES)
    def answer_swap(number: int) -> WerkzeugResponse:
        now, answer = site.clock(), request.form.get("answer", "")
        if answer == "withdraw":
            done = swaps.withdraw_swap(site.store, site.settings, number, me(), now, speech())
        else:
            agrees = answer == "agree"
            done = swaps.answer_swap(
                site.store, site.settings, number, me(), now, speech(), agrees=agrees
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


def _choose_duty(site: AppServices) -> str:
    now, person = site.clock(), me()
    coming = [one for one in duties_of(site.store, person, now).coming if one.shift.start > now]
    found = swaps_of(site.store, person, now)
    return render_template(
        "mine/swap.html",
        weeks=by_week([one for one in coming if not one.doubles and not one.is_away]),
        waiting=[one for one in found if one.waits],
        settled=[one for one in reversed(found) if not one.waits],
    )


def _choose_partner(site: AppServices, duty: str, wrong: list[str] | None = None) -> str:
    ticked = request.form.getlist("ask")
    found = swap_choices(site.store, me(), duty, site.clock(), speech())
    return render_template(
        "mine/swap_with.html",
        found=found,
        choice=choice,
        may_take=[one for one in found.partners if one.may_take],
        longest=LONGEST_NOTE,
        typed=request.form,
        ticked=ticked,
        reopened={chosen(me(), duty, box).taker for box in ticked},
        wrong=wrong or [],
    )
