"""Who could fill a gap: the best candidates, for the message that tells of it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from data.model.candidate import Legality
from data.model.errors import StoreError
from data.model.gap import UNROSTERED
from scheduler.planning.offering import offers_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from data.model.contact import Recipient
    from data.model.gap import Gap

LOG = logging.getLogger(__name__)
BEST = 3  #: candidates that a message names
MOST = 12  #: gaps of one round for which candidates are looked for, the first to come
_TO_CALL = ("phone", "sms")


def helpers_of(
    connection: Connection,
    gaps: Iterable[Gap],
    people: Mapping[str, Recipient],
    now: datetime,
    speech: Language,
) -> dict[str, list[str]]:
    """By slot the best people who may take it as the roster stands, with their number to call.

    A message must go out whatever happens here: where candidates cannot be worked out, it goes
    without them.
    """
    slots = [
        gap.hole.slot
        for gap in sorted(gaps, key=lambda gap: gap.hole.start)
        if gap.hole.slot != UNROSTERED and gap.hole.start > now
    ]
    try:
        with connection.begin_nested():
            found = offers_in_force(connection, list(dict.fromkeys(slots))[:MOST], now, speech)
    except StoreError:
        raise
    except Exception as error:  # whatever it is: the notice goes without them
        LOG.error("no candidates for a notice: %s: %s", type(error).__name__, error)
        return {}
    return {
        slot: [
            _line(one.person, people) for one in offer.candidates if one.legality is Legality.LEGAL
        ][:BEST]
        for slot, offer in found.items()
    }


def _line(person: str, people: Mapping[str, Recipient]) -> str:
    known = people.get(person)
    if known is None:
        return person
    numbers = [address for channel, address in known.contacts if channel in _TO_CALL]
    return ", ".join([known.name, *numbers[:1]])
