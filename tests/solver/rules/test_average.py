"""What the averages share: the windows, the bounds, and the smaller forms of the model."""

from dataclasses import replace
from itertools import combinations

import pytest

import solver.constraints.window_limits
from solver.constraints.hour_windows import HourWindows
from solver.constraints.window_limits import Packing
from solver.cpsat.model import TRUE
from solver.rules.r06_week import WeeklyHours
from solver.rules.r07_average_16_weeks import SixteenWeekAverage
from solver.rules.r12_average_with_nights import AverageWithNights
from solver.timeline.clock import HOUR
from solver.timeline.windows import HoursWorked, edges, sliding_windows
from tests.solver.rules.caco import early, late, night
from tests.solver.rules.hours import leave
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    minute,
    person_context,
    person_model,
    row,
    subsets,
    timeline,
)

HOURS = SixteenWeekAverage(weeks=1, max_average=31 * HOUR)
NIGHTS = AverageWithNights(weeks=1, number=2, max_average=23 * HOUR)
OCTOBER = [
    row("2026-10-20 23:00", "2026-10-21 07:00", 450),
    row("2026-10-22 01:30", "2026-10-22 09:30"),
    row("2026-10-24 20:00", "2026-10-25 02:30", 380),
    row("2026-10-25 22:45", "2026-10-26 03:15"),
    row("2026-10-28 15:00", "2026-10-28 23:00", 435),
    row("2026-10-31 22:00", "2026-11-01 07:00", 500),
    row("2026-11-01 23:00", "2026-11-02 07:00"),
]


def test_without_breaks_no_window_holds_more_than_those_that_are_tried():
    rows = [replace(r, work=r.end - r.start) for r in OCTOBER]
    about, hours = person_context(rows), HoursWorked(rows)
    tried = max(hours.minutes(*w) for w in sliding_windows(about, 1, edges(rows)))
    clock, span = about.clock, about.span
    moments = range(span.data_start, span.data_end)
    every = [(m, clock.add_weeks(m, 1)) for m in moments]
    every += [(clock.add_weeks(m, -1), m) for m in moments]
    assert tried == max(hours.minutes(*w) for w in every if span.holds(*w))


def test_the_breaks_of_a_cut_duty_lie_outside_the_window():
    hours = HoursWorked([row("2027-01-04 07:00", "2027-01-04 15:00", 420)])
    seven, eight, two = (minute(f"2027-01-04 {clock}") for clock in ("07:00", "08:00", "14:00"))
    assert hours.minutes(seven, eight) == 60
    assert hours.minutes(eight, two + 60) == 420
    assert hours.minutes(seven, two) == 420
    assert hours.minutes(eight, two) == 360


def test_an_absence_is_spread_and_a_broken_minute_is_rounded_up():
    hours = HoursWorked([leave("2027-01-04 00:00", "2027-01-11 00:00", 36)])
    day = leave("2027-01-05 00:00", "2027-01-06 00:00", 1)
    assert hours.minutes(day.start, day.end) == 309  # 308.57
    two = HoursWorked([leave("2027-01-04 00:00", "2027-01-11 00:00", 36), day])
    assert two.minutes(day.start, day.end) == 369


def test_overlapping_work_counts_once():
    rows = [
        row("2027-01-04 08:00", "2027-01-04 16:00", 450),
        row("2027-01-04 15:00", "2027-01-04 17:00"),
    ]
    assert HoursWorked(rows).minutes(rows[0].start, rows[1].end) == 540


def test_packing_is_no_less_than_what_fits_and_keeps_the_rest_between():
    items = [(0, 8, 8), (4, 14, 10), (16, 24, 8), (22, 30, 8), (40, 44, 3), (46, 60, 9)]
    packing = Packing(items, 8)
    for start, end in combinations(range(0, 62, 2), 2):
        inside = [i for i in items if i[0] < end and start < i[1]]
        fits = [
            sum(i[2] for i in some)
            for size in range(len(inside) + 1)
            for some in combinations(inside, size)
            if all(a[1] + 8 <= b[0] for a, b in combinations(some, 2))
        ]
        assert packing.most(start, end) >= max(fits)
    assert packing.most(0, 22) == 8 + 8
    assert packing.most(0, 62) == 10 + 8 + 9
    assert packing.most(8, 8) == 0


