"""Where things stand on a timeline, and the board in words."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from data.model.gap import Severity
from scheduler.coverage.board import Block, BoardCover
from tests.scheduler.coverage.scenes import ZONE, local
from web.board import words
from web.board.timeline import bars, days, scale, signs
from web.gaps.forms import read_acceptance

NOW = local("2027-03-26 10:00")  #: a Friday; the clock goes forward on Sunday
HOUR = timedelta(hours=1)


def in_english():
    """Words are those of a page in English."""
    app = Flask("words")
    app.config["CACO_LANGUAGE"] = "en"
    return app.app_context()


@pytest.fixture
def english():
    with in_english():
        yield


def block(cover, start, hours, people=("a",)):
    return Block(cover, start, start + hours * HOUR, people)


@given(st.integers(0, 14 * 24 * 60), st.integers(0, 14 * 24 * 60), st.sampled_from([2, 8]))
def test_what_comes_later_stands_further_to_the_right(one, other, weeks):
    ruler = scale(NOW, weeks)
    first, last = sorted((one, other))
    places = [ruler.at(NOW + timedelta(minutes=minute)) for minute in (first, last)]
    assert 0 <= places[0] <= places[1] <= 100


def test_the_first_48_hours_get_two_fifths_of_the_width():
    ruler = scale(NOW, 2)
    assert ruler.at(NOW + 48 * HOUR) == 40
    assert ruler.at(NOW + timedelta(days=8)) == 70
    assert ruler.at(NOW - HOUR) == 0
    assert ruler.at(NOW + timedelta(weeks=3)) == 100


def test_days_follow_each_other_without_a_gap():
    found = list(days(scale(NOW, 2)))
    assert found[0].day == date(2027, 3, 26)
    assert found[-1].day == date(2027, 4, 9)
    for before, after in itertools.pairwise(found):
        assert before.x + before.width == pytest.approx(after.x, abs=0.01)
    assert found[-1].x + found[-1].width == pytest.approx(100)


def test_weekends_and_the_change_of_the_clock_are_marked():
    found = list(days(scale(NOW, 2)))
    assert [each.day.day for each in found if each.is_weekend] == [27, 28, 3, 4]
    assert [each.day for each in found if each.is_changed] == [date(2027, 3, 28)]


@given(st.integers(0, 24 * 60 - 1))
def test_no_name_of_a_day_runs_into_the_next_or_over_the_edge(minute):
    """At its narrowest a hundredth is 7.36 px; a short name is 36 px wide, a long one 64."""
    for each in days(scale(NOW + timedelta(minutes=minute), 2)):
        room = 7.36 * min(each.width, 100 - each.x)
        assert not each.is_labelled or room >= (64 if each.is_long else 36)


def test_eight_weeks_name_each_monday():
    found = [each.day for each in days(scale(NOW, 8)) if each.is_labelled]
    assert len(found) == 8
    assert {day.isoweekday() for day in found} == {1}


def test_a_short_gap_is_never_too_narrow_to_be_seen():
    late = NOW + timedelta(days=55)
    for start in (NOW, late, NOW + timedelta(weeks=8) - HOUR / 6):
        (bar,) = bars([block(BoardCover.GAP, start, 1 / 6)], scale(NOW, 8))
        assert bar.width >= 0.5
        assert bar.x + bar.width <= 100


def test_covered_blocks_that_touch_are_one_where_names_do_not_fit():
    shifts = [block(BoardCover.HELD, NOW + 8 * number * HOUR, 8) for number in range(6)]
    assert len(bars(shifts, scale(NOW, 2))) == 6
    (bar,) = bars(shifts, scale(NOW, 8))
    assert (bar.block.start, bar.block.end) == (NOW, NOW + 48 * HOUR)


def test_gaps_that_touch_stay_two_and_break_what_is_joined():
    row = [
        block(BoardCover.HELD, NOW, 8),
        block(BoardCover.GAP, NOW + 8 * HOUR, 8, ()),
        block(BoardCover.GAP, NOW + 16 * HOUR, 8, ()),
        block(BoardCover.HELD, NOW + 24 * HOUR, 8),
        block(BoardCover.DOUBTFUL, NOW + 32 * HOUR, 8),
    ]
    assert [bar.block.cover for bar in bars(row, scale(NOW, 8))] == [one.cover for one in row]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Lotte Visser", "LV"),
        ("Jan van den Berg", "JB"),
        ("Anne-Marie de Wit", "AMW"),
        ("Ö. Çelik", "ÖÇ"),
        ("Cher", "C"),
        ("van de", "VA"),
        ("12", "12"),
    ],
)
def test_initials_fit_in_a_small_block(name, letters):
    assert words.initials(name) == letters


@given(st.text())
def test_initials_of_anything_are_short(name):
    assert len(words.initials(name)) <= 6  # one letter may become two in capitals


@pytest.mark.parametrize(
    ("hours", "said"), [(8, "8h"), (60, "60h"), (168, "7d"), (0.5, "30'"), (71.6, "72h")]
)
def test_a_gap_is_as_long_as_it_lasts(english, hours, said):
    assert words.length(block(BoardCover.GAP, NOW, hours)) == said


def test_a_gap_that_lasts_longer_than_the_timeline_is_said_whole(english):
    row = Mock(gap=Mock(interval=Mock(end=NOW + 168 * HOUR)))
    cut = Block(BoardCover.GAP, NOW, NOW + 72 * HOUR, (), row)
    assert words.length(cut) == "7d"
    assert words.block_words(cut, {}).endswith("Fri 26 Mar 10:00 – Fri 2 Apr 11:00")


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("2027-03-26 15:00", "15:00"),
        ("2027-03-27 02:00", "02:00"),
        ("2027-03-27 07:00", "Sat 27 Mar 07:00"),
    ],
)
def test_until_when_somebody_is_on_names_the_day_where_that_is_not_plain(english, end, said):
    assert words.until(local(end), NOW) == said


@given(st.text(), st.text())
def test_whatever_is_filled_in_is_read_or_told_what_is_wrong(reason, until):
    with in_english():
        found = read_acceptance({"reason": reason, "until": until}, NOW)
    assert found.faults or (found.reason and (found.until is None or found.until > NOW))


@pytest.mark.parametrize("until", ["0001-01-01T00:00", "9999-12-31T23:59-14:00", "2027-13-01"])
def test_a_moment_beyond_all_calendars_is_no_moment(until):
    with in_english():
        found = read_acceptance({"reason": "x", "until": until}, NOW)
    assert found.faults


@given(st.integers(1, 10 * 365 * 24 * 60))
def test_a_moment_to_come_is_read_on_the_local_clock(minutes):
    moment = (NOW + timedelta(minutes=minutes)).astimezone(ZONE)
    given_text = moment.replace(tzinfo=None).isoformat(timespec="minutes")
    with in_english():
        found = read_acceptance({"reason": "x", "until": given_text}, NOW)
    assert not found.faults
    is_told_twice = moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()
    assert is_told_twice or found.until == moment


def test_the_legend_explains_each_look_that_is_there_once():
    low, high = (Mock(severity=one) for one in (Severity.LOW, Severity.HIGH))
    gaps = [Block(BoardCover.GAP, NOW, NOW + HOUR, (), one) for one in (high, low, low)]
    rows = [Mock(blocks=[block(BoardCover.DOUBTFUL, NOW, 2), *gaps])]
    found = signs([*rows, Mock(blocks=[block(BoardCover.HELD, NOW, 2)])])
    assert [(one.cover.value, one.is_pale) for one in found] == [
        ("held", False),
        ("doubtful", False),
        ("gap", True),
        ("gap", False),
    ]
