"""The board that refreshes itself, and the wall that turns grey when it cannot."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Role, TokenScope
from scheduler.accounts.access import make_token, revoke_token
from tests.browser.conftest import DESK, LOCALES, PHONE, Trouble
from tests.support.region import INSIDE
from tests.web.falls_ill import falls_ill

MINUTE = 61_000
WALL = {"width": 1920, "height": 1080}


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("language", "weeks"), [("nl", "8 weken"), ("en", "8 weeks")])
def test_the_board_can_be_read_by_everybody(enter, barriers, language, weeks, size):
    page = enter(Role.VIEWER, language, size)
    assert barriers(page) == []
    page.get_by_role("link", name=weeks).click()
    page.wait_for_url("**/now?weeks=8")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert barriers(page) == []


def test_it_shows_what_changed_without_being_asked(enter, site_store):
    page = enter(Role.PLANNER, "en")
    page.clock.install()
    page.goto("/now")
    ill = falls_ill(site_store)
    page.clock.fast_forward(MINUTE)
    page.locator(".gap-card").filter(has_text=f"{ill.name}: illness").wait_for()
    assert page.locator("#stale").is_hidden()


@pytest.fixture
def wall(browser, server, site_store):
    """A screen on a wall: its page, and its token."""
    given = make_token(site_store, "wall", [TokenScope.BOARD], None, "admin", INSIDE)
    context = browser.new_context(
        base_url=server.url, locale=LOCALES["nl"], viewport=WALL, reduced_motion="reduce"
    )
    page = context.new_page()
    page.clock.install()
    page.goto(f"/board?token={given.secret}")
    yield page, given
    context.close()


def test_the_wall_fits_its_screen_and_keeps_no_token_in_its_address(wall, barriers):
    page, _given = wall
    assert page.url.endswith("/board")
    assert barriers(page) == []
    fits = "document.documentElement.scrollHeight <= innerHeight && scrollX === 0"
    assert page.evaluate(fits)
    clipped = """[...document.querySelectorAll(".post-row, .post-row > *, .gap-card")]
        .filter((one) => one.scrollHeight > one.clientHeight + 1).length"""
    assert page.evaluate(clipped) == 0
    assert page.locator("a, button, input").count() == 0


def test_the_wall_refreshes_itself(wall, site_store):
    page, _given = wall
    trouble = Trouble()
    trouble.watch(page)
    desk = page.locator(".gap-card.critical").filter(has_text="CaCo meldkamer")
    assert desk.count() == 0
    falls_ill(site_store, ahead=timedelta(hours=2))
    page.clock.fast_forward(MINUTE)
    desk.wait_for()
    assert page.locator("#stale").is_hidden()
    assert not trouble


def test_the_wall_turns_grey_when_the_server_is_away_and_back_when_it_returns(wall):
    page, _given = wall
    page.context.set_offline(True)
    page.clock.fast_forward(MINUTE)
    page.locator("#stale").wait_for(state="visible")
    assert "Het is van 13:00" in page.locator("#stale").inner_text()
    assert "grayscale" in page.locator("#board").evaluate("one => getComputedStyle(one).filter")
    page.clock.run_for(2_000)
    assert page.locator("#stale-clock").inner_text().count(":") == 2
    page.context.set_offline(False)
    page.clock.fast_forward(MINUTE)
    page.locator("#stale").wait_for(state="hidden")


def test_a_refresh_that_never_comes_turns_it_grey_too(wall):
    page, _given = wall
    page.route("**/board", lambda _route: None)  # asked, and never answered
    page.clock.run_for(100_000)
    page.locator("#stale").wait_for(state="visible")


def test_a_token_that_is_withdrawn_clears_the_wall(wall, site_store):
    page, given = wall
    revoke_token(site_store, given.token.id, "admin", INSIDE)
    page.clock.fast_forward(MINUTE)
    page.locator("#board").wait_for(state="detached")
    assert "meldkamer" not in page.locator("body").inner_text()
