"""What people are told of a shift that is offered to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.message import MessageKind
from scheduler.alerts.letters import SOON, Letter, LetterBox

if TYPE_CHECKING:
    from data.model.shift import Shift
    from data.model.shift_offer import ShiftOffer


def offered(box: LetterBox, offer: ShiftOffer, shift: Shift, accept: str, decline: str) -> Letter:
    """That a shift is offered, with the two links."""
    say, line = box.speech.gettext, box.duty_line(shift)
    subject = say("Can you take this shift? {shift}").format(shift=line)
    until = box.speech.moment(offer.expires_at, ZONE)
    text = [
        say("{name}, this shift is open, and by all rules you may take it:").format(
            name=box.name(offer.person)
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
    return Letter(
        MessageKind.SHIFT_OFFERED,
        (offer.id,),
        subject,
        "\n".join(text),
        f"{subject} {accept}",
        stale_at=offer.expires_at,
        is_urgent=shift.start < box.now + SOON,
    )


def closed(box: LetterBox, offer: ShiftOffer, shift: Shift, *, is_filled: bool) -> Letter:
    """That an offer no longer stands: somebody else has the shift, or it was withdrawn."""
    say, line = box.speech.gettext, box.duty_line(shift)
    subject = say("No longer needed: {shift}").format(shift=line)
    why = (
        say("{name}, the shift that was offered to you has been filled. Thank you for looking.")
        if is_filled
        else say("{name}, the shift that was offered to you is no longer offered.")
    )
    text = [why.format(name=box.name(offer.person)), "", f"- {line}"]
    text += ["", say("You need not do anything.")]
    return Letter(
        MessageKind.OFFER_CLOSED,
        (offer.id,),
        subject,
        "\n".join(text),
        subject,
        stale_at=shift.end,
        is_urgent=shift.start < box.now + SOON,
    )
