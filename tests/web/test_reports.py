"""The pages of reports: what they show, to whom, and as files."""

import html
import io
import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask, g
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from data.i18n.language import language
from data.model.account import Role
from data.model.person_figures import share_level
from data.model.tally import Measure
from data.store import rosters
from data.store.opening import Store, store_url
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.planning.absences import report_sick
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.reporting.hours import hours_of_people
from scheduler.reporting.signed_statements import read_signed
from scheduler.reporting.statement import state
from scheduler.reporting.statement_facts import statement_facts, statement_from
from scheduler.settings import Settings
from tests.scheduler.reporting.test_signed_statements import on_the_desk, was_ill
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, Visit
from web.app import create_app
from web.reports.period import read_period

JANUARY = "?period=own&from=2027-01-01&to=2027-01-31"
PAGES = ("/reports", "/reports/statement", "/reports/hours", "/reports/open-calls")
FILES = ("/reports/coverage.xlsx", "/reports/statement.json", "/reports/hours.xlsx")


@pytest.mark.parametrize("role", Role)
def test_everybody_with_an_account_sees_reports(visit, role):
    reader = visit(role)
    for page in (*PAGES, *FILES):
        assert reader.get(page).status_code == 200, page


def test_strangers_are_asked_to_sign_in(visit):
    stranger = visit()
    for page in (*PAGES, *FILES):
        assert stranger.get(page).location.startswith("/login"), page


NONSENSE = {
    "from=2027-02-01&to=2027-01-01": "The last day lies before the first",
    "from=2020-01-01&to=2029-12-31": "3653 days",
    "from=soon&to=2027-01-01": "soon is not a date",
    "from=2027-01-01": "Give a first and a last day",
    "from=0001-01-01&to=0001-01-02": "Choose days within the years",
    "period=own": "Give a first and a last day",
}


def test_a_period_that_makes_no_sense_is_told(visit):
    planner = visit(Role.PLANNER)
    for page in PAGES[:3]:
        for query, said in NONSENSE.items():
            answer = planner.get(f"{page}?{query}", headers={"Accept-Language": "en"})
            assert answer.status_code == 422
            assert said in answer.text
            assert "SHA-256" not in answer.text


def test_no_file_is_made_of_a_period_that_makes_no_sense(visit):
    planner = visit(Role.PLANNER)
    for page in FILES:
        assert planner.get(f"{page}?from=2027-02-01&to=2027-01-01").status_code == 404


def test_all_that_is_wrong_with_a_period_is_told_at_once(app):
    with app.test_request_context():
        assert len(read_period({"from": "x", "to": "<b>" * 30}, date(2027, 1, 8)).faults) == 2
        found = read_period({"from": "2199-01-01", "to": "2099-01-01"}, date(2027, 1, 8))
    assert len(found.faults) == 2
    assert found.first_text == "2199-01-01"


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(["own", "", "quarter"]))
def test_whatever_is_typed_gives_a_period_or_a_reason(first, last, choice):
    with Flask(__name__).test_request_context():
        g.language = language("en")
        found = read_period({"from": first, "to": last, "period": choice}, date(2027, 1, 8))
    assert found.first <= found.last
    assert choice != "own" or found.faults or found.first == date.fromisoformat(found.first_text)


