"""Runs what is due, one task after another, and notes how that went."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.period import ZONE
from data.model.errors import CacoError, StoreError
from data.model.pulse import Pulse
from data.store import pulses
from scheduler.clock.due import is_due

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from data.store.opening import Store
    from scheduler.clock.task import Task
    from scheduler.settings import Settings

LOG = logging.getLogger(__name__)
_LONGEST = 300  #: characters of a reason


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a task.

    Parameters
    ----------
    said
        What was done.
    why
        Why it failed; empty: it went well.
    """

    task: str
    said: str = ""
    why: str = ""


class Clock:
    """What runs when, by the pulses in the store; it has no thread and no time of its own.

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
        #: The task under way, and the reading of `time.monotonic` at its beginning.
        self.at_work: tuple[str, float] | None = None

    def due(self, now: datetime) -> list[Task]:
        """The tasks that are due, in their order.

        Raises
        ------
        StoreError
            The pulses cannot be read.
        """
        return [task for task, _ in self._due(now)]

    def run_due(self, now: datetime, may_go_on: Callable[[], bool] = lambda: True) -> list[Run]:
        """Run what is due. A task that fails is noted, and stops no other.

        A database that is out of reach ends the round: nothing can be done or noted.

        Parameters
        ----------
        may_go_on
            Asked before each task: whether this process is still to run them.
        """
        done: list[Run] = []
        try:
            for task, pulse in self._due(now):
                if not may_go_on():
                    break
                if self._begin(pulse, now):
                    done.append(self._run(task, pulse, now))
        except StoreError as error:
            LOG.warning("the clock waits: %s", _line(error))
        return done

    def _due(self, now: datetime) -> list[tuple[Task, Pulse]]:
        with self.store.reading() as connection:
            known = pulses.read_pulses(connection)
        found = [(task, known.get(task.name, Pulse(task.name))) for task in self.tasks]
        return [(task, pulse) for task, pulse in found if is_due(task, pulse, now, self.zone)]

    def _begin(self, pulse: Pulse, now: datetime) -> bool:
        with self.store.writing() as connection:
            return pulses.begin(connection, pulse, now)

    def _run(self, task: Task, pulse: Pulse, now: datetime) -> Run:
        begun = time.monotonic()
        self.at_work = (task.name, begun)
        try:
            run = Run(task.name, task.run(self.store, self.settings, now))
        except CacoError as error:
            run = Run(task.name, why=_line(error))
        except Exception as error:  # a defect of one task must not silence the others
            run = Run(task.name, why=f"a defect: {type(error).__name__}: {_line(error)}")
        finally:
            self.at_work = None
        seconds = round(time.monotonic() - begun)
        self._tell(task, pulse, run, seconds)
        with self.store.writing() as connection:
            if run.why:
                pulses.end_badly(connection, task.name, now, seconds, run.why)
            else:
                pulses.end_well(connection, task.name, now, seconds)
        return run

    def _tell(self, task: Task, pulse: Pulse, run: Run, seconds: int) -> None:
        if run.why:
            # The same failure at each tick is one line, not four a minute.
            level = logging.DEBUG if run.why == pulse.why else logging.WARNING
            LOG.log(level, "%s failed: %s", task.name, run.why)
        elif pulse.why:
            LOG.info("%s goes well again", task.name)
        if run.said:
            LOG.info("%s: %s", task.name, run.said)
        if seconds > task.most.total_seconds():
            LOG.warning("%s took %s s", task.name, seconds)


def _line(error: Exception) -> str:
    """An error in a line, that is never empty: an empty reason means that all went well."""
    return " ".join(str(error).split())[:_LONGEST] or type(error).__name__
