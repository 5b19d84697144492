"""What removes a flaw, against the judge and the objective, on random problems full of trouble."""

import pytest

from data.model.person import CompetenceLevel
from solver.diagnosis.flaw_remedies import FlawRemedySearch
from solver.diagnosis.holders import missing
from solver.diagnosis.judge import new_violations, violations
from solver.diagnosis.person_costs import PersonCosts
from solver.objective.quality import QualityObjective
from solver.timeline.clock import to_minute
from tests.solver.test_candidates_truth import Desk

SEEDS = range(16)
ALL = 10_000  #: remedies: none is left out


def moved(pairs, moves):
    """A roster after some moves."""
    gone = {(one.giver, one.shift) for one in moves}
    return (pairs - gone) | {(one.taker, one.shift) for one in moves}


def is_gone(flaw, flaws):
    return not any(
        (other.rule, other.person) == (flaw.rule, flaw.person)
        and other.start < flaw.end
        and flaw.start < other.end
        for other in flaws
    )


class FlawDesk(Desk):
    """The same with what its quality is made of, and the search for remedies."""

    def __init__(self, seed):
        super().__init__(seed)
        self.quality = QualityObjective(self.index, self.rules)
        self.search = FlawRemedySearch(
            self.index, self.rules, self.pairs, self.now, PersonCosts(self.quality)
        )
        self.flaws = self.quality.quality(self.pairs).flaws


@pytest.fixture(params=SEEDS)
def desk(request):
    return FlawDesk(request.param)


def test_a_remedy_removes_the_flaw_breaks_nothing_opens_nothing_and_costs_what_it_says(desk):
    before = desk.quality.quality(desk.pairs).cost
    had = violations(desk.index, desk.rules, desk.pairs)
    for flaw in desk.flaws:
        costs = []
        for remedy in desk.search.outlook(flaw, ALL).remedies:
            after = moved(desk.pairs, remedy.moves)
            found = desk.quality.quality(after)
            assert is_gone(flaw, found.flaws)
            assert not new_violations(violations(desk.index, desk.rules, after), had)
            assert remedy.cost.quality == found.cost - before
            for shift in desk.problem.shifts:
                assert missing(desk.index, after, shift) <= missing(desk.index, desk.pairs, shift)
            for move in remedy.moves:
                assert desk.problem.shift_by_id[move.shift].start >= desk.now
                assert (move.giver, move.shift) not in desk.index.pinned
            costs.append(remedy.cost.quality)
        assert costs == sorted(costs)


def test_no_single_move_is_overlooked(desk):
    index, now = desk.index, to_minute(desk.now)
    had = violations(index, desk.rules, desk.pairs)
    levels = index.competence_levels
    for flaw in desk.flaws:
        told = {one.moves for one in desk.search.outlook(flaw, ALL).remedies if len(one.moves) == 1}
        for giver, shift in desk.pairs - index.pinned:
            if index.row_of[shift].start < now or not is_near(index, flaw, shift):
                continue
            for person in desk.problem.people:
                taker = person.id
                both = [levels.get((one, shift)) for one in (giver, taker)]
                after = desk.pairs - {(giver, shift)} | {(taker, shift)}
                is_change = flaw.person in (giver, taker) and (taker, shift) not in desk.pairs
                if not is_change or both != [CompetenceLevel.QUALIFIED] * 2:
                    continue
                if missing(index, desk.pairs, desk.problem.shift_by_id[shift]) and (
                    taker == flaw.person
                ):
                    continue  # then they take the open place, and nobody gives anything up
                removes = is_gone(flaw, desk.quality.quality(after).flaws)
                is_legal = not new_violations(violations(index, desk.rules, after), had)
                is_told = any((m.shift, m.giver, m.taker) == (shift, giver, taker) for (m,) in told)
                assert is_told == (removes and is_legal)


def is_near(index, flaw, shift):
    start, reach = index.row_of[shift].start, 2 * 24 * 60
    return to_minute(flaw.start) - reach <= start < to_minute(flaw.end) + reach


def test_there_are_flaws_and_remedies_of_both_kinds():
    kinds: set[str] = set()
    for seed in SEEDS:
        desk = Desk(seed)
        quality = QualityObjective(desk.index, desk.rules)
        search = FlawRemedySearch(
            desk.index, desk.rules, desk.pairs, desk.now, PersonCosts(quality)
        )
        for flaw in quality.quality(desk.pairs).flaws:
            outlook = search.outlook(flaw, ALL)
            kinds.update(str(len(one.moves)) for one in outlook.remedies)
            kinds.update("none" for _ in range(not outlook.remedies))
            kinds.update("taken" for one in outlook.remedies if not one.moves[0].giver)
    assert kinds == {"none", "1", "2", "taken"}
