"""A search for who would be missed that somebody asked for, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from data.model.job import JobStatus, says_nothing
from data.model.sentence import Sentence

#: After which a machine that says nothing counts as gone: to prove what is open takes minutes.
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LossRun:
    """A search for what stays open without each person, from the question to its end.

    The outcome is a `LossReport`, which is kept by itself.

    Parameters
    ----------
    id
        Eight hexadecimal digits.
    asked_by, asked_at
        Who wants it, and when they said so.
    machine
        At work on it, or the last that was.
    heard_at
        When its machine last said that it is at work on it.
    attempts
        How often it was begun: only the last one counts.
    done, count
        People and lengths that were looked at, and how many there are.
    message
        Why there is no outcome.
    """

    id: str
    status: JobStatus
    asked_by: str
    asked_at: datetime
    machine: str | None = None
    heard_at: datetime | None = None
    ended_at: datetime | None = None
    attempts: int = 0
    done: int = 0
    count: int = 0
    message: Sentence | None = None

    def is_expected(self, now: datetime) -> bool:
        """Whether an outcome is to come: it waits for a worker, or one is at work on it."""
        return not self.status.is_over and not self.is_silent(now)

    def is_silent(self, now: datetime) -> bool:
        """Whether it is under way by its row, and its machine no longer says so."""
        return says_nothing(self.status, self.heard_at, now, SILENCE)
