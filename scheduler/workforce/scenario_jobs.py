"""Comparisons of scenarios as durable jobs: asked for, carried out by a worker, cancelled.

What the store says of a comparison is the truth; the queue only carries its number. One that was
cut off is begun again from the start: a search takes minutes, and nothing is signed of it.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.model.errors import CacoError, Fault, Refused, StoreError
from data.model.job import JobStatus, nobody_takes_them
from data.model.scenario import MOST_COMPARED
from data.model.scenario_run import KeptScenario, ScenarioRun
from data.model.sentence import Sentence, phrase
from data.store import scenarios as kept
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.opening import Store
from scheduler.queue.dbos_queue import (
    SCENARIOS,
    QueueItem,
    RetryLater,
    claimed_by,
    enqueue,
    prepare_queue,
    requeue,
)
from scheduler.queue.retry import DAY, retry_while_away
from scheduler.workforce.scenarios import SearchOptions, compare
from scheduler.workforce.side_by_side import NoLongerWanted, SearchLost

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.scenario import Scenario

LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 4  #: so often it may be begun: one that brings down its worker must end too
MOST_CHARACTERS = 4000  #: of the reason why it failed
LOOK_SECONDS = 0.05  #: between two looks whether it has ended
HEARTBEAT_SECONDS = 5.0  #: how often a worker says that it is at work on one
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
class ScenarioRunner:
    """Carries out the comparisons that the queue hands to this worker.

    Attributes
    ----------
    leaving
        The worker is to stop: what is under way goes on later, or elsewhere.
    at_work
        The comparisons that are under way here.
    """

    store: Store
    machine: str
    clock: Callable[[], datetime]
    options: Callable[[ScenarioRun], SearchOptions] = field(
        default=lambda run: SearchOptions(seconds=float(run.seconds))
    )
    leaving: bool = False
    at_work: set[str] = field(default_factory=set)
    told: tuple[int, float] = (-1, 0.0)  #: quarters that were noted last, and when

    def leave(self, seconds: float) -> None:
        """End what is under way, which waits for a worker again; waits some seconds for it."""
        self.leaving, until = True, time.monotonic() + seconds
        while self.at_work and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)

    def run(self, name: str) -> None:
        """Do what is left to do of a comparison; done twice, it does nothing the second time."""
        self.at_work.add(name)
        try:
            self._run(name)
        except StoreError as error:  # what the store says of it is unknown: it is asked again
            LOG.error("comparison %s: %s", name, error)
            raise RetryLater from error
        finally:
            self.at_work.discard(name)

    def _run(self, name: str) -> None:
        if self.leaving:
            raise RetryLater
        run = retry_while_away(lambda: self._begin(name), DAY)
        if run is None:
            LOG.info("comparison %s: over already", name)
            return
        if run.attempts > MOST_ATTEMPTS:
            why = phrase("it was started {count} times and never finished", count=MOST_ATTEMPTS)
            self._fail(run, why)
            return
        self.told = -1, 0.0
        try:
            self._compare(run)
        except NoLongerWanted:
            with self.store.writing() as connection:
                is_wanted = kept.put_back_run(connection, run)
            if is_wanted:  # by whichever worker comes after this one
                raise RetryLater from None
            LOG.info("comparison %s: cancelled, or made elsewhere", name)
        except StoreError:
            raise
        except SearchLost as error:
            self._fail(run, error.why)
        except CacoError as error:
            self._fail(run, Sentence(str(error)[:MOST_CHARACTERS]))
        except Exception as error:  # whatever it is, whoever asked gets a sentence
            LOG.error("comparison %s: %s: %s", name, type(error).__name__, error)
            said = f"{type(error).__name__}: {error}"[:MOST_CHARACTERS]
            self._fail(run, phrase("a defect of this program: {error}", error=said))

    def _begin(self, name: str) -> ScenarioRun | None:
        with self.store.writing() as connection:
            return kept.begin_run(connection, name, self.machine, self.clock())

    def _compare(self, run: ScenarioRun) -> None:
        with self.store.reading() as connection:
            seq = trail.head(connection).records_seq
        found = compare(
            self.store,
            run.scenarios,
            run.asked_at,
            self.options(run),
            tell=lambda done, count: self._note(run, done, count),
        )
        self._end(run, JobStatus.DONE, figures=found, records_seq=seq)

    def _note(self, run: ScenarioRun, done: int, count: int) -> bool:
        """Note how far it is, now and then; whether to go on. Without a database it goes on."""
        if self.leaving:
            return False
        noted, at = self.told
        is_due = done != noted or time.monotonic() - at >= HEARTBEAT_SECONDS
        try:
            if not is_due:
                with self.store.reading() as connection:
                    return kept.is_wanted(connection, run)
            with self.store.writing() as connection:
                is_wanted = kept.note_progress(connection, run, done, count, self.clock())
        except StoreError as error:
            LOG.warning("comparison %s: %s; the search goes on", run.id, error.what)
            return True
        self.told = done, time.monotonic()
        return is_wanted

    def _fail(self, run: ScenarioRun, why: Sentence) -> None:
        self._end(run, JobStatus.FAILED, message=why)

    def _end(self, run: ScenarioRun, status: JobStatus, **facts: Any) -> None:  # noqa: ANN401
        def end() -> None:
            with self.store.writing() as connection:
                kept.end_run(connection, run, status, self.clock(), **facts)

        retry_while_away(end, DAY)
