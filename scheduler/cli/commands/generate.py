"""``caco generate``: a plausible region of any size."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.options import Seed


def generate(
    people: Annotated[int, typer.Option(min=6, max=2000, help="Number of people.")],
    posts: Annotated[int, typer.Option(min=1, max=200, help="Number of posts.")],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="Weeks from 4 January 2027.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the files.")],
    seed: Seed = 0,
) -> None:
    """Write the files of an invented region, for measuring and for tests."""
    from rich.console import Console

    from data.demo import write_generated

    write_generated(out, people=people, posts=posts, weeks=weeks, seed=seed)
    Console(highlight=False).print(f"{out}")
