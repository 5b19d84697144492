"""Signing in, in a real browser."""

import pytest

from data.model.account import Role
from tests.browser.conftest import DESK, PHONE


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
    page.get_by_role("button", name="Uitloggen").click()
    assert page.url.endswith("/login")
    page.goto("/now")
    assert "/login" in page.url
