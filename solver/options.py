"""How to solve, and what is told while it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


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
        Search strategies of CP-SAT side by side. 8 on two cores: the portfolio holds the ones
        that prove bounds; see docs/benchmarks.md.
    """

    seconds: float = 60.0
    seed: int = 0
    reproducible: bool = False
    workers: int = 8


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
