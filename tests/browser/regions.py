"""The regions behind a walk along all pages: the demonstration, lived in; and one that begins.

Each is made in a store of its own if that is not there yet, at the moment of the machine.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from data.demo.region import demo_tables
from data.i18n.language import language
from data.model.absence_feed import AbsenceFeed, FeedRule
from data.model.account import Role, TokenScope
from data.model.duty import AbsenceKind
from data.model.errors import Refused
from data.model.job import Job, JobStatus, SolveRequest
from data.model.message import MessageKind
from data.model.roster import RosterStatus
from data.store import gaps, jobs, outbox, rosters
from data.store.deployments import deployments
from data.store.migrate import ensure_current
from data.tables.period import ZONE
from data.tables.write_tables import write_csv_folder
from scheduler.accounts.access import make_token
from scheduler.accounts.secret import secret
from scheduler.call_outs.queries import list_call_outs
from scheduler.notifications.invitations import invite, list_invitations
from scheduler.notifications.signed_links import with_links
from scheduler.partners.asking import notify_employers
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.open_roster import open_roster
from scheduler.records.edit import Replacement, fingerprint, replace_rows
from scheduler.records.files import import_records
from scheduler.relief.asking import ask_everybody
from scheduler.relief.deployments import NewDeployment, begin_deployment
from scheduler.relief.roster import ReliefOrder
from scheduler.reporting.board_account.making import list_accounts, make_due
from scheduler.reporting.board_account.view import views
from scheduler.reporting.signed_statements import sign_statement, signed_statements
from scheduler.self_service.absence_feeds import add_feed, take_in
from scheduler.self_service.leave import LeaveRequested, ask_leave
from scheduler.service import demonstration
from scheduler.service.demonstration import CONTROL_ROOM, FUNCTIONARY, WEEKS, WHO
from scheduler.service.periodic import PeriodicTasks
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from scheduler.solve_jobs.solve_attempt import solve_and_keep
from scheduler.workforce.scenario_jobs import ScenarioRunner, ask, list_runs, list_scenarios
from solver.cpsat.engine import Stop
from tests.web.plan_scene import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.store.opening import Store

SECONDS = 60
ANSWER = re.compile(r"/answer/([\w.-]+)")
DECLARATION = re.compile(r"/declaration/([\w.-]+)")
INVITATION = re.compile(r"/invitation/([\w.-]+)")
DUTCH = language("nl")
DAY = timedelta(days=1)


class Region(NamedTuple):
    """A region in a store.

    Parameters
    ----------
    make
        Fills an empty store, whose accounts get this password.
    known
        What stands in the addresses of its pages, by the name of its part.
    """

    make: Callable[[Store, str], None]
    known: Callable[[Store], Mapping[str, Any]]


def _make_demo(store: Store, password: str) -> None:
    """Bring in, plan and sign the demonstration, as ``caco start --demo`` does; and live in it."""
    now = datetime.now(UTC).replace(microsecond=0)
    ensure_current(store)
    if not demonstration.has_records(store):
        first = demonstration.first_day(now)
        then = demonstration.made_at(first)
        demonstration.begin(store, then)
        demonstration.bring_in(store, first, then)
        demonstration.keep_scenarios(store, then)
        demonstration.let_in(store, password, then)
        for book in demonstration.books_to_sign(store):
            asked = SolveRequest(first, book.weeks, SECONDS / 3, book=book.id)
            draft = _planned(store, asked, then)
            demonstration.sign(store, draft, then, DUTCH)
        demonstration.let_somebody_fall_ill(store, now)
        demonstration.ask_wishes(store, first, now, DUTCH)
        _make_pattern(store, now)
        _make_draft(store, first, now)
        _ask_absences(store, now)
        _begin_exercise(store, now)
        _begin_searching(store, first + timedelta(weeks=WEEKS), now)
    PeriodicTasks(store, Settings(), tasks(Settings()), lambda: now).run_due(now)


def _make_pattern(store: Store, now: datetime) -> None:
    """A pattern of the region's own: the standard ones have no page."""
    row = {"pattern": "kantoor", "name": "K", "weekdays": "mo;tu;we;th;fr"}
    rows = [{**row, "start": "08:00", "end": "16:30", "break_minutes": "30"}]
    replace_rows(store, Replacement("patterns", {}, rows, fingerprint([])), WHO, now)


