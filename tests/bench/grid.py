"""Measure the roster grid of 60 people by 91 days: the server, the browser, and an edit.

    python tests/bench/grid.py [--runs 15] [--people 60] [--posts 8]

A generated region of thirteen weeks, its duties going round; a draft equal to the roster in force.
The server is measured without a network, the load event and an edit in Chromium against the server
that the product uses: from the key that is pressed until the panel says what it did.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from waitress.server import create_server

from data.demo.generated import generate
from data.model.account import Role
from data.model.shift import days_of, is_long
from data.store import rosters
from data.store.audit import trail
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.tables.write_tables import write_csv_folder
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.planning.drafts import add_draft, copy_in_force
from scheduler.planning.open_roster import open_roster
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.records.files import import_records
from scheduler.settings import Settings
from tests.bench.store import CONSENT, EN, FIRST, NOW, SEED, fill
from web.app import create_app

WEEKS = 13
PASSWORD = "a password for measuring"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def region(folder, people, posts):
    """A store with a roster in force, a draft of it, and a planner."""
    store = Store(store_url(f"sqlite:///{folder}/grid.db"))
    migrate(store)
    tables = Path(folder) / "tables"
    write_csv_folder(generate(people, posts, WEEKS, SEED), tables)
    import_records(store, tables, "bench", NOW)
    with store.writing() as connection:
        trail.take_turn(connection)
        prepared = prepare(connection, FIRST, WEEKS, NOW)
        made = add_draft(connection, prepared, fill(prepared.problem), "", "bench", NOW)
    publish(store, made.id, CONSENT, "bench", NOW, EN)
    draft = copy_in_force(store, FIRST, WEEKS, "bench", NOW)
    roles = frozenset({Role.PLANNER})
    add_account(store, NewAccount("planner", "Planner", roles, None, "nl", PASSWORD), "bench", NOW)
    return store, draft.id


def timed(act, runs):
    """Milliseconds of each run."""
    found = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return found


def told(what, times, budget):
    worst = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    print(
        f"{what:<46} {statistics.median(times):6.0f} ms   p95 {worst:6.0f}   budget {budget}",
        flush=True,
    )


def measure_server(app, store, draft, runs):
    client = app.test_client()
    page = client.get("/login", headers={"Accept": "text/html"}).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    client.post("/login", data={"login": "planner", "password": PASSWORD, "csrf_token": token})

    def load():
        answer = client.get(f"/rosters/{draft}", headers={"Accept": "text/html"})
        assert answer.status_code == 200
        load.size = len(answer.data)

    told("the page, the first after a start", timed(load, 1), "-")
    told("the page", timed(load, runs), 150)
    print(f"{'':<46} {load.size / 1024:6.0f} kB")
    measure_panel(client, store, draft, runs)


def measure_panel(client, store, draft, runs):
    """What a planner waits for while they drag a duty, and before they take one over."""
    opened = open_roster(store, draft)
    one = next(a for a in opened.assignments if not is_long(opened.shift_by_id[a.shift]))
    shift = opened.shift_by_id[one.shift]
    day = days_of(shift, opened.problem.zone)[0].isoformat()
    page = client.get(f"/rosters/{draft}", headers={"Accept": "text/html"}).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    headers = {"HX-Request": "true", "X-CSRFToken": token}

    def takers():
        path = f"/rosters/{draft}/takers?person={one.person}&shift={shift.id}"
        takers.answer = client.get(path, headers=headers).json

    takers()
    verdicts = takers.answer["verdicts"]
    taker = next(person for person, (verdict, _) in verdicts.items() if verdict != "impossible")

    def propose():
        form = {"do": "take", "ask": "1", "person": taker, "day": day, "shift": shift.id}
        form |= {"holder": one.person, "seen": opened.head.lock_version}
        answer = client.post(f"/rosters/{draft}/edit", data=form, headers=headers)
        assert answer.status_code == 200

    told(f"{len(verdicts)} people judged for a duty that is dragged", timed(takers, runs), 300)
    told("a take-over proposed", timed(propose, runs), 300)


def measure_browser(app, store, draft, runs):
    line: Any = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=line.run, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{line.effective_port}",
            viewport={"width": 1440, "height": 900},
        )
        page = context.new_page()
        page.goto("/login")
        page.fill("#login", "planner")
        page.fill("#password", PASSWORD)
        page.click("main button")
        page.wait_for_load_state()
        loads = []
        for _ in range(runs):
            page.goto(f"/rosters/{draft}", wait_until="load")
            timing = "performance.getEntriesByType('navigation')[0].loadEventEnd"
            loads.append(page.evaluate(timing))
        told("load event in Chromium", loads, 1000)
        told("an edit, from the key to the panel", edits(page, store, draft, runs), 300)
        browser.close()
    line.close()


def edits(page, store, draft, runs):
    """Take duties away by the keyboard, each of somebody else."""
    with store.reading() as connection:
        duties = rosters.read_assignments(connection, draft)
    people = list(dict.fromkeys(one.person for one in duties))
    found: list[Any] = []
    for person in (people * runs)[:runs]:
        cell = page.locator(f'tr[data-p="{person}"] td:has(> b)').nth(len(found) % 5)
        cell.evaluate("cell => { cell.tabIndex = 0; cell.focus(); }")
        found.append(
            page.evaluate(
                """() => new Promise((done) => {
                    const panel = document.getElementById("panel"), began = performance.now();
                    panel.innerHTML = "";
                    new MutationObserver((_, self) => {
                        if (!panel.querySelector(".fine, .told, .is-gap")) return;
                        self.disconnect();
                        requestAnimationFrame(() => done(performance.now() - began));
                    }).observe(panel, { childList: true });
                    document.activeElement.dispatchEvent(
                        new KeyboardEvent("keydown", { key: "Delete", bubbles: true }));
                })"""
            )
        )
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--posts", type=int, default=8)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store, draft = region(folder, asked.people, asked.posts)
        with store.reading() as connection:
            duties = len(rosters.read_assignments(connection, draft))
        print(f"{asked.people} people, {WEEKS * 7} days, {asked.posts} posts, {duties} duties")
        app = create_app(store, Settings(), lambda: NOW)
        measure_server(app, store, draft, asked.runs)
        measure_browser(app, store, draft, asked.runs)
        store.close()


if __name__ == "__main__":
    main()
