"""``caco open-call``: the chance that nobody comes, beside a duty roster."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of


def open_call(
    post: Annotated[str, typer.Argument(metavar="POST", help="Id of a post by open call.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show the chance that nobody comes to an open call, and what a duty roster would need."""
    from scheduler.cli.screens.open_call_tables import as_facts, show_side_by_side
    from scheduler.reporting.open_call import side_by_side
    from scheduler.settings import settings

    speech = speech_of(lang)
    with turn() as at:
        found = side_by_side(at.store, post, at.now, settings().horizon_weeks)
    if as_json:
        typer.echo(as_text(as_facts(found)))
    else:
        show_side_by_side(found, speech)
