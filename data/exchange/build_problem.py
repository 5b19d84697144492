"""From tables of texts to a RosterProblem."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.exchange.alert_tables import read_alert_records
from data.exchange.calendars import public_holidays, school_holidays
from data.exchange.duty_tables import read_absences, read_elsewhere, read_history, read_wishes
from data.exchange.expand import dated_shifts
from data.exchange.faults import FaultLog
from data.exchange.people_tables import read_competences, read_people
from data.exchange.period import TIME_ZONE, Period, checked_period
from data.exchange.pins import read_pins
from data.exchange.reading import Reading
from data.exchange.region_tables import read_functions, read_patterns, read_posts, read_regions
from data.exchange.register_tables import read_register
from data.exchange.rule_tables import RuleBook, read_carry_over, read_ruleset
from data.exchange.tables import TABLES
from data.model.errors import Place
from data.model.problem import RosterProblem
from data.model.validation import validate

if TYPE_CHECKING:
    from datetime import date

    from data.exchange.raw_table import InputTables

_ANY_RULES = RuleBook()


def build_problem(
    tables: InputTables,
    first: date,
    weeks: int,
    time_zone: str = TIME_ZONE,
    rule_book: RuleBook = _ANY_RULES,
    today: date | None = None,
) -> RosterProblem:
    """The problem that the tables describe, for a period of whole weeks.

    Parameters
    ----------
    tables
        As read from a workbook, a folder or memory.
    first
        First local date of the period; any weekday.
    weeks
        Length of the period.
    time_zone
        IANA name of the local clock.
    rule_book
        Which rules exist, their parameters, and which may be switched off.
    today
        Evidence from after it is refused; None: evidence counts from its date on, whenever that is.

    Raises
    ------
    InputError
        With everything that is wrong with the tables.
    """
    period = checked_period(first, weeks, time_zone)
    reading = Reading(tables, period.zone, FaultLog())
    reading.log.extend(tables.faults)
    _refuse_missing(reading)
    problem = _read(reading, period, rule_book, today)
    reading.log.raise_if_any()
    place = Place(file=tables.source)
    reading.log.extend(replace(fault, place=place) for fault in validate(problem))
    reading.log.raise_if_any()
    return problem


def _refuse_missing(reading: Reading) -> None:
    """Refuse an input without a table that it needs, or with nothing in it."""
    tables = reading.tables.tables
    for table in TABLES:
        place = Place(file=reading.tables.source)
        if table.required and table.name not in tables:
            what = f"there is no {table.name}"
            reading.log.add(what, f"Add this sheet or file: {_first_low(table.meaning)}", place)
        elif table.required and tables[table.name].columns and not tables[table.name].rows:
            place = tables[table.name].place
            reading.log.add(f"{table.name} has no rows", "Fill in at least one row", place)


def _first_low(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _read(
    reading: Reading, period: Period, rule_book: RuleBook, today: date | None
) -> RosterProblem:
    """Read every table; what is wrong goes to the log, and a bad row is left out."""
    regions, functions = read_regions(reading), read_functions(reading)
    patterns, posts = read_patterns(reading), read_posts(reading)
    people, competences = read_people(reading), read_competences(reading)
    read_alert_records(reading, today)  # of no use to the solver; its faults are told here
    days = period.first, period.after - timedelta(days=1)
    register = read_register(reading, competences, people, today, days)
    problem = RosterProblem(
        start=period.start,
        end=period.end,
        regions=regions,
        functions=functions,
        posts=tuple(replace(post, most_chance_nobody=None) for post in posts),
        shifts=dated_shifts(posts, patterns, period),
        people=people,
        competences=register.effective_competences,
        absences=read_absences(reading, {person.id: person for person in people}),
        wishes=read_wishes(reading, {post.id: post for post in posts}, patterns),
        history=read_history(reading, period),
        elsewhere=read_elsewhere(reading),
        carry_over=read_carry_over(reading),
        ruleset=read_ruleset(reading, rule_book),
        public_holidays=public_holidays(period),
        school_holidays=school_holidays(period, regions),
        time_zone=period.zone.key,
    )
    return replace(problem, assignments=read_pins(reading, problem, patterns))
