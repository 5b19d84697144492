"""What pages, reports and messages ask of findings: which there are, whose, and what they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE, NOWHERE, Reach, Right
from data.model.errors import Fault, Refused
from data.model.improvement import Actor, FindingFile, FindingOrigin, Stage
from data.store import accounts, improvement, records
from data.store.record_objects import read_functions
from data.store.regions import names_ever

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection

    from data.model.account import Account
    from data.model.improvement import ImprovementAction
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class NumberedFinding:
    """A finding with the number of its row, by which its page is known."""

    number: int
    file: FindingFile


@dataclass(frozen=True, slots=True)
class FindingNames:
    """What the codes in findings stand for.

    Parameters
    ----------
    people, logins, functions, regions
        Name by code or login; of what ended too.
    people_here
        Codes of who is here, by name.
    logins_here
        Logins of who may sign in, by name, each with the regions whose findings they see.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    logins: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)
    people_here: tuple[str, ...] = ()
    logins_here: Mapping[str, Reach] = field(default_factory=dict)

    def owner(self, action: ImprovementAction) -> str:
        """Who owns an action; empty: nobody does any more."""
        if action.owner:
            return self.people.get(action.owner, action.owner)
        if action.owner_login:
            return self.by_login(action.owner_login)
        return action.partner

    def by_login(self, login: str) -> str:
        """What somebody is called; files may name the code of a person."""
        return self.logins.get(login) or self.people.get(login, login)


class State(StrEnum):
    """Which findings a list shows."""

    OPEN = "open"
    OVERDUE = "overdue"
    READY = "ready"  #: to be checked or closed
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What a list is narrowed to; empty: to nothing."""

    theme: str = ""
    origin: FindingOrigin | None = None
    function: str = ""
    region: str = ""
    partner: str = ""
    state: State = State.OPEN
    mine: Actor | None = None

    def keeps(self, file: FindingFile, today: date) -> bool:
        """Whether a finding is shown."""
        finding = file.finding
        return (
            (not self.theme or finding.theme.casefold() == self.theme.casefold())
            and (self.origin is None or finding.origin is self.origin)
            and (not self.function or finding.function == self.function)
            and (not self.region or not finding.regions or self.region in finding.regions)
            and (not self.partner or self.partner in partners_of(file))
            and (self.mine is None or file.is_owned_by(self.mine))
            and _is_in(self.state, file, today)
        )


def _is_in(state: State, file: FindingFile, today: date) -> bool:
    stage = file.stage
    match state:
        case State.OPEN:
            return stage is not Stage.CLOSED
        case State.OVERDUE:
            return stage is not Stage.CLOSED and file.is_overdue(today)
        case State.READY:
            return stage in (Stage.CHECK, Stage.READY)
        case State.CLOSED:
            return stage is Stage.CLOSED
    return True


def partners_of(file: FindingFile) -> tuple[str, ...]:
    """The organisations that a finding is shared with, or that own an action of it."""
    named = (file.finding.partner, *(one.partner for one in file.actions))
    return tuple(dict.fromkeys(one for one in named if one))


def list_findings(store: Store, reach: Reach = EVERYWHERE) -> tuple[NumberedFinding, ...]:
    """The findings that concern a region within reach, or all; the latest first."""
    with store.reading() as connection:
        return findings_within(connection, reach)


def findings_within(
    connection: Connection, reach: Reach = EVERYWHERE
) -> tuple[NumberedFinding, ...]:
    """The same, in a transaction."""
    found = [
        NumberedFinding(number, file)
        for number, file in improvement.read_files(connection).items()
        if not file.finding.regions or reach.covers(file.finding.regions)
    ]
    return tuple(sorted(found, key=lambda one: (one.file.finding.found_on, one.number))[::-1])


def finding_of(store: Store, number: int, reach: Reach = EVERYWHERE) -> NumberedFinding:
    """One finding.

    Raises
    ------
    Refused
        There is none of that number within reach.
    """
    with store.reading() as connection:
        return read_finding(connection, number, reach)


def read_finding(connection: Connection, number: int, reach: Reach = EVERYWHERE) -> NumberedFinding:
    """The same, in a transaction; raises as `finding_of`."""
    for one in findings_within(connection, reach):
        if one.number == number:
            return one
    raise Refused([Fault(f"there is no finding {number}", "Open the list of findings")])


def names(store: Store) -> FindingNames:
    """The names behind the codes."""
    with store.reading() as connection:
        return read_finding_names(connection)


def read_finding_names(connection: Connection) -> FindingNames:
    """The same, in a transaction."""
    rows = records.read_rows(connection, "people").values()
    known = accounts.accounts(connection)
    here = records.names_of_people(connection)
    active = sorted((one for one in known if one.is_active), key=lambda one: one.name.casefold())
    return FindingNames(
        people={str(row.values["id"]): str(row.values["name"]) for row in rows},
        logins={one.login: one.name for one in known},
        functions={one.id: one.name for one in read_functions(connection)},
        regions=names_ever(connection),
        people_here=tuple(here),
        logins_here={one.login: _sees(one) for one in active},
    )


def _sees(account: Account) -> Reach:
    """The regions whose findings somebody sees; a functionary sees their own actions everywhere."""
    found = account.reach(Right.SEE_FINDINGS)
    return found if found != NOWHERE else account.reach(Right.SEE_COVERAGE)


def themes_of(found: Iterable[NumberedFinding]) -> tuple[str, ...]:
    """The themes in use, by name; each as it was written last."""
    known = {one.file.finding.theme.casefold(): one.file.finding.theme for one in found}
    return tuple(known[key] for key in sorted(known))


def about(
    found: Iterable[NumberedFinding], subject: str, subject_id: str
) -> tuple[NumberedFinding, ...]:
    """The findings that were made on one thing."""
    return tuple(
        one
        for one in found
        if one.file.finding.subject == subject and one.file.finding.subject_id == subject_id
    )
