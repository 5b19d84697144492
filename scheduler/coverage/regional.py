"""Coverage of some posts: those of the regions that somebody may see, or of one book."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.store.record_objects import read_books
from data.tables.faults import nearest, shown
from scheduler.coverage.input import input_of_posts

if TYPE_CHECKING:
    from collections.abc import Set

    from sqlalchemy import Connection

    from data.model.account import Reach
    from scheduler.coverage.input import CoverageInput
    from scheduler.coverage.snapshot import CoverageSnapshot
    from scheduler.coverage.status import CoverageStatus


def snapshot_of_book(snapshot: CoverageSnapshot, book: str | None) -> CoverageSnapshot:
    """A snapshot of the posts of one book, or of no book where it is empty; None: of all."""
    if book is None:
        return snapshot
    posts = {code for code, post in snapshot.facts.inputs.posts.items() if post.book == book}
    return _snapshot_of(snapshot, posts)


def _snapshot_of(snapshot: CoverageSnapshot, posts: Set[str]) -> CoverageSnapshot:
    facts = snapshot.facts
    return replace(
        snapshot,
        facts=replace(
            facts,
            inputs=input_of_posts(facts.inputs, posts),
            intervals=tuple(one for one in facts.intervals if one.post in posts),
        ),
        status=_status_of(snapshot.status, posts),
    )


def _posts_within(inputs: CoverageInput, reach: Reach) -> set[str]:
    return {code for code, post in inputs.posts.items() if reach.covers(post.regions)}


def refuse_unknown_book(connection: Connection, book: str) -> None:
    """Refuse what no book is called.

    Raises
    ------
    Refused
        There is no such book.
    """
    books = read_books(connection) if book else {}
    if book and book not in books:
        raise Refused([Fault(f"there is no book {shown(book)}", nearest(book, books))])


def input_of_book(inputs: CoverageInput, book: str) -> CoverageInput:
    """The same of the posts of one book; empty: of all."""
    if not book:
        return inputs
    return input_of_posts(
        inputs, {code for code, post in inputs.posts.items() if post.book == book}
    )


def status_within(status: CoverageStatus, inputs: CoverageInput, reach: Reach) -> CoverageStatus:
    """The same of what is open, of which posts the input says the regions."""
    return status if reach.is_all else _status_of(status, _posts_within(inputs, reach))


def _status_of(status: CoverageStatus, posts: Set[str]) -> CoverageStatus:
    rows = tuple(row for row in status.rows if row.gap.interval.post in posts)
    closed = {number: gap for number, gap in status.closed.items() if gap.interval.post in posts}
    return replace(status, rows=rows, closed=closed)
