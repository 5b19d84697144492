"""What every page stands on: the store, the settings, the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from data.store.opening import Store
from scheduler.settings import Settings

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Site:
    """One installation, as its pages see it.

    Parameters
    ----------
    clock
        Says what time it is, UTC.
    """

    store: Store
    settings: Settings
    clock: Clock
