"""What a reader of the trail looks for, from the address of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from data.store.audit.search import EntryFilter
from data.tables.period import ZONE
from web.audit.words import ACTIONS, KINDS
from web.locale import say

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """The filter, as typed and as understood.

    Parameters
    ----------
    before
        Show what is older than this entry.
    faults
        What was not understood, in sentences; the rest counts.
    """

    wanted: EntryFilter
    before: int | None
    typed: Mapping[str, str]
    faults: list[str] = field(default_factory=list)


def asked(args: Mapping[str, str]) -> AuditFilter:
    """The filter that an address holds."""
    typed = {
        name: args.get(name, "").strip()[:_LONGEST]
        for name in ("who", "action", "kind", "number", "from", "until")
    }
    typed = {name: text for name, text in typed.items() if text}
    faults: list[str] = []
    since = _midnight(typed.get("from", ""), 0, faults)
    until = _midnight(typed.get("until", ""), 1, faults)
    kind, number = typed.get("kind", ""), typed.get("number", "")
    wanted = EntryFilter(
        who=typed.get("who", ""),
        actions=(typed["action"],) if typed.get("action") in ACTIONS else (),
        subject=f"{kind}/{number}".rstrip("/") if kind in KINDS else "",
        since=since,
        until=until,
    )
    before = args.get("before", "")
    return AuditFilter(wanted, int(before) if _is_number(before) else None, typed, faults)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12


def _midnight(text: str, later: int, faults: list[str]) -> datetime | None:
    """The local midnight with which a day begins, or so many days later."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=later)
        return datetime(day.year, day.month, day.day, tzinfo=ZONE)
    except (ValueError, OverflowError):
        faults.append(say("{text} is no date. Write it as 2027-01-04.").format(text=text))
        return None
