"""The page ``/board``: the board on a wall, opened by a token and without anybody signed in.

The token comes once, in the address; the browser gets a cookie instead that is good for this page
alone, and each refresh asks whether the token still is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from data.model.account import TokenScope
from scheduler.accounts.access import is_still_good, opened_by
from web.access.guard import open_to_all
from web.board.page import SHORT, board_page
from web.request_log import Event, note_event

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices

COOKIE = "caco_wall"
_KEPT = 400 * 24 * 60 * 60  #: seconds; the longest that browsers allow


def add_wall(blueprint: Blueprint, site: AppServices) -> None:
    """Add the page."""

    @blueprint.get("/board")
    @open_to_all
    def wall() -> str | WerkzeugResponse:
        secret = request.args.get("token")
        if secret is not None:
            return _let_in(site, secret)
        if not _is_let_in(site):
            abort(403)
        page = board_page(site, SHORT, site.clock(), leads_on=False)
        template = "part" if request.headers.get("HX-Request") else "wall"
        return render_template(
            f"board/{template}.html", page=page, sees_reasons=False, is_wall=True
        )


def _let_in(site: AppServices, secret: str) -> WerkzeugResponse:
    """Exchange a token for the cookie, so that it stands in no address any more."""
    token = opened_by(site.store, secret, TokenScope.BOARD, site.clock())
    if token is None:
        note_event(Event.TOKEN_REFUSED, door="board", status=403)
        abort(403)
    answer = make_response(redirect(url_for("board.wall")))
    answer.set_cookie(
        COOKIE,
        _signing().dumps(token.id),
        max_age=_KEPT,
        path=url_for("board.wall"),
        secure=site.settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return answer


def _is_let_in(site: AppServices) -> bool:
    try:
        number = _signing().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return False
    return is_still_good(site.store, int(number), TokenScope.BOARD, site.clock())


def _signing() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=COOKIE)
