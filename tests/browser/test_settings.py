"""An administrator makes an account and a token; a planner gives a rule another number."""

import re

import pytest
from playwright.sync_api import expect

from data.model.account import Role, TokenScope
from scheduler.accounts.access import opened_by
from scheduler.records.rule_catalogue import read_rule
from tests.browser.conftest import DESK, PHONE
from tests.support.region import INSIDE

BOTH = pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
MADE = {"nl": "anna@vr.example kan nu inloggen.", "en": "anna@vr.example may sign in now."}
KEPT = {"nl": "De wijziging is bewaard.", "en": "The change is kept."}
HOURS = {"nl": "ten hoogste 45 uur", "en": "at most 45 hours"}


def has_no_sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@BOTH
def test_an_administrator_makes_an_account_and_a_token(enter, barriers, site_store, language, size):
    page = enter(Role.ADMINISTRATOR, language, size)
    page.goto("/admin/accounts")
    assert barriers(page) == []
    assert has_no_sideways_scroll(page)
    page.click('a[href="/admin/accounts/new"]')
    page.fill("#login", "Anna@VR.example")
    page.fill("#name", "Anna")
    page.check("#role-planner")
    page.fill("main #password", "een zin die opent")
    assert barriers(page) == []
    page.click("main form button:not([data-pick])")
    expect(page.locator(".notice")).to_have_text(MADE[language])
    page.click("text=Anna")
    assert barriers(page) == []
    page.goto("/admin/tokens")
    page.fill("#name", "Wall")
    page.check("#scope-board")
    page.click("main form.panel button:not([data-pick])")
    secret = page.locator("#secret").inner_text()
    assert barriers(page) == []
    assert opened_by(site_store, secret, TokenScope.BOARD, INSIDE).name == "Wall"
    assert secret in page.locator("#wall").inner_text()
    assert has_no_sideways_scroll(page)


@BOTH
def test_a_planner_gives_a_rule_another_number(enter, barriers, site_store, language, size):
    page = enter(Role.PLANNER, language, size)
    page.goto("/admin/rules")
    assert barriers(page) == []
    page.click('a[href="/admin/rules/R07"]')
    assert barriers(page) == []
    page.fill("#max_average", "45")
    page.click("main form button:not([data-pick])")
    expect(page.locator(".notice")).to_have_text(KEPT[language])
    expect(page.locator("main")).to_contain_text(HOURS[language])
    assert next(p.value for p in read_rule(site_store, "R07", "en").parameters) == 2700
    page.goto("/audit?kind=rules")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert barriers(page) == []
    assert has_no_sideways_scroll(page)


@BOTH
def test_the_other_pages_have_no_barriers(enter, barriers, language, size):
    page = enter(Role.PLANNER, language, size)
    for path in (
        "/account",
        "/admin/posts",
        "/admin/posts/new",
        "/admin/patterns",
        "/admin/patterns/new",
        "/admin/base-rosters",
        "/admin/base-rosters/new",
        "/admin/base-rosters/design",
        "/admin/agreements",
        "/admin/agreements/new",
        "/audit",
    ):
        page.goto(path)
        assert (path, barriers(page)) == (path, [])
        assert has_no_sideways_scroll(page), path


@BOTH
def test_a_base_roster_is_designed_and_one_of_three_is_kept(enter, barriers, language, size):
    page = enter(Role.PLANNER, language, size)
    page.goto("/admin/base-rosters/design")
    page.select_option("#post", "CACO")
    page.fill("#people", "5")
    page.fill("#hours", "36")
    page.click("main form button:not([data-pick])")
    expect(page.locator(".searching")).to_be_visible()
    expect(page.locator(".searching")).to_contain_text(
        re.compile(r"10 second.* 3 cycl"), timeout=60_000
    )
    expect(page.locator(".alternatives section").first).to_be_visible(timeout=60_000)
    assert barriers(page) == []
    assert has_no_sideways_scroll(page)
    card = page.locator(".alternatives section").first
    card.locator("input[name=id]").fill("five")
    card.locator("button").click()
    expect(page.locator("h2", has_text="five")).to_be_visible()
    assert page.locator("table.cycle").first.locator("tbody tr").count() == 5


def test_whether_the_trail_is_whole_comes_by_itself(enter, barriers):
    page = enter(Role.PLANNER, "en", DESK)
    page.goto("/audit")
    page.click("main .head button")
    expect(page.locator("main")).to_contain_text("Yes, the chain is intact.", timeout=30_000)
    assert re.fullmatch(r"[0-9a-f]{64}", page.locator("#chain-hash").inner_text())
    assert barriers(page) == []


def test_a_stranger_chooses_a_language(enter, barriers):
    page = enter(None, "en", PHONE)
    page.goto("/login")
    page.click("text=Nederlands")
    expect(page.locator("h1")).to_have_text("Inloggen")
    assert barriers(page) == []
