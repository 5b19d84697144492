from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from data.model.duty import Duty, DutyKind
from data.model.tally import LocalDays, Measure, Tally, tally, tally_by_person

ZONE = ZoneInfo("Europe/Amsterdam")
KINGS_DAY = date(2027, 4, 27)
DAYS = LocalDays(ZONE, frozenset({KINGS_DAY}))


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def duty(start, end, kind=DutyKind.WORK, person="a", work=None):
    first, last = local(start), local(end)
    elapsed = int((last - first).total_seconds()) // 60
    minutes = elapsed if kind is DutyKind.WORK else 0
    return Duty(person, "CACO", kind, first, last, minutes if work is None else work)


@pytest.mark.parametrize(
    ("start", "end", "is_night"),
    [
        ("2027-01-04 18:00", "2027-01-05 01:00", False),  # an hour: not more than an hour
        ("2027-01-04 18:00", "2027-01-05 01:01", True),  # a minute more
        ("2027-01-05 05:00", "2027-01-05 13:00", False),  # an hour before six
        ("2027-01-05 04:59", "2027-01-05 13:00", True),
        ("2027-01-04 15:00", "2027-01-04 23:00", False),
        ("2027-01-04 23:00", "2027-01-05 07:00", True),
        ("2027-03-28 04:30", "2027-03-28 12:00", True),  # the clock was put forward at two
        ("2027-03-27 18:00", "2027-03-28 01:30", True),
        ("2027-01-04 07:00", "2027-01-06 07:00", True),  # two nights at a stretch are one duty
    ],
)
def test_a_night_has_more_than_an_hour_before_six(start, end, is_night):
    assert DAYS.burden(duty(start, end)).night is is_night


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(date(2027, 1, 4), 360), (date(2027, 3, 28), 300), (date(2026, 10, 25), 420)],
)
def test_the_night_follows_the_clock_change(day, minutes):
    whole = duty(f"{day - timedelta(days=1)} 23:00", f"{day} 07:00")
    assert DAYS.night_minutes(whole) == minutes


def test_on_call_at_night_is_no_night():
    week = duty("2027-01-08 17:00", "2027-01-15 17:00", DutyKind.ON_CALL)
    assert not DAYS.burden(week).night


@pytest.mark.parametrize(
    ("start", "end", "saturdays"),
    [
        ("2027-01-08 15:00", "2027-01-09 00:00", []),  # ends as the weekend begins
        ("2027-01-08 23:00", "2027-01-09 07:00", [date(2027, 1, 9)]),
        ("2027-01-10 23:00", "2027-01-11 07:00", [date(2027, 1, 9)]),
        ("2027-01-11 00:00", "2027-01-11 08:00", []),  # begins as it ends
        ("2027-01-08 17:00", "2027-01-15 17:00", [date(2027, 1, 9)]),
        ("2027-01-09 08:00", "2027-01-16 08:00", [date(2027, 1, 9), date(2027, 1, 16)]),
    ],
)
def test_a_weekend_is_saturday_and_sunday_by_the_local_calendar(start, end, saturdays):
    for kind in (DutyKind.WORK, DutyKind.ON_CALL):
        assert sorted(DAYS.burden(duty(start, end, kind)).weekends) == saturdays


def test_two_shifts_in_a_weekend_are_one_weekend():
    rows = [
        duty("2027-01-09 07:00", "2027-01-09 15:00"),
        duty("2027-01-10 07:00", "2027-01-10 15:00"),
    ]
    assert tally(rows, DAYS).weekends == 1


def test_a_duty_that_touches_a_public_holiday_counts_once():
    assert tally([duty("2027-04-26 23:00", "2027-04-27 07:00")], DAYS).holidays == 1
    assert tally([duty("2027-04-26 15:00", "2027-04-27 00:00")], DAYS).holidays == 0
    week = duty("2027-04-23 17:00", "2027-04-30 17:00", DutyKind.ON_CALL)
    assert tally([week], DAYS).holidays == 1


def test_on_call_is_counted_in_weeks_of_168_hours():
    # The week in which the clock goes forward has 167.
    rows = [
        duty("2027-01-08 17:00", "2027-01-15 17:00", DutyKind.ON_CALL),
        duty("2027-03-26 17:00", "2027-04-02 17:00", DutyKind.ON_CALL),
    ]
    found = tally(rows, DAYS)
    assert found.on_call_minutes == (168 + 167) * 60
    assert found.on_call_weeks == pytest.approx(335 / 168)
    assert found.shifts == 0


def test_hours_are_work_without_breaks():
    found = tally([duty("2027-01-04 07:00", "2027-01-04 15:30", work=480)], DAYS)
    assert (found.shifts, found.work_hours) == (1, 8.0)


@pytest.mark.parametrize("kind", [DutyKind.ELSEWHERE, DutyKind.ABSENCE, DutyKind.OPEN_CALL])
def test_what_the_roster_does_not_share_out_weighs_nothing(kind):
    assert tally([duty("2027-01-09 00:00", "2027-01-10 08:00", kind)], DAYS) == Tally()


def test_a_tally_per_person():
    rows = [
        duty("2027-01-04 07:00", "2027-01-04 15:00"),
        duty("2027-01-04 15:00", "2027-01-04 23:00", person="b"),
        duty("2027-01-05 07:00", "2027-01-05 15:00"),
    ]
    found = tally_by_person(rows, DAYS)
    assert {person: t.shifts for person, t in found.items()} == {"a": 2, "b": 1}


def test_every_measure_has_a_value():
    found = Tally(1, 2, 3, 4, 5040, 90)
    assert [found.value(measure) for measure in Measure] == [2, 3, 4, 0.5, 1.5]
