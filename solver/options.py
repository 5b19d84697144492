"""How to solve, and what is told while it goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

_CGROUP_LIMIT = Path("/sys/fs/cgroup/cpu.max")  #: microseconds of processor time per period

STRATEGIES = 8  #: of CP-SAT, at least


def available_cores(limit: Path = _CGROUP_LIMIT) -> int:
    """How many cores this process may use, at least 1: by affinity, and by its control group."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # no Linux
        cores = os.cpu_count() or 1
    with suppress(OSError, ValueError):
        most, period = limit.read_text().split()
        cores = min(cores, round(int(most) / int(period)))
    return max(1, cores)


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """How to solve.

    Parameters
    ----------
    seconds
        Wall time for all levels (in reproducible mode: deterministic time, close to it).
    seed
        Random seed.
    reproducible
        The same seed gives the same roster.
    workers
        Search strategies of CP-SAT side by side. 8 at least, on two cores too: fewer lack the
        ones that prove bounds; see docs/benchmarks.md.
    """

    seconds: float = 60.0
    seed: int = 0
    reproducible: bool = False
    workers: int = STRATEGIES

    def on(self, cores: int) -> SolveOptions:
        """The same with a strategy a core; not where the machine must make no difference."""
        return self if self.reproducible else replace(self, workers=max(self.workers, cores))


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """A moment of a running solve.

    Parameters
    ----------
    level
        Name of the level.
    objective
        Best value so far; None while there is none.
    bound
        Proven lower bound so far; None while there is none.
    seconds
        Since the solve began.
    """

    level: str
    objective: int | None
    bound: int | None
    seconds: float


Progress = Callable[[ProgressEvent], None]
