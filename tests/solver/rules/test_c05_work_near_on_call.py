"""C05: at most 13 hours of work in any 24 hours with on-call in them."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.c05_work_near_on_call import WorkNearOnCall
from tests.solver.rules.parity import (
    assert_parity,
    is_feasible,
    on_call,
    person_context,
    person_model,
    row,
    violations,
)

RULE = WorkNearOnCall()
ELSEWHERE, ABSENCE = DutyKind.ELSEWHERE, DutyKind.ABSENCE
PIKET = on_call("2027-01-05 17:30", "2027-01-12 17:00")


def office(day: str):
    return row(f"{day} 09:00", f"{day} 17:30", 480, kind=ELSEWHERE)


def test_office_day_and_a_long_call_are_too_much_vector_12():
    call = row("2027-01-05 22:00", "2027-01-06 03:30", kind=ELSEWHERE)
    (found,) = violations(RULE, [office("2027-01-05"), call, PIKET])
    assert (found.value, found.limit) == (13.5 * 60, 13 * 60)


def test_thirteen_hours_pass():
    call = row("2027-01-05 22:00", "2027-01-06 03:00", kind=ELSEWHERE)
    assert not violations(RULE, [office("2027-01-05"), call, PIKET])
    assert violations(
        RULE, [office("2027-01-05"), replace(call, end=call.end + 1, work=301), PIKET]
    )


def test_without_on_call_it_does_not_hold():
    call = row("2027-01-05 22:00", "2027-01-06 03:30", kind=ELSEWHERE)
    assert not violations(RULE, [office("2027-01-05"), call])


def test_a_window_that_ends_as_on_call_begins_touches_it():
    rows = [
        row("2027-01-04 08:00", "2027-01-04 17:00"),
        row("2027-01-05 00:00", "2027-01-05 05:00"),
    ]
    assert violations(RULE, [*rows, on_call("2027-01-05 08:00", "2027-01-06 08:00")])
    assert not violations(RULE, [*rows, on_call("2027-01-05 09:01", "2027-01-06 08:00")])


def test_absence_counts():
    rows = [row("2027-01-05 20:00", "2027-01-06 02:00")]
    leave = row("2027-01-05 08:00", "2027-01-05 16:00", 480, kind=ABSENCE)
    piket = on_call("2027-01-06 02:00", "2027-01-06 17:00")
    assert not violations(RULE, [*rows, piket])
    (found,) = violations(RULE, [*rows, leave, piket])
    assert found.value == 14 * 60


def test_a_course_is_work_with_its_breaks_outside_the_window():
    rows = [row("2027-01-05 20:00", "2027-01-06 02:00")]
    piket = on_call("2027-01-06 02:00", "2027-01-06 17:00")
    around = row("2027-01-04 16:00", "2027-01-05 16:00", 480, kind=ABSENCE, post="leave")
    # from 02:00: 14 of 24 hours of it, so 4 h 40 of leave, and up to 8 of a course
    assert not violations(RULE, [*rows, around, piket])
    (found,) = violations(RULE, [*rows, replace(around, post="course"), piket])
    assert found.value == 14 * 60


def test_parity_of_a_course():
    course = row("2027-01-05 09:00", "2027-01-05 17:00", 420, kind=ABSENCE, post="course")
    candidates = [
        row("2027-01-05 18:00", "2027-01-06 01:00"),
        row("2027-01-05 01:00", "2027-01-05 06:00"),
        row("2027-01-06 10:00", "2027-01-06 16:00"),
        on_call("2027-01-05 17:00", "2027-01-05 18:00"),
        on_call("2027-01-06 01:00", "2027-01-06 10:00"),
    ]
    assert_parity(RULE, candidates, fixed=[course])


def test_the_milder_reading_looks_at_24_hours_inside_on_call_only():
    rule = replace(RULE, only_on_call=True)
    call = row("2027-01-05 22:00", "2027-01-06 03:30", kind=ELSEWHERE)
    assert not violations(rule, [office("2027-01-05"), call, PIKET])
    later = row("2027-01-06 22:00", "2027-01-07 03:30", kind=ELSEWHERE)
    assert violations(rule, [office("2027-01-06"), later, PIKET])


def test_24_hours_are_those_that_pass_when_the_clock_changes():
    rows = [
        row("2027-03-27 08:00", "2027-03-27 16:00"),
        row("2027-03-28 03:30", "2027-03-28 09:00"),
    ]
    (found,) = violations(RULE, [*rows, on_call("2027-03-28 09:00", "2027-03-29 10:00")])
    assert found.value == 13.5 * 60  # from 08:00 to 09:00 on the next day
    rows = [
        row("2026-10-24 08:00", "2026-10-24 16:00"),
        row("2026-10-25 02:00", "2026-10-25 08:00"),
    ]
    assert violations(RULE, [*rows, on_call("2026-10-25 08:00", "2026-10-26 10:00")])
    rows[1] = row("2026-10-25 03:00", "2026-10-25 08:00")  # of which one hour lies too late
    assert not violations(RULE, [*rows, on_call("2026-10-25 08:00", "2026-10-26 10:00")])


def test_parity_around_on_call():
    assert_parity(
        RULE,
        [
            row("2027-01-05 07:00", "2027-01-05 15:00"),
            row("2027-01-05 15:00", "2027-01-05 21:00", 330),
            row("2027-01-05 18:00", "2027-01-05 23:00"),
            row("2027-01-06 00:00", "2027-01-06 06:30", 360),
            on_call("2027-01-05 23:00", "2027-01-06 17:00"),
            on_call("2027-01-06 06:30", "2027-01-07 17:00"),
            row("2027-01-07 18:00", "2027-01-07 23:30"),
        ],
        fixed=[row("2027-01-04 22:00", "2027-01-05 03:00", kind=ELSEWHERE)],
    )


def test_parity_of_work_elsewhere_inside_on_call_and_leave():
    fixed = [
        office("2027-01-05"),
        row("2027-01-06 00:00", "2027-01-06 05:30", kind=ELSEWHERE),
        row("2027-01-08 08:00", "2027-01-08 16:00", 480, kind=ABSENCE),
    ]
    candidates = [
        on_call("2027-01-05 06:00", "2027-01-06 12:00"),
        on_call("2027-01-06 12:00", "2027-01-07 12:00"),
        row("2027-01-05 18:00", "2027-01-05 22:00"),
        row("2027-01-07 23:00", "2027-01-08 04:30"),
        on_call("2027-01-07 12:00", "2027-01-07 20:00"),
        on_call("2027-01-08 16:00", "2027-01-09 16:00"),
    ]
    for rule in (RULE, replace(RULE, only_on_call=True)):
        assert_parity(rule, candidates, fixed=fixed)


def test_parity_where_a_window_could_start_at_a_shift_that_is_not_chosen():
    candidates = [
        row("2027-01-05 00:00", "2027-01-05 09:00", 450),
        row("2027-01-04 20:00", "2027-01-05 02:00"),
        row("2027-01-05 09:00", "2027-01-05 10:00"),
        row("2027-01-05 19:00", "2027-01-05 19:30"),
        row("2027-01-05 19:30", "2027-01-06 04:30", 450),
        on_call("2027-01-05 10:00", "2027-01-05 19:00"),
    ]
    assert_parity(RULE, candidates)


def test_what_is_certain_is_not_made_worse():
    fixed = [
        row("2027-01-05 06:00", "2027-01-05 18:00"),
        row("2027-01-06 03:00", "2027-01-06 05:00"),
    ]
    fixed.append(on_call("2027-01-05 18:00", "2027-01-06 03:00"))
    candidates = [row("2027-01-06 05:15", "2027-01-06 05:45")]
    person = person_model([RULE], fixed, candidates, person_context([*fixed, *candidates]))
    assert is_feasible(person, frozenset(), 1)
    assert not is_feasible(person, frozenset({0}), 1)
