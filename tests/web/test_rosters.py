"""The pages of rosters: who sees what, edits and their answers, what leaves the screen."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from html import unescape
from zipfile import ZipFile

import pytest

from data.i18n.language import language
from data.model.account import Role
from data.model.shift import days_of, is_long
from data.store import rosters
from scheduler.planning.absences import report_sick
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.export import roster_workbook
from scheduler.planning.open_roster import open_roster
from scheduler.planning.undo import steps_of
from tests.support.once import copied
from tests.support.originals import Original
from tests.support.region import FIRST, INSIDE, WEEKS
from tests.support.take_overs import take_over
from tests.web.conftest import SITE, last_roster

ASIDE = {"HX-Request": "true"}
PLANNERS = {Role.PLANNER, Role.DUTY_MANAGER}


WITH_DRAFT = Original(
    "site_with_draft", SITE, lambda store: copy_in_force(store, FIRST, WEEKS, "planner", INSIDE)
)


@pytest.fixture
def site_store(request, tmp_path):
    """The site, with a draft where a test asks for one."""
    original = WITH_DRAFT if "draft" in request.fixturenames else SITE
    with copied(original.path(), tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def draft(site_store):
    """The number of a draft equal to the roster in force."""
    return last_roster(site_store)


@pytest.fixture
def published(site_store):
    """The number of the roster in force."""
    with site_store.reading() as connection:
        return rosters.in_force_after(connection, INSIDE)[0].id


def a_duty(opened):
    """A shift of a day to come with its holder, whose duties break no rule."""
    broken = {violation.person for violation in opened.violations}
    return next(
        (shift, opened.holders[shift.id][0])
        for shift in opened.shifts
        if shift.start > INSIDE
        and not is_long(shift)
        and shift.id in opened.holders
        and opened.holders[shift.id][0] not in broken
    )


def order(opened, there, person, do, **more):
    day = there.start.astimezone(opened.problem.zone).date().isoformat()
    return {"do": do, "person": person, "day": day, "seen": opened.head.lock_version, **more}


def row_of(page, person):
    return re.search(rf'<tr data-p="{person}">.*?</tr>', page, re.DOTALL)[0]


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_the_roster_in_force(visit, published, role):
    answer = visit(role).get(f"/rosters/{published}")
    assert answer.status_code == 200
    assert answer.text.count("<tr data-p=") == 14
    assert visit(role).get("/rosters").status_code == 200


@pytest.mark.parametrize("role", Role)
def test_a_draft_is_for_those_who_work_on_it(visit, draft, role):
    status = visit(role).get(f"/rosters/{draft}").status_code
    assert status == (200 if role in PLANNERS else 403)
    assert (f"/rosters/{draft}" in visit(role).get("/rosters").text) is (role in PLANNERS)


@pytest.mark.parametrize("role", Role)
def test_only_planners_and_duty_managers_see_what_is_peoples_own(
    visit, site_store, published, role
):
    problem = open_roster(site_store, published).problem
    ill = problem.people[4].id
    report_sick(site_store, ill, INSIDE, date(2027, 1, 12), "planner", INSIDE)
    page = visit(role).get(f"/rosters/{published}").text
    others = "".join(row_of(page, p.id) for p in problem.people[1:])
    signs = (" away", 'class="wish"', 'class="hours"', "broken-count")
    if role in PLANNERS:
        assert [sign for sign in signs[:3] if sign not in others] == []
    else:
        assert not any(sign in others for sign in signs)


def test_a_functionary_sees_their_own_hours(visit, site_store, published):
    mine = min(p.id for p in open_roster(site_store, published).problem.people)
    page = visit(Role.FUNCTIONARY).get(f"/rosters/{published}").text
    assert 'class="hours"' in row_of(page, mine)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("path", ["edit", "drop"])
def test_only_a_planner_changes_a_draft(visit, draft, role, path):
    status = visit(role).post(f"/rosters/{draft}/{path}", data={"seen": "99"}).status_code
    assert (status == 403) is (role is not Role.PLANNER)


@pytest.mark.parametrize("role", Role)
def test_the_workbook_is_for_those_who_may_know_reasons(visit, published, role):
    answer = visit(role).get(f"/rosters/{published}/roster.xlsx")
    assert answer.status_code == (200 if role in PLANNERS else 403)
    if role in PLANNERS:
        assert ZipFile(io.BytesIO(answer.data)).testzip() is None


def test_a_name_that_looks_like_a_formula_stays_a_text(visit, site_store, published):
    with site_store.writing() as connection:
        connection.exec_driver_sql("UPDATE people SET name = '=1+1' WHERE id = 'p001'")
    planner = visit(Role.PLANNER)
    planner.post("/rosters/draft", data={"first": FIRST.isoformat(), "weeks": WEEKS})
    book = ZipFile(io.BytesIO(planner.get("/rosters/2/roster.xlsx").data))
    sheets = [book.read(n) for n in book.namelist() if n.startswith("xl/worksheets/")]
    assert b"=1+1" in book.read("xl/sharedStrings.xml")
    assert not any(b"<f>" in opened for opened in sheets)


def test_a_name_cannot_break_out_of_the_page(visit, site_store, published):
    with site_store.writing() as connection:
        connection.exec_driver_sql("""UPDATE people SET name = '"><b id=x>' WHERE id = 'p001'""")
    planner = visit(Role.PLANNER)
    planner.post("/rosters/draft", data={"first": FIRST.isoformat(), "weeks": WEEKS})
    page = planner.get("/rosters/2").text
    assert "&lt;b id=x&gt;" in page
    assert "<b id=x>" not in page


def test_there_is_no_roster_999(visit):
    assert visit(Role.PLANNER).get("/rosters/999").status_code == 404


def test_a_draft_is_begun_from_the_roster_in_force_and_dropped(visit, site_store):
    planner = visit(Role.PLANNER)
    made = planner.post("/rosters/draft", data={"first": FIRST.isoformat(), "weeks": WEEKS})
    assert made.location == "/rosters/2"
    assert planner.get(made.location).status_code == 200
    gone = planner.post("/rosters/2/drop", data={"seen": "1"})
    assert gone.location == "/rosters"
    assert planner.get("/rosters/2").status_code == 404


def test_a_signed_roster_offers_a_draft_and_no_edits(visit, published):
    page = visit(Role.PLANNER).get(f"/rosters/{published}").text
    assert 'action="/rosters/draft"' in page
    assert "data-edit" not in page


def test_an_edit_is_answered_with_what_it_did_and_the_touched_row(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    answer = planner.post(
        f"/rosters/{draft}/edit", data=order(opened, shift, holder, "remove"), headers=ASIDE
    )
    said = answer.json
    assert list(said["rows"]) == [holder]
    assert "uncovered" in said["cover"]
    assert "Valt open" in said["panel"] or "Falls open" in said["panel"]
    assert said["seen"] == opened.head.lock_version + 1
    assert said["steps"] == [1, 0]
    assert shift.id not in open_roster(site_store, draft).holders


def test_an_edit_that_breaks_a_rule_says_which_where_and_how_much(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    after = next(
        s
        for s in opened.shifts
        if s.post == shift.post and s.start == shift.end and s.id in opened.holders
    )
    wanted = order(
        opened, after, holder, "take", shift=after.id, holder=opened.holders[after.id][0]
    )
    panel = planner.post(f"/rosters/{draft}/edit", data=wanted, headers=ASIDE).json["panel"]
    assert re.search(r"(This breaks|Dit overtreedt|This spoils)", panel)
    assert "ATW 5:" in panel


def test_undo_and_redo_survive_a_reload(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    planner.post(f"/rosters/{draft}/edit", data=order(opened, shift, holder, "remove"))
    page = planner.get(f"/rosters/{draft}").text
    assert re.search(r'id="undo">', page)
    back = {"do": "undo", "seen": open_roster(site_store, draft).head.lock_version}
    assert planner.post(f"/rosters/{draft}/edit", data=back).status_code == 302
    assert shift.id in open_roster(site_store, draft).holders
    again = {"do": "redo", "seen": open_roster(site_store, draft).head.lock_version}
    planner.post(f"/rosters/{draft}/edit", data=again)
    assert shift.id not in open_roster(site_store, draft).holders


def test_who_works_without_a_script_is_sent_back_and_told(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    wanted = order(opened, shift, holder, "pin", shift=shift.id)
    answer = planner.post(f"/rosters/{draft}/edit?weeks=1", data=wanted)
    assert answer.location == f"/rosters/{draft}?weeks=1"
    assert 'class="notice" role="status"' in planner.get(answer.location).text
    assert any(a.pinned and a.shift == shift.id for a in open_roster(site_store, draft).assignments)


def test_the_second_of_two_planners_is_told_what_the_first_did(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    edit_draft(site_store, draft, [Edit(EditKind.PIN, holder, shift.id)], "jan", INSIDE)
    answer = planner.post(
        f"/rosters/{draft}/edit", data=order(opened, shift, holder, "remove"), headers=ASIDE
    )
    assert answer.status_code == 409
    assert "jan" in answer.text
    assert opened.problem.person_by_id[holder].name in answer.text
    assert shift.id in open_roster(site_store, draft).holders


def test_a_refusal_is_a_sentence_beside_the_cell(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    wanted = order(opened, shift, holder, "type", code="QQ")
    answer = planner.post(f"/rosters/{draft}/edit", data=wanted, headers=ASIDE)
    assert answer.status_code == 422
    assert "QQ" in answer.text
    assert "trouble" in answer.text


def free_taker(opened, shift):
    """Somebody who may do a shift that is held, with nothing else on its day; and its day."""
    day = shift.start.astimezone(opened.problem.zone).date()
    known, zone = opened.shift_by_id, opened.problem.zone
    return next(
        person.id
        for person in opened.problem.people
        if opened.problem.level(person.id, shift) == "qualified"
        and not any(
            days_of(known[one.shift], zone)[0] <= day <= days_of(known[one.shift], zone)[1]
            for one in opened.by_person.get(person.id, ())
        )
    ), day


def test_a_code_of_a_shift_that_is_full_proposes_the_take_over(visit, site_store, draft):
    """Typed, told what it does to both, carried out by the button: nothing before that."""
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    taker, _day = free_taker(opened, shift)
    before = opened.head.lock_version
    wanted = order(opened, shift, taker, "type", code=shift.name)
    answer = planner.post(f"/rosters/{draft}/edit", data=wanted, headers=ASIDE)
    assert answer.status_code == 200
    asked = answer.text
    names = [opened.problem.person_by_id[one].name for one in (taker, holder)]
    assert [asked.count(f"<h3>{name}</h3>") for name in names] == [1, 1]
    assert asked.count("data-first") == 1
    assert asked.index(f"<h3>{names[0]}") < asked.index(f"<h3>{names[1]}")  # who gets it first
    assert "Uren in deze periode" in asked or "Hours in this period" in asked
    unchanged = open_roster(site_store, draft)
    assert (unchanged.head.lock_version, unchanged.holders[shift.id]) == (before, (holder,))
    fields = re.search(r"<form.*?data-first", asked, re.DOTALL)[0]
    chosen = dict(re.findall(r'name="(\w+)" value="([^"]*)"', fields))
    assert chosen["do"] == "take"
    done = planner.post(f"/rosters/{draft}/edit", data=chosen, headers=ASIDE)
    assert sorted(done.json["rows"]) == sorted((taker, holder))
    assert open_roster(site_store, draft).holders[shift.id] == (taker,)


def test_a_proposal_says_the_rule_that_it_would_break(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    after = next(
        s
        for s in opened.shifts
        if s.post == shift.post and s.start == shift.end and s.id in opened.holders
    )
    wanted = order(opened, after, holder, "type", code=after.name)
    asked = planner.post(f"/rosters/{draft}/edit", data=wanted, headers=ASIDE).text
    assert "ATW 5:" in asked
    alone = planner.post(f"/rosters/{draft}/edit", data=wanted)  # without a script: a page
    assert "<h1>" in alone.text
    assert "ATW 5:" in alone.text
    assert open_roster(site_store, draft).head.lock_version == opened.head.lock_version


def test_a_planner_is_told_of_a_split_that_another_made(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    comer, _day = free_taker(opened, shift)
    zone = opened.problem.zone
    times = {
        "from": f"{(shift.start + (shift.end - shift.start) / 2).astimezone(zone):%Y-%m-%dT%H:%M}",
        "until": f"{shift.end.astimezone(zone):%Y-%m-%dT%H:%M}",
    }
    split = order(opened, shift, holder, "split", shift=shift.id, comer=comer, **times)
    assert planner.post(f"/rosters/{draft}/edit", data=split, headers=ASIDE).status_code == 200
    late = planner.post(
        f"/rosters/{draft}/edit", data=order(opened, shift, comer, "pin"), headers=ASIDE
    )
    assert late.status_code == 409
    assert opened.problem.person_by_id[holder].name in late.text


def week_of(opened, shift, person, **more):
    """The week of a shift in somebody's row, as the script of the page sends a range."""
    day = shift.start.astimezone(opened.problem.zone).date()
    return {
        "people": json.dumps([person]),
        "person": person,
        "day": day.isoformat(),
        "days": 3,
        "seen": opened.head.lock_version,
        **more,
    }


