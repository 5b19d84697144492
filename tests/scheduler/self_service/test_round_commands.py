"""Rounds of requests on the command line."""

from __future__ import annotations

import json
from datetime import date

import pytest
import time_machine

from data.model.duty import AbsenceKind, WishKind
from scheduler.cli import app as cli
from scheduler.self_service.leave import LeaveRequested, ask_leave, refuse_leave
from scheduler.self_service.wishes import OwnWish, add_wish
from tests.scheduler.self_service.scene import DAY, EN, SECRET, SETTINGS, duties_of, version
from tests.support.region import INSIDE

OPEN = ("requests", "open", "--from", "2027-02-01", "--weeks", 4, "--until", "2027-01-20 12:00")


@pytest.fixture
def caco(monkeypatch, capsys, region_on_sqlite):
    """Run a command as a user does, at a moment within the period."""
    monkeypatch.setenv("CACO_DATABASE_URL", str(region_on_sqlite.url))
    monkeypatch.setenv("CACO_USER", "planner")
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


def test_a_round_is_opened_shown_and_closed(caco):
    assert "no round of requests yet" in caco("requests", "status")[1]
    code, out, err = caco(*OPEN, "--note", "Carnival")
    assert (code, err) == (0, "")
    assert "Round 1 is open until Wed 20 Jan 12:00; 13 people are asked." in out
    assert "1–28 Feb 2027" in caco("requests", "status")[1]
    assert "no answer yet" in caco("requests", "status", 1)[1]
    (listed,) = json.loads(caco("requests", "status", "--json")[1])
    assert (listed["is_open"], listed["round"]["note"], len(listed["members"])) == (
        True,
        "Carnival",
        13,
    )
    assert "Ronde 1 is gesloten." in caco("requests", "close", 1, "--lang", "nl")[1]
    assert json.loads(caco("requests", "status", 1, "--json")[1])["is_open"] is False
    code, _, err = caco("requests", "close", 1)
    assert (code, "round 1 is over since 2027-01-08 13:00" in err) == (1, True)


def test_what_cannot_be_opened_is_refused_in_sentences(caco):
    caco(*OPEN)
    code, out, err = caco(*OPEN, "--lang", "nl")
    assert (code, out) == (1, "")
    assert "ronde 1 vraagt al naar dagen van deze periode" in err
    assert caco("requests", "status", 9)[0] == caco("requests", "outcome", 9)[0] == 1


def test_what_was_granted_and_what_not_is_one_list(caco, region_on_sqlite):
    store = region_on_sqlite
    person, shift = next(
        (who, one) for who, one, _ in duties_of(store, INSIDE + 3 * DAY, INSIDE + 9 * DAY)
    )
    day = shift.start.date()
    add_wish(store, person, OwnWish(0, WishKind.AVOID, day, day, shift.post), INSIDE, EN)
    wanted = LeaveRequested(person, AbsenceKind.LEAVE, date(2027, 1, 17), date(2027, 1, 17))
    asked = ask_leave(store, wanted, INSIDE, EN)
    refuse_leave(store, SETTINGS, asked.id, "Nobody is left", "planner", INSIDE, EN)
    number = version(store, now=INSIDE).id
    out = caco("requests", "outcome", number)[1]
    assert "not met" in out
    assert "Nobody is left" in out
    found = json.loads(caco("requests", "outcome", number, "--json")[1])
    duties = [one["outcome"]["duties"] for one in found["wishes"]]
    assert [shift.id] in [[duty["id"] for duty in one] for one in duties]
