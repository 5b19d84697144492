"""An open call beside a duty roster, on the screen."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from data.tables.period import ZONE
from scheduler.cli.plain_values import plain
from scheduler.coverage.duty_instead import BEARABLE
from scheduler.coverage.open_call import UNPROVEN
from scheduler.coverage.words import class_word
from scheduler.reporting.open_call import (
    OpenCallVerdict,
    between,
    limits_words,
    remarks,
    share_words,
    suffices,
    verdict,
)

if TYPE_CHECKING:
    from data.i18n.language import Language
    from scheduler.reporting.open_call import SideBySide


_COLOURS = {
    OpenCallVerdict.GOOD: "green",
    OpenCallVerdict.HEAVY: "yellow",
    OpenCallVerdict.BAD: "red",
}


def as_facts(found: SideBySide) -> Any:  # noqa: ANN401 - JSON
    """All of it for programs."""
    facts = asdict(found)
    for row, one in zip(facts["chances"], found.chances, strict=True):
        row.update(worst=one.worst, falls_short=one.falls_short)
    return plain(facts)


def show_side_by_side(found: SideBySide, speech: Language) -> None:
    """First how it is, then how it could be."""
    console = Console(highlight=False, emoji=False)
    say, post = speech.gettext, found.post
    console.print(f"[bold]{escape(post.name)}[/bold] ({escape(post.id)})")
    console.print()
    console.print(f"[bold]{say('Now: everybody is called, and nobody is obliged')}[/bold]")
    console.print(_chances(found, speech))
    for line in remarks(found, speech):
        console.print(line, soft_wrap=True)
    if found.pledges:
        console.print(_pledges(found, speech))
    console.print()
    console.print(f"[bold]{say('Instead: weeks on call, and somebody is always obliged')}[/bold]")
    console.print(_duties(found, speech))
    for line in limits_words(found, speech):
        console.print(escape(line), soft_wrap=True)


def _chances(found: SideBySide, speech: Language) -> Table:
    say = speech.gettext
    table = _table(
        say("When"), say("Calls"), say("Of these nobody"), say("Came per call"),
        say("Chance of nobody"), say("Counts as"), "",
    )  # fmt: skip
    for one in found.chances:
        calls = "0" if one.observed is None else str(one.observed.of)
        table.add_row(
            class_word(one.time_class, speech),
            calls,
            share_words(one.observed, speech),
            share_words(one.rate, speech),
            between(one.chance, speech),
            speech.number(100 * one.worst, 1) + " %",
            _coloured(verdict(one, speech)),
        )
    return table


def _pledges(found: SideBySide, speech: Language) -> Table:
    say, most = speech.gettext, found.post.most_chance_nobody
    kept = found.kept.low if found.kept else UNPROVEN
    heading = say("Pledged (kept at least {kept} %)").format(kept=speech.number(100 * kept))
    table = _table(heading, say("People"), say("Chance of nobody"), "")
    for one in found.pledges:
        is_enough = most is not None and one.chance <= most
        word = say("good enough") if is_enough else say("falls short")
        table.add_row(
            speech.stretch(one.start, one.end, ZONE),
            str(one.people),
            speech.number(100 * one.chance, 1) + " %",
            "" if most is None else f"[{'green' if is_enough else 'red'}]{word}[/]",
        )
    return table


def _duties(found: SideBySide, speech: Language) -> Table:
    say = speech.gettext
    table = _table(
        say("Team of"), say("People"), say("On call at once"), say("Needed by law"),
        say("At one week in {weeks}").format(weeks=BEARABLE), say("Weeks a year each"), "",
    )  # fmt: skip
    for one in (found.alone, *found.beside):
        weeks = "-" if one.weeks_a_year is None else speech.number(one.weeks_a_year, 1)
        table.add_row(
            escape(" + ".join(one.posts)),
            str(one.people),
            str(one.required),
            str(one.least_by_law),
            str(one.least_bearable),
            weeks,
            _coloured(suffices(one, speech)),
        )
    return table


def _coloured(judged: tuple[OpenCallVerdict, str] | None) -> str:
    if judged is None:
        return ""
    how, text = judged
    return f"[{_COLOURS[how]}]{text}[/]"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right" if heading else "left")
    return table
