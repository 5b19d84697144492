"""What `caco start` says once it is up, on a screen of any width."""

from __future__ import annotations

import threading

import pytest

from data.i18n.language import language
from data.model.account import Role
from data.model.errors import Refused
from data.store import accounts
from data.store.audit import trail
from data.store.opening import Store, store_url
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.cli import start_screen
from scheduler.cli.session import StoreSession
from scheduler.cli.start_screen import Up, ready, refused, set_up_demo
from scheduler.service import demonstration
from tests.support.region import NOW, import_texts, published_by_turns

PASSWORD = "boomvalkveren-zwartkopmeeuwen-steenlopertjes"


@pytest.mark.parametrize("code", ["nl", "en"])
@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_the_password_stands_there_whole(monkeypatch, capsys, columns, code):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(start_screen, "_answers", lambda *_: True)
    ready(Up("http://127.0.0.1:8000", PASSWORD, None, None), threading.Event(), language(code))
    lines = capsys.readouterr().out.splitlines()
    assert sum(PASSWORD in line for line in lines) == 1
    assert any(line.startswith("functionary") for line in lines)


def test_why_a_program_ended_is_told_whatever_else_stands_in_the_log(tmp_path, capsys):
    log = tmp_path / "caco.log"
    log.write_bytes(b"\xff\xfe an older line\n")
    written = log.stat().st_size
    with log.open("ab") as file:
        file.write(b"\xe9\n" + "✗ cannot listen at 127.0.0.1:8000\n".encode())
    refused(log, written)
    assert capsys.readouterr().err == "✗ cannot listen at 127.0.0.1:8000\n"


def at(store):
    return StoreSession(store, "me", NOW)


@pytest.fixture
def unsearched(monkeypatch):
    """A search that must not begin."""

    def begun(*_args, **_named):
        raise AssertionError("a roster was searched for")

    monkeypatch.setattr(start_screen, "plan_on_screen", begun)


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_store_with_data_of_ones_own_gets_nothing_invented(sqlite_url, unsearched, is_signed):
    store = Store(store_url(sqlite_url))
    import_texts(store)
    if is_signed:
        published_by_turns(store)
    with store.reading() as connection:
        before = trail.head(connection)
    with pytest.raises(Refused, match="data of your own"):
        set_up_demo(at(store), 1, language("en"))
    with store.reading() as connection:
        assert trail.head(connection) == before
    assert not store.file.with_name(f"{store.file.name}-password").exists()
    store.close()


def test_a_store_with_accounts_of_ones_own_gets_nothing_invented(sqlite_url, unsearched):
    store = Store(store_url(sqlite_url))
    add_account(store, NewAccount("chief", "Chief", frozenset({Role.PLANNER})), "me", NOW)
    with pytest.raises(Refused, match="data of your own"):
        set_up_demo(at(store), 1, language("en"))
    store.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "roster.example"])
@pytest.mark.parametrize(("command", "is_made"), [("start", False), ("start", True), ("web", True)])
def test_the_demonstration_is_for_this_machine_alone(
    command_line, sqlite_url, monkeypatch, host, command, is_made
):
    def served(*_args, **_more):
        raise AssertionError("it was served")

    monkeypatch.setattr("scheduler.service.supervisor.supervise", served)
    monkeypatch.setattr("web.server.serve", served)
    store, run = Store(store_url(sqlite_url)), command_line(sqlite_url, "me")
    if is_made:
        demonstration.begin(store, NOW)
    options = ["--demo"] if command == "start" and not is_made else []
    code, said, complaint = run(command, "--host", host, *options)
    assert code == 1
    assert said == ""
    assert f"others could reach the demonstration at {host}" in complaint
    with store.reading() as connection:
        assert trail.head(connection).seq == int(is_made)
    store.close()


@pytest.mark.parametrize("is_of_old", [False, True])
def test_the_demonstration_finds_its_own_store_again(sqlite_url, monkeypatch, is_of_old):
    """That of 0.1.0 too, whose trail begins with the import."""
    store = Store(store_url(sqlite_url))
    if is_of_old:
        demonstration.bring_in(store, demonstration.first_day(NOW), NOW)
    searched = []

    def searches(*_args, **_named):
        searched.append(1)
        raise KeyboardInterrupt

    monkeypatch.setattr(start_screen, "plan_on_screen", searches)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            set_up_demo(at(store), 1, language("en"))
    assert len(searched) == 2
    with store.reading() as connection:
        assert len(accounts.accounts(connection)) == len(demonstration.ACCOUNTS)
    store.close()


def test_the_demonstration_is_for_a_store_in_a_file(command_line, postgresql_url):
    run = command_line(postgresql_url, "me")
    code, _said, complaint = run("start", "--demo")
    assert code == 1
    assert "a store of its own, in a file" in complaint
