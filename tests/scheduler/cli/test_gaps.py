"""Gaps on the command line: listed, taken up, accepted, proven."""

from __future__ import annotations

import json

import pytest

from data.tables.write_tables import write_csv_folder
from tests.support.originals import BY_TURNS
from tests.support.region import texts


@pytest.fixture
def empty(command_line, sqlite_url):
    """Run a command in a store that holds nothing."""
    return command_line(sqlite_url, "manager")


@pytest.fixture
def caco(empty, tmp_path):
    """The same, in a store that holds a region without a roster."""
    write_csv_folder(texts(), tmp_path / "files")
    assert empty("import", tmp_path / "files")[0] == 0
    return empty


@pytest.fixture
def signed(command_line, tmp_path, monkeypatch):
    """The same, in a store with a roster of two weeks, watched until long after."""
    monkeypatch.setenv("CACO_HORIZON_WEEKS", "100")
    with BY_TURNS.copy("sqlite", tmp_path) as store:
        url = str(store.url)
    return command_line(url, "manager")


def test_trap_1_an_empty_store_is_not_covered_and_says_so(empty):
    for command in ("gaps", "coverage"):
        code, out, err = empty(command)
        assert (code, out) == (1, "")
        assert "nothing to watch" in err


def test_a_region_without_a_roster_has_no_gaps_and_does_not_say_that_all_is_filled(caco):
    code, out, _ = caco("gaps")
    assert (code, out.count("\n")) == (0, 1)
    assert out.startswith("First roster yet to begin: ")
    assert caco("gaps", "--lang", "nl")[1].startswith("Het eerste rooster moet nog beginnen: ")
    assert json.loads(caco("gaps", "--json")[1]) == []


def test_somebody_takes_a_gap_up_and_accepts_another(signed):
    caco = signed
    code, out, _ = caco("gaps")
    assert code == 1
    assert "open gaps" in out
    assert [row["number"] for row in json.loads(caco("gaps", "--json")[1])][:2] == [1, 2]
    code, out, _ = caco("gap", 1, "--acknowledge")
    assert code == 0
    assert "taken up by manager" in out
    code, out, _ = caco("gap", 2, "--accept", "not before March", "--until", "2099-03-01")
    assert code == 0
    assert "not before March" in out
    assert "accepted by manager" in caco("gaps")[1]


def test_what_makes_no_sense_is_told(signed):
    caco = signed
    caco("gaps")
    assert "there is no gap 77" in caco("gap", 77)[2]
    code, _, err = caco("gap", 1, "--accept", " ")
    assert (code, "for a reason" in err) == (1, True)
    code, _, err = caco("gaps", "--from", "2027-02-01", "--to", "2027-01-01")
    assert code == 2
    assert "the end is not after the start" in err
    assert caco("gaps", "--from", "yesterday")[0] == 2
    assert caco("coverage", "--from", "2027-02-01", "--to", "2027-01-01")[0] == 2


def test_the_proof_is_the_same_each_time_it_is_asked(caco):
    asked = ("coverage", "--from", "2027-01-01", "--to", "2027-02-28", "--json")
    code, out, _ = caco(*asked)
    proof = json.loads(out)
    assert code == 1
    assert [month["month"] for month in proof["months"][:2]] == ["2027-01", "2027-01"]
    assert proof["months"][0]["required_minutes"] == 0  # no roster was ever signed
    assert proof["months"][0]["unrecorded_minutes"] == 31 * 24 * 60
    assert json.loads(caco(*asked)[1])["hash"] == proof["hash"]
    shown = caco(*asked[:-1])[1]
    assert proof["hash"] in shown
    assert "no record yet" in shown


def test_a_setting_that_makes_no_sense_is_told_with_its_name(caco, monkeypatch):
    monkeypatch.setenv("CACO_HORIZON_WEEKS", "many")
    code, _, err = caco("gaps")
    assert code == 2
    assert "CACO_HORIZON_WEEKS" in err
