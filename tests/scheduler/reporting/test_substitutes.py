"""A substitute covers a post on the days on which the substitution holds, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.model.company import Substitution
from data.model.gap import Cause
from data.model.person import Competence, CompetenceLevel
from data.model.register import Register
from scheduler.coverage.hindrances import served_intervals
from scheduler.coverage.input import StaffedShift
from scheduler.reporting.statement import StatedSubstitution, state, substitutions_stated
from scheduler.reporting.statement_facts import statement_facts, statement_from
from tests.scheduler.coverage.scenes import DESK, known, local, shift
from tests.support.region import INSIDE

NIGHT = shift("2027-01-04 23:00", "2027-01-05 07:00")
LONG_AGO = date(2020, 1, 1)


def scene(*competences, until=None):
    instead = Substitution("CACO", "IM", 5, "Agreement", "Head", LONG_AGO, until)
    held = (Competence("a", "IM", LONG_AGO), *competences)
    return known(StaffedShift(NIGHT, ("a",)), register=Register(held), substitutions=(instead,))


def causes(inputs, moment):
    """Why they are no cover at a moment; None: they are."""
    at = local(moment)
    found = served_intervals(inputs, "a", DESK, NIGHT.start, NIGHT.end)
    return [one.cause for one in found if one.start <= at < one.end]


def test_a_substitute_covers_the_post():
    assert causes(scene(), "2027-01-05 03:00") == [None]


def test_a_substitution_that_ends_within_a_shift_leaves_the_rest_open():
    inputs = scene(until=date(2027, 1, 4))
    assert causes(inputs, "2027-01-04 23:30") == [None]
    assert causes(inputs, "2027-01-05 03:00") == [Cause.COMPETENCE_LAPSED]


def test_who_learns_the_function_covers_nothing_alone():
    learns = Competence("a", "CACO", LONG_AGO, level=CompetenceLevel.TRAINEE)
    assert causes(scene(learns), "2027-01-05 03:00") == [Cause.NOT_COMPETENT]


STATED = StatedSubstitution("CACO", "Information manager", "Agreement", "Head", LONG_AGO, None, 1)


def test_a_statement_says_how_often_a_post_was_filled_so_and_on_whose_word():
    window = local("2027-01-04 00:00"), local("2027-01-11 00:00")
    names = {"IM": "Information manager"}
    assert list(substitutions_stated(scene(), names, *window)) == [STATED]
    before = local("2026-12-01 00:00"), window[0]
    assert not list(substitutions_stated(scene(), names, *before))


def test_the_facts_of_a_statement_tell_it_and_of_a_signed_one_not_who_decided(site_store):
    found = state(site_store, date(2027, 1, 4), date(2027, 1, 10), INSIDE)
    assert "substitutions" not in statement_facts(found, may_know=True)
    found = replace(found, substitutions=(STATED,))
    facts = statement_facts(found, may_know=True)
    assert statement_from(facts).substitutions == (STATED,)
    signed = statement_from(statement_facts(found, may_know=True, for_good=True))
    assert signed.substitutions == (replace(STATED, decided_by=None),)
