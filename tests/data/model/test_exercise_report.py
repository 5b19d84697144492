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


def held(on, *, hours=4, people=(), **more):
    start = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
    name = f"{on}"
    there = tuple(Attendance(name, one, AttendanceState.PRESENT) for one in people)
    kind, end = ExerciseKind.EXERCISE, start + timedelta(hours=hours)
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
