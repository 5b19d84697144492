"""Open shifts that somebody takes unasked, and offers that they answer on their page."""

from __future__ import annotations

import pytest

from data.model.errors import Refused
from data.model.request import OfferStatus
from data.store import requests, rosters
from data.store.audit import trail
from data.store.audit.check import verify
from scheduler.coverage.monitor import sweep
from scheduler.coverage.snapshot import CoverageCache
from scheduler.self_service.offer_answers import answer_own, take_shift
from scheduler.self_service.offers import offer_shift
from scheduler.self_service.open_shifts import offered_to, open_shifts
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    HOUR,
    SETTINGS,
    ZONE,
    duties_of,
    legal,
    number_of,
    open_seat,
)
from tests.support.region import INSIDE, texts


@pytest.fixture
def seat(short_region):
    """An open shift that is known as a gap, and who may take it."""
    sweep(short_region, 8, INSIDE)
    shift, _ = open_seat(short_region)
    return shift, legal(short_region, shift.id)


def take(store, shift, person, now=INSIDE):
    return take_shift(store, SETTINGS, shift.id, person, now, EN)


def kept(store):
    with store.reading() as connection:
        assert verify(connection, ZONE).findings == ()
        return requests.offers(connection)


def test_who_may_take_it_sees_it_and_gets_it(short_region, seat):
    shift, able = seat
    seen = open_shifts(short_region, CoverageCache(short_region, 8).snapshot(INSIDE), able[0], 8)
    assert shift.id in [one.shift.id for one in seen if one.may_take]
    done = take(short_region, shift, able[0])
    assert done.offer.status is OfferStatus.ACCEPTED
    found = duties_of(short_region, shift.start, shift.end)
    assert able[0] in [person for person, held, _ in found if held.id == shift.id]
    with short_region.reading() as connection:
        head = rosters.read_head(connection, done.offer.roster)
    assert head.published_by == f"people/{number_of(short_region, able[0])}"
    assert shift.id not in [
        one.shift.id
        for one in open_shifts(
            short_region, CoverageCache(short_region, 8).snapshot(INSIDE), able[1], 8
        )
    ]


def test_who_may_not_hears_why_and_nothing_is_kept(short_region, seat):
    shift, able = seat
    sought = [
        row["person"]
        for row in texts()["competences"]
        if row["function"] == "CACO" and row["person"] not in able
    ]
    before = len(kept(short_region))
    answers = [take(short_region, shift, person) for person in dict.fromkeys(sought)]
    assert {one.offer.status for one in answers} <= {OfferStatus.IMPOSSIBLE, OfferStatus.ACCEPTED}
    stopped = [one for one in answers if one.offer.status is OfferStatus.IMPOSSIBLE]
    assert all(one.why for one in stopped)
    assert stopped
    assert len(kept(short_region)) == before


def test_the_second_is_too_late(short_region, seat):
    shift, able = seat
    take(short_region, shift, able[0])
    late = take(short_region, shift, able[1])
    names = CoverageCache(short_region, 8).snapshot(INSIDE).facts.names
    assert (late.offer.status, late.why) == (OfferStatus.TOO_LATE, names[able[0]])


def test_an_offer_that_the_taker_has_is_the_one_that_is_accepted(short_region, seat):
    shift, able = seat
    (made,) = offer_shift(short_region, SETTINGS, shift.id, "m", INSIDE, people=able[:1]).offers
    assert take(short_region, shift, able[0], INSIDE + HOUR).offer.id == made.id
    assert [one.status for one in kept(short_region)] == [OfferStatus.ACCEPTED]


def test_a_shift_that_is_over_or_none_is_refused(short_region, seat):
    shift, able = seat
    with pytest.raises(Refused, match="This shift is over"):
        take(short_region, shift, able[0], shift.end)
    with pytest.raises(Refused, match="There is no such shift"):
        take_shift(short_region, SETTINGS, "CACO:nonsense", able[0], INSIDE, EN)
    with pytest.raises(Refused, match="no longer in the records"):
        take(short_region, shift, "nobody")


def test_a_shift_that_is_offered_to_somebody_stands_once_on_their_page(short_region, seat):
    shift, able = seat

    def listed(person):
        seen = CoverageCache(short_region, 8).snapshot(INSIDE)
        return [one.shift.id for one in open_shifts(short_region, seen, person, 8)]

    assert shift.id in listed(able[0])
    offer_shift(short_region, SETTINGS, shift.id, "m", INSIDE, people=able[:1])
    assert shift.id not in listed(able[0])
    assert [one.shift.id for one in offered_to(short_region, able[0], INSIDE)] == [shift.id]
    assert shift.id in listed(able[1])


def test_only_the_person_to_whom_it_was_offered_answers(short_region, seat):
    shift, able = seat
    (made,) = offer_shift(short_region, SETTINGS, shift.id, "m", INSIDE, people=able[:1]).offers
    assert [one.offer for one in offered_to(short_region, able[0], INSIDE)] == [made]
    assert offered_to(short_region, able[1], INSIDE) == ()
    for accepts in (True, False):
        with pytest.raises(Refused, match="Nobody offered"):
            answer_own(short_region, SETTINGS, made.id, able[1], INSIDE, EN, accepts=accepts)
    done = answer_own(short_region, SETTINGS, made.id, able[0], INSIDE, EN, accepts=False)
    assert done.offer.status is OfferStatus.DECLINED
    assert offered_to(short_region, able[0], INSIDE + DAY) == ()


def test_the_chain_names_nobody(short_region, seat):
    shift, able = seat
    take(short_region, shift, able[0])
    with short_region.reading() as connection:
        said = [(e.action, e.who) for e in trail.entries(connection) if e.action[:5] == "offer"]
    me = f"people/{number_of(short_region, able[0])}"
    assert said == [("offer.made", me), ("offer.accepted", me)]
