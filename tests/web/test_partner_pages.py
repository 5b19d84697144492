"""The page of one partner: its people, declarations, coverage, exercises, findings; by region."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from data.model.account import EVERYWHERE, Reach, Role
from data.store import employer_asks, records
from data.tables.period import ZONE
from scheduler.accounts.regions import Subject, is_within
from scheduler.improvement.recording import NewAction, NewFinding, make_finding
from scheduler.partners.overview import partners_overview
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.reporting.delivered import delivered
from scheduler.reporting.partner_page import partner_page
from tests.support.region import FIRST, INSIDE, WEEKS
from tests.web.regional import MINE, THEIRS, TWO_REGIONS, names_of, of_region

NAME = "Waterschap Zilvermeeuw"
LAST = FIRST + timedelta(weeks=WEEKS) - timedelta(days=1)


@pytest.fixture
def employer(site_store):
    """A partner that employs everybody with a name in the first half of the alphabet of codes."""
    with site_store.reading() as connection:
        rows = [r for r in records.read_rows(connection, "people").values() if not r.has_ended]
    half = sorted(rows, key=lambda row: row.values["id"])[: len(rows) // 2]
    edits = [RowEdit("partners", {"id": "silver", "name": NAME, "discipline": "medical"})]
    edits += [
        RowEdit(
            "people", records.as_texts("people", row.values, ZONE) | {"employer": NAME}, row.number
        )
        for row in half
    ]
    edit_rows(site_store, edits, "planner", INSIDE)
    return {str(row.values["id"]): str(row.values["name"]) for row in half}


def test_what_each_employer_served_adds_up_to_all_that_was_served(site_store, employer):
    found = delivered(site_store, FIRST, LAST, INSIDE)
    theirs = found.of_partner("silver")
    assert theirs is not None
    assert 0 < theirs.minutes <= found.minutes
    assert theirs.people <= len(employer)
    # One seat a post all day: what is served lies within the hours since the roster began.
    for post in found.posts:
        assert found.of_post(post) >= theirs.posts.get(post, 0)
    later = delivered(site_store, FIRST, LAST, INSIDE + timedelta(days=7))
    assert later.minutes > found.minutes
    assert delivered(site_store, LAST + timedelta(days=1), LAST, INSIDE).employers == ()


def test_the_page_of_a_partner_shows_its_people_and_what_they_did(visit, site_store, employer):
    owned = NewAction("Mail the course", "2027-12-01", partner=NAME)
    texts = {"origin": "study", "theme": "Courses", "text": "Too few courses", "partner": NAME}
    make_finding(site_store, NewFinding(texts, (owned,)), "planner", INSIDE)
    with site_store.writing() as connection:
        row = next(iter(records.read_rows(connection, "people").values()))
        until = INSIDE + timedelta(weeks=6)
        employer_asks.add_ask(connection, "silver", INSIDE, until, [(row.number, "paper", None)])
    planner = visit(Role.PLANNER)
    text = planner.get(f"/partners/silver?year={INSIDE.year}").text
    for said in (NAME, "GHOR", "Too few courses", "Mail the course", *employer.values()):
        assert said in text
    assert planner.get("/partners/nobody").status_code == 404
    assert visit(Role.VIEWER).get("/partners/silver").status_code == 403
    book = load_workbook(io.BytesIO(planner.get(f"/partners/silver.xlsx?year={INSIDE.year}").data))
    cells = {str(cell.value) for sheet in book for line in sheet for cell in line}
    assert set(employer.values()) <= cells


def test_a_person_names_the_employer_and_leads_to_it(visit, employer):
    code = next(iter(employer))
    text = visit(Role.PLANNER).get(f"/people/{code}").text
    assert f'href="/partners/silver">{NAME}</a>' in text
    assert 'href="/partners/silver"' not in visit(Role.VIEWER).get(f"/people/{code}").text


@pytest.fixture
def two(tmp_path):
    """Two regions; one employer of people of both, and one that works with the other alone."""
    with TWO_REGIONS.copy("sqlite", tmp_path) as store:
        with store.reading() as connection:
            rows = {r.values["id"]: r for r in records.read_rows(connection, "people").values()}
        both = [of_region("people", MINE)[0], of_region("people", THEIRS)[-1]]
        edits = [
            RowEdit("partners", {"id": "both", "name": "Both", "regions": f"{MINE};{THEIRS}"}),
            RowEdit("partners", {"id": "other", "name": "Other", "regions": THEIRS}),
        ]
        edits += [
            RowEdit(
                "people",
                records.as_texts("people", rows[code].values, ZONE) | {"employer": "Both"},
                rows[code].number,
            )
            for code in both
        ]
        edit_rows(store, edits, "planner", INSIDE)
        yield store


def test_a_role_for_a_region_sees_the_partners_of_it_with_its_own_people_alone(two):
    mine = Reach(frozenset({MINE}))
    assert [one.partner.id for one in partners_overview(two, INSIDE, mine).rows] == ["both"]
    assert not is_within(two, Subject.PARTNER, "other", mine)
    assert is_within(two, Subject.PARTNER, "other", EVERYWHERE)
    page = partner_page(two, "both", FIRST, LAST, INSIDE, mine)
    assert [one.person.name for one in page.people] == names_of("people", MINE)[:1]
    whole = partner_page(two, "both", FIRST, LAST, INSIDE)
    assert len(whole.people) == 2
    served = delivered(two, FIRST, LAST, INSIDE + timedelta(days=14), mine)
    everything = delivered(two, FIRST, LAST, INSIDE + timedelta(days=14))
    assert 0 < served.minutes < everything.minutes
