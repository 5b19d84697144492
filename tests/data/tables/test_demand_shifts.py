"""Demand: how many people a post needs, and its shifts, counted minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.demand import Demand, DemandSource, MinimumCover
from data.model.post import STANDARD_PATTERNS, PatternShift, Post, PostKind, ShiftPattern
from data.model.shift import posts_of_shifts
from data.tables.expand import DemandPlan, dated_shifts, part_shifts, seat_times
from data.tables.period import Period

ZONE = ZoneInfo("Europe/Amsterdam")
OFFICE = ShiftPattern(
    "office", "office", tuple(PatternShift("K", day, time(9), time(17)) for day in range(5))
)
PATTERNS = {pattern.id: pattern for pattern in (*STANDARD_PATTERNS, OFFICE)}
CACO = Post("CACO", "CaCo", "CACO", ("FL",), PostKind.ON_SITE, "3x8")
MONDAY = date(2027, 1, 4)
HOUR = timedelta(hours=1)
DAYTIME = tuple(range(7))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def demand(start: str, end: str, required: int, **more: object) -> Demand:
    return Demand("CACO", local(start), local(end), required, **more)  # type: ignore[arg-type]


def shifts(
    *demands: Demand,
    covers: tuple[MinimumCover, ...] = (),
    post: Post = CACO,
    first: date = MONDAY,
    weeks: int = 1,
) -> dict[str, str]:
    """Name, local start and end, and seats, of the shifts that the pattern alone does not have."""
    period = Period(first, weeks, ZONE)
    found = dated_shifts([post], PATTERNS, period, DemandPlan(demands, covers))
    usual = dated_shifts([replace(post, start=None, until=None)], PATTERNS, period)
    return {
        one.id: f"{one.name} {one.start.astimezone(ZONE):%a %H:%M}"
        f"-{one.end.astimezone(ZONE):%H:%M} x{one.required}"
        for one in found
        if one not in usual
    }


def test_a_storm_evening_adds_a_shift_of_its_own_time():
    found = shifts(demand("2027-01-06 18:00", "2027-01-07 02:00", 2))
    assert found == {"CACO:2027-01-06T18:00_480": "L+ Wed 18:00-02:00 x1"}
    assert posts_of_shifts(found) == {"CACO"}


def test_an_extra_seat_that_lasts_longer_than_12_hours_changes_hands_with_the_pattern():
    found = shifts(demand("2027-01-06 05:00", "2027-01-07 02:00", 2))
    assert list(found.values()) == [
        "D+ Wed 05:00-15:00 x1",
        "L+ Wed 15:00-02:00 x1",
    ]


def test_an_extra_seat_for_just_a_shift_is_one_seat_more_of_that_shift():
    found = shifts(demand("2027-01-06 07:00", "2027-01-06 15:00", 3))
    assert found == {"CACO:2027-01-06T07:00": "D Wed 07:00-15:00 x3"}


def test_a_closed_day_cuts_what_reaches_into_it():
    found = shifts(demand("2027-01-06 00:00", "2027-01-07 00:00", 0, source=DemandSource.CLOSED))
    assert list(found.values()) == ["N* Tue 23:00-00:00 x1", "N* Thu 00:00-07:00 x1"]
    period = Period(MONDAY, 1, ZONE)
    plan = DemandPlan((demand("2027-01-06 00:00", "2027-01-07 00:00", 0),))
    closed = local("2027-01-06 00:00"), local("2027-01-07 00:00")
    assert not [
        one
        for one in dated_shifts([CACO], PATTERNS, period, plan)
        if one.start < closed[1] and closed[0] < one.end
    ]


def test_fewer_people_leave_the_first_seats_whole_and_cut_the_others():
    found = shifts(
        demand("2027-01-06 10:00", "2027-01-06 12:00", 1), post=replace(CACO, required=2)
    )
    assert list(found.values()) == [
        "D Wed 07:00-15:00 x1",
        "D* Wed 07:00-10:00 x1",
        "D* Wed 12:00-15:00 x1",
    ]


def test_two_seats_from_14_to_22_in_the_weekend():
    cover = MinimumCover("CACO", (5, 6), time(14), time(22), 2)
    assert list(shifts(covers=(cover,)).values()) == [
        "L+ Sat 14:00-22:00 x1",
        "L+ Sun 14:00-22:00 x1",
    ]


def test_a_demand_goes_before_the_minimum_cover():
    cover = MinimumCover("CACO", (5, 6), time(14), time(22), 2)
    only = demand("2027-01-09 00:00", "2027-01-10 00:00", 1)
    assert list(shifts(only, covers=(cover,)).values()) == ["L+ Sun 14:00-22:00 x1"]


def test_a_minimum_cover_holds_from_its_first_to_its_last_day():
    cover = MinimumCover(
        "CACO", DAYTIME, time(22), time(6), 2, first=date(2027, 1, 6), until=date(2027, 1, 6)
    )
    assert list(shifts(covers=(cover,)).values()) == ["N+ Wed 22:00-06:00 x1"]


def test_a_post_has_shifts_from_its_first_up_to_its_last_day():
    bound = replace(CACO, start=date(2027, 1, 5), until=date(2027, 1, 6))
    period = Period(MONDAY, 1, ZONE)
    found = dated_shifts([bound], PATTERNS, period, DemandPlan())
    assert (found[0].start, found[-1].end) == (
        local("2027-01-05 00:00"),
        local("2027-01-07 00:00"),
    )
    assert [one.name for one in found] == ["N*", "D", "L", "N", "D", "L", "N*"]


def test_an_office_post_can_be_needed_on_a_saturday():
    office = replace(CACO, pattern="office")
    found = shifts(demand("2027-01-09 10:00", "2027-01-09 16:00", 1), post=office)
    assert list(found.values()) == ["+ Sat 10:00-16:00 x1"]


def test_a_long_extra_seat_at_a_desk_without_a_pattern_is_cut_at_7_and_19_hours():
    office = replace(CACO, pattern="office")
    found = shifts(demand("2027-01-09 06:00", "2027-01-10 10:00", 1), post=office)
    assert list(found.values()) == [
        "+ Sat 06:00-19:00 x1".replace("06:00-19:00", "06:00-07:00"),
        "+ Sat 07:00-19:00 x1",
        "+ Sat 19:00-07:00 x1",
        "+ Sun 07:00-10:00 x1",
    ]


@pytest.mark.parametrize(
    ("year", "day"),
    [(2027, "04-27"), (2028, "04-27"), (2031, "04-26"), (2026, None)],
)
def test_kings_day_returns_each_year_on_its_own_date(year, day):
    extra = demand("2027-04-27 10:00", "2027-04-27 20:00", 2, yearly=True)
    found = shifts(extra, first=date(year, 4, 20), weeks=2)
    assert [one[10:15] for one in found] == ([day] if day else [])


def test_what_returns_each_year_ends_after_its_last_day():
    extra = demand("2026-12-31 20:00", "2027-01-01 04:00", 2, yearly=True, until=date(2027, 12, 31))
    assert list(shifts(extra, first=date(2026, 12, 28))) == ["CACO:2026-12-31T20:00_480"]
    assert list(shifts(extra, first=date(2027, 12, 27))) == ["CACO:2027-12-31T20:00_480"]
    assert not shifts(extra, first=date(2028, 12, 25))


def test_what_holds_this_year_goes_before_what_returns():
    yearly = demand("2026-01-06 10:00", "2026-01-06 20:00", 2, yearly=True)
    once = demand("2027-01-06 10:00", "2027-01-06 20:00", 1)
    assert not shifts(yearly, once)


def test_a_demand_over_new_year_is_one_shift_in_the_period_in_which_it_begins():
    night = demand("2027-01-03 20:00", "2027-01-04 04:00", 2)
    assert list(shifts(night, first=date(2026, 12, 28))) == ["CACO:2027-01-03T20:00_480"]
    assert not shifts(night)


STEP = timedelta(minutes=30)
FIRST = date(2027, 3, 22)  # the clock goes forward
ONLY_FIRST = st.just(FIRST)
#: That week; one in which the clock goes back; and the turn of a year.
FIRSTS = st.shared(
    st.sampled_from([FIRST, date(2027, 10, 25), date(2027, 12, 27)]), key="the first day"
)


@st.composite
def demands(draw, firsts=ONLY_FIRST):
    found = []
    first = datetime.combine(draw(firsts), time(), ZONE).astimezone(UTC)
    for _ in range(draw(st.integers(0, 4))):
        start = first + draw(st.integers(-100, 400)) * STEP
        found.append(
            Demand(
                "CACO",
                start,
                start + draw(st.integers(1, 200)) * STEP,
                draw(st.integers(0, 4)),
                yearly=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def covers(draw):
    clocks = st.integers(0, 47).map(lambda half: time(half // 2, 30 * (half % 2)))
    return tuple(
        MinimumCover(
            "CACO",
            tuple(draw(st.sets(st.integers(0, 6), min_size=1))),
            draw(clocks),
            draw(clocks),
            draw(st.integers(1, 4)),
            draw(st.none() | st.dates(date(2027, 3, 20), date(2027, 4, 1))),
            draw(st.none() | st.dates(date(2027, 3, 25), date(2027, 4, 10))),
        )
        for _ in range(draw(st.integers(0, 2)))
    )


def usual(post: Post, at: datetime) -> int:
    """How many its pattern asks for at a moment, by the clock alone."""
    clock = at.astimezone(ZONE)
    if post.pattern == "office":
        return post.required * (clock.weekday() < 5 and 9 <= clock.hour < 17)
    return post.required


def needed(
    post: Post, plan: tuple[Demand, ...], floors: tuple[MinimumCover, ...], at: datetime
) -> int:
    """The definition, written again in the plainest way."""
    today = at.astimezone(ZONE).date()
    if (post.start and today < post.start) or (post.until and today > post.until):
        return 0
    said = [one for one in plan if one.start <= at < one.end]
    said = [one for one in said if not one.yearly] or said
    if said:
        return max(one.required for one in said)
    least = [usual(post, at)]
    for one in floors:
        for day in (today - timedelta(days=1), today):
            night = timedelta(days=one.end <= one.start)
            start = datetime.combine(day, one.start, ZONE).astimezone(UTC)
            end = datetime.combine(day + night, one.end, ZONE).astimezone(UTC)
            inside = (not one.first or one.first <= day) and (not one.until or day <= one.until)
            if inside and day.weekday() in one.weekdays and start <= at < end:
                least.append(one.required)
    return max(least)


POSTS = st.builds(
    replace,
    st.just(CACO),
    pattern=st.sampled_from(["3x8", "2x12", "24h", "office"]),
    required=st.integers(1, 3),
    start=st.none() | st.dates(date(2027, 3, 15), date(2027, 4, 2)),
    until=st.none() | st.dates(date(2027, 3, 27), date(2027, 4, 20)),
)


@given(FIRSTS, POSTS, demands(FIRSTS), covers(), st.integers(0, 2))
def test_at_every_moment_the_shifts_ask_for_what_the_definition_says(
    first, post, plan, floors, week
):
    period = Period(first + week * timedelta(days=3), 1, ZONE)
    demand_plan = DemandPlan(plan, floors)
    whole = dated_shifts([post], PATTERNS, period, demand_plan)
    parts = part_shifts([post], PATTERNS, period, whole, demand=demand_plan)
    times = seat_times(post, PATTERNS, (period.start, period.end), ZONE, demand_plan)
    found = (*whole, *parts)
    assert len({one.id for one in found}) == len(found)
    assert all(one.end - one.start <= 25 * HOUR for one in found)  # the clock goes back once
    at = period.start
    while at < period.end:
        right = needed(post, plan, floors, at)
        assert sum(one.required for one in times if one.start <= at < one.end) == right
        asked = sum(one.required for one in found if one.start <= at < one.end)
        assert asked == right, at
        at += STEP


@given(demands(), covers())
def test_a_shift_is_the_same_in_every_period_that_has_it(plan, floors):
    one, other = (
        dated_shifts([CACO], PATTERNS, Period(first, 2, ZONE), DemandPlan(plan, floors))
        for first in (date(2027, 3, 15), date(2027, 3, 22))
    )
    since, until = other[0].start, one[-1].start
    assert [shift for shift in one if shift.start >= since] == [
        shift for shift in other if shift.start <= until
    ]
