"""The page ``/mine/calendar``: links by which a calendar follows my duties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Refused
from scheduler.feeds.links import Given, link_url
from scheduler.self_service.calendar_links import (
    Options,
    add_own,
    own_links,
    revoke_own,
    rotate_own,
)
from web.access.guard import may
from web.access.visitor import who
from web.locale import say, speech
from web.mine.fields import Fields, tried, why
from web.mine.person import me
from web.shared.qr import qr

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices

BUSY = {"": None, "busy": True, "free": False}
ALARMS = {"": None, "30": 30, "60": 60, "120": 120, "720": 720, "1440": 1440}


def calendar_pages(blueprint: Blueprint, site: AppServices) -> None:
    """Add them. A link is shown once, in the answer that made it: nothing else knows its secret."""

    @blueprint.get("/calendar")
    @may(Right.OWN_DUTIES)
    def calendar() -> str:
        return _page(site)

    @blueprint.post("/calendar")
    @may(Right.OWN_DUTIES)
    def add_link() -> str | tuple[str, int]:
        try:
            options = _options(Fields(request.form))
            given = add_own(site.store, me(), options, who(), site.clock(), speech())
        except Refused as refused:
            return _page(site, wrong=why(refused)), 422
        return _page(site, given)

    @blueprint.post("/calendar/<int:number>/rotate")
    @may(Right.OWN_DUTIES)
    def rotate_link(number: int) -> str | tuple[str, int]:
        try:
            given = rotate_own(site.store, me(), number, who(), site.clock(), speech())
        except Refused as refused:
            return _page(site, wrong=why(refused)), 422
        return _page(site, given)

    @blueprint.post("/calendar/<int:number>/withdraw")
    @may(Right.OWN_DUTIES)
    def withdraw_link(number: int) -> WerkzeugResponse | tuple[str, int]:
        now = site.clock()
        wrong = tried(lambda: revoke_own(site.store, me(), number, who(), now, speech()))
        if wrong:
            return _page(site, wrong=wrong), 422
        flash(say("The link was withdrawn: it gives nothing any more."))
        return redirect(url_for(".calendar"))


def _options(fields: Fields) -> Options:
    busy = fields.choice("busy", say("Busy or free"), BUSY)
    alarm = fields.choice("alarm", say("Reminder"), ALARMS)
    fields.refuse()
    return Options(speech().code, busy, alarm)


def _page(site: AppServices, given: Given | None = None, wrong: list[str] | None = None) -> str:
    url = link_url(site.settings.base_url, given.token) if given else ""
    webcal = "webcal" + url[url.index("://") :] if url else ""
    return render_template(
        "mine/calendar.html",
        links=own_links(site.store, me(), site.clock()),
        given=given,
        url=url,
        webcal=webcal,
        code=qr(webcal) if webcal else "",
        alarms=[minutes for minutes in ALARMS.values() if minutes],
        wrong=wrong or [],
    )
