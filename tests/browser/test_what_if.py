"""Scenarios in a real browser: made, compared, read on a telephone and on paper."""

import re

import pytest
from playwright.sync_api import expect

from data.model.account import Role
from scheduler.workforce import scenario_jobs as jobs
from scheduler.workforce.scenario_jobs import ScenarioRunner
from scheduler.workforce.scenarios import SearchOptions
from tests.browser.conftest import DESK, PHONE, follow, paper_of
from tests.support.region import INSIDE


def fits(page):
    """Whether nothing is cut off at the side."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_a_planner_makes_scenarios_and_compares_them(enter, barriers, site_store, language, size):
    page = enter(Role.PLANNER, language, size)
    page.goto("/what-if")
    for name in ("Een", "Twee"):
        page.fill("#name", name)
        follow(page.locator(".new-scenario button"))
        assert barriers(page) == []
        if name == "Twee":
            page.locator("details", has=page.locator("[value=pattern]")).locator("summary").click()
            page.select_option("#pattern-post", "CACO")
            page.select_option("#pattern-pattern", "2x12")
            page.fill("#pattern-from-date", "1-3-2027")
            assert barriers(page) == []
            assert fits(page)
            follow(page.locator("details[open] form button.btn-outline-primary"))
            assert page.locator(".changes li").count() == 1
        page.goto("/what-if")
    page.select_option("#seconds", "30")
    follow(page.locator(".compare-row button.btn-primary"))
    expect(page.locator("progress, .panel b").first).to_be_visible()
    (run,) = jobs.list_runs(site_store)
    options = SearchOptions(seconds=1, horizons=(2,))
    ScenarioRunner(site_store, "alpha", lambda: INSIDE, options=lambda _run: options).run(run.id)
    expect(page.locator(".answer .lead")).to_be_visible()  # without loading anew
    assert page.locator(".charts figure").count() == 2
    assert barriers(page) == []
    assert fits(page)
    if paper := paper_of(page):
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1
