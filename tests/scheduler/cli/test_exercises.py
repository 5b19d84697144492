"""``caco exercises``: what was tested and exercised, in both languages and for programs."""

from __future__ import annotations

import json

import pytest
import time_machine

from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import INSIDE, texts
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

REGION = texts()["regions"][0]["id"]


@pytest.fixture
def caco(command_line, site_store):
    """Commands on the region at the moment of the tests."""
    with time_machine.travel(INSIDE, tick=False):
        yield command_line(site_store.url.render_as_string(hide_password=False), "planner")


def test_it_tells_what_was_tested_for_people_and_for_programs(caco, site_store):
    test = {
        "id": "t", "name": "Storm", "kind": "system_test", "regions": REGION,
        "start": "2027-01-06 09:00", "end": "2027-01-06 12:00", "parts": "control_room",
    }  # fmt: skip
    edit_rows(site_store, [RowEdit("exercises", test)], "planner", INSIDE)
    code, english, _ = caco("exercises", "--lang", "en")
    assert code == 0
    assert "Storm" in english
    assert "never" in english
    assert "Hoofdstructuur" in caco("exercises", "--lang", "nl")[1]
    facts = json.loads(caco("exercises", "--json")[1])
    assert not facts["system_test"]["late"]
    late = {one["part"]: one["late"] for one in facts["parts"]}
    assert (late["control_room"], late["policy_team"]) == (False, True)
    assert (facts["year"], facts["held"], facts["goals"]["unknown"]) == (2027, 1, 1)
