"""Who lapses, and which duties that hits."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from data.model.competence_status import Shortfall, duties_hit, lapses
from data.model.duty import Duty, DutyKind
from tests.data.model import day_by_day
from tests.data.model.registers import (
    LAST,
    START,
    appointed,
    days,
    decided,
    register,
    registers,
    shown,
)

ZONE = ZoneInfo("Europe/Amsterdam")
HOLDER = appointed(), shown("2026-03-15"), shown("2027-04-01")  # not from 15 March to 31 March


def duty(start, hours, post="caco", person="an"):
    begin = datetime.fromisoformat(start).replace(tzinfo=ZONE).astimezone(UTC)
    end = begin + timedelta(hours=hours)
    return Duty(person, post, DutyKind.WORK, begin, end, hours * 60)


def hit(*duties):
    (lapse,) = lapses(register(*HOLDER), date(2027, 1, 1), 90)
    return duties_hit(lapse, duties, {"caco": "caco", "im-fl": "im"}, ZONE)


def test_a_lapse_says_who_from_when_by_what_and_until_when():
    (lapse,) = lapses(register(*HOLDER), date(2027, 1, 1), 90)
    assert (lapse.person, lapse.function) == ("an", "caco")
    assert (lapse.last_day, lapse.since) == (date(2027, 3, 14), date(2027, 3, 15))
    assert lapse.again == date(2027, 4, 1)
    assert lapse.by == Shortfall(("refresher",))


def test_a_lapse_is_within_reach_from_its_last_day_back():
    known = register(*HOLDER)
    assert len(lapses(known, date(2027, 3, 14), 0)) == 1
    assert lapses(known, date(2027, 3, 13), 0) == ()
    assert lapses(known, date(2027, 3, 15), 30) == ()
    assert [each.last_day.year for each in lapses(known, date(2027, 1, 1), 500)] == [2027, 2028]


def test_an_override_puts_a_lapse_off():
    known = register(*HOLDER[:2], decided("2027-03-15", "2027-03-31"))
    (lapse,) = lapses(known, date(2027, 1, 1), 365)
    assert lapse.last_day == date(2027, 3, 31)


def test_a_duty_is_hit_when_any_day_of_it_lies_in_the_lapse():
    until_midnight = duty("2027-03-14 16:00", 8)
    night_over_the_border = duty("2027-03-14 23:00", 8)
    inside = duty("2027-03-20 07:00", 8)
    night_before_renewal = duty("2027-03-31 23:00", 8)
    after = duty("2027-04-01 00:00", 8)
    whole = duty("2027-03-01 00:00", 24 * 60)
    given_duties = (until_midnight, night_over_the_border, inside, night_before_renewal, after)
    assert hit(*given_duties, whole) == (
        night_over_the_border, inside, night_before_renewal, whole,
    )  # fmt: skip


def test_duties_of_others_and_of_other_functions_are_not_hit():
    assert hit(
        duty("2027-03-20 07:00", 8, person="bo"),
        duty("2027-03-20 07:00", 8, post="im-fl"),
        duty("2027-03-20 07:00", 8, post="politie"),
    ) == ()  # fmt: skip


@given(registers(), days, st.integers(0, 60))
def test_lapses_are_the_last_days_of_a_walk_day_by_day(known, on, ahead):
    found = {
        (lapse.person, lapse.function, lapse.last_day)
        for lapse in lapses(known, on, ahead)
        if lapse.last_day < LAST
    }
    expected = {
        (*holder, day)
        for holder in known.holders
        for day in day_by_day.days_between(on, min(LAST - timedelta(days=1), on + timedelta(ahead)))
        if day_by_day.is_qualified(known, *holder, day)
        and not day_by_day.is_qualified(known, *holder, day + timedelta(days=1))
    }
    assert found == expected


@given(registers(), days)
def test_a_lapse_meets_the_days_on_which_one_is_not_rosterable(known, day):
    for lapse in lapses(known, START, 119):
        lasts = lapse.again is None or day < lapse.again
        if lapse.since <= day and lasts:
            assert lapse.meets(day, day)
            assert not day_by_day.is_qualified(known, lapse.person, lapse.function, day)
        else:
            assert not lapse.meets(day, day)
