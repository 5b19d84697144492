"""The least that stays open is a bound that no roster beats."""

from dataclasses import replace

import pytest

from data.model.duty import Assignment
from data.model.person import Competence, CompetenceLevel, Limits
from data.model.post import THREE_BY_EIGHT
from solver.cpsat.engine import Stop
from solver.formulation.roster_model import Pair
from solver.objective.level import missing_people
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.contract_hours import ContractHours
from solver.rules.g06_shortest_run import ShortestRun
from solver.rules.overlap import Overlap
from solver.rules.r05_shift_length import ShiftLength
from solver.search.least_open import least_open, least_open_together
from tests.solver.enumeration import rosters
from tests.solver.random_small import PAST, random_problem
from tests.solver.small import CACO, MONDAY, OPEN, shift_at, shifts_of, somebody, tiny

RULES = (Overlap(), ShiftLength())
OPTIONS = SolveOptions(5, workers=1)
EMPTY: frozenset[Pair] = frozenset()


def open_by_post(index, roster):
    found: dict[str, int] = {}
    for shift, count in missing_people(index, roster).items():
        post = index.problem.shift_by_id[shift].post
        found[post] = found.get(post, 0) + count
    return found


def bound_of(problem, rules=RULES, stop=None, roster=EMPTY):
    return least_open(ProblemIndex(problem), rules, roster, OPTIONS, stop)


@pytest.mark.parametrize("seed", range(12))
def test_no_roster_leaves_fewer_open_and_for_one_post_some_leaves_as_few(seed):
    problem = random_problem(seed)
    index = ProblemIndex(problem)
    bounds = bound_of(problem)
    found = [open_by_post(index, roster) for roster in rosters(index, RULES)]
    for post, bound in bounds.items():
        least = min(one.get(post, 0) for one in found)
        # Exact too: with these rules another post never stands in the way of none at all.
        assert bound == least


def test_a_post_that_the_roster_fills_needs_no_proof():
    shift = shift_at("2027-01-05 07:00", 8)
    problem = tiny([shift], [somebody("ann")])
    assert bound_of(problem, roster=frozenset({("ann", shift.id)})) == {"caco": 0}


def test_a_shift_that_nobody_may_do_is_counted():
    problem = tiny([shift_at("2027-01-05 07:00", 13, required=2)], [somebody("ann")])
    assert bound_of(problem) == {"caco": 2}


def test_a_pinned_trainee_covers_nothing():
    shift = shift_at("2027-01-05 07:00", 8)
    held = (Competence("ann", "caco", PAST, level=CompetenceLevel.TRAINEE),)
    pin = Assignment("ann", shift.id, pinned=True, double=True)
    problem = tiny([shift], [somebody("ann")], competences=held, assignments=(pin,))
    assert bound_of(problem) == {"caco": 1}


def test_open_call_has_no_minimum():
    shifts = [shift_at("2027-01-05 07:00", 8), shift_at("2027-01-08 17:00", 24, OPEN)]
    assert bound_of(tiny(shifts, [somebody("ann")], posts=(OPEN,))) == {"caco": 0}


def test_stopped_it_still_counts_what_nobody_can_take():
    stop = Stop()
    stop.ask()
    shifts = [shift_at(f"2027-01-0{day} 07:00", 8, required=2) for day in (5, 6)]
    assert bound_of(tiny(shifts, [somebody("ann")]), stop=stop) == {"caco": 2}


def test_a_rule_that_asks_for_more_work_does_not_spoil_the_bound():
    # At least two days in a row: the desk alone offers one, the other post makes the second.
    limits = Limits(min_consecutive_days=2)
    other = replace(CACO, id="other")
    shifts = [shift_at("2027-01-05 07:00", 8), shift_at("2027-01-06 07:00", 8, other)]
    problem = tiny(shifts, [somebody("ann", limits=limits)], posts=(other,))
    rules = (*RULES, ShortestRun())
    assert frozenset(("ann", s.id) for s in shifts) in set(rosters(ProblemIndex(problem), rules))
    assert bound_of(problem, rules) == {"caco": 0, "other": 0}


def together(problem, rules=RULES, seconds=1):
    return least_open_together(ProblemIndex(problem), rules, SolveOptions(seconds, workers=1))


@pytest.mark.parametrize("seed", range(12))
def test_no_roster_of_posts_that_share_their_people_leaves_fewer_open(seed):
    problem = random_problem(seed)
    index = ProblemIndex(problem)
    least = together(problem)
    left = [open_by_post(index, roster) for roster in rosters(index, RULES)]
    for posts, bound in least.items():
        assert bound <= min(sum(one.get(post, 0) for post in posts) for one in left)


def two_rooms(people, weeks=2):
    """Two seats of three times eight hours that the same people fill, 36 hours a week each."""
    other = replace(CACO, id="other", name="other")
    shifts = [
        shift for post in (CACO, other) for shift in shifts_of(post, THREE_BY_EIGHT, MONDAY, weeks)
    ]
    staff = [somebody(f"p{number}", hours=36) for number in range(people)]
    return tiny(shifts, staff, weeks, posts=(CACO, other))


@pytest.mark.parametrize(("people", "left"), [(0, 84), (3, 54), (8, 4), (9, 0)])
def test_two_rooms_lack_what_the_hours_of_their_people_do_not_give(people, left):
    # 84 shifts; 72 hours of contract and one shift of 12 hours more are 10 shifts of 8 each
    assert sum(together(two_rooms(people), [ContractHours(), *RULES]).values()) == left


def test_each_room_alone_would_be_full():
    problem = two_rooms(5)
    alone = least_open(ProblemIndex(problem), [ContractHours(), *RULES], EMPTY, OPTIONS)
    assert sum(alone.values()) == 0
    assert together(problem, [ContractHours(), *RULES]) == {("caco", "other"): 34}


def test_nobody_is_in_two_rooms_at_once():
    other = replace(CACO, id="other", name="other")
    days = [f"2027-01-{day:02} 07:00" for day in range(4, 11)]
    shifts = [shift_at(day, 8, post) for day in days for post in (CACO, other)]
    problem = tiny(shifts, [somebody("ann")], posts=(CACO, other))
    assert together(problem) == {("caco", "other"): 7}


def test_without_time_the_hours_still_say_something():
    stopped = Stop()
    stopped.ask()
    index = ProblemIndex(two_rooms(3))
    rules = [ContractHours(), *RULES]
    assert sum(least_open_together(index, rules, OPTIONS, stopped).values()) == 0
    assert sum(least_open_together(index, rules, SolveOptions(0, workers=1)).values()) >= 54
