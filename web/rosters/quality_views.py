"""The page ``/rosters/<number>/quality``, and what would remove one flaw."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, render_template, request

from data.model.account import Right
from data.model.errors import Refused
from scheduler.planning.company import company_of
from scheduler.planning.quality import look_at_flaw, report_quality, words_of
from web.access.guard import require
from web.app_services import services
from web.locale import current_language
from web.rosters.grid_views import pages
from web.rosters.quality import flaw_line, parts_used, quality_view, remedy_views, team_counts_view


@pages.get("/<int:roster>/quality")
@require(Right.SEE_REASONS)
def quality(roster: int) -> str:
    try:
        found = report_quality(services.store, roster)
    except Refused:
        abort(404)
    words, address = words_of(found.problem, current_language()), f"/rosters/{roster}"
    return render_template(
        "rosters/quality.html",
        head=found.head,
        quality=quality_view(found.problem, found.report.quality, words, address),
        used=parts_used(found.report.quality, words),
        health=team_counts_view(found.problem, found.report, words, address),
        company=company_of(found.problem, found.assignments, current_language()),
    )


@pages.get("/<int:roster>/flaw")
@require(Right.SEE_REASONS)
def flaw(roster: int) -> str:
    try:
        start = datetime.fromisoformat(request.args.get("start", ""))
    except ValueError:
        abort(400)
    start = start.replace(tzinfo=UTC) if start.tzinfo is None else start
    rule, person = request.args.get("rule", ""), request.args.get("person", "")
    found = look_at_flaw(services.store, roster, rule, person, start, services.clock())
    words = words_of(found.problem, current_language())
    address = f"/rosters/{roster}"
    is_part = bool(request.headers.get("HX-Request"))
    return render_template(
        "rosters/flaw.html" if is_part else "rosters/flaw_page.html",
        flaw=flaw_line(found.problem, found.outlook.flaw, words, address),
        remedies=remedy_views(found.problem, found.outlook, words),
        tried=found.outlook.tried,
        roster=roster,
    )
