"""The pages ``/mine``: what one functionary has, and what they can ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint, abort

from data.model.errors import Fault, Refused
from data.tables.period import ZONE
from data.tables.values import YEARS
from scheduler.self_service.duties import OwnDuty
from web.access.guard import signed_in
from web.locale import _
from web.mine.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.model.errors import InputError

    Value = TypeVar("Value")
    from collections.abc import Iterable

_UNKNOWN = date.min


class Fields:
    """The fields of one form, read one by one; ask `refuse` before the values are used."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self._faults: list[Fault] = []

    def text(self, name: str) -> str:
        """A text without spaces around it; empty if it is not there."""
        return self._form.get(name, "").strip()

    def day(self, name: str, label: str) -> date:
        """A date as browsers send it."""
        try:
            found = date.fromisoformat(self.text(name))
        except ValueError:
            found = _UNKNOWN
        if found.year not in YEARS:
            what = _("{field}: no date").format(field=label)
            self._faults.append(Fault(what, _("Choose a day")))
        return found

    def choice(self, name: str, label: str, known: Mapping[str, Value]) -> Value:
        """One of some words, and what it stands for; the first of them if it is none."""
        text = self.text(name)
        if text not in known:
            what = _("{field}: this choice is unknown").format(field=label)
            self._faults.append(Fault(what, _("Choose one of the list")))
            return next(iter(known.values()))
        return known[text]

    def refuse(self) -> None:
        """Stop here if something is wrong.

        Raises
        ------
        Refused
            With all that is.
        """
        if self._faults:
            raise Refused(self._faults)


def why(error: Refused | InputError) -> list[str]:
    """What is wrong, a sentence each."""
    found = error.reasons if isinstance(error, Refused) else error.faults
    return [str(one) for one in found]


def tried(act: Callable[[], object]) -> list[str]:
    """Do something; what was wrong with it, or nothing."""
    try:
        act()
    except Refused as refused:
        return why(refused)
    return []


def me() -> str:
    """The person whose own duties are asked for; the guard let nobody in who has none."""
    return signed_in().person or abort(403)


_LONG = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Week:
    """The duties that begin in one local week.

    Parameters
    ----------
    number
        ISO: the week with the first Thursday of the year is 1.
    """

    monday: date
    number: int
    duties: tuple[OwnDuty, ...]

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


def by_week(duties: Iterable[OwnDuty]) -> tuple[Week, ...]:
    """Weeks that have a duty, in the order of the duties."""
    return tuple(
        Week(monday, monday.isocalendar().week, tuple(found))
        for monday, found in groupby(duties, key=_monday)
    )


def is_stretch(duty: OwnDuty) -> bool:
    """Whether it takes days rather than hours, so that its end needs a date."""
    return duty.shift.end - duty.shift.start > _LONG


def _monday(duty: OwnDuty) -> date:
    day = duty.shift.start.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday())


pages = Blueprint("mine", __name__, url_prefix="/mine")


@pages.context_processor
def words() -> dict[str, object]:
    return {"is_stretch": is_stretch, **WORDS}
