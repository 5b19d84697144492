"""Measure the store: open, publish and compare rosters of 20,000 assignments, on both databases.

    pg_virtualenv -t python tests/bench/store.py [--runs 15]

Two shapes of three years: twelve quarters in force, and two rosters of which the last, of two
years, holds 20,000 assignments by itself. Nobody's rules are searched for here: duties go round,
with the daily rest kept, so that the rosters look like real ones to the database and the judge.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from data.demo.generated import generate
from data.i18n.language import language
from data.model.duty import Assignment
from data.model.roster import RemarkKind, RosterStatus
from data.store import problems, rosters
from data.store.audit import trail
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.tables.write_tables import write_csv_folder
from scheduler.planning.comparison import difference
from scheduler.planning.drafts import add_draft, copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import Consent, publish
from scheduler.records.files import import_records

PEOPLE, SEED = 300, 7
FIRST = date(2027, 1, 4)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
REST = timedelta(hours=16)
EN = language("en")
CONSENT = Consent({kind: "measured" for kind in RemarkKind}, {})


def fill(problem, pairs=()):
    """Let the duties of a problem go round among those who may do them and are there."""
    away: dict[Any, Any] = {}
    free_from: dict[Any, Any] = {}
    count: Counter[Any] = Counter()
    for absence in problem.absences:
        away.setdefault(absence.person, []).append(absence)
    holders: dict[Any, Any] = {}
    for competence in problem.competences:
        holders.setdefault(competence.function, []).append(competence.person)
    found = []
    for shift in problem.shifts:
        able = [
            person
            for person in holders[problem.post_by_id[shift.post].function]
            if free_from.get(person, shift.start) <= shift.start
            and problem.level(person, shift) == "qualified"
            and not any(a.start < shift.end and shift.start < a.end for a in away.get(person, ()))
        ]
        if able:
            person = min(able, key=lambda one: (count[one], one))
            count[person] += 1
            free_from[person] = shift.end + REST
            found.append(Assignment(person, shift.id))
    return tuple(found)


def live(store, folder, periods):
    """Import a region and put a roster in force for each period; how many assignments there are."""
    import_records(store, folder, "bench", NOW)
    total = 0
    for first, weeks in periods:
        with store.writing() as connection:
            trail.take_turn(connection)
            prepared = prepare(connection, first, weeks, NOW)
            duties = fill(prepared.problem)
            total += len(duties)
            head = add_draft(connection, prepared, duties, "", "bench", NOW)
        publish(store, head.id, CONSENT, "bench", NOW, EN)
    return total


def measured(what, runs, act):
    """Time an act some times; print median, least and most in milliseconds."""
    times = []
    for _ in range(runs):
        argument = act.before() if hasattr(act, "before") else None
        began = time.perf_counter()
        act.run(argument)
        times.append((time.perf_counter() - began) * 1000)
    print(
        f"{what:<52} {statistics.median(times):7.0f} ms  ({min(times):.0f} to {max(times):.0f})",
        flush=True,
    )


class Open:
    """Read a roster as a planner sees it, with the problem that it is judged by."""

    def __init__(self, store, roster):
        self.store, self.roster = store, roster

    def run(self, _):
        with self.store.reading() as connection:
            head = rosters.read_head(connection, self.roster)
            rosters.read_shifts(connection, head.shift_set)
            rosters.read_assignments(connection, self.roster)
            problems.read_problem(connection, head.problem_hash)


class OpenAll:
    """Read who does what in every roster in force."""

    def __init__(self, store):
        self.store = store

    def run(self, _):
        with self.store.reading() as connection:
            for head in rosters.heads(connection, [RosterStatus.PUBLISHED]):
                rosters.read_assignments(connection, head.id)
                rosters.read_shifts(connection, head.shift_set)


class Publish:
    """Sign a new version, from which some duties were taken."""

    def __init__(self, store, first, weeks):
        self.store, self.first, self.weeks = store, first, weeks
        self.before_last = self.last = None

    def before(self):
        draft = copy_in_force(self.store, self.first, self.weeks, "bench", NOW)
        with self.store.reading() as connection:
            duties = rosters.read_assignments(connection, draft.id)[:20]
        edits = [Edit(EditKind.REMOVE, one.person, one.shift) for one in duties]
        edit_draft(self.store, draft.id, edits, "bench", NOW)
        return draft.id

    def run(self, draft):
        publish(self.store, draft, CONSENT, "bench", NOW, EN)
        self.last = draft


class Compare:
    """What a version changes, per person."""

    def __init__(self, store, new):
        self.store, self.new = store, new

    def run(self, _):
        assert difference(self.store, self.new).changes


def measure_all(name, store, folder, periods, runs):
    began = time.perf_counter()
    total = live(store, folder, periods)
    print(f"\n{name}: {total:,} assignments, made in {time.perf_counter() - began:.0f} s")
    first, weeks = periods[-1]
    with store.reading() as connection:
        last = rosters.heads(connection, [RosterStatus.PUBLISHED])[-1]
        mine = len(rosters.read_assignments(connection, last.id))
    print(f"the last roster holds {mine:,} of them")
    measured("open the last roster", runs, Open(store, last.id))
    measured("open every roster in force", runs, OpenAll(store))
    publishing = Publish(store, first, weeks)
    measured("publish a new version of the last roster", max(3, runs // 3), publishing)
    measured("difference of its last two versions", runs, Compare(store, publishing.last))


def databases():
    """An empty store on each database that is here."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(2):
            yield "SQLite", Store(store_url(f"sqlite:///{folder}/{number}.db")), number
    if "PGHOST" in os.environ:
        names = ("PGUSER", "PGPASSWORD", "PGHOST", "PGPORT")
        user, password, host, port = (os.environ[name] for name in names)
        url = URL.create("postgresql+psycopg", user, password, host, int(port), "postgres")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        for number in range(2):
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE bench_{number}"))
            yield "PostgreSQL", Store(url.set(database=f"bench_{number}")), number


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    quarters = [(FIRST + timedelta(weeks=13 * number), 13) for number in range(12)]
    halves = [(FIRST, 52), (FIRST + timedelta(weeks=52), 104)]
    shapes = [("twelve quarters", 24, quarters), ("one year, then two", 36, halves)]
    for database, store, number in databases():
        name, posts, periods = shapes[number]
        migrate(store)
        with tempfile.TemporaryDirectory() as folder:
            write_csv_folder(generate(PEOPLE, posts, 104, SEED), Path(folder))
            measure_all(f"{database}, {name}", store, Path(folder), periods, runs)
        store.close()


if __name__ == "__main__":
    main()
