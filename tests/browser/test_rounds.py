"""A round of requests: opened at a desk, answered on a phone, closed, and what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Role
from scheduler.self_service.rounds import RoundRequest, open_round
from tests.browser.conftest import DESK, PHONE, follow
from tests.browser.test_mine import is_as_wide_as_the_screen
from tests.scheduler.self_service.scene import DAY, version
from tests.support.region import FIRST, INSIDE, WEEKS

NEXT = FIRST + timedelta(weeks=WEEKS)


@pytest.mark.parametrize(
    ("language", "nothing", "noted", "add", "kept", "more"),
    [
        (
            "nl",
            "Deze keer niets",
            "deze keer niets",
            "Wens toevoegen",
            "Uw wens is",
            "Verder niets",
        ),
        (
            "en",
            "Nothing this time",
            "nothing this time",
            "Add a wish",
            "Your wish is",
            "Nothing more",
        ),
    ],
)
def test_a_functionary_answers_a_round_on_the_phone(
    enter, barriers, site_store, language, nothing, noted, add, kept, more
):
    open_round(site_store, RoundRequest(NEXT, 4, INSIDE + 6 * DAY, "Carnaval"), "planner", INSIDE)
    page = enter(Role.FUNCTIONARY, language, PHONE)
    panel = page.locator("section.round")
    panel.get_by_role("button", name=nothing).wait_for()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    follow(panel.locator("a.btn-primary"))
    assert page.url.endswith("/mine/wishes")
    page.get_by_text("“Carnaval”").wait_for()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    follow(panel.get_by_role("button"))
    page.locator(".round-state").get_by_text(noted).wait_for()
    assert panel.get_by_role("button").count() == 0
    panel.get_by_role("link", name=add).click()  # and they change their mind
    page.fill("#first", str(NEXT))
    page.fill("#last", str(NEXT + DAY))
    follow(page.locator(".asking .btn"))
    page.get_by_role("status").get_by_text(kept).wait_for()
    panel.get_by_role("button", name=more).wait_for()
    assert barriers(page) == []
    page.goto("/mine")
    assert panel.count() == 0


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_a_planner_opens_a_round_sees_who_is_silent_and_closes_it(enter, barriers, size):
    page = enter(Role.PLANNER, "nl", size)
    page.goto("/requests")
    follow(page.locator(".mine-places a[href$='/requests/rounds']"))
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    page.fill("#until", "2027-01-15T12:00")
    page.fill("#note", "Denk aan carnaval")
    follow(page.locator(".asking .btn"))
    page.get_by_text("14 antwoordden nog niet").wait_for()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    follow(page.get_by_role("button", name="vraagt niets").first)
    page.get_by_text("13 antwoordden nog niet").wait_for()
    assert barriers(page) == []
    follow(page.get_by_role("button", name="Deze ronde nu sluiten"))
    page.get_by_text("voor het einde").wait_for()
    assert barriers(page) == []


def test_the_list_of_what_became_of_requests_can_be_read_by_everybody(enter, barriers, site_store):
    head = version(site_store, now=INSIDE)
    page = enter(Role.PLANNER, "nl", PHONE)
    page.goto(f"/requests/outcome/{head.id}")
    page.get_by_text("Vervulde wensen: ").wait_for()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
