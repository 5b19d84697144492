"""Settings: accounts and tokens of an administrator; posts, patterns, rules of a planner."""

import re
import time

import pytest

from data.model.account import Role, TokenScope
from data.model.designed_cycle import DesignedCycle, RuleScore, UnstaffedShift
from data.store import access, accounts
from data.store.audit import trail
from scheduler.accounts.access import opened_by
from scheduler.records.edit import read_table
from scheduler.records.rule_catalogue import read_rule
from tests.support.region import INSIDE
from web.admin import design_views

ACCOUNT = {
    "login": "Nieuw",
    "name": "Nieuw Hier",
    "roles": ["viewer"],
    "password": "nine green bicycles",
}


@pytest.fixture
def admin(visit):
    return visit(Role.ADMINISTRATOR)


@pytest.fixture
def planner(visit):
    return visit(Role.PLANNER)


def seen_at(visit, path):
    return re.search(r'name="seen" value="(\w*)"', visit.get(path).text)[1]


def account(store, login):
    with store.reading() as connection:
        return accounts.account_of(connection, login)


def test_an_administrator_makes_an_account(admin, site_store):
    assert admin.post("/admin/accounts", data=ACCOUNT).status_code == 302
    page = admin.get("/admin/accounts").text
    assert "nieuw kan nu inloggen" in page or "nieuw may sign in now" in page
    assert "Nieuw Hier" in page
    with site_store.reading() as connection:
        last = trail.entries(connection, most=1)[-1]
    assert (last.action, last.who) == ("account.added", "administrator")


def test_a_form_that_was_refused_keeps_what_was_typed_but_the_password(admin):
    answer = admin.post(
        "/admin/accounts", data={**ACCOUNT, "login": "planner", "password": "short-secret"[:5]}
    )
    assert answer.status_code == 422
    assert answer.text.count("<li>") >= 2
    assert 'value="Nieuw Hier"' in answer.text
    assert re.search(r'value="viewer" checked', answer.text)
    assert "short" not in answer.text


def test_a_role_that_there_is_not_is_no_role(admin):
    answer = admin.post("/admin/accounts", data={**ACCOUNT, "roles": ["emperor"]})
    assert answer.status_code == 422


def test_an_administrator_changes_closes_and_sets_a_password(admin, site_store, visit):
    viewer = account(site_store, "viewer")
    path = f"/admin/accounts/{viewer.id}"
    seen = visit(Role.VIEWER)
    admin.post(path, data={"name": "Kijker", "roles": ["viewer", "planner"], "language": "nl"})
    assert account(site_store, "viewer").roles == {Role.VIEWER, Role.PLANNER}
    assert seen.get("/now").status_code == 302
    assert admin.post(f"{path}/password", data={"password": "short"}).status_code == 422
    assert admin.post(f"{path}/password", data={"password": "long enough now"}).status_code == 302
    admin.post(f"{path}/close")
    assert not account(site_store, "viewer").is_active
    admin.post(f"{path}/reopen")
    assert account(site_store, "viewer").is_active


def test_nobody_closes_their_own_account(admin, site_store):
    me = account(site_store, "administrator")
    answer = admin.post(f"/admin/accounts/{me.id}/close")
    assert answer.status_code == 422
    assert admin.get("/admin/accounts").status_code == 200


def test_a_token_is_shown_once(admin, site_store):
    answer = admin.post("/admin/tokens", data={"name": "Muur", "scopes": ["board", "people"]})
    secret = re.search(r'<code id="secret">([^<]+)</code>', answer.text)[1]
    assert f"/board?token={secret}" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert opened_by(site_store, secret, TokenScope.BOARD, INSIDE)
    assert secret not in admin.get("/admin/tokens").text
    admin.post("/admin/tokens/1/revoke")
    assert opened_by(site_store, secret, TokenScope.BOARD, INSIDE) is None
    assert admin.post("/admin/tokens/1/revoke").status_code == 422


def test_a_token_without_scope_or_with_an_odd_day_is_refused(admin, site_store):
    assert admin.post("/admin/tokens", data={"name": "Muur"}).status_code == 422
    odd = {"name": "Muur", "scopes": ["board"], "until": "9999-12-31"}
    assert admin.post("/admin/tokens", data=odd).status_code == 422
    with site_store.reading() as connection:
        assert access.api_tokens(connection) == []


def test_no_secret_of_a_token_is_logged(admin, visit, caplog):
    with caplog.at_level("DEBUG"):
        answer = admin.post("/admin/tokens", data={"name": "Muur", "scopes": ["board"]})
        secret = re.search(r'<code id="secret">([^<]+)</code>', answer.text)[1]
        visit().get(f"/board?token={secret}")
    assert secret not in caplog.text


