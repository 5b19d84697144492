"""``caco check``: what a roster breaks."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from data.i18n.language import Language
from scheduler.cli.json_text import as_text
from scheduler.cli.options import (
    AsJson,
    First,
    Lang,
    Source,
    Weeks,
    local_today,
    parse_date,
    speech_of,
)


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
    from scheduler.planning.judgement import check_roster

    asked = parse_date(first) if first else None
    problem, breaches = check_roster(source, roster, asked, weeks, local_today())
    if as_json:
        typer.echo(as_text([_as_json(breach) for breach in breaches]))
    elif not breaches:
        _say_none(speech_of(lang))
    else:
        from scheduler.cli.screens.breach_table import show_breaches

        show_breaches(breaches, problem, speech_of(lang))
    raise typer.Exit(1 if breaches else 0)


def _say_none(speech: Language) -> None:
    """Say that all is well, without `rich`: one line is not worth loading it for."""
    colour = False if os.environ.get("NO_COLOR") else None  # None: in colour on a terminal
    typer.secho(speech.gettext("No rule is broken."), fg=typer.colors.GREEN, color=colour)


def _as_json(breach: object) -> dict[str, object]:
    fields = asdict(breach)  # type: ignore[call-overload]
    return {key: v.isoformat() if hasattr(v, "isoformat") else v for key, v in fields.items()}
