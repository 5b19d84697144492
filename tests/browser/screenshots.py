"""A picture of every page, to be looked at: ``make screenshots`` writes build/screenshots.

    python -m tests.browser.screenshots [--out DIR] [--store FILE] [NAME ...]

Made of the demonstration region, which is planned and signed first if the store is not there yet,
in Dutch and English, at a desk and on a phone.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright

from data.i18n.language import language
from data.model.account import Role, TokenScope
from data.model.job import Job, JobStatus, SolveRequest
from data.model.message import MessageKind
from data.model.roster import RosterStatus
from data.store import gaps, jobs, outbox, rosters
from data.store.migrate import ensure_current
from data.store.opening import Store, store_url
from data.tables.period import ZONE
from scheduler.accounts.access import make_token
from scheduler.accounts.secret import secret
from scheduler.call_outs.queries import list_call_outs
from scheduler.notifications.invitations import invite, list_invitations
from scheduler.notifications.signed_links import with_links
from scheduler.planning.drafts import copy_in_force
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.reporting.signed_statements import sign_statement, signed_statements
from scheduler.service import demonstration
from scheduler.service.periodic import PeriodicTasks
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from scheduler.solve_jobs.solve_attempt import solve_and_keep
from solver.cpsat.engine import Stop
from tests.browser.conftest import DESK, FLAGS, LOCALES, PHONE
from tests.web.plan_scene import progress
from tests.web.serving import serving
from web.app import create_app

SECONDS = 60
ANSWER = re.compile(r"/answer/([\w.-]+)")
INVITATION = re.compile(r"/invitation/([\w.-]+)")
SIZES = {"desk": DESK, "phone": PHONE}


@dataclass(frozen=True)
class Shot:
    """One page.

    Parameters
    ----------
    login
        Who looks; empty: nobody is signed in.
    endpoint
        Of the page; what its address asks is filled in by `known`, or by ``values``.
    query
        What stands behind the address.
    follow
        A link on the page before it that leads here, as a selector.
    whole
        The whole page, not only what fits on the screen.
    """

    name: str
    login: str
    endpoint: str
    query: str = ""
    follow: str = ""
    whole: bool = True
    values: Mapping[str, object] = field(default_factory=dict)


SHOTS = (
    Shot("login", "", "access.sign_in_page"),
    Shot("wall", "", "board.wall", "?token={wall}", whole=False),
    Shot("answer", "", "answers.show"),
    Shot("board", "duty", "board.now"),
    Shot("start", "planner", "board.start"),
    Shot("board-8-weeks", "duty", "board.now", "?weeks=8"),
    Shot("gaps", "duty", "gaps.list_page"),
    Shot("gap", "duty", "gaps.page"),
    Shot("candidates", "duty", "gaps.candidates"),
    Shot("assign", "duty", "gaps.weigh", follow="a[href*='/assign?']"),
    Shot("takeovers", "duty", "takeovers.list_page"),
    Shot("takeover", "duty", "takeovers.new", "?post=CACO"),
    Shot("no-page", "duty", "gaps.page", values={"number": 9999}),
    Shot("rosters", "planner", "rosters.list_page"),
    Shot("grid", "planner", "rosters.grid", whole=False),
    Shot("draft", "planner", "rosters.grid", whole=False, values={"roster": "draft"}),
    Shot("duty-list", "planner", "rosters.duty_list"),
    Shot("print", "planner", "rosters.print_page"),
    Shot("month", "planner", "rosters.month"),
    Shot("person-in-roster", "planner", "rosters.person"),
    Shot("compare", "planner", "rosters.compare_page", "?b={draft}"),
    Shot("quality", "planner", "rosters.quality", values={"roster": "draft"}),
    Shot("rebase", "planner", "rosters.rebase_page", values={"roster": "draft"}),
    Shot("publish", "planner", "publish.page", values={"number": "draft"}),
    Shot("signed", "planner", "publish.signed", values={"number": "roster"}),
    Shot("plan", "planner", "plan.page"),
    Shot("jobs", "planner", "plan.jobs"),
    Shot("outcome", "planner", "plan.job", values={"name": "done"}),
    Shot("searching", "planner", "plan.job", values={"name": "searching"}),
    Shot("people", "planner", "people.matrix", whole=False),
    Shot("person", "planner", "people.person"),
    Shot("records", "planner", "records.tables"),
    Shot("records-of-people", "planner", "records.rows", values={"table": "people"}),
    Shot("a-record", "planner", "records.row", values={"table": "contracts", "number": 1}),
    Shot("new-record", "planner", "records.new_row", values={"table": "duty_managers"}),
    Shot("new-colleague", "planner", "records.new_person"),
    Shot("declare", "planner", "people.declare", "?person={code}"),
    Shot("decide", "planner", "people.override", "?person={code}"),
    Shot("import", "planner", "people.import_page"),
    Shot("requests", "planner", "requests.list_page"),
    Shot("proposals", "planner", "proposals.list_page"),
    Shot("rounds", "planner", "requests.rounds_page"),
    Shot("round", "planner", "requests.round_page", values={"number": 1}),
    Shot("roster-requests", "planner", "requests.outcome", values={"number": "roster"}),
    Shot("mine", "functionary", "mine.duties"),
    Shot("calendar", "functionary", "mine.calendar"),
    Shot("wishes", "functionary", "mine.wish_list"),
    Shot("absence", "functionary", "mine.absence"),
    Shot("swap", "functionary", "mine.swap"),
    Shot("open", "functionary", "mine.open_list"),
    Shot("ill", "functionary", "mine.ill"),
    Shot("wish-outcomes", "functionary", "mine.wish_outcomes"),
    Shot("share", "functionary", "mine.share"),
    Shot("messages", "planner", "messages.list_page"),
    Shot("message", "planner", "messages.message", values={"name": "message"}),
    Shot("steps", "planner", "messages.steps"),
    Shot("channels", "planner", "messages.channels"),
    Shot("health", "planner", "messages.health"),
    Shot("reports", "planner", "reports.coverage"),
    Shot("call-outs", "planner", "call_outs.list_page"),
    Shot("new-call-out", "planner", "call_outs.new", "?posts=IM-COPI-FL&alert_at={night}"),
    Shot("call-out", "planner", "call_outs.one", values={"number": "call_out"}),
    Shot("minutes", "planner", "reports.call_outs"),
    Shot("pledges", "functionary", "mine.pledges"),
    Shot("statement", "planner", "reports.statement"),
    Shot("signed-statement", "planner", "reports.signed_statement", values={"number": "statement"}),
    Shot("signed-statements", "planner", "reports.statements"),
    Shot("hours", "planner", "reports.hours"),
    Shot("open-calls", "planner", "reports.open_calls"),
    Shot("audit", "planner", "audit.trail"),
    Shot("audit-check", "planner", "audit.check"),
    Shot("posts", "planner", "admin.posts"),
    Shot("post", "planner", "admin.post", values={"code": "CACO"}),
    Shot("new-post", "planner", "admin.new_post"),
    Shot("patterns", "planner", "admin.patterns"),
    Shot("pattern", "planner", "admin.pattern", follow=".patterns h2 a"),
    Shot("new-pattern", "planner", "admin.new_pattern"),
    Shot("base-rosters", "planner", "admin.base_rosters"),
    Shot("base-roster", "planner", "admin.base_roster", values={"code": "desk"}),
    Shot("new-base-roster", "planner", "admin.new_base_roster"),
    Shot("design", "planner", "admin.design"),
    Shot("rules", "planner", "admin.rules"),
    Shot("rule", "planner", "admin.rule", values={"name": "R07"}),
    Shot("agreements", "planner", "admin.agreements"),
    Shot("agreement", "planner", "admin.agreement", follow="main a[href^='/admin/agreements/R']"),
    Shot("new-agreement", "planner", "admin.new_agreement"),
    Shot("help", "planner", "help.contents"),
    Shot("help-topic", "planner", "help.topic", values={"id": "rosters"}),
    Shot("api", "planner", "help.api"),
    Shot("account", "planner", "account.page"),
    Shot("second-factor", "planner", "account.second_factor"),
    Shot("accounts", "administrator", "admin.accounts"),
    Shot("an-account", "administrator", "admin.account", values={"number": 1}),
    Shot("new-account", "administrator", "admin.new_account"),
    Shot("invitations", "administrator", "admin.invitations"),
    Shot("invitation", "", "invitations.invitation", values={"token": "invited"}),
    Shot("welcome", "functionary", "invitations.welcome"),
    Shot("tokens", "administrator", "admin.tokens"),
)


def make_store(path: Path) -> None:
    """Bring in, plan and sign the demonstration, as ``caco start --demo`` does."""
    now = datetime.now(UTC).replace(microsecond=0)
    store = Store(store_url(f"sqlite:///{path}"))
    ensure_current(store)
    if not demonstration.has_records(store):
        first = demonstration.first_day(now)
        then = demonstration.made_at(first)
        demonstration.begin(store, then)
        demonstration.bring_in(store, first, then)
        password = demonstration.password_of(path.with_name(f"{path.name}-password"))
        demonstration.let_in(store, password, then)
        draft = _planned(store, first, then)
        demonstration.sign(store, draft, then, language("nl"))
        demonstration.let_somebody_fall_ill(store, now)
        demonstration.ask_wishes(store, first, now, language("nl"))
        copy_in_force(store, first, demonstration.WEEKS, demonstration.WHO, now)
        _begin_searching(store, first + timedelta(weeks=demonstration.WEEKS), now)
    _make_pattern(store, now)
    PeriodicTasks(store, Settings(), tasks(Settings()), lambda: now).run_due(now)
    store.close()


def _make_pattern(store: Store, now: datetime) -> None:
    """A pattern of the region's own: the standard ones have no page."""
    if not read_table(store, "patterns"):
        row = {"pattern": "kantoor", "name": "K", "weekdays": "mo;tu;we;th;fr"}
        rows = [{**row, "start": "08:00", "end": "16:30", "break_minutes": "30"}]
        replace_rows(store, Replacement("patterns", {}, rows, fingerprint([])), "demo", now)


