"""What fits into a diary, just inside and just outside each of its conditions."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from data.demo.diary import Diary, absence_minutes, is_night
from data.demo.scene import HOUR, WEEK, instant
from data.model.duty import Duty, DutyKind

MONDAY = date(2026, 11, 2)
PAST = (instant(MONDAY - 4 * WEEK), instant(MONDAY + 12 * WEEK))
CLOCK = {"D": (7, 8), "L": (15, 8), "N": (23, 8)}


def duty(day: int, name: str, kind: DutyKind = DutyKind.WORK) -> Duty:
    """A shift of eight hours some days after the first Monday."""
    hour, length = CLOCK[name]
    start = instant(MONDAY + timedelta(days=day), time(hour))
    return Duty("p", "CACO", kind, start, start + length * HOUR, length * 60, name)


def piket(friday: int) -> Duty:
    start = instant(MONDAY + timedelta(days=friday), time(17))
    return Duty("p", "IM", DutyKind.ON_CALL, start, start + WEEK, 0, "P")


def diary(*duties: Duty, exempt=(), most_a_month=None) -> Diary:
    made = Diary(PAST, exempt, most_a_month)
    for each in duties:
        made.add(each)
    return made


@pytest.mark.parametrize(
    ("before", "new", "fits"),
    [
        ("L0", "D1", False),  # 8 hours
        ("D0", "L1", True),
        ("N0", "L1", False),  # 8 hours after a night
        ("N0", "N1", True),
        ("D1", "L0", False),  # the other way round
        ("D0", "D0", False),
    ],
)
def test_shifts_keep_their_rest(before, new, fits):
    known = duty(int(before[1]), before[0])
    assert diary(known).takes(duty(int(new[1]), new[0])) is fits


def test_a_series_of_six_days_is_too_long():
    five = [duty(day, "D") for day in range(5)]
    assert diary(*five[:4]).takes(five[4])
    assert not diary(*five).takes(duty(5, "L"))


def test_three_nights_end_their_series():
    nights = [duty(day, "N") for day in range(3)]
    assert diary(*nights[:2]).takes(nights[2])
    assert not diary(*nights).takes(duty(3, "N"))
    assert not diary(*nights).takes(duty(4, "L"))  # 32 hours after
    assert not diary(*nights).takes(duty(4, "N"))  # 40 hours after
    assert diary(*nights).takes(duty(5, "D"))  # 48 hours after


def test_somebody_exempt_does_no_nights():
    exempt = [(instant(MONDAY), instant(MONDAY + WEEK))]
    assert not diary(exempt=exempt).takes(duty(1, "N"))
    assert diary(exempt=exempt).takes(duty(8, "N"))


def test_the_flex_pool_stops_at_its_number_a_month():
    known = [duty(0, "D"), duty(7, "D")]
    assert not diary(*known, most_a_month=2).takes(duty(14, "D"))
    assert diary(*known, most_a_month=2).takes(duty(29, "D"))  # 1 December
    assert diary(*known, most_a_month=3).takes(duty(14, "D"))


def test_one_weekend_in_four_weeks_stays_free():
    known = [duty(5, "D"), duty(12, "D"), duty(19, "D")]
    assert not diary(*known).takes(duty(26, "D"))
    assert diary(*known[1:]).takes(duty(26, "D"))


def test_on_call_and_nights_stay_apart():
    assert not diary(duty(3, "N")).takes(piket(4))  # ends ten hours before
    assert diary(duty(2, "N")).takes(piket(4))
    assert not diary(piket(4)).takes(duty(11, "N"))  # starts six hours after
    assert diary(piket(4)).takes(duty(12, "N"))


def test_work_elsewhere_may_lie_inside_on_call_but_not_stick_out():
    inside = duty(7, "D", DutyKind.ELSEWHERE)
    across = duty(4, "L", DutyKind.ELSEWHERE)
    assert diary(inside).takes(piket(4))
    assert not diary(across).takes(piket(4))
    assert not diary(duty(7, "D")).takes(piket(4))


def test_on_call_leaves_14_days_in_four_weeks():
    assert not diary(piket(4)).takes(piket(11))
    assert diary(piket(4)).takes(piket(18))
    assert not diary(piket(4), piket(18)).takes(piket(25))


def test_hours_are_bounded_by_week():
    half = Duty(
        "p", "", DutyKind.ABSENCE, instant(MONDAY), instant(MONDAY + timedelta(days=3)), 22 * 60
    )
    assert diary(half, duty(3, "D"), duty(4, "D")).takes(duty(5, "D"))
    more = Duty("p", "", DutyKind.ABSENCE, half.start, half.end, 23 * 60)
    assert not diary(more, duty(3, "D"), duty(4, "D")).takes(duty(5, "D"))


def test_an_absence_keeps_everything_away():
    away = Duty("p", "", DutyKind.ABSENCE, instant(MONDAY), instant(MONDAY + WEEK), 0)
    assert not diary(away).takes(duty(6, "D"))
    assert not diary(away).takes(piket(4))
    assert diary(away).takes(duty(7, "D"))


def test_what_is_struck_out_fits_again():
    made = diary(duty(0, "D"))
    made.remove(duty(0, "D"))
    assert made.takes(duty(0, "D"))


@pytest.mark.parametrize(("minutes", "night"), [(60, False), (61, True)])
def test_a_night_has_more_than_an_hour_after_midnight(minutes, night):
    start = instant(MONDAY, time(18))
    end = instant(MONDAY + timedelta(days=1)) + timedelta(minutes=minutes)
    assert is_night(Duty("p", "", DutyKind.WORK, start, end, 0)) is night


def test_a_holiday_of_nine_days_counts_five_of_them():
    saturday = MONDAY + timedelta(days=5)
    start, end = instant(saturday), instant(saturday + timedelta(days=9))
    assert absence_minutes(start, end, 36) == 36 * 60
    assert isinstance(start, datetime)
