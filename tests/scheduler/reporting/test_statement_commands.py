"""``caco statement`` and ``caco presence``."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from data.tables.period import ZONE
from scheduler.cli import session
from tests.scheduler.coverage.test_presence import ask_presence, next_duty
from tests.scheduler.reporting.test_signed_statements import on_the_desk, was_ill
from tests.support.region import INSIDE


@pytest.fixture
def caco(command_line, site_store, monkeypatch):
    clock = SimpleNamespace(now=lambda _zone: INSIDE)
    monkeypatch.setattr(session, "datetime", clock)
    return command_line(site_store.engine.url.render_as_string(hide_password=False), "anna")


def test_a_statement_is_signed_listed_and_held_against_what_came_later(caco, site_store):
    days = ("--from", "2027-01-04", "--to", "2027-01-07")
    code, said, wrong = caco("statement", "sign", *days)
    assert (code, wrong) == (0, "")
    assert "version 1" in said
    (listed,) = json.loads(caco("statement", "list", "--json")[1])
    assert (listed["version"], listed["by"], listed["is_whole"]) == (1, "anna", True)
    assert listed["content_hash"] in said
    assert caco("statement", "show", 1)[0] == 0
    content = json.loads(caco("statement", "show", 1, "--json")[1])
    assert content["hash"] == listed["proof_hash"]
    was_ill(site_store, on_the_desk(site_store), 3)
    code, said, _ = caco("statement", "show", 1)
    assert code == 1
    assert "1 thing was recorded" in said
    assert "-180 min" in said
    assert caco("audit", "verify")[0] == 0


def test_what_cannot_be_signed_says_why(caco):
    code, _, wrong = caco("statement", "sign", "--from", "2097-01-01", "--to", "2097-01-31")
    assert code == 1
    assert "not over" in wrong
    assert "there is no signed statement 9" in caco("statement", "show", 9)[2]
    assert caco("statement", "sign", "--from", "2027-01-02", "--to", "2027-01-01")[0] == 2


def test_presence_is_stated_and_listed(caco, site_store):
    begin = INSIDE - timedelta(days=3)
    ask_presence(site_store, begin)
    person, shift = next_duty(site_store, begin)
    at = f"{shift.start.astimezone(ZONE):%Y-%m-%d %H:%M}"
    code, said, wrong = caco("presence", "confirm", person, "CACO", "--at", at, "--note", "door")
    assert (code, wrong) == (0, "")
    assert person in said
    day = at.split(" ")[0]
    (row,) = json.loads(caco("presence", "list", "--from", day, "--json")[1])
    assert (row["person"], row["how"], row["note"]) == (person, "planner", "door")
    assert "afterwards" in caco("presence", "list", "--from", day)[1]
    assert "there is no post 'X'" in caco("presence", "list", "--post", "X")[2]
