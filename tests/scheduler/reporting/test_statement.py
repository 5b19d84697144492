"""The statement adds up, and says who accepted what."""

import json
from datetime import date, timedelta

import pytest

from data.model.duty import Absence, AbsenceKind
from data.model.errors import Refused
from data.model.gap import Cause
from data.model.presence import PresenceSource
from data.store.opening import Store, store_url
from data.tables.period import ZONE
from scheduler.coverage.acknowledgement import accept
from scheduler.coverage.gap_queries import list_gaps
from scheduler.coverage.monitor import sweep
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.planning.absences import record_absence
from scheduler.reporting.hours import Reports, hours_of_people
from scheduler.reporting.statement import state
from tests.scheduler.coverage.test_presence import MINUTE, ask_presence, next_duty
from tests.support.region import INSIDE

JANUARY = date(2027, 1, 1), date(2027, 1, 31)


def missing(found):
    return sum(month.missing for month in found.proof.months)


def test_the_stretches_add_up_to_what_the_proof_misses(site_store):
    found = state(site_store, *JANUARY, INSIDE)
    assert sum(one.minutes for one in found.stretches) == missing(found) > 0
    for one in found.stretches:
        assert found.proof.start <= one.start < one.end <= found.proof.end


def test_it_has_the_hash_that_the_command_finds(site_store, command_line):
    found = state(site_store, *JANUARY, INSIDE)
    run = command_line(site_store.engine.url.render_as_string(hide_password=False), "anna")
    _code, said, _wrong = run("coverage", "--from", JANUARY[0], "--to", JANUARY[1], "--json")
    assert json.loads(said)["hash"] == found.proof.hash


def test_it_says_what_it_stands_on(site_store):
    found = state(site_store, *JANUARY, INSIDE)
    (roster,) = found.rosters
    assert (roster.version, roster.signer) == (1, "signer")
    assert roster.content_hash
    assert found.entry > 0
    assert len(found.entry_hash) == 64
    assert not found.is_over
    assert state(site_store, *JANUARY, INSIDE + timedelta(days=60)).is_over


def test_before_the_first_roster_there_is_no_record_and_no_hole(site_store):
    found = state(site_store, date(2025, 3, 1), date(2025, 3, 31), INSIDE)
    assert found.rosters == ()
    rostered = [one for one in found.proof.months if Cause.OPEN_CALL not in one.by_cause]
    assert rostered
    assert all(one.required == one.missing == 0 < one.unrecorded for one in rostered)
    assert {one.causes[0] for one in found.unrecorded} == {Cause.NOT_BEGUN}
    assert not found.proof.is_whole


def test_a_first_figure_is_not_spoilt_by_the_time_before_the_roster(site_store):
    """The roster begins on the fourth: of January it is judged from then on."""
    found = state(site_store, date(2027, 1, 1), date(2027, 1, 17), INSIDE)
    of_days = state(site_store, date(2027, 1, 4), date(2027, 1, 17), INSIDE)

    def desk(one):
        return next(month for month in one.proof.months if month.post == "CACO")

    assert desk(found).unrecorded == 3 * 24 * 60
    assert desk(of_days).unrecorded == 0
    assert desk(found).required == desk(of_days).required == 14 * 24 * 60
    assert desk(found).missing == desk(of_days).missing


def test_where_a_roster_ended_nothing_is_covered(site_store):
    found = state(site_store, date(2027, 3, 1), date(2027, 3, 31), INSIDE)
    rostered = [one for one in found.proof.months if Cause.OPEN_CALL not in one.by_cause]
    assert all(one.valid == 0 < one.required for one in rostered)
    assert not found.proof.is_whole


def test_done_and_confirmed_are_told_apart(site_store):
    """Half an hour into a duty that nobody confirmed: done, asked, and not confirmed."""
    ask_presence(site_store, INSIDE)
    person, shift = next_duty(site_store, INSIDE)
    day = shift.start.astimezone(ZONE).date()

    def desk(now):
        found = state(site_store, day, day, now)
        return next(month for month in found.proof.months if month.post == "CACO")

    before = desk(shift.start)
    late = desk(shift.start + 30 * MINUTE)
    assert (before.asked, before.confirmed, late.asked, late.confirmed) == (0, 0, 30, 0)
    assert late.done == before.done + 30
    assert late.by_cause[Cause.NOT_SHOWN_UP] > 0
    wanted = PresenceRequest(person, "CACO", PresenceSource.SELF)
    confirm_presence(site_store, wanted, "them", shift.start + 30 * MINUTE)
    there = desk(shift.start + 60 * MINUTE)
    assert (there.asked, there.confirmed) == (60, 30)
    assert there.by_cause[Cause.NOT_SHOWN_UP] == 30
    assert there.done == before.done + 60


def test_for_hours_it_is_work_done_though_nobody_confirmed_it(site_store):
    """The law is kept on either reading: an absence or a take-over says that it was not."""
    ask_presence(site_store, INSIDE)
    person, shift = next_duty(site_store, INSIDE)
    day, later = shift.start.astimezone(ZONE).date(), shift.end + timedelta(days=2)

    def hours():
        report = hours_of_people(site_store, day, day)
        return next(one.total.done for one in report.people if one.person == person)

    before = hours()
    assert state(site_store, day, day, later).proof.months
    assert hours() == before
    absence = Absence(person, AbsenceKind.ABSENT, shift.start, shift.end)
    record_absence(site_store, absence, "planner", later)
    assert hours() != before


def test_a_kept_report_turns_when_somebody_becomes_late(site_store):
    ask_presence(site_store, INSIDE)
    _person, shift = next_duty(site_store, INSIDE)
    day, reports = shift.start.astimezone(ZONE).date(), Reports(site_store)
    in_time = reports.statement(day, day, shift.start + 9 * MINUTE)
    late = reports.statement(day, day, shift.start + 10 * MINUTE)
    assert missing(late) > missing(in_time)
    assert reports.statement(day, day, shift.start + 11 * MINUTE).proof == late.proof


def test_who_accepts_a_gap_stands_beside_it(site_store):
    sweep(site_store, 8, INSIDE)
    rows = list_gaps(site_store, INSIDE, INSIDE + timedelta(weeks=3), INSIDE).rows
    gap = next(row.gap for row in rows if row.gap.id)
    accept(site_store, gap.id, "closed for an exercise", None, "anna", INSIDE)
    interval = gap.interval
    found = state(site_store, JANUARY[0], date(2027, 2, 28), INSIDE)
    mine = [
        one
        for one in found.stretches
        if (one.post, one.slot) == (interval.post, interval.slot) and one.start < interval.end
    ]
    assert mine
    said = [(each.by, each.reason) for one in mine for each in one.accepted]
    assert ("anna", "closed for an exercise") in said


def test_a_gap_that_was_accepted_at_the_signing_says_by_whom(site_store):
    found = state(site_store, *JANUARY, INSIDE)
    empty = [one for one in found.stretches if Cause.NEVER_FILLED in one.causes]
    assert empty
    for one in empty:
        assert any(each.by == "signer" for each in one.accepted)


def test_with_no_posts_there_is_nothing_to_state(empty_sqlite, tmp_path):
    path = tmp_path / "caco.db"
    path.write_bytes(empty_sqlite.read_bytes())
    store = Store(store_url(f"sqlite:///{path}"))
    with pytest.raises(Refused):
        state(store, *JANUARY, INSIDE)
    store.close()
