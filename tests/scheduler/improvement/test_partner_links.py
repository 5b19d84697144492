"""Partners get what is theirs by a signed link: a receipt, "done" with a remark, nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.message import MessageKind
from data.store.audit import trail
from scheduler.accounts.secret import secret
from scheduler.improvement.partner_links import GOOD_FOR, receipts_of
from scheduler.improvement.queries import finding_of
from scheduler.improvement.recording import NewAction, NewFinding, make_finding
from scheduler.improvement.reminders import notify_of_actions
from scheduler.notifications.signed_links import with_links
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from scheduler.settings import Settings
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from web.app import create_app

TEXTS = {"origin": "study", "theme": "Leren", "text": "Outcomes are not shared", "regions": "R1"}
LINK = re.compile(r"/answer/\S+")
SAID = {"id": "ggd", "name": "GGD Flevoland", "kind": "network", "mail": "ggd@ggd.example"}


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")
    return Settings(language="en", secret_file=str(tmp_path / "secret"))


@pytest.fixture
def store(site_store):
    edit_rows(site_store, [RowEdit("partners", SAID)], "planner", INSIDE)
    return site_store


def made(store, *, owns=True):
    action = NewAction("Share each quarter", "2027-03-01", partner="GGD Flevoland")
    given = NewFinding(TEXTS | {"partner": "ggd"}, (action,) if owns else ())
    return make_finding(store, given, "planner", INSIDE)


def link_of(store, settings, now=INSIDE):
    (message,) = [
        one
        for one in notify_of_actions(store, settings, now)
        if one.kind is MessageKind.FINDING_SHARED
    ]
    assert message.address == "ggd@ggd.example"
    assert "~" in LINK.search(message.body)[0]  # kept as a draft that opens nothing
    return LINK.search(with_links(message.body, [secret(store, settings)]))[0]


def stranger(store, settings, now=INSIDE):
    return Visit(create_app(store, settings, lambda: now))


def test_a_partner_says_received_and_done_without_signing_in(store, settings):
    number = made(store)
    link, visit = link_of(store, settings), stranger(store, settings)
    page = visit.client.get(link).text
    assert "Share each quarter" in page
    assert receipts_of(store, number) == ()  # looking is no receipt
    for _ in range(2):
        assert "Received on" in visit.client.post(link).text
    (receipt,) = receipts_of(store, number)
    assert (receipt.partner, receipt.at) == ("GGD Flevoland", INSIDE)
    planner = Visit(create_app(store, settings, lambda: INSIDE), Role.PLANNER)
    assert "received by GGD Flevoland" in planner.get(f"/findings/{number}").text
    visit.client.post(link, data={"answer": "other", "note": "Sent the first list"})
    action = finding_of(store, number).file.actions[0]
    assert (action.done_on, action.remark) == (INSIDE.date(), "Sent the first list")
    before = trail_length(store)
    assert "Thank you" in visit.client.post(link, data={"answer": "other"}).text
    assert trail_length(store) == before


def trail_length(store):
    with store.reading() as connection:
        return trail.head(connection).seq


def test_a_shared_finding_without_an_action_of_theirs_is_only_received(store, settings):
    number = made(store, owns=False)
    link = link_of(store, settings)
    page = stranger(store, settings).client.post(link, data={"answer": "other", "note": "x"}).text
    assert "It is done" not in page
    assert len(receipts_of(store, number)) == 1
    assert finding_of(store, number).file.actions == ()


def test_a_link_ends_and_opens_nothing_of_others(store, settings):
    number = made(store)
    link = link_of(store, settings)
    late = stranger(store, settings, INSIDE + GOOD_FOR + timedelta(minutes=1))
    assert late.client.get(link).status_code == 410
    assert stranger(store, settings).client.get(link[:-3] + "abc").status_code == 404
    (row,) = read_rows(store, "actions")
    other = {**row.texts, "partner": "Somebody else"}
    edit_rows(store, [RowEdit("actions", other, row.number)], "planner", INSIDE)
    gone = stranger(store, settings).client.get(link)
    assert gone.status_code == 404
    assert "Share each quarter" not in gone.text
    assert receipts_of(store, number) == ()


def test_each_is_told_once_and_again_before_its_day(store, settings):
    made(store)
    link_of(store, settings)
    assert notify_of_actions(store, settings, INSIDE + timedelta(days=1)) == []
    assert link_of(store, settings, INSIDE + timedelta(days=47))
