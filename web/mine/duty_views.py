"""The pages ``/mine``, ``/mine/share``, ``/mine/calendar``: duties, burdens, calendar links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.i18n.quality_words import QualityWords
from data.model.account import Right
from data.model.errors import InputError, Refused
from data.model.quality import QualityWeights
from scheduler.exercises.own import own_exercises
from scheduler.feeds.links import Given, link_url
from scheduler.notifications.recipients import first_recipients
from scheduler.records.contacts import is_reached
from scheduler.relief.own_relief import own_relief
from scheduler.self_service.calendar_links import (
    Options,
    add_own,
    own_links,
    revoke_own,
    rotate_own,
)
from scheduler.self_service.consequences import consequence_lines, consequences, stops_of
from scheduler.self_service.duties import OwnDuty, duties_of, share_of, standings_of
from scheduler.self_service.open_shifts import offered_to
from scheduler.self_service.pledges import pledges_of
from scheduler.self_service.request_queries import swaps_of
from scheduler.self_service.round_queries import own_rounds
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import _, current_language
from web.mine.action_views import own_actions
from web.mine.pages import Fields, by_week, figure_text, me, pages, tried, why
from web.mine.presence_views import names_now, presence_now
from web.shared.contacts import qr
from web.shared.display import telephone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.contact import Recipient
    from scheduler.self_service.duties import OwnDuties, ShareFigure, ShareFigures
    from scheduler.self_service.open_shifts import ClaimableShift, OfferedShift
    from scheduler.self_service.request_queries import ShownSwap

BUSY = {"": None, "busy": True, "free": False}


ALARMS = {"": None, "30": 30, "60": 60, "120": 120, "720": 720, "1440": 1440}


@pages.get("/calendar")
@require(Right.OWN_DUTIES)
def calendar() -> str:
    return _page()


@pages.post("/calendar")
@require(Right.OWN_DUTIES)
def add_link() -> str | tuple[str, int]:
    try:
        options = _options(Fields(request.form))
        given = add_own(
            services.store, me(), options, current_username(), services.clock(), current_language()
        )
    except Refused as refused:
        return _page(wrong=why(refused)), 422
    return _page(given)


@pages.post("/calendar/<int:number>/rotate")
@require(Right.OWN_DUTIES)
def rotate_link(number: int) -> str | tuple[str, int]:
    try:
        given = rotate_own(
            services.store, me(), number, current_username(), services.clock(), current_language()
        )
    except Refused as refused:
        return _page(wrong=why(refused)), 422
    return _page(given)


@pages.post("/calendar/<int:number>/withdraw")
@require(Right.OWN_DUTIES)
def withdraw_link(number: int) -> WerkzeugResponse | tuple[str, int]:
    now = services.clock()
    wrong = tried(
        lambda: revoke_own(
            services.store, me(), number, current_username(), now, current_language()
        )
    )
    if wrong:
        return _page(wrong=wrong), 422
    flash(_("The link was withdrawn: it no longer works."))
    return redirect(url_for(".calendar"))


def _options(fields: Fields) -> Options:
    busy = fields.choice("busy", _("Busy or free"), BUSY)
    alarm = fields.choice("alarm", _("Reminder"), ALARMS)
    fields.refuse()
    return Options(current_language().code, busy, alarm)


def _page(given: Given | None = None, wrong: list[str] | None = None) -> str:
    url = link_url(services.settings.base_url, given.token) if given else ""
    webcal = "webcal" + url[url.index("://") :] if url else ""
    return render_template(
        "mine/calendar.html",
        links=own_links(services.store, me(), services.clock()),
        given=given,
        url=url,
        webcal=webcal,
        code=qr(webcal) if webcal else "",
        alarms=[minutes for minutes in ALARMS.values() if minutes],
        wrong=wrong or [],
    )


WIDTH = 200  #: units of the drawing


_ROOM = 1.05  #: so that the line of the fair share is seen when it is the largest


@dataclass(frozen=True, slots=True)
class BurdenBar:
    """Places in a drawing of `WIDTH` wide.

    Parameters
    ----------
    mine, fair
        Ends of my bar, and where the line of the fair share stands.
    least, most
        The range of the pool.
    """

    mine: float
    fair: float
    least: float
    most: float


def bar_of(figure: ShareFigure) -> BurdenBar:
    """A bar that holds all four, from zero on."""
    top = max(figure.mine, figure.fair, figure.most) * _ROOM

    def place(value: float) -> float:
        return round(WIDTH * max(value, 0.0) / top, 1) if top > 0 else 0.0

    return BurdenBar(
        place(figure.mine), place(figure.fair), place(figure.least), place(figure.most)
    )


def to_call() -> tuple[Recipient, ...]:
    """The duty managers of now who have a number, without the reader.

    Records that do not hold together are a planner's trouble: these pages do without.
    """
    now = services.clock()
    try:
        facts = services.coverage.facts(now)
    except InputError:
        return ()
    mine = facts.people.get(me())
    found = first_recipients(facts.inputs, facts.people, now)
    return tuple(one for one in found if telephone(one) and one != mine)


def meanings(
    own: OwnDuties,
    now: datetime,
    asked: Sequence[ShownSwap] = (),
    offered: Sequence[OfferedShift] = (),
    takeable: Sequence[ClaimableShift] = (),
) -> dict[tuple[str, int | str], list[str]]:
    """What each question would mean for their own duties, told before they answer."""
    duties, speech = (*own.past, *own.coming), current_language()
    ids = [one.shift.id for one in offered]
    stops = stops_of(services.store, ids, me(), now, speech)
    found: dict[tuple[str, int | str], list[str]] = {}
    for swap in asked:
        lost = swap.returned.shift.id if swap.returned else ""
        found["swap", swap.request.id] = consequence_lines(
            consequences(duties, swap.given, lost), speech
        )
    for offer in offered:
        why_not = stops.get(offer.shift.id)
        means = consequences(duties, OwnDuty(offer.shift, offer.post), "", why_not or ())
        means = replace(means, is_legal=why_not == ())
        found["offer", offer.offer.id] = consequence_lines(means, speech)
    for one in takeable:
        means = consequences(duties, OwnDuty(one.shift, one.post))
        found["open", one.shift.id] = consequence_lines(replace(means, is_legal=True), speech)
    return found


@pages.get("")
@require(Right.OWN_DUTIES)
def duties() -> str:
    now, person = services.clock(), me()
    own = duties_of(services.store, person, now)
    swaps = swaps_of(services.store, person, now)
    asked = [one for one in swaps if one.waits and not one.is_mine]
    offered = offered_to(services.store, person, now)
    return render_template(
        "mine/duties.html",
        at=now,
        own=own,
        weeks=by_week(own.coming),
        past=by_week(own.past),
        relief=own_relief(services.store, person, now, current_language()),
        asked=asked,
        offered=offered,
        meanings=meanings(own, now, asked, offered),
        rounds=[one for one in own_rounds(services.store, person, now) if one.reply is None],
        standings=standings_of(services.store, person, now),
        to_call=to_call(),
        is_reached=is_reached(services.store, person),
        presence=presence_now(now),
        names=names_now(now),
        open_calls=pledges_of(services.store, person, now),
        exercises=own_exercises(services.store, person, now),
        actions=own_actions(),
    )


@pages.get("/next")
@require(Right.OWN_DUTIES)
def next_duty() -> str:
    now = services.clock()
    return render_template(
        "mine/next.html",
        at=now,
        own=duties_of(services.store, me(), now),
        presence=presence_now(now),
        names=names_now(now),
    )


@pages.get("/share")
@require(Right.OWN_DUTIES)
def share() -> str:
    found = share_of(services.store, me(), services.clock())
    bars = [(one, bar_of(one)) for one in found.figures] if found else []
    return render_template(
        "mine/share.html", found=found, bars=bars, width=WIDTH, counts=_counts(found)
    )


def _counts(found: ShareFigures | None) -> list[tuple[str, str, str]]:
    """What teams count of theirs: its name, how much, and the middle of all who share."""
    if found is None or found.counts is None:
        return []
    words = QualityWords(current_language(), QualityWeights(), {}, 0)
    mine = words.health_cells(found.counts)
    middle = [figure_text(value) for value in found.middle] or [""] * len(mine)
    return list(zip(words.health_headings(), mine, middle, strict=True))
