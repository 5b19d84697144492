"""Measure what many regions cost beside the search: processor time and memory of each step.

    python -m tests.bench.regions [5 10 25]

Regions of 80 people and five posts that share nobody, thirteen weeks. Each size is a process of its
own, so that its memory is its own. The roster is a greedy one with some illegal duties left out; of
its open shifts the reasons are looked for during ten seconds, as after a search.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

from data.demo.generated import generate, write_generated
from data.demo.region import WORKBOOK
from data.files.problem_json import dump_problem, parse_problem
from data.files.result_folder import roster_files
from data.files.result_json import ResultStamp, result_bytes
from data.files.workbook import workbook_bytes
from data.i18n.language import language
from data.model.person import CompetenceLevel
from data.model.result import PlanStatus, RosterResult
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.tables.write_tables import write_csv_folder
from scheduler.planning.preparation import prepare
from scheduler.records.files import gather, import_records
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import preexisting_violations, violations
from solver.diagnosis.preflight_bounds import PreflightBounds
from solver.formulation.roster_model import assignments
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.feasible import feasible_subset
from solver.solve import components

FIRST, WEEKS, SEED = date(2027, 1, 4), 13, 1
NOW = datetime(2027, 1, 3, 12, tzinfo=UTC)
PEOPLE, POSTS = 80, 5.2  #: in a region
REST = 11 * 60  #: minutes between two duties of the greedy roster
REASON_SECONDS = 10


class Steps:
    """Processor seconds of each step, as they are made."""

    def __init__(self):
        self.seconds = {}

    def __call__(self, name, work):
        """Do a step and note what it took."""
        began = time.process_time()
        done = work()
        self.seconds[name] = time.process_time() - began
        return done


def greedy(index):
    """Whoever has carried least and is rested, shift by shift."""
    able: dict[str, list[str]] = {}
    carried: Counter[str] = Counter()
    free_from: dict[str, int] = {}
    found: list[tuple[str, str]] = []
    for person, shift in index.eligible:
        if index.competence_levels[person, shift] is CompetenceLevel.QUALIFIED:
            able.setdefault(shift, []).append(person)
    for shift in sorted(index.problem.shifts, key=lambda one: one.start):
        row = index.row_of[shift.id]
        rested = [p for p in able.get(shift.id, ()) if free_from.get(p, 0) <= row.start]
        for person in sorted(rested, key=lambda p: (carried[p], p))[: shift.required]:
            found.append((person, shift.id))
            carried[person] += row.end - row.start
            free_from[person] = row.end + REST
    return found


def measure(regions):
    """All steps on a number of regions."""
    step, size = Steps(), (PEOPLE * regions, round(POSTS * regions), WEEKS, SEED, regions)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tables = step("make the region", lambda: generate(*size))
        write_csv_folder(tables, folder / "csv")
        people, posts, weeks, seed, _ = size
        step(
            "make it and write its workbook",
            lambda: write_generated(
                folder / "book", people=people, posts=posts, weeks=weeks, seed=seed, regions=regions
            ),
        )
        problem = step("read and check a folder", lambda: gather(folder / "csv", FIRST, WEEKS))
        book = folder / "book" / WORKBOOK
        step("read and check a workbook", lambda: gather(book, FIRST, WEEKS))
        store = Store(store_url(f"sqlite:///{folder}/store.db"))
        migrate(store)
        step("import into a store", lambda: import_records(store, book, "bench", NOW))
        with store.reading() as connection:
            step("prepare a period from it", lambda: prepare(connection, FIRST, WEEKS, NOW))
        store.engine.dispose()
    files(step, problem, solve_steps(step, problem))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = {"people": len(problem.people), "posts": len(problem.posts)}
    return {**counts, "shifts": len(problem.shifts), "steps": step.seconds, "MiB": memory}


def solve_steps(step, problem):
    """What stands before and after the search; the result."""
    index = ProblemIndex(problem)
    rules = rules_in_force(problem.ruleset)
    step("index the problem", lambda: index.eligible)
    step("find the pools", lambda: components(index))
    step("sums beforehand", lambda: PreflightBounds(index, rules).findings())
    step("what is broken before", lambda: preexisting_violations(index, rules))
    pairs = step("keep the legal part", lambda: feasible_subset(index, rules, greedy(index)))
    step("judge", lambda: violations(index, rules, pairs))
    quality = step("quality", lambda: QualityObjective(index, rules).quality(pairs))
    explainer = Explainer(index, rules, pairs, REASON_SECONDS)
    opened = step("reasons of open shifts", explainer.open_shifts)
    return RosterResult(
        status=PlanStatus.FEASIBLE,
        assignments=assignments(index, pairs),
        levels=(),
        open_shifts=opened,
        proven_minimum_open=(),
        quality=quality,
    )


def files(step, problem, result):
    """What is written in the end."""
    stamp, dutch = ResultStamp("0" * 64, (), FIRST), language("nl")
    step("write the CSV files", lambda: roster_files(problem, result))
    step("write result.json", lambda: result_bytes(problem, result, stamp, dutch))
    content = step("write problem.json", lambda: dump_problem(problem))
    step("read problem.json", lambda: parse_problem(content))
    step("write the workbook", lambda: workbook_bytes(problem, result, stamp, dutch))


def main():
    """Print a table, a column a size."""
    sizes = [int(text) for text in sys.argv[1:]] or [5, 10, 25]
    command = [sys.executable, "-m", "tests.bench.regions", "--one"]
    found = [
        json.loads(subprocess.run([*command, str(size)], check=True, capture_output=True).stdout)
        for size in sizes
    ]
    print("| | " + " | ".join(f"{size} regions" for size in sizes) + " |")
    print("| --- |" + " --- |" * len(sizes))
    for name in ("people", "posts", "shifts"):
        print(f"| {name} | " + " | ".join(f"{one[name]:,}" for one in found) + " |")
    for name in found[0]["steps"]:
        print(f"| {name}, s | " + " | ".join(f"{one['steps'][name]:.2f}" for one in found) + " |")
    print("| memory, MiB | " + " | ".join(f"{one['MiB']:.0f}" for one in found) + " |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main()
