"""The pages ``/people/declare`` and ``/people/decide``: the effects, then the button."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.errors import Conflict, Fault, InputError, Place
from data.model.requirement import Evidence, Override
from data.tables.period import ZONE
from data.tables.values import BadValue, to_date
from scheduler.competence.declarations import DeclarationOptions, declare
from scheduler.competence.register import overview
from web.access.guard import current_username, require
from web.access.regions import reach, shown_members
from web.app_services import services
from web.locale import _, ngettext
from web.people.pages import in_reader_words, pages
from web.shared.typed import typed_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.competence.declarations import Declared
    from scheduler.competence.register import Overview

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
            _note(faults, "people", _("nobody is chosen"), _("Choose one person or more"))
        if not self.requirement:
            _note(faults, "requirement", _("what was shown is missing"), _("Choose it"))
        if not self.declared_by:
            what = _("who declares this is missing")
            _note(faults, "declared_by", what, _("Write the name"))
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
            _note(faults, "person", _("nobody is chosen"), _("Choose a person"))
        if not self.function:
            _note(faults, "function", _("no function is chosen"), _("Choose it"))
        if not self.reason:
            _note(faults, "reason", _("there is no reason"), _("Write why this is justified"))
        if not self.decided_by:
            _note(faults, "decided_by", _("who decided is missing"), _("Write the name"))
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
    number = typed_number(sealed.partition(".")[0])
    return number if number is not None and sealed == seal(form, number) else None


def _texts(given: MultiDict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: " ".join(given.get(name, "").split())[:_LONGEST] for name in names}


def _today(now: datetime) -> date:
    return now.astimezone(ZONE).date()


def _day(text: str, column: str, faults: list[Fault]) -> date | None:
    try:
        return to_date(text)
    except BadValue:
        what, remedy = _("this is not a date"), _("Write it as 2027-01-31 or 31-1-2027")
        _note(faults, column, what, remedy)
        return None


def _note(faults: list[Fault], column: str, what: str, remedy: str) -> None:
    faults.append(Fault(what, remedy, Place(column=column)))


_PAGES: dict[type, str] = {
    DeclarationForm: "people/declare.html",
    DecisionForm: "people/decide.html",
}


@pages.get("/declare", endpoint="declare")
@require(Right.CHANGE_RECORDS)
def declare_page() -> str:
    form = DeclarationForm.of(request.args, services.clock())
    _refuse_others(form.people)
    known = _known().people
    employers = {known[one].employer for one in form.people if one in known}
    if len(employers) == 1 and not form.employer:
        form = replace(form, employer=employers.pop())
    return _page(form)


@pages.post("/declare", endpoint="declare_now")
@require(Right.CHANGE_RECORDS)
def declare_now() -> str | tuple[str, int] | WerkzeugResponse:
    return _answer(DeclarationForm.of(request.form, services.clock()))


@pages.get("/decide", endpoint="override")
@require(Right.CHANGE_RECORDS)
def override_page() -> str:
    form = DecisionForm.of(request.args, services.clock())
    _refuse_others([form.person])
    return _page(form)


@pages.post("/decide", endpoint="override_now")
@require(Right.CHANGE_RECORDS)
def override_now() -> str | tuple[str, int] | WerkzeugResponse:
    return _answer(DecisionForm.of(request.form, services.clock()))


def _known() -> Overview:
    """The register, with the people of whom this reader may record something."""
    found = overview(services.store, 0, services.clock(), reach())
    mine = shown_members()
    return replace(found, people={c: one for c, one in found.people.items() if c in mine})


def _refuse_others(people: Sequence[str]) -> None:
    """Know nobody who serves no region within reach."""
    if not reach().is_all and not shown_members().issuperset({*people} - {""}):
        abort(404)


def _answer(form: DeclarationForm | DecisionForm) -> str | tuple[str, int] | WerkzeugResponse:
    """Look, or carry out what was looked at; what was typed anew is looked at first."""
    seen = seen_seq(form, request.form.get("seen", "")) if "keep" in request.form else None
    _refuse_others([form.person] if isinstance(form, DecisionForm) else form.people)
    weeks = services.settings.horizon_weeks
    how = DeclarationOptions(weeks, dry_run=seen is None, seen=seen, reach=reach())
    try:
        done = declare(services.store, form.read(), how, current_username(), services.clock())
    except InputError as error:
        return _page(form, faults=error.faults), 422
    except Conflict as error:
        return _page(form, moved_by=error.by), 409
    if not done.was_done:
        return _page(form, done)
    people = len({effect.after.person for effect in done.effects})
    flash(ngettext("Recorded for {count} person.", "Recorded for {count} people.", people))
    return redirect(url_for("people.matrix"))


def _page(
    form: DeclarationForm | DecisionForm,
    done: Declared | None = None,
    faults: Sequence[Fault] = (),
    moved_by: str = "",
) -> str:
    known = _known()
    names = {code: one.name for code, one in known.people.items()}
    return render_template(
        _PAGES[type(form)],
        known=known,
        form=form,
        done=done,
        seen=seal(form, done.seq) if done else "",
        faults=in_reader_words(faults, {**names, **known.requirements, **known.functions}),
        moved_by=moved_by,
    )
