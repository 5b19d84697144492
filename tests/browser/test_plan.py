"""The planner's journey: from the form to a signature, with the search played by the store."""

import re

import pytest
from playwright.sync_api import expect

from data.model.account import Role
from data.model.job import JobStatus
from data.store import jobs
from tests.browser.conftest import DESK, PHONE, follow
from tests.support.region import INSIDE
from tests.web.plan_scene import OPEN, changed_draft, draft_of_next, drafted, follow_desk, progress

WORDS = {
    "nl": (
        "Rooster maken",
        "Stop en houd het beste",
        "Ondertekenen",
        "Ondertekenen",
        "Ondertekend",
    ),
    "en": (
        "Search for a roster",
        "Stop and keep the best",
        "Sign",
        "Sign the roster",
        "Signed by",
    ),
}


def only_job(store):
    with store.reading() as connection:
        (job,) = jobs.jobs(connection)
    return job


def begin_and_tell(store):
    """What a worker does first."""
    with store.writing() as connection:
        job = jobs.begin(connection, only_job(store).id, "alpha", INSIDE)
        jobs.record_progress(connection, job, progress(), None)


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_from_the_form_to_a_published_roster(enter, barriers, site_store, language, size):
    start, stop, publish, sign, signed = WORDS[language]
    page = enter(Role.PLANNER, language, size)
    page.goto("/plan")
    assert barriers(page) == []
    weeks = page.locator("#weeks")
    weeks.press("Control+a")
    weeks.press_sequentially("1")
    expect(page.locator("#beforehand h2")).to_contain_text("eek 3 (18")
    weeks.press("Control+a")
    weeks.press_sequentially("2")
    page.click(f"button:text-is('{start}')")

    page.wait_for_url(re.compile(r"/plan/\w{8}$"))
    assert barriers(page) == []
    begin_and_tell(site_store)
    expect(page.locator(".figures dd").first).to_have_text(str(OPEN))
    expect(page.locator(".levels .is-now")).to_have_count(1)
    assert barriers(page) == []
    page.click(f"button:text-is('{stop}')")
    expect(page.locator(f"button:text-is('{stop}')")).to_be_disabled()
    assert only_job(site_store).status is JobStatus.STOPPING

    drafted(site_store, only_job(site_store), stopped=True)
    page.click(f"a:text-is('{publish}')")  # the page found out by itself that it is over
    page.wait_for_url("**/publish")
    assert barriers(page) == []
    page.click(f"button:text-is('{sign}')")
    expect(page.locator("main .trouble:not([hidden])")).to_be_visible()
    assert barriers(page) == []
    for kind in ("gap", "breach", "notice"):
        page.fill(f"#all-{kind}", "afgesproken / agreed")
    page.click(f"button:text-is('{sign}')")

    page.wait_for_url("**/signed")
    expect(page.locator(".summary")).to_contain_text(signed)
    assert barriers(page) == []


@pytest.mark.parametrize(("language", "size"), [("en", DESK), ("nl", PHONE)])
def test_what_came_of_a_search_has_no_barriers(enter, barriers, site_store, language, size):
    job = draft_of_next(site_store)
    page = enter(Role.PLANNER, language, size)
    page.goto(f"/plan/{job.id}")
    expect(page.locator(".verdict.is-gap")).to_be_visible()
    page.locator(".open-shift summary").first.click()
    assert barriers(page) == []
    page.goto("/plan")
    expect(page.locator("#jobs tbody tr")).to_have_count(1)
    page.locator(".rules summary").click()
    assert barriers(page) == []


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_base_rosters_are_seen_and_what_departs_from_them(
    enter, barriers, site_store, language, size
):
    follow_desk(site_store)
    page = enter(Role.PLANNER, language, size)
    for path in ("/admin/base-rosters", "/admin/base-rosters/desk"):
        page.goto(path)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.goto(f"/plan/{draft_of_next(site_store).id}")
    page.click("#departures ~ details summary")
    expect(page.locator("#departures ~ details li").first).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("language", "size"), [("nl", DESK), ("en", PHONE)])
def test_who_stands_out_is_sorted_and_two_rosters_are_compared(
    enter, barriers, site_store, language, size
):
    job, draft = draft_of_next(site_store), changed_draft(site_store)
    page = enter(Role.PLANNER, language, size)
    page.goto(f"/plan/{job.id}")
    expect(page.locator(".verdict.is-doubtful")).to_be_visible()
    follow(page.locator(".figures-heat th a").nth(2))
    expect(page.locator(".figures-heat th[aria-sort]")).to_have_count(1)
    page.locator(".curious > summary").click()
    expect(page.locator("#proof")).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto(f"/rosters/compare?b={draft.id}")
    expect(page.locator("#a")).to_have_value(str(draft.based_on))
    page.locator("#moves ~ details > summary").click()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.goto(f"/plan/{job.id}")
    follow(page.locator(".outliers a").first)
    expect(page.locator("#panel")).to_be_visible()
