"""The real server, as strangers may misuse it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from data.model.account import Role, TokenScope
from data.model.errors import Refused
from scheduler.accounts.access import make_token
from scheduler.settings import Settings
from tests.scheduler.solve_jobs.support import COMMAND, until
from tests.support.region import NOW
from tests.web.conftest import PASSWORD
from tests.web.serving import serving
from web import server
from web.app import MOST_BYTES
from web.server import bounds

pytestmark = pytest.mark.second

ROOT = Path(__file__).parents[2]
HALF = b"GET /now HTTP/1.1\r\nHost: caco\r\n"


@contextmanager
def program(store, log, *arguments, **environment):
    """``caco web`` in a process of its own, and its address."""
    url = store.url.render_as_string(hide_password=False)
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*COMMAND, "web", "--port", "0", *arguments],
            cwd=ROOT,
            env={**os.environ, "CACO_DATABASE_URL": url, **environment},
            stderr=file,
            stdout=file,
        )

    def listening():
        assert process.poll() is None, log.read_text()
        return re.search(r"http://([^\s\"]+)", log.read_text())

    try:
        yield "http://" + until(listening, what="the web server")[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_who_sends_too_much_is_refused_before_it_is_kept(app, tmp_path, monkeypatch):
    kept = []
    from waitress import buffers

    real = buffers.TempfileBasedBuffer.append
    monkeypatch.setattr(
        buffers.TempfileBasedBuffer,
        "append",
        lambda self, piece: kept.append(len(piece)) or real(self, piece),
    )
    with serving(app) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        size = 300 * 1024 * 1024
        head = f"POST /login HTTP/1.1\r\nHost: caco\r\nContent-Length: {size}\r\n\r\n"
        line.sendall(head.encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 413")
    assert sum(kept) < 1024 * 1024


def test_who_does_not_say_how_much_is_stopped_at_the_same_bound(app):
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with serving(app) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"POST /login HTTP/1.1\r\nHost: caco\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        try:
            for _ in range(300):
                line.sendall(piece)
                sent += 0x100000
        except OSError:
            pass
    assert sent < MOST_BYTES + 16 * 1024 * 1024


def test_idle_connections_and_half_requests_keep_nobody_out(app):
    with serving(app) as port, ExitStack() as stack:
        for number in range(220):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            if number % 2:
                line.sendall(HALF)
        answer = requests.get(f"http://127.0.0.1:{port}/healthz", timeout=3)
    assert answer.status_code == 200


def test_who_drips_a_request_loses_the_connection(app, monkeypatch):
    monkeypatch.setattr(server, "WHOLE_SECONDS", 0.3)
    with serving(app) as port, socket.create_connection(("127.0.0.1", port), timeout=0.1) as line:
        line.sendall(HALF)

        def is_closed():
            try:
                line.sendall(b"X-Drip: 1\r\n")
                return line.recv(100) == b""
            except TimeoutError:
                return False
            except OSError:
                return True

        until(is_closed, 10, "the end of the connection")


def test_a_request_in_time_is_answered_on_a_connection_that_is_old(app, monkeypatch):
    monkeypatch.setattr(server, "WHOLE_SECONDS", 0.0)
    with serving(app) as port, requests.Session() as session:
        for _ in range(3):
            assert session.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200


def test_https_in_front_and_nobody_trusted_is_refused_with_what_to_do(site_store):
    settings = Settings(base_url="https://rooster.example.org")
    with pytest.raises(Refused, match="CACO_TRUSTED_PROXY") as refused:
        server.serve(site_store, settings, lambda: NOW, "127.0.0.1", 0, 1)
    assert "none" in str(refused.value)


def test_whose_word_is_taken_is_what_was_said():
    https = "https://rooster.example.org"
    assert "trusted_proxy" not in bounds(Settings(base_url=https, trusted_proxy="none"))
    assert bounds(Settings(base_url=https, trusted_proxy="10.0.0.1"))["trusted_proxy"] == "10.0.0.1"


def test_the_program_says_what_it_does_and_no_secret(site_store, tmp_path):
    log, secret = tmp_path / "web.log", "s" * 43
    with program(site_store, log, CACO_LOG="json") as url:
        page = requests.get(f"{url}/login", timeout=10)
        token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)[1]
        form = {"login": "planner", "password": "not this one", "csrf_token": token}
        wrong = requests.post(f"{url}/login", data=form, cookies=page.cookies, timeout=10)
        right = requests.post(
            f"{url}/login",
            data={**form, "password": PASSWORD},
            cookies=page.cookies,
            timeout=10,
            allow_redirects=False,
        )
        forged = requests.post(f"{url}/login", data={"login": "x"}, timeout=10)
        for path in (f"/calendar/{secret}.ics", f"/answer/{secret}", f"/board?token={secret}"):
            requests.get(url + path, timeout=10)
        requests.get(f"{url}/declaration/short.secret", timeout=10)
        requests.get(f"{url}/api/v1/duty?at=now", timeout=10)
        metrics = requests.get(f"{url}/metrics", timeout=10).text
    assert (wrong.status_code, right.status_code, forged.status_code) == (401, 302, 400)
    said = log.read_text()
    for hidden in (secret, "not this one", PASSWORD, '"planner"', token, "short"):
        assert hidden not in said
    entries = [json.loads(line) for line in said.splitlines()]
    events = [one for one in entries if one["logger"] == "web.security"]
    assert [one["event"] for one in events] == [
        "wrong_password", "signed_in", "csrf_refused", "token_refused", "token_refused",
        "token_refused", "token_refused", "token_refused",
    ]  # fmt: skip
    assert events[0]["login"] == events[1]["login"]
    assert {one["address"] for one in events} == {"127.0.0.1"}
    asked = [(one["method"], one["path"], one["status"]) for one in entries if "ms" in one]
    assert ("POST", "/login", "401") in asked
    assert ("GET", "/calendar/*.ics", "404") in asked
    assert ("GET", "/board", "403") in asked
    assert ("GET", "/api/v1/duty", "401") in asked
    assert 'caco_access_events_total{event="wrong_password"} 1.0' in metrics
    assert 'caco_access_events_total{event="token_refused"} 5.0' in metrics
    assert 'caco_access_events_total{event="throttled"} 0.0' in metrics


@pytest.mark.parametrize("address", ["192.0.2.9", "2001:db8::9", "", "unix"])
def test_metrics_are_for_this_machine_or_for_a_token(app, site_store, address):
    def ask(secret=""):
        return app.test_client().get(
            "/metrics",
            headers={"Authorization": f"Bearer {secret}"} if secret else {},
            environ_overrides={"REMOTE_ADDR": address},
        )

    def token(*scopes):
        return make_token(site_store, "monitoring", scopes, None, "tests", NOW).secret

    assert ask().status_code == 401
    assert "caco_gaps_open" not in ask().text
    assert ask(token(TokenScope.BOARD)).status_code == 401
    assert "caco_gaps_open" in ask(token(TokenScope.METRICS)).text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_metrics_are_open_to_programs_of_this_machine(app, address):
    asked = app.test_client().get("/metrics", environ_overrides={"REMOTE_ADDR": address})
    assert asked.status_code == 200


def test_a_password_alone_on_the_internet_is_told(caplog):
    https: dict[str, Any] = {
        "base_url": "https://rooster.example.org",
        "trusted_proxy": "127.0.0.1",
    }
    roles = frozenset({Role.PLANNER, Role.ADMINISTRATOR})
    server._refuse_or_warn(Settings(**https, second_factor=roles), "127.0.0.1")
    assert not caplog.records
    server._refuse_or_warn(Settings(**https, sso_only=frozenset({Role.PLANNER})), "127.0.0.1")
    assert "alone opens all to administrator:" in caplog.text


def test_passwords_in_clear_are_told(caplog):
    server._refuse_or_warn(Settings(), "127.0.0.1")
    server._refuse_or_warn(Settings(), "localhost")
    assert not caplog.records
    server._refuse_or_warn(Settings(), "0.0.0.0")
    assert "unencrypted" in caplog.text
