"""Calendars of others on the pages of requests, and one's own on one's own page."""

import html
import io
import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.store import staffing
from scheduler.self_service.absence_feeds import list_feeds, open_proposals, take_in
from tests.scheduler.self_service.test_absence_feeds import absences, calendar, days, event, feed_of
from tests.support.region import INSIDE

HERE = "/requests/proposals"


@pytest.fixture
def planner(visit):
    """A planner who reads English."""
    found = visit(Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


@pytest.fixture
def me(visit):
    """A functionary who reads English: the first person of the region."""
    found = visit(Role.FUNCTIONARY)
    found.client.set_cookie("language", "en")
    return found


def upload(content, **more):
    return {"name": "HR", "person": "p001", "file": (io.BytesIO(content), "x.ics"), **more}


def numbers(page):
    return re.findall(r'name="number" value="(\d+)"', page)


def test_an_uploaded_calendar_is_proposed_clash_told_and_recorded_on_a_press(planner, site_store):
    content = calendar(event("a", *days(1, 10)), event("b", *days(40)))
    assert planner.post(f"{HERE}/calendars", upload(content)).location == HERE
    page = html.unescape(planner.get(HERE).text)
    assert "New absences (2)" in page
    first = open_proposals(site_store, INSIDE)[0]
    with site_store.reading() as connection:
        assert staffing.names_of_people(connection)["p001"] in page
    assert page.count("falls on ") == len(first.duties) > 0
    assert planner.post(HERE, {"do": "accept", "number": [str(first.proposal.id)]}).location == HERE
    assert days(1, 10) in [one[:2] for one in absences(site_store)]
    rest = numbers(planner.get(HERE).text)
    planner.post(HERE, {"do": "dismiss", "number": rest})
    assert open_proposals(site_store, INSIDE) == []
    assert planner.post(HERE, {"do": "accept", "number": rest}).status_code == 422


def test_what_cannot_be_read_is_said_in_the_readers_language(visit, site_store):
    planner = visit(Role.PLANNER)
    planner.client.set_cookie("language", "nl")
    answer = planner.post(f"{HERE}/calendars", upload(b"hello"))
    assert answer.status_code == 422
    assert "geen agenda die gelezen kan worden" in answer.text
    no_tls = {"name": "HR", "url": "http://hr.example.org/x"}
    assert "https" in planner.post(f"{HERE}/calendars", no_tls).text
    assert planner.post(f"{HERE}/calendars", {"name": "HR"}).status_code == 422
    inside = {"name": "HR", "url": "https://127.0.0.1/x"}
    assert planner.post(f"{HERE}/calendars", inside).location == HERE
    assert "afgeschermd netwerk" in planner.get(HERE).text


def test_a_calendar_is_read_again_and_removed(planner, site_store):
    planner.post(f"{HERE}/calendars", upload(calendar(event("a", *days(40)))))
    (feed,) = list_feeds(site_store)
    newer = {"file": (io.BytesIO(calendar()), "x.ics")}
    assert planner.post(f"{HERE}/calendars/{feed.id}/read", newer).location == HERE
    assert open_proposals(site_store, INSIDE) == []
    assert planner.post(f"{HERE}/calendars/{feed.id}/read", {}).status_code == 422
    assert planner.post(f"{HERE}/calendars/{feed.id}/remove").location == HERE
    assert planner.post(f"{HERE}/calendars/{feed.id}/remove").status_code == 422


def test_the_address_of_a_calendar_is_shown_to_nobody(planner, me, site_store):
    feed_of(site_store, own=True, url="https://calendar.example.org/secret-path")
    for page in (planner.get(HERE).text, me.get("/mine/absence").text):
        assert "calendar.example.org" in page
        assert "secret-path" not in page
    assert "secret-path" not in planner.get("/audit").text


def test_somebody_asks_for_what_their_own_calendar_proposes(planner, me, site_store):
    feed = feed_of(site_store, own=True)
    take_in(site_store, feed, calendar(event("a", *days(40)), event("b", *days(50))), INSIDE)
    page, before = me.get("/mine/absence").text, absences(site_store)
    first, second = re.findall(r"/mine/absence/proposals/(\d+)", page)
    assert me.post(f"/mine/absence/proposals/{first}", {"do": "ask"}).location == "/mine/absence"
    assert me.post(f"/mine/absence/proposals/{second}", {"do": "no"}).location == "/mine/absence"
    assert me.post(f"/mine/absence/proposals/{second}", {"do": "ask"}).status_code == 422
    assert absences(site_store) == before
    assert "/grant" in planner.get("/requests").text


def test_one_subscribes_to_ones_own_calendar_and_stops(me, site_store):
    address = "/mine/absence/calendars"
    assert me.post(address, {"url": ""}).status_code == 422
    assert me.post(address, {"url": "https://10.0.0.1/x"}).location.startswith("/mine/absence")
    (feed,) = list_feeds(site_store)
    assert (feed.person, feed.own) == ("p001", True)
    assert "inside a private network" in me.get("/mine/absence").text
    me.post(f"{address}/{feed.id}/remove")
    assert list_feeds(site_store) == []
    other = feed_of(site_store, "p002", own=True)
    assert me.post(f"{address}/{other.id}/remove").status_code == 422


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PLANNER}))
def test_only_planners_see_what_is_proposed_for_others(visit, role):
    assert visit(role).get(HERE).status_code == 403


def test_what_is_over_is_not_proposed_any_more(planner, site_store):
    feed = feed_of(site_store)
    take_in(
        site_store,
        feed,
        calendar(
            event(
                "a",
                *days(-9),
            ),
            event("b", *days(2)),
        ),
        INSIDE,
    )
    assert len(open_proposals(site_store, INSIDE)) == 1
    assert open_proposals(site_store, INSIDE + timedelta(days=9)) == []
