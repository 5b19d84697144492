"""The loss of one person against plain searches for coverage without that person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from data.model.post import THREE_BY_EIGHT
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.formulation.roster_model import build_roster_model
from solver.loss_of_person import LossSearch
from solver.objective.level import missing_people
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.solve import judge, solve_roster
from tests.data.demo.support import demo_problem
from tests.solver.small import CACO, MONDAY, midnight, shifts_of, somebody, tiny

if TYPE_CHECKING:
    from data.model.problem import RosterProblem

WEEKS = 2
#: A plain search; it finds the same on a busy machine, which only takes longer.
PLAIN = SolveOptions(8, reproducible=True)
UNTIL = midnight(MONDAY) + timedelta(weeks=WEEKS)


def seat(people: int) -> RosterProblem:
    """One seat around the clock for two weeks."""
    shifts = shifts_of(CACO, THREE_BY_EIGHT, MONDAY, WEEKS)
    return tiny(shifts, [somebody(f"p{n}") for n in range(people)], WEEKS, posts=(CACO,))


def without(problem: RosterProblem, person: str) -> RosterProblem:
    """The problem as it is if somebody may do nothing."""
    kept = tuple(one for one in problem.competences if one.person != person)
    held = tuple(one for one in problem.assignments if one.person != person)
    return replace(problem, competences=kept, assignments=held)


def quick(problem: RosterProblem) -> LossSearch:
    """A search that soon has done what it can in so small a problem."""
    return LossSearch.of(problem, chain_seconds=0.5)


def least_open(problem: RosterProblem) -> int:
    """How many seats stay open at least, by a search over everything at once."""
    index = ProblemIndex(problem)
    model = build_roster_model(index, rules_in_force(problem.ruleset))
    open_seats = [(1, one.under) for one in model.cover.values() if one.under is not None]
    model.model.minimise(open_seats, sum(one.fixed_under for one in model.cover.values()))
    answer = solve(model.model, Search(seconds=60, workers=8))
    assert answer.outcome is SearchOutcome.OPTIMAL
    assert answer.objective is not None
    return answer.objective


@pytest.mark.parametrize("people", [1, 4, 5])
def test_as_many_stay_open_as_a_search_without_somebody_leaves(people: int) -> None:
    problem = seat(people)
    expected = least_open(without(problem, "p0")) - least_open(problem)
    loss = quick(problem).without("p0", UNTIL)
    assert loss.least <= expected <= loss.found
    assert loss.found == expected


def test_who_returns_takes_part_again() -> None:
    search = quick(seat(1))
    week = search.without("p0", midnight(MONDAY) + timedelta(weeks=1))
    assert 0 < week.found < search.without("p0", UNTIL).found


def test_who_has_nothing_or_may_do_nothing_is_missed_by_nobody() -> None:
    assert quick(seat(2)).without("nobody", UNTIL).found == 0


def test_who_alone_holds_a_function_leaves_all_of_it_open() -> None:
    shifts = shifts_of(CACO, THREE_BY_EIGHT, MONDAY, 1)[:9:3]
    problem = tiny(shifts, [somebody("p0"), somebody("p1")], 1, posts=(CACO,))
    alone = replace(problem, competences=problem.competences[:1])
    loss = quick(alone).without(problem.competences[0].person, UNTIL)
    assert (loss.found, loss.least) == (len(shifts), len(shifts))
    assert loss.shifts == tuple(sorted(shift.id for shift in shifts))


@pytest.fixture(scope="module")
def quarter() -> RosterProblem:
    problem = demo_problem()
    return replace(problem, assignments=solve_roster(problem, PLAIN).assignments)


def with_duties(problem: RosterProblem) -> list[str]:
    return sorted({one.person for one in problem.assignments})


def compare(problem: RosterProblem, people: list[str]) -> None:
    """Each loss against a plain solve of all of the problem without that person."""
    search = LossSearch.of(problem)
    index = ProblemIndex(problem)
    rules = rules_in_force(problem.ruleset)
    judge(index, rules, search.anyway)
    anyway = sum(missing_people(index, search.anyway).values())
    unproven, same = search.unproven, 0
    for person in people:
        plain = solve_roster(without(problem, person), PLAIN)
        expected = sum(one.missing for one in plain.open_shifts) - anyway
        loss = search.without(person, problem.end)
        print(person, "plain", expected, "found", loss.found, "proven", loss.least, flush=True)
        assert loss.least <= expected, person
        # What is not proven of the roster with everybody counts as found.
        assert loss.found <= expected + unproven, person
        if loss.is_proven and all(one.proven for one in plain.levels if "cover" in one.name):
            assert loss.found == expected, person
        same += loss.found == loss.least == expected
    print(same, "of", len(people), "are proven, and as many stay open in the plain solve")
    assert same


@pytest.mark.second
@pytest.mark.timeout(1200)
def test_two_people_of_the_demonstration_are_missed_as_plain_searches_say(
    quarter: RosterProblem,
) -> None:
    compare(quarter, with_duties(quarter)[::18][:2])


@pytest.mark.slow
@pytest.mark.timeout(9000)
def test_everybody_of_the_demonstration_is_missed_as_plain_searches_say(
    quarter: RosterProblem,
) -> None:
    compare(quarter, with_duties(quarter))
