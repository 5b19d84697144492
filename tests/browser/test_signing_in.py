"""Signing in, in a real browser."""

import pytest

from data.model.account import Role
from tests.browser.conftest import DESK, PHONE, follow
from tests.web.conftest import PASSWORD
from tests.web.test_second_factor import totp


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(("language", "title"), [("nl", "Inloggen"), ("en", "Sign in")])
def test_the_door_can_be_opened_by_everybody(enter, barriers, language, title, size):
    page = enter(None, language, size)
    page.goto("/now")
    assert page.locator("h1").inner_text() == title
    assert page.locator("html").get_attribute("lang") == language
    assert barriers(page) == []


def test_somebody_signs_in_and_out(enter):
    page = enter(Role.PLANNER, "nl")
    assert page.url.endswith("/now")
    follow(page.get_by_role("button", name="Uitloggen"))
    assert page.url.endswith("/login")
    page.goto("/now")
    assert "/login" in page.url


@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.slow)])
def test_a_second_step_is_set_up_and_given_on_a_telephone(enter, barriers, moment, language):
    page = enter(Role.PLANNER, language, PHONE)

    def press(**typed):
        for field, text in typed.items():
            page.fill(f"#{field}", text)
        page.click("main form button:not([data-pick])")
        page.wait_for_load_state()

    def look():
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto("/account")
    look()
    page.goto("/account/second-factor")
    look()
    press(password=PASSWORD)
    look()
    key = page.locator(".key").inner_text()
    press(code="000000")
    look()
    press(code=totp(key, moment[0]))
    assert page.locator(".recovery-codes li").count() == 10
    code = page.locator(".recovery-codes code").first.inner_text()
    look()
    page.context.clear_cookies()
    page.goto("/gaps")
    page.fill("#login", "planner")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_load_state()
    look()
    press(code=code)
    assert page.url.endswith("/gaps")
