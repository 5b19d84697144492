"""Pages of a store whose posts are in books: to plan, to sign, and to look at by book."""

import json
import re
from datetime import date, timedelta

import pytest

from data.model.account import Role
from data.model.duty import Absence, AbsenceKind
from data.store import rosters
from data.store.audit.check import verify
from data.store.statements import statements
from data.tables.period import ZONE
from data.tables.values import midnight
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.monitor import sweep
from scheduler.planning.absences import record_absence
from scheduler.reporting.signed_statements import difference_from, sign_statement
from scheduler.settings import Settings
from tests.scheduler.planning.test_books import DESK, PIKET, draft, in_books, piket_post, signed
from tests.support.originals import EMPTY, Original
from tests.support.region import INSIDE, NOW, import_texts
from tests.web.conftest import Visit, add_accounts
from web.app import create_app


def _both_signed(store):
    import_texts(store, in_books()[0])
    signed(store, PIKET, weeks=8)
    signed(store, DESK)


BOTH = Original(
    "both_books_signed", EMPTY, _both_signed, lambda store: sweep(store, 8, INSIDE), add_accounts
)


@pytest.fixture
def store_of_books(tmp_path):
    with BOTH.copy("sqlite", tmp_path) as store:
        yield store


@pytest.fixture
def planner(store_of_books):
    app = create_app(store_of_books, Settings(), lambda: INSIDE)
    return Visit(app, Role.PLANNER)


def test_the_plan_page_proposes_the_next_period_of_the_book_that_is_chosen(planner):
    page = planner.get("/plan").text
    assert re.search(r'<option value="desk" selected>Meldkamer', page)
    assert 'value="CACO"' in page
    assert piket_post() not in page
    page = planner.get(f"/plan?book={PIKET}").text
    assert re.search(r'<option value="piket" selected>Piket', page)
    assert re.search(r'name="weeks"[^>]*value="8"', page)
    assert piket_post() in page
    assert 'value="CACO"' not in page


def test_the_list_says_of_which_book_each_roster_is_and_a_draft_stays_in_it(
    planner, store_of_books
):
    page = planner.get("/rosters").text
    assert "Meldkamer, " in page
    assert "Piket, " in page
    with store_of_books.reading() as connection:
        piket = next(one for one in rosters.heads(connection) if one.book == PIKET)
    form = {"first": piket.first_date.isoformat(), "weeks": piket.weeks, "book": PIKET}
    assert planner.post("/rosters/draft", data=form).status_code == 302
    with store_of_books.reading() as connection:
        assert max(rosters.heads(connection), key=lambda one: one.id).book == PIKET


@pytest.mark.parametrize("path", ["/now", "/gaps"])
def test_the_board_and_the_gaps_can_be_seen_by_book(planner, path):
    desk, piket = "CaCo meldkamer", piket_post()
    whole = planner.get(path).text
    assert "book=desk" in whole or 'value="desk"' in whole
    seen = planner.get(f"{path}?book={DESK}").text
    rows = seen[seen.index("<main") :]
    assert desk in rows
    assert f"{piket}</span>" not in rows
    assert planner.get(f"{path}?book=nothing").status_code == 200


def test_a_draft_that_does_not_go_with_one_of_another_book_says_so_where_it_is_signed(
    planner, store_of_books
):
    _tables, both = in_books()
    mine = draft(store_of_books, DESK, chosen=both[0], now=INSIDE)
    other = draft(store_of_books, PIKET, weeks=8, chosen=both[0], now=INSIDE)
    for one, beside in ((mine, other), (other, mine)):
        page = planner.get(f"/rosters/{one.id}/publish").text
        assert f'href="/rosters/{beside.id}"' in page
        assert "gaat" in page or "does not go together" in page


def test_a_round_of_requests_is_about_one_book(planner, store_of_books):
    page = planner.get(f"/requests/rounds?book={PIKET}").text
    assert re.search(r'<option value="piket" selected>', page)
    form = {"first": "2027-03-01", "weeks": "8", "until": "2027-01-20T12:00", "book": PIKET}
    answer = planner.post("/requests/rounds", data=form)
    assert answer.status_code == 302, answer.text
    assert "Piket" in planner.get("/requests/rounds").text


def test_nothing_of_books_is_shown_where_there_are_none(tmp_path):
    plain = Original("no_books_here", EMPTY, import_texts, add_accounts)
    with plain.copy("sqlite", tmp_path) as store:
        planner = Visit(create_app(store, Settings(), lambda: NOW), Role.PLANNER)
        for path in ("/plan", "/requests/rounds"):
            assert '<select class="form-select" id="book"' not in planner.get(path).text
        assert 'name="book"' not in planner.get("/gaps").text


