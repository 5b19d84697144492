"""Which seats hang on one person: everybody in rosters in force, each gone for some weeks."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from data.files.problem_json import problem_hash
from data.model.person_loss import LossOfPerson, LossReport, SeatLost
from data.store import rosters
from data.store.audit import trail
from data.store.loss_reports import keep_loss_report, last_loss_report
from scheduler.workforce.standing_problem import standing_problem
from solver.loss_of_person import SOLVE_SECONDS, LossSearch, OpenWithout
from solver.objective.level import missing_people

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.problem import RosterProblem
    from data.store.opening import Store

LENGTHS = (4, 13)  #: weeks that somebody is gone
PROCESSES = 2  #: that search side by side
LASTS = timedelta(days=7)  #: so long a report says how things stand, if nothing changes


@dataclass(frozen=True, slots=True)
class KeptReport:
    """The report that was last made, and whether it still says how things stand.

    Parameters
    ----------
    is_stale
        Rosters or records changed since, or it is older than a week.
    """

    report: LossReport
    is_stale: bool


def work_out_losses(
    store: Store,
    now: datetime,
    people: Collection[str] | None = None,
    lengths: Sequence[int] = LENGTHS,
    *,
    seconds: float = SOLVE_SECONDS,
    processes: int = PROCESSES,
    tell: Callable[[int, int], None] | None = None,
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
        Called with how many people and lengths are done, and how many there are.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    """
    began = time.monotonic()
    with store.reading() as connection:
        problem = standing_problem(connection, now, max(lengths))
        stamp = stamp_of(connection, now)
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
    )


def renew_losses(
    store: Store,
    now: datetime,
    tell: Callable[[int, int], None] | None = None,
    *,
    processes: int = PROCESSES,
) -> LossReport:
    """Work out anew what stays open without each person, and keep it.

    Raises
    ------
    InputError
        The records do not hold what a roster needs.
    """
    report = work_out_losses(store, now, tell=tell, processes=processes)
    with store.writing() as connection:
        trail.take_turn(connection)
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
    is_stale = report.stamp != stamp_of(connection, now) or now - report.made_at > LASTS
    return KeptReport(report, is_stale)


def stamp_of(connection: Connection, now: datetime) -> str:
    """Which rosters are in force from now on, and the last change of the records."""
    heads = rosters.in_force(connection, now, now + timedelta(weeks=max(LENGTHS)))
    numbers = " ".join(str(head.id) for head in heads)
    return f"{trail.head(connection).records_seq}: {numbers}"


def _losses(
    search: LossSearch,
    trials: Sequence[tuple[int, str]],
    processes: int,
    tell: Callable[[int, int], None] | None,
) -> list[LossOfPerson]:
    problem = search.index.problem
    found: dict[tuple[int, str], LossOfPerson] = {}

    def keep(trial: tuple[int, str], loss: OpenWithout) -> None:
        found[trial] = _as_loss(problem, trial[0], loss)
        if tell:
            tell(len(found), len(trials))

    if processes < 2 or len(trials) < 2:
        for trial in trials:
            keep(trial, _without(search, *trial))
        return [found[trial] for trial in trials]
    search.prepare()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=_begin, initargs=(search,)
    ) as executor:
        running = {executor.submit(_in_child, *trial): trial for trial in trials}
        for done in as_completed(running):
            keep(running[done], done.result())
    return [found[trial] for trial in trials]


def _without(search: LossSearch, weeks: int, person: str) -> OpenWithout:
    return search.without(person, search.index.problem.start + timedelta(weeks=weeks))


_SEARCH: list[LossSearch] = []  #: of a child process, which does nothing else


def _begin(search: LossSearch) -> None:
    _SEARCH.append(search)


def _in_child(weeks: int, person: str) -> OpenWithout:
    return _without(_SEARCH[0], weeks, person)


def _as_loss(problem: RosterProblem, weeks: int, loss: OpenWithout) -> LossOfPerson:
    shifts = sorted((problem.shift_by_id[one] for one in loss.shifts), key=lambda one: one.start)
    seats = tuple(SeatLost(one.post, one.start, one.end) for one in shifts)
    return LossOfPerson(loss.person, weeks, loss.found, loss.least, seats)