@pytest.mark.parametrize(
    ("choice", "first", "last"),
    [
        ("quarter", date(2027, 1, 1), date(2027, 3, 31)),
        ("last_quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("year", date(2027, 1, 1), date(2027, 12, 31)),
        ("last_year", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_usual_periods_are_those_of_the_local_calendar(app, choice, first, last):
    with app.test_request_context():
        found = read_period({"period": choice}, date(2027, 1, 8))
    assert (found.first, found.last, found.faults) == (first, last, ())


def test_nothing_asked_is_this_quarter(app):
    with app.test_request_context():
        assert read_period({}, date(2027, 6, 30)).last == date(2027, 6, 30)
        assert read_period({"period": "rubbish"}, date(2027, 6, 30)).faults


def test_a_month_that_is_not_whole_never_reads_as_100(visit):
    text = visit(Role.PLANNER).get(f"/reports{JANUARY}", headers={"Accept-Language": "en"}).text
    for cell in re.findall(r'<td class="number short[^"]*">(.*?)</td>', text, re.DOTALL):
        assert "100 %" not in cell.split("<br>")[0]
        assert "open" in cell
    assert "no roster was in force" in text
    assert "there is no record yet" in text


def test_of_the_past_before_any_roster_there_is_no_record(visit):
    asked_for = "?from=2024-03-01&to=2024-03-31"
    text = visit(Role.PLANNER).get(f"/reports/statement{asked_for}").text
    assert "nog geen registratie" in text
    assert "In deze periode was geen rooster van kracht." in text


def test_the_statement_is_that_of_the_proof(visit, site_store):
    found = state(site_store, date(2027, 1, 1), date(2027, 1, 31), INSIDE)
    planner = visit(Role.PLANNER)
    assert found.proof.hash in planner.get(f"/reports/statement{JANUARY}").text
    facts = planner.get(f"/reports/statement.json{JANUARY}").json
    assert facts["hash"] == found.proof.hash
    assert facts["check"] == "caco coverage --from 2027-01-01 --to 2027-01-31 --json"
    assert sum(one["minutes"] for one in facts["open"]) == sum(
        month["required"] - month["valid"] for month in facts["months"]
    )
    assert facts["rosters"][0]["signed_by"] == "signer"


def test_the_statement_is_there_in_the_other_language(visit):
    planner = visit(Role.PLANNER)
    assert "24/7-verklaring" in planner.get(f"/reports/statement{JANUARY}").text
    english = planner.get(f"/reports/statement{JANUARY}&lang=en").text
    assert '<html lang="en">' in english
    assert "Validly filled" in english
    assert planner.get(f"/reports/statement{JANUARY}&lang=xx").status_code == 200


@pytest.fixture
def an_illness(site_store):
    """Somebody who is on the roster today is ill."""
    with site_store.reading() as connection:
        found = rosters.duties_between(connection, INSIDE, INSIDE + timedelta(days=1))
    person, shift, _doubles = next(one for one in found if one[1].start > INSIDE)
    report_sick(site_store, person, shift.start, shift.start.date(), "planner", INSIDE)


def test_why_somebody_is_absent_is_not_for_everybody(visit, site_store, an_illness):
    assert "ziekte" in visit(Role.PLANNER).get(f"/reports/statement{JANUARY}").text
    for role in (Role.FUNCTIONARY, Role.VIEWER, Role.ADMINISTRATOR):
        other = visit(role)
        for page in ("/reports", "/reports/statement"):
            text = other.get(page + JANUARY).text
            assert "ziekte" not in text
            assert "wie erop stond, kon niet" in text
        facts = other.get(f"/reports/statement.json{JANUARY}").text
        assert "illness" not in facts
        assert "not_available" in facts
        assert "agreed in the meeting" not in facts
        book = sheets(other.get(f"/reports/coverage.xlsx{JANUARY}"))
        assert "ziekte" not in str(book)


def sheets(answer):
    book = load_workbook(io.BytesIO(answer.data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_the_workbook_of_coverage_holds_the_same_minutes(visit, site_store):
    found = state(site_store, date(2027, 1, 1), date(2027, 1, 31), INSIDE)
    book = sheets(visit(Role.PLANNER).get(f"/reports/coverage.xlsx{JANUARY}&lang=en"))
    rows = book["Coverage"]
    assert f"SHA-256 {found.proof.hash}" in [row[0] for row in rows]
    top = next(number for number, row in enumerate(rows) if row[0] == "Post")
    figures = [row for row in rows[top + 1 :] if isinstance(row[2], int)]
    assert [row[2] for row in figures] == [one.required for one in found.proof.months]
    assert [row[4] for row in figures] == [one.valid for one in found.proof.months]
    assert all(row[5] < 100 or row[2] == row[4] for row in figures)
    assert "Not filled" in book


def test_what_was_open_can_be_sorted_and_added_up(visit, site_store):
    found = state(site_store, date(2027, 1, 1), date(2027, 1, 31), INSIDE)
    rows = sheets(visit(Role.PLANNER).get(f"/reports/coverage.xlsx{JANUARY}&lang=en"))["Not filled"]
    top = next(number for number, row in enumerate(rows) if row[0] == "Post")
    stretches = [row for row in rows[top + 1 :] if row[1] is not None]
    assert all(isinstance(edge, datetime) for row in stretches for edge in row[1:3])
    total = sum(one.minutes for one in found.stretches)
    assert round(60 * sum(row[3] for row in stretches)) == total


def test_a_month_in_a_workbook_is_shown_as_a_month(visit):
    book = load_workbook(
        io.BytesIO(visit(Role.PLANNER).get(f"/reports/coverage.xlsx{JANUARY}").data)
    )
    shapes = {row[1].number_format for row in book["Dekking"].iter_rows(min_row=8) if row[1].value}
    assert shapes == {"[$-413]mmm yyyy"}


def test_hours_of_everybody_for_a_planner(visit):
    text = visit(Role.PLANNER).get(f"/reports/hours{JANUARY}").text
    assert text.count('class="in-all"') > 5
    book = sheets(visit(Role.PLANNER).get(f"/reports/hours.xlsx{JANUARY}"))
    assert len(book["In totaal"]) > 5


def test_a_functionary_sees_their_own_hours_alone(visit, site_store):
    text = visit(Role.FUNCTIONARY).get(f"/reports/hours{JANUARY}").text
    assert text.count('class="in-all"') == 1
    book = sheets(visit(Role.FUNCTIONARY).get(f"/reports/hours.xlsx{JANUARY}"))
    names = {row[0] for row in book["In totaal"]}
    others = everybody(site_store) - names
    assert len(others) == len(everybody(site_store)) - 1
    assert not any(name in text for name in others)


def test_a_viewer_sees_sums_without_names(visit, site_store):
    text = visit(Role.VIEWER).get(f"/reports/hours{JANUARY}").text
    book = str(sheets(visit(Role.VIEWER).get(f"/reports/hours.xlsx{JANUARY}")))
    assert "Iedereen samen" in text
    assert not any(name in text or name in book for name in everybody(site_store))


def everybody(store):
    with store.reading() as connection:
        return set(connection.exec_driver_sql("SELECT name FROM people").scalars())


def test_a_name_that_is_a_formula_stays_a_text(visit, site_store):
    with site_store.writing() as connection:
        connection.exec_driver_sql("UPDATE people SET name = '=1+1' WHERE row = 1")
    answer = visit(Role.PLANNER).get(f"/reports/hours.xlsx{JANUARY}")
    book = load_workbook(io.BytesIO(answer.data))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert cells[0].quotePrefix


def test_with_no_posts_reports_say_so(empty_sqlite, tmp_path):
    path = tmp_path / "empty.db"
    path.write_bytes(empty_sqlite.read_bytes())
    store = Store(store_url(f"sqlite:///{path}"))
    add_account(
        store,
        NewAccount("planner", "Anna", frozenset({Role.PLANNER}), None, "", PASSWORD),
        "tests",
        INSIDE,
    )
    planner = Visit(create_app(store, Settings(), lambda: INSIDE), Role.PLANNER)
    for page in PAGES[:2]:
        answer = planner.get(page)
        assert answer.status_code == 200
        assert "Er wordt niets bewaakt" in answer.text
        assert "100" not in re.sub(r"\?v=\w+", "", answer.text)  # the version of a file may say so
    assert planner.get("/reports/hours").status_code in (200, 422)
    assert planner.get("/reports/open-calls").status_code == 200
    store.close()


OVER = "?period=own&from=2027-01-04&to=2027-01-07"


def test_a_statement_is_signed_with_a_button_and_stands(visit, site_store):
    planner = visit(Role.PLANNER)
    planner.client.set_cookie("language", "en")
    days = {"period": "own", "from": "2027-01-04", "to": "2027-01-07"}
    assert "Sign this statement" in planner.get(f"/reports/statement{OVER}").text
    there = planner.post("/reports/statements", data=days).location
    page = planner.get(there).text
    assert "version 1" in page
    assert read_signed(site_store, 1).content_hash in page
    assert "nothing was recorded that changes it" in planner.get(f"/reports/statement{OVER}").text
    assert planner.post("/reports/statements", data=days).status_code == 422
    was_ill(site_store, on_the_desk(site_store), 3)
    for path in (f"/reports/statement{OVER}", there):
        said = html.unescape(planner.get(path).text)
        assert "Since version 1 was signed, 1 thing was recorded" in said
        assert "-180 min validly filled" in said
    assert "Sign a new version" in planner.get(f"/reports/statement{OVER}").text
    assert "version 1" in planner.get("/reports/statements").text
    facts = planner.get(f"{there}.json").json
    assert facts["signed"]["version"] == 1
    assert facts["hash"] == read_signed(site_store, 1).proof_hash


def test_who_may_not_sign_has_no_button_and_is_refused(visit):
    manager = visit(Role.DUTY_MANAGER)
    assert "ondertekenen" not in manager.get(f"/reports/statement{OVER}").text
    assert manager.post("/reports/statements", data={"period": "last_year"}).status_code == 403


def test_a_running_period_cannot_be_signed_yet(visit):
    text = visit(Role.PLANNER).get(f"/reports/statement{JANUARY}").text
    assert "zodra deze dagen voorbij zijn" in text
    assert "Deze verklaring ondertekenen" not in text
    assert visit(Role.PLANNER).get("/reports/statements/77").status_code == 404


def names_of_hours(page):
    """Who stands in the report of hours, in its order."""
    body = page.split('class="plain hours"')[1].split("</table>")[0]
    heads = re.findall(r'class="in-all">\s*<th scope="row">(.*?)</th>', body, re.DOTALL)
    return [re.sub("<[^>]+>", "", head).removesuffix(" by month").strip() for head in heads]


def test_hours_have_a_row_a_person_sorted_and_marked_beside_the_fair_share(visit, site_store):
    planner = visit(Role.PLANNER)
    planner.client.set_cookie("language", "en")
    period = "?period=own&from=2026-12-01&to=2027-01-31"
    page = planner.get(f"/reports/hours{period}").text
    names = names_of_hours(page)
    assert names == sorted(names)
    assert len(names) > 3
    assert page.count('class="of-month"') == 2 * page.count("unfold")
    found = hours_of_people(site_store, date(2026, 12, 1), date(2027, 1, 31)).people
    beyond = {
        one.name: one.total.done.value(Measure.NIGHTS) - one.total.due[Measure.NIGHTS]
        for one in found
    }
    page = planner.get(f"/reports/hours{period}&sort=nights").text
    assert names_of_hours(page) == sorted(names, key=lambda name: -beyond[name])
    assert 'aria-sort="descending"' in page
    marks = sum(
        abs(share_level(m, one.total.done.value(m) - one.total.due[m], one.total.due[m])) > 1
        for one in found
        for m in Measure
    )
    assert page.count('<span aria-hidden="true">▲') + page.count('aria-hidden="true">▽') == marks
    assert names_of_hours(planner.get(f"/reports/hours{period}&sort=rubbish").text) == names


def test_a_period_that_is_not_over_says_so_above_its_hours(visit):
    planner = visit(Role.PLANNER)
    planner.client.set_cookie("language", "en")
    assert "done or to come" in planner.get("/reports/hours").text
    over = planner.get("/reports/hours?period=own&from=2026-01-01&to=2026-03-31").text
    assert "done or to come" not in over


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "This post is to be filled from 1 September 2027 on."),
        ("nl", "Deze post moet bezet zijn vanaf 1 september 2027."),
    ],
)
def test_a_statement_says_that_a_post_begins_and_asks_nothing_before(visit, site_store, lang, said):
    rows = [row for row in read_table(site_store, "posts") if row["id"] == "CACO"]
    new = Replacement(
        "posts", {"id": "CACO"}, [rows[0] | {"from": "2027-09-01"}], fingerprint(rows)
    )
    replace_rows(site_store, new, "planner", INSIDE)
    reader = visit(Role.PLANNER)
    days = "period=own&from=2027-08-25&to=2027-09-07"
    assert said in reader.get(f"/reports/statement?{days}&lang={lang}").text
    facts = reader.get(f"/reports/statement.json?{days}").get_json()
    (post,) = [one for one in facts["posts"] if one["id"] == "CACO"]
    assert post["from"] == "2027-09-01"
    assert statement_from(facts).posts[0].start == date(2027, 9, 1)
    required = sum(one["required"] for one in facts["months"] if one["post"] == "CACO")
    assert required == 7 * 24 * 60
    after = reader.get("/reports/statement?period=own&from=2027-09-01&to=2027-09-07").text
    assert "to be filled from" not in after


def test_the_list_of_posts_says_when_one_begins_and_ends(visit, site_store):
    rows = [row for row in read_table(site_store, "posts") if row["id"] == "CACO"]
    days = {"from": "2027-01-01", "until": "2027-12-31"}
    new = Replacement("posts", {"id": "CACO"}, [rows[0] | days], fingerprint(rows))
    replace_rows(site_store, new, "planner", INSIDE)
    planner = visit(Role.PLANNER)
    page = planner.get("/admin/posts").text
    assert "vanaf 1 januari 2027" in page
    assert "tot en met 31 december 2027" in page
    form = planner.get("/admin/posts/CACO").text
    assert 'name="from.day" value="vr 1 jan 2027"' in form


@pytest.mark.parametrize(
    ("lang", "closed", "more"),
    [
        (
            "en",
            "Wed 13 Jan 00:00 – Thu 14 Jan 00:00: nobody needed (closed, Renovation).",
            "Fri 15 Jan 18:00 – Sat 16 Jan 02:00: 2 needed (code red).",
        ),
        (
            "nl",
            "wo 13 jan 00:00 – do 14 jan 00:00: niemand nodig (gesloten, Renovation).",
            "vr 15 jan 18:00 – za 16 jan 02:00: 2 nodig (code rood).",
        ),
    ],
)
def test_a_statement_says_which_days_a_post_was_closed_or_asked_more(
    visit, site_store, lang, closed, more
):
    shut = {"start": "2027-01-13", "end": "2027-01-13", "required": "0", "source": "closed"}
    storm = {"start": "2027-01-15 18:00", "end": "2027-01-16 02:00", "required": "2"}
    rows = [shut | {"reason": "Renovation"}, storm | {"source": "code_red"}]
    edits = [RowEdit("demand", {"post": "CACO"} | row) for row in rows]
    edit_rows(site_store, edits, "planner", INSIDE)
    reader = visit(Role.PLANNER)
    days = "period=own&from=2027-01-11&to=2027-01-17"
    page = reader.get(f"/reports/statement?{days}&lang={lang}").text
    assert closed in page
    assert more in page
    facts = reader.get(f"/reports/statement.json?{days}").get_json()
    assert [one["required"] for one in facts["demand"]] == [0, 2]
    assert [one.reason for one in statement_from(facts).demands] == ["Renovation", ""]
    other = reader.get("/reports/statement?period=own&from=2027-01-18&to=2027-01-24").text
    assert closed not in other


def test_a_signed_statement_keeps_that_a_post_was_closed_and_not_the_reason(site_store):
    shut = {"start": "2027-01-06", "end": "2027-01-06", "required": "0", "source": "closed"}
    row = {"post": "CACO", "reason": "Anna is getting married"} | shut
    edit_rows(site_store, [RowEdit("demand", row)], "planner", INSIDE)
    found = state(site_store, date(2027, 1, 4), date(2027, 1, 7), INSIDE)
    facts = statement_facts(found, may_know=True, for_good=True)
    assert "Anna" not in str(facts)
    (kept,) = statement_from(facts).demands
    assert (kept.required, kept.source.value, kept.reason) == (0, "closed", "")
