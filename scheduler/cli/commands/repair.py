"""``caco repair``: the roster in force with the fewest changes that fill it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.options import First, Lang, Weeks, parse_date, speech_of


def repair(
    first: First = None,
    weeks: Weeks = None,
    may_move: Annotated[
        list[str] | None,
        typer.Option(
            "--may-move", metavar="PERSON", help="Whose duties may change within the frozen time."
        ),
    ] = None,
    frozen: Annotated[
        int, typer.Option("--frozen", metavar="HOURS", min=0, help="How far ahead nobody moves.")
    ] = 72,
    time_limit: Annotated[
        float, typer.Option("--time-limit", metavar="S", min=1, help="Seconds to search at most.")
    ] = 20,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Fill what fell open with as few changes as can be, as a draft to be looked at and signed.

    After an illness, a swap or a lapse. Who has a duty within the frozen time keeps it, unless you
    name them. Without --from and --weeks it is the one roster in force.
    """
    from scheduler.cli.screens.repairing import repair_on_screen
    from scheduler.planning.repair import RepairRequest, only_roster

    with turn(by) as at:
        if first is None or weeks is None:
            head = only_roster(at.store, at.now)
            start, length = head.first_date, head.weeks
        else:
            start, length = parse_date(first), weeks
        asked = RepairRequest(
            start, length, timedelta(hours=frozen), frozenset(may_move or ()), time_limit
        )
        repair_on_screen(at, asked, speech_of(lang))
