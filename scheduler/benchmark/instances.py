"""The public benchmarks as a use case: a folder of instances, a table, a grid per instance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.result_folder import write_folder
from data.model.duty import Assignment
from data.model.errors import Fault, InputError
from data.tables.faults import refuse
from scheduler.benchmark.curtois_qu import read_instance, write_grid
from scheduler.benchmark.rotating_workforce import read_cyclic_problem, write_cycle
from solver.base_roster.circulation import Existence, find_cycle
from solver.search.weighted import solve_weighted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from solver.cpsat.engine import Stop
    from solver.options import Progress, SolveOptions

_CYCLIC = ".dzn"


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """What was reached on one instance.

    Parameters
    ----------
    objective, bound
        Penalty of the roster (None: no roster) and what is proven. A cycle has no penalty.
    is_impossible
        It is proven that there is no roster.
    faults
        Why the file could not be read; then there is nothing else.
    """

    instance: str
    objective: int | None
    bound: int
    seconds: float
    is_impossible: bool = False
    faults: tuple[Fault, ...] = ()


def instances(folder: Path) -> list[Path]:
    """The instance files of a folder, by number.

    Raises
    ------
    InputError
        There are none.
    """
    found = [*folder.glob("Instance*.txt"), *folder.glob(f"*{_CYCLIC}")] if folder.is_dir() else []
    if not found:
        raise refuse(
            "no files Instance*.txt or *.dzn are here",
            "Name the folder that holds the instances",
            folder,
        )
    return sorted(found, key=_number)


def run_instances(
    folder: Path,
    options: SolveOptions,
    out: Path | None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Iterator[InstanceRow]:
    """Solve each instance of a folder; with `out`, write its grid there.

    A file that cannot be read makes a row with its faults, and the others go on.
    """
    for path in instances(folder):
        if stop and stop.asked:
            return
        solve = _solve_cyclic if path.suffix == _CYCLIC else _solve_dated
        try:
            row, grid = solve(path, options, progress, stop)
        except InputError as error:
            yield InstanceRow(path.stem, None, 0, 0.0, faults=error.faults)
            continue
        if out is not None and grid:
            write_folder(out, {f"{path.stem}.sol": grid.encode()})
        yield row


def _solve_dated(
    path: Path, options: SolveOptions, progress: Progress | None, stop: Stop | None
) -> tuple[InstanceRow, str]:
    problem = read_instance(path)
    answer = solve_weighted(problem, options, progress, stop)
    grid = ""
    if answer.objective is not None:
        grid = write_grid(problem, [Assignment(*pair) for pair in sorted(answer.pairs)])
    return InstanceRow(path.stem, answer.objective, answer.bound, round(answer.seconds, 1)), grid


def _solve_cyclic(
    path: Path, options: SolveOptions, _progress: Progress | None, stop: Stop | None
) -> tuple[InstanceRow, str]:
    problem = read_cyclic_problem(path)
    answer = find_cycle(problem, options, stop)
    found = answer.existence is Existence.FOUND
    row = InstanceRow(
        path.stem,
        0 if found else None,
        0,
        round(answer.seconds, 1),
        is_impossible=answer.existence is Existence.NONE,
    )
    return row, write_cycle(problem, answer.cycle) if found else ""


def _number(path: Path) -> tuple[int, str]:
    digits = re.search(r"\d+", path.stem)
    return (int(digits.group()) if digits else 0, path.stem)
