"""What people are told of requests: that one was made to them, and how it was answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.message import MessageKind
from data.model.request import LeaveRequest, RequestStatus, SwapRequest
from scheduler.alerts.letters import SOON, Letter, LetterBox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.model.shift import Shift

_SECOND = timedelta(seconds=1)


def leave_decided(box: LetterBox, request: LeaveRequest) -> Letter:
    """That an absence was granted or refused, and why."""
    say = box.speech.gettext
    first, last = (at.astimezone(ZONE).date() for at in (request.start, request.end - _SECOND))
    days = box.speech.dates(first, last)
    subject = (
        say("Your absence was granted: {days}")
        if request.status is RequestStatus.GRANTED
        else say("Your absence was refused: {days}")
    ).format(days=days)
    text = [f"{box.name(request.person)},", "", f"{subject}."]
    if request.reason:
        text += [say("Why: {reason}").format(reason=request.reason)]
    text += ["", _page(box, "/mine/absence")]
    kind, key = MessageKind.LEAVE_DECIDED, (request.id,)
    return Letter(kind, key, subject, "\n".join(text), subject, stale_at=request.end)


def swap_asked(box: LetterBox, request: SwapRequest, shifts: Mapping[str, Shift]) -> Letter:
    """That a colleague asks somebody to take a duty, perhaps for one of theirs."""
    say, given = box.speech.gettext, shifts[request.given]
    line, giver = box.duty_line(given), box.name(request.giver)
    subject = say("{name} asks: can you take this duty? {duty}").format(name=giver, duty=line)
    text = [f"{box.name(request.taker)},", ""]
    if request.returned is None:
        text += [say("{name} asks you to take this duty:").format(name=giver), f"- {line}"]
    else:
        back = box.duty_line(shifts[request.returned])
        text += [say("{name} asks you to swap. You get:").format(name=giver), f"- {line}"]
        text += [say("and {name} gets from you:").format(name=giver), f"- {back}"]
    if request.note:
        text += ["", f"“{request.note}”"]
    text += ["", say("Answer on your own page:"), _page(box, "/mine")]
    text += ["", say("You are free to decline, or not to answer.")]
    return _letter(box, MessageKind.SWAP_ASKED, request, subject, text, given)


def swap_answered(
    box: LetterBox, request: SwapRequest, shifts: Mapping[str, Shift], to: str
) -> Letter:
    """How a request to swap ended, to one of the two."""
    say, given = box.speech.gettext, shifts[request.given]
    line = box.duty_line(given)
    other = box.name(request.taker if to == request.giver else request.giver)
    sentences = {
        RequestStatus.GRANTED: say("Agreed with {name}, and in the roster: {duty}"),
        RequestStatus.REFUSED: say("{name} does not take it: {duty}"),
        RequestStatus.WITHDRAWN: say("{name} no longer asks it: {duty}"),
        RequestStatus.LAPSED: say("The swap with {name} can no longer be made: {duty}"),
    }
    subject = sentences[request.status].format(name=other, duty=line)
    text = [f"{box.name(to)},", "", f"{subject}.", "", _page(box, "/mine")]
    return _letter(box, MessageKind.SWAP_ANSWERED, request, subject, text, given)


def _letter(
    box: LetterBox,
    kind: MessageKind,
    request: SwapRequest,
    subject: str,
    text: list[str],
    given: Shift,
) -> Letter:
    return Letter(
        kind,
        (request.id,),
        subject,
        "\n".join(text),
        subject,
        stale_at=given.start if kind is MessageKind.SWAP_ASKED else given.end,
        is_urgent=given.start < box.now + SOON,
    )


def _page(box: LetterBox, path: str) -> str:
    return f"{box.settings.base_url.rstrip('/')}{path}"
