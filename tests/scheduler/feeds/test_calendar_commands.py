"""``caco calendars``, ``caco feeds`` and ``caco web`` as an administrator meets them."""

from __future__ import annotations

import json
import re
import socket
from datetime import UTC, datetime, timedelta

import pytest

from data.model.errors import Refused
from data.store.subscriptions import Fetch, subscriptions
from scheduler.cli import app as cli
from scheduler.feeds.service import Fetches
from scheduler.service.supervisor import listening
from tests.scheduler.cli.test_start_up import SLOW_TO_LOAD, loaded
from tests.scheduler.feeds.support import events


@pytest.fixture
def caco(region, monkeypatch, capsys):
    """Run a command as a user does; its exit code and all that it says."""
    monkeypatch.setenv("CACO_DATABASE_URL", region.store.url.render_as_string(hide_password=False))
    monkeypatch.setenv("CACO_USER", "planner")
    monkeypatch.setenv("CACO_BASE_URL", "https://caco.example")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def run(*arguments, code=0):
        monkeypatch.setattr("sys.argv", ["caco", *(str(one) for one in arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert (ended.value.code or 0) == code, said.out + said.err
        return said.out + said.err

    return run


def rows(caco):
    return json.loads(caco("calendars", "list", "--json"))


def test_a_link_is_shown_once_listed_without_its_secret_replaced_and_withdrawn(caco, region):
    said = caco("calendars", "add", "--person", region.person, "--alarm", 60, "--lang", "nl")
    token = re.search(r"https://caco\.example/calendar/([\w-]{43})\.ics\n", said)[1]
    assert f"webcal://caco.example/calendar/{token}.ics" in said
    listed = caco("calendars", "list")
    assert token not in listed
    assert region.person in listed
    assert "never" in listed
    again = caco("calendars", "rotate", 1)
    assert token not in again
    assert "is withdrawn" in caco("calendars", "revoke", 2)
    assert [row["works"] for row in rows(caco)] == [False, False]
    assert rows(caco)[1]["rotated_from"] == 1
    assert "withdrawn by planner" in caco("calendars", "list")
    assert "already" in caco("calendars", "rotate", 1, code=1)


@pytest.mark.parametrize(
    "what", [("--post", "CACO"), ("--region", "R1"), ("--gaps",), ("--all", "--busy")]
)
def test_there_are_links_to_more_than_one_person(caco, what):
    caco("calendars", "add", *what)
    (row,) = rows(caco)
    assert row["scope"] == what[0].removeprefix("--")
    assert row["busy"] is (True if "--busy" in what else None)


@pytest.mark.parametrize("what", [(), ("--gaps", "--all"), ("--person", "a", "--post", "b")])
def test_a_link_shows_one_thing(caco, what):
    assert "name one of" in caco("calendars", "add", *what, code=2)


def test_a_link_to_somebody_unknown_is_refused(caco):
    assert "nobody here has the code 'nope'" in caco("calendars", "add", "--person", "nope", code=1)


def test_a_link_works_until_the_end_of_its_last_day(caco):
    caco("calendars", "add", "--all", "--until", "2099-03-29")
    assert rows(caco)[0]["expires_at"] == "2099-03-29T22:00:00+00:00"
    assert "works until Mon 30 Mar 00:00" in caco("calendars", "list")


def test_the_list_says_which_calendar_is_behind(caco, region, monkeypatch):
    caco("calendars", "add", "--all")
    fetches = Fetches(region.store)
    long_ago = datetime.now(UTC) - timedelta(days=1)
    fetches.note(1, Fetch(long_ago, "khal/1", 1))
    fetches.flush()
    assert "khal/1" in caco("calendars", "list")
    from scheduler.feeds import calendar_cache

    with region.store.reading() as connection:
        (link,) = subscriptions(connection)
    late = calendar_cache.StaleCalendar(link, None, 3)
    monkeypatch.setattr(calendar_cache, "behind", lambda *_: [late])
    said = caco("calendars", "list")
    assert "1 → 3" in said
    assert "Your calendar last fetched version 1 at" in said


def test_calendars_are_exported_to_a_folder(caco, tmp_path, monkeypatch):
    said = caco("feeds", "--out", tmp_path / "out", "--lang", "en")
    assert re.search(r"\d+ written, 0 unchanged, 0 removed\.", said)
    assert events((tmp_path / "out" / "all.ics").read_bytes()) is not None
    monkeypatch.setenv("CACO_FEEDS_FOLDER", str(tmp_path / "out"))
    assert "0 written" in caco("feeds", "--lang", "en")
    monkeypatch.setenv("CACO_FEEDS_FOLDER", "none")
    assert "name a folder" in caco("feeds", code=2)


def test_an_address_that_is_taken_is_told():
    # Not by the command: it would leave its log handlers behind in this process.
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"cannot listen at 127.0.0.1:{port}"):
            listening("127.0.0.1", port)


def test_calendars_load_no_solver(region, monkeypatch):
    monkeypatch.setenv("CACO_DATABASE_URL", region.store.url.render_as_string(hide_password=False))
    for command in (("calendars", "list"), ("web", "-h")):
        assert loaded(*command).isdisjoint(SLOW_TO_LOAD)
