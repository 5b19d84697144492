"""The form by which somebody's contact details are written down, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import flash, request

from data.model.contact import MAIL, PHONE
from scheduler.coverage.monitor import sweep
from scheduler.records.contacts import ContactCard, Way, contact_card, record_contacts
from web.access.visitor import who
from web.locale import say
from web.shared.error_messages import Wrong
from web.shared.kinds import channel_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.app_services import AppServices

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
    faults: tuple[Wrong, ...] = ()


def contact_form(
    site: AppServices, person: str, faults: Sequence[Wrong] = (), *, was_sent: bool = False
) -> ContactForm | None:
    """The form as it is opened, or with what was typed; None: nobody here has that code."""
    card = contact_card(site.store, person)
    if card is None:
        return None
    if was_sent:  # sent once more it must not undo what somebody else did since
        card = replace(card, seen=request.form.get("seen", ""))
    ways = _typed() if was_sent else card.ways
    used = {channel for channel, _address in ways}
    free = next((one for one in _ALWAYS if one not in used), PHONE)
    more = dict.fromkeys((*_ALWAYS, *site.settings.channels, *used))
    words = {one: channel_word(one) for one in more if one}
    return ContactForm(card, (*ways, (free, "")), words, tuple(faults))


def save_contacts(site: AppServices, person: str) -> None:
    """Keep what was typed; a gap for want of it closes at once.

    Raises
    ------
    InputError, Conflict
        See `scheduler.records.contacts.record_contacts`.
    """
    card = contact_card(site.store, person)
    if card is None:
        return
    now = site.clock()
    shown = replace(card, seen=request.form.get("seen", ""))
    count = record_contacts(site.store, shown, _typed(), who(), now)
    if count:
        sweep(site.store, site.settings.horizon_weeks, now)
    flash(say("The change is kept.") if count else say("Nothing was changed."))


def _typed() -> tuple[Way, ...]:
    """The rows that hold an address."""
    form = request.form
    rows = zip(form.getlist("channel"), form.getlist("address"), strict=False)
    return tuple((one, two.strip()) for one, two in list(rows)[:_MOST_ROWS] if two.strip())
