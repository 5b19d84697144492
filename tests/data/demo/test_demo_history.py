"""The past of the demonstration region was worked, every hour of it, and within the law."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from data.demo.diary import is_night
from data.demo.scene import HISTORY_START, HOUR, PERIOD_START, instant
from data.model.duty import Duty, DutyKind
from data.model.post import PostKind
from tests.data.demo.support import audited, demo_problem, judged
from tests.support.demo_region.region import demo_scene

HISTORY = demo_scene().history
LAST = date(2027, 7, 11)


def rows_of(post):
    return [duty for duty in HISTORY if duty.post == post]


def test_it_covers_16_weeks_before_the_period():
    assert min(duty.start for duty in HISTORY) == instant(HISTORY_START)
    assert (
        instant(PERIOD_START) - timedelta(hours=1)
        <= max(duty.start for duty in HISTORY)
        < instant(PERIOD_START)
    )


def test_no_post_was_left_alone_for_a_minute():
    rostered = (one.id for one in demo_scene().posts if one.kind is not PostKind.OPEN_CALL)
    for post in rostered:
        rows = rows_of(post)
        assert all(first.end == second.start for first, second in pairwise(rows)), post
        assert rows[-1].end > instant(PERIOD_START)


def test_nobody_was_in_two_places_at_once():
    by_person: dict[str, list[Duty]] = {}
    for duty in HISTORY:
        by_person.setdefault(duty.person, []).append(duty)
    for rows in by_person.values():
        rows.sort(key=lambda duty: duty.start)
        assert all(first.end <= second.start for first, second in pairwise(rows))


def test_the_night_in_which_the_clock_changed_lasted_nine_hours():
    (night,) = [d for d in rows_of("CACO") if d.start == instant(date(2026, 10, 24)) + 23 * HOUR]
    assert night.work_minutes == 9 * 60


def test_who_is_exempt_did_no_nights():
    nights = {duty.person for duty in rows_of("CACO") if is_night(duty)}
    assert "grutto" not in nights
    pregnant = instant(date(2026, 12, 14))
    assert not [d for d in rows_of("CACO") if d.person == "waterral" and d.end > pregnant
                and is_night(d)]  # fmt: skip


def test_nights_and_piket_went_round():
    nights = Counter(duty.person for duty in rows_of("CACO") if is_night(duty))
    assert max(nights.values()) <= 26
    weeks = Counter(duty.person for duty in HISTORY if duty.kind is DutyKind.ON_CALL)
    assert max(weeks.values()) <= 6
    assert sum(count >= 3 for count in weeks.values()) >= 18


@pytest.mark.second
def test_the_auditor_finds_nothing_in_all_that_is_certain():
    assert audited(demo_problem(26), LAST) == []


def test_our_own_rules_find_nothing_either():
    assert judged(demo_problem(26)) == []
