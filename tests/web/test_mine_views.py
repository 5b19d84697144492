"""What the pages of one's own are made of: weeks, fields, bars, codes, words."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from data.model.competence_status import CompetenceState, CompetenceStatus
from data.model.errors import Refused
from data.model.post import PostKind
from data.model.shift import Shift
from data.model.tally import Measure
from scheduler.self_service.duties import OwnDuty, PostName, ShareFigure
from web.mine.duty_views import WIDTH, bar_of
from web.mine.exchange_views import choice, chosen
from web.mine.pages import Fields, by_week, countdown, days_text, is_stretch, standing_text
from web.shared.contacts import qr

POST = PostName("P", "Post", PostKind.ON_CALL)
HOUR = timedelta(hours=1)


def duty(text, hours=8):
    start = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return OwnDuty(Shift("s", "P", "D", start, start + hours * HOUR, 0), POST)


@pytest.fixture(autouse=True)
def english(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


def test_a_duty_belongs_to_the_local_week_in_which_it_begins():
    found = by_week([duty("2027-01-03T21:00"), duty("2027-01-03T23:00"), duty("2027-01-05T07:00")])
    assert [(week.number, len(week.duties)) for week in found] == [(53, 1), (1, 2)]
    assert (found[1].monday, found[1].sunday) == (date(2027, 1, 4), date(2027, 1, 10))
    assert by_week([]) == ()


def test_a_week_on_call_is_a_stretch_and_a_night_is_none():
    assert is_stretch(duty("2027-01-04T07:00", 168))
    assert not is_stretch(duty("2027-01-04T22:00", 9))


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(minutes=20), "20 min"),
        (timedelta(hours=47, minutes=5), "47 h 5 min"),
        (timedelta(hours=53), "2 days 5 h"),
        (timedelta(hours=72), "3 days"),
        (timedelta(days=8, hours=3), "8 days"),
    ],
)
def test_a_countdown_is_as_precise_as_is_of_use_and_never_breaks(left, said):
    assert countdown(left) == said.replace(" ", "\N{NO-BREAK SPACE}")


def test_days_are_told_without_the_midnight_that_ends_them():
    day = datetime(2027, 1, 10, 23, tzinfo=UTC)
    assert days_text(day, day + timedelta(days=1)) == "Mon 11 Jan 2027"
    assert days_text(day, day + timedelta(days=3)) == "11–13 Jan 2027"


def test_a_function_says_how_long_it_lasts():
    today = date(2027, 1, 8)
    ends = CompetenceStatus(
        "p", "F", today, CompetenceState.ENDING, until=today + timedelta(days=1)
    )
    assert standing_text(ends) == "ends soon until 9 January 2027, 1 day left"
    assert (
        standing_text(CompetenceStatus("p", "F", today, CompetenceState.QUALIFIED)) == "qualified"
    )
    for state in CompetenceState:
        assert standing_text(CompetenceStatus("p", "F", today, state))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["day", "kind"]), st.text(max_size=20)))
def test_whatever_is_typed_is_a_value_or_a_sentence(form):
    fields = Fields(MultiDict(form))
    day, kind = fields.day("day", "Day"), fields.choice("kind", "Kind", {"a": 1, "b": 2})
    is_sound = 2000 <= day.year <= 2100 and form.get("kind", "").strip() in ("a", "b")
    assert kind in (1, 2)
    with nullcontext() if is_sound else pytest.raises(Refused):
        fields.refuse()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30))
def test_a_box_stands_for_the_same_swap_whatever_the_codes(person, shift):
    found = chosen("me", "mine", choice(person, shift))
    assert (found.taker, found.returned) == (person, shift or None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(*[st.floats(0, 500) for _ in range(4)])
def test_a_bar_lies_within_its_drawing(mine, fair, one, other):
    least, most = sorted((one, other))
    bar = bar_of(ShareFigure(Measure.NIGHTS, mine, fair, least, most, 0.0))
    for place in (bar.mine, bar.fair, bar.least, bar.most):
        assert 0 <= place <= WIDTH
    assert bar.least <= bar.most


def test_a_code_has_no_style_of_its_own_and_a_white_ground():
    drawn = qr("webcal://rooster.example/calendar/x.ics")
    assert "style" not in drawn
    assert 'fill="#fff"' in drawn
