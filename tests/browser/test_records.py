"""A new colleague on a telephone: written down, invited, and signed in by their own link."""

import re

import pytest

from data.model.account import Role
from tests.browser.conftest import PHONE, Server, follow
from tests.support.delivered import deliver_all, texts_in, with_folder
from tests.support.region import INSIDE
from tests.web.serving import serving
from web.app import create_app

LINK = re.compile(r"/invitation/[\w.-]+")


@pytest.fixture
def outbox(tmp_path):
    return tmp_path / "outbox"


@pytest.fixture
def settings(monkeypatch, outbox):
    return with_folder(monkeypatch, outbox, "mail")


@pytest.fixture
def server(site_store, settings, moment):
    def clock():
        moment[0] = moment[0].replace(microsecond=(moment[0].microsecond + 1) % 10**6)
        return moment[0]

    app = create_app(site_store, settings, clock)
    with serving(app, threads=4) as port:
        yield Server(app, f"http://127.0.0.1:{port}")


def is_as_wide_as_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_new_colleague_is_written_down_invited_and_in(
    enter, barriers, site_store, settings, outbox
):
    page = enter(Role.PLANNER, "nl", PHONE)
    page.goto("/people")
    follow(page.get_by_role("link", name="Nieuwe collega"))
    assert is_as_wide_as_the_screen(page)
    assert barriers(page) == []
    page.get_by_label("Naam", exact=False).first.fill("Jip van der Merel")
    follow(page.get_by_role("button", name="Bewaren", exact=True))
    assert page.locator(".field-faults li").count() >= 3  # regions, functions, hours
    assert page.get_by_label("Naam", exact=False).first.input_value() == "Jip van der Merel"
    assert barriers(page) == []
    page.locator("input[name=regions]").first.check()
    page.locator("input[name='competence-function']").first.check()
    page.locator("input[name='contract-hours_per_week']").fill("24")
    page.locator("input[name='contact-mail']").fill("jip@example.org")
    follow(page.get_by_role("button", name="Bewaren", exact=True))
    assert page.url.endswith("/people/merel")
    assert "24 u per week" in page.content()

    follow(page.locator("a.change[href*='/contracts/']"))
    page.locator("input[name=hours_per_week]").fill("28")
    follow(page.get_by_role("button", name="Bewaren", exact=True))
    assert "28 u per week" in page.content()
    follow(page.locator("a.change[href*='/contracts/']"))
    assert page.locator("#history del").first.inner_text() == "24"
    assert barriers(page) == []
    follow(page.get_by_role("button", name="Maak dit ongedaan"))
    page.goto("/people/merel")
    assert "24 u per week" in page.content()

    admin = enter(Role.ADMINISTRATOR, "nl", PHONE)
    admin.goto("/admin/invitations")
    assert is_as_wide_as_the_screen(admin)
    assert barriers(admin) == []
    follow(admin.get_by_role("link", name="Niemand aanvinken"))
    admin.get_by_label("Jip van der Merel").check()
    follow(admin.get_by_role("button", name="Uitnodigen"))
    deliver_all(site_store, settings, INSIDE.replace(minute=59))
    (text,) = texts_in(outbox)
    assert text.startswith("To: jip@example.org\n")

    own = enter(None, "nl", PHONE)
    own.goto(LINK.search(text)[0])
    assert barriers(own) == []
    own.fill("#password", "zeven rietpluimen in de mist")
    own.fill("#again", "zeven rietpluimen in de mist")
    follow(own.get_by_role("button", name="Maak mijn account"))
    assert own.url.endswith("/welcome")
    assert is_as_wide_as_the_screen(own)
    assert barriers(own) == []
    follow(own.get_by_role("link", name="Naar mijn agendalink"))
    assert own.url.endswith("/mine/calendar")
    admin.reload()
    assert "heeft een account" in admin.content()
