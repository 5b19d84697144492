"""The exercises of the demonstration: who renews when, and that no pool goes all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.demo.scene import PERIOD_START, ZONE, instant
from data.model.exercise import AttendanceState, with_attendance
from tests.support.demo_region.region import demo_scene

SCENE = demo_scene()
PLANNED = tuple(one for one in SCENE.exercises if one.start > instant(PERIOD_START))
YEAR = PERIOD_START + timedelta(weeks=52)


def holders_of(function):
    return {person for person, held in SCENE.register.holders if held == function}


@pytest.mark.parametrize("exercise", PLANNED, ids=lambda one: one.id)
def test_a_third_of_each_pool_is_free_during_an_exercise(exercise):
    asked = set(exercise.people())
    for post in SCENE.posts:
        serving = {one.id for one in SCENE.people if set(one.regions) & set(post.regions)}
        pool = holders_of(post.function) & serving
        assert 3 * len(pool - asked) >= len(pool), post.id


def test_nobody_is_invited_on_a_day_on_which_they_are_away():
    for one in PLANNED:
        away = {
            each.person for each in SCENE.absences if each.start < one.end and one.start < each.end
        }
        assert away.isdisjoint(one.people()), one.id


def test_with_what_is_planned_no_pool_is_empty_within_the_year_and_without_it_all_are():
    everybody_came = [
        replace(
            one,
            attendance=tuple(
                replace(each, state=AttendanceState.PRESENT)
                for each in one.attendance
                if each.state.fills_time
            ),
        )
        for one in PLANNED
    ]
    register = with_attendance(SCENE.register, everybody_came, ZONE)

    def least(known, function):
        days = [known.qualified(person, function) for person in holders_of(function)]
        return min(
            sum(PERIOD_START + timedelta(days=day) in one for one in days)
            for day in range((YEAR - PERIOD_START).days)
        )

    for function in SCENE.functions:
        assert least(SCENE.register, function.id) == 0
        assert least(register, function.id) >= 4, function.id


def test_the_yearly_system_test_comes_within_a_year_of_the_last_one():
    first, second = (
        min(one.start.astimezone(ZONE).date() for one in SCENE.exercises if one.id == code)
        for code in ("systeemtest-2026", "systeemtest-2027-1")
    )
    assert first < second < first.replace(year=first.year + 1)
    assert first == date(2026, 9, 10)