def test_a_planner_changes_a_post(planner, site_store):
    post = read_table(site_store, "posts")[0]
    path = f"/admin/posts/{post['id']}"
    form = {**post, "regions": post["regions"].split(";"), "priority": "3"}
    form["seen"] = seen_at(planner, path)
    assert planner.post(path, data=form).status_code == 302
    assert {row["id"]: row for row in read_table(site_store, "posts")}[post["id"]][
        "priority"
    ] == "3"
    with site_store.reading() as connection:
        last = trail.entries(connection, most=1)[-1]
    assert (last.action, last.after["priority"]) == ("record.changed", "3")


def test_all_that_is_wrong_with_a_post_is_told_and_nothing_is_done(planner, site_store):
    before = read_table(site_store, "posts")
    path = f"/admin/posts/{before[0]['id']}"
    form = {"name": "", "function": "none", "kind": "odd", "priority": "-1", "required": "x"}
    form["seen"] = seen_at(planner, path)
    answer = planner.post(path, data=form)
    assert answer.status_code == 422
    assert answer.text.count("<li>") >= 5 + 4  # besides the tabs and the menu
    assert 'value="-1"' in answer.text
    assert read_table(site_store, "posts") == before


def test_two_planners_do_not_undo_each_other(planner, site_store):
    post = read_table(site_store, "posts")[0]
    path = f"/admin/posts/{post['id']}"
    seen = seen_at(planner, path)
    form = {**post, "regions": post["regions"].split(";"), "seen": seen}
    assert planner.post(path, data={**form, "priority": "3"}).status_code == 302
    late = planner.post(path, data={**form, "priority": "4"})
    assert late.status_code == 409
    assert {r["id"]: r for r in read_table(site_store, "posts")}[post["id"]]["priority"] == "3"


def test_a_post_is_added_once(planner, site_store):
    post = read_table(site_store, "posts")[0]
    form = {**post, "id": "NEW", "name": "New", "regions": post["regions"].split(";")}
    assert planner.post("/admin/posts", data=form).status_code == 302
    again = planner.post("/admin/posts", data=form)
    assert again.status_code == 422
    assert len([row for row in read_table(site_store, "posts") if row["id"] == "NEW"]) == 1
    seen = seen_at(planner, "/admin/posts/NEW")
    assert planner.post("/admin/posts/NEW/end", data={"seen": seen}).status_code == 302
    assert "NEW" not in {row["id"] for row in read_table(site_store, "posts")}


def test_a_pattern_is_made_of_shifts(planner, site_store):
    form = {
        "pattern": "own",
        "name-0": "D", "weekdays-0": ["mo", "tu"], "start-0": "07:00", "end-0": "15:00",
        "name-1": "N", "weekdays-1": ["fr"], "start-1": "23:00", "end-1": "07:00",
        "break_minutes-1": "30",
    }  # fmt: skip
    assert planner.post("/admin/patterns", data=form).status_code == 302
    rows = [row for row in read_table(site_store, "patterns") if row["pattern"] == "own"]
    assert [(row["name"], row["weekdays"]) for row in rows] == [("D", "mo;tu"), ("N", "fr")]
    path = "/admin/patterns/own"
    form = {"seen": seen_at(planner, path), "name-0": "D", "weekdays-0": ["mo"], "start-0": "7"}
    answer = planner.post(path, data=form)
    assert answer.status_code == 422
    assert 'value="7"' in answer.text
    form |= {"start-0": "07:00", "end-0": "15:00"}
    assert planner.post(path, data=form).status_code == 302
    rows = [row for row in read_table(site_store, "patterns") if row["pattern"] == "own"]
    assert [(row["name"], row["weekdays"]) for row in rows] == [("D", "mo")]


