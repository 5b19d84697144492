"""The pages behind the two links of an offer: what it would mean, yes and no, what became of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from data.model.request import OfferStatus
from data.store import requests
from data.tables.period import ZONE
from scheduler.coverage.served import served_parts
from scheduler.notifications.action_pages import GONE, ActionRequest, Page, Purpose
from scheduler.notifications.notifier import open_notifier
from scheduler.self_service.consequences import lines_for
from scheduler.self_service.duties import OwnDuty, post_names, unknown
from scheduler.self_service.offer_answers import accept_offer, decline_offer
from scheduler.self_service.offers import ACCEPT, DECLINE, offered_shift

if TYPE_CHECKING:
    from data.model.request import ShiftOffer


def _show_accept(request: ActionRequest) -> Page:
    offer, line, is_open = _offer(request)
    if not is_open:
        return _settled(request, offer, line)
    say = request.speech.gettext
    until = request.speech.moment(offer.expires_at, ZONE)
    return request.page(
        say("Can you take this shift?"),
        *_consequences(request, offer),
        say("If you take it, it is yours at once, and in the roster."),
        say("The first to accept gets it. The offer stands until {until}.").format(until=until),
        about=(line,),
        button=say("I take this shift"),
        other=say("I do not take this shift"),
    )


def _consequences(request: ActionRequest, offer: ShiftOffer) -> list[str]:
    """What it would do to their own duties."""
    with request.store.reading() as connection:
        shift = offered_shift(connection, offer)
        posts = post_names(connection)
    if shift is None:
        return []
    gained = OwnDuty(shift, posts.get(shift.post, unknown(shift.post)))
    return lines_for(request.store, offer.person, gained, request.now, request.speech)


def _show_decline(request: ActionRequest) -> Page:
    offer, line, is_open = _offer(request)
    if not is_open:
        return _settled(request, offer, line)
    say = request.speech.gettext
    return request.page(
        say("You cannot take this shift?"),
        say("Then the planner knows, and keeps looking. It has no consequences for you."),
        about=(line,),
        button=say("I do not take this shift"),
        other=say("I take this shift"),
    )


def _accept(request: ActionRequest) -> Page:
    return _say_no(request) if request.is_other else _say_yes(request)


def _decline(request: ActionRequest) -> Page:
    return _say_yes(request) if request.is_other else _say_no(request)


def _say_yes(request: ActionRequest) -> Page:
    done = accept_offer(request.store, request.settings, int(request.payload["offer"]), request.now)
    return _settled(request, done.offer, _offer(request)[1], done.why)


def _say_no(request: ActionRequest) -> Page:
    done = decline_offer(request.store, int(request.payload["offer"]), request.now)
    return _settled(request, done.offer, _offer(request)[1])


def _offer(request: ActionRequest) -> tuple[ShiftOffer, str, bool]:
    """The offer, its shift in a line, and whether it can still be answered."""
    with request.store.reading() as connection:
        offer = requests.read_offer(connection, int(request.payload["offer"]))
        shift = offered_shift(connection, offer)
        notifier = open_notifier(connection, request.settings, request.now)
    post = notifier.post_name(offer.post)
    when = request.speech.stretch(shift.start, shift.end, ZONE) if shift else offer.shift
    is_open = offer.status.is_open and request.now < offer.expires_at
    return offer, f"{when}, {post}", is_open


def _has_it(request: ActionRequest, offer: ShiftOffer) -> bool:
    """Whether the person who took a shift is still on it, by the roster in force."""
    with request.store.reading() as connection:
        shift = offered_shift(connection, offer)
        if shift is None:
            return False
        parts = served_parts(connection, shift.start, shift.end)
    return any((part.person, part.shift.id) == (offer.person, offer.shift) for part in parts)


def _settled(request: ActionRequest, offer: ShiftOffer, line: str, why: str = "") -> Page:
    """What became of an offer, to the one to whom it was made."""
    say, page = request.speech.gettext, partial(request.page, about=(line,))
    match offer.status:
        case OfferStatus.ACCEPTED if not _has_it(request, offer):
            since = say(
                "You took it, and the roster was changed since; you were sent a message about it."
            )
            return page(say("The shift is no longer yours"), since, status=GONE)
        case OfferStatus.ACCEPTED:
            sure = say("You need not do anything more. A message with the shift follows.")
            return page(say("The shift is yours"), sure)
        case OfferStatus.DECLINED:
            return page(say("You do not take this shift"), say("Thank you for answering."))
        case OfferStatus.TOO_LATE:
            kind = say("Somebody else was just before you. Thank you for being willing.")
            return page(say("The shift has been filled"), kind, status=GONE)
        case OfferStatus.IMPOSSIBLE:
            reason = why or say("Something changed since it was offered; ask your planner.")
            title = say("You can no longer take this shift")
            return page(title, reason, say("The roster was not changed."), status=GONE)
        case OfferStatus.WITHDRAWN:
            need = say("You need not do anything.")
            return page(say("This shift is no longer offered"), need, status=GONE)
        case _:
            title = say("The time to answer is over")
            return page(title, say("The roster was not changed."), status=GONE)


PURPOSES = (
    Purpose(ACCEPT, _show_accept, _accept),
    Purpose(DECLINE, _show_decline, _decline),
)
