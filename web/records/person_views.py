"""The page ``/records/people/new``: a new colleague with all that planning asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from data.model.account import Right
from data.model.contact import MAIL, PHONE
from data.model.errors import Fault, Refused
from data.tables.addresses import tidied
from scheduler.records.regional import regions_in
from scheduler.records.row_edits import RowEdit
from scheduler.records.row_names import codes_taken
from web.access.guard import require
from web.access.regions import reach, shown_members
from web.app_services import services
from web.locale import _
from web.records.fields import (
    NO_FAULTS,
    FormFaults,
    FormField,
    FormSection,
    section_of,
    today_in,
    typed_row,
)
from web.records.pages import keep, or_form_again, pages
from web.records.row_views import lacking, names_within, with_code
from web.shared.display import channel_word

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as WerkzeugResponse

    from scheduler.records.row_names import KnownNames
    from web.shared.errors import Answer

_CONTRACT, _COMPETENCE = "contract-", "competence-"  #: before the names of their fields
_CHANNELS = (MAIL, PHONE, "sms")


@dataclass(frozen=True, slots=True)
class TypedColleague:
    """What was typed.

    Parameters
    ----------
    functions
        Codes of the functions that they may fill, all from the same day on.
    ways
        Channel -> address.
    """

    person: Mapping[str, str]
    contract: Mapping[str, str]
    competence: Mapping[str, str]
    functions: tuple[str, ...]
    ways: Mapping[str, str]

    def edits(self, code: str) -> list[RowEdit]:
        """The rows that this comes to, with the code that they get."""
        mine = {"person": code}
        person = {**self.person, "id": code}
        found = [RowEdit("people", person), RowEdit("contracts", {**self.contract, **mine})]
        # Without a function the row is there all the same, so that the field says it is missing.
        for function in self.functions or ("",):
            texts = {**self.competence, **mine, "function": function}
            found.append(RowEdit("competences", {k: v for k, v in texts.items() if v}))
        for channel, address in self.ways.items():
            found.append(RowEdit("contacts", {**mine, "channel": channel, "address": address}))
        return found


@pages.get("/people/new")
@require(Right.CHANGE_RECORDS)
def new_person() -> str:
    begun = TypedColleague({}, today_in("contracts"), today_in("competences"), (), {})
    return _page(begun, names_within())


@pages.post("/people/new")
@require(Right.CHANGE_RECORDS)
def add_person() -> Answer:
    typed, known = _typed(), names_within()
    if not reach().covers_all(regions_in(typed.person)):
        abort(404)

    def done() -> WerkzeugResponse:
        code = with_code("people", typed.person)["id"]
        _refuse_taken(code)
        keep(typed.edits(code))
        flash(_("{title} is added.").format(title=typed.person["name"]))
        if request.form.get("next"):
            return redirect(url_for(".new_person"))
        return redirect(url_for("people.person", code=code))

    return or_form_again(done, lambda faults: _page(typed, known, faults), known)


def _refuse_taken(code: str) -> None:
    """Say no more of somebody out of reach than that the code is theirs."""
    taken = not reach().is_all and code in codes_taken(services.store, "people")
    if taken and code not in shown_members():
        raise Refused([Fault("this code is taken", "Choose another code")])


def _typed() -> TypedColleague:
    form = request.form
    competence = typed_row("competences", form, _COMPETENCE)
    competence.pop("function", None)
    ways = {channel: form.get(f"contact-{channel}", "").strip()[:200] for channel in _CHANNELS}
    return TypedColleague(
        person=typed_row("people", form),
        contract=typed_row("contracts", form, _CONTRACT),
        competence=competence,
        functions=tuple(dict.fromkeys(form.getlist(f"{_COMPETENCE}function"))),
        ways={channel: tidied(channel, text) for channel, text in ways.items() if text},
    )


def _page(typed: TypedColleague, known: KnownNames, faults: FormFaults = NO_FAULTS) -> str:
    needed = [*lacking("people", known), *lacking("competences", known)]
    return render_template(
        "records/person.html",
        sections=(
            section_of("people", typed.person, known, faults=faults),
            _competences(typed, known, faults),
            section_of(
                "contracts",
                typed.contract,
                known,
                prefix=_CONTRACT,
                without=("person",),
                faults=faults,
            ),
        ),
        ways=_ways(typed, faults),
        faults=faults,
        lacking=[one for one in dict.fromkeys(needed) if one != "people"],
    )


def _competences(typed: TypedColleague, known: KnownNames, faults: FormFaults) -> FormSection:
    """One row for each function, asked as one list of functions."""
    count = max(1, len(typed.functions))
    at = {
        (table, 1 if table == "competences" else place, column): said
        for (table, place, column), said in sorted(faults.at.items(), reverse=True)
        if table != "competences" or place <= count
    }
    section = section_of(
        "competences",
        typed.competence,
        known,
        prefix=_COMPETENCE,
        without=("person", "function"),
        faults=FormFaults(at),
    )
    functions = FormField(
        name=f"{_COMPETENCE}function",
        column="function",
        label=_("Functions they may fill"),
        hint="",
        control="checks",
        required=True,
        value=";".join(typed.functions),
        options=[(code, known.name("functions", code)) for code in known.here["functions"]],
        faults=at.get(("competences", 1, "function"), ()),
    )
    return FormSection("competences", _COMPETENCE, (functions, *section.fields), section.more)


def _ways(typed: TypedColleague, faults: FormFaults) -> tuple[FormField, ...]:
    """A field for each way to reach somebody; a text message only where one can be sent."""
    shown = [one for one in _CHANNELS if one != "sms" or "sms" in services.settings.channels]
    places = {channel: place for place, channel in enumerate(typed.ways, start=1)}
    hints = {
        MAIL: _("For the roster, changes and open shifts."),
        PHONE: _("To call: 0612345678 or +31612345678."),
        "sms": _("For what cannot wait."),
    }
    return tuple(
        FormField(
            name=f"contact-{channel}",
            column=channel,
            label=channel_word(channel)[:1].upper() + channel_word(channel)[1:],
            hint=hints[channel],
            control="text",
            required=False,
            value=typed.ways.get(channel, ""),
            faults=faults.at.get(("contacts", places.get(channel, 0), "address"), ()),
        )
        for channel in shown
    )
