"""The page ``/pools``: who will be there month by month, and which seats hang on one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, render_template, request, url_for

from data.model.account import Reach, Right
from data.tables.period import ZONE
from scheduler.accounts.account_queries import list_regions
from scheduler.accounts.regions import posts_within
from scheduler.workforce.forecast import forecast_pools, pool_names
from scheduler.workforce.loss_jobs import ask
from scheduler.workforce.pool_words import PoolWords
from web.access.guard import current_username, require
from web.access.regions import reach, sees_reasons
from web.app_services import services
from web.locale import current_language
from web.pools.loss_view import LossView, loss_view
from web.pools.pool_view import pool_view, region_rows
from web.pools.sheets import pools_book
from web.shared.responses import file_answer

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

pages = Blueprint("pools", __name__, url_prefix="/pools")

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("")
@require(Right.SEE_COVERAGE)
def page() -> str:
    """All of it, or of the losses alone how far their search is."""
    region = _region()
    if request.headers.get("HX-Request"):
        words = PoolWords(pool_names(services.store), current_language())
        return render_template("pools/losses.html", **_shown(words, region))
    words = _words(region)
    return render_template(
        "pools/page.html",
        pools=[pool_view(one, words) for one in words.pools.forecasts],
        apart=words.pools.regions,
        rows=region_rows(words),
        **_shown(words, region),
    )


@pages.post("/losses")
@require(Right.PLAN)
def work_out() -> WerkzeugResponse:
    """Let a worker work out who would be missed."""
    region = _region()
    ask(services.store, current_username(), services.clock())
    return redirect(url_for(".page", region=region or None, _anchor="losses"))


@pages.get("/pools.xlsx")
@require(Right.SEE_COVERAGE)
def workbook() -> Response:
    """The same as a workbook."""
    region, now = _region(), services.clock()
    words = _words(region)
    pools = [pool_view(one, words) for one in words.pools.forecasts]
    book = pools_book(words, pools, _losses(words, region), now)
    day = now.astimezone(ZONE).date()
    return file_answer(book, f"pools-{day}.xlsx", _EXCEL)


def _words(region: str) -> PoolWords:
    found = forecast_pools(services.store, services.clock(), reach=_within(region))
    return PoolWords(found, current_language(), knows_absences=sees_reasons())


def _shown(words: PoolWords, region: str) -> dict[str, object]:
    return {"losses": _losses(words, region), "region": region, "regions": _regions()}


def _losses(words: PoolWords, region: str) -> LossView:
    within = _within(region)
    posts = None if within.is_all else posts_within(services.store, within)
    apart = {one: posts_within(services.store, _within(one)) for one in _regions() if not region}
    with_posts = {one: theirs for one, theirs in apart.items() if theirs}
    return loss_view(words, posts, with_posts if len(with_posts) > 1 else {})


def _within(region: str) -> Reach:
    """Of what is shown: a region, or all that the reader may see."""
    return Reach(frozenset([region])) if region else reach()


def _region() -> str:
    """The region that was chosen; empty: all."""
    region = request.values.get("region", "")
    if region and region not in _regions():
        abort(404)
    return region


def _regions() -> dict[str, str]:
    """Names of the regions that a reader may choose from, by id."""
    known = list_regions(services.store)
    return {code: name for code, name in known.items() if reach().covers([code])}
