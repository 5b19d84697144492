"""The pages on a telephone: what may be kept and for whom, the manifest, messages on and off."""

import json
import re

import pytest

from data.model.account import Role
from data.store import access, outbox
from scheduler.settings import Settings
from tests.scheduler.notifications.push_service import Browser
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, Visit
from tests.web.test_mine import account_of
from web.app import create_app
from web.phone import KEPT

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def kept_for(answer):
    return answer.headers.get("Caco-Reader", "").partition(" ")[0]


@pytest.fixture
def pushing(site_store, monkeypatch):
    """The pages of an installation that sends messages to browsers."""
    monkeypatch.setenv("CACO_CHANNEL_WEBPUSH", "mailto:beheer@vrx.example")
    return create_app(site_store, Settings(), lambda: INSIDE)


def fields(endpoint=ENDPOINT):
    asked = Browser(endpoint).asked("key")
    return {name: getattr(asked, name) for name in asked.__slots__}


def devices(store):
    with store.reading() as connection:
        return access.push_devices(connection)


def test_only_ones_own_pages_and_the_board_may_be_kept(visit):
    me, planner = visit(Role.FUNCTIONARY), visit(Role.PLANNER)
    assert kept_for(me.get("/mine")) == kept_for(me.get("/now")) != ""
    assert kept_for(planner.get("/now")) not in ("", kept_for(me.get("/now")))
    for path in ("/mine/calendar", "/mine/swap", "/mine/ill", "/account", "/rosters", "/gaps"):
        assert kept_for(me.get(path)) == "", path
    for path in ("/people", "/requests", "/audit"):
        assert kept_for(planner.get(path)) == "", path
    part = me.get("/now", headers={"HX-Request": "true"})
    assert kept_for(part) == ""
    assert kept_for(visit(Role.VIEWER).get("/mine")) == ""


def test_what_may_be_kept_stays_out_of_every_other_cache(visit, app):
    me = visit(Role.FUNCTIONARY)
    with app.test_request_context():
        paths = [app.url_for(endpoint) for endpoint in sorted(KEPT)]
    for path in paths:
        assert me.get(path).headers["Cache-Control"] == "no-store", path


def test_who_signs_out_has_the_browser_forget_all(visit):
    me = visit(Role.FUNCTIONARY)
    assert me.post("/logout").headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in me.get("/login").headers


@pytest.mark.parametrize(
    ("role", "start"), [(Role.FUNCTIONARY, "/mine"), (Role.PLANNER, "/now"), (None, "/")]
)
def test_the_app_opens_where_its_reader_begins(visit, role, start):
    guest = visit(role) if role else visit()
    answer = guest.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.text)["start_url"] == start


def test_the_service_worker_knows_its_release_and_both_languages(visit):
    answer = visit().get("/sw.js")
    shell = json.loads(re.match(r"self\.SHELL = (.*);\n", answer.text)[1])
    assert set(shell["words"]) == {"nl", "en"}
    assert shell["words"]["nl"]["no_network"] == "Geen netwerk"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers


def test_a_browser_is_told_of_and_taken_away(pushing, site_store):
    me = Visit(pushing, Role.FUNCTIONARY)
    assert 'data-key="' in me.get("/mine").text
    assert me.post("/account/devices", data=fields()).status_code == 204
    assert me.post("/account/devices", data=fields()).status_code == 204
    (device,) = devices(site_store)
    assert (device.endpoint, device.session is None) == (ENDPOINT, False)
    assert "Browsers" in me.get("/account").text
    assert me.post("/account/devices/trial").status_code == 302
    with site_store.reading() as connection:
        assert [one.channel for one in outbox.messages(connection)][-1] == "webpush"
    assert me.post("/account/devices/off", data={"number": device.id}).status_code == 302
    assert devices(site_store) == []
    me.post("/account/devices", data=fields())
    assert me.post("/account/devices/off", data={"endpoint": ENDPOINT}).status_code == 204
    assert devices(site_store) == []


@pytest.mark.parametrize(
    "endpoint", ["https://10.0.0.1/x", "http://169.254.169.254/latest", "", "javascript:x"]
)
def test_no_other_machine_is_named(pushing, site_store, endpoint):
    me = Visit(pushing, Role.FUNCTIONARY)
    assert me.post("/account/devices", data=fields(endpoint)).status_code == 422
    assert devices(site_store) == []


def test_another_account_in_this_browser_ends_it(pushing, site_store):
    me = Visit(pushing, Role.FUNCTIONARY)
    me.post("/account/devices", data=fields())
    assert me.post("/account/devices/seen", data={"endpoint": ENDPOINT}).status_code == 204
    account_of(site_store, "p002", "other")
    other = Visit(pushing)
    other.post("/login", data={"login": "other", "password": PASSWORD})
    assert other.post("/account/devices/seen", data={"endpoint": ENDPOINT}).status_code == 410
    assert devices(site_store) == []


def test_signing_out_ends_it_and_signing_in_anew_does_not(pushing, site_store):
    me = Visit(pushing, Role.FUNCTIONARY)
    me.post("/account/devices", data=fields())
    me.post("/login", data={"login": Role.FUNCTIONARY.value, "password": PASSWORD})
    assert len(devices(site_store)) == 1
    me.post("/account/devices/seen", data={"endpoint": ENDPOINT})
    me.post("/logout")
    assert devices(site_store) == []


def test_nothing_of_it_is_shown_where_it_is_not_set_up(visit, site_store):
    me = visit(Role.FUNCTIONARY)
    assert "data-messages" not in me.get("/mine").text
    assert me.post("/account/devices", data=fields()).status_code == 422
