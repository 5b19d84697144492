"""``caco findings`` and ``caco assessments``: in both languages, and for programs."""

from __future__ import annotations

import json

import pytest
import time_machine

from scheduler.improvement.recording import NewAction, NewFinding, make_finding
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import INSIDE
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]


@pytest.fixture
def caco(command_line, site_store):
    """Commands on the region at the moment of the tests."""
    with time_machine.travel(INSIDE, tick=False):
        yield command_line(site_store.url.render_as_string(hide_password=False), "planner")


def test_findings_and_assessments_are_told_to_people_and_to_programs(caco, site_store):
    texts = {"origin": "study", "theme": "Nafase", "text": "Nobody leads it", "regions": "R1"}
    action = NewAction("Name a lead", "2027-01-04", owner_login="duty")
    make_finding(site_store, NewFinding(texts, (action,)), "planner", INSIDE)
    row = {"part": "Prestaties", "point": "Nafase", "region": "R1", "date": "2026-06-30"}
    rows = [row | {"mark": "risky", "finding": "2027-001"}]
    rows.append(row | {"point": "Leiding", "mark": "to_be_improved"})
    edit_rows(site_store, [RowEdit("assessments", one) for one in rows], "planner", INSIDE)
    assert "Nobody leads it" in caco("findings", "--lang", "en")[1]
    assert "in uitvoering" in caco("findings", "--lang", "nl", "--overdue")[1]
    (facts,) = json.loads(caco("findings", "--json", "--theme", "nafase")[1])
    assert (facts["stage"], facts["actions"][0]["due"]) == ("do", "2027-01-04")
    assert json.loads(caco("findings", "--json", "--region", "R9")[1]) == []
    said = caco("assessments", "--lang", "en")[1]
    assert "Name a lead" in said
    assert "nobody says why" in said
    found = json.loads(caco("assessments", "--json")[1])
    points = {one["point"]: one["answer"] for one in found["parts"][0]["points"]}
    assert points == {"Nafase": "actions", "Leiding": "nothing"}
