"""Records that a planner of one region keeps: theirs alone, by forms, made-up fields and undo."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from data.model.absence_feed import AbsenceFeed, FeedRule
from data.model.account import RegionLimit, Role
from data.model.duty import AbsenceKind
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.tables.records import PEOPLE, POSTS
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.monitor import read_coverage_in
from scheduler.records.edit import read_table
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from scheduler.self_service import absence_feeds
from scheduler.settings import Settings
from tests.support.region import INSIDE, import_texts
from tests.web.conftest import PASSWORD, Visit
from tests.web.regional import MINE, THEIRS, TWO_BOOKS, digest, names_of, of_region
from web.app import create_app

NEW = {
    "name": "Anna van der Karekiet",
    "regions": MINE,
    "contract-hours_per_week": "36",
    "contract-from": "2027-01-01",
    "competence-function": "CACO",
    "competence-from": "2027-01-01",
    "contact-mail": "anna@example.org",
}
POST = {"name": "Nieuwe post", "function": "CACO", "kind": "on_site", "pattern": "3x8"}
POST |= {"regions": MINE, "book": MINE}


@pytest.fixture
def two_regions(tmp_path):
    with TWO_BOOKS.copy("sqlite", tmp_path) as store:
        yield store


@pytest.fixture
def moment():
    return [INSIDE]


@pytest.fixture
def visit(two_regions, moment):
    """The planner of `MINE`."""

    def clock():
        moment[0] = moment[0].replace(microsecond=moment[0].microsecond + 1)
        return moment[0]

    found = Visit(create_app(two_regions, Settings(), clock))
    found.post("/login", data={"login": Role.PLANNER, "password": PASSWORD})
    return found


def told(text):
    """What a text tells of the other region: its people and its posts."""
    return [n for table in ("posts", "people") for n in names_of(table, THEIRS) if n in text]


def number_of(store, table, **texts):
    """The number of the row that says so."""
    return next(
        row.number
        for ended in (False, True)
        for row in read_rows(store, table, ended=ended)
        if texts.items() <= row.texts.items()
    )


def serve_both(store, table, code):
    kept = {"people": PEOPLE, "posts": POSTS}[table]
    with store.writing() as connection:
        changed = update(kept).where(kept.c.id == code).values(regions=[MINE, THEIRS])
        connection.execute(changed)


def test_a_new_colleague_serves_the_region_of_whoever_adds_them(two_regions, visit):
    page = visit.get("/records/people/new").text
    assert f'value="{MINE}"' in page
    assert f'value="{THEIRS}"' not in page
    assert visit.post("/records/people/new", NEW).location == "/people/karekiet"
    assert visit.get("/people/karekiet").status_code == 200
    assert "Karekiet" in visit.get("/people").text
    row = next(one for one in read_table(two_regions, "people") if one["id"] == "karekiet")
    assert row["regions"] == MINE


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"regions": THEIRS}, 404),
        ({"regions": [MINE, THEIRS]}, 404),
        ({"regions": ""}, 422),
        ({"id": "p013"}, 422),
        ({"person": "p013"}, 404),
    ],
)
def test_nobody_is_added_to_another_region_or_in_the_place_of_its_people(
    two_regions, visit, wrong, status
):
    assert of_region("people", THEIRS)[0] == "p013"
    before = digest(two_regions)
    answer = visit.post("/records/people/new", {**NEW, **wrong})
    assert answer.status_code == status
    assert told(answer.text) == []
    assert digest(two_regions) == before


def test_fields_of_the_form_of_a_colleague_give_nothing_to_somebody_else(two_regions, visit):
    made_up = {"contract-person": "p013", "competence-person": "p013"}
    before = read_table(two_regions, "contracts")
    visit.post("/records/people/new", {**NEW, **made_up})
    added = [row for row in read_table(two_regions, "contracts") if row not in before]
    assert [row["person"] for row in added] == ["karekiet"]


def test_who_left_another_region_is_not_taken_back_by_this_one(two_regions, visit):
    number = number_of(two_regions, "people", id="p013")
    edit_rows(two_regions, [RowEdit("people", {}, number)], "boss", INSIDE)
    before = digest(two_regions)
    for path in ("/records/people/new", "/records/people"):
        answer = visit.post(path, {**NEW, "id": "p013"})
        assert answer.status_code in (404, 422)
        assert told(answer.text) == []
    assert digest(two_regions) == before


def test_who_serves_another_region_too_is_not_ended_or_taken_from_it(two_regions, visit):
    mine = of_region("people", MINE)[1]
    serve_both(two_regions, "people", mine)
    number = number_of(two_regions, "people", id=mine)
    row = next(one for one in read_rows(two_regions, "people") if one.number == number)
    before = digest(two_regions)
    answer = visit.post(f"/records/people/{number}/end", {"seen": row.seen})
    assert answer.status_code == 422
    assert "Uw rol geldt voor enkele regio’s" in answer.text
    answer = visit.post(f"/records/people/{number}", {**row.texts, "regions": MINE})
    assert answer.status_code == 403
    assert digest(two_regions) == before
    answer = visit.post(f"/records/people/{number}", {**row.texts, "regions": THEIRS})
    assert answer.status_code == 302  # their own region they may let go
    assert visit.get(f"/records/people/{number}").status_code == 404


def test_undo_gives_nobody_to_another_region(two_regions, visit):
    mine = of_region("people", MINE)[1]
    serve_both(two_regions, "people", mine)
    number = number_of(two_regions, "people", id=mine)
    row = next(one for one in read_rows(two_regions, "people") if one.number == number)
    edit_rows(
        two_regions,
        [RowEdit("people", {**row.texts, "regions": MINE}, number)],
        "boss",
        INSIDE,
    )
    page = visit.get(f"/records/people/{number}").text
    seq = re.search(r'name="entry" value="(\d+)"', page)[1]
    before = digest(two_regions)
    answer = visit.post(f"/records/people/{number}/undo", {"entry": seq})
    assert answer.status_code == 422
    assert digest(two_regions) == before


def test_the_history_of_a_row_ends_where_it_was_about_somebody_else(two_regions, visit):
    theirs, mine = of_region("people", THEIRS)[0], of_region("people", MINE)[0]
    row = next(r for r in read_rows(two_regions, "absences") if r.texts["person"] == theirs)
    moved = RowEdit("absences", {**row.texts, "person": mine, "kind": "leave"}, row.number)
    edit_rows(two_regions, [moved], "boss", INSIDE)
    number = number_of(two_regions, "absences", person=mine, start=row.texts["start"])
    page = visit.get(f"/records/absences/{number}")
    assert page.status_code == 200
    assert told(page.text) == []


def test_a_planner_makes_posts_of_their_region(two_regions, visit):
    page = visit.get("/admin/posts/new").text
    assert f'value="{THEIRS}"' not in page
    assert f'value="{MINE}"' in page
    assert "Book R2" not in page
    assert visit.post("/admin/posts", POST).status_code == 302
    assert "Nieuwe post" in visit.get("/admin/posts").text
    row = next(one for one in read_table(two_regions, "posts") if one["name"] == "Nieuwe post")
    assert (row["regions"], row["book"]) == (MINE, MINE)
    seen = re.search(r'name="seen" value="(\w+)"', visit.get(f"/admin/posts/{row['id']}").text)[1]
    assert visit.post(f"/admin/posts/{row['id']}/end", {"seen": seen}).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"regions": THEIRS}, 404),
        ({"regions": [MINE, THEIRS]}, 404),
        ({"regions": ""}, 422),
        ({"book": THEIRS}, 404),
        ({"book": "nothing"}, 404),
        ({"id": "CACO-R2"}, 422),
    ],
)
def test_no_post_is_made_in_another_region_or_its_book(two_regions, visit, wrong, status):
    before = digest(two_regions)
    answer = visit.post("/admin/posts", {**POST, **wrong})
    assert answer.status_code == status
    assert told(answer.text) == []
    assert digest(two_regions) == before


def test_a_post_moves_into_no_book_of_another_region(two_regions, visit):
    mine, theirs = of_region("posts", MINE)[0], of_region("posts", THEIRS)[0]
    row = next(one for one in read_table(two_regions, "posts") if one["id"] == theirs)
    with two_regions.writing() as connection:
        connection.execute(update(POSTS).where(POSTS.c.id == theirs).values(book=None))
    before = digest(two_regions)
    seen = re.search(r'name="seen" value="(\w+)"', visit.get(f"/admin/posts/{mine}").text)[1]
    row = next(one for one in read_table(two_regions, "posts") if one["id"] == mine)
    for book in (THEIRS, ""):
        answer = visit.post(f"/admin/posts/{mine}", {**row, "book": book, "seen": seen})
        assert answer.status_code == 403
    assert visit.post("/admin/posts", {**POST, "book": ""}).status_code == 422
    assert digest(two_regions) == before


def test_a_post_of_another_region_that_ended_is_not_begun_again(two_regions, visit):
    theirs = of_region("posts", THEIRS)[-1]
    with two_regions.writing() as connection:
        connection.execute(update(POSTS).where(POSTS.c.id == theirs).values(ended_at=INSIDE))
    before = digest(two_regions)
    answer = visit.post("/admin/posts", {**POST, "id": theirs})
    assert answer.status_code == 422
    assert "code is al in gebruik" in answer.text
    assert digest(two_regions) == before


def test_a_post_of_two_regions_is_not_ended_by_one(two_regions, visit):
    mine = of_region("posts", MINE)[0]
    serve_both(two_regions, "posts", mine)
    seen = re.search(r'name="seen" value="(\w+)"', visit.get(f"/admin/posts/{mine}").text)[1]
    before = digest(two_regions)
    answer = visit.post(f"/admin/posts/{mine}/end", {"seen": seen})
    assert answer.status_code == 422
    assert "Uw rol geldt voor enkele regio’s" in answer.text
    assert digest(two_regions) == before


def test_suggestions_of_a_form_are_of_people_of_the_region(two_regions, visit):
    theirs = of_region("people", THEIRS)[0]
    with two_regions.writing() as connection:
        connection.execute(update(PEOPLE).where(PEOPLE.c.id == theirs).values(employer="Ver weg"))
    assert "Ver weg" not in visit.get("/records/people/new").text


def proposals_of(store):
    """Person -> number of what calendars propose for them."""
    found = absence_feeds.open_proposals(store, INSIDE)
    return {one.proposal.absent.person: one.proposal.id for one in found}


def test_proposals_of_absence_are_of_people_of_the_region(two_regions, visit):
    mine, theirs = (of_region("people", one)[3] for one in (MINE, THEIRS))
    numbers = proposals_of(two_regions)
    page = visit.get("/requests/proposals").text
    assert names_of("people", MINE)[3] in page
    assert f"Calendar {THEIRS}" not in page
    assert told(page) == []
    for do in ("accept", "dismiss"):
        before = digest(two_regions)
        for wrong in ([numbers[theirs]], [numbers[mine], numbers[theirs]], [987654]):
            form = {"do": do, "number": [str(one) for one in wrong]}
            assert visit.post("/requests/proposals", form).status_code == 422
        assert digest(two_regions) == before
    form = {"do": "accept", "number": str(numbers[mine])}
    assert visit.post("/requests/proposals", form).status_code == 302
    assert proposals_of(two_regions).keys() == {theirs}


def test_a_calendar_of_absences_is_of_somebody_of_the_region(two_regions, visit):
    mine, theirs = (of_region("people", one)[3] for one in (MINE, THEIRS))
    path, before = "/requests/proposals/calendars", digest(two_regions)
    for person, status in ((theirs, 404), ("nobody", 404), ("", 422)):
        form = {"name": "HR", "person": person, "file": (BytesIO(b"BEGIN"), "x.ics")}
        assert visit.post(path, form).status_code == status
    feeds = {one.person: one.id for one in absence_feeds.list_feeds(two_regions)}
    for number in (feeds[theirs], 987654):
        assert visit.post(f"{path}/{number}/remove").status_code == 404
        assert visit.post(f"{path}/{number}/read").status_code == 404
    assert digest(two_regions) == before
    assert visit.post(f"{path}/{feeds[mine]}/remove").status_code == 302


def test_a_calendar_of_several_people_is_read_by_who_plans_for_all(two_regions, visit):
    wanted = AbsenceFeed(
        0, "All of us", None, "", FeedRule.MARKED, AbsenceKind.LEAVE, False, INSIDE, "p"
    )
    feed = absence_feeds.add_feed(two_regions, wanted, Settings(), INSIDE)
    assert "All of us" not in visit.get("/requests/proposals").text
    path = f"/requests/proposals/calendars/{feed.id}/remove"
    assert visit.post(path).status_code == 404


ASKED = {"id": "vakbekwaam", "name": "Vakbekwaam CaCo", "kind": "declaration", "functions": "CACO"}
ASKED |= {"from": "2026-01-01", "months": "24"}
OLD = {"person": "p013", "requirement": "vakbekwaam", "date": "2026-06-01", "declared_by": "Jan"}
OLD |= {"employer": "Veiligheidsregio"}
SHOWN = {"requirement": "vakbekwaam", "day": "2027-01-05", "declared_by": "Els"}
SHOWN |= {"employer": "Veiligheidsregio"}
DECIDED = {"function": "CACO", "start": "2027-01-05", "until": "2027-02-05", "reason": "Storm"}
DECIDED |= {"decided_by": "Els"}


def kept(visit, path, form):
    """What a page answers on the button below what it showed; or on what it refuses to show."""
    answer = visit.post(path, form)
    found = re.search(r'name="seen" value="([^"]+)"', answer.text)
    if answer.status_code != 200 or found is None:
        return answer
    return visit.post(path, {**form, "seen": found[1], "keep": "1"})


@pytest.mark.parametrize(
    ("path", "field", "form", "table"),
    [
        ("/people/declare", "people", SHOWN, "evidence"),
        ("/people/decide", "person", DECIDED, "overrides"),
    ],
)
def test_declarations_and_decisions_are_about_people_of_the_region(
    two_regions, visit, path, field, form, table
):
    import_texts(two_regions, {"requirements": [ASKED], "evidence": [OLD]})
    mine, theirs = (of_region("people", one)[0] for one in (MINE, THEIRS))
    page = visit.get(path).text
    assert names_of("people", MINE)[0] in page
    assert told(page) == []
    before = digest(two_regions)
    for who in (theirs, "nobody", [mine, theirs]):
        assert visit.get(path, query_string={field: who}).status_code == 404
        assert visit.post(path, {**form, field: who}).status_code == 404
        assert visit.post(path, {**form, field: who, "keep": "1"}).status_code == 404
    assert digest(two_regions) == before
    shown = visit.post(path, {**form, field: mine})
    assert told(shown.text) == []
    assert kept(visit, path, {**form, field: mine}).status_code == 302
    added = [row["person"] for row in read_table(two_regions, table) if "Jan" not in row.values()]
    assert added == [mine]


def test_a_declaration_of_who_serves_both_regions_tells_gaps_of_one(two_regions, visit):
    import_texts(two_regions, {"requirements": [ASKED], "evidence": [OLD]})
    mine = of_region("people", MINE)[0]
    serve_both(two_regions, "people", mine)
    with two_regions.reading() as connection:
        seen = read_coverage_in(connection, 8, INSIDE).intervals
    assert {one.post for one in seen} & {*of_region("posts", THEIRS)}
    answer = visit.post("/people/declare", {**SHOWN, "people": mine})
    assert told(answer.text) == []


def test_a_page_of_a_person_who_only_helps_out_offers_no_changes(two_regions, visit):
    """Somebody of another region may fill a post here that serves both: seen, and no more."""
    shared, theirs = of_region("posts", MINE)[0], of_region("people", THEIRS)[0]
    serve_both(two_regions, "posts", shared)
    page = visit.get(f"/people/{theirs}")
    assert page.status_code == 200
    assert "/people/declare" not in page.text
    assert "/records/" not in page.text
    assert visit.get(f"/people/declare?people={theirs}").status_code == 404
    assert visit.get(f"/people/decide?person={theirs}").status_code == 404


def exported(visit):
    """The tables of the workbook that goes out, and its note."""
    content = visit.get("/people/export.xlsx").data
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}, content


def upload(visit, tables):
    """What the page says to CSV files: name -> rows of column -> text."""
    files = []
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
        text = "\n".join(",".join(line) for line in lines)
        files.append((BytesIO(text.encode()), f"{name}.csv"))
    return visit.post("/people/import", {"files": files})


def carried_out(visit, looked):
    ticket = re.search(r'name="ticket" value="([^"]+)"', looked.text)
    assert ticket, looked.text
    return visit.post("/people/import/now", {"ticket": ticket[1]})


def rows_of(store, table, region=MINE, column="person"):
    """The rows of a table about people or posts of a region."""
    codes = [*of_region("people", region), *of_region("posts", region)]
    return [row for row in read_table(store, table) if row.get(column) in codes]


def test_an_export_holds_what_is_within_reach_and_says_so(two_regions, visit):
    sheets, content = exported(visit)
    text = str(sheets)
    assert told(text) == []
    assert [code for code in of_region("people", THEIRS) if code in text] == []
    assert all(name in text for name in names_of("people", MINE))
    assert "Alleen van R1" in text
    assert "Functies" not in sheets
    assert "Een geëxporteerd bestand bevat" in visit.get("/people/import").text
    before = digest(two_regions)
    again = visit.post("/people/import", {"files": (BytesIO(content), "caco.xlsx")})
    assert "er is niets uit te voeren" in again.text
    assert digest(two_regions) == before


def test_an_import_changes_rows_of_the_region_and_leaves_those_of_others(two_regions, visit):
    theirs = {
        table: rows_of(two_regions, table, THEIRS, column)
        for table, column in (("people", "id"), ("contracts", "person"), ("wishes", "person"))
    }
    people = rows_of(two_regions, "people", column="id")
    new = {"id": "nieuw", "name": "Nina Nieuw", "regions": MINE}
    contracts = rows_of(two_regions, "contracts")
    hers = {"person": "nieuw", "hours_per_week": "24", "from": "2027-01-01"}
    contracts[0] = {**contracts[0], "hours_per_week": "20"}
    may = {"person": "nieuw", "function": "CACO", "from": "2027-01-01"}
    able = [*rows_of(two_regions, "competences"), may]
    wishes = rows_of(two_regions, "wishes")
    gone = wishes.pop(3)
    files = {"people": [*people, new], "contracts": [*contracts, hers], "wishes": wishes}
    files["competences"] = able
    looked = upload(visit, files)
    assert looked.status_code == 200, looked.text
    assert told(looked.text) == []
    assert carried_out(visit, looked).status_code == 302
    kept = rows_of(two_regions, "contracts")
    assert contracts[0] in kept
    assert gone not in read_table(two_regions, "wishes")
    assert hers in read_table(two_regions, "contracts")
    for table, rows in theirs.items():
        assert rows
        assert rows == rows_of(two_regions, table, THEIRS, "id" if table == "people" else "person")


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("people", {"id": "p013", "name": "X", "regions": MINE}, "deze code is al in gebruik"),
        ("people", {"id": "new", "name": "X", "regions": THEIRS}, "Kies deze regio’s"),
        ("people", {"id": "new", "name": "X", "regions": f"{MINE};{THEIRS}"}, "Kies deze regio’s"),
        ("people", {"id": "p001", "name": "X", "regions": f"{MINE};{THEIRS}"}, "Kies deze regio’s"),
        ("contracts", {"person": "p013", "hours_per_week": "9", "from": "2025-10-01"}, "iemand"),
        ("contracts", {"person": "none", "hours_per_week": "9", "from": "2025-10-01"}, "iemand"),
        ("functions", {"id": "X", "name": "X", "discipline": "control_room"}, "deze tabel weg"),
        ("regions", {"id": "R9", "name": "X"}, "deze tabel weg"),
        ("pairings", {"person": "p001", "other": "p013", "kind": "apart"}, "deze tabel weg"),
        ("posts", {**POST, "id": "new", "book": THEIRS}, "Kies een roostergroep"),
        ("posts", {**POST, "id": "new", "regions": THEIRS}, "Kies deze regio’s"),
        ("posts", {**POST, "id": "CACO-R2"}, "deze code is al in gebruik"),
        ("demand", {"post": "CACO-R2", "start": "2027-01-12 18:00"}, "een post die niet van"),
        ("duty_managers", {"name": "X", "channel": "mail", "address": "x@vr.example"}, "deze reg"),
        (
            "history",
            {
                "person": "p001",
                "post": "CACO-R2",
                "kind": "work",
                "start": "2026-12-01 07:00",
                "end": "2026-12-01 15:00",
                "work_minutes": "480",
            },
            "Kies een post",
        ),
    ],
)
def test_a_file_that_names_others_is_refused_as_a_whole(two_regions, visit, table, row, said):
    before = digest(two_regions)
    answer = upload(visit, {table: [row]})
    assert answer.status_code == 422, answer.text
    assert said in answer.text
    assert told(answer.text) == []
    assert "Carry out" not in answer.text
    assert digest(two_regions) == before


def test_a_row_of_others_is_refused_alike_whether_or_not_it_is_so(two_regions, visit):
    (true, *_rest) = rows_of(two_regions, "contracts", THEIRS)
    answers = [
        upload(visit, {"contracts": [row]}).text
        for row in (true, {**true, "hours_per_week": "1"}, {**true, "person": "nobody"})
    ]
    said = [re.sub(r"[\w.-]{60,}", "", one) for one in answers]
    assert said[0] == said[1] == said[2]


def test_who_serves_another_region_too_does_not_end_by_a_file(two_regions, visit):
    mine = of_region("people", MINE)[1]
    serve_both(two_regions, "people", mine)
    before = digest(two_regions)
    people = [r for r in rows_of(two_regions, "people", column="id") if r["id"] != mine]
    answer = upload(visit, {"people": people})
    assert answer.status_code == 422
    assert "geldt ook voor andere regio’s" in answer.text
    assert digest(two_regions) == before


def test_work_elsewhere_is_written_down_with_a_word_for_it(two_regions, visit):
    row = rows_of(two_regions, "elsewhere")[0]
    assert row["post"] == "politie"
    form = {**row, "start": "2027-03-01 07:00", "end": "2027-03-01 15:00"}
    assert visit.post("/records/elsewhere", form).status_code == 302
    theirs = of_region("posts", THEIRS)[0]
    form = {**row, "start": "2027-03-02 07:00", "end": "2027-03-02 15:00", "post": theirs}
    assert visit.post("/records/elsewhere", form).status_code == 404


def shown_in(text):
    """Numbers of the entries that a page of the trail shows."""
    return [int(one) for one in re.findall(r'id="entry-(\d+)"', text)]


def add_to_trail(store, *acts, who="boss"):
    with store.writing() as connection:
        return trail.append(connection, acts, who, INSIDE).seq


def test_the_trail_tells_what_is_about_their_region(two_regions, visit):
    mine, theirs = (of_region("people", one)[0] for one in (MINE, THEIRS))
    numbers = {code: number_of(two_regions, "people", id=code) for code in (mine, theirs)}
    changed = {"key": mine, "name": "Somebody"}
    of_mine = add_to_trail(
        two_regions, Act("record.changed", f"people/{numbers[mine]}", changed, changed)
    )
    hidden = [
        Act("record.changed", f"people/{numbers[theirs]}", changed, changed),
        Act("gap.called", f"people/{numbers[mine]}", None, {"person": theirs}),
        Act("gap.called", f"people/{numbers[mine]}", None, {"lost": ["CACO-R2:2027-01-01 07:00"]}),
        Act("gap.called", f"people/{numbers[mine]}", None, {"key": f"{mine} | {theirs}"}),
        Act("account.added", "account/1", None, {"login": "x"}),
        Act("record.changed", "rules/1", None, {"rule": "R01"}),
        Act("offer.made", "offer/1", None, {"shift": "CACO-R2:2027-01-01 07:00"}),
    ]
    first = add_to_trail(two_regions, *hidden)
    by = add_to_trail(
        two_regions,
        Act("gap.called", f"people/{numbers[mine]}", None, None),
        who=f"people/{numbers[theirs]}",
    )
    offered = add_to_trail(
        two_regions, Act("offer.made", "offer/2", None, {"shift": "CACO-R1:2027-01-01 07:00"})
    )
    page = visit.get("/audit").text
    assert told(page) == []
    assert {of_mine, offered} <= {*shown_in(page)}
    assert not {by, *range(first - len(hidden) + 1, first + 1)} & {*shown_in(page)}
    assert "/audit/check" not in page
    for path in ("/audit/check", "/audit/trail.csv"):
        answer = visit.get(path)
        assert answer.status_code == (403 if path.endswith("check") else 200)
        assert told(answer.text) == []
    number = numbers[theirs]
    assert shown_in(visit.get(f"/audit?kind=people&number={number}").text) == []
    assert shown_in(visit.get("/audit?kind=account").text) == []
    assert 'value="boss"' in page
    assert f"people/{number}" not in page


def test_the_trail_of_their_region_comes_in_parts(two_regions, visit):
    mine = number_of(two_regions, "people", id=of_region("people", MINE)[0])
    acts = [Act("gap.called", f"people/{mine}", None, {"n": n}) for n in range(60)]
    other = [Act("account.added", "account/1", None, {"login": "x"})] * 600
    add_to_trail(two_regions, *acts)
    add_to_trail(two_regions, *other)
    page = visit.get("/audit").text
    seen = shown_in(page)
    assert len(seen) == 50
    older = re.search(r'href="(/audit\?before=\d+)"', page)[1]
    assert max(shown_in(visit.get(older).text)) == min(seen) - 1


def test_who_administers_all_and_plans_for_one_reads_reasons_of_one(two_regions, moment):
    limits = (RegionLimit(Role.PLANNER, frozenset({MINE})),)
    roles = frozenset({Role.ADMINISTRATOR, Role.PLANNER})
    add_account(
        two_regions, NewAccount("both", "Both", roles, None, "", PASSWORD, limits), "tests", INSIDE
    )
    visit = Visit(create_app(two_regions, Settings(), lambda: INSIDE))
    visit.post("/login", data={"login": "both", "password": PASSWORD})
    for region, is_told in ((MINE, True), (THEIRS, False)):
        person = of_region("people", region)[0]
        number = number_of(two_regions, "absences", person=person)
        facts = {"key": f"{person} | 2027", "reason": f"Because of {region}"}
        add_to_trail(two_regions, Act("record.changed", f"absences/{number}", None, facts))
        assert (f"Because of {region}" in visit.get("/audit").text) == is_told


def test_rules_are_read_with_those_of_their_books_and_not_changed(two_regions, visit):
    row = {"rule": "MAX_RUN", "parameter": "most", "value": "4"}
    import_texts(two_regions, {"book_rules": [{**row, "book": MINE}, {**row, "book": THEIRS}]})
    page = visit.get("/admin/rules").text
    assert f"Book {MINE}" in page
    assert f"Book {THEIRS}" not in page
    assert 'href="/admin/rules/' not in page
    before = digest(two_regions)
    for path in ("/admin/rules/R01", "/admin/agreements", "/admin/agreements/new"):
        assert visit.get(path).status_code == 403
    assert visit.post("/admin/rules/R01", {"enabled": "no"}).status_code == 403
    assert digest(two_regions) == before
