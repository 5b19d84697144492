"""``caco rosters``, ``diff`` and ``who``: what there is, what differs, who sits where."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.model.roster import RosterStatus
from scheduler.cli.options import AsJson, Lang, parse_moment, speech_of
from scheduler.cli.output import coloured, plain, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.table import Table

    from data.i18n.language import Language
    from data.model.roster import RosterHead
    from scheduler.planning.comparison import Seat, StaleDraft

_COLOURS = {
    RosterStatus.DRAFT: "yellow",
    RosterStatus.PUBLISHED: "green",
    RosterStatus.SUPERSEDED: "dim",
}


def rosters(as_json: AsJson = False, lang: Lang = None) -> None:
    """List every roster: drafts, the ones in force, and what they replaced."""
    from data.store.rosters import heads
    from scheduler.planning.comparison import behind

    with store_session() as at, at.store.reading() as connection:
        found = heads(connection)
        since = {head.id: behind(connection, head, at.now) for head in found}
    if as_json:
        print_json([plain(head) | _behind(since[head.id]) for head in found])
    else:
        show(heads_table(found, since, speech_of(lang)))


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
    from scheduler.cli.output import change_table
    from scheduler.planning.comparison import difference

    with store_session() as at:
        old, new = (None, one) if other is None else (one, other)
        found = difference(at.store, new, old)
    if as_json:
        rows = [{"person": c.person, "lost": c.lost, "gained": c.gained} for c in found.changes]
        print_json({"old": found.old.id, "new": found.new.id, "changes": rows})
        return
    typer.echo(f"{found.old.name} → {found.new.name}")
    show(change_table(found.changes, found.shifts, speech_of(lang)))


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
    from scheduler.planning.comparison import seats_at

    with store_session() as here:
        moment = parse_moment(at) if at else datetime.now(UTC)
        known = parse_moment(as_known_at) if as_known_at else None
        seats = seats_at(here.store, moment, known)
    if as_json:
        print_json([_seat_facts(seat) for seat in seats])
    else:
        show(seats_table(seats, speech_of(lang)))


def _seat_facts(seat: Seat) -> dict[str, Any]:
    """A seat for programs."""
    return {
        "post": seat.shift.post,
        "shift": seat.shift.id,
        "person": seat.holder,
        "doubles": seat.doubles,
        "roster": seat.by.id,
        "version": seat.by.version,
        "signed_by": seat.by.signed_by,
        "request": seat.by.request or None,
        "signed_at": seat.by.published_at,
        "problem_hash": seat.by.problem_hash,
        "content_hash": seat.by.content_hash,
        "from": seat.part and seat.part[0],
        "until": seat.part and seat.part[1],
        "stand_in": seat.stand_in,
        "absent": seat.is_absent,
    }


def heads_table(
    heads: Sequence[RosterHead], since: Mapping[int, StaleDraft | None], speech: Language
) -> Table:
    """A row for each roster.

    Parameters
    ----------
    since
        By number: why a draft is not up to date.
    """
    from scheduler.planning.rebase_conflicts import behind_text

    say = speech.gettext
    headings = (
        say("Roster"),
        *([say("Book")] if any(head.book for head in heads) else []),
        say("Period"),
        say("Status"),
        say("Version"),
        say("Made from"),
        say("Made by"),
        say("Signed by"),
    )
    words = {
        RosterStatus.DRAFT: say("draft"),
        RosterStatus.PUBLISHED: say("signed"),
        RosterStatus.SUPERSEDED: say("superseded"),
    }
    rows = []
    for head in heads:
        why = since.get(head.id)
        status = words[head.status] + (f", {behind_text(why, speech)}" if why else "")
        weeks = speech.ngettext("{count} week", "{count} weeks", head.weeks)
        rows.append(
            (
                str(head.id),
                *([head.book] if any(head.book for head in heads) else []),
                f"{speech.long_date(head.first_date)}, {weeks}",
                coloured(status, _COLOURS[head.status]),
                str(head.version or ""),
                str(head.based_on or ""),
                f"{head.maker}, {speech.moment(head.created_at, head.zone)}",
                _signature(head, speech),
            )
        )
    return table(headings, rows)


def seats_table(seats: Sequence[Seat], speech: Language) -> Table:
    """A row for each seat, with the signature that fills it."""
    say = speech.gettext
    headings = say("Post"), say("Who"), say("Shift"), say("Version"), say("Signed by")
    rows = []
    for seat in seats:
        holder = seat.holder or coloured(say("nobody"), "red")
        rows.append(
            (
                seat.shift.post,
                " ".join([holder, *_marks(seat, speech)]),
                speech.stretch(*(seat.part or (seat.shift.start, seat.shift.end)), seat.by.zone),
                str(seat.by.version),
                _signature(seat.by, speech)
                if seat.stand_in is None
                else say("take-over {number}").format(number=seat.stand_in),
            )
        )
    return table(headings, rows)


def _marks(seat: Seat, speech: Language) -> list[str]:
    """What there is to say of somebody on a seat."""
    say = speech.gettext
    marks = [say("(shadows)")] if seat.doubles else []
    return [*marks, coloured(say("(absent)"), "red")] if seat.is_absent else marks


def _signature(head: RosterHead, speech: Language) -> str:
    """Who signed it when; nothing where nobody did."""
    from data.i18n.sign_off_words import signer_words

    if head.published_at is None:
        return ""
    return f"{signer_words(head, speech)}, {speech.moment(head.published_at, head.zone)}"
