"""Two-step swaps: one takes the open shift, another takes over one of their duties."""

from dataclasses import replace
from datetime import date

from data.model.duty import Assignment
from data.model.person import Competence, Provision, ProvisionKind
from solver.diagnosis.candidates import Candidates
from solver.diagnosis.judge import violations
from solver.diagnosis.person_costs import PersonCosts
from solver.objective.quality import QualityObjective
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from tests.solver.small import moment, shift_at, somebody, tiny, worked
from tests.support.spoken import spoken

LATE = shift_at("2027-01-05 15:00", 8, name="L")
NIGHT = shift_at("2027-01-05 23:00", 8, name="N")
NOW = moment("2026-12-01 12:00")
EXEMPT = Provision(ProvisionKind.NIGHT_EXEMPTION, date(2020, 1, 1))


def swaps(problem, pairs, shift=NIGHT, now=NOW, code="en"):
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    prices = PersonCosts(QualityObjective(index, rules))
    asked = Candidates(index, rules, frozenset(pairs), now, prices)
    return spoken(asked.offer(shift.id).swaps, code)


def ann_works_late_and_bob_no_nights(**more):
    """Nobody can take the night: Ann works late before it, and Bob is exempt from nights."""
    people = [somebody("ann"), somebody("bob", provisions=(EXEMPT,))]
    return tiny([LATE, NIGHT], people, **more)


def test_who_may_not_take_the_night_takes_the_late_shift_of_who_may():
    problem = ann_works_late_and_bob_no_nights()
    (swap,) = swaps(problem, [("ann", LATE.id)])
    assert (swap.taker, swap.gives, swap.to) == ("ann", LATE.id, "bob")
    assert swap.sentence == (
        "Ann takes the shift and Bob takes CaCo Tue 5 Jan 15:00 – 23:00 over from Ann"
    )
    assert (swap.cost.others, swap.cost.minutes) == (1, 480)
    after = [("ann", NIGHT.id), ("bob", LATE.id)]
    assert not violations(ProblemIndex(problem), rules_in_force(problem.ruleset), after)


def test_a_swap_is_told_in_dutch():
    (swap,) = swaps(ann_works_late_and_bob_no_nights(), [("ann", LATE.id)], code="nl")
    assert swap.sentence == (
        "Ann neemt de dienst en Bob neemt CaCo di 5 jan 15:00 – 23:00 over van Ann"
    )


def test_a_pinned_duty_is_not_swapped():
    pin = Assignment("ann", LATE.id, pinned=True)
    assert not swaps(ann_works_late_and_bob_no_nights(assignments=(pin,)), [("ann", LATE.id)])


def test_a_duty_that_has_begun_is_not_swapped():
    late = moment("2027-01-05 15:00")
    assert not swaps(ann_works_late_and_bob_no_nights(), [("ann", LATE.id)], now=late)


def test_nobody_takes_a_duty_that_they_are_not_competent_for():
    held = (Competence("ann", "caco", date(2020, 1, 1)),)
    problem = ann_works_late_and_bob_no_nights(competences=held)
    assert not swaps(problem, [("ann", LATE.id)])


def test_who_is_booked_twice_is_not_booked_a_third_time():
    """A double booking that was there makes a third no better, though it breaks no more."""
    same = [replace(LATE, id=name) for name in ("one", "two")]
    people = [somebody("ann"), somebody("bob", provisions=(EXEMPT,))]
    pairs = [("ann", LATE.id), *(("bob", s.id) for s in same)]
    assert not swaps(tiny([LATE, *same, NIGHT], people), pairs)


def test_the_rest_before_the_next_duty_of_the_other_counts():
    """Bob would have eight hours between the late shift and the early one, twice in a week."""
    early = [shift_at(f"2027-01-{day:02} 07:00", 8) for day in (4, 6)]
    people = [somebody("ann"), somebody("bob", provisions=(EXEMPT,))]
    problem = tiny([LATE, NIGHT, *early], people)
    pairs = [("ann", LATE.id), *(("bob", s.id) for s in early)]
    assert len(swaps(problem, pairs)) == 1
    history = tuple(worked("bob", "L", "2027-01-03 15:00"))
    assert not swaps(tiny([LATE, NIGHT, *early], people, history=history), pairs)


def test_no_swap_is_needed_for_who_may_take_it_anyway():
    people = [somebody("ann"), somebody("bob")]
    assert not swaps(tiny([LATE, NIGHT], people), [])


def test_at_most_a_handful_is_shown_the_best_first():
    people = [somebody("ann"), *(somebody(f"p{i}", provisions=(EXEMPT,)) for i in range(8))]
    found = swaps(tiny([LATE, NIGHT], people), [("ann", LATE.id)])
    assert len(found) == 5
    assert [s.to for s in found] == ["p0", "p1", "p2", "p3", "p4"]


def test_a_swap_holds_shifts_by_id():
    """So that it means the same duty when that is moved an hour."""
    (swap,) = swaps(ann_works_late_and_bob_no_nights(), [("ann", LATE.id)])
    later = replace(shift_at("2027-01-05 14:00", 8, name="L"), id=LATE.id)
    people = [somebody("ann"), somebody("bob", provisions=(EXEMPT,))]
    moved = tiny([later, NIGHT], people)
    (again,) = swaps(moved, [("ann", LATE.id)])
    assert (again.taker, again.gives, again.to) == (swap.taker, swap.gives, swap.to)
