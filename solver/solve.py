"""From a problem to a result: the one door of the solver."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from data.model.result import LevelReport, OpenShift, PlanStatus, RosterResult
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import new_violations, preexisting_violations, refuse
from solver.diagnosis.judge import violations as all_violations
from solver.formulation.roster_model import Pair, assignments
from solver.objective.changes import ChangeObjective
from solver.objective.company import CompanyObjective
from solver.objective.level import coverage_levels
from solver.objective.quality import QualityObjective, quality_levels
from solver.options import Progress, ProgressEvent, SolveOptions, available_cores
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.feasible import feasible_subset
from solver.search.fewest_changes import FewestChanges
from solver.search.least_open import least_open
from solver.search.lexicographic.pool_search import PoolSearch, ample_for_first
from solver.search.lexicographic.search import LexicographicSearch, SolveState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.model.problem import RosterProblem
    from solver.cpsat.engine import Stop
    from solver.formulation.roster_model import Pair
    from solver.objective.level import Level
    from solver.rules.base import Rule
    from solver.search.lexicographic.search import Best


def components(index: ProblemIndex) -> list[list[Pair]]:
    """The pairs that may be chosen, split so that no two components share a person or a post.

    Nor do people of whom it matters who serves at the same time. The largest part comes first.
    """
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            group[name] = group[group[name]]
            name = group[name]
        return name

    for person, post in _links(index):
        group[root(f"person {person}")] = root(f"post {post}")
    for pairing in index.problem.pairings:
        group[root(f"person {pairing.person}")] = root(f"person {pairing.other}")
    for first, other in (two for mix in index.problem.skill_mixes for two in pairwise(mix.posts)):
        group[root(f"post {first}")] = root(f"post {other}")
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
            LevelReport.of(level.name, objective, max(0, objective - short), seconds)
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
    beside
        Per level: what all pools together count too little, or (below nothing) more than once.
    """

    progress: Progress
    pools: int
    beside: Mapping[str, int] = field(default_factory=dict)
    _latest: dict[str, dict[int, ProgressEvent]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def for_pool(self, number: int) -> Progress:
        """What pool `number` calls with its events."""

        def report(event: ProgressEvent) -> None:
            with self._lock:
                events = self._latest.setdefault(event.level, {})
                events[number] = event
                if len(events) == self.pools:
                    self.progress(_sum(list(events.values()), self.beside.get(event.level, 0)))

        return report


def _sum(events: list[ProgressEvent], beside: int) -> ProgressEvent:
    """The events of all pools as one, with what they count too little or more than once."""
    objectives = [event.objective for event in events if event.objective is not None]
    bounds = [event.bound for event in events if event.bound is not None]
    return ProgressEvent(
        events[0].level,
        sum(objectives) + beside if len(objectives) == len(events) else None,
        max(0, sum(bounds) + beside) if len(bounds) == len(events) else None,
        max(event.seconds for event in events),
    )


SHARE_OF_REPAIR = 0.15  #: of the time, to repair what was published: a roster to start from
SHARE_OF_REASONS = 0.05  #: of the time, kept for what is told of the open shifts in the end
LEAST_FOR_REASONS, MOST_FOR_REASONS = 0.5, 10.0  #: seconds
CHECKS = 3  #: of a whole roster, in the end and in passing; the time they take is kept too
CORES_OF_POOL = 2  #: one searches, one proves
LEAST_SECONDS = 0.1  #: of searching, however late it is: a first roster is always made
SAMPLE = 40  #: people whose time is looked at to tell how long all of them take
STOPPED_SECONDS = 0.2  #: to look into rules that keep people from shifts, for who pressed stop


def solve_roster(
    problem: RosterProblem,
    options: SolveOptions | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    best: Best | None = None,
) -> RosterResult:
    """Make the best roster that the time allows, judged by every rule before it is handed out.

    Parameters
    ----------
    progress
        Called with a `ProgressEvent` whenever the best roster or the bound moves.
    stop
        Stops the search within a second; the best roster so far is returned.
    best
        Shows the best roster so far to another thread.

    Raises
    ------
    BrokenResult
        The roster broke a rule: a defect of the model.
    """
    started, options = time.monotonic(), (options or SolveOptions()).on(available_cores())
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    start = starting_roster(index, rules, options, stop)
    kept = min(max(LEAST_FOR_REASONS, SHARE_OF_REASONS * options.seconds), MOST_FOR_REASONS)
    kept += CHECKS * _seconds_of_check(index, rules)
    spent = 0.0 if options.reproducible else time.monotonic() - started
    left = max(LEAST_SECONDS, options.seconds - kept - spent) if options.seconds > 0 else 0.0
    limits = replace(options, seconds=left)
    found = _solve_pools(index, rules, start, limits, progress, stop, best)
    judge(index, rules, found.pairs)
    until = time.monotonic() + kept / 2
    least = least_open(index, rules, found.pairs, options, stop, until)
    return RosterResult(
        status=_status(found),
        assignments=assignments(index, found.pairs),
        levels=tuple(found.reports),
        open_shifts=_explained(index, rules, found, kept / 2),
        proven_minimum_open=tuple(sorted(least.items())),
        preexisting_violations=tuple(preexisting_violations(index, rules)),
        quality=QualityObjective(index, rules).quality(found.pairs),
        seed=options.seed,
        seconds=round(time.monotonic() - started, 3),
    )


def _seconds_of_check(index: ProblemIndex, rules: Sequence[Rule]) -> float:
    """How long it takes here and now to look at a whole roster once, as told by a few people."""
    people = index.problem.people[:: max(1, len(index.problem.people) // SAMPLE)]
    load = max(1, ceil(len(index.problem.shifts) / max(1, len(index.problem.people))))
    may: dict[str, list[str]] = {person.id: [] for person in people}
    for person, shift in index.eligible:
        if person in may:
            may[person].append(shift)
    began = time.monotonic()
    for person, shifts in may.items():
        timeline = index.timeline(person, shifts[:: ceil(len(shifts) / load) or 1])
        for rule in rules:
            list(rule.check(timeline))
    return (time.monotonic() - began) * len(index.problem.people) / max(1, len(people))


def _explained(
    index: ProblemIndex, rules: Sequence[Rule], found: SolveState, seconds: float
) -> tuple[OpenShift, ...]:
    """The open shifts with their reasons; quickly, for who pressed stop."""
    seconds = STOPPED_SECONDS if found.stopped else seconds
    return Explainer(index, rules, found.pairs, seconds).open_shifts()


def _solve_pools(
    index: ProblemIndex,
    rules: Sequence[Rule],
    start: frozenset[Pair],
    options: SolveOptions,
    progress: Progress | None,
    stop: Stop | None,
    best: Best | None,
) -> SolveState:
    """Solve pools that share nobody side by side, and put them together."""
    pools, levels = components(index), objective_levels(index, rules)
    if not pools:
        return join(index, levels, [])
    pairs_of_cores = 1 if options.reproducible else max(1, available_cores() // CORES_OF_POOL)
    threads = min(pairs_of_cores, len(pools))
    clock = PoolClock(options.seconds, threads, [len(pool) for pool in pools])
    levels_of = [levels_of_pool(levels, pool, len(pools)) for pool in pools]
    beside = what_is_beside(index, levels, levels_of)
    aggregator = ProgressAggregator(progress, len(pools), beside) if progress else None
    if aggregator and len(pools) > 1:
        _report_start(aggregator, index, levels_of, start, pools)

    def searched(number: int) -> PoolSearch:
        tell = aggregator.for_pool(number) if aggregator else None
        mine, pool = start & index.pinned.union(pools[number]), pools[number]
        levels, walkers = levels_of[number], pairs_of_cores // threads
        return PoolSearch(
            LexicographicSearch(
                index, rules, levels, pool, options, tell, stop, mine, best, walkers=walkers
            )
        )

    def share_of(number: int) -> float:
        return len(pools[number]) / sum(map(len, pools))

    def solve_part(number: int) -> SolveState:
        one, seconds = searches.pop(number), clock.begin(number)
        if options.reproducible:
            seconds = options.seconds * share_of(number)
        one.search.begin(seconds)
        try:
            return one.run()
        finally:
            clock.end(number)

    searches = {number: searched(number) for number in range(len(pools))}
    ample = ample_for_first(options.seconds)
    until = time.monotonic() + ample
    for number, one in searches.items():
        one.make_first_roster(max(share_of(number) * ample, until - time.monotonic()))
    smallest_first = reversed(range(len(pools)))
    with ThreadPoolExecutor(threads) as executor:
        states = dict(
            zip(reversed(range(len(pools))), executor.map(solve_part, smallest_first), strict=True)
        )
    return join(index, levels, [states[number] for number in range(len(pools))])


def levels_of_pool(levels: Sequence[Level], pool: Sequence[Pair], pools: int) -> Sequence[Level]:
    """The levels of one pool of several: quality is that of its own people."""
    if pools == 1:
        return levels
    people = {pair[0] for pair in pool}
    return [
        level.of_people(people) if isinstance(level, QualityObjective) else level
        for level in levels
    ]


def what_is_beside(
    index: ProblemIndex, levels: Sequence[Level], levels_of: Sequence[Sequence[Level]]
) -> dict[str, int]:
    """Per level: what it is with nobody chosen, less what all pools count of that."""
    found: dict[str, int] = {}
    for place, level in enumerate(levels):
        nobody = level.value(index, index.pinned)
        parts = (mine[place] for mine in levels_of)
        counted = (nobody if part is level else part.value(index, index.pinned) for part in parts)
        found[level.name] = nobody - sum(counted)
    return found


class PoolClock:
    """Shares the time among pools, in proportion to their size; what one leaves goes to the rest.

    Parameters
    ----------
    seconds
        For all of them together.
    threads
        Pools that are solved side by side.
    sizes
        Of the pools.
    """

    def __init__(self, seconds: float, threads: int, sizes: Sequence[int]) -> None:
        self._until, self._seconds = time.monotonic() + seconds, seconds
        self._threads, self._sizes = threads, sizes
        self._waiting = set(range(len(sizes)))
        self._running: set[int] = set()
        self._lock = threading.Lock()

    def begin(self, number: int) -> float:
        """The seconds that a pool gets from now."""
        with self._lock:
            self._waiting.discard(number)
            self._running.add(number)
            left = max(LEAST_SECONDS, self._until - time.monotonic()) if self._seconds else 0.0
            if len(self._sizes) <= self._threads:
                return left
            rest = sum(self._sizes[one] for one in self._waiting | self._running)
            share = left * self._threads * self._sizes[number] / rest
            return min(left, share)

    def end(self, number: int) -> None:
        """Note that a pool is done."""
        with self._lock:
            self._running.discard(number)


def _report_start(
    aggregator: ProgressAggregator,
    index: ProblemIndex,
    levels_of: Sequence[Sequence[Level]],
    start: frozenset[Pair],
    pools: Sequence[Sequence[Pair]],
) -> None:
    """Say where each level stands before any pool is searched: some wait for the others to end."""
    for number, free in enumerate(pools):
        pairs = start & index.pinned.union(free)
        for level in levels_of[number]:
            event = ProgressEvent(level.name, level.value(index, pairs), 0, 0.0)
            aggregator.for_pool(number)(event)


def starting_roster(
    index: ProblemIndex, rules: Sequence[Rule], options: SolveOptions, stop: Stop | None
) -> frozenset[Pair]:
    """The legal part of the hint, or of what was published, repaired; else what is fixed."""
    problem = index.problem
    hint = [(a.person, a.shift) for a in problem.assignments if not a.pinned]
    if not problem.published:
        return feasible_subset(index, rules, hint) if hint else frozenset(index.pinned)
    within = replace(options, seconds=options.seconds * SHARE_OF_REPAIR)
    search = FewestChanges(index, rules, within, stop=stop)
    search.run()
    if set(hint) <= {(one.person, one.shift) for one in problem.published}:
        return search.pairs
    mine, levels = feasible_subset(index, rules, hint), objective_levels(index, rules)
    return min(search.pairs, mine, key=lambda pairs: [one.value(index, pairs) for one in levels])


def level_values(problem: RosterProblem, pairs: Iterable[Pair]) -> list[int] | None:
    """What a roster is worth on each level, from the highest; fewer is better.

    Parameters
    ----------
    pairs
        Who has which shift, pinned ones included.

    Returns
    -------
    list[int] | None
        None: it breaks a rule, or somebody in it cannot do their duty, as the problem stands.
    """
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    mine = index.pinned.union(pairs)
    if feasible_subset(index, rules, sorted(mine - index.pinned)) != mine:
        return None
    return [level.value(index, mine) for level in objective_levels(index, rules)]


def objective_levels(index: ProblemIndex, rules: Sequence[Rule]) -> list[Level]:
    """The levels, from the highest."""
    levels: list[Level] = list(coverage_levels(index))
    if index.problem.traineeships or index.problem.skill_mixes:
        levels.append(CompanyObjective(index))
    if index.problem.published:
        levels.append(ChangeObjective(index))
    return [*levels, *quality_levels(index, rules)]


def judge(index: ProblemIndex, rules: Sequence[Rule], pairs: frozenset[Pair]) -> None:
    """Refuse a roster that breaks a rule which the fixed input does not already break."""
    refuse(
        new_violations(all_violations(index, rules, pairs), preexisting_violations(index, rules))
    )


def _status(found: SolveState) -> PlanStatus:
    if all(report.proven for report in found.reports):
        return PlanStatus.OPTIMAL
    return PlanStatus.STOPPED if found.stopped else PlanStatus.FEASIBLE
