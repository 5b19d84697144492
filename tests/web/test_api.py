"""The API: who may ask what, and whether the answers are those of the store."""

from __future__ import annotations

import csv
import io
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from data.model.account import Role, TokenScope
from data.store import records, rosters
from data.store.audit import trail
from data.store.tables.records import ABSENCES
from data.tables.contract import TABLE_BY_NAME
from data.tables.write_tables import write_csv_folder, write_workbook
from scheduler.accounts.access import make_token, revoke_token
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.monitor import sweep
from scheduler.planning.absences import report_sick
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.quality import report_quality
from tests.support.region import INSIDE, NOW, ON_FROM_BEFORE, texts
from web.access.guard import required
from web.api.people import PeopleTable

ROOT = "/api/v1"
HALF_A_CHARACTER = b'{"tables": {"people": [{"id": "\\ud800"}]}}'


@pytest.fixture
def ask(app, site_store):
    """``ask("/duty", DUTY)``: an answer to a program whose token opens these."""
    client = app.test_client()

    def asked(path, *scopes, headers=None, **how):
        secret = (
            make_token(site_store, "tests", scopes, None, "tests", NOW).secret if scopes else ""
        )
        bearer = {"Authorization": f"Bearer {secret}"} if scopes else {}
        verb = client.post if how else client.get
        return verb(ROOT + path, headers={**bearer, **(headers or {})}, **how)

    return asked


@pytest.fixture
def api(app):
    return app.extensions["api"]


def rules(api):
    return {rule.endpoint: rule for rule in api.url_map.iter_rules()}


def address_of(rule):
    return rule.rule.replace("<int:number>", "1")


# --- who may ask what


def test_every_operation_says_which_tokens_open_it(api):
    scopes = {endpoint: required(api, endpoint) for endpoint in rules(api)}
    assert {endpoint for endpoint, scope in scopes.items() if scope is None} == {"coverage.openapi"}


def test_an_operation_that_forgot_to_say_is_closed(app, api):
    api._got_first_request = False
    api.add_url_rule("/forgotten", "forgotten", lambda: {"secret": 1})
    assert app.test_client().get(f"{ROOT}/forgotten").status_code == 503


