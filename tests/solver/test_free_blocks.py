"""Free blocks as variables count what a greedy packing counts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.constraints.free_blocks import BlockSide, free_blocks
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import FALSE, TRUE, Model
from tests.solver.seeded import seeded

LENGTH = 3
LAST = 20


@st.composite
def busy_times(draw):
    """Times that may be busy: start, length, and fixed, possible or impossible."""
    literal = st.sampled_from([TRUE, FALSE, None, None, None])
    times = st.tuples(st.integers(0, LAST - 1), st.integers(1, 4), literal)
    return draw(st.lists(times, min_size=1, max_size=4))


def most_blocks(busy, start, end):
    """As many blocks as fit between busy times: each free stretch by itself."""
    count, moment = 0, start
    for low, high in sorted(busy):
        if high > start and low < end:
            count += max(0, low - moment) // LENGTH
            moment = max(moment, high)
    return count + max(0, end - moment) // LENGTH


def build(times, packed, most):
    model = Model()
    intervals = []
    for start, length, literal in times:
        own = model.new_literal("busy") if literal is None else literal
        intervals.append((start, start + length, own))
    blocks = free_blocks(model, LENGTH, intervals, (0, LAST), packed, most)
    return model, intervals, blocks


def counted(model, intervals, blocks, window, chosen):
    """The most blocks in a window that the model allows, with the chosen times busy."""
    fixed = replace(
        model,
        clauses=[
            *model.clauses,
            *(
                (literal if index in chosen else -literal,)
                for index, (_, _, literal) in enumerate(intervals)
                if abs(literal) != TRUE
            ),
        ],
    )
    fixed.minimise([(-c, x) for c, x in blocks.terms(*window)])
    answer = solve(fixed, Search(seconds=10, workers=1))
    assert answer.outcome is SearchOutcome.OPTIMAL
    return -(answer.objective or 0)


@pytest.mark.parametrize("packed", list(BlockSide))
@seeded(40)
@given(busy_times(), st.integers(0, LAST), st.randoms(use_true_random=False), st.booleans())
def test_a_window_that_hangs_on_a_busy_time_counts_as_the_greedy_packing(
    packed, times, edge, random, capped
):
    # LEFT counts from a busy time up to any moment; RIGHT from any moment up to a busy time.
    model, intervals, blocks = build(times, packed, 2 if capped else None)
    chosen = {
        i
        for i, (_, _, literal) in enumerate(intervals)
        if literal == TRUE or (literal != FALSE and random.random() < 0.6)
    }
    busy = [intervals[i][:2] for i in chosen]
    for low, high in busy:
        window = (high, max(high, edge)) if packed is BlockSide.LEFT else (min(low, edge), low)
        if window[1] > LAST or window[0] < 0:
            continue
        found = counted(model, intervals, blocks, window, chosen)
        right = most_blocks(busy, *window)
        if capped:  # counts up to two of each free stretch
            assert min(found, 2) == min(right, 2)
            assert found <= right
        else:
            assert found == right


def test_a_block_may_begin_where_a_duty_ends_and_end_where_the_next_begins():
    model, intervals, blocks = build([(0, 2, TRUE), (5, 1, TRUE)], BlockSide.LEFT, None)
    assert blocks.starts[0] == 2
    assert counted(model, intervals, blocks, (2, 5), {0, 1}) == 1
    assert counted(model, intervals, blocks, (2, 4), {0, 1}) == 0


def test_a_window_shorter_than_a_block_holds_none():
    _, _, blocks = build([(0, 2, TRUE)], BlockSide.LEFT, None)
    assert blocks.span(2, 2) == (0, 0)
    assert not blocks.inside(2, 2 + LENGTH - 1)
