"""``caco competences``: who may fill which function, until when, and who lapses soon."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from scheduler.cli.desk import turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, parse_date, speech_of


def competences(
    on: Annotated[
        str | None, typer.Option("--at", metavar="DATE", help="On this day; default today.")
    ] = None,
    within: Annotated[
        int | None,
        typer.Option(
            "--lapsing", metavar="DAYS", min=0, help="Only who lapses within so many days."
        ),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show who may fill which function and until when, or who lapses and what falls open by it."""
    from scheduler.cli.plain_values import plain
    from scheduler.cli.screens.competence_tables import show_lapses, show_standings
    from scheduler.competence.register import standings, upcoming_lapses

    speech = speech_of(lang)
    with turn() as at:
        if within is not None:
            coming = upcoming_lapses(at.store, within, at.now)
            if as_json:
                typer.echo(as_text([plain(asdict(one)) for one in coming]))
            else:
                show_lapses(coming, speech)
            return
        day = parse_date(on) if on else at.now.date()
        found, register = standings(at.store, day, at.now)
    if as_json:
        typer.echo(as_text([plain(asdict(one)) for one in found]))
    else:
        show_standings(found, register, speech)
