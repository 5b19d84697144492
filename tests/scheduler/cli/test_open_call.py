"""``caco open-call``: an open call beside the duty roster that could take its place."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
import time_machine
from typer.testing import CliRunner

from data.demo.region import demo_tables
from data.model.errors import Refused
from data.tables.write_tables import write_csv_folder
from scheduler.cli.app import app

RUN = CliRunner()
NEEDED = (
    "regions", "functions", "books", "posts", "people", "contracts", "competences", "requirements",
    "evidence", "overrides", "call_outs", "call_out_people", "pledges",
)  # fmt: skip


def region():
    """Of the demonstration region what is asked here."""
    return deepcopy({name: demo_tables()[name] for name in NEEDED})


@pytest.fixture(autouse=True)
def now():
    """The demonstration is looked at in the winter of 2026."""
    with time_machine.travel("2026-11-24T09:00:00+00:00", tick=False):
        yield


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Imports tables into a store of their own; the function that does it."""
    monkeypatch.setenv("CACO_DATABASE_URL", f"sqlite:///{tmp_path}/caco.db")
    monkeypatch.setenv("CACO_USER", "planner")
    monkeypatch.setenv("COLUMNS", "160")

    def keep(tables):
        folder = tmp_path / "input"
        folder.mkdir()
        write_csv_folder(tables, folder)
        done = RUN.invoke(app, ["import", str(folder)])
        assert done.exit_code == 0, getattr(done.exception, "faults", done.exception)

    return keep


def shown(*words):
    result = RUN.invoke(app, ["open-call", *words])
    assert result.exit_code == 0, result.exception
    return result.output


def test_both_stand_side_by_side_in_both_languages(stored):
    stored(region())
    english = shown("IC-BT-FL", "--lang", "en")
    assert "28/77: 36.4 % (26.5 – 47.5)" in english
    assert "1/3: 33.3 %" in english
    assert "11 people are called, 1 must come." in english
    assert [line.split()[-2:] for line in english.splitlines() if line.startswith("by ")] == [
        ["good", "enough"],
        ["falls", "short"],
    ]
    assert "Thu 31 Dec 12:00 – Fri 1 Jan 12:00" in english
    assert "14 days on call in 28" in english
    assert "IC-BT-FL + IC-BT-GV" in english
    dutch = shown("IC-BT-FL", "--lang", "nl")
    assert "11 mensen worden gealarmeerd, 1 moet er komen." in dutch
    assert "schiet tekort" in dutch
    assert "falls" not in dutch


def test_a_program_gets_the_same(stored):
    stored(region())
    facts = json.loads(shown("IC-BT-FL", "--json"))
    assert [one["time_class"] for one in facts["chances"]] == ["day", "night", "holiday"]
    assert [one["falls_short"] for one in facts["chances"]] == [False, True, True]
    assert facts["chances"][0]["worst"] == facts["chances"][0]["chance"]["high"]
    assert facts["alone"]["people"] == 11
    assert [one["people"] for one in facts["beside"]] == [6, 15]
    assert facts["in_other_teams"] == 4


def test_without_answers_or_a_threshold_it_says_so(stored):
    tables = region()
    del tables["call_outs"], tables["call_out_people"], tables["pledges"]
    stored(tables)
    assert "not known: not covered" in shown("IC-BT-FL", "--lang", "en")
    assert "Write down who came" in shown("IC-BT-FL", "--lang", "en")


def test_a_post_that_is_not_watched_has_no_verdict(stored):
    tables = region()
    for post in tables["posts"]:
        post.pop("most_chance_nobody", None)
    stored(tables)
    found = shown("IC-BT-FL", "--lang", "en")
    assert "No threshold is set" in found
    assert "falls short" not in found


def test_a_post_without_people_is_shown_as_it_is(stored):
    tables = region()
    watched = next(row for row in tables["posts"] if row["kind"] == "open_call")
    post = dict(watched, id="EMPTY", name="Empty", regions="X", function="F")
    tables["posts"].append(post)
    tables["regions"].append({"id": "X", "name": "X"})
    tables["functions"].append({"id": "F", "name": "F"})
    stored(tables)
    found = shown("EMPTY", "--lang", "en")
    assert "0 people are called" in found
    assert "too few for the law" in found


def test_another_post_is_refused_with_what_there_is(stored):
    stored(region())
    for post, told in (
        ("CACO", "filled by a roster"),
        ("IC-BT-F", "Did you mean 'IC-BT-FL'"),
        ("", "is unknown"),
    ):
        result = RUN.invoke(app, ["open-call", post])
        assert isinstance(result.exception, Refused)
        assert told in str(result.exception.reasons[0])


def test_a_region_without_open_calls_hears_that_there_is_none(stored):
    result = RUN.invoke(app, ["open-call", "IC-BT-FL"])
    assert isinstance(result.exception, Refused)
    assert "no post of the kind open_call" in str(result.exception.reasons[0])
