"""What of everybody's time is certain before a roster is made."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from data.model.calls import CALLED_OUT
from data.model.duty import Absence, AbsenceKind, Duty, DutyKind
from data.model.fixed_duties import data_range, fixed_duties
from data.model.person import WeeklyWork
from tests.solver.small import OFFICE, moment, shift_at, somebody, tiny, worked

LATE = shift_at("2027-01-05 15:00", 8)


def office_worker(**more):
    return tiny([LATE], [somebody("ann", weekly_work=OFFICE)], **more)


def days_at(problem, kind):
    """Local dates of the certain duties of a kind."""
    found = [d for d in fixed_duties(problem) if d.kind is kind]
    return [d.start.astimezone(problem.zone).date().isoformat() for d in found]


def absence(start, end, work=0):
    return Absence("ann", AbsenceKind.LEAVE, moment(start), moment(end), work)


def test_the_data_run_from_monday_to_monday():
    assert data_range(office_worker()) == (moment("2027-01-04"), moment("2027-01-11"))


def test_history_widens_the_data_to_its_monday():
    problem = office_worker(history=tuple(worked("ann", "N", "2026-10-25 23:00")))
    assert data_range(problem)[0] == moment("2026-10-19")


def test_a_shift_that_ends_on_monday_at_midnight_does_not_open_another_week():
    problem = tiny([shift_at("2027-01-10 16:00", 8)], [somebody("ann")])
    assert data_range(problem)[1] == moment("2027-01-11")
    longer = tiny([shift_at("2027-01-10 16:00", 9)], [somebody("ann")])
    assert data_range(longer)[1] == moment("2027-01-18")


def test_weekly_work_is_dated_without_its_break():
    duties = fixed_duties(office_worker())
    assert [d.start for d in duties] == [moment(f"2027-01-0{d} 09:00") for d in range(4, 9)]
    assert {(d.kind, d.work_minutes) for d in duties} == {(DutyKind.ELSEWHERE, 450)}


def test_weekly_work_is_dropped_on_public_holidays():
    problem = office_worker(public_holidays=(date(2027, 1, 6),))
    assert "2027-01-06" not in days_at(problem, DutyKind.ELSEWHERE)
    assert len(days_at(problem, DutyKind.ELSEWHERE)) == 4


def test_weekly_work_is_dropped_where_the_person_was_away():
    problem = office_worker(absences=(absence("2027-01-05 16:59", "2027-01-07 09:01"),))
    assert days_at(problem, DutyKind.ELSEWHERE) == ["2027-01-04", "2027-01-08"]


def test_an_absence_that_only_touches_weekly_work_does_not_drop_it():
    problem = office_worker(absences=(absence("2027-01-05 17:00", "2027-01-06 09:00"),))
    assert len(days_at(problem, DutyKind.ELSEWHERE)) == 5


def test_weekly_work_is_dropped_where_history_says_otherwise_but_not_by_on_call():
    kept = Duty("ann", "im", DutyKind.ON_CALL, moment("2026-12-25 17:00"), moment("2027-01-01"), 0)
    problem = office_worker(history=(*worked("ann", "D", "2026-12-28 07:00"), kept))
    at = days_at(problem, DutyKind.ELSEWHERE)
    assert at[0] == "2026-12-21"
    assert "2026-12-28" not in at
    assert {"2026-12-29", "2026-12-30", "2026-12-31"} <= set(at)


def test_the_absence_of_somebody_else_drops_nothing():
    problem = office_worker(absences=(replace(absence("2027-01-04", "2027-01-11"), person="bob"),))
    assert len(days_at(problem, DutyKind.ELSEWHERE)) == 5


def test_a_pattern_holds_from_its_first_to_its_last_date():
    work = replace(OFFICE[0], first=date(2027, 1, 11), last=date(2027, 1, 18))
    problem = tiny([LATE], [somebody("ann", weekly_work=(work,))], weeks=4)
    assert days_at(problem, DutyKind.ELSEWHERE) == ["2027-01-11", "2027-01-18"]


def week_of(monday, *work):
    """The certain duties of a week without shifts."""
    start, day = moment(monday), date.fromisoformat(monday)
    end = moment((day + timedelta(weeks=1)).isoformat())
    return fixed_duties(tiny([], [somebody("ann", weekly_work=work)], start=start, end=end))


@pytest.mark.parametrize(
    ("monday", "minutes"), [("2027-01-04", 480), ("2026-10-19", 540), ("2027-03-22", 420)]
)
def test_weekly_work_through_a_clock_change_counts_what_passes(monday, minutes):
    (duty,) = week_of(monday, WeeklyWork(5, time(23), time(7)))
    assert duty.work_minutes == minutes


def test_weekly_work_in_the_hour_that_the_clock_skips_is_left_out():
    work = WeeklyWork(6, time(2), time(3))
    assert week_of("2027-03-22", work) == ()
    assert len(week_of("2027-03-29", work)) == 1


def test_a_break_longer_than_the_work_leaves_none():
    work = WeeklyWork(0, time(9), time(10), break_minutes=90)
    (duty,) = fixed_duties(tiny([LATE], [somebody("ann", weekly_work=(work,))]))
    assert duty.work_minutes == 0


def test_an_absence_is_cut_to_the_data_with_its_hours_in_proportion():
    problem = office_worker(absences=(absence("2026-12-28", "2027-01-25", 4 * 2160),))
    (leave,) = fixed_duties(problem)
    assert (leave.start, leave.end) == data_range(problem)
    assert leave.work_minutes == 2160
    assert (leave.post, leave.kind) == ("leave", DutyKind.ABSENCE)


def test_other_duties_are_not_cut_and_what_lies_outside_the_data_is_dropped():
    call = Duty("ann", "im", DutyKind.ON_CALL, moment("2027-01-08 17:00"), moment("2027-01-15"), 0)
    later = Duty("ann", "x", DutyKind.ELSEWHERE, moment("2027-01-12"), moment("2027-01-13"), 60)
    problem = tiny([LATE], [somebody("ann")], history=(call,), elsewhere=(later,))
    assert fixed_duties(problem) == (call,)


def test_duties_stand_by_person_and_start(full):
    duties = fixed_duties(full)
    assert [(d.person, d.start) for d in duties] == sorted((d.person, d.start) for d in duties)
    assert {d.kind for d in duties} == {DutyKind.WORK, DutyKind.ON_CALL, DutyKind.ABSENCE} | {
        DutyKind.ELSEWHERE
    }


def test_ordinary_work_on_a_call_out_leaves_the_office_day_and_is_told_once():
    out = Duty("ann", CALLED_OUT, DutyKind.ELSEWHERE, moment("2027-01-04 16:00"),
               moment("2027-01-04 19:00"), 180)  # fmt: skip
    problem = office_worker(history=(out,))
    mine = [d for d in fixed_duties(problem) if d.start < moment("2027-01-05")]
    office, after = sorted(mine, key=lambda d: d.start)
    assert office.end == after.start
    assert (after.post, after.end) == (CALLED_OUT, out.end)
    assert after.work_minutes == (after.end - after.start) // timedelta(minutes=1) < 180
