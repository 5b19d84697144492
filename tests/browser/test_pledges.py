"""On a phone somebody says that they can come tonight, chooses more nights, and takes it back."""

from __future__ import annotations

import pytest

from data.model.account import Role
from tests.browser.conftest import PHONE, follow
from tests.browser.test_mine import is_as_wide_as_the_screen
from tests.support.region import INSIDE, import_texts, texts


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pledges_on_a_phone(enter, barriers, site_store, language):
    posts = [*texts()["posts"]]
    post = {**posts[0], "id": "OPEN", "name": "CaCo open", "kind": "open_call", "pattern": ""}
    import_texts(site_store, {"posts": [*posts, post]}, now=INSIDE)
    page = enter(Role.FUNCTIONARY, language, PHONE)
    tonight = page.locator("section.tonight")
    assert barriers(page) == []
    follow(tonight.locator("button"))
    page.locator(".notice").first.wait_for()
    assert is_as_wide_as_the_screen(page)
    follow(tonight.locator("a"))
    assert page.url.endswith("/mine/pledges")
    page.locator("input[name=nights]").nth(2).check()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    follow(page.locator(".asking .btn"))
    assert page.locator(".requests li").count() == 2
    assert barriers(page) == []
    follow(page.locator(".requests button").first)
    assert page.locator(".requests li").count() == 1
