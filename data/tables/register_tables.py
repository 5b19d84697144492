"""Reads the tables of the competence register: requirements, evidence and overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from data.model.exercise import with_attendance
from data.model.register import Register
from data.model.register_check import row_findings, whole_findings
from data.model.requirement import (
    WARNING_DAYS,
    Evidence,
    Override,
    Requirement,
    RequirementKind,
)
from data.tables.faults import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from data.model.exercise import Exercise
    from data.model.person import Competence, Person
    from data.model.register_check import RegisterFault
    from data.tables.reading import Reading
    from data.tables.table_rows import TableRow

TABLE_NAMES = ("requirements", "evidence", "overrides")


_MOST_TIMES, _MOST_MONTHS, _LONGEST_WARNING = 100, 600, 3650


_LONGEST_MESSAGE = 300


T = TypeVar("T")


def read_register(
    reading: Reading,
    competences: Iterable[Competence],
    people: Iterable[Person],
    today: date | None,
    period: tuple[date, date],
    exercises: Iterable[Exercise] = (),
) -> Register:
    """The register that the tables describe; what is wrong with it goes to the log.

    Parameters
    ----------
    reading
        The input.
    competences, people
        As they were read from it.
    today
        No evidence can be from after it; None: that is not asked.
    period
        First and last day, both inclusive, on which people will be rostered by it: what is asked
        on one of these days must have been shown by somebody.
    exercises
        Who was present shows what they count for.
    """
    requirements, evidence, overrides = (
        _requirements(reading), _evidence(reading), _overrides(reading),
    )  # fmt: skip
    register = Register(
        tuple(competences),
        tuple(one for one, _ in requirements),
        tuple(one for one, _ in evidence),
        tuple(one for one, _ in overrides),
    )
    rows = {id(one): row for one, row in (*requirements, *evidence, *overrides)}
    _note(row_findings(register, {person.id: person.name for person in people}, today), rows)
    register = with_attendance(register, exercises, reading.zone)
    if reading.is_sound("people", "functions", "competences", *TABLE_NAMES):
        _note(whole_findings(register, *period), rows)
    return register


def _note(findings: Iterable[RegisterFault], rows: dict[int, TableRow]) -> None:
    for finding in findings:
        what = plain(finding.what, _LONGEST_MESSAGE)
        rows[id(finding.subject)].fault(finding.column, what, finding.remedy)


def _requirements(reading: Reading) -> list[tuple[Requirement, TableRow]]:
    found = []
    for row in reading.rows("requirements"):
        start, until = row.dates()
        requirement = Requirement(
            id=row.id("id"),
            name=row.name("name"),
            functions=row.references("functions", reading.functions, "function"),
            kind=row.choice("kind", RequirementKind),
            start=start,
            until=until,
            times=row.whole_in("times", 1, _MOST_TIMES, 1),
            months=row.optional_whole("months", 1, _MOST_MONTHS),
            accepts=row.references("accepts", reading.requirements, "requirement"),
            warning_days=row.whole_in("warning_days", 0, _LONGEST_WARNING, WARNING_DAYS),
        )
        if row.is_sound:
            found.append((requirement, row))
    return found


def _evidence(reading: Reading) -> list[tuple[Evidence, TableRow]]:
    found = []
    for row in reading.rows("evidence"):
        one = Evidence(
            person=row.reference("person", reading.people, "person"),
            requirement=row.reference("requirement", reading.requirements, "requirement"),
            shown_on=row.day("date"),
            declared_by=row.name("declared_by"),
            employer=row.name("employer"),
            start=row.optional_day("from"),
            until=row.optional_day("until"),
            document=row.name("document"),
        )
        if row.is_sound:
            found.append((one, row))
    return found


def _overrides(reading: Reading) -> list[tuple[Override, TableRow]]:
    found = []
    for row in reading.rows("overrides"):
        start, until = row.dates()
        one = Override(
            person=row.reference("person", reading.people, "person"),
            function=row.reference("function", reading.functions, "function"),
            start=start,
            until=until or start,
            reason=row.name("reason"),
            decided_by=row.name("decided_by"),
        )
        if row.is_sound:
            found.append((one, row))
    return found
