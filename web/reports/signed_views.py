"""Signed statements: signing one, the list of them, and each as it was signed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Refused
from data.tables.period import ZONE
from scheduler.reporting.signed_statements import (
    as_signed,
    read_signed,
    sign_statement,
    signed_statements,
)
from scheduler.reporting.statement_facts import statement_facts
from web.access.guard import current_username, require
from web.access.regions import reach
from web.app_services import services
from web.locale import _, speak_now
from web.reports.period import read_period
from web.reports.statement_view import long_moment
from web.reports.views import (
    held_against,
    may_know,
    may_sign,
    on_paper,
    pages,
    versions_of,
)
from web.shared.responses import file_answer

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.signed_statement import SignedStatement
    from scheduler.reporting.signed_statements import SignedDifference


@pages.get("/statements")
@require(Right.SEE_COVERAGE)
def statements() -> str:
    signed = signed_statements(services.store, reach=reach())
    return render_template("reports/statements.html", signed=signed, long_moment=long_moment)


@pages.post("/statements")
@require(Right.PLAN)
def sign() -> WerkzeugResponse:
    wanted = read_period(request.form, services.clock().astimezone(ZONE).date())
    if wanted.faults:
        abort(400)
    now, who = services.clock(), current_username()
    about = request.form.get("region", ""), request.form.get("book", "")
    if not may_sign(*about):
        abort(403)
    kept = sign_statement(services.store, wanted.first, wanted.last, who, now, *about)
    flash(_("Signed: version {version}. It is kept as it is.").format(version=kept.version))
    return redirect(url_for(".signed_statement", number=kept.id))


@pages.get("/statements/<int:number>")
@require(Right.SEE_COVERAGE)
def signed_statement(number: int) -> str:
    speak_now(request.args.get("lang", ""))
    signed = _signed(number)
    found, now = as_signed(signed), services.clock()
    later = _later(signed)
    wanted = read_period(
        {"period": "own", "from": signed.first.isoformat(), "to": signed.last.isoformat()},
        now.astimezone(ZONE).date(),
    )
    wanted = replace(wanted, region=signed.region, book=signed.book)
    return render_template(
        "reports/statement.html",
        wanted=wanted,
        found=found,
        signed=signed,
        later=later,
        versions=versions_of(found),
        **on_paper(found),
    )


@pages.get("/statements/<int:number>.json")
@require(Right.SEE_COVERAGE)
def signed_statement_file(number: int) -> Response:
    signed = _signed(number)
    found = as_signed(signed)
    facts = {
        **statement_facts(found, may_know=may_know(found), for_good=True),
        "signed": {
            "number": signed.id,
            "version": signed.version,
            "at": signed.made_at.isoformat(),
            "by": signed.made_by,
            "content_hash": signed.content_hash,
        },
    }
    name = f"statement-{signed.first}-{signed.last}-v{signed.version}.json"
    return file_answer(json.dumps(facts, indent=2).encode(), name, "application/json")


def _later(signed: SignedStatement) -> SignedDifference | None:
    """What became of it since; None: its region or book is gone, so nobody can state it."""
    days, now = (signed.first, signed.last), services.clock()
    try:
        today = services.reports.statement(*days, now, signed.region, reach(), signed.book)
    except Refused:
        return None
    return held_against(signed, today)


def _signed(number: int) -> SignedStatement:
    try:
        return read_signed(services.store, number)
    except Refused:
        abort(404)
