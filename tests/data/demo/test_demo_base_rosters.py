"""The base rosters of the demonstration: a team could live by them, and its own files do."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from data.model.base_roster import BaseMember
from data.model.person import Contract
from data.model.post import with_standard_patterns
from data.model.quality import QualityPart
from data.tables.base_tables import base_assignments
from solver.diagnosis.judge import violations
from solver.objective.base_rosters import base_pairs
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.feasible import feasible_subset
from tests.data.demo.support import demo_problem
from tests.support.demo_region.base_rosters import DESK, TURNS

PATTERNS = with_standard_patterns({})


def living_by(person: str, week: int):
    """A quarter of somebody who does nothing but what the base roster of the desk asks."""
    problem = demo_problem()
    one = replace(problem.person_by_id[person], provisions=(), weekly_work=())
    contracts = tuple(Contract(36, each.start) for each in one.contracts)
    problem = replace(
        problem,
        people=(replace(one, contracts=contracts),),
        competences=tuple(c for c in problem.competences if c.person == person),
        absences=(), wishes=(), history=(), elsewhere=(), assignments=(), carry_over=(),
        base_members=(BaseMember(DESK.id, person, week),),
    )  # fmt: skip
    return replace(problem, base=base_assignments(problem, PATTERNS))


@pytest.mark.parametrize("week", range(1, len(DESK.weeks) + 1))
def test_the_cycle_of_the_desk_breaks_no_rule_and_no_healthy_pattern(week):
    problem = living_by("karekiet", week)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    pairs = base_pairs(index)
    assert len(pairs) == len(problem.base) >= 3 * 13 - 3
    assert violations(index, rules, pairs) == []
    quality = QualityObjective(index, rules, (QualityPart.HEALTH,)).quality(pairs)
    assert [(flaw.rule, flaw.start) for flaw in quality.flaws] == []


def test_its_lines_fill_each_shift_once_and_nobody_has_two_turns_at_once():
    for day in range(7):
        names = sorted(week[day] for week in DESK.weeks if week[day])
        assert names == ["D", "L", "N"]
    problem = demo_problem(26)
    assert max(Counter(one.shift for one in problem.base).values()) == 1
    turns = [one for one in problem.base if problem.shift_by_id[one.shift].post in TURNS]
    whole = [one for one in problem.shifts if one.post in TURNS and not one.is_part]
    assert len(turns) == len(whole)
    weeks = Counter((one.person, problem.shift_by_id[one.shift].start) for one in turns)
    assert set(weeks.values()) == {1}


def test_a_search_may_start_from_them():
    problem = demo_problem()
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    pairs = base_pairs(index)
    assert len(problem.base) > len(pairs) > 0.8 * len(problem.base)  # leave takes some
    start = feasible_subset(index, rules, pairs)
    assert start <= pairs | index.pinned
    assert len(start) > 0.9 * len(pairs)
    assert not {v.rule for v in violations(index, rules, start | index.pinned)} - {
        v.rule for v in violations(index, rules, index.pinned)
    }
