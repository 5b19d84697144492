"""The pages under ``/reports``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, render_template, request
from flask_login import current_user

from data.model.account import Right
from data.model.errors import Refused
from data.tables.period import ZONE
from scheduler.coverage.proof import is_counted
from scheduler.reporting.report_cache import Reports
from web.access.guard import may
from web.access.visitor import signed_in
from web.locale import speak_now
from web.reports import sheets
from web.reports.asked import MOST_DAYS, MOST_DAYS_OF_HOURS, asked
from web.reports.coverage_view import coverage_view, unrostered
from web.reports.hours_view import headings, lines, scope_of
from web.reports.open_call_view import open_call_views
from web.reports.statement_view import (
    check_command,
    last_day,
    long_moment,
    posts_stated,
    statement_facts,
)

if TYPE_CHECKING:
    from scheduler.reporting.statement import Statement
    from web.app_services import AppServices
    from web.reports.asked import PeriodFilter
    from web.reports.hours_view import HoursLine

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def area(site: AppServices) -> Blueprint:
    """Coverage, the 24/7 statement, hours and open calls."""
    blueprint = Blueprint("reports", __name__, url_prefix="/reports")
    reports = Reports(site.store)
    _coverage(blueprint, site, reports)
    _statement(blueprint, site, reports)
    _hours(blueprint, site, reports)

    @blueprint.get("/open-calls")
    @may(Right.SEE_COVERAGE)
    def open_calls() -> str:
        found = reports.open_calls(site.clock(), site.settings.horizon_weeks)
        return render_template("reports/open_calls.html", calls=open_call_views(found))

    return blueprint


def _coverage(blueprint: Blueprint, site: AppServices, reports: Reports) -> None:
    @blueprint.get("")
    @may(Right.SEE_COVERAGE)
    def coverage() -> tuple[str, int]:
        wanted = _asked(site)
        found = _stated(site, reports, wanted)
        seen = coverage_view(found, may_know=_may_know()) if found else None
        page = render_template("reports/coverage.html", wanted=wanted, found=found, seen=seen)
        return page, 422 if wanted.faults else 200

    @blueprint.get("/coverage.xlsx")
    @may(Right.SEE_COVERAGE)
    def coverage_workbook() -> Response:
        speak_now(request.args.get("lang", ""))
        found = _stated(site, reports, _asked(site)) or abort(404)
        book = sheets.coverage_book(found, may_know=_may_know())
        return _file(book, f"coverage-{found.first}-{found.last}.xlsx", _EXCEL)


def _statement(blueprint: Blueprint, site: AppServices, reports: Reports) -> None:
    @blueprint.get("/statement")
    @may(Right.SEE_COVERAGE)
    def statement() -> tuple[str, int]:
        speak_now(request.args.get("lang", ""))
        wanted = _asked(site)
        found = _stated(site, reports, wanted)
        facts = {} if found is None else _on_paper(found)
        page = render_template("reports/statement.html", wanted=wanted, found=found, **facts)
        return page, 422 if wanted.faults else 200

    @blueprint.get("/statement.json")
    @may(Right.SEE_COVERAGE)
    def statement_facts_file() -> Response:
        found = _stated(site, reports, _asked(site)) or abort(404)
        facts = json.dumps(statement_facts(found, may_know=_may_know()), indent=2)
        name = f"statement-{found.first}-{found.last}.json"
        return _file(facts.encode(), name, "application/json")


def _hours(blueprint: Blueprint, site: AppServices, reports: Reports) -> None:
    @blueprint.get("/hours")
    @may(Right.SEE_COVERAGE)
    def hours() -> tuple[str, int]:
        wanted = _asked(site, MOST_DAYS_OF_HOURS)
        shown = () if wanted.faults else _lines(site, reports, wanted)
        page = render_template(
            "reports/hours.html",
            wanted=wanted,
            lines=shown,
            headings=headings(),
            notes=sheets.notes(),
            scope=scope_of(signed_in()).name,
            most=max((max(line.pairs[0]) for line in shown if line.is_total), default=0),
        )
        return page, 422 if wanted.faults else 200

    @blueprint.get("/hours.xlsx")
    @may(Right.SEE_COVERAGE)
    def hours_workbook() -> Response:
        wanted = _asked(site, MOST_DAYS_OF_HOURS)
        if wanted.faults:
            abort(404)
        shown = _lines(site, reports, wanted)
        book = sheets.hours_book(shown, wanted.first, wanted.last, site.clock())
        return _file(book, f"hours-{wanted.first}-{wanted.last}.xlsx", _EXCEL)


def _asked(site: AppServices, most: int = MOST_DAYS) -> PeriodFilter:
    return asked(request.args, site.clock().astimezone(ZONE).date(), most)


def _stated(site: AppServices, reports: Reports, wanted: PeriodFilter) -> Statement | None:
    """What there is to say; None: the period makes no sense, or nothing is watched."""
    if wanted.faults:
        return None
    try:
        return reports.statement(wanted.first, wanted.last, site.clock())
    except Refused:
        return None


def _on_paper(found: Statement) -> dict[str, object]:
    return {
        "posts": posts_stated(found, may_know=_may_know()),
        "uncounted": [post.name for post in found.posts if not is_counted(post)],
        "unrostered": unrostered(found),
        "check": check_command(found),
        "long_moment": long_moment,
        "last_day": last_day,
    }


def _lines(site: AppServices, reports: Reports, wanted: PeriodFilter) -> tuple[HoursLine, ...]:
    return lines(reports.hours(wanted.first, wanted.last, site.clock()), signed_in())


def _may_know() -> bool:
    """Whether they may know why people are absent."""
    return bool(current_user.may(Right.SEE_REASONS))


def _file(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=kind, headers=headers)
