"""Findings and assessments in the records of a planner of one region: theirs alone."""

from __future__ import annotations

import pytest

from data.model.account import Reach, Role
from data.model.errors import InputError
from data.store import records
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from scheduler.records.edit import read_table
from scheduler.records.files import ImportOptions, import_tables
from scheduler.records.regional import RecordReach
from scheduler.records.regional_files import texts_within
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from scheduler.settings import Settings
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, Visit
from tests.web.regional import MINE, THEIRS, TWO_BOOKS, digest, names_of, of_region
from web.app import create_app

OF_ALL = {"origin": "study", "theme": "Theme all", "text": "Found all", "found_on": "2026-05-01"}
POINT = {"part": "Part", "date": "2026-06-30", "mark": "risky"}
TABLES = ("findings", "actions", "checks", "assessments", "ambitions")
TEXT = {"findings": "text", "actions": "what", "checks": "evidence", "assessments": "point",
        "ambitions": "part"}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    """Of each region, of both and of all a finding, an assessment and an ambition."""
    with TWO_BOOKS.copy("sqlite", tmp_path) as opened:
        edits = [RowEdit("findings", OF_ALL | {"id": "all"})]
        for region in (MINE, THEIRS):
            finding = code_of(opened, region)
            did = {"finding": finding, "date": "2027-01-02", "helped": "no", "by": "x"}
            edits += [
                RowEdit("checks", did | {"evidence": f"Seen {region}"}),
                RowEdit("assessments", POINT | {"point": f"Point {region}", "region": region}),
                RowEdit("ambitions", {"year": "2027", "share": "75", "part": f"Part {region}",
                                      "region": region}),
            ]  # fmt: skip
        edits.append(RowEdit("ambitions", {"year": "2027", "share": "80"}))
        edit_rows(opened, edits, "boss", INSIDE)
        yield opened


def code_of(store, region):
    return next(one["id"] for one in read_table(store, "findings") if region in one["text"])


@pytest.fixture
def visit(store):
    """The planner of `MINE`."""
    found = Visit(create_app(store, Settings(), lambda: INSIDE))
    found.post("/login", data={"login": Role.PLANNER, "password": PASSWORD})
    return found


def row_of(store, table, region):
    return next(row for row in read_rows(store, table) if region in row.texts.get(TEXT[table], ""))


def changed(store, table, of, /, **more):
    """What a form sends of a row."""
    row = row_of(store, table, of)
    lists = {"regions": more.get("regions", row.texts.get("regions", "")).split(";")}
    return {**row.texts, **more, **(lists if table == "findings" else {}), "seen": row.seen}


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_their_region_are_listed_shown_changed_and_ended(store, visit, table):
    mine, theirs = (row_of(store, table, region) for region in (MINE, THEIRS))
    page = visit.get(f"/records/{table}").text
    assert mine.texts[TEXT[table]] in page
    assert theirs.texts[TEXT[table]] not in page
    assert f'href="/records/{table}"' in visit.get("/records").text
    path, other = f"/records/{table}/{mine.number}", f"/records/{table}/{theirs.number}"
    assert visit.get(path).status_code == 200
    assert visit.get(f"/records/{table}/new").status_code == 200
    said = TEXT[table]
    new = f"Else {MINE}"
    assert visit.post(path, changed(store, table, MINE, **{said: new})).status_code == 302
    assert new in visit.get(path).text
    before = digest(store)
    assert visit.get(other).status_code == 404
    assert visit.post(other, changed(store, table, THEIRS)).status_code == 404
    assert visit.post(f"{other}/end", {"seen": theirs.seen}).status_code == 404
    assert digest(store) == before
    if table not in ("findings", "actions"):  # others stand on these
        row = row_of(store, table, MINE)  # another, where what was changed tells rows apart
        ended = visit.post(f"/records/{table}/{row.number}/end", {"seen": row.seen})
        assert ended.status_code == 302


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_added_to_or_moved_to_another_region_or_to_all(store, visit, table):
    about = {"findings": "regions", "assessments": "region", "ambitions": "region"}
    column = about.get(table, "finding")
    mine = row_of(store, table, MINE)
    elsewhere = [THEIRS, ""] if column != "finding" else [code_of(store, THEIRS), "all"]
    before = digest(store)
    for there in elsewhere:
        form = changed(store, table, MINE, **{column: there})
        for path in (f"/records/{table}", f"/records/{table}/{mine.number}"):
            answer = visit.post(path, form)
            assert answer.status_code in (404, 422), (path, there)
            assert told(answer.text) == []
    assert digest(store) == before


