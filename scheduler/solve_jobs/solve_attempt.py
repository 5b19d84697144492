"""One attempt at a job: solve from where the last one stood, and keep what was found as a draft."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.errors import StoreError
from data.model.job import Job, JobProgress, JobStatus, LevelSoFar, Point, thinned
from data.model.problem import RosterProblem
from data.model.result import PlanStatus
from data.model.sentence import phrase
from data.store import jobs, rosters
from data.store.opening import Store
from scheduler.planning.drafts import add_found
from scheduler.planning.plan import make_roster
from scheduler.planning.preparation import (
    Prepared,
    for_posts,
    lacking,
    leaving_open,
    prepare,
    with_all_open,
)
from scheduler.queue.retry import retry_while_away
from solver.options import ProgressEvent, SolveOptions
from solver.search.lexicographic.search import Best
from solver.solve import level_values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from data.model.result import RosterResult
    from solver.cpsat.engine import Stop

PATIENCE = 300.0  #: seconds to wait for a database that is away
SAVE_SECONDS = 1.0  #: between two notes of how far it is


def solve_and_keep(store: Store, job: Job, stop: Stop, clock: Callable[[], datetime]) -> None:
    """Solve a job, and keep what was found: the draft and the end of the job in one transaction.

    Nothing is kept if the job was cancelled meanwhile, or another attempt is under way.

    Raises
    ------
    InputError, Refused
        The period cannot be planned; see `scheduler.planning.preparation.prepare`.
    StoreError
        The database stayed out of reach.
    """
    if job.status is JobStatus.STOPPING:
        stop.ask()
    prepared, hint, started = retry_while_away(lambda: _prepared(store, job, clock()), PATIENCE)
    chosen = for_posts(prepared.problem, job.request.posts)
    problem = leaving_open(chosen, job.request.left_open)
    recorder = ProgressRecorder(store, job, problem)
    with recorder:
        result = make_roster(
            started_from(problem, hint),
            SolveOptions(job.request.seconds, job.request.seed),
            progress=recorder.take_in,
            stop=stop,
            best=recorder.best,
        )
    if job.request.start is not None and not is_better(problem, result, started):
        retry_while_away(lambda: end_without(store, job, result, clock()), PATIENCE)
        return
    whole = with_all_open(prepared.problem, result)
    retry_while_away(lambda: keep(store, job, prepared, whole, clock()), PATIENCE)


def _prepared(
    store: Store, job: Job, now: datetime
) -> tuple[Prepared, frozenset[jobs.Pair], frozenset[jobs.Pair]]:
    """What is solved, the best of an earlier attempt, and the roster that was asked to start from.

    The last two are the same in the first attempt.
    """
    with store.reading() as connection:
        asked = job.request
        prepared = prepare(
            connection, asked.first, asked.weeks, now, weights=asked.weights, book=asked.book
        )
        held = rosters.read_assignments(connection, asked.start) if asked.start else ()
        start = frozenset((one.person, one.shift) for one in held)
        return prepared, jobs.best_pairs(connection, job.id) or start, start


def is_better(problem: RosterProblem, result: RosterResult, start: Collection[jobs.Pair]) -> bool:
    """Whether a search found more than it started from; so it is where that can no longer be."""
    shifts, people = problem.shift_by_id, problem.person_by_id
    before = level_values(problem, [one for one in start if one[1] in shifts and one[0] in people])
    return before is None or [one.objective for one in result.levels] < before


def end_without(store: Store, job: Job, result: RosterResult, now: datetime) -> bool:
    """End a job that found nothing better than what it started from: there is no new draft."""
    number = str(job.request.start)
    if result.status is PlanStatus.OPTIMAL:
        said = phrase("nothing is better than roster {number}: this is proven", number=number)
    else:
        said = phrase("nothing better than roster {number} was found", number=number)
    with store.writing() as connection:
        held = jobs.hold(connection, job)
        was_stopped = held is not None and held.status is JobStatus.STOPPING
        status = JobStatus.CANCELLED if was_stopped else JobStatus.DONE
        return jobs.end(connection, job, status, now, message=said)


def started_from(problem: RosterProblem, hint: Collection[jobs.Pair]) -> RosterProblem:
    """A problem with the best roster of an earlier attempt to start from, where there is one."""
    if not hint:
        return problem
    pins = [one for one in problem.assignments if one.pinned]
    settled = {(one.person, one.shift) for one in pins}
    loose = [
        Assignment(person, shift)
        for person, shift in sorted(hint)
        if (person, shift) not in settled
        and person in problem.person_by_id
        and shift in problem.shift_by_id
    ]
    return replace(problem, assignments=(*pins, *loose))


def keep(
    store: Store, job: Job, prepared: Prepared, result: RosterResult, now: datetime
) -> int | None:
    """Keep a roster as the draft of its job, once; None if it is no longer wanted."""
    with store.writing() as connection:
        held = jobs.hold(connection, job)
        if held is None:
            return None
        head = add_found(connection, prepared, result, job.asked_by, now)
        was_stopped = held.status is JobStatus.STOPPING
        status = JobStatus.CANCELLED if was_stopped else JobStatus.DONE
        jobs.end(connection, job, status, now, head.id, held.message)
        return head.id


@dataclass
class ProgressRecorder:
    """Notes in the store how far a solve is, while it goes on.

    Attributes
    ----------
    problem
        What is solved; without it nobody learns how many shifts are still open.
    best
        Where the solver shows its best roster so far.
    """

    store: Store
    job: Job
    problem: RosterProblem | None = None
    best: Best = field(default_factory=Best)
    _began: float = field(default_factory=time.monotonic)
    _levels: dict[str, LevelSoFar] = field(default_factory=dict)
    _saved: frozenset[jobs.Pair] = frozenset()
    _lacking: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def take_in(self, event: ProgressEvent) -> None:
        """Take in a `ProgressEvent`; called from the solving threads."""
        point = Point(round(event.seconds, 1), event.objective, event.bound)
        with self._lock:
            before = self._levels.get(event.level)
            curve = before.curve if before else ()
            if before is None or (before.objective, before.bound) != (event.objective, event.bound):
                curve = thinned((*curve, point))
            self._levels[event.level] = LevelSoFar(event.level, event.objective, event.bound, curve)

    def __enter__(self) -> None:
        self._thread = threading.Thread(target=self._write_on, daemon=True)
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        if self._thread:
            self._thread.join()

    def _write_on(self) -> None:
        while not self._done.wait(SAVE_SECONDS):
            self.write()

    def write(self) -> None:
        """Write down what is known; a database that is away is tried again later."""
        with self._lock:
            levels = tuple(self._levels.values())
        seconds = time.monotonic() - self._began
        pairs = self.best.pairs()
        if self.problem and pairs and pairs != self._saved:
            self._lacking = lacking(self.problem, pairs)
        try:
            with self.store.writing() as connection:
                progress = JobProgress(round(seconds, 1), levels, self._lacking)
                new = None if pairs == self._saved else pairs
                jobs.record_progress(connection, self.job, progress, new)
            self._saved = pairs
        except StoreError:
            return
