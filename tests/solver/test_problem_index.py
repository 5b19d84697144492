"""A problem as the rules see it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import Absence, AbsenceKind, Assignment, Duty, DutyKind
from data.model.person import Competence, CompetenceLevel
from solver.problem_index import ProblemIndex
from solver.timeline.clock import WEEK, to_minute
from solver.timeline.rows import Row, collides
from tests.solver.seeded import seeded
from tests.solver.small import (
    MONDAY,
    OFFICE,
    OPEN,
    PIKET,
    STANDBY,
    control_room,
    midnight,
    moment,
    shift_at,
    somebody,
    tiny,
    worked,
)

DAY = shift_at("2027-01-05 07:00", 8)
CALL = shift_at("2027-01-04 17:00", 24, PIKET, "P")


def may(problem):
    return ProblemIndex(problem).eligible


def with_row(kind, start="2027-01-05 10:00", hours=2):
    """Ann's day with one more fixed row, in history or elsewhere as its kind asks."""
    first = moment(start)
    duty = Duty("ann", "x", kind, first, first + timedelta(hours=hours), 60 * hours)
    problem = tiny([DAY, CALL], [somebody("ann")])
    if kind is DutyKind.ELSEWHERE:
        return replace(problem, elsewhere=(duty,))
    return replace(problem, history=(duty,))


def test_the_judged_stretch_runs_to_the_end_of_the_last_shift():
    span = ProblemIndex(control_room(ims=1, weeks=1)).span
    assert span.judged_start == span.data_start == to_minute(midnight(MONDAY))
    assert span.judged_end == to_minute(moment("2027-01-15 17:00"))
    assert span.data_end - span.data_start == 2 * WEEK


def test_history_comes_before_the_judged_stretch():
    problem = tiny([DAY], [somebody("ann")], history=tuple(worked("ann", "N", "2026-12-15 23:00")))
    span = ProblemIndex(problem).span
    assert span.data_start == to_minute(moment("2026-12-14"))
    assert span.judged_start == to_minute(problem.start)


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        (DutyKind.WORK, set()),
        (DutyKind.ELSEWHERE, {CALL.id}),
        (DutyKind.ON_CALL, set()),
        (DutyKind.OPEN_CALL, {DAY.id, CALL.id}),
        (DutyKind.ABSENCE, set()),
    ],
)
def test_what_is_certain_takes_somebody_off_the_shifts_at_that_time(kind, left):
    assert {shift for _, shift in may(with_row(kind))} == left


def test_a_certain_row_that_only_touches_a_shift_is_no_obstacle():
    problem = with_row(DutyKind.ELSEWHERE, "2027-01-05 15:00")
    assert ("ann", DAY.id) in may(problem)
    index = ProblemIndex(problem)
    assert index.obstacle("ann", index.row_of[DAY.id]) is None


def test_the_obstacle_is_the_first_row_in_the_way():
    leave = Absence("ann", AbsenceKind.LEAVE, moment("2027-01-05 12:00"), moment("2027-01-06"))
    problem = replace(with_row(DutyKind.ELSEWHERE), absences=(leave,))
    index = ProblemIndex(problem)
    found = index.obstacle("ann", index.row_of[DAY.id])
    assert found is not None
    assert found.kind is DutyKind.ELSEWHERE
    second = index.obstacle("ann", index.row_of[DAY.id], besides=found)
    assert second is not None
    assert second.kind is DutyKind.ABSENCE


def test_nobody_is_chosen_for_open_call():
    problem = tiny([shift_at("2027-01-04 17:00", 24, OPEN)], [somebody("ann")], posts=(OPEN,))
    assert not may(problem)
    assert ("ann", problem.shifts[0].id) in ProblemIndex(problem).competence_levels


def test_who_is_pinned_is_settled_not_chosen():
    pin = Assignment("ann", DAY.id, pinned=True)
    hint = Assignment("bob", DAY.id)
    problem = tiny([DAY], [somebody("ann"), somebody("bob")], assignments=(pin, hint))
    assert may(problem) == (("bob", DAY.id),)
    assert ProblemIndex(problem).pinned == {("ann", DAY.id)}


def test_levels_are_held_by_who_is_competent_for_all_of_the_shift():
    held = (
        Competence("ann", "caco", date(2020, 1, 1), date(2027, 1, 5)),
        Competence("ann", "caco", date(2021, 1, 1), date(2027, 1, 4)),
        Competence("bob", "caco", date(2020, 1, 1), level=CompetenceLevel.TRAINEE),
        Competence("cas", "im", date(2020, 1, 1)),
    )
    people = [somebody(name) for name in ("ann", "bob", "cas")]
    index = ProblemIndex(tiny([DAY], people, competences=held))
    assert index.competence_levels == {
        ("ann", DAY.id): CompetenceLevel.QUALIFIED,
        ("bob", DAY.id): CompetenceLevel.TRAINEE,
    }
    assert index.person_context("ann").competent_for == frozenset({DAY.id})
    assert index.person_context("cas").competent_for == frozenset()


def test_a_timeline_holds_everything_by_start():
    problem = tiny([CALL, DAY], [somebody("ann", weekly_work=OFFICE), somebody("bob")])
    index = ProblemIndex(problem)
    rows = index.timeline("ann", [CALL.id]).rows
    assert [r.start for r in rows] == sorted(r.start for r in rows)
    assert [r.kind for r in rows[:2]] == [DutyKind.ELSEWHERE, DutyKind.ON_CALL]
    lines = index.timelines([Assignment("bob", DAY.id)])
    assert [r.shift for r in lines["bob"].rows] == [DAY.id]
    assert all(r.shift is None for r in lines["ann"].rows)


def test_an_on_site_stand_by_is_known_in_the_roster_and_in_history():
    past = Duty("ann", "standby", DutyKind.WORK, moment("2027-01-02"), moment("2027-01-03"), 1440)
    shift = shift_at("2027-01-06 08:00", 24, STANDBY)
    problem = tiny([shift], [somebody("ann")], posts=(STANDBY,), history=(past,))
    assert [r.standby for r in ProblemIndex(problem).timeline("ann", [shift.id]).rows] == [
        True,
        True,
    ]
    plain = ProblemIndex(tiny([DAY], [somebody("ann")]))
    assert not plain.row_of[DAY.id].standby


def test_rows_carry_minutes_kind_and_names(full):
    index = ProblemIndex(full)
    for shift in full.shifts:
        row = index.row_of[shift.id]
        assert (row.start, row.end) == (to_minute(shift.start), to_minute(shift.end))
        assert (row.post, row.name, row.shift) == (shift.post, shift.name, shift.id)
        assert row.work == (shift.work_minutes if row.is_work else 0)


@seeded()
@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(1, 90), st.sampled_from(sorted(DutyKind))),
        max_size=9,
    ),
    st.integers(0, 200),
    st.integers(1, 60),
)
def test_the_obstacle_of_a_shift_is_the_first_row_that_collides_with_it(others, start, length):
    index = ProblemIndex(tiny([DAY], [somebody("ann")]))
    base = to_minute(midnight(MONDAY))
    rows = sorted(
        (Row(kind, base + at, base + at + long, long) for at, long, kind in others),
        key=lambda row: (row.start, row.end),
    )
    index.fixed["ann"] = tuple(rows)
    mine = Row(DutyKind.WORK, base + start, base + start + length, length)
    expected = next((row for row in rows if collides(mine, row)), None)
    assert index.obstacle("ann", mine) == expected
