"""The demonstration region with all of it at once, judged again from the rows of the plan alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model.company import (
    Pairing,
    PairingKind,
    PairingScope,
    SkillMix,
    Substitution,
    Traineeship,
)
from scheduler.planning.preparation import for_posts
from solver.options import SolveOptions
from solver.solve import solve_roster
from tests.data.demo.support import demo_problem

pytestmark = [pytest.mark.second, pytest.mark.timeout(300)]
SINCE = date(2027, 1, 1)
APART = ("lisdodde", "zwanebloem")
TOGETHER = ("heideklokje", "zonnedauw")
TRAINEE, MENTOR, SHADOWED = "pluvier", "karekiet", 10
ON = PairingScope.ANY_POST


def asked():
    """The region with a pair of each kind, a trainee, a substitution and a skill mix."""
    return replace(
        demo_problem(),
        pairings=(
            Pairing(*APART, PairingKind.APART, SINCE, where=ON),
            Pairing(*TOGETHER, PairingKind.TOGETHER, SINCE, where=ON),
        ),
        traineeships=(Traineeship(TRAINEE, "CACO", SHADOWED, SINCE, mentor=MENTOR),),
        substitutions=(
            Substitution("IM-ROT", "IM-COPI", 10, "Regional crisis plan", "Director", SINCE),
        ),
        skill_mixes=(
            SkillMix("senior", "IM-ROT", 2, ("IM-COPI-FL", "IM-ROT-FL", "IM-ROT-GV"), SINCE),
        ),
    )


@pytest.fixture(scope="module")
def planned():
    problem = asked()
    return problem, solve_roster(problem, SolveOptions(45))


def duties(planned, person):
    """Start, end and post of what somebody has."""
    problem, result = planned
    return [
        (shift.start, shift.end, shift.post)
        for one in result.assignments
        if one.person == person
        for shift in [problem.shift_by_id[one.shift]]
    ]


def share_time(one, other):
    return one[0] < other[1] and other[0] < one[1]


def test_it_is_made_within_a_minute(planned):
    assert planned[1].seconds < 60


def test_two_who_are_kept_apart_never_have_duty_at_once(planned):
    first, second = (duties(planned, person) for person in APART)
    assert first
    assert second
    assert not any(share_time(one, other) for one in first for other in second)


def test_two_who_serve_together_never_have_duty_alone(planned):
    first, second = (duties(planned, person) for person in TOGETHER)
    assert first
    assert second
    for mine, theirs in ((first, second), (second, first)):
        assert all(any(share_time(one, other) for other in theirs) for one in mine)


def test_the_trainee_shadows_the_mentor_as_often_as_asked_and_once_a_day(planned):
    problem, result = planned
    mine = [one.shift for one in result.assignments if one.person == TRAINEE and one.double]
    beside = {one.shift for one in result.assignments if one.person == MENTOR}
    days = [problem.shift_by_id[s].start.astimezone(problem.zone).date() for s in mine]
    assert set(mine) <= beside
    assert len(set(days)) == len(days) == SHADOWED
    weeks = Counter(day - timedelta(days=day.weekday()) for day in days)
    assert max(weeks.values()) <= 2


def test_who_is_no_holder_of_a_function_is_a_substitute_by_the_substitution(planned):
    problem, result = planned
    held = {
        (one.person, one.function, one.start, one.until or date.max)
        for one in problem.competences
        if one.level == "qualified"
    }

    def holds(person, function, shift):
        days = (
            shift.start.astimezone(problem.zone).date(),
            (shift.end - timedelta(microseconds=1)).astimezone(problem.zone).date(),
        )
        return any(
            (p, f) == (person, function) and start <= days[0] and days[1] <= until
            for p, f, start, until in held
        )

    for one in result.assignments:
        shift = problem.shift_by_id[one.shift]
        function = problem.post_by_id[shift.post].function
        if not one.double and not holds(one.person, function, shift):
            assert function == "IM-ROT"
            assert holds(one.person, "IM-COPI", shift)


def test_those_present_have_the_skill_whenever_anybody_on_the_posts_can(planned):
    problem, result = planned
    (mix,) = problem.skill_mixes
    skilled = {
        one.person
        for one in problem.competences
        if (one.function, one.level) == ("IM-ROT", "qualified")
    }
    rows = [
        (one.person, shift)
        for one in result.assignments
        for shift in [problem.shift_by_id[one.shift]]
        if shift.post in mix.posts
    ]
    moments = sorted({shift.start for _, shift in rows})
    present = [
        len({p for p, shift in rows if shift.start <= at < shift.end} & skilled) for at in moments
    ]
    assert sum(count >= mix.required for count in present) >= len(present) - 2


#: The one week in which nobody who holds the function can have the post.
SCARCE = "IM-ROT-FL:2027-02-19T17:00"
INSTEAD = Substitution("IM-ROT", "IM-COPI", 10, "Regional crisis plan", "Director", SINCE)
SENIOR = SkillMix("senior", "IM-ROT", 1, ("IM-COPI-FL",), SINCE)


def of_flevoland(**more):
    """Two posts on call for eight weeks, planned with some of it."""
    problem = replace(for_posts(demo_problem(8), ("IM-COPI-FL", "IM-ROT-FL")), **more)
    return problem, solve_roster(problem, SolveOptions(30))


@pytest.fixture(scope="module")
def flevoland():
    return of_flevoland(substitutions=(INSTEAD,), skill_mixes=(SENIOR,))


def instead_of_others(problem, result):
    """Shifts of people who do not hold the function of the post, by the register alone."""
    held = {(one.person, one.function) for one in problem.competences if one.level == "qualified"}
    return [
        one.shift
        for one in result.assignments
        for post in [problem.post_by_id[problem.shift_by_id[one.shift].post]]
        if not one.double and (one.person, post.function) not in held
    ]


def weeks_without_a_senior(problem, result):
    """First days of the weeks of the post whose holder is not senior, by the register alone."""
    seniors = {
        one.person
        for one in problem.competences
        if (one.function, one.level) == ("IM-ROT", "qualified")
    }
    holders = {one.shift: one.person for one in result.assignments if not one.double}
    weeks = [one for one in problem.shifts if one.post == "IM-COPI-FL"]
    return [f"{one.start:%d-%m}" for one in weeks if holders.get(one.id) not in seniors]


def test_a_substitute_has_the_one_week_that_is_open_without_a_substitution(flevoland):
    problem, result = flevoland
    assert not result.open_shifts
    assert instead_of_others(problem, result) == [SCARCE]
    _problem, without = of_flevoland()
    assert [one.shift for one in without.open_shifts] == [SCARCE]


def test_a_senior_has_the_other_post_in_all_weeks_but_that_one(flevoland):
    assert weeks_without_a_senior(*flevoland) == ["19-02"]
    assert len(weeks_without_a_senior(*of_flevoland(substitutions=(INSTEAD,)))) > 1
