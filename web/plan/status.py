"""Jobs in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.job import JobStatus
from web.locale import count, say
from web.plan.weeks import period_text

if TYPE_CHECKING:
    from data.model.job import Job


def status_text(job: Job) -> str:
    """Its status."""
    if job.status is JobStatus.CANCELLED and job.roster is not None:
        return say("stopped, draft kept")
    return {
        JobStatus.QUEUED: say("waits"),
        JobStatus.RUNNING: say("searching"),
        JobStatus.STOPPING: say("stopping"),
        JobStatus.DONE: say("finished"),
        JobStatus.FAILED: say("failed"),
        JobStatus.CANCELLED: say("cancelled"),
    }[job.status]


def what_of_it(job: Job) -> str:
    """What came of it, or how far it is, in a few words."""
    if job.message and job.roster is None:
        return job.message.splitlines()[0]
    if job.progress and job.status.is_under_way:
        if job.progress.open_shifts is not None:
            return count(
                "{count} shift still open", "{count} shifts still open", job.progress.open_shifts
            )
        return say("begins")
    return ""


def title(job: Job) -> str:
    """The period, and the posts if not all."""
    period = period_text(job.request.first, job.request.weeks)
    return f"{period}: {', '.join(job.request.posts)}" if job.request.posts else period
