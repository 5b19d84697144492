"""Each limit of the Act from just inside and just outside."""

from __future__ import annotations

import pytest

from tests.law_audit.samples import (
    absence,
    days_on,
    elsewhere,
    nights,
    office,
    on_call,
    weekdays,
    work,
)

# Rest -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("start", "violations"), [("10:00", 0), ("09:59", 1)])
def test_r01_eleven_hours(audit, start, violations):
    days = [
        each
        for day in (0, 2)
        for each in (
            work(f"{day} 15:00", f"{day} 23:00"),
            work(f"{day + 1} {start}", f"{day + 1} 15:00"),
        )
    ]
    assert len(audit(days, "R01")) == violations


@pytest.mark.parametrize(("end", "violations"), [("23:00", 0), ("23:01", 1)])
def test_r01_never_below_eight_hours(audit, end, violations):
    found = audit([work("0 07:00", "0 13:00"), work("0 20:00", f"0 {end}")], "R01")
    assert [each.limit for each in found] == [8] * violations


def test_r01_one_short_rest_for_two_periods_is_two_shortenings(audit):
    rows = [work("0 00:00", "0 02:00"), work("0 10:00", "0 12:00"), work("0 21:00", "1 02:00")]
    assert len(audit(rows, "R01")) == 1


@pytest.mark.parametrize(("start", "violations"), [("04:00", 0), ("03:59", 1)])
def test_r02_36_h_in_168_h(audit, start, violations):
    # In both weeks one day off; the second rest is exactly 36 h, so 72 h in 336 h do not help.
    first = [*days_on(range(5)), work(f"6 {start}", "6 12:00")]
    second = [*days_on(range(7, 12)), work("13 04:00", "13 12:00"), *days_on([14])]
    found = audit(first + second, "R02")
    assert [each.value for each in found] == [pytest.approx(72 - 1 / 60)] * violations
    assert all("longest rest 35.98" in each.note for each in found)


@pytest.mark.parametrize(("start", "violations"), [("12 00:00", 0), ("11 23:59", 1)])
def test_r02_72_h_in_336_h_in_parts_of_32_h(audit, start, violations):
    # No rest in the first week, then one of 40 h and one of 32 h or a minute less.
    days = [*range(7), 8, 9, 10, 13]
    found = audit([*days_on(days), work(start, "12 08:00")], "R02")
    assert [each.value for each in found] == [40] * violations


def test_r02_every_336_h_around_the_168_h(audit):
    rows = days_on([*range(-2, 8), 11, 12, 13])  # 88 h rest, but ten days in a row before
    assert not audit(rows, "R02")
    history = days_on([-6, -5, -4])  # 40 h rest before the ten days
    (found,) = audit(rows, "R02", history=history)
    assert found.value == 40
    assert "the 336 h from the same start do hold 72 h" in found.note


@pytest.mark.parametrize(("working", "violations"), [(39, 0), (40, 1)])
def test_r19_thirteen_free_sundays_in_52(audit, working, violations):
    sundays = [work(f"{7 * week + 6} 08:00", f"{7 * week + 6} 12:00") for week in range(working)]
    last = absence("358 00:00", "364 00:00", 0)
    found = audit([*sundays, last], "R19")
    assert [each.value for each in found] == [12] * violations
    assert not audit(sundays, "R19")  # the data do not cover 52 weeks


def test_r19_a_night_that_touches_sunday_is_work_on_sunday(audit):
    end = [absence("358 00:00", "364 00:00", 0)]
    assert audit(nights(range(5, 285, 7), "23:00", "00:01") + end, "R19")
    assert not audit(nights(range(5, 285, 7), "22:00", "00:00") + end, "R19")


# Hours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "violations"), [(720, 0), (721, 1)])
def test_r05_twelve_hours(audit, minutes, violations):
    assert len(audit([work("0 08:00", "0 22:00", minutes)], "R05")) == violations


@pytest.mark.parametrize(("minutes", "violations"), [(720, 0), (721, 1)])
def test_r06_sixty_hours_with_absence(audit, minutes, violations):
    leave = [absence("4 00:00", "5 00:00", minutes)]
    rows = [work(f"{day} 08:00", f"{day} 20:00") for day in range(4)]
    assert len(audit(rows, "R06", absences=leave)) == violations


