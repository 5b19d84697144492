"""Signing in at an OpenID provider: a real one, on this machine."""

import re
import socket
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from data.model.account import Role
from data.model.errors import InputError
from data.store import accounts
from data.store.audit import trail
from scheduler.accounts.accounts import close_account, forget_subject
from scheduler.notifications.invitations import invite
from scheduler.settings import Settings, settings
from tests.support.delivered import deliver_all, texts_in, with_folder
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from tests.web.provider import User, run_server_in_thread
from web.app import create_app

#: The provider's own, of a library that it will outgrow.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

PLANNER = User(sub="p-1", claims={"email": "planner", "email_verified": True})
VIEWER = User(sub="v-1", claims={"preferred_username": "Viewer", "email": "x@vr.example"})
UNSURE = User(sub="u-1", claims={"email": "administrator", "email_verified": False})
BOLD = User(sub="b-1", claims={"preferred_username": "administrator"})
UNKNOWN = User(sub="n-1", claims={"preferred_username": "nobody-here"})


@pytest.fixture(scope="module")
def provider():
    with run_server_in_thread(user_claims=[PLANNER, VIEWER, UNSURE, BOLD, UNKNOWN]) as server:
        yield f"http://localhost:{server.server_port}"


def at(store, issuer, **more):
    told: dict[str, Any] = {
        "oidc_issuer": issuer,
        "oidc_client_id": "caco",
        "language": "en",
        **more,
    }
    return create_app(store, Settings(base_url="http://localhost", **told), lambda: INSIDE)


@pytest.fixture(autouse=True)
def secret(tmp_path, monkeypatch):
    """What the provider knows us by."""
    path = tmp_path / "client-secret"
    path.write_text("very-secret-of-the-client\n")
    monkeypatch.setenv("CACO_OIDC_CLIENT_SECRET_FILE", str(path))
    return path


@pytest.fixture
def app(site_store, provider):
    with site_store.writing() as connection:  # whoever plans is found so only without a password
        planner = accounts.account_of(connection, "planner").id
        accounts.change_account(connection, planner, password_hash="")
    return at(site_store, provider)


def begun(visit, next_page="/audit"):
    """Go to the provider; the address there."""
    answer = visit.get("/login/oidc", query_string={"next": next_page})
    assert answer.status_code == 302, answer.text
    return answer.location


