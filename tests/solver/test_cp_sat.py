"""The engine: outcome, bound, stop, hint and floor."""

import random
import threading
import time

import pytest

from solver.cpsat.engine import Answer, Search, SearchOutcome, Stop, _ceiling, solve
from solver.cpsat.model import FALSE, TRUE, Linear, Model

QUICK = Search(seconds=20, workers=1)


def cover(size: int, seed: int = 1) -> Model:
    """A set cover: choose few of the literals so that each random triple is hit."""
    model, rng = Model(), random.Random(seed)
    literals = [model.new_literal(f"x{i}") for i in range(size)]
    for _ in range(3 * size):
        model.add_clause(rng.sample(literals, 3))
    model.minimise([(rng.randint(1, 9), literal) for literal in literals])
    return model


def hard() -> Model:
    """A set cover that takes minutes to prove."""
    return cover(400)


def value_of(answer: Answer) -> int:
    assert answer.objective is not None
    return answer.objective


def test_an_optimum_comes_with_its_bound():
    answer = solve(cover(12), QUICK)
    assert answer.outcome is SearchOutcome.OPTIMAL
    assert answer.objective == answer.bound
    assert answer.seconds > 0


def test_a_contradiction_is_infeasible_and_has_no_values():
    model = Model()
    x = model.new_literal()
    model.add_clause([x])
    model.add_clause([-x])
    answer = solve(model, QUICK)
    assert (answer.outcome, answer.values, answer.objective) == (SearchOutcome.INFEASIBLE, (), None)


def test_nothing_to_minimise_is_solved_by_any_solution():
    model = Model()
    model.add_clause([model.new_literal(), model.new_literal()])
    model.minimise([(3, TRUE)], 4)
    answer = solve(model, QUICK)
    assert (answer.outcome, answer.objective, answer.bound) == (SearchOutcome.OPTIMAL, 7, 7)


def test_an_empty_model_is_solved():
    assert solve(Model(), QUICK).outcome is SearchOutcome.OPTIMAL


def test_out_of_time_it_knows_no_values_but_a_bound():
    answer = solve(hard(), Search(seconds=0, workers=1))
    assert answer.outcome is SearchOutcome.UNKNOWN
    assert answer.values == ()
    assert answer.bound == 0


def test_constants_hold_or_not_without_a_variable():
    answer = Answer(SearchOutcome.OPTIMAL, [0, 1, 0])
    assert [answer.holds(x) for x in (TRUE, FALSE, 1, -1, 2, -2)] == [True, False] * 2 + [
        False,
        True,
    ]


def test_a_hint_that_is_complete_is_not_lost():
    model = hard()
    search = Search(seconds=0.5, workers=1, reproducible=True)
    best = solve(model, search)
    hint = {number: value for number, value in enumerate(best.values) if number}
    again = solve(model, search, hint=hint)
    assert value_of(again) <= value_of(best)


def test_a_malformed_model_is_a_loud_error():
    model = Model()
    model.linears.append(Linear(((1, 7),), 0, 1))
    with pytest.raises(ValueError, match="malformed"):
        solve(model, QUICK)


def test_the_same_seed_gives_the_same_answer_in_reproducible_mode():
    search = Search(seconds=0.05, workers=4, seed=3, reproducible=True)
    first, second = (solve(hard(), search) for _ in range(2))
    assert list(first.values) == list(second.values)
    assert (first.objective, first.bound) == (second.objective, second.bound)
    assert first.effort == second.effort > 0


def test_the_stop_handle_ends_a_search_within_a_second():
    stop = Stop()
    asked: list[float] = []

    def ask(objective, _bound):
        if objective is not None and not asked:
            asked.append(time.process_time())
            threading.Timer(0.2, stop.ask).start()

    answer = solve(hard(), Search(seconds=60, workers=2), progress=ask, stop=stop)
    assert time.process_time() - asked[0] < 2  # of two workers, however busy the machine is
    assert answer.stopped
    assert answer.outcome is SearchOutcome.FEASIBLE
    assert value_of(answer) > (answer.bound or 0)


def test_after_a_stop_nothing_is_searched():
    stop = Stop()
    stop.ask()
    began = time.process_time()
    answer = solve(hard(), Search(seconds=60, workers=2), stop=stop)
    assert time.process_time() - began < 0.5
    assert (answer.outcome, answer.stopped) == (SearchOutcome.UNKNOWN, True)
    assert answer.bound == 0


@pytest.mark.parametrize("reproducible", [False, True])
def test_a_solution_at_the_known_bound_ends_the_search(reproducible):
    model = hard()
    known = solve(model, Search(seconds=0.5, workers=1, reproducible=True))
    hint = {number: value for number, value in enumerate(known.values) if number}
    search = Search(seconds=60, workers=2, reproducible=reproducible)
    began = time.process_time()
    answer = solve(model, search, hint=hint, floor=known.objective)
    assert answer.outcome is SearchOutcome.OPTIMAL
    assert answer.objective == answer.bound == known.objective
    assert time.process_time() - began < 10


def test_progress_tells_values_that_fall_and_bounds_that_rise():
    told, stop = [], Stop()

    def tell(*pair):
        told.append(pair)
        if len({objective for objective, _ in told}) > 3:
            stop.ask()

    solve(hard(), Search(seconds=20, workers=2), progress=tell, stop=stop)
    best = [objective for objective, _ in told if objective is not None]
    assert len(set(best)) >= 3
    assert best == sorted(best, reverse=True)
    assert all(bound <= objective for objective, bound in told if objective is not None)


@pytest.mark.parametrize(
    ("bound", "proven"), [(3.0, 3), (2.0000001, 2), (2.01, 3), (-2.5, -2), (0.0, 0), (-1e-9, 0)]
)
def test_a_bound_on_whole_numbers_is_rounded_up_but_for_noise(bound, proven):
    assert _ceiling(bound) == proven


def test_a_search_that_ends_within_a_gap_proves_no_more_than_its_bound():
    chance, model = random.Random(3), Model()
    literals = [model.new_literal() for _ in range(120)]
    for _ in range(300):
        model.add_clause(chance.sample(literals, 4))
    model.minimise([(chance.randint(10, 99), literal) for literal in literals])
    near = solve(model, Search(seconds=30, workers=1, relative_gap=3.0))
    assert near.objective is not None
    assert near.bound is not None
    better = solve(model.within(near.objective - 1), Search(seconds=30, workers=1))
    assert better.values
    assert near.outcome is SearchOutcome.FEASIBLE
    assert near.bound < near.objective
