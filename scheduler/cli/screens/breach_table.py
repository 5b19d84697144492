"""What a roster breaks, on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.model.problem import RosterProblem
from data.model.result import Violation


def show_breaches(breaches: Sequence[Violation], problem: RosterProblem, speech: Language) -> None:
    """Print a table of breaches, and how many there are."""
    console = Console(highlight=False, emoji=False)
    console.print(breach_rows(breaches, problem, speech))
    console.print(speech.gettext("{count} breaches").format(count=len(breaches)))


def breach_rows(breaches: Sequence[Violation], problem: RosterProblem, speech: Language) -> Table:
    """A row for each breach: rule, article, who, when, how much."""
    say = speech.gettext
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
            speech.quantity(breach.value, breach.unit),
            speech.quantity(breach.limit, breach.unit),
            say(breach.note) if breach.note else "",
        )
    return table
