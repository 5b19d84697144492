"""The judge: what a roster breaks, and what was broken before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.model.duty import Assignment
from data.model.result import Violation
from solver.diagnosis.judge import new_violations, preexisting_violations, violations
from solver.problem_index import ProblemIndex
from solver.rules.competence import ValidCompetence
from solver.rules.overlap import Overlap
from solver.rules.r05_shift_length import ShiftLength
from tests.solver.small import moment, shift_at, somebody, tiny

RULES = (Overlap(), ShiftLength(), ValidCompetence())
LONG = shift_at("2027-01-05 07:00", 13)
LATE = shift_at("2027-01-05 15:00", 8)
KNOWN = Violation("R05", "ATW", "ann", moment("2027-01-05"), moment("2027-01-06"), 780, 720)


def index(**more):
    return ProblemIndex(tiny([LONG, LATE], [somebody("ann"), somebody("bob")], **more))


def test_a_roster_that_breaks_nothing_has_no_violations():
    assert not violations(index(), RULES, [("ann", LATE.id)])


def test_violations_stand_by_person_and_time():
    pairs = [("bob", LONG.id), ("ann", LONG.id), ("ann", LATE.id)]
    found = violations(index(), RULES, pairs)
    # Overlapping rows are one shift of 16 hours.
    assert [(b.person, b.rule, b.value) for b in found] == [
        ("ann", "R05", 960),
        ("ann", "OVERLAP", 300),
        ("bob", "R05", 780),
    ]


def test_nobody_is_put_on_a_shift_without_competence():
    (found,) = violations(index(competences=()), RULES, [("ann", LATE.id)])
    assert (found.rule, found.person) == ("COMPETENCE", "ann")


def test_what_is_pinned_is_given():
    pins = (Assignment("ann", LONG.id, pinned=True), Assignment("bob", LATE.id))
    assert [b.rule for b in preexisting_violations(index(assignments=pins), RULES)] == ["R05"]


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        ({}, False),
        ({"value": 779}, False),
        ({"value": 781}, True),
        ({"person": "bob"}, True),
        ({"rule": "R06"}, True),
        ({"start": KNOWN.end, "end": KNOWN.end + timedelta(days=1)}, True),
        ({"start": KNOWN.start - timedelta(days=1)}, False),
    ],
)
def test_a_violation_is_new_unless_it_was_there_at_least_as_badly(change, is_new):
    assert bool(new_violations([replace(KNOWN, **change)], [KNOWN])) is is_new


def test_a_violation_below_a_minimum_is_worse_when_there_is_less():
    short = replace(KNOWN, value=500, limit=660)
    assert new_violations([replace(short, value=400)], [short])
    assert not new_violations([replace(short, value=600)], [short])
