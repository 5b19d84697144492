"""Cliques and windows over intervals, against their definitions."""

from hypothesis import given
from hypothesis import strategies as st

from solver.constraints.intervals import interval_cliques, maximal_windows
from tests.solver.seeded import seeded

LENGTHS = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)), max_size=9)


@seeded(300)
@given(LENGTHS, st.integers(1, 3))
def test_cliques_are_exactly_the_largest_sets_that_share_a_moment(lengths, smallest):
    intervals = [(start, start + length, i + 1) for i, (start, length) in enumerate(lengths)]
    sets = {
        frozenset(x for start, end, x in intervals if start <= moment < end)
        for moment, _, _ in intervals
    }
    largest = {s for s in sets if not any(s < other for other in sets)}
    found = [frozenset(clique) for clique in interval_cliques(intervals, smallest)]
    assert len(found) == len(set(found))
    assert set(found) == {s for s in largest if len(s) >= smallest}


def test_intervals_that_touch_share_no_moment():
    assert not list(interval_cliques([(0, 8, 1), (8, 16, 2)]))


@st.composite
def windows(draw):
    points = sorted(draw(st.lists(st.integers(0, 20), min_size=1, max_size=8)))
    lengths = draw(st.lists(st.integers(1, 8), min_size=len(points), max_size=len(points)))
    ends: list[int] = []
    for point, length in zip(points, lengths, strict=True):
        ends.append(max([point + length, *ends[-1:]]))
    return points, ends


@seeded(300)
@given(windows())
def test_windows_are_those_that_no_other_contains(case):
    points, ends = case
    ranges = [(i, sum(p < end for p in points)) for i, end in enumerate(ends)]
    largest = {
        (low, high)
        for low, high in ranges
        if not any(a <= low and high <= b and (a, b) != (low, high) for a, b in ranges)
    }
    found = list(maximal_windows(points, ends))
    assert len(found) == len(set(found))
    assert set(found) == largest
