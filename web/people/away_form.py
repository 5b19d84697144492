"""The form by which somebody is recorded as away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import Absence, AbsenceKind
from data.model.errors import Fault, Refused
from data.tables.period import ZONE
from data.tables.values import BadValue, midnight, to_date, to_moment
from web.locale import say

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Away:
    """What was typed.

    Parameters
    ----------
    start, clock, until
        First day, clock time on it (empty: from midnight, or from now if that is today), last day.
    """

    kind: str = AbsenceKind.ILLNESS.value
    start: str = ""
    clock: str = ""
    until: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Away:
        """The fields of a form."""
        return cls(**{name: given.get(name, "").strip()[:40] for name in cls.__slots__})


def read_away(form: Away, person: str, now: datetime) -> Absence:
    """The absence that was meant.

    Raises
    ------
    Refused
        With all that is wrong.
    """
    faults: list[Fault] = []
    today = now.astimezone(ZONE).date()
    kind = _kind(form.kind, faults)
    first = _day(form.start or today.isoformat(), say("the first day"), faults)
    last = _day(form.until, say("the last day"), faults)
    if first and last and last < first:
        what = say("the last day lies before the first")
        faults.append(Fault(what, say("Correct one of the two")))
    start = _start(first, form.clock, faults) if first else None
    if faults or start is None or last is None or kind is None:
        raise Refused(faults)
    if kind is AbsenceKind.ILLNESS and first == today and not form.clock:
        start = now.replace(second=0, microsecond=0)
    return Absence(person, kind, start, midnight(last + timedelta(days=1), ZONE))


def _kind(text: str, faults: list[Fault]) -> AbsenceKind | None:
    if text in tuple(AbsenceKind):
        return AbsenceKind(text)
    faults.append(
        Fault(say("it is not said why this person is away"), say("Choose one of the three"))
    )
    return None


def _day(text: str, what: str, faults: list[Fault]) -> date | None:
    try:
        return to_date(text)
    except BadValue:
        said = say("{what} is no date").format(what=what)
        faults.append(Fault(said, say("Write it as 2027-01-31 or 31-1-2027")))
        return None


def _start(first: date, clock: str, faults: list[Fault]) -> datetime | None:
    if not clock:
        return midnight(first, ZONE)
    try:
        return to_moment(f"{first} {clock}", ZONE)
    except BadValue:
        faults.append(Fault(say("the time is no clock time"), say("Write it as 07:00")))
        return None