def test_each_scope_opens_its_own_operations_and_no_other(ask, api):
    for endpoint, rule in rules(api).items():
        wanted = required(api, endpoint)
        body = {"json": {"tables": {"people": []}}} if "POST" in rule.methods else {}
        for scope in TokenScope:
            status = ask(address_of(rule), scope, **body).status_code
            assert (status == 403) == (wanted is not None and scope is not wanted), (
                endpoint,
                scope,
            )


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Basic eDp5", "Bearer " + "x" * 10_000, "Bearer é"],
)
def test_without_a_token_that_is_known_nothing_is_told(ask, header):
    answer = ask("/duty", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert answer.json["title"]
    assert "posts" not in answer.json


@pytest.mark.parametrize("way", ["?token={}", "?access_token={}", "/{}"])
def test_a_token_in_an_address_opens_nothing(ask, site_store, way):
    secret = make_token(site_store, "x", [TokenScope.DUTY], None, "tests", NOW).secret
    assert ask("/duty" + way.format(secret)).status_code in (401, 404)


def test_a_token_that_was_withdrawn_or_is_over_opens_nothing(app, site_store):
    withdrawn = make_token(site_store, "x", [TokenScope.DUTY], None, "tests", NOW)
    revoke_token(site_store, withdrawn.token.id, "tests", NOW)
    over = make_token(site_store, "x", [TokenScope.DUTY], INSIDE, "tests", NOW)
    for given in (withdrawn, over):
        header = {"Authorization": f"Bearer {given.secret}"}
        assert app.test_client().get(f"{ROOT}/duty", headers=header).status_code == 401


def test_a_session_of_the_pages_opens_nothing(visit):
    assert visit(Role.ADMINISTRATOR).get(f"{ROOT}/duty").status_code == 401


def test_secrets_are_in_no_log(app, site_store, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    secret = make_token(site_store, "x", [TokenScope.DUTY], None, "tests", NOW).secret

    def broken(*_args):
        raise ValueError(secret)

    monkeypatch.setattr("web.api.duties.who_is_on_duty", broken)
    header = {"Authorization": f"Bearer {secret}"}
    answer = app.test_client().get(f"{ROOT}/duty", headers=header)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert secret not in caplog.text + answer.text
    assert "a request failed" in caplog.text


def test_whoever_asks_too_often_waits_and_takes_nobody_elses_share(app, site_store):
    client = app.test_client()
    makes = [make_token(site_store, "x", [TokenScope.ROSTERS], None, "t", NOW) for _ in range(2)]
    eager, other = ({"Authorization": f"Bearer {made.secret}"} for made in makes)
    answers = [client.get(f"{ROOT}/rosters", headers=eager).status_code for _ in range(301)]
    assert answers == [200] * 300 + [429]
    refused = client.get(f"{ROOT}/rosters", headers=eager)
    assert refused.headers["Retry-After"] == "60"
    assert client.get(f"{ROOT}/rosters", headers=other).status_code == 200
    strangers = [client.get(f"{ROOT}/rosters").status_code for _ in range(301)]
    assert strangers == [401] * 300 + [429]
    assert client.get(f"{ROOT}/rosters", headers=other).status_code == 200


# --- how answers travel


def test_answers_carry_the_headers_of_the_pages_and_set_no_cookie(ask):
    for answer in (ask("/duty", TokenScope.DUTY), ask("/nowhere"), ask("/duty")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/coverage", "/gaps", "/gaps/1", "/rosters", "/rosters/1", "/rosters/1/quality"]
)
def test_who_has_it_already_is_not_sent_it_again(ask, path):
    first = ask(path, *TokenScope)
    again = ask(path, *TokenScope, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert ask(path, *TokenScope, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/gaps/0", 404), ("/gaps/99999999999999999999", 404)],
)
def test_errors_have_one_shape(ask, path, status):
    answer = ask(path, *TokenScope)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json.keys() == {"type", "title", "status", "faults"}
    assert answer.json["status"] == status


def test_everything_wrong_with_an_address_is_told_at_once(ask):
    answer = ask("/duties?from=x&limit=0&nonsense=1&to=2027-01-01", TokenScope.DUTY)
    columns = {fault["place"]["column"] for fault in answer.json["faults"]}
    assert (answer.status_code, columns) == (422, {"from", "limit", "nonsense", "to"})


@pytest.mark.parametrize("path", ["/duty?at={}", "/duties?from={}", "/gaps?from={}", "/gaps?to={}"])
@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:60Z",
        "1970-01-01T00:00:00Z",
        "2027-02-30T00:00:00Z",
        "2027-01-08",
        "1735689600",
        "2027-01-08T12:00:00",
        "2027-01-08T12:00:61Z",
    ],
)
def test_a_moment_that_is_none_or_far_away_is_refused(ask, path, moment):
    answer = ask(path.format(moment.replace("+", "%2B")), *TokenScope)
    assert answer.status_code == 422
    assert answer.json["faults"]


@pytest.mark.parametrize(
    "query",
    [
        "from=2027-01-04&to=2027-01-03",
        "from=2026-01-01&to=2028-01-01",
        "from=0001-01-01",
        "to=9999-12-31",
        "from=2027-02-30",
        "from=1",
    ],
)
def test_days_that_cannot_be_answered_are_refused(ask, query):
    assert ask(f"/coverage?{query}", *TokenScope).status_code == 422


@pytest.mark.parametrize("moment", ["2027-01-08T13:00:00%2B01:00", "2027-01-08t12:00:00.000z"])
def test_a_moment_may_be_written_in_any_zone(ask, moment):
    assert ask(f"/duty?at={moment}", TokenScope.DUTY).json["at"] == "2027-01-08T12:00:00Z"


# --- who is on duty


def on_duty(ask, query=""):
    return {one["post"]: one for one in ask(f"/duty{query}", TokenScope.DUTY).json["posts"]}


def test_who_is_on_duty_is_whom_the_signed_roster_has(ask, site_store):
    with site_store.reading() as connection:
        held = rosters.duties_between(connection, INSIDE, INSIDE + timedelta(seconds=1))
    found = {
        (holder["person"], shift["shift"])
        for post in on_duty(ask).values()
        for shift in post["now"]
        for holder in shift["holders"]
    }
    assert held
    assert found == {(person, shift.id) for person, shift, _doubles in held} | {
        (ON_FROM_BEFORE, f"IM-COPI-R1:{ON_FROM_BEFORE}")
    }


def test_no_signature_is_named_for_who_is_on_from_before_the_roster(ask):
    shift = on_duty(ask)["IM-COPI-R1"]["now"][0]
    assert [one["person"] for one in shift["holders"]] == [ON_FROM_BEFORE]
    assert (shift["signature"], shift["until"]) == (None, "2027-01-08T16:00:00Z")


def test_each_holder_comes_with_how_to_reach_them_and_who_signed(ask):
    shift = on_duty(ask)["CACO"]["now"][0]
    assert shift["holders"][0]["contacts"]
    assert shift["signature"]["signed_by"] == "signer"
    assert shift["until"] == "2027-01-08T14:00:00Z"


def test_the_next_shift_begins_when_this_one_ends(ask):
    post = on_duty(ask)["CACO"]
    assert [one["start"] for one in post["next"]] == [post["now"][0]["until"]]


def test_who_is_ill_does_not_count_and_why_is_not_told(ask, site_store):
    holder = on_duty(ask)["CACO"]["now"][0]["holders"][0]
    assert (holder["counts"], on_duty(ask)["CACO"]["missing"]) == (True, 0)
    report_sick(site_store, holder["person"], INSIDE, INSIDE.date(), "tests", INSIDE)
    after = on_duty(ask)["CACO"]
    assert (after["now"][0]["holders"][0]["counts"], after["missing"]) == (False, 1)
    assert "ill" not in str(after).lower().replace("still", "")


@pytest.mark.parametrize("kind", ["illness", "leave", "course"])
def test_that_somebody_is_absent_is_told_and_not_why(ask, site_store, kind):
    person = on_duty(ask)["CACO"]["now"][0]["holders"][0]
    report_sick(site_store, person["person"], INSIDE, INSIDE.date(), "tests", INSIDE)
    with site_store.writing() as connection:
        connection.execute(ABSENCES.update().values(kind=kind))
    sweep(site_store, 8, INSIDE)
    day = f"{INSIDE:%Y-%m-%d}"
    answers = [
        ask("/gaps", TokenScope.COVERAGE),
        ask(f"/coverage?from={day}&to={day}", TokenScope.COVERAGE),
        ask("/duty", TokenScope.DUTY),
        ask("/duties", TokenScope.DUTY),
    ]
    answers += [
        ask(f"/gaps/{one['number']}", TokenScope.COVERAGE) for one in answers[0].json["items"]
    ]
    assert {one.status_code for one in answers} == {200}
    assert "absent" in answers[0].text
    for one in answers:
        assert f'"{kind}"' not in one.text


def test_a_gap_tells_its_cause_and_not_whose_it_is(ask, site_store):
    person = on_duty(ask)["CACO"]["now"][0]["holders"][0]
    report_sick(site_store, person["person"], INSIDE, INSIDE.date(), "tests", INSIDE)
    sweep(site_store, 8, INSIDE)
    found = ask("/gaps", TokenScope.COVERAGE)
    assert "illness" not in found.text
    assert person["person"] not in found.text
    assert person["name"] not in found.text
    number = next(one["number"] for one in found.json["items"] if one["cause"] == "absent")
    story = ask(f"/gaps/{number}", TokenScope.COVERAGE)
    assert story.json["history"][0]["what"] == "opened"
    assert person["person"] not in story.text


@pytest.mark.parametrize("query", ["?post=NONE", "?region=NONE", "?post=%00"])
def test_an_unknown_post_is_refused_for_an_empty_answer_would_say_that_nobody_is_there(ask, query):
    assert ask(f"/duty{query}", TokenScope.DUTY).status_code == 422


def test_posts_can_be_chosen_by_code_and_region(ask):
    assert on_duty(ask, "?post=CACO").keys() == {"CACO"}
    assert on_duty(ask, "?region=R1").keys() == on_duty(ask).keys()


def test_where_no_roster_is_in_force_nobody_is_on_duty_and_somebody_is_missing(ask):
    post = on_duty(ask, "?at=2027-06-01T12:00:00Z")["CACO"]
    assert (post["now"], post["missing"]) == ([], 1)


# --- long lists


def test_parts_of_a_list_make_the_whole(ask, app):
    whole = ask("/duties?limit=500", TokenScope.DUTY).json
    assert len(whole["items"]) == whole["total"] > 7
    path, found = "/duties?limit=7&post=CACO&from=2027-01-08T12:00:00%2B00:00", []
    while path:
        part = ask(path.removeprefix(ROOT), TokenScope.DUTY).json
        found += part["items"]
        path = part["next"]
    assert found == [one for one in whole["items"] if one["post"] == "CACO"]


def test_a_roster_holds_what_was_signed(ask, site_store):
    with site_store.reading() as connection:
        head = rosters.heads(connection)[0]
        assignments = rosters.read_assignments(connection, head.id)
        shifts = rosters.read_shifts(connection, head.shift_set)
    found = ask(f"/rosters/{head.id}", TokenScope.ROSTERS).json
    assert found["content_hash"] == head.content_hash
    assert {(o["person"], o["shift"]) for o in found["assignments"]} == {
        (one.person, one.shift) for one in assignments
    }
    assert [one["shift"] for one in found["shifts"]] == [one.id for one in shifts]


def test_the_quality_of_a_roster_is_that_of_its_page_and_names_nobody(ask, site_store):
    with site_store.reading() as connection:
        head = rosters.heads(connection)[0]
        people = list(connection.exec_driver_sql("SELECT id, name FROM people"))
    answer = ask(f"/rosters/{head.id}/quality", TokenScope.ROSTERS)
    found, report = answer.json, report_quality(site_store, head.id).report
    assert found["cost"] == report.quality.cost == sum(one["cost"] for one in found["measures"])
    assert found["cost"] > 0
    assert found["weights"]["QUICK_RETURN"] == report.weights.of_rule("QUICK_RETURN")
    (seat,) = found["seats"]
    assert seat["short_rests"] == report.health.posts[0].short_rests
    assert seat["team"] == len(report.health.posts[0].team) > 0
    assert not any(text in answer.text for row in people for text in row)
    draft = copy_in_force(site_store, INSIDE.date() - timedelta(days=4), 2, "planner", INSIDE)
    assert ask(f"/rosters/{draft.id}/quality", TokenScope.ROSTERS).status_code == 404


def test_a_draft_is_nobodys_business_yet(ask, site_store):
    draft = copy_in_force(site_store, INSIDE.date() - timedelta(days=4), 2, "planner", INSIDE)
    assert ask(f"/rosters/{draft.id}", TokenScope.ROSTERS).status_code == 404
    listed = ask("/rosters?status=any", TokenScope.ROSTERS).json["items"]
    assert draft.id not in [one["number"] for one in listed]


def test_the_proof_is_that_of_the_store(ask, site_store):
    start, end = datetime(2027, 1, 3, 23, tzinfo=UTC), datetime(2027, 1, 17, 23, tzinfo=UTC)
    proof, _known = prove_coverage(site_store, start, end, INSIDE)
    found = ask("/coverage?from=2027-01-04&to=2027-01-17", TokenScope.COVERAGE).json
    assert (found["hash"], found["is_whole"], found["rows"]) == (
        proof.hash,
        proof.is_whole,
        proof.rows,
    )
    for one in found["months"]:
        assert one["required_minutes"] == one["valid_minutes"] + sum(one["by_cause"].values())


# --- people are brought


def people_rows():
    return [dict(row) for row in texts()["people"]]


def seq(store):
    with store.reading() as connection:
        return trail.head(connection).seq


def renamed():
    rows = people_rows()
    rows[0]["name"] = "Somebody Else"
    return rows


def test_an_import_is_a_dry_run_unless_it_says_otherwise(ask, site_store):
    before = seq(site_store)
    found = ask("/people/import", TokenScope.PEOPLE, json={"tables": {"people": renamed()}})
    assert (found.status_code, found.json["was_done"], found.json["changed"]) == (200, False, 1)
    assert found.json["changes"][0]["after"] == {"name": "Somebody Else"}
    made_a_token, tried = 1, 1
    assert seq(site_store) == before + made_a_token + tried
    with site_store.reading() as connection:
        last = trail.entries(connection)[-1]
    assert (last.action, last.after["changed"]) == ("import.tried", 1)
    assert last.who.startswith("token ")


@pytest.mark.parametrize("query", ["", "?dry_run=false"])
def test_an_import_tells_nothing_of_rows_that_it_did_not_bring(ask, site_store, query):
    rows = texts()
    person = rows["people"][0]["id"]
    one = {"person": person, "kind": "leave", "start": "2027-06-01", "end": "2027-06-02"}
    mine = {"person": person, "channel": "mail", "address": "new@vr.example"}
    with site_store.reading() as connection:
        contacts = records.read_rows(connection, "contacts").values()
        there = [row.values["address"] for row in contacts if row.values["person"] != person]
        assert there
    tables = {"absences": [one], "contacts": [mine]}
    found = ask(f"/people/import{query}", TokenScope.PEOPLE, json={"tables": tables})
    assert found.status_code == 200
    ended = [change for change in found.json["changes"] if change["kind"] == "ended"]
    assert len(ended) >= len(there)
    assert all(change["after"] == {} and " | " not in change["key"] for change in ended)
    assert not any(address in found.text for address in there)
    assert "illness" not in found.text


def test_an_import_is_carried_out_in_the_name_of_its_token(ask, site_store):
    path = "/people/import?dry_run=false"
    found = ask(path, TokenScope.PEOPLE, json={"tables": {"people": renamed()}})
    assert (found.status_code, found.json["was_done"]) == (200, True)
    with site_store.reading() as connection:
        last = trail.entries(connection)[-1]
    assert (last.action, last.who.startswith("token ")) == ("import", True)
    again = ask(path, TokenScope.PEOPLE, json={"tables": {"people": renamed()}})
    assert (again.json["changed"], again.json["unchanged"]) == (0, len(renamed()))


def as_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, [column.name for column in TABLE_BY_NAME["people"].columns])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def upload(name, content):
    return {"data": {"files": (io.BytesIO(content), name)}, "content_type": "multipart/form-data"}


