"""Pressing "I am here": by who comes, by who leaves; and what is left for the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.presence import PresenceSource
from data.store.presences import presences_between
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.settings import Settings
from tests.scheduler.coverage.test_presence import MINUTE, ask_presence, next_duty
from tests.support.region import INSIDE, NOW
from tests.web.conftest import PASSWORD, Visit
from tests.web.test_mine import text_of
from web.app import create_app


@pytest.fixture
def desk(site_store):
    """A duty at the desk, who comes and who leaves, and their pages at a moment."""
    ask_presence(site_store, INSIDE)
    comer, shift = next_duty(site_store, INSIDE)
    leaver = Desk(site_store, comer, shift, "").before()
    return Desk(site_store, comer, shift, leaver)


class Desk:
    def __init__(self, store, comer, shift, leaver):
        self.store, self.comer, self.shift, self.leaver = store, comer, shift, leaver

    def before(self):
        """Who has the duty that ends when this one begins."""
        app = create_app(self.store, Settings(), lambda: INSIDE)
        published = app.extensions["services"].coverage.facts(INSIDE).inputs.published["CACO"]
        return next(
            one.holders[0] for one in published if one.shift.end == self.shift.start and one.holders
        )

    def visit(self, person, minutes):
        """The pages of somebody so many minutes after the duty began."""
        login = f"{person}.{minutes}"
        role = frozenset({Role.FUNCTIONARY})
        new = NewAccount(login, login, role, person, "en", PASSWORD)
        add_account(self.store, new, "tests", NOW)
        app = create_app(self.store, Settings(), lambda: self.shift.start + minutes * MINUTE)
        guest = Visit(app)
        guest.post("/login", data={"login": login, "password": PASSWORD})
        return guest

    def recorded(self):
        with self.store.reading() as connection:
            start, end = self.shift.start - timedelta(hours=1), self.shift.end
            return [
                (one.person, one.how, one.at) for one in presences_between(connection, start, end)
            ]


def test_who_comes_presses_it_once(desk):
    guest = desk.visit(desk.comer, -5)
    assert "I am here" in text_of(guest.get("/mine/next"))
    assert guest.post("/mine/presence").location == "/mine"
    assert desk.recorded() == [(desk.comer, PresenceSource.SELF, desk.shift.start - 5 * MINUTE)]
    said = text_of(guest.get("/mine"))
    assert "Noted: you are there." in said
    assert "You are there since" in said
    assert "I am here" not in said


def test_who_is_late_reads_what_it_means(desk):
    said = text_of(desk.visit(desk.comer, 11).get("/mine"))
    assert "your seat counts as empty" in said


def test_more_than_an_hour_before_there_is_nothing_to_press(desk):
    guest = desk.visit(desk.comer, -61)
    assert "I am here" not in text_of(guest.get("/mine"))
    refused = guest.post("/mine/presence")
    assert refused.status_code == 422
    assert desk.recorded() == []


def test_who_leaves_presses_it_for_who_comes(desk):
    guest = desk.visit(desk.leaver, 8)
    assert " is here" in text_of(guest.get("/mine"))
    guest.post("/mine/presence", data={"person": desk.comer})
    assert desk.recorded() == [(desk.comer, PresenceSource.LEAVER, desk.shift.start + 8 * MINUTE)]


def test_nobody_presses_it_for_a_stranger(desk):
    other = next(f"p{n:03}" for n in range(1, 9) if f"p{n:03}" not in (desk.comer, desk.leaver))
    refused = desk.visit(other, 3).post("/mine/presence", data={"person": desk.comer})
    assert refused.status_code == 422
    assert desk.recorded() == []


def test_a_note_is_seen_by_the_next_one(desk):
    desk.visit(desk.leaver, -20).post("/mine/handover", data={"text": "C2000 down\n in zone 3 "})
    assert "C2000 down in zone 3" in text_of(desk.visit(desk.comer, -10).get("/mine"))
    refused = desk.visit(desk.leaver, -5).post("/mine/handover", data={"text": "x" * 501})
    assert refused.status_code == 422
