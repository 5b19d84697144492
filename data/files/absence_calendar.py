"""Reads iCalendar files of others: who is away when, with events that come back written out.

Sources: RFC 5545; [MS-OXCICAL] 2.1.3.1.1.20.31 for ``X-MICROSOFT-CDO-BUSYSTATUS``.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import recurring_ical_events
from icalendar import Calendar

from data.model.absence_feed import FeedEvent
from data.model.errors import Fault, InputError
from data.tables.period import ZONE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS = 5000
MOST_SERIES = 200  #: events that come back; each is at most one a day here
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_DAY = timedelta(days=1)


def read_absences(content: bytes, start: datetime, end: datetime) -> list[FeedEvent]:
    """The occurrences of a calendar that touch a stretch of time, by start.

    Cancelled events are left out, and events that come back within a day: nobody is absent so.

    Raises
    ------
    InputError
        It is no iCalendar file, or there is more in it than one calendar of absences holds.
    """
    if len(content) > MOST_BYTES:
        raise _too_much("the calendar is larger than 2 MB")
    try:
        calendar = Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, UnicodeDecodeError, TypeError) as error:
        raise _no_calendar() from error
    if calendar.name != "VCALENDAR":
        raise _no_calendar()
    coming_back = [one for one in events if "RRULE" in one or "RDATE" in one]
    if len(events) > MOST_EVENTS or len(coming_back) > MOST_SERIES:
        raise _too_much("the calendar holds too many events")
    for one in events:
        if _comes_back_within_a_day(one):
            calendar.subcomponents.remove(one)
    try:
        found = recurring_ical_events.of(calendar, skip_bad_series=True).between(start, end)
        series = {str(one.get("UID", "")) for one in coming_back}
        read = [event for one in found if (event := _event(one, series)) is not None]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise _no_calendar() from error
    inside = (one for one in read if one.start < end and start < one.end)
    return sorted(inside, key=lambda one: (one.start, one.end, one.key))


def _no_calendar() -> InputError:
    what = "this is not a calendar that can be read"
    return InputError([Fault(what, "Export or share it as iCalendar (.ics)")])


def _too_much(what: str) -> InputError:
    return InputError([Fault(what, "Share a calendar with less in it")])


def _comes_back_within_a_day(event: Any) -> bool:  # noqa: ANN401 - icalendar's own
    rules = event.get("RRULE", [])
    rules = rules if isinstance(rules, list) else [rules]
    return any(
        str(often).upper() in _TOO_OFTEN
        or any(name in rule for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))
        for rule in rules
        for often in rule.get("FREQ", [""])
    )


def _event(one: Any, series: Collection[str]) -> FeedEvent | None:  # noqa: ANN401
    if str(one.get("STATUS", "")).upper() == "CANCELLED" or "DTSTART" not in one:
        return None
    first = one["DTSTART"].dt
    is_all_day = not isinstance(first, datetime)
    last = one["DTEND"].dt if "DTEND" in one else first + (_DAY if is_all_day else timedelta())
    start, end = _moment(first), _moment(last)
    uid = str(one.get("UID", ""))
    busy = str(one.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    is_free = busy == "FREE" or (not busy and str(one.get("TRANSP", "")).upper() == "TRANSPARENT")
    # Of a series the occurrence is told apart by when it was meant to be, wherever it was moved to.
    is_one_of_many = uid in series and "RECURRENCE-ID" in one
    meant = _moment(one["RECURRENCE-ID"].dt).isoformat() if is_one_of_many else ""
    key = hashlib.sha256(f"{uid}\n{meant}".encode()).hexdigest()
    return FeedEvent(
        key[:32],
        start,
        end,
        is_all_day,
        is_busy=not is_free and busy not in ("WORKINGELSEWHERE", "TENTATIVE"),
        is_away=busy == "OOF",
        text=" ".join(_texts(one)),
        addresses=tuple(_addresses(one)),
        uid=uid,
    )


def _moment(at: date | datetime) -> datetime:
    """An instant: of a date its midnight here, and of a clock time without zone that time here."""
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(), ZONE)
    return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(UTC)


def _texts(one: Any) -> Iterator[str]:  # noqa: ANN401
    yield str(one.get("SUMMARY", ""))
    given = one.get("CATEGORIES", [])
    for part in given if isinstance(given, list) else [given]:
        yield " ".join(str(name) for name in getattr(part, "cats", [part]))


def _addresses(one: Any) -> Iterator[str]:  # noqa: ANN401
    """Who takes part; where nobody does, who made it."""
    given = one.get("ATTENDEE") or one.get("ORGANIZER") or []
    for part in given if isinstance(given, list) else [given]:
        yield str(part).casefold().removeprefix("mailto:").strip()
