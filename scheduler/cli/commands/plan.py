"""``caco plan`` and ``caco draft``: new versions, by the solver or by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.options import Lang, LeavePartsOpen, Seed, TimeLimit, parse_date, speech_of

FirstDay = Annotated[
    str, typer.Option("--from", metavar="DATE", help="First day of the period, as 2027-01-04.")
]
Length = Annotated[int, typer.Option("--weeks", min=1, max=104, help="Its length in weeks.")]


def plan(
    first: FirstDay,
    weeks: Length,
    time_limit: TimeLimit = 120,
    seed: Seed = 0,
    queue: Annotated[
        bool, typer.Option("--queue", help="Let a worker do it, and do not wait: see caco jobs.")
    ] = False,
    leave_parts_open: LeavePartsOpen = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Make a draft for a period with the solver, from what the store holds.

    A roster in force for that period is the starting point: what began already and the next 72
    hours stay as they are, and as little else changes as coverage allows.
    """
    if queue:
        from scheduler.cli.screens.submitted import submit_plan

        with turn(by) as at:
            submit_plan(
                at,
                parse_date(first),
                weeks,
                time_limit,
                seed,
                speech_of(lang),
                leave_parts_open=leave_parts_open,
            )
        return

    from scheduler.cli.screens.searching import plan_on_screen
    from solver.options import SolveOptions

    speech = speech_of(lang)
    with turn(by) as at:
        made = plan_on_screen(
            at,
            parse_date(first),
            weeks,
            SolveOptions(time_limit, seed),
            speech,
            leave_parts_open=leave_parts_open,
        )
    text = speech.gettext("Kept as draft {number}; sign it with caco publish {number}")
    typer.echo("\n" + text.format(number=made.id))


def draft(first: FirstDay, weeks: Length, by: By = None, lang: Lang = None) -> None:
    """Make a draft equal to the roster in force, to be changed by hand."""
    from scheduler.planning.drafts import copy_in_force

    say = speech_of(lang).gettext
    with turn(by) as at:
        head = copy_in_force(at.store, parse_date(first), weeks, at.who, at.now)
    typer.echo(
        say("Draft {number} is ready: caco assign, remove, pin, publish.").format(number=head.id)
    )