WEEKS = [
    make(f"2027-01-{day:02d}") for day in (5, 6, 7, 8, 11, 12) for make in (early, late, night)
]


@pytest.mark.parametrize("rule", [HOURS, NIGHTS])
def test_parity_where_sums_are_made_of_blocks(rule, monkeypatch):
    monkeypatch.setattr(solver.constraints.window_limits, "BLOCK", 2)
    assert_parity(rule, WEEKS[1::2], [night("2027-01-13")])
    assert_parity(replace(rule, max_average=22 * HOUR - 20), OCTOBER)


def test_the_week_limit_lets_no_average_go_that_is_needed():
    rules = [WeeklyHours(max_work=24 * HOUR), replace(HOURS, max_average=26 * HOUR)]
    candidates = WEEKS[::2]
    about = person_context(candidates)
    person = person_model(rules, [], candidates, about)
    seen = set()
    for chosen in subsets(candidates, overlapping=False):
        rows = timeline([candidates[i] for i in chosen], about)
        legal = not any(list(rule.check(rows)) for rule in rules)
        assert is_feasible(person, chosen, len(candidates)) == legal
        seen.add((legal, bool(list(rules[0].check(rows)))))
    assert len(seen) == 3  # also rosters that only the average forbids


def test_a_cap_on_new_work_lets_the_average_go():
    about = person_context(WEEKS)
    person = person_model([], [], WEEKS, about)
    window = (about.span.data_start, about.span.data_end)
    without = person.hours.most(*window)
    person.max_new_work = 20 * HOUR
    assert person.hours.most(*window) == 20 * HOUR < without
    before = len(person.model.linears)
    HOURS.constrain(person)
    assert len(person.model.linears) == before


@pytest.mark.parametrize("rule", [HOURS, NIGHTS])
def test_the_tight_form_allows_legal_rosters_only(rule):
    candidates, fixed = WEEKS[1::2], [night("2027-01-13")]
    about = person_context([*candidates, *fixed])
    person = person_model([], fixed, candidates, about)
    person.find_shifts([])
    rule.tighten(person)
    allowed = set()
    for chosen in subsets(candidates, overlapping=False):
        if is_feasible(person, chosen, len(candidates)):
            rows = [*fixed, *(candidates[i] for i in chosen)]
            assert not list(rule.check(timeline(rows, about)))
            allowed.add(len(chosen))
    assert max(allowed) >= 3
    exact = person_model([rule], fixed, candidates, about)
    assert len(person.model.linears) < len(exact.model.linears)


def test_a_window_that_the_certain_work_breaks_is_left_alone_and_stands_in_for_no_other():
    fixed = [row(f"2027-01-0{day} 07:00", f"2027-01-0{day} 18:00") for day in (4, 5, 6)]
    candidates = [early(f"2027-01-{day}") for day in (11, 12, 13, 14, 15)]
    about = person_context([*fixed, *candidates])
    person = person_model([HOURS], fixed, candidates, about)
    assert HOURS.id in person.preexisting
    assert is_feasible(person, frozenset({2, 3, 4}), 5)
    assert not is_feasible(person, frozenset({0}), 5)  # 23 of the 33 hours, and 8
    assert not is_feasible(person, frozenset({1, 2, 3, 4}), 5)


def test_terms_add_up_to_the_minutes_of_every_window(monkeypatch):
    monkeypatch.setattr(solver.constraints.window_limits, "BLOCK", 3)
    about = person_context(OCTOBER)
    person = person_model([], [], OCTOBER, about)
    hours = HourWindows(person)
    chosen = {0: 1, 2: 1, 3: 1, 5: 1}
    worked = HoursWorked([OCTOBER[i] for i in chosen])
    for start, end in combinations(range(about.span.data_start, about.span.data_end, 430), 2):
        total = 0
        for weight, literal in hours.terms(start, end):
            assert literal != TRUE
            total += weight * _value(person.model, literal, chosen)
        assert total == worked.minutes(start, end)


def _value(model, variable: int, chosen: dict[int, int]) -> int:
    """The value of a candidate's literal, or of a block."""
    if variable <= len(OCTOBER):
        return chosen.get(variable - 1, 0)
    (linear,) = [one for one in model.linears if (-1, variable) in one.terms]
    return sum(c * _value(model, v, chosen) for c, v in linear.terms if v != variable)
