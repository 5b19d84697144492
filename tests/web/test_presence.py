"""Pressing "I am here": by who comes, by who leaves; and what is left for the next one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import Role, TokenScope
from data.model.message import MessageKind
from data.model.presence import PresenceSource
from data.store.presences import presences_between
from data.tables.period import ZONE
from scheduler.accounts.access import make_token
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.accounts.secret import secrets_of
from scheduler.coverage.monitor import sweep
from scheduler.coverage.presence import PresenceRequest, confirm_presence
from scheduler.notifications.gap_notifier import sweep_by_clock
from scheduler.notifications.presence_notices import notify_of_presence
from scheduler.notifications.reminders import remind
from scheduler.notifications.signed_links import with_links
from scheduler.settings import Settings
from tests.scheduler.coverage.test_presence import MINUTE, ask_presence, next_duty
from tests.scheduler.self_service.scene import give_contacts
from tests.support.region import INSIDE, NOW, import_texts, texts
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


def wall_of(desk, minutes, *scopes):
    """The screen in the room so many minutes after the duty began, with a token of these scopes."""
    secret = make_token(desk.store, "wall", scopes, None, "tests", NOW).secret
    app = create_app(desk.store, Settings(), lambda: desk.shift.start + minutes * MINUTE)
    guest = Visit(app)
    guest.client.set_cookie("language", "en")
    guest.get(f"/board?token={secret}")
    return guest


def test_the_screen_in_the_room_has_buttons_if_its_token_says_so(desk):
    form = {"person": desk.comer, "post": "CACO"}
    plain = wall_of(desk, 3, TokenScope.BOARD)
    assert "is here" not in text_of(plain.get("/board"))
    assert plain.post("/board/presence", data=form).status_code == 403
    assert desk.recorded() == []
    late = text_of(wall_of(desk, 12, TokenScope.BOARD).get("/board"))
    assert "(not confirmed to be there)" in late
    assert ": not confirmed to be there · open now" in late
    guest = wall_of(desk, 3, TokenScope.BOARD, TokenScope.PRESENCE)
    assert " is here" in text_of(guest.get("/board"))
    assert guest.post("/board/presence", data=form).location == "/board"
    assert desk.recorded() == [(desk.comer, PresenceSource.WALL, desk.shift.start + 3 * MINUTE)]
    assert " is here" not in text_of(guest.get("/board"))


def test_a_badge_reader_tells_who_came_in(desk):
    secret = make_token(desk.store, "door", [TokenScope.PRESENCE], None, "tests", NOW).secret
    app = create_app(desk.store, Settings(), lambda: desk.shift.start + 2 * MINUTE)

    def tell(**given):
        headers = {"Authorization": f"Bearer {secret}"}
        return app.test_client().post("/api/v1/presence", json=given, headers=headers)

    told = tell(person=desk.comer, at=(desk.shift.start - 4 * MINUTE).isoformat()).json
    assert (told["person"], told["post"], told["how"]) == (desk.comer, "CACO", "badge")
    assert tell(person=desk.comer).json == told
    assert [one[2] for one in desk.recorded()] == [desk.shift.start - 4 * MINUTE]
    for wrong, said in (
        ({"person": "nobody"}, "there is no person"),
        ({"person": desk.comer, "post": "NONE"}, "there is no post"),
        ({"person": desk.comer, "post": "CACO", "at": NOW.isoformat()}, "more than an hour ago"),
        ({}, "Field required"),
    ):
        answer = tell(**wrong)
        assert answer.status_code == 422
        assert said in answer.json["faults"][0]["what"]


def test_who_handles_the_gap_states_it_with_the_time_that_they_were_told(desk):
    now = desk.shift.start + 30 * MINUTE
    app = create_app(desk.store, Settings(), lambda: now)
    sweep(desk.store, 8, now)
    gap = next(
        row.gap
        for row in app.extensions["services"].coverage.snapshot(now).rows
        if row.gap.interval.slot == desk.shift.id
    )
    manager = Visit(app, Role.DUTY_MANAGER)
    manager.client.set_cookie("language", "en")
    page = f"/gaps/{gap.id}"
    assert "there?" in text_of(manager.get(page))
    form = {"person": desk.comer, "since": "x"}
    assert manager.post(f"{page}/present", data=form).status_code == 422
    since = (desk.shift.start - 2 * MINUTE).astimezone(ZONE)
    form = {"person": desk.comer, "since": f"{since:%H:%M}", "note": "by telephone"}
    assert manager.post(f"{page}/present", data=form).location == page
    assert desk.recorded() == [(desk.comer, PresenceSource.PLANNER, since)]
    assert "filled" in text_of(manager.get(page))
    viewer = Visit(app, Role.VIEWER)
    assert viewer.post(f"{page}/present", data=form).status_code == 403


@pytest.fixture
def settings(desk, monkeypatch):
    """With which messages go out; everybody has an address."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "null://{to}")
    give_contacts(desk.store)
    return Settings(language="en")


