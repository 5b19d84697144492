"""``caco backup`` and ``caco restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.desk import here, turn
from scheduler.cli.options import Lang, speech_of


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="A file that is not there yet.")],
    lang: Lang = None,
) -> None:
    """Copy the store to a file while it is in use, and look whether the copy is whole."""
    from data.exchange.period import ZONE
    from data.store.backup import back_up

    say = speech_of(lang).gettext
    with turn() as at:
        verdict = back_up(at.store, target, ZONE)
    text = say("{file} was made: {entries} entries, {rosters} signed rosters, last hash {hash}")
    typer.echo(
        text.format(
            file=target, entries=verdict.entries, rosters=verdict.rosters, hash=verdict.hash
        )
    )
    if verdict.findings:
        typer.echo(say("But the audit trail is not whole: see caco audit verify."), err=True)
        raise typer.Exit(1)


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A file that caco backup made.")],
    lang: Lang = None,
) -> None:
    """Put a backup in the place of the store; the store that stood there is put aside."""
    from data.exchange.period import ZONE
    from data.store.backup import restore as put_back

    say = speech_of(lang).gettext
    with here() as at:
        verdict, aside = put_back(source, at.store, at.now, ZONE)
    text = say("Restored: {entries} entries, {rosters} signed rosters, last hash {hash}")
    typer.echo(text.format(entries=verdict.entries, rosters=verdict.rosters, hash=verdict.hash))
    if aside:
        typer.echo(say("What stood there before is kept as {file}").format(file=aside))
