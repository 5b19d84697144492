"""A roster that lacks a skill says who could bring it, and what keeps each of them from it."""

from dataclasses import replace
from datetime import date

from data.i18n.language import language
from data.model.company import Pairing, PairingKind, SkillMix
from data.model.duty import Absence, AbsenceKind, Assignment
from data.model.person import Competence
from scheduler.planning.company import company_of
from tests.solver.small import moment, shift_at, somebody, tiny

START = date(2027, 1, 1)
DAY = shift_at("2027-01-05 07:00", 8)


def problem(*skilled):
    ill = Absence("bob", AbsenceKind.LEAVE, moment("2027-01-04 00:00"), moment("2027-01-08 00:00"))
    given = tiny(
        [DAY],
        [somebody(name) for name in ("ann", "bob", "cas")],
        absences=(ill,),
        skill_mixes=(SkillMix("m", "english", 1, ("caco",), START),),
    )
    skills = tuple(Competence(one, "english", START) for one in skilled)
    return replace(given, competences=(*given.competences, *skills))


def lacking(*skilled):
    found = company_of(problem(*skilled), [Assignment("ann", DAY.id)], language("en"))
    return found.lacking


def test_who_is_away_is_named_with_that():
    (said,) = lacking("bob")
    assert "1 too few with english on CaCo. Bob: on leave" in said


def test_who_could_come_is_named_too():
    (said,) = lacking("cas")
    assert "Cas: nothing" in said


def test_where_nobody_holds_it_nobody_is_named():
    (said,) = lacking()
    assert said.endswith("1 too few with english on CaCo.")


def test_where_it_is_there_nothing_is_told():
    assert not lacking("ann")


def test_a_wish_about_two_people_that_is_not_met_is_counted():
    given = replace(problem("ann"), skill_mixes=())
    for kind, words in (
        (PairingKind.APART, "Ann and Cas: 1× at the same time, rather never."),
        (PairingKind.TOGETHER, ""),
    ):
        wish = Pairing("ann", "cas", kind, START, weight=3)
        held = [Assignment("ann", DAY.id), Assignment("cas", DAY.id)]
        found = company_of(replace(given, pairings=(wish,)), held, language("en"))
        assert found.pairs == ((words,) if words else ())
    wish = Pairing("ann", "cas", PairingKind.TOGETHER, START, weight=3)
    alone = company_of(
        replace(given, pairings=(wish,)), [Assignment("ann", DAY.id)], language("en")
    )
    assert alone.pairs == ("Ann and Cas: 1× without each other, rather never.",)
