"""What was typed about a finding, an action or a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.improvement.recording import NewAction, NewFinding
from web.access.regions import shown_people

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from data.model.account import Reach
    from scheduler.improvement.queries import FindingNames

LONGEST = 500
PERSON, LOGIN, PARTNER = "person:", "login:", "partner:"
#: Columns of ``findings`` that the form holds as one text each.
_ONE_TEXT = (
    *("found_on", "origin", "report", "theme", "text", "function", "partner"),
    *("subject", "subject_id", "subject_person"),
)


@dataclass(frozen=True, slots=True)
class TypedAction:
    """An action as it stands in the form.

    Parameters
    ----------
    owner
        ``person:CODE`` or ``login:LOGIN``; empty: nobody was chosen.
    """

    what: str = ""
    owner: str = ""
    partner: str = ""
    due: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filled in."""
        return not (self.what or self.owner or self.partner or self.due)

    @property
    def new(self) -> NewAction:
        """The action that is meant."""
        return NewAction(
            what=self.what,
            due=self.due,
            owner=self.owner.removeprefix(PERSON) if self.owner.startswith(PERSON) else "",
            owner_login=self.owner.removeprefix(LOGIN) if self.owner.startswith(LOGIN) else "",
            partner=self.partner,
        )


@dataclass(frozen=True, slots=True)
class TypedFinding:
    """A finding as it stands in the form."""

    texts: Mapping[str, str]
    regions: tuple[str, ...] = ()
    action: TypedAction = TypedAction()

    @property
    def new(self) -> NewFinding:
        """The finding that is meant."""
        texts = {**self.texts, "regions": ";".join(self.regions)}
        return NewFinding(texts, () if self.action.is_empty else (self.action.new,))


def typed_finding(given: MultiDict[str, str]) -> TypedFinding:
    """What a form says of a finding and its first action."""
    texts = {column: _text(given, column) for column in _ONE_TEXT}
    return TypedFinding(texts, tuple(given.getlist("regions")), typed_action(given))


def prefilled_finding(texts: Mapping[str, str]) -> TypedFinding:
    """The form of a finding that is made on something."""
    regions = tuple(one for one in texts.get("regions", "").split(";") if one)
    return TypedFinding({column: texts.get(column, "") for column in _ONE_TEXT}, regions)


def typed_action(given: MultiDict[str, str]) -> TypedAction:
    """What a form says of an action."""
    return TypedAction(*(_text(given, name) for name in ("what", "owner", "action_partner", "due")))


def typed_check(given: MultiDict[str, str]) -> dict[str, str]:
    """What a form says of a check."""
    return {name: _text(given, name) for name in ("action", "helped", "evidence")}


def owners(names: FindingNames, reach: Reach) -> list[tuple[str, str, str]]:
    """Who can own an action: the value of each choice, the name, and what it is.

    Parameters
    ----------
    reach
        Only people, and accounts for regions, within reach.
    """
    here = names.people_here if reach.is_all else sorted(shown_people() & set(names.people_here))
    people = [(f"{PERSON}{one}", names.people[one], "person") for one in here]
    logins = [
        (f"{LOGIN}{one}", names.logins[one], "account")
        for one, mine in names.logins_here.items()
        if reach.is_all or mine.is_all or reach.covers(mine.regions or ())
    ]
    return [*logins, *people]


def _text(given: MultiDict[str, str], name: str) -> str:
    return " ".join(given.get(name, "").split())[:LONGEST]
