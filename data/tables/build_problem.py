"""From tables of texts to a RosterProblem."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.book import posts_of
from data.model.call_out import call_work
from data.model.calls import since_of_calls, worked_on_calls
from data.model.duty import DutyKind
from data.model.errors import Place
from data.model.exercise import exercise_duties
from data.model.intervals import subtract
from data.model.post import NormFrom
from data.model.problem import RosterProblem
from data.model.shift import EarlierDuty, Shift, Stretch
from data.model.validation import validate
from data.tables.account_tables import read_account_lines
from data.tables.alert_tables import read_alert_records
from data.tables.base_tables import base_assignments, read_base_members, read_base_rosters
from data.tables.company_tables import (
    read_pairings,
    read_skill_mixes,
    read_substitutions,
    read_traineeships,
)
from data.tables.contract import TABLES
from data.tables.demand_tables import read_demand_plan
from data.tables.duty_tables import (
    read_absences,
    read_elsewhere,
    read_history,
    read_pins,
    read_wishes,
)
from data.tables.exercise_tables import read_exercises
from data.tables.expand import DemandPlan, dated_shifts, part_shifts
from data.tables.faults import FaultLog
from data.tables.improvement_tables import read_improvement
from data.tables.partner_tables import read_partners, read_reviews
from data.tables.people_tables import read_competences, read_people
from data.tables.period import TIME_ZONE, Period, checked_period, public_holidays, school_holidays
from data.tables.reading import Reading
from data.tables.region_tables import (
    read_books,
    read_functions,
    read_holidays,
    read_patterns,
    read_posts,
    read_regions,
)
from data.tables.register_tables import read_register
from data.tables.rule_tables import RuleBook, read_carry_over, read_ruleset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
    from datetime import date

    from data.model.call_out import CallOut
    from data.model.company import Pairing, SkillMix
    from data.model.duty import Absence, Duty
    from data.model.person import Person
    from data.model.post import Post, ShiftPattern
    from data.tables.raw_table import InputTables

_ANY_RULES = RuleBook()


@dataclass(frozen=True, slots=True)
class Inherited:
    """What rosters in force bring into a period.

    Parameters
    ----------
    earlier
        People on a post by a roster of before the period.
    begun
        The shifts of the period itself that began before `now`, as they were published; None: no
        roster of this period is in force.
    now
        Nobody is planned on what began before it; None: the whole period is planned.
    """

    earlier: tuple[EarlierDuty, ...] = ()
    begun: tuple[Shift, ...] | None = None
    now: datetime | None = None


_NOTHING = Inherited()


def build_problem(
    tables: InputTables,
    first: date,
    weeks: int,
    time_zone: str = TIME_ZONE,
    rule_book: RuleBook = _ANY_RULES,
    today: date | None = None,
    inherited: Inherited = _NOTHING,
    *,
    book: str | None = None,
    needs_all: bool = True,
) -> RosterProblem:
    """The problem that the tables describe, for a period of whole weeks.

    Its shifts are those of the patterns, and a part shift for all other time that these ask for.

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
    inherited
        What rosters in force bring into the period.
    book
        Id of the book whose posts are planned; empty: those that no book holds; None: all posts.
    needs_all
        Refuse an input without a table that every planning needs; False: it is still being made.

    Raises
    ------
    InputError
        With everything that is wrong with the tables.
    """
    period = checked_period(first, weeks, time_zone)
    reading = Reading(tables, period.zone, FaultLog())
    reading.log.extend(tables.faults)
    if needs_all:
        _refuse_missing(reading)
    problem = _read(reading, period, rule_book, today, inherited, book)
    reading.log.raise_if_any()
    place = Place(file=tables.source)
    reading.log.extend(replace(fault, place=place) for fault in validate(problem))
    reading.log.raise_if_any()
    return problem


def _refuse_missing(reading: Reading) -> None:
    """Refuse an input without a table that it needs, or with nothing in it."""
    tables = reading.tables.tables
    if not tables:
        remedy = "Import people, posts and competences first"
        reading.log.add("nothing was imported yet", remedy)
        return
    for table in TABLES:
        place = Place(file=reading.tables.source)
        if table.required and table.name not in tables:
            what = f"the table {table.name} is missing"
            reading.log.add(what, f"Add this sheet or file: {_first_low(table.meaning)}", place)
        elif table.required and tables[table.name].columns and not tables[table.name].rows:
            place = tables[table.name].place
            reading.log.add(
                f"{place.sheet or table.name} has no rows", "Fill in at least one row", place
            )


def _first_low(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _read(
    reading: Reading,
    period: Period,
    rule_book: RuleBook,
    today: date | None,
    inherited: Inherited,
    book: str | None,
) -> RosterProblem:
    """Read every table; what is wrong goes to the log, and a bad row is left out."""
    regions, functions = read_regions(reading), read_functions(reading)
    read_books(reading)  # only its faults are told
    read_account_lines(reading)  # the same
    read_partners(reading)
    read_reviews(reading, today)
    patterns, every_post = read_patterns(reading), read_posts(reading)
    demand = read_demand_plan(reading, every_post)
    people, competences = read_people(reading), read_competences(reading)
    alerts = read_alert_records(reading, today)  # of all but calls only the faults are told
    read_improvement(reading, today)  # only its faults are told
    days = period.first, period.after - timedelta(days=1)
    exercises = read_exercises(reading, today)
    register = read_register(reading, competences, people, today, days, exercises)
    history = read_history(reading, period)
    absences = read_absences(reading, {person.id: person for person in people})
    all_rosters = read_base_rosters(reading, every_post, patterns)
    members = read_base_members(reading, all_rosters)
    posts = posts_of(book, every_post)
    here = {post.id for post in posts}
    base_rosters = tuple(one for one in all_rosters if one.post in here)
    followed = {one.id for one in base_rosters}
    problem = RosterProblem(
        start=period.start,
        end=period.end,
        regions=regions,
        functions=tuple(replace(one, exercise_hours=0) for one in functions),
        posts=tuple(
            replace(
                post,
                most_chance_nobody=None,
                presence_minutes=None,
                norm_from=NormFrom.CRITERIA,
                book="",
                start=None,
                until=None,
            )
            for post in posts
        ),
        shifts=_shifts(posts, patterns, demand, period, (history, absences), inherited),
        people=people,
        competences=register.effective_competences,
        absences=absences,
        wishes=tuple(
            wish
            for wish in read_wishes(reading, {post.id: post for post in every_post}, patterns)
            if wish.post is None or wish.post in here
        ),
        history=_with_calls(history, alerts.call_outs, people, period),
        elsewhere=(*read_elsewhere(reading), *exercise_duties(exercises, absences)),
        carry_over=read_carry_over(reading),
        base_rosters=base_rosters,
        base_members=tuple(one for one in members if one.base_roster in followed),
        pairings=_pairings_at(here, read_pairings(reading)),
        traineeships=tuple(
            one
            for one in read_traineeships(reading)
            if any(post.function == one.function for post in posts)
        ),
        substitutions=read_substitutions(reading),
        skill_mixes=_mixes_at(here, read_skill_mixes(reading)),
        ruleset=read_ruleset(reading, rule_book, book),
        public_holidays=tuple(sorted({*public_holidays(period), *read_holidays(reading, book)})),
        school_holidays=school_holidays(period, regions),
        time_zone=period.zone.key,
    )
    return replace(
        problem,
        assignments=read_pins(reading, problem, patterns, demand),
        base=base_assignments(problem, patterns),
    )


def _pairings_at(here: Set[str], pairings: Iterable[Pairing]) -> tuple[Pairing, ...]:
    """Pairings as far as they are about posts that are planned."""
    return tuple(
        replace(one, posts=tuple(post for post in one.posts if post in here))
        for one in pairings
        if not one.posts or not here.isdisjoint(one.posts)
    )


def _mixes_at(here: Set[str], mixes: Iterable[SkillMix]) -> tuple[SkillMix, ...]:
    """Skill mixes of posts that are planned; who is on their other posts is fixed."""
    return tuple(
        replace(
            one,
            posts=tuple(post for post in one.posts if post in here),
            other_posts=tuple(post for post in one.posts if post not in here),
        )
        for one in mixes
        if not here.isdisjoint(one.posts)
    )


def _shifts(
    posts: tuple[Post, ...],
    patterns: Mapping[str, ShiftPattern],
    demand: DemandPlan,
    period: Period,
    recorded: tuple[tuple[Duty, ...], tuple[Absence, ...]],
    inherited: Inherited,
) -> tuple[Shift, ...]:
    """Those of patterns and demand, and a part shift for all other time that these ask for.

    `recorded` are duties and absences of the records: who has a duty from before, and is away in
    it, is not there.

    A shift that is under way when a period is planned first is cut: what is left of it can be
    planned.
    """
    whole, now = dated_shifts(posts, patterns, period, demand), inherited.now
    there: Sequence[Shift] = whole
    if now is not None and inherited.begun is not None:
        there = [*inherited.begun, *(shift for shift in whole if shift.start >= now)]
    elif now is not None:
        there = whole = tuple(shift for shift in whole if not shift.start < now < shift.end)
    earlier = list(_there(*recorded))
    parts = part_shifts(
        posts,
        patterns,
        period,
        there,
        [*inherited.earlier, *earlier],
        now,
        demand,
    )
    return tuple(sorted((*whole, *parts), key=lambda shift: (shift.start, shift.id)))


def _with_calls(
    history: Sequence[Duty],
    call_outs: Iterable[CallOut],
    people: Iterable[Person],
    period: Period,
) -> tuple[Duty, ...]:
    """The history with what was worked on calls since it begins."""
    since, here = since_of_calls(history, period.start), {person.id for person in people}
    work = [
        one
        for one in call_work(call_outs)
        if since <= one.start < period.start and one.person in here
    ]
    found = [*history, *worked_on_calls(work, history)]
    return tuple(sorted(found, key=lambda duty: (duty.start, duty.end, duty.person)))


def _there(duties: Iterable[Duty], absences: Iterable[Absence]) -> Iterator[EarlierDuty]:
    away: dict[str, list[Stretch]] = {}
    for absence in absences:
        away.setdefault(absence.person, []).append((absence.start, absence.end))
    for duty in duties:
        if duty.kind is DutyKind.CALL:  # it was done in a duty on call
            continue
        for start, end in subtract([(duty.start, duty.end)], away.get(duty.person, ())):
            yield EarlierDuty(duty.post, duty.person, start, end)
