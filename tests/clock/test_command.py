"""``caco life`` as somebody meets it who wonders whether silence means covered."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from data.model.message import MessageStatus
from scheduler.cli.app import app
from scheduler.clock.clock import Clock
from scheduler.clock.tasks import tasks
from scheduler.settings import Settings
from tests.clock.support import add_post, keep_messages, message


@pytest.fixture
def caco(sqlite_url, monkeypatch):
    """The command line on a store of its own; the exit code and what was printed."""
    monkeypatch.setenv("CACO_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments):
        done = CliRunner().invoke(app, list(arguments))
        return done.exit_code, done.output

    return run


@pytest.fixture
def alive(file_store):
    add_post(file_store)
    now = datetime.now(UTC)
    Clock(file_store, Settings(), tasks(Settings()), lambda: now).run_due(now)
    return file_store


def test_all_is_well(alive, caco):
    code, said = caco("life", "--lang", "en")
    assert code == 0
    assert "All is well: silence means covered." in said
    assert "check of coverage" in said
    assert "Messages: 0 waiting, 0 sent, 0 not delivered." in said


def test_what_is_wrong_is_told_and_the_exit_code_is_1(file_store, caco):
    code, said = caco("life", "--lang", "nl")
    assert code == 1
    assert "De dekking is voor het laatst gecontroleerd: nooit" in said
    assert "Geen enkel proces laat de klok lopen (laatst gehoord: nooit)" in said
    assert "controle van de dekking: nog nooit gelukt." in said
    assert "De stamgegevens bevatten geen posten: er wordt niets bewaakt." in said


def test_programs_read_all_of_it(alive, caco):
    keep_messages(alive, message(status=MessageStatus.DEAD))
    code, said = caco("life", "--json", "--lang", "en")
    found = json.loads(said)
    assert code == 1
    assert found["is_well"] is False
    (reason,) = found["reasons"]
    assert (reason["trouble"], reason["task"]) == ("dead_letters", "")
    assert found["messages"]["dead"] == 1
    sweep = found["tasks"][0]
    assert (sweep["name"], sweep["every_seconds"], sweep["is_late"]) == ("sweep", 300, False)
    assert found["checked_at"] == sweep["good_at"] == sweep["begun_at"]
    assert found["next_check_at"] == sweep["due_at"] > sweep["good_at"]


def test_settings_that_make_no_sense_are_told(caco, monkeypatch):
    monkeypatch.setenv("CACO_HORIZON_WEEKS", "many")
    done = CliRunner().invoke(app, ["life"])
    assert "CACO_HORIZON_WEEKS" in str(done.exception)
