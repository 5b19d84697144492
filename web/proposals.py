"""The page ``/requests/proposals``: what calendars of others propose, and the calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.files.absence_calendar import MOST_BYTES
from data.i18n.fault_words import translated
from data.i18n.language import N_
from data.model.absence_feed import AbsenceFeed, FeedRule, ProposalChange
from data.model.account import Right
from data.model.duty import AbsenceKind
from data.model.errors import Fault, InputError, Refused
from scheduler.planning.roster_queries import names_here
from scheduler.self_service import absence_feeds
from web.access.guard import current_username, require
from web.access.regions import may_about, reach, shown_members
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.mine.pages import WORDS
from web.shared.errors import error_messages
from web.shared.typed import typed_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.shared.errors import ErrorMessage

pages = Blueprint("proposals", __name__, url_prefix="/requests/proposals")

RULES = {
    FeedRule.MARKED: N_("what is marked as out of office, or named as leave"),
    FeedRule.ALL_DAY: N_("that, and whatever lasts whole days"),
    FeedRule.BUSY: N_("everything that keeps somebody busy"),
    FeedRule.EVERY: N_("everything: the calendar holds nothing but absences"),
}


@pages.get("")
@require(Right.PLAN)
def list_page() -> str:
    return _page()


@pages.post("")
@require(Right.PLAN)
def decide() -> WerkzeugResponse | tuple[str, int]:
    numbers = typed_numbers("number")
    who, now = current_username(), services.clock()
    try:
        if request.form.get("do") == "accept":
            fallen = absence_feeds.accept(services.store, numbers, who, now, reach())
            flash(_opened(fallen))
        else:
            absence_feeds.dismiss(services.store, numbers, who, now, reach=reach())
            flash(_("Dismissed. It is proposed again only if it changes in the calendar."))
    except (Refused, InputError) as error:
        return _page(error), 422
    return redirect(url_for(".list_page"))


def _opened(fallen: int) -> str:
    if not fallen:
        return _("Recorded. No duty falls open.")
    return ngettext(
        "Recorded. {count} duty falls open: see the gaps.",
        "Recorded. {count} duties fall open: see the gaps.",
        fallen,
    )


@pages.post("/calendars")
@require(Right.PLAN)
def add() -> WerkzeugResponse | tuple[str, int]:
    now, person = services.clock(), request.form.get("person") or None
    if person and not may_about(Right.PLAN, person):
        abort(404)
    try:
        if not (person or reach().is_all):
            what = "your role holds for some regions"
            raise Refused([Fault(what, "Choose somebody who serves one of these")])
        content = sent_calendar()
        wanted = AbsenceFeed(
            id=0,
            name=request.form.get("name", ""),
            person=person,
            url="" if content else request.form.get("url", "").strip(),
            rule=_rule(),
            kind=_kind(),
            own=False,
            added_at=now,
            added_by=current_username(),
        )
        if not content and not wanted.url:
            what = _("there is neither an address nor a file")
            raise Refused([Fault(what, _("Give the address of the calendar, or a file of it"))])
        feed = absence_feeds.add_feed(services.store, wanted, services.settings, now)
        _read(feed, content)
    except (Refused, InputError) as error:
        return _page(error), 422
    return redirect(url_for(".list_page"))


def _read(feed: AbsenceFeed, content: bytes) -> None:
    """Read a calendar now, and say whether that went well."""
    now = services.clock()
    if content:
        absence_feeds.take_in(services.store, feed, content, now)
    elif not absence_feeds.read_one(services.store, feed, services.settings, now):
        flash(_("The calendar could not be read: see below why."))
        return
    flash(_("The calendar was read."))


@pages.post("/calendars/<int:number>/read")
@require(Right.PLAN)
def read_again(number: int) -> WerkzeugResponse | tuple[str, int]:
    try:
        known = {one.id: one for one in absence_feeds.list_feeds(services.store)}
        feed, content = known.get(number), sent_calendar()
        if feed is None or not (content or feed.url):
            what = _("there is no such calendar, or no file was sent")
            raise Refused([Fault(what, _("Reload the page to see those there are"))])
        _read(feed, content)
    except (Refused, InputError) as error:
        return _page(error), 422
    return redirect(url_for(".list_page"))


@pages.post("/calendars/<int:number>/remove")
@require(Right.PLAN)
def remove(number: int) -> WerkzeugResponse | tuple[str, int]:
    try:
        absence_feeds.drop_feed(services.store, number, current_username(), services.clock())
    except Refused as refused:
        return _page(refused), 422
    flash(_("The calendar is no longer read. What was recorded because of it stays."))
    return redirect(url_for(".list_page"))


def sent_calendar() -> bytes:
    """The calendar that was uploaded; empty: none was.

    Raises
    ------
    InputError
        It is too large.
    """
    file = request.files.get("file")
    content = file.stream.read(MOST_BYTES + 1) if file else b""
    if len(content) > MOST_BYTES:
        what = "the calendar is larger than 2 MB"
        raise InputError([Fault(what, "Share a calendar with less in it")])
    return content


def _rule() -> FeedRule:
    text = request.form.get("rule", "")
    return FeedRule(text) if text in set(FeedRule) else FeedRule.MARKED


def _kind() -> AbsenceKind:
    text = request.form.get("kind", "")
    return AbsenceKind(text) if text in set(AbsenceKind) else AbsenceKind.LEAVE


def fault_text(fault: str) -> str:
    """Why a calendar could not be read, in the reader's language."""
    return translated(fault, current_language())


def messages_of(error: Refused | InputError | None) -> list[ErrorMessage]:
    """What is wrong, in the reader's language."""
    if error is None:
        return []
    return error_messages(error.reasons if isinstance(error, Refused) else error.faults)


def _page(error: Refused | InputError | None = None) -> str:
    found = absence_feeds.open_proposals(services.store, services.clock(), reach=reach())
    names, members = names_here(services.store), shown_members()
    return render_template(
        "requests/proposals.html",
        groups=by_change(found),
        feeds=absence_feeds.list_feeds(services.store, reach=reach()),
        names={code: name for code, name in names.items() if code in members},
        may_be_of_several=reach().is_all,
        rules={rule: _(text) for rule, text in RULES.items()},
        kinds=list(AbsenceKind),
        typed=request.form,
        wrong=messages_of(error),
        fault_text=fault_text,
        **WORDS,
    )


def by_change(
    found: Iterable[absence_feeds.ProposalView],
) -> list[tuple[ProposalChange, list[absence_feeds.ProposalView]]]:
    """Proposals apart by what they would change."""
    there = list(found)
    groups = [
        (change, [v for v in there if v.proposal.change is change]) for change in ProposalChange
    ]
    return [(change, mine) for change, mine in groups if mine]