def test_r06_breaks_of_a_cut_shift_lie_outside_the_week(audit):
    rows = [work(f"{day} 08:00", f"{day} 20:00") for day in range(4)]
    rows += [work("5 08:00", "5 16:00"), work("6 19:00", "7 07:00", 660)]  # 48 + 8 + 5 h
    found = audit(rows, "R06")
    assert [each.value for each in found] == [61]


def test_r07_on_a_sliding_window_only(audit):
    # 48 h in every Monday week, but the last days of the first and the first days of the last.
    days = [3, 4, 5, 6] + [7 * week + day for week in range(1, 17) for day in range(4)]
    (found,) = audit(days_on(days, "08:00", "20:00"), "R07")
    assert found.value == 804
    assert "sliding" in found.note
    assert not audit(days_on(days[:-1], "08:00", "20:00")[4:], "R07")


def test_r08_55_h_a_week_in_four_weeks(audit):
    rows = days_on(weekdays(range(4)), "08:00", "19:00")
    assert not audit(rows, "R08")
    more = [*rows, work("19 08:00", "19 08:01")]
    assert [each.value for each in audit(more, "R08")] == [pytest.approx(220 + 1 / 60)]
    assert not audit(more, "R08", agreements=["R08"])


def test_r08_a_sliding_window_is_told_as_such(audit):
    days = [2, 3, 4, 5, 6, *range(7, 12), *range(14, 19), *range(21, 26), 28, 29]
    found = audit(days_on(days, "08:00", "18:30"), "R08")
    assert [each.value for each in found] == [231]
    assert "sliding" in found[0].note


@pytest.mark.parametrize(("minutes", "violations"), [(0, 0), (1, 1)])
def test_r12_forty_hours_with_sixteen_nights(audit, minutes, violations):
    rows = nights(range(0, 112, 7)) + days_on([7 * w + d for w in range(16) for d in (2, 3, 4, 5)])
    leave = [absence("110 17:00", "111 00:00", minutes)]
    assert len(audit(rows, "R12", absences=leave)) == violations
    assert not audit(rows[1:] + leave, "R12")


def test_averages_are_silent_on_less_than_a_period(audit):
    days = [7 * week + day for week in range(15) for day in range(5)]
    assert not audit(days_on(days, "08:00", "19:00"), "R07")


# Nights -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "violations"), [(720, 0), (721, 1)])
def test_r10_above_twelve_hours(audit, minutes, violations):
    assert len(audit(nights([0], "19:00", "08:00", minutes), "R10")) == violations


def test_r11_five_long_nights_in_336_h(audit):
    days = [0, 2, 4, 6, 8]
    assert not audit(nights([*days, 14], "19:00"), "R11")
    assert len(audit(nights([*days, 13], "19:00"), "R11")) == 1
    assert not audit(nights([*days, 13], "19:00", minutes=600), "R11")


@pytest.mark.parametrize(("start", "violations"), [("19:00", 0), ("18:59", 1)])
def test_r11_twelve_hours_after_a_long_night(audit, start, violations):
    rows = [*nights([0], "19:00"), work(f"1 {start}", "1 23:00")]
    assert len(audit(rows, "R11")) == violations
    assert not audit(rows, "R14")


@pytest.mark.parametrize(("start", "violations"), [("21:00", 0), ("20:59", 1)])
def test_r14_fourteen_hours_also_when_a_short_night_could_use_r11(audit, start, violations):
    late = [work(f"{day} {start}", f"{day} 23:00") for day in (1, 4)]
    assert len(audit(nights([0, 3]) + late, "R14")) == violations


def test_r14_only_after_a_night_that_ends_after_two(audit):
    def pattern(end):
        late = [work(f"{day} 12:00", f"{day} 20:00") for day in (1, 4)]
        return nights([0, 3], "17:00", end) + late

    assert not audit(pattern("02:00"), "R14")
    assert audit(pattern("02:01"), "R14")


