"""The pages under ``/reports``."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from data.model.account import EVERYWHERE, Reach, Right
from data.model.errors import Refused
from data.tables.period import ZONE
from scheduler.accounts.account_queries import list_regions
from scheduler.coverage.proof import is_counted
from scheduler.planning.books import names_of_books, regions_of_book
from scheduler.reporting.calls_by_employer import calls_by_employer
from scheduler.reporting.signed_statements import (
    compare,
    signed_statements,
)
from scheduler.reporting.statement_facts import check_command, statement_facts
from web.access.guard import require, signed_in
from web.access.regions import may, plans_book, reach, reach_of
from web.app_services import services
from web.locale import speak_now
from web.reports import sheets
from web.reports.call_out_view import call_out_view, call_outs_book, desk_text
from web.reports.coverage_view import coverage_view, unrostered
from web.reports.hours_view import (
    HoursScope,
    employers_in,
    headings,
    lines,
    people_by,
    scope_of,
    sort_keys,
)
from web.reports.open_call_view import open_call_views
from web.reports.period import MOST_DAYS, MOST_DAYS_OF_HOURS, PeriodFilter, read_period
from web.reports.statement_view import (
    difference_text,
    long_moment,
    posts_stated,
    recorded_text,
    since_signed,
)
from web.shared.responses import file_answer

if TYPE_CHECKING:
    from data.model.signed_statement import SignedStatement
    from scheduler.reporting.call_outs import CallOutReport
    from scheduler.reporting.delivered import Delivered
    from scheduler.reporting.hours import HoursReport
    from scheduler.reporting.signed_statements import SignedDifference
    from scheduler.reporting.statement import Statement

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


pages = Blueprint("reports", __name__, url_prefix="/reports")


@pages.get("/open-calls")
@require(Right.SEE_COVERAGE)
def open_calls() -> str:
    now, weeks = services.clock(), services.settings.horizon_weeks
    found = services.reports.open_calls(now, weeks, reach())
    return render_template("reports/open_calls.html", calls=open_call_views(found))


@pages.get("")
@require(Right.SEE_COVERAGE)
def coverage() -> tuple[str, int]:
    wanted = _asked_of_region()
    found = _stated(wanted)
    seen = coverage_view(found, may_know=may_know(found)) if found else None
    posts = posts_stated(found, may_know=may_know(found)) if found else ()
    page = render_template(
        "reports/coverage.html",
        wanted=wanted,
        found=found,
        seen=seen,
        posts=posts,
        regions=shown_regions(),
        books=shown_books(),
        delivered=_delivered(wanted) if found else None,
    )
    return page, 422 if wanted.faults else 200


@pages.get("/coverage.xlsx")
@require(Right.SEE_COVERAGE)
def coverage_workbook() -> Response:
    speak_now(request.args.get("lang", ""))
    wanted = _asked_of_region()
    found = _stated(wanted) or abort(404)
    book = sheets.coverage_book(found, _delivered(wanted), may_know=may_know(found))
    return file_answer(book, f"coverage-{found.first}-{found.last}.xlsx", _EXCEL)


@pages.get("/statement")
@require(Right.SEE_COVERAGE)
def statement() -> tuple[str, int]:
    speak_now(request.args.get("lang", ""))
    wanted = _asked_of_region()
    found = _stated(wanted)
    facts = {} if found is None else {**on_paper(found), **_versions(found)}
    regions, signs = shown_regions(), may_sign(wanted.region, wanted.book)
    page = render_template(
        "reports/statement.html",
        wanted=wanted,
        found=found,
        regions=regions,
        books=shown_books(),
        may_sign=signs,
        **facts,
    )
    return page, 422 if wanted.faults else 200


@pages.get("/statement.json")
@require(Right.SEE_COVERAGE)
def statement_facts_file() -> Response:
    found = _stated(_asked_of_region()) or abort(404)
    facts = json.dumps(statement_facts(found, may_know=may_know(found)), indent=2)
    name = f"statement-{found.first}-{found.last}.json"
    return file_answer(facts.encode(), name, "application/json")


@pages.get("/call-outs")
@require(Right.SEE_COVERAGE)
def call_outs() -> tuple[str, int]:
    wanted = _asked()
    found = None if wanted.faults else _call_outs(wanted, reach())
    view = None if found is None else call_out_view(found)
    page = render_template(
        "reports/call_outs.html",
        wanted=wanted,
        found=found,
        view=view,
        desk_text=desk_text,
        employers=calls_by_employer(services.store, found.call_outs) if found else (),
        opened=_that_open(wanted),
    )
    return page, 422 if wanted.faults else 200


@pages.get("/call-outs.xlsx")
@require(Right.SEE_COVERAGE)
def call_outs_workbook() -> Response:
    speak_now(request.args.get("lang", ""))
    wanted = _asked()
    if wanted.faults:
        abort(404)
    found = _call_outs(wanted, reach())
    employers = calls_by_employer(services.store, found.call_outs)
    book = call_outs_book(found, employers, services.clock())
    return file_answer(book, f"call-outs-{wanted.first}-{wanted.last}.xlsx", _EXCEL)


@pages.get("/hours")
@require(Right.SEE_COVERAGE)
def hours() -> tuple[str, int]:
    wanted = _asked_of_employer()
    found = None if wanted.faults else _hours(wanted)
    shown = lines(found, signed_in(), wanted.employer) if found else ()
    page = render_template(
        "reports/hours.html",
        wanted=wanted,
        lines=shown,
        people=people_by(shown, request.args.get("sort", "")),
        sort=request.args.get("sort", ""),
        headings=list(zip(sort_keys(), headings(), strict=True)),
        is_over=wanted.last < services.clock().astimezone(ZONE).date(),
        notes=sheets.notes(),
        scope=scope_of(signed_in()).name,
        employers=employers_in(found, signed_in()) if found else (),
    )
    return page, 422 if wanted.faults else 200


@pages.get("/hours.xlsx")
@require(Right.SEE_COVERAGE)
def hours_workbook() -> Response:
    wanted = _asked_of_employer()
    if wanted.faults:
        abort(404)
    shown = lines(_hours(wanted), signed_in(), wanted.employer)
    book = sheets.hours_book(shown, wanted.first, wanted.last, services.clock())
    return file_answer(book, f"hours-{wanted.first}-{wanted.last}.xlsx", _EXCEL)


def _asked(most: int = MOST_DAYS) -> PeriodFilter:
    return read_period(request.args, services.clock().astimezone(ZONE).date(), most)


def _asked_of_employer() -> PeriodFilter:
    """The same for hours, and of whose people."""
    employer = " ".join(request.args.get("employer", "").split())[:200]
    return replace(_asked(MOST_DAYS_OF_HOURS), employer=employer)


def _asked_of_region() -> PeriodFilter:
    """The same, and about which region and book."""
    region, book = (request.args.get(name, "") for name in ("region", "book"))
    if (region and region not in shown_regions()) or (book and book not in shown_books()):
        abort(404)
    return replace(_asked(), region=region, book=book)


def shown_books() -> dict[str, str]:
    """Names of the books that a reader may choose from, by id."""
    known = names_of_books(services.store)
    return {code: name for code, name in known.items() if plans_book(code)}


def shown_regions() -> dict[str, str]:
    """Names of the regions that a reader may choose from, by id."""
    known = list_regions(services.store)
    return {code: name for code, name in known.items() if reach().covers([code])}


def may_sign(region: str, book: str) -> bool:
    """Whether they sign a statement about a region, or about a book: for all of its regions.

    Parameters
    ----------
    region, book
        Ids; empty: all.
    """
    plans = reach_of(Right.PLAN)
    if plans.is_all or region:
        return plans.covers([region])
    served = regions_of_book(services.store, book) if book else ()
    return bool(served) and plans.covers_all(served)


def _stated(wanted: PeriodFilter) -> Statement | None:
    """What there is to say; None: the period makes no sense, or nothing is watched."""
    if wanted.faults:
        return None
    try:
        return services.reports.statement(
            wanted.first, wanted.last, services.clock(), wanted.region, reach(), wanted.book
        )
    except Refused:
        return None


def _delivered(wanted: PeriodFilter) -> Delivered | None:
    """What employers delivered to these posts; None: of one book it is not told apart."""
    if wanted.book:
        return None
    mine = Reach(frozenset({wanted.region})) if wanted.region else reach()
    return services.reports.delivered(wanted.first, wanted.last, services.clock(), mine)


def on_paper(found: Statement) -> dict[str, object]:
    """What the template of a statement asks."""
    return {
        "posts": posts_stated(found, may_know=may_know(found)),
        "shared": found.shared,
        "uncounted": [post.name for post in found.posts if not is_counted(post)],
        "unrostered": unrostered(found),
        "check": check_command(found),
        "long_moment": long_moment,
        "since_signed": since_signed,
        "difference_text": difference_text,
        "recorded_text": recorded_text,
    }


def _versions(found: Statement) -> dict[str, object]:
    """What was signed of these days before, and whether it still reads so."""
    versions = versions_of(found)
    later = held_against(versions[0], found) if versions else None
    return {"signed": None, "versions": versions, "later": later}


def versions_of(found: Statement) -> list[SignedStatement]:
    """What was signed of the same days, region and book, as far as the reader sees it."""
    about = found.region, found.book
    return signed_statements(services.store, found.first, found.last, *about, reach())


def held_against(signed: SignedStatement, found: Statement) -> SignedDifference:
    """What became of it since; what was recorded is told to those who see all regions."""
    later = compare(services.store, signed, found)
    return later if reach().is_all else replace(later, recorded=())


def _call_outs(wanted: PeriodFilter, within: Reach) -> CallOutReport:
    return services.reports.call_outs(wanted.first, wanted.last, services.clock(), within)


def _that_open(wanted: PeriodFilter) -> frozenset[int]:
    """Numbers of the call-outs whose own page they may open."""
    if wanted.faults or not current_user.may(Right.HANDLE_GAPS):
        return frozenset()
    found = _call_outs(wanted, reach_of(Right.HANDLE_GAPS))
    return frozenset(one.number for one in found.call_outs)


def _hours(wanted: PeriodFilter) -> HoursReport:
    whose = {
        HoursScope.ALL: reach_of(Right.SEE_PEOPLE),
        HoursScope.OWN: EVERYWHERE,  # no more than their own line of it is shown
        HoursScope.SUMS: reach(),
    }[scope_of(signed_in())]
    return services.reports.hours(wanted.first, wanted.last, services.clock(), whose)


def may_know(found: Statement) -> bool:
    """Whether they may know why people were absent from the posts of a statement."""
    return may(Right.SEE_REASONS, *(post.id for post in found.posts))
