"""The pages ``/gaps`` and ``/gaps/<number>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right
from data.model.errors import Refused
from data.model.gap import Cause, Severity
from scheduler.coverage.acknowledgement import accept, acknowledge, release
from scheduler.coverage.board import board
from scheduler.coverage.gap_queries import tell_gap
from scheduler.coverage.monitor import sweep
from scheduler.coverage.on_duty import on_hand
from scheduler.self_service.assignment import Agreed, assign_shift, weigh_assignment
from scheduler.self_service.offers import offer_shift, withdraw_offer
from web.access.guard import may
from web.access.visitor import who
from web.board.telling import can_be_offered
from web.gaps import filling, forms, listing, story
from web.locale import count, say, speech
from web.shared.contacts import contact_form
from web.shared.error_messages import wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.coverage.gap_queries import GapStory
    from web.app_services import AppServices
    from web.shared.contacts import ContactForm

    Answer = WerkzeugResponse | str | tuple[str, int]


def area(site: AppServices) -> Blueprint:
    """The list of gaps, and the page of each."""
    blueprint = Blueprint("gaps", __name__)
    _read(blueprint, site)
    _handle(blueprint, site)
    _assign(blueprint, site)
    return blueprint


def _read(blueprint: Blueprint, site: AppServices) -> None:
    @blueprint.get("/gaps")
    @may(Right.SEE_COVERAGE)
    def list_page() -> str:
        seen = site.numbered(site.clock())
        chosen = listing.read_filter(request.args)
        found = board(seen, seen.facts.until)
        return render_template(
            "gaps/list.html",
            seen=seen,
            chosen=chosen,
            all=found.gaps,
            rows=listing.kept(found.gaps, chosen),
            accepted=found.accepted,
            levels=list(Severity)[1:],
            sees_reasons=current_user.may(Right.SEE_REASONS),
        )

    @blueprint.get("/gaps/<int:number>")
    @may(Right.SEE_COVERAGE)
    def page(number: int) -> str:
        return _page(site, _told(site, number))

    @blueprint.get("/gaps/<int:number>/candidates")
    @may(Right.SEE_REASONS)
    def candidates(number: int) -> str:
        told = _told(site, number)
        if not request.headers.get("HX-Request"):
            return _page(site, told, with_choices=True)
        return render_template("gaps/candidates.html", story=told, choices=_choices(site, told))

    @blueprint.get("/gaps/<int:number>/best")
    @may(Right.HANDLE_GAPS)
    def best(number: int) -> str:
        told = _told(site, number)
        found = _choices(site, told) if told.row.gap.is_open else None
        return render_template("gaps/best.html", gap=told.row.gap, found=found)


def _handle(blueprint: Blueprint, site: AppServices) -> None:
    @blueprint.post("/gaps/<int:number>/acknowledge")
    @may(Right.HANDLE_GAPS)
    def take_up(number: int) -> Answer:
        if stale := _stale(site, number):
            return stale
        acknowledge(site.store, [number], who(), site.clock())
        flash(say("You are handling this gap: reminders stop until the next step."))
        return redirect(url_for(".page", number=number))

    @blueprint.post("/gaps/<int:number>/release")
    @may(Right.HANDLE_GAPS)
    def let_go(number: int) -> Answer:
        if stale := _stale(site, number):
            return stale
        release(site.store, number, who(), site.clock())
        flash(say("Nobody is handling this gap now: reminders begin again."))
        return redirect(url_for(".page", number=number))

    @blueprint.post("/gaps/<int:number>/accept")
    @may(Right.HANDLE_GAPS)
    def intend(number: int) -> Answer:
        if stale := _stale(site, number):
            return stale
        given = forms.read_acceptance(request.form, site.clock())
        if given.faults:
            return _page(site, _told(site, number), given=given), 422
        accept(site.store, number, given.reason, given.until, who(), site.clock())
        flash(say("Accepted as intended: nobody is told of it until then."))
        return redirect(url_for(".page", number=number))

    @blueprint.post("/gaps/<int:number>/offer")
    @may(Right.HANDLE_GAPS)
    def offer(number: int) -> Answer:
        if stale := _stale(site, number):
            return stale
        told = _told(site, number)
        shift, people = told.row.gap.interval.slot, request.form.getlist("person")
        try:
            made = offer_shift(site.store, site.settings, shift, who(), site.clock(), people=people)
        except Refused as refused:
            return _page(site, _told(site, number), trouble=_trouble(refused)), 409
        asked = len(made.offers)
        flash(count("Offered to {count} person.", "Offered to {count} people.", asked))
        for name in made.out_of_reach:
            flash(say("{name} cannot be reached by a message: call.").format(name=name))
        return redirect(url_for(".page", number=number))

    @blueprint.post("/gaps/<int:number>/withdraw")
    @may(Right.HANDLE_GAPS)
    def withdraw(number: int) -> Answer:
        told = _told(site, number)
        mine = {str(one.id): one for one in told.offers}
        chosen = mine.get(request.form.get("offer", ""))
        if chosen is None:
            abort(404)
        if not chosen.status.is_open:
            return _page(site, told, trouble=[story.answered(told, chosen)]), 409
        withdraw_offer(site.store, site.settings, chosen.id, who(), site.clock())
        flash(say("The offer is withdrawn; who was asked is told so."))
        return redirect(url_for(".page", number=number))


def _assign(blueprint: Blueprint, site: AppServices) -> None:
    @blueprint.get("/gaps/<int:number>/assign")
    @may(Right.HANDLE_GAPS)
    def weigh(number: int) -> Answer:
        if stale := _stale(site, number):
            return stale
        return _weighed(site, number, request.args.get("person", ""))

    @blueprint.post("/gaps/<int:number>/assign")
    @may(Right.HANDLE_GAPS)
    def assign(number: int) -> Answer:
        if stale := _stale(site, number):
            return stale
        now, form = site.clock(), request.form
        person, shift = form.get("person", ""), _told(site, number).row.gap.interval.slot
        agreed = Agreed(form.getlist("agreed"), form.get("reason", ""))
        try:
            assign_shift(site.store, site.settings, shift, person, agreed, who(), now, speech())
        except Refused as refused:
            return _stale(site, number) or (_weighed(site, number, person, refused), 422)
        sweep(site.store, site.settings.horizon_weeks, now)
        flash(say("This is in force now; whom it concerns is told."))
        return redirect(url_for(".page", number=number))


def _stale(site: AppServices, number: int) -> tuple[str, int] | None:
    """The page of a gap that closed since somebody saw it, saying how; None: it is still open."""
    told = _told(site, number)
    if told.row.gap.is_open:
        return None
    said = story.state(told, sees_reasons=current_user.may(Right.SEE_REASONS))
    text = say("Nothing was done, because this gap is no longer open: {state}.")
    return _page(site, told, trouble=[text.format(state=said)]), 409


def _trouble(refused: Refused) -> list[str]:
    return [str(one) for one in wrong(refused.reasons)]


def _told(site: AppServices, number: int) -> GapStory:
    try:
        return tell_gap(site.store, number, site.latest.see(site.clock()))
    except Refused:
        abort(404)


def _page(
    site: AppServices,
    told: GapStory,
    given: forms.AcceptanceForm | None = None,
    *,
    with_choices: bool = False,
    trouble: Sequence[str] = (),
) -> str:
    now, interval = site.clock(), told.row.gap.interval
    sees = current_user.may(Right.SEE_REASONS)
    facts = site.latest.see(now).facts
    return render_template(
        "gaps/gap.html",
        story=told,
        gap=told.row.gap,
        state=story.state(told, sees_reasons=sees),
        trouble=trouble,
        now=now,
        given=given,
        people=facts.people,
        sees_reasons=sees,
        history=story.history(told, sees_reasons=sees),
        remedy=filling.remedy(interval, now),
        contacts=_contacts(site, told) if current_user.may(Right.HANDLE_GAPS) else [],
        can_be_offered=can_be_offered(interval, now),
        at_hand=on_hand(facts.known, interval, now) if interval.start <= now else [],
        choices=_choices(site, told) if with_choices else None,
    )


def _contacts(site: AppServices, told: GapStory) -> list[ContactForm]:
    """A form for each of those who are on it while nothing says how they are reached."""
    gap = told.row.gap
    missing = (part.person for part in gap.interval.parts if part.cause is Cause.NO_CONTACT)
    people = dict.fromkeys(missing) if gap.is_open else {}
    return [form for one in people if (form := contact_form(site, one)) is not None]


def _choices(site: AppServices, told: GapStory) -> filling.FillOptions | None:
    """Who can fill it; None: that is no question of who, or it is filled."""
    now, interval = site.clock(), told.row.gap.interval
    if not can_be_offered(interval, now) or not told.row.gap.is_open:
        return None
    offered = site.kept_offers.offer_for(interval.slot, now, speech())
    reach = filling.ContactOption(site.latest.see(now).facts.people, site.settings.channels)
    return filling.choices(offered, told, reach)


def _weighed(site: AppServices, number: int, person: str, refused: Refused | None = None) -> str:
    told = _told(site, number)
    weighed = weigh_assignment(
        site.store, told.row.gap.interval.slot, person, site.clock(), speech()
    )
    faults = refused.reasons if refused else ()
    return render_template(
        "gaps/assign.html",
        story=told,
        weighed=weighed,
        faults=faults,
        reason=request.form.get("reason", ""),
    )
