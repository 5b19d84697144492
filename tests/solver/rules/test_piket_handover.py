"""PIKET_HANDOVER: piket changes hands at most once within a week."""

from dataclasses import replace

from data.model.duty import DutyKind
from solver.rules.piket_handover import PiketHandover
from tests.solver.rules.parity import person_context, row, timeline
from tests.solver.rules.pattern_parity import assert_pattern_parity

RULE = PiketHandover()


def night(day: int, post: str = "ic", month: str = "2027-01"):
    return row(
        f"{month}-{day:02} 17:00", f"{month}-{day + 1:02} 08:00", kind=DutyKind.ON_CALL, post=post
    )


def weekend(friday: int, post: str = "ic", month: str = "2027-01"):
    return row(
        f"{month}-{friday:02} 17:00",
        f"{month}-{friday + 3:02} 08:00",
        kind=DutyKind.ON_CALL,
        post=post,
    )


WEEK = [*(night(d) for d in (4, 5, 6, 7)), weekend(8)]
NEXT = [*(night(d) for d in (11, 12, 13, 14)), weekend(15)]


def about_posts(*posts):
    """Circumstances that know all shifts of some posts."""
    about = person_context([shift for shifts in posts for shift in shifts])
    shifts = tuple((rows[0].post, tuple((r.start, r.end) for r in rows)) for rows in posts)
    return replace(about, on_call_posts=shifts)


def soft_violations(rows, *posts, rule=RULE):
    return list(rule.soft_violations(timeline(rows, about_posts(*(posts or ([*WEEK, *NEXT],))))))


def test_a_whole_week_and_half_of_it_from_either_side_are_healthy():
    for held in (WEEK, WEEK[:2], WEEK[3:], WEEK[:1], WEEK[4:], [*WEEK, *NEXT], []):
        assert not soft_violations(held)


def test_the_middle_of_a_week_is_one_change_too_many():
    (found,) = soft_violations(WEEK[1:3])
    assert (found.value, found.limit, found.unit) == (2, 1, "changes")


def test_every_other_night_is_three_changes_too_many():
    assert [f.value for f in soft_violations([WEEK[0], WEEK[2], WEEK[4]])] == [2, 3, 4]


def test_each_week_and_each_post_is_counted_apart():
    assert not soft_violations([*WEEK[3:], *NEXT[:2]])
    other = [replace(shift, post="im") for shift in WEEK]
    assert not soft_violations([WEEK[0], other[4]], WEEK, other)


def test_the_weekly_handover_may_be_on_another_day():
    friday = PiketHandover(weekday=4, time=17 * 60)
    assert not soft_violations([*WEEK[4:], *NEXT[:2]], rule=friday)
    held = [WEEK[4], NEXT[3], NEXT[4]]
    assert soft_violations(held, rule=friday)
    assert not soft_violations(held, rule=replace(friday, time=18 * 60))


def test_a_post_with_one_shift_a_week_never_changes_hands():
    weeks = [row(f"2027-01-{d:02} 17:00", f"2027-01-{d + 7:02} 17:00", kind=DutyKind.ON_CALL)
             for d in (8, 15)]  # fmt: skip
    assert not soft_violations(weeks[:1], weeks)


def test_weeks_follow_the_clock_when_it_changes():
    rule = PiketHandover(weekday=6, time=3 * 60)  # Sunday 03:00
    for month, sunday in (("2026-10", 25), ("2027-03", 28)):
        hours = [(sunday - 1, 12), (sunday, 3), (sunday, 12), (sunday, 18)]
        shifts = [
            row(
                f"{month}-{d} {h:02}:00",
                f"{month}-{d} {h + 5:02}:00",
                kind=DutyKind.ON_CALL,
                post="ic",
            )
            for d, h in hours
        ]
        assert soft_violations(shifts[2:3], shifts, rule=rule)
        assert not soft_violations(shifts[2:3], shifts, rule=replace(rule, time=3 * 60 + 1))


def test_parity():
    assert_pattern_parity(RULE, [*WEEK, *NEXT[:2]], about=about_posts([*WEEK, *NEXT]))


def test_parity_with_certain_nights_and_shifts_that_are_not_open_to_the_person():
    candidates = [WEEK[0], WEEK[2], WEEK[4], NEXT[1], NEXT[4]]
    about = about_posts([*WEEK, *NEXT])
    assert_pattern_parity(RULE, candidates, fixed=[WEEK[1]], about=about)
