"""What a roster breaks, on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from data.exchange.language import Language
from data.model.problem import RosterProblem
from data.model.result import Breach


def show_breaches(breaches: Sequence[Breach], problem: RosterProblem, speech: Language) -> None:
    """Print a table of breaches, and how many there are."""
    say = speech.gettext
    console = Console(highlight=False, emoji=False)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in (
        say("Rule"),
        say("Article"),
        say("Who"),
        say("Window"),
        say("Found"),
        say("Limit"),
        say("Note"),
    ):
        table.add_column(heading)
    for breach in breaches:
        table.add_row(
            breach.rule,
            breach.article,
            problem.person_by_id[breach.person].name,
            speech.stretch(breach.start, breach.end, problem.zone),
            _quantity(breach.value, breach.unit),
            _quantity(breach.limit, breach.unit),
            say(breach.note) if breach.note else "",
        )
    console.print(table)
    console.print(say("{count} breaches").format(count=len(breaches)))


def _quantity(value: float, unit: str) -> str:
    if unit == "min":
        hours, minutes = divmod(round(value), 60)
        return f"{hours}:{minutes:02d} h"
    return f"{value:g} {unit}"
