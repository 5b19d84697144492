"""The link in the message of a round: nothing this time, with one press and without signing in."""

from __future__ import annotations

import re
from datetime import date

import pytest

from data.model.duty import WishKind
from data.model.request import RoundReply
from data.store import rounds
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.self_service.round_reminders import notify_of_rounds
from scheduler.self_service.rounds import RoundRequest, close_round, open_round
from scheduler.self_service.wishes import OwnWish, add_wish
from tests.scheduler.self_service.scene import DAY, EN, HOUR, SETTINGS
from tests.scheduler.self_service.test_answer_pages import Pages, heading
from tests.support.region import INSIDE, import_texts, texts

FIRST = date(2027, 2, 1)


@pytest.fixture
def asked(region_on_sqlite):
    wanted = RoundRequest(FIRST, 4, INSIDE + 8 * DAY)
    return open_round(region_on_sqlite, wanted, "planner", INSIDE)


@pytest.fixture
def sent(region_on_sqlite, asked):
    """The links by the person to whom each was sent."""
    key, found = secret(region_on_sqlite, SETTINGS), {}
    for one in notify_of_rounds(region_on_sqlite, SETTINGS, INSIDE):
        assert "/answer/~" in one.body  # what is kept answers nothing
        body = signed_links.with_links(one.body, [key])
        found[one.address.partition("@")[0]] = re.search(r"\S*/answer/\S+", body)[0]
    return found


def replies(store, asked):
    with store.reading() as connection:
        return {code: one.reply for code, one in rounds.answers_in(connection, asked.id).items()}


def test_looking_changes_nothing_and_pressing_answers_once(region_on_sqlite, asked, sent):
    pages = Pages(region_on_sqlite)
    assert heading(pages.get(sent["p005"])) == "Nothing this time?"
    pages.head(sent["p005"])
    assert replies(region_on_sqlite, asked) == {}
    for _ in range(2):
        assert heading(pages.post(sent["p005"])) == "Noted: nothing this time"
    assert replies(region_on_sqlite, asked) == {"p005": RoundReply.NOTHING}
    assert heading(pages.get(sent["p005"])) == "Noted: nothing this time"
    assert "1–28 Feb 2027" in pages.get(sent["p005"]).text


def test_who_asked_something_is_told_that_it_stays(region_on_sqlite, asked, sent):
    wish = OwnWish(0, WishKind.AVOID, FIRST, FIRST)
    add_wish(region_on_sqlite, "p005", wish, INSIDE, EN)
    assert "What you asked stays as it is" in Pages(region_on_sqlite).get(sent["p005"]).text


def test_a_round_that_is_over_says_so_and_what_to_do(region_on_sqlite, asked, sent):
    close_round(region_on_sqlite, SETTINGS, asked.id, "planner", INSIDE + HOUR / 2)
    pages = Pages(region_on_sqlite)
    for use in (pages.get, pages.post):
        page = use(sent["p005"])
        assert (page.status_code, heading(page)) == (410, "This round of requests is over")
    assert replies(region_on_sqlite, asked) == {}


def test_the_link_of_who_left_answers_nothing(region_on_sqlite, asked, sent):
    here = [row for row in texts()["people"] if row["id"] != "p005"]
    import_texts(region_on_sqlite, {"people": here}, now=INSIDE)
    page = Pages(region_on_sqlite).post(sent["p005"])
    assert (page.status_code, heading(page)) == (404, "This link does not work")
    assert replies(region_on_sqlite, asked) == {}


def test_without_a_secret_the_message_goes_and_names_the_page(region_on_sqlite, asked, tmp_path):
    lost = SETTINGS.model_copy(update={"secret_file": str(tmp_path / "no" / "such" / "folder")})
    found = notify_of_rounds(region_on_sqlite, lost, INSIDE)
    assert found != []
    assert "/answer/" not in found[0].body
    assert "Say that there with one press" in found[0].body
