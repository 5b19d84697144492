"""The whole way from a problem to a result, against enumeration of every roster."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from data.model.duty import Assignment
from data.model.errors import BrokenResult
from data.model.result import PlanStatus
from solver.cpsat.engine import Stop
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.problem_index import ProblemIndex
from solver.rules.base import Family, Rule
from solver.rules.forward_rotation import ForwardRotation
from solver.rules.overlap import Overlap
from solver.rules.r05_shift_length import ShiftLength
from solver.rules.r10_night_length import NightLength
from solver.solve import objective_levels
from tests.solver.enumeration import best_values, fits
from tests.solver.random_small import random_problem
from tests.solver.small import control_room, shift_at, somebody, tiny
from tests.solver.solving import pairs_of, solved, values

if TYPE_CHECKING:
    from solver.options import ProgressEvent

RULES = (Overlap(), ShiftLength(), NightLength(), ForwardRotation())


def assert_legal(problem, rules, pairs):
    index = ProblemIndex(problem)
    found = violations(index, rules, pairs)
    assert not new_violations(found, preexisting_violations(index, rules))
    assert fits(index, pairs)
    assert index.pinned <= pairs


@pytest.mark.parametrize("seed", range(12))
def test_the_roster_is_the_best_of_all_rosters_and_proven_so(seed):
    problem = random_problem(seed)
    index = ProblemIndex(problem)
    result = solved(problem, RULES, seed=seed)
    best = best_values(index, RULES, objective_levels(index, RULES))
    assert [level.objective for level in result.levels] == best
    assert values(problem, RULES, pairs_of(result)) == best
    assert all(level.proven for level in result.levels)
    assert [level.bound for level in result.levels] == best
    assert result.status is PlanStatus.OPTIMAL
    assert_legal(problem, RULES, pairs_of(result))


@pytest.fixture(scope="module")
def two_solves():
    """A problem too large for the time, solved in little and in more of it."""
    problem = control_room(cacos=7, ims=3, both=2, weeks=6)
    return problem, [solved(problem, RULES, seconds) for seconds in (1.0, 3.0)]


def test_a_lower_level_never_gives_up_what_a_higher_one_reached(two_solves):
    problem, results = two_solves
    for result in results:
        pairs = pairs_of(result)
        assert [level.objective for level in result.levels] == values(problem, RULES, pairs)
        assert_legal(problem, RULES, pairs)


def test_a_level_reports_a_bound_at_most_its_value_and_the_gap_between(two_solves):
    for level in [level for result in two_solves[1] for level in result.levels]:
        assert 0 <= level.bound <= level.objective
        assert level.proven == (level.bound == level.objective)
        assert level.gap == (level.objective - level.bound) / max(1, level.objective)


def test_a_bound_holds_for_every_roster_that_more_time_finds(two_solves):
    for quick, thorough in zip(*(result.levels for result in two_solves[1]), strict=True):
        assert quick.bound <= thorough.objective
        assert thorough.bound <= quick.objective
        if not (quick.proven and thorough.proven):
            break  # below this the two stand on different ground


def test_out_of_time_from_the_start_gives_the_empty_roster_and_says_so():
    problem = control_room(cacos=3, ims=2, weeks=1)
    result = solved(problem, RULES, seconds=0)
    assert result.assignments == ()
    assert result.status is PlanStatus.FEASIBLE
    first = result.levels[0]
    assert (first.objective, first.bound, first.proven) == (7 * 24 * 60, 0, False)
    assert len(result.open_shifts) == len(problem.shifts)


def test_out_of_time_keeps_what_is_pinned():
    days = [shift_at(f"2027-01-0{day} 07:00", 8) for day in (4, 5)]
    pin = Assignment("ann", days[0].id, pinned=True)
    problem = tiny(days, [somebody("ann"), somebody("bob")], assignments=(pin,))
    result = solved(problem, RULES, seconds=0)
    assert result.assignments == (pin,)
    assert result.levels[0].objective == 480


def test_the_stop_handle_ends_the_search_within_a_second_and_keeps_a_legal_roster():
    problem = control_room(cacos=9, ims=4, both=2, weeks=26)
    stop, told, asked = Stop(), threading.Event(), []

    def ask():
        asked.append(time.process_time())
        stop.ask()

    def tell(_):
        if not told.is_set():
            told.set()
            threading.Timer(0.5, ask).start()

    result = solved(problem, RULES, 60, stop=stop, progress=tell)
    assert time.process_time() - asked[0] < 2  # of two workers, however busy the machine is
    assert result.status is PlanStatus.STOPPED
    assert_legal(problem, RULES, pairs_of(result))


def test_stopped_before_it_began_it_still_answers():
    stop = Stop()
    stop.ask()
    began = time.process_time()
    problem = control_room(cacos=3, weeks=1)
    result = solved(problem, RULES, 60, stop=stop)
    assert time.process_time() - began < 2
    assert (result.status, result.assignments) == (PlanStatus.STOPPED, ())


def test_reproducible_gives_the_same_roster_twice_however_slow_the_machine_is():
    problem = control_room(cacos=5, ims=2, both=1, weeks=2)
    slow = {"progress": lambda _: time.sleep(0.02)}
    first, second = (
        solved(problem, RULES, 0.6, seed=7, reproducible=True, **hooks) for hooks in ({}, slow)
    )
    assert first.assignments == second.assignments
    assert [r.bound for r in first.levels] == [r.bound for r in second.levels]


def test_progress_is_told_per_level_with_a_bound_below_the_best():
    ticks: list[ProgressEvent] = []
    problem = control_room(cacos=4, weeks=2)
    result = solved(problem, RULES, 5, progress=ticks.append)
    names = [level.name for level in result.levels]
    assert {tick.level for tick in ticks} == set(names)
    assert list(dict.fromkeys(tick.level for tick in ticks)) == names  # all at once, in order
    assert all(
        tick.bound <= tick.objective
        for tick in ticks
        if tick.bound is not None and tick.objective is not None
    )


@dataclass(frozen=True)
class Unwritten(ShiftLength):
    """A rule that judges, but writes nothing into the model."""

    def excludes(self, shift, about):
        return False

    def constrain(self, person):
        pass

    def check(self, timeline):
        return ShiftLength().check(timeline)


@dataclass(frozen=True)
class Lazy(Unwritten):
    """The same, called large, so that the levels may leave it out at first."""

    is_lazy = True


@dataclass(frozen=True)
class LazyButRight(Lazy):
    """One that writes itself down when it is asked for exactly."""

    def constrain(self, person):
        for candidate in person.shifts:
            if ShiftLength().excludes(candidate.shift, person.about):
                person.model.forbid([candidate.literal])


TOO_LONG = tiny([shift_at("2027-01-05 07:00", 13)], [somebody("ann")])


@pytest.mark.parametrize("rule", [Unwritten(), Lazy()])
def test_a_model_that_allows_too_much_is_found_out_by_the_judge(rule):
    assert solved(TOO_LONG, [Overlap(), ShiftLength()]).assignments == ()
    with pytest.raises(BrokenResult, match="R05 ann"):
        solved(TOO_LONG, [Overlap(), rule], 3)


def test_a_lazy_rule_is_written_down_once_it_is_broken():
    result = solved(TOO_LONG, [Overlap(), LazyButRight()])
    assert (result.assignments, result.status) == ((), PlanStatus.OPTIMAL)


@dataclass(frozen=True)
class AtMostTwo(Rule):
    """Ann works two shifts at most, which the levels may leave out at first."""

    id, article, family, is_lazy = "TWO", "none", Family.REGION, True
    sentence_en = sentence_nl = "Ann works two shifts at most."

    def check(self, timeline):
        if timeline.about.person.id == "ann" and len(timeline.shifts) > 2:
            window = (timeline.shifts[0].start, timeline.shifts[-1].end)
            yield self.violation(timeline, window, value=len(timeline.shifts), limit=2)

    def constrain(self, person):
        if person.about.person.id == "ann":
            person.model.add_at_most([(1, c.literal) for c in person.shifts], 2)


def test_a_fair_roster_that_breaks_a_lazy_rule_is_mended():
    days = [shift_at(f"2027-01-{day:02} 07:00", 8) for day in range(4, 19)]
    problem = tiny(days, [somebody(name) for name in ("ann", "bob", "cas")], weeks=3)
    fair, resolved = (solved(problem, [Overlap(), *rules]) for rules in ([], [AtMostTwo()]))
    counts = Counter(a.person for a in resolved.assignments)
    assert {counts["bob"], counts["cas"]} == {6, 7}
    assert counts["ann"] == 2
    least, quality = fair.levels[-1].objective, resolved.levels[-1]
    assert quality.objective >= quality.bound > least
    assert not resolved.open_shifts


def test_nobody_to_choose_is_an_answer_too():
    problem = tiny([shift_at("2027-01-05 07:00", 8)], [somebody("ann")], competences=())
    result = solved(problem, RULES)
    assert result.assignments == ()
    assert result.status is PlanStatus.OPTIMAL
    assert result.proven_minimum_open == (("caco", 1),)
    assert [(o.shift, o.missing) for o in result.open_shifts] == [(problem.shifts[0].id, 1)]


def test_what_the_input_breaks_is_told_and_not_added_to():
    long = shift_at("2027-01-05 07:00", 13)
    pin = Assignment("ann", long.id, pinned=True)
    problem = tiny([long, shift_at("2027-01-07 07:00", 13)], [somebody("ann")], assignments=(pin,))
    result = solved(problem, RULES)
    assert result.assignments == (pin,)
    assert [b.rule for b in result.preexisting_violations] == ["R05"]


def test_two_pools_that_share_nobody_are_solved_apart_and_joined():
    both = control_room(cacos=4, ims=3, weeks=1)
    apart = [control_room(cacos=4, weeks=1), control_room(cacos=0, ims=3, weeks=1)]
    apart[1] = replace(apart[1], shifts=tuple(s for s in both.shifts if s.post == "im"))
    whole = solved(both, RULES)
    parts = [solved(problem, RULES) for problem in apart]
    assert whole.levels[0].objective == parts[0].levels[0].objective
    assert whole.levels[-2].objective == sum(part.levels[-2].objective for part in parts)


def test_the_complete_problem_gets_a_roster(full):
    result = solved(full, RULES, 3)
    assert_legal(full, RULES, pairs_of(result))
    assert {a.person for a in result.assignments if a.double} >= {"i2"}
    assert not [a for a in result.assignments if a.shift.startswith("open:")]
    assert "open" not in dict(result.proven_minimum_open)
    assert not [o for o in result.open_shifts if o.post == "open"]
