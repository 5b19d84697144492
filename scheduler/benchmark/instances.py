"""The public benchmark as a use case: a folder of instances, a table, a grid per instance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.files.result_folder import write_folder
from data.model.duty import Assignment
from data.model.errors import Fault, InputError
from data.tables.faults import refuse
from scheduler.benchmark.curtois_qu import read_instance, write_grid
from solver.search.weighted import solve_weighted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from solver.cpsat.engine import Stop
    from solver.options import Progress, SolveOptions


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """What was reached on one instance.

    Parameters
    ----------
    objective, bound
        Penalty of the roster (None: no roster) and what is proven.
    faults
        Why the file could not be read; then there is nothing else.
    """

    instance: str
    objective: int | None
    bound: int
    seconds: float
    faults: tuple[Fault, ...] = ()


def instances(folder: Path) -> list[Path]:
    """The instance files of a folder, by number.

    Raises
    ------
    InputError
        There are none.
    """
    found = sorted(folder.glob("Instance*.txt"), key=_number) if folder.is_dir() else []
    if not found:
        raise refuse(
            "no files Instance*.txt are here", "Name the folder that holds the instances", folder
        )
    return found


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
        try:
            problem = read_instance(path)
        except InputError as error:
            yield InstanceRow(path.stem, None, 0, 0.0, error.faults)
            continue
        answer = solve_weighted(problem, options, progress, stop)
        if out is not None and answer.objective is not None:
            grid = write_grid(problem, [Assignment(*pair) for pair in sorted(answer.pairs)])
            write_folder(out, {f"{path.stem}.sol": grid.encode()})
        yield InstanceRow(path.stem, answer.objective, answer.bound, round(answer.seconds, 1))


def _number(path: Path) -> tuple[int, str]:
    digits = re.search(r"\d+", path.stem)
    return (int(digits.group()) if digits else 0, path.stem)
