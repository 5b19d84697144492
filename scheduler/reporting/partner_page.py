"""All that is known of one partner: its people, what it declared, delivered, exercised and owes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.competence_status import CompetenceStatus, register_at
from data.model.employer_ask import EmployerAsk
from data.model.exercise import AttendanceState, Exercise
from data.model.partner import Organisation
from data.model.person import Person
from data.store import employer_asks, gaps, records
from data.store.exercises import read_exercises
from data.store.regions import members_within, posts_within
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.competence.register import names, people_here, register_in
from scheduler.improvement.queries import NumberedFinding, findings_within
from scheduler.records.partners import read_partners

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.improvement import ImprovementAction
    from data.store.opening import Store

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PartnerPerson:
    """Somebody whom it employs, and how they stand today in each function of theirs."""

    person: Person
    standings: tuple[CompetenceStatus, ...]


@dataclass(frozen=True, slots=True)
class PartnerExercise:
    """An exercise that it holds with the regions, or to which people of it were invited.

    Parameters
    ----------
    number
        Of its row.
    is_held_with
        The partner holds it with the regions.
    invited, present, absent
        How many of its people.
    """

    number: int
    exercise: Exercise
    is_held_with: bool
    invited: int
    present: int
    absent: int


@dataclass(frozen=True, slots=True)
class PartnerPage:
    """One partner in a period of local days, as far as whoever asks may see.

    Parameters
    ----------
    number
        Of its row in the records.
    people
        By name.
    asks
        What it was asked to declare, the newest first.
    exercises
        By start.
    findings
        That it is shared with, or of which it owns an action; the latest first.
    gaps
        How many gaps of the period came of its people: somebody of it who should have been there.
    names, functions, requirements, regions
        Names by id: of people, functions, requirements and regions.
    """

    number: int
    partner: Organisation
    people: tuple[PartnerPerson, ...]
    asks: tuple[EmployerAsk, ...]
    exercises: tuple[PartnerExercise, ...]
    findings: tuple[NumberedFinding, ...]
    gaps: int
    names: Mapping[str, str]
    functions: Mapping[str, str]
    requirements: Mapping[str, str]
    regions: Mapping[str, str]

    @property
    def standings(self) -> tuple[CompetenceStatus, ...]:
        """Of all its people, by function."""
        return tuple(one for person in self.people for one in person.standings)

    @property
    def actions(self) -> tuple[ImprovementAction, ...]:
        """That it owns."""
        return tuple(
            action
            for one in self.findings
            for action in one.file.actions
            if action.partner and self.partner.employs(action.partner)
        )


def partner_page(
    store: Store, code: str, first: date, last: date, now: datetime, reach: Reach = EVERYWHERE
) -> PartnerPage | None:
    """One partner; None: there is none of that code.

    Parameters
    ----------
    first, last
        Local days, both inclusive: of exercises and gaps. The rest is as things stand.
    reach
        People who serve these regions, and what concerns these.

    Raises
    ------
    InputError
        The register does not hold together.
    """
    with store.reading() as connection:
        partner = next((one for one in read_partners(connection) if one.id == code), None)
        if partner is None:
            return None
        people = _people(connection, partner, reach)
        start, end = midnight(first, ZONE), midnight(last + _DAY, ZONE)
        register = register_in(connection, now)
        standings = register_at(register, now.astimezone(ZONE).date())
        return PartnerPage(
            number=_row(connection, code),
            partner=partner,
            people=tuple(
                PartnerPerson(one, tuple(each for each in standings if each.person == one.id))
                for one in people.values()
            ),
            asks=_asks(connection, partner, people),
            exercises=_exercises(connection, partner, people, start, end, reach),
            findings=_findings(connection, partner, reach),
            gaps=_gaps(connection, people, start, end, reach),
            names={one.id: one.name for one in people.values()},
            functions=names(connection, "functions"),
            requirements=names(connection, "requirements"),
            regions=names(connection, "regions"),
        )


def _row(connection: Connection, code: str) -> int:
    rows = records.read_rows(connection, "partners").values()
    return next(row.number for row in rows if row.values["id"] == code and not row.has_ended)


def _people(connection: Connection, partner: Organisation, reach: Reach) -> dict[str, Person]:
    mine = None if reach.is_all else members_within(connection, reach)
    found = [
        one
        for one in people_here(connection).values()
        if partner.employs(one.employer) and (mine is None or one.id in mine)
    ]
    return {one.id: one for one in sorted(found, key=lambda one: one.name.casefold())}


def _asks(
    connection: Connection, partner: Organisation, people: Mapping[str, Person]
) -> tuple[EmployerAsk, ...]:
    """What it was asked, about people within reach alone."""
    found = []
    for one in employer_asks.read_asks(connection):
        lines = tuple(line for line in one.lines if line.person in people)
        if one.partner == partner.id and lines:
            found.append(replace(one, lines=lines))
    return tuple(found)


def _exercises(
    connection: Connection,
    partner: Organisation,
    people: Mapping[str, Person],
    start: datetime,
    end: datetime,
    reach: Reach,
) -> tuple[PartnerExercise, ...]:
    rows = records.read_rows(connection, "exercises").values()
    numbers = {str(row.values["id"]): row.number for row in rows if not row.has_ended}
    found = []
    for one in read_exercises(connection, list(people)):
        is_held_with = bool(one.partner) and partner.employs(one.partner)
        if not reach.covers(one.regions) or not start <= one.start < end:
            continue
        if is_held_with or one.attendance:
            counts = (
                len(one.people()),
                len(one.people(AttendanceState.PRESENT)),
                len(one.people(AttendanceState.ABSENT)),
            )
            found.append(PartnerExercise(numbers[one.id], one, is_held_with, *counts))
    return tuple(found)


def _findings(
    connection: Connection, partner: Organisation, reach: Reach
) -> tuple[NumberedFinding, ...]:
    def is_theirs(one: NumberedFinding) -> bool:
        named = (one.file.finding.partner, *(action.partner for action in one.file.actions))
        return any(name and partner.employs(name) for name in named)

    return tuple(one for one in findings_within(connection, reach) if is_theirs(one))


def _gaps(
    connection: Connection,
    people: Mapping[str, Person],
    start: datetime,
    end: datetime,
    reach: Reach,
) -> int:
    posts = None if reach.is_all else list(posts_within(connection, reach))
    return sum(
        any(part.person in people for part in gap.interval.parts)
        for gap in gaps.read_gaps(connection, since=start, posts=posts)
        if gap.interval.start < end
    )
