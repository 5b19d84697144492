"""Reads the tables of people: contracts, competences, provisions and weekly work elsewhere."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from data.i18n.sheet_words import CHOICE
from data.model.person import (
    Competence,
    CompetenceLevel,
    Contract,
    Limits,
    Person,
    Provision,
    ProvisionKind,
    WeeklyWork,
)
from data.model.register import merge_validities
from data.tables.faults import nearest_name, shown
from data.tables.table_rows import Once, TableRow
from data.tables.values import WEEKDAYS, to_weekday

if TYPE_CHECKING:
    from data.tables.reading import Reading

_MOST_HOURS = 60  # a week, ATW 5:7(2)(b)
_DAYS_IN_LONGEST_MONTH = 31
_MINUTES_IN_DAY = 24 * 60
_A_DAY = date(2001, 1, 1)  # any day: here clock times are compared, not instants


def read_people(reading: Reading) -> tuple[Person, ...]:
    """The table ``people``, with what other tables say of each."""
    contracts = _read_contracts(reading)
    provisions = _read_provisions(reading)
    weekly = _read_weekly_work(reading)
    holders = _holders(reading)
    once = (
        Once("id", "the person", "Give each person a code of their own"),
        Once("name", "the name", "Make the names differ, with a middle initial for instance"),
    )
    found = []
    for row in reading.rows("people"):
        for unique in once if row.is_sound else ():
            unique.check(row)
        most = row.optional_whole("max_shifts_per_month", 0, _DAYS_IN_LONGEST_MONTH)
        person = Person(
            id=row.id("id"),
            name=row.name("name"),
            employer=row.name("employer"),
            regions=row.references("regions", reading.regions, "region"),
            limits=Limits(max_shifts_per_month=most),
        )
        if holders is not None and person.id and person.id not in holders:
            what = f"person {shown(person.id)} is in no pool: there is no competence"
            row.fault("id", what, "Add a row to competences, or leave the person out")
        if row.is_sound:
            found.append(
                replace(
                    person,
                    contracts=tuple(contracts.get(person.id, ())),
                    provisions=tuple(provisions.get(person.id, ())),
                    weekly_work=tuple(weekly.get(person.id, ())),
                )
            )
    return tuple(found)


def read_competences(reading: Reading) -> tuple[Competence, ...]:
    """The table ``competences``; validities that touch or overlap are taken as one."""
    found = []
    for row in reading.rows("competences"):
        start, until = row.dates()
        competence = Competence(
            person=row.reference("person", reading.people, "person"),
            function=row.reference("function", reading.functions, "function"),
            start=start,
            until=until,
            level=row.choice("level", CompetenceLevel),
        )
        if row.is_sound:
            found.append(competence)
    return merge_validities(found)


def _holders(reading: Reading) -> frozenset[str] | None:
    table = reading.tables.tables.get("competences")
    if table is None or "person" not in table.columns:
        return None
    return frozenset(row.texts.get("person", "") for row in table.rows)


def _read_contracts(reading: Reading) -> dict[str, list[Contract]]:
    """Contracts by person and date."""
    found: dict[str, list[tuple[Contract, TableRow]]] = {}
    for row in reading.rows("contracts"):
        person = row.reference("person", reading.people, "person")
        hours = row.number_in("hours_per_week", 0, _MOST_HOURS)
        start, until = row.dates()
        if row.is_sound:
            found.setdefault(person, []).append((Contract(hours, start, until), row))
    for given in found.values():
        given.sort(key=lambda pair: pair[0].start)
        for (earlier, first), (later, row) in itertools.pairwise(given):
            if earlier.until is None or later.start <= earlier.until:
                what = f"this contract overlaps the one of row {first.number}"
                remedy = f"Put the day before {later.start} in until of row {first.number}"
                row.fault("from", what, remedy)
    return {person: [contract for contract, _ in given] for person, given in found.items()}


def _read_provisions(reading: Reading) -> dict[str, list[Provision]]:
    """Provisions by person."""
    found: dict[str, list[Provision]] = {}
    for row in reading.rows("provisions"):
        person = row.reference("person", reading.people, "person")
        kind = row.choice("kind", ProvisionKind)
        start, until = row.dates()
        weekday = row.get("weekday", to_weekday, None)
        is_holy_day = kind is ProvisionKind.HOLY_DAY
        if row.is_sound and is_holy_day and weekday is None:
            row.fault("weekday", "a holy day needs its weekday", nearest_name(CHOICE, "", WEEKDAYS))
        if row.is_sound and not is_holy_day and weekday is not None:
            row.fault("weekday", f"{kind} has no weekday", "Leave it empty")
        consent = row.yes("consent", default=False)
        if row.is_sound:
            found.setdefault(person, []).append(Provision(kind, start, until, weekday, consent))
    return found


def _read_weekly_work(reading: Reading) -> dict[str, list[WeeklyWork]]:
    """Work elsewhere by person."""
    found: dict[str, list[WeeklyWork]] = {}
    for row in reading.rows("weekly_work"):
        person = row.reference("person", reading.people, "person")
        start, end = row.clock("start"), row.clock("end")
        first, last = row.first_and_last()
        elapsed = datetime.combine(_A_DAY, end) - datetime.combine(_A_DAY, start)
        minutes = int(elapsed.total_seconds()) // 60 % _MINUTES_IN_DAY or _MINUTES_IN_DAY
        pause = row.whole_in("break_minutes", 0, _MINUTES_IN_DAY)
        if row.is_sound and pause >= minutes:
            row.fault("break_minutes", "the break is as long as the work", "Correct the minutes")
        weekdays = row.weekdays("weekdays")
        if row.is_sound:
            found.setdefault(person, []).extend(
                WeeklyWork(weekday, start, end, pause, first, last) for weekday in weekdays
            )
    return found
