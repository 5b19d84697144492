"""The pages of people: who sees what of whom, and what is recorded from them."""

import re
from datetime import date

import pytest

from data.i18n.language import language
from data.model.account import Role
from data.store.audit import trail
from scheduler.coverage.monitor import sweep
from tests.scheduler.records.register import LAPSING, add_register
from tests.support.originals import Original
from tests.support.region import INSIDE
from tests.web.conftest import SITE

ALL = tuple(Role)
MANAGING = (Role.ADMINISTRATOR, Role.PLANNER, Role.DUTY_MANAGER)
KNOWING = (Role.PLANNER, Role.DUTY_MANAGER)  #: reasons, wishes, how to reach
MINE, COLLEAGUE = "p001", "p002"
NAMES = {MINE: "Sofie Mistbank", COLLEAGUE: "Puck Wierbos"}


WITH_REGISTER = Original("site_register", SITE, add_register, lambda store: sweep(store, 8, INSIDE))


@pytest.fixture
def site_store(tmp_path):
    with WITH_REGISTER.copy("sqlite", tmp_path) as store:
        yield store


RECORDS = ("/people/declare", "/people/decide", "/people/import", "/people/export.xlsx")
SENT = ("/people/declare", "/people/decide", "/people/import", "/people/import/now")


@pytest.mark.parametrize("role", ALL)
def test_each_page_is_for_whoever_may(visit, role):
    somebody, is_planner = visit(role), role is Role.PLANNER
    assert somebody.get("/people").status_code == (200 if role in MANAGING else 403)
    for path in RECORDS:
        assert somebody.get(path).status_code == (200 if is_planner else 403), path
    for path in SENT:
        assert somebody.post(path, data={}).status_code == (422 if is_planner else 403), path
    away_is = 422 if role in KNOWING else 403
    assert somebody.post(f"/people/{MINE}/away", data={}).status_code == away_is


@pytest.mark.parametrize("path", ["/people", "/people/p001", *RECORDS])
def test_strangers_are_asked_to_sign_in(visit, path):
    assert visit().get(path).status_code == 302


@pytest.mark.parametrize("role", ALL)
def test_each_role_sees_of_a_colleague_what_it_may(visit, role):
    text = visit(role).get(f"/people/{COLLEAGUE}").text
    assert NAMES[COLLEAGUE] in text
    assert "CaCo meldkamer" in text  # their duties
    assert ("A. Chef" in text) == (role in MANAGING)  # evidence
    assert ("u per week" in text) == (role in MANAGING)  # contract
    for private in ("+316", "@", "verlof", "zwangerschap", "liever niet"):
        assert (private in text) == (role in KNOWING), private
    assert ("Agendalinks" in text) == (role is Role.PLANNER)
    assert ("Ziek of afwezig melden" in text) == (role in KNOWING)


def test_a_functionary_sees_their_own_page_whole(visit, site_store):
    text = visit(Role.FUNCTIONARY).get(f"/people/{MINE}").text
    for own in (NAMES[MINE], "A. Chef", "+316", "verlof", "liever niet", "Agendalinks"):
        assert own in text
    assert "Ziek of afwezig melden" not in text


@pytest.mark.parametrize("role", [Role.PLANNER, Role.FUNCTIONARY])
def test_nobody_of_that_code_is_not_found(visit, role):
    somebody = visit(role)
    for code in ("p999", "<script>", "%00", "a" * 300, "p001%2Faway"):
        assert somebody.get(f"/people/{code}").status_code in (404, 405), code


def test_the_matrix_tells_states_in_words_and_what_lapses(visit, site_store):
    text = visit(Role.PLANNER).get("/people").text
    row = re.search(rf'href="/people/{LAPSING}".*?</tr>', text, re.DOTALL)[0]
    assert "verloopt" in row
    assert "2 dagen" in row
    assert "vakbekwaam tot en met 10 jan 2027" in text
    assert "Verklaring van de werkgever" in text
    assert re.search(r"\d+ diensten vallen open:", text)
    assert 'href="/gaps"' in text


def test_the_matrix_is_narrowed_by_its_address(visit, site_store):
    planner = visit(Role.PLANNER)
    assert "14 van 14 mensen" in planner.get("/people").text
    assert "1 van 14 mensen" in planner.get("/people?name=SOFIE").text
    assert "8 van 14 mensen" in planner.get("/people?function=CACO&sort=name").text
    assert "Niemand past" in planner.get("/people?state=overridden").text
    assert planner.get("/people?sort=%00&function=x&region='--").status_code == 200


def test_english_is_spoken_too(visit, site_store):
    text = visit(Role.PLANNER).get("/people", headers={"Accept-Language": "en"}).text
    assert "competent up to and including 10 Jan 2027" in text


def away(**given):
    return {"kind": "illness", "start": "", "clock": "", "until": "2027-01-17", **given}


def test_sick_reported_tells_at_once_what_falls_open(visit, site_store):
    manager = visit(Role.DUTY_MANAGER)
    answer = manager.post("/people/p003/away", data=away(), follow_redirects=True)
    assert answer.status_code == 200
    told = re.search(r"staat als afwezig vermeld\. (\d+) dienst", answer.text)
    assert told
    links = re.findall(r'class="is-gap" href="/gaps/(\d+)">valt open', answer.text)
    assert len(links) == int(told[1]) > 0
    with site_store.reading() as connection:
        assert trail.entries(connection, most=1)[0].who == Role.DUTY_MANAGER.value


