"""``caco bench``: the public benchmarks of nurse rostering and of cyclic rosters."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.model.errors import InputError
from scheduler.cli.options import AsJson, Lang, Seed, speech_of
from scheduler.cli.output import print_json

if TYPE_CHECKING:
    from collections.abc import Iterable


def bench(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder of Instance*.txt or *.dzn.")
    ],
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
    """Solve public benchmark instances: value, proven bound, seconds.

    These are the Shift Scheduling instances of Curtois and Qu (*.txt), and those of rotating
    workforce scheduling (*.dzn): a cycle, which has no value, or a proof that there is none.

    Each instance is printed when it is done. A file that cannot be read does not keep the others
    from being solved; what is wrong with it is said at the end.
    """
    from rich.console import Console

    from scheduler.benchmark.instances import InstanceRow, instances, run_instances
    from scheduler.cli.solve_screen import LiveSolve
    from solver.cpsat.engine import Stop
    from solver.options import SolveOptions

    speech = speech_of(lang)
    options, stop = SolveOptions(time_limit, seed), Stop()
    console = Console(stderr=as_json, highlight=False, soft_wrap=True)
    say = speech.gettext
    width = max(len(path.stem) for path in instances(folder))
    heading = _line(say("Instance"), [say("Best"), say("At least"), say("Seconds")], width)
    display = LiveSolve(console, time_limit * len(instances(folder)), speech)

    def work() -> list[InstanceRow]:
        found = []
        console.print(heading)
        for row in run_instances(folder, options, out, display.note, stop):
            found.append(row)
            value = "–" if row.objective is None else str(row.objective)
            value = say("none exists") if row.is_impossible else value
            numbers = [value, str(row.bound), f"{row.seconds:.0f}"]
            said = [say("cannot be read")] if row.faults else numbers
            console.print(_line(row.instance, said, width))
        return found

    rows = display.run(work, stop)
    if as_json:
        print_json([asdict(row) for row in rows])
    faults = [fault for row in rows for fault in row.faults]
    if faults:
        raise InputError(faults)


def _line(name: str, numbers: Iterable[str], width: int) -> str:
    return "  ".join([name.ljust(width), *(number.rjust(12) for number in numbers)])
