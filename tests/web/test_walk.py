"""Every address, with every method, as every role and as nobody: what it says, and how it looks."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from babel.messages.pofile import read_po
from werkzeug.routing import AnyConverter, IntegerConverter, PathConverter

from data.model.account import Role
from scheduler.settings import Settings
from tests.data.i18n.test_language import CATALOGUE
from tests.support.region import INSIDE, texts
from tests.web.conftest import Visit
from tests.web.rights import ALL_ON, GOLDEN, SILENT, table, ways
from web.app import create_app
from web.shared.responses import HEADERS

NOBODY = None
#: What an address may hold, by the name of its part; else 1, or this word.
WORD, JOB = "x", "a1b2c3d4"
PARTS = {
    "code": texts()["posts"][0]["id"],
    "post": texts()["posts"][0]["id"],
    "person": texts()["people"][0]["id"],
    "name": "R07",
    "rule": "R07",
    "start": "2027-01-01",
}


#: Says 503 when it means it: coverage was not checked lately.
MAY_BE_DOWN = {"health.readyz"}
EVERYBODY = pytest.mark.parametrize("role", [NOBODY, *Role], ids=lambda role: role or "nobody")


def address(app, rule):
    """A plausible address of a rule."""
    values: dict[str, Any] = {}
    for name, converter in rule._converters.items():
        if isinstance(converter, IntegerConverter):
            values[name] = 1
        elif isinstance(converter, AnyConverter):
            values[name] = sorted(converter.items)[0]
        elif isinstance(converter, PathConverter):
            values[name] = "css/frame.css"
        else:
            values[name] = (
                JOB if rule.endpoint.startswith(("plan.", "what_if.")) else PARTS.get(name, WORD)
            )
    return app.url_map.bind("localhost").build(rule.endpoint, values)


@pytest.fixture
def app(site_store):
    return create_app(site_store, Settings(), lambda: INSIDE)


def rules_of(app):
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def is_for(app, rule, role):
    """Whether a role may go there; nobody may where all may."""
    way = next(one for one in ways(app) if one.endpoint == rule.endpoint)
    return way.roles is None or (role is not NOBODY and role in way.roles)


def is_exempt(app, endpoint):
    """Areas without a session need no token against forged requests."""
    area = endpoint.partition(".")[0]
    return any(one.name == area for one in app.extensions["csrf"]._exempt_blueprints)


def test_the_table_of_rights_says_so(site_store):
    app = create_app(site_store, ALL_ON, lambda: INSIDE)
    told = "an address came or changed hands: see tests/web/rights.py"
    assert table(app) == GOLDEN.read_text("utf-8"), told


class Page(HTMLParser):
    """What of a page the browser would be forbidden, and its texts."""

    def __init__(self, text):
        super().__init__()
        self.wrong, self.texts, self.lang = [], [], None
        self._silent = 0
        self._foreign = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang")
        elif "lang" in given:
            self._foreign.append(tag)
        if "style" in given or tag == "style":
            self.wrong.append(f"style in <{tag}>")
        if any(name.startswith(("on", "hx-on")) for name in given):
            self.wrong.append(f"a script in an attribute of <{tag}>")
        if tag == "script":
            self._silent += 1
            if "src" not in given and given.get("type") != "application/json":
                self.wrong.append("a script in the page")
        for name in ("href", "action", "src"):
            if (given.get(name) or "").strip().lower().startswith("javascript:"):
                self.wrong.append("a script in an address")

    def handle_endtag(self, tag):
        if tag == "script":
            self._silent -= 1
        if self._foreign and self._foreign[-1] == tag:
            self._foreign.pop()

    def handle_data(self, data):
        if not self._silent and not self._foreign and data.strip():
            self.texts.append(" ".join(data.split()))


@cache
def english():
    """Sentences that must not stand in a Dutch page."""
    with CATALOGUE.open("rb") as file:
        known = [m for m in read_po(file, locale="nl") if m.id and isinstance(m.id, str)]
    dutch = {str(m.string) for m in known}
    return frozenset(
        " ".join(m.id.split()) for m in known if m.id != m.string and m.id not in dutch
    )


def is_english(text):
    """Whether this is a sentence of ours; one small word may as well be a code of the records."""
    return text in english() and (" " in text or text[:1].isupper())


def looks_wrong(answer, where):
    """What is wrong with an answer as such."""
    found = [f"{where}: no {name}" for name in HEADERS if name not in answer.headers]
    if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
        return found
    page = Page(answer.text)
    found += [f"{where}: {what}" for what in page.wrong]
    if page.lang != "nl" and "<html" in answer.text:  # else a part of a page
        found.append(f"{where}: language {page.lang}")
    found += [f"{where}: English: {text}" for text in page.texts if is_english(text)]
    return found


@EVERYBODY
def test_every_page_is_shown_to_whom_it_is_for_and_looks_as_it_should(app, role):
    visit, wrong = Visit(app, role), []
    for rule in rules_of(app):
        if "GET" not in rule.methods:
            continue
        path = address(app, rule)
        answer = visit.get(path, headers={"Accept-Language": "nl"})
        where = f"GET {path} ({answer.status_code})"
        wrong += looks_wrong(answer, where)
        answer.close()  # a file is handed out piece by piece
        if is_for(app, rule, role):
            is_down = answer.status_code >= 500 and rule.endpoint not in MAY_BE_DOWN
            if is_down or (answer.status_code == 403 and needs_right(app, rule)):
                wrong.append(where)
        elif role is NOBODY:
            if answer.status_code != 302 or not answer.location.startswith("/login"):
                wrong.append(where)
        elif answer.status_code != 403:
            wrong.append(where)
    assert wrong == []


def needs_right(app, rule):
    return next(one for one in ways(app) if one.endpoint == rule.endpoint).roles is not None


@EVERYBODY
def test_every_form_asks_for_the_right_and_for_its_token(app, role):
    visit, wrong = Visit(app, role), []
    # Signing out comes last.
    for rule in sorted(rules_of(app), key=lambda rule: rule.endpoint == "access.leave"):
        for method in sorted(rule.methods - SILENT - {"GET"}):
            path = address(app, rule)
            where = f"{method} {path}"
            if is_exempt(app, rule.endpoint):
                continue
            bare = visit.client.open(path, method=method, headers={"Accept": "text/html"})
            if bare.status_code != 400:
                wrong.append(f"{where} without a token: {bare.status_code}")
            answer = visit.post(path, method=method)
            wrong += [f"{where}: no {name}" for name in HEADERS if name not in answer.headers]
            if is_for(app, rule, role):
                if answer.status_code >= 500:  # an empty form may be refused in any other way
                    wrong.append(f"{where}: {answer.status_code}")
            elif role is NOBODY:
                if answer.status_code != 302 or not answer.location.startswith("/login"):
                    wrong.append(f"{where}: {answer.status_code}")
            elif answer.status_code != 403:
                wrong.append(f"{where}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("path", ["/nothing", "/static/nothing.css", "/calendar/nothing.ics"])
def test_what_is_not_there_looks_as_it_should(app, path):
    answer = Visit(app).get(path, headers={"Accept-Language": "nl"})
    assert answer.status_code == 404
    assert looks_wrong(answer, path) == []


def test_the_walk_sees_what_it_looks_for():
    page = Page(
        '<!doctype html><html lang="nl"><p style="x">Save</p><style></style><a onclick="x">y</a>'
        '<script>x()</script><script src="/a.js"></script><b lang="en">Sign in</b>'
    )
    assert len(page.wrong) == 4
    assert [text for text in page.texts if text in english()] == ["Save"]
    assert re.search("Sign in", " ".join(page.texts)) is None
