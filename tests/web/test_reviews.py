"""Reviews on their own pages, on those of what is reviewed, and on the first page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.review import Review, ReviewSubject
from data.tables.period import ZONE
from scheduler.improvement.reviews import ReviewWish, review_files, reviews_seen, set_next_review
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from tests.support.region import INSIDE, texts

TODAY = INSIDE.astimezone(ZONE).date()
RULE = ReviewSubject.RULE
EN = {"Accept-Language": "en"}


def plan(store, code, days, reviewer="", subject=RULE):
    due = (TODAY + timedelta(days=days)).isoformat()
    wish = ReviewWish(due, reviewer, reviews_seen(store, subject, code))
    set_next_review(store, subject, code, wish, "planner", INSIDE)


def seen(store, code="R07", subject=RULE):
    return reviews_seen(store, subject, code)


def test_a_day_is_set_and_a_review_is_recorded_on_the_page_of_a_rule(site_store, visit):
    planner = visit(Role.PLANNER)
    assert "No day is set" in planner.get("/admin/rules/R07", headers=EN).text
    form = {"seen": seen(site_store), "due.day": "1 mar 2027", "reviewer": "Els"}
    assert planner.post("/admin/reviews/rule/R07/day", form).status_code == 302
    assert "To be reviewed by 1 March 2027" in planner.get("/admin/rules/R07", headers=EN).text
    done = {
        "seen": seen(site_store),
        "outcome": "44 hours stay",
        "done_on.day": "today",
        "done_by": "Els",
        "next_due.day": "2028-03-01",
    }
    assert planner.post("/admin/reviews/rule/R07/done", done).status_code == 302
    page = planner.get("/admin/reviews/rule/R07", headers=EN).text
    assert "44 hours stay" in page
    (number,) = [one.number for one in read_rows(site_store, "reviews") if "done_on" in one.texts]
    assert f'href="/records/reviews/{number}"' in page
    assert "1 March 2028" in page
    file = review_files(site_store)[RULE, "R07"]
    assert [one.reviewer for one in file.done] == ["Els"]
    assert "44 hours stay" in planner.get("/admin/reviews", headers=EN).text


def test_what_is_wrong_leaves_what_was_typed(site_store, visit):
    planner = visit(Role.PLANNER)
    form = {"seen": seen(site_store), "outcome": "", "done_by": "Els", "done_on.day": "1 jan 2020"}
    answer = planner.post("/admin/reviews/rule/R07/done", form, headers=EN)
    assert answer.status_code == 422
    assert "nothing says what came of it" in answer.text
    assert 'value="Els"' in answer.text
    assert (RULE, "R07") not in review_files(site_store)


def test_several_get_one_day_at_once_and_none_that_has_one(site_store, visit):
    planner = visit(Role.PLANNER)
    form = {"subject": "rule", "codes": ["R05", "R06"], "due.day": "1 mar 2027", "reviewer": "Els"}
    assert planner.post("/admin/reviews", form).status_code == 302
    files = review_files(site_store)
    assert {files[RULE, code].next.reviewer for code in ("R05", "R06")} == {"Els"}
    wrong: tuple[dict[str, object], ...] = (
        {},
        {"codes": []},
        {"codes": ["R07"], "due.day": ""},
        {"codes": ["R99"]},
    )
    for changed in wrong:
        answer = planner.post("/admin/reviews", form | changed, headers=EN)
        assert answer.status_code == 422, changed
        assert 'value="Els"' in answer.text
    assert review_files(site_store) == files
    assert planner.post("/admin/reviews", form | {"subject": "other"}).status_code == 404


def test_who_is_second_is_told_so(site_store, visit):
    before = seen(site_store)
    plan(site_store, "R07", 9)
    answer = visit(Role.PLANNER).post("/admin/reviews/rule/R07/day", {"seen": before, "due": ""})
    assert answer.status_code == 409


@pytest.mark.parametrize("path", ["/admin/reviews/rule/R99", "/admin/reviews/nothing/R07"])
def test_what_is_not_there_has_no_page(visit, path):
    planner = visit(Role.PLANNER)
    assert planner.get(path, headers=EN).status_code == 404
    assert planner.post(f"{path}/day", {"due": "2027-03-01"}).status_code == 404


def test_each_kind_of_thing_shows_its_review_and_leads_there(site_store, visit):
    planner = visit(Role.PLANNER)
    agreement = {"rule": "R04", "basis": "OR 2025-1", "from": "2026-01-01"}
    requirement = {
        "id": "course",
        "name": "Course",
        "functions": "CACO",
        "kind": "course",
        "from": "2040-01-01",
    }
    pattern = {"pattern": "own", "name": "D", "start": "07:00", "end": "15:00", "weekdays": "daily"}
    post = next(one["id"] for one in texts()["posts"] if one["id"] == "CACO")
    cycle = {"id": "desk", "post": post, "from": "2027-01-04", "week": "1", "mo": "D"}
    rows = {
        "agreements": agreement,
        "requirements": requirement,
        "patterns": pattern,
        "base_rosters": cycle,
    }
    for table, row in rows.items():
        edit_rows(site_store, [RowEdit(table, row)], "planner", INSIDE)
    number = read_rows(site_store, "requirements")[-1].number
    for subject, code, path in (
        (ReviewSubject.AGREEMENT, "R04", "/admin/agreements/R04/2026-01-01"),
        (ReviewSubject.REQUIREMENT, "course", f"/records/requirements/{number}"),
        (ReviewSubject.PATTERN, "own", "/admin/patterns/own"),
        (ReviewSubject.BASE_ROSTER, "desk", "/admin/base-rosters/desk"),
    ):
        plan(site_store, code, -3, "Els", subject)
        page = planner.get(path, headers=EN)
        assert page.status_code == 200
        assert "Should have been reviewed by" in page.text
        own = f"/admin/reviews/{subject.value}/{code}"
        assert f'href="{own}"' in page.text
        assert f'href="{path}"' in planner.get(own, headers=EN).text
    for path in ("/admin/agreements", "/admin/patterns", "/admin/base-rosters"):
        assert "Should have been reviewed by" in planner.get(path, headers=EN).text


def test_the_first_page_says_what_is_due_to_whom_it_concerns(site_store, visit):
    assert "/admin/reviews" not in visit(Role.PLANNER).get("/now", headers=EN).text
    plan(site_store, "R07", -3, "Viewer of the tests")
    plan(site_store, "R05", 20)
    plan(site_store, "R06", 60)
    for role in (Role.PLANNER, Role.ADMINISTRATOR):
        page = visit(role).get("/now", headers=EN).text
        assert 'href="/admin/reviews"' in page
        assert "1 review is overdue. 1 review is due within a month." in page
    viewer = visit(Role.VIEWER).get("/now", headers=EN).text
    assert "Your reviews" in viewer
    assert "/admin/reviews" not in viewer
    assert "48" in viewer.partition("Your reviews")[2][:200]
    assert "review" not in visit(Role.DUTY_MANAGER).get("/now", headers=EN).text.casefold()


def test_an_administrator_keeps_reviews_and_is_led_to_no_page_that_is_not_theirs(site_store, visit):
    boss = visit(Role.ADMINISTRATOR)
    assert 'href="/admin/reviews"' in boss.get("/admin/accounts", headers=EN).text
    form = {"seen": seen(site_store), "due.day": "2027-03-01"}
    assert boss.post("/admin/reviews/rule/R07/day", form).status_code == 302
    page = boss.get("/admin/reviews/rule/R07", headers=EN).text
    assert 'href="/admin/rules/R07"' not in page
    assert "/records/" not in page
    assert review_files(site_store)[RULE, "R07"].next == Review(
        RULE, "R07", TODAY.replace(2027, 3, 1)
    )
