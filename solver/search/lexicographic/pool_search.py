"""One pool: a roster that only gets better, and beside it what is proven of it.

Two searches run side by side from the first second. One improves the roster piece by piece, on
all levels at once: coverage weighs so much that nothing below it is worth a shift. The other one
proves, level by level, how good any roster can be; a better one that it meets goes to the first.
Once it has nothing left to prove its core improves the roster too.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from data.model.result import LevelReport
from solver.cpsat.engine import Stopped
from solver.cpsat.matrix import Ints, as_matrix
from solver.cpsat.model import TRUE
from solver.formulation.roster_model import Formulation, Pair, build_roster_model
from solver.objective.base_rosters import base_pairs
from solver.objective.changes import ChangeObjective
from solver.objective.company import CompanyObjective
from solver.objective.level import CoverageObjective
from solver.search.columns.quality_bound import bound_quality, is_bounded_by_lines
from solver.search.construct import construct
from solver.search.feasible import feasible_subset, new_violations_of
from solver.search.lexicographic.level_prover import LevelProver
from solver.search.lexicographic.search import (
    Incumbent,
    LexicographicSearch,
    SolveState,
)
from solver.search.neighbourhood import NeighbourhoodSearch, complete
from solver.search.neighbourhood import construct as construct_by_engine
from solver.search.shadowing import with_shadows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from solver.cpsat.model import Term
    from solver.formulation.roster_model import RosterModel, RuleOfPerson
    from solver.objective.level import Level
    from solver.rules.base import Rule

GREEDY_SECONDS = 3.0  #: at most, for a first roster of a pool
SHADOW_SECONDS = 2.0  #: at most, for what trainees of a pool are still to shadow in the end
LEAST_FOR_FIRST, SHARE_FOR_FIRST = 1.0, 0.25  #: seconds for all first rosters, and of the time
PROOF_SHARE = 0.6  #: of the time, after which the proofs give way to the search
LARGE, LARGE_SHARE = 1500, 0.15  #: choices, from which a proof below coverage hardly ever comes
SLACK = 0.004  #: of the value of the last level, how much worse a roster to go on from may be
WAIT_SECONDS = 0.1  #: between two looks for a model that is being written
PUBLISH_SECONDS = 1.0  #: between two looks at how good the roster is by now
NICE = 10  #: how far proofs below coverage stand back where there are fewer cores than threads
OF_CHANGE = 100_000  #: what a change costs, in hundredths of a point: a thousand points
OF_COMPANY, BESIDE_CHANGES = (
    100,
    10,
)  #: what one of its units costs, which is a thousandth of a shift to shadow
OF_MINUTE = 1_000  #: what an uncovered minute of the lowest priority costs, where none changes
NOTHING_BETTER = -(1 << 62)  #: a value that no roster has
TIMES = 100  #: how much more one of the next priority costs, or one of a part above another


def level_weights(levels: Sequence[Level]) -> list[int]:
    """What a unit of each level weighs in the sum that the search minimises.

    Weights that hold for any roster at all would be too large for an engine that reckons in
    floating point. The roster that is handed out is chosen level by level all the same.
    """
    found, weight = [], 1
    for below, level in zip([None, *levels[::-1]], levels[::-1], strict=False):
        if isinstance(level, CoverageObjective):
            lowest = not isinstance(below, CoverageObjective)
            least = OF_MINUTE if not isinstance(below, CompanyObjective) else OF_MINUTE * TIMES
            weight = max(least, weight) if lowest else weight * TIMES
        elif isinstance(level, ChangeObjective):
            weight = max(OF_CHANGE, weight)
        elif isinstance(level, CompanyObjective):
            weight = OF_COMPANY * (BESIDE_CHANGES if isinstance(below, ChangeObjective) else 1)
        elif below is not None:
            weight *= TIMES
        found.append(weight)
    return found[::-1]


def ample_for_first(seconds: float) -> float:
    """The seconds, of those of a search, that first rosters may take."""
    return max(LEAST_FOR_FIRST, SHARE_FOR_FIRST * seconds)


@dataclass
class PoolSearch:
    """The two searches of one pool and what they share."""

    search: LexicographicSearch
    _bounds: dict[int, LevelReport] = field(default_factory=dict)
    _walk: Walk | None = None
    _published: float = 0.0
    _is_behind: bool = False
    _begun_from: frozenset[Pair] = frozenset()
    _has_first: bool = False
    _has_proven: threading.Event = field(default_factory=threading.Event)

    @cached_property
    def incumbent(self) -> Incumbent:
        """The best roster so far."""
        search = self.search
        start = search.start or frozenset(search.index.pinned)
        found = Incumbent(search.index, search.levels, start)
        if search.best:
            search.best.watch(found)
        return found

    def make_first_roster(self, seconds: float) -> None:
        """Make the best of those that are made in a moment."""
        search, start = self.search, self.incumbent.pairs
        if search.options.seconds <= 0 or search.asked_to_stop:
            return
        starts = [start]
        base = base_pairs(search.index) & frozenset(search.free)
        if base and start <= search.index.pinned:
            starts.append(feasible_subset(search.index, search.rules, base))
        seconds, self._has_first = min(GREEDY_SECONDS, seconds), True
        for one in starts:
            until = inf if search.options.reproducible else time.monotonic() + seconds
            roster = construct(search.index, search.rules, one, search.free, until, search.sharing)
            self._has_first &= time.monotonic() < until
            if not search.illegal(roster):
                self.incumbent.offer(roster)

    def run(self) -> SolveState:
        """Search until the time is up, all is proven, or the user asks for the end."""
        search = self.search
        if not self._has_first:
            self.make_first_roster(ample_for_first(search.options.seconds))
        for level, value in zip(search.levels, self.incumbent.values, strict=True):
            search.tell(level, value, 0)
        if search.options.reproducible:
            self._prove()
            self._begin_walk()
            self._improve()
        else:
            self._begin_walk()
            with ThreadPoolExecutor(2) as beside:
                others = [beside.submit(one) for one in (self._prove_beside, self._help)]
                self._improve()
            for one in others:
                one.result()
        self._shadow()
        return self._state()

    def _shadow(self) -> None:
        """Put trainees beside those who sit there in the end, if the search did not come to it."""
        search, pairs = self.search, self.incumbent.pairs
        until = inf if search.options.reproducible else time.monotonic() + SHADOW_SECONDS
        more = with_shadows(search.index, search.rules, pairs, until) - pairs
        roster = pairs | (more & frozenset(search.free))
        if roster != pairs and not search.illegal(roster):
            self.incumbent.offer(roster)

    def _state(self) -> SolveState:
        reports = []
        for place, level in enumerate(self.search.levels):
            value = self.incumbent.values[place]
            known = self._bounds.get(place)
            bound, seconds = (known.bound, known.seconds) if known else (0, 0.0)
            if self._given_up(place):
                bound = 0
            reports.append(LevelReport.of(level.name, value, bound, seconds))
        return SolveState(self.incumbent.pairs, reports, self.search.asked_to_stop)

    def _given_up(self, place: int) -> bool:
        """Whether a level above ended better than the proof of this one took it for."""
        above = (self._bounds.get(number) for number in range(place))
        now = self.incumbent.values
        return any(
            one is not None and one.objective > now[number] for number, one in enumerate(above)
        )

    @property
    def _is_over(self) -> bool:
        """Whether everything is proven."""
        return len(self._bounds) == len(self.search.levels) and all(
            report.bound >= value
            for report, value in zip(
                (self._bounds[place] for place in sorted(self._bounds)),
                self.incumbent.values,
                strict=True,
            )
        )

    def _prove_beside(self) -> None:
        """Prove beside the search."""
        try:
            self._prove()
        finally:
            self._has_proven.set()

    def _help(self) -> None:
        """Improve the roster too, once nothing is left to prove or the time for it is up."""
        self._has_proven.wait()
        while self._walk and self.search.left > 0 and not self.search.asked_to_stop:
            self._walk.run(self.search.left, self._publish)
            if self._is_over:
                return
            time.sleep(WAIT_SECONDS)  # until the other thread has a walk that holds the roster

    def _prove(self) -> None:
        search = self.search
        for place, level in enumerate(search.levels):
            is_coverage = isinstance(level, CoverageObjective)
            by_lines = is_bounded_by_lines(search, place)
            is_hopeless = len(search.free) > LARGE and not by_lines
            share = LARGE_SHARE if is_hopeless else PROOF_SHARE
            until = search.options.seconds * (1.0 if is_coverage else share)
            if search.asked_to_stop or (search.spent >= until and not is_coverage):
                return
            if not is_coverage:
                _stand_back()
            with suppress(Stopped):
                if by_lines:
                    self._bounds[place] = bound_quality(search, place, self.incumbent, until)
                    continue
                search.enter(level, place)
                prover = LevelProver(search, level, place, self.incumbent, until)
                prover.prove()
                self._bounds[place] = prover.report
                if not prover.is_held:
                    return
                search.bound_objective(level, prover.best - prover.offset)

    def _begin_walk(self) -> None:
        """Write the model of the walk: before the proofs, which would slow it down."""
        search = self.search
        self._is_behind, self._begun_from = False, self.incumbent.pairs
        if search.left > 0 and not search.asked_to_stop:
            with suppress(Stopped):
                self._walk = Walk.of(search, self.incumbent)
                if self._walk:
                    self._walk.is_over = lambda: self._is_over or self._is_behind

    def _improve(self) -> None:
        while self._walk:
            self._walk.run(self.search.left, self._publish)
            self._publish(force=True)
            if not self._is_behind or self.search.left <= 0:
                return
            self._begin_walk()

    def _publish(self, *, force: bool = False) -> None:
        """Show how good the roster is by now, and go on from a better one if there is one."""
        now, walk = time.monotonic(), self._walk
        if walk is None or (not force and now - self._published < PUBLISH_SECONDS):
            return
        self._published = now
        pairs = walk.pairs
        if self.incumbent.offer(pairs):
            walk.be_patient(self.incumbent.values[-1])
            for place, level in enumerate(self.search.levels):
                known = self._bounds.get(place)
                self.search.tell(level, self.incumbent.values[place], known.bound if known else 0)
        elif self.incumbent.pairs not in (pairs, self._begun_from) and walk.is_behind(
            self.incumbent
        ):
            self._is_behind = not walk.go_on_from(self.incumbent.pairs)


def _completed(
    roster: RosterModel, pairs: frozenset[Pair], search: LexicographicSearch
) -> tuple[Ints | None, set[str]]:
    """All values of a model for a roster, or else the people whose part does not hold theirs."""
    matrix = as_matrix(roster.model)
    found, without = complete(roster, matrix, pairs, search.stop)
    return (found, without) if not without and matrix.holds(found) else (None, without)


def _used_up(search: LexicographicSearch, pairs: frozenset[Pair]) -> set[RuleOfPerson]:
    """The rules of which somebody's shifts in a roster need more than the smaller form."""
    held: dict[str, list[str]] = {}
    for person, shift in pairs:
        held.setdefault(person, []).append(shift)
    return {
        (rule.id, person)
        for person, shifts in held.items()
        for rule in search.rules
        if rule.needs_all(search.index.timeline(person, shifts))
    }


