"""Pulses: when each task of the clock last ran, and how that went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

BACKUP = "backup"  #: the state of backups into a folder
DRILL = "restore_drill"  #: the state of restore drills


@dataclass(frozen=True, slots=True)
class TaskState:
    """What is known of the runs of one task.

    A run is known by the moment at which it began. That moment is what stands in `good_at` or
    `bad_at` when it is over, so that whatever the clock of the machine did meanwhile, nobody has to
    compare two readings of it to know whether a run is over.

    Parameters
    ----------
    name
        Of the task.
    begun_at
        Of the last run.
    good_at
        When the last run began that went well: all until then was seen to.
    bad_at
        When the last run began that failed.
    why
        Why the last run failed, in a line; empty if it went well.
    seconds
        What the last finished run took.
    mark
        How far the task came, where it goes on from a point. Only the task itself moves it, in the
        transaction of its work.
    """

    name: str
    begun_at: datetime | None = None
    good_at: datetime | None = None
    bad_at: datetime | None = None
    why: str = ""
    seconds: int | None = None
    mark: str = ""

    @property
    def is_under_way(self) -> bool:
        """Whether a run has begun that is not over, or that was killed."""
        return self.begun_at is not None and self.begun_at not in (self.good_at, self.bad_at)
