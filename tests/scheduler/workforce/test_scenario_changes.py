"""What each change of a scenario makes of a problem."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.errors import InputError
from data.model.person import Competence
from data.model.post import PIKET_WEEK, Post, PostKind, Region
from data.model.scenario import Scenario
from data.model.scenario_change import (
    AbsenceRate,
    AddPeople,
    ChangePattern,
    MergePosts,
    RemovePeople,
    SharePools,
    SplitPost,
    ToOnCall,
)
from data.model.validation import validate
from scheduler.workforce.scenario_changes import only_posts, with_changes, with_renewals
from scheduler.workforce.scenario_checks import holders_of
from tests.solver.small import MONDAY, PIKET, complete, control_room, midnight, shifts_of

WEEK_3 = midnight(MONDAY + timedelta(weeks=2))


def changed(problem, *changes):
    made = with_changes(problem, Scenario("a", changes))
    assert validate(made) == []
    return made


def of_two_regions(weeks=4):
    """A control room whose seat serves two regions."""
    problem = control_room(weeks=weeks)
    return replace(
        problem,
        regions=(Region("R", "Rivier"), Region("S", "Stad")),
        posts=tuple(replace(one, regions=("R", "S")) for one in problem.posts),
        people=tuple(replace(one, regions=("R", "S")) for one in problem.people),
    )


@pytest.mark.parametrize("problem", [control_room(), control_room(ims=4, both=2), complete()])
def test_a_scenario_without_changes_is_the_problem_itself(problem):
    assert with_changes(problem, Scenario("as it is")) is problem


def test_only_some_posts_are_left_with_their_shifts():
    problem = control_room(ims=4)
    made = only_posts(problem, ("im",))
    assert validate(made) == []
    assert {one.post for one in made.shifts} == {"im"} == {one.id for one in made.posts}


def test_a_split_post_has_each_shift_once_a_region():
    problem = of_two_regions()
    made = changed(problem, SplitPost("caco"))
    assert [post.id for post in made.posts] == ["caco-R", "caco-S"]
    assert [post.regions for post in made.posts] == [("R",), ("S",)]
    assert len(made.shifts) == 2 * len(problem.shifts)
    assert {one.start for one in made.shifts if one.post == "caco-S"} == {
        one.start for one in problem.shifts
    }


def test_a_split_that_ends_leaves_one_post_after_it():
    made = changed(of_two_regions(), SplitPost("caco", until=2))
    last_of_two = max(one.start for one in made.shifts if one.post == "caco-R")
    first_of_one = min(one.start for one in made.shifts if one.post == "caco")
    assert last_of_two < WEEK_3 <= first_of_one
    assert len([one for one in made.shifts if one.post == "caco"]) == 2 * 21


def test_merging_what_was_split_gives_the_seat_of_before():
    problem = of_two_regions()
    made = changed(
        problem, SplitPost("caco"), MergePosts(("caco-R", "caco-S"), "caco", "Samen", start=3)
    )
    merged = [one for one in made.shifts if one.post == "caco"]
    assert [(one.start, one.work_minutes) for one in merged] == [
        (one.start, one.work_minutes) for one in problem.shifts if one.start >= WEEK_3
    ]
    assert made.post_by_id["caco"].regions == ("R", "S")
    assert made.post_by_id["caco"].name == "Samen"


def test_a_pattern_takes_over_when_the_old_one_has_ended():
    made = changed(control_room(), ChangePattern("caco", "2x12", start=date(2027, 1, 18)))
    before = [one for one in made.shifts if one.start < WEEK_3]
    after = [one for one in made.shifts if one.start >= WEEK_3]
    assert len(before) == 2 * 21
    assert {one.work_minutes for one in after} == {720}
    assert after[0].start == max(one.end for one in before)  # no shift is cut, no hour is double


def test_an_open_call_becomes_weeks_on_call():
    problem = control_room(ims=4)
    called = replace(PIKET, kind=PostKind.OPEN_CALL, pattern="")
    problem = replace(
        problem,
        posts=(problem.posts[0], called),
        shifts=tuple(one for one in problem.shifts if one.post != "im"),
    )
    made = changed(problem, ToOnCall("im"))
    weeks = [one for one in made.shifts if one.post == "im"]
    assert [one.start for one in weeks] == [
        one.start for one in shifts_of(PIKET, PIKET_WEEK, MONDAY, 4)
    ]
    assert all(one.work_minutes == 0 for one in weeks)


def test_pools_that_are_shared_fill_each_other():
    other = Post("ot", "OT", "ot", ("S",), PostKind.ON_CALL, "week-fri")
    problem = control_room(ims=2)
    problem = replace(
        problem,
        regions=(*problem.regions, Region("S", "Stad")),
        functions=(*problem.functions, replace(problem.functions[0], id="ot")),
        posts=(*problem.posts, other),
        shifts=(*problem.shifts, *shifts_of(other, PIKET_WEEK, MONDAY, 4)),
    )
    shift = next(one for one in problem.shifts if one.post == "ot")
    assert problem.level("i0", shift) is None
    made = changed(problem, SharePools(("im", "ot")))
    assert made.level("i0", shift) is not None
    assert made.level("c0", shift) is None


def test_people_are_added_and_taken_away():
    made = changed(
        control_room(cacos=3),
        AddPeople(2, 32, ("caco",), ("R",), start=2),
        RemovePeople(people=("c0",), start=3),
        RemovePeople(count=1, function="caco"),
    )
    early, late = made.shifts[0], made.shifts[-1]
    able = {
        person.id: (
            made.level(person.id, early) is not None,
            made.level(person.id, late) is not None,
        )
        for person in made.people
    }
    assert able == {
        "c0": (True, False),
        "c1": (True, True),
        "c2": (True, True),
        "new~1": (False, True),
        "new~2": (False, False),  # the last who stand there leave
    }
    assert made.person_by_id["new~1"].hours_per_week(date(2027, 1, 11)) == 32
    assert made.person_by_id["c0"].hours_per_week(date(2027, 1, 18)) == 0


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.125, 0.3])
def test_an_absence_rate_takes_its_share_of_everybodys_weeks(rate):
    problem = control_room(cacos=10, weeks=40)
    made = changed(problem, AbsenceRate(rate))
    weeks = {person.id: 0 for person in problem.people}
    at_once: dict = {}
    for one in made.absences:
        weeks[one.person] += 1
        at_once[one.start] = at_once.get(one.start, 0) + 1
        assert one.work_minutes == 36 * 60  # as if worked, ATW 5:2
    assert all(abs(count - 40 * rate) < 1 for count in weeks.values())
    assert max(at_once.values()) - 10 * rate <= 1  # spread over the people


def test_renewals_last_as_long_as_the_appointment():
    first, lapses, leaves = date(2020, 1, 1), date(2027, 1, 10), date(2027, 1, 20)
    problem = replace(
        control_room(cacos=3),
        competences=(
            Competence("c0", "caco", first, lapses),
            Competence("c1", "caco", first, lapses),
            Competence("c2", "caco", first, date(2026, 12, 1)),
        ),
    )
    made = with_renewals(
        problem,
        [
            Competence("c0", "caco", first),
            Competence("c1", "caco", first, leaves),
            Competence("c2", "caco", first, date(2026, 12, 1)),
        ],
    )
    assert [one.until for one in made.competences] == [None, leaves, date(2026, 12, 1)]
    assert holders_of(made, "caco") == ["c0", "c1"]


def test_all_that_does_not_fit_is_told_at_once():
    with pytest.raises(InputError) as refused:
        changed(
            control_room(ims=2),
            SplitPost("cacoo"),
            SplitPost("caco"),
            MergePosts(("caco", "im"), "x"),
            ChangePattern("caco", "3x9"),
            ToOnCall("im"),
            AddPeople(1, 36, ("cacao",), ("Q",)),
            RemovePeople(count=99, function="caco"),
            RemovePeople(people=("c99",)),
        )
    assert [f"{one.what}. {one.remedy}" for one in refused.value.faults] == [
        "post 'cacoo' is unknown. Did you mean 'caco'?",
        "post 'caco' is of one region. Split a post of several regions",
        "posts of different functions or kinds do not merge. "
        "Merge posts of one function and kind, or let them share their people",
        "pattern '3x9' is unknown. Did you mean '3x8'?",
        "post 'im' is not filled by open call. Change its pattern instead",
        "function 'cacao' is unknown. Did you mean 'caco'?",
        "region 'Q' is unknown. Use one of 'R'",
        "only 9 people hold function 'caco'. Take fewer of them away",
        "person 'c99' is unknown. "
        "Use one of 'c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7' and 3 more",
    ]
    assert refused.value.faults[1].place.file == "a, [[change]] 2"
