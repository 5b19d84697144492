"""The page ``/now``, and ``/board``: the same on a wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from data.model.account import Right, TokenScope
from data.model.presence import EARLY, PresenceSource
from scheduler.accounts.access import opened_by, still_good
from scheduler.coverage.board import Board, board
from scheduler.coverage.desk_duties import DeskDuty, desk_duties
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.coverage.snapshot import CoverageSnapshot
from scheduler.notifications.pool_notices import pools_short_soon
from scheduler.relief.overview import DeploymentNow, deployments_now
from scheduler.service.health import check_health
from scheduler.service.tasks import tasks
from web.access.guard import open_to_all, require
from web.access.regions import (
    reach,
    reach_of,
    seen_numbered,
    sees_reasons,
    set_reach,
    shown_posts,
)
from web.access.regions import seen as coverage_seen
from web.app_services import services
from web.board import timeline
from web.board import words as gap_words
from web.board.guide import start_guide
from web.board.headline import BoardCheck, Headline, check, headline
from web.locale import _, current_language
from web.request_log import Event, note_event
from web.shared.books import book_asked, books_shown, of_book

if TYPE_CHECKING:
    from datetime import datetime

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.account import ApiToken

pages = Blueprint("board", __name__)


@pages.get("/now")
@require(Right.SEE_COVERAGE)
def now() -> str:
    weeks = LONG if request.args.get("weeks") == str(LONG) else SHORT
    page = board_page(weeks, services.clock(), leads_on=True)
    template = "part" if request.headers.get("HX-Request") else "now"
    is_whole = template == "now" and reach_of(Right.CHANGE_RECORDS).is_all
    return render_template(
        f"board/{template}.html",
        page=page,
        sees_reasons=sees_reasons,
        is_wall=False,
        guide=start_guide() if is_whole else None,
        short_pools=pools_short_soon(services.store) if is_whole else {},
    )


@pages.get("/start")
@require(Right.CHANGE_RECORDS)
def start() -> str | WerkzeugResponse:
    guide = start_guide()
    if guide is None:
        flash(_("Your region is filled in, and its roster is signed."))
        return redirect(url_for(".now"))
    return render_template("board/start.html", guide=guide)


@pages.app_context_processor
def words() -> dict[str, object]:
    return {"gap_words": gap_words, "timeline": timeline}


SHORT, LONG = timeline.SHORT, 8  #: weeks of the timeline


@dataclass(frozen=True)
class BoardPage:
    """All that the board shows.

    Parameters
    ----------
    books
        Those that may be shown apart, as the address says them, by name.
    book
        The one that is shown; empty: all.
    """

    seen: CoverageSnapshot
    board: Board
    check: BoardCheck
    scale: timeline.TimelineScale
    weeks: int
    relief: tuple[DeploymentNow, ...] = ()
    books: Mapping[str, str] = field(default_factory=dict)
    book: str = ""

    @property
    def query(self) -> str:
        """What the address says of it, to ask for the same again."""
        given = {"weeks": "8"} if self.weeks == LONG else {}
        return urlencode(given | ({"book": self.book} if self.book else {}))

    @property
    def headline(self) -> Headline:
        """The sentence above it."""
        return headline(self.board)


def board_page(weeks: int, now: datetime, *, leads_on: bool) -> BoardPage:
    """The board as it is now.

    Parameters
    ----------
    leads_on
        It leads to the pages of the gaps, so that each needs a number.
    """
    whole = seen_numbered(now) if leads_on else coverage_seen(now)
    books = books_shown(whole)
    book = book_asked(books)
    seen = of_book(whole, book)
    health = check_health(services.store, tasks(services.settings), now, reach())
    end = now + timedelta(weeks=weeks)
    relief = tuple(deployments_now(services.store, now, current_language(), reach()))
    scale = timeline.scale(now, weeks)
    return BoardPage(seen, board(seen, end), check(health), scale, weeks, relief, books, book)


COOKIE = "caco_wall"


_KEPT = 400 * 24 * 60 * 60  #: seconds; the longest that browsers allow


@pages.get("/board")
@open_to_all
def wall() -> str | WerkzeugResponse | tuple[str, int]:
    secret = request.args.get("token")
    if secret is not None:
        return _let_in(secret)
    token = _opened(TokenScope.BOARD)
    if token is None:
        return _to_own_board() if COOKIE not in request.cookies else _closed()
    set_reach(token.reach)
    now = services.clock()
    page = board_page(SHORT, now, leads_on=False)
    template = "part" if request.headers.get("HX-Request") else "wall"
    return render_template(
        f"board/{template}.html",
        page=page,
        sees_reasons=_of_no_post,
        is_wall=True,
        to_confirm=_to_confirm(now) if _opened(TokenScope.PRESENCE) else [],
    )


@pages.post("/board/presence")
@open_to_all
def confirm_on_wall() -> WerkzeugResponse:
    """Somebody at the screen in the room says that somebody is there."""
    token = _opened(TokenScope.PRESENCE)
    if token is None or TokenScope.BOARD not in token.scopes:
        abort(403)
    set_reach(token.reach)
    post = request.form.get("post", "")
    if post and not reach().is_all and post not in shown_posts():
        abort(404)
    wanted = PresenceRequest(
        request.form.get("person", ""), request.form.get("post", ""), PresenceSource.WALL
    )
    confirm_presence(services.store, wanted, f"token {token.id}", services.clock())
    return redirect(url_for("board.wall"))


def _to_confirm(now: datetime) -> list[DeskDuty]:
    """Who has yet to confirm to be at a desk, now or within the hour."""
    inputs = services.coverage.facts(now, reach()).inputs
    return [one for one in desk_duties(inputs, now, now + EARLY) if one.is_open(now)]


def _to_own_board() -> WerkzeugResponse:
    """Send somebody who came without a link to the board for people."""
    if current_user.is_authenticated:
        return redirect(url_for(".now"))
    flash(
        _(
            "A screen on a wall opens with a link of its own, which your administrator makes. "
            "To see the board yourself, sign in."
        )
    )
    return redirect(url_for("access.sign_in_page", next=url_for(".now")))


def _closed() -> tuple[str, int]:
    """What a screen says whose link does not open the board."""
    if request.headers.get("HX-Request"):
        abort(403)
    title = _("This link does not open the board")
    remedy = _(
        "It was withdrawn, has run out, or is not whole. Ask your administrator for a new link for "
        "this screen, or sign in."
    )
    return render_template("trouble.html", title=title, lines=[remedy]), 403


def _let_in(secret: str) -> WerkzeugResponse | tuple[str, int]:
    """Exchange a token for the cookie, so that it stands in no address any more."""
    token = opened_by(services.store, secret, TokenScope.BOARD, services.clock())
    if token is None:
        note_event(Event.TOKEN_REFUSED, door="board", status=403)
        return _closed()
    answer = make_response(redirect(url_for("board.wall")))
    answer.set_cookie(
        COOKIE,
        _signing().dumps(token.id),
        max_age=_KEPT,
        path=url_for("board.wall"),
        secure=services.settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return answer


def _of_no_post(*_posts: str) -> bool:
    """That nobody's reasons are shown: whoever passes by can read the screen."""
    return False


def _opened(scope: TokenScope) -> ApiToken | None:
    """The token behind the cookie, if it still opens this."""
    number = _token()
    if number is None:
        return None
    return still_good(services.store, number, scope, services.clock())


def _token() -> int | None:
    """The number of the token behind the cookie; None: there is none."""
    try:
        return int(_signing().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return None


def _signing() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=COOKIE)
