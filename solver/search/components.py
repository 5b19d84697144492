"""Pools that share no people are problems of their own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solver.options import Progress, ProgressEvent
from solver.search.lexicographic.search import SolveState, level_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.formulation.roster_model import Pair
    from solver.objective.level import Level
    from solver.problem_index import ProblemIndex


def components(index: ProblemIndex) -> list[list[Pair]]:
    """The pairs that may be chosen, split so that no two components share a person or a post.

    The largest part comes first.
    """
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            group[name] = group[group[name]]
            name = group[name]
        return name

    for person, post in _links(index):
        group[root(f"person {person}")] = root(f"post {post}")
    found: dict[str, list[Pair]] = {}
    for pair in index.eligible:
        found.setdefault(root(f"person {pair[0]}"), []).append(pair)
    return sorted(found.values(), key=lambda pairs: (-len(pairs), pairs))


def _links(index: ProblemIndex) -> Iterator[Pair]:
    """Who may fill which post."""
    shifts = index.problem.shift_by_id
    seen: set[Pair] = set()
    for person, shift in [*index.eligible, *sorted(index.pinned)]:
        link = person, shifts[shift].post
        if link not in seen:
            seen.add(link)
            yield link


def join(index: ProblemIndex, levels: Sequence[Level], states: Sequence[SolveState]) -> SolveState:
    """The components as one roster: its values, while distances to the bound add up."""
    pairs = frozenset(index.pinned).union(*(state.pairs for state in states))
    whole = SolveState(pairs, stopped=any(state.stopped for state in states))
    for place, level in enumerate(levels):
        reports = [state.reports[place] for state in states]
        objective = level.value(index, pairs)
        short = sum(report.objective - report.bound for report in reports)
        seconds = max((report.seconds for report in reports), default=0.0)
        whole.reports.append(
            level_report(level.name, objective, max(0, objective - short), seconds)
        )
    return whole


@dataclass
class ProgressAggregator:
    """Adds up the events of the pools of one problem.

    Attributes
    ----------
    progress
        Called with the sum per level, once every pool has reported it.
    pools
        Number of pools.
    """

    progress: Progress
    pools: int
    _latest: dict[str, dict[int, ProgressEvent]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def for_pool(self, number: int) -> Progress:
        """What pool `number` calls with its events."""

        def report(event: ProgressEvent) -> None:
            with self._lock:
                events = self._latest.setdefault(event.level, {})
                events[number] = event
                if len(events) == self.pools:
                    self.progress(_sum(list(events.values())))

        return report


def _sum(events: list[ProgressEvent]) -> ProgressEvent:
    objectives = [event.objective for event in events if event.objective is not None]
    bounds = [event.bound for event in events if event.bound is not None]
    return ProgressEvent(
        events[0].level,
        sum(objectives) if len(objectives) == len(events) else None,
        sum(bounds) if len(bounds) == len(events) else None,
        max(event.seconds for event in events),
    )
