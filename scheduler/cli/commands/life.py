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
    from scheduler.cli.screens.life_table import life_json, show_life, show_out_of_reach
    from scheduler.notifications.recipients import people_out_of_reach
    from scheduler.service.health import look
    from scheduler.service.tasks import tasks
    from scheduler.settings import settings

    speech = speech_of(lang)
    with turn() as at:
        mine = settings()
        found = look(at.store, tasks(mine), at.now)
        with at.store.reading() as connection:
            mute = [one.name for one in people_out_of_reach(connection, mine, at.now)]
    if as_json:
        typer.echo(as_text({**life_json(found, speech), "out_of_reach": mute}))
    else:
        show_life(found, speech)
        show_out_of_reach(mute, speech)
    raise typer.Exit(0 if found.is_well else 1)
