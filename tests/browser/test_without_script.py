"""Whoever has no script can still read everything: pages come whole from the server."""

from __future__ import annotations

import pytest

from data.model.account import Role
from tests.browser.conftest import LOCALES, PHONE
from tests.support.region import FIRST
from tests.web.conftest import PASSWORD
from tests.web.falls_ill import falls_ill


@pytest.fixture
def reader(chromium, server):
    """Signs in with a browser that runs no script."""
    contexts = []

    def entered(role):
        context = chromium.new_context(
            base_url=server.url, locale=LOCALES["nl"], viewport=PHONE, java_script_enabled=False
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/login")
        page.fill("#login", role.value)
        page.fill("#password", PASSWORD)
        page.click("main button.btn-primary")
        return page

    yield entered
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("role", "path", "shows"),
    [
        (Role.DUTY_MANAGER, "/now", ".post-row .holder"),
        (Role.DUTY_MANAGER, "/gaps", "main table tbody tr"),
        (Role.DUTY_MANAGER, "/people", ".matrix tbody tr"),
        (Role.PLANNER, "/rosters/1", "table td .d, table td .duty, table td b"),
        (Role.PLANNER, "/rosters/1/list", ".duty-day td"),
        (Role.PLANNER, "/plan", "main form button:not([data-pick])"),
        (Role.PLANNER, "/reports", "main table td"),
        (Role.PLANNER, "/audit", "main table td"),
        (Role.FUNCTIONARY, "/mine", ".duty-when"),
        (Role.FUNCTIONARY, "/mine/calendar", "main form button:not([data-pick])"),
    ],
)
def test_a_page_is_there_and_so_is_the_way_on(reader, role, path, shows):
    page = reader(role)
    page.goto(path)
    page.locator(shows).first.wait_for()
    page.locator("header nav a").first.wait_for()


def test_who_can_fill_a_gap_is_one_link_away(reader, site_store):
    ill = falls_ill(site_store)
    page = reader(Role.DUTY_MANAGER)
    page.goto(f"/gaps/{ill.gap}")
    page.locator("a[href$='/candidates']").first.click()
    page.locator(".candidates .choice").first.wait_for()


def test_a_period_is_looked_at_before_it_is_planned(reader):
    page = reader(Role.PLANNER)
    page.goto(f"/plan?first={FIRST}&weeks=2")
    assert page.locator("main").inner_text().strip()
