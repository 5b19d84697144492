"""The report on exercises, against small years written out by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.model.exercise import (
    Attendance,
    AttendanceState,
    Exercise,
    ExerciseKind,
    ExerciseTheme,
    GoalsMet,
    MainPart,
)
from data.model.exercise_report import exercise_report

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2027, 3, 10, 12, tzinfo=UTC)
RECOVERY = ExerciseTheme("recovery", "Handover to recovery", date(2026, 7, 1), date(2027, 6, 30))


def held(on, *, hours=4, people=(), state=AttendanceState.PRESENT, **more):
    start = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    name = f"{on}"
    there = tuple(Attendance(name, one, state) for one in people)
    kind, end = more.pop("kind", ExerciseKind.EXERCISE), start + timedelta(hours=hours)
    return Exercise(name, name, kind, start, end, attendance=there, **more)


def reported(*exercises, year=2027, now=NOW, themes=(RECOVERY,), holders=(), norms=None):
    return exercise_report(exercises, themes, holders, norms or {}, year, now, ZONE)


def part_of(report, part=MainPart.CONTROL_ROOM):
    return next(one for one in report.parts if one.part is part)


@pytest.mark.parametrize(
    ("on", "late"),
    [(date(2026, 3, 11), False), (date(2026, 3, 10), False), (date(2026, 3, 9), True)],
)
def test_a_part_is_late_from_the_day_after_a_year_without_a_test(on, late):
    one = held(on, parts=(MainPart.CONTROL_ROOM,))
    now = NOW if on != date(2026, 3, 10) else NOW - timedelta(days=1)
    assert part_of(reported(one, now=now)).is_late is late


def test_each_part_has_its_last_and_its_next_test_and_what_was_called_off_is_none():
    old, last, called_off, coming = (
        held(on, parts=(MainPart.CONTROL_ROOM,))
        for on in (date(2026, 5, 1), date(2027, 2, 1), date(2027, 3, 1), date(2027, 9, 1))
    )
    called_off = held(date(2027, 3, 1), parts=(MainPart.CONTROL_ROOM,), is_called_off=True)
    found = part_of(reported(old, last, called_off, coming))
    assert (found.last, found.next, found.is_late) == (last, coming, False)
    never = part_of(reported(old, last), MainPart.POLICY_TEAM)
    assert (never.last, never.is_late) == (None, True)


def test_themes_are_of_the_year_in_which_they_are_mandatory():
    within, later, before = (
        held(on, theme="recovery") for on in (date(2027, 2, 1), date(2027, 7, 2), date(2026, 8, 1))
    )
    (found,) = reported(within, later, before).themes
    assert (found.held, found.planned) == ((within,), ())  # from July on it is not mandatory
    assert reported(within, before, year=2026).themes[0].held == (before,)
    assert reported(year=2028).themes == ()


def test_goals_are_counted_of_what_was_held_in_the_year():
    met = held(date(2027, 1, 5), goals_met=GoalsMet.MET)
    unknown, coming = held(date(2027, 1, 6)), held(date(2027, 5, 1))
    last_year = held(date(2026, 1, 5), goals_met=GoalsMet.NOT_MET)
    assert reported(met, unknown, coming, last_year).goals == {
        GoalsMet.MET: 1, GoalsMet.PARTLY: 0, GoalsMet.NOT_MET: 0, None: 1,
    }  # fmt: skip


def test_hours_are_of_who_was_present_for_the_functions_that_it_was_for():
    for_all = held(date(2027, 1, 5), people=("an",))
    for_one = held(date(2027, 1, 6), hours=2, people=("an", "bo"), functions=("im",))
    holders = [("an", "caco"), ("an", "im"), ("bo", "im")]
    found = reported(for_all, for_one, holders=holders, norms={"im": 5})
    assert [(one.person, one.function, one.hours, one.is_short) for one in found.hours] == [
        ("an", "caco", 4.0, False), ("an", "im", 6.0, False), ("bo", "im", 2.0, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "planned"),
    [
        (AttendanceState.INVITED, 5.0),
        (AttendanceState.COMING, 5.0),
        (AttendanceState.DECLINED, 0.0),
    ],
)
def test_who_is_invited_to_enough_hours_this_year_is_not_short_of_them(state, planned):
    was, coming = held(date(2027, 1, 5), people=("an",)), date(2027, 9, 1)
    more = held(coming, hours=5, people=("an",), state=state)
    next_year = held(date(2028, 1, 5), people=("an",), state=state)
    (found,) = reported(
        was, more, next_year, holders=[("an", "im")], norms={"im": 9}
    ).hours  # fmt: skip
    assert (found.hours, found.planned, found.is_short) == (4.0, planned, not planned)


def test_a_theme_that_goes_on_after_the_year_may_be_planned_then():
    spring = held(date(2027, 4, 1), theme="recovery")
    (found,) = reported(spring, year=2026, now=datetime(2026, 11, 1, tzinfo=UTC)).themes
    assert (found.held, found.planned, found.later) == ((), (), spring)
    (found,) = reported(spring, year=2026).themes  # that year is over
    assert found.later is None
    too_late = held(date(2027, 7, 1), theme="recovery")
    (found,) = reported(too_late, year=2026, now=datetime(2026, 11, 1, tzinfo=UTC)).themes
    assert found.later is None


def test_a_system_test_is_held_every_year():
    test, drill = (
        held(on, kind=kind)
        for on, kind in (
            (date(2026, 3, 9), ExerciseKind.SYSTEM_TEST),
            (date(2027, 2, 1), ExerciseKind.EXERCISE),
        )
    )
    coming = held(date(2027, 9, 1), kind=ExerciseKind.SYSTEM_TEST)
    found = reported(test, drill, coming).system_test
    assert (found.last, found.next, found.is_late) == (test, coming, True)
    assert not reported(test, now=NOW - timedelta(days=2)).system_test.is_late
    assert reported(drill).system_test.last is None
