"""Rows of time, and the shifts that the law makes of them."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import DutyKind
from solver.timeline.clock import HOUR, LocalClock
from solver.timeline.rows import MOST_SEEN, Row, legal_shifts, merge_overlapping
from tests.solver.rules.parity import minute, on_call, row
from tests.solver.seeded import seeded

CLOCK = LocalClock(ZoneInfo("Europe/Amsterdam"), minute("2026-10-01"), minute("2027-05-01"))
MONDAY = minute("2027-01-04")


def shifts(*rows):
    return legal_shifts(rows, CLOCK)


@st.composite
def work_rows(draw):
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start = MONDAY + HOUR * draw(st.integers(0, 72))
        length = HOUR * draw(st.integers(1, 12))
        kind = draw(st.sampled_from([DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.ON_CALL]))
        found.append(Row(kind, start, start + length, length if kind != DutyKind.ON_CALL else 0))
    return found


@pytest.mark.parametrize(("start", "count"), [("22:59", 1), ("23:00", 2)])
def test_rows_less_than_eight_hours_apart_are_one_shift(start, count):
    found = shifts(
        row("2027-01-04 07:00", "2027-01-04 15:00"),
        row(f"2027-01-04 {start}", "2027-01-05 03:00"),
    )
    assert len(found) == count


def test_on_call_and_absence_are_no_part_of_a_shift():
    assert not shifts(
        on_call("2027-01-04 07:00", "2027-01-05 07:00"),
        row("2027-01-06 07:00", "2027-01-06 15:00", 480, DutyKind.ABSENCE),
    )


@pytest.mark.parametrize(("end", "night"), [("01:00", False), ("01:01", True)])
def test_a_night_shift_has_more_than_an_hour_between_midnight_and_six(end, night):
    (found,) = shifts(row("2027-01-04 19:00", f"2027-01-05 {end}"))
    assert found.is_night is night


def test_an_early_shift_is_a_night_shift_too_when_it_starts_before_five():
    assert shifts(row("2027-01-04 04:59", "2027-01-04 12:00"))[0].is_night
    assert not shifts(row("2027-01-04 05:00", "2027-01-04 12:00"))[0].is_night


@pytest.mark.parametrize(("end", "late"), [("02:00", False), ("02:01", True)])
def test_it_ends_after_two_by_a_minute(end, late):
    (found,) = shifts(row("2027-01-04 19:00", f"2027-01-05 {end}"))
    assert found.ends_after_two is late


def test_two_o_clock_is_that_of_the_first_date_with_work_at_night():
    (found,) = shifts(row("2027-01-04 23:00", "2027-01-05 07:00"))
    assert found.ends_after_two
    (found,) = shifts(row("2027-01-04 20:00", "2027-01-04 23:59"))
    assert not found.ends_after_two


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-10-24 23:00", "2026-10-25 07:00", 7),
        ("2027-03-27 23:00", "2027-03-28 07:00", 5),
        ("2027-01-04 23:00", "2027-01-05 07:00", 6),
    ],
)
def test_night_work_is_elapsed_time_when_the_clock_changes(start, end, hours):
    (found,) = shifts(row(start, end))
    assert found.night_work == hours * HOUR
    assert found.work == (hours + 2) * HOUR


def test_a_break_is_taken_to_lie_outside_a_window():
    worked = row("2027-01-04 07:00", "2027-01-04 15:00", 450)
    assert worked.work_in(MONDAY, minute("2027-01-04 14:00")) == 420
    assert worked.work_in(MONDAY, minute("2027-01-05")) == 450


def test_an_absence_spreads_its_hours_and_rounds_up():
    leave = row("2027-01-04", "2027-01-11", 2160, DutyKind.ABSENCE)
    assert leave.work_in(MONDAY, minute("2027-01-05")) == 309  # a seventh is 308.6
    assert leave.work_in(MONDAY, minute("2027-01-11")) == 2160
    assert leave.work_in(minute("2027-01-11"), minute("2027-01-12")) == 0


@seeded()
@given(work_rows())
def test_merged_rows_cover_the_same_time_without_overlap(rows):
    merged = merge_overlapping(rows)
    assert all(a.end <= b.start for a, b in pairwise(merged))
    assert all(r.work <= r.end - r.start for r in merged)
    covered = {m for r in rows for m in range(r.start, r.end, HOUR)}
    assert covered == {m for r in merged for m in range(r.start, r.end, HOUR)}


@seeded()
@given(work_rows())
def test_shifts_hold_all_work_and_keep_eight_hours_apart(rows):
    found = shifts(*rows)
    assert all(b.start - a.end >= 8 * HOUR for a, b in pairwise(found))
    assert [r for s in found for r in s.rows] == merge_overlapping(r for r in rows if r.is_work)
    for shift in found:
        assert all(b.start - a.end < 8 * HOUR for a, b in pairwise(shift.rows))


def test_shifts_seen_before_are_used_again_and_do_not_grow_without_end():
    seen: dict = {}
    rows = [row("2027-01-04 07:00", "2027-01-04 15:00")]
    (first,) = legal_shifts(rows, CLOCK, seen)
    (again,) = legal_shifts(rows, CLOCK, seen)
    assert first is again
    for minutes in range(2 * MOST_SEEN):
        start = MONDAY + minutes
        legal_shifts([Row(DutyKind.WORK, start, start + HOUR, HOUR)], CLOCK, seen)
        assert len(seen) <= MOST_SEEN + 1
    assert legal_shifts(rows, CLOCK, seen) == [first]
