"""COMPETENCE: nobody on a shift without a competence that is valid for all of it."""

from dataclasses import replace
from datetime import date

import pytest

from data.model.person import Competence
from data.model.ruleset import Ruleset, RuleSetting
from solver.problem_index import ProblemIndex
from solver.rules.competence import ValidCompetence
from solver.rules.in_force import rules_in_force
from tests.solver.rules.parity import assert_parity, person_context, person_model, row
from tests.solver.small import shift_at, somebody, tiny, worked

NIGHT = shift_at("2027-01-05 23:00", 8)
DAYS = [row(f"2027-01-0{day} 07:00", f"2027-01-0{day} 15:00", shift=f"s{day}") for day in (4, 5)]
RULE = ValidCompetence()


def violations(until, **more):
    held = (Competence("ann", "caco", date(2020, 1, 1), until),)
    problem = tiny([NIGHT], [somebody("ann")], competences=held, **more)
    return list(RULE.check(ProblemIndex(problem).timeline("ann", [NIGHT.id])))


@pytest.mark.parametrize(("until", "count"), [(date(2027, 1, 6), 0), (date(2027, 1, 5), 1)])
def test_it_must_last_to_the_last_date_of_the_shift(until, count):
    assert len(violations(until)) == count


def test_the_history_is_not_judged():
    past = worked("ann", "N", "2027-01-02 23:00")
    assert not violations(None, history=tuple(past))


def test_who_has_no_list_of_functions_may_do_all():
    shift = row("2027-01-05 07:00", "2027-01-05 15:00", shift="s")
    assert person_context([shift]).competent_for is None
    assert not person_model([RULE], [], [shift], person_context([shift])).model.clauses


def test_the_model_forbids_what_the_check_finds():
    about = replace(person_context(DAYS), competent_for=frozenset({"s4"}))
    model = person_model([RULE], [], DAYS, about).model
    assert model.clauses == [(-2,)]


def test_parity_where_nothing_is_told():
    assert_parity(RULE, DAYS, expect_both=False)


def test_no_ruleset_can_switch_it_off():
    off = Ruleset(settings=(RuleSetting("COMPETENCE", enabled=False, parameters=()),))
    assert "COMPETENCE" in {rule.id for rule in rules_in_force(off)}
