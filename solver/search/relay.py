"""Progress of several solves side by side, told as one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from solver.options import Progress, Tick


@dataclass
class Relay:
    """Adds up the ticks of the pools of one problem.

    Attributes
    ----------
    progress
        Told the sum per rung, once every pool has said something of it.
    pools
        Number of pools.
    """

    progress: Progress
    pools: int
    _latest: dict[str, dict[int, Tick]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ear(self, number: int) -> Progress:
        """Where pool `number` tells its ticks."""

        def hear(tick: Tick) -> None:
            with self._lock:
                ticks = self._latest.setdefault(tick.rung, {})
                ticks[number] = tick
                if len(ticks) == self.pools:
                    self.progress(_sum(list(ticks.values())))

        return hear


def _sum(ticks: list[Tick]) -> Tick:
    objectives = [tick.objective for tick in ticks if tick.objective is not None]
    bounds = [tick.bound for tick in ticks if tick.bound is not None]
    return Tick(
        ticks[0].rung,
        sum(objectives) if len(objectives) == len(ticks) else None,
        sum(bounds) if len(bounds) == len(ticks) else None,
        max(tick.seconds for tick in ticks),
    )
