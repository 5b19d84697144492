"""A plan that a worker makes, as the planner who asks for it sees it."""

from __future__ import annotations

from datetime import date

import typer

from data.i18n.language import Language
from data.model.job import SolveRequest
from scheduler.cli.desk import Turn
from scheduler.planning.preparation import parts_of, prepare
from scheduler.solve_jobs.submission import submit


def submit_plan(
    at: Turn,
    first: date,
    weeks: int,
    seconds: float,
    seed: int,
    speech: Language,
    *,
    leave_parts_open: bool = False,
) -> None:
    """Put a plan in the queue, and say its number."""
    left: tuple[str, ...] = ()
    if leave_parts_open:
        with at.store.reading() as connection:
            left = parts_of(prepare(connection, first, weeks, at.now).problem)
    request = SolveRequest(first, weeks, seconds, seed, speech.code, left_open=tuple(sorted(left)))
    done = submit(at.store, request, at.who, at.now)
    say = speech.gettext
    text = (
        say("Job {number} waits for a worker: caco jobs watch {number}")
        if done.is_new
        else say("You asked for the same before; it is job {number}: caco jobs watch {number}")
    )
    typer.echo(text.format(number=done.job.id))
