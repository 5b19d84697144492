"""What is kept in memory is given up when it no longer holds, and only then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.i18n.language import language
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.cache import holds_since
from scheduler.coverage.acknowledgement import accept, acknowledge
from scheduler.coverage.gap_queries import list_gaps
from scheduler.coverage.monitor import horizon, sweep
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning import candidate_search, candidates
from scheduler.planning.absences import report_sick
from scheduler.planning.candidates import CandidateCache, find_candidates
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.preparation import prepare_anew
from scheduler.planning.publish import publish
from tests.scheduler.coverage.test_monitor import WATCHED
from tests.support.region import CONSENT, FIRST, WEEKS

NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
EN = language("en")


@pytest.fixture
def region(tmp_path):
    with WATCHED.copy("sqlite", tmp_path) as store:
        yield store


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
    seen = CoverageCache(region, 8).snapshot(NOW)
    listed = list_gaps(region, NOW, horizon(NOW, 8), NOW)
    assert [row.gap for row in seen.rows] == [row.gap for row in listed.rows]


def test_nothing_is_worked_out_again_while_nothing_changes(region):
    latest = CoverageCache(region, 8)
    before = latest.snapshot(NOW)
    acknowledge(region, [before.rows[0].gap.id], "manager", NOW)
    after = latest.snapshot(NOW + timedelta(minutes=1))
    assert after.facts is before.facts
    assert after.rows[0].gap.acknowledged_by == "manager"


def test_an_acceptance_is_seen_at_once(region):
    latest = CoverageCache(region, 8)
    gap = latest.snapshot(NOW).rows[0].gap
    accept(region, gap.id, "intended", None, "manager", NOW)
    assert latest.snapshot(NOW).rows[0].gap.is_intended(NOW)


def test_an_illness_is_seen_at_once(region):
    latest = CoverageCache(region, 8)
    before = latest.snapshot(NOW)
    shift = falls_ill(region, before.facts.inputs)
    assert shift.id in {row.gap.interval.slot for row in latest.snapshot(NOW).rows}


def test_a_draft_changes_nothing_and_its_signature_does(region):
    latest = CoverageCache(region, 8)
    before = latest.snapshot(NOW)
    person, shift = somebody_at_the_desk(before.facts.inputs)
    draft = copy_in_force(region, FIRST, WEEKS, "planner", NOW)
    edit_draft(region, draft.id, [Edit(EditKind.REMOVE, person, shift.id)], "planner", NOW)
    assert latest.snapshot(NOW).facts is before.facts
    publish(region, draft.id, CONSENT, "planner", NOW, EN)
    assert shift.id in {row.gap.interval.slot for row in latest.snapshot(NOW).rows}


def test_a_new_day_is_looked_at_anew(region):
    latest = CoverageCache(region, 8)
    before = latest.snapshot(NOW)
    after = latest.snapshot(NOW + timedelta(days=1))
    assert after.facts.until == before.facts.until + timedelta(days=1)


def test_what_nobody_has_heard_of_counts_as_a_change(region):
    with region.writing() as connection:
        seq = trail.take_turn(connection).seq
        assert holds_since(connection, seq)
        trail.append(connection, [Act("offer.made", "offer/1")], "tests", NOW)
        assert holds_since(connection, seq)
        trail.append(connection, [Act("novelty.happened", "x/1")], "tests", NOW)
        assert not holds_since(connection, seq)


def test_kept_offers_are_those_that_would_be_worked_out(region):
    known = sweep(region, 8, NOW).inputs
    shift = falls_ill(region, known)
    kept = CandidateCache(region)
    first = kept.offer_for(shift.id, NOW)
    assert first.offer == find_candidates(region, shift.id, NOW).offer
    assert kept.offer_for(shift.id, NOW + timedelta(minutes=1)) is first
    sentence = first.offer.sentence
    assert language("nl").say(sentence) != EN.say(sentence)


def test_kept_offers_are_given_up_when_old_or_when_somebody_else_falls_ill(region):
    known = sweep(region, 8, NOW).inputs
    shift = falls_ill(region, known)
    kept = CandidateCache(region)
    first = kept.offer_for(shift.id, NOW)
    assert kept.offer_for(shift.id, NOW + timedelta(minutes=6)) is not first
    best = first.offer.candidates[0].person
    start = shift.start - timedelta(hours=1)
    report_sick(region, best, start, shift.end.date(), "tests", NOW)
    after = kept.offer_for(shift.id, NOW)
    assert after.offer == find_candidates(region, shift.id, NOW).offer
    assert after.offer.candidates[0].person != best


def test_who_sits_where_is_worked_out_once_for_all_who_ask_what_is_open_to_them(
    region, monkeypatch
):
    known = sweep(region, 8, NOW).inputs
    shift = falls_ill(region, known)
    made, real = [], candidate_search.seat_holders
    monkeypatch.setattr(candidates, "seat_holders", lambda *how: made.append(1) or real(*how))

    def asked(now):
        with region.reading() as connection:
            return candidates.open_to(connection, [shift.id], best, now)

    best = find_candidates(region, shift.id, NOW).offer.candidates[0].person
    assert asked(NOW) == {shift.id: ()}
    assert asked(NOW + timedelta(minutes=1)) == {shift.id: ()}
    assert len(made) == 1
    start = shift.start - timedelta(hours=1)
    report_sick(region, best, start, shift.end.date(), "tests", NOW)
    assert asked(NOW + timedelta(minutes=2)) != {shift.id: ()}
    assert len(made) == 2


def test_a_roster_is_prepared_once_for_all_parts_of_it_that_are_open(region, monkeypatch):
    known = sweep(region, 8, NOW).inputs
    shifts = [
        one.shift
        for one in known.published["CACO"]
        if one.holders and one.shift.start > NOW + timedelta(days=1)
    ][:2]
    holders = {one.shift.id: one.holders[0] for one in known.published["CACO"] if one.holders}
    for shift in shifts:
        halfway = shift.start + timedelta(hours=3)
        report_sick(region, holders[shift.id], halfway, shift.end.date(), "tests", NOW)
    best = find_candidates(region, shifts[0].id, NOW).offer.candidates[0].person
    made, real = [], prepare_anew
    monkeypatch.setattr(candidates, "prepare_anew", lambda *how: made.append(1) or real(*how))
    parts, judge = [], candidate_search.open_piece
    monkeypatch.setattr(candidates, "open_piece", lambda *how: parts.append(1) or judge(*how))

    def asked(now):
        with region.reading() as connection:
            return candidates.open_to(connection, [one.id for one in shifts], best, now)

    assert asked(NOW)[shifts[0].id] == ()
    assert asked(NOW + timedelta(minutes=1))[shifts[0].id] == ()
    assert len(made) == 1
    assert len(parts) == 2  # each part once, whoever asks
    start = shifts[0].start - timedelta(hours=1)
    report_sick(region, best, start, shifts[0].end.date(), "tests", NOW)
    assert asked(NOW + timedelta(minutes=2))[shifts[0].id] != ()
    assert len(made) == 2
    assert len(parts) == 4


def test_what_is_known_of_an_open_part_holds_until_something_begins():
    later, minute = NOW + timedelta(minutes=2), timedelta(minutes=1)
    assert candidates._until(NOW, []) == NOW + timedelta(minutes=5)
    assert candidates._until(NOW, [later, NOW + timedelta(hours=3)]) == later
    assert candidates._until(NOW, [NOW - timedelta(hours=1), later]) == later
    assert candidates._until(NOW + minute / 2, [NOW - timedelta(hours=1)]) == NOW + minute
