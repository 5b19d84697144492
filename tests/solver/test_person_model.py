"""The shifts that the model can form are those that the law makes of the rows."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import DutyKind
from data.model.result import Violation
from solver.constraints.candidates import RowCandidate
from solver.constraints.person_model import PersonModel
from solver.cpsat.engine import Search, SearchOutcome, solve
from solver.cpsat.model import FALSE, TRUE, Model
from solver.timeline.clock import HOUR, to_instant
from solver.timeline.rows import Row
from tests.solver.rules.parity import minute, on_call, person_context, row, timeline
from tests.solver.seeded import seeded

MONDAY = minute("2027-01-04")


def build(fixed, candidates, excludes=()):
    model = Model()
    rows = [RowCandidate(r, TRUE) for r in fixed]
    rows += [RowCandidate(r, model.new_literal(f"x{i}")) for i, r in enumerate(candidates)]
    rows.sort(key=lambda c: (c.row.start, c.row.end))
    person = PersonModel(person_context([*fixed, *candidates]), model, rows)
    person.find_shifts(excludes)
    return person


def shifts_if(person, chosen, count):
    """The shifts that hold when exactly these candidates are worked; None: not allowed."""
    fixed = replace(
        person.model,
        clauses=[
            *person.model.clauses,
            *((i + 1,) if i in chosen else (-i - 1,) for i in range(count)),
        ],
    )
    answer = solve(fixed, Search(seconds=10, workers=1))
    if answer.outcome is SearchOutcome.INFEASIBLE:
        return None
    return [told(c.shift) for c in person.shifts if answer.holds(c.literal)]


def told(shift):
    return shift.start, shift.end, shift.work, shift.night_work, shift.ends_after_two


def assert_same_shifts(fixed, candidates, excluded=lambda shift: False):
    """On every subset: the model holds the shifts of the rows, or an excluded one forbids it."""
    person = build(fixed, candidates, [excluded])
    for size in range(len(candidates) + 1):
        for chosen in combinations(range(len(candidates)), size):
            rows = [*fixed, *(candidates[i] for i in chosen)]
            found = shifts_if(person, chosen, len(candidates))
            if any(a.overlaps(b.start, b.end) for a, b in combinations(rows, 2)):
                assert found is None
                continue
            right = timeline(rows, person.about).shifts
            fresh = [s for s in right if any(r in s.rows for r in (candidates[i] for i in chosen))]
            if any(excluded(shift) for shift in fresh):
                assert found is None
            else:
                assert found == [told(shift) for shift in right]


@st.composite
def rows_apart(draw, most=4):
    """Rows that follow each other at any distance, some of them fixed."""
    fixed: list[Row] = []
    candidates: list[Row] = []
    moment = MONDAY
    for number in range(draw(st.integers(1, most))):
        start = moment + HOUR * draw(st.integers(0, 10))
        end = start + HOUR * draw(st.integers(1, 9))
        kind = draw(st.sampled_from([DutyKind.WORK, DutyKind.ELSEWHERE]))
        made = Row(kind, start, end, end - start, name=str(number))
        (fixed if draw(st.booleans()) else candidates).append(made)
        moment = end
    return fixed, candidates


@seeded(30)
@given(rows_apart())
def test_the_shifts_of_every_subset_are_the_legal_shifts_of_its_rows(case):
    assert_same_shifts(*case)


@seeded(30)
@given(rows_apart(), st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=2))
def test_and_so_they_are_when_candidates_overlap(case, others):
    fixed, candidates = case
    for number, (start, length) in enumerate(others):
        first = MONDAY + HOUR * start
        last = first + HOUR * length
        if not any(r.overlaps(first, last) for r in fixed):
            candidates = [*candidates, Row(DutyKind.WORK, first, last, length * HOUR, f"o{number}")]
    assert_same_shifts(fixed, candidates)


def longer_than_twelve_hours_or_than_ten_at_night(shift):
    return shift.work > (10 if shift.is_night else 12) * HOUR


@seeded(30)
@given(rows_apart(5))
def test_a_shift_that_a_rule_excludes_cannot_be_formed(case):
    fixed, candidates = case
    assert_same_shifts(fixed, candidates, longer_than_twelve_hours_or_than_ten_at_night)


def test_a_long_day_may_still_grow_into_an_allowed_night():
    # 13 hours by day are excluded here, but not once they are a night shift: it may grow.
    def excluded(shift):
        return shift.work > (15 if shift.is_night else 12) * HOUR

    assert_same_shifts(
        [],
        [
            row("2027-01-04 10:00", "2027-01-04 23:00"),
            row("2027-01-04 23:00", "2027-01-05 01:00"),
            row("2027-01-05 01:00", "2027-01-05 02:30"),
        ],
        excluded,
    )


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28"])
def test_the_shifts_of_a_night_with_a_clock_change(day):
    before = {"2026-10-25": "2026-10-24", "2027-03-28": "2027-03-27"}[day]
    assert_same_shifts(
        [row(f"{before} 14:00", f"{before} 16:00")],
        [
            row(f"{before} 23:00", f"{day} 07:00"),
            row(f"{day} 09:00", f"{day} 14:59"),
            row(f"{day} 15:00", f"{day} 23:00"),
        ],
    )


def test_certain_rows_of_days_on_end_leave_the_empty_roster_possible():
    # Somebody who typed their work without rests: more than two days long, with short gaps.
    fixed = [
        row(f"2027-01-0{day} {start}", f"2027-01-0{day} {end}")
        for day in (4, 5, 6, 7)
        for start, end in (("00:00", "11:00"), ("12:00", "17:00"), ("18:00", "23:00"))
    ]
    candidates = [row(f"2027-01-0{day} 23:15", f"2027-01-0{day} 23:45") for day in (5, 6)]
    person = build(fixed, candidates, [lambda shift: shift.work > 12 * HOUR])
    (found,) = shifts_if(person, (), len(candidates))
    assert found[:2] == (fixed[0].start, fixed[-1].end)
    assert shifts_if(person, (0,), len(candidates)) is None


def test_only_work_forms_shifts_and_the_other_rows_stand_by_kind():
    leave = row("2027-01-06", "2027-01-07", 480, DutyKind.ABSENCE)
    call = on_call("2027-01-04 17:00", "2027-01-05 17:00")
    work = row("2027-01-04 07:00", "2027-01-04 15:00")
    person = build([leave, call], [work])
    assert [c.shift.rows for c in person.shifts] == [(work,)]
    assert [c.row for c in person.work] == [work]
    assert [c.row for c in person.on_call] == [call]
    assert [c.row for c in person.absences] == [leave]


def test_a_row_that_is_settled_as_not_worked_is_in_no_shift():
    work = row("2027-01-04 07:00", "2027-01-04 15:00")
    person = PersonModel(person_context([work]), Model(), [RowCandidate(work, FALSE)])
    person.find_shifts([])
    assert not person.shifts
    assert not person.model.clauses


def three_shifts():
    days = [row(f"2027-01-0{d} 07:00", f"2027-01-0{d} 15:00") for d in (4, 5, 6)]
    return build([], days)


def test_followers_start_within_the_gap():
    first, second, _ = (person := three_shifts()).shifts
    assert person.followers(first, 16 * HOUR) == []
    assert person.followers(first, 16 * HOUR + 1) == [second]


def test_between_two_shifts_lie_those_that_are_shifts_of_their_own():
    first, second, third = (person := three_shifts()).shifts
    assert person.between(first, third) == [second]
    assert person.between(first, second) == []


def test_what_is_given_is_known_by_rule_and_window():
    person = three_shifts()
    window = to_instant(MONDAY), to_instant(MONDAY + HOUR)
    person.preexisting["R05"] = [Violation("R05", "ATW 5:7", "p", *window, value=780, limit=720)]
    assert person.is_preexisting("R05", MONDAY, MONDAY + 1)
    assert not person.is_preexisting("R05", MONDAY + HOUR, MONDAY + 2 * HOUR)
    assert not person.is_preexisting("R06", MONDAY, MONDAY + 1)