def _planned(store: Store, asked: SolveRequest, now: datetime) -> int:
    """The draft of a job that is done."""
    job = _begun(store, asked, now)
    solve_and_keep(store, job, Stop(), lambda: now)
    with store.reading() as connection:
        return jobs.read_job(connection, job.id).roster


def _begin_searching(store: Store, first: date, now: datetime) -> None:
    """A job that is under way, as far as its machine told."""
    job = _begun(store, SolveRequest(first, WEEKS, book=CONTROL_ROOM), now)
    with store.writing() as connection:
        jobs.record_progress(connection, job, progress(), None)


def _begun(store: Store, request: SolveRequest, now: datetime) -> Job:
    with store.writing() as connection:
        waiting, _is_new = jobs.add_job(connection, request, "planner", now)
        return jobs.begin(connection, waiting.id, WHO, now)


def _make_draft(store: Store, first: date, now: datetime) -> None:
    """A copy of what is in force, in which some duties went to somebody else, or to nobody."""
    head = copy_in_force(store, first, WEEKS, WHO, now, CONTROL_ROOM)
    roster = open_roster(store, head.id, now)
    start = {shift.id: shift.start for shift in roster.problem.shifts}
    later = (one for one in roster.assignments if start[one.shift] > now + 14 * DAY)
    for one in islice(later, 0, 60, 12):
        edit_draft(store, head.id, [Edit(EditKind.REMOVE, one.person, one.shift)], WHO, now)
        for person in sorted(roster.by_person)[::-1]:
            try:
                edit_draft(store, head.id, [Edit(EditKind.ASSIGN, person, one.shift)], WHO, now)
            except Refused:
                continue
            break


def _ask_absences(store: Store, now: datetime) -> None:
    """Leave that somebody asks for, and days that a calendar of another system proposes."""
    with store.reading() as connection:
        soon = rosters.duties_between(connection, now + 20 * DAY, now + 40 * DAY)
    busy = list(dict.fromkeys(p for p, *_rest in soon if p != FUNCTIONARY))
    day = now.astimezone(ZONE).date() + 21 * DAY
    wanted = LeaveRequested(busy[0], AbsenceKind.LEAVE, day, day + 9 * DAY, "Bruiloft in Ierland")
    ask_leave(store, wanted, now, DUTCH)
    made = AbsenceFeed(0, "HR", busy[1], "", FeedRule.MARKED, AbsenceKind.LEAVE, False, now, WHO)
    feed = add_feed(store, made, Settings(), now)
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART;VALUE=DATE:{day + n * DAY:%Y%m%d}\r\n"
        f"DTEND;VALUE=DATE:{day + (n + 6) * DAY:%Y%m%d}\r\nSUMMARY:Verlof\r\nEND:VEVENT\r\n"
        for n in (0, 30)
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"
    take_in(store, feed, text.encode(), now)


def _begin_exercise(store: Store, now: datetime) -> None:
    """An exercise of three teams, of which everybody was asked."""
    order = ReliefOrder(("ROT", "BT", "MK", "ROT-IM=2"), now, 24)
    asked = NewDeployment(order, "Hoogwater", is_exercise=True)
    made, _roster = begin_deployment(store, asked, "duty", now, 2.0)
    ask_everybody(store, Settings(), made.id, "duty", now)


