"""The form of somebody's contact details, the same on every page; and QR codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import segno
from flask import flash, request
from markupsafe import Markup

from data.model.contact import MAIL, PHONE, WEBPUSH
from scheduler.coverage.monitor import sweep
from scheduler.records.contacts import ContactCard, Way, contact_card, record_contacts
from web.access.guard import current_username
from web.app_services import services
from web.locale import _
from web.shared.display import channel_word
from web.shared.errors import ErrorMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

_ALWAYS = (PHONE, "sms", MAIL, "push")


_MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class ContactForm:
    """What the form shows.

    Parameters
    ----------
    rows
        Channel and address; the last is there to be filled in.
    channels
        Those to choose from, with their words.
    """

    card: ContactCard
    rows: tuple[Way, ...]
    channels: dict[str, str]
    faults: tuple[ErrorMessage, ...] = ()


def contact_form(
    person: str, faults: Sequence[ErrorMessage] = (), *, was_sent: bool = False
) -> ContactForm | None:
    """The form as it is opened, or with what was typed; None: nobody here has that code."""
    card = contact_card(services.store, person)
    if card is None:
        return None
    if was_sent:  # sent once more it must not undo what somebody else did since
        card = replace(card, seen=request.form.get("seen", ""))
    ways = _typed() if was_sent else card.ways
    used = {channel for channel, _address in ways}
    free = next((one for one in _ALWAYS if one not in used), PHONE)
    here = (one for one in services.settings.channels if one != WEBPUSH)  # asked for on the device
    more = dict.fromkeys((*_ALWAYS, *here, *used))
    words = {one: channel_word(one) for one in more if one}
    return ContactForm(card, (*ways, (free, "")), words, tuple(faults))


def save_contacts(person: str) -> None:
    """Keep what was typed; a gap for want of it closes at once.

    Raises
    ------
    InputError, Conflict
        See `scheduler.records.contacts.record_contacts`.
    """
    card = contact_card(services.store, person)
    if card is None:
        return
    now = services.clock()
    shown = replace(card, seen=request.form.get("seen", ""))
    count = record_contacts(services.store, shown, _typed(), current_username(), now)
    if count:
        sweep(services.store, services.settings.horizon_weeks, now)
    flash(_("The change is kept.") if count else _("Nothing was changed."))


def _typed() -> tuple[Way, ...]:
    """The rows that hold an address."""
    form = request.form
    rows = zip(form.getlist("channel"), form.getlist("address"), strict=False)
    return tuple((one, two.strip()) for one, two in list(rows)[:_MOST_ROWS] if two.strip())


def qr(text: str) -> Markup:
    """The code as an inline SVG without style of its own."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, light="#fff", dark="#000")
    return Markup(drawn)
