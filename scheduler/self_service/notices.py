"""What people are told of a shift that is offered to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.gap import GapState
from data.model.message import MessageKind
from data.model.request import LeaveRequest, RequestStatus, SwapRequest
from data.store import gaps
from data.store.rosters import person_numbers
from data.tables.period import ZONE
from scheduler.notifications.notifier import SOON, Notification, Notifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.request import ShiftOffer
    from data.model.shift import Shift


def offered(
    notifier: Notifier, offer: ShiftOffer, shift: Shift, accept: str, decline: str
) -> Notification:
    """That a shift is offered, with the two links."""
    say, line = notifier.speech.gettext, notifier.duty_line(shift)
    subject = say("Can you take this shift? {shift}").format(shift=line)
    until = notifier.speech.moment(offer.expires_at, ZONE)
    text = [
        say("{name}, this shift is open, and by all rules you may take it:").format(
            name=notifier.name(offer.person)
        ),
        "",
        f"- {line}",
        "",
        say("I take it: {link}").format(link=accept),
        say("I do not: {link}").format(link=decline),
        "",
        say("The first to accept gets it. The offer stands until {until}.").format(until=until),
        say("You are free to decline, or not to answer."),
    ]
    return Notification(
        MessageKind.SHIFT_OFFERED,
        (offer.id,),
        subject,
        "\n".join(text),
        f"{subject} {accept}",
        stale_at=offer.expires_at,
        is_urgent=shift.start < notifier.now + SOON,
    )


def closed(notifier: Notifier, offer: ShiftOffer, shift: Shift, *, is_filled: bool) -> Notification:
    """That an offer no longer stands: somebody else has the shift, or it was withdrawn."""
    say, line = notifier.speech.gettext, notifier.duty_line(shift)
    subject = say("No longer needed: {shift}").format(shift=line)
    why = (
        say("{name}, the shift that was offered to you has been filled. Thank you for looking.")
        if is_filled
        else say("{name}, the shift that was offered to you is no longer offered.")
    )
    text = [why.format(name=notifier.name(offer.person)), "", f"- {line}"]
    text += ["", say("You need not do anything.")]
    return Notification(
        MessageKind.OFFER_CLOSED,
        (offer.id,),
        subject,
        "\n".join(text),
        subject,
        stale_at=shift.end,
        is_urgent=shift.start < notifier.now + SOON,
    )


_OPEN = (GapState.OPEN, GapState.ACKNOWLEDGED, GapState.ACCEPTED)


def note_offer(connection: Connection, made: Sequence[ShiftOffer], who: str, now: datetime) -> None:
    """Add a line for each offer, as it is now, to the open gaps of its shift."""
    numbers = person_numbers(connection)
    slots: dict[str, list[int]] = {}
    for gap in gaps.read_gaps(connection, _OPEN):
        slots.setdefault(gap.interval.slot, []).append(gap.id)
    for offer in made:
        facts = {
            "offer": offer.id,
            "person": numbers[offer.person],
            "status": offer.status.value,
        }
        for number in slots.get(offer.shift, ()):
            gaps.add_event(connection, number, now, "offered", who, facts)


_SECOND = timedelta(seconds=1)


def leave_decided(notifier: Notifier, request: LeaveRequest) -> Notification:
    """That an absence was granted or refused, and why."""
    say = notifier.speech.gettext
    first, last = (at.astimezone(ZONE).date() for at in (request.start, request.end - _SECOND))
    days = notifier.speech.dates(first, last)
    subject = (
        say("Your absence was granted: {days}")
        if request.status is RequestStatus.GRANTED
        else say("Your absence was refused: {days}")
    ).format(days=days)
    text = [f"{notifier.name(request.person)},", "", f"{subject}."]
    if request.reason:
        text += [say("Why: {reason}").format(reason=request.reason)]
    text += ["", _page(notifier, "/mine/absence")]
    kind, key = MessageKind.LEAVE_DECIDED, (request.id,)
    return Notification(kind, key, subject, "\n".join(text), subject, stale_at=request.end)


def swap_asked(
    notifier: Notifier, request: SwapRequest, shifts: Mapping[str, Shift]
) -> Notification:
    """That a colleague asks somebody to take a duty, perhaps for one of theirs."""
    say, given = notifier.speech.gettext, shifts[request.given]
    line, giver = notifier.duty_line(given), notifier.name(request.giver)
    subject = say("{name} asks: can you take this duty? {duty}").format(name=giver, duty=line)
    text = [f"{notifier.name(request.taker)},", ""]
    if request.returned is None:
        text += [say("{name} asks you to take this duty:").format(name=giver), f"- {line}"]
    else:
        back = notifier.duty_line(shifts[request.returned])
        text += [say("{name} asks you to swap. You get:").format(name=giver), f"- {line}"]
        text += [say("and {name} gets from you:").format(name=giver), f"- {back}"]
    if request.note:
        text += ["", f"“{request.note}”"]
    text += ["", say("Answer on your own page:"), _page(notifier, "/mine")]
    text += ["", say("You are free to decline, or not to answer.")]
    return _letter(notifier, MessageKind.SWAP_ASKED, request, subject, text, given)


def swap_answered(
    notifier: Notifier, request: SwapRequest, shifts: Mapping[str, Shift], to: str
) -> Notification:
    """How a request to swap ended, to one of the two."""
    say, given = notifier.speech.gettext, shifts[request.given]
    line = notifier.duty_line(given)
    other = notifier.name(request.taker if to == request.giver else request.giver)
    sentences = {
        RequestStatus.GRANTED: say("Agreed with {name}, and in the roster: {duty}"),
        RequestStatus.REFUSED: say("{name} does not take it: {duty}"),
        RequestStatus.WITHDRAWN: say("{name} no longer asks it: {duty}"),
        RequestStatus.LAPSED: say("The swap with {name} can no longer be made: {duty}"),
    }
    subject = sentences[request.status].format(name=other, duty=line)
    text = [f"{notifier.name(to)},", "", f"{subject}.", "", _page(notifier, "/mine")]
    return _letter(notifier, MessageKind.SWAP_ANSWERED, request, subject, text, given)


def _letter(
    notifier: Notifier,
    kind: MessageKind,
    request: SwapRequest,
    subject: str,
    text: list[str],
    given: Shift,
) -> Notification:
    return Notification(
        kind,
        (request.id,),
        subject,
        "\n".join(text),
        subject,
        stale_at=given.start if kind is MessageKind.SWAP_ASKED else given.end,
        is_urgent=given.start < notifier.now + SOON,
    )


def _page(notifier: Notifier, path: str) -> str:
    return f"{notifier.settings.base_url.rstrip('/')}{path}"


def row_name(connection: Connection, person: str, speech: Language) -> str:
    """The number of their row, so that the chain names nobody; they must be here.

    Raises
    ------
    Refused
        They left, or were never here.
    """
    number = person_numbers(connection, here_only=True).get(person)
    if number is None:
        say = speech.gettext
        raise Refused(
            [Fault(say("You are no longer in the records"), say("Ask your planner about it"))]
        )
    return f"people/{number}"


def clean(text: str) -> str:
    """A note without control characters, which no database and no mail needs."""
    return "".join(one for one in text if one.isprintable() or one in "\n\t").strip()


def too_long(text: str, most: int, what: str, speech: Language) -> list[Fault]:
    """A fault if a note has more characters than so many."""
    if len(clean(text)) <= most:
        return []
    remedy = speech.gettext("Say it in at most {count} characters").format(count=most)
    return [Fault(what, remedy)]
