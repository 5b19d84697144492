"""``caco requests``: rounds in which people say what they wish, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from data.i18n.request_words import (
    days_words,
    outcome_word,
    reply_word,
    status_word,
    why_words,
    wish_words,
)
from data.model.request import RequestStatus, RoundReply
from data.tables.period import ZONE
from scheduler.cli.options import AsJson, BookOption, Lang, parse_date, parse_moment, speech_of
from scheduler.cli.output import coloured, escape, print_json, show, table
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.self_service.request_queries import RosterRequests
    from scheduler.self_service.round_queries import RoundStatus

app = typer.Typer(
    help="Ask everybody what they wish before a period is planned; see who has not answered."
)
Number = Annotated[int, typer.Argument(metavar="ROUND", help="Its number; see caco requests.")]
_COLOURS = {
    RequestStatus.ASKED: "yellow",
    RequestStatus.GRANTED: "green",
    RequestStatus.REFUSED: "red",
}


@app.command(name="open")
def open_one(
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="First day of the period, as 2027-01-04.")
    ],
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help="Its length in weeks.")],
    until: Annotated[
        str, typer.Option("--until", metavar="MOMENT", help="When it ends, as 2026-12-01 12:00.")
    ],
    note: Annotated[str, typer.Option("--note", help="A sentence for everybody.")] = "",
    book: BookOption = "",
    by: By = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Open a round: everybody who may fill a post in the period is asked what they wish.

    They are notified, reminded at three quarters and a day before the end, and see it on their
    page.
    """
    from scheduler.self_service.round_queries import read_status
    from scheduler.self_service.rounds import RoundRequest, open_round
    from scheduler.settings import settings

    speech = speech_of(lang)
    wanted = RoundRequest(parse_date(first), weeks, parse_moment(until), note, book)
    with store_session(by) as at:
        opened = open_round(at.store, wanted, at.who, at.now)
        status = read_status(at.store, settings(), opened.id, at.now)
    if as_json:
        print_json(status, speech)
        return
    text = speech.ngettext(
        "Round {{number}} is open until {{until}}; {count} person is asked.",
        "Round {{number}} is open until {{until}}; {count} people are asked.",
        len(status.members),
    )
    show(text.format(number=opened.id, until=speech.moment(opened.until, ZONE)))
    _show_mute(status, speech)


@app.command()
def status(
    number: Annotated[
        int | None, typer.Argument(metavar="ROUND", help="Its number; without: all rounds.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the rounds, the latest first; or show who answered what in one, and who did not."""
    from scheduler.self_service.round_queries import list_rounds, read_status
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_session() as at:
        if number is None:
            found = list_rounds(at.store, settings(), at.now)
        else:
            found = (read_status(at.store, settings(), number, at.now),)
    if as_json:
        print_json(found if number is None else found[0], speech)
    elif not found:
        show(speech.gettext("There was no round of requests yet: caco requests open"))
    else:
        _show_rounds(found, speech)
        if number is not None:
            _show_members(found[0], speech)


@app.command()
def close(number: Number, by: By = None, as_json: AsJson = False, lang: Lang = None) -> None:
    """End a round before its time; who has not answered is told."""
    from scheduler.self_service.rounds import close_round
    from scheduler.settings import settings

    with store_session(by) as at:
        done = close_round(at.store, settings(), number, at.who, at.now)
    if as_json:
        print_json(done)
    else:
        show(speech_of(lang).gettext("Round {number} is closed.").format(number=done.id))


@app.command()
def outcome(
    roster: Annotated[int, typer.Argument(metavar="ROSTER", help="Number; see caco rosters.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what was granted and what not in a roster, with the reason where it is known."""
    from scheduler.self_service.request_queries import requests_of_roster

    speech = speech_of(lang)
    with store_session() as at:
        found = requests_of_roster(at.store, roster, at.now)
    if as_json:
        print_json(found, speech)
    else:
        _show_outcomes(found, speech)


def _show_rounds(found: tuple[RoundStatus, ...], speech: Language) -> None:
    """Print a row for each round."""
    say = speech.gettext
    rows = [
        (
            str(one.round.id),
            f"{speech.dates(one.round.first, one.round.last)} {one.round.last.year}",
            speech.moment(one.round.ends_at, ZONE),
            coloured(say("open"), "green") if one.is_open else coloured(say("closed"), "dim"),
            str(one.counts[RoundReply.ASKED]),
            str(one.counts[RoundReply.NOTHING]),
            str(len(one.silent)),
        )
        for one in found
    ]
    numbers = say("Asked"), say("Nothing"), say("No answer")
    headings = say("Round"), say("Period"), say("Open until"), say("Status"), *numbers
    show(table(headings, rows, right=numbers))


def _show_members(found: RoundStatus, speech: Language) -> None:
    """Print a row for each person, those who have not answered first."""
    say = speech.gettext
    rows = [
        (
            escape(one.name),
            coloured(reply_word(one.reply, speech), "yellow" if one.reply is None else "green"),
            speech.moment(one.at, ZONE) if one.at else "",
            str(one.wishes),
            str(one.leave),
        )
        for one in sorted(found.members, key=lambda one: one.reply is not None)
    ]
    numbers = say("Wishes"), say("Leave")
    show(table((say("Who"), say("Answer"), say("When"), *numbers), rows, right=numbers))
    _show_mute(found, speech)


def _show_mute(found: RoundStatus, speech: Language) -> None:
    """Print who has not answered and whom no message reaches."""
    mute = [one.name for one in found.silent if not one.is_reachable]
    if mute:
        text = speech.gettext("No message reaches these people; tell them yourself: {names}")
        show(escape(text.format(names=", ".join(mute))), "yellow")


def _show_outcomes(found: RosterRequests, speech: Language) -> None:
    """Print a row for each wish and each request for leave."""
    say, posts = speech.gettext, found.posts
    rows = [
        (
            escape(one.name),
            escape(wish_words(one.outcome.wish, posts, speech, ZONE)),
            coloured(outcome_word(one.outcome, speech), "green" if one.outcome.is_met else "red"),
            escape(why_words(one.outcome, posts, speech, ZONE)),
        )
        for one in found.wishes
    ]
    rows += [
        (
            escape(name),
            f"{say('leave')}, {days_words(asked.start, asked.end, speech, ZONE)}",
            coloured(status_word(asked.status, speech), _COLOURS.get(asked.status, "dim")),
            escape(asked.reason),
        )
        for name, asked in found.leave
    ]
    if not rows:
        show(say("Nobody asked anything for this period."))
        return
    show(table((say("Who"), say("Asked"), say("Outcome"), say("Why")), rows))
