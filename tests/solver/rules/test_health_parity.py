"""Every health rule counts alike in plain Python and in the model, whatever the rows are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.model.duty import DutyKind
from data.model.person import Contract, Limits, Person
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import TRUE
from solver.formulation.roster_model import build_roster_model
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules import ALL_RULES, HealthRule
from solver.rules.free_weekends import FreeWeekends
from solver.rules.in_force import rules_in_force
from solver.rules.long_run import LongRun
from solver.rules.same_kind_run import SameKindRun
from solver.solve import starting_roster
from solver.timeline.clock import DAY, HOUR
from solver.timeline.rows import Row
from tests.data.demo.support import demo_problem
from tests.solver.rules.parity import minute, person_context
from tests.solver.rules.pattern_parity import assert_pattern_parity

#: Lower limits than usual, which six shifts can reach.
REACHED = (FreeWeekends(most=1), LongRun(most=2), SameKindRun(most=2, most_nights=1))
RULES = [cls() for cls in ALL_RULES if issubclass(cls, HealthRule) and cls.id != "PIKET_HANDOVER"]
MONDAYS = ("2027-01-04 00:00", "2026-10-19 00:00", "2027-03-22 00:00")
KINDS = (DutyKind.WORK, DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.ABSENCE, DutyKind.ON_CALL)
PEOPLE = (
    Person("p", "Person", contracts=(Contract(12, date(2020, 1, 1)),)),
    Person("p", "Person", limits=Limits(max_shifts_per_month=4)),
)


@st.composite
def cases(draw):
    """Rows that are fixed, candidates beside them, and where the judged stretch begins and ends."""
    monday = minute(draw(st.sampled_from(MONDAYS)))
    fixed, candidates = list[Row](), list[Row]()
    for number in range(draw(st.integers(5, 9))):
        start = monday + draw(st.integers(2, 10)) * DAY
        start += draw(st.sampled_from((0, 6, 7, 9, 15, 20, 22, 23))) * HOUR
        end = start + draw(st.sampled_from((1, 4, 8, 8, 8, 9))) * HOUR
        if any(row.overlaps(start, end) for row in fixed):
            continue
        if number < 4:
            kind = draw(st.sampled_from(KINDS))
            work = 0 if kind is DutyKind.ON_CALL else end - start
            fixed.append(Row(kind, start, end, work))
        else:
            candidates.append(Row(DutyKind.WORK, start, end, end - start))
    judged = monday + draw(st.integers(0, 6)) * DAY, monday + draw(st.integers(9, 14)) * DAY
    return fixed, candidates, judged


@pytest.mark.parametrize("rule", [*RULES, *REACHED], ids=str)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases(), person=st.sampled_from(PEOPLE))
def test_parity(rule, case, person):
    fixed, candidates, (start, end) = case
    if not candidates:
        return
    about = person_context([*fixed, *candidates], person=person)
    about = replace(about, span=replace(about.span, judged_start=start, judged_end=end))
    assert_pattern_parity(rule, candidates, fixed=fixed, about=about, expect_both=False)


@pytest.mark.second
def test_the_demo_quarter_counts_alike_by_every_rule():
    problem = demo_problem()
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    pairs = starting_roster(index, rules, SolveOptions(8), None)
    roster = build_roster_model(index, rules)
    health = [rule for rule in rules if isinstance(rule, HealthRule)]
    flaws = {
        (rule.id, person): rule.penalise(model)
        for rule in health
        for person, model in roster.people.items()
    }
    free = {pair: literal for pair, literal in roster.literals.items() if abs(literal) != TRUE}
    roster.model.clauses += [(lit if pair in pairs else -lit,) for pair, lit in free.items()]
    roster.model.minimise([(1, literal) for literals in flaws.values() for literal in literals])
    answer = solve(roster.model, Search(seconds=60, workers=1))
    assert answer.outcome is SearchOutcome.OPTIMAL
    for rule in health:
        for person in roster.people:
            shifts = [shift for one, shift in pairs if one == person]
            found = list(rule.soft_violations(index.timeline(person, shifts)))
            literals = flaws[rule.id, person]
            assert sum(map(answer.holds, literals)) == len(found), (rule.id, person)
