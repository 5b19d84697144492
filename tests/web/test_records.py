"""Rows of the records by form: from an empty store to a colleague, changed, ended and undone."""

import re

import pytest

from data.model.account import Role
from data.store.opening import Store, store_url
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.records.row_edits import read_rows
from scheduler.settings import Settings
from tests.support.region import INSIDE
from tests.web.conftest import PASSWORD, Visit
from web.app import create_app


@pytest.fixture
def moment():
    return [INSIDE]


@pytest.fixture
def empty(sqlite_url):
    store = Store(store_url(sqlite_url))
    new = NewAccount("planner", "Els Planner", frozenset({Role.PLANNER}), None, "nl", PASSWORD)
    add_account(store, new, "tests", INSIDE)
    yield store
    store.close()


@pytest.fixture
def newcomer(empty, moment):
    """A planner at an empty store."""

    def clock():
        moment[0] = moment[0].replace(microsecond=moment[0].microsecond + 1)
        return moment[0]

    return Visit(create_app(empty, Settings(), clock), Role.PLANNER)


COLLEAGUE = {
    "name": "Anna van der Karekiet",
    "regions": "gooi-en-vechtstreek",
    "contract-hours_per_week": "36",
    "contract-from": "2027-01-01",
    "competence-function": "caco",
    "competence-from": "2027-01-01",
    "contact-phone": "06 1234 5678",
    "contact-mail": "anna@example.org",
}


def begin(visit):
    """A region, a function and a colleague, as somebody types them."""
    visit.post("/records/regions", {"name": "Gooi en Vechtstreek"})
    visit.post("/records/functions", {"name": "CaCo", "discipline": "control_room"})
    return visit.post("/records/people/new", COLLEAGUE)


def row(store, table):
    (found,) = read_rows(store, table)
    return found


def seen_on(page):
    return re.search(r'name="seen" value="([^"]*)"', page.text)[1]


def entry_on(page):
    return re.search(r'name="entry" value="(\d+)"', page.text)[1]


def test_from_an_empty_store_all_is_made_by_forms(newcomer, empty):
    assert "/records/functions/new" in newcomer.get("/admin/posts/new").text
    assert "/records/regions/new" in newcomer.get("/records/people/new").text
    answer = begin(newcomer)
    assert answer.headers["Location"] == "/people/karekiet"
    assert row(empty, "people").texts == {
        "id": "karekiet",
        "name": "Anna van der Karekiet",
        "regions": "gooi-en-vechtstreek",
    }
    ways = {one.texts["channel"]: one.texts["address"] for one in read_rows(empty, "contacts")}
    assert ways == {"phone": "+31612345678", "mail": "anna@example.org"}
    post = {
        "id": "CACO",
        "name": "CaCo meldkamer",
        "function": "caco",
        "regions": "gooi-en-vechtstreek",
        "kind": "on_site",
        "pattern": "3x8",
    }
    assert newcomer.post("/admin/posts", post).status_code == 302
    assert newcomer.get("/people/karekiet").status_code == 200


def test_what_is_wrong_stands_at_its_field_all_at_once_and_nothing_is_lost(newcomer, empty):
    begin(newcomer)
    wrong = {
        **COLLEAGUE,
        "contract-hours_per_week": "zesendertig",
        "contact-phone": "112",
        "competence-from": "",
    }
    answer = newcomer.post("/records/people/new", wrong)
    assert answer.status_code == 422
    fields = dict(re.findall(r'id="wrong-f-([\w-]+)"><li>(.*?)</li>', answer.text))
    assert fields.keys() == {
        "name",
        "contract-hours_per_week",
        "contact-phone",
        "competence-from",
    }
    assert "zesendertig" in fields["contract-hours_per_week"]
    assert "“Anna van der Karekiet”" in fields["name"]
    assert 'value="zesendertig"' in answer.text
    assert 'value="gooi-en-vechtstreek" checked' in answer.text
    assert len(read_rows(empty, "people")) == 1


def test_without_a_name_only_that_is_told(newcomer):
    begin(newcomer)
    answer = newcomer.post("/records/people/new", {**COLLEAGUE, "name": ""})
    assert re.findall(r'id="wrong-f-([\w-]+)"', answer.text) == ["name"]
    answer = newcomer.post("/records/regions", {"name": ""})
    assert re.findall(r'id="wrong-f-([\w-]+)"', answer.text) == ["name"]
    assert answer.status_code == 422


