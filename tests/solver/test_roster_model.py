"""From a problem to a model: literals, cover, people."""

from dataclasses import replace

import pytest

from data.model.duty import Assignment
from data.model.person import Competence, CompetenceLevel
from data.model.shift import CoverWeights
from solver.cpsat.engine import Search, SearchOutcome, Stop, Stopped, solve
from solver.cpsat.model import TRUE
from solver.formulation.roster_model import assignments, build_roster_model
from solver.problem_index import ProblemIndex
from solver.rules.overlap import Overlap
from solver.rules.r05_shift_length import ShiftLength
from tests.solver.enumeration import rosters
from tests.solver.random_small import PAST, random_problem
from tests.solver.small import shift_at, somebody, tiny

RULES = (Overlap(), ShiftLength())
SHIFT = shift_at("2027-01-05 07:00", 8)
PEOPLE = [somebody(name) for name in ("ann", "bob", "cas")]


def allows(roster, pairs):
    model = roster.model
    clauses = [
        (literal if pair in pairs else -literal,)
        for pair, literal in roster.literals.items()
        if literal != TRUE
    ]
    fixed = replace(model, clauses=[*model.clauses, *clauses])
    return solve(fixed, Search(seconds=10, workers=1)).outcome is SearchOutcome.OPTIMAL


def seat(*, required=1, pinned=(), trainee=None, cover=None):
    """One shift that three people may take, one of them perhaps a trainee."""
    shift = replace(SHIFT, required=required, cover=cover)
    levels = {trainee: CompetenceLevel.TRAINEE}
    held = tuple(
        Competence(p.id, "caco", PAST, level=levels.get(p.id, CompetenceLevel.QUALIFIED))
        for p in PEOPLE
    )
    pins = tuple(Assignment(p, shift.id, pinned=True, double=p == trainee) for p in pinned)
    index = ProblemIndex(tiny([shift], PEOPLE, competences=held, assignments=pins))
    return build_roster_model(index, RULES)


def on_it(*names):
    return {(name, SHIFT.id) for name in names}


@pytest.mark.parametrize("seed", range(12))
def test_the_model_allows_exactly_the_legal_rosters(seed):
    index = ProblemIndex(random_problem(seed, choices=6))
    roster = build_roster_model(index, RULES)
    legal = set(rosters(index, RULES))
    eligible = [pair for pair in index.eligible if pair not in index.pinned]
    for number in range(2 ** len(eligible)):
        chosen = {pair for i, pair in enumerate(eligible) if number >> i & 1}
        assert allows(roster, chosen) == (frozenset(chosen | index.pinned) in legal)


def test_a_seat_is_not_taken_twice_but_may_stay_open():
    roster = seat()
    assert allows(roster, set())
    assert allows(roster, on_it("ann"))
    assert not allows(roster, on_it("ann", "bob"))


def test_a_price_on_cover_lets_more_people_in():
    roster = seat(cover=CoverWeights(10, 1))
    assert allows(roster, on_it("ann", "bob", "cas"))
    cover = roster.cover[SHIFT.id]
    assert roster.model.domains[cover.over] == (0, 2)


def test_more_pins_than_seats_are_a_fact_that_may_not_get_worse():
    roster = seat(pinned=("ann", "bob"))
    assert allows(roster, set())
    assert not allows(roster, on_it("cas"))


def test_a_trainee_sits_beside_somebody_and_takes_no_seat():
    roster = seat(trainee="cas")
    assert not allows(roster, on_it("cas"))
    assert allows(roster, on_it("cas", "ann"))
    assert not allows(roster, on_it("cas", "ann", "bob"))


def test_a_trainee_who_is_pinned_forces_nobody_to_come():
    roster = seat(pinned=("cas",), trainee="cas")
    assert allows(roster, set())
    assert roster.cover[SHIFT.id].under is not None


def test_what_nobody_may_take_is_a_constant():
    index = ProblemIndex(tiny([replace(SHIFT, required=2)], PEOPLE, competences=()))
    cover = build_roster_model(index, RULES).cover[SHIFT.id]
    assert (cover.under, cover.fixed_under) == (None, 2)


def test_whatever_is_not_free_stays_as_it_was():
    days = [shift_at(f"2027-01-0{day} 07:00", 8) for day in (4, 5, 6)]
    index = ProblemIndex(tiny(days, PEOPLE[:2]))
    incumbent = {("ann", days[0].id), ("bob", days[1].id)}
    free = [("ann", days[2].id), ("ann", days[0].id)]
    roster = build_roster_model(index, RULES, incumbent=incumbent, free=free)
    assert roster.literals["bob", days[1].id] == TRUE
    assert ("ann", days[1].id) not in roster.literals
    assert set(roster.people) == {"ann"}
    assert set(roster.cover) == {days[0].id, days[2].id}
    assert roster.pairs_of(lambda literal: literal == TRUE) == {("bob", days[1].id)}


def test_without_a_rule_of_the_law_no_shifts_are_formed():
    index = ProblemIndex(tiny([SHIFT], PEOPLE[:1]))
    assert not build_roster_model(index, ()).people["ann"].shifts
    assert build_roster_model(index, RULES).people["ann"].shifts


def test_what_is_certain_and_already_broken_is_told_to_the_rules():
    long = shift_at("2027-01-05 07:00", 13)
    pin = Assignment("ann", long.id, pinned=True)
    index = ProblemIndex(
        tiny([long, shift_at("2027-01-07 07:00", 8)], PEOPLE[:1], assignments=(pin,))
    )
    person = build_roster_model(index, RULES).people["ann"]
    assert [b.rule for b in person.preexisting["R05"]] == ["R05"]
    assert "OVERLAP" not in person.preexisting


def test_assignments_stand_by_shift_and_say_what_is_pinned_and_who_doubles(full):
    index = ProblemIndex(full)
    late = "caco:2027-01-05:L"
    pairs = [("i2", late), ("c0", late), ("c1", "caco:2027-01-04:D")]
    found = assignments(index, pairs)
    assert [(a.person, a.pinned, a.double) for a in found] == [
        ("c1", False, False),
        ("c0", True, False),
        ("i2", True, True),
    ]


def test_building_ends_when_the_user_stops_it():
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped):
        build_roster_model(ProblemIndex(tiny([SHIFT], PEOPLE)), RULES, stop=stop)
