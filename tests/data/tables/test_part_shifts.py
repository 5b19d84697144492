"""Time that a pattern asks for and no shift covers, counted minute by minute, and its shifts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.post import STANDARD_PATTERNS, PatternShift, Post, PostKind, ShiftPattern
from data.model.shift import EarlierDuty
from data.tables.expand import dated_shifts, part_shifts
from data.tables.period import Period

ZONE = ZoneInfo("Europe/Amsterdam")
PATTERNS = {pattern.id: pattern for pattern in STANDARD_PATTERNS}
IM = Post("IM", "IM", "IM", ("FL",), PostKind.ON_CALL, "week-fri")
MINUTE = timedelta(minutes=1)
MONDAY = date(2026, 11, 30)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def parts(post=IM, first=MONDAY, weeks=4, patterns=PATTERNS, earlier=(), now=None, shifts=None):
    period = Period(first, weeks, ZONE)
    there = dated_shifts([post], patterns, period) if shifts is None else shifts
    return part_shifts([post], patterns, period, there, earlier, now)


def told(found):
    return [
        (
            one.name,
            f"{one.start.astimezone(ZONE):%a %d %H:%M}",
            f"{one.end.astimezone(ZONE):%a %d %H:%M}",
        )
        for one in found
    ]


def test_the_days_before_the_first_weekly_handover_are_a_shift_of_their_own():
    (part,) = parts()
    assert (part.id, part.name, part.is_part) == ("IM:2026-11-30T00:00", "P*", True)
    assert (part.start, part.end) == (local("2026-11-30 00:00"), local("2026-12-04 17:00"))
    assert (part.work_minutes, part.required) == (0, 1)


@pytest.mark.parametrize(
    ("pattern", "first", "expected"),
    [
        ("3x8", MONDAY, [("N*", "Mon 30 00:00", "Mon 30 07:00")]),
        ("2x12", MONDAY, [("N*", "Mon 30 00:00", "Mon 30 07:00")]),
        ("24h", MONDAY, [("24*", "Mon 30 00:00", "Mon 30 08:00")]),
        ("weeknights", MONDAY, [("W*", "Mon 30 00:00", "Mon 30 08:00")]),
        ("weeknights", date(2026, 12, 2), [("A*", "Wed 02 00:00", "Wed 02 08:00")]),
        ("weeknights", date(2026, 12, 5), [("W*", "Sat 05 00:00", "Mon 07 08:00")]),
        ("week-fri", date(2026, 12, 4), [("P*", "Fri 04 00:00", "Fri 04 17:00")]),
        ("week-fri", date(2026, 12, 5), [("P*", "Sat 05 00:00", "Fri 11 17:00")]),
    ],
)
def test_every_standard_pattern_from_any_day(pattern, first, expected):
    kind = PostKind.ON_CALL if pattern.startswith("week") else PostKind.ON_SITE
    assert told(parts(replace(IM, pattern=pattern, kind=kind), first)) == expected


def test_hours_that_the_pattern_itself_leaves_free_ask_for_nobody():
    office = ShiftPattern(
        "office", "office", tuple(PatternShift("K", day, time(9), time(17)) for day in range(5))
    )
    desk = replace(IM, pattern="office", kind=PostKind.ON_SITE)
    assert parts(desk, patterns={"office": office}) == ()


def test_an_open_call_asks_for_nobody():
    assert parts(replace(IM, kind=PostKind.OPEN_CALL)) == ()


def test_who_is_still_on_from_before_covers_a_seat():
    begun = EarlierDuty("IM", "anna", local("2026-11-27 17:00"), local("2026-12-04 17:00"))
    assert parts(earlier=[begun]) == ()
    short = replace(begun, end=local("2026-12-02 12:00"))
    assert told(parts(earlier=[short])) == [("P*", "Wed 02 12:00", "Fri 04 17:00")]
    two = parts(replace(IM, required=2), earlier=[begun])
    assert [(one.required, one.start) for one in two] == [(1, local("2026-11-30 00:00"))]
    twice = parts(replace(IM, required=2), earlier=[begun, begun])
    assert [one.required for one in twice] == [1]
    elsewhere = replace(begun, post="CACO")
    assert len(parts(earlier=[elsewhere])) == 1


def test_a_change_of_pattern_leaves_hours_that_are_a_shift():
    desk = replace(IM, pattern="3x8", kind=PostKind.ON_SITE)
    period, now = Period(MONDAY, 4, ZONE), local("2026-12-02 10:00")
    begun = [one for one in dated_shifts([desk], PATTERNS, period) if one.start < now]
    night = EarlierDuty("IM", "anna", local("2026-11-29 23:00"), local("2026-11-30 07:00"))
    later = [one for one in dated_shifts([IM], PATTERNS, period) if one.start >= now]
    found = parts(shifts=[*begun, *later], earlier=[night], now=now)
    assert told(found) == [("P*", "Wed 02 15:00", "Fri 04 17:00")]


def test_what_began_is_cut_at_midnight_where_a_roster_is_in_force():
    now = local("2026-12-02 10:20")
    later = [s for s in dated_shifts([IM], PATTERNS, Period(MONDAY, 4, ZONE)) if s.start >= now]
    assert told(parts(shifts=later, now=now)) == [
        ("P*", "Mon 30 00:00", "Thu 03 00:00"),
        ("P*", "Thu 03 00:00", "Fri 04 17:00"),
    ]


def test_a_short_part_has_no_break_and_a_long_one_has_that_of_its_shift():
    long_day = ShiftPattern(
        "long", "long", tuple(PatternShift("D", d, time(16), time(8), 1, 45, 10) for d in range(7))
    )
    desk = replace(IM, pattern="long", kind=PostKind.ON_SITE)
    (part,) = parts(desk, patterns={"long": long_day})
    assert (part.work_minutes, part.handover_minutes) == (8 * 60 - 45, 10)
    cut = EarlierDuty("IM", "anna", local("2026-11-29 16:00"), local("2026-11-30 03:00"))
    (short,) = parts(desk, patterns={"long": long_day}, earlier=[cut])
    assert short.work_minutes == 5 * 60


clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))


@st.composite
def pattern_shifts(draw):
    start, end, days = draw(clocks), draw(clocks), draw(st.integers(0, 7))
    if days == 0 and end <= start:
        days = 1
    weekday = draw(st.integers(0, 6))
    return PatternShift("S", weekday, start, end, days)


@st.composite
def earlier_duties(draw):
    start = local("2026-03-23 00:00") + draw(st.integers(-300, 100)) * timedelta(hours=1)
    return EarlierDuty(
        "IM",
        draw(st.sampled_from("ab")),
        start,
        start + draw(st.integers(1, 200)) * timedelta(hours=1),
    )


def asked(pattern: ShiftPattern, minute: datetime) -> bool:
    """Whether a shift of some week holds this minute: each day on which it may begin is tried."""
    day = minute.astimezone(ZONE).date()
    for back in range(9):
        began = day - timedelta(days=back)
        for shift in pattern.shifts:
            if shift.weekday == began.weekday():
                start, end = shift.on(began, ZONE)
                if start <= minute < end:
                    return True
    return False


@settings(max_examples=60)
@given(
    st.lists(pattern_shifts(), min_size=1, max_size=4),
    st.sampled_from([date(2026, 3, 23), date(2026, 3, 28), date(2026, 10, 21), MONDAY]),
    st.lists(earlier_duties(), max_size=3),
    st.integers(1, 2),
    st.integers(0, 3),
)
def test_minutes_asked_less_minutes_covered_are_the_minutes_of_part_shifts(
    shifts, first, earlier, seats, left_out
):
    pattern = ShiftPattern("own", "own", tuple(shifts))
    post, period = replace(IM, pattern="own", required=seats), Period(first, 1, ZONE)
    there = dated_shifts([post], {"own": pattern}, period)[left_out:]
    found = part_shifts([post], {"own": pattern}, period, there, earlier)
    step, at, counted = timedelta(minutes=15), period.start, 0
    while at < period.end:
        if asked(pattern, at) and not any(one.start <= at < one.end for one in there):
            on = {one.person for one in earlier if one.start <= at < one.end}
            counted += max(0, seats - len(on))
        at += step
    minutes = sum((one.end - one.start) // step * one.required for one in found)
    assert minutes == counted
    assert len({one.id for one in found}) == len(found)
    assert all(period.start <= one.start < one.end <= period.end for one in found)
