"""Two people who are kept apart, and two who serve together."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from data.model.company import Pairing, PairingKind, PairingScope
from data.model.duty import Assignment, Duty, DutyKind
from data.model.sentence import Bilingual
from solver.cpsat.engine import Search, solve
from solver.diagnosis.candidates import candidates
from solver.diagnosis.effect import Exchanges, effect
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import violations
from solver.formulation.roster_model import build_roster_model
from solver.objective.pairing_wishes import unmet_pairings
from solver.objective.quality import WishObjective
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex, by_person
from solver.repair import repair
from solver.rules.apart import Apart
from solver.rules.overlap import Overlap
from solver.rules.together import Together
from solver.solve import components, objective_levels
from tests.solver.company.whole import assert_whole_parity, best_values, every_roster
from tests.solver.small import CACO, PIKET, moment, shift_at, somebody, tiny
from tests.solver.solving import pairs_of, solved, values

RULES = (Overlap(), Apart(), Together())
START = date(2027, 1, 1)
SEATS = replace(CACO, required=2)
DESK = replace(CACO, id="desk", name="Desk", priority=2)
DAY = shift_at("2027-01-05 07:00", 8, SEATS, required=2)
LATE = shift_at("2027-01-05 15:00", 8, SEATS, name="L", required=2)
BESIDE = shift_at("2027-01-05 09:00", 8, DESK)
WEEK = shift_at("2027-01-05 00:00", 48, PIKET, name="P")
ANN, BOB, CAS = (somebody(name) for name in ("ann", "bob", "cas"))


def pairing(kind=PairingKind.APART, **more):
    return Pairing("ann", "bob", kind, more.pop("start", START), **more)


def problem(*pairings, shifts=(DAY, BESIDE), people=(ANN, BOB, CAS), **more):
    return tiny(list(shifts), list(people), posts=[SEATS, DESK], pairings=pairings, **more)


def index(*pairings, **more):
    return ProblemIndex(problem(*pairings, **more))


def broken(pairings, pairs, **more):
    return violations(index(*pairings, **more), RULES, pairs)


def test_two_who_are_kept_apart_break_the_rule_both_for_the_time_they_share():
    found = broken([pairing()], [("ann", DAY.id), ("bob", DAY.id)])
    assert [(one.rule, one.person, one.value) for one in found] == [
        ("APART", "ann", 480),
        ("APART", "bob", 480),
    ]
    assert found[0].note == "Bob."


def test_two_on_different_posts_at_once_break_it_only_where_any_post_is_meant():
    pairs = [("ann", DAY.id), ("bob", BESIDE.id)]
    assert not broken([pairing()], pairs)
    found = broken([pairing(where=PairingScope.ANY_POST)], pairs)
    assert [one.value for one in found] == [360, 360]


def test_one_after_the_other_is_not_together():
    pairs = [("ann", DAY.id), ("bob", LATE.id)]
    apart, together = pairing(), pairing(PairingKind.TOGETHER)
    assert not broken([apart], pairs, shifts=(DAY, LATE))
    found = broken([together], pairs, shifts=(DAY, LATE))
    assert [(one.rule, one.person) for one in found] == [("TOGETHER", "ann"), ("TOGETHER", "bob")]


@pytest.mark.parametrize(
    ("first", "until", "holds"),
    [
        (date(2027, 1, 5), None, True),
        (date(2027, 1, 6), None, False),
        (START, date(2027, 1, 5), True),
        (START, date(2027, 1, 4), False),
    ],
)
def test_a_pairing_holds_from_its_first_day_to_its_last(first, until, holds):
    pairs = [("ann", DAY.id), ("bob", DAY.id)]
    assert bool(broken([pairing(start=first, until=until)], pairs)) is holds


def test_only_the_posts_that_are_named_are_meant():
    pairs = [("ann", DAY.id), ("bob", DAY.id)]
    assert broken([pairing(posts=("caco",))], pairs)
    assert not broken([pairing(posts=("desk",))], pairs)


def test_a_wish_is_no_rule():
    assert not broken([pairing(weight=5)], [("ann", DAY.id), ("bob", DAY.id)])


KINDS = list(product(PairingKind, PairingScope))


@pytest.mark.parametrize(("kind", "scope"), KINDS)
def test_check_and_model_agree_on_every_roster(kind, scope):
    assert_whole_parity(index(pairing(kind, where=scope)), RULES)


@pytest.mark.parametrize(("kind", "scope"), KINDS)
def test_check_and_model_agree_beside_what_is_pinned(kind, scope):
    pinned = (Assignment("ann", DAY.id, pinned=True),)
    given = index(
        pairing(kind, where=scope),
        shifts=(DAY, LATE, BESIDE),
        people=(ANN, BOB),
        assignments=pinned,
    )
    assert_whole_parity(given, RULES, expect_both=kind is PairingKind.APART)


@pytest.mark.parametrize("kind", PairingKind)
def test_on_call_counts_as_a_duty_at_the_same_time(kind):
    one = pairing(kind, where=PairingScope.ANY_POST)
    assert_whole_parity(index(one, shifts=(DAY, WEEK), people=(ANN, BOB)), RULES)


@pytest.mark.parametrize(("kind", "scope"), KINDS)
@pytest.mark.parametrize("weight", [None, 3])
def test_the_solver_finds_the_best_of_all_rosters(kind, scope, weight):
    given = problem(pairing(kind, where=scope, weight=weight), shifts=(DAY, LATE, BESIDE))
    at = ProblemIndex(given)
    found = pairs_of(solved(given, RULES))
    assert values(given, RULES, found) == best_values(at, RULES, objective_levels(at, RULES))


def test_a_pair_that_is_pinned_together_stands():
    pinned = tuple(Assignment(name, DAY.id, pinned=True) for name in ("ann", "bob"))
    result = solved(problem(pairing(), assignments=pinned), RULES)
    assert {("ann", DAY.id), ("bob", DAY.id)} <= pairs_of(result)
    assert {one.rule for one in result.preexisting_violations} == {"APART"}


def test_a_seat_stays_open_rather_than_that_two_meet_and_its_reason_says_so():
    given = problem(pairing(), shifts=(DAY,), people=(ANN, BOB))
    result = solved(given, RULES)
    (shift,) = result.open_shifts
    assert shift.missing == 1
    assert [reason.rule for reason in shift.reasons] == ["APART"]


def test_people_whom_a_pairing_joins_are_planned_together():
    given = tiny([DAY, WEEK], [ANN, BOB, CAS], posts=[SEATS])
    apart = replace(
        given,
        competences=tuple(
            one for one in given.competences if (one.person == "cas") is (one.function == "im")
        ),
    )
    pairings = (Pairing("ann", "cas", PairingKind.APART, START, where=PairingScope.ANY_POST),)
    assert len(components(ProblemIndex(apart))) == 2
    assert len(components(ProblemIndex(replace(apart, pairings=pairings)))) == 1


def test_who_is_kept_apart_from_somebody_there_is_no_candidate():
    at = index(pairing(), shifts=(DAY,))
    pairs = frozenset({("ann", DAY.id)})
    found = {
        one.person: one for one in candidates(at, RULES, pairs, DAY.id, moment("2027-01-01 00:00"))
    }
    assert [one.violation.rule for one in found["bob"].hindrances if one.violation] == ["APART"]
    assert not found["cas"].hindrances


def test_a_candidate_costs_what_goes_against_a_wish():
    at = index(pairing(weight=7), shifts=(DAY,))
    pairs = frozenset({("ann", DAY.id)})
    found = {
        one.person: one.cost.quality
        for one in candidates(at, RULES, pairs, DAY.id, moment("2027-01-01 00:00"))
    }
    assert found["bob"] - found["cas"] == 700


def test_an_edit_tells_whom_it_leaves_without_company():
    at = index(pairing(PairingKind.TOGETHER), shifts=(DAY,))
    both = frozenset({("ann", DAY.id), ("bob", DAY.id)})
    done = effect(at, RULES, both, both - {("bob", DAY.id)})
    assert {one.person: [b.rule for b in one.now] for one in done.people} == {
        "ann": ["TOGETHER"],
        "bob": [],
    }


def test_two_may_not_exchange_duties_so_that_one_meets_whom_they_are_kept_apart_from():
    pairs = frozenset({("ann", DAY.id), ("cas", DAY.id), ("bob", LATE.id)})
    at = index(pairing(), shifts=(DAY, LATE))
    exchanges = Exchanges(at, RULES, pairs, moment("2027-01-01 00:00"))
    assert not exchanges.is_possible("cas", DAY.id, "bob", LATE.id)
    assert exchanges.is_possible("ann", DAY.id, "bob", LATE.id)


def test_a_repair_keeps_two_people_apart():
    published = tuple(Assignment(name, DAY.id) for name in ("ann", "cas"))
    given = problem(pairing(), shifts=(DAY,), published=published)
    ill = replace(
        given,
        competences=tuple(one for one in given.competences if one.person != "cas"),
    )
    result = repair(ill, SolveOptions(5, workers=1))
    assert pairs_of(result) == {("ann", DAY.id)}
    assert [shift.missing for shift in result.open_shifts] == [1]


def test_a_repair_moves_both_of_two_who_serve_together():
    published = tuple(Assignment(name, DAY.id) for name in ("ann", "cas"))
    given = problem(pairing(PairingKind.TOGETHER), shifts=(DAY,), published=published)
    result = repair(given, SolveOptions(5, workers=1))
    assert pairs_of(result) == {("ann", DAY.id), ("bob", DAY.id)}


def test_why_a_shift_is_open_names_the_rule_in_both_languages():
    at = index(pairing(), shifts=(DAY,), people=(ANN, BOB))
    (shift,) = Explainer(at, RULES, {("ann", DAY.id)}).open_shifts()
    said = dict(shift.reasons[0].reason.values)["rule"]
    assert isinstance(said, Bilingual)
    assert "keeps apart" in said.en
    assert "niet samen" in said.nl


@pytest.mark.parametrize(("kind", "scope"), KINDS)
def test_what_a_wish_costs_is_the_same_in_the_model_and_in_the_roster(kind, scope):
    at = index(pairing(kind, where=scope, weight=3))
    for roster in every_roster(at):
        model = build_roster_model(at, [Overlap()])
        model.model.minimise(WishObjective().terms(model))
        clauses = [
            (literal if pair in roster else -literal,) for pair, literal in model.literals.items()
        ]
        model.model.clauses.extend(clauses)
        answer = solve(model.model, Search(seconds=20, workers=1))
        if answer.objective is not None:
            assert answer.objective == WishObjective().value(at, roster)
            assert answer.objective == unmet_pairings(at, by_person(roster)).total()


def test_what_somebody_does_in_another_book_is_a_duty_at_the_same_time():
    elsewhere = Duty("bob", "other-book", DutyKind.ON_CALL, DAY.start, DAY.end, 0, "P")
    given = problem(
        pairing(where=PairingScope.ANY_POST),
        shifts=(DAY,),
        people=(ANN, CAS, BOB),
        other_books=(elsewhere,),
    )
    found = pairs_of(solved(given, RULES))
    assert ("ann", DAY.id) not in found
    together = replace(
        given, pairings=(pairing(PairingKind.TOGETHER, where=PairingScope.ANY_POST),)
    )
    assert ("ann", DAY.id) in pairs_of(solved(together, RULES))


def test_a_fairer_choice_in_a_repair_heeds_a_pairing_too():
    """Bob has done the least, but may not come beside Ann."""
    days = [(moment(f"2026-12-{day} 07:00"), moment(f"2026-12-{day} 15:00")) for day in (20, 24)]
    past = tuple(Duty("cas", "caco", DutyKind.WORK, *day, 480) for day in days)
    people, published = (CAS, BOB, ANN), (Assignment("ann", DAY.id),)
    free = problem(shifts=(DAY,), people=people, published=published, history=past)
    assert pairs_of(repair(free, SolveOptions(5, workers=1))) == {
        ("ann", DAY.id),
        ("bob", DAY.id),
    }
    apart = replace(free, pairings=(pairing(),))
    assert pairs_of(repair(apart, SolveOptions(5, workers=1))) == {
        ("ann", DAY.id),
        ("cas", DAY.id),
    }
