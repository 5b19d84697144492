"""What lines and rows come to is never more than a legal roster costs."""

import time
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import Absence, AbsenceKind, Duty, DutyKind, Wish, WishKind
from solver.objective.quality import QualityObjective
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.columns.quality_bound import bound_quality
from solver.search.columns.relaxed_quality import RelaxedQuality
from solver.search.construct import construct
from solver.search.feasible import feasible_subset
from solver.search.lexicographic.search import Incumbent, LexicographicSearch
from solver.solve import objective_levels
from tests.solver.random_small import troubled_problem
from tests.solver.seeded import seeded
from tests.solver.small import MONDAY, OFFICE, PIKET, control_room, midnight, moment


def weeks_of_trouble(seed):
    """Some weeks of a control room: history, work elsewhere, absence, wishes, on-call."""
    random = Random(seed)
    weeks = random.randint(2, 4)
    problem = control_room(cacos=3, ims=1, both=1, weeks=weeks)
    people = tuple(
        replace(person, weekly_work=OFFICE if random.random() < 0.2 else ())
        for person in problem.people
    )
    history = []
    for person in people[:3]:
        for day in range(-8, 0):
            if random.random() < 0.4:
                start = moment(f"{MONDAY + timedelta(days=day)} {random.choice((7, 15, 23)):02}:00")
                end = start + timedelta(hours=8)
                history.append(Duty(person.id, "caco", DutyKind.WORK, start, end, 480, "D"))
    elsewhere = [
        Duty("c1", "fire", DutyKind.ELSEWHERE, start, start + timedelta(hours=8), 480)
        for day in range(7 * weeks)
        if random.random() < 0.2
        for start in [moment(f"{MONDAY + timedelta(days=day)} {random.choice((7, 15)):02}:00")]
    ]
    away = midnight(MONDAY + timedelta(days=random.randrange(7)))
    return replace(
        problem,
        people=people,
        history=tuple(history),
        elsewhere=tuple(elsewhere),
        absences=(Absence("c2", AbsenceKind.LEAVE, away, away + timedelta(days=2), 960),),
        wishes=tuple(_wish(random, weeks) for _ in range(4)),
    )


def _wish(random, weeks):
    start = midnight(MONDAY + timedelta(days=random.randrange(7 * weeks)))
    end = start + timedelta(days=random.randint(1, 3))
    person = f"c{random.randrange(3)}"
    return Wish(person, random.choice(list(WishKind)), start, end, random.randint(1, 3))


def legal_roster(index, rules, random):
    """Pairs at random, or as they come, as many as go together."""
    wanted = [pair for pair in index.eligible if random.random() < 0.4]
    if random.random() < 0.5:
        random.shuffle(wanted)
    return feasible_subset(index, rules, wanted)


def relaxed_for(index, rules, pairs):
    levels = objective_levels(index, rules)
    above = [(level, level.value(index, pairs)) for level in levels[:-1]]
    assert isinstance(levels[-1], QualityObjective)
    return RelaxedQuality(index, rules, levels[-1], index.eligible, above), levels[-1]


def cost_of_rows(relaxed, pairs):
    """What the sums of a roster cost; every sum must be one that its row may have."""
    chosen = [number for number, pair in enumerate(relaxed.pairs) if pair in pairs]
    sums = relaxed.rows.entries(chosen)
    total, ends = 0.0, [*relaxed.rows.first.tolist()[1:], len(relaxed.rows.values)]
    for row, (first, end) in enumerate(zip(relaxed.rows.first, ends, strict=True)):
        values, costs = relaxed.rows.values[first:end], relaxed.rows.costs[first:end]
        value = sums.get(row, 0.0)
        assert values[0] - 1e-9 <= value <= values[-1] + 1e-9
        total += float(np.interp(value, values, costs))
    return total


def assert_never_above(problem, seed):
    index, rules, random = ProblemIndex(problem), rules_in_force(problem.ruleset), Random(seed)
    if not index.eligible:
        return
    graphs = None
    for _ in range(3):
        pairs = legal_roster(index, rules, random)
        relaxed, level = relaxed_for(index, rules, pairs)
        relaxed.graphs = graphs = graphs or relaxed.graphs  # whatever the roster, the same
        lines = relaxed.lines_of(pairs)
        assert len(lines) == len(relaxed.graphs), "a legal line is no path"
        parts = relaxed.constant + sum(line.cost for line in lines) + cost_of_rows(relaxed, pairs)
        value = level.value(index, pairs)
        assert parts <= value + 1e-6
        for scale in (0.0, 100.0, 1000.0):
            duals = np.random.default_rng(seed).normal(0.0, scale, len(relaxed.rows))
            assert relaxed.lower(duals)[0] <= value + 1e-6


@pytest.mark.second
@seeded(12)
@given(st.integers(0, 10_000))
def test_parts_of_a_legal_roster_cost_no_more_than_all_of_it(seed):
    assert_never_above(weeks_of_trouble(seed), seed)


@seeded(25)
@given(st.integers(0, 10_000))
def test_nor_in_small_problems_with_every_kind_of_trouble(seed):
    assert_never_above(troubled_problem(seed), seed)


def test_what_a_line_leaves_out_is_little():
    """Of a roster with flaws most of the cost is seen by its lines and rows."""
    problem = weeks_of_trouble(3)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    pairs = legal_roster(index, rules, Random(1))
    relaxed, level = relaxed_for(index, rules, pairs)
    seen = sum(line.cost for line in relaxed.lines_of(pairs)) + cost_of_rows(relaxed, pairs)
    assert seen + relaxed.constant >= 0.8 * level.value(index, pairs) > 0


def test_prices_find_what_nobody_wants_and_somebody_must():
    """Everybody would rather have Wednesday off: without prices nobody works at all."""
    day = midnight(MONDAY + timedelta(days=2))
    avoid = tuple(
        Wish(f"c{n}", WishKind.AVOID, day, day + timedelta(days=1), 2, post="caco")
        for n in range(5)
    )
    problem = control_room(cacos=5, weeks=1, wishes=avoid)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    levels = objective_levels(index, rules)
    pairs = construct(index, rules, index.pinned, index.eligible, time.monotonic() + 20)
    incumbent = Incumbent(index, levels, pairs)
    search = LexicographicSearch(index, rules, levels, index.eligible, SolveOptions(30))
    none = bound_quality(search, len(levels) - 1, incumbent, 0.0)
    some = bound_quality(search, len(levels) - 1, incumbent, 15.0)
    assert none.bound == incumbent.values[0] == 0, "the roster is full"
    assert 590 <= some.bound <= some.objective == incumbent.values[-1]


def test_piket_is_bounded_too():
    problem = control_room(cacos=2, ims=2, weeks=3)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    pairs = frozenset(pair for pair in index.eligible if pair[0] == "i0" and "im:" in pair[1])
    relaxed, level = relaxed_for(index, rules, pairs)
    assert PIKET in problem.posts
    assert relaxed.lower(np.zeros(len(relaxed.rows)))[0] <= level.value(index, pairs)
