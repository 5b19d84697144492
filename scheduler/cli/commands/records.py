"""``caco import`` and ``caco export``: the planner's files in and out of the store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of

SHOWN = 40  #: changes on the screen; all of them with --json


def import_files(
    source: Annotated[
        Path, typer.Argument(metavar="FILE|FOLDER", help="A workbook or a folder of CSV files.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")
    ] = False,
    overrule: Annotated[
        bool, typer.Option("--overrule", help="Undo what others changed since the export.")
    ] = False,
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Bring people, competences, absences, wishes, posts and duties into the store.

    All or nothing. A sheet that is not there stays as it is; a row that its sheet no longer has
    ends, unless it is over already.
    """
    from scheduler.cli.screens.record_changes import as_rows, show_changes
    from scheduler.records.file_import import import_records

    with turn(by) as at:
        done = import_records(at.store, source, at.who, at.now, dry_run=dry_run, overrule=overrule)
    if as_json:
        typer.echo(as_text(as_rows(done)))
    else:
        show_changes(done, speech_of(lang), SHOWN)


def export(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="TARGET",
            help="A workbook (.xlsx) or a folder of CSV files; with --roster a folder.",
        ),
    ],
    roster: Annotated[
        int | None,
        typer.Option("--roster", metavar="N", help="Write this roster instead of the records."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Write the records as the files it came from, or one roster with its proof."""
    speech = speech_of(lang)
    say = speech.gettext
    with turn() as at:
        if roster is None:
            from scheduler.records.files import export_records

            rows = sum(export_records(at.store, target).values())
            typer.echo(say("{count} rows written to {target}").format(count=rows, target=target))
        else:
            from scheduler.planning.export import export_roster

            head = export_roster(at.store, roster, target, speech)
            typer.echo(say("{roster} written to {target}").format(roster=head.name, target=target))
