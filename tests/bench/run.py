"""Measure the solver: the table of docs/benchmarks.md.

    python tests/bench/run.py [--runs 3] [--instances FOLDER] [--only WORD] [--write]

Each figure is a whole process, run several times; the table shows the median and the spread.
The public instances are not part of this repository: name the folder that holds them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.files.problem_json import load_problem
from data.files.result_json import load_result
from solver.diagnosis.roster_health import roster_health
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CACO = Path(sys.executable).parent / "caco"
WORK = ROOT / "build" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"
START, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass
class Run:
    """One finished process."""

    seconds: float
    megabytes: float
    result: dict


def measure(command: list[str], out: Path | None = None) -> Run:
    """Run a command to its end; its wall time, peak memory and result.json."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    result = json.loads((out / "result.json").read_text()) if out else {}
    return Run(seconds, usage.ru_maxrss / 1024, result)


def spread(values: list[float], digits: int = 1) -> str:
    """Median, and the range if there is one."""
    middle = f"{statistics.median(values):.{digits}f}"
    if len(values) == 1 or min(values) == max(values):
        return middle
    return f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


@dataclass
class Case:
    """A problem to measure.

    Parameters
    ----------
    cores
        How many cores the process may use; 0: all.
    """

    name: str
    source: Path
    weeks: int
    limit: int
    goal: str
    cores: int = 0


def solve_case(case: Case, runs: int) -> list[str]:
    """A row: what each measure came to, with the goal in front."""
    found, healths = [], []
    for number in range(runs):
        out = WORK / f"out-{case.name.replace(' ', '-').replace(',', '')}-{number}"
        command = [
            *(["taskset", "-c", f"0-{case.cores - 1}"] if case.cores else []),
            *(str(CACO), "solve", str(case.source), "--out", str(out), "--json"),
            *("--from", "2027-01-04", "--weeks", str(case.weeks)),
            *("--time-limit", str(case.limit), "--seed", str(number)),
        ]
        found.append(measure(command, out))
        healths.append(health_of(out))
    results = [run.result for run in found]
    return [
        case.name,
        case.goal,
        open_beyond_proven(results),
        *(spread([float(one[key]) for one in healths], 0) for key in HEALTH),
        spread([cost_of(result, "fairness") for result in results], 0),
        spread([cost_of(result, "wishes") / 100 for result in results], 0),
        quality_of(results),
        spread([run.seconds for run in found]),
        spread([run.megabytes for run in found], 0),
    ]


HEALTH = ("short_rests", "double_days", "lone_nights", "lone_days_off", "one_day_runs")


def health_of(out: Path) -> dict[str, int]:
    """What a roster's health comes to: short rests and double days of seats, the rest of teams."""
    problem = load_problem(out / "problem.json")
    result = load_result(problem, out)
    index = ProblemIndex(problem)
    pairs = frozenset((one.person, one.shift) for one in result.assignments)
    health = roster_health(index, rules_in_force(problem.ruleset), pairs)
    seats = {key: sum(getattr(post, key) for post in health.posts) for key in HEALTH[:2]}
    teams = {key: sum(getattr(post.counts, key) for post in health.posts) for key in HEALTH[2:]}
    return seats | teams


def open_beyond_proven(results: list[dict]) -> str:
    """Open shifts, and whether fewer is proven impossible."""
    opened = [sum(shift["missing"] for shift in result["open_shifts"]) for result in results]
    least = [sum(result["proven_minimum_open"].values()) for result in results]
    levels = [r for res in results for r in res["levels"] if r["name"].startswith("coverage")]
    proven = "proven" if all(level["proven"] for level in levels) else "NOT all proven"
    return f"{spread([float(n) for n in opened], 0)} of at least {max(least)}, {proven}"


def cost_of(result: dict, part: str) -> float:
    """What a part of quality costs, in hundredths of a point."""
    return float(sum(cost["cost"] for cost in result["quality"]["costs"] if cost["part"] == part))


