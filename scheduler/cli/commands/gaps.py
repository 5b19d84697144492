"""``caco gaps``, ``gap`` and ``coverage``: what is open, its life, and the proof."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, parse_date, parse_moment, speech_of

FromMoment = Annotated[
    str | None, typer.Option("--from", metavar="MOMENT", help="As 2027-01-04; default now.")
]
ToMoment = Annotated[
    str | None,
    typer.Option("--to", metavar="MOMENT", help="As 2027-03-01; default the horizon."),
]


def gaps(
    start: FromMoment = None, end: ToMoment = None, as_json: AsJson = False, lang: Lang = None
) -> None:
    """List the time in which a post is not validly filled, and why. Exit code 1 if there is any."""
    from scheduler.cli.plain_values import plain
    from scheduler.cli.screens.gap_tables import show_gaps
    from scheduler.coverage.gap_queries import list_gaps
    from scheduler.coverage.monitor import horizon, sweep
    from scheduler.settings import settings

    weeks = settings().horizon_weeks
    with turn() as at:
        sweep(at.store, weeks, at.now)
        begin = parse_moment(start) if start else at.now
        until = parse_moment(end) if end else max(horizon(at.now, weeks), begin + timedelta(1))
        _refuse_order(begin, until)
        found = list_gaps(at.store, begin, until, at.now)
    if as_json:
        typer.echo(as_text(plain(asdict(found))))
    else:
        show_gaps(found, speech_of(lang))
    if found.rows:
        raise typer.Exit(1)


def gap(
    number: Annotated[int, typer.Argument(metavar="GAP", help="Number; see caco gaps.")],
    take_up: Annotated[
        bool, typer.Option("--acknowledge", help="You handle it: reminders stop for now.")
    ] = False,
    let_go: Annotated[
        bool, typer.Option("--release", help="You no longer do: reminders begin again.")
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option("--accept", metavar="REASON", help="It is intended: nobody is told of it."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="MOMENT", help="Until when it is; default its end."),
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show one gap with its history; take it up, let it go, or accept it as intended."""
    from scheduler.cli.plain_values import plain
    from scheduler.cli.screens.gap_tables import show_story
    from scheduler.coverage.acknowledgement import accept, acknowledge, release
    from scheduler.coverage.gap_queries import tell_gap
    from scheduler.coverage.snapshot import CoverageCache
    from scheduler.settings import settings

    with turn(by) as at:
        if take_up:
            acknowledge(at.store, [number], at.who, at.now)
        if let_go:
            release(at.store, number, at.who, at.now)
        if reason is not None:
            accept(at.store, number, reason, _moment(until), at.who, at.now)
        seen = CoverageCache(at.store, settings().horizon_weeks).see(at.now)
        story = tell_gap(at.store, number, seen)
    if as_json:
        typer.echo(as_text(plain(asdict(story))))
    else:
        show_story(story, speech_of(lang))


def coverage(
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day; default the first of this month."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Last day; default the end of its month."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Count by month and post the minutes required, covered, and open by cause, with a hash."""
    from data.tables.period import ZONE
    from data.tables.values import midnight
    from scheduler.cli.plain_values import plain
    from scheduler.cli.screens.gap_tables import show_proof
    from scheduler.coverage.gap_queries import prove_coverage

    with turn() as at:
        first = parse_date(start) if start else at.now.astimezone(ZONE).date().replace(day=1)
        last = parse_date(end) if end else _end_of_month(first)
        begin, until = midnight(first, ZONE), midnight(last + timedelta(days=1), ZONE)
        _refuse_order(begin, until)
        proof, known = prove_coverage(at.store, begin, until, at.now)
    if as_json:
        typer.echo(as_text(plain(asdict(proof))))
    else:
        show_proof(proof, {post.id: post.name for post in known.posts.values()}, speech_of(lang))
    if not proof.is_whole:
        raise typer.Exit(1)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _moment(text: str | None) -> datetime | None:
    return parse_moment(text) if text else None


def _refuse_order(start: datetime, end: datetime) -> None:
    if end <= start:
        raise typer.BadParameter("the end is not after the start; correct --from or --to")
