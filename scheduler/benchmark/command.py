"""``caco bench``: the public benchmark of nurse rostering."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import AsJson, Lang, Seed, speech_of
from scheduler.cli.output import print_json


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

    from scheduler.benchmark.instances import InstanceRow, instances, run_instances
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
