"""A month of a roster, and the months of one person, as calendars."""

import html
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.account import Role
from data.model.shift import is_long
from data.store import staffing
from scheduler.planning.absences import report_sick
from scheduler.planning.open_roster import open_roster
from tests.solver.seeded import seeded
from tests.support.region import INSIDE
from tests.web.plan_scene import changed_draft
from web.rosters.month_calendar import weeks_of_month

ROSTER = 1


@pytest.fixture
def planner(visit):
    """A planner who reads English."""
    found = visit(Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


def month_pages(somebody, roster=ROSTER, more=""):
    """Every month of a roster."""
    page = somebody.get(f"/rosters/{roster}/month?{more}").text
    months = re.findall(r"[?&;]month=(\d{4}-\d\d)\"", page)
    return [somebody.get(f"/rosters/{roster}/month?month={one}&{more}").text for one in months]


@seeded()
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_weeks_of_a_month_hold_each_of_its_days_once_from_monday(day):
    month = day.replace(day=1)
    weeks = weeks_of_month(month)
    days = [one for week in weeks for one in week]
    assert all(week[0].weekday() == 0 and len(week) == 7 for week in weeks)
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    mine = [one for one in days if (one.year, one.month) == (month.year, month.month)]
    assert mine[0] == month
    assert (mine[-1] + timedelta(days=1)).day == 1
    assert all(any(one in mine for one in week) for week in weeks)


def test_the_months_of_a_roster_name_everybody_on_every_shift_once(planner, site_store):
    roster = open_roster(site_store, ROSTER)
    people, shifts = roster.problem.person_by_id, roster.shift_by_id
    shown = Counter(
        html.unescape(name)
        for page in month_pages(planner)
        for item in re.findall(r"<li.*?</li>", page.split("<table")[1], re.DOTALL)
        for name in re.findall(r'/person/[^"]+">([^<]+)</a>', item)
    )
    mine = [one for one in roster.assignments if not one.double]
    assert shown == Counter(
        people[one.person].name for one in mine if not is_long(shifts[one.shift])
    )
    assert shown


def test_a_hole_is_red_and_says_so(planner, site_store):
    draft = changed_draft(site_store)
    before = sum(page.count('class="is-gap">open') for page in month_pages(planner))
    after = sum(page.count('class="is-gap">open') for page in month_pages(planner, draft.id))
    assert after == before + 1


def test_a_month_shows_the_posts_that_are_chosen(planner, site_store):
    roster = open_roster(site_store, ROSTER)
    first, *others = (post.name for post in roster.posts)
    code = roster.posts[0].id
    table = "".join(page.split("<table")[1] for page in month_pages(planner, more=f"post={code}"))
    assert first in table
    assert not [name for name in others if name in table]


@pytest.mark.parametrize("address", ["month?month=1999-01", "month?month=rubbish", "month"])
def test_a_month_that_is_not_in_the_roster_is_another_one(planner, address):
    assert planner.get(f"/rosters/{ROSTER}/{address}").status_code == 200


def test_somebody_unknown_and_a_roster_unknown_are_not_found(planner):
    assert planner.get("/rosters/99/month").status_code == 404
    assert planner.get(f"/rosters/{ROSTER}/person/nobody").status_code == 404
    chosen = planner.get(f"/rosters/{ROSTER}/person?person=p001")
    assert chosen.location == f"/rosters/{ROSTER}/person/p001"


def test_a_person_sees_duties_hours_wishes_and_why_they_are_away(planner, site_store):
    roster = open_roster(site_store, ROSTER)
    who = roster.assignments[-1].person
    until = INSIDE.date() + timedelta(days=2)
    report_sick(site_store, who, INSIDE, until, "planner", INSIDE)
    page = html.unescape(planner.get(f"/rosters/{ROSTER}/person/{who}").text)
    mine = [roster.shift_by_id[one.shift] for one in roster.by_person[who] if one.shift]
    first = mine[0].start.astimezone(roster.problem.zone)
    assert f"{first:%H:%M}" in page
    assert "contract hours" in page
    assert "h of work in this roster" in page
    assert "Away: " in page
    assert page.count('class="duty"') >= len(mine)


def test_of_a_colleague_a_functionary_sees_duties_and_not_why_they_are_away(visit, site_store):
    roster = open_roster(site_store, ROSTER)
    with site_store.reading() as connection:
        names = staffing.names_of_people(connection)
    me, *others = sorted(names)
    other = next(one for one in others if one in roster.by_person)
    until = INSIDE.date() + timedelta(days=2)
    for one in (me, other):
        report_sick(site_store, one, INSIDE, until, "planner", INSIDE)
    functionary = visit(Role.FUNCTIONARY)
    functionary.client.set_cookie("language", "en")
    mine = functionary.get(f"/rosters/{ROSTER}/person/{me}").text
    theirs = functionary.get(f"/rosters/{ROSTER}/person/{other}").text
    assert "Away: " in mine
    assert "h of work in this roster" in mine
    assert 'class="duty"' in theirs
    for secret in ("Away: ", "h of work", "contract hours", "◇", 'class="rest"', 'class="shares"'):
        assert secret not in theirs
    assert "You see the duties." in theirs


def test_a_draft_is_for_those_who_work_on_it(visit, site_store):
    draft = changed_draft(site_store)
    for address in ("month", "person/p001"):
        assert visit(Role.VIEWER).get(f"/rosters/{draft.id}/{address}").status_code == 403
        assert visit(Role.VIEWER).get(f"/rosters/{ROSTER}/{address}").status_code == 200


def test_the_grid_and_the_page_of_a_person_lead_there(planner, site_store):
    who = open_roster(site_store, ROSTER).assignments[0].person
    grid = planner.get(f"/rosters/{ROSTER}").text
    assert f'href="/rosters/{ROSTER}/month' in grid
    assert f'href="/rosters/{ROSTER}/person/{who}"' in grid
    assert "/person/" not in planner.get(f"/rosters/{ROSTER}/print").text
    assert f'href="/rosters/{ROSTER}/person/{who}"' in planner.get(f"/people/{who}").text
