"""Reports say by employer what was done: hours, coverage, call-outs, exercises, findings."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from data.model.account import Role
from data.store import records
from data.tables.period import ZONE
from scheduler.call_outs.recording import CallOutEntry, record_call_out
from scheduler.improvement.recording import NewFinding, make_finding
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import FIRST, INSIDE

NAME, OTHER = "Waterschap Zilvermeeuw", "Gemeente Wulp"
DAYS = f"period=own&from={FIRST}&to={FIRST.replace(day=28)}"
EN = {"Accept-Language": "en"}


@pytest.fixture
def staff(site_store):
    """Names of the people of a partner, whom records know by its code; the others have another."""
    with site_store.reading() as connection:
        rows = [r for r in records.read_rows(connection, "people").values() if not r.has_ended]
    rows.sort(key=lambda row: row.values["id"])
    half = len(rows) // 2
    employers = ["silver"] * half + [OTHER] * (len(rows) - half)
    edits = [RowEdit("partners", {"id": "silver", "name": NAME})]
    edits += [
        RowEdit(
            "people",
            records.as_texts("people", row.values, ZONE) | {"employer": employer},
            row.number,
        )
        for row, employer in zip(rows, employers, strict=True)
    ]
    edit_rows(site_store, edits, "planner", INSIDE)
    return {row.values["id"]: row.values["name"] for row in rows[:half]}


def sheet_of(answer, name):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.data))[name]]


def test_hours_have_the_employer_as_a_column_and_a_filter(visit, staff):
    planner = visit(Role.PLANNER)
    whole = planner.get(f"/reports/hours?{DAYS}", headers=EN).text
    assert f"<option>{NAME}</option>" in whole
    assert f"<option>{OTHER}</option>" in whole
    mine = planner.get(f"/reports/hours?{DAYS}&employer={NAME}", headers=EN).text
    shown = set(re.findall(r'class="form-check-input unfold no-print"> ([^<]+)<', mine))
    shown |= set(re.findall(r'<th scope="row">([^<]+)</th>', mine))
    assert set(staff.values()) <= shown
    assert f'<td class="employer">{OTHER}</td>' not in mine
    book = planner.get(f"/reports/hours.xlsx?{DAYS}&employer={NAME}", headers=EN)
    rows = sheet_of(book, "In all")
    assert {row[1] for row in rows if row[0] in staff.values()} == {NAME}
    assert not any(OTHER in row for row in rows)


def test_who_sees_sums_alone_is_told_of_no_employer(visit, staff):
    viewer = visit(Role.VIEWER)
    plain = viewer.get(f"/reports/hours?{DAYS}", headers=EN).text
    assert NAME not in plain
    asked = viewer.get(f"/reports/hours?{DAYS}&employer={NAME}", headers=EN).text
    assert asked.count("Everybody together") == plain.count("Everybody together")
    figures = re.compile(r"<tbody>.*</tbody>", re.DOTALL)
    assert figures.search(plain)[0] == figures.search(asked)[0]


def test_coverage_says_what_each_employer_delivered(visit, staff):
    planner = visit(Role.PLANNER)
    text = planner.get(f"/reports?{DAYS}", headers=EN).text
    assert "Coverage delivered" in text
    assert f'href="/partners/silver?year={FIRST.year}">{NAME}</a>' in text
    rows = sheet_of(planner.get(f"/reports/coverage.xlsx?{DAYS}", headers=EN), "Coverage delivered")
    minutes = {NAME: 0, OTHER: 0}
    for row in rows:
        if row[0] in minutes:
            minutes[row[0]] += row[2]
    assert all(minutes.values())
    assert "/partners/silver" not in visit(Role.VIEWER).get(f"/reports?{DAYS}").text


def test_call_outs_are_counted_by_employer(visit, site_store, staff):
    person = next(iter(staff))
    post = "IM-COPI-R1"
    alert = INSIDE.isoformat()
    came = {"person": person, "post": post, "came": "yes", "minutes": "25"}
    call = {"posts": post, "label": "Fire", "alert_at": alert}
    record_call_out(site_store, CallOutEntry(call, [came]), "planner", INSIDE)
    planner = visit(Role.PLANNER)
    day = INSIDE.date()
    asked = f"period=own&from={day}&to={day}"
    text = planner.get(f"/reports/call-outs?{asked}", headers=EN).text
    assert re.search(rf'{NAME}</a></th><td class="number" data-label="Called">1</td>', text)
    rows = sheet_of(planner.get(f"/reports/call-outs.xlsx?{asked}", headers=EN), "By employer")
    assert [NAME, 1, 1, 25] in rows


def test_exercised_hours_name_the_employer_and_are_narrowed_to_one(visit, site_store, staff):
    start = INSIDE.replace(hour=9)
    held = {
        "id": "storm", "name": "Storm", "kind": "exercise", "regions": "R1", "partner": "silver",
        "start": start.isoformat(), "end": start.replace(hour=12).isoformat(),
    }  # fmt: skip
    with site_store.reading() as connection:
        rows = records.read_rows(connection, "people").values()
        others = [r.values["id"] for r in rows if r.values["employer"] == OTHER]
    there = [next(iter(staff)), others[0]]
    edits = [RowEdit("exercises", held)]
    edits += [
        RowEdit("attendance", {"exercise": "storm", "person": one, "state": "present"})
        for one in there
    ]
    edit_rows(site_store, edits, "planner", INSIDE.replace(hour=20))
    planner = visit(Role.PLANNER)
    whole = planner.get(f"/exercises/report?year={start.year}", headers=EN).text
    assert f'<span class="soft below">{OTHER}</span>' in whole
    mine = planner.get(f"/exercises/report?year={start.year}&employer={NAME}", headers=EN).text
    assert f'<span class="soft below">{NAME}</span>' in mine
    assert f'<span class="soft below">{OTHER}</span>' not in mine
    book = planner.get(f"/exercises/report.xlsx?year={start.year}&employer={NAME}", headers=EN)
    employers = {row[1] for row in sheet_of(book, "Hours")}
    assert NAME in employers
    assert OTHER not in employers


def test_findings_of_one_partner_alone_go_into_the_workbook(visit, site_store):
    for name in (NAME, OTHER):
        texts = {"origin": "study", "theme": "Courses", "text": f"Of {name}", "partner": name}
        make_finding(site_store, NewFinding(texts, ()), "planner", INSIDE)
    planner = visit(Role.PLANNER)
    assert NAME in planner.get("/findings").text
    rows = sheet_of(planner.get(f"/findings.xlsx?partner={NAME}", headers=EN), "Findings")
    said = {str(cell) for row in rows for cell in row}
    assert f"Of {NAME}" in said
    assert f"Of {OTHER}" not in said
