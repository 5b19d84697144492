"""``caco tokens``: what other programs, and the screen on the wall, may read or bring."""

from __future__ import annotations

from typing import Annotated

import typer

from data.model.account import TokenScope
from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, parse_date, speech_of

app = typer.Typer(
    help="Tokens of other programs and wall screens: make, list or withdraw them.",
    no_args_is_help=True,
)


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is for.")],
    scope: Annotated[
        list[TokenScope], typer.Option("--scope", help="What it opens; may be given again.")
    ],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Last day on which it opens.")
    ] = None,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Make a token. The secret is shown once: only its hash is kept."""
    from scheduler.accounts.tokens import make_token
    from scheduler.cli.screens.access_tables import given_lines
    from scheduler.feeds.calendar import end_of_day
    from scheduler.settings import settings

    expires_at = end_of_day(parse_date(until)) if until else None
    with turn(by) as at:
        given = make_token(at.store, name, scope, expires_at, at.who, at.now)
    for line in given_lines(given, settings().base_url, speech_of(lang)):
        typer.echo(line)


@app.command("list")
def list_tokens(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the tokens: what each opens, and when it was last used."""
    from scheduler.accounts.showing import list_tokens as found_in
    from scheduler.cli.screens.access_tables import token_row, tokens_table
    from scheduler.cli.screens.roster_tables import print_table

    with turn() as at:
        found = found_in(at.store)
    if as_json:
        typer.echo(as_text([token_row(one) for one in found]))
        return
    print_table(tokens_table(found, at.now, speech_of(lang)))


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(metavar="N", help="Number; see caco tokens list.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Withdraw a token: it opens nothing any more."""
    from scheduler.accounts.tokens import revoke_token

    with turn(by) as at:
        gone = revoke_token(at.store, number, at.who, at.now)
    said = speech_of(lang).gettext("{name} opens nothing any more.")
    typer.echo(said.format(name=gone.name))
