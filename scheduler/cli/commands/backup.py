"""``caco backup`` and ``caco restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.desk import here, turn
from scheduler.cli.options import Lang, speech_of


def backup(
    target: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|FOLDER",
            help="A file that is not there yet, or a folder in which it is named by its moment.",
        ),
    ],
    keep: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="In a folder: keep the newest N, remove older ones."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Copy the store to a file while it is in use, and look whether the copy is whole."""
    from data.exchange.period import ZONE
    from data.store.backup import back_up
    from scheduler.backups import back_up_into

    say = speech_of(lang).gettext
    with turn() as at:
        if target.is_dir():
            run = back_up_into(at.store, target, keep, at.now, ZONE)
            file, verdict, removed = run.file, run.verdict, run.removed
        else:
            file, verdict, removed = target, back_up(at.store, target, ZONE), ()
    text = say("{file} was made: {entries} entries, {rosters} signed rosters, last hash {hash}")
    typer.echo(
        text.format(file=file, entries=verdict.entries, rosters=verdict.rosters, hash=verdict.hash)
    )
    for old in removed:
        typer.echo(say("Removed: {file}").format(file=old))
    if verdict.findings:
        typer.echo(say("But the audit trail is not whole: see caco audit verify."), err=True)
        raise typer.Exit(1)


def restore(
    source: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="What caco backup made; for a drill a folder too."),
    ],
    drill: Annotated[
        bool,
        typer.Option(
            "--drill", help="Put it back in a place of its own, and see whether it would serve."
        ),
    ] = False,
    lang: Lang = None,
) -> None:
    """Put a backup in the place of the store; the store that stood there is put aside."""
    from data.exchange.period import ZONE
    from data.store.backup import restore as put_back
    from scheduler.backups import drill as run_drill

    say = speech_of(lang).gettext
    if drill:
        with turn() as at:
            done = run_drill(at.store, source, at.now, ZONE)
        text = say(
            "{file} would serve: {entries} entries, {rosters} signed rosters and the records were "
            "recomputed from it, and its last entry stands in the trail of the store in use"
        )
        typer.echo(
            text.format(
                file=done.backup.file, entries=done.verdict.entries, rosters=done.verdict.rosters
            )
        )
        return
    with here() as at:
        verdict, aside = put_back(source, at.store, at.now, ZONE)
    text = say("Restored: {entries} entries, {rosters} signed rosters, last hash {hash}")
    typer.echo(text.format(entries=verdict.entries, rosters=verdict.rosters, hash=verdict.hash))
    if aside:
        typer.echo(say("What stood there before is kept as {file}").format(file=aside))
