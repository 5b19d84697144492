"""``caco calendars``: secret links to calendars, and ``caco feeds``: calendars as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from data.tables.period import ZONE
from scheduler.cli.options import (
    AsJson,
    Lang,
    default_language,
    parse_date,
    parse_language,
    speech_of,
)
from scheduler.cli.output import coloured, plain, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from data.i18n.language import Language
    from data.model.account import Scope, Subscription
    from scheduler.feeds.links import Given

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
    book: Annotated[
        str | None, typer.Option("--book", metavar="CODE", help="All posts of one book.")
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
    from data.model.account import Scope
    from scheduler.feeds.calendar import end_of_day
    from scheduler.feeds.links import LinkRequest, add_link
    from scheduler.settings import settings

    scope, subject = _scope(
        {Scope.PERSON: person, Scope.POST: post, Scope.REGION: region, Scope.BOOK: book},
        gaps=gaps,
        everything=everything,
    )
    code = lang or default_language()
    expires_at = end_of_day(parse_date(until)) if until else None
    wanted = LinkRequest(scope, subject, code, busy, alarm, expires_at)
    with store_session(by) as at:
        given = add_link(at.store, wanted, at.who, at.now)
    typer.echo("\n".join(given_lines(given, settings().base_url, speech_of(lang))))


@app.command("list")
def list_links(as_json: AsJson = False, lang: Lang = None) -> None:
    """List the links: whose they are, when they were last used, and which know too little."""
    from data.store.calendars import read_editions
    from data.store.subscriptions import rows_of_people, subscriptions
    from scheduler.feeds.calendar_cache import behind
    from scheduler.feeds.events import key_of
    from scheduler.settings import settings

    with store_session() as at, at.store.reading() as connection:
        found, people = subscriptions(connection), rows_of_people(connection)
        keys = {link.id: str(key_of(link, people.get(link.id, (None, True))[0])) for link in found}
        editions = read_editions(connection, keys.values())
        late = {one.link.id: one for one in behind(connection, settings(), at.now)}
    versions = {link: editions[key].version for link, key in keys.items() if key in editions}
    versions |= {link: one.version for link, one in late.items()}
    if as_json:
        works = {link.id: _works(link, at.now) for link in found}
        facts = [{"version": versions.get(link.id), "works": works[link.id]} for link in found]
        print_json([plain(link) | more for link, more in zip(found, facts, strict=True)])
        return
    speech = speech_of(lang)
    say = speech.gettext
    headings = (
        say("Link"),
        say("Shows"),
        say("Made by"),
        say("Status"),
        say("Last fetched"),
        say("By"),
        say("Version"),
    )
    rows: list[tuple[str, ...]] = []
    for link in found:
        rows.append(_cells(link, versions.get(link.id), at.now, speech))
        if link.id in late:
            rows.append(("", coloured(late[link.id].sentence(speech, ZONE), "yellow")))
    show(table(headings, rows))


@app.command()
def rotate(number: Number, by: By = None, lang: Lang = None) -> None:
    """Replace a link by a new one; the old one stops working at once."""
    from scheduler.feeds.links import rotate_link
    from scheduler.settings import settings

    with store_session(by) as at:
        given = rotate_link(at.store, number, at.who, at.now)
    typer.echo("\n".join(given_lines(given, settings().base_url, speech_of(lang))))


@app.command()
def revoke(number: Number, by: By = None, lang: Lang = None) -> None:
    """Withdraw a link; it stops working at once."""
    from scheduler.feeds.links import revoke_link

    with store_session(by) as at:
        revoke_link(at.store, number, at.who, at.now)
    typer.echo(speech_of(lang).gettext("Link {number} is withdrawn.").format(number=number))


def feeds(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder; default as the clock writes to."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Write every calendar into a folder, for a plain web server or a share.

    Files that would stay the same are not touched; those of people who left are removed.
    """
    from scheduler.feeds.calendar_cache import CalendarCache
    from scheduler.feeds.export import export_calendars, feeds_folder
    from scheduler.settings import settings

    chosen = settings()
    with store_session() as at:
        folder = out or feeds_folder(at.store, chosen)
        if folder is None:
            raise typer.BadParameter("name a folder with --out, or set CACO_FEEDS_FOLDER")
        done = export_calendars(
            CalendarCache(at.store, chosen), folder, lang or chosen.language, at.now
        )
    text = speech_of(lang).gettext("{written} written, {unchanged} unchanged, {removed} removed.")
    counts = {name: len(getattr(done, name)) for name in ("written", "unchanged", "removed")}
    typer.echo(text.format(**counts))


def _scope(named: Mapping[Scope, str | None], *, gaps: bool, everything: bool) -> tuple[Scope, str]:
    from data.model.account import Scope

    chosen = [(scope, code) for scope, code in named.items() if code is not None]
    chosen += [(Scope.GAPS, "")] * gaps + [(Scope.ALL, "")] * everything
    if len(chosen) != 1:
        raise typer.BadParameter("name one of --person, --post, --region, --book, --gaps and --all")
    return chosen[0]


def given_lines(given: Given, base_url: str, speech: Language) -> list[str]:
    """A new link, and what its owner has to know."""
    from scheduler.feeds.links import link_url

    say, url = speech.gettext, link_url(base_url, given.token)
    secret = say("Link {number}: a secret, and shown only now. Subscribe with it, or pass it on.")
    webcal = say("For programs that ask for webcal: {url}")
    return [
        url,
        secret.format(number=given.link.id),
        webcal.format(url="webcal" + url[url.index("://") :]),
    ]


def _cells(
    link: Subscription, version: int | None, now: datetime, speech: Language
) -> tuple[str, ...]:
    seen = "" if link.fetched_version is None else str(link.fetched_version)
    is_behind = seen and version is not None and version != link.fetched_version
    return (
        str(link.id),
        _shown(link, speech),
        f"{link.created_by}, {speech.moment(link.created_at, ZONE)}",
        _status(link, now, speech),
        speech.moment(link.fetched_at, ZONE) if link.fetched_at else speech.gettext("never"),
        link.fetched_by,
        f"{seen} → {version}" if is_behind else seen,
    )


def _shown(link: Subscription, speech: Language) -> str:
    """What a link shows."""
    from data.model.account import Scope

    say = speech.gettext
    names = {Scope.GAPS: say("open seats"), Scope.ALL: say("the whole roster")}
    return names.get(link.scope, link.subject)


def _works(link: Subscription, now: datetime) -> bool:
    return link.revoked_at is None and (link.expires_at is None or now < link.expires_at)


def _status(link: Subscription, now: datetime, speech: Language) -> str:
    from data.store.subscriptions import LEFT

    say = speech.gettext
    if link.revoked_by == LEFT:
        return coloured(say("its person left"), "dim")
    if link.revoked_at is not None:
        moment = speech.moment(link.revoked_at, ZONE)
        text = say("withdrawn by {who}, {moment}").format(who=link.revoked_by, moment=moment)
        return coloured(text, "dim")
    if not _works(link, now):
        return coloured(say("expired"), "dim")
    if link.expires_at is not None:
        moment = speech.moment(link.expires_at, ZONE)
        return say("works until {moment}").format(moment=moment)
    return coloured(say("works"), "green")
