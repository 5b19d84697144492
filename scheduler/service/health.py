"""Proof of life: whether silence means "covered". Pure: from pulses, counts and jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.job import SILENCE, Job, JobStatus, nobody_takes_them
from data.model.message import MessageStatus
from data.model.pulse import Pulse
from data.store import health_counts, jobs, outbox, pulses
from data.tables.period import ZONE
from scheduler.notifications.escalation import MuteLevel, SuppressionReason
from scheduler.service.periodic import Task, is_due, next_due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from data.store.opening import Store

SWEEP = "sweep"  #: the task that works out coverage, and tells of gaps; its mark is `unheard_mark`


PATIENCE = timedelta(minutes=5)  #: that a message may wait beyond its time


_SLACK = timedelta(seconds=30)  #: beyond two of the shortest periods, until a clock stands still


class HealthIssue(StrEnum):
    """Why silence does not mean "covered"."""

    NO_CLOCK = "no_clock"  #: no process runs the clock
    NEVER = "never"  #: a task never went well
    LATE = "late"  #: a task did not go well for too long
    FAILING = "failing"  #: the last run of a task failed
    STUCK = "stuck"  #: a run goes on and on
    DEAD_LETTERS = "dead_letters"  #: messages were given up, and nobody has seen to them
    OVERDUE = "overdue"  #: messages wait too long
    MUTE_LEVEL = "mute_level"  #: steps go to a level of duty managers that cannot be reached
    UNHEARD = "unheard"  #: gaps are to be told, and there is nobody to tell
    NO_POSTS = "no_posts"  #: nothing is watched, so nothing can be found
    JOBS_STUCK = "jobs_stuck"  #: jobs that no machine is heard of, or that nobody takes


@dataclass(frozen=True, slots=True)
class HealthReason:
    """One reason why not all is well.

    Parameters
    ----------
    task
        The task it is about; empty: none.
    count
        How many messages or jobs.
    since
        Since when.
    why
        What the failure said.
    mute
        The level of duty managers that cannot be reached.
    """

    trouble: HealthIssue
    task: str = ""
    count: int = 0
    since: datetime | None = None
    why: str = ""
    mute: MuteLevel | None = None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits.

    Parameters
    ----------
    messages
        How many of each status.
    overdue
        How many messages wait too long.
    jobs
        How many of each status.
    stuck
        Numbers of the jobs that nobody is at work on.
    posts
        How many posts there are to watch.
    """

    messages: Mapping[MessageStatus, int]
    overdue: int
    jobs: Mapping[JobStatus, int]
    stuck: tuple[str, ...]
    posts: int


@dataclass(frozen=True, slots=True)
class TaskLife:
    """How it is with one task.

    Parameters
    ----------
    due_at
        When it is to run next; None: at the next tick.
    is_late, is_stuck
        It did not go well for too long; a run goes on and on.
    """

    task: Task
    pulse: Pulse
    due_at: datetime | None
    is_late: bool
    is_stuck: bool

    def reasons(self) -> list[HealthReason]:
        """What is wrong with it, if anything."""
        name, pulse, found = self.task.name, self.pulse, []
        if self.is_stuck:
            found.append(HealthReason(HealthIssue.STUCK, name, since=pulse.begun_at))
        if pulse.why:
            found.append(
                HealthReason(HealthIssue.FAILING, name, since=pulse.good_at, why=pulse.why)
            )
        elif pulse.good_at is None:
            found.append(HealthReason(HealthIssue.NEVER, name))
        elif self.is_late:
            found.append(HealthReason(HealthIssue.LATE, name, since=pulse.good_at))
        return found

    def alarms(self) -> list[HealthReason]:
        """What of that means that gaps may go unseen; a run without an end holds up all others."""
        if self.task.is_vital:
            return self.reasons()
        holds_up = self.is_stuck and not self.task.is_apart
        return [one for one in self.reasons() if holds_up and one.trouble is HealthIssue.STUCK]


@dataclass(frozen=True, slots=True)
class HealthStatus:
    """How it is with all that speaks when a seat will be empty.

    Parameters
    ----------
    at
        When it was looked at.
    tasks
        In the order in which they run.
    heard_at
        When the clock last began anything; of several moments the one nearest to now.
    reasons
        Why not all is well; empty: it is.
    """

    at: datetime
    tasks: tuple[TaskLife, ...]
    backlog: Backlog
    heard_at: datetime | None
    reasons: tuple[HealthReason, ...]

    @property
    def is_well(self) -> bool:
        """Whether silence means "covered"."""
        return not self.reasons

    @property
    def sweep(self) -> TaskLife | None:
        """How it is with the sweep; None: this program has none."""
        return next((one for one in self.tasks if one.task.name == SWEEP), None)

    @property
    def checked_at(self) -> datetime | None:
        """When coverage was last checked: until then all gaps are known."""
        return self.sweep.pulse.good_at if self.sweep else None


