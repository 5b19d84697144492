"""A picture of every page, to be looked at: ``make screenshots`` writes build/screenshots.

    python -m tests.browser.screenshots [--out DIR] [--store FILE] [NAME ...]

Made of the demonstration region, which is planned and signed first if the store is not there yet,
in Dutch and English, at a desk and on a phone.
"""

from __future__ import annotations

import argparse
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright
from waitress.server import create_server

from data.exchange.language import language
from data.model.roster import RosterStatus
from data.store import gaps, jobs, rosters
from data.store.current import ensure_current
from data.store.opening import Store, store_url
from scheduler import demonstration
from scheduler.planning.drafting import copy_in_force, keep_draft
from scheduler.planning.making import make_roster
from scheduler.planning.preparing import prepare
from scheduler.settings import Settings
from scheduler.watching.sweeping import sweep
from solver.options import SolveOptions
from tests.browser.conftest import DESK, FLAGS, LOCALES, PHONE
from web.app import create_app

SECONDS = 60
SIZES = {"desk": DESK, "phone": PHONE}


@dataclass(frozen=True)
class Shot:
    """One page.

    Parameters
    ----------
    login
        Who looks; empty: nobody is signed in.
    path
        With ``{gap}``, ``{roster}``, ``{draft}`` and ``{person}`` for what the store holds.
    whole
        The whole page, not only what fits on the screen.
    """

    name: str
    login: str
    path: str
    whole: bool = True


SHOTS = (
    Shot("login", "", "/login"),
    Shot("board", "duty", "/now"),
    Shot("gaps", "duty", "/gaps"),
    Shot("gap", "duty", "/gaps/{gap}"),
    Shot("rosters", "planner", "/rosters"),
    Shot("grid", "planner", "/rosters/{roster}", whole=False),
    Shot("draft", "planner", "/rosters/{draft}", whole=False),
    Shot("duty-list", "planner", "/rosters/{roster}/list"),
    Shot("publish", "planner", "/rosters/{draft}/publish"),
    Shot("plan", "planner", "/plan"),
    Shot("people", "planner", "/people", whole=False),
    Shot("person", "planner", "/people/{person}"),
    Shot("import", "planner", "/people/import"),
    Shot("requests", "planner", "/requests"),
    Shot("mine", "functionary", "/mine"),
    Shot("calendar", "functionary", "/mine/calendar"),
    Shot("wishes", "functionary", "/mine/wishes"),
    Shot("absence", "functionary", "/mine/absence"),
    Shot("swap", "functionary", "/mine/swap"),
    Shot("messages", "planner", "/messages"),
    Shot("reports", "planner", "/reports"),
    Shot("hours", "planner", "/reports/hours"),
    Shot("audit", "planner", "/audit"),
    Shot("accounts", "administrator", "/admin/accounts"),
    Shot("account", "planner", "/account"),
)


def make_store(path: Path) -> None:
    """Bring in, plan and sign the demonstration, as ``caco start --demo`` does."""
    now = datetime.now(UTC).replace(microsecond=0)
    store = Store(store_url(f"sqlite:///{path}"))
    ensure_current(store)
    if demonstration.is_empty(store):
        first = demonstration.first_day(now)
        then = demonstration.made_at(first)
        demonstration.bring_in(store, first, then)
        password = demonstration.password_of(path.with_name(f"{path.name}-password"))
        demonstration.let_in(store, password, then)
        with store.reading() as connection:
            prepared = prepare(connection, first, demonstration.WEEKS, then)
        result = make_roster(prepared.problem, SolveOptions(SECONDS))
        draft = keep_draft(store, prepared, result, demonstration.WHO, then).head
        demonstration.sign(store, draft.id, then, language("nl"))
        demonstration.let_somebody_fall_ill(store, now)
        copy_in_force(store, first, demonstration.WEEKS, demonstration.WHO, now)
    sweep(store, 8, now)
    store.close()


def known(store: Store) -> dict[str, object]:
    """What stands in the paths."""
    with store.reading() as connection:
        heads = rosters.heads(connection)
        found = [gap for gap in gaps.read_gaps(connection) if gap.is_open]
        done = jobs.jobs(connection)
    return {
        "roster": next(h.id for h in heads if h.status is RosterStatus.PUBLISHED),
        "draft": next(h.id for h in heads if h.status is RosterStatus.DRAFT),
        "gap": min(found, key=lambda gap: gap.hole.start).id,
        "person": demonstration.FUNCTIONARY,
        "job": done[-1].id if done else "",
    }


def main() -> None:
    """Take the pictures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=Path("build/screenshots"))
    asked.add_argument("--store", type=Path)
    asked.add_argument("names", nargs="*")
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.store or options.out / "caco.db"
    make_store(path)
    store = Store(store_url(f"sqlite:///{path}"))
    password = demonstration.password_of(path.with_name(f"{path.name}-password"))
    app = create_app(store, Settings(), lambda: datetime.now(UTC))
    line = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=line.run, daemon=True).start()
    shots = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for code in LOCALES:
            for size in SIZES:
                folder = options.out / f"{code}-{size}"
                _take(browser, line.effective_port, shots, folder, password, known(store))
        browser.close()
    line.close()


def _take(browser, port, shots, folder, password, values):
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
            page.fill("#password", password)
            page.click("main button.btn-primary")
            page.wait_for_load_state()
        for shot in (one for one in shots if one.login == login):
            answer = page.goto(shot.path.format(**values))
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{shot.name}.png", full_page=shot.whole)
            print(answer.status, folder / f"{shot.name}.png")
        context.close()


if __name__ == "__main__":
    main()
