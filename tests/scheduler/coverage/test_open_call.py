"""The chance that nobody comes to an open call, worked out once more by other means."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from math import isclose, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.call_out import CalledPerson, CallOut
from data.model.contact import AlertRecords, Pledge
from data.model.gap import Cause
from data.model.intervals import subtract
from data.model.person import Competence, CompetenceLevel
from data.model.post import Post, PostKind
from data.model.register import Register
from data.tables.period import ZONE, holiday_dates
from scheduler.coverage.call_chances import (
    MEMORY,
    OpenCall,
    TimeClass,
    chance_of_too_few,
    chances,
    class_of,
    share,
    stretches,
    too_few,
)
from scheduler.coverage.input import CoverageInput
from scheduler.coverage.open_call import (
    UNPROVEN,
    call_from,
    covered_by_pledges,
    kept,
    members_of,
    pledged,
    uncovered,
    uncovered_by_call,
)
from tests.support.demo_region.region import demo_scene

POST = Post(
    "open", "Open", "ic", ("fl",), PostKind.OPEN_CALL, "", start_norm_minutes=60,
    most_chance_nobody=0.05,
)  # fmt: skip
MEMBERS = frozenset(f"m{number}" for number in range(11))
START = datetime(2026, 11, 24, 9, tzinfo=UTC)
END = START + timedelta(weeks=8)
NEW_YEAR = date(2027, 1, 1)
HOUR = timedelta(hours=1)


def call_of(call_outs=(), pledges=(), post=POST, members=MEMBERS, holidays=(NEW_YEAR,)):
    return OpenCall(post, members, tuple(call_outs), tuple(pledges), frozenset(holidays), ZONE)


def answers_at(alert_at, came, people=11, prefix="m", **more):
    """A call-out to which the first so many of the people came."""
    answers = (
        CalledPerson(f"{prefix}{number}", "open", number < came, **more) for number in range(people)
    )
    return [CallOut(f"{alert_at}", alert_at, ("open",), people=tuple(answers))]


def chance_of(call, time_class, at=START):
    return next(one for one in chances(call, at) if one.time_class is time_class)


# Shares


def wilson_by_halving(count, of):
    """The ends at which the score test just does not reject, found in 60 digits by halving."""
    with localcontext() as exact:
        exact.prec = 60
        z = Decimal("1.95996398454005423552459443052055152795555")
        seen = Decimal(count) / of

        def is_rejected(p):
            return (seen - p) ** 2 * of > z**2 * p * (1 - p)

        def edge(out, inside):
            for _ in range(150):
                middle = (out + inside) / 2
                out, inside = (middle, inside) if is_rejected(middle) else (out, middle)
            return inside

        low = Decimal(0) if count == 0 else edge(Decimal(0), seen)
        high = Decimal(1) if count == of else edge(Decimal(1), seen)
        return low, high


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.277533),  # z^2 / (n + z^2) = 3.841459 / 13.841459
        (10, 10, 0.722467, 1.0),
        (5, 10, 0.236593, 0.763407),
        (1, 1, 0.206549, 1.0),  # 1 / (1 + z^2)
        (28, 77, 0.265054, 0.475178),  # (29.9207 -+ 8.4934) / 80.8415
    ],
)
def test_a_share_has_the_interval_that_a_hand_calculation_gives(count, of, low, high):
    found = share(count, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_is_the_one_of_the_score_test_and_holds_the_share(pair):
    found = share(*pair)
    low, high = wilson_by_halving(*pair)
    assert isclose(found.low, low, abs_tol=1e-12)
    assert isclose(found.high, high, abs_tol=1e-12)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_nothing_that_was_seen_is_no_share():
    assert share(0, 0) is None


# Chances


@given(st.integers(0, 8), st.integers(1, 4), st.fractions(0, 1, max_denominator=20))
def test_the_chance_is_the_sum_over_all_that_can_happen(people, required, rate):
    """Every combination of who comes and who does not, in exact fractions."""
    exact = sum(
        prod((rate if comes else 1 - rate) for comes in who)
        for who in itertools.product((True, False), repeat=people)
        if sum(who) < required
    )
    assert isclose(too_few(people, required, float(rate)), Fraction(exact), abs_tol=1e-12)


@given(st.integers(0, 60), st.integers(1, 5), st.floats(0, 1))
def test_more_members_never_raise_the_chance(people, required, rate):
    assert too_few(people + 1, required, rate) <= too_few(people, required, rate) + 1e-12


@given(st.integers(0, 60), st.integers(1, 5), st.integers(1, 99), st.data())
def test_the_chance_lies_between_its_ends(people, required, of, data):
    rate = share(data.draw(st.integers(0, of)), of)
    found = chance_of_too_few(people, required, rate)
    assert -1e-12 <= found.low <= found.value + 1e-12 <= found.high + 2e-12 <= 1 + 3e-12


def test_the_figures_of_free_inflow():
    """Eleven people at 0.25: 4.2 per cent; at 0.15: 16.7; eight at 0.25: 10."""
    assert too_few(11, 1, 0.25) == pytest.approx(0.0422, abs=1e-4)
    assert too_few(11, 1, 0.15) == pytest.approx(0.1673, abs=1e-4)
    assert too_few(8, 1, 0.25) == pytest.approx(0.1001, abs=1e-4)


# Classes of time


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - made UTC below
    st.integers(1, 60 * 24 * 9),
    st.sets(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=20),
)
def test_each_minute_lies_in_exactly_one_class(start, minutes, holidays):
    start = start.replace(second=0, microsecond=0, tzinfo=UTC)
    end = start + timedelta(minutes=minutes)
    parts = sorted(
        (first, last, each)
        for each in TimeClass
        for first, last in stretches(each, start, end, holidays, ZONE)
    )
    assert parts[0][0] == start
    assert parts[-1][1] == end
    assert all(one[1] == other[0] for one, other in itertools.pairwise(parts))
    for first, last, each in parts:
        assert class_of(first, holidays, ZONE) is each
        assert class_of(last - timedelta(minutes=1), holidays, ZONE) is each


def test_a_night_is_as_long_as_the_clock_makes_it():
    spring = datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 12, tzinfo=UTC)
    autumn = datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC)
    nights = [list(stretches(TimeClass.NIGHT, *window, (), ZONE)) for window in (spring, autumn)]
    assert [end - start for ((start, end),) in nights] == [5 * HOUR, 7 * HOUR]


# Uncovered intervals


def test_without_answers_nothing_is_known_and_what_is_not_known_is_not_covered():
    found = uncovered_by_call(call_of(), START, END)
    assert [interval.slot for interval in found] == ["day", "night", "holiday"]
    for interval in found:
        assert (interval.post, interval.start, interval.end, interval.cause) == (
            "open", START, END, Cause.OPEN_CALL,
        )  # fmt: skip
        assert (interval.required, interval.missing) == (1, 1)
    assert chance_of(call_of(), TimeClass.DAY).worst == 1


def test_a_class_that_does_not_occur_in_the_window_is_no_gap():
    found = uncovered_by_call(call_of(), START, START + timedelta(hours=3))
    assert [interval.slot for interval in found] == ["day"]


def test_enough_answers_by_day_cover_the_day_and_nothing_else():
    """28 of 77 came: 0.265 at the least, and 0.735 to the eleventh is 3.4 per cent."""
    answers = [
        one
        for day in range(1, 8)
        for one in answers_at(datetime(2026, 6, day, 12, tzinfo=UTC), came=4)
    ]
    call = call_of(answers)
    found = chance_of(call, TimeClass.DAY)
    assert (found.rate.count, found.rate.of, found.observed.count, found.observed.of) == (
        28, 77, 0, 7,
    )  # fmt: skip
    assert found.chance.value == pytest.approx((49 / 77) ** 11)
    assert found.worst == pytest.approx(0.0339, abs=1e-3)
    assert not found.falls_short
    assert [interval.slot for interval in uncovered_by_call(call, START, END)] == [
        "night",
        "holiday",
    ]


def test_the_threshold_itself_is_good_enough():
    answers = answers_at(datetime(2026, 6, 1, 12, tzinfo=UTC), came=4)
    worst = chance_of(call_of(answers), TimeClass.DAY).worst
    for most, falls_short in ((worst, False), (worst - 1e-9, True)):
        call = call_of(answers, post=replace(POST, most_chance_nobody=most))
        assert chance_of(call, TimeClass.DAY).falls_short is falls_short


def test_calls_to_which_nobody_came_count_where_they_show_that_people_stay_away_together():
    """Half of the people came, all together or nobody: independence would say one in 2048."""
    answers = [
        one
        for day in range(1, 21)
        for one in answers_at(datetime(2026, 6, day, 12, tzinfo=UTC), came=11 * (day % 2))
    ]
    found = chance_of(call_of(answers), TimeClass.DAY)
    assert found.chance.high < 0.01
    assert found.worst == found.observed.low == pytest.approx(0.2993, abs=1e-4)
    assert found.falls_short


def test_a_post_without_a_threshold_is_not_watched():
    call = call_of(post=replace(POST, most_chance_nobody=None))
    assert uncovered_by_call(call, START, END) == []
    assert not chance_of(call, TimeClass.DAY).falls_short


def test_who_comes_after_the_norm_came_too_late():
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    late = call_of(answers_at(at, came=11, minutes=61))
    in_time = call_of(answers_at(at, came=11, minutes=60))
    assert chance_of(late, TimeClass.DAY).rate.count == 0
    assert chance_of(late, TimeClass.DAY).observed.count == 1
    assert chance_of(in_time, TimeClass.DAY).rate.count == 11


def test_answers_of_long_ago_and_of_other_posts_do_not_count():
    old = answers_at(START - MEMORY - timedelta(minutes=1), came=11)
    yesterday = START - timedelta(days=1)
    people = tuple(CalledPerson(f"m{number}", "x", True) for number in range(11))
    other = CallOut("x", yesterday, ("x",), people=people)
    assert all(one.rate is None for one in chances(call_of([*old, other]), START))
    assert chance_of(call_of(answers_at(START - MEMORY, came=11)), TimeClass.DAY).rate.of == 11


def test_exercises_and_people_who_were_called_later_say_nothing():
    yesterday = START - timedelta(days=1)
    exercise = [replace(one, is_exercise=True) for one in answers_at(yesterday, came=11)]
    relief = answers_at(yesterday, came=11, called_at=yesterday + HOUR)
    found = call_of([*exercise, *relief], [Pledge("open", "m0", yesterday, START)])
    assert all(one.rate is None for one in chances(found, START))
    assert kept(found) is None


def test_nobody_who_may_come_is_certain_to_leave_it_empty():
    answers = answers_at(datetime(2026, 6, 1, 12, tzinfo=UTC), came=11)
    assert chance_of(call_of(answers, members=frozenset()), TimeClass.DAY).worst == 1


def test_a_post_that_needs_two_is_short_with_one():
    post = replace(POST, required=2)
    answers = answers_at(datetime(2026, 6, 1, 12, tzinfo=UTC), came=1)
    found = chance_of(call_of(answers, post=post), TimeClass.DAY)
    assert found.observed.count == 1
    (interval, *_) = uncovered_by_call(call_of(post=post), START, END)
    assert (interval.required, interval.missing, interval.parts[0].missing) == (2, 2, 2)


# Pledges


def pledges_of(people, start=START + HOUR, end=START + 5 * HOUR):
    return [Pledge("open", f"m{number}", start, end) for number in range(people)]


@pytest.mark.parametrize(("people", "is_covered"), [(4, False), (5, True)])
def test_a_pledge_of_which_nothing_was_seen_counts_for_a_half(people, is_covered):
    """0.5 to the fourth is 6.3 per cent, to the fifth 3.1."""
    call = call_of(pledges=pledges_of(people))
    (stretch,) = pledged(call, START, END)
    assert (stretch.people, stretch.chance) == (people, UNPROVEN**people)
    covered = ((START + HOUR, START + 5 * HOUR),) if is_covered else ()
    assert covered_by_pledges(call, START, END) == covered


def test_pledges_are_cut_out_of_what_falls_short_and_may_close_the_gap():
    window = START, START + 6 * HOUR
    call = call_of(pledges=pledges_of(5))
    assert uncovered(call, *window) == {
        TimeClass.DAY: [(START, START + HOUR), (START + 5 * HOUR, START + 6 * HOUR)]
    }
    whole = call_of(pledges=pledges_of(5, *window))
    assert uncovered(whole, *window) == {}
    assert uncovered_by_call(whole, *window) == []


def test_one_person_who_pledges_twice_counts_once_and_strangers_do_not():
    twice = [*pledges_of(4), *pledges_of(4, START + 2 * HOUR)]
    strangers = [Pledge("open", "x", START, END), replace(pledges_of(5)[4], post="other")]
    call = call_of(pledges=[*twice, *strangers])
    assert max(one.people for one in pledged(call, START, END)) == 4
    assert covered_by_pledges(call, START, END) == ()


def test_pledges_that_were_kept_count_for_more_and_broken_ones_for_less():
    """Of 22 that were asked for 20 were kept: 0.722 at the least. Three are enough, not two."""
    past = START - timedelta(days=30)
    asked = [Pledge("open", f"p{number}", past, past + HOUR) for number in range(22)]
    answers = answers_at(past, 20, people=22, prefix="p")
    good = call_of(answers, [*asked, *pledges_of(3)])
    assert (kept(good).count, kept(good).of) == (20, 22)
    assert covered_by_pledges(good, START, END)
    assert covered_by_pledges(call_of(answers, [*asked, *pledges_of(2)]), START, END) == ()
    broken = answers_at(past, 0, people=22, prefix="p")
    assert covered_by_pledges(call_of(broken, [*asked, *pledges_of(11)]), START, END) == ()


def test_an_answer_at_the_end_of_a_pledge_is_not_asked_of_it():
    past = START - timedelta(days=30)
    asked = [Pledge("open", "m0", past, past + HOUR)]
    other = CallOut("x", past, ("x",), people=(CalledPerson("m0", "x", False),))
    answers = [*answers_at(past + HOUR, 0, people=1), other]
    assert kept(call_of(answers, asked)) is None


moments = st.integers(0, 40).map(lambda hours: START + hours * HOUR)


@given(
    st.lists(st.tuples(st.integers(0, 6), moments, st.integers(1, 20)), max_size=12),
    moments,
    st.integers(1, 30),
)
def test_each_hour_is_covered_exactly_where_enough_people_pledged(given_pledges, start, hours):
    pledges = [
        Pledge("open", f"m{number}", begin, begin + length * HOUR)
        for number, begin, length in given_pledges
    ]
    end = start + hours * HOUR
    covered = covered_by_pledges(call_of(pledges=pledges), start, end)
    for number in range(hours):
        hour = start + number * HOUR
        people = {one.person for one in pledges if one.start <= hour < one.end}
        is_covered = any(begin <= hour < finish for begin, finish in covered)
        assert is_covered == (0.5 ** len(people) <= 0.05)
    assert all(start <= begin < finish <= end for begin, finish in covered)


spans = st.lists(
    st.tuples(moments, st.integers(1, 9)).map(lambda pair: (pair[0], pair[0] + pair[1] * HOUR)),
    max_size=6,
)


@given(spans, spans)
def test_what_is_taken_away_is_gone_and_nothing_else(given_spans, taken):
    def hours(pieces):
        return [START + n * HOUR for n in range(60) if any(
            begin <= START + n * HOUR < finish for begin, finish in pieces
        )]  # fmt: skip

    left = list(subtract(given_spans, taken))
    assert set(hours(left)) == set(hours(given_spans)) - set(hours(taken))


# Members


def test_who_may_fill_the_post_on_every_day_of_the_window_is_a_member():
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    held = {
        "whole": Competence("whole", "ic", first, last),
        "lapses": Competence("lapses", "ic", first, date(2026, 12, 30)),
        "begins": Competence("begins", "ic", date(2026, 12, 2)),
        "learns": Competence("learns", "ic", first, None, CompetenceLevel.TRAINEE),
        "elsewhere": Competence("elsewhere", "ic", first),
        "other": Competence("other", "im", first),
        "left": Competence("left", "ic", first),
    }
    regions = {person: ("fl",) for person in held if person != "left"} | {"elsewhere": ("gv",)}
    found = members_of(POST, regions, Register(tuple(held.values())).qualified, (first, last))
    assert found == {"whole"}


def test_what_coverage_knows_is_all_that_is_asked():
    """Who lapses within the window is no member, and the calls of all posts come along."""
    held = (
        Competence("m0", "ic", date(2026, 1, 1)),
        Competence("m1", "ic", date(2026, 1, 1), NEW_YEAR),
    )
    answers = tuple(answers_at(START - timedelta(days=1), came=2, people=2))
    known = CoverageInput(
        zone=ZONE, posts={POST.id: POST}, regions={"m0": ("fl",), "m1": ("fl",)},
        register=Register(held), away={}, reachable=frozenset(), left={}, published={},
        expected={}, holidays={POST.id: frozenset({NEW_YEAR})},
        alerts=AlertRecords(call_outs=answers, pledges=tuple(pledges_of(2))),
    )  # fmt: skip
    call = call_from(known, POST, START, END)
    assert call == call_of(answers, pledges_of(2), members=frozenset({"m0"}))
    assert call_from(known, POST, START, START + HOUR).members == {"m0", "m1"}


def test_the_demonstration_shows_a_day_that_holds_and_a_night_and_holidays_that_do_not():
    scene = demo_scene()
    post = next(post for post in scene.posts if post.kind is PostKind.OPEN_CALL)
    regions = {person.id: person.regions for person in scene.people}
    days = date(2026, 11, 24), date(2027, 1, 19)
    members = members_of(post, regions, scene.register.qualified, days)
    assert len(members) == 11
    holidays = holiday_dates(date(2024, 11, 1), days[1], scene.regions)
    call = OpenCall(post, members, scene.alerts.call_outs, scene.alerts.pledges, holidays, ZONE)
    found = {one.time_class: one for one in chances(call, START)}
    assert {each: one.rate.of for each, one in found.items()} == {
        TimeClass.DAY: 77, TimeClass.NIGHT: 44, TimeClass.HOLIDAY: 33,
    }  # fmt: skip
    assert [interval.slot for interval in uncovered_by_call(call, START, END)] == [
        "night",
        "holiday",
    ]
    noon = datetime(2026, 12, 31, 11, tzinfo=UTC)
    assert covered_by_pledges(call, START, END) == ((noon, noon + timedelta(days=1)),)
