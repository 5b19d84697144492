"""What an edit breaks at once and later, what it mends, what opens and what fills."""

from dataclasses import replace
from datetime import date

from data.model.candidate import CandidateHours
from data.model.duty import Absence, AbsenceKind, Assignment
from data.model.person import Competence, CompetenceLevel
from solver.diagnosis.effect import effect
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from tests.solver.small import OPEN, moment, shift_at, somebody, tiny

DAY = shift_at("2027-01-05 07:00", 8)
LATE = shift_at("2027-01-05 15:00", 8, name="L")
NIGHT = shift_at("2027-01-05 23:00", 8, name="N")
PAST = date(2020, 1, 1)


def edit(problem, before=(), after=()):
    rules = rules_in_force(problem.ruleset)
    return effect(ProblemIndex(problem), rules, frozenset(before), frozenset(after))


def ann_and_bob(*shifts, **more):
    return tiny([DAY, *shifts], [somebody("ann"), somebody("bob")], **more)


def rules_of(found):
    return {violation.rule for violation in found}


def test_a_shift_that_is_filled_is_told_and_breaks_nothing():
    found = edit(ann_and_bob(), [], [("ann", DAY.id)])
    assert [(c.shift, c.before, c.after) for c in found.filled] == [(DAY.id, 1, 0)]
    assert not found.opened
    assert not found.new_violations
    (ann,) = found.people
    assert (ann.person, ann.gained, ann.lost) == ("ann", (DAY.id,), ())
    assert (found.cost.minutes, found.cost.others) == (480, 1)


def test_a_shift_that_opens_is_told():
    found = edit(ann_and_bob(), [("ann", DAY.id)], [])
    assert [(c.shift, c.post, c.start, c.after) for c in found.opened] == [
        (DAY.id, "caco", DAY.start, 1)
    ]
    assert found.cost.minutes == -480


def test_a_shift_that_changes_hands_opens_and_fills_nothing():
    found = edit(ann_and_bob(), [("ann", DAY.id)], [("bob", DAY.id)])
    assert [p.person for p in found.people] == ["ann", "bob"]
    assert not found.opened
    assert not found.filled
    assert found.cost.minutes == 0


def test_what_the_shift_breaks_by_itself_is_broken_now():
    long = shift_at("2027-01-06 07:00", 13)
    (ann,) = edit(ann_and_bob(long), [], [("ann", long.id)]).people
    assert rules_of(ann.now) == {"R05"}
    assert not ann.later


def test_the_rest_before_the_next_pinned_night_is_broken_later():
    late = shift_at("2027-01-05 13:00", 9, name="L")
    pin = Assignment("ann", NIGHT.id, pinned=True)
    problem = ann_and_bob(late, NIGHT, assignments=(pin,))
    (ann,) = edit(problem, [("ann", NIGHT.id)], [("ann", NIGHT.id), ("ann", late.id)]).people
    assert not ann.now
    assert rules_of(ann.later) >= {"R10"}


def test_the_rest_after_an_earlier_night_is_broken_now():
    pairs = [("ann", NIGHT.id)]
    soon = shift_at("2027-01-06 09:00", 8)
    (ann,) = edit(ann_and_bob(NIGHT, soon), pairs, [*pairs, ("ann", soon.id)]).people
    assert rules_of(ann.now)
    assert not ann.later


def test_a_violation_that_was_there_is_no_news():
    long = shift_at("2027-01-07 07:00", 13)
    problem = ann_and_bob(long)
    had = [("ann", long.id)]
    assert not edit(problem, had, [*had, ("ann", DAY.id)]).new_violations


def test_a_violation_that_goes_away_is_mended():
    had = [("ann", DAY.id), ("ann", LATE.id)]
    found = edit(ann_and_bob(LATE), had, [("ann", DAY.id), ("bob", LATE.id)])
    resolved = {person.person: rules_of(person.resolved) for person in found.people}
    assert resolved["bob"] == set()
    assert "R05" in resolved["ann"]
    assert not found.new_violations


def test_leave_is_no_time_for_a_duty_though_only_a_minute_of_it_is():
    leave = Absence(
        "ann", AbsenceKind.LEAVE, moment("2027-01-05 14:59"), moment("2027-01-06 00:00"), 0
    )
    (ann,) = edit(ann_and_bob(absences=(leave,)), [], [("ann", DAY.id)]).people
    assert rules_of(ann.now) == {"OVERLAP"}
    after = replace(leave, start=moment("2027-01-05 15:00"))
    assert not edit(ann_and_bob(absences=(after,)), [], [("ann", DAY.id)]).new_violations


def test_a_lapsed_holder_breaks_the_rule_of_competence_and_fills_nothing():
    held = (Competence("ann", "caco", PAST, date(2027, 1, 4)), Competence("bob", "caco", PAST))
    found = edit(ann_and_bob(competences=held), [], [("ann", DAY.id)])
    assert rules_of(found.new_violations) == {"COMPETENCE"}
    assert not found.filled


def test_a_trainee_fills_nothing():
    held = (Competence("ann", "caco", PAST, level=CompetenceLevel.TRAINEE),)
    found = edit(ann_and_bob(competences=held), [], [("ann", DAY.id)])
    assert not found.filled
    assert not found.new_violations


def test_an_open_call_neither_opens_nor_fills():
    call = shift_at("2027-01-05 17:00", 24, OPEN)
    problem = tiny([call], [somebody("ann")], posts=(OPEN,))
    assert not edit(problem, [], [("ann", call.id)]).filled


def test_no_edit_has_no_effect():
    had = [("ann", DAY.id)]
    found = edit(ann_and_bob(), had, had)
    assert (found.people, found.opened, found.filled) == ((), (), ())
    assert (found.cost.others, found.cost.unfairness, found.cost.minutes) == (0, 0, 0)
    assert found.cost.period == CandidateHours(0, 0, 0)


def test_only_people_whose_duties_change_are_looked_at(monkeypatch):
    judged = set()
    timeline = ProblemIndex.timeline

    def watched(self, person, shifts, held=None):
        judged.add(person)
        return timeline(self, person, shifts, held)

    monkeypatch.setattr(ProblemIndex, "timeline", watched)
    edit(ann_and_bob(LATE), [("bob", LATE.id)], [("bob", LATE.id), ("ann", DAY.id)])
    assert judged == {"ann"}
