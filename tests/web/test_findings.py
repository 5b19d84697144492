"""The pages of findings: made on a gap, done by its owner, checked and closed by somebody else."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from data.model.account import Role, TokenScope
from data.store import gaps
from scheduler.accounts.access import make_token
from scheduler.improvement.queries import list_findings
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import INSIDE

FINDING = {
    "text": "Open nights", "theme": "CaCo 24/7", "found_on": "2027-01-08", "origin": "coverage",
    "regions": "R1", "what": "Train two", "owner": "login:duty_manager", "due": "2027-02-01",
}  # fmt: skip


def made(visit, role=Role.PLANNER, **more):
    answer = visit(role).post("/findings", FINDING | more)
    assert answer.status_code == 302, answer.text
    return answer.location


def test_a_duty_manager_makes_a_finding_on_a_gap_and_its_page_fills_it_in(visit, site_store):
    with site_store.reading() as connection:
        gap = gaps.read_gaps(connection)[0]
    duty = visit(Role.DUTY_MANAGER)
    address = f"/findings/new?on=gap&amp;of={gap.id}"
    assert address in duty.get(f"/gaps/{gap.id}").text
    page = duty.get(address.replace("&amp;", "&")).text
    assert f'name="subject_id" value="{gap.id}"' in page
    assert duty.post("/findings", FINDING | {"subject": "gap", "subject_id": gap.id}).status_code
    (found,) = list_findings(site_store)
    assert f"/gaps/{gap.id}" in duty.get(f"/findings/{found.number}").text


def test_the_circle_is_closed_by_somebody_else_than_the_owner(visit, site_store):
    address = made(visit)
    planner, duty = visit(Role.PLANNER), visit(Role.DUTY_MANAGER)
    assert "Open nights" in planner.get("/findings").text
    code = "2027-001-1"
    assert duty.post(f"{address}/done", {"action": code, "remark": "Two"}).status_code == 302
    assert duty.post(f"{address}/check", {"helped": "yes"}).status_code == 403
    assert planner.post(f"{address}/close").status_code == 422
    assert planner.post(f"{address}/check", {"helped": "yes"}).status_code == 302
    assert planner.post(f"{address}/close").status_code == 302
    page = planner.get(address).text
    assert "afgesloten door" in page
    assert "Open nights" not in planner.get("/findings").text
    assert "Open nights" in planner.get("/findings?state=closed").text
    assert planner.post(f"{address}/reopen").status_code == 302


def test_a_planner_does_not_close_what_they_own(visit):
    address = made(visit, owner="login:planner")
    planner = visit(Role.PLANNER)
    planner.post(f"{address}/done", {"action": "2027-001-1"})
    answer = planner.post(f"{address}/check", {"helped": "yes"})
    assert answer.status_code == 422
    assert "niemand toetst een actie" in answer.text.lower()


def test_what_is_missing_is_said_and_what_was_typed_stays(visit):
    answer = visit(Role.PLANNER).post("/findings", FINDING | {"theme": "", "owner": ""})
    assert answer.status_code == 422
    assert "Open nights" in answer.text
    assert "Train two" in answer.text


@pytest.mark.parametrize("role", Role)
def test_who_reads_and_who_writes(visit, role):
    address = made(visit)
    reads = role is not Role.FUNCTIONARY
    makes = role in (Role.PLANNER, Role.DUTY_MANAGER)
    someone = visit(role)
    assert someone.get("/findings").status_code == (200 if reads else 403)
    assert someone.get(address).status_code == (200 if reads else 403)
    assert someone.get("/findings/new").status_code == (200 if makes else 403)
    refused = someone.post(f"{address}/done", {"action": "2027-001-1"}).status_code
    assert refused == (302 if makes else 403)  # the duty manager owns it


def test_assessments_and_the_red_thread_are_shown_as_they_went_in(visit, site_store):
    rows = [
        {"part": "Prestaties", "point": point, "region": "R1", "date": "2026-06-30", "mark": mark}
        for point, mark in (("Alarmering", "to_be_improved"), ("Leiding", "in_order"))
    ]
    edit_rows(site_store, [RowEdit("assessments", row) for row in rows], "planner", INSIDE)
    page = visit(Role.VIEWER).get("/assessments").text
    assert page.index("Alarmering") < page.index("Leiding")
    assert "voor verbetering vatbaar" in page
    assert "Geen actie, en niemand zegt waarom." in page
    made(visit)
    made(visit, found_on="2026-03-01", origin="peer_audit")
    page = visit(Role.VIEWER).get("/findings/themes?theme=caco+24/7").text
    assert "kwam terug" in page
    assert "visitatie" in page


def test_workbooks_and_programs_read_the_same(visit, site_store, app):
    row = {"part": "Prestaties", "point": "Alarmering", "region": "R1", "date": "2026-06-30"}
    edit_rows(site_store, [RowEdit("assessments", row | {"mark": "risky"})], "planner", INSIDE)
    made(visit)
    viewer = visit(Role.VIEWER)
    book = load_workbook(BytesIO(viewer.get("/assessments.xlsx").data))
    cells = [cell.value for line in book["Prestaties"].iter_rows() for cell in line]
    assert "Alarmering" in cells
    assert "risicovol" in cells
    book = load_workbook(BytesIO(viewer.get("/findings.xlsx").data))
    assert len(book.sheetnames) == 3
    token = make_token(site_store, "t", [TokenScope.COVERAGE], None, "tests", INSIDE).secret
    headers = {"Authorization": f"Bearer {token}"}
    api = app.test_client()
    (found,) = api.get("/api/v1/findings", headers=headers).json["items"]
    assert (found["text"], found["stage"]) == ("Open nights", "do")
    said = api.get("/api/v1/assessments", headers=headers).json
    assert said["parts"][0]["points"][0]["mark"] == "risky"
