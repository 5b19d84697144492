"""Maps rows of the records to nouns of `data.model`, and back.

Rows were checked when they were imported: here nothing becomes text, and nothing is judged again
but what time can change.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import or_, select

from data.model.book import Book
from data.model.calls import REST_AFTER_CALL, RestTerms
from data.model.contact import AlertRecords, AlertStep, Contact, DutyManager, Pledge
from data.model.demand import Demand, DemandSource, MinimumCover
from data.model.errors import Fault, InputError, Place
from data.model.exercise import with_attendance
from data.model.person import Competence
from data.model.post import (
    Function,
    PatternShift,
    Post,
    Region,
    ShiftPattern,
    with_standard_patterns,
)
from data.model.register import Register, merge_validities
from data.model.register_check import whole_findings
from data.model.requirement import Evidence, Override, Requirement
from data.model.ruleset import Ruleset, RuleSetting
from data.store.call_outs import read_call_outs
from data.store.exercises import read_exercises
from data.store.tables.columns import among
from data.store.tables.record_index import RECORDS, columns_of_people
from data.store.tables.records import EVIDENCE, PEOPLE
from data.tables.expand import DemandPlan
from data.tables.period import ZONE
from data.tables.region_tables import logins_of
from data.tables.rule_tables import to_rule_value
from data.tables.values import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from data.store.cells import Value

T = TypeVar("T")

SOURCE = "the store"  #: what faults call the rows that are there already

#: Fields that are called otherwise than the column that holds them.
_COLUMNS = {"start": "from", "shown_on": "date"}


def current_rows(
    connection: Connection, name: str, people: Collection[str] | None = None
) -> list[dict[str, Value]]:
    """The rows of a table that have not ended, of people who are here, as they came.

    Parameters
    ----------
    people
        Only the rows about these; None: about all.
    """
    table = RECORDS[name]
    query = select(table).where(table.c.ended_at.is_(None)).order_by(table.c.row)
    for person in (table.c[column] for column in columns_of_people(name)):
        here = select(PEOPLE.c.id).where(PEOPLE.c.ended_at.is_(None))
        query = query.where(or_(person.is_(None), person.in_(here)), among(person, people))
    if name == "people":
        query = query.where(among(table.c.id, people))
    return [dict(row) for row in connection.execute(query).mappings()]


def read_objects(
    connection: Connection, kind: type[T], name: str, people: Collection[str] | None = None
) -> tuple[T, ...]:
    """The nouns in the current rows of a table; about these people, or None all."""
    pairs = _columns(kind, name)
    return tuple(_made(kind, pairs, row) for row in current_rows(connection, name, people))


def to_object(kind: type[T], name: str, row: Mapping[str, Value], **others: Value) -> T:
    """The noun in a row of a table; an empty cell stands for the default of its field.

    Parameters
    ----------
    others
        Fields that are not in the row as they are.
    """
    return _made(kind, _columns(kind, name), row, others)


def to_row(name: str, noun: object) -> dict[str, Value]:
    """The values of a noun, by column of a table."""
    return {column: getattr(noun, field) or None for field, column in _columns(type(noun), name)}


def _columns(kind: Any, name: str) -> list[tuple[str, str]]:  # noqa: ANN401 - a dataclass
    """Pairs of a field and its column."""
    known = RECORDS[name].c
    names = [field.name for field in fields(kind)]
    pairs = ((field, field if field in known else _COLUMNS.get(field, field)) for field in names)
    return [pair for pair in pairs if pair[1] in known]


def _made(
    kind: type[T],
    pairs: Iterable[tuple[str, str]],
    row: Mapping[str, Value],
    others: Mapping[str, Value] = MappingProxyType({}),
) -> T:
    values = {
        field: tuple(value) if isinstance(value, list) else value
        for field, column in pairs
        if (value := row[column]) is not None
    }
    return kind(**{**values, **others})


def read_regions(connection: Connection) -> tuple[Region, ...]:
    """The regions."""
    return read_objects(connection, Region, "regions")


def read_functions(connection: Connection) -> tuple[Function, ...]:
    """The functions."""
    return read_objects(connection, Function, "functions")


def read_books(connection: Connection) -> dict[str, Book]:
    """The books, by id."""
    return {
        row["id"]: to_object(Book, "books", row, signers=logins_of(row["signers"] or ""))
        for row in current_rows(connection, "books")
    }


def read_posts(connection: Connection) -> tuple[Post, ...]:
    """The posts."""
    return tuple(
        to_object(
            Post,
            "posts",
            row,
            pattern=row["pattern"] or "",
            most_chance_nobody=row["most_chance_nobody"] and row["most_chance_nobody"] / 100,
        )
        for row in current_rows(connection, "posts")
    )


def read_patterns(connection: Connection) -> dict[str, ShiftPattern]:
    """The standard patterns and those of the records, by id."""
    own: dict[str, list[PatternShift]] = {}
    for row in current_rows(connection, "patterns"):
        days = row["days"]
        if days is None:
            days = 0 if row["end"] > row["start"] else 1
        own.setdefault(row["pattern"], []).extend(
            to_object(PatternShift, "patterns", row, weekday=WEEKDAYS.index(day), days=days)
            for day in row["weekdays"]
        )
    return with_standard_patterns(own)


def read_demand_plan(connection: Connection) -> DemandPlan:
    """What posts need beside their patterns."""
    return DemandPlan(
        tuple(one for _row, one in read_demands(connection)),
        tuple(one for _row, one in read_covers(connection)),
    )


def read_demands(connection: Connection) -> list[tuple[int, Demand]]:
    """The dated demands, each with the number of its row."""
    return [(row["row"], _demand(row)) for row in current_rows(connection, "demand")]


def read_covers(connection: Connection) -> list[tuple[int, MinimumCover]]:
    """The minimum covers, each with the number of its row."""
    return [
        (
            row["row"],
            MinimumCover(
                row["post"],
                tuple(WEEKDAYS.index(day) for day in row["weekdays"]),
                row["start"],
                row["end"],
                row["required"],
                row["from"],
                row["until"],
            ),
        )
        for row in current_rows(connection, "minimum_cover")
    ]


def _demand(row: Mapping[str, Value]) -> Demand:
    usual = DemandSource.EVENT if row["required"] else DemandSource.CLOSED
    return to_object(Demand, "demand", row, source=row["source"] or usual)


def read_register(
    connection: Connection, today: date, people: Collection[str] | None = None
) -> Register:
    """The competence register.

    Parameters
    ----------
    people
        Only what is known of these; None: of all.

    Raises
    ------
    InputError
        Something is asked on this day that nobody ever showed, so nobody would be competent.
    """
    requirements = read_objects(connection, Requirement, "requirements")
    if people is not None:
        if not _is_each_shown(connection, requirements):
            read_register(connection, today)  # whether that matters, all of it tells
        return _register(connection, requirements, people)
    register = _register(connection, requirements, people)
    faults = [
        Fault(one.what, one.remedy, Place(SOURCE, column=one.column))
        for one in whole_findings(register, today, today)
    ]
    if faults:
        raise InputError(faults)
    return register


def _register(
    connection: Connection, requirements: tuple[Requirement, ...], people: Collection[str] | None
) -> Register:
    register = Register(
        merge_validities(read_objects(connection, Competence, "competences", people)),
        requirements,
        read_objects(connection, Evidence, "evidence", people),
        read_objects(connection, Override, "overrides", people),
    )
    return with_attendance(register, read_exercises(connection, people), ZONE)


def _is_each_shown(connection: Connection, requirements: Iterable[Requirement]) -> bool:
    """Whether somebody who is here showed each thing that is asked, or what stands for it."""
    here = select(PEOPLE.c.id).where(PEOPLE.c.ended_at.is_(None))
    query = select(EVIDENCE.c.requirement).where(
        EVIDENCE.c.ended_at.is_(None), EVIDENCE.c.person.in_(here)
    )
    shown = set(connection.scalars(query.distinct()))
    return all(not shown.isdisjoint((one.id, *one.accepts)) for one in requirements)


def read_alert_records(
    connection: Connection, people: Collection[str] | None = None
) -> AlertRecords:
    """Contacts, duty managers, steps, pledges, and call-outs: those with people who left too.

    Parameters
    ----------
    people
        Contacts and pledges of these alone; None: of all.
    """
    return AlertRecords(
        contacts=read_objects(connection, Contact, "contacts", people),
        duty_managers=read_objects(connection, DutyManager, "duty_managers"),
        steps=tuple(_alert_step(row) for row in current_rows(connection, "alert_steps")),
        call_outs=read_call_outs(connection),
        pledges=read_objects(connection, Pledge, "pledges", people),
    )


def _alert_step(row: Mapping[str, Value]) -> AlertStep:
    repeat, escalate = row["repeat_hours"], row["escalate_minutes"]
    return to_object(
        AlertStep,
        "alert_steps",
        row,
        before=timedelta(hours=row["hours_before"]),
        repeat=None if repeat is None else timedelta(hours=repeat),
        escalate=None if escalate is None else timedelta(minutes=escalate),
    )


def read_rest_terms(connection: Connection) -> RestTerms | None:
    """How the rest after night calls is kept; None: it is not.

    Every rule of the law need not be loaded for it, so it is read apart.
    """
    rows = [row for row in current_rows(connection, "rules") if row["rule"] == REST_AFTER_CALL]
    given = tuple(
        (row["parameter"], to_rule_value(row["value"], int)) for row in rows if row["parameter"]
    )
    enabled = all(row["enabled"] is not False for row in rows)
    return RestTerms.of(Ruleset(settings=(RuleSetting(REST_AFTER_CALL, enabled, given),)))
