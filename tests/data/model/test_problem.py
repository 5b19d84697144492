"""RosterProblem: what it answers of itself."""

from dataclasses import replace
from datetime import date

import pytest

from data.model.duty import Assignment, DutyKind
from data.model.person import Competence, CompetenceLevel
from data.model.post import PostKind
from data.model.validation import validate
from tests.solver.small import CACO, OTHER, moment, shift_at, somebody, tiny

NIGHT = shift_at("2027-01-10 23:00", 8, name="N")
QUALIFIED, TRAINEE = CompetenceLevel.QUALIFIED, CompetenceLevel.TRAINEE


def level_with(*competences, shift=NIGHT, **more):
    problem = tiny([shift], [somebody("ann")], competences=competences, **more)
    return problem.level("ann", shift)


def competence(start, until=None, level=QUALIFIED, function="caco"):
    until = None if until is None else date.fromisoformat(until)
    return Competence("ann", function, date.fromisoformat(start), until, level)


def test_the_complete_problem_is_sound(full):
    assert not validate(full)


def test_the_period_has_a_first_and_a_last_date(full):
    assert (full.first_date, full.last_date) == (date(2027, 1, 4), date(2027, 1, 17))


@pytest.mark.parametrize(
    ("start", "hours", "last"),
    [
        ("2027-01-04 07:00", 8, "2027-01-04"),
        ("2027-01-04 16:00", 8, "2027-01-04"),
        ("2027-01-04 16:00", 8.25, "2027-01-05"),
        ("2027-01-04 00:00", 24, "2027-01-04"),
        ("2027-03-27 23:00", 8, "2027-03-28"),
        ("2026-10-25 00:00", 25, "2026-10-25"),
    ],
)
def test_a_shift_touches_the_dates_in_which_it_has_a_moment(start, hours, last):
    shift = shift_at(start, hours)
    problem = tiny([shift], [somebody("ann")])
    first = moment(start).astimezone(problem.zone).date()
    assert problem.local_dates(shift) == (first, date.fromisoformat(last))


@pytest.mark.parametrize(
    ("until", "expected"), [("2027-01-11", QUALIFIED), ("2027-01-10", None), (None, QUALIFIED)]
)
def test_a_competence_must_last_to_the_end_of_the_shift(until, expected):
    assert level_with(competence("2026-01-01", until)) == expected


@pytest.mark.parametrize(("start", "expected"), [("2027-01-10", QUALIFIED), ("2027-01-11", None)])
def test_a_competence_must_have_begun_when_the_shift_does(start, expected):
    assert level_with(competence(start)) == expected


def test_a_competence_renewed_in_time_is_valid_throughout():
    old, new = competence("2026-01-01", "2027-01-10"), competence("2027-01-11", "2028-01-10")
    assert level_with(old, new) == level_with(new, old) == QUALIFIED
    assert level_with(old, replace(new, start=date(2027, 1, 12))) is None


def test_a_trainee_who_qualifies_halfway_is_still_a_trainee_on_that_shift():
    learning = competence("2026-01-01", "2027-01-10", TRAINEE)
    assert level_with(learning, competence("2027-01-11")) == TRAINEE
    assert (
        level_with(competence("2026-01-01", level=TRAINEE), competence("2027-01-01")) == QUALIFIED
    )


def test_somebody_without_the_function_or_of_another_region_may_do_nothing():
    assert level_with(competence("2026-01-01", function="im")) is None
    elsewhere = shift_at("2027-01-08 17:00", 168, OTHER, "P")
    held = competence("2026-01-01", function="im")
    assert level_with(held, shift=elsewhere, posts=(OTHER,)) is None


def test_the_kind_of_a_duty_follows_the_post(full):
    kinds = {full.post_by_id[s.post].kind: full.duty_kind(s) for s in full.shifts}
    assert kinds == {
        PostKind.ON_SITE: DutyKind.WORK,
        PostKind.ON_SITE_STANDBY: DutyKind.WORK,
        PostKind.ON_CALL: DutyKind.ON_CALL,
        PostKind.OPEN_CALL: DutyKind.OPEN_CALL,
    }


def test_an_assignment_is_a_row_of_time():
    problem = tiny([NIGHT], [somebody("ann")])
    duty = problem.duty(Assignment("ann", NIGHT.id))
    assert (duty.person, duty.post, duty.kind, duty.name) == ("ann", CACO.id, DutyKind.WORK, "N")
    assert (duty.start, duty.end, duty.work_minutes) == (NIGHT.start, NIGHT.end, 480)


def test_nouns_are_found_by_id(full):
    assert full.person_by_id["c0"].id == "c0"
    assert full.post_by_id["caco"] is CACO
    assert all(full.shift_by_id[s.id] is s for s in full.shifts)
    assert len(full.competences_of("c0", "im")) == 1
    assert full.competences_of("c0", "nothing") == ()
