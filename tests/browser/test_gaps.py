"""A duty manager at 02:00, on a phone and at a desk: sees a gap, and mends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data.model.account import Role
from data.store import gaps
from tests.browser.conftest import DESK, PHONE, follow
from tests.support.once import copied
from tests.web.falls_ill import fallen_store

NIGHT = datetime(2027, 1, 9, 1, tzinfo=UTC)  #: 02:00 on the local clock


@pytest.fixture(scope="module")
def fallen(published_file):
    """Tomorrow's shift at the desk fell open in the night."""
    return fallen_store("fallen_at_night", published_file, ahead=timedelta(days=1), now=NIGHT)


@pytest.fixture
def site_store(fallen, tmp_path):
    with copied(fallen.path, tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def moment():
    return [NIGHT]


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """By which messages are sent."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")


def gap_now(store, number):
    with store.reading() as connection:
        return gaps.read_gap(connection, number)


@pytest.mark.first
def test_on_a_phone_in_dutch_somebody_is_asked_and_the_gap_taken_up(
    enter, barriers, fallen, site_store
):
    page = enter(Role.DUTY_MANAGER, "nl", PHONE)
    assert "Eerste gat: CaCo meldkamer, zo 10 jan" in page.locator("h1").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert barriers(page) == []
    follow(page.locator(f'.gap-card a[href="/gaps/{fallen.ill.gap}"]'))
    page.locator(".candidates h3").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert barriers(page) == []
    follow(page.locator(".choice form button").first)
    assert "Aangeboden aan 1 persoon." in page.locator(".notice").inner_text()
    follow(page.get_by_role("button", name="Ik pak dit op"))
    assert "opgepakt door Duty manager of the tests" in page.locator(".state").inner_text()
    page.get_by_text("Aanvaarden als bedoeld").click()
    page.fill("#reason", "oefening")
    follow(page.get_by_role("button", name="Dit gat aanvaarden"))
    assert gap_now(site_store, fallen.ill.gap).accepted_reason == "oefening"


def test_at_a_desk_in_english_somebody_is_put_on_it(enter, barriers, fallen, site_store):
    page = enter(Role.DUTY_MANAGER, "en", DESK)
    page.goto("/gaps")
    assert barriers(page) == []
    ill = page.get_by_role("row").filter(has_text=f"{fallen.ill.name}: illness")
    follow(ill.get_by_role("link"))
    page.get_by_role("heading", name="May take it").wait_for()
    follow(page.locator(".choice").first.get_by_role("link", name="Assign…"))
    assert "This breaks no rule." in page.locator("main").inner_text()
    assert barriers(page) == []
    page.fill("#reason", "agreed by telephone")
    follow(page.get_by_role("button", name="Assign and sign"))
    assert "filled" in page.locator(".state").inner_text()
    assert gap_now(site_store, fallen.ill.gap).closed_by == "filled"
    page.goto("/now")
    assert page.locator(f'a[href="/gaps/{fallen.ill.gap}"]').count() == 0
