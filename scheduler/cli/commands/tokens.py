"""``caco tokens``: what other programs, and the screen on the wall, may read or bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.model.account import TokenScope
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, parse_date, speech_of
from scheduler.cli.output import print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from datetime import datetime

    from data.i18n.language import Language
    from data.model.account import ApiToken

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
    region: Annotated[
        list[str] | None,
        typer.Option("--region", metavar="CODE", help="For this region only; may be given again."),
    ] = None,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Make a token. The secret is shown once: only its hash is kept."""
    from scheduler.accounts.access import make_token
    from scheduler.feeds.calendar import end_of_day
    from scheduler.settings import settings

    say = speech_of(lang).gettext
    expires_at = end_of_day(parse_date(until)) if until else None
    with store_session(by) as at:
        given = make_token(at.store, name, scope, expires_at, at.who, at.now, region or ())
    typer.echo(given.secret)
    typer.echo(say("It is shown this once; only a hash of it is kept."))
    if "board" in given.token.scopes:
        wall = f"{settings().base_url}/board?token={given.secret}"
        typer.echo(f"{say('Open this on the wall screen:')} {wall}")


@app.command("list")
def list_tokens(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the tokens: what each opens, and when it was last used."""
    from scheduler.accounts.access import list_tokens as read_tokens

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        found = read_tokens(at.store)
    if as_json:
        print_json(found)
        return
    headings = (
        say("Number"),
        say("Name"),
        say("Opens"),
        say("Regions"),
        say("Last used"),
        say("State"),
    )
    rows = [
        (
            str(one.id),
            one.name,
            ", ".join(sorted(one.scopes)),
            ", ".join(sorted(one.regions)) if one.regions else say("all"),
            speech.moment(one.used_at, ZONE) if one.used_at else say("never"),
            _state(one, at.now, speech),
        )
        for one in found
    ]
    show(table(headings, rows))


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(metavar="N", help="Number; see caco tokens list.")],
    by: By = None,
    lang: Lang = None,
) -> None:
    """Withdraw a token: it opens nothing any more."""
    from scheduler.accounts.access import revoke_token

    with store_session(by) as at:
        gone = revoke_token(at.store, number, at.who, at.now)
    text = speech_of(lang).gettext("{name} no longer gives access to anything.")
    typer.echo(text.format(name=gone.name))


def _state(token: ApiToken, now: datetime, speech: Language) -> str:
    say = speech.gettext
    if token.revoked_at:
        moment = speech.moment(token.revoked_at, ZONE)
        text = say("withdrawn {moment} by {who}")
        return text.format(moment=moment, who=token.revoked_by)
    if token.expires_at is None:
        return say("good without end")
    is_over = token.expires_at <= now
    text = say("over since {moment}") if is_over else say("good until {moment}")
    return text.format(moment=speech.moment(token.expires_at, ZONE))
