"""``caco scenario`` as a planner meets it."""

import json

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from scheduler.cli.app import app
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

FILE = """
first = 2027-01-04
productive_hours = 1600
[[scenario]]
name = "As it is"
posts = ["CACO"]
[[scenario]]
name = "Two by twelve"
prices = { work = 50 }
[[scenario.change]]
kind = "pattern"
post = "CACO"
pattern = "2x12"
"""


@pytest.fixture
def caco(site_store, monkeypatch):
    """The command line on a store of its own; what a command printed."""
    monkeypatch.setenv("CACO_DATABASE_URL", f"sqlite:///{site_store.file}")
    monkeypatch.setenv("CACO_USER", "planner")
    monkeypatch.setenv("COLUMNS", "200")
    site_store.file.chmod(0o600)

    def run(*arguments, code=0):
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == code, done.output
        return done.output

    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rooms.toml"
    path.write_text(FILE)
    return str(path)


def test_scenarios_stand_side_by_side_with_their_articles(caco, file):
    said = caco("scenario", "run", file, "--time-limit", "0", "--lang", "en")
    assert "works by pattern 2x12" in said
    assert "ATW 5:7(2)c" in said
    assert "17" in said
    assert "ATW 5:8(3)" in said
    assert "1,600 productive hours" in said
    assert "Mensen volgens de wet" in caco(
        "scenario", "run", file, "--time-limit", "0", "--lang", "nl"
    )


def test_a_workbook_holds_the_same(caco, file, tmp_path):
    out = tmp_path / "rooms.xlsx"
    caco("scenario", "run", file, "--time-limit", "0", "--xlsx", str(out), "--lang", "en")
    sheets = load_workbook(out).worksheets
    texts = {str(cell.value) for row in sheets[0].iter_rows() for cell in row}
    assert "17 · ATW 5:8(3)" in texts
    assert "4 · least · ATW 5:7(2)c" in texts
    assert [cell.value for cell in list(sheets[1].columns)[4] if isinstance(cell.value, int)] == [
        4,
        17,
    ]


def test_programs_get_the_figures_as_json(caco, file):
    one, two = json.loads(caco("scenario", "run", file, "--time-limit", "0", "--json"))
    assert (one["people"], two["people"]) == (4, 17)
    assert (one["euros"], one["rosters"]) == (None, [])
    assert two["euros"] > 400_000


def test_scenarios_are_kept_shown_and_removed(caco, file):
    assert "Kept as scenario 1: As it is" in caco("scenario", "save", file, "--lang", "en")
    caco("scenario", "save", file)  # again: in the place of those of that name
    assert [one["id"] for one in json.loads(caco("scenario", "list", "--json"))] == [1, 2]
    assert "Two by twelve" in caco("scenario", "list")
    assert "works by pattern 2x12" in caco("scenario", "show", "2", "--lang", "en")
    assert '"kind": "pattern"' in caco("scenario", "show", "2", "--json")
    assert "Removed: As it is" in caco("scenario", "remove", "1", "--lang", "en")
    assert [one["id"] for one in json.loads(caco("scenario", "list", "--json"))] == [2]
