"""What people are told of offers, swaps, leave, wishes and rounds of requests."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.i18n.request_words import days_words, outcome_word, why_words, wish_words
from data.model.errors import Fault, Refused
from data.model.gap import GapState
from data.model.message import MessageKind
from data.model.request import LeaveRequest, RequestRound, RequestStatus, RoundStep, SwapRequest
from data.store import gaps
from data.store.rosters import person_numbers
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.notifications.notifier import FULLY, SOON, Notification, Notifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.request import ShiftOffer
    from data.model.roster import RosterHead
    from data.model.shift import Shift
    from data.model.wish_outcome import WishOutcome


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


def round_key(asked: RequestRound, step: RoundStep) -> tuple[MessageKind, tuple[object, ...]]:
    """What tells the messages of a step of a round apart from others."""
    is_first = step is RoundStep.OPENED
    kind = MessageKind.ROUND_OPENED if is_first else MessageKind.ROUND_REMINDER
    return kind, (asked.id, step.value)


def round_asks(
    notifier: Notifier, asked: RequestRound, step: RoundStep, person: str, nothing: str = ""
) -> Notification:
    """That a round is under way, and how to answer; at its start, and to who has not answered.

    Parameters
    ----------
    nothing
        The link that says "nothing this time"; empty: no link can be made.
    """
    say, speech = notifier.speech.gettext, notifier.speech
    period, until = _period(notifier, asked), speech.moment(asked.until, ZONE)
    kind, key = round_key(asked, step)
    subject = (
        say("Your wishes for {period}, until {until}")
        if step is RoundStep.OPENED
        else say("Still to answer: your wishes for {period}, until {until}")
    ).format(period=period, until=until)
    opening = say("{name}, the roster of {period} will be planned. Until {until} you can say:")
    text = [
        opening.format(name=notifier.name(person), period=period, until=until),
        "",
        say("- what you would like to work, and what rather not: {link}").format(
            link=_page(notifier, "/mine/wishes")
        ),
        say("- when you ask to be absent: {link}").format(link=_page(notifier, "/mine/absence")),
        "",
        say("Nothing this time? One press, and you get no reminder: {link}").format(link=nothing)
        if nothing
        else say("Nothing this time? Say that there with one press, and you get no reminder."),
    ]
    if asked.note:
        text += ["", f"“{asked.note}”"]
    short = f"{subject}. {_page(notifier, '/mine/wishes')}"
    return Notification(kind, key, subject, "\n".join(text), short, stale_at=asked.until)


def round_closed(notifier: Notifier, closed: RequestRound, person: str) -> Notification:
    """That a round ended sooner than was said, to somebody who had not answered."""
    say, period = notifier.speech.gettext, _period(notifier, closed)
    subject = say("No more wishes for {period}: the round was closed").format(period=period)
    text = [
        say("{name}, the planner closed the round of requests for {period} early.").format(
            name=notifier.name(person), period=period
        ),
        say("You had not answered. If you wish something all the same, tell your planner now."),
    ]
    first = midnight(closed.first, ZONE)
    kind, key = MessageKind.ROUND_CLOSED, (closed.id,)
    return Notification(kind, key, subject, "\n".join(text), subject, stale_at=first)


def leave_waits(notifier: Notifier, found: Sequence[LeaveRequest]) -> Notification:
    """That people asked for leave, to a planner: one message for all since the last one."""
    speech = notifier.speech
    subject = speech.ngettext(
        "{count} request for leave waits for you",
        "{count} requests for leave wait for you",
        len(found),
    )
    lines = [
        f"- {notifier.name(one.person)}: {days_words(one.start, one.end, speech, ZONE)}"
        for one in found[:FULLY]
    ]
    more = len(found) - FULLY
    if more > 0:
        rest = speech.ngettext("and {count} more", "and {count} more", more)
        lines.append(f"- {rest}")
    text = [f"{subject}:", "", *lines, "", _page(notifier, "/requests")]
    key = tuple(one.id for one in found)
    last = max(one.end for one in found)
    short = f"{subject}. {_page(notifier, '/requests')}"
    return Notification(MessageKind.LEAVE_ASKED, key, subject, "\n".join(text), short, last)


def wishes_decided(
    notifier: Notifier, head: RosterHead, person: str, found: Sequence[WishOutcome]
) -> Notification:
    """What became of the wishes of one person in a signed roster."""
    say, speech = notifier.speech.gettext, notifier.speech
    period = speech.dates(head.first_date, head.last_date)
    subject = say("The outcome of your wishes for {period}").format(period=period)
    opening = say("{name}, the roster of {period} was signed. The outcome of your wishes:")
    text = [opening.format(name=notifier.name(person), period=period), ""]
    text += [f"- {_outcome_line(notifier, one)}" for one in found]
    text += ["", _page(notifier, "/mine/wishes/outcome")]
    met = sum(one.is_met for one in found)
    counted = say("{met} of {count} met").format(met=met, count=len(found))
    kind, short = MessageKind.WISHES_DECIDED, f"{subject}: {counted}"
    return Notification(kind, (head.id,), subject, "\n".join(text), short, stale_at=head.end)


def _outcome_line(notifier: Notifier, one: WishOutcome) -> str:
    """A wish, whether it was met, and else why not as far as that is known."""
    posts = {code: post.name for code, post in notifier.posts.items()}
    speech = notifier.speech
    text = f"{outcome_word(one, speech)}: {wish_words(one.wish, posts, speech, ZONE)}"
    why = why_words(one, posts, speech, ZONE)
    return f"{text}: {why}" if why else text


def _period(notifier: Notifier, asked: RequestRound) -> str:
    return f"{notifier.speech.dates(asked.first, asked.last)} {asked.last.year}"


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
