"""Proposals from calendars, in a real browser."""

import pytest
from playwright.sync_api import expect

from data.model.account import Role
from scheduler.self_service.absence_feeds import take_in
from tests.browser.conftest import DESK, PHONE, follow
from tests.scheduler.self_service.test_absence_feeds import calendar, days, event, feed_of
from tests.support.region import INSIDE


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_a_planner_uploads_a_calendar_and_decides(enter, barriers, site_store, language, size):
    page = enter(Role.PLANNER, language, size)
    page.goto("/requests/proposals")
    assert barriers(page) == []
    page.fill("#name", "HR")
    page.select_option("#person", "p001")
    content = calendar(event("a", *days(1, 10)), event("b", *days(40)))
    page.set_input_files("#file", {"name": "x.ics", "mimeType": "text/calendar", "buffer": content})
    follow(page.locator("form[aria-labelledby=new-calendar] button"))
    expect(page.locator(".proposals li")).to_have_count(2)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    follow(page.locator(".proposals li button").first)
    expect(page.locator(".proposals li")).to_have_count(1)


def test_somebody_asks_for_what_their_own_calendar_proposes(enter, barriers, site_store):
    feed = feed_of(site_store, own=True)
    take_in(site_store, feed, calendar(event("a", *days(40))), INSIDE)
    page = enter(Role.FUNCTIONARY, "nl", PHONE)
    page.goto("/mine/absence")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    follow(page.locator("#proposed ~ ul button").first)
    expect(page.locator("#proposed")).to_have_count(0)
