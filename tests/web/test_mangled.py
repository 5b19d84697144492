"""No request takes the program down, and none that is refused changes anything."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from data.model.account import Role, TokenScope
from data.store.audit import check
from data.store.opening import Store, store_url
from data.tables.period import ZONE
from scheduler.accounts.access import make_token
from scheduler.queue.dbos_queue import prepare_queue
from scheduler.settings import Settings
from tests.support.region import INSIDE, NOW
from tests.web.conftest import Visit
from tests.web.mangling import Actor, Mangler, Request
from web.app import create_app

CHUNK = 500  #: requests to one store: whoever may change it does, until little is left of it
#: What no answer may hold.
INSIDES = re.compile(r'Traceback \(most recent|File "/|sqlalchemy|sqlite3\.|psycopg|werkzeug')
#: A password, a code or a link that is tried is counted, also where the answer is a refusal.
MAY_NOTE = frozenset(
    {"access.enter", "access.enter_code", "account.password", "account.change_second_factor"}
    | {"declarations.show", "declarations.answer", "declarations.give"}
)
#: Ends the session of whoever sends it: nobody would be left to send the next.
LEAVES = "access.leave"
#: Says with a 503 that nobody has looked at coverage lately.
IS_NOT_READY = "health.readyz"

#: The parser of forms leaves the files of a form that breaks off to the collector of garbage.
pytestmark = [
    pytest.mark.second,
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning"),
]


def made_token(store) -> str:
    """The secret of a token that opens everything."""
    return make_token(store, "tests", list(TokenScope), None, "tests", NOW).secret


class Target:
    """A site to be hurt, with somebody of each role."""

    def __init__(self, file) -> None:
        self.store = Store(store_url(f"sqlite:///{file}"))
        self.app = create_app(self.store, Settings(), lambda: INSIDE)
        prepare_queue(self.store)  # else the first who needs it makes its tables
        self.api = self.app.extensions["api"]
        self.api.extensions["limiter"].enabled = False
        self.watcher = Store(store_url(f"sqlite:///{file}"))
        self.eye = self.watcher.engine.connect()
        secret = make_token(self.store, "tests", list(TokenScope), None, "tests", NOW).secret
        self.actors = [Actor("nobody"), Actor("program", bearer=secret), *map(self._actor, Role)]

        is_sound(self, secret)  # and the token was used once: that is noted

    def _actor(self, role: Role) -> Actor:
        visit = Visit(self.app, role)
        page = visit.get("/account")
        assert page.status_code == 200
        token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)[1]
        return Actor(role.value, f"caco={visit.client.get_cookie('caco').value}", token)

    def rules(self):
        """Every rule of the pages, and of the API below its address."""
        for app, prefix in ((self.app, ""), (self.api, "/api/v1")):
            for rule in app.url_map.iter_rules():
                if rule.endpoint == LEAVES:
                    continue
                yield rule.endpoint, prefix + rule.rule, tuple(sorted(rule.methods - {"OPTIONS"}))

    def names(self) -> list[str]:
        """Words that mean something here."""
        kept = self.eye.exec_driver_sql
        found = [row[0] for row in kept("SELECT id FROM people UNION SELECT id FROM posts")]
        found += [row[0] for row in kept("SELECT id FROM shift LIMIT 30")]
        self.eye.rollback()
        return [*found, *(role.value for role in Role), "1", "2", "3", "2027-01-08", "2027-01-04"]

    def state(self) -> int:
        """Changes with every change of the store."""
        return self.eye.exec_driver_sql("PRAGMA data_version").scalar()

    def send(self, request):
        """The status, and what is wrong with the answer, if anything."""
        before = self.state()
        body, status, headers = run_wsgi_app(self.app, request.environ(), buffered=False)
        code = int(status.split()[0])
        is_stream = headers.get("Content-Type", "").startswith("text/event-stream")
        text = "" if is_stream else b"".join(body).decode("utf-8", "replace")
        getattr(body, "close", lambda: None)()
        self.eye.rollback()
        is_safe = request.method in ("GET", "HEAD")
        if code >= 500 and request.endpoint != IS_NOT_READY:
            return code, "it broke"
        if INSIDES.search(text):
            return code, "its insides are told"
        if (code >= 400 or is_safe) and self.state() != before and request.endpoint not in MAY_NOTE:
            return code, "the store was changed all the same"
        return code, ""

    def close(self) -> None:
        self.eye.close()
        self.watcher.close()
        self.store.close()


def hurt(target, seed, count, caplog):
    """Send mangled requests; what went wrong, one line for each kind, and how many got where."""
    mangler = Mangler(seed, list(target.rules()), target.actors, target.names())
    wrong: dict[Any, Any] = {}
    answers: dict[Any, Any] = {}
    for _ in range(count):
        caplog.clear()
        request = mangler.request()
        code, why = target.send(request)
        answers[code] = answers.get(code, 0) + 1
        if why:
            said = caplog.text.strip().splitlines()[-12:]
            key = (request.endpoint, why, said[-1] if said else "")
            wrong.setdefault(key, f"{code}, {why}: {request}\n" + "\n".join(said))
    return list(wrong.values()), answers


def is_sound(target, secret=""):
    """Whether the program answers as always, and its audit trail holds."""
    bearer = {"Authorization": f"Bearer {secret or made_token(target.store)}"}
    client = target.app.test_client()
    assert client.get("/login").status_code == 200
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/rosters", headers=bearer).status_code == 200
    with target.store.reading() as connection:
        assert not check.verify(connection, ZONE).findings


@pytest.fixture
def target(published_file, tmp_path):
    opened = []

    def made(name):
        file = tmp_path / f"{name}.db"
        file.write_bytes(published_file.read_bytes())
        opened.append(Target(file))
        return opened[-1]

    yield made
    for each in opened:
        each.close()


@pytest.mark.parametrize("path", ["\r\nX-Evil:1/api/v1/", "x/api/v1/rosters"])
def test_a_path_without_a_slash_before_it_is_no_root_of_the_site(target, path):
    environ = {**EnvironBuilder("/").get_environ(), "PATH_INFO": path}
    _body, status, headers = run_wsgi_app(target("slash").app, environ)
    assert status.startswith("404")
    assert "Evil" not in str(headers)


def test_a_form_without_anything_in_it_is_refused_everywhere(target, caplog):
    caplog.set_level(logging.ERROR)
    site, wrong = target("empty"), []
    for endpoint, rule, methods in site.rules():
        path = re.sub("<[^>]+>", "1", rule)
        for actor in site.actors if "POST" in methods else ():
            headers = [("Cookie", actor.cookie), ("X-CSRFToken", actor.forgery_token)]
            kind = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")]
            request = Request(actor.name, "POST", path, "", headers + kind, b"", endpoint)
            code, why = site.send(request)
            wrong += [f"{code}, {why}: {request}\n{caplog.text[-500:]}"] if why else []
    assert not wrong, "\n\n".join(wrong)


def test_some_mangled_requests_take_nothing_down(target, caplog):
    caplog.set_level(logging.ERROR)
    site = target("quick")
    wrong, answers = hurt(site, 1, 400, caplog)
    assert not wrong, "\n\n".join(wrong)
    assert answers.keys() >= {200, 302, 400, 401, 403, 404, 405}  # they reached all kinds of places
    is_sound(site)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_thousand_mangled_requests_take_nothing_down(target, caplog):
    caplog.set_level(logging.ERROR)
    found = []
    for seed in range(10_000 // CHUNK):
        site = target(f"chunk{seed}")
        wrong, _answers = hurt(site, seed, CHUNK, caplog)
        found += wrong
        is_sound(site)
    assert not found, "\n\n".join(found)
