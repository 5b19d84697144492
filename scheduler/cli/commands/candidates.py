"""``caco candidates``: who can take one shift."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from scheduler.cli.desk import turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of


def candidates(
    shift: Annotated[str, typer.Argument(metavar="SHIFT", help="As CACO:2027-01-04T07:00.")],
    draft: Annotated[
        int | None,
        typer.Option("--roster", metavar="N", help="In this roster; default the one in force."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Rank everybody who holds the function of a shift: may take it, after one change, or not."""
    from scheduler.cli.plain_values import plain
    from scheduler.cli.screens.offer_tables import show_offer
    from scheduler.planning.candidates import offer_for

    speech = speech_of(lang)
    with turn() as at:
        offered = offer_for(at.store, shift, at.now, speech, draft)
    if as_json:
        typer.echo(as_text(plain(asdict(offered.offer))))
    else:
        show_offer(offered, speech)
