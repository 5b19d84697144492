"""The ladder: each rung is solved, its bound is kept, and it is not given up for a lower one."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf

import numpy as np

from data.model.result import Breach, RungReport
from solver.engines.cp_sat import Answer, Outcome, Search, Stop, Stopped, solve
from solver.engines.cp_sat import Progress as Report
from solver.fill import fill
from solver.forms import Form, RuleOfPerson
from solver.judge import breaches, new_breaches, refuse
from solver.model import TRUE, Term
from solver.neighbourhood import NeighbourhoodSearch
from solver.objective.coverage import Coverage
from solver.objective.stage import Stage
from solver.options import Progress, SolveOptions, Tick
from solver.roster_model import Pair, RosterModel, build_roster_model
from solver.rules.base import Family, Rule
from solver.setting import Setting

Hint = Mapping[int, int]  #: values by variable number to start from

SHARE_OF_REST = 0.5  #: of the time that is left, what one rung may take if others follow
GOOD_ENOUGH = 0.003  #: gap at which a rung below coverage gives way to the next
SHARE_OF_BOUND = 0.5  #: of a rung's time, what the relaxed form may take
SHARE_OF_WALK = 0.2  #: of a coverage rung's time, what neighbourhoods get where forms part
SHARE_OF_BOUND_BELOW = 0.25  #: the same, on a rung below coverage
FILL_SECONDS = 5  #: after a coverage rung, for filling what is plainly free
MOST_CORRECTIONS = 5  #: times that a roster of the tight form may turn out illegal, per rung


@dataclass
class Climb:
    """What came of a ladder.

    Attributes
    ----------
    pairs
        The roster: pairs of person and shift.
    reports
        One per rung.
    stopped
        The user asked for the end.
    """

    pairs: frozenset[Pair] = frozenset()
    reports: list[RungReport] = field(default_factory=list)
    stopped: bool = False


@dataclass
class Side:
    """One form of the model, with what the rungs have added to it.

    Attributes
    ----------
    kept
        Per rung above: the stage, and the value that may not be given up.
    """

    setting: Setting
    rules: Sequence[Rule]
    free: Sequence[Pair]
    form: Form
    stop: Stop | None = None
    exact: set[RuleOfPerson] = field(default_factory=set)
    kept: list[tuple[Stage, int]] = field(default_factory=list)
    roster: RosterModel = field(init=False)
    terms: list[Term] = field(default_factory=list)
    _aim: Stage | None = None

    def __post_init__(self) -> None:
        self.rebuild()

    def rebuild(self) -> None:
        """Build the model anew, with the values of the rungs above."""
        self.roster = build_roster_model(
            self.setting,
            self.rules,
            free=self.free,
            form=self.form,
            exact=self.exact,
            stop=self.stop,
        )
        for stage, value in self.kept:
            self._keep(stage.terms(self.roster), value)
        if self._aim is not None:
            again, self._aim = self._aim, None
            self.aim(again)

    def aim(self, stage: Stage) -> None:
        """Minimise a stage."""
        if self._aim is not stage:
            self._aim = stage
            self.terms = stage.terms(self.roster)
            self.roster.model.minimise(self.terms)

    def keep(self, stage: Stage, value: int) -> None:
        """Later rungs may not give up this value."""
        self.kept.append((stage, value))
        self._keep(self.terms, value)

    def _keep(self, terms: Sequence[Term], value: int) -> None:
        if terms:
            self.roster.model.add_at_most(terms, value)

    def complete(self, pairs: frozenset[Pair], seed: int) -> Answer:
        """Values of all variables for a given roster; none if this form does not hold it."""
        model = self.roster.model
        settled = [
            (literal,) if pair in pairs else (-literal,)
            for pair, literal in self.roster.literals.items()
            if literal != TRUE
        ]
        fixed = replace(model, clauses=[*model.clauses, *settled])
        return solve(fixed, Search(seconds=60, workers=1, seed=seed))

    def found(self, answer: Answer) -> frozenset[Pair]:
        """The roster of an answer."""
        return self.roster.pairs_of(answer.holds)

    def own_up(self, broken: Sequence[Breach]) -> None:
        """Refuse to go on when a rule is broken that this form holds as it is: a defect of ours."""
        lazy = {rule.id for rule in self.rules if rule.is_lazy and self.form is not Form.EXACT}
        refuse([b for b in broken if b.rule not in lazy or (b.rule, b.person) in self.exact])


@dataclass
class Ladder:
    """Solves one pool, rung by rung.

    Attributes
    ----------
    free
        Pairs the search may decide.
    """

    setting: Setting
    rules: Sequence[Rule]
    stages: Sequence[Stage]
    free: Sequence[Pair]
    options: SolveOptions
    progress: Progress | None = None
    stop: Stop | None = None
    started: float = field(default_factory=time.monotonic)
    effort: float = 0.0
    open: Sequence[Pair] = ()

    def climb(self) -> Climb:
        """Solve all rungs; nobody beyond what is settled is a roster to start from."""
        climb = Climb(frozenset(self.setting.pinned))
        for index, stage in enumerate(self.stages):
            try:
                self._open_up(self.free if index else self._free_for(stage))
            except Stopped:
                climb.stopped = True
            rung = _Rung(self, stage, climb, len(self.stages) - index - 1)
            climb.reports.append(rung.solve())
        return climb

    @cached_property
    def relaxed(self) -> Side:
        """The form that gives bounds, built when it is first needed."""
        return Side(self.setting, self.rules, self.open, Form.RELAXED, self.stop)

    @cached_property
    def tight(self) -> Side:
        """The form that gives rosters, built when it is first needed."""
        return Side(self.setting, self.rules, self.open, Form.TIGHT, self.stop)

    @cached_property
    def exact(self) -> Side:
        """The form in which a roster is improved piece by piece, built when it is first needed."""
        side = Side(self.setting, self.rules, self.open, Form.EXACT, self.stop)
        side.kept = list(self.tight.kept)
        side.rebuild()
        return side

    @property
    def sides(self) -> list[Side]:
        """The forms that were built."""
        built = (self.__dict__.get(form.value) for form in Form)
        return [side for side in built if side is not None]

    def _free_for(self, first: Stage) -> Sequence[Pair]:
        """Pairs that matter to the first rung: duties of lower posts only stand in its way.

        Not so under the general rules of the field, which also ask for a least amount of work.
        """
        by_field = any(rule.family is Family.GENERAL for rule in self.rules)
        if by_field or not isinstance(first, Coverage):
            return self.free
        return [pair for pair in self.free if first.counts(self.setting, pair[1])]

    def _open_up(self, free: Sequence[Pair]) -> None:
        """Let the search decide these pairs from now on."""
        if len(free) == len(self.open):
            return
        self.open = free
        for side in self.sides:
            side.free = free
            side.rebuild()

    def illegal(self, pairs: frozenset[Pair]) -> list[Breach]:
        """What a roster breaks that the certain input does not."""
        people = {pair[0] for pair in self.free}
        mine = [pair for pair in pairs if pair[0] in people]
        pinned = [pair for pair in self.setting.pinned if pair[0] in people]
        return new_breaches(
            breaches(self.setting, self.rules, mine), breaches(self.setting, self.rules, pinned)
        )

    @property
    def asked_to_stop(self) -> bool:
        """Whether the user wants the best so far."""
        return bool(self.stop and self.stop.asked)

    @property
    def spent(self) -> float:
        """Seconds so far; in reproducible mode those that the engine counts in its own steps."""
        return self.effort if self.options.reproducible else time.monotonic() - self.started

    def search(
        self, side: Side, seconds: float, hint: Hint, progress: Report | None, floor: int = 0
    ) -> Answer:
        """Search one form for some seconds, down to a bound that is known."""
        limits = Search(
            seconds=seconds,
            workers=self.options.workers,
            seed=self.options.seed,
            reproducible=self.options.reproducible,
        )
        model = side.roster.model
        answer = solve(model, limits, hint=hint, progress=progress, stop=self.stop, floor=floor)
        self.effort += answer.effort
        return answer


@dataclass
class _Rung:
    """One rung of a ladder."""

    ladder: Ladder
    stage: Stage
    climb: Climb
    rungs_after: int
    began: float = field(default_factory=time.monotonic)
    bound: int = 0
    best: int = 0
    offset: int = 0  #: what of the value no free pair can change
    dream: frozenset[Pair] = frozenset()  #: a better roster that only the relaxed form allows
    exhausted: bool = False  #: the relaxed form was solved to the end

    def solve(self) -> RungReport:
        """Bound by the relaxed form, roster by the tight one, until they meet or time is out."""
        ladder = self.ladder
        self.climb.stopped |= ladder.asked_to_stop
        left = ladder.options.seconds - ladder.spent
        if left <= 0 or self.climb.stopped:
            return self._unsearched()
        try:
            return self._searched(left)
        except Stopped:
            self.climb.stopped = True
            return self._unsearched()

    def _searched(self, left: float) -> RungReport:
        ladder = self.ladder
        budget = left * (SHARE_OF_REST if self.rungs_after else 1)
        until = ladder.spent + budget
        ladder.relaxed.aim(self.stage)
        self.best = self._value(self.climb.pairs)
        if self.best > 0 and isinstance(self.stage, Coverage):
            self._raise_bound(budget * SHARE_OF_BOUND)
            self._improve(until - budget * SHARE_OF_WALK)
            self._close(until - budget * SHARE_OF_WALK)
            if not self.is_done and not ladder.asked_to_stop:
                self._fill()
                self._walk(until)
        elif self.best > 0:
            self._raise_bound(budget * SHARE_OF_BOUND_BELOW)
            self._walk(until)
        self.climb.stopped |= ladder.asked_to_stop
        for side in ladder.sides:
            side.aim(self.stage)
            side.keep(self.stage, self.best)
        whole = self.best + self.offset
        short = max(0, self.best - self.bound)
        return rung_report(self.stage.name, whole, whole - short, time.monotonic() - self.began)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to gain, or next to nothing below coverage."""
        slack = 0.0 if isinstance(self.stage, Coverage) else GOOD_ENOUGH * (self.best + self.offset)
        return self.best - self.bound <= slack

    def _unsearched(self) -> RungReport:
        """No time: the roster of the rung above, of which only "not below nothing" is known."""
        whole = self.stage.value(self.ladder.setting, self.climb.pairs)
        return rung_report(self.stage.name, whole, 0, time.monotonic() - self.began)

    def _value(self, pairs: frozenset[Pair]) -> int:
        """The value of a roster as the models count it: without what no free pair can change."""
        is_coverage = isinstance(self.stage, Coverage)
        side = self.ladder.tight if is_coverage else self.ladder.exact
        side.aim(self.stage)
        answer = side.complete(pairs, self.ladder.options.seed)
        if answer.objective is None:
            side.form = Form.EXACT
            side.rebuild()
            answer = side.complete(pairs, self.ladder.options.seed)
        if answer.objective is None:
            raise ValueError(f"the model of {self.stage.name} does not hold a legal roster")
        self.offset = self.stage.value(self.ladder.setting, pairs) - answer.objective
        return answer.objective

    def _raise_bound(self, seconds: float) -> None:
        side = self.ladder.relaxed
        hint = _hint(side.roster, self.climb.pairs) if self.climb.reports else {}
        answer = self.ladder.search(side, seconds, hint, self._teller(bound_only=True))
        self.bound = max(self.bound, answer.bound or 0)
        self.exhausted = answer.outcome is Outcome.OPTIMAL
        if answer.values and answer.objective is not None and answer.objective < self.best:
            found = side.found(answer)
            broken = self.ladder.illegal(found)
            if broken:
                side.own_up(broken)
                self.dream = found
            else:
                self._take(found)

    def _take(self, pairs: frozenset[Pair]) -> None:
        """Go on with a better roster; a search may have valued it a little too high."""
        self.climb.pairs = pairs
        self.best = self.stage.value(self.ladder.setting, pairs) - self.offset

    def _improve(self, until: float) -> None:
        """Search the tight form; a roster that is illegal after all makes its rules exact."""
        for _ in range(MOST_CORRECTIONS):
            seconds = until - self.ladder.spent
            if self.is_done or seconds <= 0 or self.ladder.asked_to_stop:
                return
            side = self.ladder.tight
            hint = _hint(side.roster, self.dream or self.climb.pairs)
            tell = self._teller(bound_only=False)
            answer = self.ladder.search(side, seconds, hint, tell, self.bound)
            if not answer.values or answer.objective is None or answer.objective >= self.best:
                return
            found = side.found(answer)
            broken = self.ladder.illegal(found)
            if not broken:
                self._take(found)
                return
            side.own_up(broken)
            side.exact |= {(breach.rule, breach.person) for breach in broken}
            side.rebuild()

    def _close(self, until: float) -> None:
        """While the two forms leave a gap: hold the relaxed one to what its best roster breaks."""
        ladder, side = self.ladder, self.ladder.relaxed
        for _ in range(MOST_CORRECTIONS):
            seconds = until - ladder.spent
            done = self.is_done or seconds <= 0 or ladder.asked_to_stop
            if done or not self.dream or not self.exhausted:
                return
            side.exact |= {(breach.rule, breach.person) for breach in ladder.illegal(self.dream)}
            side.rebuild()
            self.dream = frozenset()
            self._raise_bound(seconds)

    def _walk(self, until: float) -> None:
        """Improve the roster piece by piece, under the exact rules."""
        ladder, side = self.ladder, self.ladder.exact
        side.aim(self.stage)
        search = None if self.is_done or ladder.spent >= until else self._search_from(side)
        if search is None:
            return
        tell = self._teller(bound_only=False)
        slack = 0.0 if isinstance(self.stage, Coverage) else GOOD_ENOUGH
        floor = self.bound + round(slack * (self.best + self.offset))
        seconds = until - ladder.spent
        ladder.effort += search.run(seconds, floor, tell and (lambda value: tell(value, None)))
        found = side.roster.pairs_of(search.holds)
        side.own_up(ladder.illegal(found))
        self._take(found)

    def _search_from(self, side: Side) -> NeighbourhoodSearch | None:
        """A search from the roster as it stands; None if the tight form does not hold it."""
        options = self.ladder.options
        answer = side.complete(self.climb.pairs, options.seed)
        if not answer.values or not side.roster.model.objective:
            return None
        return NeighbourhoodSearch(
            side.roster,
            np.array(answer.values[1:], np.int64),
            seed=options.seed,
            reproducible=options.reproducible,
            stop=self.ladder.stop,
        )

    def _fill(self) -> None:
        """Where coverage is not proven, leave no shift open that somebody can plainly take."""
        ladder, roster = self.ladder, self.climb.pairs
        if self.best <= self.bound or ladder.asked_to_stop or not isinstance(self.stage, Coverage):
            return
        until = inf if ladder.options.reproducible else time.monotonic() + FILL_SECONDS
        more = fill(ladder.setting, ladder.rules, roster, ladder.free, until)
        if more != roster and not ladder.illegal(more):
            self._take(more)

    def _teller(self, *, bound_only: bool) -> Report | None:
        progress = self.ladder.progress
        if progress is None:
            return None

        def tell(objective: int | None, bound: int | None) -> None:
            known = max(self.bound, bound or 0) if bound_only else self.bound
            best = None if bound_only else objective
            seconds = time.monotonic() - self.ladder.started
            progress(Tick(self.stage.name, self.best if best is None else best, known, seconds))

        return tell


def _hint(roster: RosterModel, pairs: frozenset[Pair]) -> dict[int, int]:
    return {
        literal: int(pair in pairs) for pair, literal in roster.literals.items() if literal != TRUE
    }


def rung_report(name: str, objective: int, bound: int, seconds: float) -> RungReport:
    """The report of a rung from its value and the bound that was proven."""
    bound = min(bound, objective)
    return RungReport(
        name=name,
        objective=objective,
        bound=bound,
        gap=(objective - bound) / max(1, abs(objective)),
        proven=bound >= objective,
        seconds=round(seconds, 3),
    )
