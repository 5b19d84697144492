"""Runs what is due, one task after another, and notes how that went."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from data.model.errors import CacoError, StoreError
from data.store import health
from data.store.health import TaskState
from data.store.opening import Store
from data.tables.period import ZONE
from scheduler.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

LOG = logging.getLogger(__name__)
DAY = timedelta(days=1)
_LEEWAY = timedelta(minutes=2)  #: beyond two periods, before a task counts as late
_LATE_DAILY = timedelta(hours=26)  #: the longest day has 25
#: That a run may take: nothing else runs meanwhile, so no new gap is reported for as long.
LONGEST_RUN = timedelta(minutes=2)
_LONGEST = 300  #: characters of a reason


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is done again and again.

    Parameters
    ----------
    name
        Of the row that keeps its state.
    every
        The time from one run that went well to the next.
    run
        Does it, and returns in a line what was done; empty: nothing worth a line. It has to be safe
        to do twice: a run that was killed before its end was noted is done again. It raises what it
        cannot do, and is then tried again at the next tick.
    at
        Once a day, when the local clock shows this; `every` is then a day.
    most
        A run that takes longer is stuck.
    is_vital
        Whether silence means "covered" only while this goes well.
    is_separate
        It waits for somebody outside: it runs in a thread of its own, and proves nothing of the
        others.
    """

    name: str
    every: timedelta
    run: Callable[[Store, Settings, datetime], str]
    at: time | None = None
    most: timedelta = LONGEST_RUN
    is_vital: bool = True
    is_separate: bool = False

    def __post_init__(self) -> None:
        """A daily task is done daily."""
        if self.every <= timedelta(0) or (self.at is not None and self.every != DAY):
            raise ValueError(f"{self.name}: no period {self.every} (at {self.at})")

    @property
    def late_after(self) -> timedelta:
        """The age of its last good run from which it is late: one missed run does not count."""
        return _LATE_DAILY if self.at is not None else 2 * self.every + _LEEWAY


def is_due(task: Task, state: TaskState, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a task is to be done now.

    A task that failed, or was killed, has not been done and stays due. One whose last good run lies
    further ahead than half a period is due too: the clock was wrong then, and has been put right.
    A run that lies less far ahead counts, so that nothing is done twice when the clock steps back.
    """
    if state.good_at is None or state.good_at - now > task.every / 2:
        return True
    return next_due(task, state.good_at, zone) <= now


def next_due(task: Task, good_at: datetime, zone: ZoneInfo) -> datetime:
    """When a task is due after a run that went well."""
    if task.at is None:
        return good_at + task.every
    return next_time_of_day(task.at, good_at, zone)


def next_time_of_day(at: time, after: datetime, zone: ZoneInfo) -> datetime:
    """The first moment after another at which a local clock shows a time of day.

    There is one such moment on each local date: the first where the clock shows it twice; where it
    shows it not at all, as long after midnight as it would have been (02:30 is then at 03:30).
    """
    day = after.astimezone(zone).date()
    moments = [_moment(day.toordinal() + ahead, at, zone) for ahead in (0, 1, 2)]
    return min(moment for moment in moments if moment > after)


def _moment(day: int, at: time, zone: ZoneInfo) -> datetime:
    midnight = datetime.fromordinal(day).replace(tzinfo=zone)
    return midnight.replace(hour=at.hour, minute=at.minute, second=at.second).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One run of a task.

    Parameters
    ----------
    done
        What was done.
    why
        Why it failed; empty: it went well.
    """

    task: str
    done: str = ""
    why: str = ""


class PeriodicTasks:
    """Runs what is due by the states in the store; it has no thread and no time of its own.

    Parameters
    ----------
    tasks
        In the order in which those that are due are run.
    now
        What time it is.
    zone
        The local clock, for tasks that have a time of day.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        tasks: Sequence[Task],
        now: Callable[[], datetime],
        zone: ZoneInfo = ZONE,
    ) -> None:
        self.store = store
        self.settings = settings
        self.tasks = tuple(tasks)
        self.now = now
        self.zone = zone
        #: The task under way, and the reading of the monotonic clock at its beginning.
        self.at_work: tuple[str, float] | None = None

    def due(self, now: datetime) -> list[Task]:
        """The tasks that are due, in their order.

        Raises
        ------
        StoreError
            The states cannot be read.
        """
        return [task for task, _ in self._due(now)]

    def run_due(self, now: datetime, may_go_on: Callable[[], bool] = lambda: True) -> list[TaskRun]:
        """Run what is due. A task that fails is noted, and stops no other.

        A database that is out of reach ends the round: nothing can be done or noted.

        Parameters
        ----------
        may_go_on
            Called before each task: whether this process is still to run them.
        """
        done: list[TaskRun] = []
        try:
            for task, state in self._due(now):
                if not may_go_on():
                    break
                if self._begin(state, now):
                    done.append(self._run(task, state, now))
        except StoreError as error:
            LOG.warning("periodic tasks wait: %s", _line(error))
        return done

    def _due(self, now: datetime) -> list[tuple[Task, TaskState]]:
        with self.store.reading() as connection:
            known = health.read_task_states(connection)
        found = [(task, known.get(task.name, TaskState(task.name))) for task in self.tasks]
        return [(task, state) for task, state in found if is_due(task, state, now, self.zone)]

    def _begin(self, state: TaskState, now: datetime) -> bool:
        with self.store.writing() as connection:
            return health.begin(connection, state, now)

    def _run(self, task: Task, state: TaskState, now: datetime) -> TaskRun:
        begun = monotonic()
        self.at_work = (task.name, begun)
        try:
            run = TaskRun(task.name, task.run(self.store, self.settings, now))
        except CacoError as error:
            run = TaskRun(task.name, why=_line(error))
        except Exception as error:  # a defect of one task must not silence the others
            run = TaskRun(task.name, why=f"a defect: {type(error).__name__}: {_line(error)}")
        finally:
            self.at_work = None
        seconds = round(monotonic() - begun)
        self._log(task, state, run, seconds)
        with self.store.writing() as connection:
            if run.why:
                health.end_badly(connection, task.name, now, seconds, run.why)
            else:
                health.end_well(connection, task.name, now, seconds)
        return run

    def _log(self, task: Task, state: TaskState, run: TaskRun, seconds: int) -> None:
        if run.why:
            # The same failure at each tick is one line, not four a minute.
            level = logging.DEBUG if run.why == state.why else logging.WARNING
            LOG.log(level, "%s failed: %s", task.name, run.why)
        elif state.why:
            LOG.info("%s goes well again", task.name)
        if run.done:
            LOG.info("%s: %s", task.name, run.done)
        if seconds > task.most.total_seconds():
            LOG.warning("%s took %s s", task.name, seconds)


def _line(error: Exception) -> str:
    """An error in a line, that is never empty: an empty reason means that all went well."""
    return " ".join(str(error).split())[:_LONGEST] or type(error).__name__
