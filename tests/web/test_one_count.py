"""One truth: whatever is open, accepted, taken up or out of reach is the same on every page.

Random states of a region: people fall ill, go on leave, lose their telephone number, are taken off
their shifts; gaps are taken up, accepted, offered and filled; sweeps come late. Then every page,
list and program that counts gaps is read, and has to say the same.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
import time_machine
from prometheus_client.parser import text_string_to_metric_families

from data.i18n.language import language
from data.model.account import Role, TokenScope
from data.model.duty import Absence, AbsenceKind
from data.model.errors import CacoError
from data.model.gap import UNROSTERED
from data.model.roster import RemarkKind
from data.store import gaps, rosters, staffing
from scheduler.accounts.access import make_token
from scheduler.coverage.acknowledgement import accept, acknowledge, release
from scheduler.coverage.monitor import horizon, sweep
from scheduler.coverage.snapshot import CoverageCache
from scheduler.coverage.words import count_words
from scheduler.planning.absences import record_absence
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import propose, publish
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.self_service.offer_answers import accept_offer
from scheduler.self_service.offers import offer_shift
from scheduler.settings import Settings
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS
from tests.web.conftest import Visit
from web.app import create_app

EN = language("en")
ENGLISH = {"Accept-Language": "en"}
CHANGES = 7  #: done to a region, one after the other
SEEDS = range(6)


class Story:
    """A region to which things happen; each of them either is done or is refused in words."""

    def __init__(self, store, seed):
        self.store, self.dice, self.now = store, random.Random(seed), INSIDE
        self.acts = (
            self.falls_ill,
            self.falls_ill,
            self.goes_on_leave,
            self.is_out_of_reach,
            self.is_taken_off,
            self.is_taken_up,
            self.is_let_go,
            self.is_intended,
            self.is_offered,
            self.is_swept,
        )

    def go(self):
        for _ in range(CHANGES):
            self.now += timedelta(minutes=self.dice.choice([1, 7, 61]))
            with suppress(CacoError):  # what is refused changes nothing
                self.dice.choice(self.acts)()
        self.now += timedelta(minutes=self.dice.choice([1, 60, 600]))

    def rostered(self, whole=None):
        """Somebody who has a shift to come; in a roster: who is never away in it."""
        with self.store.reading() as connection:
            found = rosters.duties_between(connection, self.now, self.now + timedelta(weeks=2))
            away = staffing.absences_by_person(connection, whole.start, whole.end) if whole else ()
        return self.dice.choice(
            [(who, one) for who, one, _ in found if one.start > self.now and who not in away]
        )

    def gap(self):
        with self.store.reading() as connection:
            found = [gap for gap in gaps.read_gaps(connection, since=self.now) if gap.is_open]
        return self.dice.choice(found)

    def falls_ill(self):
        person, shift = self.rostered()
        part = timedelta(minutes=self.dice.choice([0, 60]))
        absence = Absence(person, AbsenceKind.ILLNESS, shift.start + part, shift.end)
        record_absence(self.store, absence, "tests", self.now)

    def goes_on_leave(self):
        person, shift = self.rostered()
        end = shift.end + timedelta(days=self.dice.choice([1, 5]))
        absence = Absence(person, AbsenceKind.LEAVE, shift.start, end)
        record_absence(self.store, absence, "tests", self.now)

    def is_out_of_reach(self):
        person, _shift = self.rostered()
        rows = [row for row in read_table(self.store, "contacts") if row["person"] == person]
        asked = Replacement("contacts", {"person": person}, [], fingerprint(rows))
        replace_rows(self.store, asked, "tests", self.now)

    def is_taken_off(self):
        person, shift = self.rostered()
        draft = copy_in_force(self.store, FIRST, WEEKS, "planner", self.now)
        edit_draft(
            self.store, draft.id, [Edit(EditKind.REMOVE, person, shift.id)], "planner", self.now
        )
        publish(self.store, draft.id, CONSENT, "planner", self.now, EN)

    def is_taken_up(self):
        acknowledge(self.store, [self.gap().id], "duty_manager", self.now)

    def is_let_go(self):
        release(self.store, self.gap().id, "duty_manager", self.now)

    def is_intended(self):
        until = self.now + timedelta(minutes=self.dice.choice([30, 100_000]))
        accept(self.store, self.gap().id, "exercise", until, "duty_manager", self.now)

    def is_offered(self):
        shift = self.gap().interval.slot
        (made,) = offer_shift(
            self.store, Settings(), shift, "duty_manager", self.now, best=1
        ).offers
        if self.dice.random() < 0.7:
            accept_offer(self.store, Settings(), made.id, self.now)

    def is_swept(self):
        sweep(self.store, 8, self.now)


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    monkeypatch.setenv("CACO_CHANNEL_SMS", "json://sink/{to}")


@pytest.fixture(params=[SEEDS[0], *(pytest.param(n, marks=pytest.mark.second) for n in SEEDS[1:])])
def story(request, site_store):
    """A region after a random story."""
    told = Story(site_store, request.param)
    told.go()
    return told


@pytest.fixture
def app(story):
    return create_app(story.store, Settings(), lambda: story.now)


@pytest.fixture
def planner(app):
    return Visit(app, Role.PLANNER)


@pytest.fixture
def status(story):
    """What the one judgement says."""
    return CoverageCache(story.store, 8).snapshot(story.now).status


def page(visitor, path):
    answer = visitor.get(path, headers=ENGLISH)
    assert answer.status_code == 200, (path, answer.text[:500])
    return re.sub(r"\s+", " ", answer.text)


def belongs(row, store, head):
    """Whether a gap is one of a roster: of a shift of it, or of time in it that has no shift."""
    with store.reading() as connection:
        mine = {shift.id for shift in rosters.read_shifts(connection, head.shift_set)}
    interval = row.gap.interval
    return interval.slot in mine or (interval.slot == UNROSTERED and interval.start < head.end)


def in_force(store):
    with store.reading() as connection:
        return rosters.in_force(connection, INSIDE, INSIDE + timedelta(weeks=1))[0]


def test_every_page_says_the_same(story, app, planner, status, command_line):
    said = count_words(status.count, EN)
    others = [Visit(app, role) for role in (Role.VIEWER, Role.DUTY_MANAGER, Role.FUNCTIONARY)]
    for visitor in (planner, *others):
        assert f">{said}</h2>" in page(visitor, "/now")
        assert f"<h2>{said}</h2>" in page(visitor, "/gaps")
    token = make_token(story.store, "wall", [TokenScope.BOARD], None, "admin", story.now)
    wall = Visit(app)
    wall.get(f"/board?token={token.secret}")
    assert f">{said}</h2>" in page(wall, "/board")
    _the_api_agrees(story, app, status)
    _the_metrics_agree(app, status)
    _the_menu_agrees(planner, status)
    _each_gap_has_a_page_that_agrees(planner, status, story)
    _the_command_line_agrees(story, status, command_line)


def test_the_roster_counts_what_the_board_counts_in_its_period(story, planner, status):
    head = in_force(story.store)
    within = [row for row in status.rows if belongs(row, story.store, head)]
    found = re.search(
        r'<span class="(is-gap)?">([^<]+)</span>', page(planner, f"/rosters/{head.id}")
    )
    listed = re.search(
        r'data-label="Cover"><span class="(?:is-gap|soft)">([^<]+)</span>',
        page(planner, "/rosters").split("<h2>In force</h2>")[1],
    )
    assert found[2] == listed[1]
    assert found[2].startswith(f"{len(within)} open gap" if within else "No open gaps")
    strip = re.findall(
        r'class="fig count" colspan="\d">(\d+) open<', page(planner, f"/rosters/{head.id}")
    )
    assert sum(int(number) for number in strip) == len(within)


def test_whoever_signs_is_asked_about_what_the_board_shows(story, status):
    head = in_force(story.store)
    draft = copy_in_force(story.store, FIRST, WEEKS, "planner", story.now)
    asked = propose(story.store, draft.id, "planner", story.now).items
    items = {one.remark.subject: one for one in asked if one.remark.kind is RemarkKind.GAP}
    rows = [
        row
        for row in status.rows
        if row.gap.interval.slot != UNROSTERED and belongs(row, story.store, head)
    ]
    shown = {row.gap.interval.slot for row in rows if not row.is_unreachable}
    assert set(items) == shown
    for row in rows:
        item = items.get(row.gap.interval.slot)
        assert (row.signed is not None) <= (item is not None and item.acceptance is not None)


def test_the_statement_calls_who_is_out_of_reach_as_the_board_does(story, app):
    """To everybody: only why somebody is absent is not for all."""
    with story.store.reading() as connection:
        found = rosters.duties_between(connection, story.now, story.now + timedelta(weeks=2))
    on_call = sorted({who for who, shift, _ in found if not shift.work_minutes})
    for person in on_call:
        rows = [row for row in read_table(story.store, "contacts") if row["person"] == person]
        asked = Replacement("contacts", {"person": person}, [], fingerprint(rows))
        replace_rows(story.store, asked, "tests", story.now)
    rows = [
        one for one in CoverageCache(story.store, 8).snapshot(story.now).rows if one.is_unreachable
    ]
    out_of_reach = {
        (one.gap.interval.post, one.gap.interval.end)
        for one in rows
        if one.gap.interval.start > story.now
    }
    viewer, last = Visit(app, Role.VIEWER), FIRST + timedelta(weeks=WEEKS, days=-1)
    period = f"?period=own&from={FIRST}&to={last}"
    stated = json.loads(viewer.get(f"/reports/statement.json{period}").text)["open"]
    told = {
        (one["post"], datetime.fromisoformat(one["end"]))
        for one in stated
        if one["causes"] == ["no_contact"]
    }
    assert out_of_reach <= told
    assert told
    assert "cannot be reached" in page(viewer, f"/reports/statement{period}&lang=en")


def broken_words(number):
    return f"{number} broken rule{'s' * (number != 1)}" if number else "no rule broken"


def listed_as_broken(planner, title):
    """How many rules the list says that the only roster under a title breaks."""
    under = page(planner, "/rosters").split(f"<h2>{title}</h2>")[1]
    return re.search(r'data-label="Rules"><span class="[\w-]+">([^<]+)</span>', under)[1]


def violations_in_words(planner, roster):
    """The rows of the page that lists what a roster breaks."""
    return page(planner, f"/rosters/{roster}/violations").split("<tbody>")[1].split("</tbody>")[0]


def broken_in_grid(planner, roster):
    """How many rules a roster breaks: in the list beside its grid; its own pages agree."""
    rows = violations_in_words(planner, roster).count("<tr>")
    grid = page(planner, f"/rosters/{roster}")
    figures = re.search(r"(\d+ broken rules?|no rule broken)", grid)
    assert figures[1] == broken_words(rows)
    marks = re.findall(r'class="broken-count">!(\d+)', grid)
    assert sum(int(mark) for mark in marks) == rows
    return rows


def test_broken_rules_are_counted_as_things_stand(story, planner):
    """For the roster in force, and for a draft that older records were judged by."""
    head = in_force(story.store)
    draft = copy_in_force(story.store, FIRST, WEEKS, "planner", story.now).id
    before = [violations_in_words(planner, one) for one in (head.id, draft)]
    person, shift = story.rostered(head)
    absence = Absence(person, AbsenceKind.LEAVE, shift.start, shift.end)
    record_absence(story.store, absence, "tests", story.now)
    now = broken_in_grid(planner, head.id), broken_in_grid(planner, draft)
    assert violations_in_words(planner, head.id) != before[0]
    assert violations_in_words(planner, draft) != before[1]
    assert listed_as_broken(planner, "In force") == broken_words(now[0])
    assert listed_as_broken(planner, "Drafts") == broken_words(now[1])
    asked = propose(story.store, draft, "planner", story.now).remarks
    assert sum(one.kind is RemarkKind.VIOLATION for one in asked) == now[1]
    assert broken_in_grid(planner, draft) == now[1]


def _the_menu_agrees(planner, status):
    text = page(planner, "/account")
    (told,) = re.findall(r'data-badge="gaps"[^>]*>.*?data-words>(\d+) gaps? nobody handles<', text)
    handled = [row for row in status.rows if row.is_taken_up or row.is_accepted]
    assert int(told) == status.count.open - len(handled)


def _the_api_agrees(story, app, status):
    token = make_token(story.store, "api", [TokenScope.COVERAGE], None, "admin", story.now)
    headers = {"Authorization": f"Bearer {token.secret}"}
    found = app.test_client().get("/api/v1/gaps?limit=500", headers=headers).json["items"]
    count = status.count
    assert len(found) == count.open
    assert sum(one["is_accepted"] for one in found) == count.accepted
    assert sum(one["is_taken_up"] for one in found) == count.taken_up
    assert sum(one["is_unreachable"] for one in found) == count.unreachable


def _the_metrics_agree(app, status):
    text = app.test_client().get("/metrics").text
    families = {one.name: one for one in text_string_to_metric_families(text)}
    told = {one.labels["which"]: one.value for one in families["caco_gaps"].samples}
    count = status.count
    assert told == {
        "open": count.open,
        "now": count.now,
        "accepted": count.accepted,
        "taken_up": count.taken_up,
        "unreachable": count.unreachable,
        "unhandled": count.unhandled,
        "called": count.called,
    }
    by_label = {
        (one.labels["post"], one.labels["severity"], one.labels["accepted"]): one.value
        for one in families["caco_gaps_open"].samples
        if one.value
    }
    assert by_label == Counter(
        (row.gap.interval.post, row.severity, "yes" if row.gap.state == "accepted" else "no")
        for row in status.rows
    )


def _the_command_line_agrees(story, status, command_line):
    for file in story.store.file.parent.glob("caco.db*"):
        file.chmod(0o600)  # a store that others can read is refused
    caco = command_line(str(story.store.engine.url), "manager")
    with time_machine.travel(story.now, tick=False):
        code, out, err = caco("gaps", "--json")
    assert (code in (0, 1), err) == (True, "")
    rows = json.loads(out)
    assert len(rows) == status.count.open
    end = horizon(story.now, 8)
    assert all(row["start"] < end.isoformat() for row in rows)


def _each_gap_has_a_page_that_agrees(planner, status, story):
    """Those that are open, and those that a sweep would close."""
    with story.store.reading() as connection:
        numbers = [gap.id for gap in gaps.read_gaps(connection)]
    is_open = {row.gap.id: row for row in status.rows}
    assert {number for number in is_open if number} <= set(numbers)
    for number in numbers:
        text, row = page(planner, f"/gaps/{number}"), is_open.get(number)
        row = row or _numbered(story, number)
        assert ("Accept this gap" in text) == (row is not None), number
        state = row.gap.state if row else "closed"
        assert ("I am handling this" in text) == (state == "open")
        assert ("Let go" in text) == (state == "acknowledged")
        if row is None:
            assert re.search(r'<p class="state"> (filled|over)', text), number
        else:
            assert ("taken up by Duty manager of the tests" in text) >= row.is_taken_up
            assert ("cannot be reached" in text) >= row.is_unreachable
            if row.signed and state == "open":
                assert f"accepted by {row.signed.acceptor} in version" in text


def _numbered(story, number):
    """A gap that was kept when a page was looked at."""
    rows = CoverageCache(story.store, 8).snapshot(story.now).rows
    return next((row for row in rows if row.gap.id == number), None)
