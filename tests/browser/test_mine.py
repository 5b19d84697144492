"""A functionary on the phone: next duty, calendar, absence, a swap; and a planner who decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Role
from data.store import accounts, rosters
from tests.browser.conftest import DESK, PHONE, follow
from tests.scheduler.self_service.scene import DAY
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD
from tests.web.test_mine import PAGES, account_of, possible

SMALLEST = {"width": 320, "height": 640}
LATE = INSIDE.date() + timedelta(days=70)


def is_as_wide_as_the_screen(page):
    """Nothing sticks out, so nobody has to scroll sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def sign_in(page, login):
    page.goto("/login")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.wait_for_load_state()


@pytest.mark.parametrize(("language", "size"), [("nl", PHONE), ("en", DESK), ("nl", SMALLEST)])
def test_every_own_page_fits_and_keeps_nobody_out(enter, barriers, language, size):
    page = enter(Role.FUNCTIONARY, language, size)
    assert page.url.endswith("/mine")
    for path in PAGES:
        if path != "/next":
            page.goto(f"/mine{path}")
            assert barriers(page) == [], path
            assert is_as_wide_as_the_screen(page), path


def pasted(page):
    """What somebody who pastes gets."""
    page.evaluate("document.body.append(document.createElement('textarea'))")
    field = page.locator("body > textarea")
    field.press("Control+v")
    text = field.input_value()
    field.evaluate("field => field.remove()")
    return text


@pytest.mark.parametrize(
    ("language", "copied", "never"),
    [("nl", "Gekopieerd", "nog nooit opgehaald"), ("en", "Copied", "never fetched yet")],
)
def test_a_functionary_links_a_calendar(enter, barriers, language, copied, never):
    page = enter(Role.FUNCTIONARY, language, PHONE)
    if page.context.browser.browser_type.name == "chromium":  # Firefox asks nothing of a click
        page.context.grant_permissions(["clipboard-write"])
    page.click(".mine-actions a >> nth=2")
    page.click(".asking > .btn")
    link = page.input_value("#link")
    page.click("[data-copy]")
    page.wait_for_function("document.querySelector('#announce').textContent !== ''")
    assert page.text_content("#announce") == copied
    assert pasted(page) == link
    assert link.endswith(".ics")
    assert page.locator("svg.qr").bounding_box()["width"] > 150
    page.locator(f"a[href^='webcal://'][href$='{link.split('/')[-1]}']").wait_for()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    page.goto("/mine/calendar")
    page.get_by_text(never).wait_for()


@pytest.mark.first
def test_who_asks_leave_is_warned_of_duties_and_the_planner_grants_it(enter, barriers, site_store):
    with site_store.reading() as connection:
        person = accounts.account_of(connection, "functionary").person
        _, shift, _ = rosters.duties_between(
            connection, INSIDE + 2 * DAY, INSIDE + 40 * DAY, person
        )[0]
    page = enter(Role.FUNCTIONARY, "nl", PHONE)
    page.click(".mine-actions a >> nth=1")
    page.fill("#first", str(shift.start.date()))
    page.fill("#last", str(shift.start.date()))
    page.click(".asking .btn")
    page.get_by_role("alert").get_by_text("in deze tijd").wait_for()
    assert barriers(page) == []
    page.click("button[name=anyway]")
    page.get_by_text("wacht op antwoord").wait_for()
    planner = enter(Role.PLANNER, "nl", DESK)
    planner.goto("/requests")
    planner.get_by_text("valt 1 dienst open").wait_for()
    assert barriers(planner) == []
    planner.get_by_role("button", name="Toekennen").click()
    planner.get_by_text("1 dienst valt open").wait_for()
    assert barriers(planner) == []
    page.reload()
    page.get_by_text("toegekend").wait_for()


@pytest.mark.parametrize(
    ("language", "agree", "done"),
    [("nl", "Akkoord", "Het staat in het rooster"), ("en", "Agree", "It is in the roster")],
)
def test_a_swap_is_asked_and_agreed(enter, barriers, site_store, language, agree, done):
    wanted = possible(site_store)
    account_of(site_store, wanted.giver, "giver", language)
    account_of(site_store, wanted.taker, "taker", language)
    giver, taker = enter(None, language, PHONE), enter(None, language, PHONE)
    sign_in(giver, "giver")
    wanted_duty = wanted.given.replace(":", "%3A")
    follow(giver.locator(f".week a[href*='{wanted_duty}'], .week a[href*='{wanted.given}']"))
    assert barriers(giver) == []
    giver.check(f".partners > fieldset >> nth=0 >> input[value='to={wanted.taker}&for=']")
    giver.fill("#note", "Kan dit?")
    giver.click(".partners > .btn")
    giver.wait_for_url("**/mine/swap")
    assert is_as_wide_as_the_screen(giver)
    sign_in(taker, "taker")
    taker.get_by_text("“Kan dit?”").wait_for()
    assert barriers(taker) == []
    assert is_as_wide_as_the_screen(taker)
    taker.get_by_role("button", name=agree, exact=True).click()
    taker.get_by_text(done).wait_for()


def test_the_countdown_stays_true_while_the_page_is_open(enter, moment):
    page = enter(Role.FUNCTIONARY, "en", PHONE)
    before = page.text_content(".next-count")
    moment[0] = INSIDE + timedelta(hours=1)
    page.evaluate("htmx.ajax('GET', '/mine/next', {target: '#next', swap: 'outerHTML'})")
    page.wait_for_function(
        "before => document.querySelector('.next-count').textContent !== before", arg=before
    )
    assert page.get_attribute("#next", "hx-trigger") == "every 60s"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_days_are_tapped(enter, barriers, language):
    words = {"nl": ("liever niet", "graag", "vrij"), "en": ("rather not", "would like to", "free")}[
        language
    ]
    page = enter(Role.FUNCTIONARY, language, PHONE)
    page.goto("/mine/wishes?month=2027-03")
    days = page.locator(".wish-grid button")
    assert days.count() == 31
    days.nth(5).click()
    assert words[0] in days.nth(5).get_attribute("aria-label")
    for _ in range(2):
        days.nth(6).click()
    assert words[1] in days.nth(6).get_attribute("aria-label")
    for _ in range(3):
        days.nth(7).click()
    assert words[2] in days.nth(7).get_attribute("aria-label")
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    page.click(".wish-days .btn-primary")
    page.wait_for_load_state()
    kept = page.locator(".wish-grid td[data-state]:not([data-state=free])")
    assert [one.get_attribute("data-state") for one in kept.all()] == ["no", "yes"]


def test_ill_in_two_presses(enter, barriers):
    page = enter(Role.FUNCTIONARY, "nl", PHONE)
    page.get_by_role("link", name="Ik ben ziek").click()
    page.get_by_role("heading", name="Wat er gebeurt").wait_for()
    assert barriers(page) == []
    assert is_as_wide_as_the_screen(page)
    page.get_by_role("button", name="Bevestigen: ik ben ziek").click()
    page.get_by_text("U bent ziek gemeld.").wait_for()
    page.wait_for_load_state()  # Firefox breaks off a page that is left while it loads
    page.goto("/mine/ill")
    assert barriers(page) == []
    page.get_by_role("button", name="Ik ben beter").click()
    page.get_by_text("Fijn dat u beter bent").wait_for()
