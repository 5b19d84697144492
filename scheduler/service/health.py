"""The health check: whether silence means "covered"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.job import SILENCE, Job, JobStatus, nobody_takes_them
from data.model.message import MessageStatus
from data.store import health, jobs, outbox, regions
from data.store.health import TaskState
from data.store.scenarios import open_runs
from data.tables.period import ZONE
from scheduler.notifications.mute_levels import MuteLevel, SuppressionReason, UnheardPosts
from scheduler.service.periodic import Task, is_due, next_due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.scenario_run import ScenarioRun
    from data.store.opening import Store

SWEEP = "sweep"  #: the task that checks coverage and notifies of gaps; its mark: `unnotified_mark`
PATIENCE = timedelta(minutes=5)  #: that a message may wait beyond its time
_SLACK = timedelta(seconds=30)  #: beyond two of the shortest periods, until tasks stand still


class HealthIssue(StrEnum):
    """Why silence does not mean "covered"."""

    NO_SCHEDULER = "no_scheduler"  #: no process runs the tasks
    NEVER = "never"  #: a task never went well
    LATE = "late"  #: a task did not go well for too long
    FAILING = "failing"  #: the last run of a task failed
    STUCK = "stuck"  #: a run goes on and on
    DEAD_LETTERS = "dead_letters"  #: messages were given up, and nobody has dealt with them
    OVERDUE = "overdue"  #: messages wait too long
    MUTE_LEVEL = "mute_level"  #: steps go to a level of duty managers that cannot be reached
    UNHEARD = "unheard"  #: of gaps of some posts nobody hears, while of others somebody does
    UNNOTIFIED = "unnotified"  #: gaps are to be reported, and nobody can be reached
    NO_POSTS = "no_posts"  #: nothing is watched, so nothing can be found
    JOBS_STUCK = "jobs_stuck"  #: jobs whose machine is silent, or that nobody takes


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
    unheard
        The posts of whose gaps nobody hears.
    """

    issue: HealthIssue
    task: str = ""
    count: int = 0
    since: datetime | None = None
    why: str = ""
    mute: MuteLevel | None = None
    unheard: UnheardPosts | None = None


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
class TaskHealth:
    """The health of one task.

    Parameters
    ----------
    due_at
        When it is to run next; None: at the next tick.
    is_late, is_stuck
        It did not go well for too long; a run goes on and on.
    """

    task: Task
    state: TaskState
    due_at: datetime | None
    is_late: bool
    is_stuck: bool

    def reasons(self) -> list[HealthReason]:
        """What is wrong with it, if anything."""
        name, state, found = self.task.name, self.state, []
        if self.is_stuck:
            found.append(HealthReason(HealthIssue.STUCK, name, since=state.begun_at))
        if state.why:
            found.append(
                HealthReason(HealthIssue.FAILING, name, since=state.good_at, why=state.why)
            )
        elif state.good_at is None:
            found.append(HealthReason(HealthIssue.NEVER, name))
        elif self.is_late:
            found.append(HealthReason(HealthIssue.LATE, name, since=state.good_at))
        return found

    def alarms(self) -> list[HealthReason]:
        """What of that means that gaps may go unseen; a run without an end holds up all others."""
        if self.task.is_vital:
            return self.reasons()
        holds_up = self.is_stuck and not self.task.is_separate
        return [one for one in self.reasons() if holds_up and one.issue is HealthIssue.STUCK]


@dataclass(frozen=True, slots=True)
class HealthStatus:
    """The health of all that warns when a post will be empty.

    Parameters
    ----------
    at
        When it was checked.
    tasks
        In the order in which they run.
    last_active_at
        When any task last began; of several moments the one nearest to now.
    reasons
        Why not all is well; empty: it is.
    """

    at: datetime
    tasks: tuple[TaskHealth, ...]
    backlog: Backlog
    last_active_at: datetime | None
    reasons: tuple[HealthReason, ...]

    @property
    def is_well(self) -> bool:
        """Whether silence means "covered"."""
        return not self.reasons

    @property
    def sweep(self) -> TaskHealth | None:
        """The health of the sweep; None: this program has none."""
        return next((one for one in self.tasks if one.task.name == SWEEP), None)

    @property
    def checked_at(self) -> datetime | None:
        """When coverage was last checked: until then all gaps are known."""
        return self.sweep.state.good_at if self.sweep else None


def health_status(
    tasks: Sequence[Task],
    states: Mapping[str, TaskState],
    backlog: Backlog,
    now: datetime,
    zone: ZoneInfo,
) -> HealthStatus:
    """Judge the health from states, backlog and time.

    A state of the future is as bad as an old one: the clock was set back, and nothing ran since.
    """
    found = tuple(
        _task_health(task, states.get(task.name, TaskState(task.name)), now, zone) for task in tasks
    )
    # Separate tasks go on while the others stand still.
    ticked = [one for one in found if not one.task.is_separate]
    begun = [one.state.begun_at for one in ticked if one.state.begun_at]
    last_active_at = min(begun, key=lambda at: abs(now - at), default=None)
    reasons = [
        *_no_scheduler(ticked, last_active_at, now),
        *(reason for one in found for reason in one.alarms()),
        *_unnotified(states.get(SWEEP)),
        *_backlog_reasons(backlog),
    ]
    if not any(one.task.name == SWEEP for one in found):
        reasons.insert(0, HealthReason(HealthIssue.NEVER, SWEEP))
    return HealthStatus(now, found, backlog, last_active_at, tuple(reasons))