def test_a_range_is_pinned_taken_away_and_taken_back_up_to_a_step(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    before = set(opened.assignments)
    for do, steps in (("pin", 1), ("remove", 2)):
        asked = week_of(open_roster(site_store, draft), shift, holder, do=do)
        said = planner.post(f"/rosters/{draft}/edit", data=asked, headers=ASIDE).json
        assert list(said["rows"]) == [holder]
        assert said["steps"] == [steps, 0]
    assert said["history"].count("<li>") == 2
    assert shift.id not in open_roster(site_store, draft).holders
    versions = re.findall(r'name="to" value="(\d+)"', said["history"])
    back = {"do": "undo", "to": versions[-1], "seen": said["seen"]}
    said = planner.post(f"/rosters/{draft}/edit", data=back, headers=ASIDE).json
    assert said["steps"] == [0, 2]
    assert set(open_roster(site_store, draft).assignments) == before
    page = planner.get(f"/rosters/{draft}").text
    assert 'id="history"' in page


def test_a_paste_that_takes_from_others_asks_first(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    taker, _day = free_taker(opened, shift)
    asked = week_of(opened, shift, taker, do="paste", days=1, rows=shift.name)
    answer = planner.post(f"/rosters/{draft}/edit", data=asked, headers=ASIDE)
    assert opened.problem.person_by_id[holder].name in answer.text
    assert open_roster(site_store, draft).holders[shift.id] == (holder,)
    chosen = fields_of(answer)
    assert chosen["sure"] == "1"
    planner.post(f"/rosters/{draft}/edit", data=chosen, headers=ASIDE)
    assert open_roster(site_store, draft).holders[shift.id] == (taker,)


def test_refusals_of_a_range_are_told_all_at_once_with_a_way_to_do_the_rest(
    visit, site_store, draft
):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    asked = week_of(opened, shift, holder, do="paste", rows="QQ\t\tQQ")
    answer = planner.post(f"/rosters/{draft}/edit", data=asked, headers=ASIDE)
    assert answer.status_code == 422
    assert answer.text.count("QQ") == 2
    asked = week_of(opened, shift, holder, do="paste", rows="\tQQ\tQQ")
    answer = planner.post(f"/rosters/{draft}/edit", data=asked, headers=ASIDE)
    assert answer.status_code == 422
    assert open_roster(site_store, draft).head.lock_version == opened.head.lock_version
    fields = re.search(r"<form.*?<button", answer.text, re.DOTALL)[0]
    chosen = {n: unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', fields)}
    assert chosen["skip"] == "1"
    chosen["do"] = "paste"
    done = planner.post(f"/rosters/{draft}/edit", data=chosen, headers=ASIDE)
    assert done.status_code == 200
    assert shift.id not in open_roster(site_store, draft).holders


def fields_of(answer):
    """What the first button of a proposal sends."""
    form = re.search(r"<form.*?data-first", answer.text, re.DOTALL)[0]
    return {n: unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


@pytest.mark.second
def test_a_repair_proposes_the_fewest_changes_and_is_carried_out(visit, site_store, draft):
    """An open shift is filled, and nobody breaks a rule by it that was not broken."""
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    edit_draft(site_store, draft, [Edit(EditKind.REMOVE, holder, shift.id)], "jan", INSIDE)
    empty = open_roster(site_store, draft)
    asked = order(empty, shift, "", "repair", shift=shift.id)
    answer = planner.post(f"/rosters/{draft}/edit", data=asked, headers=ASIDE)
    assert answer.status_code == 200, answer.text
    assert shift.id not in open_roster(site_store, draft).holders
    chosen = fields_of(answer)
    assert chosen["do"] == "moves"
    done = planner.post(f"/rosters/{draft}/edit", data=chosen, headers=ASIDE)
    assert done.status_code == 200, done.text
    after = open_roster(site_store, draft)
    assert shift.id in after.holders
    assert len(after.violations) <= len(empty.violations)
    assert len(steps_of(site_store, draft).done) == 2


@pytest.mark.second
def test_a_repair_of_a_broken_cell_leaves_others_as_they_are(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    after = next(
        s
        for s in opened.shifts
        if s.post == shift.post and s.start == shift.end and s.id in opened.holders
    )
    wanted = order(
        opened, after, holder, "take", shift=after.id, holder=opened.holders[after.id][0]
    )
    assert planner.post(f"/rosters/{draft}/edit", data=wanted, headers=ASIDE).status_code == 200
    broken = open_roster(site_store, draft)
    theirs = [v for v in broken.violations if v.person == holder]
    assert theirs
    day = after.start.astimezone(opened.problem.zone).date()
    cell = planner.get(f"/rosters/{draft}/cell?person={holder}&day={day}", headers=ASIDE).text
    assert 'value="repair"' in cell
    assert f"/rosters/{draft}/steps?" in cell
    asked = order(broken, after, holder, "repair", shift=after.id, broken=holder)
    chosen = fields_of(planner.post(f"/rosters/{draft}/edit", data=asked, headers=ASIDE))
    planner.post(f"/rosters/{draft}/edit", data=chosen, headers=ASIDE)
    mended = open_roster(site_store, draft)
    assert len(mended.violations) < len(broken.violations)
    assert not [v for v in mended.violations if v.person == holder]
    moved = {a.shift for a in set(mended.assignments) ^ set(broken.assignments)}
    starts = [mended.shift_by_id[one].start for one in moved]
    assert all(abs(start - after.start) <= timedelta(days=8) for start in starts)


def test_two_steps_are_listed_and_carried_out(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    for shift in opened.shifts:
        if shift.start < INSIDE or is_long(shift) or shift.id not in opened.holders:
            continue
        holder = opened.holders[shift.id][0]
        path = f"/rosters/{draft}/steps?shift={shift.id}&person={holder}"
        page = planner.get(path, headers=ASIDE).text
        if 'value="step"' in page:
            break
    form = re.search(r"<form.*?</form>", page, re.DOTALL)[0]
    chosen = {n: unescape(v) for n, v in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    said = planner.post(f"/rosters/{draft}/edit", data=chosen, headers=ASIDE)
    assert said.status_code == 200, said.text
    after = open_roster(site_store, draft)
    assert after.holders[shift.id] == (chosen["person"],)
    assert after.holders[chosen["gives"]] == (chosen["to"],)
    known = {(v.rule, v.person) for v in opened.violations}
    assert {(v.rule, v.person) for v in after.violations} <= known
    assert visit(Role.DUTY_MANAGER).get(path).status_code == 403


def test_everybody_is_judged_for_a_duty_in_one_answer(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    day = shift.start.astimezone(opened.problem.zone).date()
    path = f"/rosters/{draft}/takers?person={holder}"
    said = planner.get(f"{path}&day={day}", headers=ASIDE).json
    assert said["shift"] == shift.id
    assert said["day"] == day.isoformat()
    assert said["verdicts"].keys() == {p.id for p in opened.problem.people} - {holder}
    assert {verdict for verdict, _why in said["verdicts"].values()} >= {"impossible"}
    alone = planner.get(f"{path}&shift={shift.id}")
    assert "<h1>" in alone.text
    assert 'value="take"' in alone.text
    assert visit(Role.DUTY_MANAGER).get(f"{path}&shift={shift.id}").status_code == 403
    assert planner.get(f"{path}&shift=none", headers=ASIDE).status_code == 422
    taker = next(p for p, (verdict, _) in said["verdicts"].items() if verdict != "impossible")
    asked = order(opened, shift, taker, "take", shift=shift.id, holder=holder, ask=1)
    proposal = planner.post(f"/rosters/{draft}/edit", data=asked, headers=ASIDE)
    assert "data-first" in proposal.text
    assert open_roster(site_store, draft).holders[shift.id] == (holder,)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"do": "paste", "seen": "1", "people": "p001", "day": "2027-01-11", "days": "1"},
        {"do": "paste", "seen": "1", "people": "[1]", "day": "2027-01-11", "days": "1"},
        {"do": "remove", "seen": "1", "people": '["p001"]', "day": "2027-01-11", "days": "0"},
        {"do": "pin", "seen": "1", "people": '["p001"]', "day": "2027-01-11", "days": "999999"},
        {"do": "step", "seen": "1", "people": '["p001"]', "day": "2027-01-11", "days": "1"},
        {"do": "undo", "seen": "1", "to": "x"},
        {"do": "moves", "seen": "1"},
        {"do": "moves", "seen": "1", "moves": '["dance", "p001", "none"]'},
        {"do": "moves", "seen": "1", "moves": '["assign", "p001"]'},
        {"do": "remove", "seen": "x"},
        {"do": "dance", "seen": "1"},
        {"do": "type", "seen": "1", "person": "p001", "day": "someday"},
        {"do": "type", "seen": "1", "person": "p001"},
        {"do": "exchange", "seen": "1", "person": "p001", "day": "2027-01-11"},
    ],
)
def test_what_no_page_can_send_is_refused(visit, draft, form):
    answer = visit(Role.PLANNER).post(f"/rosters/{draft}/edit", data=form, headers=ASIDE)
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("do", ["assign", "take", "remove", "pin", "step", "repair"])
def test_shifts_and_people_nobody_knows_are_refused(visit, draft, do):
    form = {"do": do, "seen": "1", "person": "nobody", "day": "2027-01-11", "shift": "none"}
    answer = visit(Role.PLANNER).post(f"/rosters/{draft}/edit", data=form, headers=ASIDE)
    assert answer.status_code == 422


def test_the_panel_of_a_cell_shows_what_stands_there_and_what_could(visit, site_store, draft):
    opened = open_roster(site_store, draft)
    shift, holder = a_duty(opened)
    day = shift.start.astimezone(opened.problem.zone).date()
    path = f"/rosters/{draft}/cell?person={holder}&day={day}"
    panel = visit(Role.PLANNER).get(path, headers=ASIDE).text
    assert 'value="remove"' in panel
    assert 'value="take"' in panel
    alone = visit(Role.DUTY_MANAGER).get(path).text
    assert "<h1>" in alone
    assert 'value="remove"' not in alone
    assert visit(Role.PLANNER).get(f"/rosters/{draft}/cell?day=no").status_code == 400


def test_a_planner_splits_a_shift_and_takes_that_back(visit, site_store, draft):
    opened = open_roster(site_store, draft)
    shift, holder = a_duty(opened)
    comer = next(
        one.id
        for one in opened.problem.people
        if one.id != holder and opened.problem.level(one.id, shift) == "qualified"
    )
    name = opened.problem.person_by_id[comer].name
    client, zone = visit(Role.PLANNER), opened.problem.zone
    parts = shift.start + (shift.end - shift.start) / 4, shift.end
    times = {
        name: f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
        for name, at in zip(("from", "until"), parts, strict=True)
    }
    ask = order(opened, shift, holder, "split", shift=shift.id, comer=comer, **times)
    panel = client.get(f"/rosters/{draft}/cell?person={holder}&day={ask['day']}").text
    assert f'<option value="{comer}">' in panel
    answer = client.post(f"/rosters/{draft}/edit", data=ask, headers=ASIDE)
    assert answer.status_code == 200
    told = answer.get_json()
    assert "q14" in told["rows"][comer]
    assert "q01" in told["rows"][holder]
    assert name in told["panel"]
    assert f"{opened.problem.person_by_id[holder].name}" in told["rows"][comer]  # its tooltip
    after = open_roster(site_store, draft)
    (split,) = after.splits
    listed = client.get(f"/rosters/{draft}/list").text
    assert f"{name} (" in listed
    fields = re.search(r'name="shift" value="[^"]+">.*?value="whole"', told["panel"], re.DOTALL)[0]
    back = dict(re.findall(r'name="(\w+)" value="([^"]*)"', fields)) | {
        "seen": after.head.lock_version,
        "person": holder,
        "day": ask["day"],
    }
    assert back["comer"] == split.comer
    gone = client.post(f"/rosters/{draft}/edit", data=back, headers=ASIDE)
    assert gone.status_code == 200, gone.text
    assert "q14" not in gone.get_json()["rows"][comer]
    assert open_roster(site_store, draft).splits == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"comer": ""}, "gekozen"),
        ({"from": "soon"}, "geen moment"),
        ({"from": "2027-01-01T00:00"}, "geen deel van dienst"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_in_a_sentence(
    visit, site_store, draft, change, said
):
    opened = open_roster(site_store, draft)
    shift, holder = a_duty(opened)
    comer = next(
        one.id
        for one in opened.problem.people
        if one.id != holder and opened.problem.level(one.id, shift) == "qualified"
    )
    times = {"from": shift.start.isoformat(), "until": shift.end.isoformat()}
    ask = order(opened, shift, holder, "split", shift=shift.id, comer=comer, **times) | change
    answer = visit(Role.PLANNER).post(f"/rosters/{draft}/edit", data=ask, headers=ASIDE)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_take_over_in_force_stands_in_the_grid_the_list_and_the_workbook(
    visit, site_store, published
):
    opened = open_roster(site_store, published)
    shift, holder = a_duty(opened)
    comer = next(
        one.id
        for one in opened.problem.people
        if one.id != holder and opened.problem.level(one.id, shift) == "qualified"
    )
    middle = shift.start + (shift.end - shift.start) / 2
    take_over(site_store, shift, (holder, comer), middle, now=INSIDE)
    client = visit(Role.PLANNER)
    page = client.get(f"/rosters/{published}").text
    assert "q02" in row_of(page, holder)
    assert "q24" in row_of(page, comer)
    day = shift.start.astimezone(opened.problem.zone).date()
    panel = client.get(f"/rosters/{published}/cell?person={comer}&day={day}").text
    assert panel.count(opened.problem.person_by_id[holder].name) == 1
    assert 'value="whole"' not in panel
    name = opened.problem.person_by_id[comer].name
    assert f"{name} (" in client.get(f"/rosters/{published}/list").text
    printed = client.get(f"/rosters/{published}/print").text
    assert "q24" in printed
    assert f"; {name} (" in printed[printed.index('class="legend"') :]
    before, after = (roster_workbook(site_store, published, language("en")) for _ in range(2))
    assert before == after
    with ZipFile(io.BytesIO(after)) as archive:
        assert f"{shift.name}*" in archive.read("xl/sharedStrings.xml").decode()


def test_who_gave_away_all_of_a_shift_keeps_an_empty_frame(visit, site_store, published):
    opened = open_roster(site_store, published)
    shift, holder = a_duty(opened)
    comer = next(
        one.id
        for one in opened.problem.people
        if one.id != holder and opened.problem.level(one.id, shift) == "qualified"
    )
    take_over(site_store, shift, (holder, comer), shift.start, now=INSIDE)
    page = visit(Role.PLANNER).get(f"/rosters/{published}").text
    assert "given" in row_of(page, holder)
    assert "q04" in row_of(page, comer)


def test_a_gap_lists_who_could_fill_it(visit, site_store, draft):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    done = planner.post(
        f"/rosters/{draft}/edit", data=order(opened, shift, holder, "remove"), headers=ASIDE
    )
    link = re.search(r'href="(/rosters/[^"]*candidates[^"]*)"', done.json["cover"])[1]
    found = planner.get(link.replace("&amp;", "&"), headers=ASIDE).text
    assert opened.problem.person_by_id[holder].name in found
    assert 'value="assign"' in found


def test_a_viewer_gets_no_candidates(visit, published):
    page = visit(Role.VIEWER).get(f"/rosters/{published}").text
    assert "candidates" not in page
    assert visit(Role.VIEWER).get(f"/rosters/{published}/candidates?shift=x").status_code == 403


def test_changes_against_what_was_published_are_marked_and_listed(
    visit, site_store, draft, published
):
    opened, planner = open_roster(site_store, draft), visit(Role.PLANNER)
    shift, holder = a_duty(opened)
    edit_draft(site_store, draft, [Edit(EditKind.REMOVE, holder, shift.id)], "planner", INSIDE)
    page = planner.get(f"/rosters/{draft}?compare={published}").text
    assert 'class="lost"' in page
    assert re.search(r'class="d \w+ post-\d gone"', row_of(page, holder))
    assert "gone" not in row_of(planner.get(f"/rosters/{draft}").text, holder)
    assert visit(Role.PLANNER).get(f"/rosters/{draft}?compare=999").status_code == 404


@pytest.mark.parametrize(
    ("query", "people", "days"),
    [
        ("", 14, 14),
        ("weeks=1", 14, 7),
        ("weeks=1&start=2027-01-13", 14, 7),
        ("start=2029-01-01", 14, 7),
        ("words=nobody-at-all", 0, 14),
        ("region=none", 0, 14),
        ("weeks=-1&start=x&compare=y", 14, 14),
    ],
)
def test_a_part_is_shown_and_nonsense_is_ignored(visit, published, query, people, days):
    page = visit(Role.PLANNER).get(f"/rosters/{published}?{query}").text
    assert page.count("<tr data-p=") == people
    assert page.count("data-day=") == days


def test_a_post_shows_those_who_may_fill_it(visit, site_store, published):
    opened = open_roster(site_store, published)
    post = opened.posts[-1]
    page = visit(Role.PLANNER).get(f"/rosters/{published}?post={post.id}").text
    shown = set(re.findall(r'<tr data-p="([^"]+)"', page))
    able = {
        p.id for p in opened.problem.people if opened.problem.competences_of(p.id, post.function)
    }
    assert shown == able
    assert re.findall(r'<tr data-post="([^"]+)"', page) == [post.id]


def test_paper_for_the_wall_tells_nothing_that_is_peoples_own(visit, published):
    planner = visit(Role.PLANNER)
    wall, whole = (
        planner.get(f"/rosters/{published}/print{query}").text for query in ("", "?whole=1")
    )
    for sign in ('class="wish" title', 'class="hours"', 'class="fig'):
        assert sign in whole
        assert sign not in wall


def test_the_duty_list_names_who_has_duty_on_each_day(visit, site_store, published):
    opened = open_roster(site_store, published)
    page = visit(Role.VIEWER).get(f"/rosters/{published}/list").text
    assert page.count('class="duty-day') == 14
    held = sum(len(people) for one, people in opened.holders.items() if "CACO" in one)
    names = {p.name for p in opened.problem.people}
    assert sum(page.count(f"<td>{name}") for name in names) >= held


def test_broken_rules_are_listed_for_those_who_work_on_them(visit, published):
    answer = visit(Role.PLANNER).get(f"/rosters/{published}/violations", headers=ASIDE)
    assert answer.status_code == 200
    assert visit(Role.VIEWER).get(f"/rosters/{published}/violations").status_code == 403
