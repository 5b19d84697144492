"""Weights by slider and keyboard, and the way from a flaw to its cell."""

import re

import pytest
from playwright.sync_api import expect

from data.model.account import Role
from data.model.quality import HIGHEST_WEIGHT
from data.store import jobs
from tests.browser.conftest import DESK, PHONE, follow
from tests.web.plan_scene import draft_of_next


def test_a_slider_says_what_it_trades_and_makes_the_weights_ones_own(enter, barriers, site_store):
    page = enter(Role.PLANNER, "en", PHONE)
    page.goto("/plan")
    page.locator("details.weights > summary").click()
    page.check("#preset-health_first")
    expect(page.locator("#value-QUICK_RETURN")).to_have_text("100")
    expect(page.locator("#trade-QUICK_RETURN")).to_contain_text("as much as 100 light wishes")
    page.focus("#weight-QUICK_RETURN")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#preset-own")).to_be_checked()
    expect(page.locator("#trade-QUICK_RETURN")).to_contain_text("as much as 99 light wishes")
    page.keyboard.press("End")
    expect(page.locator("#value-QUICK_RETURN")).to_have_text(str(HIGHEST_WEIGHT))
    assert barriers(page) == []
    page.fill("#weeks", "2")
    follow(page.locator("button:text-is('Search for a roster')"))
    with site_store.reading() as connection:
        (job,) = jobs.jobs(connection)
    assert job.request.weights.of_rule("QUICK_RETURN") == HIGHEST_WEIGHT
    assert job.request.weights.of_rule("TWO_STARTS") == 100


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_a_flaw_leads_to_its_cell_and_says_whether_it_can_go(
    enter, barriers, site_store, language, size
):
    roster = draft_of_next(site_store).roster
    page = enter(Role.PLANNER, language, size)
    page.goto(f"/rosters/{roster}/quality")
    assert barriers(page) == []
    page.locator("details.flaw-group > summary").first.click()
    look = page.locator("details.look").first
    look.locator("summary").click()
    expect(look.locator("div")).to_contain_text(re.compile("Ne|No|Each|Geen"))
    assert barriers(page) == []
    follow(page.locator(".flaws a").first)
    expect(page.locator("#panel")).to_be_visible()
    expect(page.locator("#panel .told.flaw")).to_be_visible()
    assert barriers(page) == []
