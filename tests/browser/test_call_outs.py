"""A call-out is recorded on a phone afterwards, and its report is read at a desk."""

from __future__ import annotations

import pytest

from data.model.account import Role
from tests.browser.conftest import DESK, PHONE, follow
from tests.browser.test_mine import is_as_wide_as_the_screen


@pytest.mark.parametrize(("size", "language"), [(PHONE, "nl"), (DESK, "en")])
def test_a_call_out_is_recorded_and_counted(enter, barriers, size, language):
    page = enter(Role.DUTY_MANAGER, language, size)
    page.goto("/call-outs")
    assert barriers(page) == []
    follow(page.locator("a.btn-primary"))
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    page.fill("#alert_at", "2027-01-08T03:30")
    page.locator("input[name=posts]").nth(1).check()
    follow(page.locator("form.fields .btn"))
    page.fill("#label", "Brand haven")
    page.fill("#criteria_at", "2027-01-08T03:28")
    page.fill("#picture_at", "2027-01-08T03:34")
    page.fill("#over_at", "2027-01-08T06:00")
    mine = page.locator(".person.on-duty").first
    mine.locator("input[name^=came]").check()
    mine.locator("input[name^=minutes]").fill("29")
    page.locator(".others > summary").click()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    follow(page.locator(".save .btn"))
    page.locator(".desk").wait_for()
    assert barriers(page) == []
    assert mine.locator("input[name^=minutes]").input_value() == "29"
    page.goto("/reports/call-outs")
    page.get_by_text("2.3.2(1)").first.wait_for()
    assert page.locator(".norms td.is-doubtful").count() > 0  # 31 and 6 minutes from the criteria
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
