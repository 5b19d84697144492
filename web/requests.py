"""The pages ``/requests``: absence that is asked, rounds of requests, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import InputError, Refused
from data.tables.period import ZONE
from scheduler.planning.books import books_to_plan
from scheduler.planning.preflight import next_to_plan
from scheduler.self_service import leave
from scheduler.self_service.leave import LONGEST_NOTE
from scheduler.self_service.request_queries import all_swaps, leave_to_decide, requests_of_roster
from scheduler.self_service.round_queries import list_rounds, read_status
from scheduler.self_service.rounds import (
    RoundRequest,
    answer_nothing,
    close_round,
    open_round,
)
from web.access.guard import current_username, require
from web.access.regions import plans_book, reach
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.mine.pages import WORDS, Fields, why
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from werkzeug.wrappers import Response as WerkzeugResponse


T = TypeVar("T")

pages = Blueprint("requests", __name__, url_prefix="/requests")


@pages.get("")
@require(Right.PLAN)
def list_page() -> str:
    return _page()


@pages.post("/<int:number>/grant")
@require(Right.PLAN)
def grant(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    try:
        done = leave.grant_leave(
            services.store, services.settings, number, current_username(), now, current_language()
        )
    except (Refused, InputError) as error:
        return _page(why(error)), 422
    flash(_opened(len(done.fallen)))
    return redirect(url_for(".list_page"))


@pages.post("/<int:number>/refuse")
@require(Right.PLAN)
def refuse(number: int) -> WerkzeugResponse | tuple[str, int]:
    reason, now = request.form.get("reason", ""), services.clock()
    try:
        leave.refuse_leave(
            services.store,
            services.settings,
            number,
            reason,
            current_username(),
            now,
            current_language(),
        )
    except Refused as refused:
        return _page(why(refused), number), 422
    flash(_("Refused. The reason is on the functionary's own page."))
    return redirect(url_for(".list_page"))


def _opened(fallen: int) -> str:
    if not fallen:
        return _("Granted. No duty falls open.")
    return ngettext(
        "Granted. {count} duty falls open: see the gaps.",
        "Granted. {count} duties fall open: see the gaps.",
        fallen,
    )


@pages.get("/rounds")
@require(Right.PLAN)
def rounds_page() -> str:
    return _rounds()


@pages.post("/rounds")
@require(Right.PLAN)
def open_one() -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    try:
        wanted = _wanted(Fields(request.form))
        if not plans_book(wanted.book):
            abort(404)
        opened = open_round(services.store, wanted, current_username(), now)
    except Refused as refused:
        return _rounds([str(one) for one in error_messages(refused.reasons)]), 422
    flash(_("The round is open. Everybody who is asked gets a message within minutes."))
    return redirect(url_for(".round_page", number=opened.id))


@pages.get("/rounds/<int:number>")
@require(Right.PLAN)
def round_page(number: int) -> str:
    return _round(number)


@pages.post("/rounds/<int:number>/close")
@require(Right.PLAN)
def close_one(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    try:
        close_round(services.store, services.settings, number, current_username(), now)
    except Refused as refused:
        return _round(number, refused), 422
    flash(_("The round is closed. Who had not answered gets a message."))
    return redirect(url_for(".round_page", number=number))


@pages.post("/rounds/<int:number>/nothing")
@require(Right.PLAN)
def note_nothing(number: int) -> WerkzeugResponse | tuple[str, int]:
    person, now = request.form.get("person", ""), services.clock()
    by, speech = current_username(), current_language()
    try:
        answer_nothing(services.store, number, person, now, speech, by)
    except Refused as refused:
        return _round(number, refused), 422
    return redirect(url_for(".round_page", number=number))


@pages.get("/outcome/<int:number>")
@require(Right.PLAN)
def outcome(number: int) -> str:
    found = _or_404(lambda: requests_of_roster(services.store, number, services.clock()))
    return render_template("requests/outcome.html", found=found, head=found.head, **WORDS)


def _or_404(read: Callable[[], T]) -> T:
    """What is read by a number of the address; there is none of it: no such page."""
    try:
        return read()
    except Refused:
        abort(404)


def _wanted(fields: Fields) -> RoundRequest:
    wanted = RoundRequest(
        first=fields.day("first", _("First day")),
        weeks=fields.number("weeks", _("Weeks")),
        until=fields.moment("until", _("Open until")),
        note=fields.text("note"),
        book=fields.text("book"),
    )
    fields.refuse()
    return wanted


def _rounds(wrong: list[str] | None = None) -> str:
    now = services.clock()
    books = books_to_plan(services.store, reach())
    book, first, weeks = next_to_plan(services.store, now, request.args.get("book"), reach())
    usual = {"first": first.isoformat(), "weeks": str(weeks), "until": _usual_end(first, now)}
    return render_template(
        "requests/rounds.html",
        rounds=list_rounds(services.store, services.settings, now, reach()),
        typed={**usual, "book": book, **request.form},
        books=books,
        longest=LONGEST_NOTE,
        wrong=wrong or [],
        **WORDS,
    )


def _usual_end(first: date, now: datetime) -> str:
    """In two weeks, at noon; empty where that leaves no time to plan."""
    end = now.astimezone(ZONE).date() + timedelta(weeks=2)
    return f"{end}T12:00" if end < first else ""


def _round(number: int, refused: Refused | None = None) -> str:
    now = services.clock()
    found = _or_404(lambda: read_status(services.store, services.settings, number, now))
    wrong = [str(one) for one in error_messages(refused.reasons)] if refused else []
    return render_template(
        "requests/round.html", found=found, asked=found.round, at=now, wrong=wrong, **WORDS
    )


def _page(wrong: list[str] | None = None, refused: int = 0) -> str:
    waiting, done = leave_to_decide(services.store, services.clock(), reach())
    return render_template(
        "requests/list.html",
        waiting=waiting,
        done=done,
        swaps=all_swaps(services.store, services.clock(), reach()),
        longest=LONGEST_NOTE,
        wrong=wrong or [],
        refused=refused,
        typed=request.form,
        **WORDS,
    )
