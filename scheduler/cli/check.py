"""``caco check``: what a roster breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from scheduler.cli.options import AsJson, First, Lang, Source, Weeks, parse_date, speech_of
from scheduler.cli.solve import as_text
from scheduler.planning import check_roster


def check(
    source: Source,
    roster: Annotated[Path, typer.Argument(metavar="ROSTER.csv", help="The roster to judge.")],
    first: First = None,
    weeks: Weeks = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Judge a roster by every rule: which one is broken, by whom, in which window, by how much.

    Without --from and --weeks the period is that of the roster.
    """
    speech = speech_of(lang)
    say = speech.gettext
    problem, breaches = check_roster(source, roster, parse_date(first) if first else None, weeks)
    if as_json:
        typer.echo(as_text([_as_json(breach) for breach in breaches]))
        raise typer.Exit(1 if breaches else 0)
    console = Console(highlight=False)
    if not breaches:
        console.print("[green]" + say("No rule is broken.") + "[/green]")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (
        say("Rule"),
        say("Article"),
        say("Who"),
        say("Window"),
        say("Found"),
        say("Limit"),
        say("Note"),
    ):
        table.add_column(heading)
    for breach in breaches:
        table.add_row(
            breach.rule,
            breach.article,
            problem.person_by_id[breach.person].name,
            speech.stretch(breach.start, breach.end, problem.zone),
            _quantity(breach.value, breach.unit),
            _quantity(breach.limit, breach.unit),
            say(breach.note) if breach.note else "",
        )
    console.print(table)
    console.print(say("{count} breaches").format(count=len(breaches)))
    raise typer.Exit(1)


def _quantity(value: float, unit: str) -> str:
    if unit == "min":
        hours, minutes = divmod(round(value), 60)
        return f"{hours}:{minutes:02d} h"
    return f"{value:g} {unit}"


def _as_json(breach: object) -> dict[str, object]:
    from dataclasses import asdict

    fields = asdict(breach)  # type: ignore[call-overload]
    return {key: v.isoformat() if hasattr(v, "isoformat") else v for key, v in fields.items()}