def test_a_link_in_a_message_says_it_without_signing_in(desk, settings):
    half = desk.shift.start + 5 * MINUTE
    assert notify_of_presence(desk.store, settings, desk.shift.start + 4 * MINUTE) == []
    found = notify_of_presence(desk.store, settings, half)
    assert {one.kind for one in found} == {MessageKind.PRESENCE_ASKED}
    assert notify_of_presence(desk.store, settings, half + MINUTE) == []
    link = re.search(r"/answer/\S+", with_links(found[0].body, secrets_of(desk.store, settings)))[0]
    app = create_app(desk.store, settings, lambda: half + MINUTE)
    client = app.test_client()
    assert "<button" in client.get(link).text
    assert desk.recorded() == []
    desk.visit(desk.leaver, -20).post("/mine/handover", data={"text": "C2000 down"})
    assert "C2000" not in client.get(link).text
    said = client.post(link).text
    assert ("<button" in said, "C2000 down" in said) == (False, True)
    assert [one[:2] for one in desk.recorded()] == [(desk.comer, PresenceSource.LINK)]
    client.post(link)
    assert len(desk.recorded()) == 1
    over = create_app(desk.store, settings, lambda: desk.shift.end).test_client()
    assert over.post(link).status_code == 410


def test_the_reminder_of_a_duty_brings_the_link_which_waits_for_the_hour_before(desk, settings):
    found = remind(desk.store, settings, desk.shift.start - timedelta(hours=3))
    mine = next(one for one in found if one.address == f"{desk.comer}@mail.example")
    link = re.search(r"/answer/\S+", with_links(mine.body, secrets_of(desk.store, settings)))[0]
    early = create_app(desk.store, settings, lambda: desk.shift.start - timedelta(hours=3))
    page = early.test_client().post(link)
    assert (page.status_code, "<button" in page.text) == (200, False)
    assert desk.recorded() == []


def test_the_duty_manager_hears_of_it_by_the_steps_of_the_alerts(desk, settings):
    manager = next(f"p{n:03}" for n in range(1, 9) if f"p{n:03}" not in (desk.comer, desk.leaver))
    import_texts(desk.store, {**texts(), "duty_managers": [{"level": "1", "person": manager}]})
    give_contacts(desk.store)
    sweep_by_clock(desk.store, settings, desk.shift.start)
    late = sweep_by_clock(desk.store, settings, desk.shift.start + 10 * MINUTE)
    told = [one for one in late.telling.messages if one.kind is MessageKind.GAPS]
    assert [one.address for one in told] == [f"{manager}@mail.example"]
    assert "not confirmed to be there" in told[0].body
    confirm_presence(
        desk.store,
        PresenceRequest(desk.comer, "CACO", PresenceSource.SELF),
        "them",
        desk.shift.start + 11 * MINUTE,
    )
    after = sweep_by_clock(desk.store, settings, desk.shift.start + 15 * MINUTE)
    assert [one.kind for one in after.telling.messages] == [MessageKind.RESOLVED]
