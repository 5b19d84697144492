"""Alerts in a real browser: what did not arrive is seen to, a channel is tried."""

import pytest

from data.model.account import Role
from data.model.message import MessageStatus
from scheduler.notifications.delivery import Deliverer
from scheduler.settings import Settings
from tests.browser.conftest import DESK, PHONE, follow
from tests.browser.test_reports import is_too_wide
from tests.scheduler.notifications.samples import all_kept, kept, message, posted
from tests.support.region import INSIDE


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailtos://user:hush@mail.example.org?to={to}")


@pytest.fixture
def dead(site_store):
    one = message(1, now=INSIDE)
    posted(site_store, one, *(message(n, now=INSIDE) for n in range(2, 5)))
    with site_store.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE message SET status = 'dead', error = 'it rains' WHERE id = '{one.id}'"
        )
    return one


@pytest.mark.parametrize(
    ("language", "size"), [("nl", PHONE), ("en", DESK)], ids=["nl-phone", "en-desk"]
)
def test_alerts_are_for_everybody_who_works_with_them(enter, barriers, dead, language, size):
    page = enter(Role.PLANNER, language, size)
    for path in ("", f"/{dead.id}", "/steps", "/channels", "/health"):
        page.goto(f"/messages{path}")
        assert barriers(page) == []
        assert not is_too_wide(page), path


def test_a_duty_manager_sees_to_what_did_not_arrive(enter, site_store, dead):
    page = enter(Role.DUTY_MANAGER, "nl", PHONE)
    page.goto("/messages")
    follow(page.get_by_role("button", name="Ik heb het afgehandeld"))
    assert "afgehandeld" in page.get_by_role("status").first.inner_text()
    assert kept(site_store, dead.id).status is MessageStatus.SETTLED
    assert page.get_by_role("button", name="Opnieuw sturen").count() == 0


@pytest.mark.first
def test_an_administrator_tries_a_channel_and_sees_what_becomes_of_it(enter, site_store):
    page = enter(Role.ADMINISTRATOR, "en")
    page.goto("/messages/channels")
    page.get_by_label("Address").fill("not an address")
    follow(page.get_by_role("button", name="Send a test message"))
    assert "waits" in page.locator("#state").inner_text()
    (one,) = all_kept(site_store)
    Deliverer(site_store, Settings(), lambda: INSIDE).deliver(one.id)
    page.locator("#state", has_text="did not arrive").wait_for()
