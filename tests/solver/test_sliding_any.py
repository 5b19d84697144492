"""An either-or over sliding windows says the same as the plain one."""

import random
from dataclasses import replace

import pytest

from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import FALSE, TRUE, Model
from solver.rules.r02_weekly_rest import SlidingAny

LENGTH = 10


@pytest.mark.parametrize("seed", range(6))
def test_a_window_holds_one_of_its_literals_exactly_if_the_sliding_one_must(seed):
    rng = random.Random(seed)
    model = Model()
    moments = sorted(rng.sample(range(45), 12))
    literals = [rng.choice([FALSE, *[model.new_literal() for _ in range(4)]]) for _ in moments]
    near = SlidingAny(model, moments, literals, LENGTH)
    for _ in range(20):
        start = rng.choice(moments) + rng.choice([0, 0, 1])
        chosen = {lit for lit in literals if lit != FALSE and rng.random() < 0.15}
        free = {lit for lit in literals if lit != FALSE} - chosen
        fixed = [(lit,) for lit in chosen] + [(-lit,) for lit in free]
        none = [(-literal,) for literal in near.within(start)]
        answer = solve(
            replace(model, clauses=[*model.clauses, *fixed, *none]), Search(seconds=5, workers=1)
        )
        inside = {
            lit for m, lit in zip(moments, literals, strict=True) if start <= m <= start + LENGTH
        }
        assert (answer.outcome is SearchOutcome.INFEASIBLE) == bool(inside & chosen)


def test_constants_need_no_variables():
    model = Model()
    near = SlidingAny(model, [0, 4, 12], [FALSE, TRUE, FALSE], LENGTH)
    assert near.within(0) == [TRUE]
    assert near.within(5) == []
    assert len(model.domains) == 1
