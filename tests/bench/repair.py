"""Measure repair on the demo quarter: a table for docs/benchmarks.md.

    python -m tests.bench.repair [--runs 3] [--seconds 5] [--roster FOLDER] [--only WORD]

FOLDER is one that `caco solve` wrote for the demo quarter; without it, a roster is made first,
which takes two minutes. "CPU" is what the process used: on a busy machine it says more than the
clock.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from data.files.read_roster import read_roster_csv
from data.model.result import PlanStatus
from scheduler.records.files import gather
from solver.options import SolveOptions
from solver.repair import repair
from tests.bench.repair_cases import Quarter, cases
from tests.bench.run import CACO, ROOT, WORK, spread, table


def made() -> Path:
    """A roster of the demo quarter."""
    demo, out = WORK / "repair-demo", WORK / "repair-roster"
    subprocess.run([str(CACO), "demo", "--input-only", "--out", str(demo)], check=True, cwd=ROOT)
    period = ["--from", "2027-01-04", "--weeks", "13"]
    command = [str(CACO), "solve", str(demo / "input"), *period, "--out", str(out), "--json"]
    subprocess.run([*command, "--time-limit", "120"], check=True, stdout=sys.stderr, cwd=ROOT)
    return out


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--roster", type=Path)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    folder = asked.roster or made()
    problem = gather(folder / "problem.json", None, None)
    rows = read_roster_csv(folder / "roster.csv", problem)
    found = []
    for name, broken in cases(Quarter(problem, rows.assignments)):
        if asked.only not in name:
            continue
        walls, cpus, results = [], [], []
        for seed in range(asked.runs):
            after, began, used = broken(), time.monotonic(), time.process_time()
            results.append(repair(after, SolveOptions(asked.seconds, seed=seed)))
            walls.append(time.monotonic() - began)
            cpus.append(time.process_time() - used)
        proven = sum(result.status is PlanStatus.OPTIMAL for result in results)
        changes = [result.levels[-1] for result in results]
        places = [float(sum(s.missing for s in result.open_shifts)) for result in results]
        found.append(
            [
                name,
                spread(places, 0),
                f"{spread([float(r.objective) for r in changes], 0)};"
                f" at least {max(r.bound for r in changes)}",
                f"{proven} of {asked.runs}",
                spread(walls),
                spread(cpus),
            ]
        )
        print(found[-1], file=sys.stderr, flush=True)
    print(table(["case", "open", "changes", "proven", "s", "CPU, s"], found))


if __name__ == "__main__":
    main()
