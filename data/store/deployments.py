"""Deployments as they are kept: their seats, their relief shifts, and who has these."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, func, insert, select, update

from data.model.deployment import (
    Deployment,
    DeploymentSeat,
    DeploymentState,
    KeptDuty,
    KeptShift,
    ReliefDuty,
    ReliefShift,
    ReliefStatus,
    SetAside,
)
from data.model.errors import Fault, Refused
from data.store.rosters import person_numbers
from data.store.tables.deployments import (
    DEPLOYMENT_SEATS,
    DEPLOYMENTS,
    RELIEF_DUTIES,
    RELIEF_SHIFTS,
)
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_OWN = [DEPLOYMENTS.c[field.name] for field in fields(Deployment)]
_COUNTS = tuple(status for status in ReliefStatus if status.counts)


def add_deployment(
    connection: Connection, given: Deployment, seats: Iterable[DeploymentSeat]
) -> Deployment:
    """Keep a new deployment with its seats; it gets its number."""
    values = asdict(given)
    del values["id"]
    key = connection.execute(insert(DEPLOYMENTS).values(**values)).inserted_primary_key
    assert key is not None
    for place, seat in enumerate(seats):
        row = asdict(seat) | {"deployment": key[0], "place": place, "regions": list(seat.regions)}
        connection.execute(insert(DEPLOYMENT_SEATS).values(**row))
    return read_deployment(connection, key[0])


def read_deployment(connection: Connection, number: int) -> Deployment:
    """One deployment.

    Raises
    ------
    Refused
        There is none of that number.
    """
    found = connection.execute(select(*_OWN).where(DEPLOYMENTS.c.id == number))
    row = found.mappings().one_or_none()
    if row is None:
        what = f"there is no deployment {number}"
        raise Refused([Fault(what, "See which there are: caco relief list")])
    return Deployment(**row)


def deployments(connection: Connection) -> list[Deployment]:
    """All there ever were, the latest first."""
    rows = connection.execute(select(*_OWN).order_by(DEPLOYMENTS.c.id.desc()))
    return [Deployment(**row) for row in rows.mappings()]


def change_deployment(connection: Connection, number: int, **values: object) -> Deployment:
    """Change some facts of a deployment."""
    here = DEPLOYMENTS.c.id == number
    connection.execute(update(DEPLOYMENTS).where(here).values(**values))
    return read_deployment(connection, number)


def change_count(connection: Connection, number: int, code: str, count: int) -> None:
    """Change how many people a seat of a deployment asks for."""
    here = (DEPLOYMENT_SEATS.c.deployment == number, DEPLOYMENT_SEATS.c.code == code)
    connection.execute(update(DEPLOYMENT_SEATS).where(*here).values(count=count))


def add_shifts(connection: Connection, deployment: int, shifts: Iterable[ReliefShift]) -> None:
    """Keep relief shifts."""
    for shift in shifts:
        values = asdict(shift) | {"deployment": deployment}
        connection.execute(insert(RELIEF_SHIFTS).values(**values))


def change_shift(connection: Connection, number: int, **values: object) -> None:
    """Change the end of a relief shift, or how many people it asks for; 0: it is not needed."""
    connection.execute(update(RELIEF_SHIFTS).where(RELIEF_SHIFTS.c.id == number).values(**values))


def add_duties(
    connection: Connection, state: DeploymentState, duties: Iterable[ReliefDuty]
) -> list[KeptDuty]:
    """Keep who has which relief shift; nobody was asked yet."""
    numbers = person_numbers(connection)
    shifts = {kept.shift.id: kept.id for kept in state.shifts}
    made = []
    for duty in duties:
        values = {
            "deployment": state.deployment.id,
            "shift": shifts[duty.shift],
            "person": numbers[duty.person],
            "is_call": duty.is_call,
            "set_aside": [asdict(one) for one in duty.set_aside],
            "rest_owed": duty.rest_owed,
            "status": ReliefStatus.PLANNED,
        }
        key = connection.execute(insert(RELIEF_DUTIES).values(**values)).inserted_primary_key
        assert key is not None
        made.append(key[0])
    return [read_duty(connection, number) for number in made]


def read_duty(connection: Connection, number: int) -> KeptDuty:
    """One relief duty.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(_duties().where(RELIEF_DUTIES.c.id == number)).one_or_none()
    if row is None:
        what = f"there is no relief duty {number}"
        raise Refused([Fault(what, "See the deployment: caco relief list")])
    return _duty(row)


def change_duty(connection: Connection, number: int, **values: object) -> KeptDuty:
    """Change how far a relief duty is."""
    connection.execute(update(RELIEF_DUTIES).where(RELIEF_DUTIES.c.id == number).values(**values))
    return read_duty(connection, number)