def test_csv_files_are_taken_too(ask):
    found = ask("/people/import", TokenScope.PEOPLE, **upload("people.csv", as_csv(renamed())))
    assert (found.status_code, found.json["changed"]) == (200, 1)


def test_a_file_as_caco_writes_it_changes_nothing(ask, tmp_path):
    write_csv_folder({"people": texts()["people"]}, tmp_path)
    content = (tmp_path / "people.csv").read_bytes()
    found = ask("/people/import", TokenScope.PEOPLE, **upload("people.csv", content))
    assert (found.json["changes"], found.json["unchanged"]) == ([], len(people_rows()))


def test_a_workbook_is_taken_too(ask, tmp_path):
    write_workbook({"people": renamed()}, tmp_path / "x.xlsx")
    content = (tmp_path / "x.xlsx").read_bytes()
    found = ask("/people/import", TokenScope.PEOPLE, **upload("x.xlsx", content))
    assert (found.status_code, found.json["changed"]) == (200, 1)


def test_a_workbook_with_more_than_people_is_refused(ask, tmp_path):
    write_workbook(texts(), tmp_path / "x.xlsx")
    content = (tmp_path / "x.xlsx").read_bytes()
    found = ask("/people/import", TokenScope.PEOPLE, **upload("x.xlsx", content))
    said = [fault["what"] for fault in found.json["faults"]]
    assert found.status_code == 422
    assert "a token does not bring the table posts" in said


