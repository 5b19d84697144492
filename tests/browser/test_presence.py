"""Who comes presses "I am here" on a phone; the statement is signed, and says what came later."""

from __future__ import annotations

import pytest

from data.model.account import Role
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_mine import SMALLEST, is_as_wide_as_the_screen, sign_in
from tests.scheduler.coverage.test_presence import MINUTE, ask_presence, next_duty
from tests.scheduler.reporting.test_signed_statements import on_the_desk, was_ill
from tests.support.region import INSIDE
from tests.web.test_mine import account_of


@pytest.mark.parametrize("size", [PHONE, SMALLEST])
def test_who_comes_presses_it_and_leaves_a_note(enter, barriers, site_store, moment, size):
    ask_presence(site_store, INSIDE)
    comer, shift = next_duty(site_store, INSIDE)
    account_of(site_store, comer, "comer", "nl")
    moment[0] = shift.start - 5 * MINUTE
    page = enter(None, "nl", size)
    sign_in(page, "comer")
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    assert page.locator(".here .btn-primary").bounding_box()["height"] >= 44
    page.click("text=Ik ben er")
    assert "Genoteerd: u bent er." in page.text_content("main")
    moment[0] = shift.start + 60 * MINUTE
    page.reload()
    page.click(".handover-form summary")
    page.fill("#handover", "C2000 zone 3 hapert")
    assert barriers(page) == []
    page.click(".handover-form button")
    assert "Achtergelaten voor wie na u komt." in page.text_content("main")


@pytest.mark.parametrize(("language", "size"), [("nl", PHONE), ("en", DESK)])
def test_a_statement_is_signed_and_says_what_was_recorded_since(
    enter, barriers, site_store, language, size
):
    page = enter(Role.PLANNER, language, size)
    page.goto("/reports/statement?period=own&from=2027-01-04&to=2027-01-07")
    assert barriers(page) == []
    page.click(".versions form button")
    assert page.url.endswith("/reports/statements/1")
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    was_ill(site_store, on_the_desk(site_store), 3)
    page.reload()
    assert "-180 min" in page.text_content(".versions")
    assert barriers(page) == []
    page.click("text=/Alle ondertekende|All signed/")
    assert barriers(page) == []
