"""Comparisons of scenarios as durable jobs: asked for, carried out by a worker, cancelled."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.job import JobStatus, nobody_takes_them
from data.model.scenario import MOST_COMPARED
from data.model.scenario_run import KeptScenario, ScenarioRun
from data.model.sentence import Sentence, phrase
from data.store import scenarios as kept
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.queue.dbos_queue import (
    SCENARIOS,
    QueueItem,
    claimed_by,
    enqueue,
    prepare_queue,
    requeue,
)
from scheduler.workforce.scenarios import SearchOptions, compare
from scheduler.workforce.search_runner import SearchRunner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.scenario import Scenario
    from data.store.opening import Store
    from scheduler.workforce.side_by_side import Progress

SAVED, REMOVED = "scenario.saved", "scenario.removed"


def save(
    store: Store, scenario: Scenario, who: str, now: datetime, number: int | None = None
) -> int:
    """Keep a scenario, new or in the place of another; its number.

    Raises
    ------
    Refused
        Another has that name, or there is none of that number.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        made = kept.keep_scenario(connection, scenario, who, now, number)
        facts = {"name": scenario.name, "changes": len(scenario.changes)}
        trail.append(connection, [Act(SAVED, f"scenario/{made}", None, facts)], who, now)
    return made


def save_all(store: Store, scenarios: Sequence[Scenario], who: str, now: datetime) -> list[int]:
    """Keep scenarios, in the place of those that have the same names; their numbers."""
    with store.reading() as connection:
        known = {one.scenario.name: one.id for one in kept.kept_scenarios(connection)}
    return [save(store, one, who, now, known.get(one.name)) for one in scenarios]


def remove(store: Store, number: int, who: str, now: datetime) -> KeptScenario:
    """Remove a scenario; what was worked out of it stays.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        gone = kept.remove_scenario(connection, number)
        before = {"name": gone.scenario.name}
        trail.append(connection, [Act(REMOVED, f"scenario/{number}", before)], who, now)
    return gone


def list_scenarios(store: Store) -> list[KeptScenario]:
    """The scenarios that are kept."""
    with store.reading() as connection:
        return kept.kept_scenarios(connection)


def read_scenario(store: Store, number: int) -> KeptScenario:
    """One scenario.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        return kept.read_scenario(connection, number)


def list_runs(store: Store) -> list[ScenarioRun]:
    """The comparisons that are kept, the newest first."""
    with store.reading() as connection:
        return kept.runs(connection)


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A comparison, and what whoever waits for it should know.

    Parameters
    ----------
    is_stale
        The records changed since it was worked out.
    is_silent
        Its machine should be at work on it, and says nothing.
    nobody
        It waits, and no worker takes it.
    """

    run: ScenarioRun
    is_stale: bool
    is_silent: bool = False
    nobody: bool = False


def read_run(store: Store, name: str, now: datetime) -> ShownRun:
    """One comparison, as it is now.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        run = kept.read_run(connection, name)
        seq = trail.head(connection).records_seq
        waits = run.status is JobStatus.QUEUED
        nobody = waits and nobody_takes_them(kept.open_runs(connection), now)
    is_stale = run.records_seq is not None and run.records_seq != seq
    return ShownRun(run, is_stale, run.is_silent(now), nobody)


def ask(
    store: Store, scenarios: Sequence[Scenario], seconds: int, who: str, now: datetime
) -> ScenarioRun:
    """Let a worker compare some scenarios.

    Parameters
    ----------
    seconds
        Of searching, for each roster; 0: none is searched.

    Raises
    ------
    Refused
        There are none, or too many.
    """
    if not 1 <= len(scenarios) <= MOST_COMPARED:
        what = f"{len(scenarios)} scenarios are chosen"
        raise Refused([Fault(what, f"Choose 1 up to {MOST_COMPARED}")])
    prepare_queue(store)
    run = ScenarioRun(
        id=secrets.token_hex(4),
        status=JobStatus.QUEUED,
        asked_by=who,
        asked_at=now,
        scenarios=tuple(scenarios),
        seconds=seconds,
    )
    with store.writing() as connection:
        kept.add_run(connection, run)
        enqueue(store, connection, [QueueItem(run.id)], SCENARIOS)
    return run


def cancel(store: Store, name: str, who: str, now: datetime) -> None:
    """Cancel a comparison.

    Raises
    ------
    Refused
        It is over already.
    """
    with store.writing() as connection:
        if not kept.cancel_run(connection, name, now, phrase("cancelled by {who}", who=who)):
            what = f"comparison {name} is over already"
            raise Refused([Fault(what, "There is nothing left to cancel")])


def take_over(store: Store, machine: str, now: datetime) -> list[str]:
    """Hand the comparisons of a machine that is gone to whichever worker is free; their numbers.

    Raises
    ------
    Refused
        The machine was heard a moment ago.
    """
    prepare_queue(store)
    with store.reading() as connection:
        there = [one for one in kept.open_runs(connection) if one.machine == machine]
    mine = [one for one in there if one.status.is_under_way]
    busy = ", ".join(one.id for one in mine if not one.is_silent(now))
    if busy:
        what = f"machine {machine} is at work on comparison {busy}: it gave a sign of life"
        raise Refused([Fault(what, "Stop its worker first, or cancel the comparison")])
    names = sorted({one.id for one in mine} | set(claimed_by(store, machine, SCENARIOS)))
    with store.writing() as connection:
        for one in mine:  # the row goes first: whoever still works on it finds it is not wanted
            kept.put_back_run(connection, one)
    requeue(store, names, SCENARIOS)
    return names


@dataclass
class ScenarioRunner(SearchRunner[ScenarioRun]):
    """Carries out comparisons.

    Attributes
    ----------
    options
        How long rosters are searched.
    """

    options: Callable[[ScenarioRun], SearchOptions] = field(
        default=lambda run: SearchOptions(seconds=float(run.seconds))
    )

    def begin(self, connection: Connection, name: str) -> ScenarioRun | None:
        """See `SearchRunner`."""
        return kept.begin_run(connection, name, self.machine, self.clock())

    def is_wanted(self, connection: Connection, run: ScenarioRun) -> bool:
        """See `SearchRunner`."""
        return kept.is_wanted(connection, run)

    def note(self, connection: Connection, run: ScenarioRun, done: int, count: int) -> bool:
        """See `SearchRunner`."""
        return kept.note_progress(connection, run, done, count, self.clock())

    def put_back(self, connection: Connection, run: ScenarioRun) -> bool:
        """See `SearchRunner`."""
        return kept.put_back_run(connection, run)

    def fail(self, connection: Connection, run: ScenarioRun, why: Sentence) -> None:
        """See `SearchRunner`."""
        kept.end_run(connection, run, JobStatus.FAILED, self.clock(), message=why)

    def search(self, run: ScenarioRun, tell: Progress) -> None:
        """See `SearchRunner`."""
        with self.store.reading() as connection:
            seq = trail.head(connection).records_seq
        found = compare(self.store, run.scenarios, run.asked_at, self.options(run), tell)

        def end(connection: Connection) -> None:
            kept.end_run(
                connection, run, JobStatus.DONE, self.clock(), figures=found, records_seq=seq
            )

        self.keep(end)
