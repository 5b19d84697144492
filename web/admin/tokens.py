"""Tokens: what other programs, and the screen on the wall, may read or bring."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from data.model.account import Right, TokenScope
from data.model.errors import Fault, Refused
from data.tables.faults import shown
from data.tables.period import ZONE
from scheduler.accounts.access import GivenToken, list_tokens, make_token, revoke_token
from web.access.guard import may
from web.access.visitor import who
from web.locale import say
from web.shared.form_errors import or_again

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices
    from web.shared.error_messages import Wrong
    from web.shared.form_errors import Answer


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the pages of tokens."""

    def _page(faults: list[Wrong], given: GivenToken | None = None) -> str:
        found, at = list_tokens(site.store), site.clock()
        return render_template(
            "admin/tokens.html",
            found=found,
            at=at,
            faults=faults,
            given=given,
            base_url=site.settings.base_url,
        )

    @blueprint.get("/tokens")
    @may(Right.ADMINISTER)
    def tokens() -> str:
        return _page([])

    @blueprint.post("/tokens")
    @may(Right.ADMINISTER)
    def make() -> Answer:
        """Make a token: the answer itself shows the secret, once; no address leads to it again."""
        known = {scope.value for scope in TokenScope}
        asked = [TokenScope(one) for one in request.form.getlist("scopes") if one in known]

        def done() -> str:
            name, until = request.form.get("name", ""), _until(request.form.get("until", ""))
            given = make_token(site.store, name, asked, until, who(), site.clock())
            return _page([], given)

        return or_again(done, _page)

    @blueprint.post("/tokens/<int:number>/revoke")
    @may(Right.ADMINISTER)
    def revoke(number: int) -> Answer:
        def done() -> WerkzeugResponse:
            gone = revoke_token(site.store, number, who(), site.clock())
            flash(say("{name} opens nothing any more.").format(name=gone.name))
            return redirect(url_for(".tokens"))

        return or_again(done, _page)


def _until(text: str) -> datetime | None:
    """The end of a local day; empty: never."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=1)
    except (ValueError, OverflowError):
        fault = Fault(f"{shown(text)} is no date", "Write it as 2027-01-04")
        raise Refused([fault]) from None
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)
