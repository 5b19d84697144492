"""The pages and the API of take-overs: a duty that runs, recorded now or afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.model.account import Role, TokenScope
from data.store import rosters, stand_ins
from scheduler.planning.absences import report_sick
from scheduler.planning.candidates import find_candidates
from tests.support.region import INSIDE
from tests.web.test_api import ask

__all__ = ["ask"]

EN = {"Accept-Language": "en"}
POST = "CACO"


@pytest.fixture
def manager(visit):
    return visit(Role.DUTY_MANAGER)


def running(store):
    """The shift at the desk that runs, and who has it."""
    with store.reading() as connection:
        found = rosters.duties_between(connection, INSIDE, INSIDE + timedelta(minutes=1))
    return next((shift, person) for person, shift, _ in found if shift.post == POST)


def falls_ill(store):
    shift, person = running(store)
    report_sick(store, person, INSIDE, date(2027, 1, 10), "planner", INSIDE)
    return shift, person


def able(store, shift):
    """Who may take over the rest, best first; where nobody may, who breaks only rules."""
    found = find_candidates(store, shift.id, INSIDE).offer.candidates
    return [one for one in found if all(stop.kind == "rule" for stop in one.hindrances)]


def kept(store):
    with store.reading() as connection:
        return stand_ins.stand_ins_ever(connection, INSIDE - timedelta(days=30))


def typed(shift, comer, **more):
    return {
        "post": POST,
        "shift": shift.id,
        "comer": comer,
        "from": "2027-01-08T13:00",
        "until": "2027-01-08T15:00",
        **more,
    }


def test_the_duty_of_a_moment_is_shown_with_who_has_it(manager, site_store):
    _shift, person = running(site_store)
    page = manager.get(f"/takeovers/new?post={POST}", headers=EN)
    assert page.status_code == 200
    assert f'value="{person}"' in page.text
    assert manager.get("/takeovers", headers=EN).status_code == 200


def test_a_take_over_is_recorded_with_a_reason_and_listed(manager, site_store):
    shift, person = falls_ill(site_store)
    one = able(site_store, shift)[0]
    given = typed(shift, one.person)
    first = manager.post("/takeovers", data=given, headers=EN)
    assert first.status_code == 422  # they hear of it at the last moment
    boxes = [
        tag.split('value="')[1].split('"')[0]
        for tag in first.text.split("<input")
        if 'name="agreed"' in tag
    ]
    answer = manager.post(
        "/takeovers", data={**given, "reason": "phoned them", "agreed": boxes}, headers=EN
    )
    assert answer.status_code == 302, answer.text
    (done,) = kept(site_store)
    assert (done.leaver, done.comer, done.reason) == (person, one.person, "phoned them")
    assert "withdrawn" not in manager.get("/takeovers", headers=EN).text
    manager.post(f"/takeovers/{done.id}/withdraw", headers=EN)
    assert not kept(site_store)[0].counts


def test_everything_that_is_wrong_with_the_form_is_told(manager, site_store):
    shift, person = running(site_store)
    bad = typed(shift, person, **{"from": "2027-01-08T25:00", "until": "x"})
    answer = manager.post("/takeovers", data=bad, headers=EN)
    assert answer.status_code == 422
    assert answer.text.count("2027-01-08T25:00") >= 1
    outside = typed(shift, person, **{"from": "2027-01-08T06:00"})
    said = manager.post("/takeovers", data=outside, headers=EN)
    assert "does not lie within this shift" in said.text
    assert kept(site_store) == ()


def test_another_program_records_one_and_lists_them(ask, site_store):
    shift, person = falls_ill(site_store)
    one = able(site_store, shift)[0]
    body = {"shift": shift.id, "comer": one.person, "reason": "phoned"}
    if one.hindrances:
        refused = ask("/takeovers", TokenScope.TAKEOVERS, json=body)
        assert refused.status_code in (409, 422)
        body["despite"] = "nobody else"
    done = ask("/takeovers", TokenScope.TAKEOVERS, json=body)
    assert done.status_code == 200, done.text
    assert (done.json["leaver"], done.json["comer"]) == (person, one.person)
    assert [row["id"] for row in ask("/takeovers", TokenScope.DUTY).json["items"]] == [
        done.json["id"]
    ]
    bad = ask("/takeovers", TokenScope.TAKEOVERS, json={"shift": 1, "who": "x"})
    assert bad.status_code == 422
    assert len(bad.json["faults"]) == 2
