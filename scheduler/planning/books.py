"""The books of a store, and what drafts of several would break together before one is signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.book import name_of
from data.model.post import PostKind
from data.model.result import Violation
from data.model.roster import RosterHead
from data.store import rosters
from data.store.record_objects import read_books, read_posts
from data.store.regions import books_within
from scheduler.planning.derived_data import read_problem
from scheduler.planning.judgement import broken_by, known_assignments

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.duty import Duty
    from data.model.problem import RosterProblem
    from data.store.opening import Store
    from scheduler.planning.open_roster import OpenRoster


def books_to_plan(store: Store, reach: Reach = EVERYWHERE) -> dict[str, str]:
    """The books that hold posts that are rostered: id -> name, those without posts left out.

    By name; the posts that no book holds come first, under an empty id and without a name.

    Parameters
    ----------
    reach
        Of who plans: only books of which each post is within reach.
    """
    with store.reading() as connection:
        books = read_books(connection)
        held = {post.book for post in read_posts(connection) if post.kind is not PostKind.OPEN_CALL}
        if not reach.is_all:
            held &= books_within(connection, reach)
    return {one: name_of(one, books) for one in sorted(held, key=lambda one: name_of(one, books))}


def names_of_books(store: Store) -> dict[str, str]:
    """What to call each book, by id."""
    with store.reading() as connection:
        return {book.id: book.name for book in read_books(connection).values()}


def regions_of_book(store: Store, book: str) -> frozenset[str]:
    """Ids of the regions that the posts of a book serve."""
    with store.reading() as connection:
        return frozenset(
            region
            for post in read_posts(connection)
            if post.book == book
            for region in post.regions
        )


@dataclass(frozen=True, slots=True)
class BookConflict:
    """A rule that somebody breaks by two drafts together, and by neither of them alone.

    Parameters
    ----------
    other
        The draft of the other book.
    """

    other: RosterHead
    violation: Violation


def book_conflicts(store: Store, roster: OpenRoster) -> tuple[BookConflict, ...]:
    """What a draft breaks together with the drafts of other books across its period, by start.

    The planners of both see the same: each draft is judged with the duties of the other in place
    of what is in force in its book.
    """
    if not roster.is_draft:
        return ()
    with store.reading() as connection:
        others = rosters.drafts_beside(connection, roster.head)
        found = [one for other in others for one in _conflicts(connection, roster, other)]
    return tuple(sorted(found, key=lambda one: (one.violation.start, one.violation.person)))


def _conflicts(connection: Connection, roster: OpenRoster, other: RosterHead) -> list[BookConflict]:
    duties = _duties_of(connection, other)
    mine = {one.person for one in roster.assignments}
    both = mine & {duty.person for duty in duties}
    if not both:
        return []
    alone = set(broken_by(roster.problem, roster.assignments, both))
    beside = _beside(roster.problem, duties, other, both)
    return [
        BookConflict(other, one)
        for one in broken_by(beside, roster.assignments, both)
        if one not in alone
    ]


def _duties_of(connection: Connection, head: RosterHead) -> list[Duty]:
    """What people do by a draft, as rows of time."""
    problem = read_problem(connection, head.problem_hash)
    held = rosters.read_assignments(connection, head.id)
    return [problem.duty(one) for one in known_assignments(problem, held)]


def _beside(
    problem: RosterProblem, duties: Sequence[Duty], other: RosterHead, people: Collection[str]
) -> RosterProblem:
    """A problem with the duties of a draft of another book in place of those in force in it."""
    posts = {duty.post for duty in duties}
    kept = [
        one
        for one in problem.other_books
        if one.post not in posts or not other.start <= one.start < other.end
    ]
    told = {(duty.person, duty.post, duty.start) for duty in (*problem.history, *kept)}
    new = [
        one
        for one in duties
        if one.person in people
        and one.end > problem.start
        and (one.person, one.post, one.start) not in told
    ]
    return replace(problem, other_books=(*kept, *new))
