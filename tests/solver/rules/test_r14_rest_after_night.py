"""R14: 14 hours of rest after a night shift that ends after 02:00."""

from solver.rules.r14_rest_after_night import RestAfterNight
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

RULE = RestAfterNight()


def test_a_late_shift_after_a_night_uses_the_shortening_and_a_second_one_fails_vector_5():
    once = [night("2027-01-04"), late("2027-01-05")]
    assert not violations(RULE, once)
    (found,) = violations(RULE, [*once, night("2027-01-07"), late("2027-01-08")])
    assert (found.value, found.limit) == (480, 840)


def test_fourteen_hours_pass_and_a_minute_less_is_a_shortening():
    once = [night("2027-01-04"), late("2027-01-05"), night("2027-01-07")]
    assert not violations(RULE, [*once, row("2027-01-08 21:00", "2027-01-08 23:00")])
    assert violations(RULE, [*once, row("2027-01-08 20:59", "2027-01-08 23:00")])


def test_a_second_shortening_exactly_a_week_later_passes_and_nearer_does_not():
    once = [night("2027-01-04"), late("2027-01-05")]
    assert not violations(RULE, [*once, night("2027-01-11"), late("2027-01-12")])
    ends_sooner = row("2027-01-11 23:00", "2027-01-12 06:59")
    assert violations(RULE, [*once, ends_sooner, late("2027-01-12")])
    starts_sooner = row("2027-01-11 22:59", "2027-01-12 07:00")
    assert violations(RULE, [*once, starts_sooner, late("2027-01-12")])


def test_a_night_that_ends_at_two_is_free_of_it():
    def nights(end: str):
        return [
            row("2027-01-04 18:00", f"2027-01-05 {end}"),
            row("2027-01-05 12:00", "2027-01-05 14:00"),
            row("2027-01-06 18:00", f"2027-01-07 {end}"),
            row("2027-01-07 12:00", "2027-01-07 14:00"),
        ]

    assert not violations(RULE, nights("02:00"))
    assert violations(RULE, nights("02:01"))


def test_a_night_of_more_than_ten_hours_has_the_rest_of_another_rule():
    def nights(work: int):
        return [
            row("2027-01-04 19:00", "2027-01-05 06:00", work=work),
            row("2027-01-05 18:00", "2027-01-05 20:00"),
            row("2027-01-06 19:00", "2027-01-07 06:00", work=work),
            row("2027-01-07 18:00", "2027-01-07 20:00"),
        ]

    assert violations(RULE, nights(600))
    assert not violations(RULE, nights(601))


def test_rest_is_real_time_in_both_clock_changes():
    once = [night("2026-10-21"), late("2026-10-22")]
    autumn = row("2026-10-24 17:00", "2026-10-25 02:30")  # ends at the first 02:30
    assert violations(RULE, [*once, autumn, row("2026-10-25 15:29", "2026-10-25 18:00")])
    assert not violations(RULE, [*once, autumn, row("2026-10-25 15:30", "2026-10-25 18:00")])
    once = [night("2027-03-24"), late("2027-03-25")]
    spring = (
        row("2027-03-27 20:00", "2027-03-28 01:59"),
        row("2027-03-28 03:00", "2027-03-28 03:01"),
    )
    assert violations(RULE, [*once, *spring, row("2027-03-28 17:00", "2027-03-28 18:00")])
    assert not violations(RULE, [*once, *spring, row("2027-03-28 17:01", "2027-03-28 18:00")])


def test_history_counts():
    history = [night("2027-01-04"), late("2027-01-05")]
    period = [night("2027-01-08"), late("2027-01-09")]
    about = judged([*history, *period], "2027-01-07 00:00", "2027-01-18 00:00")
    assert list(RULE.check(timeline([*history, *period], about)))
    assert_parity(RULE, period, fixed=history)


def test_parity_of_nights_and_what_follows():
    free = [night("2027-01-04"), late("2027-01-05"), night("2027-01-07"), late("2027-01-08")]
    free += [row("2027-01-08 20:00", "2027-01-08 23:00"), night("2027-01-11"), late("2027-01-12")]
    free += [row("2027-01-11 23:00", "2027-01-12 06:30"), early("2027-01-13")]
    assert_parity(RULE, free)


def test_parity_where_no_rest_may_be_shortened():
    free = [night("2027-01-04"), late("2027-01-05"), night("2027-01-07")]
    free += [
        row("2027-01-08 18:00", "2027-01-08 20:00"),
        row("2027-01-08 17:00", "2027-01-08 20:00"),
    ]
    assert_parity(RestAfterNight(shortened=660), free)


def test_what_history_breaks_stays_and_is_made_no_worse():
    history = [night("2027-01-04"), late("2027-01-05"), night("2027-01-07"), late("2027-01-08")]
    free = [night("2027-01-10"), late("2027-01-11")]
    person = person_model([RULE], history, free, person_context([*history, *free]))
    assert is_feasible(person, frozenset(), 2)
    assert not is_feasible(person, frozenset({0, 1}), 2)
