"""``caco life``: whether silence means "covered"."""

from __future__ import annotations

import typer

from scheduler.cli.desk import turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of


def life(as_json: AsJson = False, lang: Lang = None) -> None:
    """Show when coverage was last checked, and whether all that should speak is able to.

    Exits 1 when something is wrong; what, is told.
    """
    from scheduler.cli.screens.life_table import life_json, show_life
    from scheduler.clock.looking import look
    from scheduler.clock.tasks import tasks
    from scheduler.settings import settings

    speech = speech_of(lang)
    with turn() as at:
        found = look(at.store, tasks(settings()), at.now)
    if as_json:
        typer.echo(as_text(life_json(found, speech)))
    else:
        show_life(found, speech)
    raise typer.Exit(0 if found.is_well else 1)
