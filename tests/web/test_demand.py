"""The calendar of demand: what each day asks, and what that changes in rosters in force."""

from __future__ import annotations

import re

import pytest

from data.model.account import Role, TokenScope
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import INSIDE
from tests.web.conftest import last_roster
from tests.web.test_api import ask

__all__ = ["ask"]

STORM = {
    "post": "CACO",
    "start": "2027-01-13 18:00",
    "end": "2027-01-14 02:00",
    "required": "2",
    "source": "code_red",
}


def record(store, table="demand", **row):
    edit_rows(store, [RowEdit(table, row)], "planner", INSIDE)


def day_of(page, day):
    """The words of a day of the calendar, by its number."""
    text = page.text
    rows = re.findall(r'<tr class="dates">(.*?)</tr>\s*<tr class="duties">(.*?)</tr>', text, re.S)
    for dates, duties in rows:
        for head, cell in zip(
            re.findall(r"<td.*?</td>", dates, re.S),
            re.findall(r"<td.*?</td>", duties, re.S),
            strict=True,
        ):
            if f'datetime="{day}"' in head:
                return " ".join(re.sub(r"<[^>]+>", " ", cell).split())
    raise AssertionError(day)


def test_only_who_keeps_the_records_sees_it(visit):
    for role in set(Role) - {Role.PLANNER}:
        assert visit(role).get("/demand").status_code == 403
    assert visit(Role.PLANNER).get("/demand").status_code == 200


@pytest.mark.parametrize("asked", ["", "?month=2027-13", "?month=nonsense", "?month=9999-01"])
def test_an_address_that_makes_no_sense_shows_this_month(visit, asked):
    assert 'datetime="2027-01-08"' in visit(Role.PLANNER).get(f"/demand{asked}").text


def test_each_day_says_what_is_asked(visit, site_store):
    record(site_store, **STORM)
    record(site_store, post="CACO", start="2027-01-20", end="2027-01-20", required="0")
    record(
        site_store, "minimum_cover",
        post="CACO", weekdays="sa;su", start="14:00", end="22:00", required="2",
    )  # fmt: skip
    page = visit(Role.PLANNER).get("/demand?month=2027-01&lang=nl")
    assert "18:00-24:00 2 personen, code rood" in day_of(page, "2027-01-13")
    assert "00:00-02:00 2 personen, code rood" in day_of(page, "2027-01-14")
    assert "CACO niemand, gesloten" in day_of(page, "2027-01-20")
    assert "14:00-22:00 minstens 2 personen" in day_of(page, "2027-01-16")
    assert day_of(page, "2027-01-18") == ""


def test_kings_day_is_there_each_year(visit, site_store):
    record(
        site_store,
        post="CACO", start="2027-04-27 10:00", end="2027-04-27 22:00", required="2", yearly="yes",
    )  # fmt: skip
    planner = visit(Role.PLANNER)
    assert "elk jaar" in day_of(planner.get("/demand?month=2027-04&lang=nl"), "2027-04-27")
    sunday = planner.get("/demand?month=2031-04&lang=nl")
    assert "elk jaar" in day_of(sunday, "2031-04-26")
    assert day_of(sunday, "2031-04-27") == ""


def test_it_shows_some_posts(visit, site_store):
    record(site_store, **STORM)
    page = visit(Role.PLANNER).get("/demand?month=2027-01&post=IM-COPI-R1")
    assert day_of(page, "2027-01-13") == ""


def test_it_offers_a_draft_of_a_roster_in_force_that_it_changes(visit, site_store):
    planner = visit(Role.PLANNER)
    assert "/rosters/draft" not in planner.get("/demand").text
    typed = {
        "post": "CACO", "start-day": "2027-01-13", "start-clock": "18:00", "end-day": "2027-01-14",
        "end-clock": "02:00", "required": "2", "source": "code_red",
    }  # fmt: skip
    answer = planner.post("/records/demand", typed)
    assert answer.location == "/demand?month=2027-01"
    page = planner.get(answer.location + "&lang=nl").text
    assert "wo 13 jan 18:00" in page
    assert "1 persoon erbij" in page
    fields = {"first": "2027-01-04", "weeks": "2", "book": ""}
    draft = planner.post("/rosters/draft", fields)
    grid = planner.get(f"{draft.location}?lang=nl").text
    assert "De behoefte is veranderd sinds de versie" in grid
    assert "1 persoon erbij" in grid
    assert f"/rosters/{last_roster(site_store)}" in planner.get("/demand").text


def test_a_roster_in_force_tells_its_planner_whose_duties_fall_away(visit, site_store):
    signed = last_roster(site_store)
    record(site_store, post="CACO", start="2027-01-13", end="2027-01-13", required="0")
    page = visit(Role.PLANNER).get(f"/rosters/{signed}?lang=nl").text
    assert "De behoefte is veranderd sinds dit rooster werd ondertekend" in page
    assert "wat ervan overblijft" in page
    assert "De behoefte is veranderd" not in visit(Role.VIEWER).get(f"/rosters/{signed}").text


BODY = {
    "post": "CACO",
    "start": "2027-01-13T17:00:00Z",
    "end": "2027-01-14T01:00:00Z",
    "required": 2,
    "source": "code_red",
    "reason": "Storm",
}


def test_another_program_adds_lists_and_withdraws_demand(ask, site_store):
    done = ask("/demand", TokenScope.DEMAND, json=BODY)
    assert done.status_code == 200, done.text
    assert done.json["times"] == [["2027-01-13T17:00:00Z", "2027-01-14T01:00:00Z"]]
    (found,) = ask("/demand", TokenScope.COVERAGE).json["items"]
    assert found == done.json
    assert ask("/demand?post=IM-COPI-R1", TokenScope.COVERAGE).json["items"] == []
    causes = [gap["parts"][0]["cause"] for gap in ask("/gaps", TokenScope.COVERAGE).json["items"]]
    assert "more_needed" in causes
    again = ask("/demand", TokenScope.DEMAND, json=BODY | {"start": "2027-01-13T18:00:00Z"})
    assert again.status_code == 422
    gone = ask(f"/demand/{found['id']}/withdraw", TokenScope.DEMAND, json={})
    assert gone.json == {"id": found["id"]}
    assert ask("/demand", TokenScope.COVERAGE).json["items"] == []
    twice = ask(f"/demand/{found['id']}/withdraw", TokenScope.DEMAND, json={})
    assert twice.status_code == 404


def test_what_makes_no_sense_is_refused_with_all_that_is_wrong(ask):
    bad = ask("/demand", TokenScope.DEMAND, json={"post": "CACO", "required": "two", "who": "x"})
    assert bad.status_code == 422
    assert len(bad.json["faults"]) >= 3
    unknown = ask("/demand", TokenScope.DEMAND, json=BODY | {"post": "CACA"})
    assert unknown.status_code == 422
    assert ask("/demand", TokenScope.COVERAGE, json=BODY).status_code == 403


def test_what_one_post_needs_more_of_is_one_card(visit, site_store):
    record(
        site_store, "minimum_cover",
        post="CACO", weekdays="sa;su", start="14:00", end="22:00", required="2",
    )  # fmt: skip
    page = visit(Role.PLANNER).get("/gaps?lang=nl").text
    assert "er zijn meer mensen nodig dan het ondertekende rooster heeft" in page
    assert "4 keer" in page
