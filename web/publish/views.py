"""The pages ``/rosters/<number>/publish`` and ``/rosters/<number>/signed``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from data.i18n.sign_off_words import (
    RemarkWords,
    how_it_came_about,
    request_agreed,
    signer_words,
)
from data.i18n.signature_words import SignatureWords
from data.model.account import Right
from data.model.errors import Conflict, Refused
from data.model.signature import says_by_remark
from data.tables.period import ZONE
from scheduler.accounts.regions import Subject, is_within
from scheduler.planning.books import book_conflicts
from scheduler.planning.company import company_of
from scheduler.planning.comparison import behind_of
from scheduler.planning.open_roster import rule_sentences
from scheduler.planning.publish import all_new, propose, publish
from scheduler.planning.roster_queries import find_head, read_signed
from scheduler.planning.signatures import region_names
from scheduler.records.contacts import duties_to_come, find_unreachable
from scheduler.self_service.request_queries import leave_waiting
from web.access.guard import current_username, require
from web.access.regions import reach, reach_of
from web.app_services import services
from web.locale import _, current_language
from web.plan.progress import period_text
from web.publish.consent import Typed, groups
from web.publish.display import (
    changes_of,
    clock_lines,
    conflict_lines,
    kind_help,
    kind_title,
    left_out,
    signing_of,
    spreads,
    summary,
)
from web.publish.readiness import checklist
from web.publish.renewals import renewed_by_subject
from web.shared.display import channel_word
from web.shared.errors import error_messages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from data.model.roster import RosterHead
    from scheduler.planning.publish import Proposal
    from scheduler.records.contacts import ReachWarning

ROSTER = "/rosters/<int:number>"
LACKING = 422  #: the answer to a signature that does not accept all there is to accept


pages = Blueprint("publish", __name__)
pages.app_template_global("kind_title")(kind_title)
pages.app_template_global("kind_help")(kind_help)
pages.app_template_global("signed_by")(lambda head: signer_words(head, current_language()))
pages.app_template_global("request_agreed")(request_agreed)
pages.app_template_global("how_it_came_about")(how_it_came_about)


def shown(
    number: int, typed: Typed, trouble: Sequence[str] = (), status: int = 200
) -> tuple[str, int]:
    since = behind_of(services.store, number, services.clock())
    if since is not None:
        head = find_head(services.store, number)
        whole = _sees_whole(number)
        page = render_template("publish/behind.html", head=head, behind=since, may_rebase=whole)
        return page, 409
    proposal = propose(services.store, number, current_username(), services.clock())
    roster = proposal.roster
    names = {one.id: one.name for one in roster.problem.people}
    words = RemarkWords(current_language(), roster.problem.zone, names)
    asked = groups(proposal, typed, words, was_sent=status == LACKING)
    scope, shifts = proposal.scope, {shift.id: shift for shift in roster.shifts}
    page = render_template(
        "publish/page.html",
        proposal=proposal,
        head=roster.head,
        period=period_text(roster.head.first_date, roster.head.weeks),
        summary=summary(proposal),
        rules=rule_sentences(roster.problem, current_language().code),
        is_whole=scope.is_whole,
        left_out=left_out(roster, scope),
        changes=changes_of(
            scope.changes(proposal.changes if proposal.base else all_new(roster), shifts),
            shifts,
            roster.problem,
            [one for one in roster.splits if scope.shows_post(one.post)],
        ),
        groups=asked,
        renewed=renewed_by_subject(proposal, names),
        clock=clock_lines(roster, scope),
        company=company_of(roster.problem, roster.assignments, current_language()),
        spreads=spreads(proposal),
        trouble=[_lacking()] if any(group.missing for group in asked) else trouble,
        checks=checklist(_unreached(proposal)),
        channel_word=channel_word,
        leave_waits=leave_waiting(services.store, roster.head.start, roster.head.end),
        conflicts=conflict_lines(
            [
                one
                for one in book_conflicts(services.store, roster)
                if scope.shows_person(one.violation.person)
            ],
            roster.problem,
        ),
        signing=signing_of(proposal, names_of_regions(), reach_of(Right.PLAN)),
    )
    return page, status


@pages.get(f"{ROSTER}/publish")
@require(Right.PLAN)
def page(number: int) -> WerkzeugResponse | tuple[str, int]:
    if find_head(services.store, number).version:
        return _to_what_was_signed(number)
    return shown(number, Typed())


@pages.post(f"{ROSTER}/publish")
@require(Right.PLAN)
def sign(number: int) -> WerkzeugResponse | tuple[str, int]:
    before = find_head(services.store, number)
    if before.version:
        flash(_by_whom(before))
        return _to_what_was_signed(number)
    typed, seen = Typed.on(request.form), request.form.get("seen", type=int)
    try:
        head, proposal = publish(
            services.store,
            number,
            typed.consent(),
            current_username(),
            services.clock(),
            current_language(),
            -1 if seen is None else seen,
        )
    except Refused as error:
        return shown(number, typed, [str(one) for one in error_messages(error.reasons)], LACKING)
    except Conflict as error:
        return shown(number, typed, [_changed_by(error)], 409)
    if head.version is None:
        flash(_kept(proposal))
        return redirect(url_for(".page", number=number))
    return _to_what_was_signed(number)


def _to_what_was_signed(number: int) -> WerkzeugResponse:
    """The page of the signature; the roster, where it is of posts of others too."""
    if _sees_whole(number):
        return redirect(url_for(".signed", number=number))
    return redirect(url_for("rosters.grid", roster=number))


def _sees_whole(number: int) -> bool:
    """Whether each post of a roster is within reach of this request."""
    return is_within(services.store, Subject.WHOLE_ROSTER, str(number), reach())


@pages.get(f"{ROSTER}/signed")
@require(Right.PLAN)
def signed(number: int) -> WerkzeugResponse | str:
    if not find_head(services.store, number).version:
        return redirect(url_for(".page", number=number))
    found = read_signed(services.store, number)
    return render_template(
        "publish/signed.html",
        found=found,
        head=found.head,
        period=period_text(found.head.first_date, found.head.weeks),
        changes=changes_of(found.changes, found.shifts, found.problem, found.splits),
        words=RemarkWords(current_language(), found.head.zone, found.names),
        speaks=bool(services.settings.channels),
        signature_words=SignatureWords(current_language(), found.head.zone, names_of_regions()),
        said=says_by_remark(found.signatures.signatures),
    )


def _unreached(proposal: Proposal) -> list[ReachWarning]:
    """Whom nothing reaches of those with duties in it, and posts without a duty manager."""
    now, roster = services.clock(), proposal.roster
    duties = duties_to_come(roster.assignments, roster.shifts, now)
    today = now.astimezone(ZONE).date()
    return list(find_unreachable(services.store, today, duties, roster.head.book))


def _kept(proposal: Proposal) -> str:
    """That a signature waits for others."""
    text = _("Your signature is kept. Still to sign: {regions}.")
    words = SignatureWords(current_language(), ZONE, names_of_regions())
    return text.format(regions=words.regions(proposal.signatures.outstanding))


def names_of_regions() -> dict[str, str]:
    """Names of regions by id, those that are no longer there too."""
    return region_names(services.store)


def _lacking() -> str:
    return _("Nothing was signed: what is marked below still needs a reason.")


def _by_whom(head: RosterHead) -> str:
    return _("It was signed already, by {who}.").format(who=head.signer)


def _changed_by(error: Conflict) -> str:
    text = _(
        "Nothing was signed: {who} changed this draft since you opened this page. Below it is as "
        "it is now; look at it again, and sign."
    )
    return text.format(who=error.by)