def read_state(connection: Connection, number: int) -> DeploymentState:
    """A deployment with all that is kept of it.

    Raises
    ------
    Refused
        There is none of that number.
    """
    deployment = read_deployment(connection, number)
    seats = connection.execute(
        select(*(DEPLOYMENT_SEATS.c[name] for name in ("code", "function", "regions", "count")))
        .where(DEPLOYMENT_SEATS.c.deployment == number)
        .order_by(DEPLOYMENT_SEATS.c.place)
    )
    shifts = connection.execute(
        select(RELIEF_SHIFTS)
        .where(RELIEF_SHIFTS.c.deployment == number, RELIEF_SHIFTS.c.required > 0)
        .order_by(RELIEF_SHIFTS.c.start, RELIEF_SHIFTS.c.id)
    )
    duties = connection.execute(
        _duties().where(RELIEF_DUTIES.c.deployment == number).order_by(RELIEF_DUTIES.c.id)
    )
    return DeploymentState(
        deployment,
        tuple(
            DeploymentSeat(code, function, tuple(regions or ()), count)
            for code, function, regions, count in seats
        ),
        tuple(_shift(row) for row in shifts),
        tuple(_duty(row) for row in duties),
    )


def duties_between(
    connection: Connection,
    start: datetime,
    end: datetime,
    *,
    people: Collection[str] | None = None,
    with_exercises: bool = False,
) -> list[tuple[Deployment, KeptShift, KeptDuty]]:
    """Relief duties that count and touch ``[start, end)``, by start.

    Parameters
    ----------
    people
        Only of these; None: of everybody.
    with_exercises
        Those of exercises too, which are no work under an obligation.
    """
    shift = RELIEF_SHIFTS.c
    query = (
        _duties()
        .add_columns(*(column.label(f"shift_{column.name}") for column in shift))
        .join(RELIEF_SHIFTS, shift.id == RELIEF_DUTIES.c.shift)
        .where(shift.start < end, shift.end > start, shift.required > 0)
        .where(RELIEF_DUTIES.c.status.in_(_COUNTS))
        .order_by(shift.start, RELIEF_DUTIES.c.id)
    )
    if people is not None:
        query = query.where(PEOPLE.c.id.in_(people))
    rows = connection.execute(query).all()
    if not rows:
        return []
    known = {one.id: one for one in deployments(connection)}
    return [
        (known[row.deployment], _shift(row, "shift_"), _duty(row))
        for row in rows
        if with_exercises or not known[row.deployment].is_exercise
    ]


def relief_of(connection: Connection, person: str) -> list[tuple[Deployment, KeptShift, KeptDuty]]:
    """All that somebody did, or is reckoned on for, in deployments; no exercises."""
    ever = datetime(1970, 1, 1, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC)
    return duties_between(connection, *ever, people=[person])


@dataclass(frozen=True, slots=True)
class AskedDuty:
    """A relief duty that somebody was asked for, for their calendar.

    Parameters
    ----------
    row
        Of the person.
    shift
        As it is now; nobody is needed in one that requires 0.
    changes
        How often anything of its deployment changed.
    changed_at
        When that was last.
    """

    row: int
    deployment: Deployment
    shift: KeptShift
    duty: KeptDuty
    changes: int
    changed_at: datetime


def asked_since(
    connection: Connection, since: datetime, person: str | None = None
) -> list[AskedDuty]:
    """Relief duties whose time is not over by then and that somebody was asked for, by start.

    Parameters
    ----------
    person
        Only theirs; None: of everybody.
    """
    shift = RELIEF_SHIFTS.c
    query = (
        _duties()
        .add_columns(
            *(column.label(f"shift_{column.name}") for column in shift),
            RELIEF_DUTIES.c.person.label("row"),
        )
        .join(RELIEF_SHIFTS, shift.id == RELIEF_DUTIES.c.shift)
        .where(shift.end > since, RELIEF_DUTIES.c.asked_at.is_not(None))
        .order_by(shift.start, RELIEF_DUTIES.c.id)
    )
    if person is not None:
        query = query.where(PEOPLE.c.id == person)
    rows = connection.execute(query).all()
    if not rows:
        return []
    known = {one.id: one for one in deployments(connection)}
    changes = {
        subject: (count, last)
        for subject, count, last in connection.execute(
            select(ENTRIES.c.subject, func.count(), func.max(ENTRIES.c.at))
            .where(ENTRIES.c.subject.in_({f"deployment/{row.deployment}" for row in rows}))
            .group_by(ENTRIES.c.subject)
        )
    }
    return [
        AskedDuty(
            row.row,
            known[row.deployment],
            _shift(row, "shift_"),
            _duty(row),
            *changes[f"deployment/{row.deployment}"],
        )
        for row in rows
    ]


def _duties() -> Any:  # noqa: ANN401 - a select whose columns vary
    columns = [column for column in RELIEF_DUTIES.c if column.name != "person"]
    return select(*columns, PEOPLE.c.id.label("code")).join(
        PEOPLE, PEOPLE.c.row == RELIEF_DUTIES.c.person
    )


def _shift(row: Row[Any], prefix: str = "") -> KeptShift:
    def of(name: str) -> Any:  # noqa: ANN401 - a value of any column
        return getattr(row, prefix + name)

    shift = ReliefShift(of("seat"), of("start"), of("end"), of("work_minutes"), of("required"))
    return KeptShift(of("id"), of("deployment"), shift)


def _duty(row: Row[Any]) -> KeptDuty:
    return KeptDuty(
        row.id,
        row.deployment,
        row.shift,
        row.code,
        row.is_call,
        tuple(SetAside(**one) for one in row.set_aside),
        row.rest_owed,
        row.status,
        row.asked_at,
        row.answered_at,
    )
