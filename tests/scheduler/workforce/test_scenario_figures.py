"""The figures of scenarios, against sums made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.model.result import LevelReport
from data.model.scenario import HourPrices, Scenario
from data.model.scenario_change import ChangePattern, SplitPost
from scheduler.workforce.scenario_changes import with_changes
from scheduler.workforce.scenario_figures import figures_by_law, figures_of_roster
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.scheduler.workforce.test_scenario_changes import of_two_regions
from tests.solver.small import control_room


def law(problem, scenario):
    return figures_by_law(with_changes(problem, scenario), scenario, ())


def test_one_room_and_two_rooms_by_hand():
    problem = of_two_regions(weeks=52)
    one = law(problem, Scenario("one"))
    two = law(problem, Scenario("two", (SplitPost("caco"),)))
    assert (one.people, one.article) == (4, "ATW 5:7(2)c")  # 168 / 48 = 3.5
    assert (two.people, two.article) == (8, "ATW 5:8(2)")
    assert round(one.fte, 2) == 5.26  # 8760 / 1665
    assert two.fte == pytest.approx(2 * one.fte)


def test_nights_of_twelve_hours_need_seventeen_people():
    found = law(control_room(weeks=52), Scenario("long", (ChangePattern("caco", "2x12"),)))
    assert (found.people, found.article) == (17, "ATW 5:8(3)")


def test_a_merger_in_the_year_is_counted_stretch_by_stretch():
    found = law(of_two_regions(weeks=52), Scenario("early", (SplitPost("caco", until=26),)))
    assert [(one.posts, one.people) for one in found.teams] == [
        (("caco-R", "caco-S"), 8),
        (("caco",), 4),
    ]
    assert (found.teams[0].last - found.teams[0].first).days + 1 == 26 * 7
    assert found.people == 8
    assert found.fte == pytest.approx(1.5 * 8760 / 1665, rel=1e-3)


def test_euros_are_the_hours_of_a_year_at_their_price():
    problem = control_room(ims=4, weeks=52)
    assert law(problem, Scenario("no price")).euros is None
    prices = HourPrices(work=50, on_call=4)
    found = law(problem, Scenario("priced", prices=prices))
    assert found.euros == pytest.approx(50 * 8760 + 4 * 8760, rel=0.02)  # a first week less


def test_teams_without_people_in_common_add_up():
    apart = law(control_room(ims=4, weeks=16), Scenario("a"))
    assert [one.people for one in apart.teams] == [4, 2]
    assert apart.people == 6
    shared = law(control_room(cacos=9, ims=0, both=9, weeks=16), Scenario("a"))
    assert shared.people == 4  # the same people do both


@pytest.mark.parametrize("count", [5, 6, 8])
def test_the_least_is_never_more_than_a_full_legal_roster_has(count):
    problem = control_room(cacos=count, weeks=16)
    problem = replace(problem, people=tuple(replace(one, contracts=()) for one in problem.people))
    result = solve_roster(problem, SolveOptions(seconds=8))
    found = figures_of_roster(problem, result)
    busy = {one.person for one in result.assignments}
    if not found.open_found:
        assert law(problem, Scenario("a")).people <= len(busy)
    assert found.open_proven <= found.open_found
    assert found.places == len(problem.shifts)


def test_what_a_roster_asks_of_people_is_counted():
    problem = control_room(cacos=9, weeks=2)
    found = figures_of_roster(problem, solve_roster(problem, SolveOptions(seconds=3)))
    assert (found.weeks, found.open_found, found.open_proven) == (2, 0, 0)
    assert found.nights is not None
    assert found.nights.least <= found.nights.median <= found.nights.most
    assert found.on_call_weeks is None
    assert found.health is not None


def test_the_bound_of_a_level_over_posts_that_share_their_people_counts_in_places():
    problem = with_changes(of_two_regions(weeks=2), Scenario("two", (SplitPost("caco"),)))
    result = solve_roster(problem, SolveOptions(seconds=1))
    bound = LevelReport.of("coverage 1", 20 * 480, 9 * 480 + 1, 1.0)
    told = replace(result, levels=(bound,), proven_minimum_open=(("caco-R", 3), ("caco-S", 2)))
    assert figures_of_roster(problem, told).open_proven == 10  # nine shifts are not enough
    alone = replace(told, proven_minimum_open=(("caco-R", 8), ("caco-S", 4)))
    assert figures_of_roster(problem, alone).open_proven == 12
