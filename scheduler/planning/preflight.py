"""What a planner ought to know before a search begins: the period, the rules, what cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.i18n.proof_words import priorities_of
from data.model.account import EVERYWHERE
from data.model.book import NO_BOOK, QUARTER, USUAL_NOTICE
from data.model.post import Post
from data.model.roster import RosterHead
from data.model.ruleset import Derogation, Ruleset
from data.model.shift import Shift
from data.store import rosters
from data.store.record_objects import read_books
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.cache import Cache
from scheduler.planning.books import books_to_plan
from scheduler.planning.current_problem import FROZEN
from scheduler.planning.plan import findings
from scheduler.planning.preparation import for_posts, prepare
from scheduler.records.contacts import ReachWarning, reach_warnings
from scheduler.records.rule_catalogue import Parameter
from solver.diagnosis.preflight_bounds import InfeasibilityReason
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.model.problem import RosterProblem
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that is in force, in the reader's language."""

    id: str
    article: str
    family: str
    sentence: str
    differs: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class PlanPreflight:
    """What is known of a period before it is planned.

    Parameters
    ----------
    base
        The roster in force that the new one will replace.
    posts
        Those that are rostered, the most important first.
    shifts
        How many there are still to be decided.
    parts
        The part shifts among them: time that the patterns ask for outside their own shifts.
    findings
        What is impossible or tight.
    derogations
        Recorded agreements that cover the whole period.
    lapsing
        Recorded agreements that cover a part of it: they set no rule aside in this period.
    unreached
        Whom nothing would reach, and posts without a duty manager.
    notice_days
        How many days before its start a roster of its book is to be announced.
    """

    first: date
    last: date
    base: RosterHead | None
    posts: tuple[Post, ...]
    shifts: int
    parts: tuple[Shift, ...]
    findings: tuple[InfeasibilityReason, ...]
    rules: tuple[RuleLine, ...]
    derogations: tuple[Derogation, ...]
    lapsing: tuple[Derogation, ...]
    unreached: tuple[ReachWarning, ...] = ()
    notice_days: int = USUAL_NOTICE


def next_period(store: Store, now: datetime, book: str = NO_BOOK) -> tuple[date, int]:
    """The first Monday that no roster in force of a book reaches, and how many weeks to plan.

    As many as the last one had; before there is one, as its book says.
    """
    with store.reading() as connection:
        there = rosters.in_force_after(connection, now, book)
        books = read_books(connection)
    last = max(there, key=lambda head: head.end, default=None)
    free = max(last.end, now) if last else now
    day = free.astimezone(ZONE).date()
    if not last or last.end < now:
        day += timedelta(days=1)
    usual = books[book].weeks if book in books else QUARTER
    return day + timedelta(days=-day.weekday() % 7), last.weeks if last else usual


def next_to_plan(
    store: Store, now: datetime, book: str | None = None, reach: Reach = EVERYWHERE
) -> tuple[str, date, int]:
    """The book whose next period begins first, with that period: its first day and its weeks.

    Parameters
    ----------
    book
        One that is chosen; None, or one that holds no posts: any.
    reach
        Of who plans.
    """
    known = books_to_plan(store, reach)
    chosen = [book] if book is not None and book in known else list(known) or [NO_BOOK]
    periods = {one: next_period(store, now, one) for one in chosen}
    first = min(periods, key=lambda one: periods[one][0])
    return first, *periods[first]


def rosters_across(
    store: Store, first: date, weeks: int, book: str = NO_BOOK
) -> tuple[RosterHead, ...]:
    """The rosters in force of another period that lies across this one: it cannot be planned."""
    start, end = midnight(first, ZONE), midnight(first + timedelta(weeks=weeks), ZONE)
    with store.reading() as connection:
        there = rosters.in_force(connection, start, end, book)
    return tuple(head for head in there if (head.start, head.end) != (start, end))


def preflight_plan(
    store: Store,
    first: date,
    weeks: int,
    posts: Collection[str],
    now: datetime,
    speech: Language,
    book: str = NO_BOOK,
) -> PlanPreflight:
    """All of it, from how things stand in the store; kept while records and signatures do.

    Parameters
    ----------
    posts
        Ids of those to plan; empty: all.

    Raises
    ------
    InputError, Refused
        The period cannot be planned; see `scheduler.planning.preparation.prepare`.
    """
    with store.reading() as connection:
        where = str(connection.engine.url)
        key = where, first, weeks, frozenset(posts), book, _until_when(first, now)
        known, ruleset = _KNOWN.current(
            connection, key, lambda: _known(connection, first, weeks, posts, now, book)
        )
    return replace(known, rules=tuple(_lines(ruleset, speech)))


#: Some tens of kilobytes each, without the rules: those are said in the reader's language.
_KNOWN: Cache[tuple[PlanPreflight, Ruleset]] = Cache(16)


def _until_when(first: date, now: datetime) -> datetime | date:
    """How long the same is known of a period: for the day, unless what is near is fixed in it."""
    is_far = midnight(first, ZONE) > now + FROZEN + timedelta(days=1)
    return now.astimezone(ZONE).date() if is_far else now.replace(second=0, microsecond=0)


def _known(
    connection: Connection,
    first: date,
    weeks: int,
    posts: Collection[str],
    now: datetime,
    book: str,
) -> tuple[PlanPreflight, Ruleset]:
    prepared, books = prepare(connection, first, weeks, now, book=book), read_books(connection)
    unreached = reach_warnings(connection, now.astimezone(ZONE).date(), book)
    whole = prepared.problem
    problem = for_posts(whole, posts)
    found = [one for one in findings(problem) if not posts or one.post in posts]
    given = whole.ruleset.derogations
    covering = [one for one in given if one.covers(whole.first_date, whole.last_date)]
    touching = [one for one in given if one not in covering and _touches(one, whole)]
    known = PlanPreflight(
        first=whole.first_date,
        last=whole.last_date,
        base=prepared.base,
        posts=tuple(whole.post_by_id[post] for post in priorities_of(whole.posts)),
        shifts=_to_decide(problem),
        parts=tuple(one for one in problem.shifts if one.is_leftover and one.start >= now),
        findings=tuple(found),
        rules=(),
        derogations=tuple(covering),
        lapsing=tuple(touching),
        unreached=unreached,
        notice_days=books[book].notice_days if book in books else USUAL_NOTICE,
    )
    return known, whole.ruleset


def _to_decide(problem: RosterProblem) -> int:
    """Shifts that are not filled by what is settled already."""
    pinned = {one.shift for one in problem.assignments if one.pinned and not one.double}
    return sum(shift.id not in pinned for shift in problem.shifts)


def _touches(derogation: Derogation, problem: RosterProblem) -> bool:
    begins_in_time = derogation.start <= problem.last_date
    return begins_in_time and (derogation.until is None or problem.first_date <= derogation.until)


def _lines(ruleset: Ruleset, speech: Language) -> list[RuleLine]:
    found = []
    for rule in rules_in_force(ruleset):
        usual = type(rule)().parameters()
        differs = tuple(
            Parameter(name, value, usual[name])
            for name, value in rule.parameters().items()
            if value != usual[name]
        )
        sentence = rule.sentence(speech.code)
        found.append(RuleLine(rule.id, rule.article, rule.family.value, sentence, differs))
    return found
