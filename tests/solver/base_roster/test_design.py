"""Designed cycles: legal, true to demand and hours, and worth what they say."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta
from time import monotonic as time_now

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from data.model.base_roster import DAYS_IN_WEEK
from data.model.person import Competence, Contract, Person
from data.model.post import THREE_BY_EIGHT, TWO_BY_TWELVE, PatternShift, ShiftPattern
from data.model.ruleset import Ruleset, RuleSetting
from solver.base_roster import design
from solver.base_roster.cycle_model import OPEN, CycleModel
from solver.base_roster.day_states import DayStates
from solver.base_roster.design import JUDGED_WEEKS, design_cycles
from solver.base_roster.member import MemberTime, on_still_clock
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.diagnosis.judge import violations
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.base import HealthRule
from solver.rules.in_force import rules_in_force
from tests.solver.small import CACO, MONDAY, midnight, shifts_of, tiny

ENOUGH = SolveOptions(seconds=30, workers=4)

OFFICE = ShiftPattern(
    "office",
    "Weekdays two shifts, weekends one",
    (
        *(PatternShift("D", day, time(7), time(15, 30), 0, 30) for day in range(5)),
        *(PatternShift("L", day, time(15), time(23, 30), 0, 30) for day in range(5)),
        *(PatternShift("D", day, time(9), time(19)) for day in (5, 6)),
    ),
)


def member(pattern, weeks, hours, *, required=1, ruleset=None):
    """What a cycle is designed from."""
    all_weeks = JUDGED_WEEKS + 2 * weeks
    shifts = [
        replace(shift, required=required) for shift in shifts_of(CACO, pattern, MONDAY, all_weeks)
    ]
    me = Person("me", "Me", "R", ("R",), (Contract(hours, date(2020, 1, 1)),))
    problem = tiny(shifts, [me])
    return replace(
        problem,
        end=midnight(MONDAY + timedelta(weeks=all_weeks)),
        posts=(replace(CACO, required=required),),
        competences=(Competence("me", CACO.function, date(2020, 1, 1)),),
        ruleset=ruleset or Ruleset(),
    )


SECOND = pytest.mark.second
CASES = [
    pytest.param(OFFICE, 4, 32, 1, id="weekdays of 4"),
    pytest.param(THREE_BY_EIGHT, 5, 36, 1, id="3x8 of 5", marks=SECOND),
    pytest.param(THREE_BY_EIGHT, 4, 36, 1, id="3x8 of a short team", marks=SECOND),
    pytest.param(THREE_BY_EIGHT, 12, 32, 2, id="3x8 of 12 on two seats", marks=SECOND),
    pytest.param(TWO_BY_TWELVE, 6, 36, 1, id="2x12 of 6", marks=SECOND),
]


def pairs_of(problem, days):
    """Who has which shift, where one person goes round a cycle."""
    zone, found = problem.zone, set()
    for shift in problem.shifts:
        day = (shift.start.astimezone(zone).date() - problem.first_date).days % len(days)
        if days[day] == shift.name:
            found.add(("me", shift.id))
    return found


@pytest.mark.parametrize(("pattern", "weeks", "hours", "required"), CASES)
def test_a_cycle_that_is_handed_out_is_legal_full_and_worth_what_it_says(
    pattern, weeks, hours, required
):
    problem = member(pattern, weeks, hours, required=required)
    found = design_cycles(problem, weeks, hours, ENOUGH, number=2)
    assert found
    rules = rules_in_force(problem.ruleset)
    still = ProblemIndex(on_still_clock(problem))
    for cycle in found:
        assert len(cycle.weeks) == weeks
        # Demand, shift by shift.
        missing = {(one.weekday, one.name): one.missing for one in cycle.open_shifts}
        for part in pattern.shifts:
            there = sum(week[part.weekday] == part.name for week in cycle.weeks)
            assert there + missing.get((part.weekday, part.name), 0) == required
        assert cycle.hours_per_week <= hours + 1 / 60
        # The law, whichever week somebody begins in, for as long as they go on.
        told = {(one.rule, one.start) for one in cycle.exceptions}
        for turn in range(0, len(cycle.days), DAYS_IN_WEEK):
            days = (*cycle.days[turn:], *cycle.days[:turn])
            assert not violations(still, rules, pairs_of(still.problem, days))
            broken = violations(ProblemIndex(problem), rules, pairs_of(problem, days))
            assert {(one.rule, one.start) for one in broken} <= told
        assert {(s.rule, s.count) for s in cycle.scores} == set(flaws_in_one_turn(still, cycle))
        assert cycle.points == sum(
            problem.weights.of_rule(score.rule) * score.count for score in cycle.scores
        )
    assert list(found) == sorted(found, key=lambda one: (one.missing, one.points))


def flaws_in_one_turn(index, cycle):
    """Counted by where they end, in one turn amid many."""
    days = len(cycle.days)
    timeline = index.timeline("me", [shift for _, shift in pairs_of(index.problem, cycle.days)])
    turns = index.problem.first_date + timedelta(days=days * -(-28 // days))
    start, end = (index.clock.midnight((turns + timedelta(d)).toordinal()) for d in (0, days))
    counts: Counter[str] = Counter()
    for rule in rules_in_force(index.problem.ruleset):
        if isinstance(rule, HealthRule):
            for flaw in rule.soft_violations(timeline):
                minute = int(flaw.end.timestamp() // 60)
                counts[rule.id] += start < minute <= end
    return [(rule, count) for rule, count in counts.items() if count]


def test_alternatives_are_unlike_each_other_however_they_are_turned():
    problem = member(OFFICE, 4, 32)
    first, second = design_cycles(problem, 4, 32, ENOUGH, number=2)
    worked = [day for day, name in enumerate(first.days) if name]
    for turn in range(0, 28, 7):
        turned = (*second.days[turn:], *second.days[:turn])
        assert sum(first.days[day] == turned[day] for day in worked) <= 0.6 * len(worked)


#: Seven weeks, legal and full.
KNOWN = "D---------DDNNN------LLLNN---DDLL---NN--LL-----DD"


def test_where_no_time_is_left_a_cycle_is_begun_on_another_day_of_the_week():
    designer = design._Designer(member(THREE_BY_EIGHT, 7, 24), 7, 24, None)
    first = tuple("-DLN".index(letter) - 1 for letter in KNOWN)
    assert designer._cost(first) < OPEN  # full
    designer.found.append(first)
    found = designer.design(1, time_now(), ENOUGH)
    assert found.missing == 0
    assert "".join(name or "-" for name in found.days) in (KNOWN[d:] + KNOWN[:d] for d in range(7))
    assert not designer.still.violations(designer._repeated(found.days))
    assert designer.model.is_unlike(designer.found[-1], first, 0.6)


def states_of(problem):
    return DayStates(MemberTime(on_still_clock(problem), rules_in_force(problem.ruleset)))


@st.composite
def cycles(draw, weeks):
    """Runs of shifts and days off, as people might write them down."""
    days: list[str] = []
    while len(days) < 7 * weeks:
        days += sorted(draw(st.lists(st.sampled_from("DLN"), min_size=1, max_size=5)))
        days += [""] * draw(st.integers(1, 4))
    return tuple(days[: 7 * weeks])


HOURS, TEAM = 36, 3


@pytest.fixture(scope="module")
def three_seats():
    return states_of(member(THREE_BY_EIGHT, TEAM, HOURS, required=TEAM))


@settings(max_examples=20, suppress_health_check=[HealthCheck.filter_too_much])
@given(days=cycles(TEAM))
def test_the_model_prices_a_cycle_as_the_health_rules_do(three_seats, days):
    """Of any cycle, also of one that nobody would choose; what is illegal has no price."""
    worked = len(days) - days.count("")
    assume(8 * worked <= HOURS * TEAM)
    model = CycleModel(three_seats, TEAM, HOURS)
    numbers = {three_seats.name(shift): shift for shift in model.shifts}
    for day, name in enumerate(days):
        model.model.add_clause([model.on[day, numbers[name]]])
    answer = solve(model.model, Search(20, 1))
    if answer.outcome is SearchOutcome.INFEASIBLE:
        assert three_seats.member.violations(days * 18)
        return
    points = three_seats.price(three_seats.member.flaws_of_cycle(days))
    event(f"{points > 0} flaws")
    assert answer.objective == OPEN * (21 * TEAM - worked) + points


@SECOND
def test_what_many_weeks_break_is_forbidden_by_count():
    """A law that the state of a day cannot see: so many nights in 16 weeks."""
    few = RuleSetting("R17", parameters=(("max_nights", 9),))
    problem = member(THREE_BY_EIGHT, 4, 36, ruleset=Ruleset(settings=(few,)))
    (cycle,) = design_cycles(problem, 4, 36, ENOUGH, number=1)
    assert cycle.days.count("N") <= 2
    assert sum(one.missing for one in cycle.open_shifts if one.name == "N") >= 5


def test_the_cycle_in_which_nobody_works_is_one_to_begin_with():
    states = states_of(member(OFFICE, 3, 40))
    model = CycleModel(states, 3, 40)
    for variable, value in model.all_off.items():
        model.model.add_equal([(1, variable)], value)
    assert not model.model.preexisting
    assert solve(model.model, Search(20, 1)).objective == OPEN * len(OFFICE.shifts)


def test_a_team_with_no_time_left_gets_no_cycle():
    problem = member(THREE_BY_EIGHT, 5, 36)
    assert design_cycles(problem, 5, 36, SolveOptions(0)) == ()