def life(
    tasks: Sequence[Task],
    pulses: Mapping[str, Pulse],
    backlog: Backlog,
    now: datetime,
    zone: ZoneInfo,
) -> HealthStatus:
    """Judge how it is.

    A pulse of the future is as bad as an old one: the clock was set back, and nothing ran since.
    """
    found = tuple(
        _task_life(task, pulses.get(task.name, Pulse(task.name)), now, zone) for task in tasks
    )
    # What runs apart goes on while the clock stands still.
    ticked = [one for one in found if not one.task.is_apart]
    begun = [one.pulse.begun_at for one in ticked if one.pulse.begun_at]
    heard_at = min(begun, key=lambda at: abs(now - at), default=None)
    reasons = [
        *_no_clock(ticked, heard_at, now),
        *(reason for one in found for reason in one.alarms()),
        *_unheard(pulses.get(SWEEP)),
        *_backlog_reasons(backlog),
    ]
    if not any(one.task.name == SWEEP for one in found):
        reasons.insert(0, HealthReason(HealthIssue.NEVER, SWEEP))
    return HealthStatus(now, found, backlog, heard_at, tuple(reasons))


def stuck_jobs(jobs: Sequence[Job], now: datetime) -> tuple[str, ...]:
    """The jobs whose machine is not heard, and those that wait while nobody takes them."""
    silent = [job.id for job in jobs if job.is_silent(now)]
    if not nobody_takes_them(jobs, now):
        return tuple(silent)
    waits = [job for job in jobs if job.status is JobStatus.QUEUED]
    return (*silent, *(job.id for job in waits if abs(now - job.asked_at) > SILENCE))


def unheard_mark(count: int, mute: Sequence[MuteLevel] = ()) -> str:
    """What the sweep leaves behind when gaps, now or later, find nobody who can be told."""
    if not count and not mute:
        return ""
    return json.dumps({"unheard": count, "mute": [asdict(one) for one in mute]})


def _unheard(sweep: Pulse | None) -> list[HealthReason]:
    if sweep is None or not sweep.mark.startswith("{"):
        return []
    left = json.loads(sweep.mark)
    found = [HealthReason(HealthIssue.UNHEARD, count=left["unheard"])] if left["unheard"] else []
    for one in left["mute"]:
        steps, posts = tuple(one["steps"]), tuple(one["posts"])
        level = MuteLevel(one["level"], SuppressionReason(one["why"]), steps, posts)
        found.append(HealthReason(HealthIssue.MUTE_LEVEL, mute=level))
    return found


def _task_life(task: Task, pulse: Pulse, now: datetime, zone: ZoneInfo) -> TaskLife:
    due = is_due(task, pulse, now, zone)
    due_at = None if due or pulse.good_at is None else next_due(task, pulse.good_at, zone)
    late = pulse.good_at is None or abs(now - pulse.good_at) > task.late_after
    begun = pulse.begun_at if pulse.is_under_way else None
    return TaskLife(task, pulse, due_at, late, begun is not None and abs(now - begun) > task.most)


def _no_clock(
    tasks: Sequence[TaskLife], heard_at: datetime | None, now: datetime
) -> list[HealthReason]:
    if any(one.pulse.is_under_way for one in tasks):
        return []  # it runs, or it was killed in a run: then that is stuck, and said so
    quickest = min((one.task.every for one in tasks), default=timedelta(0))
    if heard_at is not None and abs(now - heard_at) <= 2 * quickest + _SLACK:
        return []
    return [HealthReason(HealthIssue.NO_CLOCK, since=heard_at)]


def _backlog_reasons(backlog: Backlog) -> list[HealthReason]:
    counts = {
        HealthIssue.DEAD_LETTERS: backlog.messages.get(MessageStatus.DEAD, 0),
        HealthIssue.OVERDUE: backlog.overdue,
        HealthIssue.JOBS_STUCK: len(backlog.stuck),
    }
    found = [HealthReason(trouble, count=count) for trouble, count in counts.items() if count]
    return found if backlog.posts else [HealthReason(HealthIssue.NO_POSTS), *found]


def look(store: Store, tasks: Sequence[Task], now: datetime) -> HealthStatus:
    """How it is with the clock, the outbox and the jobs.

    Raises
    ------
    StoreError
        The database cannot be reached.
    """
    with store.reading() as connection:
        backlog = Backlog(
            outbox.counts(connection),
            health_counts.messages_overdue(connection, now - PATIENCE),
            health_counts.jobs_by_status(connection),
            stuck_jobs(jobs.open_jobs(connection), now),
            len(health_counts.post_priorities(connection)),
        )
        return life(tasks, pulses.read_pulses(connection), backlog, now, ZONE)
