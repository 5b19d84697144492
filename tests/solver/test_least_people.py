"""How many people the law needs at least, against sums made by hand."""

from datetime import timedelta

import pytest

from data.model.post import PIKET_WEEK, THREE_BY_EIGHT, TWENTY_FOUR, TWO_BY_TWELVE
from solver.diagnosis.least_people import PostLoad, legal_minima, load_of
from solver.problem_index import ProblemIndex
from tests.solver.small import (
    CACO,
    MONDAY,
    OPEN,
    PIKET,
    STANDBY,
    shift_at,
    shifts_of,
    somebody,
    tiny,
)


def load(post, pattern, weeks=8, first=MONDAY):
    shifts = shifts_of(post, pattern, first, weeks)
    return load_of(ProblemIndex(tiny(shifts, [somebody("p")], weeks, posts=(post,))), [post.id])


def binding(asked, **how):
    first = legal_minima(asked, **how)[0]
    return first.people, first.article


def test_nights_of_twelve_hours_need_seventeen_people():
    # 52 weeks of 7 nights are 364, 22 each in 52 weeks: 16.5
    assert binding(load(CACO, TWO_BY_TWELVE)) == (17, "ATW 5:8(3)")


def test_a_seat_of_three_times_eight_hours_takes_five_and_a_quarter_jobs():
    seat = load(CACO, THREE_BY_EIGHT)
    assert seat.hours == pytest.approx(168)  # of the seven days of a week
    assert seat.full_time_equivalents(1665) == pytest.approx(8760 / 1665)
    assert round(seat.full_time_equivalents(1665), 2) == 5.26


def test_that_seat_needs_four_people_by_their_hours():
    # 168 / 48 = 3.5; with 112 nights in 16 weeks three people would also have 37 each
    assert binding(load(CACO, THREE_BY_EIGHT)) == (4, "ATW 5:7(2)c")


def test_two_such_seats_together_need_eight_people_for_their_nights():
    # 336 / 48 = 7, but 224 nights in 16 weeks are 32 each: nobody then keeps 48 hours a week
    both = load(CACO, THREE_BY_EIGHT) + load(CACO, THREE_BY_EIGHT)
    assert binding(both) == (8, "ATW 5:8(2)")


def test_who_has_many_nights_may_work_less():
    # Four people have 192 hours if nobody has 16 nights; 140 nights leave 0.2 of them so few.
    nights = PostLoad(hours=190, late_nights=140)
    assert {one.article: one.people for one in legal_minima(nights)} == {
        "ATW 5:8(2)": 5,
        "ATW 5:7(2)c": 4,
        "ATW 5:8(8)": 4,
        "ATW 5:8(3)": 0,
        "ATB 4.8:1(3)a": 0,
        "ATW 5:9(2)a": 0,
        "ATW 5:5(2)": 0,
        "ATW 5:6(3)": 0,
    }


@pytest.mark.parametrize("weeks", [2, 8, 13, 26])
def test_on_call_without_a_break_needs_two_people_however_long_the_period(weeks):
    asked = load(PIKET, PIKET_WEEK, weeks)
    assert 0.5 < asked.on_call <= 1
    assert binding(asked) == (2, "ATW 5:9(2)a")


def test_weeks_on_call_that_reach_over_both_ends_of_a_period_are_one_person_at_once():
    fridays = [MONDAY + timedelta(days=4 + 7 * week) for week in range(-1, 2)]
    shifts = [shift_at(f"{friday} 17:00", 168, PIKET) for friday in fridays]
    asked = load_of(ProblemIndex(tiny(shifts, [somebody("p")], 2, posts=(PIKET,))), [PIKET.id])
    assert asked.on_call == pytest.approx(1)


def test_one_week_on_call_in_a_month_is_a_quarter_of_a_person():
    shifts = [shift_at(f"{MONDAY + timedelta(days=4)} 17:00", 168, PIKET)]
    asked = load_of(ProblemIndex(tiny(shifts, [somebody("p")], 4, posts=(PIKET,))), [PIKET.id])
    assert asked.on_call == pytest.approx(1 / 4)


def test_three_posts_on_call_that_share_their_people_need_six():
    assert binding(PostLoad(on_call=3)) == (6, "ATW 5:9(2)a")


def test_stand_bys_of_a_day_need_four_people():
    # 182 in 26 weeks, 52 each: 3.5
    assert binding(load(STANDBY, TWENTY_FOUR))[0] == 4
    limits = {one.article: one.people for one in legal_minima(load(STANDBY, TWENTY_FOUR))}
    assert (limits["ATB 4.8:1(3)a"], limits["ATW 5:8(3)"]) == (4, 0)
    assert "ATW 5:7(2)c" not in limits


def test_an_agreement_allows_more_nights():
    nights = PostLoad(late_nights=160)
    assert binding(nights) == (5, "ATW 5:8(8)")  # 160 / 36
    agreed = legal_minima(nights, many_nights_agreed=True)
    assert {"ATW 5:8(9)": 4}.items() <= {one.article: one.people for one in agreed}.items()


def test_an_open_call_obliges_nobody():
    assert binding(load(OPEN, PIKET_WEEK))[0] == 0


def test_a_single_day_shift_needs_one_person():
    shift = shift_at("2027-01-05 07:00", 8)
    asked = load_of(ProblemIndex(tiny([shift], [somebody("p")])), ["caco"])
    assert binding(asked) == (1, "ATW 5:7(2)c")
    assert asked == PostLoad(hours=8, days=1)


def test_a_seat_of_every_sunday_needs_two_people():
    # 52 Sundays, 39 each: 1.33; 8 hours a week would be one
    sundays = [f"{MONDAY + timedelta(days=6 + 7 * week)} 09:00" for week in range(8)]
    asked = load_of(
        ProblemIndex(tiny([shift_at(one, 8) for one in sundays], [somebody("p")], 8)), ["caco"]
    )
    assert asked.sundays == pytest.approx(52)
    assert binding(asked) == (2, "ATW 5:6(3)")
    assert binding(asked, sundays_agreed=True)[0] == 1


def test_a_short_shift_on_every_day_needs_two_people_for_their_weekly_rest():
    # 7 days, 6 each: 1.17; 28 hours a week would be one
    days = [f"{MONDAY + timedelta(days=day)} 09:00" for day in range(28)]
    asked = load_of(
        ProblemIndex(tiny([shift_at(one, 4) for one in days], [somebody("p")], 4)), ["caco"]
    )
    limits = {one.article: one.people for one in legal_minima(asked, sundays_agreed=True)}
    assert (limits["ATW 5:5(2)"], limits["ATW 5:7(2)c"]) == (2, 1)


def test_on_call_is_no_work_on_sunday():
    assert load(PIKET, PIKET_WEEK).sundays == load(PIKET, PIKET_WEEK).days == 0


def test_who_comes_from_the_night_may_be_the_one_of_the_evening():
    # Saturday night, day, evening, night: with eight hours between two shifts two people do
    seat = load(CACO, THREE_BY_EIGHT)
    assert seat.sundays == pytest.approx(2 * 52, rel=0.1)
    assert seat.days == 0  # the evening of one day and the night of the next leave rest enough
