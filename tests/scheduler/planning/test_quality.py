"""What is said of the quality of a roster, from its problem alone."""

from dataclasses import replace

from data.model.quality import POINT, QualityPart
from data.model.quality_report import counted, flaw_day, mondays
from scheduler.planning.open_roster import open_roster
from scheduler.planning.quality import quality_report
from tests.support.region import import_texts, published_by_turns


def roster_in(store):
    import_texts(store)
    return open_roster(store, published_by_turns(store).id)


def test_the_base_rosters_are_counted_as_a_roster_is(store):
    roster = roster_in(store)
    alone = quality_report(roster.problem, roster.assignments)
    assert (alone.base, alone.last) == (None, None)
    problem = replace(roster.problem, base=roster.assignments)
    beside = quality_report(problem, roster.assignments[::2])
    assert beside.base == alone.health
    assert beside.health != alone.health


def test_the_weeks_of_people_add_up_to_what_health_costs(store):
    roster = roster_in(store)
    report, problem = quality_report(roster.problem, roster.assignments), roster.problem
    by_person = {one.person: sum(one.costs) for one in report.weeks}
    for person, costs in report.quality.by_person.items():
        assert by_person.get(person, 0) == costs[QualityPart.HEALTH]
    assert sum(by_person.values()) == sum(
        POINT * report.weights.of_rule(flaw.rule) for flaw in report.quality.flaws
    )
    for flaw in report.quality.flaws:
        assert problem.first_date <= flaw_day(flaw, problem) <= problem.last_date
    assert all(len(one.costs) == len(mondays(problem)) for one in report.weeks)
    assert {len(counted(one.counts)) for one in report.health.people} == {6}


def test_what_is_made_of_adds_up_however_it_is_cut(store):
    roster = roster_in(store)
    quality = quality_report(roster.problem, roster.assignments).quality
    assert quality.cost > 0
    assert sum(quality.by_part.values()) == quality.cost
    assert sum(one.cost for one in quality.by_source) == quality.cost
    assert sum(sum(costs.values()) for costs in quality.by_person.values()) == quality.cost
    assert [one.cost for one in quality.by_source] == sorted(
        (one.cost for one in quality.by_source), reverse=True
    )
