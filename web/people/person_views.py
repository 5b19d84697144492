"""The page ``/people/<code>``: a person, as far as the reader may know it; and absence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Fault, Refused
from data.model.tally import Measure
from data.tables.period import ZONE
from data.tables.values import BadValue, midnight, to_date, to_moment
from scheduler.coverage.monitor import sweep
from scheduler.partners.documents import read_document
from scheduler.planning.absences import record_absence
from scheduler.planning.roster_queries import in_force_of
from scheduler.reporting.person import Sight, show_person
from web.access.guard import current_username, require, signed_in
from web.access.regions import may_about
from web.app_services import services
from web.locale import _, ngettext
from web.people.pages import pages
from web.shared.contacts import contact_form, save_contacts
from web.shared.errors import ErrorMessage, error_messages, or_again
from web.shared.responses import file_answer
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.reporting.person import Personal
    from web.shared.errors import Answer


@pages.get("/<code>")
@require(Right.SEE_COVERAGE)
def person(code: str) -> str:
    return _page(_shown(code), Away())


@pages.get("/<code>/documents/<int:number>")
@require(Right.SEE_COVERAGE)
def document(code: str, number: int) -> WerkzeugResponse:
    """What an employer gave with a declaration: a file to keep, which no browser opens here."""
    if not _sight(code).register:
        abort(404)
    try:
        known, content = read_document(services.store, code, number)
    except Refused:
        abort(404)
    answer = file_answer(content, f"declaration-{number}.{known.kind.value}", known.kind.mimetype)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@pages.post("/<code>/contacts")
@require(Right.HANDLE_GAPS)
def contacts(code: str) -> Answer:
    page, gap = _shown(code), typed_number(request.form.get("gap", ""))

    def done() -> WerkzeugResponse:
        save_contacts(code)
        if gap is not None:
            return redirect(url_for("gaps.page", number=gap))
        return redirect(url_for(".person", code=code) + "#contact")

    return or_again(done, lambda faults: _page(page, Away(), contact_faults=faults))


@pages.post("/<code>/away")
@require(Right.HANDLE_GAPS)
def away(code: str) -> WerkzeugResponse | tuple[str, int]:
    page = _shown(code)
    form = Away.of(request.form)
    now = services.clock()
    try:
        fallen = record_absence(services.store, read_away(form, code, now), current_username(), now)
    except Refused as error:
        return _page(page, form, error_messages(error.reasons)), 422
    sweep(services.store, services.settings.horizon_weeks, now)
    flash(_told(page.who.name, len(fallen)))
    return redirect(url_for(".person", code=code) + "#duties")


def _shown(code: str) -> Personal:
    found = show_person(services.store, code, _sight(code), services.clock())
    if found is None:
        abort(404)
    return found


def _sight(code: str) -> Sight:
    """Their own page they see whole; of a colleague they see name, functions and duties."""
    is_own = signed_in().person == code
    return Sight(
        register=is_own or may_about(Right.SEE_PEOPLE, code),
        reasons=is_own or may_about(Right.SEE_REASONS, code),
        links=is_own or may_about(Right.PLAN, code),
    )


def _page(
    page: Personal,
    form: Away,
    faults: list[ErrorMessage] | None = None,
    contact_faults: list[ErrorMessage] | None = None,
) -> str:
    wrong_ways = contact_faults or []
    return render_template(
        "people/person.html",
        page=page,
        now=services.clock(),
        in_force=in_force_of(services.store, page.who.id, services.clock()),
        form=form,
        faults=faults or [],
        contact=contact_form(page.who.id, wrong_ways, was_sent=bool(wrong_ways)),
        gap=request.form.get("gap", ""),
        kinds=AbsenceKind,
        measures=Measure,
    )


def _told(name: str, fallen: int) -> str:
    recorded = _("{name} is recorded as away.").format(name=name)
    if not fallen:
        return f"{recorded} {_('No duty falls open.')}"
    told = ngettext(
        "{count} duty falls open; see below.", "{count} duties fall open; see below.", fallen
    )
    return f"{recorded} {told}"


@dataclass(frozen=True, slots=True)
class Away:
    """What was typed.

    Parameters
    ----------
    start, clock, until
        First day, clock time on it (empty: from midnight, or from now if that is today), last day.
    """

    kind: str = AbsenceKind.ILLNESS.value
    start: str = ""
    clock: str = ""
    until: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Away:
        """The fields of a form."""
        return cls(**{name: given.get(name, "").strip()[:40] for name in cls.__slots__})


def read_away(form: Away, person: str, now: datetime) -> Absence:
    """The absence that was meant.

    Raises
    ------
    Refused
        With all that is wrong.
    """
    faults: list[Fault] = []
    today = now.astimezone(ZONE).date()
    kind = _kind(form.kind, faults)
    first = _day(form.start or today.isoformat(), _("the first day"), faults)
    last = _day(form.until, _("the last day"), faults)
    if first and last and last < first:
        what = _("the last day lies before the first")
        faults.append(Fault(what, _("Correct one of the two")))
    start = _start(first, form.clock, faults) if first else None
    if faults or start is None or last is None or kind is None:
        raise Refused(faults)
    if kind is AbsenceKind.ILLNESS and first == today and not form.clock:
        start = now.replace(second=0, microsecond=0)
    return Absence(person, kind, start, midnight(last + timedelta(days=1), ZONE))


def _kind(text: str, faults: list[Fault]) -> AbsenceKind | None:
    if text in tuple(AbsenceKind):
        return AbsenceKind(text)
    faults.append(Fault(_("the reason of the absence is missing"), _("Choose one of the three")))
    return None


def _day(text: str, what: str, faults: list[Fault]) -> date | None:
    try:
        return to_date(text)
    except BadValue:
        said = _("{what} is not a date").format(what=what)
        faults.append(Fault(said, _("Write it as 2027-01-31 or 31-1-2027")))
        return None


def _start(first: date, clock: str, faults: list[Fault]) -> datetime | None:
    if not clock:
        return midnight(first, ZONE)
    try:
        return to_moment(f"{first} {clock}", ZONE)
    except BadValue:
        faults.append(Fault(_("the time is not a clock time"), _("Write it as 07:00")))
        return None
