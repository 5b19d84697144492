"""Counts in the menu: whose they are, what they count, and what asking for them costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.call_attempt import CallOutcome
from data.model.duty import AbsenceKind
from data.model.message import Message, MessageKind, MessageStatus
from data.model.request import LeaveRequest
from data.store import access, accounts, outbox, requests
from data.store.audit import trail
from scheduler.coverage.acknowledgement import accept, acknowledge, release
from scheduler.coverage.call_log import log_call
from scheduler.coverage.snapshot import CoverageCache
from scheduler.service.waiting import WaitingCache
from scheduler.settings import Settings
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from tests.web.falls_ill import falls_ill
from web.app import create_app

ENGLISH = {"Accept-Language": "en"}
MINUTE = timedelta(minutes=1)
SEEN_BY = {
    Role.PLANNER: {"gaps", "requests", "rosters", "messages"},
    Role.DUTY_MANAGER: {"gaps", "messages"},
    Role.ADMINISTRATOR: {"messages"},
    Role.FUNCTIONARY: set(),
    Role.VIEWER: set(),
}


@pytest.fixture
def counted(site_store):
    cache = WaitingCache(site_store, CoverageCache(site_store, 8))
    return lambda now=INSIDE: cache.count(now)


def lose_message(store, number=1):
    message = Message(
        id=f"lost{number}", kind=MessageKind.GAPS, recipient="people/1", name="Jo", channel="mail",
        address="x@vr.example", subject="S", body="B", attachment="", created_at=INSIDE,
        due_at=INSIDE, stale_at=None, status=MessageStatus.DEAD,
    )  # fmt: skip
    with store.writing() as connection:
        outbox.add_messages(connection, [message])


def ask_leave(store):
    with store.writing() as connection:
        requests.add_leave(
            connection,
            LeaveRequest(0, "p002", AbsenceKind.LEAVE, INSIDE, INSIDE + 9 * MINUTE, "", INSIDE),
        )
        trail.take_turn(connection)
        trail.append(connection, [trail.Act("leave.asked", "leave/1")], "p002", INSIDE)


@pytest.mark.parametrize("role", Role)
def test_each_reader_sees_what_they_do_something_about(visit, site_store, role):
    ill = falls_ill(site_store)
    lose_message(site_store)
    ask_leave(site_store)
    text = visit(role).get("/now", headers=ENGLISH).text
    found = dict(re.findall(r'data-badge="(\w+)"[^>]*>.*?data-words>(\d+) ', text))
    assert set(found) == SEEN_BY[role]
    assert ill.gap
    if role is Role.PLANNER:
        gaps = CoverageCache(site_store, 8).snapshot(INSIDE).status.count.unhandled
        assert found == {"gaps": str(gaps), "requests": "1", "rosters": "0", "messages": "1"}
        assert f'<span class="badge-count" data-badge-all>{gaps + 2}</span>' in text
        assert "1 message not delivered" in text


def test_nothing_waits_and_nothing_is_shown(visit):
    text = visit(Role.PLANNER).get("/now", headers=ENGLISH).text
    assert re.search(r'data-badge="requests" hidden', text)
    assert re.search(r'data-badge="messages" hidden', text)


def test_what_somebody_took_up_or_accepted_waits_no_more(counted, site_store):
    ill = falls_ill(site_store)
    before = counted().gaps
    acknowledge(site_store, [ill.gap], "duty_manager", INSIDE)
    assert counted().gaps == before - 1
    release(site_store, ill.gap, "duty_manager", INSIDE)
    assert counted().gaps == before
    accept(site_store, ill.gap, "exercise", INSIDE + 30 * MINUTE, "duty_manager", INSIDE)
    assert counted(INSIDE + 29 * MINUTE).gaps == before - 1
    assert (
        counted(INSIDE + 30 * MINUTE).gaps == before
    )  # the acceptance is over: nothing was written


def test_time_alone_ends_what_waits(counted, site_store):
    ill = falls_ill(site_store)
    later = ill.shift.end
    fresh = WaitingCache(site_store, CoverageCache(site_store, 8))
    assert counted(later - MINUTE).gaps == fresh.count(later - MINUTE).gaps
    expected = WaitingCache(site_store, CoverageCache(site_store, 8)).count(later).gaps
    assert counted(later).gaps == expected


def test_while_nothing_is_written_coverage_is_not_looked_at_again(site_store, monkeypatch):
    cache = WaitingCache(site_store, CoverageCache(site_store, 8))
    first = cache.count(INSIDE)
    with monkeypatch.context() as patch:
        patch.setattr(CoverageCache, "snapshot", lambda *_: pytest.fail("looked at again"))
        assert cache.count(INSIDE + MINUTE) == first
        lose_message(site_store)  # is no act of the trail, and counts at once
        assert cache.count(INSIDE + MINUTE).messages == first.messages + 1
    falls_ill(site_store)
    assert cache.count(INSIDE + MINUTE).gaps == first.gaps + 1


def test_a_page_does_not_wait_for_coverage_and_asks_for_it_once_it_is_there(visit, site_store):
    planner = visit(Role.PLANNER)
    planner.get("/now")
    before = int(
        re.search(r"data-words>(\d+) gap", planner.get("/account", headers=ENGLISH).text)[1]
    )
    falls_ill(site_store)
    text = planner.get("/account", headers=ENGLISH).text
    assert 'data-mark=""' in text
    assert f"data-words>{before} gaps" in text  # as it was counted last
    assert planner.get("/badges").json["badges"]["gaps"]["count"] == before + 1
    text = planner.get("/account", headers=ENGLISH).text
    assert 'data-mark=""' not in text
    assert f"data-words>{before + 1} gaps" in text


def test_an_open_page_hears_only_what_is_new(visit, site_store):
    planner = visit(Role.PLANNER)
    ill = falls_ill(site_store)
    first = planner.get("/badges")
    assert first.json["badges"]["gaps"]["count"] > 0
    mark = {"If-None-Match": first.headers["ETag"]}
    again = planner.get("/badges", headers=mark)
    assert (again.status_code, again.data) == (304, b"")
    log_call(site_store, ill.gap, "p002", CallOutcome.NO, "duty_manager", INSIDE)
    after = planner.get("/badges", headers=mark)
    assert after.status_code == 200  # of another's call: the counts are the same
    assert after.json["badges"] == first.json["badges"]
    assert after.json["mark"] != first.json["mark"]


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(site_store):
    now = [INSIDE]
    visitor = Visit(create_app(site_store, Settings(), lambda: now[0]), Role.PLANNER)

    def seen():
        with site_store.reading() as connection:
            account = accounts.account_of(connection, "planner")
            return max(one.seen_at for one in access.sessions_of(connection, account.id))

    visitor.get("/now")
    before = seen()
    now[0] += 50 * MINUTE
    visitor.get("/badges")
    assert seen() == before
    visitor.get("/now")
    assert seen() == now[0]


def test_nobody_asks_without_signing_in(visit):
    assert visit(None).get("/badges").status_code in (302, 401)


def test_a_part_that_is_answered_late_undoes_nothing_that_a_form_is_to_tell(visit):
    planner = visit(Role.PLANNER)
    assert "Set-Cookie" in planner.get("/now").headers
    assert "Set-Cookie" not in planner.get("/badges").headers
    assert "Set-Cookie" not in planner.get("/now", headers={"HX-Request": "true"}).headers