def test_rows_with_a_column_each_cost_little(ask):
    rows = [{f"c{number}": "x"} for number in range(100_000)]
    began = time.process_time()
    found = ask("/people/import", TokenScope.PEOPLE, json={"tables": {"people": rows}})
    assert found.status_code == 422
    assert time.process_time() - began < 10


def test_of_many_faults_the_first_are_told(ask):
    rows = [{"id": f"q{number}", "regions": f"r{number}"} for number in range(1_000)]
    found = ask("/people/import", TokenScope.PEOPLE, json={"tables": {"people": rows}})
    assert (found.status_code, len(found.json["faults"])) == (422, 201)


@pytest.mark.parametrize(
    ("row", "column"),
    [({"id": 1}, "id"), ({"id": "x", "name": ""}, "name")],
    ids=["no text", "empty"],
)
def test_one_fault_in_many_rows_is_told_once_with_the_first_rows(ask, row, column):
    rows = [row] * 421
    found = ask("/people/import", TokenScope.PEOPLE, json={"tables": {"people": rows}})
    assert len(found.json["faults"]) < 10
    (place,) = (f["place"] for f in found.json["faults"] if f["place"]["column"] == column)
    assert [place["row"], *place["also"], place["unlisted"]] == [2, 3, 4, 418]


@pytest.mark.parametrize(
    "name",
    ["posts.csv", "../../people.txt", "rules.csv", "people.exe", "/etc/passwd", "overrides.csv"],
)
def test_other_files_are_refused(ask, name):
    found = ask("/people/import", TokenScope.PEOPLE, **upload(name, b"id,name\r\nx,y\r\n"))
    assert found.status_code == 422
    assert "/" not in found.json["faults"][0]["place"]["file"]


