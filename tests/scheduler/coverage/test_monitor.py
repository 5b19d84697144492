"""Gaps in the store: they open, move, close and reopen by what happens to rosters and records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from data.i18n.language import language
from data.model.duty import Absence, AbsenceKind
from data.model.errors import Conflict, Refused
from data.model.gap import UNROSTERED, AcceptedFacts, Cause, GapState
from data.store import gaps
from data.store.audit import trail
from data.store.audit.check import verify
from data.tables.period import ZONE
from scheduler.coverage.acknowledgement import accept, acknowledge
from scheduler.coverage.gap_queries import list_gaps, prove_coverage, show_gap
from scheduler.coverage.monitor import read_coverage, record_gaps, sweep
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.absences import record_absence, report_sick
from scheduler.planning.candidates import find_candidates_in_force
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import publish
from scheduler.self_service.offer_answers import decline_offer
from scheduler.self_service.offers import offer_shift
from scheduler.settings import settings
from tests.support.originals import BY_TURNS, Original
from tests.support.region import (
    CONSENT,
    FIRST,
    ON_FROM_BEFORE,
    WEEKS,
    import_texts,
    texts,
)

NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
WEEKS_AHEAD = 8


WATCHED = Original("watched", BY_TURNS, lambda store: sweep(store, WEEKS_AHEAD, NOW))


@pytest.fixture(params=["sqlite", "postgresql"])
def watched(request, tmp_path):
    """A published region that has been swept once."""
    with WATCHED.copy(request.param, tmp_path) as store:
        yield store


def open_gaps(store, **given):
    with store.reading() as connection:
        found = gaps.read_gaps(connection)
    return [gap for gap in found if gap.is_open and gap.interval.slot != UNROSTERED]


def on_the_desk(store):
    """Somebody with a shift at the desk between one and four days ahead, and that shift."""
    known = sweep(store, WEEKS_AHEAD, NOW).inputs
    return next(
        (filled.holders[0], filled.shift)
        for filled in known.published["CACO"]
        if filled.holders and NOW + timedelta(days=1) < filled.shift.start < NOW + timedelta(days=4)
    )


def test_a_store_without_a_roster_has_no_gaps_and_keeps_none(store):
    import_texts(store)
    swept = sweep(store, WEEKS_AHEAD, NOW)
    assert swept.inputs.posts
    assert (swept.open, swept.changes) == ((), ())
    with store.reading() as connection:
        assert gaps.read_gaps(connection) == []


def test_a_second_sweep_changes_nothing_and_writes_nothing(watched):
    with watched.reading() as connection:
        before = gaps.read_gaps(connection), gaps.last_event(connection)
    assert sweep(watched, WEEKS_AHEAD, LATER).changes == ()
    with watched.reading() as connection:
        assert (gaps.read_gaps(connection), gaps.last_event(connection)) == before


def test_an_illness_opens_gaps_and_a_repair_closes_them(watched):
    person, shift = on_the_desk(watched)
    report_sick(watched, person, shift.start, shift.start.date(), "planner", NOW)
    (change, *_) = [c for c in sweep(watched, WEEKS_AHEAD, LATER).changes if c.what == "opened"]
    assert (change.after.interval.cause, change.after.interval.parts[0].person) == (
        Cause.ILLNESS,
        person,
    )
    fill(watched, change.after.interval.slot, person)
    (closed, *_) = [c for c in sweep(watched, WEEKS_AHEAD, LATER).changes if c.what == "closed"]
    assert (closed.after.id, closed.after.closed_by) == (change.after.id, "filled")
    story = show_gap(watched, change.after.id, CoverageCache(watched, WEEKS_AHEAD).snapshot(LATER))
    assert [event.what for event in story.events] == ["opened", "closed"]


def fill(store, slot, gone):
    """Put the best candidate on a shift, in a new version."""
    speech = language("en")
    with store.reading() as connection:
        offer = find_candidates_in_force(connection, [slot], LATER)[slot]
    draft = copy_in_force(store, FIRST, WEEKS, "planner", LATER)
    with store.reading() as connection:
        from data.store import rosters

        held = {
            one.person
            for one in rosters.read_assignments(connection, draft.id)
            if one.shift == slot
        }
    assert gone not in held
    edit_draft(
        store, draft.id, [Edit(EditKind.ASSIGN, offer.candidates[0].person, slot)], "planner", LATER
    )
    return publish(store, draft.id, CONSENT, "signer", LATER, speech)


def test_the_same_gap_reopens_when_it_breaks_again(watched):
    person, shift = on_the_desk(watched)
    report_sick(watched, person, shift.start, shift.start.date(), "planner", NOW)
    opened = sweep(watched, WEEKS_AHEAD, LATER).changes
    mine = next(change.after for change in opened if change.after.interval.slot == shift.id)
    import_texts(watched, texts(), now=LATER, overrule=True)  # the illness was a mistake
    sweep(watched, WEEKS_AHEAD, LATER)
    report_sick(watched, person, shift.start, shift.start.date(), "planner", LATER)
    changes = sweep(watched, WEEKS_AHEAD, LATER).changes
    again = next(change for change in changes if change.after.interval.slot == shift.id)
    assert (again.what, again.after.id) == ("reopened", mine.id)


def test_somebody_takes_a_gap_up_and_the_trail_says_so(watched):
    gap = sweep(watched, WEEKS_AHEAD, NOW).open[0]
    (taken,) = acknowledge(watched, [gap.id], "manager", LATER)
    assert (taken.state, taken.acknowledged_by) == (GapState.ACKNOWLEDGED, "manager")
    with watched.reading() as connection:
        (entry,) = trail.entries(connection, f"gap/{gap.id}")
        assert (entry.action, entry.who) == ("gap.acknowledged", "manager")
        assert verify(connection, ZONE).findings == ()
    assert sweep(watched, WEEKS_AHEAD, LATER).changes == ()


def test_a_gap_that_is_accepted_opens_again_on_its_day(watched):
    gap = sweep(watched, WEEKS_AHEAD, NOW).open[0]
    until = NOW + timedelta(days=2)
    after = accept(watched, gap.id, "the board knows", until, "manager", LATER)
    assert (after.state, after.accepted_until) == (GapState.ACCEPTED, until)
    before = sweep(watched, WEEKS_AHEAD, until - timedelta(minutes=5)).open
    assert [one.state for one in before if one.id == after.id] == [GapState.ACCEPTED]
    states = [gap.state for gap in sweep(watched, WEEKS_AHEAD, until).open if gap.id == after.id]
    assert states == [GapState.OPEN]


def test_an_acceptance_keeps_what_was_accepted(watched):
    gap = sweep(watched, WEEKS_AHEAD, NOW).open[0]
    accept(watched, gap.id, "the board knows", None, "manager", LATER)
    with watched.reading() as connection:
        kept = gaps.read_gap(connection, gap.id).accepted_facts
    interval = gap.interval
    assert kept == AcceptedFacts(
        LATER, interval.start, interval.end, interval.missing, interval.people
    )


@pytest.mark.parametrize(
    ("reason", "until", "what"),
    [("  ", None, "for a reason"), ("it is known", NOW - timedelta(days=1), "would have ended")],
)
def test_an_acceptance_that_says_nothing_is_refused(watched, reason, until, what):
    gap = sweep(watched, WEEKS_AHEAD, NOW).open[0]
    with pytest.raises(Refused, match=what):
        accept(watched, gap.id, reason, until, "manager", NOW)


def test_a_gap_that_is_not_there_is_told_so(watched):
    with pytest.raises(Refused, match="there is no gap 999"):
        acknowledge(watched, [999], "manager", NOW)


def test_two_who_change_a_gap_at_once_do_not_overwrite_each_other(watched):
    with watched.reading() as connection:
        seen = gaps.read_gaps(connection)[0]
    acknowledge(watched, [seen.id], "first", NOW)
    with pytest.raises(Conflict, match="first"), watched.writing() as connection:
        gaps.write_gap(connection, seen, seen)


def test_a_look_that_somebody_overtook_is_taken_again(watched):
    person, shift = on_the_desk(watched)
    seen = read_coverage(watched, WEEKS_AHEAD, LATER)
    report_sick(watched, person, shift.start, shift.start.date(), "planner", NOW)
    with watched.writing() as connection:
        trail.take_turn(connection)
        changes = record_gaps(connection, seen, WEEKS_AHEAD, LATER).changes
    assert shift.id in {change.after.interval.slot for change in changes}


def test_a_gap_that_nobody_filled_is_over_when_its_time_is(watched):
    start, end = NOW + timedelta(days=1), NOW + timedelta(days=2)
    ill = Absence(ON_FROM_BEFORE, AbsenceKind.ILLNESS, start, end)
    record_absence(watched, ill, "planner", NOW)
    gap = next(gap for gap in sweep(watched, WEEKS_AHEAD, NOW).open if gap.interval.start == start)
    assert (gap.interval.slot, gap.interval.cause) == (UNROSTERED, Cause.ILLNESS)
    changes = sweep(watched, WEEKS_AHEAD, gap.interval.end + timedelta(minutes=1)).changes
    ended = next(change.after for change in changes if change.after.id == gap.id)
    assert (ended.state, ended.closed_by) == (GapState.CLOSED, "over")


def test_a_list_reaches_beyond_the_horizon(watched):
    far = NOW + timedelta(weeks=30)
    found = list_gaps(watched, NOW, far, NOW)
    assert max(row.gap.interval.end for row in found.rows) == far
    kept = {row.gap.id for row in found.rows if row.gap.id}
    assert kept == {gap.id for gap in sweep(watched, WEEKS_AHEAD, NOW).open}


def test_the_proof_adds_up_and_its_hash_changes_with_what_it_counts(watched):
    start = datetime(2027, 1, 4, tzinfo=ZONE).astimezone(UTC)
    end = start + timedelta(weeks=2)
    proof, _ = prove_coverage(watched, start, end, NOW)
    for month in proof.months:
        assert month.required == month.valid + sum(month.by_cause.values())
        assert month.valid <= month.named <= month.required
    desk = next(month for month in proof.months if month.post == "CACO")
    assert desk.required == 14 * 24 * 60
    assert prove_coverage(watched, start, end, LATER)[0].hash == proof.hash
    person, shift = on_the_desk(watched)
    report_sick(watched, person, shift.start, date(2027, 1, 12), "planner", NOW)
    ill, _ = prove_coverage(watched, start, end, NOW)
    assert ill.hash != proof.hash
    less = next(month for month in ill.months if month.post == "CACO")
    assert less.valid < desk.valid
    assert less.named == desk.named


def test_a_gap_says_to_whom_it_is_offered_until_they_answer(watched, monkeypatch, tmp_path):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))
    person, shift = on_the_desk(watched)
    report_sick(watched, person, shift.start, shift.start.date(), "planner", NOW)
    sweep(watched, WEEKS_AHEAD, NOW)
    offered = offer_shift(watched, settings(), shift.id, "manager", NOW, best=1).offers
    later = NOW + timedelta(days=9)

    def asked(now):
        rows = list_gaps(watched, NOW, later, now).rows
        return next(row.offered_to for row in rows if row.gap.interval.slot == shift.id)

    assert asked(NOW) == (offered[0].person,)
    assert asked(offered[0].expires_at) == ()
    decline_offer(watched, offered[0].id, LATER)
    assert asked(LATER) == ()
