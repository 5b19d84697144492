"""``caco check``, ``solve``, ``demo`` and ``generate``: files in, a roster or a judgement out."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.options import (
    AsJson,
    First,
    Lang,
    LeavePartsOpen,
    MaybeSource,
    Out,
    Preset,
    Reproducible,
    Seed,
    Source,
    StrictOrder,
    TimeLimit,
    Weeks,
    WeightOptions,
    local_today,
    parse_date,
    speech_of,
    weights_asked,
)
from scheduler.cli.output import coloured, print_json, show, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.result import Violation

DEMO_STARTS = date(2027, 1, 4)


def solve(
    source: Source,
    out: Out,
    first: First = None,
    weeks: Weeks = None,
    time_limit: TimeLimit = 120,
    seed: Seed = 0,
    reproducible: Reproducible = False,
    leave_parts_open: LeavePartsOpen = False,
    preset: Preset = None,
    weight: WeightOptions = None,
    strict_order: StrictOrder = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a shift is open.")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make the best legal roster for a period, with its proof and every open shift explained.

    Writes roster.csv, absence.csv, history.csv, elsewhere.csv, result.json, problem.json and
    roster.xlsx into DIR. Ctrl-C stops the search and keeps the best roster so far.
    """
    from scheduler.cli.solve_screen import solve_files_on_screen
    from scheduler.records.files import gather
    from solver.options import SolveOptions

    speech = speech_of(lang)
    began = time.monotonic()
    problem = gather(source, parse_date(first) if first else None, weeks, local_today())
    reading = time.monotonic() - began
    weights = weights_asked(problem.weights, preset, weight, strict_order)
    problem = replace(problem, weights=weights)
    options = SolveOptions(time_limit, seed, reproducible)
    result = solve_files_on_screen(
        problem,
        options,
        out,
        speech,
        quiet=as_json,
        leave_parts_open=leave_parts_open,
        reading=reading,
    )
    if as_json:
        typer.echo((out / "result.json").read_text(encoding="utf-8"), nl=False)
    raise typer.Exit(1 if strict and result.open_shifts else 0)


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
    from data.demo.region import write_demo

    speech = speech_of(lang)
    source = out / "input"
    write_demo(source)
    show(speech.gettext("The files of the planner: {folder}").format(folder=source))
    if input_only:
        return
    from scheduler.cli.solve_screen import solve_files_on_screen
    from scheduler.records.files import gather
    from solver.options import SolveOptions

    problem = gather(source, DEMO_STARTS, weeks)
    solve_files_on_screen(problem, SolveOptions(time_limit, seed), out, speech, quiet=False)


def generate(
    people: Annotated[int, typer.Option(min=6, max=10_000, help="Number of people.")],
    posts: Annotated[int, typer.Option(min=1, max=1_000, help="Number of posts.")],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="Weeks from 4 January 2027.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the files.")],
    regions: Annotated[
        int | None,
        typer.Option(min=1, max=200, help="Regions that share neither people nor posts."),
    ] = None,
    seed: Seed = 0,
) -> None:
    """Write the files of an invented region, or of several, for measuring and for tests."""
    from data.demo.generated import write_generated

    write_generated(out, people=people, posts=posts, weeks=weeks, seed=seed, regions=regions)
    show(f"{out}")


def check(
    source: MaybeSource = None,
    roster: Annotated[
        Path | None, typer.Argument(metavar="ROSTER.csv", help="The roster to judge.")
    ] = None,
    served: Annotated[
        bool,
        typer.Option(
            "--served", help="Judge what was really done, as the store has it, by the law."
        ),
    ] = False,
    first: First = None,
    weeks: Weeks = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Judge a roster by every rule: which one is broken, by whom, in which window, by how much.

    Without --from and --weeks the period is that of the roster; with --served the last year.
    """
    speech = speech_of(lang)
    start = parse_date(first) if first else None
    missed: Sequence[Violation] = ()
    if served:
        if source is not None:
            raise typer.BadParameter(speech.gettext("--served is of the store: give no files."))
        from scheduler.cli.session import store_session
        from scheduler.planning.work_done import check_served

        with store_session() as at:
            judged = check_served(at.store, start, weeks, at.now)
        problem, violations = judged.problem, list(judged.violations)
        missed = judged.missed_rest
    else:
        if source is None or roster is None:
            raise typer.BadParameter(speech.gettext("Give INPUT and ROSTER.csv, or --served."))
        from scheduler.planning.judgement import check_roster

        problem, violations = check_roster(source, roster, start, weeks, local_today())
    if as_json:
        print_json(violations)
    elif violations:
        from scheduler.cli.output import violation_table

        show(violation_table(violations, problem, speech))
        show(speech.ngettext("{count} violation", "{count} violations", len(violations)))
    else:  # without `rich`: one line is not worth loading it for
        colour = False if os.environ.get("NO_COLOR") else None  # None: in colour on a terminal
        typer.secho(speech.gettext("No rule is broken."), fg=typer.colors.GREEN, color=colour)
    if missed and not as_json:
        from scheduler.cli.output import violation_table

        show(speech.gettext("Beside the law: too little rest after a night call, ATW 5:9(6)."))
        show(violation_table(missed, problem, speech))
    raise typer.Exit(1 if violations else 0)


def rules(
    as_json: AsJson = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the page docs/rules.md.")
    ] = False,
    lang: Lang = None,
) -> None:
    """List every rule: id, article, sentence, parameters (minutes or counts)."""
    from solver.rules import ALL_RULES
    from solver.rules.page import rules_page

    if markdown:
        typer.echo(rules_page(), nl=False)
        return
    speech = speech_of(lang)
    say = speech.gettext
    listed = [cls() for cls in ALL_RULES]
    if as_json:
        print_json(
            [
                {
                    "id": rule.id,
                    "article": rule.article,
                    "family": rule.family,
                    "on_by_default": rule.on_by_default,
                    "sentence": rule.sentence(speech.code),
                    "parameters": rule.parameters(),
                }
                for rule in listed
            ]
        )
        return
    rows = []
    for rule in listed:
        parameters = ", ".join(f"{name}={value}" for name, value in rule.parameters().items())
        sentence = rule.sentence(speech.code) + ("" if rule.on_by_default else f" ({say('off')})")
        rows.append((rule.id, rule.article, sentence, coloured(parameters, "dim")))
    show(table((say("Rule"), say("Article"), say("Sentence"), say("Parameters")), rows))
