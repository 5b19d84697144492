"""What a planner does with jobs: submit one, cancel one, hand those of a machine to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.job import Job
from data.model.sentence import phrase
from data.store import jobs
from data.store.audit import trail
from scheduler.queue.dbos_queue import QueueItem, claimed_by, enqueue, prepare_queue, requeue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from data.model.job import SolveRequest
    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class Submitted:
    """A job, and whether it was there already."""

    job: Job
    is_new: bool


def submit(store: Store, request: SolveRequest, who: str, now: datetime) -> Submitted:
    """Let a worker solve this. The same request by the same person, while it waits, is one job."""
    prepare_queue(store)
    with store.writing() as connection:
        trail.take_turn(connection)  # of two who ask at once the second finds the job of the first
        job, is_new = jobs.add_job(connection, request, who, now)
        if is_new:
            enqueue(store, connection, [QueueItem(job.id)])
    return Submitted(job, is_new)


def cancel(store: Store, name: str, who: str, now: datetime, *, keep: bool = False) -> Job:
    """Cancel a job: one that waits never starts, one that is under way stops.

    Parameters
    ----------
    keep
        Let one that is under way keep its best roster so far as a draft.

    Raises
    ------
    Refused
        There is no such job, or it is over.
    """
    with store.writing() as connection:
        job = jobs.read_job(connection, name)
        why = phrase("cancelled by {who}", who=who)
        if not jobs.cancel(connection, job.id, now, why, keep=keep):
            what = f"job {job.id} is over already ({job.status})"
            raise Refused([Fault(what, "There is nothing left to cancel")])
        return jobs.read_job(connection, job.id)


def take_over(store: Store, machine: str, now: datetime) -> list[Job]:
    """Hand the jobs of a machine that is gone to whichever worker is free.

    Raises
    ------
    Refused
        The machine has no jobs, or was heard a moment ago.
    """
    prepare_queue(store)
    with store.reading() as connection:
        mine = jobs.jobs_of(connection, machine)
        heard = sorted({job.machine for job in jobs.jobs(connection) if job.machine})
    names = {job.id for job in mine} | set(claimed_by(store, machine))
    if not names:
        known = (
            f"Machines that had jobs: {', '.join(heard)}" if heard else "No machine ever had one"
        )
        raise Refused([Fault(f"no job is with machine {machine}", known)])
    busy = [job.id for job in mine if not job.is_silent(now)]
    if busy:
        named = ", ".join(busy)
        what = f"machine {machine} is at work on job {named}: it gave a sign of life this minute"
        raise Refused([Fault(what, "Stop its worker first, or cancel the job")])
    put_back(store, sorted(names))
    with store.reading() as connection:
        return [jobs.read_job(connection, name) for name in sorted(names)]


def put_back(store: Store, names: Sequence[str]) -> None:
    """Let jobs wait for a worker again.

    The row goes first: whatever still works on the job finds that it is no longer wanted. Should
    the machine fall silent between the two, the same can be done again.
    """
    if names:
        with store.writing() as connection:
            jobs.put_back(connection, names)
        requeue(store, names)
