"""Near a violation that is given the shifts of the fixed rows are constants."""

from data.model.result import Violation
from solver.constraints.candidates import RowCandidate
from solver.constraints.person_model import PersonModel
from solver.cpsat.model import FALSE, TRUE, Model
from solver.timeline.clock import HOUR, to_instant
from tests.solver.rules.parity import person_context, row

CERTAIN = [row("2027-01-04 08:00", "2027-01-04 12:00"), row("2027-01-04 18:00", "2027-01-04 22:00")]
BETWEEN = row("2027-01-04 14:00", "2027-01-04 15:00")
AFTER = row("2027-01-05 04:00", "2027-01-05 06:00")


def build(candidates, given=None, excludes=()):
    model = Model()
    rows = [RowCandidate(r, TRUE) for r in CERTAIN]
    rows += [RowCandidate(r, model.new_literal()) for r in candidates]
    rows.sort(key=lambda c: c.row.start)
    person = PersonModel(person_context([*CERTAIN, *candidates]), model, rows)
    if given:
        start, end = (to_instant(moment) for moment in given)
        person.preexisting["R05"] = [Violation("R05", "ATW 5:7", "p", start, end, 1, 0)]
    person.find_shifts(excludes)
    return person


def test_a_candidate_may_lengthen_a_certain_shift():
    person = build([BETWEEN, AFTER])
    assert len(person.shifts) == 4
    assert all(c.literal not in (TRUE, FALSE) for c in person.shifts)


def test_but_not_near_a_given_violation():
    person = build([BETWEEN, AFTER], given=(CERTAIN[0].start, CERTAIN[0].start + HOUR))
    assert [(c.shift.rows, c.literal) for c in person.shifts] == [(tuple(CERTAIN), TRUE)]
    assert sorted(person.model.clauses) == [(-2,), (-1,)]


def test_a_given_violation_elsewhere_changes_nothing():
    person = build([BETWEEN, AFTER], given=(AFTER.end, AFTER.end + HOUR))
    assert len(person.shifts) == 4


def test_a_certain_shift_is_a_constant_where_all_longer_ones_are_excluded():
    person = build([BETWEEN], excludes=[lambda shift: shift.work > 8 * HOUR])
    assert [(c.shift.rows, c.literal) for c in person.shifts] == [(tuple(CERTAIN), TRUE)]
