"""Reads the fields of a form; everything that is wrong with it is told at once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from data.model.errors import Fault, Refused
from data.tables.values import YEARS
from web.locale import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.model.errors import InputError

    Value = TypeVar("Value")

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
            what = say("{field}: no date").format(field=label)
            self._faults.append(Fault(what, say("Choose a day")))
        return found

    def choice(self, name: str, label: str, known: Mapping[str, Value]) -> Value:
        """One of some words, and what it stands for; the first of them if it is none."""
        text = self.text(name)
        if text not in known:
            what = say("{field}: this choice is unknown").format(field=label)
            self._faults.append(Fault(what, say("Choose one of the list")))
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
