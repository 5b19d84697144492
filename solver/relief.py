"""Relief in a disaster: a roster by all rules, and the seats left open by the legal ground.

What a ground sets aside is used only as far as needed: the roster that keeps every rule is made
first; then, seat by seat in the order of time, whoever needs the least set aside. Where a seat is
still open, others change seats if that fills one more.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.model.deployment import LegalGround, ReliefDuty, ReliefRoster, SetAside
from data.model.duty import Duty, DutyKind
from data.model.errors import BrokenResult
from data.model.person import CompetenceLevel
from data.model.ruleset import RuleSetting
from solver.diagnosis.explain import Explainer
from solver.diagnosis.holders import holders
from solver.diagnosis.judge import (
    Pair,
    new_violations,
    preexisting_violations,
    preexisting_violations_of,
    refuse,
    violations,
)
from solver.diagnosis.what_if import WhatIf
from solver.objective.level import missing_people
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.base import Rule
from solver.rules.grounds import RESTS, ground_rules
from solver.rules.in_force import rules_in_force
from solver.rules.relief_limit import ReliefLimit
from solver.search.filling_chains import fill_by_chains
from solver.solve import solve_roster
from solver.timeline.rows import collides

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from data.model.problem import RosterProblem
    from data.model.result import OpenShift, Violation
    from data.model.shift import Shift

_LOG = logging.getLogger(__name__)
SECONDS = 6.0  #: wall time for all of it, unless its caller says otherwise
SHARE_OF_SEARCH = 0.5  #: of that, for the roster by all rules
SHARE_OF_CHAINS = 0.1  #: of that, at least, for seats that others must move for
SHARE_OF_REASONS = 0.2  #: of that, for the reasons of what stays open


def relieve(
    problem: RosterProblem,
    ground: LegalGround,
    options: SolveOptions | None = None,
    refused: Collection[Pair] = (),
    on_call: Sequence[Pair] = (),
) -> ReliefRoster:
    """Fill the shifts of a relief roster with who is free and rested.

    Parameters
    ----------
    problem
        Its free shifts are those of the relief; what is in force is pinned.
    ground
        On which rules may be set aside for seats that would stay open.
    refused
        Pairs of person and shift that are not tried: they said no.
    on_call
        Who is on call for a seat when the relief begins, with its first shift: they are called for
        it, as far as that keeps the rules or may set them aside.

    Raises
    ------
    BrokenResult
        A duty breaks a rule that is not set aside: a defect of this program.
    """
    began, options = time.monotonic(), options or SolveOptions(SECONDS)
    problem = _with_limit(problem)
    rules = rules_in_force(problem.ruleset)
    aside = ground_rules(ground, problem.last_date).rules
    called = _called(problem, rules, aside, on_call)
    whole, problem = problem, _without_called(problem, called)
    index = ProblemIndex(problem)
    pairs = set(_by_all_rules(index, rules, options, refused))
    relief = _Relief(index, rules, aside, frozenset(refused), pairs)
    relief.fill()
    _judge(index, relief.held, relief.pairs)
    until = began + options.seconds * (1 - SHARE_OF_REASONS)
    relief.fill_by_chains(max(until, time.monotonic() + options.seconds * SHARE_OF_CHAINS))
    seconds = options.seconds * SHARE_OF_REASONS
    return ReliefRoster(
        duties=_in_order(whole, [*called, *relief.duties()]),
        open_shifts=_open_shifts(index, relief.held, relief.pairs, seconds),
        seconds=round(time.monotonic() - began, 3),
    )


def _with_limit(problem: RosterProblem) -> RosterProblem:
    """The problem with the limit that no ground sets aside switched on."""
    settings = [one for one in problem.ruleset.settings if one.rule != ReliefLimit.id]
    own = problem.ruleset.setting(ReliefLimit.id) or RuleSetting(ReliefLimit.id)
    settings.append(replace(own, enabled=True))
    families = tuple(dict.fromkeys((*problem.ruleset.families, ReliefLimit.family.value)))
    ruleset = replace(problem.ruleset, settings=tuple(settings), families=families)
    return replace(problem, ruleset=ruleset)


def _called(
    problem: RosterProblem,
    rules: Sequence[Rule],
    aside: Collection[str],
    on_call: Sequence[Pair],
) -> list[ReliefDuty]:
    """Who of those on call is called for a first shift; what it breaks must be set aside."""
    calls = {pair: _work(problem, pair, DutyKind.CALL) for pair in on_call}
    if not calls:
        return []
    before = ProblemIndex(problem)
    after = ProblemIndex(replace(problem, elsewhere=(*problem.elsewhere, *calls.values())))
    found = []
    for person, shift in on_call:
        known = preexisting_violations_of(before, rules, person)
        broken = [
            one
            for rule, mine in preexisting_violations_of(after, rules, person).items()
            for one in new_violations(mine, known[rule])
        ]
        if all(one.rule in aside for one in broken):
            leaning = tuple(map(_set_aside, broken))
            found.append(ReliefDuty(person, shift, leaning, rest_owed(leaning), is_call=True))
    return found


def _work(problem: RosterProblem, pair: Pair, kind: DutyKind) -> Duty:
    shift = problem.shift_by_id[pair[1]]
    return Duty(pair[0], shift.post, kind, shift.start, shift.end, shift.work_minutes)


def _without_called(problem: RosterProblem, called: Sequence[ReliefDuty]) -> RosterProblem:
    """The problem less the places of who was called.

    Afterwards their work is taken as a shift, not as a call: so they rest after it like everybody.
    """
    there = Counter(one.shift for one in called)
    work = [_work(problem, (one.person, one.shift), DutyKind.ELSEWHERE) for one in called]
    return replace(
        problem,
        elsewhere=(*problem.elsewhere, *work),
        shifts=tuple(
            replace(shift, required=shift.required - there[shift.id])
            for shift in problem.shifts
            if shift.required > there[shift.id]
        ),
    )


def _in_order(problem: RosterProblem, duties: Iterable[ReliefDuty]) -> tuple[ReliefDuty, ...]:
    """Duties by start of the shift, seat and person."""
    shifts = problem.shift_by_id
    return tuple(sorted(duties, key=lambda one: (shifts[one.shift].start, one.shift, one.person)))


def _by_all_rules(
    index: ProblemIndex, rules: Sequence[Rule], options: SolveOptions, refused: Collection[Pair]
) -> frozenset[Pair]:
    """The roster that keeps every rule; who said no to a shift is left out of it.

    Should the search fail its own check, seats are filled one by one: relief cannot wait for us.
    """
    limits = replace(options, seconds=options.seconds * SHARE_OF_SEARCH)
    try:
        found = solve_roster(index.problem, limits)
    except BrokenResult:
        _LOG.exception("the search of a relief roster failed its check; it goes on without")
        return index.pinned
    pairs = {(one.person, one.shift) for one in found.assignments if not one.double}
    return frozenset(pair for pair in pairs if pair in index.pinned or pair not in refused)


@dataclass
class _Relief:
    """A relief roster that is being filled.

    Attributes
    ----------
    aside
        Ids of the rules that may be set aside.
    pairs
        The roster so far.
    leaning
        What each pair that leans on the ground breaks.
    """

    index: ProblemIndex
    rules: Sequence[Rule]
    aside: frozenset[str]
    refused: frozenset[Pair]
    pairs: set[Pair]
    leaning: dict[Pair, tuple[SetAside, ...]] = field(default_factory=dict)

    def fill(self) -> None:
        """Seat by seat, whoever needs the least set aside."""
        shifts = self.index.problem.shift_by_id
        lacking = missing_people(self.index, self.pairs)
        for shift in sorted((shifts[one] for one in lacking), key=lambda s: (s.start, s.id)):
            for _ in range(lacking[shift.id]):
                best = min(self._candidates(shift), default=None)
                if best is None:
                    break
                person = best[-1]
                self.leaning[person, shift.id] = self._breaks(person, shift) or ()
                self.pairs.add((person, shift.id))

    @property
    def held(self) -> list[Rule]:
        """The rules that are not set aside."""
        return [rule for rule in self.rules if rule.id not in self.aside]

    def fill_by_chains(self, until: float) -> None:
        """Fill what is open by letting others change seats.

        A roster that fails its check is not taken: relief cannot wait for us.
        """
        found = fill_by_chains(self.index, self.rules, self.held, self.pairs, self.refused, until)
        if found == self.pairs:
            return
        try:
            _judge(self.index, self.held, found)
        except BrokenResult:
            _LOG.exception("chains of a relief roster failed their check; it goes on without")
            return
        moved = {person for person, _shift in found ^ self.pairs}
        self.pairs = set(found)
        for person in sorted(moved):
            self._lean_again(person)

    def _lean_again(self, person: str) -> None:
        """Note what each duty of somebody sets aside, in the order of time."""
        shifts = self.index.problem.shift_by_id
        free = {pair for pair in self.pairs if pair[0] == person} - self.index.pinned
        self.leaning = {pair: broken for pair, broken in self.leaning.items() if pair[0] != person}
        whole, self.pairs = self.pairs, self.pairs - free
        for pair in sorted(free, key=lambda one: shifts[one[1]].start):
            broken = self._breaks(person, shifts[pair[1]])
            if broken:
                self.leaning[pair] = broken
            self.pairs.add(pair)
        self.pairs = whole

    def _candidates(self, shift: Shift) -> Iterable[tuple[int, int, int, str]]:
        """Who may relieve here: the least rest owed, rules set aside and duties so far first."""
        for person in holders(self.index, shift, self.pairs):
            if (person, shift.id) in self.refused or not self._is_free(person, shift):
                continue
            broken = self._breaks(person, shift)
            if broken is not None:
                duties = sum(one == person for one, _ in self.pairs)
                yield rest_owed(broken), len(broken), duties, person

    def _is_free(self, person: str, shift: Shift) -> bool:
        level = self.index.competence_levels.get((person, shift.id))
        row = self.index.row_of[shift.id]
        if level is not CompetenceLevel.QUALIFIED or self.index.obstacle(person, row):
            return False
        mine = (self.index.row_of[one] for who, one in self.pairs if who == person)
        return not any(collides(other, row) for other in mine)

    def _breaks(self, person: str, shift: Shift) -> tuple[SetAside, ...] | None:
        """What a duty would break beyond what they break already; None: more than may be."""
        known = frozenset(self.pairs)
        what_if = WhatIf(self.index, self.rules, known, known)
        trial = what_if.trial(person, [*what_if.shifts_of(person), shift.id])
        found = what_if.all_violations(trial)
        if any(one.rule not in self.aside for one in found):
            return None
        return tuple(_set_aside(one) for one in found)

    def duties(self) -> tuple[ReliefDuty, ...]:
        """What the relief gives whom."""
        return tuple(
            ReliefDuty(person, shift, broken, rest_owed(broken))
            for person, shift in self.pairs - self.index.pinned
            for broken in [self.leaning.get((person, shift), ())]
        )


def rest_owed(broken: Iterable[SetAside]) -> int:
    """Minutes of rest that a duty takes: the largest shortage, as one rest may serve several."""
    short = (round(one.limit - one.value) for one in broken if one.rule in RESTS)
    return max((minutes for minutes in short if minutes > 0), default=0)


def _set_aside(one: Violation) -> SetAside:
    return SetAside(one.rule, one.article, one.value, one.limit, one.unit)


def _judge(index: ProblemIndex, rules: Sequence[Rule], pairs: Collection[Pair]) -> None:
    """Refuse a roster that breaks what is not set aside."""
    known = preexisting_violations(index, rules)
    refuse(new_violations(violations(index, rules, pairs), known))


def _open_shifts(
    index: ProblemIndex, held: Sequence[Rule], pairs: Collection[Pair], seconds: float
) -> tuple[OpenShift, ...]:
    """Every open shift and why: by the rules that still hold."""
    return Explainer(index, held, pairs, seconds).open_shifts()