def test_a_base_roster_is_a_cycle_that_people_follow(planner, site_store):
    form = {
        "id": "desk", "post": "CACO", "from": "2027-01-04", "weeks": "3",
        "mo-0": "D", "tu-0": "D", "fr-2": "N",
    }  # fmt: skip
    wrong = planner.post("/admin/base-rosters", data=form | {"from": "2027-01-05", "mo-0": "Q"})
    assert wrong.status_code == 422
    assert 'value="Q"' in wrong.text
    assert planner.post("/admin/base-rosters", data=form).status_code == 302
    rows = read_table(site_store, "base_rosters")
    assert [(row["week"], row.get("mo"), row.get("fr")) for row in rows] == [
        ("1", "D", None), ("2", None, None), ("3", None, "N"),
    ]  # fmt: skip
    path = "/admin/base-rosters/desk"
    page = planner.get(path).text
    marks = re.findall(r'name="seen" value="([^"]*)"', page)
    who = [row["id"] for row in read_table(site_store, "people")][:2]
    people = {
        "seen": marks[1],
        "person-0": who[0],
        "week-0": "1",
        "person-2": who[1],
        "week-2": "4",
    }
    wrong = planner.post(f"{path}/members", data=people)
    assert wrong.status_code == 422
    assert "heeft 3 weken" in wrong.text
    again = re.findall(r'name="seen" value="([^"]*)"', wrong.text)
    assert again == marks[:2]
    people |= {"week-2": "3", "until-2": "2027-06-01"}
    assert planner.post(f"{path}/members", data=people).status_code == 302
    members = read_table(site_store, "base_members")
    assert [(row["person"], row["week"]) for row in members] == [(who[0], "1"), (who[1], "3")]
    listed = planner.get("/admin/base-rosters").text
    assert listed.count("· week") == 2
    marks = re.findall(r'name="seen" value="([^"]*)"', planner.get(path).text)
    ended = planner.post(f"{path}/end", data={"seen": marks[0]})
    assert ended.status_code == 422  # people follow it
    assert planner.post(f"{path}/members", data={"seen": marks[1]}).status_code == 302
    assert planner.post(f"{path}/end", data={"seen": marks[0]}).status_code == 302
    assert read_table(site_store, "base_rosters") == []


def test_a_rule_gets_another_number_and_its_own_back(planner, site_store):
    path = "/admin/rules/R07"
    form = {"seen": seen_at(planner, path), "max_average": "45 u", "weeks": "16", "sliding": "yes"}
    assert planner.post(path, data=form).status_code == 302
    rule = read_rule(site_store, "R07", "en")
    assert "at most 45 hours" in rule.sentence
    assert [one.name for one in rule.parameters if one.is_changed] == ["max_average"]
    assert "45 u" in planner.get("/admin/rules").text
    form = {"seen": seen_at(planner, path), "max_average": "48"}
    planner.post(path, data=form)
    assert read_table(site_store, "rules") == []


def test_a_rule_of_the_law_stays_on_and_one_of_the_region_does_not(planner, site_store):
    for name in ("R07", "MAX_RUN"):
        path = f"/admin/rules/{name}"
        planner.post(path, data={"seen": seen_at(planner, path), "most": "5"})
    assert read_rule(site_store, "R07", "en").is_on
    assert not read_rule(site_store, "MAX_RUN", "en").is_on
    path = "/admin/rules/MAX_RUN"
    planner.post(path, data={"seen": seen_at(planner, path), "enabled": "yes"})
    assert read_rule(site_store, "MAX_RUN", "en").is_on


def test_a_rule_that_is_off_stays_off_with_other_numbers(planner, site_store):
    path = "/admin/rules/R03"
    planner.post(path, data={"seen": seen_at(planner, path), "min_break": "45"})
    assert not read_rule(site_store, "R03", "en").is_on


@pytest.mark.parametrize("text", ["many", "9" * 400])
def test_a_number_of_a_rule_that_is_none_is_refused(planner, site_store, text):
    path = "/admin/rules/R07"
    answer = planner.post(path, data={"seen": seen_at(planner, path), "max_average": text})
    assert answer.status_code == 422
    assert f'value="{text}"' in answer.text
    assert read_table(site_store, "rules") == []


def test_an_agreement_is_recorded_and_ended(planner, site_store):
    form = {"rule": "R04", "basis": "CAR-UWO", "from": "2027-01-01", "until": "2026-01-01"}
    assert planner.post("/admin/agreements", data=form).status_code == 422
    assert planner.post("/admin/agreements", data={**form, "until": ""}).status_code == 302
    path = "/admin/agreements/R04/2027-01-01"
    seen = seen_at(planner, path)
    planner.post(path, data={**form, "until": "2027-12-31", "seen": seen})
    assert read_table(site_store, "agreements")[-1] == {**form, "until": "2027-12-31"}


def test_a_form_without_its_mark_is_refused(planner, site_store):
    post = read_table(site_store, "posts")[0]
    answer = planner.post(f"/admin/posts/{post['id']}", data=post)
    assert answer.status_code in (409, 422)


def test_each_sees_their_own_tabs(admin, planner):
    assert "/admin/tokens" in admin.get("/admin/accounts").text
    assert "/admin/posts" not in admin.get("/admin/accounts").text
    page = planner.get("/admin/posts").text
    assert "/admin/rules" in page
    assert "/admin/tokens" not in page


