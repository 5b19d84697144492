"""``caco demo``: the roster of the demonstration region."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import Lang, Seed, TimeLimit, speech_of

FIRST = date(2027, 1, 4)


def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for input and results.")] = Path(
        "build/demo"
    ),
    weeks: Annotated[int, typer.Option(min=1, max=26, help="Length of the period in weeks.")] = 13,
    time_limit: TimeLimit = 120,
    seed: Seed = 0,
    input_only: Annotated[
        bool, typer.Option("--input-only", help="Write the planner's files and stop.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Write the files of an invented region, and make its roster from Monday 4 January 2027."""
    from rich.console import Console

    from data.demo import write_demo

    speech = speech_of(lang)
    source = out / "input"
    write_demo(source)
    Console(highlight=False).print(
        speech.gettext("The files of the planner: {folder}").format(folder=source)
    )
    if input_only:
        return
    from scheduler.cli.screens.search import run
    from scheduler.records.files import gather
    from solver.options import SolveOptions

    problem = gather(source, FIRST, weeks)
    run(problem, SolveOptions(time_limit, seed), out, speech, quiet=False)
