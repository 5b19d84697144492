"""All that is known of one person, as far as whoever asks may know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from data.model.account import Subscription
from data.model.competence_status import CompetenceStatus, RequirementStatus, shown_at, standing_at
from data.model.declaration_document import DeclarationDocument
from data.model.fairness import FairLine
from data.model.intervals import overlaps_any
from data.model.partner import Organisation, partner_of
from data.model.person import Person
from data.model.requirement import Override
from data.model.roster import RosterHead
from data.model.shift import Shift
from data.store import gaps, records, rosters, staffing, subscriptions
from data.store.accounts import row_of_person
from data.store.declaration_documents import documents_of_person
from data.tables.period import ZONE
from scheduler.competence.register import names, people_here, register_in
from scheduler.coverage.held_parts import held_parts
from scheduler.coverage.relief import ReliefRest, relief_rests_at
from scheduler.planning.judgement import fair_lines_in
from scheduler.planning.preparation import problem_of
from scheduler.records.partners import read_partners

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.duty import Assignment
    from data.model.problem import RosterProblem
    from data.model.register import Register
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Balance:
    """One person in one roster.

    Parameters
    ----------
    contract_hours
        What their contract comes to in the period, work elsewhere included.
    """

    head: RosterHead
    line: FairLine
    contract_hours: float


def balances_of(connection: Connection, person: str, now: datetime) -> tuple[Balance, ...]:
    """Their lines in the rosters that are in force and not over, by start."""
    found = []
    for head in rosters.in_force_after(connection, now):
        held = rosters.read_assignments(connection, head.id)
        problem = problem_of(connection, head, held)
        if head.end > now and person in problem.person_by_id:
            found.append(_balance(head, problem, held, person))
    return tuple(found)


def _balance(
    head: RosterHead, problem: RosterProblem, held: Sequence[Assignment], person: str
) -> Balance:
    (line,) = [one for one in fair_lines_in(problem, held) if one.person == person]
    hours = problem.person_by_id[person].hours_per_week(head.first_date) * head.weeks
    return Balance(head, line, hours)


Facts = Mapping[str, Any]  #: column -> value, of a row of the records


_FAR = timedelta(days=400)  #: how far ahead duties are shown


@dataclass(frozen=True, slots=True)
class Sight:
    """What whoever asks may know beside name, functions and duties.

    Parameters
    ----------
    register
        How they stand, by what evidence; their contract, their hours.
    reasons
        Absences, wishes, provisions, and how they can be reached.
    links
        Which calendar links there are.
    """

    register: bool = False
    reasons: bool = False
    links: bool = False


@dataclass(frozen=True, slots=True)
class HeldFunction:
    """A function that somebody has.

    Parameters
    ----------
    standing
        None: whoever asks may not know.
    evidence
        A line for each requirement that is asked today.
    """

    function: str
    standing: CompetenceStatus | None = None
    evidence: tuple[RequirementStatus, ...] = ()
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyAhead:
    """A published duty.

    Parameters
    ----------
    doubles
        They sit beside somebody.
    is_away
        An absence of theirs lies across it.
    gap
        Number of the gap that they leave there, once it was found.
    """

    shift: Shift
    doubles: bool
    is_away: bool = False
    gap: int | None = None


@dataclass(frozen=True, slots=True)
class Personal:
    """The page of one person; what may not be seen is empty.

    Parameters
    ----------
    functions, regions, posts, requirements
        Names, by id.
    number
        Of their row in the records.
    rests
        Rest that they are still owed after deployments.
    employer
        The partner that their employer is; None: it is none.
    documents
        What employers gave with what they declared about them.
    """

    who: Person
    sight: Sight
    functions: Mapping[str, str]
    regions: Mapping[str, str]
    posts: Mapping[str, str]
    requirements: Mapping[str, str]
    held: tuple[HeldFunction, ...]
    duties: tuple[DutyAhead, ...]
    number: int = 0
    competences: tuple[Facts, ...] = ()
    contracts: tuple[Facts, ...] = ()
    balances: tuple[Balance, ...] = ()
    provisions: tuple[Facts, ...] = ()
    contacts: tuple[Facts, ...] = ()
    absences: tuple[Facts, ...] = ()
    wishes: tuple[Facts, ...] = ()
    links: tuple[Subscription, ...] = ()
    rests: tuple[ReliefRest, ...] = ()
    employer: Organisation | None = None
    documents: tuple[DeclarationDocument, ...] = ()


def show_person(store: Store, person: str, sight: Sight, now: datetime) -> Personal | None:
    """The page of one person; None: nobody here has that code.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    with store.reading() as connection:
        register = register_in(connection, now)
        people = people_here(connection)
        if person not in people:
            return None
        return Personal(
            who=people[person],
            sight=sight,
            functions=names(connection, "functions"),
            regions=names(connection, "regions"),
            posts=names(connection, "posts"),
            requirements=names(connection, "requirements"),
            held=_held(register, person, sight, now),
            duties=_duties(connection, person, sight, now),
            number=row_of_person(connection, person) or 0,
            **(_of_register(connection, person, now) if sight.register else {}),
            **(_of_reasons(connection, person, now) if sight.reasons else {}),
            links=_links(connection, person) if sight.links else (),
            rests=_rests(connection, person, now) if sight.register else (),
            employer=partner_of(people[person].employer, read_partners(connection)),
        )