def stuck_jobs(jobs: Sequence[Job] | Sequence[ScenarioRun], now: datetime) -> tuple[str, ...]:
    """The jobs whose machine is silent, and those that wait while nobody takes them."""
    silent = [job.id for job in jobs if job.is_silent(now)]
    if not nobody_takes_them(jobs, now):
        return tuple(silent)
    waits = [job for job in jobs if job.status is JobStatus.QUEUED]
    return (*silent, *(job.id for job in waits if abs(now - job.asked_at) > SILENCE))


def unnotified_mark(
    count: int, mute: Sequence[MuteLevel] = (), unheard: Sequence[UnheardPosts] = ()
) -> str:
    """What the sweep leaves behind when gaps, now or later, find nobody who can be reached."""
    if not count and not mute and not unheard:
        return ""
    left = {"mute": [asdict(one) for one in mute], "unheard": [asdict(one) for one in unheard]}
    return json.dumps({"unnotified": count, **left})


def _unnotified(sweep: TaskState | None) -> list[HealthReason]:
    if sweep is None or not sweep.mark.startswith("{"):
        return []
    left = json.loads(sweep.mark)
    found = (
        [HealthReason(HealthIssue.UNNOTIFIED, count=left["unnotified"])]
        if left["unnotified"]
        else []
    )
    for one in left["mute"]:
        steps, posts = tuple(one["steps"]), tuple(one["posts"])
        level = MuteLevel(one["level"], SuppressionReason(one["why"]), steps, posts)
        found.append(HealthReason(HealthIssue.MUTE_LEVEL, mute=level))
    for one in left.get("unheard", ()):  # a sweep of an older version left none
        what = UnheardPosts(one["book"], tuple(one["posts"]))
        found.append(HealthReason(HealthIssue.UNHEARD, unheard=what))
    return found


def _task_health(task: Task, state: TaskState, now: datetime, zone: ZoneInfo) -> TaskHealth:
    due = is_due(task, state, now, zone)
    due_at = None if due or state.good_at is None else next_due(task, state.good_at, zone)
    late = state.good_at is None or abs(now - state.good_at) > task.late_after
    begun = state.begun_at if state.is_under_way else None
    return TaskHealth(task, state, due_at, late, begun is not None and abs(now - begun) > task.most)


def _no_scheduler(
    tasks: Sequence[TaskHealth], last_active_at: datetime | None, now: datetime
) -> list[HealthReason]:
    if any(one.state.is_under_way for one in tasks):
        return []  # it runs, or it was killed in a run: then that is stuck, and said so
    quickest = min((one.task.every for one in tasks), default=timedelta(0))
    if last_active_at is not None and abs(now - last_active_at) <= 2 * quickest + _SLACK:
        return []
    return [HealthReason(HealthIssue.NO_SCHEDULER, since=last_active_at)]


def _backlog_reasons(backlog: Backlog) -> list[HealthReason]:
    counts = {
        HealthIssue.DEAD_LETTERS: backlog.messages.get(MessageStatus.DEAD, 0),
        HealthIssue.OVERDUE: backlog.overdue,
        HealthIssue.JOBS_STUCK: len(backlog.stuck),
    }
    found = [HealthReason(issue, count=count) for issue, count in counts.items() if count]
    return found if backlog.posts else [HealthReason(HealthIssue.NO_POSTS), *found]


def check_health(
    store: Store, tasks: Sequence[Task], now: datetime, reach: Reach = EVERYWHERE
) -> HealthStatus:
    """Collect the health status from the database.

    Parameters
    ----------
    reach
        The regions of whoever looks: messages, jobs and posts of others are not counted or named.
        That gaps find nobody who can be reached is said to all, without how many.

    Raises
    ------
    StoreError
        The database cannot be reached.
    """
    with store.reading() as connection:
        told = regions.messages_within(connection, reach)
        backlog = Backlog(
            outbox.counts(connection, told),
            health.messages_overdue(connection, now - PATIENCE, told),
            health.jobs_by_status(connection),
            _stuck_within(connection, reach, now),
            len(health.post_priorities(connection)),
        )
        found = health_status(tasks, health.read_task_states(connection), backlog, now, ZONE)
        if reach.is_all:
            return found
        posts = regions.posts_within(connection, reach)
    reasons = (_reason_within(one, posts) for one in found.reasons)
    return replace(found, reasons=tuple(one for one in reasons if one))


def _stuck_within(connection: Connection, reach: Reach, now: datetime) -> tuple[str, ...]:
    stuck = stuck_jobs(jobs.open_jobs(connection), now)
    if reach.is_all:
        return (*stuck, *stuck_jobs(open_runs(connection), now))
    if not stuck:
        return ()
    books = regions.books_within(connection, reach)
    return tuple(one for one in stuck if regions.book_of_job(connection, one) in books)


def _reason_within(reason: HealthReason, posts: frozenset[str]) -> HealthReason | None:
    """What of a reason is told to somebody of some posts; None: it is about others alone."""
    if reason.issue is HealthIssue.UNNOTIFIED:
        return replace(reason, count=0)
    if reason.mute is not None:
        mine = tuple(post for post in reason.mute.posts if post in posts)
        return replace(reason, mute=replace(reason.mute, posts=mine)) if mine else None
    if reason.unheard is not None:
        mine = tuple(post for post in reason.unheard.posts if post in posts)
        return replace(reason, unheard=replace(reason.unheard, posts=mine)) if mine else None
    return reason