def test_the_grid_shows_what_somebody_does_by_another_book(planner, store_of_books):
    _tables, both = in_books()
    with store_of_books.reading() as connection:
        desk = max(one.id for one in rosters.heads(connection) if one.book == DESK)
        held = rosters.duties_between(connection, INSIDE, INSIDE + timedelta(weeks=1))
    assert any(who in both and shift.post == piket_post() for who, shift, _ in held)
    assert (
        f'title="door een andere roostergroep: {piket_post()}"'
        in planner.get(f"/rosters/{desk}").text
    )


def test_a_report_and_a_statement_are_made_of_one_book(planner):
    days = "period=own&from=2027-01-04&to=2027-01-07"
    for path in ("/reports", "/reports/statement"):
        whole = planner.get(f"{path}?{days}").text
        assert 'name="book"' in whole
        page = planner.get(f"{path}?{days}&book={DESK}").text
        assert "CaCo meldkamer" in page
        assert names()[piket_post()] in whole
        assert names()[piket_post()] not in page
    page = planner.get(f"/reports/statement?{days}&book={DESK}").text
    assert "caco coverage --from 2027-01-04 --to 2027-01-07 --book desk --json" in page
    assert planner.get(f"/reports?{days}&book=nothing").status_code == 404


def test_a_statement_of_one_book_is_signed_and_counted_by_itself(planner, store_of_books):
    planner.client.set_cookie("language", "en")
    days = {"period": "own", "from": "2027-01-04", "to": "2027-01-07"}
    asked = "/reports/statement?" + "&".join(f"{name}={text}" for name, text in days.items())
    whole = planner.post("/reports/statements", days).location
    page = planner.get(f"{asked}&book={DESK}").text
    assert f'<input type="hidden" name="book" value="{DESK}">' in page
    assert "Nobody signed a statement of these days yet." in page
    signed = planner.post("/reports/statements", {**days, "book": DESK})
    page = planner.get(signed.location).text
    assert "about the posts of one book: Meldkamer" in page
    assert "24/7 statement, version 1" in page
    assert names()[piket_post()] not in page
    assert "nothing was recorded that changes it" in page
    assert "one book" not in planner.get(whole).text
    again = planner.post("/reports/statements", {**days, "book": DESK})
    assert again.status_code == 422
    listed = planner.get("/reports/statements").text
    assert ">Meldkamer</td>" in listed
    assert planner.get(f"{signed.location}.json").json["book_name"] == "Meldkamer"
    with store_of_books.reading() as connection:
        found = [(one.book, one.region, one.version) for one in statements(connection)]
        assert verify(connection, ZONE).findings == ()
    assert found == [(DESK, "", 1), ("", "", 1)]


def test_the_difference_since_a_statement_of_a_book_was_signed_is_about_that_book(store_of_books):
    days = date(2027, 1, 4), date(2027, 1, 7)
    kept = {
        book: sign_statement(store_of_books, *days, "anna", INSIDE, book=book)
        for book in (DESK, PIKET)
    }
    start, end = (midnight(day, ZONE) for day in days)
    _proof, inputs = prove_coverage(store_of_books, start, end, INSIDE)
    one = next(one for one in inputs.published["CACO"] if one.holders and one.shift.start >= start)
    for person in one.holders:
        ill = Absence(person, AbsenceKind.ILLNESS, one.shift.start, one.shift.end)
        record_absence(store_of_books, ill, "planner", INSIDE)
    later = {book: difference_from(store_of_books, signed, INSIDE) for book, signed in kept.items()}
    assert later[DESK].is_changed
    assert {post.post for post in later[DESK].posts} == {"CACO"}
    assert "CACO" not in {post.post for post in later[PIKET].posts}


def test_the_command_signs_a_statement_of_one_book(command_line, store_of_books):
    caco = command_line(store_of_books.url.render_as_string(hide_password=False), "petra")
    days = ("--from", "2026-11-02", "--to", "2026-11-03")
    assert "version 1" in caco("statement", "sign", *days, "--book", DESK, "--lang", "en")[1]
    assert "version 1" in caco("statement", "sign", *days, "--lang", "en")[1]
    listed = json.loads(caco("statement", "list", "--json")[1])
    assert [(one["book"], one["version"]) for one in listed] == [(None, 1), (DESK, 1)]
    assert "Book: desk" in caco("statement", "show", "1", "--lang", "en")[1]
    code, _said, err = caco("statement", "sign", *days, "--book", "nothing")
    assert code != 0
    assert "nothing" in err


def names():
    return {row["id"]: row["name"] for row in in_books()[0]["posts"]}
