"""``caco sick``: an illness recorded, and what falls open."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.options import Lang, parse_date, parse_moment, speech_of


def sick(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Code of the person.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day, inclusive.")],
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="MOMENT", help="A date or a moment; default now."),
    ] = None,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Record that somebody is ill, and list the duties that fall open."""
    from rich.console import Console

    from scheduler.planning.absences import report_sick

    speech = speech_of(lang)
    say, console = speech.gettext, Console(highlight=False, emoji=False)
    with turn(by) as at:
        begin = parse_moment(start) if start else at.now
        report = report_sick(at.store, person, begin, parse_date(until), at.who, at.now)
    text = say("{person} is recorded as ill up to and including {until}.")
    console.print(text.format(person=person, until=speech.long_date(report.until)))
    if not report.fallen:
        console.print("[green]" + say("No duty falls open.") + "[/green]")
        return
    console.print("[red]" + say("These duties fall open:") + "[/red]")
    for shift in report.fallen:
        console.print(f"  {shift.id}", soft_wrap=True)
    console.print(say("Mend it: caco repair, or caco candidates SHIFT for each."))
