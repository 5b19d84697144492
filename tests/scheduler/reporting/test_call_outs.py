"""Minutes of call-outs against their norms, with and without a CaCo, and what became of gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.call_out import CalledPerson, CallOut
from data.model.gap import FILLED, OVER, Cause, Gap, GapPart, GapState, UncoveredInterval
from data.model.post import Authority, NormFrom, Post, PostKind
from data.model.stand_in import StandIn
from scheduler.call_outs.queries import ControlRoom, RecordedCallOut
from scheduler.call_outs.recording import CallOutEntry, record_call_out
from scheduler.reporting.call_outs import (
    Norm,
    NormKind,
    count,
    gaps_by_month,
    report,
    timed_norms,
)
from tests.support.region import INSIDE, texts

AT = datetime(2027, 1, 8, 2, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def post(code, minutes, authority=Authority.STATUTE, required=1):
    return Post(
        code, code, "f", ("R",), PostKind.ON_CALL, "week-fri", authority=authority,
        start_norm_minutes=minutes, required=required,
    )  # fmt: skip


POSTS = {
    one.id: one
    for one in (
        post("IM", 30),
        post("ROT", 40, required=2),
        post("BT", 60, Authority.REGIONAL),
        post("FREE", None),
    )
}


def recorded(*people, is_valid=True, **more):
    call_out = CallOut("x", AT, tuple(POSTS), people=people, **more)
    return RecordedCallOut(1, call_out, ControlRoom(("CACO",), (), is_valid))


def came(post, minutes=None, *, late=0, person="a", did=True):
    at = AT + late * MINUTE if late else None
    return CalledPerson(person, post, did, minutes=minutes, called_at=at)


def timed(*people, **more):
    found = timed_norms(recorded(*people, **more), POSTS)
    return {
        (one.norm.kind.value, one.post): (one.took and one.took / MINUTE, one.is_met)
        for one in found
    }


def test_the_minutes_of_the_decree_count_from_the_criteria():
    found = timed(criteria_at=AT - 2 * MINUTE, picture_at=AT + 4 * MINUTE)
    assert found["alerting", ""] == (2, True)
    assert found["description", ""] == (6, False)
    found = timed(picture_at=AT + 5 * MINUTE)
    assert found["alerting", ""] == (None, None)
    assert found["description", ""] == (5, True)


def test_each_norm_has_its_article_and_what_no_statute_sets_has_none():
    found = {one.post: one.norm for one in timed_norms(recorded(), POSTS)}
    assert found["IM"] == Norm(30, NormKind.START, "2.3.2(1)")
    assert found["BT"].article == ""
    assert "FREE" not in found


def test_a_post_starts_when_as_many_as_it_needs_have_come():
    found = timed(came("ROT", 20), came("ROT", 41, person="b"), came("IM", 30))
    assert found["start", "ROT"] == (41, False)
    assert found["start", "IM"] == (30, True)
    assert found["start", "BT"] == (None, None)  # nobody was written down for it


def test_too_few_who_came_is_too_late_and_an_unknown_time_is_not_known():
    found = timed(came("ROT", 20), came("IM", did=False), came("BT"))
    assert found["start", "ROT"] == (None, False)
    assert found["start", "IM"] == (None, False)
    assert found["start", "BT"] == (None, None)


def test_a_post_that_was_called_later_counts_from_its_first_call():
    found = timed(
        came("ROT", 39, late=60), came("ROT", 30, late=65, person="b"), came("IM", 29),
        came("IM", 10, late=200, person="c"), criteria_at=AT - 2 * MINUTE,
    )  # fmt: skip
    assert found["start", "ROT"] == (39, True)
    assert found["start", "IM"] == (31, False)  # relief does not move the clock


def test_a_policy_team_counts_from_when_the_mayor_convened_it():
    team = replace(POSTS["BT"], norm_from=NormFrom.CONVENED)
    one = recorded(came("BT", 75), convened_at=AT + 20 * MINUTE, criteria_at=AT - 2 * MINUTE)

    def took(given):
        return next(t for t in timed_norms(given, {"BT": team}) if t.post == "BT").took / MINUTE

    assert took(one) == 55
    assert took(replace(one, call_out=replace(one.call_out, convened_at=None))) == 77
    assert next(t for t in timed_norms(one, POSTS) if t.post == "BT").took / MINUTE == 77


@given(st.lists(st.tuples(st.none() | st.integers(0, 90), st.booleans()), max_size=8))
def test_counts_add_up(people):
    found = timed_norms(
        recorded(*(came("IM", minutes if did else None, did=did) for minutes, did in people)), POSTS
    )
    mine = [one for one in found if one.post == "IM"]
    all_of_them = count(mine * 3)
    assert all_of_them.of + all_of_them.untimed == 3
    minutes = [minutes for minutes, did in people if did and minutes is not None]
    assert all_of_them.worst == (min(minutes) if minutes else None)
    if minutes:
        assert all_of_them.met == (3 if min(minutes) <= 30 else 0)


def gap(begin, found, closed=None, how=FILLED, **more):
    start = AT + begin * HOUR
    part = GapPart(start, start + 8 * HOUR, 1, Cause.ILLNESS)
    interval = UncoveredInterval("IM", "s", part.start, part.end, 1, 1, (part,))
    if closed is None:
        return Gap(1, interval, GapState.OPEN, AT + found * HOUR, **more)
    ended = {"closed_at": AT + closed * HOUR, "closed_by": how}
    return Gap(1, interval, GapState.CLOSED, AT + found * HOUR, **ended, **more)


def stand_in(begin):
    start = AT + begin * HOUR
    return StandIn(1, "s", "IM", start, start + HOUR, "a", "b", "ill", "duty", start)


def test_gaps_are_filled_in_time_late_or_not_at_all():
    now = AT + 1000 * HOUR
    kept = [
        gap(10, 0, 4),
        gap(10, 0, 12),
        gap(10, 8, 18, OVER),
        gap(10, 8),  # is still open, and over
        gap(10, 8, 18, OVER, accepted_until=AT + 20 * HOUR),  # as it was intended
        gap(2000, 0),  # is to come
        gap(800, 0, 20),
    ]
    january, february, whole = gaps_by_month(kept, [stand_in(10), stand_in(800)], AT, now)
    assert (january.in_time, january.late, january.not_filled, january.median_hours) == (1, 1, 2, 8)
    assert (february.month, february.in_time) == (date(2027, 2, 1), 1)
    assert (january.taken_over, february.taken_over, whole.taken_over) == (1, 1, 2)
    assert (whole.in_time, whole.late, whole.not_filled, whole.median_hours) == (2, 1, 2, 12)
    assert gaps_by_month([], [], AT, now) == []
    (only, whole) = gaps_by_month([], [stand_in(10)], AT, now)
    assert (only.taken_over, whole.taken_over, whole.median_hours) == (1, 1, None)


PEOPLE = [row["id"] for row in texts()["people"]]


@pytest.fixture
def called(site_store):
    """Two incidents and an exercise in a store with a roster in force."""
    rows: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("2027-01-08 03:30", "25", {"criteria_at": "2027-01-08 03:29"}),
        ("2026-12-01 03:30", "45", {}),
        ("2027-01-07 10:00", "5", {"exercise": "yes"}),
    )
    for alert, minutes, more in rows:
        row = {"posts": "IM-COPI-R1", "alert_at": alert, **more}
        person = {"person": PEOPLE[10], "came": "yes", "minutes": minutes}
        record_call_out(site_store, CallOutEntry(row, [person]), "duty", INSIDE)
    return site_store


def test_the_report_tells_months_apart_and_with_and_without_a_caco(called):
    found = report(called, date(2026, 12, 1), date(2027, 1, 31), INSIDE)
    assert len(found.call_outs) == 3
    thirty = [row for row in found.months if row.norm.minutes == 30]
    assert [(row.month, row.everything.met, row.everything.of) for row in thirty] == [
        (date(2026, 12, 1), 0, 1), (date(2027, 1, 1), 1, 1), (None, 1, 2),
    ]  # fmt: skip
    (whole,) = (row for row in thirty if row.month is None)
    assert (whole.with_caco.of, whole.without_caco.of, whole.unknown.of) == (1, 0, 1)
    (two,) = (row for row in found.months if row.norm.minutes == 2 and row.month is None)
    assert (two.everything.met, two.everything.of, two.everything.untimed) == (1, 1, 1)
    assert [(row.post, row.everything.median) for row in found.posts] == [("IM-COPI-R1", 35.5)]
    assert [row.everything.of for row in found.exercises if row.norm.minutes == 30] == [1]
    assert found.gaps == ()  # none has begun


def test_a_period_without_call_outs_says_nothing_of_them(called):
    found = report(called, date(2026, 1, 1), date(2026, 1, 31), INSIDE)
    assert (found.call_outs, found.months, found.posts, found.exercises) == ((), (), (), ())
