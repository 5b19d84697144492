"""``caco presence``: who was confirmed to be at their desk, and stating it afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, parse_date, parse_moment, speech_of
from scheduler.cli.output import print_json, show, table
from scheduler.cli.session import By, store_session

app = typer.Typer(
    help="Presence at the desk: who confirmed it, and stating it for somebody.",
    no_args_is_help=True,
)


@app.command()
def confirm(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who was there.")],
    post: Annotated[str, typer.Argument(metavar="POST", help="At which post.")],
    since: Annotated[
        str | None,
        typer.Option("--at", metavar="MOMENT", help="Since when; default: since now."),
    ] = None,
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="On what it stands: the log of the door.")
    ] = "",
    by: By = None,
    lang: Lang = None,
) -> None:
    """State that somebody is at their desk, or was: it is marked as recorded by a planner."""
    from data.model.presence import PresenceSource
    from scheduler.coverage.presence import PresenceRequest, confirm_presence
    from scheduler.settings import settings

    at_moment = parse_moment(since) if since else None
    wanted = PresenceRequest(person, post, PresenceSource.PLANNER, at_moment, note)
    with store_session(by) as at:
        kept = confirm_presence(at.store, wanted, at.who, at.now, settings().takeover_days)
    speech = speech_of(lang)
    text = speech.gettext("Noted: {person} is at {post} since {moment}.")
    when = speech.moment(kept.at, ZONE)
    typer.echo(text.format(person=kept.person, post=kept.post, moment=when))


@app.command("list")
def list_presences(
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; default today.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day; default the first one.")
    ] = None,
    post: Annotated[str, typer.Option("--post", help="Only of this post.")] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List who was confirmed to be there, since when, and how that is known."""
    from data.tables.values import midnight
    from scheduler.coverage.presence import list_presences as read_presences
    from scheduler.coverage.words import source_word

    speech = speech_of(lang)
    say = speech.gettext
    with store_session() as at:
        first = parse_date(start) if start else at.now.astimezone(ZONE).date()
        last = parse_date(end) if end else first
        window = midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE)
        found = read_presences(at.store, *window, post)
    if as_json:
        print_json(found)
        return
    headings = (say("Since"), say("Post"), say("Person"), say("Known by"), say("Recorded"))
    rows = [
        (
            speech.moment(one.at, ZONE),
            one.post,
            one.person,
            source_word(one.how, speech),
            f"{speech.moment(one.recorded_at, ZONE)}, {one.recorded_by}"
            + (f" ({say('afterwards')})" if one.is_afterwards else ""),
        )
        for one in found
    ]
    show(table(headings, rows))
