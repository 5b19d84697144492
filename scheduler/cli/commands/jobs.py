"""``caco jobs``: solves that wait for a worker, are under way, or are over."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.model.job import JobStatus, nobody_takes_them
from scheduler.cli.options import AsJson, Lang, speech_of
from scheduler.cli.output import (
    age,
    coloured,
    console,
    escape,
    page,
    plain,
    print_json,
    show,
    table,
)
from scheduler.cli.session import By, store_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from data.i18n.language import Language
    from data.model.job import Job, JobProgress
    from data.store.opening import Store

app = typer.Typer(help="List the jobs, follow one, cancel one, or hand them to another machine.")

JobName = Annotated[
    str, typer.Argument(metavar="JOB", help="Its number, or how it begins; see caco jobs.")
]
WATCH_SECONDS = 0.5  #: between two looks at a job that is followed
_COLOURS = {
    JobStatus.QUEUED: "yellow",
    JobStatus.RUNNING: "cyan",
    JobStatus.STOPPING: "yellow",
    JobStatus.DONE: "green",
    JobStatus.FAILED: "red",
    JobStatus.CANCELLED: "dim",
}


@app.callback(invoke_without_command=True)
def list_jobs(context: typer.Context, as_json: AsJson = False, lang: Lang = None) -> None:
    """List the jobs, the newest first."""
    if context.invoked_subcommand is not None:
        return
    from data.store.jobs import jobs

    speech = speech_of(lang)
    with store_session() as at, at.store.reading() as connection:
        found = jobs(connection)
    if as_json:
        print_json([_facts(job, at.now) for job in found])
        return
    show(_table(found, at.now, speech))
    for line in warnings(found, at.now, speech):
        typer.echo(line)


@app.command("show")
def show_job(job: JobName, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show all that is known of a job."""
    with store_session() as at:
        found = _read(at.store, job)
    if as_json:
        print_json(_facts(found, at.now))
    else:
        show(_page(found, at.now, speech_of(lang)))


@app.command()
def watch(job: JobName, lang: Lang = None) -> None:
    """Follow a job until it is over; Ctrl-C ends the watching, and not the job.

    Exits 1 when no roster came of it.
    """
    with store_session() as at:
        found = _follow(at.store, job, speech_of(lang))
    raise typer.Exit(0 if found.roster is not None or not found.status.is_over else 1)


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
    from scheduler.solve_jobs.submission import cancel as cancel_job

    say = speech_of(lang).gettext
    with store_session(by) as at:
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
    """Hand the jobs and comparisons of a machine that is gone to whichever worker is free."""
    from data.model.errors import Refused
    from scheduler.solve_jobs.submission import take_over as hand_over
    from scheduler.workforce.scenario_jobs import take_over as hand_over_comparisons

    say = speech_of(lang).gettext
    with store_session() as at:
        compared = hand_over_comparisons(at.store, machine, at.now)
        for name in compared:
            typer.echo(say("Comparison {number} waits for a worker again.").format(number=name))
        try:
            moved = hand_over(at.store, machine, at.now)
        except Refused:
            if not compared:
                raise
            return
    for job in moved:
        typer.echo(say("Job {number} waits for a worker again.").format(number=job.id))


def _follow(store: Store, name: str, speech: Language) -> Job:
    """Show a job until it is over, or Ctrl-C."""
    from rich.live import Live

    from data.model.errors import StoreError

    job = _read(store, name)
    with suppress(KeyboardInterrupt), Live(console=console(), refresh_per_second=4) as live:
        while True:
            live.update(_page(job, datetime.now(UTC), speech))
            if job.status.is_over:
                break
            time.sleep(WATCH_SECONDS)
            with suppress(StoreError):  # away for a moment
                job = _read(store, job.id)
    return job


def _read(store: Store, name: str) -> Job:
    from data.store.jobs import read_job

    with store.reading() as connection:
        return read_job(connection, name)


def _facts(job: Job, now: datetime) -> dict[str, Any]:
    """A job for programs."""
    return {**plain(job), "is_silent": job.is_silent(now)}


