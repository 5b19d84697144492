"""Candidates, swaps and effects against the judge, on random problems full of trouble."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from data.model.candidate import Legality, RemedyKind
from data.model.person import CompetenceLevel, ProvisionKind
from data.model.result import ReasonKind
from data.model.ruleset import Derogation
from solver.diagnosis.candidates import Candidates
from solver.diagnosis.effect import effect
from solver.diagnosis.holders import collisions
from solver.diagnosis.judge import new_violations, violations
from solver.diagnosis.person_costs import PersonCosts
from solver.diagnosis.remedies import ChainSwapSearch
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.timeline.clock import to_minute
from tests.solver.random_small import PAST, busy_problem, troubled_problem

SEEDS = range(24)


class Desk:
    """A random problem, a random roster (legal or not), and the judge's word on it."""

    def __init__(self, seed):
        random = Random(seed)
        self.problem = (busy_problem if seed % 2 else troubled_problem)(seed)
        self.index = ProblemIndex(self.problem)
        self.rules = rules_in_force(self.problem.ruleset)
        self.now = self.problem.start + timedelta(hours=random.choice([-48, 30]))
        self.pairs = frozenset(self.index.pinned | set(self._random_pairs(random)))
        self.asked = Candidates(
            self.index,
            self.rules,
            self.pairs,
            self.now,
            PersonCosts(QualityObjective(self.index, self.rules)),
        )

    def _random_pairs(self, random):
        for shift in self.problem.shifts:
            able = [
                p.id
                for p in self.problem.people
                if self.index.competence_levels.get((p.id, shift.id)) is CompetenceLevel.QUALIFIED
            ]
            for person in random.sample(able, min(shift.required, len(able))):
                if random.random() < 0.6:
                    yield person, shift.id

    def new(self, after, index=None):
        """What the judge finds in a roster and did not find in this one."""
        known = violations(self.index, self.rules, self.pairs)
        return new_violations(violations(index or self.index, self.rules, after), known)

    def is_free(self, person, shift, lost=(), index=None):
        """Whether somebody can take a shift, by the judge."""
        index = index or self.index
        mine = [s for p, s in self.pairs if p == person and s not in lost]
        rows = [*index.fixed[person], *(index.row_of[s] for s in mine)]
        if index.competence_levels.get((person, shift)) is not CompetenceLevel.QUALIFIED:
            return False
        if collisions(rows, index.row_of[shift]):
            return False
        after = (self.pairs | {(person, shift)}) - {(person, s) for s in lost}
        return not [b for b in self.new(after, index) if b.person == person]

    def begun(self, shift):
        return self.index.row_of[shift].start <= to_minute(self.now)


@pytest.mark.parametrize("seed", SEEDS)
def test_legal_means_that_the_judge_finds_nothing_new_and_not_legal_the_opposite(seed):
    desk = Desk(seed)
    for shift in desk.problem.shifts:
        for found in desk.asked.ranked(shift.id):
            legal = found.legality is Legality.LEGAL
            assert legal == desk.is_free(found.person, shift.id)
            told = [h.violation for h in found.hindrances if h.violation is not None]
            mine = [
                b
                for b in desk.new(desk.pairs | {(found.person, shift.id)})
                if b.person == found.person
            ]
            if all(h.kind is not ReasonKind.NOT_COMPETENT for h in found.hindrances):
                assert {b.rule for b in told} == {b.rule for b in mine}
                assert set(told) <= set(mine)


def after_change(desk, person, change):
    """The index in which a change has been made."""
    problem = desk.problem
    candidate = problem.person_by_id[person]
    match change.kind:
        case RemedyKind.CONSENT:
            waived = tuple(
                replace(p, consent=p.kind is not ProvisionKind.BIRTH_LEAVE)
                for p in candidate.provisions
            )
            candidate = replace(candidate, provisions=waived)
            people = tuple(candidate if p.id == person else p for p in problem.people)
            return ProblemIndex(replace(problem, people=people))
        case RemedyKind.AGREEMENT:
            agreed = replace(problem.ruleset, derogations=(Derogation(change.rule, "CAO", PAST),))
            return ProblemIndex(replace(problem, ruleset=agreed))
    return desk.index


