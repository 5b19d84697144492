"""02:00 on a phone: the red row calls; no answer, the next one says yes, and the board is quiet."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from data.model.account import Role
from data.model.call_attempt import CallOutcome
from data.store import gaps
from tests.browser.conftest import PHONE, follow
from tests.support.once import copied
from tests.web.falls_ill import fallen_store

NIGHT = datetime(2027, 1, 9, 1, tzinfo=UTC)  #: 02:00 on the local clock
WORDS = {
    "nl": ("Geen gehoor", "Ja…", "Leg de overname vast", "ingevuld door"),
    "en": ("No answer", "Yes…", "Record the take-over", "filled by"),
}


@pytest.fixture(scope="module")
def fallen(published_file):
    """Who is at the desk falls ill in the middle of the night."""
    return fallen_store("fallen_at_the_desk", published_file, ahead=-timedelta(hours=8), now=NIGHT)


@pytest.fixture
def site_store(fallen, tmp_path):
    with copied(fallen.path, tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def moment():
    return [NIGHT]


@pytest.mark.first
@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_the_red_row_to_a_quiet_board(enter, barriers, fallen, site_store, language):
    no_answer, yes, record, filled = WORDS[language]
    page = enter(Role.DUTY_MANAGER, language, PHONE)
    row = page.locator(".post-row.has-gap")
    row.locator(".dial").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert barriers(page) == []
    first = row.locator(".dial")
    assert first.get_attribute("href").startswith("tel:+31")  # one tap from the row
    assert first.bounding_box()["height"] >= 40
    named = first.inner_text()
    row.get_by_role("button", name=no_answer).click()
    page.wait_for_function(
        "named => document.querySelector('.post-row.has-gap .dial')?.innerText !== named",
        arg=named,
    )
    assert page.locator("[data-badge=gaps] [data-count]").text_content() != "0"
    follow(row.get_by_role("button", name=yes))
    assert barriers(page) == []
    assert page.input_value("#reason") != ""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    follow(page.get_by_role("button", name=record))
    assert filled in page.locator(".state").inner_text()
    with site_store.reading() as connection:
        calls = gaps.read_calls(connection, [fallen.ill.gap])
        gap = gaps.read_gap(connection, fallen.ill.gap)
    assert [one.outcome for one in calls] == [CallOutcome.NO_ANSWER, CallOutcome.YES]
    assert gap.closed_by == "filled"
    page.goto("/now")
    assert page.locator(".post-row.has-gap").count() == 0
    assert page.locator(f'a[href="/gaps/{fallen.ill.gap}"]').count() == 0


def test_two_who_handle_a_gap_see_each_others_calls_without_asking(enter, fallen, site_store):
    one = enter(Role.DUTY_MANAGER, "en", PHONE)
    other = enter(Role.PLANNER, "en", PHONE)
    for page in (one, other):
        page.clock.install()
        page.goto(f"/gaps/{fallen.ill.gap}")
        page.locator(".call-now .dial").wait_for()
    named = other.locator(".call-now .dial").inner_text()
    one.locator(".call-now").get_by_role("button", name="No answer").click()
    one.get_by_text(re.compile("no answer 02:00")).first.wait_for()
    other.clock.fast_forward(11_000)
    other.get_by_text(re.compile("no answer 02:00")).first.wait_for()
    assert other.locator(".call-now .dial").inner_text() != named
