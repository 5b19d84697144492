"""The pages behind the links: looking changes nothing, answering does it once, nothing leaks."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask

from data.model.errors import StoreError
from data.model.gap import GapState
from data.model.request import OfferStatus
from data.store import gaps, outbox, requests
from scheduler.accounts.secret import secret
from scheduler.coverage.acknowledgement import accept
from scheduler.coverage.monitor import sweep
from scheduler.notifications import signed_links
from scheduler.notifications.action_pages import Purpose
from scheduler.notifications.gap_notifier import ACKNOWLEDGE
from scheduler.self_service.offer_answers import accept_offer
from scheduler.self_service.offers import ACCEPT, offer_shift, withdraw_offer
from tests.scheduler.self_service.scene import (
    DAY,
    HOUR,
    SETTINGS,
    new_messages,
    open_seat,
    version,
)
from tests.support.region import INSIDE
from web import answers
from web.app_services import AppServices
from web.shared import assets

SOON = INSIDE + HOUR


class Pages:
    """A browser without a screen; its clock is moved by hand."""

    def __init__(self, store):
        self.now = SOON
        app = Flask("web", static_folder=None)
        app.extensions["services"] = AppServices(store, SETTINGS, lambda: self.now)
        app.register_blueprint(answers.pages)
        app.register_blueprint(assets.pages)
        self.client = app.test_client()

    def get(self, link):
        return self.client.get(link.removeprefix(SETTINGS.base_url))

    def post(self, link, **form):
        return self.client.post(link.removeprefix(SETTINGS.base_url), data=form)

    def head(self, link):
        return self.client.head(link.removeprefix(SETTINGS.base_url))


def heading(response):
    return re.search(r"<h1>(.*?)</h1>", response.text).group(1)


def buttons(response):
    return re.findall(r"<button[^>]*>(.*?)</button>", response.text)


def offered(store):
    """The store, two offers of one shift, the two links of each, and the pages."""
    shift, _ = open_seat(store)
    with new_messages(store) as found:
        made = offer_shift(store, SETTINGS, shift.id, "manager", INSIDE, best=2)
    key = secret(store, SETTINGS)
    pairs = [re.findall(r"https://\S+", signed_links.with_links(one.body, [key])) for one in found]
    return store, made.offers, pairs, Pages(store)


@pytest.fixture
def asked(short_region_on_sqlite):
    return offered(short_region_on_sqlite)


@pytest.fixture
def asked_on_both(short_region):
    return offered(short_region)


def statuses(store):
    with store.reading() as connection:
        return [one.status for one in requests.offers(connection)]


def rows_of_everything(store):
    """How many rows each table has, and the end of the audit trail."""
    from data.store.tables.columns import METADATA

    with store.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in METADATA.sorted_tables
        }


def test_looking_changes_nothing_however_often_and_by_whatever_program(asked_on_both):
    store, _, ((accept_link, decline_link), _), pages = asked_on_both
    before = rows_of_everything(store)
    for link in (accept_link, decline_link):
        for _ in range(3):
            assert pages.get(link).status_code == 200
            assert pages.head(link).status_code == 200
            assert pages.client.options(link.removeprefix(SETTINGS.base_url)).status_code == 200
    assert rows_of_everything(store) == before


def test_the_page_asks_with_yes_and_no_and_says_what_it_is_about(asked):
    _, made, ((link, _), _), pages = asked
    page = pages.get(link)
    assert heading(page) == "Can you take this shift?"
    assert buttons(page) == ["I take this shift", "I do not take this shift"]
    assert "CaCo meldkamer" in page.text
    assert made[0].person not in page.text
    assert '<form method="post">' in page.text


def test_pressing_the_button_takes_the_shift_once(asked_on_both):
    store, _, ((link, _), (other, _)), pages = asked_on_both
    first, again = pages.post(link), pages.post(link)
    assert (heading(first), heading(again)) == ("The shift is yours", "The shift is yours")
    assert (first.status_code, again.status_code) == (200, 200)
    assert buttons(pages.get(link)) == []
    late = pages.post(other)
    assert (late.status_code, heading(late)) == (410, "The shift has been filled")
    assert statuses(store) == [OfferStatus.ACCEPTED, OfferStatus.TOO_LATE]


def test_declining_is_a_link_of_its_own(asked):
    store, _, ((accept_link, decline_link), _), pages = asked
    assert buttons(pages.get(decline_link)) == ["I do not take this shift", "I take this shift"]
    assert heading(pages.post(decline_link)) == "You do not take this shift"
    assert heading(pages.post(accept_link)) == "You do not take this shift"
    assert statuses(store)[0] is OfferStatus.DECLINED


@pytest.mark.parametrize("which", [0, 1])
def test_either_link_says_yes_and_no(asked, which):
    store, _, ((*links,), _), pages = asked
    said = pages.post(links[which], answer="other")
    wanted = ("You do not take this shift", "The shift is yours")[which]
    assert heading(said) == wanted
    assert statuses(store)[0] is (OfferStatus.DECLINED, OfferStatus.ACCEPTED)[which]


def test_what_it_means_stands_there_before_the_answer(asked):
    _, _, ((link, decline_link), _), pages = asked
    text = pages.get(link).text
    assert re.search(r"Week \d+: \d+ h instead of \d+ h\.", text)
    assert "No rule stands in the way" in text
    assert "Week" not in pages.get(decline_link).text


def test_after_its_time_the_page_says_so_and_the_answer_does_nothing(asked):
    store, made, ((link, _), _), pages = asked
    pages.now = made[0].expires_at
    for page in (pages.get(link), pages.post(link)):
        assert (page.status_code, heading(page)) == (410, "The time to answer is over")
        assert buttons(page) == []
    pages.now += timedelta(days=61)
    assert (pages.get(link).status_code, heading(pages.get(link))) == (410, "This link is too old")
    assert OfferStatus.ACCEPTED not in statuses(store)


def test_a_withdrawn_offer_says_so(asked):
    store, made, ((link, _), _), pages = asked
    withdraw_offer(store, SETTINGS, made[0].id, "manager", SOON)
    page = pages.post(link)
    assert (page.status_code, heading(page)) == (410, "This shift is no longer offered")


def test_a_shift_that_was_taken_away_again_is_not_called_yours(asked):
    store, made, ((link, _), _), pages = asked
    pages.post(link)
    version(store, ("remove", made[0].person, made[0].shift), now=SOON + HOUR)
    page = pages.get(link)
    assert (page.status_code, heading(page)) == (410, "The shift is no longer yours")


def test_a_link_of_another_purpose_cut_off_or_forged_is_unknown(asked):
    store, _, ((link, decline_link), _), pages = asked
    token = link.rsplit("/", 1)[1]
    payload, _, signature = decline_link.rsplit("/", 1)[1].partition(".")
    forged = signed_links.sign(ACCEPT, {"offer": 1}, "x" * 40, SOON + DAY)
    foreign = signed_links.sign("else", {"offer": 1}, secret(store, SETTINGS), SOON + DAY)
    wrong = (token[:-1], token[:9], "x", forged, foreign, f"{payload}x.{signature}", "%00", "é")
    before = statuses(store)
    for text in wrong:
        for page in (pages.get(f"/answer/{text}"), pages.post(f"/answer/{text}")):
            assert (page.status_code, heading(page)) == (404, "This link does not work")
    assert statuses(store) == before


def test_an_offer_that_is_no_more_gives_a_page_and_no_traceback(asked):
    store, _, _, pages = asked
    token = signed_links.sign(
        ACCEPT, {"offer": 999, "lang": "en"}, secret(store, SETTINGS), SOON + DAY
    )
    assert pages.post(f"/answer/{token}").status_code == 404


def test_what_is_kept_of_a_message_answers_nothing(asked):
    store, _, _, pages = asked
    with store.reading() as connection:
        kept = " ".join(one.body for one in outbox.messages(connection))
    drafts = re.findall(r"https://\S+/answer/\S+", kept)
    assert len(drafts) >= 4
    before = statuses(store)
    for draft in drafts:
        token = draft.partition("/answer/")[2]
        for tried in (draft, f"/answer/{token[1:]}"):
            for page in (pages.get(tried), pages.post(tried)):
                assert (page.status_code, heading(page)) == (404, "This link does not work")
    assert statuses(store) == before


def test_the_page_speaks_the_language_of_the_message(asked):
    store, made, _, pages = asked
    facts = {"offer": made[0].id, "lang": "nl"}
    token = signed_links.sign(ACCEPT, facts, secret(store, SETTINGS), SOON + DAY)
    page = pages.get(f"/answer/{token}")
    assert heading(page) == "Kunt u deze dienst doen?"
    assert '<html lang="nl">' in page.text


def test_nothing_is_kept_framed_sniffed_or_told_to_another_site(asked):
    _, _, ((link, _), _), pages = asked
    for page in (pages.get(link), pages.head(link), pages.post(link), pages.get("/answer/x")):
        found = page.headers
        policy = found["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert found["Cache-Control"] == "no-store"
        assert found["Referrer-Policy"] == "no-referrer"
        assert found["X-Content-Type-Options"] == "nosniff"
        assert found["X-Frame-Options"] == "DENY"
        assert "Set-Cookie" not in found


class Outline(HTMLParser):
    """What a page is made of."""

    def __init__(self):
        super().__init__()
        self.tags, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_has_no_script_and_takes_nothing_from_elsewhere(asked):
    _, _, ((link, _), _), pages = asked
    outline = Outline()
    outline.feed(pages.get(link).text)
    names = [tag for tag, _ in outline.tags]
    assert outline.open == []
    assert "script" not in names
    assert [names.count(tag) for tag in ("h1", "main", "title", "form")] == [1] * 4
    assert names.count("button") == 2  # yes and no
    assert not any("style" in attrs or "onclick" in attrs for _, attrs in outline.tags)
    (sheet,) = [attrs["href"] for tag, attrs in outline.tags if tag == "link"]
    found = pages.client.get(sheet)
    assert (found.status_code, found.mimetype) == (200, "text/css")
    assert "url(" not in found.text
    found.close()


def test_what_stands_in_the_way_is_told_and_can_be_tried_again(asked, monkeypatch):
    store, _, _, _ = asked

    def full(_):
        raise StoreError("the disk is full", "Make room")

    monkeypatch.setitem(answers.KNOWN, "full", Purpose("full", full, full))
    pages = Pages(store)
    token = signed_links.sign("full", {}, secret(store, SETTINGS), SOON + DAY)
    page = pages.post(f"/answer/{token}")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert heading(page) == "This does not work just now"
    assert "disk" not in page.text


@pytest.fixture
def gap(short_region_on_sqlite):
    """The open seat as a gap, a link to take it up, and the pages."""
    store = short_region_on_sqlite
    sweep(store, 2, INSIDE)
    shift, _ = open_seat(store)
    found = gap_of(store, shift)
    facts = {"gaps": [found.id], "who": "Jan de Boer", "lang": "en"}
    token = signed_links.sign(ACKNOWLEDGE, facts, secret(store, SETTINGS), found.interval.end)
    link = signed_links.link(token, SETTINGS)
    return store, shift, link, Pages(store)


def gap_of(store, shift):
    with store.reading() as connection:
        return next(one for one in gaps.read_gaps(connection) if one.interval.slot == shift.id)


def test_a_gap_is_taken_up_by_the_button_and_not_by_looking(gap):
    store, shift, link, pages = gap
    assert (heading(pages.get(link)), buttons(pages.get(link))) == (
        "Can you handle this?",
        ["I am handling this"],
    )
    pages.head(link)
    assert gap_of(store, shift).state is GapState.OPEN
    assert heading(pages.post(link)) == "You are handling this"
    taken = gap_of(store, shift)
    assert (taken.state, taken.acknowledged_by) == (GapState.ACKNOWLEDGED, "Jan de Boer")
    assert "You are already handling this." in pages.get(link).text
    assert heading(pages.post(link)) == "You are handling this"


def test_a_gap_that_was_filled_since_the_last_sweep_asks_nothing(gap):
    store, shift, link, pages = gap
    (made,) = offer_shift(store, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    accept_offer(store, SETTINGS, made.id, INSIDE)
    for page in (pages.get(link), pages.post(link)):
        assert (heading(page), buttons(page)) == ("This has been dealt with", [])
    assert gap_of(store, shift).acknowledged_by == ""


def test_who_else_took_it_up_is_not_named(gap):
    store, shift, link, pages = gap
    facts = {"gaps": [gap_of(store, shift).id], "who": "Piet", "lang": "en"}
    other = signed_links.sign(ACKNOWLEDGE, facts, secret(store, SETTINGS), shift.end)
    pages.post(f"/answer/{other}")
    page = pages.get(link)
    assert "Somebody is already handling this." in page.text
    assert "Piet" not in page.text
    assert buttons(page) == ["I am handling this"]


def test_a_gap_that_was_seen_to_asks_nothing(gap):
    store, shift, link, pages = gap
    accept(store, gap_of(store, shift).id, "not needed", None, "manager", INSIDE)
    page = pages.post(link)
    assert (page.status_code, heading(page)) == (200, "This has been dealt with")
    assert gap_of(store, shift).state is GapState.ACCEPTED
    assert buttons(pages.get(link)) == []


def test_after_the_gap_its_link_is_over(gap):
    store, shift, link, pages = gap
    pages.now = shift.end
    for page in (pages.get(link), pages.post(link)):
        assert (page.status_code, heading(page)) == (410, "This link is too old")
    assert gap_of(store, shift).state is GapState.OPEN


def test_each_purpose_is_there(gap):
    from web.answers import PURPOSES

    names = {ACKNOWLEDGE, "accept", "decline", "here", "nothing", "relief"}
    names |= {"exercise", "partner_finding"}
    assert {one.name for one in PURPOSES} == names
