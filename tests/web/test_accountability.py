"""The pages of the account to the board."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from data.model.account import Role
from scheduler.reporting.board_account.making import make_due
from scheduler.settings import Settings
from tests.scheduler.reporting.board_account.test_board_accounts import line, noted

DAY = datetime(2027, 4, 1, 4, tzinfo=UTC)


@pytest.fixture
def made(site_store):
    noted(
        site_store,
        line("caco", "filled_minutes"),
        line("lapses", "lapses", theme="Vakbekwaamheid", **{"from": "2026-10-01"}),
        line("ex", "exercises", theme="Vakbekwaamheid"),
        line("partner", "hours_delivered", partner="Politie", theme="Partners"),
    )
    return {one.line: one.id for one in make_due(site_store, Settings(), DAY)}


def test_before_there_are_accounts_the_page_says_where_to_begin(visit):
    page = visit(Role.PLANNER).get("/accountability?lang=en").text
    assert "No account was made yet" in page
    assert "/records/account_lines" in page


def test_a_reader_sees_themes_with_what_goes_well_and_what_does_not(visit, made):
    page = visit(Role.VIEWER).get("/accountability?lang=en").text
    for words in ("quarter 1 of 2027", "Goes well", "Falls short, has no goal", "Meldkamer"):
        assert words in page
    assert "Not recorded, so nothing can be said of it" in page
    assert "Partner: Politie" in page
    assert f"/accountability/{made['caco']}" in page
    assert "/records/account_lines" not in page
    assert (
        "quarter 4 of 2026" in visit(Role.VIEWER).get("/accountability?period=2026-Q4&lang=en").text
    )
    assert visit(Role.VIEWER).get("/accountability?period=1999").status_code == 404


def test_a_month_of_one_line_does_not_hide_the_quarter_of_the_others(visit, site_store, made):
    month = line("month", "lapses", frequency="month", **{"from": "2027-02-01"})
    noted(site_store, month)
    make_due(site_store, Settings(), DAY)
    page = visit(Role.VIEWER).get("/accountability?lang=en").text
    assert "quarter 1 of 2027</span></h1>" in page
    assert "/accountability?period=2027-03" in page


def test_one_line_shows_its_rows_its_decision_and_where_it_stands_now(visit, made):
    page = visit(Role.VIEWER).get(f"/accountability/{made['caco']}?lang=en").text
    for words in ("CaCo meldkamer", "Elke minuut een CaCo", "caco account verify"):
        assert words in page
    assert "/reports?period=own&amp;from=2027-01-01&amp;to=2027-03-31" in page
    nothing = visit(Role.VIEWER).get(f"/accountability/{made['ex']}?lang=en").text
    assert "not the same as none" in nothing
    assert visit(Role.VIEWER).get("/accountability/99").status_code == 404


def test_a_figure_of_a_part_of_the_period_says_so(visit, site_store):
    noted(site_store, line("caco", "filled_minutes", goal="1"))
    (made,) = make_due(site_store, Settings(), DAY)
    page = visit(Role.VIEWER).get("/accountability?lang=en").text
    assert "1 is recorded in part." in page
    one = visit(Role.VIEWER).get(f"/accountability/{made.id}?lang=en").text
    for text in (page, one):
        assert "minutes nothing is recorded: they are not counted." in text
    assert "Not recorded" in one


def test_the_page_reads_dutch_too(visit, made):
    page = visit(Role.VIEWER).get("/accountability?lang=nl").text
    assert "Verantwoording aan het bestuur" in page
    assert "Geldig bezette minuten" in page


def test_the_workbook_holds_each_line_and_its_rows(visit, made):
    answer = visit(Role.VIEWER).get("/accountability/account.xlsx?lang=en")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="account-2027-Q1.xlsx"'
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "Account to the board"
    assert "caco" in book.sheetnames
    assert "CaCo meldkamer" in [row[0].value for row in book["caco"].iter_rows()]