def quality_of(results: list[dict]) -> str:
    """The value of quality in points, and how far at most it is from the best."""
    levels = [next(r for r in res["levels"] if r["name"] == "quality") for res in results]
    values = spread([level["objective"] / 100 for level in levels], 0)
    return f"{values}; at most {spread([100 * level['gap'] for level in levels])} % better"


def generated(people: int, posts: int, *more: str) -> Path:
    """The files of an invented region."""
    out = WORK / f"region-{people}"
    if not out.exists():
        size = ("--people", str(people), "--posts", str(posts), "--weeks", "13", "--seed", "1")
        command = [str(CACO), "generate", *size, *more, "--out", str(out)]
        subprocess.run(command, check=True, cwd=ROOT)
    return out


def roster_rows(runs: int, only: str) -> Iterator[list[str]]:
    """Rows of the own regions."""
    demo = WORK / "demo"
    subprocess.run([str(CACO), "demo", "--input-only", "--out", str(demo)], check=True, cwd=ROOT)
    source = demo / "input"
    healthy = "0; 0; <= 4 lone nights, <= 4 lone days off, <= 12 one-day runs"
    values = "fairness <= 14,500, wishes <= 20"
    cases = [
        Case("demo 13 weeks, 10 s, one core", source, 13, 10, "within 1 shift a post", cores=1),
        Case("demo 13 weeks, 60 s", source, 13, 60, f"{healthy}; {values}; 10 %"),
        Case("demo 13 weeks, 120 s", source, 13, 120, "3 %"),
        Case("demo 26 weeks, 180 s", source, 26, 180, "the same per quarter; 10 %"),
        Case("60 people, 8 posts, 120 s", generated(60, 8), 13, 120, "coverage proven; 10 %"),
    ]
    for case in cases:
        if only in case.name:
            yield solve_case(case, runs)


def check_row(runs: int) -> str:
    """`caco check` on the demo roster."""
    out = WORK / "out-demo-13-weeks-60-s-0"
    command = [str(CACO), "check", str(out / "problem.json"), str(out / "roster.csv"), "--json"]
    found = [measure(command) for _ in range(runs)]
    inside = spread([run.seconds for run in found], 2)
    return f"`caco check` on the demo roster: {inside} s as a whole process (goal: 1 s)."


def instance_rows(folder: Path, limit: int) -> Iterator[list[str]]:
    """Rows of the public instances, one run each."""
    out = WORK / "instances"
    command = [
        str(CACO),
        "bench",
        str(folder),
        "--time-limit",
        str(limit),
        "--out",
        str(out),
        "--json",
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    for row in json.loads(done.stdout):
        yield [row["instance"], str(row["objective"]), str(row["bound"]), f"{row['seconds']:.0f}"]


def table(heading: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """What it ran on."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB, Python {platform.python_version()}"


def main() -> None:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--instances", type=Path, default=os.environ.get("CACO_INSTANCES"))
    parser.add_argument("--limit", type=int, default=120, help="seconds per public instance")
    parser.add_argument("--only", default="")
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/benchmarks.md"
    )
    asked = parser.parse_args()
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    parts = [f"Machine: {machine()}. Runs per case: {asked.runs}."]
    heading = [
        "case",
        "goal",
        "open shifts",
        "rests < 11 h",
        "two starts",
        "lone nights",
        "lone days off",
        "one-day runs",
        "fairness",
        "wishes",
        "quality, points",
        "whole process, s",
        "MiB",
    ]
    parts.append(table(heading, list(roster_rows(asked.runs, asked.only))))
    if not asked.only:
        parts.append(check_row(asked.runs))
    if asked.instances:
        rows = list(instance_rows(Path(asked.instances), asked.limit))
        parts.append(table(["instance", "value", "bound", "s"], rows))
    text = "\n\n".join(parts)
    print(text)
    if asked.write:
        page = PAGE.read_text()
        before, rest = page.split(START)
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}")


if __name__ == "__main__":
    main()
