"""What each rule of the law makes of work on calls (ATW 5:9(4) to (9)); the article beside each."""

from dataclasses import replace

import pytest

from data.model.duty import DutyKind
from data.model.person import Person, Provision, ProvisionKind
from solver.rules.average import Average
from solver.rules.c02_days_without_on_call import DaysWithoutOnCall
from solver.rules.c03_days_without_duty import DaysWithoutDuty
from solver.rules.c04_on_call_near_night import OnCallNearNight
from solver.rules.c05_work_near_on_call import WorkNearOnCall
from solver.rules.c06_hours_with_call_nights import (
    C07,
    C07_KEPT,
    C07_MISSED,
    HoursWithCallNights,
)
from solver.rules.contract_hours import counted_minutes
from solver.rules.overlap import Overlap
from solver.rules.r01_daily_rest import DailyRest
from solver.rules.r02_weekly_rest import WeeklyRest
from solver.rules.r03_breaks import Breaks
from solver.rules.r05_shift_length import ShiftLength
from solver.rules.r06_week import WeeklyHours
from solver.rules.r07_average_16_weeks import SixteenWeekAverage
from solver.rules.r08_average_4_weeks import FourWeekAverage
from solver.rules.r4_6_birth_leave import BirthLeave
from solver.rules.r10_night_length import NightLength
from solver.rules.r11_long_nights import LongNights
from solver.rules.r12_average_with_nights import AverageWithNights
from solver.rules.r14_rest_after_night import RestAfterNight
from solver.rules.r15_rest_after_nights import RestAfterNights
from solver.rules.r16_series_with_night import SeriesWithNight
from solver.rules.r17_nights_after_two import NightsAfterTwo
from solver.rules.r19_free_sundays import FreeSundays
from solver.rules.rest_after_call import RestAfterCall
from tests.solver.rules.caco import early, late, night
from tests.solver.rules.hours import days, weekly
from tests.solver.rules.parity import assert_parity, on_call, row, violations

CALL, ELSEWHERE, ABSENCE = DutyKind.CALL, DutyKind.ELSEWHERE, DutyKind.ABSENCE
PIKET = on_call("2027-01-04 17:30", "2027-01-11 17:00")


def call(start: str, end: str, work: int | None = None):
    """Work on a call as it counts: all of its minutes."""
    found = row(start, end, 0, kind=CALL)
    return replace(found, work=found.end - found.start if work is None else work)


def as_work(rows):
    """The same rows, with the calls as ordinary work."""
    return [replace(r, kind=ELSEWHERE) if r.kind is CALL else r for r in rows]


def every_night(start: str, count: int):
    """A call from 01:00 to 04:00 on so many nights in a row."""
    return [call(f"{day} 01:00", f"{day} 04:00") for day in days(start, count)]


# ATW 5:9(8): disregarded for rest and breaks; 5:9(9): and for nights and series -----------------

SHIFT_RULES = [
    # 5:3(2): an early shift, a call, an early shift
    (DailyRest(), [early("2027-01-04"), *every_night("2027-01-05", 2), early("2027-01-06")]),
    # 5:5(2): called in every night of two weeks
    (WeeklyRest(), [early("2027-01-04"), *every_night("2027-01-05", 14), early("2027-01-19")]),
    # 5:4(2): six hours without a break
    (Breaks(), [call("2027-01-05 20:00", "2027-01-06 02:00")]),
    # 5:7(2)a: 5:9(4) has a limit of its own for a day
    (ShiftLength(), [early("2027-01-05"), call("2027-01-05 16:00", "2027-01-05 20:30")]),
    # 5:8(1): a call at night is no night shift
    (NightLength(), [call("2027-01-05 18:00", "2027-01-06 06:30")]),
    # 5:8(3): so none of the long ones either
    (
        LongNights(),
        [call(f"2027-01-{d:02} 18:00", f"2027-01-{d + 1:02} 05:00") for d in range(5, 15)],
    ),
    # 5:8(4): twice a call within 14 hours after a night shift
    (
        RestAfterNight(),
        [
            *map(night, ("2027-01-05", "2027-01-07")),
            *(call(f"2027-01-{day} 16:00", f"2027-01-{day} 17:00") for day in ("06", "08")),
        ],
    ),
    # 5:8(5): a call within 46 hours after three night shifts
    (
        RestAfterNights(),
        [
            *map(night, ("2027-01-05", "2027-01-06", "2027-01-07")),
            call("2027-01-09 10:00", "2027-01-09 11:00"),
        ],
    ),
    # 5:8(6): eight in a row of which seven are shifts
    (
        SeriesWithNight(),
        [*every_night("2027-01-04", 1), *(night(f"2027-01-{d:02}") for d in range(4, 11))],
    ),
    # 5:8(8): 37 calls that end after 02:00 in 16 weeks
    (NightsAfterTwo(), every_night("2027-01-04", 37)),
    # 5:9(3): on call on the night after
    (OnCallNearNight(), [*every_night("2027-01-05", 1), PIKET]),
]


