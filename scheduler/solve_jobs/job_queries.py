"""What people see of jobs: all of them, one that goes on, and what came of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.result_json import parse_result
from data.i18n.proof_words import priorities_of
from data.model.account import EVERYWHERE
from data.model.book import NO_BOOK, posts_of
from data.model.errors import Refused
from data.model.job import Job, JobStatus, nobody_takes_them
from data.model.post import PostKind
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from data.model.roster import RosterHead
from data.store import calendars, health, jobs, problems, rosters
from data.store.record_objects import read_posts
from data.store.regions import books_within
from scheduler.planning.judgement import known_assignments

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class JobOverview:
    """All jobs, the newest first, and whether any worker takes those that wait."""

    jobs: tuple[Job, ...]
    nobody: bool


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A job that is not over.

    Parameters
    ----------
    ahead
        How many jobs wait before it.
    nobody
        No worker takes the jobs that wait.
    priorities
        Of each post, by id, the most important first.
    """

    job: Job
    ahead: int
    nobody: bool
    priorities: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What came of a job.

    Parameters
    ----------
    head
        The roster it made; None: there is none, or no longer.
    problem, result
        What was solved, by what is known of it now, and what the search said.
    """

    job: Job
    head: RosterHead | None = None
    problem: RosterProblem | None = None
    result: RosterResult | None = None


def overview(store: Store, now: datetime, reach: Reach = EVERYWHERE) -> JobOverview:
    """The jobs as they stand; of books within reach of who asks."""
    with store.reading() as connection:
        found = tuple(jobs.jobs(connection))
        if not reach.is_all:
            books = books_within(connection, reach)
            found = tuple(job for job in found if job.request.book in books)
    return JobOverview(found, nobody_takes_them(found, now))


def find_job(store: Store, name: str) -> Job | None:
    """The job of a number; None: there is none."""
    with store.reading() as connection:
        try:
            found = jobs.read_job(connection, name)
        except Refused:
            return None
    return found if found.id == name else None


def under_way(store: Store, job: Job, now: datetime) -> UnderWay:
    """How a job goes."""
    with store.reading() as connection:
        waiting = jobs.open_jobs(connection)
        here = {post.id for post in posts_of(job.request.book, read_posts(connection))}
        ranks = {post: rank for post, rank in _rostered(connection).items() if post in here}
    ahead = [
        one
        for one in waiting
        if one.status is JobStatus.QUEUED and (one.asked_at, one.id) < (job.asked_at, job.id)
    ]
    mine = {post: rank for post, rank in ranks.items() if post in (job.request.posts or ranks)}
    return UnderWay(job, len(ahead), nobody_takes_them(waiting, now), mine)


def _rostered(connection: Connection) -> dict[str, int | None]:
    """The posts that are rostered, with their priorities, the most important first."""
    ranks = health.post_priorities(connection)
    kinds = {post: kind for post, _name, kind, *_ in calendars.read_posts(connection)}
    there = [post for post in ranks if kinds[post] != PostKind.OPEN_CALL]
    there.sort(key=lambda post: (ranks[post] is None, ranks[post] or 0))
    return {post: ranks[post] for post in there}


def posts_to_plan(store: Store, book: str = NO_BOOK) -> dict[str, str]:
    """The posts of a book that are rostered: id -> name, the most important first."""
    with store.reading() as connection:
        names = {post.id: post.name for post in posts_of(book, read_posts(connection))}
        return {post: names[post] for post in _rostered(connection) if post in names}


def outcome(store: Store, job: Job) -> JobOutcome:
    """What came of a job that is over."""
    if job.roster is None:
        return JobOutcome(job)
    with store.reading() as connection:
        try:
            head = rosters.read_head(connection, job.roster)
        except Refused:
            return JobOutcome(job)
        said = rosters.read_result(connection, head.id)
        problem = problems.read_problem(connection, head.problem_hash)
        known = known_assignments(problem, rosters.read_assignments(connection, head.id))
    result = parse_result(said, tuple(known)) if said else None
    return JobOutcome(job, head, problem, result)


def planned_posts(problem: RosterProblem, job: Job) -> dict[str, int | None]:
    """The posts that a job was about, with their priorities, the most important first."""
    ranks = priorities_of(problem.posts)
    return {post: rank for post, rank in ranks.items() if post in (job.request.posts or ranks)}
