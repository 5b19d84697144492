"""When an exercise is best held, by signed duties, work elsewhere, absences and other exercises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.best_date import DateHindrance, Engagement, PossibleDate, best_dates, slots
from data.model.exercise import Exercise, ExerciseKind, exercise_duties
from data.model.post import PostKind
from data.store import rosters
from data.store.exercises import read_exercises
from data.store.record_objects import current_rows, read_posts
from data.store.regions import members_within, region_ids
from data.tables.period import ZONE, holiday_dates
from data.tables.values import midnight
from scheduler.coverage.served import served_parts
from scheduler.exercises.queries import ExerciseNames, invitees, read_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store
    from scheduler.exercises.queries import ExerciseInvitee

MOST_WEEKS = 26
_DESKS = (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY)
_DAY = timedelta(days=1)
_NO_END = datetime.max.replace(tzinfo=UTC)
_REACH = timedelta(days=2)  #: around the weeks that are looked at: a rest lies on both sides


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """When an exercise could be held.

    Parameters
    ----------
    functions
        Ids of the functions that it is for; empty: for everybody.
    requirement
        Id of what it shows; empty: nothing.
    first
        The first day that is looked at.
    weeks
        How many weeks, 1 to `MOST_WEEKS`.
    weekdays
        Days of the week, 0 is Monday.
    clock
        Time of the local clock at which it begins.
    length
        How long it lasts.
    """

    functions: tuple[str, ...]
    requirement: str
    first: date
    weeks: int
    weekdays: tuple[int, ...]
    clock: time
    length: timedelta


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """Possible dates, the best first, with the names in them.

    Parameters
    ----------
    count
        How many people it is for.
    lapsing
        Ids of those whose competence it would renew.
    signed_until
        From when on some desk has no roster yet, so that nobody knows who has duty there; None:
        there is no desk, or all dates lie before it.
    """

    dates: tuple[PossibleDate, ...]
    count: int
    lapsing: tuple[str, ...]
    names: ExerciseNames
    signed_until: datetime | None = None


def propose_dates(
    store: Store, question: DateQuestion, now: datetime, reach: Reach = EVERYWHERE
) -> DateAnswer:
    """The dates to come on which most can be there; who has duty at a desk is not counted on.

    Public holidays are passed over.
    """
    last = question.first + timedelta(weeks=question.weeks)
    closed = holiday_dates(question.first, last, ())
    stretches = [
        (start, end)
        for start, end in slots(
            question.first,
            question.weeks,
            question.weekdays,
            question.clock,
            question.length,
            ZONE,
        )
        if start > now and start.astimezone(ZONE).date() not in closed
    ]
    with store.reading() as connection:
        named = read_names(connection)
        if not stretches:
            return DateAnswer((), 0, (), named)
        meant = _meant(connection, question, stretches[0], reach)
        members = None if reach.is_all else members_within(connection, reach)
        asked = invitees(connection, meant, now, members)
        people = [one.person for one in asked]
        needed_by = _needed_by(asked, now)
        since, until = stretches[0][0] - _REACH, stretches[-1][1] + _REACH
        taken = _engaged(connection, since, until)
        signed_until = _signed_until(connection, people, now, until)
    found = best_dates(stretches, people, needed_by, taken)
    return DateAnswer(found, len(people), tuple(needed_by), named, signed_until)


def _needed_by(asked: Iterable[ExerciseInvitee], now: datetime) -> dict[str, datetime]:
    """When the competence of each ends that lapses; of who has lapsed already no date is late."""
    ends = {one.person: midnight(one.lapses + _DAY, ZONE) for one in asked if one.lapses}
    return {person: end if end > now else _NO_END for person, end in ends.items()}


def _signed_until(
    connection: Connection, people: Iterable[str], now: datetime, until: datetime
) -> datetime | None:
    """From when on a desk that these people may fill has no roster; None: from `until` at most."""
    functions = {
        row["function"]
        for row in current_rows(connection, "competences")
        if row["person"] in set(people)
    }
    desks = [
        post.id
        for post in read_posts(connection)
        if post.kind in _DESKS and post.function in functions
    ]
    heads = rosters.in_force(connection, now, until)
    held = rosters.posts_by_roster(connection, heads, desks)
    ends = [
        max((head.end for head in heads if desk in held[head.id]), default=now) for desk in desks
    ]
    first = min(ends, default=until)
    return first if first < until else None


def _meant(
    connection: Connection,
    question: DateQuestion,
    at: tuple[datetime, datetime],
    reach: Reach,
) -> Exercise:
    """The exercise as it would be, of all regions within reach."""
    regions = region_ids(connection) if reach.regions is None else reach.regions
    return Exercise(
        "",
        "",
        ExerciseKind.EXERCISE,
        *at,
        regions=tuple(regions),
        functions=question.functions,
        requirement=question.requirement,
    )


def _engaged(
    connection: Connection, since: datetime, until: datetime
) -> Mapping[str, list[Engagement]]:
    """Time of everybody that is taken; on call they can be there."""
    kinds = {post.id: post.kind for post in read_posts(connection)}
    found: dict[str, list[Engagement]] = {}

    def note(person: str, start: datetime, end: datetime, why: DateHindrance) -> None:
        found.setdefault(person, []).append(Engagement(start, end, why))

    for part in served_parts(connection, since, until):
        if kinds.get(part.shift.post) in _DESKS:
            note(part.person, part.start, part.end, DateHindrance.DUTY)
    for table, why in (("absences", DateHindrance.AWAY), ("elsewhere", DateHindrance.WORK)):
        for row in current_rows(connection, table):
            if row["start"] < until and since < row["end"]:
                note(row["person"], row["start"], row["end"], why)
    for duty in exercise_duties(read_exercises(connection)):
        note(duty.person, duty.start, duty.end, DateHindrance.WORK)
    return found
