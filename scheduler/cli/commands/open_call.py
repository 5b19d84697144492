"""``caco open-call``: the chance that nobody comes, beside a duty roster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.tables.period import ZONE
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import coloured, escape, plain, print_json, show, table
from scheduler.cli.session import store_session

if TYPE_CHECKING:
    from rich.table import Table

    from data.i18n.language import Language
    from scheduler.reporting.open_call import OpenCallVerdict, SideBySide


def open_call(
    post: Annotated[str, typer.Argument(metavar="POST", help="Id of a post by open call.")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show the chance that nobody comes to an open call, and what a duty roster would need."""
    from scheduler.reporting.open_call import side_by_side
    from scheduler.settings import settings

    speech = speech_of(lang)
    with store_session() as at:
        found = side_by_side(at.store, post, at.now, settings().horizon_weeks)
    if as_json:
        print_json(_facts(found))
    else:
        _show_side_by_side(found, speech)


def _facts(found: SideBySide) -> Any:  # noqa: ANN401 - JSON
    """All of it for programs."""
    facts = plain(found)
    for row, one in zip(facts["chances"], found.chances, strict=True):
        row.update(worst=one.worst, falls_short=one.falls_short)
    return facts


def _show_side_by_side(found: SideBySide, speech: Language) -> None:
    """First how it is, then how it could be."""
    from scheduler.reporting.open_call import limits_words, remarks

    say, post = speech.gettext, found.post
    show(f"[bold]{escape(post.name)}[/bold] ({escape(post.id)})\n")
    show(say("Now: everybody is called, and nobody is obliged"), "bold")
    show(_chances(found, speech))
    for line in remarks(found, speech):
        show(line)
    if found.pledges:
        show(_pledges(found, speech))
    show("\n" + coloured(say("Instead: weeks on call, and somebody is always obliged"), "bold"))
    show(_duties(found, speech))
    for line in limits_words(found, speech):
        show(escape(line))


def _chances(found: SideBySide, speech: Language) -> Table:
    from scheduler.coverage.words import class_word
    from scheduler.reporting.open_call import between, share_words, verdict

    say = speech.gettext
    numbers = (
        say("Calls"),
        say("Of these nobody"),
        say("Came per call"),
        say("Chance of nobody"),
        say("Counts as"),
    )
    rows = [
        (
            class_word(one.time_class, speech),
            "0" if one.observed is None else str(one.observed.of),
            share_words(one.observed, speech),
            share_words(one.rate, speech),
            between(one.chance, speech),
            speech.number(100 * one.worst, 1) + " %",
            _judged(verdict(one, speech)),
        )
        for one in found.chances
    ]
    return table((say("When"), *numbers, ""), rows, right=numbers)


def _pledges(found: SideBySide, speech: Language) -> Table:
    from scheduler.coverage.open_call import UNPROVEN

    say, most = speech.gettext, found.post.most_chance_nobody
    kept = found.kept.low if found.kept else UNPROVEN
    heading = say("Pledged (kept at least {kept} %)").format(kept=speech.number(100 * kept))
    rows = []
    for one in found.pledges:
        is_enough = most is not None and one.chance <= most
        word = say("good enough") if is_enough else say("falls short")
        rows.append(
            (
                speech.stretch(one.start, one.end, ZONE),
                str(one.people),
                speech.number(100 * one.chance, 1) + " %",
                "" if most is None else coloured(word, "green" if is_enough else "red"),
            )
        )
    numbers = say("People"), say("Chance of nobody")
    return table((heading, *numbers, ""), rows, right=numbers)


def _duties(found: SideBySide, speech: Language) -> Table:
    from scheduler.reporting.open_call import BEARABLE, suffices

    say = speech.gettext
    numbers = (
        say("People"),
        say("On call at once"),
        say("Needed by law"),
        say("At one week in {weeks}").format(weeks=BEARABLE),
        say("Weeks a year each"),
    )
    rows = [
        (
            escape(" + ".join(one.posts)),
            str(one.people),
            str(one.required),
            str(one.least_by_law),
            str(one.least_bearable),
            "-" if one.weeks_a_year is None else speech.number(one.weeks_a_year, 1),
            _judged(suffices(one, speech)),
        )
        for one in (found.alone, *found.beside)
    ]
    return table((say("Team of"), *numbers, ""), rows, right=numbers)


def _judged(judged: tuple[OpenCallVerdict, str] | None) -> str:
    from scheduler.reporting.open_call import OpenCallVerdict

    colours = {
        OpenCallVerdict.GOOD: "green",
        OpenCallVerdict.HEAVY: "yellow",
        OpenCallVerdict.BAD: "red",
    }
    return coloured(judged[1], colours[judged[0]]) if judged else ""
