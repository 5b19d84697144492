"""``caco jobs``: solves that wait for a worker, are under way, or are over."""

from __future__ import annotations

from typing import Annotated

import typer

from scheduler.cli.desk import By, turn
from scheduler.cli.json_text import as_text
from scheduler.cli.options import AsJson, Lang, speech_of

app = typer.Typer(help="List the jobs, follow one, cancel one, or hand them to another machine.")

JobName = Annotated[
    str, typer.Argument(metavar="JOB", help="Its number, or how it begins; see caco jobs.")
]


@app.callback(invoke_without_command=True)
def list_jobs(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """List the jobs, the newest first."""
    if context.invoked_subcommand is not None:
        return
    from data.store.jobs import jobs
    from scheduler.cli.screens.job_tables import as_row, jobs_table, warnings
    from scheduler.cli.screens.roster_tables import print_table

    speech = speech_of(lang)
    with turn() as at, at.store.reading() as connection:
        found = jobs(connection)
        if as_json:
            typer.echo(as_text([as_row(job, at.now) for job in found]))
            return
        print_table(jobs_table(found, at.now, speech))
        for line in warnings(found, at.now, speech):
            typer.echo(line)


@app.command()
def show(job: JobName, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show all that is known of a job."""
    from data.store.jobs import read_job
    from scheduler.cli.screens.job_tables import as_row, job_page
    from scheduler.cli.screens.roster_tables import print_table

    with turn() as at, at.store.reading() as connection:
        found = read_job(connection, job)
        if as_json:
            typer.echo(as_text(as_row(found, at.now)))
        else:
            print_table(job_page(found, at.now, speech_of(lang)))


@app.command()
def watch(job: JobName, lang: Lang = None) -> None:
    """Follow a job until it is over; Ctrl-C ends the watching, and not the job.

    Exits 1 when no roster came of it.
    """
    from scheduler.cli.screens.watching import follow

    with turn() as at:
        came_of_it = follow(at.store, job, speech_of(lang))
    raise typer.Exit(0 if came_of_it else 1)


@app.command()
def cancel(
    job: JobName,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the best roster so far as a draft.")
    ] = False,
    by: By = None,
    lang: Lang = None,
) -> None:
    """Cancel a job: one that waits never starts, one that is under way stops within a second."""
    from data.model.job import JobStatus
    from scheduler.solve_jobs.submission import cancel as cancel_job

    say = speech_of(lang).gettext
    with turn(by) as at:
        found = cancel_job(at.store, job, at.who, at.now, keep=keep)
    text = (
        say("Job {number} stops, and keeps its best roster so far as a draft.")
        if found.status is JobStatus.STOPPING
        else say("Job {number} is cancelled.")
    )
    typer.echo(text.format(number=found.id))


@app.command("take-over")
def take_over(
    machine: Annotated[str, typer.Argument(metavar="MACHINE", help="The machine that is gone.")],
    lang: Lang = None,
) -> None:
    """Hand the jobs of a machine that is gone to whichever worker is free."""
    from scheduler.solve_jobs.submission import take_over as hand_over

    say = speech_of(lang).gettext
    with turn() as at:
        moved = hand_over(at.store, machine, at.now)
    for job in moved:
        typer.echo(say("Job {number} waits for a worker again.").format(number=job.id))
