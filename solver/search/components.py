"""Pools that share no people are problems of their own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solver.options import Progress, ProgressEvent
from solver.search.lexicographic.state import SolveState, level_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.formulation.roster_model import Pair
    from solver.objective.level import Level
    from solver.problem_index import ProblemIndex


def parts(setting: ProblemIndex) -> list[list[Pair]]:
    """The pairs that may be chosen, split so that no two parts share a person or a post.

    The largest part comes first.
    """
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            group[name] = group[group[name]]
            name = group[name]
        return name

    for person, post in _links(setting):
        group[root(f"person {person}")] = root(f"post {post}")
    found: dict[str, list[Pair]] = {}
    for pair in setting.eligible:
        found.setdefault(root(f"person {pair[0]}"), []).append(pair)
    return sorted(found.values(), key=lambda pairs: (-len(pairs), pairs))


def _links(setting: ProblemIndex) -> Iterator[Pair]:
    """Who may fill which post."""
    shifts = setting.problem.shift_by_id
    seen: set[Pair] = set()
    for person, shift in [*setting.eligible, *sorted(setting.pinned)]:
        link = person, shifts[shift].post
        if link not in seen:
            seen.add(link)
            yield link


def join(
    setting: ProblemIndex, stages: Sequence[Level], climbs: Sequence[SolveState]
) -> SolveState:
    """The parts as one roster: values are taken of the whole, distances to the bound add up."""
    pairs = frozenset(setting.pinned).union(*(climb.pairs for climb in climbs))
    whole = SolveState(pairs, stopped=any(climb.stopped for climb in climbs))
    for index, stage in enumerate(stages):
        reports = [climb.reports[index] for climb in climbs]
        objective = stage.value(setting, pairs)
        short = sum(report.objective - report.bound for report in reports)
        seconds = max((report.seconds for report in reports), default=0.0)
        whole.reports.append(
            level_report(stage.name, objective, max(0, objective - short), seconds)
        )
    return whole


@dataclass
class ProgressAggregator:
    """Adds up the ticks of the pools of one problem.

    Attributes
    ----------
    progress
        Told the sum per level, once every pool has said something of it.
    pools
        Number of pools.
    """

    progress: Progress
    pools: int
    _latest: dict[str, dict[int, ProgressEvent]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ear(self, number: int) -> Progress:
        """Where pool `number` tells its ticks."""

        def hear(tick: ProgressEvent) -> None:
            with self._lock:
                ticks = self._latest.setdefault(tick.level, {})
                ticks[number] = tick
                if len(ticks) == self.pools:
                    self.progress(_sum(list(ticks.values())))

        return hear


def _sum(ticks: list[ProgressEvent]) -> ProgressEvent:
    objectives = [tick.objective for tick in ticks if tick.objective is not None]
    bounds = [tick.bound for tick in ticks if tick.bound is not None]
    return ProgressEvent(
        ticks[0].level,
        sum(objectives) if len(objectives) == len(ticks) else None,
        sum(bounds) if len(bounds) == len(ticks) else None,
        max(tick.seconds for tick in ticks),
    )
