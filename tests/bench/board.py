"""Measure the board at 20,000 assignments: the answer of the server, as a duty manager gets it.

    python -m tests.bench.board [--runs 15]

36 posts with two rosters in force, of one year and of two. *Warm*: as each minute's refresh finds
it, also when gaps were taken up or offered meanwhile; *cold*: the records changed or a roster was
signed, so that coverage is worked out anew, once for all who look.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from data.demo.generated import generate
from data.model.account import Role
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.tables.write_tables import write_csv_folder
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import sweep
from scheduler.settings import Settings
from tests.bench.store import PEOPLE, SEED, live
from tests.web.conftest import PASSWORD, Visit
from web.app import create_app

FIRST = date(2027, 1, 4)
PERIODS = [(FIRST, 52), (FIRST + timedelta(weeks=52), 104)]
NOW = datetime(2028, 6, 7, 12, tzinfo=UTC)
POSTS = 36


def filled(folder):
    """A store with all of it, swept, and somebody to look."""
    tables, store = folder / "tables", Store(store_url(f"sqlite:///{folder}/caco.db"))
    migrate(store)
    tables.mkdir()
    write_csv_folder(generate(PEOPLE, POSTS, 104, SEED), tables)
    total = live(store, tables, PERIODS)
    sweep(store, 8, NOW)
    role = Role.DUTY_MANAGER
    new = NewAccount(role.value, "Duty manager", frozenset({role}), None, "nl", PASSWORD)
    add_account(store, new, "bench", NOW)
    return store, total


def write(store):
    """A change of the records; the next answer looks anew."""
    with store.writing() as connection:
        trail.take_turn(connection)
        trail.append(connection, [Act("record.changed", "bench/1")], "bench", NOW)


def measured(what, runs, visit, path, before=lambda: None):
    """Median, least and most of some answers, in milliseconds."""
    times = []
    for _ in range(runs):
        before()
        began = time.perf_counter()
        answer = visit.get(path)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200
    spread = f"({min(times):.0f} to {max(times):.0f})"
    print(f"{what:<34} {statistics.median(times):6.0f} ms  {spread}  {len(answer.data):,} bytes")


def main():
    """Measure the board and the list of gaps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        store, total = filled(Path(name))
        visit = Visit(create_app(store, Settings(), lambda: NOW), Role.DUTY_MANAGER)
        print(f"{total:,} assignments, {POSTS} posts")
        for path, what in (("/now", "14 days"), ("/now?weeks=8", "8 weeks"), ("/gaps", "gaps")):
            visit.get(path)
            measured(f"{what}, warm", runs, visit, path)
            measured(f"{what}, cold", runs, visit, path, lambda: write(store))
        store.close()


if __name__ == "__main__":
    main()
