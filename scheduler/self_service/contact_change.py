"""People change how they are reached themselves: a code proves the new address, the old one hears.

A code is sent by the channel of the new address. Where nothing can be sent to it, as to a telephone
where no text messages are set up, it goes to an address of theirs that is known: that proves who
asks, if not the number. Who shares a browser, or finds it open, turns nobody's alerts away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from data.i18n.language import language
from data.model.contact import MAIL, PHONE, WEBPUSH
from data.model.errors import Fault, InputError, Place, Refused
from data.model.invitation import CODE_LASTS, MOST_TRIES, ContactChange
from data.model.message import Message, MessageKind
from data.store import invitations as kept
from data.store.accounts import row_of_person
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.addresses import check_address, tidied, to_channel
from data.tables.values import BadValue
from scheduler.accounts.access import AttemptLimit, try_once
from scheduler.accounts.secret import secret
from scheduler.notifications.outbox import message_id, post
from scheduler.queue.dbos_queue import prepare_queue
from scheduler.records.contacts import card_of, record_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.records.contacts import ContactCard, Way
    from scheduler.settings import Settings

NONE: Way = ("", "")  #: no address that another takes the place of
_MOST_AN_HOUR, _MOST_A_DAY = 5, 15  #: codes: an outbox is no way to pester somebody
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def ask_code(
    store: Store, settings: Settings, person: str, new: Way, old: Way, who: str, now: datetime
) -> ContactChange:
    """Send a code that proves a new address of somebody; nothing is changed yet.

    Parameters
    ----------
    new
        Channel and address, as they were typed.
    old
        Those that it takes the place of; `NONE`: it is added.

    Raises
    ------
    InputError
        It is no address: all that is wrong.
    Refused
        It is known already, nothing can bring a code, or many were sent just now.
    """
    with store.reading() as connection:
        card = _card(connection, person)
    way = _checked(*new)
    if way in card.ways:
        raise Refused([Fault("this address is known already", "Choose another one")])
    if old != NONE and old not in card.ways:
        raise Refused([Fault("the address before it is no longer there", "Load the page again")])
    by = _carrier(way, card.ways, settings)
    _refuse_many(store, person, now)
    prepare_queue(store)
    key, code = secret(store, settings), f"{secrets.randbelow(10**6):06d}"
    with store.writing() as connection:
        trail.take_turn(connection)
        row = row_of_person(connection, person)
        assert row is not None  # the card says so
        asked = ContactChange(0, person, *way, old, by[0], now, now + CODE_LASTS)
        number = kept.add_contact_change(connection, asked, row)
        kept.set_code(connection, number, _proof(key, number, code))
        post(store, connection, [_code_message(settings, row, card, by, code, number, now)])
        act = Act("contact.asked", f"people/{row}", None, {"channel": way[0]})
        trail.append(connection, [act], who, now)
        return kept.contact_changes(connection, row)[0]


def pending_change(store: Store, person: str, now: datetime) -> ContactChange | None:
    """The new address that waits for its code; None: there is none."""
    with store.reading() as connection:
        row = row_of_person(connection, person)
        found = kept.contact_changes(connection, row) if row is not None else []
    return found[0] if found and found[0].is_open(now) else None


def give_code(
    store: Store, settings: Settings, person: str, code: str, who: str, now: datetime
) -> ContactChange:
    """Let a new address count, if the code is right; the one before it hears of that.

    Raises
    ------
    Refused
        The code is not right, too old, or was tried too often.
    InputError
        The address cannot be kept: all that is wrong.
    """
    key = secret(store, settings)
    change = pending_change(store, person, now)
    if change is None:
        what = "no code is waited for: the last one is too old, or was tried too often"
        raise Refused([Fault(what, "Ask for a new one")])
    with store.writing() as connection:
        counted = kept.count_code_try(connection, change.id, MOST_TRIES)
        expected = kept.code_hash_of(connection, change.id)
    given = _proof(key, change.id, "".join(code.split()))
    if not counted or not hmac.compare_digest(expected, given):
        left = MOST_TRIES - change.tries - 1
        what = "this code is not right"
        remedy = f"Look once more: {left} tries are left" if left > 0 else "Ask for a new one"
        raise Refused([Fault(what, remedy)])
    prepare_queue(store)
    with store.writing() as connection:
        trail.take_turn(connection)
        _count_address(store, connection, settings, change, who, now)
    return change


def drop_address(
    store: Store, settings: Settings, person: str, old: Way, who: str, now: datetime
) -> None:
    """Take an address away; it hears of that.

    Raises
    ------
    Refused
        It is not there, or it is the only one: on call they would be no cover.
    InputError
        Somebody must be reached by it, as a duty manager.
    """
    prepare_queue(store)
    with store.writing() as connection:
        trail.take_turn(connection)
        card = _card(connection, person)
        if old not in card.ways:
            raise Refused([Fault("this address is no longer there", "Load the page again")])
        if len(card.ways) == 1:
            what = "without any address nobody can reach you"
            raise Refused([Fault(what, "Add another one first")])
        record_in(connection, card, [one for one in card.ways if one != old], who, now)
        row = row_of_person(connection, person)
        told = _told(settings, card.ways, old)
        if row is not None and told is not None:
            message = _changed_message(settings, row, card, told, ("drop", *old), now)
            post(store, connection, [message])


def _card(connection: Connection, person: str) -> ContactCard:
    card = card_of(connection, person)
    if card is None:
        raise Refused([Fault(f"nobody here has the code {person}", "Ask your planner")])
    return card


def _checked(channel: str, address: str) -> Way:
    """A way as it is kept."""
    try:
        known = to_channel(channel.strip())
        tidy = tidied(known, " ".join(address.split()))
        if not tidy:
            raise BadValue("the address is empty", "Fill in a number or a mail address")
        check_address(known, tidy)
    except BadValue as bad:
        raise InputError([Fault(bad.what, bad.remedy, Place(column="address"))]) from None
    return known, tidy


def _carrier(new: Way, ways: Sequence[Way], settings: Settings) -> Way:
    """By what a code can go: to the new address, or else to one that is known."""
    usable = [name for name in settings.channels if name not in (PHONE, WEBPUSH)]
    if new[0] in usable:
        return new
    if new[0] == PHONE and "sms" in usable:
        return "sms", new[1]
    known = sorted((way for way in ways if way[0] in usable), key=lambda way: way[0] != MAIL)
    if known:
        return known[0]
    what = "nothing here can bring you a code"
    raise Refused([Fault(what, "Ask your planner or duty manager to change it for you")])


def _refuse_many(store: Store, person: str, now: datetime) -> None:
    bounds = [
        AttemptLimit(f"contact code\n{person}\nhour", _MOST_AN_HOUR, _HOUR),
        AttemptLimit(f"contact code\n{person}\nday", _MOST_A_DAY, _DAY),
    ]
    if not try_once(store, bounds, now):
        what = "many codes were sent to you just now"
        raise Refused([Fault(what, "Wait an hour, or ask your planner to change it for you")])


def _proof(key: str, number: int, code: str) -> str:
    """What is kept of a code: nobody who has the database alone can try all of them."""
    return hmac.new(key.encode(), f"contact {number} {code}".encode(), hashlib.sha256).hexdigest()


def _count_address(
    store: Store,
    connection: Connection,
    settings: Settings,
    change: ContactChange,
    who: str,
    now: datetime,
) -> None:
    """Let an address count, once, and let the one before it hear; pressed twice, nothing more."""
    if not kept.close_contact_change(connection, change.id, now):
        return
    card = _card(connection, change.person)
    if change.old != NONE and change.old not in card.ways:
        raise Refused([Fault("the address before it is no longer there", "Load the page again")])
    ways = [one for one in card.ways if one != change.old]
    record_in(connection, card, [*ways, (change.channel, change.address)], who, now)
    row = row_of_person(connection, change.person)
    assert row is not None  # the card says so
    told = _told(settings, card.ways, change.old)
    if told is not None:
        message = _changed_message(settings, row, card, told, ("change", change.id), now)
        post(store, connection, [message])
    act = Act("contact.proven", f"people/{row}", None, {"channel": change.channel})
    trail.append(connection, [act], who, now)


def _told(settings: Settings, ways: Sequence[Way], old: Way) -> Way | None:
    """The address that hears of a change: the old one, or else another that was known."""
    usable = [way for way in ways if way[0] in settings.channels and way[0] != WEBPUSH]
    if old[0] == PHONE and "sms" in settings.channels:
        return "sms", old[1]
    if old in usable:
        return old
    return min(usable, key=lambda way: way[0] != MAIL, default=None)


def _code_message(
    settings: Settings, row: int, card: ContactCard, by: Way, code: str, number: int, now: datetime
) -> Message:
    say = language(settings.language).gettext
    minutes = CODE_LASTS // timedelta(minutes=1)
    text = [
        say("{code} is your code. It counts for {minutes} minutes.").format(
            code=code, minutes=minutes
        ),
        say("Was this not you? Then nothing is changed; tell your planner."),
    ]
    return _message(
        MessageKind.CONTACT_CODE,
        (number,),
        row,
        card,
        by,
        say("Your code for the roster"),
        text,
        now,
        CODE_LASTS,
    )


def _changed_message(
    settings: Settings, row: int, card: ContactCard, to: Way, key: tuple[object, ...], now: datetime
) -> Message:
    say = language(settings.language).gettext
    text = [
        say("{name}, how you are reached for the roster was changed on your own page.").format(
            name=card.name
        ),
        say("Was this not you? Then call your planner at once."),
    ]
    return _message(
        MessageKind.CONTACT_CHANGED,
        (*key, now.isoformat()),
        row,
        card,
        to,
        say("How you are reached was changed"),
        text,
        now,
        _DAY,
    )


def _message(
    kind: MessageKind,
    key: tuple[object, ...],
    row: int,
    card: ContactCard,
    to: Way,
    subject: str,
    text: list[str],
    now: datetime,
    lasts: timedelta,
) -> Message:
    recipient = f"people/{row}"
    return Message(
        id=message_id(kind, *key, recipient),
        kind=kind,
        recipient=recipient,
        name=card.name,
        channel=to[0],
        address=to[1],
        subject=subject,
        body="\n".join(text),
        attachment="",
        created_at=now,
        due_at=now,
        stale_at=now + lasts,
    )
