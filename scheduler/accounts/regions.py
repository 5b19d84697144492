"""Whether something is within reach of somebody whose rights hold for some regions only.

What does not exist is within nobody's reach: so whoever may not see it cannot tell the two apart.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from data.store import partner_reach, regions
from data.store.regions import AlertNames

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.store.opening import Store
    from data.store.regions import BooksWithin


class Subject(StrEnum):
    """A kind of thing that an address or a field of a form names."""

    POST = "post"
    POST_OR_WORD = "post_or_word"  #: that, or what is no post: of work done elsewhere
    PERSON = "person"  #: who serves a region within reach, or may fill a post there
    MEMBER = "member"  #: who serves a region within reach
    REGION = "region"
    SHIFT = "shift"
    GAP = "gap"
    ROSTER = "roster"  #: with at least one post within reach
    WHOLE_ROSTER = "whole_roster"  #: of which every post is within reach
    BOOK = "book"  #: of which every post is within reach
    JOB = "job"  #: that plans such a book
    ROUND = "round"  #: of requests for such a book
    RECORD_TABLE = "record_table"  #: of which each row is about one person, post, or kind of gap
    RECORD = "record"  #: a row of such a table, of a member or a post; as ``contracts/3``
    DEMAND = "demand"  #: a row of it, by its number
    RECORD_SEEN = "record_seen"  #: a row of alerts, also if it is about gaps of others too
    BOARD_ACCOUNT = "board_account"  #: an account to the board, about regions within reach alone
    STATEMENT = "statement"  #: that was signed, about a region or a book within reach
    TAKE_OVER = "take_over"
    LEAVE = "leave"
    ABSENCE_CALENDAR = "absence_calendar"  #: of one person, who serves a region within reach
    MESSAGE = "message"
    CALL_OUT = "call_out"  #: that concerns a region within reach
    WHOLE_CALL_OUT = "whole_call_out"  #: that concerns no other region
    EXERCISE = "exercise"  #: that a region within reach holds
    WHOLE_EXERCISE = "whole_exercise"  #: that no other region holds
    HANDED_IN = "handed_in"  #: evidence of a member that waits for a planner
    DOCUMENT = "document"  #: that an employer gave, about a person within reach
    DEPLOYMENT = "deployment"  #: with seats of regions within reach only
    PARTNER = "partner"  #: that works with a region within reach, or employs somebody there
    FINDING = "finding"  #: that concerns a region within reach, or all
    WHOLE_FINDING = "whole_finding"  #: that names a region within reach


#: Tables of which each row is about one person, so that it goes by the regions that they serve.
OF_A_PERSON = frozenset(
    {
        "absences",
        "attendance",
        "competences",
        "contacts",
        "contracts",
        "elsewhere",
        "evidence",
        "history",
    }
    | {"overrides", "people", "provisions", "weekly_work", "wishes"}
)
#: Tables of which each row is about one post, so that it goes by the regions that it serves.
OF_A_POST = frozenset({"demand", "minimum_cover"})
#: Tables of which each row names the regions whose it is, and belongs to all of these together.
OF_ITS_REGIONS = frozenset({"account_lines", "exercises", "partners"})

#: Tables of which each row is about one finding, so that it goes by the regions that it concerns.
OF_A_FINDING = frozenset({"actions", "checks"})
#: Tables of which each row is about one region, or about all if it names none.
OF_A_REGION = frozenset({"assessments", "ambitions"})

#: Tables of which a row is about gaps of one post, or of some regions; or of all, if it names none.
OF_ALERTS = frozenset({"alert_steps", "duty_managers"})

#: Tables of which a role for some regions lists and keeps the rows that are theirs.
OPEN_TABLES = OF_A_PERSON.union(
    OF_A_POST, OF_ALERTS, OF_ITS_REGIONS, OF_A_FINDING, OF_A_REGION, ("findings",)
)


def alert_names(texts: Mapping[str, str]) -> AlertNames:
    """What a row of alerts names, as a form or a file has it."""
    lists = (texts.get(column, "").split(";") for column in ("regions", "books"))
    named_regions, books = (tuple(one.strip() for one in each if one.strip()) for each in lists)
    return AlertNames(texts.get("post", ""), named_regions, books)


def is_alert_within(
    table: str, named: AlertNames, posts: Collection[str], books: BooksWithin, reach: Reach
) -> bool:
    """Whether a row of alerts is about gaps within reach and about no others.

    Parameters
    ----------
    posts, books
        Those within reach.
    """
    if named.books and books.whole.issuperset(named.books):
        return True
    if table == "alert_steps":
        return named.post in posts
    return bool(named.regions) and reach.covers_all(named.regions)


def is_alert_seen(
    table: str, named: AlertNames, posts: Collection[str], books: BooksWithin, reach: Reach
) -> bool:
    """Whether it is about gaps within reach, and maybe about others too."""
    if named.books and books.some.isdisjoint(named.books):
        return False
    if table == "alert_steps":
        return not named.post or named.post in posts
    return not named.regions or reach.covers(named.regions)


def reaches_all(store: Store, reach: Reach) -> bool:
    """Whether each region that is in the records is within reach."""
    if reach.is_all:
        return True
    with store.reading() as connection:
        return reach.covers_all(regions.region_ids(connection))


def is_within(store: Store, subject: Subject, name: str, reach: Reach) -> bool:
    """Whether a thing is there, and within reach.

    Parameters
    ----------
    name
        Its code or number, as an address or a form says it.
    """
    if reach.is_all:
        return True
    with store.reading() as connection:
        return _TESTS[subject](connection, name, reach)


def posts_within(store: Store, reach: Reach) -> frozenset[str]:
    """Codes of the posts within reach, those that ended too."""
    with store.reading() as connection:
        return regions.posts_within(connection, reach)


def books_within(store: Store, reach: Reach) -> frozenset[str]:
    """Ids of the books of which every post is within reach."""
    with store.reading() as connection:
        return regions.books_within(connection, reach)


def alert_books(store: Store, reach: Reach) -> BooksWithin:
    """The books with posts within reach."""
    with store.reading() as connection:
        return regions.alert_books(connection, reach)


def members_within(store: Store, reach: Reach) -> frozenset[str]:
    """Codes of the people who serve a region within reach."""
    with store.reading() as connection:
        return regions.members_within(connection, reach)


def findings_within(store: Store, reach: Reach) -> frozenset[str]:
    """Codes of the findings that name a region within reach, those that ended too."""
    with store.reading() as connection:
        return regions.findings_within(connection, reach)


def exercises_within(store: Store, reach: Reach) -> frozenset[str]:
    """Codes of the exercises of a region within reach."""
    with store.reading() as connection:
        return regions.exercises_within(connection, reach)


def people_within(store: Store, reach: Reach) -> frozenset[str]:
    """Codes of the people within reach: who serve a region there, or may fill a post."""
    with store.reading() as connection:
        return regions.people_within(connection, reach)


def _is_post(connection: Connection, name: str | None, reach: Reach) -> bool:
    return name is not None and name in regions.posts_within(connection, reach)


def _is_roster(connection: Connection, name: str, reach: Reach) -> bool:
    posts = regions.posts_of_roster(connection, _number(name))
    return not posts.isdisjoint(regions.posts_within(connection, reach))


def _is_whole_roster(connection: Connection, name: str, reach: Reach) -> bool:
    posts = regions.posts_of_roster(connection, _number(name))
    return bool(posts) and posts <= regions.posts_within(connection, reach)


def _is_member(connection: Connection, name: str | None, reach: Reach) -> bool:
    return name is not None and name in regions.members_within(connection, reach)


def _is_book(connection: Connection, name: str | None, reach: Reach) -> bool:
    return name is not None and name in regions.books_within(connection, reach)


def _is_record(connection: Connection, name: str, reach: Reach) -> bool:
    table, _slash, number = name.partition("/")
    if table in OF_A_POST:
        post = regions.post_of_record(connection, table, _number(number))
        return _is_post(connection, post, reach)
    if table in OF_ALERTS:
        return _is_alert(connection, name, reach, is_alert_within)
    if table in OF_ITS_REGIONS:
        mine = regions.regions_of_record(connection, table, _number(number))
        return bool(mine) and reach.covers_all(mine)
    if table == "findings":
        return reach.covers(regions.regions_of_record(connection, table, _number(number)))
    if table in OF_A_FINDING:
        about = regions.column_of_record(connection, table, "finding", _number(number))
        return about in regions.findings_within(connection, reach)
    if table in OF_A_REGION:
        about = regions.column_of_record(connection, table, "region", _number(number))
        return about is not None and reach.covers([about])
    if table not in OF_A_PERSON:
        return False
    whose = regions.person_of_record(connection, table, _number(number))
    return _is_member(connection, whose, reach)


def _is_alert(connection: Connection, name: str, reach: Reach, test: Callable[..., bool]) -> bool:
    table, _slash, number = name.partition("/")
    if table not in OF_ALERTS:
        return False
    named = regions.reach_of_alert(connection, table, _number(number))
    posts = regions.posts_within(connection, reach)
    books = regions.alert_books(connection, reach)
    return named is not None and test(table, named, posts, books, reach)


def _is_message(connection: Connection, name: str, reach: Reach) -> bool:
    is_id = name.isascii() and name.isalnum()  # some signs no database can look for
    return is_id and regions.is_message_within(connection, name, reach)


def _number(name: str) -> int:
    """A number; what is none is that of nothing."""
    return int(name) if name.isascii() and name.isdecimal() and len(name) < _DIGITS else 0


_DIGITS = 10  #: fewer than a database keeps of a number


_TESTS: Mapping[Subject, Callable[[Connection, str, Reach], bool]] = {
    Subject.POST: _is_post,
    Subject.POST_OR_WORD: lambda at, name, reach: (
        name not in regions.regions_of_posts(at) or _is_post(at, name, reach)
    ),
    Subject.PERSON: lambda at, name, reach: name in regions.people_within(at, reach),
    Subject.MEMBER: _is_member,
    Subject.REGION: lambda _at, name, reach: reach.covers([name]),
    Subject.SHIFT: lambda at, name, reach: _is_post(at, regions.post_of_shift(at, name), reach),
    Subject.GAP: lambda at, name, reach: _is_post(
        at, regions.post_of_gap(at, _number(name)), reach
    ),
    Subject.ROSTER: _is_roster,
    Subject.WHOLE_ROSTER: _is_whole_roster,
    Subject.BOOK: _is_book,
    Subject.JOB: lambda at, name, reach: _is_book(at, regions.book_of_job(at, name), reach),
    Subject.ROUND: lambda at, name, reach: _is_book(
        at, regions.book_of_round(at, _number(name)), reach
    ),
    Subject.RECORD_TABLE: lambda _at, name, _reach: name in OPEN_TABLES,
    Subject.EXERCISE: lambda at, name, reach: reach.covers(
        regions.regions_of_record(at, "exercises", _number(name))
    ),
    Subject.WHOLE_EXERCISE: lambda at, name, reach: _is_record(at, f"exercises/{name}", reach),
    Subject.RECORD: _is_record,
    Subject.DEMAND: lambda at, name, reach: _is_record(at, f"demand/{name}", reach),
    Subject.RECORD_SEEN: lambda at, name, reach: _is_alert(at, name, reach, is_alert_seen),
    Subject.BOARD_ACCOUNT: lambda at, name, reach: regions.is_board_account_within(
        at, _number(name), reach
    ),
    Subject.STATEMENT: lambda at, name, reach: regions.is_signed_statement_within(
        at, _number(name), reach
    ),
    Subject.TAKE_OVER: lambda at, name, reach: _is_post(
        at, regions.post_of_take_over(at, _number(name)), reach
    ),
    Subject.MESSAGE: _is_message,
    Subject.CALL_OUT: lambda at, name, reach: regions.is_call_out_within(
        at, _number(name), reach, whole=False
    ),
    Subject.WHOLE_CALL_OUT: lambda at, name, reach: regions.is_call_out_within(
        at, _number(name), reach, whole=True
    ),
    Subject.DEPLOYMENT: lambda at, name, reach: regions.is_deployment_within(
        at, _number(name), reach
    ),
    Subject.FINDING: lambda at, name, reach: regions.is_finding_within(
        at, _number(name), reach, whole=False
    ),
    Subject.WHOLE_FINDING: lambda at, name, reach: regions.is_finding_within(
        at, _number(name), reach, whole=True
    ),
    Subject.ABSENCE_CALENDAR: lambda at, name, reach: _is_member(
        at, regions.person_of_absence_calendar(at, _number(name)), reach
    ),
    Subject.HANDED_IN: lambda at, name, reach: _is_member(
        at, regions.person_of_handed_in(at, _number(name)), reach
    ),
    Subject.PARTNER: partner_reach.is_partner_within,
    Subject.DOCUMENT: lambda at, name, reach: (
        partner_reach.person_of_document(at, _number(name)) in regions.people_within(at, reach)
    ),
    Subject.LEAVE: lambda at, name, reach: _is_member(
        at, regions.person_of_leave(at, _number(name)), reach
    ),
}