def test_a_row_is_changed_with_its_history_in_words_and_undone(newcomer, empty):
    begin(newcomer)
    there = row(empty, "contracts")
    address = f"/records/contracts/{there.number}"
    page = newcomer.get(address)
    typed = {**there.texts, "hours_per_week": "28,5", "seen": seen_on(page), "to": "karekiet"}
    answer = newcomer.post(address, typed)
    assert answer.headers["Location"] == "/people/karekiet"
    page = newcomer.get(address)
    assert "<del>36</del> → <ins>28,5</ins>" in page.text
    assert "Els Planner" in page.text
    answer = newcomer.post(f"{address}/undo", {"entry": entry_on(page)})
    assert answer.headers["Location"] == address
    assert row(empty, "contracts").texts["hours_per_week"] == "36"


def test_what_ended_can_be_found_and_put_back(newcomer, empty):
    begin(newcomer)
    there = row(empty, "people")
    page = newcomer.get(f"/records/people/{there.number}")
    newcomer.post(f"/records/people/{there.number}/end", {"seen": seen_on(page)})
    assert read_rows(empty, "contracts") == []
    assert f"/records/people/{there.number}" in newcomer.get("/records/people?ended=1").text
    page = newcomer.get(f"/records/people/{there.number}")
    newcomer.post(f"/records/people/{there.number}/undo", {"entry": entry_on(page)})
    assert row(empty, "contracts").texts["hours_per_week"] == "36"


def test_what_others_need_does_not_end_and_says_who(newcomer, empty):
    begin(newcomer)
    there = row(empty, "functions")
    page = newcomer.get(f"/records/functions/{there.number}")
    answer = newcomer.post(f"/records/functions/{there.number}/end", {"seen": seen_on(page)})
    assert answer.status_code == 422
    assert f"/records/competences/{row(empty, 'competences').number}" in answer.text
    assert "Anna van der Karekiet" in answer.text


def test_two_at_once_the_second_is_told(newcomer, empty):
    begin(newcomer)
    there = row(empty, "contracts")
    typed = {**there.texts, "hours_per_week": "32", "seen": there.seen}
    newcomer.post(f"/records/contracts/{there.number}", typed)
    answer = newcomer.post(f"/records/contracts/{there.number}", {**typed, "hours_per_week": "24"})
    assert answer.status_code == 409
    assert "Els Planner" in answer.text
    assert 'value="24"' in answer.text  # what was typed is not lost


@pytest.mark.parametrize(
    ("table", "typed"),
    [
        ("duty_managers", {"level": "1", "person": "karekiet"}),
        ("alert_steps", {"hours_before": "24", "channel": "mail", "waits": "yes"}),
        (
            "absences",
            {"person": "karekiet", "kind": "leave", "start-day": "2027-02-01",
             "end-day": "2027-02-05"},
        ),
        (
            "weekly_work",
            {"person": "karekiet", "weekdays": "mo", "start": "09:00", "end": "12:00"},
        ),
        (
            "provisions",
            {"person": "karekiet", "kind": "holy_day", "from": "2027-01-01", "weekday": "sa"},
        ),
        (
            "requirements",
            {"name": "Bijscholing", "functions": "caco", "kind": "refresher", "months": "12",
             "from": "2027-06-01"},
        ),
        ("wishes", {"person": "karekiet", "kind": "avoid", "from": "2027-02-01",
                    "until": "2027-02-02"}),
    ],
)  # fmt: skip
def test_each_table_is_filled_in_by_its_form(newcomer, empty, table, typed):
    begin(newcomer)
    assert newcomer.get(f"/records/{table}/new").status_code == 200
    answer = newcomer.post(f"/records/{table}", typed)
    assert answer.status_code == 302, re.findall(r"<li>(.*?)</li>", answer.text)
    page = newcomer.get(f"/records/{table}/{row(empty, table).number}")
    assert page.status_code == 200
    assert newcomer.get(f"/records/{table}").status_code == 200


def test_a_pledge_and_a_pin_in_a_region(visit, site_store):
    planner = visit(Role.PLANNER)
    for table in ("pledges", "pins"):
        page = planner.get(f"/records/{table}/new")
        assert page.status_code == 200


