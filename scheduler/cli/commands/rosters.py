"""``caco rosters``, ``diff`` and ``who``: what there is, what differs, who sits where."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.cli.desk import turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, parse_moment, speech_of

if TYPE_CHECKING:
    from scheduler.planning.rebase import StaleDraft


def rosters(as_json: AsJson = False, lang: Lang = None) -> None:
    """List every roster: drafts, the ones in force, and what they replaced."""
    from data.store.rosters import heads
    from scheduler.cli.plain_values import plain
    from scheduler.cli.screens.roster_tables import heads_table, print_table
    from scheduler.planning.rebase import behind

    with turn() as at, at.store.reading() as connection:
        found = heads(connection)
        since = {head.id: behind(connection, head, at.now) for head in found}
    if as_json:
        typer.echo(as_text([plain(asdict(head)) | _behind(since[head.id]) for head in found]))
    else:
        print_table(heads_table(found, since, speech_of(lang)))


def _behind(since: StaleDraft | None) -> dict[str, Any]:
    """Why a draft is not up to date, for a program."""
    if since is None:
        return {"behind": None}
    return {
        "behind": {
            "versions": [one.id for one in since.versions],
            "across": [one.id for one in since.across],
            "begun": since.begun,
        }
    }


def diff(
    one: Annotated[int, typer.Argument(metavar="[OLD]", help="The older roster.")],
    other: Annotated[int | None, typer.Argument(metavar="NEW", help="The newer one.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show what a roster changes, per person, against another or the one it was made from."""
    from scheduler.cli.screens.proposal import change_table
    from scheduler.cli.screens.roster_tables import print_table
    from scheduler.planning.comparison import difference

    with turn() as at:
        old, new = (None, one) if other is None else (one, other)
        found = difference(at.store, new, old)
    if as_json:
        rows = [{"person": c.person, "lost": c.lost, "gained": c.gained} for c in found.changes]
        typer.echo(as_text({"old": found.old.id, "new": found.new.id, "changes": rows}))
        return
    typer.echo(f"{found.old.name} → {found.new.name}")
    print_table(change_table(found.changes, found.shifts, speech_of(lang)))


def who(
    at: Annotated[
        str | None, typer.Option("--at", metavar="MOMENT", help="As 2027-03-03 02:00; default now.")
    ] = None,
    as_known_at: Annotated[
        str | None,
        typer.Option("--known", metavar="MOMENT", help="By the roster that was in force then."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Say who sits where at a moment, by which version, signed by whom."""
    from scheduler.cli.screens.roster_tables import print_table, seats_table
    from scheduler.planning.comparison import seats_at

    with turn() as here:
        moment = parse_moment(at) if at else datetime.now(UTC)
        known = parse_moment(as_known_at) if as_known_at else None
        seats = seats_at(here.store, moment, known)
    if as_json:
        typer.echo(
            as_text(
                [
                    {
                        "post": seat.shift.post,
                        "shift": seat.shift.id,
                        "person": seat.holder,
                        "doubles": seat.doubles,
                        "roster": seat.by.id,
                        "version": seat.by.version,
                        "signed_by": seat.by.signed_by,
                        "request": seat.by.request or None,
                        "signed_at": seat.by.published_at and seat.by.published_at.isoformat(),
                        "problem_hash": seat.by.problem_hash,
                        "content_hash": seat.by.content_hash,
                    }
                    for seat in seats
                ]
            )
        )
        return
    print_table(seats_table(seats, speech_of(lang)))