def _table(jobs: Sequence[Job], now: datetime, speech: Language) -> Table:
    """A row for each job."""
    say = speech.gettext
    headings = (
        say("Job"),
        say("Status"),
        say("Period"),
        say("Asked by"),
        say("Asked"),
        say("Machine"),
        say("Last sign of life"),
        say("What of it"),
    )
    rows = [
        (
            job.id,
            _status(job, speech),
            _period(job, speech),
            escape(job.asked_by),
            age(job.asked_at, now, speech),
            escape(job.machine or ""),
            coloured(age(job.heard_at, now, speech), "red" if job.is_silent(now) else "none"),
            escape(outcome(job, speech)),
        )
        for job in jobs
    ]
    return table(headings, rows)


def _page(job: Job, now: datetime, speech: Language) -> Table:
    """All of one job, a line each."""
    from scheduler.cli.solve_screen import amount, gap_text, level_name

    say = speech.gettext
    lines = {
        say("Job"): job.id,
        say("Status"): _status(job, speech),
        say("Period"): _period(job, speech),
        say("Time limit"): f"{job.request.seconds:g} s",
        say("Asked by"): escape(job.asked_by),
        say("Asked"): age(job.asked_at, now, speech),
        say("Begun"): age(job.started_at, now, speech),
        say("Attempts"): str(job.attempts),
        say("Machine"): escape(job.machine or "–"),
        say("Last sign of life"): age(job.heard_at, now, speech),
        say("Ended"): age(job.ended_at, now, speech),
        say("Draft"): str(job.roster or "–"),
        say("Why"): escape(speech.say(job.message) if job.message else "–"),
    }
    for level in job.progress.levels if job.progress else ():
        best, least = (amount(level.name, v, speech) for v in (level.objective, level.bound))
        gap = gap_text(level.objective, level.bound)
        text = say("{best}, at least {least} ({gap})").format(best=best, least=least, gap=gap)
        lines[level_name(level.name, speech)] = text
    return page(lines)


def warnings(jobs: Sequence[Job], now: datetime, speech: Language) -> list[str]:
    """What needs somebody's hand: jobs of machines that are gone, and jobs that nobody takes."""
    text = speech.gettext(
        "Machine {machine} has been silent for a minute. If it is gone, let another do its jobs: "
        "caco jobs take-over {machine}"
    )
    gone = sorted({job.machine for job in jobs if job.machine and job.is_silent(now)})
    lines = [text.format(machine=machine) for machine in gone]
    if nobody_takes_them(jobs, now):
        lines.append(speech.gettext("No worker takes the jobs that wait. Start one: caco worker"))
    return lines


def _status(job: Job, speech: Language) -> str:
    """Its status, in its colour."""
    say = speech.gettext
    words = {
        JobStatus.QUEUED: say("queued"),
        JobStatus.RUNNING: say("running"),
        JobStatus.STOPPING: say("stopping"),
        JobStatus.DONE: say("done"),
        JobStatus.FAILED: say("failed"),
        JobStatus.CANCELLED: say("cancelled"),
    }
    return coloured(words[job.status], _COLOURS[job.status])


def _period(job: Job, speech: Language) -> str:
    weeks = speech.ngettext("{count} week", "{count} weeks", job.request.weeks)
    return f"{speech.long_date(job.request.first)}, {weeks}"


def outcome(job: Job, speech: Language) -> str:
    """What came of it, or how far it is, in a few words."""
    if job.roster is not None:
        return speech.gettext("draft {number}").format(number=job.roster)
    if job.message:
        return speech.say(job.message).splitlines()[0]
    return _progress(job.progress, speech) if job.status.is_under_way else ""


def _progress(progress: JobProgress | None, speech: Language) -> str:
    """How far the level is that a solve is on."""
    from scheduler.cli.solve_screen import amount, level_name

    if progress is None or not progress.levels:
        return speech.gettext("begins")
    level = progress.levels[-1]
    best = amount(level.name, level.objective, speech)
    return f"{level_name(level.name, speech)}: {best}, {progress.seconds:.0f} s"
