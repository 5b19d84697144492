"""R16: at most 7 shifts in a series that holds a night shift."""

from datetime import date

import pytest

from data.model.ruleset import Derogation, Ruleset
from solver.cpsat.model import TRUE
from solver.rules.r16_series_with_night import SeriesWithNight
from tests.solver.rules.caco import early, judged, late, night
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    person_context,
    person_model,
    row,
    timeline,
    violations,
)

RULE = SeriesWithNight()
SMALL = SeriesWithNight(shifts=3, shifts_agreed=4)
SIX = [early(f"2027-01-{day:02}") for day in range(4, 10)]


def agreement(start: date, until: date | None = None) -> Ruleset:
    return Ruleset(derogations=(Derogation("R16", "agreement", start, until),))


def test_seven_shifts_with_a_night_pass_and_an_eighth_does_not_vector_8():
    seven = [*SIX, night("2027-01-10")]
    assert not violations(RULE, seven)
    (found,) = violations(RULE, [*seven, night("2027-01-11")])
    assert (found.value, found.limit) == (8, 7)


def test_an_eighth_passes_under_an_agreement_that_covers_the_series_vector_8():
    eight = [*SIX, night("2027-01-10"), night("2027-01-11")]
    assert not violations(RULE, eight, ruleset=agreement(date(2027, 1, 4)))
    assert violations(RULE, eight, ruleset=agreement(date(2027, 1, 5)))
    assert violations(RULE, eight, ruleset=agreement(date(2027, 1, 1), date(2027, 1, 11)))
    (found,) = violations(RULE, [*eight, night("2027-01-12")], ruleset=agreement(date(2027, 1, 4)))
    assert (found.value, found.limit) == (9, 8)


def test_a_series_without_a_night_may_be_longer():
    assert not violations(RULE, [*SIX, early("2027-01-10"), early("2027-01-11")])


def test_thirty_six_hours_end_a_series_and_a_minute_less_does_not():
    def after(start: str):
        return [*SIX, row(start, "2027-01-11 09:00"), night("2027-01-11")]

    assert violations(RULE, after("2027-01-11 02:59"))
    assert not violations(RULE, after("2027-01-11 03:00"))


def test_a_day_off_ends_a_series_only_in_the_milder_reading():
    rows = [
        *[late(f"2027-01-{d:02}") for d in range(4, 9)],
        early("2027-01-10"),
        early("2027-01-11"),
    ]
    rows.append(night("2027-01-12"))
    assert violations(RULE, rows)
    assert not violations(SeriesWithNight(day_off_ends_series=True), rows)


@pytest.mark.parametrize(
    ("first", "start", "legal"),
    [
        ("2026-10-19", "2026-10-26 02:00", True),  # 35 hours on the clock, 36 real ones
        ("2026-10-19", "2026-10-26 01:59", False),
        ("2027-03-22", "2027-03-29 04:00", True),
        ("2027-03-22", "2027-03-29 03:59", False),
    ],
)
def test_rest_is_real_time_in_both_clock_changes(first, start, legal):
    monday = date.fromisoformat(first).toordinal()
    rows = [early(str(date.fromordinal(monday + n))) for n in range(6)]
    rows += [row(start, start[:10] + " 09:00"), night(start[:10])]
    assert (not violations(RULE, rows)) == legal


def test_history_counts():
    rows = [*SIX, night("2027-01-10"), night("2027-01-11")]
    about = judged(rows, "2027-01-11 00:00", "2027-01-18 00:00")
    assert list(RULE.check(timeline(rows, about)))
    assert_parity(RULE, [night("2027-01-10"), night("2027-01-11"), late("2027-01-13")], fixed=SIX)


FREE = [early("2027-01-05"), night("2027-01-05"), late("2027-01-07"), early("2027-01-08")]
FREE += [late("2027-01-09"), night("2027-01-10"), early("2027-01-12"), early("2027-01-13")]


@pytest.mark.parametrize("rule", [SMALL, SeriesWithNight(shifts=3, day_off_ends_series=True)])
def test_parity_of_short_series(rule):
    assert_parity(rule, FREE, fixed=[early("2027-01-04"), early("2027-01-11")])


@pytest.mark.parametrize(
    "derogations",
    [
        [(date(2027, 1, 6), None)],
        [(date(2027, 1, 1), date(2027, 1, 8)), (date(2027, 1, 9), None)],  # renewed, not extended
    ],
)
def test_parity_under_an_agreement_for_a_part(derogations):
    ruleset = Ruleset(derogations=tuple(Derogation("R16", "x", *d) for d in derogations))
    assert_parity(SMALL, FREE, fixed=[early("2027-01-04")], ruleset=ruleset)


def test_parity_where_the_night_comes_last():
    fixed = [early(f"2027-01-{day:02}") for day in (4, 5, 6, 7)]
    free = [early("2027-01-08"), late("2027-01-09"), early("2027-01-11"), late("2027-01-12")]
    free += [night("2027-01-09"), night("2027-01-13"), night("2027-01-15")]
    assert_parity(SeriesWithNight(shifts=5), free, fixed=fixed)


def test_a_series_that_is_too_long_already_is_left_alone_but_not_made_longer():
    history = [*SIX, night("2027-01-10"), night("2027-01-11")]
    free = [night("2027-01-12"), late("2027-01-14"), early("2027-01-03")]
    about = person_context([*history, *free])
    person = person_model([RULE], history, free, about)
    assert is_feasible(person, frozenset(), 3)
    assert not is_feasible(person, frozenset({0}), 3)
    assert is_feasible(person, frozenset({1}), 3)


def test_history_is_a_constant():
    history = [*SIX, early("2027-01-20")]
    about = person_context([*history, early("2027-03-01")])
    person = person_model([RULE], history, [early("2027-03-01")], about)
    assert not person.model.linears
    assert all(c.literal == TRUE for c in person.shifts[:-1])
