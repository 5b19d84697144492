"""What people fill in about a gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.tables.period import ZONE
from web.locale import say

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class AcceptanceForm:
    """That a gap is intended, as it was filled in, with everything that is wrong with that.

    Parameters
    ----------
    until
        None: up to the end of the gap.
    """

    reason: str
    until_text: str
    until: datetime | None
    faults: tuple[str, ...]


def read_acceptance(form: Mapping[str, str], now: datetime) -> AcceptanceForm:
    """Read it; `until` is a moment of the local clock, as browsers write it."""
    reason, text = form.get("reason", "").strip(), form.get("until", "").strip()
    faults, until = [], None
    if not reason:
        faults.append(say("Say why this gap is intended."))
    if text:
        try:
            until = _moment(text)
        except (ValueError, OverflowError):
            faults.append(say("Write until when as a day and a time, such as 2027-01-14 07:00."))
        else:
            if until <= now:
                faults.append(say("Choose a moment that is still to come."))
    return AcceptanceForm(reason, text, until, tuple(faults))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=ZONE)).astimezone(UTC)
