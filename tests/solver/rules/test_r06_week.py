"""R06: at most 60 hours of work in a calendar week."""

from datetime import date

from data.model.duty import DutyKind
from solver.rules.r06_week import WeeklyHours
from tests.solver.rules.hours import data_from, leave, shift, weekly
from tests.solver.rules.parity import assert_parity, minute, person_model, row, violations

SIX_TENS = weekly("2027-01-04", 1, range(6), 8, 10)
SUNDAY_NIGHT = row("2027-01-10 22:00", "2027-01-11 06:00")


def test_sixty_hours_pass_and_a_minute_more_does_not():
    assert not violations(WeeklyHours(), SIX_TENS)
    (found,) = violations(WeeklyHours(), [*SIX_TENS, row("2027-01-10 08:00", "2027-01-10 08:01")])
    assert (found.value, found.limit) == (3601, 3600)


def test_a_night_into_monday_is_split_between_the_weeks():
    (found,) = violations(WeeklyHours(), [*SIX_TENS, SUNDAY_NIGHT])
    assert (found.value, found.start.isoformat()) == (3720, "2027-01-03T23:00:00+00:00")


def test_work_elsewhere_counts():
    office = [row(f"2027-01-0{d} 08:00", f"2027-01-0{d} 18:00", kind=DutyKind.ELSEWHERE)
              for d in range(4, 10)]  # fmt: skip
    assert not violations(WeeklyHours(), office)
    assert violations(WeeklyHours(), [*office, row("2027-01-10 08:00", "2027-01-10 09:00")])


def test_leave_counts_unless_only_averages_are_to_see_it():
    rows = [*SIX_TENS[:4], leave("2027-01-08 00:00", "2027-01-09 00:00", 21)]
    (found,) = violations(WeeklyHours(), rows)
    assert found.value == 3660
    assert not violations(WeeklyHours(absence_counts=False), rows)


def test_stand_by_is_apart():
    standby = shift(date(2027, 1, 10), 8, 10, standby=True)
    assert not violations(WeeklyHours(), [*SIX_TENS, standby])


def test_the_week_of_the_october_clock_change_is_an_hour_longer():
    week = [row(f"2026-10-{d} 08:00", f"2026-10-{d} 18:30") for d in range(19, 24)]
    night = row("2026-10-24 22:00", "2026-10-25 06:00")  # 9 real hours
    assert night.work == 540
    (found,) = violations(WeeklyHours(), [*week, night])
    assert found.value == 3690
    assert (found.end - found.start).total_seconds() == 169 * 3600


def test_the_night_of_the_march_clock_change_is_an_hour_shorter():
    week = weekly("2027-03-22", 1, range(5), 8, 10.6)
    night = row("2027-03-27 22:00", "2027-03-28 06:00")  # 7 real hours
    assert not violations(WeeklyHours(), [*week, night])
    assert violations(WeeklyHours(), [*week, night, row("2027-03-28 20:00", "2027-03-28 20:01")])


CANDIDATES = [
    row("2027-01-08 08:00", "2027-01-08 16:00"),
    row("2027-01-09 08:00", "2027-01-09 16:00", 450),
    row("2027-01-09 18:00", "2027-01-10 02:00"),
    SUNDAY_NIGHT,
    row("2027-01-11 14:00", "2027-01-11 22:00"),
    row("2027-01-12 08:00", "2027-01-12 20:00"),
    row("2027-01-13 08:00", "2027-01-13 20:00"),
]


def test_parity():
    fixed = [*SIX_TENS[:4], *weekly("2027-01-11", 1, [3, 4, 5], 8, 12)]
    assert_parity(WeeklyHours(), CANDIDATES, fixed)


def test_parity_to_the_minute():
    fixed = [*SIX_TENS[:5], row("2027-01-09 08:00", "2027-01-09 17:30")]
    candidates = [
        row("2027-01-10 08:00", "2027-01-10 08:30"),
        row("2027-01-10 09:00", "2027-01-10 09:31"),
        row("2027-01-10 23:30", "2027-01-11 07:30"),
        row("2027-01-10 23:31", "2027-01-11 07:30"),
    ]
    assert_parity(WeeklyHours(), candidates, fixed)


def test_parity_with_leave_and_without():
    fixed = [*SIX_TENS[:3], leave("2027-01-07 00:00", "2027-01-12 00:00", 30)]
    assert_parity(WeeklyHours(), CANDIDATES, fixed)
    assert_parity(WeeklyHours(max_work=3000, absence_counts=False), CANDIDATES, fixed)


def test_a_week_that_the_certain_work_breaks_is_left_alone():
    fixed = [*SIX_TENS, row("2027-01-10 08:00", "2027-01-10 12:00")]
    extra = row("2027-01-10 20:00", "2027-01-10 21:00")
    about = data_from([*fixed, extra], "2027-01-04 00:00", "2027-01-11 00:00")
    person = person_model([WeeklyHours()], fixed, [extra], about)
    assert not person.model.linears
    assert person.week_caps == {}


def test_the_averages_hear_how_much_work_fits_in_a_week():
    about = data_from(CANDIDATES, "2027-01-04 00:00", "2027-01-18 00:00")
    person = person_model([WeeklyHours()], SIX_TENS[:3], CANDIDATES, about)
    assert person.week_caps[minute("2027-01-04 00:00")] == 30 * 60