def test_ones_own_account(visit, site_store):
    viewer = visit(Role.VIEWER)
    viewer.post("/account", data={"name": "Kijker", "language": "nl"})
    assert 'lang="nl"' in viewer.get("/account", headers={"Accept-Language": "en"}).text[:60]
    other = visit(Role.VIEWER)
    form = {"old": "a password for tests", "new": "quite another one", "again": "quite another"}
    assert viewer.post("/account/password", data=form).status_code == 422
    form["again"] = form["new"]
    assert viewer.post("/account/password", data=form).status_code == 302
    assert viewer.get("/now").status_code == 200
    assert other.get("/now").status_code == 302


WEEKS = (
    ("D", "D", "", "", "L", "L", "L"),
    ("", "", "N", "N", "", "", ""),
)


@pytest.fixture
def designed(monkeypatch):
    """What the search finds, at once; and how often it was asked."""
    asked = []

    def found(task, seconds, number, progress):
        asked.append((task.people, task.hours, task.weeks))
        open_shifts = (UnstaffedShift(0, "N", 1),)
        scores = (RuleScore("LONE_NIGHT", 2, 8),)
        cycle = DesignedCycle(WEEKS, (2400, 960), 1, open_shifts, scores, 8, is_best=True)
        progress(cycle)
        return [cycle]

    monkeypatch.setattr(design_views, "run_design", found)
    return asked


def test_a_base_roster_is_designed_and_kept(planner, site_store, designed):
    path = "/admin/base-rosters/design"
    assert "<h2" not in planner.get(path).text
    assert not designed
    asked = {"post": "CACO", "people": "2", "hours": "31,5", "from": "2027-01-04", "search": "1"}
    page = planner.get(path, query_string=asked).text
    assert designed == [(2, 31.5, 2)]
    for said in (
        "28 uur per week",
        "1 van 2 weekenden vrij",
        "ma N",
        "Losse nachten: 2",
        "bewezen",
    ):
        assert said in page
    part = planner.get(path, query_string=asked, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert '<b class="night">N</b>' in part
    kept = asked | {"id": "two"} | dict(re.findall(r'name="(week-\d)" value="([^"]*)"', part))
    assert planner.post(path, data=kept).status_code == 302
    rows = read_table(site_store, "base_rosters")
    assert [(row["id"], row.get("mo"), row.get("we")) for row in rows] == [
        ("two", "D", None), ("two", None, "N"),
    ]  # fmt: skip
    again = planner.post(path, data=kept)
    assert again.status_code == 422
    assert 'value="two"' in again.text


@pytest.mark.parametrize(
    ("field", "text"),
    [("people", "many"), ("hours", "x"), ("from", "soon"), ("weeks", "-1"), ("post", "nowhere")],
)
def test_a_design_that_is_not_asked_well_says_so_and_keeps_what_was_typed(
    planner, designed, field, text
):
    asked = {"post": "CACO", "people": "2", "hours": "36", "search": "1"} | {field: text}
    answer = planner.get("/admin/base-rosters/design", query_string=asked)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert field == "post" or f'value="{text}"' in answer.text
    part = planner.get(
        "/admin/base-rosters/design", query_string=asked, headers={"HX-Request": "true"}
    )
    assert part.status_code == 200  # it is put under the form
    assert 'role="alert"' in part.text
    assert not designed


def test_whoever_waits_for_a_design_sees_how_far_it_is(planner, designed, monkeypatch):
    path = "/admin/base-rosters/design/progress"
    idle = planner.get(path).text
    assert "submit from:#design" in idle
    assert "load delay" not in idle
    known = design_views.DesignProgress(time.monotonic() - 7, 30, 1)
    monkeypatch.setattr(design_views, "_PROGRESS", known)
    busy = planner.get(path).text
    assert "load delay:1s" in busy  # it asks again by itself
    assert re.search(r"[78] van ten hoogste 30 seconden; 1 van 3 cycli gevonden", busy)
    asked = {"post": "CACO", "people": "2", "hours": "31,5", "search": "1", "seconds": "50"}
    assert 'value="50" selected' in planner.get(path.rpartition("/")[0], query_string=asked).text
    assert (known.begun, known.seconds, known.found) == (None, 50, 1)
    assert planner.get(path).text == idle


def test_one_base_roster_is_designed_at_a_time(planner, designed):
    with design_views._ONE_AT_A_TIME:
        asked = {"post": "CACO", "people": "2", "hours": "36", "search": "1"}
        answer = planner.get("/admin/base-rosters/design", query_string=asked)
    assert answer.status_code == 422
    assert not designed