def _known_of_demo(store: Store) -> dict[str, Any]:
    now = datetime.now(UTC)
    with store.reading() as connection:
        heads = rosters.heads(connection)
        found = [
            gap for gap in gaps.read_gaps(connection) if gap.is_open and gap.interval.start > now
        ]
        there = {job.status: job.id for job in jobs.jobs(connection)}
        sent = outbox.messages(connection)
    key = secret(store, Settings())
    texts = (with_links(one.body, [key]) for one in sent)
    published = next(
        h.id for h in heads if h.status is RosterStatus.PUBLISHED and h.book == CONTROL_ROOM
    )
    wall = make_token(store, "wall", [TokenScope.BOARD], None, WHO, now)
    return {
        "roster": published,
        "number": min(found, key=lambda gap: gap.interval.start).id,
        "code": FUNCTIONARY,
        "deployment": _number_of_exercise(store),
        "draft": next(h.id for h in heads if h.status is RosterStatus.DRAFT),
        "statement": _signed(store, now),
        "board_account": _told_board(store, now),
        "done": there[JobStatus.DONE],
        "searching": there[JobStatus.RUNNING],
        "message": sent[0].id,
        "call_out": list_call_outs(store, now - timedelta(weeks=104), now, now)[0].number,
        "night": (now - timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M"),
        "token": next(filter(None, map(ANSWER.search, texts)))[1],
        "wall": wall.secret,
        "invited": _invited(store, key, now),
        "declaration": _declaration(store, key, now),
        "comparison": _compared(store, now),
    }


def _number_of_exercise(store: Store) -> int:
    with store.reading() as connection:
        return deployments(connection)[0].id


def _invited(store: Store, key: str, now: datetime) -> str:
    """The link of somebody who was invited, as it leaves."""
    found = list_invitations(store, Settings(), now)
    if not found.sent:
        people = [one.person for one in found.invitees if one.channels][:4]
        invite(store, Settings(), people, [Role.FUNCTIONARY], "", WHO, now)
    with store.reading() as connection:
        sent = outbox.messages(connection)
    texts = (with_links(one.body, [key]) for one in sent if one.kind is MessageKind.INVITED)
    return next(filter(None, map(INVITATION.search, texts)))[1]


def _declaration(store: Store, key: str, now: datetime) -> str:
    """The link of an employer who is asked for declarations, as it leaves."""
    notify_employers(store, Settings(), now)
    with store.reading() as connection:
        sent = outbox.messages(connection)
    asked = [one for one in sent if one.kind is MessageKind.DECLARATIONS_ASKED]
    texts = (with_links(one.body, [key]) for one in asked)
    return next(filter(None, map(DECLARATION.search, texts)))[1]


def _compared(store: Store, now: datetime) -> str:
    """The name of a comparison of scenarios that is done, without a search."""
    done = [one.id for one in list_runs(store) if one.status is JobStatus.DONE]
    if done:
        return done[0]
    scenarios = [one.scenario for one in list_scenarios(store)]
    run = ask(store, scenarios[:4], 0, "planner", now)
    ScenarioRunner(store, WHO, lambda: now).run(run.id)
    return run.id


def _signed(store: Store, now: datetime) -> int:
    """The number of a statement that was signed, of days that are over."""
    there = signed_statements(store)
    if there:
        return there[0].id
    last = now.astimezone(ZONE).date() - DAY
    return sign_statement(store, last - 6 * DAY, last, "planner", now).id


def _told_board(store: Store, now: datetime) -> int:
    """The number of an account to the board of which something was recorded."""
    make_due(store, Settings(), now)
    found = views(list_accounts(store))
    return next(one.kept.id for one in reversed(found) if one.value is not None and one.rows)


def _make_new(store: Store, password: str) -> None:
    """Posts, and people without contacts: the start guide is under way."""
    now = datetime.now(UTC).replace(microsecond=0)
    ensure_current(store)
    if not demonstration.has_accounts(store):
        there = {"regions", "functions", "books", "posts", "people", "contracts", "competences"}
        tables = {name: rows for name, rows in demo_tables().items() if name in there}
        with TemporaryDirectory() as folder:
            write_csv_folder(tables, Path(folder))
            import_records(store, Path(folder), WHO, now)
        demonstration.let_in(store, password, now)


REGIONS = {
    "demo": Region(_make_demo, _known_of_demo),
    "new": Region(_make_new, lambda _store: {}),
}
