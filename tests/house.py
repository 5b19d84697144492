"""Measures how the code is laid out: ``make house`` prints each figure beside its goal.

Sources are read as text and as syntax trees; only the two figures about a way through the code run
a part of the product, on a small region.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("data", "solver", "scheduler", "web")
SMALL = 40  #: lines
PRONOUNS = re.compile(r"\b(he|him|his|himself)\b", re.IGNORECASE)
TEXTS = (".py", ".md", ".html", ".txt", ".js", ".css", ".toml", ".po", ".csv")
#: Where these words are named as words: here, and where retired ones are listed and tried.
QUOTED = (
    "tests/house.py",
    "tests/test_house.py",
    "docs/words.md",
    "tests/data/i18n/test_words.py",
)
#: Class names that stand for two things, and why that is right.
TWICE: dict[str, str] = {}


class Figure(NamedTuple):
    """A figure, its goal, and what stands behind it."""

    what: str
    found: int
    goal: int
    details: tuple[str, ...] = ()

    @property
    def is_reached(self) -> bool:
        """Whether the figure is no more than its goal."""
        return self.found <= self.goal


def modules() -> dict[str, Path]:
    """Find the modules of the product by their dotted names."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "node_modules" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST, known: Mapping[str, Path], *, at_run_time: bool) -> Iterator[str]:
    """Yield the modules of ours that a module imports, wherever in it that stands."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if at_run_time and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                if full in known or node.module in known:
                    yield full if full in known else node.module
        todo.extend(ast.iter_child_nodes(node))


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Find the strongly connected parts of more than one node (Tarjan, 1972)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        number[node] = low[node] = len(number)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in number:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], number[other])
        if low[node] == number[node]:
            part = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(part) > 1:
                found.append(sorted(part))

    sys.setrecursionlimit(10_000)
    for node in sorted(graph):
        if node not in number:
            visit(node)
    return found


def between_folders(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Find which folders import which; a folder and one inside it are not told apart."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, others in graph.items():
        here = module.rpartition(".")[0]
        for other in others:
            there = other.rpartition(".")[0]
            if not (f"{here}.".startswith(f"{there}.") or f"{there}.".startswith(f"{here}.")):
                found[here].add(there)
    return found


def class_names(trees: Mapping[str, ast.Module]) -> dict[str, list[str]]:
    """Find the classes that are defined more than once, with the modules that define them."""
    found: dict[str, list[str]] = defaultdict(list)
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module)
    return {name: where for name, where in sorted(found.items()) if len(where) > 1}


def pronouns() -> list[str]:
    """Find the lines of code and text that say he, him or his of a person."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = []
    for name in listed.stdout.splitlines():
        if name.endswith(TEXTS) and name not in QUOTED and (ROOT / name).is_file():
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
            found += [f"{name}:{i}" for i, line in enumerate(lines, 1) if PRONOUNS.search(line)]
    return found


def figures() -> list[Figure]:
    """Measure all that can be read from the sources."""
    known = modules()
    texts = {name: path.read_text(encoding="utf-8") for name, path in known.items()}
    trees = {name: ast.parse(text) for name, text in texts.items()}
    lines = {name: text.count("\n") for name, text in texts.items()}
    small = [name for name, path in known.items() if lines[name] < SMALL and path.stem[0] != "_"]
    twice = class_names(trees)
    graphs = [
        {
            name: set(imported(tree, known, at_run_time=at_run_time)) - {name}
            for name, tree in trees.items()
        }
        for at_run_time in (False, True)
    ]
    rings = circles(graphs[0])
    knots = circles(between_folders(graphs[1]))
    people = pronouns()
    readme = (ROOT / "README.md").read_text(encoding="utf-8").count("\n")
    return [
        Figure("lines of Python in the product", sum(lines.values()), 64_000),
        Figure("modules", len(known), 500),
        Figure(f"modules under {SMALL} lines", len(small), 25, tuple(small)),
        Figure(
            "class names defined more than once",
            len(twice),
            5,
            tuple(
                f"{name}: {', '.join(where)} {TWICE.get(name, '')}" for name, where in twice.items()
            ),
        ),
        Figure("circles of files", len(rings), 0, tuple(", ".join(ring) for ring in rings)),
        Figure("knots of folders at run time", len(knots), 0, tuple(", ".join(k) for k in knots)),
        Figure("he, him, his", len(people), 0, tuple(people)),
        Figure("lines of README", readme, 80),
    ]


def gap_figures() -> list[Figure]:
    """Follow a gap from the sweep to the outbox."""
    sys.path.insert(0, str(ROOT))
    from tests.support.gap_path import follow_gap

    path = follow_gap()
    files, climbs = sorted(path.files), sorted(path.climbs)
    return [
        Figure("files from the sweep to the outbox", len(files), 14, tuple(files)),
        Figure("climbs on that way", len(climbs), 0, tuple(climbs)),
    ]


def read_figures() -> list[Figure]:
    """Edit a draft on its page."""
    from tests.support.reads import reads_of_an_edit

    return [Figure("reads of a roster for one edit", reads_of_an_edit(), 1)]


def main() -> None:
    """Print the figures; with ``-v`` what stands behind those that are not reached."""
    for figure in [*figures(), *gap_figures(), *read_figures()]:
        mark = "reached" if figure.is_reached else "not reached"
        print(f"{figure.what:40} {figure.found:>7} (goal {figure.goal}) {mark}")
        if "-v" in sys.argv and not figure.is_reached:
            for line in figure.details:
                print(f"    {line}")


if __name__ == "__main__":
    main()
