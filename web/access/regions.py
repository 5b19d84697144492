"""What somebody may do whose rights hold for some regions: by every address, and of every thing.

An address that names what is out of reach answers as if it were not there (`web.access.terms`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import abort, g, request
from flask_login import current_user

from data.model.account import EVERYWHERE, NOWHERE, Reach, Right
from scheduler.accounts.regions import (
    Subject,
    alert_books,
    books_within,
    exercises_within,
    findings_within,
    is_within,
    members_within,
    people_within,
    posts_within,
    reaches_all,
)
from web.access.terms import (
    API_TERMS,
    AS_SEEN,
    FIELD_AT,
    FIELDS,
    FOR_BOOKS,
    ITS_OWN,
    OF_NO_REGION,
    Terms,
    terms_of,
)
from web.app_services import services

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

    from data.model.account import Account
    from data.store.opening import Store
    from data.store.regions import BooksWithin
    from scheduler.coverage.snapshot import CoverageSnapshot

    T = TypeVar("T")


def reach_of(right: Right) -> Reach:
    """For which regions whoever is signed in has a right."""
    return (
        reach_of_account(current_user.account, right) if current_user.is_authenticated else NOWHERE
    )


def reach_of_account(account: Account, right: Right) -> Reach:
    """The same for an account; who has it for each region that there is, has it for all."""
    return _widened(account.reach(right))


def set_reach(reach: Reach) -> None:
    """Note what this request may see; the guard does, and what lets tokens in."""
    g.reach = _widened(reach)


def reach() -> Reach:
    """What this request may see or change, by the right that its address asks for."""
    found: Reach = g.get("reach", EVERYWHERE)
    return found


def enforce(endpoint: str, right: Right) -> None:
    """Refuse what is out of reach: as not there, unless they may see it and no more."""
    mine = reach_of(right)
    set_reach(mine)
    if mine.is_all:
        return
    terms = terms_of(endpoint)
    if terms is None:
        abort(403)
    named = _named(terms)
    if endpoint.partition(".")[0] not in OF_NO_REGION:
        named += [
            (FIELD_AT.get((endpoint, field), subject), value)
            for field, subject in FIELDS.items()
            if field not in ITS_OWN.get(endpoint, ())
            for value in request.values.getlist(field)
            if value
        ]
    for subject, name in named:
        if not is_within(services.store, subject, name, mine):
            as_seen, sees = AS_SEEN.get(subject, subject), reach_of(Right.SEE_COVERAGE)
            abort(403 if is_within(services.store, as_seen, name, sees) else 404)


def opens(endpoint: str, right: Right) -> bool:
    """Whether whoever is signed in gets anything at an address that names nothing."""
    if not current_user.may(right):
        return False
    mine = reach_of(right)
    if mine.is_all or endpoint not in FOR_BOOKS:
        return mine.is_all or terms_of(endpoint) is not None
    return bool(_kept("books", mine, books_within))


def refusal_of_token(endpoint: str, limit: Reach) -> int:
    """With which status a token of some regions is refused; 0: it is not."""
    set_reach(limit)
    if reach().is_all:
        return 0
    terms = API_TERMS.get(endpoint)
    if terms is None:
        return 403
    here = (is_within(services.store, subject, name, reach()) for subject, name in _named(terms))
    return 0 if all(here) else 404


def refuse_others(*named: tuple[Subject, str]) -> None:
    """Answer that what a program names is not there, if one of it is not within reach.

    Parameters
    ----------
    named
        Code or number of each thing; empty: none is named.
    """
    for subject, name in named:
        if name and not is_within(services.store, subject, name, reach()):
            abort(404)


def _named(terms: Terms) -> list[tuple[Subject, str]]:
    """What the address of this request names."""
    values = request.view_args or {}
    return [
        (
            subject,
            f"{values['table']}/{values[part]}" if subject is Subject.RECORD else str(values[part]),
        )
        for part, subject in terms.items()
    ]


def may(right: Right, *posts: str) -> bool:
    """Whether whoever is signed in has a right for each of these posts, by their codes."""
    if not current_user.may(right):
        return False
    mine = reach_of(right)
    return mine.is_all or _kept("posts", mine, posts_within).issuperset(posts)


def is_table_open(table: str) -> bool:
    """Whether a role for some regions may list a table of the records at all."""
    return is_within(services.store, Subject.RECORD_TABLE, table, reach())


def may_about(right: Right, person: str) -> bool:
    """Whether whoever is signed in has a right about somebody: for a region that they serve."""
    if not current_user.may(right):
        return False
    return is_within(services.store, Subject.MEMBER, person, reach_of(right))


def sees_partner(code: str) -> bool:
    """Whether whoever is signed in may open the page of a partner."""
    if not current_user.may(Right.SEE_PEOPLE):
        return False
    return is_within(services.store, Subject.PARTNER, code, reach_of(Right.SEE_PEOPLE))


def may_change_partner(number: int) -> bool:
    """Whether they may change the row of a partner: for each of its regions."""
    if not current_user.may(Right.CHANGE_RECORDS):
        return False
    row = f"partners/{number}"
    return is_within(services.store, Subject.RECORD, row, reach_of(Right.CHANGE_RECORDS))


def sees_reasons(*posts: str) -> bool:
    """Whether they may know why somebody cannot come to these posts, and how to reach people."""
    return may(Right.SEE_REASONS, *posts)


def plans_book(book: str) -> bool:
    """Whether this request may plan a book: each post of it is within reach."""
    return reach().is_all or book in _kept("books", reach(), books_within)


def shown_people() -> frozenset[str]:
    """Codes of the people within reach of this request, where that is not everybody."""
    return _kept("people", reach(), people_within)


def shown_posts() -> frozenset[str]:
    """Codes of the posts within reach of this request, where that is not each of them."""
    return _kept("posts", reach(), posts_within)


def shown_books() -> BooksWithin:
    """The books with posts within reach of this request, where that is not each of them."""
    return _kept("alert books", reach(), alert_books)


def shown_findings() -> frozenset[str]:
    """Codes of the findings that name a region within reach, where that is not each of them."""
    return _kept("findings", reach(), findings_within)


def shown_exercises() -> frozenset[str]:
    """Codes of the exercises of a region within reach, where that is not each of them."""
    return _kept("exercises", reach(), exercises_within)


def shown_members() -> frozenset[str]:
    """Codes of the people who serve a region within reach, where that is not everybody."""
    return _kept("members", reach(), members_within)


def seen(now: datetime) -> CoverageSnapshot:
    """Coverage as it is, as far as this request may see it."""
    return services.coverage.snapshot(now, reach())


def seen_numbered(now: datetime) -> CoverageSnapshot:
    """The same, each gap with a number, so that it can be handled at once."""
    return services.numbered(now, reach())


def register_regions(app: Flask) -> None:
    """Give templates the rights for posts."""
    app.add_template_global(may, "may")
    app.add_template_global(may_about, "may_about")
    app.add_template_global(sees_partner, "sees_partner")
    app.add_template_global(opens, "opens")


def _widened(reach: Reach) -> Reach:
    """A reach of each region that there is reaches all."""
    if reach.is_all or not reach.regions:
        return reach
    return EVERYWHERE if _kept("all", reach, reaches_all) else reach


def _kept(what: str, reach: Reach, read: Callable[[Store, Reach], T]) -> T:
    """What was read before in this request: a page asks it for each of its rows."""
    known = g.setdefault("within", {})
    if (what, reach) not in known:
        known[what, reach] = read(services.store, reach)
    found: T = known[what, reach]
    return found
