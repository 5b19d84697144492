"""The fullest roster with the fewest changes to a published one, and the proof of both.

The published roster, less what can no longer be kept, is nearly legal and nearly full, and so is
the best roster near it. The relaxation of the whole problem finds that roster, or one that breaks
a rule it leaves out. Such a rule is then written where it was broken, and the search goes on:
until a roster breaks nothing, which is proven best, or time is out.
What nobody can have beside the duties that they have now is forbidden from the start, which spares
most of these rounds, and of people on posts that lost nothing no rule is written at first: see
`solver.search.left_out`. Meanwhile the legal part of each roster that is found, filled up, is kept
in hand.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING

from data.model.person import CompetenceLevel
from data.model.result import Violation
from solver.cpsat.engine import Answer, Search, SearchOutcome, Stop, Stopped, solve
from solver.cpsat.model import TRUE
from solver.formulation.roster_model import Formulation, Pair, RosterModel, build_roster_model
from solver.objective.changes import ChangeObjective
from solver.objective.level import CoverageObjective, coverage_levels, missing_people
from solver.options import Progress, ProgressEvent, SolveOptions
from solver.problem_index import ProblemIndex, by_person
from solver.rules.base import Rule
from solver.search.combined_objective import CombinedObjective
from solver.search.feasible import (
    feasible_subset,
    greedy_fill,
    in_company,
    legal_shifts,
    new_violations_of,
    seated,
)
from solver.search.least_open import least_uncovered
from solver.search.left_out import OmittedRules
from solver.timeline.clock import DAY, to_minute

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from solver.cpsat.model import Model

REACH = 3 * DAY  #: around a violation, where duties may change to remedy it
SHARE_OF_REPAIR = 0.2  #: of the time; kept apart while a fuller roster was found, but not legal
LEAST_OF_ROUND = 0.6  #: of what the round before took; with less it is not begun
PROOF_SECONDS = 0.5  #: for what one level of coverage leaves open at least
FILL_SECONDS = 0.1  #: for filling what a roster that was made legal leaves open


@dataclass
class FewestChanges:
    """The search.

    Attributes
    ----------
    effort
        Seconds so far as the engine counts them in its own steps.
    pairs
        The best legal roster so far.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    options: SolveOptions
    progress: Progress | None = None
    stop: Stop | None = None
    began: float = field(default_factory=time.monotonic)
    effort: float = 0.0
    pairs: frozenset[Pair] = frozenset()

    def __post_init__(self) -> None:
        index = self.index
        changes = ChangeObjective(index)
        self.objective = CombinedObjective(index, coverage_levels(index), changes)
        self.pairs = feasible_subset(index, self.rules, changes.keepable)
        # A new double fills nothing, so nobody is put beside anybody.
        self.free = [
            pair
            for pair in index.eligible
            if index.competence_levels[pair] is CompetenceLevel.QUALIFIED
            or pair in changes.keepable
        ]
        self._least_total = 0
        self._uncovered: dict[CoverageObjective, dict[tuple[str, ...], int]] = {}

    def run(self) -> list[int]:
        """Search until the roster is proven best or time is out.

        Returns
        -------
        list of int
            Per level the proven least, given the levels above it: 0 where nothing is known.
        """
        with suppress(Stopped):
            self._fill(self.pairs)
            for level in self.objective.coverage:  # most often just these stay open
                self._least_uncovered(level, self.objective.changes.published)
            if not self._is_plainly_best():
                self._search()
        return self._bounds()

    @property
    def left(self) -> float:
        """Seconds that are left; in reproducible mode those that the engine counts."""
        spent = self.effort if self.options.reproducible else time.monotonic() - self.began
        return self.options.seconds - spent

    @property
    def is_stopped(self) -> bool:
        """Whether the user wants what there is."""
        return bool(self.stop and self.stop.asked)

    def _is_plainly_best(self) -> bool:
        """Whether nobody gives up a duty, nothing is newly open, and the rest is so in vain."""
        before = missing_people(self.index, self.objective.changes.published)
        now = missing_people(self.index, self.pairs)
        if self.objective.changes.points(self.pairs) or not now.keys() <= before.keys():
            return False
        return self._bounds() == self.objective.values(self.pairs)

    def _search(self) -> None:
        """Search the relaxation; write what its best roster breaks; and so on."""
        roster = build_roster_model(
            self.index,
            self.rules,
            free=self.free,
            formulation=Formulation.RELAXATION,
            ruled=(),
            stop=self.stop,
        )
        lost = {shift for _, shift in self.objective.changes.published - self.pairs}
        left_out = OmittedRules(roster, self.stop)
        left_out.write_of_posts(lost, self.pairs)
        roster.model.minimise(self.objective.terms(roster))
        hint, missed, floor = self.pairs, dict[str, list[Violation]](), None
        reserve = took = 0.0
        while self.left > reserve + took * LEAST_OF_ROUND and not self.is_stopped:
            before = self.left
            answer = self._solve(roster, roster.model, hint, self.left - reserve, floor)
            if not answer.values or answer.objective is None or answer.bound is None:
                break
            found, floor = roster.pairs_of(answer.holds), answer.bound
            constant = self.objective.total(found) - answer.objective
            self._least_total = max(self._least_total, answer.bound + constant)
            broken = self._broken(found)
            self._offer(found, broken)
            if self.objective.total(self.pairs) <= self._least_total:
                return
            if not broken:
                break  # out of time, and far from the bound perhaps
            left_out.write(found, self.objective.changes.keepable, broken)
            took, reserve = before - self.left, self._reserve(found)
            if answer.outcome is SearchOutcome.OPTIMAL or not missed:
                hint, missed = found, broken
        if missed:
            self._repair(left_out, hint, missed)

    def _reserve(self, found: frozenset[Pair]) -> float:
        """Time to keep for mending a roster: that no shift stays open comes before proofs."""
        objective = self.objective
        now, then = (objective.uncovered(objective.values(pairs)) for pairs in (self.pairs, found))
        return self.options.seconds * SHARE_OF_REPAIR if then < now else 0.0

    def _solve(
        self,
        roster: RosterModel,
        model: Model,
        hint: frozenset[Pair],
        seconds: float,
        floor: int | None = None,
    ) -> Answer:
        """Search a model with the literals of a roster model, from a roster."""
        start = {x: int(pair in hint) for pair, x in roster.literals.items() if x != TRUE}
        limits = self._limits(seconds)
        answer = solve(model, limits, hint=start, stop=self.stop, floor=floor)
        self.effort += answer.effort
        return answer

    def _limits(self, seconds: float) -> Search:
        options = self.options
        return Search(seconds, 1, options.seed, options.reproducible, linear=True)

    def _bounds(self) -> list[int]:
        """What is proven, from the highest level; below one that is not proven, nothing is."""
        values, found = self.objective.values(self.pairs), [0] * (len(self.objective.coverage) + 1)
        for place, level in enumerate(self.objective.coverage):
            found[place] = min(values[place], self._least_uncovered(level, self.pairs))
            if found[place] < values[place]:
                return found
        found[-1] = self.objective.fewest(self._least_total, self.pairs)
        return found

    def _least_uncovered(self, level: CoverageObjective, roster: frozenset[Pair]) -> int:
        """What is proven of a level around any shifts that some roster left open."""
        missing = missing_people(self.index, roster)
        shifts = tuple(shift for shift in missing if level.counts(self.index, shift))
        known = self._uncovered.setdefault(level, {})
        if shifts not in known:
            limits = self._limits(PROOF_SECONDS if self.left > 0 else 0)
            known[shifts] = least_uncovered(
                self.index, self.rules, level, roster, limits, self.stop
            )
        return max(known.values())

    def _broken(self, found: frozenset[Pair]) -> dict[str, list[Violation]]:
        """What each person breaks whose duties are not those of the roster in hand."""
        held = by_person(found)
        changed = {person for person, _ in found ^ self.pairs}
        broken = {
            person: new_violations_of(self.index, self.rules, person, held.get(person, ()), held)
            for person in sorted(self.index.with_companions(changed))
        }
        return {person: violations for person, violations in broken.items() if violations}

    def _repair(
        self,
        left_out: OmittedRules,
        found: frozenset[Pair],
        broken: Mapping[str, Sequence[Violation]],
    ) -> None:
        """Change duties only around what a roster breaks, until it is legal: that is soon searched.

        What it breaks is written in the model already.
        """
        roster, near = left_out.roster, set[str]()
        while broken and self.left > 0 and not self.is_stopped:
            near |= self._near(broken)
            fixed = [
                (x if pair in found else -x,)
                for pair, x in roster.literals.items()
                if x != TRUE and pair[1] not in near
            ]
            model = replace(roster.model, clauses=[*roster.model.clauses, *fixed])
            answer = self._solve(roster, model, self._legal(found, broken), self.left)
            if not answer.values:
                return
            found = roster.pairs_of(answer.holds)
            broken = self._broken(found)
            self._offer(found, broken)
            left_out.write(found, self.objective.changes.keepable, broken)

    def _near(self, broken: Mapping[str, Sequence[Violation]]) -> set[str]:
        """The shifts around what is broken."""
        windows = [
            (to_minute(violation.start) - REACH, to_minute(violation.end) + REACH)
            for violations in broken.values()
            for violation in violations
        ]
        rows = self.index.row_of
        return {s for s, row in rows.items() if any(row.overlaps(*window) for window in windows)}

    def _offer(self, found: frozenset[Pair], broken: Mapping[str, Sequence[Violation]]) -> None:
        """Take a roster if it is better; first without the duties with which a rule is broken."""
        if broken:
            self._fill(self._legal(found, broken))
        else:
            self._take(found)

    def _legal(self, found: frozenset[Pair], broken: Collection[str]) -> frozenset[Pair]:
        """A roster without duties with which people break rules."""
        legal = {pair for pair in found if pair[0] not in broken}
        for person in broken:
            mine = [shift for holder, shift in found if holder == person]
            kept = legal_shifts(self.index, self.rules, person, mine)
            legal |= {(person, shift) for shift in kept}
        return in_company(self.index, self.rules, seated(self.index, sorted(legal)))

    def _fill(self, pairs: frozenset[Pair]) -> None:
        """Take a roster if it is better, once nobody more can plainly be put on an open shift."""
        until = inf if self.options.reproducible else time.monotonic() + FILL_SECONDS
        filled = greedy_fill(self.index, self.rules, pairs, self.free, until)
        if not self._broken(filled):
            self._take(filled)

    def _take(self, pairs: frozenset[Pair]) -> None:
        values = self.objective.values(pairs)
        if values < self.objective.values(self.pairs):
            self.pairs = pairs
            for level, value in zip(self.objective.levels, values, strict=True):
                if self.progress:
                    self.progress(
                        ProgressEvent(level.name, value, None, time.monotonic() - self.began)
                    )
