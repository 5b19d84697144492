"""Searches scenarios in processes of their own, some side by side.

A search that the kernel ends, mostly for want of memory, is begun once more; who is killed with the
work of a comparison in hand takes its searches along.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from data.model.errors import CacoError
from data.model.problem import RosterProblem
from scheduler.solve_jobs.runner import MOST_CRASHES
from scheduler.solve_jobs.solve_process import ORPHAN, ending_of, offer_memory
from scheduler.workforce.scenario_search import quarters, search

if TYPE_CHECKING:
    from data.model.scenario_figures import FoundRoster
    from data.model.sentence import Sentence

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 0.5  #: between two looks at what was searched
Progress = Callable[[int, int], bool]
Found = tuple["FoundRoster", ...]


class NoLongerWanted(Exception):
    """Whoever asked for the figures no longer wants them, or they are to be made elsewhere."""


class SearchLost(CacoError):
    """The system ended a search, each time that it was begun.

    Parameters
    ----------
    why
        What whoever asked for it reads.
    """

    def __init__(self, why: Sentence) -> None:
        self.why = why
        super().__init__(why)

    def __str__(self) -> str:
        return str(self.why)


@dataclass(frozen=True, slots=True)
class SearchTask:
    """What one process searches.

    Parameters
    ----------
    problem
        Of the longest horizon.
    seconds
        Of each quarter.
    horizons
        After how many weeks rosters are looked at.
    """

    problem: RosterProblem
    seconds: float
    seed: int
    horizons: tuple[int, ...]

    @property
    def quarters(self) -> int:
        """How many searches it takes."""
        return quarters(max(self.horizons))

    def run(self, tell: Callable[[], None]) -> Found:
        """Search here; `tell` is called after each quarter."""
        return search(self.problem, self.seconds, self.seed, self.horizons, tell)


def search_side_by_side(
    tasks: Sequence[SearchTask], processes: int, tell: Progress | None = None
) -> list[Found]:
    """Search all of them, so many at once; what they found, in their order.

    Parameters
    ----------
    tell
        Called again and again with how many quarters were searched, and how many there are; says
        whether to go on.

    Raises
    ------
    NoLongerWanted
        It said no.
    SearchLost
        The system ended a search each time that it was begun, mostly for want of memory.
    """
    side = _Searches(tasks)
    try:
        while len(side.found) < len(tasks):
            side.begin(processes)
            side.look()
            if tell and not tell(sum(side.done.values()), side.count):
                raise NoLongerWanted
    finally:
        side.end()
    return [side.found[number] for number in range(len(tasks))]


@dataclass
class _Searches:
    """The searches that wait, those that run, and what came of the others."""

    tasks: Sequence[SearchTask]
    waiting: list[int] = field(default_factory=list)
    running: dict[Connection, tuple[int, BaseProcess]] = field(default_factory=dict)
    found: dict[int, Found] = field(default_factory=dict)
    done: Counter[int] = field(default_factory=Counter)  #: quarters of each
    crashes: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.waiting = list(range(len(self.tasks)))

    @property
    def count(self) -> int:
        return sum(one.quarters for one in self.tasks)

    def begin(self, processes: int) -> None:
        context = multiprocessing.get_context("spawn")
        while self.waiting and len(self.running) < processes:
            number = self.waiting.pop(0)
            here, there = context.Pipe()
            process = context.Process(
                target=_search_there, args=(there, self.tasks[number]), daemon=True
            )
            process.start()
            there.close()  # so that its end is seen here
            self.running[here] = number, process

    def look(self) -> None:
        """Take in what the searches tell; waits a moment for it."""
        for pipe in wait(list(self.running), LOOK_SECONDS):
            assert isinstance(pipe, multiprocessing.connection.Connection)
            number, process = self.running[pipe]
            try:
                told = pipe.recv()
            except (EOFError, ConnectionError):
                self._is_gone(pipe, number, process)
                continue
            if isinstance(told, Exception):
                raise told
            if told is None:
                self.done[number] += 1
            else:
                self.found[number] = told
                self._forget(pipe, process)

    def _is_gone(self, pipe: Connection, number: int, process: BaseProcess) -> None:
        self._forget(pipe, process)
        self.crashes[number] += 1
        why = ending_of(process.exitcode or 0, "").why
        LOG.warning("search of a scenario: %s", why)
        if self.crashes[number] == MOST_CRASHES:
            raise SearchLost(why)
        self.done[number] = 0
        self.waiting.append(number)

    def _forget(self, pipe: Connection, process: BaseProcess) -> None:
        del self.running[pipe]
        pipe.close()
        process.join()

    def end(self) -> None:
        """End what still runs, at once."""
        for pipe, (_number, process) in self.running.items():
            process.kill()
            process.join()
            pipe.close()


def _search_there(pipe: Connection, task: SearchTask) -> None:
    """What a process of its own does: it tells each quarter, and at last what it found."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asked to deal with
    offer_memory()
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()
    try:
        told: Found | Exception = task.run(lambda: pipe.send(None))
    except Exception as error:  # whoever asked is told
        told = error
    with suppress(ConnectionError):  # nobody is there any more
        pipe.send(told)


def _end_with(pipe: Connection) -> None:
    """End this process when the one that began it is gone."""
    with suppress(EOFError, ConnectionError):
        pipe.recv()
    os._exit(ORPHAN)
