"""``caco solve``: files in, a roster out."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.options import (
    AsJson,
    First,
    Lang,
    LeavePartsOpen,
    Out,
    Reproducible,
    Seed,
    Source,
    TimeLimit,
    Weeks,
    local_today,
    parse_date,
    speech_of,
)


def solve(
    source: Source,
    out: Out,
    first: First = None,
    weeks: Weeks = None,
    time_limit: TimeLimit = 120,
    seed: Seed = 0,
    reproducible: Reproducible = False,
    leave_parts_open: LeavePartsOpen = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a shift is open.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make the best legal roster for a period, with its proof and every open shift explained.

    Writes roster.csv, absence.csv, history.csv, elsewhere.csv, result.json, problem.json and
    roster.xlsx into DIR. Ctrl-C stops the search and keeps the best roster so far.
    """
    from scheduler.cli.screens.search import run
    from scheduler.records.files import gather
    from solver.options import SolveOptions

    speech = speech_of(lang)
    problem = gather(source, parse_date(first) if first else None, weeks, local_today())
    options = SolveOptions(time_limit, seed, reproducible)
    result = run(problem, options, out, speech, quiet=as_json, leave_parts_open=leave_parts_open)
    if as_json:
        typer.echo((out / "result.json").read_text(encoding="utf-8"), nl=False)
    raise typer.Exit(1 if strict and result.open_shifts else 0)
