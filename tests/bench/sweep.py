"""Measure the sweep: coverage of a year for 30 posts and 400 people, on both databases.

    pg_virtualenv -t python -m tests.bench.sweep [--runs 9]

A year of four quarters is in force, with the illnesses and lapses of the generated region. Each run
is what the clock does: read all of it, work coverage out, and keep what changed. The first keeps
every gap; the others find that nothing changed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from data.demo.generated import generate
from data.store.migrate import migrate
from data.tables.write_tables import write_csv_folder
from scheduler.coverage.monitor import read_coverage, sweep
from tests.bench.store import databases, live

PEOPLE, POSTS, SEED = 400, 30, 7
FIRST = date(2027, 1, 4)
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
QUARTERS = [(FIRST + timedelta(weeks=13 * number), 13) for number in range(4)]


def measure(name, store, folder, runs):
    """The first sweep, and later ones."""
    total = live(store, folder, QUARTERS)
    begun = time.perf_counter()
    swept = sweep(store, 52, NOW)
    first = time.perf_counter() - begun
    print(f"{name}: {total:,} assignments, {len(swept.open)} gaps; first sweep {first:.2f} s")
    for weeks in (52, 8):
        whole, looking = [], []
        for number in range(1, runs + 1):
            now = NOW + timedelta(minutes=5 * number)
            begun = time.perf_counter()
            read_coverage(store, weeks, now)
            looking.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            sweep(store, weeks, now)
            whole.append(time.perf_counter() - begun)
        print(
            f"  {weeks} weeks: sweep median {median(whole):.2f} s ({min(whole):.2f} to "
            f"{max(whole):.2f}), of which looking {median(looking):.2f} s"
        )


def main():
    """Measure on every database there is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(generate(PEOPLE, POSTS, 52, SEED), Path(folder))
        for name, store, number in databases():
            if number == 0:
                migrate(store)
                measure(name, store, Path(folder), runs)
            store.close()


if __name__ == "__main__":
    main()
