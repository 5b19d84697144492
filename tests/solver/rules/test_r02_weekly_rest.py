"""R02: 36 hours of rest in 7 x 24 hours, or 72 in 14 x 24 hours."""

from itertools import pairwise

import pytest

from solver.constraints.candidates import RowCandidate
from solver.constraints.person_model import PersonModel
from solver.cpsat.model import TRUE, Model
from solver.rules.r02_weekly_rest import WeeklyRest
from solver.timeline.clock import HOUR
from solver.timeline.rows import Row
from tests.solver.rules.caco import early, judged, late, night, sequence
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    subsets,
    timeline,
    violations,
)

RULE = WeeklyRest()
SIX_DAYS = [16] * 5  # gaps of six shifts, a day apart


def test_thirty_six_hours_at_the_end_of_the_week_pass():
    assert not violations(RULE, sequence("2027-01-04 07:00", [*SIX_DAYS, 36, *SIX_DAYS, 36]))


def test_without_them_seventy_two_hours_in_two_weeks_pass_and_an_hour_less_does_not():
    assert not violations(RULE, sequence("2027-01-04 07:00", [*SIX_DAYS, 32, *SIX_DAYS, 40]))
    (found,) = violations(RULE, sequence("2027-01-04 07:00", [*SIX_DAYS, 32, *SIX_DAYS, 39]))
    assert (found.value, found.limit) == (71 * HOUR, 72 * HOUR)


def test_a_part_of_less_than_32_hours_does_not_count():
    (found,) = violations(RULE, sequence("2027-01-04 07:00", [*SIX_DAYS, 31.9, *SIX_DAYS, 40]))
    assert found.value == 40 * HOUR


def test_a_rest_counts_as_far_as_it_lies_in_the_period():
    long_after = sequence("2027-01-04 07:00", [*SIX_DAYS, 33, *SIX_DAYS, 16, 100])
    assert violations(RULE, long_after)


def test_each_longer_period_around_the_week_counts_and_milder_only_its_own():
    rows = sequence("2027-01-04 07:00", [*[16] * 4, 36, *SIX_DAYS, 32, *SIX_DAYS, 40])
    (found,) = violations(RULE, rows)
    assert found.value == 68 * HOUR
    assert "does hold enough rest" in found.note
    assert not violations(WeeklyRest(same_start_only=True), rows)


def test_of_overlapping_periods_only_the_worst_is_told():
    rows = sequence("2027-01-04 07:00", [16] * 40)
    found = violations(RULE, rows)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("first", "again", "legal"),
    [
        ("2027-03-23 07:00", "2027-03-29 03:00", False),  # 36 hours on the clock are 35
        ("2027-03-23 07:00", "2027-03-29 04:00", True),
        ("2026-10-20 07:00", "2026-10-26 02:00", True),  # and 35 on the clock are 36
        ("2026-10-20 07:00", "2026-10-26 01:00", False),
    ],
)
def test_rest_is_real_time_in_both_clock_changes(first, again, legal):
    until_saturday = sequence(first, [16] * 4)
    from_monday = sequence(again, [16, 16, 16, 16, 36, 16, 16, 16, 16])
    assert (not violations(RULE, [*until_saturday, *from_monday])) == legal


def test_history_counts_and_a_violation_wholly_in_the_past_is_not_told():
    rows = sequence("2027-01-04 07:00", [16] * 12)
    about = judged(rows, "2027-01-14 00:00", "2027-02-01 00:00")
    assert list(RULE.check(timeline(rows, about)))
    about = judged(rows, "2027-02-15 00:00", "2027-03-01 00:00")
    assert not list(RULE.check(timeline(rows, about)))


def test_a_stand_by_starts_no_period():
    rows = [
        row(f"2027-01-{d:02} 07:00", f"2027-01-{d:02} 15:00", standby=True) for d in range(4, 25)
    ]
    assert not violations(RULE, rows)


WEEK = [early(f"2027-01-{day:02}") for day in range(4, 10)]


@pytest.mark.parametrize("rule", [RULE, WeeklyRest(same_start_only=True)])
def test_parity_of_long_series(rule):
    free = [early("2027-01-10"), late("2027-01-11"), late("2027-01-12"), night("2027-01-13")]
    free += [early("2027-01-15"), late("2027-01-16"), early("2027-01-18"), late("2027-01-19")]
    fixed = [*WEEK, late("2027-01-17"), early("2027-01-21"), early("2027-01-22")]
    assert_parity(rule, free, fixed=fixed)


@pytest.mark.parametrize("rule", [RULE, WeeklyRest(same_start_only=True)])
def test_parity_where_parts_of_all_lengths_decide(rule):
    rows = sequence("2027-03-15 07:00", [*SIX_DAYS, 34, *SIX_DAYS, 38, *SIX_DAYS])
    free = [rows[place] for place in (2, 7, 14)]
    fixed = [r for r in rows if r not in free]
    for before, hours in ((5, 8), (5, 33), (11, 8), (11, 29)):
        start = rows[before].end + hours * HOUR
        free.append(Row(rows[0].kind, start, start + HOUR, HOUR))
    assert_parity(rule, free, fixed=fixed)


def test_parity_where_the_end_of_a_period_cuts_a_rest():
    rows = sequence("2027-01-04 07:00", [16, 16, 16, 16, 22, 38, 16, 16, 16, 16, 19])
    free = [rows[place] for place in (2, 5, 8, 11)]
    assert_parity(RULE, free, fixed=[r for r in rows if r not in free])


def test_parity_with_a_small_period_and_many_windows():
    rule = WeeklyRest(
        rest=20 * HOUR, per=72 * HOUR, total=44 * HOUR, part=18 * HOUR, long=144 * HOUR
    )
    free = sequence("2027-01-04 07:00", [8, 10, 19, 11, 18, 14, 9], hours=6)
    assert_parity(rule, free, fixed=sequence("2027-01-13 07:00", [8, 16, 24], hours=8))


def test_the_tight_form_allows_only_what_the_law_does():
    free = [early("2027-01-10"), late("2027-01-12"), night("2027-01-14"), late("2027-01-16")]
    about = person_context([*WEEK, *free])
    model = Model()
    rows = [RowCandidate(r, TRUE) for r in WEEK]
    rows += [RowCandidate(r, model.new_literal()) for r in free]
    person = PersonModel(about, model, rows)
    person.find_shifts([])
    RULE.tighten(person)
    allowed = [s for s in subsets(free, overlapping=False) if is_feasible(person, s, len(free))]
    assert frozenset() in allowed
    assert len(allowed) < 16
    for chosen in allowed:
        assert not violations(RULE, [*WEEK, *(free[i] for i in chosen)])


def test_what_history_breaks_is_left_alone():
    history = sequence("2027-01-04 07:00", [16] * 18)
    free = [late("2027-01-23"), late("2027-01-25")]
    person = person_model([RULE], history, free, person_context([*history, *free]))
    assert is_feasible(person, frozenset(), 2)
