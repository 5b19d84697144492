"""Jobs on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from data.i18n.language import Language
from data.model.job import Job, JobProgress, JobStatus, nobody_takes_them
from scheduler.cli.screens.progress import amount, gap_text, rung_name

_COLOURS = {
    JobStatus.QUEUED: "yellow",
    JobStatus.RUNNING: "cyan",
    JobStatus.STOPPING: "yellow",
    JobStatus.DONE: "green",
    JobStatus.FAILED: "red",
    JobStatus.CANCELLED: "dim",
}


def jobs_table(jobs: Sequence[Job], now: datetime, speech: Language) -> Table:
    """A row for each job."""
    say = speech.gettext
    table = Table(box=None, padding=(0, 2, 0, 0))
    headings = (
        say("Job"),
        say("Status"),
        say("Period"),
        say("Asked by"),
        say("Asked"),
        say("Machine"),
        say("Heard"),
        say("What of it"),
    )
    for heading in headings:
        table.add_column(heading)
    for job in jobs:
        heard = age(job.heard_at, now, speech)
        table.add_row(
            job.id,
            status_text(job, speech),
            period_text(job, speech),
            escape(job.asked_by),
            age(job.asked_at, now, speech),
            escape(job.machine or ""),
            f"[red]{heard}[/red]" if job.is_silent(now) else heard,
            escape(outcome(job, speech)),
        )
    return table


def job_page(job: Job, now: datetime, speech: Language) -> Table:
    """All of one job, a line each."""
    say = speech.gettext
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    lines = {
        say("Job"): job.id,
        say("Status"): status_text(job, speech),
        say("Period"): period_text(job, speech),
        say("Time limit"): f"{job.request.seconds:g} s",
        say("Asked by"): escape(job.asked_by),
        say("Asked"): age(job.asked_at, now, speech),
        say("Begun"): age(job.started_at, now, speech),
        say("Attempts"): str(job.attempts),
        say("Machine"): escape(job.machine or "–"),
        say("Heard"): age(job.heard_at, now, speech),
        say("Ended"): age(job.ended_at, now, speech),
        say("Draft"): str(job.roster or "–"),
        say("Why"): escape(job.message or "–"),
    }
    for name, value in lines.items():
        table.add_row(name, value)
    for rung in job.progress.rungs if job.progress else ():
        best, least = (amount(rung.name, v, speech) for v in (rung.objective, rung.bound))
        gap = gap_text(rung.objective, rung.bound)
        text = say("{best}, at least {least} ({gap})").format(best=best, least=least, gap=gap)
        table.add_row(rung_name(rung.name, speech), text)
    return table


def warnings(jobs: Sequence[Job], now: datetime, speech: Language) -> list[str]:
    """What needs somebody's hand: jobs of machines that are gone, and jobs that nobody takes."""
    text = speech.gettext(
        "Machine {machine} was not heard for a minute. If it is gone, let another do its jobs: "
        "caco jobs take-over {machine}"
    )
    gone = sorted({job.machine for job in jobs if job.machine and job.is_silent(now)})
    lines = [text.format(machine=machine) for machine in gone]
    if nobody_takes_them(jobs, now):
        lines.append(speech.gettext("No worker takes the jobs that wait. Start one: caco worker"))
    return lines


def as_row(job: Job, now: datetime) -> dict[str, Any]:
    """A job for programs."""
    moments = ("asked_at", "started_at", "heard_at", "ended_at")
    at = {name: value.isoformat() if (value := getattr(job, name)) else None for name in moments}
    request = {**asdict(job.request), "first": job.request.first.isoformat()}
    silent = {"is_silent": job.is_silent(now)}
    return {**asdict(job), "status": job.status.value, **at, "request": request, **silent}


def status_text(job: Job, speech: Language) -> str:
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
    colour = _COLOURS[job.status]
    return f"[{colour}]{words[job.status]}[/{colour}]"


def period_text(job: Job, speech: Language) -> str:
    """The period it is about."""
    weeks = speech.gettext("{count} weeks").format(count=job.request.weeks)
    return f"{speech.long_date(job.request.first)}, {weeks}"


def outcome(job: Job, speech: Language) -> str:
    """What came of it, or how far it is, in a few words."""
    if job.roster is not None:
        return speech.gettext("draft {number}").format(number=job.roster)
    if job.message:
        return job.message.splitlines()[0]
    return progress_text(job.progress, speech) if job.status.is_under_way else ""


def progress_text(progress: JobProgress | None, speech: Language) -> str:
    """How far the rung is that a solve is on."""
    if progress is None or not progress.rungs:
        return speech.gettext("begins")
    rung = progress.rungs[-1]
    best = amount(rung.name, rung.objective, speech)
    return f"{rung_name(rung.name, speech)}: {best}, {progress.seconds:.0f} s"


def age(at: datetime | None, now: datetime, speech: Language) -> str:
    """How long ago something was; of the future, as after a clock was set back: just now."""
    if at is None:
        return "–"
    seconds = max(0, int((now - at).total_seconds()))
    for size, name in ((86_400, speech.gettext("d")), (3600, speech.gettext("h")), (60, "min")):
        if seconds >= size:
            return speech.gettext("{age} ago").format(age=f"{seconds // size} {name}")
    return speech.gettext("{age} ago").format(age=f"{seconds} s")