def test_r15_a_night_off_after_three_nights_is_no_46_h(audit):
    assert audit(nights([0, 1, 2, 4]), "R15")
    assert not audit(nights([0, 1, 3, 4]), "R15")
    assert not audit([*nights([0, 1]), work("3 07:00", "3 15:00"), *nights([4, 5])], "R15")


@pytest.mark.parametrize(("gap", "violations"), [("19:00", 0), ("18:59", 1)])
def test_r16_a_series_ends_with_36_h_rest(audit, gap, violations):
    rows = [*nights(range(4)), work(f"5 {gap}", "6 06:00"), *nights(range(6, 9))]
    assert len(audit(rows, "R16")) == violations


def test_r17_36_nights_in_16_weeks(audit):
    days = [7 * week + day for week in range(16) for day in (0, 1, 2)][:37]
    assert not audit(nights(days[:36]), "R17")
    assert [each.value for each in audit(nights(days), "R17")] == [37]
    assert not audit(nights(days), "R17", agreements=["R17"])
    assert not audit(nights([*days[:36], 112]), "R17")
    assert not audit(nights(days, "17:00", "02:00"), "R17")


def test_r17_140_nights_in_52_weeks_by_agreement(audit):
    days = [7 * week + day for week in range(52) for day in (0, 1, 2)]
    assert not audit(nights(days[:140]), "R17", agreements=["R17"])
    assert len(audit(nights(days[:141]), "R17", agreements=["R17"])) == 1


# On call ----------------------------------------------------------------------------------------


def test_c02_without_what_is_worked_elsewhere_meanwhile(audit):
    rows = [on_call("0 17:00", "7 17:00"), elsewhere("2 08:00", "2 17:00")]
    assert not audit(rows, "OVERLAP")
    assert not audit(rows, "C02")


def test_c02_fragmented_piket_leaves_no_blocks(audit):
    rows = [on_call(f"{day} 17:00", f"{day + 1} 08:00") for day in weekdays(range(4))]
    assert audit(rows, "C02")[0].value == 8  # the four weekends


def test_c03_two_blocks_of_48_h(audit):
    busy = [work(f"{day} 08:00", f"{day} 09:00") for day in range(28) if day not in (10, 11, 20)]
    some_on_call = [on_call("1 12:00", "1 13:00")]
    assert [each.value for each in audit(busy + some_on_call, "C03")] == [1]
    assert not audit(busy, "C03")
    fewer = [each for each in busy if "-11-23T" not in each[3]]  # day 21
    assert not audit(fewer + some_on_call, "C03")


@pytest.mark.parametrize(("end", "violations"), [("12:00", 0), ("12:01", 1)])
def test_c04_no_piket_in_the_11_h_before_a_night(audit, end, violations):
    assert len(audit([on_call("0 08:00", f"0 {end}"), *nights([0])], "C04")) == violations


def test_c04_not_in_a_gap_inside_a_night_shift(audit):
    rows = [work("0 20:00", "0 23:00"), on_call("0 23:00", "1 02:00"), work("1 02:00", "1 06:00")]
    assert [each.note for each in audit(rows, "C04")] == ["inside the night shift"]


@pytest.mark.parametrize(("minutes", "violations"), [(300, 0), (301, 1)])
def test_c05_thirteen_hours_also_just_outside_on_call(audit, minutes, violations):
    rows = [work("0 08:00", "0 16:00"), work("1 00:00", "1 07:00", minutes)]
    assert len(audit([*rows, on_call("1 08:00", "1 12:00")], "C05")) == violations
    assert not audit([*rows, on_call("2 08:00", "2 12:00")], "C05")


@pytest.mark.parametrize(("times", "violations"), [(15, 0), (16, 1)])
def test_c06_sixteen_nights(audit, times, violations):
    calls = [on_call(f"{7 * week} 05:00", f"{7 * week} 07:00") for week in range(times)]
    assert len(audit(calls + office(weekdays(range(16)), 481), "C06")) == violations


def test_c06_above_45_h_c07_is_no_way_out(audit):
    long = [elsewhere(f"{day} 08:00", f"{day} 18:00", 541) for day in weekdays(range(16))]
    calls = [on_call(f"{7 * week} 05:00", f"{7 * week} 07:00") for week in range(16)]
    (found,) = audit(calls + long, "C06")
    assert "C07" not in found.note
