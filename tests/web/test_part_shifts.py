"""A region of one's own from nothing: time that no shift covers is open wherever cover is told."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from data.i18n.language import language
from data.model.account import Role
from data.model.duty import Absence, AbsenceKind
from data.model.gap import Cause, Severity
from data.model.job import Job, JobStatus, SolveRequest
from data.model.roster import RemarkKind
from data.store import jobs
from data.store.opening import Store, store_url
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.board import board
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.monitor import sweep
from scheduler.coverage.on_duty import who_is_on_duty
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.absences import record_absence
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.export import roster_workbook
from scheduler.planning.open_roster import open_roster
from scheduler.planning.preflight import preflight_plan
from scheduler.planning.publish import Consent, propose, publish
from scheduler.planning.roster_queries import list_rosters
from scheduler.reporting.statement import state
from scheduler.settings import Settings
from scheduler.solve_jobs.solve_attempt import solve_and_keep
from scheduler.solve_jobs.submission import submit
from solver.cpsat.engine import Stop
from tests.support.region import import_texts
from tests.web.conftest import PASSWORD, Visit
from web.app import create_app

NOW = datetime(2026, 11, 29, 18, tzinfo=UTC)  #: a Sunday evening: it goes live tomorrow
FIRST, WEEKS = date(2026, 11, 30), 4
PART = "IM:2026-11-30T00:00"
BEGIN, HANDOVER = midnight(FIRST, ZONE), datetime(2026, 12, 4, 16, tzinfo=UTC)


def region(people=("anna", "bas", "carla")):
    """Two posts, one of which asks for nobody at night; few people; nothing of before."""
    return {
        "regions": [{"id": "ZW", "name": "Zuidwest", "school_region": "zuid"}],
        "functions": [{"id": "IM", "name": "IM", "discipline": "safety_region"}],
        "patterns": [
            {"pattern": "office", "name": "K", "weekdays": "mo;tu;we;th;fr", "start": "09:00",
             "end": "17:00"},
        ],
        "posts": [
            {"id": "IM", "name": "Informatiemanager", "function": "IM", "regions": "ZW",
             "kind": "on_call", "pattern": "week-fri"},
            {"id": "DESK", "name": "Bureau", "function": "IM", "regions": "ZW", "kind": "on_site",
             "pattern": "office", "priority": "2"},
        ],
        "people": [
            {"id": one, "name": f"{one.capitalize()} de Vries", "employer": "ZW", "regions": "ZW"}
            for one in people
        ],
        "contracts": [
            {"person": one, "hours_per_week": "36", "from": "2020-01-01"} for one in people
        ],
        "competences": [
            {"person": one, "function": "IM", "from": "2020-01-01"} for one in people
        ],
        "contacts": [
            {"person": one, "channel": "mail", "address": f"{one}@zw.test"} for one in people
        ],
    }  # fmt: skip


@pytest.fixture
def store(empty_sqlite, tmp_path):
    path = tmp_path / "caco.db"
    path.write_bytes(empty_sqlite.read_bytes())
    opened = Store(store_url(f"sqlite:///{path}"))
    import_texts(opened, region(), now=NOW)
    add_account(
        opened,
        NewAccount("planner", "Petra", frozenset({Role.PLANNER}), None, "", PASSWORD),
        "tests",
        NOW,
    )
    yield opened
    opened.close()


@pytest.fixture
def planner(store):
    found = Visit(create_app(store, Settings(), lambda: NOW), Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


def planned(store, left_open=(), now=NOW, **how) -> Job:
    """The end of a job that a worker did."""
    asked = SolveRequest(FIRST, WEEKS, 2.0, left_open=left_open, **how)
    job = submit(store, asked, "planner", now).job
    with store.writing() as connection:
        job = jobs.begin(connection, job.id, "alpha", now)
    solve_and_keep(store, job, Stop(), lambda: now)
    with store.reading() as connection:
        done = jobs.read_job(connection, job.id)
    assert done.status is JobStatus.DONE, done.message
    return done


def consent(store, roster, now=NOW):
    return publish(
        store,
        roster,
        Consent(dict.fromkeys(RemarkKind, "agreed"), {}),
        "petra",
        now,
        language("en"),
    )[0]


def read_book(store, roster, code):
    """The workbook of a roster; what it holds beside cells is nothing to us."""
    content = BytesIO(roster_workbook(store, roster, language(code)))
    with warnings.catch_warnings(action="ignore"):
        return load_workbook(content)


def open_minutes(store, now=NOW):
    """What board, proof and statement call open of the IM within the period, in minutes."""
    end = BEGIN + timedelta(weeks=WEEKS)
    rows = [
        row.gap.interval
        for row in CoverageCache(store, 8).snapshot(now).rows
        if row.gap.interval.post == "IM"
    ]
    board = sum(
        (min(interval.end, end) - max(interval.start, BEGIN)) // timedelta(minutes=1)
        for interval in rows
        if interval.start < end and interval.end > BEGIN
    )
    proof = prove_coverage(store, BEGIN, end, now)[0]
    counted = sum(one.missing for one in proof.months if one.post == "IM")
    told = state(store, FIRST, FIRST + timedelta(weeks=WEEKS, days=-1), now)
    stated = sum(one.minutes for one in told.stretches if one.post == "IM")
    return board, counted, stated


def test_the_part_week_is_planned_and_covered_like_any_shift(store, planner):
    known = preflight_plan(store, FIRST, WEEKS, (), NOW, language("en"))
    assert [(one.id, one.start, one.end) for one in known.parts] == [(PART, BEGIN, HANDOVER)]
    page = planner.get(f"/plan?first={FIRST}&weeks={WEEKS}").text
    assert "Leave open: Informatiemanager, Mon 30 Nov 00:00" in page
    job = planned(store)
    outcome = planner.get(f"/plan/{job.id}").text
    assert "Nobody is missing on any of the 2 posts in the whole period." in outcome
    sheet = open_roster(store, job.roster)
    assert PART in sheet.holders
    consent(store, job.roster)
    assert open_minutes(store) == (0, 0, 0)


def test_a_part_week_that_is_left_open_is_open_on_every_page(store, planner):
    job = planned(store, left_open=(PART,))
    minutes = (HANDOVER - BEGIN) // timedelta(minutes=1)
    outcome = planner.get(f"/plan/{job.id}").text
    assert "1 shift stays open. 1 of them was not part of the search." in outcome
    assert outcome.count("Not a minute is uncovered.") == 1  # of the other post
    assert "All that was searched for is covered; what was left open is not." in outcome
    assert "It was left open: it was not part of the search." in outcome
    assert "no roster is better" not in outcome
    grid = planner.get(f"/rosters/{job.roster}").text
    assert f"shift={PART.replace(':', '%3A')}" in grid
    assert "everything filled" not in grid
    (draft,) = list_rosters(store, CoverageCache(store, WEEKS), NOW).drafts
    assert draft.gaps.open == 1
    proposal = propose(store, job.roster, "petra", NOW)
    gaps = [one for one in proposal.remarks if one.kind is RemarkKind.GAP]
    assert [one.subject for one in gaps] == [PART]
    asked = planner.get(f"/rosters/{job.roster}/publish").text
    assert "Informatiemanager, Mon 30 Nov 00:00 – Fri 4 Dec 17:00" in asked
    consent(store, job.roster)
    assert open_minutes(store) == (minutes,) * 3
    told = state(store, FIRST, FIRST + timedelta(days=6), NOW)
    (stretch,) = [one for one in told.stretches if one.post == "IM"]
    assert (stretch.slot, stretch.causes) == (PART, (Cause.NEVER_FILLED,))
    assert [one.reason for one in stretch.accepted] == ["agreed"]
    book = read_book(store, job.roster, "nl")
    said = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert "1 dienst blijft open. Voor 1 daarvan is niemand gezocht." in said


def test_a_next_version_keeps_the_part_week_and_who_is_on_it(store):
    job = planned(store)
    consent(store, job.roster)
    holder = open_roster(store, job.roster).holders[PART]
    for now in (NOW, BEGIN + timedelta(days=2), HANDOVER + timedelta(days=1)):
        copy = copy_in_force(store, FIRST, WEEKS, "petra", now)
        assert open_roster(store, copy.id).holders[PART] == holder


def test_the_last_week_of_a_roster_is_the_first_part_of_the_next(store):
    consent(store, planned(store).roster)
    known = preflight_plan(store, FIRST + timedelta(weeks=WEEKS), 4, (), NOW, language("en"))
    assert known.parts == ()


def test_a_post_that_asks_for_nobody_at_night_has_no_part_shift(store):
    known = preflight_plan(store, date(2026, 12, 2), 1, ("DESK",), NOW, language("en"))
    assert [one for one in known.parts if one.post == "DESK"] == []


def test_a_roster_of_some_posts_says_that_the_others_are_open(store, planner):
    job = planned(store, posts=("DESK",))
    book = read_book(store, job.roster, "en")
    said = [cell for row in book["Summary"].iter_rows(values_only=True) for cell in row]
    assert "5 shifts stay open. 5 of them were not part of the search." in said
    sheet = open_roster(store, job.roster)
    assert sheet.missing(sheet.shift_by_id[PART]) == 1
    assert (
        "Nobody is missing on the post in the whole period." in planner.get(f"/plan/{job.id}").text
    )


def test_a_pattern_that_changes_while_a_roster_runs_leaves_hours_that_are_asked(store):
    consent(store, planned(store).roster)
    now = BEGIN + timedelta(days=1, hours=16)  # Tuesday 16:00, a desk shift is under way
    tables = region()
    tables["posts"][1] |= {"pattern": "week-fri"}
    import_texts(store, tables, now=now)
    known = preflight_plan(store, FIRST, WEEKS, (), now, language("en"))
    (part,) = [one for one in known.parts if one.post == "DESK"]
    office_ends = datetime(2026, 12, 1, 17, tzinfo=ZONE).astimezone(UTC)
    assert (part.start, part.end) == (office_ends, HANDOVER)


def test_before_its_first_roster_begins_a_region_has_no_critical_gap(store, planner):
    assert CoverageCache(store, 8).snapshot(NOW).rows == ()
    page = planner.get("/now").text
    assert "No roster has been signed yet." in page
    assert "No roster says who has duty. Plan a period, and sign its roster." in page
    assert "No other gap" not in page
    listed = planner.get("/gaps").text
    assert "First roster yet to begin: " in listed
    assert "No gaps" not in listed
    assert "0 gaps nobody handles" in listed
    consent(store, planned(store).roster)
    seen = CoverageCache(store, 8).snapshot(NOW)
    assert [row for row in seen.rows if row.gap.interval.start < BEGIN] == []
    page = planner.get("/now").text
    assert "It begins on Mon 30 Nov 00:00; until then no roster says who has duty." in page
    assert "posts not filled" not in page


def test_time_that_a_first_draft_leaves_empty_is_asked_about_when_it_is_signed(store):
    sheet = open_roster(store, planned(store).roster)
    mine = [one for one in sheet.shifts if one.post != "IM"]
    found = CoverageCache(store, 8).of_roster(sheet.head, mine, (), NOW)
    causes = {row.gap.interval.post: row.gap.interval.cause for row in found.rows}
    assert causes["IM"] is Cause.NO_ROSTER


def test_a_new_post_of_a_running_region_is_a_gap_at_once(store):
    consent(store, planned(store).roster)
    tables = region()
    tables["posts"].append({**tables["posts"][0], "id": "IC", "name": "Coördinator"})
    later = BEGIN + timedelta(days=1)
    import_texts(store, tables, now=later)
    (row,) = [
        row for row in CoverageCache(store, 8).snapshot(later).rows if row.gap.interval.post == "IC"
    ]
    assert (row.gap.interval.cause, row.severity) == (Cause.NO_ROSTER, Severity.CRITICAL)


def test_who_plans_while_the_first_week_runs_is_asked_for_all_that_is_open(store):
    now = BEGIN + timedelta(hours=10)  # Monday 10:00; the period began at midnight
    tomorrow = midnight(FIRST + timedelta(days=1), ZONE)
    known = preflight_plan(store, FIRST, WEEKS, (), now, language("en"))
    rest = "IM:2026-12-01T00:00"
    assert [(one.id, one.start, one.end) for one in known.parts if one.post == "IM"] == [
        (rest, tomorrow, HANDOVER)
    ]
    job = planned(store, now=now)
    sheet = open_roster(store, job.roster)
    assert rest in sheet.holders
    remarks = propose(store, job.roster, "petra", now).remarks
    asked = [one.subject for one in remarks if one.kind is RemarkKind.GAP]
    # Both are under way, and nobody is there.
    assert asked == [PART, "DESK:2026-11-30T09:00"]
    consent(store, job.roster, now)
    board = [
        row.gap.interval
        for row in CoverageCache(store, 8).snapshot(now).rows
        if row.gap.interval.start < now
    ]
    assert {interval.slot: interval.end for interval in board if interval.end > now} == {
        PART: tomorrow,
        "DESK:2026-11-30T09:00": datetime(2026, 11, 30, 17, tzinfo=ZONE).astimezone(UTC),
    }


def test_a_week_that_began_before_its_first_roster_was_made_is_planned_from_tomorrow(store):
    friday = date(2026, 12, 4)
    now = HANDOVER + timedelta(days=2)
    known = preflight_plan(store, friday, WEEKS, (), now, language("en"))
    (part,) = [one for one in known.parts if one.post == "IM"]
    assert part.start == midnight(date(2026, 12, 7), ZONE)
    assert part.end == HANDOVER + timedelta(weeks=1)


#: A week on call that was under way when the region began with this product, as recorded.
RECORDED = {
    "person": "anna",
    "post": "IM",
    "kind": "on_call",
    "start": "2026-11-27 17:00",
    "end": "2026-12-04 17:00",
    "work_minutes": "0",
    "shift": "P",
}


def test_who_is_on_from_before_by_the_records_is_there_for_plan_and_board_alike(store, planner):
    import_texts(store, region() | {"history": [RECORDED]}, now=NOW)
    assert preflight_plan(store, FIRST, WEEKS, (), NOW, language("en")).parts == ()
    job = planned(store)
    assert "Nobody is missing on any of the 2 posts" in planner.get(f"/plan/{job.id}").text
    (draft,) = list_rosters(store, CoverageCache(store, WEEKS), NOW).drafts
    assert draft.gaps.open == 0
    asked = {one.kind for one in propose(store, job.roster, "petra", NOW).remarks}
    assert RemarkKind.GAP not in asked
    consent(store, job.roster)
    assert open_minutes(store) == (0, 0, 0)
    now = BEGIN + timedelta(hours=10)
    row = next(row for row in who_is_on_duty(store, now, now) if row.post.id == "IM")
    ((on,), missing) = row.now, row.missing
    assert ([one.person for one in on.holders], on.by, missing) == (["anna"], None, 0)
    rows = {
        row.post.id: row
        for row in board(CoverageCache(store, 8).snapshot(now), now + timedelta(weeks=1)).rows
    }
    assert [one.person for one in rows["IM"].on] == ["anna"]
    assert (rows["IM"].is_filled, rows["IM"].gap) == (True, None)


def test_who_is_on_from_before_and_falls_ill_is_missing_for_plan_and_board_alike(store, planner):
    import_texts(store, region() | {"history": [RECORDED]}, now=NOW)
    consent(store, planned(store).roster)
    start, end = BEGIN + timedelta(days=1), BEGIN + timedelta(days=3)
    record_absence(store, Absence("anna", AbsenceKind.ILLNESS, start, end), "petra", NOW)
    minutes = (end - start) // timedelta(minutes=1)
    assert open_minutes(store) == (minutes,) * 3
    (row,) = [
        row for row in CoverageCache(store, 8).snapshot(NOW).rows if row.gap.interval.start == start
    ]
    assert [(part.cause, part.person) for part in row.gap.interval.parts] == [
        (Cause.ILLNESS, "anna")
    ]
    sweep(store, 8, NOW)
    page = planner.get(f"/gaps/{CoverageCache(store, 8).snapshot(NOW).rows[-1].gap.id}")
    assert page.status_code == 200
    (part,) = preflight_plan(store, FIRST, WEEKS, (), NOW, language("en")).parts
    assert (part.start, part.end) == (start, end)
