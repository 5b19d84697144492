"""What a change of a draft did, on the screen."""

from __future__ import annotations

from rich.console import Console

from data.exchange.language import Language
from data.store import snapshots
from data.store.opening import Store
from scheduler.cli.breach_table import breach_rows
from scheduler.planning.editing import Edited


def show_edited(store: Store, edited: Edited, speech: Language) -> None:
    """Say what is broken now, what no longer is, and how to go on."""
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    with store.reading() as connection:
        problem = snapshots.read_problem(connection, edited.head.problem_hash)
    for one in edited.dropped:
        text = say("{person} is no longer on {shift}: the register moved on")
        console.print("[yellow]" + text.format(person=one.person, shift=one.shift) + "[/yellow]")
    if edited.new:
        console.print("[red]" + say("This breaks:") + "[/red]")
        console.print(breach_rows(edited.new, problem, speech))
    if edited.gone:
        console.print("[green]" + say("No longer broken:") + "[/green]")
        console.print(breach_rows(edited.gone, problem, speech))
    if not edited.new:
        console.print("[green]" + say("It breaks no rule.") + "[/green]")
    console.print(say("Draft {number} was changed.").format(number=edited.head.id))
