"""``caco bench``: the public benchmark of nurse rostering, file by file."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.files.result_folder import write_folder
from data.model.duty import Assignment
from data.tables.faults import refuse
from scheduler.benchmark.curtois_qu import read_instance, write_grid
from scheduler.cli.options import AsJson, Lang, Seed, speech_of
from scheduler.cli.output import print_json
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
    """

    instance: str
    objective: int | None
    bound: int
    seconds: float


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
    """Solve each instance of a folder; with `out`, write its grid there."""
    for path in instances(folder):
        if stop and stop.asked:
            return
        problem = read_instance(path)
        answer = solve_weighted(problem, options, progress, stop)
        if out is not None and answer.objective is not None:
            grid = write_grid(problem, [Assignment(*pair) for pair in sorted(answer.pairs)])
            write_folder(out, {f"{path.stem}.sol": grid.encode()})
        yield InstanceRow(path.stem, answer.objective, answer.bound, round(answer.seconds, 1))


def _number(path: Path) -> tuple[int, str]:
    digits = re.search(r"\d+", path.stem)
    return (int(digits.group()) if digits else 0, path.stem)


def bench(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of Instance*.txt.")],
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds per instance.")
    ] = 120,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for a grid per instance.")
    ] = None,
    seed: Seed = 0,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Solve the Shift Scheduling instances of Curtois and Qu: value, proven bound, seconds."""
    from rich.console import Console
    from rich.table import Table

    pass
    from scheduler.cli.solve_screen import LiveSolve
    from solver.cpsat.engine import Stop
    from solver.options import SolveOptions

    speech = speech_of(lang)
    options, stop = SolveOptions(time_limit, seed), Stop()
    console = Console(stderr=as_json, highlight=False)
    display = LiveSolve(console, time_limit * len(instances(folder)), speech)

    def work() -> list[InstanceRow]:
        return list(run_instances(folder, options, out, display.note, stop))

    rows = display.run(work, stop)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (say("Instance"), say("Best"), say("At least"), say("Seconds")):
        table.add_column(heading, justify="right")
    for row in rows:
        value = "–" if row.objective is None else str(row.objective)
        table.add_row(row.instance, value, str(row.bound), f"{row.seconds:.0f}")
    console.print(table)
