"""The page ``/partners``: who employs people here, and what they were asked and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from data.i18n.sheet_words import choice_word
from data.model.account import Right
from scheduler.partners.overview import partners_overview, state_word
from scheduler.records.partners import adopt_employers
from web.access.guard import current_username, require
from web.app_services import services
from web.locale import current_language, ngettext

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

pages = Blueprint("partners", __name__, url_prefix="/partners")


@pages.get("")
@require(Right.SEE_PEOPLE)
def list_page() -> str:
    found = partners_overview(services.store, services.clock())
    language = current_language()
    return render_template(
        "partners/list.html",
        found=found,
        now=services.clock(),
        ask_word=lambda one: state_word(one, language),
        word_of=lambda one: choice_word(one.value, language),
    )


@pages.post("/adopt")
@require(Right.CHANGE_RECORDS)
def adopt() -> WerkzeugResponse:
    made = adopt_employers(services.store, current_username(), services.clock())
    text = ngettext("{count} partner is made.", "{count} partners are made.", len(made))
    flash(text.format(count=len(made)))
    return redirect(url_for(".list_page"))
