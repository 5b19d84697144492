"""Tokens of one region: what a program reads and writes with them, and what it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from data.model.account import TokenScope
from data.store.tables.records import PEOPLE, POSTS
from scheduler.accounts.access import make_token
from scheduler.accounts.regions import Subject
from scheduler.records.edit import read_table
from scheduler.records.row_edits import read_rows
from scheduler.settings import Settings
from tests.support.region import INSIDE, import_texts
from tests.web.regional import (
    MINE,
    THEIRS,
    TWO_BOOKS,
    TWO_REGIONS,
    digest,
    names_of,
    of_region,
    things_of,
)
from web.app import create_app

STORM = {"start": "2027-01-12T18:00:00Z", "end": "2027-01-13T02:00:00Z", "required": 2}


@pytest.fixture
def two_regions(request, tmp_path):
    with getattr(request, "param", TWO_BOOKS).copy("sqlite", tmp_path) as store:
        yield store


@pytest.fixture
def program(two_regions):
    """A program whose token opens all, for one region."""
    given = make_token(two_regions, "tests", list(TokenScope), None, "tests", INSIDE, [MINE])
    client = create_app(two_regions, Settings(), lambda: INSIDE).test_client()
    headers = {"Authorization": f"Bearer {given.secret}"}
    return lambda path, **how: client.open(f"/api/v1{path}", headers=headers, **how)


def codes_of_others(text):
    codes = [*of_region("posts", THEIRS), *of_region("people", THEIRS), *names_of("people", THEIRS)]
    return [code for code in codes if code in text]


def posted(program, path, **body):
    return program(path, method="POST", json=body)


def test_signed_rosters_are_those_of_the_region(two_regions, program):
    mine, theirs = things_of(two_regions, MINE), things_of(two_regions, THEIRS)
    listed = program("/rosters?status=any").json
    assert [one["number"] for one in listed["items"]] == [int(mine[Subject.ROSTER])]
    assert listed["total"] == 1
    for path in ("", "/quality"):
        assert program(f"/rosters/{mine[Subject.ROSTER]}{path}").status_code == 200
        assert program(f"/rosters/{theirs[Subject.ROSTER]}{path}").status_code == 404


@pytest.mark.parametrize("two_regions", [TWO_REGIONS], indirect=True)
def test_of_a_roster_of_both_regions_its_own_part_is_given(two_regions, program):
    number = things_of(two_regions, MINE)[Subject.ROSTER]
    answer = program(f"/rosters/{number}")
    assert {one["post"] for one in answer.json["shifts"]} == {*of_region("posts", MINE)}
    assert answer.json["assignments"]
    assert codes_of_others(answer.text) == []
    assert program(f"/rosters/{number}/quality").status_code == 404


def test_take_overs_are_read_and_recorded_on_posts_of_the_region(two_regions, program):
    mine, theirs = things_of(two_regions, MINE), things_of(two_regions, THEIRS)
    listed = program("/takeovers")
    assert len(listed.json["items"]) == 1
    assert codes_of_others(listed.text) == []
    before = digest(two_regions)
    foreign = of_region("people", THEIRS)[5]
    wrong = [
        {"shift": theirs[Subject.SHIFT], "comer": of_region("people", MINE)[5]},
        {"shift": mine[Subject.SHIFT], "comer": foreign},
        {"shift": mine[Subject.SHIFT], "leaver": foreign},
        {"shift": "nothing", "comer": ""},
    ]
    for body in wrong:
        answer = posted(program, "/takeovers", **body)
        assert answer.status_code == 404
        assert codes_of_others(answer.text) == []
    assert digest(two_regions) == before


def test_demand_is_read_recorded_and_withdrawn_on_posts_of_the_region(two_regions, program):
    mine, theirs = of_region("posts", MINE)[0], of_region("posts", THEIRS)[0]
    row = {"start": "2027-01-14 18:00", "end": "2027-01-15 02:00", "required": "2"}
    row |= {"source": "event"}
    import_texts(two_regions, {"demand": [{**row, "post": one} for one in (mine, theirs)]})
    numbers = {row.texts["post"]: row.number for row in read_rows(two_regions, "demand")}
    listed = program("/demand?from=2027-01-01T00:00:00Z")
    assert [one["post"] for one in listed.json["items"]] == [mine]
    before = digest(two_regions)
    for post in (theirs, "nothing"):
        assert posted(program, "/demand", post=post, **STORM).status_code == 404
    for number in (numbers[theirs], 987654):
        assert posted(program, f"/demand/{number}/withdraw").status_code == 404
    assert digest(two_regions) == before
    assert posted(program, "/demand", post=mine, **STORM).status_code == 200
    assert posted(program, f"/demand/{numbers[mine]}/withdraw").status_code == 200


def test_call_outs_are_read_and_recorded_for_the_region(two_regions, program):
    listed = program("/call-outs?from=2026-01-01&to=2027-01-31")
    assert [one["label"] for one in listed.json["call_outs"]] == [f"Fire {MINE}"]
    before = digest(two_regions)
    alert = (INSIDE - timedelta(hours=2)).isoformat()
    mine, theirs = of_region("posts", MINE)[-1], of_region("posts", THEIRS)[-1]
    came = {"person": of_region("people", THEIRS)[0], "came": True}
    wrong: list[dict[str, object]] = [{"posts": [theirs]}, {"posts": [mine, theirs]}]
    wrong += [{"regions": [THEIRS]}, {"posts": [mine], "people": [came]}]
    for body in wrong:
        assert posted(program, "/call-outs", alert_at=alert, **body).status_code == 404
    assert digest(two_regions) == before
    assert posted(program, "/call-outs", alert_at=alert, posts=[mine]).status_code == 200


def test_presence_is_told_of_people_and_posts_of_the_region(two_regions, program):
    with two_regions.writing() as connection:
        connection.execute(
            update(POSTS).where(POSTS.c.kind == "on_site").values(presence_minutes=5)
        )
    before = digest(two_regions)
    mine, theirs = of_region("people", MINE)[0], of_region("people", THEIRS)[0]
    assert posted(program, "/presence", person=theirs).status_code == 404
    post = of_region("posts", THEIRS)[0]
    assert posted(program, "/presence", person=mine, post=post).status_code == 404
    here = program("/duty").json["posts"]
    on_duty = next(h["person"] for one in here for s in one["now"] for h in s["holders"])
    assert posted(program, "/presence", person=on_duty).status_code in (200, 422)
    whole = create_app(two_regions, Settings(), lambda: INSIDE).test_client()
    given = make_token(two_regions, "all", list(TokenScope), None, "tests", INSIDE)
    every = {"Authorization": f"Bearer {given.secret}"}
    rows = whole.get("/api/v1/duty", headers=every).json["posts"]
    there = next(
        h["person"]
        for one in rows
        if one["regions"] == [THEIRS]
        for s in one["now"]
        for h in s["holders"]
    )
    with two_regions.writing() as connection:  # who has duty there, and serves here too
        both = update(PEOPLE).where(PEOPLE.c.id == there).values(regions=[MINE, THEIRS])
        connection.execute(both)
    before = digest(two_regions)
    assert posted(program, "/presence", person=there).status_code == 422
    assert digest(two_regions) == before


def test_a_program_brings_rows_of_the_region_alone(two_regions, program):
    people = [r for r in read_table(two_regions, "people") if r["id"] in of_region("people", MINE)]
    before = digest(two_regions)
    tables = {"people": [*people, {"id": "p013", "name": "X", "regions": MINE}]}
    for table, row in (("people", tables["people"]), ("base_rosters", [{"base": "b"}])):
        answer = posted(program, "/people/import?dry_run=false", tables={table: row})
        assert answer.status_code == 422
        assert not [name for name in names_of("people", THEIRS) if name in answer.text]
    assert digest(two_regions) == before
    people[0]["name"] = "Anders"
    done = posted(program, "/people/import?dry_run=false", tables={"people": people})
    assert (done.status_code, done.json["changed"], done.json["ended"]) == (200, 1, 0)
    kept = {row["id"]: row["name"] for row in read_table(two_regions, "people")}
    assert kept[people[0]["id"]] == "Anders"
    assert {*of_region("people", THEIRS)} <= kept.keys()
