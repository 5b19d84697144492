"""``caco doctor``: what is wrong with this installation, and what to do."""

from __future__ import annotations

import os

import typer

from scheduler.cli.desk import here
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of


def doctor(as_json: AsJson = False, lang: Lang = None) -> None:
    """Look at this installation from all sides: settings, files, database, alerts, site, backups.

    Exits 1 when something is wrong.
    """
    from scheduler.cli.screens.doctor_table import findings_json, show_findings
    from scheduler.service.doctor import Level, examine
    from scheduler.service.installation import look_around
    from scheduler.settings import settings

    speech = speech_of(lang)
    with here() as at:
        found = look_around(at.store, settings(), os.environ, at.now)
        said = examine(found, at.now)
    if as_json:
        typer.echo(as_text(findings_json(said, speech)))
    else:
        show_findings(said, speech)
    raise typer.Exit(1 if any(one.level is Level.WRONG for one in said) else 0)
