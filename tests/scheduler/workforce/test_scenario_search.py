"""A year is searched quarter by quarter, and is one legal roster."""

from dataclasses import replace
from datetime import timedelta

from data.model.duty import DutyKind
from data.model.scenario import Scenario
from data.model.scenario_change import SplitPost
from data.model.scenario_figures import FoundRoster
from scheduler.workforce.scenario_changes import with_changes
from scheduler.workforce.scenario_search import (
    find_roster,
    quarter_of,
    search,
    with_best_quarters,
)
from solver.diagnosis.judge import violations
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from tests.scheduler.workforce.test_scenario_changes import of_two_regions
from tests.solver.small import MONDAY, control_room, midnight


def test_what_was_done_before_is_history_to_the_next_quarter():
    problem = control_room(weeks=4)
    half = midnight(MONDAY + timedelta(weeks=2))
    night = next(one for one in reversed(problem.shifts) if one.start < half)
    part = quarter_of(problem, half, problem.end, {("c0", night.id)})
    assert all(one.start >= half for one in part.shifts)
    assert [(one.person, one.kind, one.start) for one in part.history] == [
        ("c0", DutyKind.WORK, night.start)
    ]
    assert part.last_date == problem.last_date


def test_a_long_roster_keeps_the_law_where_its_quarters_meet():
    problem = control_room(cacos=9, weeks=15)
    first, result = find_roster(problem, seconds=4)
    assert first is not result
    pairs = frozenset((one.person, one.shift) for one in result.assignments)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    assert violations(index, rules, pairs) == []
    assert sum(one.missing for one in result.open_shifts) + len(pairs) == len(problem.shifts)
    assert len(pairs) > 0.9 * len(problem.shifts)
    assert sum(count for _, count in result.proven_minimum_open) <= len(problem.shifts) - len(pairs)


def test_a_year_lacks_at_least_what_its_first_quarter_lacks():
    problem = control_room(cacos=0, weeks=14)
    told = []
    quarter, whole = search(problem, 2, 0, (13, 14), lambda: told.append(1))
    assert (quarter.weeks, whole.weeks, len(told)) == (13, 14, 2)
    assert quarter.open_proven == quarter.open_found == quarter.places  # nobody is there
    assert quarter.open_proven <= whole.open_proven <= whole.open_found


def test_scenarios_that_begin_alike_have_the_best_of_their_quarters():
    def found(weeks, missing, least):
        return FoundRoster(weeks, 273, missing, least, None, None, None, 1.0, 1.0)

    year, other = control_room(weeks=26), control_room(cacos=8, weeks=26)
    later = replace(year, shifts=year.shifts[:-1])  # it differs in the second quarter alone
    rosters = [(found(13, 9, 0), found(26, 9, 0)), (found(13, 5, 3), found(26, 8, 3))]
    one, two, apart = with_best_quarters(
        [year, later, other], [*rosters, (found(13, 1, 0), found(26, 1, 0))]
    )
    assert one == (found(13, 5, 3), found(26, 9, 3))
    assert two == (found(13, 5, 3), found(26, 8, 3))
    assert apart == (found(13, 1, 0), found(26, 1, 0))


def test_a_split_that_ends_later_begins_as_one_that_does_not():
    problem = of_two_regions(weeks=26)
    made = [
        with_changes(problem, Scenario("a", (SplitPost("caco", until=until),)))
        for until in (None, 13)
    ]
    rosters = [
        (FoundRoster(weeks, 546, missing, 0, None, None, None, 1.0, 1.0), year)
        for weeks, missing in ((13, 9), (13, 7))
        for year in [FoundRoster(26, 1092, 20, 0, None, None, None, 1.0, 1.0)]
    ]
    found = with_best_quarters(made, rosters)
    assert [one.open_found for one, _year in found] == [7, 7]
