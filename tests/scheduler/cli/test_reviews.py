"""``caco reviews``: what is due, what was reviewed, in both languages and for programs."""

from __future__ import annotations

import json

import pytest
import time_machine

from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import INSIDE
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]


@pytest.fixture
def caco(command_line, site_store):
    """Commands on the region at the moment of the tests."""
    with time_machine.travel(INSIDE, tick=False):
        yield command_line(site_store.url.render_as_string(hide_password=False), "planner")


def test_reviews_are_told_to_people_and_to_programs(caco, site_store):
    assert "No day is set" in caco("reviews", "--lang", "en")[1]
    done = {"done_on": "2026-12-20", "outcome": "It stays", "reviewer": "Els Eik"}
    rows = (
        {"code": "R07", "due": "2027-01-01", "reviewer": "Els Eik"},
        {"code": "R05", "due": "2027-09-01"},
        {"code": "R05", "due": "2026-12-31", **done},
    )
    edits = [RowEdit("reviews", {"subject": "rule", **row}) for row in rows]
    edit_rows(site_store, edits, "planner", INSIDE)
    said = caco("reviews", "--lang", "nl")[1]
    assert "Els Eik" in said
    assert "1 sep 2027" in said
    assert "It stays" in caco("reviews", "--done", "--lang", "en")[1]
    (due,) = json.loads(caco("reviews", "--due", "--json", "--lang", "en")[1])
    assert (due["code"], due["state"], due["next"]["due"]) == ("R07", "overdue", "2027-01-01")
    both = json.loads(caco("reviews", "--json", "--lang", "en")[1])
    assert [one["code"] for one in both] == ["R07", "R05"]
    assert both[1]["done"][0]["outcome"] == "It stays"
