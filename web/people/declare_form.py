"""The forms by which evidence is declared and decisions are recorded."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from data.model.errors import Fault, InputError, Place
from data.model.requirement import Evidence, Override
from data.tables.period import ZONE
from data.tables.values import BadValue, to_date
from web.locale import say

if TYPE_CHECKING:
    from datetime import date, datetime

    from werkzeug.datastructures import MultiDict

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class DeclarationForm:
    """What was typed to declare evidence, for one person or several."""

    people: tuple[str, ...] = ()
    requirement: str = ""
    day: str = ""
    declared_by: str = ""
    employer: str = ""
    until: str = ""
    document: str = ""

    @classmethod
    def of(cls, given: MultiDict[str, str], now: datetime) -> DeclarationForm:
        """The fields of a form, or of an address that fills in some of them."""
        people = tuple(dict.fromkeys([*given.getlist("people"), *given.getlist("person")]))
        texts = _texts(given, cls.__slots__[1:])
        return cls(people, **{**texts, "day": texts["day"] or _today(now).isoformat()})

    def read(self) -> tuple[Evidence, ...]:
        """What was meant.

        Raises
        ------
        InputError
            With all that is wrong.
        """
        faults: list[Fault] = []
        if not self.people:
            _note(faults, "people", say("nobody is chosen"), say("Choose one person or more"))
        if not self.requirement:
            _note(faults, "requirement", say("it is not said what was shown"), say("Choose it"))
        if not self.declared_by:
            what = say("it is not said who declares this")
            _note(faults, "declared_by", what, say("Write the name"))
        day = _day(self.day, "day", faults)
        until = _day(self.until, "until", faults) if self.until else None
        if faults or day is None:
            raise InputError(faults)
        return tuple(
            Evidence(
                person,
                self.requirement,
                day,
                self.declared_by,
                self.employer,
                until=until,
                document=self.document,
            )
            for person in self.people
        )


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What was typed to record that somebody may be rostered all the same."""

    person: str = ""
    function: str = ""
    start: str = ""
    until: str = ""
    reason: str = ""
    decided_by: str = ""

    @classmethod
    def of(cls, given: MultiDict[str, str], now: datetime) -> DecisionForm:
        """The fields of a form, or of an address that fills in some of them."""
        texts = _texts(given, cls.__slots__)
        return cls(**{**texts, "start": texts["start"] or _today(now).isoformat()})

    def read(self) -> tuple[Override, ...]:
        """What was meant.

        Raises
        ------
        InputError
            With all that is wrong.
        """
        faults: list[Fault] = []
        if not self.person:
            _note(faults, "person", say("nobody is chosen"), say("Choose a person"))
        if not self.function:
            _note(faults, "function", say("no function is chosen"), say("Choose it"))
        if not self.reason:
            _note(faults, "reason", say("there is no reason"), say("Write why this is justified"))
        if not self.decided_by:
            _note(faults, "decided_by", say("it is not said who decided"), say("Write the name"))
        start, until = _day(self.start, "start", faults), _day(self.until, "until", faults)
        if faults or start is None or until is None:
            raise InputError(faults)
        return (Override(self.person, self.function, start, until, self.reason, self.decided_by),)


def seal(form: DeclarationForm | DecisionForm, seq: int) -> str:
    """What ties a button to what was looked at: the state of the records, and what was typed."""
    typed = hashlib.sha256(repr(astuple(form)).encode()).hexdigest()
    return f"{seq}.{typed[:32]}"


def seen_seq(form: DeclarationForm | DecisionForm, sealed: str) -> int | None:
    """The state of the records that was looked at; None: what was typed differs since."""
    number, _, _ = sealed.partition(".")
    is_same = number.isascii() and number.isdigit() and sealed == seal(form, int(number))
    return int(number) if is_same else None


def _texts(given: MultiDict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: " ".join(given.get(name, "").split())[:_LONGEST] for name in names}


def _today(now: datetime) -> date:
    return now.astimezone(ZONE).date()


def _day(text: str, column: str, faults: list[Fault]) -> date | None:
    try:
        return to_date(text)
    except BadValue:
        what, remedy = say("this is no date"), say("Write it as 2027-01-31 or 31-1-2027")
        _note(faults, column, what, remedy)
        return None


def _note(faults: list[Fault], column: str, what: str, remedy: str) -> None:
    faults.append(Fault(what, remedy, Place(column=column)))
