"""What a duty more does to somebody's week, in hours that are counted once more by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.i18n.language import language
from data.model.post import PostKind
from data.model.shift import Shift
from scheduler.self_service.consequences import consequence_lines, consequences
from scheduler.self_service.duties import OwnDuty, PostName

DESK, PIKET = PostName("D", "Desk", PostKind.ON_SITE), PostName("P", "Piket", PostKind.ON_CALL)
HOUR = timedelta(hours=1)
EN = language("en")


def duty(text, hours=8, post=DESK, **more):
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    shift = Shift(f"{post.id}:{text}", post.id, "D", start, start + hours * HOUR, hours * 60)
    return OwnDuty(shift, post, **more)


def test_a_night_eight_hours_later_is_said_with_the_short_rest_and_the_week():
    new, night = duty("2027-01-05T06:00"), duty("2027-01-05T22:00")
    found = consequences([night], new)
    assert (found.before, found.after.duty, found.after.rest) == (None, night, 8 * HOUR)
    assert found.is_short_rest
    assert consequence_lines(found, EN) == [
        "8 h after it you begin again: Desk, Tue 5 Jan 23:00.",
        "That is less than 11 hours of rest, which is allowed once in 7 days (ATW 5:3).",
        "Week 1: 16 h instead of 8 h.",
    ]


def test_with_eleven_hours_of_rest_nothing_is_said_of_it():
    found = consequences([duty("2027-01-05T22:00")], duty("2027-01-05T03:00"))
    assert not found.is_short_rest


@pytest.mark.parametrize(("new", "known"), [(PIKET, DESK), (DESK, PIKET)])
def test_on_call_is_no_short_rest(new, known):
    gained, beside = duty("2027-01-05T06:00", post=new), duty("2027-01-05T22:00", post=known)
    assert not consequences([beside], gained).is_short_rest


def test_what_is_given_in_return_counts_no_more():
    given_away, new = duty("2027-01-05T22:00"), duty("2027-01-05T06:00")
    found = consequences([given_away], new, given_away.shift.id)
    assert (found.after, found.weeks) == (None, ())
    other_week = duty("2027-01-12T06:00")
    moved = consequences([given_away], other_week, given_away.shift.id)
    assert [(one.before, one.after) for one in moved.weeks] == [(480, 0), (0, 480)]


def test_absent_or_doubling_is_no_duty_beside_it():
    near = [duty("2027-01-05T22:00", is_away=True), duty("2027-01-05T21:00", doubles=True)]
    assert consequences(near, duty("2027-01-05T06:00")).after is None


def test_what_stops_them_comes_first():
    found = consequences([], duty("2027-01-05T06:00"), "", ["Not allowed (ATW 5:8)."])
    assert consequence_lines(found, EN)[0] == "Not allowed (ATW 5:8)."


@given(st.lists(st.integers(0, 24 * 20), min_size=1, max_size=12, unique=True), st.data())
def test_rest_and_hours_are_those_of_the_nearest_duties(starts, data):
    first = datetime(2027, 1, 1, tzinfo=UTC)
    mine = [duty((first + n * HOUR).isoformat()[:16]) for n in starts]
    new = duty((first + data.draw(st.integers(0, 24 * 20)) * HOUR).isoformat()[:16])
    found = consequences(mine, new)
    later = [one.shift.start - new.shift.end for one in mine if one.shift.start >= new.shift.end]
    near = [one for one in later if one < timedelta(days=3)]
    assert (found.after.rest if found.after else None) == (min(near) if near else None)
    (week,) = found.weeks
    assert week.after - week.before == new.shift.work_minutes
