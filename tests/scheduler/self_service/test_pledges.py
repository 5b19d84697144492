"""Who can come tonight says so, it counts at once in the open call, and can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from data.i18n.language import language
from data.model.errors import Refused
from data.store import records
from data.store.audit import trail
from scheduler.reporting.open_call import side_by_side
from scheduler.self_service.pledges import (
    MOST,
    PledgeRequest,
    add_pledges,
    night_of,
    pledges_of,
    withdraw_pledge,
)
from tests.support.region import INSIDE, import_texts, texts
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

EN = language("en")
FRIDAY = date(2027, 1, 8)  # the day of `INSIDE`
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENING = datetime(2027, 1, 8, 17, tzinfo=UTC)
MORNING = datetime(2027, 1, 9, 7, tzinfo=UTC)
OPEN = "OPEN"
TONIGHT = PledgeRequest(OPEN, (FRIDAY,))
ME, *OTHERS = sorted(
    row["person"] for row in texts()["competences"] if row["function"] == "IM-COPI"
)


def open_region(store):
    """The region with an open call that is good enough when 5 people pledged."""
    posts = [*texts()["posts"]]
    post = {**posts[1], "id": OPEN, "name": "IM open", "kind": "open_call", "pattern": ""}
    import_texts(store, {"posts": [*posts, post | {"most_chance_nobody": "5"}]}, now=INSIDE)


@pytest.fixture
def store(site_store):
    open_region(site_store)
    return site_store


def pledge(store, person=ME, wanted=TONIGHT, now=INSIDE):
    return add_pledges(store, person, wanted, now, EN)


def test_a_pledge_counts_at_once_in_the_open_call(store):
    people = [ME, *OTHERS][:5]
    before = side_by_side(store, OPEN, INSIDE, 8)
    assert before.pledges == ()
    for person in people:
        assert pledge(store, person) == 1
    (found,) = side_by_side(store, OPEN, INSIDE, 8).pledges
    assert (found.start, found.end, found.people) == (EVENING, MORNING, 5)
    assert found.chance <= 0.05
    night = pledges_of(store, ME, INSIDE).tonight
    assert (night.first, night.others[OPEN], set(night.own)) == (FRIDAY, 4, {OPEN})


def test_it_is_in_the_trail_by_their_row_and_gone_when_taken_back(store):
    pledge(store)
    (own,) = pledges_of(store, ME, INSIDE).pledges
    with store.reading() as connection:
        last = trail.entries(connection, None, 1)[0]
    assert (last.action, last.who.partition("/")[0]) == ("record.added", "people")
    withdraw_pledge(store, ME, own.number, INSIDE, EN)
    assert pledges_of(store, ME, INSIDE).pledges == ()
    assert side_by_side(store, OPEN, INSIDE, 8).pledges == ()
    assert pledge(store) == 1  # and said again


def test_of_a_night_that_has_begun_only_the_rest_is_taken_back(store):
    pledge(store)
    (own,) = pledges_of(store, ME, INSIDE).pledges
    withdraw_pledge(store, ME, own.number, EVENING + HOUR, EN)
    assert pledges_of(store, ME, EVENING + 2 * HOUR).pledges == ()
    with store.reading() as connection:
        (row,) = records.read_rows(connection, "pledges").values()
    assert (row.has_ended, row.values["start"], row.values["end"]) == (
        False, EVENING, EVENING + HOUR,
    )  # fmt: skip
    with pytest.raises(Refused, match="no such pledge"):
        withdraw_pledge(store, ME, own.number, MORNING, EN)
    assert pledge(store, now=EVENING + 2 * HOUR) == 1
    assert [one.start for one in pledges_of(store, ME, EVENING + 2 * HOUR).pledges] == [
        EVENING + 2 * HOUR
    ]


def test_at_two_in_the_night_tonight_is_what_is_left_of_it(store):
    late = datetime(2027, 1, 9, 1, 0, 30, tzinfo=UTC)
    assert night_of(late) == FRIDAY
    pledge(store, now=late)
    (own,) = pledges_of(store, ME, late).pledges
    assert (own.start, own.end) == (late.replace(second=0), MORNING)
    assert night_of(MORNING) == FRIDAY + DAY


def test_the_same_twice_is_one_pledge(store):
    nights = PledgeRequest(OPEN, (FRIDAY, FRIDAY + DAY))
    assert (pledge(store), pledge(store, wanted=nights), pledge(store, wanted=nights)) == (1, 1, 0)


def test_a_night_of_the_clock_change_lasts_as_long_as_it_lasts(store):
    march = datetime(2027, 3, 20, 12, tzinfo=UTC)
    pledge(store, wanted=PledgeRequest(OPEN, (date(2027, 3, 27),)), now=march)
    (own,) = pledges_of(store, ME, march).pledges
    assert own.end - own.start == timedelta(hours=13)
    afternoon = PledgeRequest(OPEN, (date(2027, 3, 30),), time(12), time(17))
    pledge(store, wanted=afternoon, now=march)
    assert pledges_of(store, ME, march).pledges[1].end - timedelta(hours=5) == datetime(
        2027, 3, 30, 10, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (PledgeRequest(OPEN, ()), "No night"),
        (PledgeRequest(OPEN, (FRIDAY - 2 * DAY,)), "is over"),
        (PledgeRequest(OPEN, (FRIDAY + 90 * DAY,)), "weeks ahead"),
        (PledgeRequest("IM-COPI-R1", (FRIDAY,)), "may not fill"),
        (PledgeRequest(OPEN, tuple(FRIDAY + n * DAY for n in range(MOST + 1))), "pledged 0"),
    ],
)
def test_what_makes_no_sense_is_refused(store, wanted, said):
    with pytest.raises(Refused, match=said):
        pledge(store, wanted=wanted)
    assert pledges_of(store, ME, INSIDE).pledges == ()


def test_who_may_not_fill_the_post_is_not_asked_and_not_heard(store):
    caco = next(row["person"] for row in texts()["competences"] if row["function"] == "CACO")
    assert pledges_of(store, caco, INSIDE).posts == {}
    with pytest.raises(Refused, match="may not fill"):
        pledge(store, caco)
    own = pledge(store) and pledges_of(store, ME, INSIDE).pledges[0]
    with pytest.raises(Refused, match="no such pledge"):
        withdraw_pledge(store, caco, own.number, INSIDE, EN)
