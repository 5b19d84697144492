"""The pages of deployments: begun, asked, answered, extended, shrunk and ended."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from data.model.account import Role, TokenScope
from data.model.deployment import ReliefStatus
from data.store import deployments
from data.tables.period import ZONE
from scheduler.accounts.secret import secret
from scheduler.notifications.signed_links import sign
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import INSIDE
from tests.web.test_api import ask

__all__ = ["ask"]

EN = {"Accept-Language": "en"}


@pytest.fixture
def manager(visit):
    return visit(Role.DUTY_MANAGER)


def form(**more):
    return {
        "name": "Hoogwater",
        "team": "ROT",
        "seat": ["IM-COPI-R1", "MK-CACO"],
        "count:IM-COPI-R1": "2",
        "count:MK-CACO": "2",
        "hours": "16",
        "relieved_after": "8",
        "ground": "disaster",
        **more,
    }


def state(store, number=1):
    with store.reading() as connection:
        return deployments.read_state(connection, number)


@pytest.fixture
def begun(manager, site_store):
    answer = manager.post("/relief", data=form())
    assert answer.status_code == 302, answer.text
    return state(site_store)


def test_the_form_lists_the_teams_of_the_decree_and_posts(manager):
    text = manager.get("/relief", headers=EN).text
    assert "regional operational leader" in text
    assert "Bvr 2.1.4(1)" in text
    assert "regional norm" in text
    assert "There was no deployment yet." in text


def test_a_deployment_is_begun_and_shown_with_its_people_and_its_open_places(manager, begun):
    counts = {seat.code: seat.count for seat in begun.seats}
    assert counts["MK-CACO"] == 2
    assert counts["ROT-OL"] == 1
    text = manager.get("/relief/1", headers=EN).text
    assert "Hoogwater" in text
    assert "disaster or crisis (ATW 2:2(1)a)" in text
    assert "nobody of this function is known: ROT: regional operational leader" in text
    assert "seats of whose function nobody is known" in text
    assert "Ask everybody" in text
    assert "Hoogwater" in manager.get("/now", headers=EN).text


def test_what_is_wrong_is_said_at_once_and_what_was_typed_stays(manager, site_store):
    answer = manager.post("/relief", data=form(name="Storm", hours="0", team="", seat=[]))
    assert answer.status_code == 422
    assert "0 uur" in answer.text
    assert 'value="Storm"' in answer.text
    with site_store.reading() as connection:
        assert not deployments.deployments(connection)


def test_asked_answered_by_telephone_filled_extended_shrunk_and_ended(manager, begun, site_store):
    assert "asked for" in manager.post("/relief/1/ask", headers=EN, follow_redirects=True).text
    first = state(site_store).duties[0]
    assert first.status is ReliefStatus.ASKED
    manager.post(f"/relief/1/duties/{first.id}", data={"comes": "no"})
    assert state(site_store).duties[0].status is ReliefStatus.DECLINED
    assert manager.get("/relief/1/open", headers=EN).status_code == 200
    manager.post("/relief/1/fill")
    manager.post("/relief/1/extend", data={"hours": "8"})
    assert state(site_store).deployment.end > begun.deployment.end
    manager.post("/relief/1/shrink", data={"count:MK-CACO": "1"})
    assert {s.code: s.count for s in state(site_store).seats}["MK-CACO"] == 1
    assert "over" in manager.post("/relief/1/end", headers=EN, follow_redirects=True).text
    assert state(site_store).deployment.ended_at == INSIDE


def test_another_program_reads_deployments(begun, ask):
    (row,) = ask("/deployments", TokenScope.DUTY).json["items"]
    assert (row["name"], row["ground"], row["exercise"]) == ("Hoogwater", "disaster", False)
    whole = ask("/deployments/1", TokenScope.DUTY).json
    assert len(whole["shifts"]) == len(begun.shifts)
    held = [duty for shift in whole["shifts"] for duty in shift["duties"]]
    assert {one["status"] for one in held} == {"planned"}
    assert ask("/deployments/9", TokenScope.DUTY).status_code == 404


def test_who_only_looks_can_change_nothing(visit, begun):
    viewer = visit(Role.VIEWER)
    text = viewer.get("/relief/1", headers=EN).text
    assert "Hoogwater" in text
    assert "Ask everybody" not in text
    assert viewer.post("/relief/1/ask").status_code == 403


def test_what_is_not_there_has_a_page_that_says_so(manager):
    assert manager.get("/relief/99").status_code == 404


def test_on_the_telephone_somebody_says_yes_and_then_no(manager, begun, site_store, visit):
    manager.post("/relief/1/ask")
    duty = state(site_store).duties[0]
    services = manager.client.application.extensions["services"]
    key = secret(site_store, services.settings)
    token = sign("relief", {"duty": duty.id, "lang": "en"}, key, duty.asked_at.replace(year=2028))
    anybody = visit()
    assert "Can you come?" in anybody.get(f"/answer/{token}").text
    assert "You come. Thank you." in anybody.post(f"/answer/{token}").text
    assert "You do not come" in anybody.post(f"/answer/{token}", data={"answer": "other"}).text
    assert state(site_store).duties[0].status is ReliefStatus.DECLINED


def test_demand_beside_a_deployment_is_on_its_page_and_the_deployment_in_the_month(
    visit, begun, site_store
):
    planner, duty = visit(Role.PLANNER), visit(Role.DUTY_MANAGER)
    page = planner.get("/relief/1").text
    link = re.search(r'href="(/records/demand/new[^"]*source=relief[^"]*)"', page)
    assert link
    filled_in = planner.get(unescape(link[1])).text
    assert 'value="relief" selected' in filled_in
    assert "Hoogwater" in filled_in
    start = begun.deployment.start.astimezone(ZONE)
    hours = {"start": f"{start:%Y-%m-%d %H:%M}", "required": "3", "source": "relief"}
    hours["end"] = f"{start + timedelta(hours=4):%Y-%m-%d %H:%M}"
    edit_rows(site_store, [RowEdit("demand", {"post": "CACO", **hours})], "planner", INSIDE)
    text = planner.get("/relief/1", headers=EN).text
    assert "3 people" in text
    assert re.search(r'href="/records/demand/\d+"', text)
    seen = duty.get("/relief/1", headers=EN).text
    assert "3 people" in seen
    assert "/records/demand/" not in seen
    month = planner.get(f"/demand?month={start:%Y-%m}", headers=EN).text
    assert re.search(r'href="/relief/1"><b class="code">relief</b> Hoogwater', month)
    planner.post("/relief/1/end")
    later = planner.get("/demand?month=2027-06", headers=EN).text
    assert "/relief/1" not in later


def test_an_event_is_no_relief(visit, begun, site_store):
    start = begun.deployment.start.astimezone(ZONE)
    row = {"post": "CACO", "start": f"{start:%Y-%m-%d %H:%M}", "required": "3", "source": "event"}
    row["end"] = f"{start + timedelta(hours=4):%Y-%m-%d %H:%M}"
    edit_rows(site_store, [RowEdit("demand", row)], "planner", INSIDE)
    assert "3 people" not in visit(Role.PLANNER).get("/relief/1", headers=EN).text