def _rests(connection: Connection, person: str, now: datetime) -> tuple[ReliefRest, ...]:
    """The rest that they are still owed after deployments."""
    return tuple(one for one in relief_rests_at(connection, now) if one.person == person)


def _held(register: Register, person: str, sight: Sight, now: datetime) -> tuple[HeldFunction, ...]:
    today = now.astimezone(ZONE).date()
    mine = [function for holder, function in register.holders if holder == person]
    if not sight.register:
        return tuple(HeldFunction(function) for function in mine)
    return tuple(
        HeldFunction(
            function,
            standing_at(register, person, function, today),
            shown_at(register, person, function, today),
            register.overrides_of(person, function),
        )
        for function in mine
    )


def _duties(
    connection: Connection, person: str, sight: Sight, now: datetime
) -> tuple[DutyAhead, ...]:
    mine = [(one.shift, one.doubles) for one in held_parts(connection, now, now + _FAR, person)]
    if not sight.reasons:
        return tuple(DutyAhead(shift, doubles) for shift, doubles in mine)
    away = staffing.absences_by_person(connection, now, now + _FAR).get(person, [])
    left = _gaps_left_by(connection, person, now)
    return tuple(
        DutyAhead(
            shift,
            doubles,
            is_away=overlaps_any(shift, away),
            gap=left.get(shift.id),
        )
        for shift, doubles in mine
    )


def _gaps_left_by(connection: Connection, person: str, now: datetime) -> dict[str, int]:
    """The open gaps in which they are the one who should have been there, by shift."""
    return {
        gap.interval.slot: gap.id
        for gap in gaps.read_gaps(connection, since=now)
        if gap.is_open and any(part.person == person for part in gap.interval.parts)
    }


def _of_register(connection: Connection, person: str, now: datetime) -> dict[str, Any]:
    return {
        "competences": _rows(connection, "competences", person),
        "contracts": _rows(connection, "contracts", person),
        "balances": balances_of(connection, person, now),
        "documents": tuple(documents_of_person(connection, person)),
    }


def _of_reasons(connection: Connection, person: str, now: datetime) -> dict[str, Any]:
    today = now.astimezone(ZONE).date()
    absences = [row for row in _rows(connection, "absences", person) if row["end"] > now]
    wishes = [
        row for row in _rows(connection, "wishes", person) if (row["until"] or today) >= today
    ]
    return {
        "provisions": _rows(connection, "provisions", person),
        "contacts": _rows(connection, "contacts", person),
        "absences": tuple(sorted(absences, key=lambda row: row["start"])),
        "wishes": tuple(sorted(wishes, key=lambda row: row["from"])),
    }


def _rows(connection: Connection, table: str, person: str) -> tuple[Facts, ...]:
    """Their rows of a table, each with its number."""
    return tuple(
        {**row.values, "row": row.number}
        for row in records.read_rows(connection, table).values()
        if not row.has_ended and row.values["person"] == person
    )


def _links(connection: Connection, person: str) -> tuple[Subscription, ...]:
    return tuple(
        link
        for link in subscriptions.subscriptions(connection)
        if link.subject == person and link.scope == "person" and link.revoked_at is None
    )