def said_yes(address, sub, **how):
    """What the provider sends back, once somebody said who they are."""
    answer = requests.post(address, data={"sub": sub, **how}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://localhost/login/oidc/back"
    return f"{back.path}?{back.query}"


def entered(visit, sub, **how):
    return visit.get(said_yes(begun(visit), sub, **how))


def account(store, login):
    with store.reading() as connection:
        return accounts.account_of(connection, login)


def test_somebody_known_by_a_verified_address_comes_in(app, site_store, provider):
    visit = Visit(app)
    answer = entered(visit, PLANNER.sub)
    assert (answer.status_code, answer.location) == (302, "/audit")
    assert visit.get("/audit").status_code == 200
    assert account(site_store, "planner").subject == f"{provider} p-1"
    with site_store.reading() as connection:
        (entry,) = trail.entries(connection, action="account.recognised")
    assert entry.subject == f"account/{account(site_store, 'planner').id}"


def test_who_was_invited_makes_their_account_with_the_organisation(
    site_store, provider, tmp_path, monkeypatch
):
    folder = tmp_path / "outbox"
    settings = with_folder(monkeypatch, folder, "mail", base_url="http://localhost")
    invite(site_store, settings, ["p002"], [Role.FUNCTIONARY], "mail", "admin", INSIDE)
    deliver_all(site_store, settings, INSIDE)
    (text,) = texts_in(folder)
    token = re.search(r"/invitation/([\w.-]+)", text)[1]
    visit = Visit(at(site_store, provider))
    assert "organisation" in visit.get(f"/invitation/{token}").text
    answer = visit.post(f"/invitation/{token}/organisation")
    assert (answer.status_code, answer.location) == (302, "/login/oidc")
    answer = entered(visit, UNKNOWN.sub)
    assert (answer.status_code, answer.location) == (302, "/welcome")
    with site_store.reading() as connection:
        made = accounts.account_of_subject(connection, f"{provider} n-1")
    assert (made.person, made.password_hash) == ("p002", "")
    assert visit.get("/mine").status_code == 200
    # The link is used, and whoever else comes back with it gets nothing.
    other = Visit(at(site_store, provider))
    assert other.post(f"/invitation/{token}/organisation").status_code == 410
    # Only who went there from an invitation is taken at their word.
    assert entered(Visit(at(site_store, provider)), UNKNOWN.sub).location == "/audit"


def test_a_name_chosen_at_the_provider_claims_nobody_who_administers_here(app, site_store):
    assert entered(Visit(app), BOLD.sub).status_code == 403
    assert account(site_store, "administrator").subject == ""


def test_from_then_on_somebody_is_known_by_their_subject_alone(app, site_store):
    entered(Visit(app), PLANNER.sub)
    planner = account(site_store, "planner")
    with site_store.writing() as connection:
        accounts.change_account(connection, planner.id, login="somebody-else")
    assert entered(Visit(app), PLANNER.sub).status_code == 302


def test_a_login_that_has_somebody_is_given_to_nobody_else(app, site_store):
    with site_store.writing() as connection:
        number = accounts.account_of(connection, "planner").id
        accounts.change_account(connection, number, subject="the planner of last year")
    assert entered(Visit(app), PLANNER.sub).status_code == 403
    forget_subject(site_store, number, "administrator", INSIDE)
    assert entered(Visit(app), PLANNER.sub).status_code == 302


def test_a_user_name_does_as_well(app):
    assert entered(Visit(app), VIEWER.sub).status_code == 302


@pytest.mark.parametrize("user", [UNSURE, UNKNOWN])
def test_an_address_that_nobody_verified_opens_nothing(app, user):
    visit = Visit(app)
    answer = entered(visit, user.sub)
    assert answer.status_code == 403
    assert "no account here may be opened that way" in answer.text
    assert visit.get("/now").status_code == 302


def test_a_closed_account_stays_closed(app, site_store):
    entered(Visit(app), PLANNER.sub)
    close_account(site_store, account(site_store, "planner").id, "administrator", INSIDE)
    assert entered(Visit(app), PLANNER.sub).status_code == 403


def test_the_session_is_new(app):
    visit = Visit(app)
    address = begun(visit)
    before = visit.client.get_cookie("caco").value
    visit.get(said_yes(address, PLANNER.sub))
    assert visit.client.get_cookie("caco").value != before
    with visit.client.session_transaction() as session:
        assert not [name for name in session if name.startswith("_state_")]


def test_state_nonce_and_proof_of_the_code_are_asked_for(app):
    asked = parse_qs(urlsplit(begun(Visit(app))).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 20
    assert len(asked["nonce"][0]) >= 20
    assert asked["code_challenge"]
    assert asked["scope"] == ["openid email profile"]


def test_the_code_is_proven(app, monkeypatch):
    sent = []
    real = requests.Session.request

    def listening(self, method, url, *args, **kwargs):
        sent.append((url, kwargs.get("data")))
        assert kwargs.get("timeout"), "the provider may keep us waiting for ever"
        return real(self, method, url, *args, **kwargs)

    visit = Visit(app)
    address = said_yes(begun(visit), PLANNER.sub)
    monkeypatch.setattr(requests.Session, "request", listening)
    visit.get(address)
    (form,) = [data for url, data in sent if url.endswith("/token")]
    assert len(form["code_verifier"]) >= 43


def test_a_state_of_somebody_else_is_refused(app):
    attacker, victim = Visit(app), Visit(app)
    address = said_yes(begun(attacker), PLANNER.sub)
    begun(victim)
    answer = victim.get(address)
    assert answer.status_code == 400
    assert "Start again" in answer.text
    assert victim.get("/now").status_code == 302


def test_a_code_works_once(app):
    visit = Visit(app)
    address = said_yes(begun(visit), PLANNER.sub)
    visit.get(address)
    assert Visit(app).get(address).status_code == 400
    assert visit.get(address).status_code == 400


def test_a_wrong_nonce_is_refused(app):
    visit = Visit(app)
    address = begun(visit)
    parts = urlsplit(address)
    query = {**parse_qs(parts.query), "nonce": ["of-another-try-altogether"]}
    forged = requests.Request("GET", address.partition("?")[0], params=query).prepare().url
    answer = visit.get(said_yes(forged, PLANNER.sub))
    assert answer.status_code == 400
    assert visit.get("/now").status_code == 302


def test_who_stops_halfway_hears_so(app):
    answer = entered(Visit(app), PLANNER.sub, action="deny")
    assert answer.status_code == 403
    assert "stopped halfway" in answer.text


@pytest.mark.parametrize(
    "query",
    ["", "?code=x", "?state=x", "?error=server_error&error_description=<b>no", "?state=%00"],
)
def test_an_answer_that_makes_no_sense_is_refused_in_words(app, query):
    visit = Visit(app)
    begun(visit)
    answer = visit.get(f"/login/oidc/back{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "<b>no" not in answer.text


@contextmanager
def answering(content):
    """A provider that says the same to everything."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


@pytest.mark.parametrize("content", [b"", b"<html>", b"{}", b"[]", b'{"issuer": 1}'])
def test_a_provider_that_talks_nonsense_takes_nothing_down(site_store, content):
    with answering(content) as issuer:
        answer = Visit(at(site_store, issuer)).get("/login/oidc")
    assert answer.status_code in (400, 503)
    assert 'role="alert"' in answer.text


def test_a_provider_that_is_away_is_told_and_passwords_go_on(site_store):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app = at(site_store, f"http://127.0.0.1:{port}")
    answer = Visit(app).get("/login/oidc")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert Visit(app, Role.PLANNER).get("/now").status_code == 200


def test_what_another_provider_says_is_refused(site_store, provider):
    document = requests.get(f"{provider}/.well-known/openid-configuration", timeout=10).content
    with answering(document) as issuer:  # names the endpoints of another one
        visit = Visit(at(site_store, issuer))
        assert visit.get(said_yes(begun(visit), PLANNER.sub)).status_code == 400
    assert visit.get("/now").status_code == 302


def test_a_client_without_a_secret_proves_its_code(site_store, provider):
    app = at(site_store, provider, oidc_client_secret_file="")
    visit = Visit(app)
    assert visit.get(said_yes(begun(visit), PLANNER.sub)).status_code == 400  # this one wants one


def test_the_button_is_there_where_a_provider_is(app, site_store):
    page = Visit(app).get("/login?next=/audit").text
    assert 'href="/login/oidc?next=/audit"' in page
    without = create_app(site_store, Settings(), lambda: INSIDE)
    assert "/login/oidc" not in Visit(without).get("/login").text
    assert Visit(without).get("/login/oidc").status_code == 404
    named = at(site_store, "http://localhost:1", oidc_label="Inloggen bij VR")
    assert "Inloggen bij VR" in Visit(named).get("/login").text


def test_half_a_provider_is_refused_at_start(site_store, tmp_path):
    with pytest.raises(InputError, match="belong together"):
        create_app(site_store, Settings(oidc_issuer="https://id.example"), lambda: INSIDE)
    told: dict[str, Any] = {"oidc_issuer": "https://id.example", "oidc_client_id": "caco"}
    empty = tmp_path / "secret"
    empty.touch()
    with pytest.raises(InputError, match="nothing that can be read"):
        create_app(site_store, Settings(**told, oidc_client_secret_file=str(empty)), lambda: INSIDE)


def test_a_provider_is_reached_over_https_alone():
    with pytest.raises(InputError, match="CACO_OIDC_ISSUER begins with https"):
        settings(oidc_issuer="http://id.example")


def test_the_secret_is_in_no_log(app, caplog):
    with caplog.at_level("DEBUG"):
        visit = Visit(app)
        address = said_yes(begun(visit), PLANNER.sub)
        assert visit.get(address).status_code == 302
        Visit(app).get(address)
    ours = [one for one in caplog.records if one.name.startswith(("web", "scheduler"))]
    assert "very-secret" not in caplog.text
    assert ours
    code = parse_qs(urlsplit(address).query)["code"][0]
    assert not [one for one in ours if code in one.getMessage()]
