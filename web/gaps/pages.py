"""What all pages of a gap share: its history, who can fill it, whom to call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.call_attempt import CallOutcome
from data.model.errors import Refused
from data.model.gap import Cause
from scheduler.coverage.gap_groups import group_of
from scheduler.coverage.gap_queries import show_gap
from scheduler.coverage.on_duty import available_people
from scheduler.coverage.words import outcome_word
from web.access.regions import may, sees_reasons
from web.access.regions import seen as coverage_seen
from web.app_services import services
from web.board.words import can_be_called_for
from web.gaps import candidates as fillers
from web.gaps import story
from web.gaps.calling import CallList, call_list
from web.locale import _, current_language
from web.shared.contacts import contact_form
from web.shared.errors import error_messages
from web.shared.renewals import renewal_of_post
from web.shared.typed import typed_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.coverage.gap_queries import GapHistory
    from scheduler.planning.candidates import ShiftCandidates
    from web.gaps.forms import AcceptanceForm
    from web.shared.contacts import ContactForm
    from web.shared.renewals import RenewalLines

pages = Blueprint("gaps", __name__)
_HANDLE = Right.HANDLE_GAPS


def stale_page(number: int) -> tuple[str, int] | None:
    """The page of a gap that closed since somebody saw it, saying how; None: it is still open."""
    told = history_of(number)
    if told.row.gap.is_open:
        return None
    said = story.state(told, sees_reasons=sees_reasons(told.row.gap.interval.post))
    text = _("Nothing was done, because this gap is no longer open: {state}.")
    return gap_page(told, trouble=[text.format(state=said)]), 409


def together(number: int) -> list[int]:
    """A gap, and those of the form that are open still: done at once, each of them a gap."""
    also = set(typed_numbers("also"))
    seen = coverage_seen(services.clock())
    still = {row.gap.id for row in seen.rows}
    gone = len(also - still)
    if gone:
        text = _("Closed meanwhile, and left as they are: {count}.").format(count=gone)
        flash(text)
    return sorted({number, *(also & still)})


def back_to(number: int) -> WerkzeugResponse:
    """The page that a button stood on: the board, the list, or that of the gap."""
    places = {"board": "board.now", "list": ".list_page"}
    place = places.get(request.form.get("from", ""))
    return redirect(url_for(place) if place else url_for(".page", number=number))


def trouble_of(refused: Refused) -> list[str]:
    """Why something cannot be done, a sentence each."""
    return [str(one) for one in error_messages(refused.reasons)]


def history_of(number: int) -> GapHistory:
    """One gap as it is now, with its history; without it there is no such page."""
    try:
        return show_gap(services.store, number, coverage_seen(services.clock()))
    except Refused:
        abort(404)


def gap_page(
    told: GapHistory,
    given: AcceptanceForm | None = None,
    *,
    with_choices: bool = False,
    trouble: Sequence[str] = (),
) -> str:
    """The page of a gap as it is now."""
    now, interval = services.clock(), told.row.gap.interval
    sees = sees_reasons(interval.post)
    handles = may(_HANDLE, interval.post)
    seen = coverage_seen(now)
    facts = seen.facts
    rows = [one for one in seen.rows if not handles or may(_HANDLE, one.gap.interval.post)]
    choices = choices_of(told) if with_choices else None
    return render_template(
        "gaps/gap.html",
        story=told,
        gap=told.row.gap,
        state=story.state(told, sees_reasons=sees),
        trouble=trouble,
        now=now,
        given=given,
        people=facts.people,
        sees_reasons=sees,
        handles=handles,
        history=story.history(told, sees_reasons=sees),
        group=group_of(told.row.gap.id, rows),
        remedy=fillers.remedy(interval, now),
        unseen=missed_of(told) if handles else [],
        renewed=renewed_of(told, told.names) if sees else None,
        contacts=_contacts(told) if handles else [],
        can_be_offered=can_be_called_for(told.row, now),
        at_hand=available_people(facts.inputs, interval, now) if interval.start <= now else [],
        is_called=interval.cause is Cause.OPEN_CALL,
        choices=choices,
        calls=calls_of(told, choices) if with_choices else None,
    )


def renewed_of(told: GapHistory, people: Mapping[str, str]) -> RenewalLines | None:
    """Whose competence has lapsed by then, and what would renew it; None: nobody's.

    Parameters
    ----------
    people
        Names by id.
    """
    interval = told.row.gap.interval
    if not told.row.gap.is_open or interval.cause is Cause.OPEN_CALL:
        return None
    return renewal_of_post(interval.post, interval.start, interval.end, people)


def missed_of(told: GapHistory) -> list[str]:
    """Ids of those who did not confirm to be there, and may be on their way or at their desk."""
    interval = told.row.gap.interval
    missed = (part.person for part in interval.parts if part.cause is Cause.NOT_SHOWN_UP)
    return list(dict.fromkeys(missed)) if told.row.gap.is_open else []


def _contacts(told: GapHistory) -> list[ContactForm]:
    """A form for each of those who are on it while nothing says how they are reached."""
    gap = told.row.gap
    missing = (part.person for part in gap.interval.parts if part.cause is Cause.NO_CONTACT)
    people = dict.fromkeys(missing) if gap.is_open else {}
    return [form for one in people if (form := contact_form(one)) is not None]


def choices_of(told: GapHistory) -> fillers.FillOptions | None:
    """Who can fill it; None: that is no question of who, or it is filled."""
    now = services.clock()
    if not can_be_called_for(told.row, now):
        return None
    return _options(told, services.kept_offers.offer_for(told.row.gap.interval.slot, now))


def candidates_part(number: int) -> str:
    """Who can fill a gap and whom to call, without the page around it."""
    told = history_of(number)
    found = choices_of(told)
    return render_template(
        "gaps/candidates.html", story=told, choices=found, calls=calls_of(told, found)
    )


def _options(told: GapHistory, offered: ShiftCandidates) -> fillers.FillOptions:
    people = coverage_seen(services.clock()).facts.people
    reach = fillers.ContactOption(people, services.settings.channels)
    return fillers.choices(offered, told, reach)


def calls_of(told: GapHistory, found: fillers.FillOptions | None) -> CallList:
    """Whom to call about a gap, the next one first."""
    now = services.clock()
    people = coverage_seen(now).facts.people
    return call_list(told, found, missed_of(told), people, now)


@pages.app_template_global()
def calls_at_once(number: int) -> CallList | None:
    """Whom to call, where that is known without looking for it; None: it has to be looked for."""
    now = services.clock()
    row = next((one for one in coverage_seen(now).rows if one.gap.id == number), None)
    if row is None or not can_be_called_for(row, now):
        return CallList(())
    kept = services.kept_offers.kept(row.gap.interval.slot, now)
    if kept is None:  # so its history need not be read
        return None
    told = history_of(number)
    return calls_of(told, _options(told, kept))


@pages.app_template_global()
def outcome_label(outcome: str) -> str:
    """What came of a call, on a button."""
    said = outcome_word(CallOutcome(outcome), current_language())
    return said[:1].upper() + said[1:]
