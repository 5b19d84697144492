"""What is kept in memory is given up when it no longer holds, and only then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.exchange.language import language
from data.store import audit
from data.store.audit import Act
from scheduler.planning.drafting import copy_in_force
from scheduler.planning.editing import Edit, EditKind, edit_draft
from scheduler.planning.illness import report_sick
from scheduler.planning.kept_offers import KeptOffers
from scheduler.planning.offering import offer_for
from scheduler.planning.publishing import publish
from scheduler.unchanged import holds_since
from scheduler.watching.latest import Latest
from scheduler.watching.owning import accept, acknowledge
from scheduler.watching.showing import list_gaps
from scheduler.watching.sweeping import horizon, sweep
from tests.store.region import CONSENT, FIRST, WEEKS, import_texts, published_by_turns

NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
EN = language("en")


@pytest.fixture
def region(file_store):
    store = file_store
    import_texts(store)
    published_by_turns(store)
    sweep(store, 8, NOW)
    return store


def somebody_at_the_desk(known, after=NOW + timedelta(days=1)):
    return next(
        (one.holders[0], one.shift)
        for one in known.published["CACO"]
        if one.holders and one.shift.start > after
    )


def falls_ill(store, known):
    person, shift = somebody_at_the_desk(known)
    until = shift.end.date()
    report_sick(store, person, shift.start - timedelta(hours=1), until, "tests", NOW)
    return shift


def test_it_sees_what_the_list_of_gaps_sees(region):
    seen = Latest(region, 8).see(NOW)
    listed = list_gaps(region, NOW, horizon(NOW, 8), NOW)
    assert [row.gap for row in seen.rows] == [row.gap for row in listed.rows]


def test_nothing_is_worked_out_again_while_nothing_changes(region):
    latest = Latest(region, 8)
    before = latest.see(NOW)
    acknowledge(region, [before.rows[0].gap.id], "manager", NOW)
    after = latest.see(NOW + timedelta(minutes=1))
    assert after.facts is before.facts
    assert after.rows[0].gap.acknowledged_by == "manager"


def test_an_acceptance_is_seen_at_once(region):
    latest = Latest(region, 8)
    gap = latest.see(NOW).rows[0].gap
    accept(region, gap.id, "intended", None, "manager", NOW)
    assert latest.see(NOW).rows[0].gap.is_intended(NOW)


def test_an_illness_is_seen_at_once(region):
    latest = Latest(region, 8)
    before = latest.see(NOW)
    shift = falls_ill(region, before.facts.known)
    assert shift.id in {row.gap.hole.slot for row in latest.see(NOW).rows}


def test_a_draft_changes_nothing_and_its_signature_does(region):
    latest = Latest(region, 8)
    before = latest.see(NOW)
    person, shift = somebody_at_the_desk(before.facts.known)
    draft = copy_in_force(region, FIRST, WEEKS, "planner", NOW)
    edit_draft(region, draft.id, [Edit(EditKind.REMOVE, person, shift.id)], "planner", NOW)
    assert latest.see(NOW).facts is before.facts
    publish(region, draft.id, CONSENT, "planner", NOW, EN)
    assert shift.id in {row.gap.hole.slot for row in latest.see(NOW).rows}


def test_a_new_day_is_looked_at_anew(region):
    latest = Latest(region, 8)
    before = latest.see(NOW)
    after = latest.see(NOW + timedelta(days=1))
    assert after.facts.until == before.facts.until + timedelta(days=1)


def test_what_nobody_has_heard_of_counts_as_a_change(region):
    with region.writing() as connection:
        seq = audit.take_turn(connection).seq
        assert holds_since(connection, seq)
        audit.append(connection, [Act("offer.made", "offer/1")], "tests", NOW)
        assert holds_since(connection, seq)
        audit.append(connection, [Act("novelty.happened", "x/1")], "tests", NOW)
        assert not holds_since(connection, seq)


def test_kept_offers_are_those_that_would_be_worked_out(region):
    known = sweep(region, 8, NOW).known
    shift = falls_ill(region, known)
    kept = KeptOffers(region)
    first = kept.offer_for(shift.id, NOW, EN)
    assert first.offer == offer_for(region, shift.id, NOW, EN).offer
    assert kept.offer_for(shift.id, NOW + timedelta(minutes=1), EN) is first
    dutch = kept.offer_for(shift.id, NOW, language("nl"))
    assert dutch.offer.sentence != first.offer.sentence


def test_kept_offers_are_given_up_when_old_or_when_somebody_else_falls_ill(region):
    known = sweep(region, 8, NOW).known
    shift = falls_ill(region, known)
    kept = KeptOffers(region)
    first = kept.offer_for(shift.id, NOW, EN)
    assert kept.offer_for(shift.id, NOW + timedelta(minutes=6), EN) is not first
    best = first.offer.candidates[0].person
    start = shift.start - timedelta(hours=1)
    report_sick(region, best, start, shift.end.date(), "tests", NOW)
    after = kept.offer_for(shift.id, NOW, EN)
    assert after.offer == offer_for(region, shift.id, NOW, EN).offer
    assert after.offer.candidates[0].person != best
