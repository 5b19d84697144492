"""A comparison of scenarios that somebody asked for, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.model.job import JobStatus, says_nothing
from data.model.scenario import Scenario
from data.model.scenario_figures import ScenarioFigures
from data.model.sentence import Sentence


@dataclass(frozen=True, slots=True)
class KeptScenario:
    """A scenario that was kept.

    Parameters
    ----------
    id
        Its number.
    changed_by, changed_at
        Who changed it last, and when.
    """

    id: int
    scenario: Scenario
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """A comparison of scenarios, from the question to the figures.

    Parameters
    ----------
    id
        Eight hexadecimal digits.
    asked_by, asked_at
        Who wants it, and when they said so.
    scenarios
        As they were then.
    seconds
        Of searching, for each roster; 0: none is searched.
    machine
        At work on it, or the last that was.
    heard_at
        When that machine last said that it is at work on it.
    attempts
        How often it was begun: only the last one counts.
    done, count
        Rosters that were searched, and how many there are.
    records_seq
        The last change of the records that the figures know of.
    figures
        One of each scenario, in their order; empty: not there yet.
    message
        Why there are none.
    """

    id: str
    status: JobStatus
    asked_by: str
    asked_at: datetime
    scenarios: tuple[Scenario, ...]
    seconds: int
    machine: str | None = None
    heard_at: datetime | None = None
    ended_at: datetime | None = None
    attempts: int = 0
    done: int = 0
    count: int = 0
    records_seq: int | None = None
    figures: tuple[ScenarioFigures, ...] = ()
    message: Sentence | None = None

    def is_silent(self, now: datetime) -> bool:
        """Whether its machine should be at work on it, and has not said so for a while."""
        return says_nothing(self.status, self.heard_at, now)
