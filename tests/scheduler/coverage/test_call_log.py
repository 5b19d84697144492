"""Calls about a gap stand in its history and in the trail with who called, and in no calendar."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
import time_machine

from data.model.call_attempt import LONGEST_NOTE, CallOutcome
from data.model.errors import Refused
from data.store import calendars, gaps
from data.store.audit import trail
from data.store.rosters import person_numbers
from scheduler.cli import app as cli
from scheduler.coverage.acknowledgement import accept
from scheduler.coverage.call_log import log_call
from tests.data.store.conftest import BOTH
from tests.support.originals import IN_FORCE
from tests.support.region import INSIDE
from tests.web.falls_ill import falls_ill

MINUTE = timedelta(minutes=1)


def test_a_call_is_logged_and_read_on_the_command_line(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CACO_USER", "duty")
    with IN_FORCE.copy("sqlite", tmp_path) as store, time_machine.travel(INSIDE, tick=False):
        monkeypatch.setenv("CACO_DATABASE_URL", str(store.url))
        ill = falls_ill(store)
        person = somebody_else(store, ill)
        asked = ["caco", "gap", str(ill.gap), "--called", person, "--said", "no", "--lang", "nl"]
        monkeypatch.setattr("sys.argv", asked)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    said = capsys.readouterr()
    assert (ended.value.code or 0, said.err) == (0, "")
    assert re.search(r"gebeld, duty, .+, nee", said.out)


@pytest.fixture(params=BOTH)
def store(request, tmp_path):
    with IN_FORCE.copy(request.param, tmp_path) as opened:
        yield opened


def read(store, number):
    with store.reading() as connection:
        return gaps.read_calls(connection, [number]), gaps.read_events(connection, number)


def somebody_else(store, ill):
    with store.reading() as connection:
        return next(code for code in sorted(person_numbers(connection)) if code != ill.person)


def test_a_call_is_kept_with_its_number_and_note_and_stands_in_history_and_trail(store):
    ill = falls_ill(store)
    person = somebody_else(store, ill)
    first = log_call(store, ill.gap, person, CallOutcome.NO_ANSWER, "duty", INSIDE)
    second = log_call(store, ill.gap, person, CallOutcome.NO, "boss", INSIDE + MINUTE, " asleep ")
    kept, events = read(store, ill.gap)
    assert kept == [first, second]
    assert (second.note, second.logged_by, second.at) == ("asleep", "boss", INSIDE + MINUTE)
    assert first.number.startswith("+31")
    called = [one for one in events if one.what == "called"]
    assert [one.who for one in called] == ["duty", "boss"]
    assert [json.loads(one.facts)["outcome"] for one in called] == ["no_answer", "no"]
    assert "asleep" not in "".join(one.facts for one in called)
    with store.reading() as connection:
        entries = trail.entries(connection, f"gap/{ill.gap}", action="gap.called")
    assert [one.after for one in entries] == [
        {"person": person, "outcome": "no_answer"},
        {"person": person, "outcome": "no"},
    ]


def test_what_cannot_be_logged_is_refused_all_at_once_and_nothing_is_kept(store):
    ill = falls_ill(store)
    with pytest.raises(Refused) as refused:
        log_call(store, ill.gap, "nobody", CallOutcome.NO, "duty", INSIDE, "x" * (LONGEST_NOTE + 1))
    assert len(refused.value.reasons) == 2
    with pytest.raises(Refused):
        log_call(store, 999, ill.person, CallOutcome.NO, "duty", INSIDE)
    kept, events = read(store, ill.gap)
    assert kept == []
    assert all(one.what != "called" for one in events)


def test_a_gap_that_is_accepted_may_still_be_called_about(store):
    ill = falls_ill(store)
    accept(store, ill.gap, "exercise", None, "duty", INSIDE)
    log_call(store, ill.gap, somebody_else(store, ill), CallOutcome.YES, "duty", INSIDE)
    assert len(read(store, ill.gap)[0]) == 1


def test_a_call_changes_no_calendar(store):
    ill = falls_ill(store)
    with store.reading() as connection:
        before = calendars.read_gap_changes(connection)
    log_call(store, ill.gap, somebody_else(store, ill), CallOutcome.NO, "duty", INSIDE + MINUTE)
    with store.reading() as connection:
        assert calendars.read_gap_changes(connection) == before