@pytest.mark.parametrize("seed", SEEDS)
def test_each_single_change_is_enough_and_no_duty_that_would_be_is_missed(seed):
    desk = Desk(seed)
    for shift in desk.problem.shifts:
        for found in desk.asked.ranked(shift.id):
            given_up = {c.shift for c in found.changes if c.shift}
            for change in found.changes:
                if change.kind not in (RemedyKind.RELEASE, RemedyKind.WITHDRAW):
                    lost = [change.shift] if change.shift else []
                    index = after_change(desk, found.person, change)
                    assert desk.is_free(found.person, shift.id, lost, index), change
            if found.legality is not Legality.LEGAL:
                for person, other in desk.pairs:
                    if person == found.person and not desk.begun(other):
                        enough = desk.is_free(person, shift.id, [other])
                        assert enough == (other in given_up), (person, other)


def all_swaps(desk, shift):
    """Every legal two-step swap, by trying them all on the judge."""
    people = [p.id for p in desk.problem.people if (p.id, shift) not in desk.pairs]
    for taker in people:
        if desk.is_free(taker, shift):
            continue
        for person, gives in desk.pairs:
            movable = (taker, gives) not in desk.index.pinned and not desk.begun(gives)
            doubles = desk.index.competence_levels.get((taker, gives)) is CompetenceLevel.TRAINEE
            if person != taker or not movable or doubles:
                continue
            if desk.is_free(taker, shift, [gives]):
                for to in [p.id for p in desk.problem.people]:
                    if to != taker and (to, gives) not in desk.pairs and desk.is_free(to, gives):
                        yield taker, gives, to


@pytest.mark.parametrize("seed", SEEDS)
def test_the_swaps_are_all_that_the_judge_allows_and_no_others(seed):
    desk = Desk(seed)
    two_step = ChainSwapSearch(desk.asked._what_if, desk.asked._costing, desk.asked._words)
    for shift in desk.problem.shifts:
        changes = {c.person: c.changes for c in desk.asked.ranked(shift.id)}
        found = two_step.swaps(shift.id, changes, most=1000)
        told = [(swap.taker, swap.gives, swap.to) for swap in found]
        assert sorted(told) == sorted(all_swaps(desk, shift.id))
        assert [s.cost.ranking for s in found] == sorted(s.cost.ranking for s in found)
        assert desk.asked.offer(shift.id).swaps == found[:5]


def test_these_problems_hold_swaps_and_candidates_of_every_legality():
    """Or the tests above would prove nothing."""
    legalities, swaps = set(), 0
    for seed in SEEDS:
        desk = Desk(seed)
        for shift in desk.problem.shifts:
            offer = desk.asked.offer(shift.id)
            legalities |= {c.legality for c in offer.candidates}
            swaps += len(offer.swaps)
    assert legalities == set(Legality)
    assert swaps > 20


@pytest.mark.parametrize("seed", SEEDS)
def test_an_effect_holds_what_the_judge_finds_new_and_gone(seed):
    desk, random = Desk(seed), Random(seed)
    rules = desk.rules
    everybody = [(p.id, s.id) for p in desk.problem.people for s in desk.problem.shifts]
    for _ in range(4):
        after = desk.pairs ^ frozenset(random.sample(everybody, random.choice([1, 1, 2, 3])))
        found = effect(desk.index, desk.rules, desk.pairs, after, desk.asked.prices)
        had, has = (violations(desk.index, rules, pairs) for pairs in (desk.pairs, after))
        told = sorted(found.new_violations, key=repr)
        assert told == sorted(new_violations(has, had), key=repr)
        resolved = sorted((b for person in found.people for b in person.resolved), key=repr)
        assert resolved == sorted(new_violations(had, has), key=repr)
        assert {p.person for p in found.people} == {person for person, _ in desk.pairs ^ after}
        value = desk.asked.prices.quality.fairness.value
        change = value(desk.index, after) - value(desk.index, desk.pairs)
        assert found.cost.unfairness == change
        before, later = (desk.asked.prices.quality.quality(pairs) for pairs in (desk.pairs, after))
        assert found.cost.quality == later.cost - before.cost
        gone = Counter(flaw.rule for flaw in before.flaws)
        gone.subtract(flaw.rule for flaw in later.flaws)
        told_gone = Counter(flaw.rule for flaw in found.cost.removed)
        told_gone.subtract(flaw.rule for flaw in found.cost.made)
        assert {r: n for r, n in told_gone.items() if n} == {r: n for r, n in gone.items() if n}
