"""The pages behind the two links of an offer: to accept it, and to decline it."""

from __future__ import annotations

from functools import partial

from data.model.request import OfferStatus, ShiftOffer
from data.store import offers, rosters
from data.tables.period import ZONE
from scheduler.notifications.action_pages import GONE, ActionRequest, Page, Purpose
from scheduler.notifications.notifier import open_letter_box
from scheduler.self_service.offer_answers import accept_offer, decline_offer
from scheduler.self_service.offers import ACCEPT, DECLINE


def _show_accept(asked: ActionRequest) -> Page:
    offer, line, is_open = _offer(asked)
    if not is_open:
        return _settled(asked, offer, line)
    say = asked.speech.gettext
    until = asked.speech.moment(offer.expires_at, ZONE)
    return asked.page(
        say("Can you take this shift?"),
        say("If you take it, it is yours at once, and stands in the roster."),
        say("The first to accept gets it. The offer stands until {until}.").format(until=until),
        about=(line,),
        button=say("I take this shift"),
    )


def _show_decline(asked: ActionRequest) -> Page:
    offer, line, is_open = _offer(asked)
    if not is_open:
        return _settled(asked, offer, line)
    say = asked.speech.gettext
    return asked.page(
        say("You cannot take this shift?"),
        say("Then the planner knows, and looks further. It has no consequences for you."),
        about=(line,),
        button=say("I do not take this shift"),
    )


def _accept(asked: ActionRequest) -> Page:
    done = accept_offer(asked.store, asked.settings, int(asked.payload["offer"]), asked.now)
    return _settled(asked, done.offer, _offer(asked)[1], done.why)


def _decline(asked: ActionRequest) -> Page:
    done = decline_offer(asked.store, int(asked.payload["offer"]), asked.now)
    return _settled(asked, done.offer, _offer(asked)[1])


def _offer(asked: ActionRequest) -> tuple[ShiftOffer, str, bool]:
    """The offer, its shift in a line, and whether it can still be answered."""
    with asked.store.reading() as connection:
        offer = offers.read_offer(connection, int(asked.payload["offer"]))
        shift = rosters.shift_as_signed(connection, offer.shift)
        box = open_letter_box(connection, asked.settings, asked.now)
    post = box.post_name(offer.post)
    when = asked.speech.stretch(shift.start, shift.end, ZONE) if shift else offer.shift
    is_open = offer.status.is_open and asked.now < offer.expires_at
    return offer, f"{when}, {post}", is_open


def _has_it(asked: ActionRequest, offer: ShiftOffer) -> bool:
    """Whether the person who took a shift is still on it, by the roster in force."""
    with asked.store.reading() as connection:
        shift = rosters.shift_as_signed(connection, offer.shift)
        if shift is None:
            return False
        duties = rosters.duties_between(connection, shift.start, shift.end)
    return any((person, held.id) == (offer.person, offer.shift) for person, held, _ in duties)


def _settled(asked: ActionRequest, offer: ShiftOffer, line: str, why: str = "") -> Page:
    """What became of an offer, to the one to whom it was made."""
    say, page = asked.speech.gettext, partial(asked.page, about=(line,))
    match offer.status:
        case OfferStatus.ACCEPTED if not _has_it(asked, offer):
            since = say("You took it, and the roster was changed since; a message told of it.")
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
