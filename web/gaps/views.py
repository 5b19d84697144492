"""The pages ``/gaps`` and ``/gaps/<number>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Refused
from data.model.gap import Severity
from data.model.presence import PresenceSource
from scheduler.coverage.acknowledgement import accept_all, acknowledge, release
from scheduler.coverage.board import board
from scheduler.coverage.gap_groups import group_gaps
from scheduler.coverage.monitor import sweep
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.self_service.assignment import assign_shift, weigh_assignment
from scheduler.self_service.offers import offer_shift, withdraw_offer
from scheduler.self_service.weighing import Agreed
from web.access.guard import current_username, require
from web.access.regions import seen_numbered, sees_reasons
from web.app_services import services
from web.board.headline import without_roster
from web.gaps import calling, forms, story
from web.gaps.pages import (
    back_to,
    candidates_part,
    choices_of,
    gap_page,
    history_of,
    pages,
    stale_page,
    together,
    trouble_of,
)
from web.locale import _, current_language, ngettext
from web.shared.books import book_asked, books_shown, of_book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.coverage.gap_queries import GapHistory

    Answer = WerkzeugResponse | str | tuple[str, int]


@pages.get("/gaps")
@require(Right.SEE_COVERAGE)
def list_page() -> str:
    whole = seen_numbered(services.clock())
    books = books_shown(whole)
    book = book_asked(books)
    seen = of_book(whole, book)
    chosen = forms.read_filter(request.args)
    found = board(seen, seen.facts.until)
    rows = forms.kept(found.gaps, chosen)
    return render_template(
        "gaps/list.html",
        seen=seen,
        chosen=chosen,
        books=books,
        book=book,
        all=found.gaps,
        rows=rows,
        groups=group_gaps(rows),
        accepted=group_gaps(found.accepted),
        without_roster=without_roster(found),
        levels=list(Severity)[1:],
        sees_reasons=sees_reasons,
    )


@pages.get("/gaps/<int:number>")
@require(Right.SEE_COVERAGE)
def page(number: int) -> str:
    return gap_page(history_of(number))


@pages.get("/gaps/<int:number>/candidates")
@require(Right.SEE_REASONS)
def candidates(number: int) -> str:
    if not request.headers.get("HX-Request"):
        return gap_page(history_of(number), with_choices=True)
    return candidates_part(number)


@pages.post("/gaps/<int:number>/acknowledge")
@require(Right.HANDLE_GAPS)
def take_up(number: int) -> Answer:
    if stale := stale_page(number):
        return stale
    chosen = together(number)
    acknowledge(services.store, chosen, current_username(), services.clock())
    one = _("You are handling this gap: reminders stop until the next step.")
    many = _("You are handling these {count} gaps: reminders stop until the next step.")
    flash(many.format(count=len(chosen)) if len(chosen) > 1 else one)
    return back_to(number)


@pages.post("/gaps/<int:number>/release")
@require(Right.HANDLE_GAPS)
def let_go(number: int) -> Answer:
    if stale := stale_page(number):
        return stale
    chosen = together(number)
    for each in chosen:
        release(services.store, each, current_username(), services.clock())
    one = _("Nobody is handling this gap now: reminders begin again.")
    many = _("Nobody is handling these {count} gaps now: reminders begin again.")
    flash(many.format(count=len(chosen)) if len(chosen) > 1 else one)
    return back_to(number)


@pages.post("/gaps/<int:number>/accept")
@require(Right.HANDLE_GAPS)
def intend(number: int) -> Answer:
    if stale := stale_page(number):
        return stale
    now = services.clock()
    given = forms.read_acceptance(request.form, now, request.form.getlist("also"))
    if given.faults:
        return gap_page(history_of(number), given=given), 422
    chosen = together(number)
    accept_all(services.store, chosen, given.reason, given.until, current_username(), now)
    one = _("Accepted as intended: nobody is notified of it until then.")
    many = _("{count} gaps accepted as intended: nobody is notified of them until then.")
    flash(many.format(count=len(chosen)) if len(chosen) > 1 else one)
    return back_to(number)


@pages.post("/gaps/<int:number>/offer")
@require(Right.HANDLE_GAPS)
def offer(number: int) -> Answer:
    if stale := stale_page(number):
        return stale
    told = history_of(number)
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
        return gap_page(history_of(number), trouble=trouble_of(refused)), 409
    asked = len(made.offers)
    flash(ngettext("Offered to {count} person.", "Offered to {count} people.", asked))
    for name in made.out_of_reach:
        flash(_("{name} cannot be reached by a message: call.").format(name=name))
    return redirect(url_for(".page", number=number))


@pages.post("/gaps/<int:number>/present")
@require(Right.HANDLE_GAPS)
def state_present(number: int) -> Answer:
    """State that who was missed is there, since now or since a time that somebody was told."""
    if stale := stale_page(number):
        return stale
    told, now, form = history_of(number), services.clock(), request.form
    person, given = form.get("person", ""), forms.read_since(form, now)
    if given.faults:
        return gap_page(told, trouble=given.faults), 422
    wanted = PresenceRequest(
        person, told.row.gap.interval.post, PresenceSource.PLANNER, given.at, given.note
    )
    try:
        confirm_presence(
            services.store, wanted, current_username(), now, services.settings.takeover_days
        )
    except Refused as refused:
        return gap_page(told, trouble=trouble_of(refused)), 422
    sweep(services.store, services.settings.horizon_weeks, now)
    name = told.names.get(person, person)
    flash(_("Noted: {name} is there.").format(name=name))
    return redirect(url_for(".page", number=number))


@pages.post("/gaps/<int:number>/withdraw")
@require(Right.HANDLE_GAPS)
def withdraw(number: int) -> Answer:
    told = history_of(number)
    mine = {str(one.id): one for one in told.offers}
    chosen = mine.get(request.form.get("offer", ""))
    if chosen is None:
        abort(404)
    if not chosen.status.is_open:
        return gap_page(told, trouble=[story.answered(told, chosen)]), 409
    withdraw_offer(
        services.store, services.settings, chosen.id, current_username(), services.clock()
    )
    flash(_("The offer is withdrawn; those who were asked are notified."))
    return redirect(url_for(".page", number=number))


@pages.get("/gaps/<int:number>/assign")
@require(Right.HANDLE_GAPS)
def weigh(number: int) -> Answer:
    if stale := stale_page(number):
        return stale
    return _weighed(number, request.args.get("person", ""), request.args)


@pages.post("/gaps/<int:number>/assign")
@require(Right.HANDLE_GAPS)
def assign(number: int) -> Answer:
    if stale := stale_page(number):
        return stale
    now, form = services.clock(), request.form
    person, shift = form.get("person", ""), history_of(number).row.gap.interval.slot
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
        return stale_page(number) or (_weighed(number, person, form, refused), 422)
    sweep(services.store, services.settings.horizon_weeks, now)
    flash(_("This is in force now; those concerned are notified."))
    return redirect(url_for(".page", number=number))


def _weighed(
    number: int, person: str, form: Mapping[str, str], refused: Refused | None = None
) -> str:
    told, part = history_of(number), forms.read_part(form)
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
        changes=_changes(told, person) if weighed.stops else (),
        reason=request.form.get("reason", calling.agreed_words(told.calls, person)),
    )


def _changes(told: GapHistory, person: str) -> tuple[str, ...]:
    """What would have to change first, each of which is enough, in words."""
    found = choices_of(told)
    mine = next((one for one in found.may_if if one.person == person), None) if found else None
    return (mine.why, *mine.changes) if mine is not None else ()
