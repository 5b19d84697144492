"""``caco base``: a cycle designed on the command line, shown and kept."""

import json

import pytest

from scheduler.records.edit import read_table
from tests.support.region import import_texts

ASKED = ("--post", "CACO", "--members", 5, "--hours", 36, "--time-limit", 20)


@pytest.fixture
def caco(command_line, sqlite_url, file_store):
    import_texts(file_store)
    return command_line(sqlite_url, "planner")


@pytest.mark.second
def test_alternatives_are_shown_and_one_is_kept(caco, file_store):
    code, out, err = caco("base", "design", *ASKED, "--alternatives", 2, "--json")
    assert code == 0, err
    facts = json.loads(out)
    assert (facts["people"], facts["weeks"], len(facts["alternatives"])) == (5, 5, 2)
    assert all(sum(one["minutes"]) == 21 * 480 for one in facts["alternatives"])
    kept = ("--alternatives", 1, "--keep", "five", "--from", "2027-01-04", "--lang", "nl")
    code, out, err = caco("base", "design", *ASKED, *kept)
    assert code == 0, err
    assert "Alternatief 1" in out
    rows = read_table(file_store, "base_rosters")
    assert [row["id"] for row in rows] == ["five"] * 5


def test_what_does_not_fit_is_said_without_a_search(caco):
    code, _, err = caco("base", "design", *ASKED, "--weeks", 4, "--lang", "nl")
    assert code == 2
    assert "4 weken" in err
