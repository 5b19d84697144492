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


def coverage_seconds(result: dict) -> float:
    """Until the last coverage level was proven (or gave up)."""
    return sum(r["seconds"] for r in result["levels"] if r["name"].startswith("coverage"))


def below_coverage(results: list[dict], name: str) -> str:
    """Values of a level over the runs, with the best bound of them."""
    levels = [next(r for r in res["levels"] if r["name"] == name) for res in results]
    values = spread([float(r["objective"]) for r in levels], 0)
    return f"{values}; at least {max(r['bound'] for r in levels)}"


def solve_case(name: str, source: Path, weeks: int, limit: int, goal: str, runs: int) -> list[str]:
    """A row: coverage proven in, what the lower levels reached, the whole process, memory."""
    found = []
    for number in range(runs):
        out = WORK / f"out-{name.replace(' ', '-')}-{number}"
        command = [
            str(CACO),
            "solve",
            str(source),
            "--from",
            "2027-01-04",
            "--weeks",
            str(weeks),
            "--out",
            str(out),
            "--time-limit",
            str(limit),
            "--seed",
            str(number),
            "--json",
        ]
        found.append(measure(command, out))
    results = [run.result for run in found]
    proven = all(
        r["proven"] for res in results for r in res["levels"] if r["name"].startswith("coverage")
    )
    opened = [sum(s["missing"] for s in res["open_shifts"]) for res in results]
    return [
        name,
        goal,
        spread([coverage_seconds(res) for res in results])
        + (" proven" if proven else " NOT proven"),
        below_coverage(results, "fairness"),
        below_coverage(results, "quality"),
        spread([run.seconds for run in found]),
        spread([float(n) for n in opened], 0),
        spread([run.megabytes for run in found], 0),
    ]


def roster_rows(runs: int, only: str) -> Iterator[list[str]]:
    """Rows of the own regions."""
    demo, big = WORK / "demo", WORK / "region-60"
    subprocess.run([str(CACO), "demo", "--input-only", "--out", str(demo)], check=True, cwd=ROOT)
    subprocess.run(
        [
            str(CACO),
            "generate",
            "--people",
            "60",
            "--posts",
            "8",
            "--weeks",
            "13",
            "--seed",
            "1",
            "--out",
            str(big),
        ],
        check=True,
        cwd=ROOT,
    )
    cases = [
        (
            "demo 13 weeks",
            demo / "input",
            13,
            60,
            "coverage proven in 20 s; all within 1 % in 60 s",
        ),
        (
            "demo 26 weeks",
            demo / "input",
            26,
            180,
            "coverage proven in 60 s; all within 2 % in 180 s",
        ),
        ("generated 60 people, 8 posts", big, 13, 180, "coverage proven in 120 s"),
    ]
    for name, source, weeks, limit, goal in cases:
        if only in name:
            yield solve_case(name, source, weeks, limit, goal, runs)


def check_row(runs: int) -> str:
    """`caco check` on the demo roster."""
    out = WORK / "out-demo-13-weeks-0"
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
        "coverage, s",
        "fairness",
        "quality",
        "whole process, s",
        "open",
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
