"""What the quality of a roster is made of, and what would remove a flaw."""

import html
import re
from urllib.parse import quote

import pytest

from data.i18n.language import language
from data.model.account import Role
from scheduler.planning.open_roster import open_roster
from scheduler.planning.quality import quality_of, report_quality, words_of
from tests.support.once import copied
from tests.support.originals import Original
from tests.support.region import INSIDE
from tests.web.conftest import SITE, last_roster
from tests.web.plan_scene import draft_of_next

READERS = {Role.PLANNER, Role.DUTY_MANAGER}


@pytest.fixture
def planner(visit):
    """A planner who reads English."""
    found = visit(Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


WITH_FLAWS = Original("site_with_flaws", SITE, draft_of_next)


@pytest.fixture
def site_store(tmp_path):
    with copied(WITH_FLAWS.path(), tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def draft(site_store):
    """A roster of duties that went round: legal or not, and full of flaws."""
    return last_roster(site_store)


def looks(page):
    return [html.unescape(one) for one in re.findall(r'hx-get="(/rosters/\d+/flaw[^"]+)"', page)]


def test_the_page_says_what_quality_is_made_of_and_where_its_flaws_are(planner, site_store, draft):
    page = planner.get(f"/rosters/{draft}/quality").text
    roster = open_roster(site_store, draft)
    quality = quality_of(roster.problem, roster.assignments)
    assert quality.flaws
    assert len(looks(page)) == len(quality.flaws)
    assert words_of(roster.problem, language("en")).in_points(quality.cost) in page
    first = quality.flaws[0]
    day = first.start.astimezone(roster.problem.zone).date()
    assert f"#{first.person}/{max(day, roster.problem.first_date)}" in page
    assert planner.get("/rosters/99/quality").status_code == 404
    assert f'href="/rosters/{draft}/quality"' in planner.get(f"/rosters/{draft}").text


def test_the_page_says_what_teams_count_beside_the_period_before(planner, site_store, draft):
    page = planner.get(f"/rosters/{draft}/quality").text
    report = report_quality(site_store, draft).report
    words = words_of(open_roster(site_store, draft).problem, language("en"))
    assert report.last is not None  # the roster in force ended where this one begins
    (seat,), (before,) = report.health.posts, report.last.health.posts
    table = page.split('<table class="plain counted">')[1].split("</table>")[0]
    titles = re.findall(r'<th scope="col" class="number">([^<]*)<', table)
    assert titles[0] == "This roster"
    assert titles[1].startswith("The period before")
    cells = zip(
        words.health_headings(), words.seat_cells(seat), words.seat_cells(before), strict=True
    )
    for heading, *counts in cells:
        row = table.split(f'<th scope="row">{heading}<')[1].split("</tr>")[0]
        assert re.findall(r'class="number">([^<]*)<', row)[:2] == counts
    hot = re.findall(r'<td class="heat-([1-4])"><a href="(/rosters/[^"]+)">([\d.]+)</a>', page)
    costs = [cost for one in report.weeks for cost in one.costs if cost]
    assert sorted(float(points) * 100 for _, _, points in hot) == sorted(costs)
    assert {heat for heat, _, _ in hot} >= {"1", "4"}


def test_the_page_of_a_search_says_what_its_quality_is_made_of(planner, site_store):
    job = draft_of_next(site_store)
    page = planner.get(f"/plan/{job.id}").text
    roster = open_roster(site_store, job.roster)
    quality = quality_of(roster.problem, roster.assignments)
    assert len(looks(page)) == len(quality.flaws)
    for part in ("Health", "Fairness", "Wishes", "Base roster"):
        assert f'<th scope="row">{part}' in page
    assert "Weights: Balanced." in page


def test_a_look_at_a_flaw_says_whether_it_can_go_and_what_that_costs(planner, draft):
    addresses = looks(planner.get(f"/rosters/{draft}/quality").text)
    part = {"HX-Request": "true"}
    said = {one: planner.get(one, headers=part).text for one in addresses[:12]}
    assert any("Overall" in text and "<ol" in text for text in said.values())
    for text in said.values():
        assert "<html" not in text
        assert ("<ol" in text) != ("No: " in text)
    whole = planner.get(addresses[0]).text
    assert "<html" in whole
    assert said[addresses[0]].strip() in whole


def test_a_flaw_that_is_not_there_any_more_is_refused(planner, draft):
    gone = f"/rosters/{draft}/flaw?rule=LONE_SHIFT&person=nobody&start={INSIDE.isoformat()}"
    assert planner.get(gone.replace("+", "%2B")).status_code in (404, 409, 422)
    assert planner.get(f"/rosters/{draft}/flaw?start=soon").status_code == 400


@pytest.mark.parametrize("role", sorted(Role))
def test_only_who_sees_reasons_sees_quality(visit, draft, role):
    somebody = visit(role)
    may = somebody.get(f"/rosters/{draft}/violations").status_code == 200
    for path in ("quality", f"flaw?rule=X&person=x&start={INSIDE:%Y-%m-%d}"):
        answer = somebody.get(f"/rosters/{draft}/{path}")
        assert (answer.status_code != 403) == may


def edited(planner, roster, form):
    """What the grid is told of an edit."""
    page = planner.get(f"/rosters/{roster}").text
    seen = re.search(r'data-seen="(\d+)"', page)[1]
    asked = {"HX-Request": "true", "Accept": "text/html, application/json"}
    return planner.post(f"/rosters/{roster}/edit", {**form, "seen": seen}, headers=asked).json


def test_the_grid_marks_flaws_apart_from_broken_rules(planner, site_store, draft, visit):
    roster = open_roster(site_store, draft)
    quality = quality_of(roster.problem, roster.assignments)
    page = planner.get(f"/rosters/{draft}").text
    count = len(quality.flaws)
    assert f'href="/rosters/{draft}/quality">{count} flaws</a>' in page
    assert sum(int(n) for n in re.findall(r'class="flaw-count">◇(\d+)', page)) == count
    assert re.search(r'<td class="[^"]*\bflaw\b', page)
    assert "◇ Lone shifts: No single day with a shift between days off." in page
    flaw = next(one for one in quality.flaws if one.rule == "LONE_DAY_OFF")
    day = (flaw.start.astimezone(roster.problem.zone)).date()
    panel = planner.get(f"/rosters/{draft}/cell?person={flaw.person}&day={day}").text
    assert "Flaws here:" in panel
    assert "Lone days off" in panel
    assert "flaw" not in visit(Role.VIEWER).get("/rosters/1").text.split("<table")[1]


def test_an_edit_says_which_flaws_come_and_go_and_what_it_makes_of_the_whole(
    planner, site_store, draft
):
    before = open_roster(site_store, draft)
    was = quality_of(before.problem, before.assignments)
    flaw = next(one for one in was.flaws if one.rule == "LONE_SHIFT" and one.start > INSIDE)
    (duty,) = (
        one
        for one in before.by_person[flaw.person]
        if flaw.start <= before.shift_by_id[one.shift].start < flaw.end
        and before.problem.duty_kind(before.shift_by_id[one.shift]).value == "work"
    )
    day = flaw.start.astimezone(before.problem.zone).date()
    form = {"do": "remove", "person": flaw.person, "day": f"{day}", "shift": duty.shift}
    panel = html.unescape(edited(planner, draft, form)["panel"])
    after = open_roster(site_store, draft)
    now = quality_of(after.problem, after.assignments)
    assert now.cost != was.cost
    words = words_of(after.problem, language("en"))
    assert words.balance(now.cost - was.cost) in panel
    assert "Flaws that are gone:" in panel
    assert words.flaw(flaw, after.problem) in panel


def test_somebody_sees_their_own_figures_and_the_middle_and_nobody_elses(visit, site_store):
    me = visit(Role.FUNCTIONARY)
    me.client.set_cookie("language", "en")
    page = me.get("/mine/share").text
    rows = re.findall(r'<th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]+)</td>', page)
    assert [name for name, _, _ in rows][:2] == ["Short rests", "Days with two starts"]
    with site_store.reading() as connection:
        first, *others = connection.exec_driver_sql("SELECT name FROM people ORDER BY id").scalars()
    assert not [name for name in others if name != first and name in page]


def test_candidates_say_what_they_make_of_the_quality(planner, site_store, draft):
    roster = open_roster(site_store, draft)
    lacking = [one for one in roster.shifts if roster.missing(one) and one.start > INSIDE]
    said = "".join(
        planner.get(f"/rosters/{draft}/candidates?shift={quote(one.id)}").text for one in lacking
    )
    facts = re.findall(r"([\d.,]+|one) points? (better|worse)(?: \(([a-z, -]+)\))?", said)
    assert facts
    assert {"lone shifts", "quick returns"} & {
        name for _, _, names in facts for name in names.split(", ")
    }