def test_a_path_in_a_name_leads_nowhere(ask):
    found = ask(
        "/people/import", TokenScope.PEOPLE, **upload("../../people.csv", as_csv(renamed()))
    )
    assert found.json["changed"] == 1


def test_every_fault_is_told_with_its_place(ask, site_store):
    before = seq(site_store)
    rows = renamed()
    rows[2]["regions"], rows[4]["max_shifts_per_month"] = "NOWHERE", "many"
    found = ask(
        "/people/import?dry_run=false", TokenScope.PEOPLE, json={"tables": {"people": rows}}
    )
    places = {(f["place"]["row"], f["place"]["column"]) for f in found.json["faults"]}
    assert found.status_code == 422
    assert places >= {(4, "regions"), (6, "max_shifts_per_month")}
    assert {f["place"]["file"] for f in found.json["faults"]} == {"people"}
    assert seq(site_store) == before + 1


def test_what_others_changed_since_is_not_undone(ask):
    mine = {"tables": {"people": renamed()}}
    ask("/people/import?dry_run=false", TokenScope.PEOPLE, json=mine)
    old = {"tables": {"people": people_rows()}, "edition": 0}
    found = ask("/people/import?dry_run=false", TokenScope.PEOPLE, json=old)
    assert found.status_code == 409
    assert "token 1" in found.json["title"] + str(found.json["faults"])


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"data": b"{", "content_type": "application/json"}, 400),
        ({"data": b"[" * 100_000, "content_type": "application/json"}, 400),
        ({"data": b"\xff\xfe", "content_type": "application/json"}, 400),
        (
            {"data": HALF_A_CHARACTER, "content_type": "application/json"},
            422,
        ),
        ({"data": b"null", "content_type": "application/json"}, 422),
        ({"data": b"id,name", "content_type": "text/csv"}, 415),
        ({"data": b"x", "content_type": ""}, 415),
        ({"data": b"--x", "content_type": "multipart/form-data; boundary=x"}, 422),
        ({"data": b"--x", "content_type": "multipart/form-data"}, 422),
        ({"json": {"tables": {}}}, 422),
        ({"json": {"tables": {"posts": []}}}, 422),
        ({"json": {"tables": {"people": [{"id": 1}]}}}, 422),
        ({"json": {"tables": {"people": [{"": "x"}]}}}, 422),
        ({"json": {"tables": {"people": [{"id\n": "x\0y"}]}}}, 422),
        ({"json": {"tables": {"people": []}, "more": 1}}, 422),
        ({"data": b"x" * (8 * 1024 * 1024 + 1), "content_type": "application/json"}, 413),
    ],
)
def test_bodies_that_make_no_sense_are_refused(ask, how, status):
    found = ask("/people/import", TokenScope.PEOPLE, **how)
    assert (found.status_code, found.mimetype) == (status, "application/problem+json")


def test_a_text_that_looks_like_a_formula_stays_a_text(ask):
    rows = people_rows()
    rows[0]["name"] = "=cmd()"
    found = ask("/people/import", TokenScope.PEOPLE, json={"tables": {"people": rows}})
    assert found.json["changes"][0]["after"] == {"name": "=cmd()"}


def test_only_tables_about_people_can_be_brought():
    assert not {"posts", "rules", "patterns", "overrides", "wishes"} & {*PeopleTable}
