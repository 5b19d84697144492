"""Carries out searches that the queue hands to this worker, each as its row in the store says.

What the store says of a search is the truth; the queue only carries its number. One that was cut
off is begun again from the start: a search takes minutes, and nothing is signed of it.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from data.i18n.fault_words import MOST_CHARACTERS, reason_of
from data.model.errors import CacoError, StoreError
from data.model.sentence import phrase
from data.store.opening import Store
from scheduler.queue.dbos_queue import RetryLater
from scheduler.queue.retry import DAY, retry_while_away
from scheduler.workforce.side_by_side import NoLongerWanted, SearchLost

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.sentence import Sentence
    from scheduler.workforce.side_by_side import Progress

LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 4  #: so often it may be begun: one that brings down its worker must end too
LOOK_SECONDS = 0.05  #: between two looks whether it has ended
HEARTBEAT_SECONDS = 5.0  #: how often a worker says that it is at work on one


class SearchRun(Protocol):
    """A search as its row says it is."""

    @property
    def id(self) -> str:
        """Its number, as the queue knows it."""

    @property
    def attempts(self) -> int:
        """How often it was begun: only the last one counts."""


RunT = TypeVar("RunT", bound=SearchRun)


@dataclass
class SearchRunner(ABC, Generic[RunT]):
    """Carries out the searches of one queue.

    Attributes
    ----------
    leaving
        The worker is to stop: what is under way goes on later, or elsewhere.
    at_work
        The searches that are under way here.
    told
        How much was noted last, and when.
    """

    store: Store
    machine: str
    clock: Callable[[], datetime]
    leaving: bool = False
    at_work: set[str] = field(default_factory=set)
    told: tuple[int, float] = (-1, 0.0)

    @abstractmethod
    def begin(self, connection: Connection, name: str) -> RunT | None:
        """Begin a search, or begin it again; None: it is over, or no longer there."""

    @abstractmethod
    def is_wanted(self, connection: Connection, run: RunT) -> bool:
        """Whether a search is still wanted, by this attempt."""

    @abstractmethod
    def note(self, connection: Connection, run: RunT, done: int, count: int) -> bool:
        """Note that it goes on, and how far it is; whether it is still wanted."""

    @abstractmethod
    def put_back(self, connection: Connection, run: RunT) -> bool:
        """Let it wait for a worker again; whether it is still wanted."""

    @abstractmethod
    def fail(self, connection: Connection, run: RunT, why: Sentence) -> None:
        """Note that it ended without an outcome."""

    @abstractmethod
    def search(self, run: RunT, tell: Progress) -> None:
        """Search, and keep what was found."""

    def leave(self, seconds: float) -> None:
        """End what is under way, which waits for a worker again; waits some seconds for it."""
        self.leaving, until = True, time.monotonic() + seconds
        while self.at_work and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)

    def run(self, name: str) -> None:
        """Do what is left to do of a search; done twice, it does nothing the second time."""
        self.at_work.add(name)
        try:
            self._run(name)
        except StoreError as error:  # what the store says of it is unknown: it is asked again
            LOG.error("search %s: %s", name, error)
            raise RetryLater from error
        finally:
            self.at_work.discard(name)

    def keep(self, change: Callable[[Connection], None]) -> None:
        """Change the store, and try again while it is out of reach."""

        def once() -> None:
            with self.store.writing() as connection:
                change(connection)

        retry_while_away(once, DAY)

    def _run(self, name: str) -> None:
        if self.leaving:
            raise RetryLater
        run = retry_while_away(lambda: self._begun(name), DAY)
        if run is None:
            LOG.info("search %s: over already", name)
            return
        if run.attempts > MOST_ATTEMPTS:
            why = phrase("it was started {count} times and never finished", count=MOST_ATTEMPTS)
            self._failed(run, why)
            return
        self.told = -1, 0.0
        try:
            self.search(run, lambda done, count: self._noted(run, done, count))
        except NoLongerWanted:
            with self.store.writing() as connection:
                is_wanted = self.put_back(connection, run)
            if is_wanted:  # by whichever worker comes after this one
                raise RetryLater from None
            LOG.info("search %s: cancelled, or made elsewhere", name)
        except StoreError:
            raise
        except SearchLost as error:
            self._failed(run, error.why)
        except CacoError as error:
            self._failed(run, reason_of(error))
        except Exception as error:  # whatever it is, whoever asked gets a sentence
            LOG.error("search %s: %s: %s", name, type(error).__name__, error)
            said = f"{type(error).__name__}: {error}"[:MOST_CHARACTERS]
            self._failed(run, phrase("a defect of this program: {error}", error=said))

    def _begun(self, name: str) -> RunT | None:
        with self.store.writing() as connection:
            return self.begin(connection, name)

    def _noted(self, run: RunT, done: int, count: int) -> bool:
        """Note how far it is, now and then; whether to go on. Without a database it goes on."""
        if self.leaving:
            return False
        noted, at = self.told
        is_due = done != noted or time.monotonic() - at >= HEARTBEAT_SECONDS
        try:
            if not is_due:
                with self.store.reading() as connection:
                    return self.is_wanted(connection, run)
            with self.store.writing() as connection:
                is_wanted = self.note(connection, run, done, count)
        except StoreError as error:
            LOG.warning("search %s: %s; it goes on", run.id, error.what)
            return True
        self.told = done, time.monotonic()
        return is_wanted

    def _failed(self, run: RunT, why: Sentence) -> None:
        self.keep(lambda connection: self.fail(connection, run, why))
