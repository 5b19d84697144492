"""What somebody may do whose rights hold for some regions: by every address, and of every thing.

An address is closed to them unless it stands in `TERMS`: with what it names, which must be within
reach, or with nothing, where the page leaves out by itself what is not. So a new address is closed
to them until somebody has thought of it.
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
    is_within,
    members_within,
    people_within,
    posts_within,
    reaches_all,
)
from web.app_services import services

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from flask import Flask

    from data.model.account import Account
    from data.store.opening import Store
    from data.store.regions import BooksWithin
    from scheduler.coverage.snapshot import CoverageSnapshot

    T = TypeVar("T")

#: Parts of an address by name, and what they name.
Terms = dict[str, Subject]

#: Areas in which everybody has to do with what is their own, or the same for all.
OF_NO_REGION = frozenset(
    {"access", "account", "answers", "assets", "feeds", "health", "help", "invitations", "mine"}
    | {"oidc", "phone", "typed"}
)
_GAP: Terms = {"number": Subject.GAP}
_RECORD: Terms = {"number": Subject.RECORD}
_TABLE: Terms = {"table": Subject.RECORD_TABLE}
_POST: Terms = {"code": Subject.POST}
_ROSTER: Terms = {"roster": Subject.ROSTER}
_WHOLE: Terms = {"roster": Subject.WHOLE_ROSTER}
_SIGNING: Terms = {"number": Subject.WHOLE_ROSTER}
_SIGNED_FOR: Terms = {"number": Subject.ROSTER}  # they see, and sign for, what is of their regions
_JOB: Terms = {"name": Subject.JOB}
_LEAVE: Terms = {"number": Subject.LEAVE}
_ROUND: Terms = {"number": Subject.ROUND}
_STATEMENT: Terms = {"number": Subject.STATEMENT}
_DEPLOYMENT: Terms = {"number": Subject.DEPLOYMENT}
_ABSENCES: Terms = {"number": Subject.ABSENCE_CALENDAR}
_MEMBER: Terms = {"code": Subject.MEMBER}
_MESSAGE: Terms = {"name": Subject.MESSAGE}
_WHOLE_CALL_OUT: Terms = {"number": Subject.WHOLE_CALL_OUT}
#: Addresses that are open to them, by endpoint.
TERMS: Mapping[str, Terms] = {
    "admin.add_post": {},
    "admin.change_post": _POST,
    "admin.end_post": _POST,
    "admin.new_post": {},
    "admin.post": _POST,
    "admin.posts": {},
    "admin.rules": {},
    "audit.export": {},
    "audit.trail": {},
    "badges.counts": {},
    "board.now": {},
    "board.wall": {},  # of a token, which has regions of its own
    "board.confirm_on_wall": {},
    "call_outs.change": _WHOLE_CALL_OUT,
    "call_outs.list_page": {},
    "call_outs.new": {},
    "call_outs.one": {"number": Subject.CALL_OUT},
    "call_outs.record": {},
    "call_outs.remove": _WHOLE_CALL_OUT,
    "demand.month": {},
    "gaps.list_page": {},
    "gaps.page": _GAP,
    "gaps.candidates": _GAP,
    "gaps.take_up": _GAP,
    "gaps.let_go": _GAP,
    "gaps.intend": _GAP,
    "gaps.offer": _GAP,
    "gaps.state_present": _GAP,
    "gaps.withdraw": _GAP,
    "gaps.weigh": _GAP,
    "gaps.assign": _GAP,
    "gaps.whom": _GAP,
    "gaps.log": _GAP,
    "messages.channels": {},
    "messages.health": {},
    "messages.list_page": {},
    "messages.message": _MESSAGE,
    "messages.retry": _MESSAGE,
    "messages.retry_all": {},
    "messages.settle": _MESSAGE,
    "messages.state": _MESSAGE,
    "messages.steps": {},
    "messages.trial": {},
    "people.away": _MEMBER,
    "people.carry_out": {},
    "people.contacts": _MEMBER,
    "people.declare": {},
    "people.declare_now": {},
    "people.demonstration": {},
    "people.export": {},
    "people.import_page": {},
    "people.look": {},
    "people.matrix": {},
    "people.override": {},
    "people.override_now": {},
    "people.template": {},
    "people.person": {"code": Subject.PERSON},
    "plan.again": _JOB,
    "plan.another_worker": _JOB,
    "plan.beforehand": {},
    "plan.job": _JOB,
    "plan.jobs": {},
    "plan.live": _JOB,
    "plan.page": {},
    "plan.search_on": _JOB,
    "plan.start": {},
    "plan.stop": _JOB,
    "plan.throw_away": _JOB,
    "plan.weights": {},
    "proposals.add": {},
    "proposals.decide": {},
    "proposals.list_page": {},
    "proposals.read_again": _ABSENCES,
    "proposals.remove": _ABSENCES,
    "publish.page": _SIGNED_FOR,
    "publish.sign": _SIGNED_FOR,
    "publish.signed": _SIGNING,
    "relief.ask": _DEPLOYMENT,
    "relief.begin": {},
    "relief.end": _DEPLOYMENT,
    "relief.extend_page": _DEPLOYMENT,
    "relief.fill": _DEPLOYMENT,
    "relief.list_page": {},
    "relief.note_answer": _DEPLOYMENT,
    "relief.open_page": _DEPLOYMENT,
    "relief.page": _DEPLOYMENT,
    "relief.shrink_page": _DEPLOYMENT,
    "records.add_person": {},
    "records.add_row": _TABLE,
    "records.change_row": _RECORD,
    "records.end_row": _RECORD,
    "records.new_person": {},
    "records.new_row": _TABLE,
    "records.row": _RECORD,
    "records.rows": _TABLE,
    "records.tables": {},
    "records.undo": _RECORD,
    "reports.call_outs": {},
    "reports.call_outs_workbook": {},
    "reports.coverage": {},
    "reports.coverage_workbook": {},
    "reports.hours": {},
    "reports.hours_workbook": {},
    "reports.open_calls": {},
    "reports.sign": {},
    "reports.signed_statement": _STATEMENT,
    "reports.signed_statement_file": _STATEMENT,
    "reports.statement": {},
    "reports.statement_facts_file": {},
    "reports.statements": {},
    "requests.close_one": _ROUND,
    "requests.grant": _LEAVE,
    "requests.list_page": {},
    "requests.note_nothing": _ROUND,
    "requests.open_one": {},
    "requests.outcome": _SIGNING,
    "requests.refuse": _LEAVE,
    "requests.round_page": _ROUND,
    "requests.rounds_page": {},
    "rosters.candidates": _WHOLE,
    "rosters.cell": _ROSTER,
    "rosters.copy_weeks": _WHOLE,
    "rosters.drop": _WHOLE,
    "rosters.duty_list": _ROSTER,
    "rosters.edit": _WHOLE,
    "rosters.flaw": _WHOLE,
    "rosters.grid": _ROSTER,
    "rosters.list_page": {},
    "rosters.make_draft": {},
    "rosters.month": _ROSTER,
    "rosters.open_shifts": _ROSTER,
    "rosters.person": {**_ROSTER, "code": Subject.PERSON},
    "rosters.person_choice": _ROSTER,
    "rosters.print_page": _ROSTER,
    "rosters.quality": _WHOLE,
    "rosters.rebase": _WHOLE,
    "rosters.rebase_page": _WHOLE,
    "rosters.steps": _WHOLE,
    "rosters.takers": _WHOLE,
    "rosters.violations": _WHOLE,
    "rosters.workbook": _WHOLE,
    "takeovers.list_page": {},
    "takeovers.new": {},
    "takeovers.record": {},
    "takeovers.withdraw": {"number": Subject.TAKE_OVER},
}
#: The same of operations of the API, for tokens of some regions.
API_TERMS: Mapping[str, Terms] = {
    "call_outs.call_outs": {},
    "call_outs.record": {},
    "coverage.coverage": {},
    "coverage.health": {},
    "demand.add": {},
    "demand.list_demand": {},
    "demand.withdraw": {"number": Subject.DEMAND},
    "deployments.deployment": _DEPLOYMENT,
    "deployments.list_deployments": {},
    "duties.duties": {},
    "duties.on_duty": {},
    "gaps.gap": _GAP,
    "gaps.gaps": {},
    "people.import_people": {},
    "presence.confirm": {},
    "rosters.quality": {"number": Subject.WHOLE_ROSTER},
    "rosters.roster": {"number": Subject.ROSTER},
    "rosters.rosters": {},
    "takeovers.list_takeovers": {},
    "takeovers.record": {},
}
#: Fields of forms and of queries that name something, whatever the address.
FIELDS: Mapping[str, Subject] = {
    "also": Subject.GAP,
    "book": Subject.BOOK,
    "compare": Subject.WHOLE_ROSTER,
    "comer": Subject.PERSON,
    "holder": Subject.PERSON,
    "leaver": Subject.PERSON,
    "other": Subject.PERSON,
    "person": Subject.PERSON,
    "post": Subject.POST,
    "region": Subject.REGION,
    "shift": Subject.SHIFT,
}


#: Fields that a page looks at itself: a post may stay in a book that is not theirs alone.
_ITS_OWN = {"admin.change_post": {"book"}}
#: Fields of some addresses that name something else there.
_FIELD_AT: Mapping[tuple[str, str], Subject] = {
    (endpoint, "post"): Subject.POST_OR_WORD
    for endpoint in ("records.add_row", "records.change_row", "records.new_row")
}
#: What somebody sees who may not change it, where that takes less.
_AS_SEEN = {
    Subject.WHOLE_ROSTER: Subject.ROSTER,
    Subject.WHOLE_CALL_OUT: Subject.CALL_OUT,
    Subject.MEMBER: Subject.PERSON,
    Subject.RECORD: Subject.RECORD_SEEN,
}


#: Addresses at which somebody gets nothing who plans no book as a whole.
_FOR_BOOKS = frozenset({"plan.page", "requests.rounds_page", "rosters.make_draft"})


def terms_of(endpoint: str) -> Terms | None:
    """On which terms an address is open to rights for some regions; None: it is not."""
    if endpoint.partition(".")[0] in OF_NO_REGION:
        return {}
    return TERMS.get(endpoint)


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
            (_FIELD_AT.get((endpoint, field), subject), value)
            for field, subject in FIELDS.items()
            if field not in _ITS_OWN.get(endpoint, ())
            for value in request.values.getlist(field)
            if value
        ]
    for subject, name in named:
        if not is_within(services.store, subject, name, mine):
            as_seen, sees = _AS_SEEN.get(subject, subject), reach_of(Right.SEE_COVERAGE)
            abort(403 if is_within(services.store, as_seen, name, sees) else 404)


def opens(endpoint: str, right: Right) -> bool:
    """Whether whoever is signed in gets anything at an address that names nothing."""
    if not current_user.may(right):
        return False
    mine = reach_of(right)
    if mine.is_all or endpoint not in _FOR_BOOKS:
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
