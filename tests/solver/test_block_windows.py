"""Counting free blocks in a window, and which windows say it all."""

from solver.constraints.block_windows import (
    BlockNeighbours,
    busy_stretches,
    count_blocks,
    strict_windows,
    windows_at,
)
from solver.constraints.free_blocks import BlockSide, Busy, cells_covered


def always(start, end):
    return True


def test_whole_blocks_are_counted_per_free_stretch():
    assert count_blocks([(10, 12), (15, 20)], 0, 30, 4) == 2 + 0 + 2
    assert count_blocks([(10, 12), (11, 11)], 0, 12, 5) == 2
    assert count_blocks([], 0, 11, 5) == 2


def test_busy_time_over_the_edge_of_a_window_is_cut():
    assert count_blocks([(-5, 2), (8, 99)], 0, 10, 3) == 2


def test_pieces_with_less_than_a_block_between_them_are_one_stretch():
    found = list(busy_stretches([(0, 5), (8, 10), (20, 25)], 7, block=4))
    assert [each[:2] for each in found] == [(0, 10), (20, 25)]
    assert found[0].edges == (0, 5, 8, 10)


def test_windows_start_or_end_at_each_edge():
    assert windows_at([5, 8], 10) == [(-5, 5), (-2, 8), (5, 15), (8, 18)]


def test_the_strictest_windows_lie_at_the_outer_edges():
    busy = Busy(0, 10, 7, (0, 5, 8, 10))
    found = [each[:2] for each in strict_windows([busy], 100, always)]
    assert found == [(0, 100), (-90, 10)]
    late = [each[:2] for each in strict_windows([busy], 100, lambda start, end: end > 105)]
    assert late == [(8, 108)]
    assert len(list(strict_windows([busy], 100, always, every_edge=True))) == 8


def test_neighbours_touch_a_window_or_lie_in_it():
    busy = [Busy(0, 5, 1, ()), Busy(6, 30, 2, ()), Busy(40, 45, 3, ()), Busy(50, 60, 4, ())]
    assert [each.literal for each in BlockNeighbours(busy).touching(5, 40)] == [1, 2, 3]
    assert [each.literal for each in BlockNeighbours(busy).touching(20, 25)] == [2]


def test_cells_of_duties_that_line_up():
    busy = [Busy(20, 30, 1, ()), Busy(51, 59, 2, ()), Busy(80, 90, 3, ())]
    left, right = (
        next(w for w in strict_windows([edge], 60, always) if w.packed is packed)
        for edge, packed in (
            (Busy(20, 30, 1, (20, 30)), BlockSide.LEFT),
            (Busy(80, 90, 3, (80, 90)), BlockSide.RIGHT),
        )
    )
    assert cells_covered(left, busy[:2], 10) == [(1, 1), (1, 2)]
    assert cells_covered(right, busy[1:], 10) == [(1, 2), (1, 3)]


def test_duties_that_do_not_line_up_have_no_cells():
    busy = [Busy(20, 30, 1, (20, 30)), Busy(55, 65, 2, ())]
    (window, _) = strict_windows(busy[:1], 60, always)
    assert cells_covered(window, busy, 10) is None