def test_leave_is_recorded_in_whole_days(visit, site_store):
    planner = visit(Role.PLANNER)
    form = away(kind="leave", start="2027-02-01", until="2027-02-02")
    text = planner.post("/people/p003/away", data=form, follow_redirects=True).text
    assert "ma 1 feb – di 2 feb" in text
    assert "Er valt geen dienst open." in text


def in_nl(text):
    """As a field for a day shows it; what is none stays as it was typed."""
    try:
        return language("nl").typed_day(date.fromisoformat(text))
    except ValueError:
        return text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"until": ""}, "laatste dag is geen datum"),
        ({"until": "ooit", "start": "x"}, "eerste dag is geen datum"),
        ({"until": "2027-01-01", "start": "2027-01-02"}, "laatste dag ligt voor de eerste"),
        ({"kind": "party"}, "niet waarom"),
        ({"clock": "25:99"}, "geen kloktijd"),
    ],
)
def test_what_is_wrong_with_an_absence_is_told_and_what_was_typed_stays(visit, given, said):
    form = away(**given)
    answer = visit(Role.PLANNER).post("/people/p003/away", data=form)
    assert answer.status_code == 422
    assert said in answer.text.lower() or said in answer.text
    assert f'value="{in_nl(form["until"])}"' in answer.text


DECLARED = {
    "people": [LAPSING, "p001"],
    "requirement": "verklaring",
    "day": "2027-01-08",
    "declared_by": "B. Baas",
    "employer": "Politie",
}


def last_change(connection):
    """The last act but for signing in."""
    acts = [entry.action for entry in trail.entries(connection, most=9)]
    return next(act for act in reversed(acts) if act != "account.signed_in")


def seen_in(answer):
    return re.search(r'name="seen" value="([^"]*)"', answer.text)[1]


def test_a_declaration_is_looked_at_first_and_then_carried_out(visit, site_store):
    planner = visit(Role.PLANNER)
    look = planner.post("/people/declare", data=DECLARED)
    assert look.status_code == 200
    assert "tot en met 23 aug 2027" in look.text
    assert re.search(r"\d+ gaten? sluit", look.text)
    with site_store.reading() as connection:
        assert last_change(connection) == "import"
    keep = {**DECLARED, "seen": seen_in(look), "keep": "1"}
    done = planner.post("/people/declare", data=keep, follow_redirects=True)
    assert "Vastgelegd voor 2 mensen." in done.text
    assert "vakbekwaam tot en met 10 jan 2027" not in done.text


def test_a_form_that_was_changed_after_the_look_is_looked_at_again(visit, site_store):
    planner = visit(Role.PLANNER)
    look = planner.post("/people/declare", data=DECLARED)
    changed = {**DECLARED, "day": "2027-01-07", "seen": seen_in(look), "keep": "1"}
    again = planner.post("/people/declare", data=changed)
    assert again.status_code == 200
    assert seen_in(again) not in ("", seen_in(look))
    with site_store.reading() as connection:
        assert last_change(connection) == "import"


@pytest.mark.parametrize("seen", ["", "x", "1", "-1.x", "999999999999999999999.aa", "1.x\0"])
def test_a_button_that_was_not_looked_through_only_looks(visit, site_store, seen):
    answer = visit(Role.PLANNER).post("/people/declare", data={**DECLARED, "seen": seen, "keep": 1})
    assert answer.status_code == 200
    with site_store.reading() as connection:
        assert last_change(connection) == "import"


def test_two_planners_declare_at_once(visit, site_store):
    one, other = visit(Role.PLANNER), visit(Role.PLANNER)
    look = one.post("/people/declare", data=DECLARED)
    theirs = {**DECLARED, "people": ["p003"]}
    look_of_other = other.post("/people/declare", data=theirs)
    other.post("/people/declare", data={**theirs, "seen": seen_in(look_of_other), "keep": "1"})
    late = one.post("/people/declare", data={**DECLARED, "seen": seen_in(look), "keep": "1"})
    assert late.status_code == 409
    assert "planner wijzigde de gegevens" in late.text
    assert f'value="{LAPSING}" checked' in late.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"people": [], "requirement": "", "declared_by": ""}, "Kies een of meer mensen"),
        ({"day": "31-2-2027"}, "geen datum"),
        ({"day": "2027-02-01"}, "ligt in de toekomst"),
        ({"employer": ""}, "werkgever"),
        ({"people": ["p009"]}, "heeft geen vakbekwaamheid voor een functie die Verklaring van"),
        ({"people": ["nobody"]}, "nobody"),
        ({"requirement": "none"}, "none"),
    ],
)
def test_a_declaration_that_cannot_be_is_told_in_words(visit, site_store, given, said):
    answer = visit(Role.PLANNER).post("/people/declare", data={**DECLARED, **given})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Dit is niet vastgelegd" in answer.text


def test_a_decision_is_recorded(visit, site_store):
    planner = visit(Role.PLANNER)
    form = {
        "person": LAPSING,
        "function": "CACO",
        "start": "2027-01-11",
        "until": "2027-03-01",
        "reason": "De brief is onderweg",
        "decided_by": "C. Commandant",
    }
    look = planner.post("/people/decide", data=form)
    assert re.search(r"\d+ gaten? sluit", look.text)
    kept = planner.post("/people/decide", data={**form, "seen": seen_in(look), "keep": "1"})
    assert kept.status_code == 302
    page = planner.get(f"/people/{LAPSING}").text
    assert "De brief is onderweg (C. Commandant)" in page
    wrong = planner.post("/people/decide", data={**form, "decided_by": LAPSING, "reason": "x"})
    assert wrong.status_code == 422
    assert planner.post("/people/decide", data={}).status_code == 422
