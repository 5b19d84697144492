"""A task: something that is done again and again, by the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from data.store.opening import Store
from scheduler.settings import Settings

DAY = timedelta(days=1)
_LEEWAY = timedelta(minutes=2)  #: beyond two periods, before a task counts as late
_LATE_DAILY = timedelta(hours=26)  #: the longest day has 25
#: That a run may take: nothing else runs meanwhile, so for as long nobody hears of a new gap.
MOST = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that the clock does.

    Parameters
    ----------
    name
        What its pulse is called.
    every
        The time from one run that went well to the next.
    run
        Does it, and says in a line what was done; empty: nothing worth telling. It has to be safe
        to do twice: a run that was killed before its end was noted is done again. It raises what it
        cannot do, and is then tried again at the next tick.
    at
        Once a day, when the local clock shows this; `every` is then a day.
    most
        A run that takes longer is stuck.
    is_vital
        Whether silence means "covered" only while this goes well.
    is_apart
        It waits for somebody outside: it runs beside the others, and tells nothing of them.
    """

    name: str
    every: timedelta
    run: Callable[[Store, Settings, datetime], str]
    at: time | None = None
    most: timedelta = MOST
    is_vital: bool = True
    is_apart: bool = False

    def __post_init__(self) -> None:
        """A daily task is done daily."""
        if self.every <= timedelta(0) or (self.at is not None and self.every != DAY):
            raise ValueError(f"{self.name}: no period {self.every} (at {self.at})")

    @property
    def late_after(self) -> timedelta:
        """The age of its last good run from which it is late: one miss is mended unseen."""
        return _LATE_DAILY if self.at is not None else 2 * self.every + _LEEWAY
