"""Candidates for a shift, on the screen."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from data.i18n.language import Language
from data.model.candidate import Candidate, Legality
from scheduler.planning.candidates import Offered

_COLOURS = {Legality.LEGAL: "green", Legality.ONE_CHANGE: "yellow", Legality.NOT_LEGAL: "red"}


def show_offer(offered: Offered, speech: Language) -> None:
    """Print the shift, then everybody in three groups, then the swaps that free somebody."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    problem, offer = offered.problem, offered.offer
    shift = problem.shift_by_id[offer.shift]
    name = problem.post_by_id[shift.post].name
    when = speech.stretch(shift.start, shift.end, problem.zone)
    console.print(f"[bold]{name}[/bold]  {when}  [dim]{offer.sentence}[/dim]", soft_wrap=True)
    groups = {
        Legality.LEGAL: say("May take it"),
        Legality.ONE_CHANGE: say("May take it after one change"),
        Legality.NOT_LEGAL: say("May not take it"),
    }
    for legality, heading in groups.items():
        mine = [one for one in offer.candidates if one.legality is legality]
        if mine:
            console.print(f"\n[{_COLOURS[legality]}]{heading}[/{_COLOURS[legality]}]")
            console.print(_table(offered, mine, speech))
    if offer.swaps:
        console.print("\n[yellow]" + say("Swaps that free somebody") + "[/yellow]")
        for swap in offer.swaps:
            console.print(f"  {swap.sentence}", soft_wrap=True)


def _table(offered: Offered, candidates: list[Candidate], speech: Language) -> Table:
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 2))
    table.add_column(say("Who"), no_wrap=True)
    table.add_column(say("Why"), ratio=1)
    for heading in (say("Week"), say("Fairness"), say("Days since")):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in candidates:
        since = one.spacing.since_last
        changes = "".join(f"\n→ {change.sentence}" for change in one.changes[:2])
        table.add_row(
            offered.problem.person_by_id[one.person].name,
            one.sentence + changes,
            f"{one.week.after / 60:.0f}/{one.week.contract / 60:.0f} h",
            f"{one.cost.unfairness:+d}",
            "" if since is None else speech.number(since, 1),
        )
    return table