def test_demand_and_minimum_cover_by_form(visit, site_store):
    planner = visit(Role.PLANNER)
    storm = {
        "post": "CACO", "start-day": "2027-01-13", "start-clock": "18:00", "end-day": "2027-01-14",
        "end-clock": "02:00", "required": "2", "source": "code_red", "reason": "Storm",
    }  # fmt: skip
    assert 'value="code_red"' in planner.get("/records/demand/new").text
    assert planner.post("/records/demand", storm).status_code == 302
    there = row(site_store, "demand")
    assert there.texts["start"] == "2027-01-13 18:00"
    page = planner.get(f"/records/demand/{there.number}")
    assert "Storm" in page.text
    again = planner.post("/records/demand", storm | {"start-clock": "20:00"})
    assert again.status_code == 422
    assert "zegt ook hoeveel" in again.text
    weekend = {"post": "CACO", "weekdays": ["sa", "su"], "start": "14:00", "end": "22:00",
               "required": "2", "from": "2027-01-08"}  # fmt: skip
    assert planner.post("/records/minimum_cover", weekend).status_code == 302
    assert "14:00" in planner.get("/records/minimum_cover").text
    seen = seen_on(planner.get(f"/records/demand/{there.number}"))
    planner.post(f"/records/demand/{there.number}/end", {"seen": seen})
    assert read_rows(site_store, "demand") == []
    assert f"/records/demand/{there.number}" in planner.get("/records/demand?ended=1").text


def test_only_who_keeps_the_records_comes_in(visit):
    for role in set(Role) - {Role.PLANNER}:
        assert visit(role).get("/records").status_code == 403
    planner = visit(Role.PLANNER)
    assert planner.get("/records/accounts").status_code == 404
    assert planner.get("/records/people/9999").status_code == 404


def test_the_last_months_are_typed_duty_after_duty_and_undone_like_any_row(newcomer, empty):
    begin(newcomer)
    post = {"name": "CaCo meldkamer", "function": "caco", "regions": "gooi-en-vechtstreek"}
    standing = {"kind": "on_site", "pattern": "3x8", "authority": "regional"}
    assert newcomer.post("/admin/posts", post | standing).status_code == 302
    form = newcomer.get("/records/history/new").text
    assert '<option value="caco-meldkamer">CaCo meldkamer</option>' in form
    typed = {
        "person": "karekiet",
        "post": "caco-meldkamer",
        "kind": "work",
        "start-day": "2026-12-31",
        "start-clock": "23:00",
        "end-day": "2027-01-01",
        "end-clock": "07:00",
    }
    answer = newcomer.post("/records/history", typed | {"next": "1"})
    following = newcomer.get(answer.headers["Location"]).text
    shown = re.findall(r'<input[^>]*name="(?:start|end)-(?:day|clock)\.\w+"[^>]*>', following)
    values = [re.search(r'value="([^"]*)"', one)[1] for one in shown]
    assert values == ["vr 1 jan 2027", "23:00", "za 2 jan 2027", "07:00"]
    assert re.findall(r'<option value="([^"]+)" selected', following) == [
        "karekiet", "caco-meldkamer", "work",
    ]  # fmt: skip
    kept = row(empty, "history")
    assert kept.texts["start"] == "2026-12-31 23:00"
    listed = newcomer.get("/records/history").text
    assert ">CaCo meldkamer<" in listed
    guide = newcomer.get("/start").text
    assert "/records/history/new" in guide
    assert re.search(r"Bekend vanaf [^<]*31 dec[^<]* 2026", guide)
    page = newcomer.get(f"/records/history/{kept.number}")
    newcomer.post(f"/records/history/{kept.number}/undo", {"entry": entry_on(page)})
    assert read_rows(empty, "history") == []


def test_a_list_of_one_person_begins_with_the_last_day(newcomer, empty):
    begin(newcomer)
    for month in ("02", "11", "04"):
        absence = {"person": "karekiet", "kind": "leave"}
        days = {"start-day": f"2027-{month}-03", "end-day": f"2027-{month}-04"}
        assert newcomer.post("/records/absences", absence | days).status_code == 302
    listed = newcomer.get("/records/absences").text
    months = re.findall(r"\b3 (\w+) 2027<", listed)
    assert list(dict.fromkeys(months)) == ["nov", "apr", "feb"]
    assert 'Afwezigheid</a> <span class="soft">3</span>' in newcomer.get("/records").text
