"""``caco users`` and ``caco tokens``, as somebody at a terminal uses them."""

import io
import json
import re

import pytest
from sqlalchemy import insert

from data.model.account import TokenScope
from data.store import access
from data.store.opening import Store, store_url
from data.store.tables.records import REGIONS
from scheduler.accounts.access import opened_by
from scheduler.accounts.sign_in import sign_in
from tests.support.region import NOW

PASSWORD = "a long password 1"


@pytest.fixture
def caco(command_line, sqlite_url):
    return command_line(sqlite_url, "root")


@pytest.fixture
def typed(monkeypatch):
    def type_in(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return type_in


def store_at(url):
    return Store(store_url(url))


def test_a_life_of_an_account(caco, typed, sqlite_url):
    typed(f"{PASSWORD}\n")
    code, said, _ = caco("users", "add", "Ada", "--role", "administrator", "--password-stdin")
    assert (code, said) == (0, "ada may sign in now.\n")
    code, *_ = caco("users", "add", "bob", "--role", "viewer", "--name", "Bob", "--no-password")
    assert code == 0
    caco("users", "change", "bob", "--role", "planner", "--role", "viewer", "--language", "nl")
    caco("users", "close", "bob")
    _, said, _ = caco("users", "list", "--json")
    found = {one["login"]: one for one in json.loads(said)}
    assert found["bob"]["roles"] == ["planner", "viewer"]
    assert (found["bob"]["name"], found["bob"]["is_active"]) == ("Bob", False)
    assert "password_hash" not in found["ada"]
    assert "argon2" not in said
    caco("users", "reopen", "bob")
    typed("another long one\n")
    assert caco("users", "password", "bob", "--password-stdin")[0] == 0
    store = store_at(sqlite_url)
    assert sign_in(store, "bob", "another long one").stamp == 4
    store.close()
    assert "bob" in caco("users", "list")[1]


def test_who_is_unknown_and_the_last_who_administers_are_told(caco, typed):
    assert caco("users", "close", "nobody")[0] == 1
    typed(f"{PASSWORD}\n")
    caco("users", "add", "ada", "--role", "administrator", "--password-stdin")
    code, _, complaint = caco("users", "close", "ada")
    assert code == 1
    assert "nobody would be left" in complaint


def test_a_password_is_never_an_argument(caco):
    code, _, complaint = caco("users", "add", "ada", "--password", PASSWORD)
    assert code == 2
    assert "No such option" in re.sub(r"\x1b\[[0-9;]*m", "", complaint)


def test_a_token_that_ended_yesterday_is_not_made(caco):
    code, _, wrong = caco("tokens", "add", "Wall", "--scope", "board", "--until", "2020-01-31")
    assert code != 0
    assert "over already" in wrong


def test_a_life_of_a_token(caco, sqlite_url):
    code, said, _ = caco("tokens", "add", "Wall", "--scope", "board", "--until", "2099-01-31")
    secret = said.splitlines()[0]
    assert code == 0
    assert f"/board?token={secret}" in said
    store = store_at(sqlite_url)
    assert opened_by(store, secret, TokenScope.BOARD, NOW).name == "Wall"
    assert opened_by(store, secret, TokenScope.PEOPLE, NOW) is None
    with store.reading() as connection:
        assert [one.name for one in access.api_tokens(connection)] == ["Wall"]
    assert "good until" in caco("tokens", "list")[1]
    assert caco("tokens", "revoke", "1")[0] == 0
    assert opened_by(store, secret, TokenScope.BOARD, NOW) is None
    store.close()
    assert json.loads(caco("tokens", "list", "--json")[1])[0]["revoked_by"] == "root"
    assert "withdrawn" in caco("tokens", "list")[1]
    assert secret not in caco("tokens", "list", "--json")[1]


def test_a_role_holds_for_the_regions_that_its_option_names(caco, sqlite_url):
    with store_at(sqlite_url).writing() as connection:
        for code in ("FL", "GV"):
            row = {"id": code, "key": code, "name": code, "lock_version": 1}
            connection.execute(insert(REGIONS).values(row))
    caco("users", "add", "boss", "--role", "administrator", "--no-password")
    roles = ("--role", "planner:GV", "--role", "viewer:FL,GV")
    code, *_ = caco("users", "add", "Ada", *roles, "--no-password")
    assert code == 0
    assert "planner:GV, viewer:FL,GV" in caco("users", "list")[1]
    told = json.loads(caco("users", "list", "--json")[1])[0]["limits"]
    assert {one["role"]: sorted(one["regions"]) for one in told} == {
        "planner": ["GV"],
        "viewer": ["FL", "GV"],
    }
    caco("users", "change", "ada", "--role", "planner")
    assert json.loads(caco("users", "list", "--json")[1])[0]["limits"] == []
    for wrong in ("planner:XX", "administrator:GV", "planner:", "boss"):
        code, _, said = caco("users", "change", "ada", "--role", wrong)
        assert code != 0, said
    code, *_ = caco("tokens", "add", "reader", "--scope", "people", "--region", "GV")
    assert code == 0
    assert caco("tokens", "add", "reader", "--scope", "people", "--region", "XX")[0] != 0
