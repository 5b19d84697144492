"""The pages ``/partners``: who employs people here, what they were asked, and one partner whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.i18n.sheet_words import choice_word
from data.model.account import Right
from data.tables.period import ZONE
from scheduler.improvement.words import STAGE_WORDS
from scheduler.partners.overview import partners_overview, state_word
from scheduler.records.partners import adopt_employers
from scheduler.reporting.partner_page import partner_page
from web.access.guard import current_username, require
from web.access.regions import may_change_partner, reach
from web.app_services import services
from web.locale import _, current_language, ngettext
from web.people import words
from web.people.partner_view import days_of, partner_book, partner_view
from web.shared.responses import file_answer
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from enum import StrEnum

    from flask import Response
    from werkzeug.wrappers import Response as WerkzeugResponse

    from web.people.partner_view import PartnerView

pages = Blueprint("partners", __name__, url_prefix="/partners")

_YEARS = 3  #: back to which the page of a partner goes
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def word_of(one: StrEnum) -> str:
    """A kind or state in the reader's words."""
    return choice_word(one.value, current_language())


@pages.context_processor
def known_words() -> dict[str, object]:
    return {
        "ask_word": lambda one: state_word(one, current_language()),
        "stage_word": lambda one: _(STAGE_WORDS[one]),
        "word_of": word_of,
        "words": words,
        "may_change_partner": may_change_partner,
    }


@pages.get("")
@require(Right.SEE_PEOPLE)
def list_page() -> str:
    found = partners_overview(services.store, services.clock(), reach())
    return render_template("partners/list.html", found=found)


@pages.get("/<code>")
@require(Right.SEE_PEOPLE)
def page(code: str) -> str:
    view = _view(code)
    this_year = services.clock().astimezone(ZONE).year
    return render_template(
        "partners/page.html",
        view=view,
        it=view.page,
        now=services.clock(),
        today=services.clock().astimezone(ZONE).date(),
        years=range(this_year + 1, this_year - _YEARS, -1),
    )


@pages.get("/<code>.xlsx")
@require(Right.SEE_PEOPLE)
def workbook(code: str) -> Response:
    view = _view(code)
    return file_answer(partner_book(view, services.clock()), f"partner-{view.year}.xlsx", _EXCEL)


def _view(code: str) -> PartnerView:
    """One partner in the year that the address asks for, or in this one."""
    now = services.clock()
    asked = typed_number(request.args.get("year", ""))
    year = asked if asked is not None and 2000 <= asked <= 2100 else now.astimezone(ZONE).year
    asked_of = (*days_of(year), now, reach())
    found = partner_page(services.store, code, *asked_of)
    if found is None:
        abort(404)
    hours, served = services.reports.hours(*asked_of), services.reports.delivered(*asked_of)
    return partner_view(year, found, hours, served, now)


@pages.post("/adopt")
@require(Right.CHANGE_RECORDS)
def adopt() -> WerkzeugResponse:
    made = adopt_employers(services.store, current_username(), services.clock())
    text = ngettext("{count} partner is made.", "{count} partners are made.", len(made))
    flash(text.format(count=len(made)))
    return redirect(url_for(".list_page"))
