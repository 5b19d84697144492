"""``caco solve``: files in, a roster out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from data.exchange.language import Language
from data.model.errors import BrokenResult
from data.model.problem import RosterProblem
from data.model.result import RosterResult
from scheduler.cli.options import (
    AsJson,
    First,
    Lang,
    Out,
    Reproducible,
    Seed,
    Source,
    TimeLimit,
    Weeks,
    parse_date,
    speech_of,
)
from scheduler.cli.progress import LiveSolve
from scheduler.cli.report import report
from scheduler.planning import Planned, findings, gather, make_roster, save, save_broken
from solver.engines.cp_sat import Stop
from solver.options import SolveOptions


def solve(
    source: Source,
    out: Out,
    first: First = None,
    weeks: Weeks = None,
    time_limit: TimeLimit = 120,
    seed: Seed = 0,
    reproducible: Reproducible = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a shift is open.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make the best legal roster for a period, with its proof and every open shift explained.

    Writes roster.csv, absence.csv, history.csv, elsewhere.csv, result.json, problem.json and
    roster.xlsx into DIR. Ctrl-C stops the search and keeps the best roster so far.
    """
    speech = speech_of(lang)
    problem = gather(source, parse_date(first) if first else None, weeks)
    options = SolveOptions(time_limit, seed, reproducible)
    result = run(problem, options, out, speech, quiet=as_json)
    if as_json:
        typer.echo((out / "result.json").read_text(encoding="utf-8"), nl=False)
    raise typer.Exit(1 if strict and result.open_shifts else 0)


def run(
    problem: RosterProblem, options: SolveOptions, out: Path, speech: Language, *, quiet: bool
) -> RosterResult:
    """Solve with a live display, write the folder, say what came of it."""
    console = Console(stderr=quiet, highlight=False)
    if not quiet:
        _announce(console, problem, speech)
    stop = Stop()
    display = LiveSolve(console, options.seconds, speech)
    try:
        result = display.run(
            lambda: make_roster(problem, options, progress=display.tell, stop=stop, speech=speech),
            stop,
        )
    except BrokenResult as error:
        raise save_broken(problem, error, out) from error
    save(Planned(problem, result), out, today(problem), speech)
    if not quiet:
        report(console, problem, result, speech)
        console.print("\n" + speech.gettext("Written to {folder}").format(folder=out))
    return result


def _announce(console: Console, problem: RosterProblem, speech: Language) -> None:
    """The size of the problem, and what is impossible or tight from the start."""
    say = speech.gettext
    text = say("{people} people, {posts} posts, {shifts} shifts, {start} to {end}")
    console.print(
        text.format(
            people=len(problem.people),
            posts=len(problem.posts),
            shifts=len(problem.shifts),
            start=speech.long_date(problem.first_date),
            end=speech.long_date(problem.last_date),
        )
    )
    for finding in findings(problem, speech):
        colour = "red" if finding.certain else "yellow"
        name = problem.post_by_id[finding.post].name
        article = f" ({finding.article})" if finding.article else ""
        console.print(f"[{colour}]•[/{colour}] {name}: {finding.sentence}{article}")


def today(problem: RosterProblem) -> date:
    """The local date, for the reader of the workbook."""
    return datetime.now(UTC).astimezone(problem.zone).date()


def as_text(value: object) -> str:
    """JSON for programs."""
    return json.dumps(value, ensure_ascii=False, indent=1)
