"""A picture of every page, to be looked at: ``make screenshots`` writes build/screenshots.

    python -m tests.browser.screenshots [--out DIR] [NAME ...]

Made of the regions of `tests.browser.regions`, in Dutch and English, at a desk and on a phone; of
some pages in the dark too.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from data.model.account import RIGHTS
from scheduler.service.demonstration import ACCOUNTS
from tests.browser.conftest import DESK, LOCALES, PHONE
from tests.browser.walk import Scheme, Walk, walking
from web.help.views import TOPICS

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage

    from web.help.topic import HelpTopic

SIZES = {"desk": DESK, "phone": PHONE}


@dataclass(frozen=True)
class Shot:
    """One page.

    Parameters
    ----------
    login
        Who looks; empty: nobody is signed in.
    endpoint
        Of the page; what its address asks is filled in by the region, or by ``values``.
    query
        What stands behind the address.
    follow
        A link on the page before it that leads here, as a selector.
    whole
        The whole page, not only what fits on the screen.
    region
        Of `tests.browser.regions`.
    """

    name: str
    login: str
    endpoint: str
    query: str = ""
    follow: str = ""
    whole: bool = True
    values: Mapping[str, object] = field(default_factory=dict)
    region: str = "demo"


def _reader(topic: HelpTopic) -> str:
    """The login of somebody whom a topic is for."""
    may = (login for login, role in ACCOUNTS.items() if topic.right in {None, *RIGHTS[role]})
    return next(may)


#: Pages with signs of their own colours.
IN_THE_DARK = {"board", "board-8-weeks", "gap", "grid", "draft", "month", "quality", "compare"}

SHOTS = (
    Shot("login", "", "access.sign_in_page"),
    Shot("wall", "", "board.wall", "?token={wall}", whole=False),
    Shot("answer", "", "answers.show"),
    Shot("board", "duty", "board.now"),
    Shot("start", "planner", "board.start", region="new"),
    Shot("new-board", "planner", "board.now", region="new"),
    Shot("board-8-weeks", "duty", "board.now", "?weeks=8"),
    Shot("gaps", "duty", "gaps.list_page"),
    Shot("gap", "duty", "gaps.page"),
    Shot("candidates", "duty", "gaps.candidates"),
    Shot("assign", "duty", "gaps.weigh", follow="a[href*='/assign?']"),
    Shot("takeovers", "duty", "takeovers.list_page"),
    Shot("takeover", "duty", "takeovers.new", "?post=CACO"),
    Shot("relief", "duty", "relief.list_page"),
    Shot("deployment", "duty", "relief.page", values={"number": "deployment"}),
    Shot("open-places", "duty", "relief.open_page", values={"number": "deployment"}),
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
    Shot("exercises", "planner", "exercises.list_page"),
    Shot("exercise", "planner", "exercises.page", values={"number": 1}),
    Shot("learning", "planner", "people.learning"),
    Shot("exercise-date", "planner", "exercises.best_date", "?clock=13:00&functions=CACO"),
    Shot("exercised", "planner", "exercises.report_page"),
    Shot("partners", "planner", "partners.list_page"),
    Shot("partner", "planner", "partners.page", values={"code": "politie"}),
    Shot("pools", "planner", "pools.page"),
    Shot("demand", "planner", "demand.month"),
    Shot("comparison", "planner", "what_if.run_page", values={"name": "comparison"}),
    Shot("declaration", "", "declarations.show", values={"token": "declaration"}),
    Shot("what-if", "planner", "what_if.list_page"),
    Shot("scenario", "planner", "what_if.page", values={"number": 1}),
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
    Shot("own-learning", "functionary", "mine.learning"),
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
    Shot("findings", "planner", "improvement.list_page", "?state=all"),
    Shot("finding", "planner", "improvement.one", values={"number": 1}),
    Shot("themes", "planner", "improvement.themes_page"),
    Shot("assessments", "planner", "improvement.assessment_page"),
    Shot("new-finding", "planner", "improvement.new"),
    Shot("my-actions", "functionary", "mine.actions"),
    Shot("pledges", "functionary", "mine.pledges"),
    Shot("statement", "planner", "reports.statement"),
    Shot("signed-statement", "planner", "reports.signed_statement", values={"number": "statement"}),
    Shot("signed-statements", "planner", "reports.statements"),
    Shot("hours", "planner", "reports.hours"),
    Shot("board-account", "planner", "accountability.page"),
    Shot("board-account-line", "planner", "accountability.one", values={"number": "board_account"}),
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
    *(Shot(f"help-{it.id}", _reader(it), "help.topic", values={"id": it.id}) for it in TOPICS),
    Shot("api", "planner", "help.api"),
    Shot("account", "planner", "account.page"),
    Shot("second-factor", "planner", "account.second_factor"),
    Shot("reviews", "planner", "admin.reviews"),
    Shot("review", "planner", "admin.review", values={"subject": "pattern", "code": "week-fri"}),
    Shot("accounts", "administrator", "admin.accounts"),
    Shot("an-account", "administrator", "admin.account", values={"number": 1}),
    Shot("new-account", "administrator", "admin.new_account"),
    Shot("invitations", "administrator", "admin.invitations"),
    Shot("invitation", "", "invitations.invitation", values={"token": "invited"}),
    Shot("welcome", "functionary", "invitations.welcome"),
    Shot("tokens", "administrator", "admin.tokens"),
)


def main() -> None:
    """Take the pictures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=Path("build/screenshots"))
    asked.add_argument("names", nargs="*")
    options = asked.parse_args()
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    with walking(options.out) as walk:
        for language in LOCALES:
            for size in SIZES:
                _take(walk, shots, language, size, options.out / f"{language}-{size}")
        dark = [shot for shot in shots if shot.name in IN_THE_DARK]
        _take(walk, dark, "nl", "desk", options.out / "nl-desk-dark", "dark")


def _print_error(said: ConsoleMessage) -> None:
    if said.type == "error":
        print("console:", said.text)


def _take(
    walk: Walk,
    shots: list[Shot],
    language: str,
    size: str,
    folder: Path,
    scheme: Scheme = "light",
) -> None:
    """All pictures of one language and size."""
    folder.mkdir(exist_ok=True)
    for page, seen in walk.visits(shots, language, SIZES[size], scheme):
        page.on("console", _print_error)
        for shot in seen:
            path = folder / f"{shot.name}.png"
            print(walk.go(page, shot), path, flush=True)
            page.screenshot(path=path, full_page=shot.whole)


if __name__ == "__main__":
    main()
