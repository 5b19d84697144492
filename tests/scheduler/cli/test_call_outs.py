"""``caco call-outs``: minutes against norms, in both languages and for programs."""

from __future__ import annotations

import json

import pytest
import time_machine

from scheduler.call_outs.recording import CallOutEntry, record_call_out
from tests.support.region import INSIDE, texts
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

PERSON = texts()["people"][10]["id"]
JANUARY = ("--from", "2027-01-01", "--to", "2027-01-31")


@pytest.fixture
def caco(command_line, site_store):
    """Commands on the region at the moment of the tests."""
    with time_machine.travel(INSIDE, tick=False):
        yield command_line(site_store.url.render_as_string(hide_password=False), "duty")


def test_the_minutes_are_told_with_their_articles(caco, site_store):
    row = {"posts": "IM-COPI-R1", "alert_at": "2027-01-08 03:30", "label": "Brand"}
    people = [{"person": PERSON, "came": "yes", "minutes": "31"}]
    record_call_out(site_store, CallOutEntry(row, people), "duty", INSIDE)
    code, english, _ = caco("call-outs", *JANUARY, "--lang", "en")
    assert code == 0
    assert "start of the task within 30 min" in english
    assert "Bvr 2.3.2(1), text of 1-1-2026" in english
    assert "0/1 (0 %)" in english
    dutch = caco("call-outs", *JANUARY, "--lang", "nl")[1]
    assert "begin van de taak binnen 30 min" in dutch
    assert "Met geldige CaCo" in dutch
    facts = json.loads(caco("call-outs", *JANUARY, "--json")[1])
    assert [(one["label"], one["came"]) for one in facts["call_outs"]] == [("Brand", 1)]
    assert PERSON not in json.dumps(facts)


def test_an_end_before_the_start_is_refused(caco):
    code, _, wrong = caco("call-outs", "--from", "2027-02-01", "--to", "2027-01-01")
    assert code == 2
    assert "--from or --to" in wrong
