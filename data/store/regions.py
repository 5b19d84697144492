"""Of which regions what is kept is: posts, people, gaps, rosters, requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Table, select, true

from data.model.book import NO_BOOK
from data.model.message import MessageKind
from data.model.post import PostKind
from data.store.tables.access import ABSENCE_FEEDS, LEAVE_REQUESTS, ROUNDS
from data.store.tables.alert_records import CALL_OUT_PEOPLE, CALL_OUTS
from data.store.tables.alerts import GAPS, MESSAGES, SOLVE_RUNS, TOLD
from data.store.tables.board_accounts import BOARD_ACCOUNTS
from data.store.tables.columns import among, may_name
from data.store.tables.deployments import DEPLOYMENT_SEATS
from data.store.tables.exercise_records import EXERCISES
from data.store.tables.improvement_tables import FINDINGS
from data.store.tables.learning import HANDED_IN
from data.store.tables.proof import STATEMENTS
from data.store.tables.record_index import RECORDS
from data.store.tables.records import COMPETENCES, PEOPLE, POSTS, REGIONS, SUBSTITUTIONS
from data.store.tables.rosters import ROSTERS, SHIFTS, STAND_INS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import ColumnElement, Select

    from data.model.account import Reach


def region_ids(connection: Connection) -> frozenset[str]:
    """The regions that are in the records now."""
    return frozenset(connection.scalars(select(REGIONS.c.id).where(REGIONS.c.ended_at.is_(None))))


def names_ever(connection: Connection) -> dict[str, str]:
    """Names by id, as they were last, of regions that ended too."""
    rows = connection.execute(select(REGIONS.c.id, REGIONS.c.name).order_by(REGIONS.c.row))
    return {code: name for code, name in rows}


def regions_of_posts(connection: Connection) -> dict[str, frozenset[str]]:
    """The regions of every post, by its code, as it was last; posts that ended too."""
    return _regions(connection, POSTS)


def regions_of_people(connection: Connection) -> dict[str, frozenset[str]]:
    """The regions of everybody, by code, as they were last; of people who left too."""
    return _regions(connection, PEOPLE)


def posts_within(connection: Connection, reach: Reach) -> frozenset[str]:
    """Codes of the posts that serve a region within reach, those that ended too."""
    found = _regions(connection, POSTS, reach.regions)
    return frozenset(code for code, regions in found.items() if reach.covers(regions))


def members_within(connection: Connection, reach: Reach) -> frozenset[str]:
    """Codes of the people who serve a region within reach."""
    found = _regions(connection, PEOPLE, reach.regions)
    return frozenset(code for code, regions in found.items() if reach.covers(regions))


def people_within(connection: Connection, reach: Reach) -> frozenset[str]:
    """Codes of those people, and of those of elsewhere who may fill a post within reach.

    They may by their function, or one that may fill in for it, and a region that they share with
    the post, whether or not their competence is valid today: whoever had a duty there stays known.
    """
    posts = select(POSTS.c.function, POSTS.c.regions).where(POSTS.c.ended_at.is_(None))
    served: dict[str, set[str]] = {}
    for function, mine in connection.execute(posts):
        if reach.covers(mine):
            served.setdefault(function, set()).update(mine)
    instead = select(SUBSTITUTIONS.c.function, SUBSTITUTIONS.c.substitute)
    for function, substitute in connection.execute(instead).all():
        served.setdefault(substitute, set()).update(served.get(function, ()))
    near = None if reach.regions is None else reach.regions.union(*served.values())
    regions = _regions(connection, PEOPLE, near)
    near_people = None if near is None else regions.keys()
    can = select(COMPETENCES.c.person, COMPETENCES.c.function).distinct()
    can = can.where(among(COMPETENCES.c.person, near_people))
    able = {
        person
        for person, function in connection.execute(can)
        if not served.get(function, set()).isdisjoint(regions.get(person, ()))
    }
    return frozenset(code for code, mine in regions.items() if reach.covers(mine)) | able


def post_of_gap(connection: Connection, number: int) -> str | None:
    """The post of a gap."""
    return _one(connection, select(GAPS.c.post).where(GAPS.c.id == number))


def post_of_shift(connection: Connection, shift: str) -> str | None:
    """The post of a shift of any roster."""
    return _one(connection, select(SHIFTS.c.post).where(SHIFTS.c.id == shift).limit(1))


def post_of_take_over(connection: Connection, number: int) -> str | None:
    """The post of a take-over."""
    return _one(connection, select(STAND_INS.c.post).where(STAND_INS.c.id == number))


def posts_of_roster(connection: Connection, number: int) -> frozenset[str]:
    """The posts of a roster; none: there is no such roster."""
    joined = SHIFTS.join(ROSTERS, ROSTERS.c.shift_set == SHIFTS.c.shift_set)
    query = select(SHIFTS.c.post).select_from(joined).where(ROSTERS.c.id == number)
    return frozenset(connection.scalars(query.distinct()))


def books_within(connection: Connection, reach: Reach) -> frozenset[str]:
    """Ids of the books of which each post that is rostered is within reach; empty: of no book."""
    rostered = POSTS.c.ended_at.is_(None) & (POSTS.c.kind != PostKind.OPEN_CALL)
    found: dict[str, bool] = {}
    query = select(POSTS.c.book, POSTS.c.regions).where(rostered)
    for book, regions in connection.execute(query):
        found[book or NO_BOOK] = found.get(book or NO_BOOK, True) and reach.covers(regions)
    return frozenset(book for book, is_theirs in found.items() if is_theirs)


def books_open_to(connection: Connection, reach: Reach) -> frozenset[str]:
    """Ids of the books that posts within reach may go into: those, and no book if it holds none."""
    in_none = select(POSTS.c.id).where(POSTS.c.ended_at.is_(None), POSTS.c.book.is_(None))
    is_empty = connection.scalar(in_none.where(POSTS.c.kind != PostKind.OPEN_CALL).limit(1)) is None
    return books_within(connection, reach) | (frozenset({NO_BOOK}) if is_empty else frozenset())


def book_of_job(connection: Connection, name: str) -> str | None:
    """The book that a job plans; None: there is no such job."""
    text = _one(connection, select(SOLVE_RUNS.c.request).where(SOLVE_RUNS.c.id == name))
    return None if text is None else str(json.loads(text).get("book", NO_BOOK))


def book_of_round(connection: Connection, number: int) -> str | None:
    """The book that a round of requests is about; None: there is no such round."""
    query = select(ROUNDS.c.id, ROUNDS.c.book).where(ROUNDS.c.id == number)
    found = connection.execute(query).one_or_none()
    return None if found is None else found.book or NO_BOOK


def is_signed_statement_within(connection: Connection, number: int, reach: Reach) -> bool:
    """Whether there is such a signed statement, and it is within reach."""
    query = select(STATEMENTS.c.region, STATEMENTS.c.book).where(STATEMENTS.c.id == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        return False
    return is_statement_within(row.region, row.book, reach, books_within(connection, reach))


def is_board_account_within(connection: Connection, number: int, reach: Reach) -> bool:
    """Whether there is such an account to the board, and it is about regions within reach alone."""
    query = select(BOARD_ACCOUNTS.c.id, BOARD_ACCOUNTS.c.regions)
    row = connection.execute(query.where(BOARD_ACCOUNTS.c.id == number)).one_or_none()
    return row is not None and is_account_within(row.regions or (), reach)


def is_account_within(regions: Collection[str], reach: Reach) -> bool:
    """Whether an account is about regions within reach alone; where none is named, about all."""
    return reach.is_all or (bool(regions) and reach.covers_all(regions))


def is_statement_within(region: str, book: str, reach: Reach, books: Collection[str]) -> bool:
    """Whether a statement is about things within reach alone.

    Parameters
    ----------
    region, book
        That it is about; empty: all.
    books
        Those of which each post is within reach.
    """
    if reach.is_all:
        return True
    return reach.covers([region]) if region else bool(book) and book in books


def is_deployment_within(connection: Connection, number: int, reach: Reach) -> bool:
    """Whether there is such a deployment, and people of regions within reach alone come to it."""
    query = select(DEPLOYMENT_SEATS.c.regions).where(DEPLOYMENT_SEATS.c.deployment == number)
    found = {region for regions in connection.scalars(query) for region in regions or ()}
    return bool(found) and reach.covers_all(found)


def is_call_out_within(connection: Connection, number: int, reach: Reach, *, whole: bool) -> bool:
    """Whether there is such a call-out, and it concerns a region within reach.

    Parameters
    ----------
    whole
        It concerns no other region: every post of it is within reach, and every region.
    """
    mine, theirs = CALL_OUTS.c, CALL_OUT_PEOPLE.c
    query = select(mine.id, mine.posts, mine.regions)
    found = connection.execute(query.where(mine.row == number, mine.ended_at.is_(None))).first()
    if found is None:
        return False
    called = select(theirs.post).where(theirs.call_out == found.id, theirs.ended_at.is_(None))
    posts = {*(found.posts or ()), *connection.scalars(called.where(theirs.post.is_not(None)))}
    within = posts_within(connection, reach)
    if whole:
        return posts <= within and reach.covers_all(found.regions or ())
    return not posts.isdisjoint(within) or reach.covers(found.regions or ())


def regions_of_findings(connection: Connection) -> dict[str, frozenset[str]]:
    """The regions that every finding names, by its code; findings that ended too."""
    return _regions(connection, FINDINGS)


def findings_within(connection: Connection, reach: Reach) -> frozenset[str]:
    """Codes of the findings that name a region within reach."""
    found = _regions(connection, FINDINGS, reach.regions)
    return frozenset(code for code, regions in found.items() if reach.covers(regions))


def exercises_within(connection: Connection, reach: Reach) -> frozenset[str]:
    """Codes of the exercises of a region within reach."""
    found = _regions(connection, EXERCISES, reach.regions)
    return frozenset(code for code, regions in found.items() if reach.covers(regions))


def is_finding_within(connection: Connection, number: int, reach: Reach, *, whole: bool) -> bool:
    """Whether there is such a finding, and it concerns a region within reach.

    Parameters
    ----------
    number
        Of its row.
    whole
        It names such a region: one that names none concerns all, and is changed by who has the
        role for all.
    """
    mine = FINDINGS.c
    query = select(mine.id, mine.regions).where(mine.row == number, mine.ended_at.is_(None))
    found = connection.execute(query).first()
    if found is None:
        return False
    return reach.covers(found.regions or ()) or not (whole or found.regions)


def person_of_record(connection: Connection, table: str, number: int) -> str | None:
    """Whom a row of the records is about; of the people themselves, who it is."""
    column = RECORDS[table].c["id" if table == "people" else "person"]
    return _one(connection, select(column).where(RECORDS[table].c.row == number))


def post_of_record(connection: Connection, table: str, number: int) -> str | None:
    """Which post a row of the records is about."""
    kept = RECORDS[table]
    return _one(connection, select(kept.c.post).where(kept.c.row == number))


def column_of_record(connection: Connection, table: str, column: str, number: int) -> str | None:
    """What a row of the records says in a column of text; None: nothing, or there is no row."""
    kept = RECORDS[table].c
    return _one(connection, select(kept[column]).where(kept.row == number))


def regions_of_record(connection: Connection, table: str, number: int) -> frozenset[str]:
    """The regions that a row of the records names; none: there is no such row."""
    kept = RECORDS[table].c
    found = connection.scalar(select(kept.regions).where(kept.row == number))
    return frozenset(found or ())


class AlertNames(NamedTuple):
    """What a row of alerts names, and is about the gaps of; nothing at all: of every post."""

    post: str = ""
    regions: tuple[str, ...] = ()
    books: tuple[str, ...] = ()


class BooksWithin(NamedTuple):
    """Books with posts within reach.

    Parameters
    ----------
    whole, some
        Ids of those of which each post is, and of those of which at least one is.
    """

    whole: frozenset[str]
    some: frozenset[str]


def alert_books(connection: Connection, reach: Reach) -> BooksWithin:
    """The books with posts within reach; posts of open calls count, as these have gaps too."""
    query = select(POSTS.c.book, POSTS.c.regions).where(POSTS.c.ended_at.is_(None))
    found: dict[str, list[bool]] = {}
    for book, regions in connection.execute(query):
        found.setdefault(book or NO_BOOK, []).append(reach.covers(regions))
    whole = frozenset(book for book, ours in found.items() if book and all(ours))
    return BooksWithin(whole, frozenset(book for book, ours in found.items() if book and any(ours)))


def reach_of_alert(connection: Connection, table: str, number: int) -> AlertNames | None:
    """What a row of alerts is about; None: there is no such row."""
    kept = RECORDS[table]
    row = connection.execute(select(kept).where(kept.c.row == number)).mappings().one_or_none()
    if row is None:
        return None
    named = (tuple(row.get(column) or ()) for column in ("regions", "books"))
    return AlertNames(row["post"] or "", *named)


def person_of_leave(connection: Connection, number: int) -> str | None:
    """Who asked for leave."""
    joined = LEAVE_REQUESTS.join(PEOPLE, PEOPLE.c.row == LEAVE_REQUESTS.c.person)
    query = select(PEOPLE.c.id).select_from(joined).where(LEAVE_REQUESTS.c.id == number)
    return _one(connection, query)


def person_of_handed_in(connection: Connection, number: int) -> str | None:
    """Who handed in evidence about themselves."""
    joined = HANDED_IN.join(PEOPLE, PEOPLE.c.row == HANDED_IN.c.person)
    query = select(PEOPLE.c.id).select_from(joined).where(HANDED_IN.c.id == number)
    return _one(connection, query)


def person_of_absence_calendar(connection: Connection, number: int) -> str | None:
    """Whose absences a calendar holds; None: of several people, or there is none."""
    joined = ABSENCE_FEEDS.join(PEOPLE, PEOPLE.c.row == ABSENCE_FEEDS.c.person)
    query = select(PEOPLE.c.id).select_from(joined).where(ABSENCE_FEEDS.c.id == number)
    return _one(connection, query)


#: Messages that tell who gets them of gaps, colleagues or messages, of whatever region.
_OF_OTHERS = (
    *(MessageKind.GAPS, MessageKind.DIGEST, MessageKind.RESOLVED),
    *(MessageKind.ACTIONS_OVERDUE, MessageKind.FINDING_SHARED),
    *(MessageKind.CANNOT_COME, MessageKind.LEAVE_ASKED, MessageKind.UNDELIVERED),
    MessageKind.ACCOUNT_MADE,
    *(MessageKind.POOL_SHORT, MessageKind.REVIEW_DUE),
    *(MessageKind.DECLARATIONS_ASKED, MessageKind.DECLARATIONS_OVERDUE),
    MessageKind.DECLARATION_REFUSED,
)


def messages_within(connection: Connection, reach: Reach) -> ColumnElement[bool]:
    """Which messages are within reach, as a condition on their table.

    Those that tell of gaps, each of them of a post within reach: their text names them all. And
    what somebody who serves a region within reach was told about themselves.
    """
    if reach.is_all:
        return true()
    posts = posts_within(connection, reach)
    told = select(TOLD.c.message).select_from(TOLD.join(GAPS, GAPS.c.id == TOLD.c.gap))
    told = told.where(TOLD.c.message.is_not(None))
    here = MESSAGES.c.id.in_(told.where(GAPS.c.post.in_(posts)))
    elsewhere = MESSAGES.c.id.in_(told.where(GAPS.c.post.not_in(posts)))
    members = members_within(connection, reach)
    rows = connection.scalars(select(PEOPLE.c.row).where(PEOPLE.c.id.in_(members)))
    keys = [f"people/{row}" for row in rows]
    own = MESSAGES.c.recipient.in_(keys) & MESSAGES.c.kind.not_in(_OF_OTHERS)
    return (here | own) & ~elsewhere


def is_message_within(connection: Connection, name: str, reach: Reach) -> bool:
    """Whether there is such a message, and it is within reach."""
    here = messages_within(connection, reach)
    return _one(connection, select(MESSAGES.c.id).where(MESSAGES.c.id == name, here)) is not None


def _one(connection: Connection, query: Select[Any]) -> str | None:
    found = connection.scalar(query)
    return None if found is None else str(found)


def _regions(
    connection: Connection, table: Table, near: Collection[str] | None = None
) -> dict[str, frozenset[str]]:
    """By code, what the row of it says; erased people have none.

    Parameters
    ----------
    near
        Those that serve one of these regions, and maybe some others; None: all.
    """
    query = select(table.c.id, table.c.regions).order_by(table.c.row)
    if near is not None:
        query = query.where(may_name(table.c.regions, near))
    rows: Iterable[Any] = connection.execute(query)
    found: Mapping[str, list[str] | None] = {code: regions for code, regions in rows}
    return {code: frozenset(regions or ()) for code, regions in found.items()}
