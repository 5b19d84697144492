"""Demand on the command line: a draft says what it opens and closes, and so does coverage."""

from __future__ import annotations

import pytest

from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import INSIDE
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

PERIOD = ("--from", "2027-01-04", "--weeks", "2")
ROWS = (
    {"start": "2027-01-15 18:00", "end": "2027-01-16 02:00", "required": "2", "source": "code_red"},
    {"start": "2027-01-13", "end": "2027-01-13", "required": "0", "source": "closed"},
)


@pytest.fixture
def caco(command_line, site_store):
    edits = [RowEdit("demand", {"post": "CACO", "reason": "Storm"} | row) for row in ROWS]
    edit_rows(site_store, edits, "planner", INSIDE)
    return command_line(site_store.url.render_as_string(hide_password=False), "planner")


@pytest.mark.parametrize(
    ("lang", "more", "left"),
    [
        ("en", "CACO, Fri 15 Jan 18:00 – Sat 16 Jan 02:00: 1 person more", "what is left of it"),
        ("nl", "CACO, vr 15 jan 18:00 – za 16 jan 02:00: 1 persoon erbij", "wat ervan overblijft"),
    ],
)
def test_a_draft_says_what_demand_opens_and_whose_duties_it_ends(caco, lang, more, left):
    code, out, _err = caco("draft", *PERIOD, "--lang", lang)
    assert code == 0
    assert more in out
    assert f"({left}: " in out


def test_coverage_says_when_a_post_begins_and_was_closed(caco, site_store):
    rows = [row for row in read_table(site_store, "posts") if row["id"] == "CACO"]
    begins = Replacement(
        "posts", {"id": "CACO"}, [rows[0] | {"from": "2027-01-06"}], fingerprint(rows)
    )
    replace_rows(site_store, begins, "planner", INSIDE)
    _code, out, _err = caco(
        "coverage", "--from", "2027-01-04", "--to", "2027-01-17", "--lang", "nl"
    )
    assert ": Deze post moet bezet zijn vanaf 6 januari 2027." in out
    assert ": wo 13 jan 00:00 – do 14 jan 00:00: niemand nodig (gesloten, Storm)." in out
