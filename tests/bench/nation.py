"""Measure one region among many in one database: its board, its calendar, and the sweep of all.

    pg_virtualenv -t python -m tests.bench.nation [1 5 25] [--runs 9]

Regions of 40 people and four posts that share nobody, each with a book of its own and a quarter in
force, in PostgreSQL. Somebody whose rights hold for one region looks at the board of that region;
a calendar is one person's. *Cold*: a record changed, so that coverage is worked out anew for all.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from data.demo.generated import generate
from data.i18n.language import language
from data.model.account import RegionLimit, Role, Scope
from data.store import rosters
from data.store.audit import trail
from data.store.migrate import migrate
from data.tables.write_tables import write_csv_folder
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import sweep
from scheduler.feeds.links import LinkRequest, add_link
from scheduler.planning.books import books_to_plan
from scheduler.planning.drafts import add_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.records.files import import_records
from scheduler.settings import Settings
from tests.bench.board import write
from tests.bench.store import CONSENT, databases, fill
from tests.web.conftest import PASSWORD, Visit
from web.app import create_app

PEOPLE, POSTS, WEEKS, SEED = 40, 4, 13, 7  #: in a region
FIRST = date(2027, 1, 4)
MADE = datetime(2026, 11, 24, 9, tzinfo=UTC)
NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
LOOKER = "looks-at-r1"


def tables_of(regions):
    """The tables of so many regions, the posts of each in a book of its own."""
    tables = dict(generate(PEOPLE * regions, POSTS * regions, WEEKS, SEED, regions))
    tables["books"] = [{"id": row["id"], "name": row["name"]} for row in tables["regions"]]
    tables["posts"] = [{**row, "book": row["regions"]} for row in tables["posts"]]
    return tables


def live(store, regions):
    """Import the regions and put the quarter of each in force; how many assignments there are."""
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(tables_of(regions), Path(folder))
        import_records(store, Path(folder), "bench", MADE)
    total = 0
    for book in books_to_plan(store):
        with store.writing() as connection:
            trail.take_turn(connection)
            prepared = prepare(connection, FIRST, WEEKS, MADE, book=book)
            duties = fill(prepared.problem)
            total += len(duties)
            head = add_draft(connection, prepared, duties, "", "bench", MADE)
        publish(store, head.id, CONSENT, "bench", MADE, language("en"))
    role = Role.DUTY_MANAGER
    only = (RegionLimit(role, frozenset({"R1"})),)
    add_account(
        store,
        NewAccount(LOOKER, "Looks", frozenset({role}), None, "nl", PASSWORD, limits=only),
        "bench",
        NOW,
    )
    return total


def timed(what, runs, act, before=lambda: None):
    """Median, least and most of an act, in milliseconds."""
    times = []
    for _ in range(runs):
        before()
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    spread = f"({min(times):.0f} to {max(times):.0f})"
    print(f"  {what:<34} {statistics.median(times):7.0f} ms  {spread}", flush=True)


def looked(visit, path):
    """Ask for a page, which must be there."""
    answer = visit.get(path)
    assert answer.status_code == 200, (path, answer.status_code)


def measure(store, regions, runs):
    """All figures of one number of regions."""
    total = live(store, regions)
    began = time.perf_counter()
    swept = sweep(store, 8, NOW)
    first = time.perf_counter() - began
    print(f"{regions} regions: {total:,} assignments, {len(swept.open)} gaps")
    print(f"  first sweep of all {first:.2f} s")
    with store.reading() as connection:
        person = rosters.duties_between(connection, NOW, NOW + timedelta(days=1))[0][0]
    link = add_link(store, LinkRequest(Scope.PERSON, person), "bench", NOW)
    app = create_app(store, Settings(), lambda: NOW)
    mine = Visit(app)
    mine.post("/login", data={"login": LOOKER, "password": PASSWORD})
    timed("sweep of all, nothing changed", runs, lambda: sweep(store, 8, NOW))
    looked(mine, "/now")
    timed("board of one region, warm", runs, lambda: looked(mine, "/now"))
    timed("board of one region, cold", runs, lambda: looked(mine, "/now"), lambda: write(store))
    path = f"/calendar/{link.token}.ics"
    looked(mine, path)
    timed("calendar of one person, warm", runs, lambda: looked(mine, path))


def main():
    """Measure each number of regions in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("regions", type=int, nargs="*", default=[1, 25])
    parser.add_argument("--runs", type=int, default=9)
    asked = parser.parse_args()
    stores = [store for name, store, _ in databases() if name == "PostgreSQL"]
    for regions, store in zip(asked.regions, stores, strict=False):
        migrate(store)
        measure(store, regions, asked.runs)
        store.close()


if __name__ == "__main__":
    main()
