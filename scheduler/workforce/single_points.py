"""Which seats hang on one person: everybody in rosters in force, each gone for some weeks."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import wait as wait_for
from typing import TYPE_CHECKING

from data.files.problem_json import problem_hash
from data.model.person_loss import LossOfPerson, LossReport, SeatLost
from data.store import rosters
from data.store.audit import trail
from data.store.loss_reports import keep_loss_report, last_loss_report
from data.store.records import names_of_people
from data.tables.period import ZONE
from scheduler.solve_jobs.solve_process import offer_memory
from scheduler.workforce.side_by_side import NoLongerWanted
from scheduler.workforce.standing_problem import standing_problem
from solver.loss_of_person import SOLVE_SECONDS, LossSearch, OpenWithout
from solver.objective.level import missing_people

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from data.model.problem import RosterProblem
    from data.store.opening import Store

LENGTHS = (4, 13)  #: weeks that somebody is gone
PROCESSES = 2  #: that search side by side
LASTS = timedelta(days=7)  #: so long a report says how things stand, if nothing changes
LOOK_SECONDS = 0.5  #: between two looks at what was worked out
Progress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class KeptReport:
    """The report that was last made, and whether it still says how things stand.

    Parameters
    ----------
    is_changed
        Rosters or records changed since.
    is_old
        It is older than a week.
    """

    report: LossReport
    is_changed: bool
    is_old: bool

    @property
    def is_stale(self) -> bool:
        """Whether it is to be worked out again."""
        return self.is_changed or self.is_old


def work_out_losses(
    store: Store,
    now: datetime,
    people: Collection[str] | None = None,
    lengths: Sequence[int] = LENGTHS,
    *,
    seconds: float = SOLVE_SECONDS,
    processes: int = PROCESSES,
    tell: Progress | None = None,
) -> LossReport:
    """What stays open without each person, by length; nothing is kept.

    Parameters
    ----------
    people
        Ids of those who are looked at; None: everybody with duties.
    seconds
        Wall time of one proof, at most.
    processes
        1: all of it in this one.
    tell
        Called again and again with how many people and lengths are done, and how many there are;
        says whether to go on.

    Raises
    ------
    NoLongerWanted
        It said no.
    InputError
        The records do not hold what a roster needs.
    """
    began = time.monotonic()
    with store.reading() as connection:
        problem = standing_problem(connection, now, max(lengths))
        stamp, ends = stamp_of(connection, now), _ends(connection, problem)
    search = LossSearch.of(problem, seconds)
    on_duty = sorted({one.person for one in problem.assignments if not one.double})
    wanted = on_duty if people is None else [one for one in on_duty if one in people]
    trials = [(weeks, person) for weeks in lengths for person in wanted]
    losses = _losses(search, trials, processes, tell)
    return LossReport(
        made_at=now,
        source_hash=problem_hash(problem),
        stamp=stamp,
        first=problem.first_date,
        last=problem.last_date,
        open_anyway=sum(missing_people(search.index, search.anyway).values()),
        losses=tuple(losses),
        seconds=round(time.monotonic() - began, 1),
        ends=ends,
    )


def _ends(connection: Connection, problem: RosterProblem) -> tuple[tuple[str, date], ...]:
    """By post whose roster in force ends before the period: its last day."""
    heads = rosters.in_force(connection, problem.start, problem.end)
    posts = rosters.posts_by_roster(connection, heads, [post.id for post in problem.posts])
    found: dict[str, date] = {}
    for head in heads:
        last = (head.end - timedelta(minutes=1)).astimezone(ZONE).date()
        for post in posts[head.id]:
            found[post] = max(last, found.get(post, last))
    ended = (one for one in found.items() if one[1] < problem.last_date)
    return tuple(sorted(ended))


def renew_losses(
    store: Store,
    now: datetime,
    tell: Progress | None = None,
    *,
    lengths: Sequence[int] = LENGTHS,
    processes: int = PROCESSES,
) -> LossReport:
    """Work out anew what stays open without each person, and keep it.

    The parameters are those of `work_out_losses`.

    Raises
    ------
    NoLongerWanted
        `tell` said no.
    InputError
        The records do not hold what a roster needs.
    """
    report = work_out_losses(store, now, None, lengths, processes=processes, tell=tell)
    with store.writing() as connection:
        trail.take_turn(connection)
        # Whoever was erased in the meantime is named no more.
        here = names_of_people(connection)
        losses = tuple(one for one in report.losses if one.person in here)
        report = replace(report, losses=losses)
        keep_loss_report(connection, report)
    return report


def read_losses(store: Store, now: datetime) -> KeptReport | None:
    """The report that was last made; None: there is none."""
    with store.reading() as connection:
        return kept_losses(connection, now)


def kept_losses(connection: Connection, now: datetime) -> KeptReport | None:
    """The report that was last made; None: there is none."""
    report = last_loss_report(connection)
    if report is None:
        return None
    is_changed = report.stamp != stamp_of(connection, now)
    return KeptReport(report, is_changed, now - report.made_at > LASTS)


def stamp_of(connection: Connection, now: datetime) -> str:
    """Which rosters are in force from now on, and the last change of the records."""
    heads = rosters.in_force(connection, now, now + timedelta(weeks=max(LENGTHS)))
    numbers = " ".join(str(head.id) for head in heads)
    return f"{trail.head(connection).records_seq}: {numbers}"


def _losses(
    search: LossSearch,
    trials: Sequence[tuple[int, str]],
    processes: int,
    tell: Progress | None,
) -> list[LossOfPerson]:
    problem = search.index.problem
    found: dict[tuple[int, str], OpenWithout] = {}

    def go_on() -> None:
        if tell and not tell(len(found), len(trials)):
            raise NoLongerWanted

    go_on()
    if processes < 2 or len(trials) < 2:
        for trial in trials:
            found[trial] = _without(search, *trial)
            go_on()
    else:
        search.prepare()
        _in_children(search, trials, processes, found, go_on)
    return [_as_loss(problem, trial[0], found[trial]) for trial in trials]


def _in_children(
    search: LossSearch,
    trials: Sequence[tuple[int, str]],
    processes: int,
    found: dict[tuple[int, str], OpenWithout],
    go_on: Callable[[], None],
) -> None:
    """Search in processes of their own, which end with this one; `go_on` may raise."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(processes, context, _begin, (search,))
    try:
        running = {executor.submit(_in_child, *trial): trial for trial in trials}
        waiting = set(running)
        while waiting:
            done, waiting = wait(waiting, LOOK_SECONDS, FIRST_COMPLETED)
            found.update((running[one], one.result()) for one in done)
            go_on()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _without(search: LossSearch, weeks: int, person: str) -> OpenWithout:
    return search.without(person, search.index.problem.start + timedelta(weeks=weeks))


_SEARCH: list[LossSearch] = []  #: of a child process, which does nothing else


def _begin(search: LossSearch) -> None:
    """Ctrl-C at a terminal is for whoever asked for the search to deal with."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    offer_memory()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _SEARCH.append(search)


def _end_with_parent() -> None:
    """End when the process that began this one is gone: its queue would be waited for forever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)


def _in_child(weeks: int, person: str) -> OpenWithout:
    return _without(_SEARCH[0], weeks, person)


def _as_loss(problem: RosterProblem, weeks: int, loss: OpenWithout) -> LossOfPerson:
    shifts = sorted((problem.shift_by_id[one] for one in loss.shifts), key=lambda one: one.start)
    seats = tuple(SeatLost(one.post, one.start, one.end) for one in shifts)
    return LossOfPerson(loss.person, weeks, loss.found, loss.least, seats)
