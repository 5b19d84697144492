"""The pages ``/findings``: the list, a new one, and one from what was found to what helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from data.model.account import Right
from data.model.errors import InputError, Refused
from data.model.improvement import EffectCheck, FindingOrigin, FindingSubject, ImprovementAction
from data.tables.period import ZONE
from scheduler.improvement.partner_links import receipts_of
from scheduler.improvement.prefill import prefilled
from scheduler.improvement.queries import (
    FindingFilter,
    State,
    finding_of,
    list_findings,
    names,
    partners_of,
    themes_of,
)
from scheduler.improvement.recording import (
    add_action,
    close_finding,
    make_finding,
    note_done,
    record_check,
    reopen_finding,
)
from web.access.guard import current_username, require
from web.access.regions import reach, reach_of
from web.app_services import services
from web.improvement.form import (
    TypedAction,
    owners,
    prefilled_finding,
    typed_action,
    typed_check,
    typed_finding,
)
from web.improvement.pages import FindingWords, actor, may_change, pages, said, said_of, today
from web.locale import _, current_language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.improvement import FindingFile
    from scheduler.improvement.partner_links import Receipt
    from scheduler.improvement.queries import FindingNames, NumberedFinding
    from web.improvement.form import TypedFinding

    Answer = WerkzeugResponse | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """Something that happened to a finding, or that is to happen.

    Parameters
    ----------
    kind
        ``found``, ``received``, ``due``, ``done``, ``check`` or ``closed``.
    """

    day: date
    kind: str
    action: ImprovementAction | None = None
    check: EffectCheck | None = None
    partner: str = ""


def timeline(file: FindingFile, received: Sequence[Receipt] = ()) -> list[TimelineStep]:
    """What happened to a finding by day; of one day in the order of the circle."""
    steps = [TimelineStep(file.finding.found_on, "found")]
    steps += [TimelineStep(one.done_on, "done", one) for one in file.actions if one.done_on]
    steps += [TimelineStep(one.due, "due", one) for one in file.actions if not one.done_on]
    steps += [TimelineStep(one.date, "check", check=one) for one in file.checks]
    steps += [
        TimelineStep(one.at.astimezone(ZONE).date(), "received", partner=one.partner)
        for one in received
    ]
    if file.finding.closed_on:
        steps.append(TimelineStep(file.finding.closed_on, "closed"))
    kinds = ("found", "received", "done", "due", "check", "closed")
    return sorted(steps, key=lambda one: (one.day, kinds.index(one.kind)))


@pages.get("/findings")
@require(Right.SEE_FINDINGS)
def list_page() -> str:
    found, chosen = list_findings(services.store, reach()), _filter()
    known = names(services.store)
    rows = [one for one in found if chosen.keeps(one.file, today())]
    return render_template(
        "improvement/findings.html",
        rows=rows,
        all=found,
        chosen=chosen,
        names=known,
        **_choices(found, known),
        partners_of=partners_of,
        states=State,
        today=today(),
        may_make=current_user.may(Right.HANDLE_GAPS),
    )


def _choices(
    found: Sequence[NumberedFinding], known: FindingNames
) -> dict[str, list[tuple[str, str]]]:
    """What the list can be narrowed to: a code and a word of each choice."""
    functions = {one.file.finding.function for one in found} - {""}
    partners = {partner for one in found for partner in partners_of(one.file)}
    mine = reach()
    return {
        "themes": [(one, one) for one in themes_of(found)],
        "origins": [(one.value, FindingWords.origin(one)) for one in FindingOrigin],
        "functions": sorted((one, known.functions.get(one, one)) for one in functions),
        "regions": [(code, name) for code, name in known.regions.items() if mine.covers([code])],
        "partners": [(one, one) for one in sorted(partners)],
    }


def _filter() -> FindingFilter:
    given = request.args
    origin = next((one for one in FindingOrigin if one == given.get("origin")), None)
    state = next((one for one in State if one == given.get("state")), State.OPEN)
    return FindingFilter(
        theme=given.get("theme", "").strip(),
        origin=origin,
        function=given.get("function", ""),
        region=given.get("region", ""),
        partner=given.get("partner", ""),
        state=state,
        mine=actor() if given.get("mine") else None,
    )


@pages.get("/findings/new")
@require(Right.HANDLE_GAPS)
def new() -> str:
    subject = next((one for one in FindingSubject if one == request.args.get("on")), None)
    if subject is None:
        return _new_page(prefilled_finding({"found_on": today().isoformat()}))
    of, now = request.args.get("of", ""), services.clock()
    try:
        texts = prefilled(services.store, subject, of, current_language(), now, reach())
    except Refused:
        abort(404)
    return _new_page(prefilled_finding(texts))


@pages.post("/findings")
@require(Right.HANDLE_GAPS)
def begin() -> Answer:
    typed = typed_finding(request.form)
    store, now = services.store, services.clock()
    try:
        number = make_finding(store, typed.new, current_username(), now, reach())
    except (InputError, Refused) as error:
        return _new_page(typed, said(error)), 422
    flash(_("The finding is recorded."))
    return redirect(url_for(".one", number=number))


def _new_page(typed: TypedFinding, wrong: Sequence[str] = ()) -> str:
    known = names(services.store)
    mine = reach()
    return render_template(
        "improvement/new.html",
        typed=typed,
        wrong=wrong,
        names=known,
        owners=owners(known, mine),
        regions={code: name for code, name in known.regions.items() if mine.covers([code])},
        themes=themes_of(list_findings(services.store, reach_of(Right.SEE_FINDINGS))),
    )


@pages.get("/findings/<int:number>")
@require(Right.SEE_FINDINGS)
def one(number: int) -> str:
    return _page(_found(number))


@pages.post("/findings/<int:number>/actions")
@require(Right.CHANGE_RECORDS)
def act(number: int) -> Answer:
    typed = typed_action(request.form)

    def done() -> None:
        add_action(services.store, number, typed.new, current_username(), services.clock(), reach())

    return _kept(number, done, _("The action is recorded."), typed)


@pages.post("/findings/<int:number>/done")
@require(Right.SEE_FINDINGS)
def done(number: int) -> Answer:
    file, code = _found(number).file, request.form.get("action", "")
    plans = may_change(file.finding, Right.CHANGE_RECORDS)
    if not plans and not any(one.id == code and one.is_owned_by(actor()) for one in file.actions):
        abort(403)

    def note() -> None:
        remark = request.form.get("remark", "")[:500]
        now = services.clock()
        note_done(services.store, number, code, remark, actor(), now, may_for_others=plans)

    return _kept(number, note, _("Noted as done."))


@pages.post("/findings/<int:number>/check")
@require(Right.CHANGE_RECORDS)
def check(number: int) -> Answer:
    typed = typed_check(request.form)

    def record() -> None:
        record_check(services.store, number, typed, actor(), services.clock(), reach())

    return _kept(number, record, _("The check is recorded."))


@pages.post("/findings/<int:number>/close")
@require(Right.CHANGE_RECORDS)
def close(number: int) -> Answer:
    def record() -> None:
        close_finding(services.store, number, actor(), services.clock(), reach())

    return _kept(number, record, _("The finding is closed."))


@pages.post("/findings/<int:number>/reopen")
@require(Right.CHANGE_RECORDS)
def reopen(number: int) -> Answer:
    def record() -> None:
        reopen_finding(services.store, number, current_username(), services.clock(), reach())

    return _kept(number, record, _("The finding is open again."))


def _found(number: int) -> NumberedFinding:
    try:
        return finding_of(services.store, number, reach_of(Right.SEE_FINDINGS))
    except Refused:
        abort(404)


def _kept(
    number: int, record: Callable[[], None], message: str, typed: TypedAction | None = None
) -> Answer:
    """The page again once something is recorded; refused: the page with what is wrong."""
    found = _found(number)
    try:
        record()
    except (InputError, Refused) as error:
        return _page(found, typed or TypedAction(), said(error)), 422
    flash(message)
    return redirect(url_for(".one", number=number))


def _page(
    found: NumberedFinding, typed: TypedAction | None = None, wrong: Sequence[str] = ()
) -> str:
    known, file = names(services.store), found.file
    me, plans = actor(), may_change(file.finding, Right.CHANGE_RECORDS)
    return render_template(
        "improvement/finding.html",
        number=found.number,
        file=file,
        finding=file.finding,
        stage=file.stage,
        steps=timeline(file, receipts_of(services.store, found.number)),
        names=known,
        owners=owners(known, reach_of(Right.CHANGE_RECORDS)) if plans else [],
        typed=typed or TypedAction(),
        wrong=wrong,
        today=today(),
        plans=plans,
        me=me,
        may_check=plans and file.refusal_to_check(me) is None,
        refusal=said_of(file.refusal_to_close(me)),
        subject_address=_subject_address(found),
    )


def _subject_address(found: NumberedFinding) -> str:
    """The page of what a finding was made on; empty: there is none, or it is not theirs."""
    finding = found.file.finding
    match finding.subject:
        case FindingSubject.GAP:
            return url_for("gaps.page", number=int(finding.subject_id))
        case FindingSubject.EXERCISE if current_user.may(Right.SEE_PEOPLE):
            return url_for("exercises.page", number=int(finding.subject_id))
        case FindingSubject.CALL_OUT if current_user.may(Right.HANDLE_GAPS):
            return url_for("call_outs.one", number=int(finding.subject_id))
        case FindingSubject.DEPLOYMENT:
            return url_for("relief.page", number=int(finding.subject_id))
        case FindingSubject.LAPSE if current_user.may(Right.SEE_PEOPLE):
            return url_for("people.person", code=finding.subject_person)
    return ""
