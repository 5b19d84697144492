"""``caco calendars``: secret links to calendars, and ``caco feeds``: calendars as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import (
    AsJson,
    Lang,
    default_language,
    parse_date,
    parse_language,
    speech_of,
)

if TYPE_CHECKING:
    from data.model.subscription import Scope

app = typer.Typer(
    help="Secret links by which people read calendars: make, list, replace or withdraw them.",
    no_args_is_help=True,
)

Number = Annotated[int, typer.Argument(metavar="N", help="Number; see caco calendars list.")]


@app.command()
def add(
    person: Annotated[
        str | None, typer.Option("--person", metavar="CODE", help="The duties of one person.")
    ] = None,
    post: Annotated[
        str | None, typer.Option("--post", metavar="CODE", help="Who sits on one post.")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="CODE", help="All posts of one region.")
    ] = None,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Seats that will be empty, for duty managers.")
    ] = False,
    everything: Annotated[bool, typer.Option("--all", help="The whole published roster.")] = False,
    alarm: Annotated[
        int | None,
        typer.Option("--alarm", metavar="MIN", min=1, max=40320, help="A reminder so long before."),
    ] = None,
    busy: Annotated[
        bool | None,
        typer.Option(
            "--busy/--free",
            help="Whether all entries take up time. By default duties at the desk in a calendar of "
            "one person do, and nothing else.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Last day on which the link works."),
    ] = None,
    by: By = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="nl|en",
            callback=lambda v: v and parse_language(v),
            help="Language of the calendar; default that of your environment.",
        ),
    ] = None,
) -> None:
    """Make a link. It is shown once: only its hash is kept."""
    from scheduler.cli.screens.link_tables import given_lines
    from scheduler.feeds.calendar import end_of_day
    from scheduler.feeds.links import LinkRequest, add_link
    from scheduler.settings import settings

    scope, subject = _scope(person, post, region, gaps=gaps, everything=everything)
    code = lang or default_language()
    expires_at = end_of_day(parse_date(until)) if until else None
    asked = LinkRequest(scope, subject, code, busy, alarm, expires_at)
    with turn(by) as at:
        given = add_link(at.store, asked, at.who, at.now)
    for line in given_lines(given, settings().base_url, speech_of(lang)):
        typer.echo(line)


@app.command("list")
def list_links(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the links: whose they are, when they were last used, and which know too little."""
    from data.store.calendars import read_editions
    from data.store.subscriptions import rows_of_people, subscriptions
    from scheduler.cli.screens.link_tables import as_row, links_table
    from scheduler.cli.screens.roster_tables import print_table
    from scheduler.feeds.calendar_cache import behind
    from scheduler.feeds.events import key_of
    from scheduler.settings import settings

    with turn() as at, at.store.reading() as connection:
        found, people = subscriptions(connection), rows_of_people(connection)
        keys = {link.id: str(key_of(link, people.get(link.id, (None, True))[0])) for link in found}
        editions = read_editions(connection, keys.values())
        late = {one.link.id: one for one in behind(connection, settings(), at.now)}
    versions = {link: editions[key].version for link, key in keys.items() if key in editions}
    versions |= {link: one.version for link, one in late.items()}
    if as_json:
        typer.echo(as_text([as_row(link, versions.get(link.id), at.now) for link in found]))
        return
    print_table(links_table(found, versions, late, at.now, speech_of(lang)))


@app.command()
def rotate(number: Number, by: By = None, lang: Lang = None) -> None:
    """Replace a link by a new one; the old one stops working at once."""
    from scheduler.cli.screens.link_tables import given_lines
    from scheduler.feeds.links import rotate_link
    from scheduler.settings import settings

    with turn(by) as at:
        given = rotate_link(at.store, number, at.who, at.now)
    for line in given_lines(given, settings().base_url, speech_of(lang)):
        typer.echo(line)


@app.command()
def revoke(number: Number, by: By = None, lang: Lang = None) -> None:
    """Withdraw a link; it stops working at once."""
    from scheduler.feeds.links import revoke_link

    with turn(by) as at:
        revoke_link(at.store, number, at.who, at.now)
    typer.echo(speech_of(lang).gettext("Link {number} is withdrawn.").format(number=number))


def feeds(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder; default $CACO_FEEDS_FOLDER."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Write every calendar into a folder, for a plain web server or a share.

    Files that would stay the same are not touched; those of people who left are removed.
    """
    from scheduler.feeds.calendar_cache import CalendarCache
    from scheduler.feeds.export import export_calendars
    from scheduler.settings import settings

    chosen = settings()
    folder = out or (Path(chosen.feeds_folder) if chosen.feeds_folder else None)
    if folder is None:
        raise typer.BadParameter("name a folder with --out, or set CACO_FEEDS_FOLDER")
    with turn() as at:
        done = export_calendars(
            CalendarCache(at.store, chosen), folder, lang or chosen.language, at.now
        )
    text = speech_of(lang).gettext("{written} written, {unchanged} unchanged, {removed} removed.")
    counts = {name: len(getattr(done, name)) for name in ("written", "unchanged", "removed")}
    typer.echo(text.format(**counts))


def _scope(
    person: str | None, post: str | None, region: str | None, *, gaps: bool, everything: bool
) -> tuple[Scope, str]:
    from data.model.subscription import Scope

    named = {Scope.PERSON: person, Scope.POST: post, Scope.REGION: region}
    asked = [(scope, code) for scope, code in named.items() if code is not None]
    asked += [(Scope.GAPS, "")] * gaps + [(Scope.ALL, "")] * everything
    if len(asked) != 1:
        raise typer.BadParameter("name one of --person, --post, --region, --gaps and --all")
    return asked[0]
