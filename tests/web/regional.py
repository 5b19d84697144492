"""Two regions that share nothing in one store, and people whose rights hold for one of them."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.demo.generated import generate
from data.i18n.language import language
from data.model.absence_feed import AbsenceFeed, FeedRule
from data.model.account import RegionLimit, Role
from data.model.account_line import AccountFrequency, AccountLine, Indicator, period_before
from data.model.board_account import BoardAccount, Measured, hash_of_account
from data.model.declaration_document import DocumentKind
from data.model.deployment import (
    Deployment,
    DeploymentSeat,
    LegalGround,
    ReliefDuty,
    ReliefShift,
)
from data.model.duty import AbsenceKind
from data.model.job import SolveRequest
from data.model.message import Message, MessageKind, MessageStatus
from data.model.stand_in import StandIn
from data.store import board_accounts, deployments, employer_asks, outbox, requests, rosters
from data.store.audit import trail
from data.store.declaration_documents import documents_of_person, keep_document
from data.store.gaps import NotificationRecord, add_notifications, read_gaps
from data.store.jobs import add_job
from data.store.jobs import jobs as all_jobs
from data.store.records import read_rows
from data.store.rounds import rounds as all_rounds
from data.store.stand_ins import add_stand_in, stand_ins_ever
from data.store.statements import statements
from data.store.tables.columns import METADATA
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.accounts.regions import Subject
from scheduler.call_outs.recording import CallOutEntry, record_call_out
from scheduler.coverage.monitor import sweep
from scheduler.improvement.recording import NewAction, NewFinding, make_finding
from scheduler.planning.drafts import add_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.reporting.board_account.making import account_facts
from scheduler.reporting.signed_statements import sign_statement
from scheduler.self_service import absence_feeds
from scheduler.self_service.leave import LeaveRequested, ask_leave
from scheduler.self_service.rounds import RoundRequest, open_round
from scheduler.settings import Settings
from tests.bench.store import fill
from tests.support.originals import EMPTY, Original
from tests.support.region import (
    CONSENT,
    FIRST,
    INSIDE,
    NOW,
    WEEKS,
    import_texts,
    published_by_turns,
)
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.shift import Shift
    from data.store.opening import Store

MINE, THEIRS = "R1", "R2"
#: Roles that can be held for some regions, each of one region: the login is that of the role.
LIMITED = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
BOTH = "plans-one-reads-both"  #: the login of who plans for one region, and sees the other

#: What a page may note of itself, though nobody changed anything: sign-ins, what was counted.
_NOTED = {"web_session", "attempt", "api_token", "calendar", "pulse", "audit_entry", "audit_head"}


@cache
def texts():
    """The tables of both regions, which share one book: none."""
    return generate(24, 4, 4, 3, regions=2)


@cache
def texts_with_books():
    """The same; each region plans in a book of its own."""
    books = [{"id": region, "name": f"Book {region}"} for region in (MINE, THEIRS)]
    posts = [{**row, "book": row["regions"]} for row in texts()["posts"]]
    return {**texts(), "books": books, "posts": posts}


def add_accounts(store: Store) -> None:
    """One for each role that holds for `MINE` alone, and one that also reads `THEIRS`."""
    person = of_region("people", MINE)[0]
    for role in LIMITED:
        whose = person if role is Role.FUNCTIONARY else None
        limits = (RegionLimit(role, frozenset({MINE})),)
        new = NewAccount(role.value, role.value, frozenset({role}), whose, "", PASSWORD, limits)
        add_account(store, new, "tests", NOW)
    both = (
        RegionLimit(Role.PLANNER, frozenset({MINE})),
        RegionLimit(Role.VIEWER, frozenset({MINE, THEIRS})),
    )
    roles = frozenset({Role.PLANNER, Role.VIEWER})
    # Not written as both regions at once: a third one may come.
    add_account(store, NewAccount(BOTH, BOTH, roles, None, "", PASSWORD, both), "tests", NOW)


def of_region(table: str, region: str) -> list[str]:
    """Codes of the posts or people of a region, in the order of the tables."""
    return [row["id"] for row in texts()[table] if region in row["regions"].split(";")]


def names_of(table: str, region: str) -> list[str]:
    """Their names."""
    return [row["name"] for row in texts()[table] if region in row["regions"].split(";")]


def _published_by_book(store: Store) -> None:
    for book in (MINE, THEIRS):
        with store.writing() as connection:
            trail.take_turn(connection)
            prepared = prepare(connection, FIRST, WEEKS, NOW, book=book)
            draft = add_draft(connection, prepared, fill(prepared.problem), "", "planner", NOW)
        publish(store, draft.id, CONSENT, "signer", NOW, language("en"))


def _asked(store: Store) -> None:
    """What people of both regions asked, and a job and a take-over of both."""
    speech, later = language("en"), FIRST + timedelta(weeks=WEEKS)
    for region in (MINE, THEIRS):
        person, other = of_region("people", region)[1:3]
        leave = LeaveRequested(person, AbsenceKind.LEAVE, later, later)
        ask_leave(store, leave, INSIDE, speech)
        wanted = RoundRequest(later, WEEKS, INSIDE + timedelta(days=2), book=region)
        open_round(store, wanted, "planner", INSIDE)
        shift = _shift_of(store, region)
        _called_out(store, region, person)
        _exercised(store, region, person)
        _found(store, region)
        _proposed(store, region)
        part = shift.id, shift.post, shift.start, shift.end, person, other, "", "planner", INSIDE
        _reported(store, region)
        sign_statement(store, FIRST, FIRST + timedelta(days=1), "planner", INSIDE, region)
        with store.writing() as connection:
            add_job(connection, SolveRequest(later, WEEKS, 1.0, book=region), "planner", INSIDE)
            add_stand_in(connection, StandIn(0, *part))
            _deploy(connection, region, shift)
        _declared(store, region, person)


def _reported(store: Store, region: str) -> None:
    """An account to the board about a region."""
    line = AccountLine(
        f"line{region}",
        "Theme",
        Indicator.LAPSES,
        AccountFrequency.MONTH,
        NOW.date(),
        regions=(region,),
    )
    period = period_before(INSIDE.date(), AccountFrequency.MONTH)
    content = json.dumps(account_facts(line, period, Measured(0.0)))
    days = period.first, period.last, (region,), INSIDE, 0, ""
    with store.writing() as connection:
        given = BoardAccount(0, line.id, *days, content, hash_of_account(content))
        kept = board_accounts.add_account(connection, given)
        made = {
            "line": kept.line,
            "first": kept.first.isoformat(),
            "last": kept.last.isoformat(),
            "content_hash": kept.content_hash,
        }
        act = trail.Act(board_accounts.MADE, f"board_account/{kept.id}", None, made)
        trail.append(connection, [act], "caco", INSIDE)


def _found(store: Store, region: str) -> None:
    """A finding of one region, with an action of somebody there."""
    texts = {"origin": "study", "theme": f"Theme {region}", "text": f"Found {region}"}
    owner = of_region("people", region)[0]
    action = NewAction(f"Act {region}", "2027-03-01", owner=owner)
    make_finding(store, NewFinding({**texts, "regions": region}, (action,)), "planner", NOW)


def _declared(store: Store, region: str, person: str) -> None:
    """A partner of one region, which gave a document about somebody there."""
    partner = {"id": f"employer-{region}", "name": f"Employer {region}", "regions": region}
    edit_rows(store, [RowEdit("partners", partner)], "planner", INSIDE)
    with store.writing() as connection:
        rows = read_rows(connection, "people").values()
        row = next(one.number for one in rows if one.values["id"] == person)
        until = INSIDE + timedelta(weeks=6)
        ask = employer_asks.add_ask(
            connection, partner["id"], INSIDE, until, [(row, "paper", None)]
        )
        line = employer_asks.read_ask(connection, ask).lines[0].id
        keep_document(connection, line, row, DocumentKind.PDF, b"%PDF-1.7", INSIDE)


def _proposed(store: Store, region: str) -> None:
    """A calendar of somebody of a region, which proposes one absence."""
    person, start = of_region("people", region)[3], INSIDE + timedelta(days=40)
    wanted = AbsenceFeed(
        0, f"Calendar {region}", person, "", FeedRule.MARKED, AbsenceKind.LEAVE, False, INSIDE, "p"
    )
    stamps = (f"{moment:%Y%m%dT%H%M%SZ}" for moment in (start, start + timedelta(days=2)))
    event = "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:{}\r\nDTEND:{}\r\nSUMMARY:Verlof\r\nEND:VEVENT\r\n"
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event.format(*stamps)}END:VCALENDAR\r\n"
    feed = absence_feeds.add_feed(store, wanted, Settings(), INSIDE)
    absence_feeds.take_in(store, feed, text.encode(), INSIDE)


def _called_out(store: Store, region: str, person: str) -> None:
    """A call-out of one region, by day, so that nobody is owed rest."""
    call = {"posts": of_region("posts", region)[-1], "label": f"Fire {region}"}
    call["alert_at"] = (NOW - timedelta(days=1)).isoformat()
    came = {"person": person, "came": "yes", "minutes": "25"}
    record_call_out(store, CallOutEntry(call, [came]), "planner", INSIDE)


def _exercised(store: Store, region: str, person: str) -> None:
    """An exercise of one region, after its roster, with somebody who is invited."""
    start = INSIDE + timedelta(days=60)
    held = {"id": f"storm-{region}", "name": f"Storm {region}", "kind": "exercise"}
    held |= {"start": start.isoformat(), "end": (start + timedelta(hours=3)).isoformat()}
    invited = {"exercise": held["id"], "person": person, "state": "invited"}
    edits = [RowEdit("exercises", held | {"regions": region}), RowEdit("attendance", invited)]
    edit_rows(store, edits, "planner", INSIDE)


def _deploy(connection: Connection, region: str, shift: Shift) -> None:
    """A deployment of one region, with a seat that somebody is asked for."""
    start, end = INSIDE - timedelta(hours=1), INSIDE + timedelta(hours=7)
    given = Deployment(
        0, f"Flood {region}", None, start, end, 8, LegalGround.NONE, False, "planner", INSIDE
    )
    made = deployments.add_deployment(
        connection, given, [DeploymentSeat(shift.post, "CACO", (region,))]
    )
    deployments.add_shifts(connection, made.id, [ReliefShift(shift.post, start, end, 450)])
    state = deployments.read_state(connection, made.id)
    one = ReliefDuty(of_region("people", region)[0], state.shifts[0].shift.id)
    deployments.add_duties(connection, state, [one])


def _shift_of(store: Store, region: str) -> Shift:
    posts = of_region("posts", region)
    with store.reading() as connection:
        for head in rosters.heads(connection):
            for shift in rosters.read_shifts(connection, head.shift_set):
                if shift.post in posts and shift.start > INSIDE + timedelta(days=2):
                    return shift
    raise LookupError(region)


def _swept(store: Store) -> None:
    sweep(store, 8, INSIDE)


def _told(store: Store) -> None:
    """What duty managers and people of both regions were told, none of which arrived."""
    with store.writing() as connection:
        numbers = {one.values["id"]: one.number for one in read_rows(connection, "people").values()}
        found = {region: _gap_of(connection, region) for region in (MINE, THEIRS)}
        for region, gap in found.items():
            person = of_region("people", region)[0]
            name, text = names_of("people", region)[0], names_of("posts", region)[0]
            of_gap = _lost(f"gap{region}", MessageKind.GAPS, "outside/chat", "Chat", text)
            own = _lost(
                f"own{region}", MessageKind.DUTY_REMINDER, f"people/{numbers[person]}", name, text
            )
            outbox.add_messages(connection, [of_gap, own])
            add_notifications(connection, [_record(gap, of_gap.id)])
        text = " ".join(names_of("posts", MINE) + names_of("posts", THEIRS))
        mine = f"people/{numbers[of_region('people', MINE)[0]]}"
        digest = _lost("digest", MessageKind.DIGEST, "outside/chat", "Chat", text)
        ill = _lost("ill", MessageKind.CANNOT_COME, mine, names_of("people", MINE)[0], text)
        outbox.add_messages(connection, [digest, ill])
        add_notifications(connection, [_record(gap, digest.id) for gap in found.values()])


def _gap_of(connection: Connection, region: str) -> int:
    posts = of_region("posts", region)
    return next(one.id for one in read_gaps(connection) if one.interval.post in posts)


def _lost(name: str, kind: MessageKind, key: str, recipient: str, text: str) -> Message:
    return Message(
        id=name, kind=kind, recipient=key, name=recipient, channel="mail", address="x@vr.example",
        subject=text, body=text, attachment="", created_at=INSIDE, due_at=INSIDE,
        status=MessageStatus.DEAD,
    )  # fmt: skip


def _record(gap: int, message: str) -> NotificationRecord:
    return NotificationRecord(gap, f"step of {message}", "outside/chat", INSIDE, message)


#: One roster of both regions in force.
TWO_REGIONS = Original(
    "two_regions",
    EMPTY,
    lambda store: import_texts(store, texts()),
    published_by_turns,
    _swept,
    add_accounts,
)
#: A roster of each region in force, in its own book; and one of all that people ask and do.
TWO_BOOKS = Original(
    "two_books",
    EMPTY,
    lambda store: import_texts(store, texts_with_books()),
    _published_by_book,
    _asked,
    _swept,
    _told,
    add_accounts,
)


def things_of(store: Store, region: str) -> dict[Subject, str]:
    """One thing of a region of each kind; a number that nothing has where there is none."""
    posts, people = of_region("posts", region), of_region("people", region)
    with store.reading() as connection:
        gap = next(one for one in read_gaps(connection) if one.interval.post in posts)
        numbers = {
            head.id: {one.post for one in rosters.read_shifts(connection, head.shift_set)}
            for head in rosters.heads(connection)
        }
        jobs = {one.request.book: one.id for one in all_jobs(connection)}
        leave = {one.person: one.id for one in requests.leave_requests(connection)}
        rounds = {one.book: one.id for one in all_rounds(connection)}
        contracts = {
            one.values["person"]: one.number for one in read_rows(connection, "contracts").values()
        }
        accounts = board_accounts.board_accounts(connection)
        reported = {one.regions: one.id for one in accounts}
        stated = {one.region: one.id for one in statements(connection)}
        deployed = {one.name: one.id for one in deployments.deployments(connection)}
        given = {one.post: one.id for one in stand_ins_ever(connection, NOW)}
        called = {
            one.values["label"]: one.number for one in read_rows(connection, "call_outs").values()
        }
        papers = documents_of_person(connection, people[1])
        held = {
            one.values["name"]: one.number for one in read_rows(connection, "exercises").values()
        }
        found = {
            one.values["text"]: one.number for one in read_rows(connection, "findings").values()
        }
    feeds = {one.name: one.id for one in absence_feeds.list_feeds(store)}
    roster = next(number for number, mine in numbers.items() if not mine.isdisjoint(posts))
    return {
        Subject.POST: posts[0],
        Subject.PERSON: people[0],
        Subject.MEMBER: people[0],
        Subject.REGION: region,
        Subject.BOOK: region,
        Subject.SHIFT: _shift_of(store, region).id,
        Subject.GAP: str(gap.id),
        Subject.ROSTER: str(roster),
        Subject.WHOLE_ROSTER: str(roster),
        Subject.JOB: jobs.get(region, "nothing1"),
        Subject.DEMAND: str(_NONE),
        Subject.ABSENCE_CALENDAR: str(feeds.get(f"Calendar {region}", _NONE)),
        Subject.LEAVE: str(leave.get(people[1], _NONE)),
        Subject.ROUND: str(rounds.get(region, _NONE)),
        Subject.RECORD_TABLE: "contracts",
        Subject.RECORD: f"contracts/{contracts[people[0]]}",
        Subject.BOARD_ACCOUNT: str(reported.get((region,), _NONE)),
        Subject.STATEMENT: str(stated.get(region, _NONE)),
        Subject.MESSAGE: f"gap{region}",
        Subject.CALL_OUT: str(called.get(f"Fire {region}", _NONE)),
        Subject.WHOLE_CALL_OUT: str(called.get(f"Fire {region}", _NONE)),
        Subject.EXERCISE: str(held.get(f"Storm {region}", _NONE)),
        Subject.WHOLE_EXERCISE: str(held.get(f"Storm {region}", _NONE)),
        Subject.FINDING: str(found.get(f"Found {region}", _NONE)),
        Subject.WHOLE_FINDING: str(found.get(f"Found {region}", _NONE)),
        Subject.HANDED_IN: str(_NONE),
        Subject.PARTNER: f"employer-{region}" if papers else "nobody",
        Subject.DOCUMENT: str(papers[0].id if papers else _NONE),
        Subject.DEPLOYMENT: str(deployed.get(f"Flood {region}", _NONE)),
        Subject.TAKE_OVER: str(next((given[one] for one in posts if one in given), _NONE)),
    }


_NONE = 987654


def digest(store: Store) -> dict[str, str]:
    """What each table holds, as a hash; and how long the audit trail is."""
    found = {}
    with store.reading() as connection:
        for table in METADATA.sorted_tables:
            if table.name not in _NOTED:
                rows = sorted(map(repr, connection.execute(select(table)).all()))
                found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        found["trail"] = str(trail.head(connection).seq)
    return found
