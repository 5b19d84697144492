"""A search that goes on, as its page shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.job import JobStatus
from data.model.shift import posts_of_shifts
from web.plan.curve import Curve, curve_of
from web.plan.levels import LevelStep, now_on, steps

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.solve_jobs.job_queries import UnderWay


@dataclass(frozen=True, slots=True)
class ProgressView:
    """What the page shows.

    Parameters
    ----------
    waits
        No machine works on it yet.
    seconds, limit
        How long it has searched, and how long it may.
    open_shifts
        Of the best roster so far; None: there is none yet.
    is_silent
        Its machine should be at work, and says nothing.
    """

    waits: bool
    is_stopping: bool
    ahead: int
    nobody: bool
    is_silent: bool
    seconds: int
    limit: int
    open_shifts: int | None
    steps: tuple[LevelStep, ...]
    curve: Curve | None


def progress_of(found: UnderWay, now: datetime) -> ProgressView:
    """A job under way at a moment."""
    job, progress = found.job, found.job.progress
    limit = round(job.request.seconds)
    seconds = progress.seconds if progress else 0.0
    level = now_on(progress.levels) if progress else None
    return ProgressView(
        waits=job.status is JobStatus.QUEUED,
        is_stopping=job.status is JobStatus.STOPPING,
        ahead=found.ahead,
        nobody=found.nobody,
        is_silent=job.is_silent(now),
        seconds=min(round(seconds), limit),
        limit=limit,
        open_shifts=progress.open_shifts if progress else None,
        steps=tuple(steps(progress, found.priorities, left=posts_of_shifts(job.request.left_open))),
        curve=curve_of(level, seconds, found.priorities) if level else None,
    )
