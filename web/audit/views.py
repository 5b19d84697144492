"""The pages under ``/audit``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right
from scheduler.reporting.audit_trail import read_trail
from web.access.guard import may
from web.audit.checking import Checker
from web.audit.export import trail_csv
from web.audit.filters import asked
from web.audit.rows import Reader, actor_in_words, rows_of
from web.audit.words import ACTIONS, KINDS
from web.locale import say

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.app_services import AppServices

ON_A_PAGE = 50
IN_A_FILE = 50_000  #: who wants more narrows the period


def area(site: AppServices) -> Blueprint:
    """The audit trail."""
    blueprint = Blueprint("audit", __name__)
    checker = Checker(site)

    @blueprint.get("/audit")
    @may(Right.SEE_AUDIT)
    def trail() -> str:
        wish = asked(request.args)
        part = read_trail(site.store, wish.wanted, wish.before, ON_A_PAGE)
        return render_template(
            "audit/trail.html",
            asked=wish,
            part=part,
            everybody=[
                (who, actor_in_words(who, part.people, part.known)) for who in part.everybody
            ],
            rows=rows_of(part.entries, part.people, _reader(), part.known),
            actions=sorted(((name, say(text)) for name, text in ACTIONS.items()), key=_by_words),
            kinds=sorted(((name, say(text)) for name, text in KINDS.items()), key=_by_words),
            check=checker.last,
        )

    @blueprint.get("/audit/trail.csv")
    @may(Right.SEE_AUDIT)
    def export() -> Response:
        part = read_trail(site.store, asked(request.args).wanted, None, IN_A_FILE)
        content = trail_csv(rows_of(part.entries, part.people, _reader(), part.known))
        file = f"attachment; filename=audit-{part.head.seq}.csv"
        return Response(
            content,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": file, "Cache-Control": "no-store"},
        )

    @blueprint.post("/audit/check")
    @may(Right.SEE_AUDIT)
    def begin_check() -> WerkzeugResponse:
        checker.begin()
        return redirect(url_for(".check"))

    @blueprint.get("/audit/check")
    @may(Right.SEE_AUDIT)
    def check() -> str:
        is_part = bool(request.headers.get("HX-Request"))
        name = "audit/verdict.html" if is_part else "audit/check.html"
        return render_template(name, check=checker.last)

    return blueprint


def _reader() -> Reader:
    return Reader(current_user.may(Right.SEE_REASONS), current_user.may(Right.ADMINISTER))


def _by_words(pair: tuple[str, str]) -> str:
    return pair[1].casefold()