@pytest.mark.parametrize(("rule", "rows"), SHIFT_RULES, ids=lambda x: getattr(x, "id", ""))
def test_shifts_rest_and_nights_do_not_see_it(rule, rows):
    if isinstance(rule, DailyRest):
        rows = [*rows, early("2027-01-07"), *every_night("2027-01-07", 1), early("2027-01-05")]
    assert violations(rule, as_work(rows)), "as ordinary work this must break the rule"
    assert not violations(rule, rows)


def test_sixteen_calls_at_night_do_not_lower_the_average():
    """ATW 5:8(2) counts night shifts, which a call is not; the hours of calls it does count."""
    rule = AverageWithNights(number=2, weeks=1, max_average=20 * 60)
    rows = [
        *every_night("2027-01-05", 2),
        early("2027-01-07"),
        early("2027-01-08"),
        early("2027-01-09"),
    ]
    assert violations(rule, as_work(rows))
    assert not violations(rule, rows)
    nights = [night("2027-01-04"), night("2027-01-06")]
    assert not violations(rule, nights)
    assert violations(rule, [*nights, call("2027-01-08 10:00", "2027-01-08 14:01")])


# Hours count it ---------------------------------------------------------------------------------


def test_a_week_counts_calls():
    """ATW 5:7(2)b."""
    week = weekly("2027-01-04", 1, range(6), 8, 9)
    assert not violations(WeeklyHours(), [*week, call("2027-01-10 01:00", "2027-01-10 07:00")])
    (found,) = violations(WeeklyHours(), [*week, call("2027-01-10 01:00", "2027-01-10 07:01")])
    assert found.value == 60 * 60 + 1


@pytest.mark.parametrize(
    ("rule", "weeks", "hours"), [(SixteenWeekAverage(), 16, 48), (FourWeekAverage(), 4, 55)]
)
def test_averages_count_calls(rule: Average, weeks, hours):
    """ATW 5:7(2)c, 5:7(3)."""
    rows = weekly("2027-01-04", weeks, range(5), 8, hours / 5)
    assert not violations(rule, rows)
    assert violations(rule, [*rows, call("2027-01-09 02:00", "2027-01-09 02:30")])


def test_thirteen_hours_in_a_day_count_calls_vector_12():
    """ATW 5:9(4): office 09:00 to 17:30 of 8 hours, a call 22:00 to 03:30."""
    office = row("2027-01-05 09:00", "2027-01-05 17:30", 480, kind=ELSEWHERE)
    (found,) = violations(
        WorkNearOnCall(), [office, PIKET, call("2027-01-05 22:00", "2027-01-06 03:30")]
    )
    assert (found.value, found.limit) == (13.5 * 60, 13 * 60)
    assert not violations(
        WorkNearOnCall(), [office, PIKET, call("2027-01-05 22:00", "2027-01-06 03:00")]
    )


def test_the_hours_of_the_contract_count_calls():
    rows = [early("2027-01-05"), call("2027-01-06 02:00", "2027-01-06 03:00")]
    assert counted_minutes(rows, 0, 1 << 40) == 9 * 60