def told(text):
    """What a text tells of the other region."""
    named = [n for one in ("posts", "people") for n in names_of(one, THEIRS) if n in text]
    said = ("Found", "Act", "Seen", "Point", "Part", "Theme")
    return named + [f"{one} {THEIRS}" for one in said if f"{one} {THEIRS}" in text]


def test_what_concerns_all_is_read_and_kept_by_who_has_the_role_for_all(store, visit):
    (row,) = (row for row in read_rows(store, "findings") if row.texts["id"] == "all")
    assert visit.get(f"/findings/{row.number}").status_code == 200
    assert visit.get(f"/records/findings/{row.number}").status_code == 404
    (row,) = (row for row in read_rows(store, "ambitions") if "region" not in row.texts)
    assert visit.get(f"/records/ambitions/{row.number}").status_code == 404
    assert visit.get("/records/action_templates").status_code == 404


@pytest.mark.parametrize("who", [of_region("people", THEIRS)[0], "nobody"])
def test_nobody_out_of_reach_owns_an_action_of_theirs(store, visit, who):
    """The same answer to somebody of another region as to a code that nobody has."""
    before, number = digest(store), row_of(store, "findings", MINE).number
    form = {"what": "Do", "due": "2027-03-01", "owner": f"person:{who}"}
    answer = visit.post(f"/findings/{number}/actions", form)
    assert answer.status_code == 422
    assert told(answer.text) == []
    assert "Kies iemand" in answer.text
    row = row_of(store, "actions", MINE)
    form = changed(store, "actions", MINE, owner=who)
    assert visit.post(f"/records/actions/{row.number}", form).status_code == 404
    assert visit.post("/records/actions", form | {"id": "new"}).status_code == 404
    assert digest(store) == before


def test_an_owner_of_another_region_stays_where_nobody_changes_them(store, visit):
    row = row_of(store, "actions", MINE)
    owner = {**row.texts, "owner": of_region("people", THEIRS)[0]}
    edit_rows(store, [RowEdit("actions", owner, row.number)], "boss", INSIDE)
    form = changed(store, "actions", MINE, due="2027-04-01")
    assert visit.post(f"/records/actions/{row.number}", form).status_code == 302
    assert row_of(store, "actions", MINE).texts["owner"] == owner["owner"]


def test_pages_and_files_hold_theirs_alone(store, visit):
    for page in ("/findings", "/findings/themes", "/assessments"):
        text = visit.get(page).text
        assert told(text) == [], page
        assert MINE in text or f"Point {MINE}" in text
    with store.reading() as connection:
        given = records.texts_of(connection, TABLES, ZONE)
        mine = texts_within(given, RecordReach.read(connection, Reach(frozenset({MINE}))))
    assert {name: len(rows) for name, rows in mine.items()} == dict.fromkeys(TABLES, 1)
    assert told(str(mine)) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_file_with_a_row_of_others_is_refused_whole(store, table):
    with store.reading() as connection:
        given = records.texts_of(connection, TABLES, ZONE)[table]
    before, reach = digest(store), ImportOptions(reach=Reach(frozenset({MINE})), overrule=True)
    tables = tables_from_texts({table: given})
    with pytest.raises(InputError):
        import_tables(store, tables, None, reach, Role.PLANNER, INSIDE)
    assert digest(store) == before
    theirs = [row for row in given if MINE in row.get(TEXT[table], "")]
    import_tables(store, tables_from_texts({table: theirs}), None, reach, Role.PLANNER, INSIDE)
    assert len(read_table(store, table)) == len(given)
