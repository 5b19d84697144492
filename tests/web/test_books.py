"""Pages of a store whose posts are in books: to plan, to sign, and to look at by book."""

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.store import rosters
from scheduler.coverage.monitor import sweep
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


def names():
    return {row["id"]: row["name"] for row in in_books()[0]["posts"]}