# Other limits -----------------------------------------------------------------------------------


def test_blocks_without_on_call_are_not_cut_by_calls():
    """ATW 5:9(2)a is about on-call; a call of a day in it frees no day."""
    piket = [on_call("2027-01-04 00:00", "2027-01-18 00:01")]
    (before,) = violations(DaysWithoutOnCall(), piket)
    (after,) = violations(
        DaysWithoutOnCall(), [*piket, call("2027-01-05 00:00", "2027-01-07 00:00")]
    )
    assert before == after


def test_two_free_days_hold_no_call():
    """ATW 5:9(2)b: neither work nor on-call."""
    piket = [on_call(f"2027-01-{d:02} 08:00", f"2027-01-{d + 1:02} 08:00") for d in range(4, 27)]
    rest = on_call("2027-01-31 08:00", "2027-02-01 08:00")
    assert not violations(DaysWithoutDuty(), [*piket, rest])
    assert violations(
        DaysWithoutDuty(), [*piket, rest, call("2027-01-29 09:00", "2027-01-29 10:00")]
    )


def test_a_sunday_with_a_call_is_a_sunday_worked():
    """ATW 5:6(3) is not set aside by 5:9(8)."""
    rule = FreeSundays(min_free=1, sundays=2)
    sundays = [early("2027-01-10"), call("2027-01-17 02:00", "2027-01-17 03:00")]
    assert violations(rule, sundays)
    assert not violations(replace(rule, calls_count=False), sundays)


def test_no_call_during_birth_leave():
    """ATW 4:6."""
    leave = Provision(ProvisionKind.BIRTH_LEAVE, days("2027-01-01", 1)[0], days("2027-03-01", 1)[0])
    person = Person("p", "Person", provisions=(leave,))
    assert violations(BirthLeave(), [call("2027-01-05 02:00", "2027-01-05 03:00")], person=person)


# OVERLAP ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "collide"),
    [
        (DutyKind.WORK, True),  # nobody is called from a desk
        (DutyKind.ABSENCE, True),
        (DutyKind.ON_CALL, False),  # it came in it
        (DutyKind.ELSEWHERE, False),  # it is left for the call
        (DutyKind.OPEN_CALL, False),
        (DutyKind.CALL, True),  # calls as they count follow each other
    ],
)
def test_what_a_call_may_meet(kind, collide):
    other = row("2027-01-05 09:00", "2027-01-05 17:00", kind=kind)
    rows = [call("2027-01-05 12:00", "2027-01-05 14:00"), other]
    assert bool(violations(Overlap(), rows)) == collide


def test_the_half_hour_of_a_short_call_may_reach_into_the_next_shift():
    """ATW 5:9(7): that a call of ten minutes counts for thirty keeps nobody from a shift."""
    shift = early("2027-01-05")
    assert not violations(Overlap(), [call("2027-01-05 06:45", "2027-01-05 07:15"), shift])
    assert violations(Overlap(), [call("2027-01-05 06:45", "2027-01-05 07:16"), shift])
    assert violations(Overlap(), [call("2027-01-05 07:00", "2027-01-05 07:30"), shift])


# ATW 5:9(6): the rest after night calls ---------------------------------------------------------

SMALL = HoursWithCallNights(
    weeks=1, number=2, max_average=16 * 60, max_arranged=20 * 60, with_rest_after_calls=True
)


def test_the_rest_after_a_night_call():
    calls = [call("2027-01-05 02:00", "2027-01-05 04:00")]
    (found,) = violations(RestAfterCall(), [*calls, early("2027-01-05")])
    assert (found.value, found.limit) == (3 * 60, 8 * 60)
    assert not violations(RestAfterCall(), [*calls, late("2027-01-05")])
    assert not violations(RestAfterCall(rest=3 * 60), [*calls, early("2027-01-05")])


