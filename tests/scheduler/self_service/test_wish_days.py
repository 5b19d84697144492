"""Wishes day by day: whatever was kept before, each day says afterwards what was tapped."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import WishKind
from data.model.errors import Refused
from data.tables.period import ZONE
from scheduler.self_service.wish_days import DayWish, by_day, joined, set_days
from scheduler.self_service.wishes import MOST, OwnWish, add_wish, wishes_of
from tests.scheduler.self_service.scene import EN
from tests.support.region import INSIDE, import_texts, texts

DAY = timedelta(days=1)
FIRST = date(2027, 2, 1)
SPAN = (FIRST, FIRST + 27 * DAY)
PERSON = "p001"
AVOID, WANT = WishKind.AVOID, WishKind.WANT
SAID = st.dictionaries(
    st.integers(0, 27).map(lambda n: FIRST + n * DAY),
    st.sampled_from([DayWish(AVOID, 3), DayWish(WANT, 3), DayWish(AVOID, 9)]),
)


@pytest.fixture
def region(file_store):
    others = [row for row in texts()["wishes"] if row["person"] != PERSON]
    import_texts(file_store, {**texts(), "wishes": others})
    return file_store


def said(store):
    return {day: one.kind for day, one in by_day(wishes_of(store, PERSON, INSIDE)).items()}


@given(SAID)
def test_joined_they_say_the_same_and_no_two_could_be_one(found):
    wishes = joined(found)
    assert by_day(wishes) == found
    for one, other in pairwise(wishes):
        same = (one.kind, one.weight) == (other.kind, other.weight)
        assert not (same and one.last + DAY == other.first)


def test_days_are_tapped_changed_and_taken_back(region):
    wanted = {FIRST: AVOID, FIRST + DAY: AVOID, FIRST + 4 * DAY: WANT}
    assert set_days(region, PERSON, SPAN, wanted, INSIDE, EN) == 3
    assert said(region) == wanted
    assert len(wishes_of(region, PERSON, INSIDE)) == 2
    assert set_days(region, PERSON, SPAN, wanted, INSIDE, EN) == 0
    other = {FIRST: WANT, FIRST + DAY: AVOID}
    assert set_days(region, PERSON, SPAN, other, INSIDE, EN) == 2
    assert said(region) == other
    assert set_days(region, PERSON, SPAN, {}, INSIDE, EN) == 2
    assert wishes_of(region, PERSON, INSIDE) == ()
    assert set_days(region, PERSON, SPAN, wanted, INSIDE, EN) == 3  # rows that ended come back
    assert said(region) == wanted


def test_a_day_in_the_middle_of_a_long_wish_cuts_it_and_keeps_its_weight(region):
    long = OwnWish(0, AVOID, FIRST - 10 * DAY, FIRST + 10 * DAY, weight=9)
    add_wish(region, PERSON, long, INSIDE, EN)
    wanted = {day: AVOID for day in by_day([long]) if SPAN[0] <= day <= SPAN[1]}
    del wanted[FIRST + 3 * DAY]
    assert set_days(region, PERSON, SPAN, wanted, INSIDE, EN) == 1
    found = wishes_of(region, PERSON, INSIDE)
    assert [(one.first, one.last, one.weight) for one in found] == [
        (long.first, FIRST + 2 * DAY, 9),
        (FIRST + 4 * DAY, long.last, 9),
    ]


def test_what_was_wished_of_one_shift_stays(region):
    own = OwnWish(0, AVOID, FIRST, FIRST + 5 * DAY, shift="N")
    try:
        add_wish(region, PERSON, own, INSIDE, EN)
    except Refused:
        own = OwnWish(0, AVOID, FIRST, FIRST + 5 * DAY, post="CACO")
        add_wish(region, PERSON, own, INSIDE, EN)
    set_days(region, PERSON, SPAN, {FIRST: WANT}, INSIDE, EN)
    set_days(region, PERSON, SPAN, {}, INSIDE, EN)
    (left,) = wishes_of(region, PERSON, INSIDE)
    assert (left.first, left.last) == (own.first, own.last)


def test_days_that_are_over_are_left_alone(region):
    today = INSIDE.astimezone(ZONE).date()
    span = (today - 5 * DAY, today + DAY)
    wanted = {today - DAY: AVOID, today: AVOID}
    assert set_days(region, PERSON, span, wanted, INSIDE, EN) == 1
    assert said(region) == {today: AVOID}


def test_more_wishes_than_are_kept_are_refused_and_nothing_changes(region):
    span = (FIRST, FIRST + 90 * DAY)
    scattered = {FIRST + 2 * n * DAY: AVOID for n in range(MOST + 1)}
    with pytest.raises(Refused, match="wishes"):
        set_days(region, PERSON, span, scattered, INSIDE, EN)
    assert said(region) == {}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_was_there_each_day_says_what_was_tapped(region, seed):
    from random import Random

    draw = Random(seed)
    kept: dict[date, WishKind] = {}
    for _ in range(12):
        days = [FIRST + n * DAY for n in range(28) if draw.random() < 0.4]
        kept = {}
        for day in days:
            kept[day] = draw.choice([AVOID, WANT]) if len(kept) % 3 == 0 else AVOID
        if len(joined({day: DayWish(kind, 3) for day, kind in kept.items()})) > MOST - 10:
            continue
        set_days(region, PERSON, SPAN, kept, INSIDE, EN)
        assert said(region) == kept
