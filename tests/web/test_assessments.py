"""The three tables of the regions' note, as the page and the workbook print them.

The tables below were written from the note, not from the files of the demonstration.
"""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from data.demo.region import demo_tables
from data.model.account import Role
from scheduler.improvement.assessments import assessments as read_assessments
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.settings import Settings
from tests.scheduler.improvement.test_assessments import assessed
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from web.app import create_app

__all__ = ["assessed"]

VVV, OP_ORDE, RISICO, GEEN = "voor verbetering vatbaar", "op orde", "risicovol", "geen gegevens"
#: Table -> columns, rows, and in order of those with a mark.
NOTE = {
    "Operationele prestaties": (
        ["FL", "GV"],
        [
            ["Alarmering", VVV, VVV],
            ["Leiding en coördinatie", OP_ORDE, OP_ORDE],
            ["Informatiemanagement", VVV, OP_ORDE],
            ["Crisiscommunicatie", OP_ORDE, OP_ORDE],
            ["Nafase", VVV, VVV],
        ],
        "5 van 10 op orde (50 %), ambitie 75 % in 2023",
    ),
    "Samenwerking": (
        ["GV"],
        [
            ["Risico's", VVV],
            ["Voorbereiding", OP_ORDE],
            ["Uitvoering", GEEN],
            ["Verantwoorden, leren en bijstellen", VVV],
        ],
        "1 van 3 op orde (33 %), ambitie 75 % in 2023 1 punt zonder gegevens telt niet mee",
    ),
    "Vakbekwaamheid": (
        ["FL"],
        [
            ["Voorbereiding", OP_ORDE],
            ["Werving", VVV],
            ["Ontwikkeling", VVV],
            ["Reflectie", VVV],
            ["Bijstellen", RISICO],
        ],
        "1 van 5 op orde (20 %), ambitie 75 % in 2023",
    ),
}
SECTION = re.compile(r'<section class="panel assessed".*?</section>', re.DOTALL)


@pytest.fixture
def viewer(assessed):
    return Visit(create_app(assessed, Settings(), lambda: INSIDE), Role.VIEWER)


def text_of(html):
    """What a reader reads of it."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace(" ,", ",")


def cells(html, tag):
    return [text_of(one) for one in re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", html, re.DOTALL)]


def sections(viewer):
    return SECTION.findall(viewer.get("/assessments").text)


def test_the_page_prints_the_tables_of_the_note_row_by_row(viewer):
    printed = {}
    for html in sections(viewer):
        table = re.search(r"<table.*?</table>", html, re.DOTALL)[0]
        head, *rows = re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
        lines = [cells(row, "th") + cells(row, "td") for row in rows]
        printed[cells(html, "h2")[0]] = (cells(head, "th"), lines, cells(html, "p")[0])
    assert printed == NOTE
    assert list(printed) == list(NOTE)
    page = text_of(viewer.get("/assessments").text)
    assert "7 van 18 op orde (38 %), ambitie 75 % in 2023" in page


def test_the_workbook_holds_the_same_tables(viewer):
    book = load_workbook(BytesIO(viewer.get("/assessments.xlsx").data))
    for part, (regions, rows, _share) in NOTE.items():
        lines = [[cell for cell in row if cell] for row in book[part].iter_rows(values_only=True)]
        start = next(n for n, line in enumerate(lines) if line[-len(regions) :] == regions)
        assert lines[start + 1 : start + 1 + len(rows)] == rows


def test_each_mark_that_asks_has_an_open_action_with_its_owner_or_says_why_not(viewer, assessed):
    given = demo_tables()
    open_actions = {row["what"] for row in given["actions"] if not row.get("done_on")}
    for html in sections(viewer):
        part, said = cells(html, "h2")[0], cells(html, "dd")
        asking = [row[0] for row in NOTE[part][1] if {VVV, RISICO} & set(row)]
        points = cells(html, "dt")
        assert [one for point in points for one in asking if point.startswith(one)] == asking
        for answer in said:
            acts = [what for what in open_actions if answer.startswith(what)]
            assert acts or answer.startswith("Geen actie, want: "), answer
            assert not acts or "uiterlijk" in answer
    assert read_assessments(assessed, INSIDE.date()).unanswered == ()


def test_a_share_below_the_ambition_is_not_rounded_up_to_it(viewer, assessed):
    one = {"part": "P", "region": "FL", "date": "2026-06-30"}
    marks = ["in_order"] * 149 + ["to_be_improved"] * 51
    rows = [one | {"point": f"Punt {n}", "mark": mark} for n, mark in enumerate(marks)]
    edit_rows(assessed, [RowEdit("assessments", row) for row in rows], "boss", INSIDE)
    assert "149 van 200 op orde (74 %)" in text_of(viewer.get("/assessments").text)
