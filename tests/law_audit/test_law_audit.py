"""The auditor: worked examples of the Act, clashing rows, files and the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.law_audit import law_audit
from tests.law_audit.clock import HOUR
from tests.law_audit.person import Duty, shifts_of
from tests.law_audit.rows import BadInputError
from tests.law_audit.samples import (
    WINTER,
    absence,
    elsewhere,
    late_then_early,
    nights,
    office,
    on_call,
    piket,
    row,
    weekdays,
    work,
)

# The vectors ------------------------------------------------------------------------------------


def test_vector_01_sixty_minutes_after_midnight_are_no_night_shift(audit):
    assert not audit([work("0 18:00", "1 01:00", 390)], "NIGHT", night_exempt=["Ann"])


def test_vector_02_sixty_one_minutes_are_a_night_shift(audit):
    assert audit([work("0 18:00", "1 01:01")], "NIGHT", night_exempt=["Ann"])


def test_vector_03_a_gap_of_seven_hours_is_one_shift():
    one, same = Duty(7 * HOUR, 13 * HOUR, 360), Duty(20 * HOUR, 23 * HOUR, 180)
    assert [shift.work for shift in shifts_of([one, same])] == [9 * HOUR]
    assert len(shifts_of([one, Duty(21 * HOUR, 23 * HOUR, 120)])) == 2


@pytest.mark.parametrize(("second", "violations"), [(3, 1), (6, 1), (7, 0)])
def test_vector_04_eight_hours_rest_once_per_168_h(audit, second, violations):
    assert len(audit(late_then_early(0, second), "R01")) == violations


def test_vector_05_the_14_h_after_a_night_shorten_once_per_168_h(audit):
    def pattern(*days):
        late = [work(f"{day + 1} 15:00", f"{day + 1} 23:00") for day in days]
        return nights(days) + late

    assert not audit(pattern(0), "R14")
    assert len(audit(pattern(0, 6), "R14")) == 1
    assert not audit(pattern(0, 7), "R14")


@pytest.mark.parametrize(("start", "violations"), [("04:59", 1), ("05:00", 0)])
def test_vector_06_46_h_after_three_nights(audit, start, violations):
    found = audit([*nights([0, 1, 2]), work(f"5 {start}", "5 13:00")], "R15")
    assert len(found) == violations


def test_vector_07_the_23rd_long_night_in_52_weeks(audit):
    def pattern(count):
        return nights(range(0, 14 * count, 14), "19:00", minutes=675)

    assert not audit(pattern(22), "R11")
    found = audit(pattern(23), "R11")
    assert [(each.value, each.limit) for each in found] == [(23, 22)]
    later = nights([364], "19:00", minutes=675)
    assert not audit(pattern(22) + later, "R11")


@pytest.mark.parametrize(("days", "violations", "agreed"), [(7, 0, 0), (8, 1, 0), (9, 1, 1)])
def test_vector_08_seven_shifts_in_a_series_with_a_night(audit, days, violations, agreed):
    early = [work(f"{day} 07:00", f"{day} 15:00") for day in range(days - 1)]
    pattern = early + nights([days - 1])
    assert len(audit(pattern, "R16")) == violations
    assert len(audit(pattern, "R16", agreements=["R16"])) == agreed


def test_vector_09_piket_every_other_week_leaves_14_blocks(audit):
    assert not audit(piket([0, 2, 4, 6]))


def test_vector_10_three_piket_weeks_in_28_days(audit):
    found = audit(piket([0, 1, 3]), "C02")
    assert [(each.value, each.limit) for each in found] == [(7, 14)]


@pytest.mark.parametrize(("start", "violations"), [("20:00", 1), ("20:59", 1), ("21:00", 0)])
def test_vector_11_no_piket_in_the_14_h_after_a_night(audit, start, violations):
    found = audit([*nights([1]), on_call(f"2 {start}", "3 09:00")], "C04")
    assert len(found) == violations


def test_vector_12_office_and_a_call_make_more_than_13_h(audit):
    rows = [elsewhere("0 09:00", "0 17:30", 480), elsewhere("0 22:00", "1 03:30")]
    found = audit([on_call("0 17:30", "1 09:00"), *rows], "C05")
    assert [each.value for each in found] == [13.5]
    assert not audit(rows, "C05")  # without on-call the rule is silent


@pytest.mark.parametrize(("why", "violations"), [("leave", 0), ("course", 1)])
def test_c05_a_course_is_work_and_leave_is_spread(audit, why, violations):
    away = absence("0 16:00", "1 16:00", 480)
    away[1] = why
    rows = [work("1 20:00", "2 02:00"), on_call("2 02:00", "2 17:00")]
    assert len(audit(rows, "C05", absences=[away])) == violations


@pytest.mark.parametrize(
    ("minutes", "violations", "c07"), [(480, 0, False), (481, 1, True), (539, 1, True)]
)
def test_vector_15_one_in_six_piket_lowers_the_average_to_40_h(audit, minutes, violations, c07):
    found = audit(piket([0, 6, 12]) + office(weekdays(range(16)), minutes), "C06")
    assert len(found) == violations
    assert any("C07" in each.note for each in found) is c07


def test_vector_16_one_in_eight_piket_keeps_48_h(audit):
    assert not audit(piket([2, 10]) + office(weekdays(range(16)), 540), "C06")


@pytest.mark.parametrize(("minutes", "violations"), [(2880, 0), (2881, 1)])
def test_vector_17_leave_counts_as_work(audit, minutes, violations):
    leave = [absence(f"{7 * week} 00:00", f"{7 * week + 7} 00:00", 2880) for week in (13, 14)]
    leave.append(absence("105 00:00", "112 00:00", minutes))
    days = [7 * week + day for week in range(13) for day in range(6)]
    rows = [work(f"{day} 08:00", f"{day} 17:00", 480) for day in days]
    assert len(audit(rows, "R07", absences=leave)) == violations


def test_vector_20_no_night_for_who_is_exempt(audit):
    rows = nights([0]) + nights([0], person="Bob")
    assert [each.person for each in audit(rows, "NIGHT", night_exempt=["Bob"])] == ["Bob"]


# Overlaps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("work", "work", True),
        ("work", "elsewhere", True),
        ("elsewhere", "elsewhere", True),
        ("work", "on_call", True),
        ("on_call", "on_call", True),
        ("absence", "on_call", True),
        ("absence", "elsewhere", True),
        ("absence", "absence", True),
        ("on_call", "elsewhere", False),
        ("elsewhere", "on_call", True),  # on-call inside work elsewhere
        ("open_call", "work", False),
        ("absence", "open_call", False),
    ],
)
def test_overlap_by_kind(audit, one, other, clash):
    found = audit([row(one, "0 08:00", "0 18:00"), row(other, "0 09:00", "0 17:00")], "OVERLAP")
    assert [each.value for each in found] == [8] * clash


def test_elsewhere_partly_inside_on_call_overlaps(audit):
    office_day = elsewhere("0 08:00", "0 17:00")
    assert audit([on_call("0 12:00", "1 08:00"), office_day], "OVERLAP")
    joined = [on_call("0 07:00", "0 12:00"), on_call("0 12:00", "1 08:00")]
    assert not audit([*joined, office_day], "OVERLAP")


def test_rows_that_touch_do_not_overlap(audit):
    assert not audit([work("0 08:00", "0 12:00"), work("0 12:00", "0 16:00")])


def test_overlapping_work_is_one_row(audit):
    rows = [work("0 08:00", "0 16:00"), work("0 12:00", "0 20:00", 240)]
    assert not audit(rows, "R05")
    assert audit([*rows, work("0 20:00", "0 20:01")], "R05")


# The judged period, the files, the command line ---------------------------------------------------


def test_a_violation_counts_when_its_window_touches_the_judged_days(audit):
    rows = [work("0 08:00", "0 22:00")]
    day = WINTER
    assert audit(rows, "R05")
    assert audit(rows, "R05", judged=(day, day))
    assert not audit(rows, "R05", judged=(day + timedelta(days=1), day + timedelta(days=9)))


def test_history_is_context(audit):
    history = late_then_early(-3)
    assert not audit(late_then_early(0), "R01")
    assert len(audit(late_then_early(0), "R01", history=history)) == 1
    assert not audit([work("9 08:00", "9 12:00")], history=[*history, *late_then_early(-6)])


def test_only_the_worst_of_overlapping_windows_is_told(audit):
    found = audit(nights(range(10), "19:00"), "R11")
    assert [each.value for each in found] == [10]


GOOD = ["Ann", "post", "work", "2026-11-02T08:00+01:00", "2026-11-02T16:00+01:00", "450"]


@pytest.mark.parametrize(
    ("column", "text", "message"),
    [
        (0, " ", "no person"),
        (2, "holiday", "unknown kind"),
        (3, "2026-11-02T08:00", "no offset"),
        (3, "yesterday", "isoformat"),
        (3, "2026-11-02T08:00:30+01:00", "whole minute"),
        (4, "2026-11-02T08:00+01:00", "ends before it starts"),
        (5, "481", "481 work_minutes"),
        (5, "", "not a whole number"),
        (5, "-5", "not a whole number"),
        (2, "on_call", "on_call has work_minutes"),
    ],
)
def test_bad_input_is_refused(audit, column, text, message):
    bad = [*GOOD[:column], text, *GOOD[column + 1 :]]
    with pytest.raises(BadInputError, match=message):
        audit([GOOD, bad])


def test_bad_folders_are_refused(audit, tmp_path):
    with pytest.raises(BadInputError, match="no such file"):
        law_audit.audit_folder(tmp_path)
    with pytest.raises(BadInputError, match="no rows"):
        audit([])
    with pytest.raises(BadInputError, match="number of fields"):
        audit([GOOD[:4]])
    with pytest.raises(BadInputError, match="no agreement"):
        audit([GOOD], agreements=["R05"])
    (tmp_path / "history.csv").write_text("person,start\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="column post is missing"):
        audit([GOOD])


def test_the_command_line(audit, tmp_path):
    program = [sys.executable, str(Path(law_audit.__file__)), str(tmp_path)]

    def run(*options):
        return subprocess.run([*program, *options], capture_output=True, text=True, check=False)

    assert run().returncode == 2
    audit([work("0 08:00", "0 22:00")])
    plain = run()
    assert plain.returncode == 1
    assert plain.stdout.splitlines()[0].startswith("R05 Ann: 2026-11-02T08:00+01:00 ..")
    assert plain.stdout.splitlines()[-1] == "1 violations"
    answer = json.loads(run("--json").stdout)
    assert answer["count"] == 1
    assert answer["violations"][0]["value"] == 14
    later = run("--from", "2026-11-03", "--until", "2026-11-09", "--night-exempt", "Bob")
    assert later.returncode == 0
    assert "Bob" in later.stderr
    assert run("--agreement", "R05").returncode == 2
