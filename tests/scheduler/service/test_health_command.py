"""``caco health`` says whether silence means covered."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from typer.testing import CliRunner

from data.model.message import MessageStatus
from scheduler.cli.app import app
from scheduler.service.periodic import PeriodicTasks
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from tests.scheduler.service.support import add_post, keep_messages, message
from tests.support.region import import_texts, published_by_turns


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
    PeriodicTasks(file_store, Settings(), tasks(Settings()), lambda: now).run_due(now)
    return file_store


def test_all_is_well(alive, caco):
    code, said = caco("health", "--lang", "en")
    assert code == 0
    assert "All is well: silence means covered." in said
    assert "check of coverage" in said
    assert "Messages: 0 waiting, 0 sent, 0 not delivered." in said


@time_machine.travel(datetime(2027, 1, 2, tzinfo=UTC), tick=False)
def test_who_has_duties_and_is_reached_by_no_channel_is_named(file_store, caco, monkeypatch):
    import_texts(file_store)
    published_by_turns(file_store)
    said = caco("health", "--lang", "nl")[1]
    assert "kunnen langs geen enkel kanaal worden bereikt: " in said
    told = json.loads(caco("health", "--json")[1])["out_of_reach"]
    assert len(told) > 5
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")
    assert json.loads(caco("health", "--json")[1])["out_of_reach"] == []


def test_what_is_wrong_is_told_and_the_exit_code_is_1(file_store, caco):
    code, said = caco("health", "--lang", "nl")
    assert code == 1
    assert "De dekking is voor het laatst gecontroleerd: nooit" in said
    assert "Geen enkel proces voert de periodieke taken uit (laatst gedaan: nooit)" in said
    assert "controle van de dekking: nog nooit gelukt." in said
    assert "De gegevens bevatten geen posten: er wordt niets bewaakt." in said


def test_programs_read_all_of_it(alive, caco):
    keep_messages(alive, message(status=MessageStatus.DEAD))
    code, said = caco("health", "--json", "--lang", "en")
    found = json.loads(said)
    assert code == 1
    assert found["is_well"] is False
    (reason,) = found["reasons"]
    assert (reason["issue"], reason["task"]) == ("dead_letters", "")
    assert found["messages"]["dead"] == 1
    sweep = found["tasks"][0]
    assert (sweep["name"], sweep["every_seconds"], sweep["is_late"]) == ("sweep", 300, False)
    assert found["checked_at"] == sweep["good_at"] == sweep["begun_at"]
    assert found["next_check_at"] == sweep["due_at"] > sweep["good_at"]


def test_settings_that_make_no_sense_are_told(caco, monkeypatch):
    monkeypatch.setenv("CACO_HORIZON_WEEKS", "many")
    done = CliRunner().invoke(app, ["health"])
    assert "CACO_HORIZON_WEEKS" in str(done.exception)