@pytest.mark.parametrize(("minutes", "breaks"), [(180, 0), (181, 1)])
def test_with_rest_after_calls_the_limit_is_the_higher_one(minutes, breaks):
    """16 hours of shifts and an hour of calls: above 16 hours, and up to 20 with this reading."""
    last = row("2027-01-07 07:00", "2027-01-07 10:01")
    rows = [
        on_call("2027-01-08 20:00", "2027-01-10 20:00"),
        call("2027-01-09 01:00", "2027-01-09 02:00"),
        row("2027-01-05 07:00", "2027-01-05 15:00"),
        row("2027-01-06 07:00", "2027-01-06 15:00"),
        replace(last, work=minutes),
    ]
    assert len(violations(SMALL, rows)) == breaks
    assert violations(replace(SMALL, with_rest_after_calls=False), rows)


def test_a_note_tells_whether_the_rest_was_had():
    strict = replace(SMALL, with_rest_after_calls=False)
    rows = [
        on_call("2027-01-08 20:00", "2027-01-10 20:00"),
        row("2027-01-04 07:00", "2027-01-04 15:00"),
        row("2027-01-05 07:00", "2027-01-05 15:00"),
        row("2027-01-11 07:00", "2027-01-11 08:00"),
    ]
    early_monday = row("2027-01-08 07:00", "2027-01-08 08:01")
    assert violations(strict, [*rows, early_monday])[0].note == C07
    one = call("2027-01-09 01:00", "2027-01-09 02:00")
    assert violations(strict, [*rows, one])[0].note == C07_KEPT
    office = row("2027-01-09 07:00", "2027-01-09 08:00", kind=ELSEWHERE)
    assert violations(strict, [*rows, one, office])[0].note == C07_MISSED
    (found,) = violations(SMALL, [*rows, one, office])
    assert (found.limit, found.note) == (16 * 60, C07_MISSED)


# Parity: calls are constants to the solver -----------------------------------------------------

FIXED = [
    on_call("2027-01-04 17:30", "2027-01-06 07:00"),
    call("2027-01-05 02:00", "2027-01-05 04:00"),
    call("2027-01-06 05:00", "2027-01-06 07:00"),
    call("2027-01-05 22:40", "2027-01-05 23:10"),
]
CANDIDATES = [
    row("2027-01-06 07:00", "2027-01-06 15:00"),
    row("2027-01-06 07:00", "2027-01-06 17:00"),
    row("2027-01-06 17:00", "2027-01-06 23:00"),
    row("2027-01-06 23:00", "2027-01-07 07:00"),
    row("2027-01-07 15:00", "2027-01-07 23:00"),
    on_call("2027-01-06 07:00", "2027-01-07 15:00"),
]


@pytest.mark.parametrize(
    "rule",
    [
        RestAfterCall(),
        RestAfterCall(rest=9 * 60),
        WorkNearOnCall(max_work=9 * 60),
        WeeklyHours(max_work=18 * 60),
        DaysWithoutDuty(window=4 * 24 * 60, blocks=1, block=24 * 60),
        replace(SMALL, max_average=10 * 60, max_arranged=19 * 60),
        replace(SMALL, max_average=10 * 60, max_arranged=19 * 60, with_rest_after_calls=False),
    ],
    ids=lambda rule: rule.id,
)
def test_parity(rule):
    assert_parity(rule, CANDIDATES, fixed=FIXED)


def test_parity_of_overlap():
    candidates = [*CANDIDATES, row("2027-01-05 23:00", "2027-01-06 02:00")]
    candidates += [row("2027-01-06 06:30", "2027-01-06 08:00"), early("2027-01-05")]
    fixed = [c for c in FIXED if c.kind is CALL]
    assert_parity(Overlap(), candidates, fixed=fixed, overlapping=True)


def test_parity_of_shifts_that_calls_lie_between():
    fixed = [call("2027-01-06 01:00", "2027-01-06 04:00"), early("2027-01-04")]
    candidates = [late("2027-01-05"), early("2027-01-06"), late("2027-01-06"), early("2027-01-07")]
    for rule in (DailyRest(), RestAfterCall()):
        assert_parity(rule, candidates, fixed=fixed)
