"""Reports in a real browser: read by everybody, printed on A4."""

import re

import pytest

from data.model.account import Role
from tests.browser.conftest import DESK, PHONE, follow

JANUARY = "?period=own&from=2027-01-01&to=2027-01-31"
PAGES = ("/reports", "/reports/statement", "/reports/hours", "/reports/open-calls")


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize(
    ("language", "size"), [("nl", DESK), ("en", PHONE)], ids=["nl-desk", "en-phone"]
)
def test_reports_are_for_everybody(enter, barriers, language, size):
    page = enter(Role.PLANNER, language, size)
    for path in PAGES:
        page.goto(path + JANUARY)
        assert barriers(page) == []
        assert not is_too_wide(page), path


@pytest.mark.first
def test_a_manager_takes_the_statement_of_a_month(enter):
    page = enter(Role.VIEWER, "nl")
    page.goto("/now")
    page.get_by_role("link", name="Rapporten").click()
    page.get_by_label("Van").fill("2027-01-01")
    page.get_by_label("tot en met").fill("2027-01-31")
    follow(page.get_by_role("button", name="Tonen"))
    follow(page.get_by_role("link", name="24/7-verklaring van deze periode"))
    assert re.fullmatch("[0-9a-f]{64}", page.locator("#hash").inner_text())
    with page.expect_download() as taken:
        page.get_by_role("link", name="JSON").click()
    assert taken.value.suggested_filename == "statement-2027-01-01-2027-01-31.json"


# Firefox shows its driver no page as it would be on paper.
@pytest.mark.parametrize("browser", ["chromium"], indirect=True)
def test_the_statement_prints_without_what_is_for_the_screen(enter):
    page = enter(Role.PLANNER, "en")
    page.goto("/reports/statement" + JANUARY)
    page.emulate_media(media="print")
    assert not page.locator(".chooser").is_visible()
    assert not page.locator("header.top").is_visible()
    assert page.locator("#hash").is_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in paper or b"/MediaBox [0 0 595" in paper
