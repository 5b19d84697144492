"""Intervals are sets of the points in them, whatever these are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from data.model.intervals import at_least, clip, overlaps, overlaps_any, split, subtract, union

POINTS = st.integers(0, 30)
INTERVALS = st.lists(st.tuples(POINTS, POINTS).map(lambda pair: (min(pair), max(pair))), max_size=6)


@dataclass
class Span:
    start: int
    end: int


def points(intervals):
    return {at for start, end in intervals for at in range(start, end)}


def is_proper(found):
    """By start, none empty, none in another."""
    return all(start < end for start, end in found) and all(
        one[1] <= other[0] for one, other in pairwise(found)
    )


@given(INTERVALS)
def test_a_union_holds_the_same_points_in_as_few_intervals_as_can_be(intervals):
    found = union(intervals)
    assert points(found) == points(intervals)
    assert is_proper(found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(INTERVALS, INTERVALS)
def test_what_is_taken_is_left_out_and_no_point_comes_twice(intervals, taken):
    found = list(subtract(intervals, taken))
    assert points(found) == points(intervals) - points(taken)
    assert is_proper(found)
    assert all(any(s <= start and end <= e for s, e in intervals) for start, end in found)


@given(INTERVALS, POINTS, POINTS)
def test_a_window_keeps_what_lies_in_it_of_each_interval(intervals, start, end):
    found = list(clip(intervals, (start, end)))
    assert points(found) == points(intervals) & points([(start, end)])
    assert all(one < other for one, other in found)


@given(st.lists(INTERVALS, max_size=4), st.integers(1, 4))
def test_points_are_counted_once_for_each_set(sets, number):
    found = at_least(number, map(union, sets))
    expected = {at for at in range(31) if sum(at in points(each) for each in sets) >= number}
    assert points(found) == expected
    assert is_proper(found)


@given(POINTS, POINTS, st.lists(POINTS))
def test_pieces_make_up_the_interval_and_no_edge_lies_inside_one(start, length, edges):
    found = list(split(start, start + length + 1, edges))
    assert points(found) == set(range(start, start + length + 1))
    assert is_proper(found)
    assert not any(one < edge < other for one, other in found for edge in edges)


@given(st.tuples(POINTS, POINTS), st.tuples(POINTS, POINTS))
def test_things_overlap_where_they_share_a_point(one, other):
    one, other = (Span(min(each), max(each) + 1) for each in (one, other))
    shared = points([(one.start, one.end)]) & points([(other.start, other.end)])
    assert overlaps(one, other) == bool(shared)
    assert overlaps_any(one, [other]) == overlaps(other, one)
    assert not overlaps_any(one, [])


def test_moments_are_as_good_as_numbers():
    at = datetime(2027, 1, 4, tzinfo=UTC)
    hours = [at + timedelta(hours=number) for number in range(5)]
    assert union([(hours[2], hours[3]), (hours[0], hours[2])]) == [(hours[0], hours[3])]
    assert [*subtract([(hours[0], hours[4])], [(hours[1], hours[2])])] == [
        (hours[0], hours[1]),
        (hours[2], hours[4]),
    ]