def _planned(store: Store, first: date, now: datetime) -> int:
    """The draft of a job that is done."""
    job = _begun(store, SolveRequest(first, demonstration.WEEKS, SECONDS), now)
    solve_and_keep(store, job, Stop(), lambda: now)
    with store.reading() as connection:
        return jobs.read_job(connection, job.id).roster


def _begin_searching(store: Store, first: date, now: datetime) -> None:
    """A job that is under way, as far as its machine told."""
    job = _begun(store, SolveRequest(first, demonstration.WEEKS), now)
    with store.writing() as connection:
        jobs.record_progress(connection, job, progress(), None)


def _begun(store: Store, request: SolveRequest, now: datetime) -> Job:
    with store.writing() as connection:
        waiting, _is_new = jobs.add_job(connection, request, "planner", now)
        return jobs.begin(connection, waiting.id, "demo", now)


def known(store: Store) -> dict[str, object]:
    """What stands in the addresses, by the name of its part; and what `Shot.values` may name."""
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
    published = next(h.id for h in heads if h.status is RosterStatus.PUBLISHED)
    wall = make_token(store, "wall", [TokenScope.BOARD], None, "demo", now)
    return {
        "roster": published,
        "number": min(found, key=lambda gap: gap.interval.start).id,
        "code": demonstration.FUNCTIONARY,
        "draft": next(h.id for h in heads if h.status is RosterStatus.DRAFT),
        "statement": _signed(store, now),
        "done": there[JobStatus.DONE],
        "searching": there[JobStatus.RUNNING],
        "message": sent[0].id,
        "call_out": list_call_outs(store, now - timedelta(weeks=104), now, now)[0].number,
        "night": (now - timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M"),
        "token": next(filter(None, map(ANSWER.search, texts)))[1],
        "wall": wall.secret,
        "invited": _invited(store, key, now),
    }


def _invited(store: Store, key: str, now: datetime) -> str:
    """The link of somebody who was invited, as it leaves."""
    found = list_invitations(store, Settings(), now)
    if not found.sent:
        people = [one.person for one in found.invitees if one.channels][:4]
        invite(store, Settings(), people, [Role.FUNCTIONARY], "", "demo", now)
    with store.reading() as connection:
        sent = outbox.messages(connection)
    texts = (with_links(one.body, [key]) for one in sent if one.kind is MessageKind.INVITED)
    return next(filter(None, map(INVITATION.search, texts)))[1]


def _signed(store: Store, now: datetime) -> int:
    """The number of a statement that was signed, of days that are over."""
    there = signed_statements(store)
    if there:
        return there[0].id
    last = now.astimezone(ZONE).date() - timedelta(days=1)
    return sign_statement(store, last - timedelta(days=6), last, "planner", now).id


def main() -> None:
    """Take the pictures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=Path("build/screenshots"))
    asked.add_argument("--store", type=Path)
    asked.add_argument("names", nargs="*")
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    os.environ["CACO_CHANNEL_MAIL"] = f"folder://localhost{options.out.resolve()}/outbox?to={{to}}"
    path = options.store or options.out / "caco.db"
    make_store(path)
    store = Store(store_url(f"sqlite:///{path}"))
    password = demonstration.password_of(path.with_name(f"{path.name}-password"))
    values = known(store) | {"password": password}
    app = create_app(store, Settings(), lambda: datetime.now(UTC))
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    with serving(app, threads=4) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for code in LOCALES:
            for size in SIZES:
                folder = options.out / f"{code}-{size}"
                _take(browser, app, port, shots, folder, values)
        browser.close()


def _take(browser, app, port, shots, folder, values):
    """All pictures of one language and size, with a browser for each login."""
    code, size = folder.name.split("-")
    folder.mkdir(exist_ok=True)
    for login in dict.fromkeys(shot.login for shot in shots):
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{port}",
            locale=LOCALES[code],
            viewport=SIZES[size],
            timezone_id="Europe/Amsterdam",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and print("console:", said.text))
        if login:
            page.goto("/login")
            page.fill("#login", login)
            page.fill("#password", values["password"])
            page.click("main button.btn-primary")
            page.wait_for_load_state()
        for shot in (one for one in shots if one.login == login):
            path = folder / f"{shot.name}.png"
            print(go(page, app, shot, values), path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=path, full_page=shot.whole)
        context.close()


def go(page, app, shot, values):
    """Open the page of a shot; returns its status."""
    if shot.follow:
        with page.expect_navigation() as there:
            page.locator(shot.follow).first.click()
        return there.value.status
    own = {name: values.get(value, value) for name, value in shot.values.items()}
    parts = app.url_map._rules_by_endpoint[shot.endpoint][0].arguments
    filled = {name: own.get(name, values.get(name)) for name in parts}
    address = app.url_map.bind("127.0.0.1").build(shot.endpoint, filled)
    return page.goto(address + shot.query.format(**values)).status


if __name__ == "__main__":
    main()