def _stand_back() -> None:
    """Leave the processor to other threads where there are more of them than cores."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


class Walk:
    """Improves a roster piece by piece, under rules that are written in their smaller form."""

    def __init__(
        self,
        search: LexicographicSearch,
        roster: RosterModel,
        start: Ints,
        incumbent: Incumbent,
    ) -> None:
        options = search.options
        self._search, self._roster = search, roster
        self._inner = NeighbourhoodSearch(
            roster,
            start,
            seed=options.seed,
            threads=search.walkers,
            reproducible=options.reproducible,
            stop=search.stop,
            is_legal=self._is_legal,
        )
        self.be_patient(incumbent.values[-1])
        self.is_over: Callable[[], bool] = lambda: False

    @classmethod
    def of(cls, search: LexicographicSearch, incumbent: Incumbent) -> Walk | None:
        """A walk from a roster; None if no formulation holds it."""
        exact = _used_up(search, incumbent.pairs)
        parted = [rule.id for rule in search.rules if rule.is_lazy or rule.has_smaller_form]
        roster = cls._model(search, Formulation.SMALL, exact)
        start, without = _completed(roster, incumbent.pairs, search)
        for formulation in (Formulation.SMALL, Formulation.EXACT):
            if start is not None:
                break
            exact |= {(rule, person) for rule in parted for person in without}
            roster = cls._model(search, formulation, exact)
            start, without = _completed(roster, incumbent.pairs, search)
        if start is None:
            # Where the past breaks a rule the model is the stricter judge: these begin anew.
            fixed = search.index.pinned
            rest = frozenset(p for p in incumbent.pairs if p[0] not in without or p in fixed)
            start, _ = _completed(roster, rest, search)
        if start is None:
            start = construct_by_engine(roster, search.options.seed, search.stop)
        return None if start is None else cls(search, roster, start, incumbent)

    @staticmethod
    def _model(
        search: LexicographicSearch, formulation: Formulation, exact: Collection[RuleOfPerson]
    ) -> RosterModel:
        """A formulation with the sum of the levels to minimise."""
        roster = build_roster_model(
            search.index,
            search.rules,
            free=search.free,
            formulation=formulation,
            exact=exact,
            stop=search.deadline,
        )
        terms: list[Term] = []
        for weight, level in zip(level_weights(search.levels), search.levels, strict=True):
            terms += [(weight * cost, literal) for cost, literal in level.terms(roster)]
        roster.model.minimise(terms)
        return roster

    @property
    def pairs(self) -> frozenset[Pair]:
        """The roster as it stands."""
        return self._roster.pairs_of(self._inner.snapshot())

    def run(self, seconds: float, publish: Callable[[], None]) -> None:
        """Improve the roster for some seconds; more than one thread may do so."""
        self._search.effort += self._inner.run(
            seconds, NOTHING_BETTER, lambda _value: publish(), self.is_over
        )

    def be_patient(self, value: int) -> None:
        """Let the walk go on from rosters a little worse than a value of the last level."""
        self._inner.slack = round(SLACK * value)

    def is_behind(self, incumbent: Incumbent) -> bool:
        """Whether the roster as it stands is worse than another."""
        index, levels = self._search.index, self._search.levels
        pairs = self.pairs
        return incumbent.values < tuple(level.value(index, pairs) for level in levels)

    def go_on_from(self, pairs: frozenset[Pair]) -> bool:
        """Go on from another roster; False if the model does not hold it."""
        start, _ = _completed(self._roster, pairs, self._search)
        if start is not None:
            self._inner.restart(start)
        return start is not None

    @cached_property
    def _choices(self) -> dict[str, list[tuple[int, str]]]:
        """Per person the columns of their choices, with the shift of each."""
        found: dict[str, list[tuple[int, str]]] = {}
        for (person, shift), literal in self._roster.literals.items():
            if literal != TRUE:
                found.setdefault(person, []).append((literal - 1, shift))
        return found

    @cached_property
    def _omitted(self) -> list[Rule]:
        """The rules that the model leaves out."""
        return [rule for rule in self._search.rules if rule.is_lazy and not rule.has_smaller_form]

    def _is_legal(self, found: Ints, base: Ints) -> bool:
        """Whether the rules that the model leaves out allow what changed."""
        if not self._omitted:
            return True
        for person, choices in self._choices.items():
            columns = [column for column, _ in choices]
            if (found[columns] == base[columns]).all():
                continue
            mine = [shift for column, shift in choices if found[column]]
            if new_violations_of(self._search.index, self._omitted, person, mine):
                return False
        return True
