"""``caco regions``: merge regions into one, with their past."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import print_json, show, table
from scheduler.cli.session import By, store_session

app = typer.Typer(help="Regions: merge some into one, with their past.", no_args_is_help=True)


@app.callback()
def regions() -> None:
    """Regions: merge some into one, with their past."""


@app.command()
def merge(
    old: Annotated[list[str], typer.Argument(metavar="CODE...", help="Regions that merge.")],
    into: Annotated[
        str, typer.Option("--into", metavar="CODE", help="The new region, or one of these.")
    ],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Of the new region.")] = "",
    school_region: Annotated[
        str,
        typer.Option(
            "--school-region",
            metavar="noord|midden|zuid",
            help="Whose school holidays it has; needed where the old ones differ.",
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")
    ] = False,
    as_json: AsJson = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Merge regions: posts, people, rights and links move; what was signed stays as it is."""
    from data.i18n.sheet_words import table_word
    from scheduler.records.region_merge import RegionMerge, merge_regions

    speech = speech_of(lang)
    say = speech.gettext
    wanted = RegionMerge(tuple(dict.fromkeys(old)), into, name, school_region)
    with store_session(by) as at:
        done = merge_regions(at.store, wanted, at.who, at.now, is_trial=dry_run)
    if as_json:
        print_json(done)
        return
    rows = [(table_word(name, speech), str(count)) for name, count in done.rows.items()]
    rows += [(say("Accounts"), str(len(done.accounts))), (say("Tokens"), str(done.tokens))]
    rows.append((say("Calendar links"), str(done.links)))
    show(table(("", say("Changed")), rows))
    if dry_run:
        typer.echo(say("Nothing was changed."))
