"""Jobs: solves that wait for a worker, are under way, or are over."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from data.model.quality import QualityWeights
from data.model.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


SILENCE = timedelta(seconds=60)  #: after which a machine that says nothing counts as gone
MOST_POINTS = 80  #: of the curve of a level: as many as a screen can show


class JobStatus(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"  #: asked to stop, and to keep the best roster so far
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing will come of it any more."""
        return self in OVER

    @property
    def is_under_way(self) -> bool:
        """Whether a machine should be at work on it."""
        return self in UNDER_WAY


OVER = frozenset({JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED})
UNDER_WAY = frozenset({JobStatus.RUNNING, JobStatus.STOPPING})


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """What to solve, and how.

    Parameters
    ----------
    first
        First local date of the period.
    weeks
        Its length.
    seconds
        Time to search at most.
    seed
        Of the search.
    posts
        Ids of the posts to plan, in order; the others stay as they are in force. Empty: all.
    left_open
        Ids of part shifts that nobody is planned on, in order.
    weights
        What quality weighs.
    start
        Number of the roster that the search begins from; None: none.
    book
        Id of the book whose posts are planned; empty: those that no book holds.
    """

    first: date
    weeks: int
    seconds: float = 120.0
    seed: int = 0
    posts: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    weights: QualityWeights = field(default_factory=QualityWeights)
    start: int | None = None
    book: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A moment at which a level moved: `seconds` since the search began."""

    seconds: float
    objective: int | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class LevelSoFar:
    """How far a level is.

    Parameters
    ----------
    objective, bound
        Best value and proven lower bound; None while there is none.
    curve
        How it came there, at most `MOST_POINTS` moments.
    """

    name: str
    objective: int | None
    bound: int | None
    curve: tuple[Point, ...] = ()


def thinned(curve: Sequence[Point]) -> tuple[Point, ...]:
    """A curve short enough to keep: its first and last moments, and every second between them."""
    points = tuple(curve)
    while len(points) > MOST_POINTS:
        points = (*points[:-1:2], points[-1])
    return points


@dataclass(frozen=True, slots=True)
class JobProgress:
    """What is known of a solve that goes on.

    Parameters
    ----------
    seconds
        Since the search began, as far as this attempt goes.
    levels
        From the highest to the one it is on.
    open_shifts
        How many people the best roster so far lacks; None: not known yet.
    """

    seconds: float
    levels: tuple[LevelSoFar, ...] = ()
    open_shifts: int | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A solve that somebody asked for.

    Parameters
    ----------
    id
        Eight hexadecimal digits.
    asked_by, asked_at
        Who wants the roster, and when they said so.
    machine
        The machine at work on it, or the last that was.
    started_at
        When it was first begun.
    heard_at
        When its machine last said that it is at work on it.
    ended_at
        When it was over.
    attempts
        How often it was begun. Only the last one counts: whatever an earlier one still writes is
        refused.
    roster
        The draft that came of it.
    message
        Why there is none.
    """

    id: str
    status: JobStatus
    asked_by: str
    asked_at: datetime
    request: SolveRequest
    machine: str | None
    started_at: datetime | None
    heard_at: datetime | None
    ended_at: datetime | None
    attempts: int
    progress: JobProgress | None
    roster: int | None
    message: Sentence | None

    def is_silent(self, now: datetime) -> bool:
        """Whether its machine should be at work on it, and has not said so for a while.

        Heard in the future is as bad: a clock was set back since, and nothing was heard after.
        """
        return says_nothing(self.status, self.heard_at, now)


def says_nothing(
    status: JobStatus, heard_at: datetime | None, now: datetime, silence: timedelta = SILENCE
) -> bool:
    """Whether a machine that should be at work has given no sign of life for a while.

    Parameters
    ----------
    silence
        How long that is.
    """
    return status.is_under_way and (heard_at is None or abs(now - heard_at) > silence)


class Queued(Protocol):
    """What waits for a worker, or is in the hands of one."""

    @property
    def status(self) -> JobStatus:
        """How far it is."""

    @property
    def asked_at(self) -> datetime:
        """Since when it is there."""

    def is_silent(self, now: datetime) -> bool:
        """Whether its machine should be at work on it, and has not said so for a while."""


def nobody_takes_them(jobs: Iterable[Queued], now: datetime) -> bool:
    """Whether jobs wait for longer than a free worker needs, and no busy one is heard."""
    there = tuple(jobs)
    busy = any(job.status.is_under_way and not job.is_silent(now) for job in there)
    waits = (job for job in there if job.status is JobStatus.QUEUED)
    return not busy and any(abs(now - job.asked_at) > SILENCE for job in waits)
