"""Pools that share no people are problems of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.ladder.report import Climb, rung_report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.forms.roster_model import Pair
    from solver.objective.stage import Stage
    from solver.setting import Setting


def parts(setting: Setting) -> list[list[Pair]]:
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


def _links(setting: Setting) -> Iterator[Pair]:
    """Who may fill which post."""
    shifts = setting.problem.shift_by_id
    seen: set[Pair] = set()
    for person, shift in [*setting.eligible, *sorted(setting.pinned)]:
        link = person, shifts[shift].post
        if link not in seen:
            seen.add(link)
            yield link


def join(setting: Setting, stages: Sequence[Stage], climbs: Sequence[Climb]) -> Climb:
    """The parts as one roster: values are taken of the whole, distances to the bound add up."""
    pairs = frozenset(setting.pinned).union(*(climb.pairs for climb in climbs))
    whole = Climb(pairs, stopped=any(climb.stopped for climb in climbs))
    for index, stage in enumerate(stages):
        reports = [climb.reports[index] for climb in climbs]
        objective = stage.value(setting, pairs)
        short = sum(report.objective - report.bound for report in reports)
        seconds = max((report.seconds for report in reports), default=0.0)
        whole.reports.append(rung_report(stage.name, objective, max(0, objective - short), seconds))
    return whole
