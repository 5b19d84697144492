"""The small model: folding constants changes nothing but what they settle."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import FALSE, TRUE, Model
from tests.solver.model_truth import assignments, is_allowed, literal_holds, total
from tests.solver.seeded import seeded

SIZE = 3  #: variables in a random case
LITERALS = st.sampled_from([TRUE, FALSE, *range(1, SIZE + 1), *range(-SIZE, 0)])
TERMS = st.lists(st.tuples(st.integers(-3, 3), LITERALS), max_size=5)
LIMITS = st.one_of(st.none(), st.integers(-6, 6))


def a_model(size: int = SIZE) -> Model:
    model = Model()
    for number in range(size):
        model.new_literal(f"x{number}")
    return model


def cases(size: int = SIZE):
    return [(0, *values) for values in product((0, 1), repeat=size)]


def value_of(terms, values):
    return sum(c * literal_holds(x, values) for c, x in terms)


@seeded()
@given(st.lists(LITERALS, max_size=5))
def test_a_clause_holds_where_one_of_its_literals_does(literals):
    model = a_model()
    model.add_clause(literals)
    lost = all(x == FALSE for x in literals)
    for values in cases():
        assert is_allowed(model, values) == (
            lost or any(literal_holds(x, values) for x in literals)
        )
    assert model.preexisting == lost


@seeded()
@given(st.sets(LITERALS, max_size=5), st.integers(0, 2))
def test_at_most_one_holds_and_constants_count_as_one(literals, fixed):
    model = a_model()
    model.add_at_most_one([*literals, *[TRUE] * fixed])
    count = fixed + (TRUE in literals)
    free = [x for x in literals if x != TRUE]
    for values in cases():
        chosen = sum(literal_holds(x, values) for x in free)
        assert is_allowed(model, values) == (chosen <= max(0, 1 - count))
    assert model.preexisting == (count > 1)


@seeded(300)
@given(TERMS, LIMITS, LIMITS, LITERALS)
def test_a_linear_constraint_is_relaxed_only_as_far_as_nothing_can_meet_it(terms, low, high, when):
    if low is not None and high is not None and low > high:
        low, high = high, low
    model = a_model()
    model.add_linear(terms, low, high, when)
    # What the sum could be at all: each variable by itself, after its terms are added up.
    folded, constant = a_model().fold(terms)
    least = constant + sum(min(0, c) for c, _ in folded)
    most = constant + sum(max(0, c) for c, _ in folded)
    if when == TRUE:
        low = None if low is None else min(low, most)
        high = None if high is None else max(high, least)
    for values in cases():
        found = value_of(terms, values)
        holds = (low is None or low <= found) and (high is None or found <= high)
        assert is_allowed(model, values) == (holds or not literal_holds(when, values))


@seeded()
@given(TERMS)
def test_folding_keeps_the_sum_and_names_each_variable_once(terms):
    folded, constant = a_model().fold(terms)
    assert len({v for _, v in folded}) == len(folded)
    assert all(c and 0 < v < TRUE for c, v in folded)
    for values in cases():
        assert constant + total(folded, values) == value_of(terms, values)


@seeded()
@given(TERMS, st.integers(-5, 5))
def test_the_objective_counts_constants(terms, offset):
    model = a_model()
    model.minimise(terms, offset)
    found = [model.objective_offset + total(model.objective, values) for values in cases()]
    assert found == [offset + value_of(terms, values) for values in cases()]
    assert model.least_objective <= min(found)


def test_a_later_objective_replaces_an_earlier_one():
    model = a_model()
    model.minimise([(1, 1)], 5)
    model.minimise([(2, -2)])
    assert (model.objective, model.objective_offset) == (((-2, 2),), 2)


@seeded()
@given(st.lists(LITERALS, max_size=4))
def test_any_of_holds_at_least_where_one_does(literals):
    model = a_model()
    found = model.any_of(literals)
    for values in cases():
        assert least(model, found, values) == any(literal_holds(x, values) for x in literals)


@seeded()
@given(st.lists(LITERALS, max_size=4))
def test_all_of_holds_at_least_where_all_do(literals):
    model = a_model()
    found = model.all_of(literals)
    for values in cases():
        assert least(model, found, values) == all(literal_holds(x, values) for x in literals)


def least(model, literal, values):
    """Whether a literal must hold when the first variables have these values."""
    extended = [v for v in assignments(model) if v[: len(values)] == values]
    return min(literal_holds(literal, v) for v in extended if is_allowed(model, v))


def test_the_same_constraint_is_written_once():
    model = a_model()
    for _ in range(2):
        model.add_clause([1, 2, 3])
        model.add_clause([3, 2, 1, FALSE])
        model.add_at_most_one([1, 2, 3])
        model.add_at_most([(1, 1), (1, 2), (1, 3)], 2)
        model.add_at_most([(1, 3), (1, 2), (1, 1), (1, TRUE)], 3)
    assert (len(model.clauses), len(model.at_most_ones), len(model.linears)) == (1, 1, 1)


def test_what_always_holds_is_not_written():
    model = a_model()
    model.add_clause([1, TRUE])
    model.add_at_most_one([1, FALSE])
    model.add_at_most([(1, 1), (2, 2)], 3)
    model.add_at_least([(1, 1)], 5, FALSE)
    assert not [*model.clauses, *model.at_most_ones, *model.linears]
    assert not model.preexisting


def test_what_constants_break_may_not_get_worse():
    model = a_model()
    model.add_at_most([(1, TRUE), (1, TRUE), (1, 1)], 1)
    assert model.preexisting == 1
    assert [is_allowed(model, (0, x, 0, 0)) for x in (0, 1)] == [True, False]


@st.composite
def models(draw):
    """A few literals and an integer under random constraints, with an objective."""
    model = a_model()
    number = model.new_integer(-2, 3, "n")
    for _ in range(draw(st.integers(0, 4))):
        match draw(st.integers(0, 2)):
            case 0:
                model.add_clause(draw(st.lists(LITERALS, min_size=1, max_size=3)))
            case 1:
                model.add_at_most_one(draw(st.sets(LITERALS, max_size=4)))
            case _:
                terms = [*draw(TERMS), (draw(st.integers(-2, 2)), number)]
                model.add_linear(terms, draw(LIMITS), None, draw(LITERALS))
    model.minimise([*draw(TERMS), (draw(st.integers(-2, 2)), number)], draw(st.integers(-5, 5)))
    return model


@seeded(40)
@given(models())
def test_the_engine_finds_the_optimum_of_what_the_model_says(model):
    values = [
        model.objective_offset + total(model.objective, v)
        for v in assignments(model)
        if is_allowed(model, v)
    ]
    answer = solve(model, Search(seconds=10, workers=1))
    assert (answer.outcome is SearchOutcome.OPTIMAL) == bool(values)
    if values:
        assert answer.objective == answer.bound == min(values)
        assert is_allowed(model, tuple(answer.values))
        assert model.objective_offset + total(model.objective, answer.values) == min(values)


def test_a_model_within_a_value_holds_what_is_no_worse_and_leaves_the_first_alone():
    model = a_model()
    model.minimise([(2, 1), (3, -2)], 5)
    within = model.within(7)
    for values in cases():
        allowed = value_of(model.objective, values) + model.objective_offset <= 7
        assert is_allowed(within, values) == allowed
    assert not within.objective
    assert not model.linears


def test_the_same_sum_above_the_same_limit_is_one_literal():
    model = Model()
    a, b, c = (model.new_literal() for _ in range(3))
    above = model.above([(1, a), (1, b), (-1, c)], 1)
    assert model.above([(1, b), (1, a), (-1, c), (1, TRUE)], 2) == above
    assert model.above([(1, a), (1, b), (-1, c)], 0) != above
    own = model.above([(1, a), (1, b), (-1, c)], 1, own=True)
    assert own != above
    assert model.above([(1, a), (1, b), (-1, c)], 1) == own
    assert model.clauses[0] == tuple(sorted((-a, -b, c, above)))


@pytest.mark.parametrize("limit", [0, 1])
def test_a_literal_holds_if_its_sum_is_above_its_limit(limit):
    model = Model()
    literals = [model.new_literal() for _ in range(3)]
    if not limit:
        model.add_at_most_one(literals)
    above = model.above([*((1, literal) for literal in literals[:2]), (-1, literals[2])], limit)
    for values in assignments(model):
        count = values[1] + values[2] - values[3]
        allowed = is_allowed(model, values)
        exclusive = limit or sum(values[1:4]) <= 1
        assert allowed == (exclusive and (count <= limit or bool(values[above])))
