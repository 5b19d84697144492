"""What cannot be had of who sits beside whom is said before any search."""

from dataclasses import replace
from datetime import date

import pytest

from data.model.company import Pairing, PairingKind, PairingScope, SkillMix, Traineeship
from data.model.duty import Absence, AbsenceKind
from data.model.person import Competence, CompetenceLevel
from solver.diagnosis.preflight_company import PreflightCompany
from solver.problem_index import ProblemIndex
from tests.solver.small import CACO, moment, shift_at, somebody, tiny

START = date(2027, 1, 1)
SEATS = replace(CACO, required=2)
DAY = shift_at("2027-01-05 07:00", 8)
BOTH = shift_at("2027-01-06 07:00", 8, SEATS, required=2)
ANN, BOB = somebody("ann"), somebody("bob")
TOGETHER = Pairing("ann", "bob", PairingKind.TOGETHER, START)


def said(shifts=(DAY,), trainee="", **more):
    given = tiny(list(shifts), [ANN, BOB], **more)
    competences = tuple(
        replace(one, level=CompetenceLevel.TRAINEE) if one.person == trainee else one
        for one in given.competences
    )
    given = replace(given, competences=(*competences, Competence("bob", "english", START)))
    return [str(one.sentence) for one in PreflightCompany(ProblemIndex(given)).findings()]


def test_two_who_serve_together_need_two_places_somewhere():
    assert said(pairings=(TOGETHER,)) == [
        "Ann and Bob serve together alone, and can never be there at the same time: neither gets "
        "a duty"
    ]
    assert not said((DAY, BOTH), pairings=(TOGETHER,))
    assert not said(trainee="bob", pairings=(TOGETHER,))
    assert not said(pairings=(replace(TOGETHER, weight=3),))


@pytest.mark.parametrize(("mentor", "days"), [(None, 2), ("bob", 1)])
def test_a_trainee_who_is_to_shadow_more_than_there_are_days(mentor, days):
    leave = Absence(
        "bob", AbsenceKind.LEAVE, moment("2027-01-05 00:00"), moment("2027-01-06 00:00")
    )
    asked = Traineeship("ann", "caco", 5, START, mentor=mentor)
    later = shift_at("2027-01-06 07:00", 8)
    assert said((DAY, later), trainee="ann", traineeships=(asked,), absences=(leave,)) == [
        f"Ann is to shadow 5 more shifts, and can be there on {days} days at most"
    ]
    fewer = replace(asked, shifts=days)
    assert not said((DAY, later), trainee="ann", traineeships=(fewer,), absences=(leave,))


def test_a_skill_that_too_few_can_bring():
    mix = SkillMix("m", "english", 2, ("caco",), START)
    (found,) = said(skill_mixes=(mix,))
    assert found.startswith("too few people with english can be present, 1×, first")
    assert not said(skill_mixes=(replace(mix, required=1),))


def test_where_any_post_counts_two_posts_are_enough():
    desk = replace(CACO, id="desk", priority=2)
    beside = shift_at("2027-01-05 09:00", 8, desk)
    anywhere = replace(TOGETHER, where=PairingScope.ANY_POST)
    assert not said((DAY, beside), posts=[desk], pairings=(anywhere,))
    assert said((DAY, beside), posts=[desk], pairings=(TOGETHER,))
