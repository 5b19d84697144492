"""The pages ``/gaps`` and ``/gaps/<number>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right
from data.model.errors import Refused
from data.model.gap import Cause, Severity
from data.model.presence import PresenceSource
from scheduler.coverage.acknowledgement import accept, acknowledge, release
from scheduler.coverage.board import board
from scheduler.coverage.gap_queries import show_gap
from scheduler.coverage.monitor import sweep
from scheduler.coverage.on_duty import available_people
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.self_service.assignment import assign_shift, weigh_assignment
from scheduler.self_service.offers import offer_shift, withdraw_offer
from scheduler.self_service.weighing import Agreed
from web.access.guard import current_username, require
from web.app_services import services
from web.board.words import can_be_offered
from web.gaps import candidates as fillers
from web.gaps import forms, story
from web.locale import _, current_language, ngettext
from web.shared.contacts import contact_form
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.coverage.gap_queries import GapHistory
    from web.shared.contacts import ContactForm

    Answer = WerkzeugResponse | str | tuple[str, int]


pages = Blueprint("gaps", __name__)


@pages.get("/gaps")
@require(Right.SEE_COVERAGE)
def list_page() -> str:
    seen = services.numbered(services.clock())
    chosen = forms.read_filter(request.args)
    found = board(seen, seen.facts.until)
    return render_template(
        "gaps/list.html",
        seen=seen,
        chosen=chosen,
        all=found.gaps,
        rows=forms.kept(found.gaps, chosen),
        accepted=found.accepted,
        levels=list(Severity)[1:],
        sees_reasons=current_user.may(Right.SEE_REASONS),
    )


@pages.get("/gaps/<int:number>")
@require(Right.SEE_COVERAGE)
def page(number: int) -> str:
    return _page(_told(number))


@pages.get("/gaps/<int:number>/candidates")
@require(Right.SEE_REASONS)
def candidates(number: int) -> str:
    told = _told(number)
    if not request.headers.get("HX-Request"):
        return _page(told, with_choices=True)
    return render_template("gaps/candidates.html", story=told, choices=_choices(told))


@pages.get("/gaps/<int:number>/best")
@require(Right.HANDLE_GAPS)
def best(number: int) -> str:
    told = _told(number)
    found = _choices(told) if told.row.gap.is_open else None
    return render_template("gaps/best.html", gap=told.row.gap, found=found)


@pages.post("/gaps/<int:number>/acknowledge")
@require(Right.HANDLE_GAPS)
def take_up(number: int) -> Answer:
    if stale := _stale(number):
        return stale
    acknowledge(services.store, [number], current_username(), services.clock())
    flash(_("You are handling this gap: reminders stop until the next step."))
    return redirect(url_for(".page", number=number))


@pages.post("/gaps/<int:number>/release")
@require(Right.HANDLE_GAPS)
def let_go(number: int) -> Answer:
    if stale := _stale(number):
        return stale
    release(services.store, number, current_username(), services.clock())
    flash(_("Nobody is handling this gap now: reminders begin again."))
    return redirect(url_for(".page", number=number))


@pages.post("/gaps/<int:number>/accept")
@require(Right.HANDLE_GAPS)
def intend(number: int) -> Answer:
    if stale := _stale(number):
        return stale
    given = forms.read_acceptance(request.form, services.clock())
    if given.faults:
        return _page(_told(number), given=given), 422
    accept(services.store, number, given.reason, given.until, current_username(), services.clock())
    flash(_("Accepted as intended: nobody is notified of it until then."))
    return redirect(url_for(".page", number=number))


@pages.post("/gaps/<int:number>/offer")
@require(Right.HANDLE_GAPS)
def offer(number: int) -> Answer:
    if stale := _stale(number):
        return stale
    told = _told(number)
    shift, people = told.row.gap.interval.slot, request.form.getlist("person")
    try:
        made = offer_shift(
            services.store,
            services.settings,
            shift,
            current_username(),
            services.clock(),
            people=people,
        )
    except Refused as refused:
        return _page(_told(number), trouble=_trouble(refused)), 409
    asked = len(made.offers)
    flash(ngettext("Offered to {count} person.", "Offered to {count} people.", asked))
    for name in made.out_of_reach:
        flash(_("{name} cannot be reached by a message: call.").format(name=name))
    return redirect(url_for(".page", number=number))


@pages.post("/gaps/<int:number>/present")
@require(Right.HANDLE_GAPS)
def state_present(number: int) -> Answer:
    """State that who was missed is there, since now or since a time that somebody was told."""
    if stale := _stale(number):
        return stale
    told, now, form = _told(number), services.clock(), request.form
    person, given = form.get("person", ""), forms.read_since(form, now)
    if given.faults:
        return _page(told, trouble=given.faults), 422
    wanted = PresenceRequest(
        person, told.row.gap.interval.post, PresenceSource.PLANNER, given.at, given.note
    )
    try:
        confirm_presence(
            services.store, wanted, current_username(), now, services.settings.takeover_days
        )
    except Refused as refused:
        return _page(told, trouble=_trouble(refused)), 422
    sweep(services.store, services.settings.horizon_weeks, now)
    name = told.names.get(person, person)
    flash(_("Noted: {name} is there.").format(name=name))
    return redirect(url_for(".page", number=number))


@pages.post("/gaps/<int:number>/withdraw")
@require(Right.HANDLE_GAPS)
def withdraw(number: int) -> Answer:
    told = _told(number)
    mine = {str(one.id): one for one in told.offers}
    chosen = mine.get(request.form.get("offer", ""))
    if chosen is None:
        abort(404)
    if not chosen.status.is_open:
        return _page(told, trouble=[story.answered(told, chosen)]), 409
    withdraw_offer(
        services.store, services.settings, chosen.id, current_username(), services.clock()
    )
    flash(_("The offer is withdrawn; those who were asked are notified."))
    return redirect(url_for(".page", number=number))


@pages.get("/gaps/<int:number>/assign")
@require(Right.HANDLE_GAPS)
def weigh(number: int) -> Answer:
    if stale := _stale(number):
        return stale
    return _weighed(number, request.args.get("person", ""), request.args)


@pages.post("/gaps/<int:number>/assign")
@require(Right.HANDLE_GAPS)
def assign(number: int) -> Answer:
    if stale := _stale(number):
        return stale
    now, form = services.clock(), request.form
    person, shift = form.get("person", ""), _told(number).row.gap.interval.slot
    agreed = Agreed(form.getlist("agreed"), form.get("reason", ""))
    part = forms.read_part(form)
    if part.faults:
        return _weighed(number, person, form), 422
    try:
        assign_shift(
            services.store,
            services.settings,
            shift,
            person,
            agreed,
            current_username(),
            now,
            current_language(),
            part.times,
        )
    except Refused as refused:
        return _stale(number) or (_weighed(number, person, form, refused), 422)
    sweep(services.store, services.settings.horizon_weeks, now)
    flash(_("This is in force now; those concerned are notified."))
    return redirect(url_for(".page", number=number))


def _stale(number: int) -> tuple[str, int] | None:
    """The page of a gap that closed since somebody saw it, saying how; None: it is still open."""
    told = _told(number)
    if told.row.gap.is_open:
        return None
    said = story.state(told, sees_reasons=current_user.may(Right.SEE_REASONS))
    text = _("Nothing was done, because this gap is no longer open: {state}.")
    return _page(told, trouble=[text.format(state=said)]), 409


def _trouble(refused: Refused) -> list[str]:
    return [str(one) for one in error_messages(refused.reasons)]


def _told(number: int) -> GapHistory:
    try:
        return show_gap(services.store, number, services.coverage.snapshot(services.clock()))
    except Refused:
        abort(404)


def _page(
    told: GapHistory,
    given: forms.AcceptanceForm | None = None,
    *,
    with_choices: bool = False,
    trouble: Sequence[str] = (),
) -> str:
    now, interval = services.clock(), told.row.gap.interval
    sees = current_user.may(Right.SEE_REASONS)
    facts = services.coverage.snapshot(now).facts
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
        remedy=fillers.remedy(interval, now),
        unseen=_unseen(told) if current_user.may(Right.HANDLE_GAPS) else [],
        contacts=_contacts(told) if current_user.may(Right.HANDLE_GAPS) else [],
        can_be_offered=can_be_offered(interval, now),
        at_hand=available_people(facts.inputs, interval, now) if interval.start <= now else [],
        choices=_choices(told) if with_choices else None,
    )


def _unseen(told: GapHistory) -> list[str]:
    """Ids of those who did not confirm to be there, and may be on their way or at their desk."""
    interval = told.row.gap.interval
    missed = (part.person for part in interval.parts if part.cause is Cause.NOT_SHOWN_UP)
    return list(dict.fromkeys(missed)) if told.row.gap.is_open else []


def _contacts(told: GapHistory) -> list[ContactForm]:
    """A form for each of those who are on it while nothing says how they are reached."""
    gap = told.row.gap
    missing = (part.person for part in gap.interval.parts if part.cause is Cause.NO_CONTACT)
    people = dict.fromkeys(missing) if gap.is_open else {}
    return [form for one in people if (form := contact_form(one)) is not None]


def _choices(told: GapHistory) -> fillers.FillOptions | None:
    """Who can fill it; None: that is no question of who, or it is filled."""
    now, interval = services.clock(), told.row.gap.interval
    if not can_be_offered(interval, now) or not told.row.gap.is_open:
        return None
    offered = services.kept_offers.offer_for(interval.slot, now)
    reach = fillers.ContactOption(
        services.coverage.snapshot(now).facts.people, services.settings.channels
    )
    return fillers.choices(offered, told, reach)


def _weighed(
    number: int, person: str, form: Mapping[str, str], refused: Refused | None = None
) -> str:
    told, part = _told(number), forms.read_part(form)
    shift, now = told.row.gap.interval.slot, services.clock()
    faults: list[object] = [*part.faults, *(refused.reasons if refused else ())]
    try:
        times = (None, None) if part.faults else part.times
        weighed = weigh_assignment(services.store, shift, person, now, current_language(), times)
    except Refused as bad_times:
        if part.times == (None, None):
            raise
        faults = [*part.faults, *bad_times.reasons]
        weighed = weigh_assignment(services.store, shift, person, now, current_language())
    return render_template(
        "gaps/assign.html",
        story=told,
        weighed=weighed,
        part=part,
        faults=faults,
        reason=request.form.get("reason", ""),
    )
