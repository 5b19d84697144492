"""The smaller forms of rules: they allow nothing that the rule forbids, and say whom they suit."""

import pytest

from solver.constraints.candidates import RowCandidate
from solver.constraints.person_model import PersonModel
from solver.cpsat.model import Model
from solver.rules.r01_daily_rest import DailyRest
from solver.rules.r02_weekly_rest import WeeklyRest
from solver.rules.r14_rest_after_night import RestAfterNight
from tests.solver.rules.caco import early, late, night
from tests.solver.rules.parity import (
    is_feasible,
    person_context,
    subsets,
    timeline,
    violations,
)

SHIFTS = [early("2027-01-04"), night("2027-01-04"), late("2027-01-05"), early("2027-01-06")]
SHIFTS += [night("2027-01-06"), late("2027-01-07"), early("2027-01-08")]


@pytest.mark.parametrize("rule", [DailyRest(), RestAfterNight(), WeeklyRest()], ids=lambda r: r.id)
def test_the_smaller_form_allows_only_what_the_rule_does_and_says_whom_it_suits(rule):
    about = person_context(SHIFTS)
    model = Model()
    person = PersonModel(about, model, [RowCandidate(r, model.new_literal()) for r in SHIFTS])
    person.find_shifts([lambda shift: rule.excludes(shift, about)])
    rule.tighten(person)
    seen = set()
    for chosen in subsets(SHIFTS, overlapping=False):
        rows = [SHIFTS[i] for i in sorted(chosen)]
        holds = is_feasible(person, chosen, len(SHIFTS))
        breaks = bool(violations(rule, rows, about=about))
        needs_all = rule.needs_all(timeline(rows, about))
        assert not (holds and breaks), rows
        assert not (holds and needs_all), rows
        seen.add((holds, needs_all))
    assert (True, False) in seen
    assert rule.id == "R02" or (False, True) in seen
