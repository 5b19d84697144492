"""Offers on the command line."""

from __future__ import annotations

import json

import pytest
import time_machine

from scheduler.cli import app as cli
from tests.scheduler.self_service.scene import SECRET, legal, open_seat
from tests.support.region import INSIDE


@pytest.fixture
def caco(monkeypatch, capsys, short_region_on_sqlite):
    """Run a command as a user does, at a moment within the period."""
    monkeypatch.setenv("CACO_DATABASE_URL", str(short_region_on_sqlite.url))
    monkeypatch.setenv("CACO_USER", "manager")
    monkeypatch.setenv("CACO_SECRET_FILE", SECRET)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LC_ALL", "C")

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["caco", *(str(one) for one in arguments)])
        with time_machine.travel(INSIDE, tick=False), pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return ended.value.code or 0, said.out, said.err

    return run


def test_an_offer_is_made_listed_and_withdrawn(caco, short_region_on_sqlite):
    shift, _ = open_seat(short_region_on_sqlite)
    best = legal(short_region_on_sqlite, shift.id)
    code, out, err = caco("offer", shift.id, "--best", 1)
    assert (code, err) == (0, "")
    assert best[0] in out
    assert "waits for an answer" in out
    (listed,) = json.loads(caco("offers", "--json")[1])
    assert (listed["shift"], listed["person"], listed["offered_by"]) == (
        shift.id,
        best[0],
        "manager",
    )
    assert "Offer 1 was withdrawn." in caco("withdraw", 1)[1]
    assert "Nothing is offered." in caco("offers")[1]
    assert "withdrawn" in caco("offers", "--all")[1]


def test_a_name_that_may_not_take_it_is_refused_with_the_reason(caco, short_region_on_sqlite):
    shift, _ = open_seat(short_region_on_sqlite)
    code, out, err = caco("offer", shift.id, "--to", "nobody")
    assert (code, out) == (1, "")
    assert "person 'nobody' is unknown" in err


def test_an_unknown_number_is_refused_in_a_sentence(caco):
    code, _, err = caco("withdraw", 7)
    assert code == 1
    assert "there is no offer 7" in err
