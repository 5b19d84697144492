"""The page ``/people/<code>``: one person, as far as whoever looks may know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right
from data.model.duty import AbsenceKind
from data.model.errors import Refused
from data.model.tally import Measure
from scheduler.coverage.monitor import sweep
from scheduler.planning.absences import record_absence
from scheduler.reporting.person import Sight, show_person
from web.access.guard import may
from web.access.visitor import signed_in, who
from web.locale import count, say
from web.people.away_form import Away, read_away
from web.shared.contacts import contact_form, save_contacts
from web.shared.error_messages import Wrong, wrong
from web.shared.form_errors import or_again

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.reporting.person import Personal
    from web.app_services import AppServices
    from web.shared.form_errors import Answer


def add(blueprint: Blueprint, site: AppServices) -> None:
    """Add the page, and what is recorded from it."""

    @blueprint.get("/<code>")
    @may(Right.SEE_COVERAGE)
    def person(code: str) -> str:
        return _page(_shown(site, code), site, Away())

    @blueprint.post("/<code>/contacts")
    @may(Right.HANDLE_GAPS)
    def contacts(code: str) -> Answer:
        page, gap = _shown(site, code), request.form.get("gap", "")

        def done() -> WerkzeugResponse:
            save_contacts(site, code)
            if gap.isdecimal():
                return redirect(url_for("gaps.page", number=int(gap)))
            return redirect(url_for(".person", code=code) + "#contact")

        return or_again(done, lambda wrong: _page(page, site, Away(), contact_faults=wrong))

    @blueprint.post("/<code>/away")
    @may(Right.HANDLE_GAPS)
    def away(code: str) -> WerkzeugResponse | tuple[str, int]:
        page = _shown(site, code)
        form = Away.of(request.form)
        now = site.clock()
        try:
            fallen = record_absence(site.store, read_away(form, code, now), who(), now)
        except Refused as error:
            return _page(page, site, form, wrong(error.reasons)), 422
        sweep(site.store, site.settings.horizon_weeks, now)
        flash(_told(page.who.name, len(fallen)))
        return redirect(url_for(".person", code=code) + "#duties")


def _shown(site: AppServices, code: str) -> Personal:
    found = show_person(site.store, code, _sight(code), site.clock())
    if found is None:
        abort(404)
    return found


def _sight(code: str) -> Sight:
    """Their own page they see whole; of a colleague they see name, functions and duties."""
    is_own = signed_in().person == code
    return Sight(
        register=is_own or current_user.may(Right.SEE_PEOPLE),
        reasons=is_own or current_user.may(Right.SEE_REASONS),
        links=is_own or current_user.may(Right.PLAN),
    )


def _page(
    page: Personal,
    site: AppServices,
    form: Away,
    faults: list[Wrong] | None = None,
    contact_faults: list[Wrong] | None = None,
) -> str:
    wrong_ways = contact_faults or []
    return render_template(
        "people/person.html",
        page=page,
        now=site.clock(),
        form=form,
        faults=faults or [],
        contact=contact_form(site, page.who.id, wrong_ways, was_sent=bool(wrong_ways)),
        gap=request.form.get("gap", ""),
        kinds=AbsenceKind,
        measures=Measure,
    )


def _told(name: str, fallen: int) -> str:
    recorded = say("{name} is recorded as away.").format(name=name)
    if not fallen:
        return f"{recorded} {say('No duty falls open.')}"
    told = count(
        "{count} duty falls open; see below.", "{count} duties fall open; see below.", fallen
    )
    return f"{recorded} {told}"
