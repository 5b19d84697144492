"""Who stands out in a roster, its heat map, and two rosters compared."""

import html
import re
from unittest.mock import Mock

import pytest

from data.model.account import Role
from data.model.person_figures import Figure
from data.store import jobs, rosters
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.figures import comparable, compare_figures, figures_of
from tests.scheduler.solve_jobs.support import job_of
from tests.support.once import copied
from tests.support.region import FIRST, INSIDE, WEEKS
from tests.web.plan_scene import changed_draft
from tests.web.test_quality import WITH_FLAWS
from tests.web.test_timeline import in_english
from web.rosters.figures import verdict


@pytest.fixture
def site_store(tmp_path):
    with copied(WITH_FLAWS.path(), tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def job(site_store):
    """A search that made a draft of duties that went round."""
    with site_store.reading() as connection:
        (found,) = jobs.jobs(connection)
    return found


@pytest.fixture
def planner(visit):
    """A planner who reads English."""
    found = visit(Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


def heat_of(page):
    """The rows of the heat map of a page: name and cells."""
    table = page.split("figures-heat")[1].split("</table>")[0]
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', table)
    return [(name, re.findall(r'<td class="([\w-]+)">(.*?)</td>', row)) for name, row in rows]


def test_the_outcome_names_the_worst_first_and_links_it_into_the_grid(planner, site_store, job):
    found = figures_of(site_store, job.roster, INSIDE)
    page = html.unescape(planner.get(f"/plan/{job.id}").text)
    assert found.outliers
    worst = found.outliers[0]
    name = found.roster.problem.person_by_id[worst.person].name
    assert re.search(rf'class="verdict is-doubtful">But this stands out: {name}', page)
    listed = page.split('class="outliers"')[1].split("</ul>")[0]
    links = re.findall(r'<a href="(/rosters/\d+\?[^"]+#[^"]+)">([^:]+):', listed)
    assert links[0][1] == name
    assert f"#{worst.person}/{found.first_day(worst)}" in links[0][0]
    assert "Nobody stands out" not in page


def test_a_cell_of_the_heat_map_is_marked_where_it_stands_out_and_not_by_colour_alone(
    planner, site_store, job
):
    rows = heat_of(planner.get(f"/plan/{job.id}").text)
    found = figures_of(site_store, job.roster, INSIDE)
    assert [name for name, _ in rows] == [
        found.roster.problem.person_by_id[one.person].name for one in found.people
    ]
    cells = [cell for _, mine in rows for cell in mine]
    marked = [text for _, text in cells if "▲" in text or "▽" in text]
    assert len(marked) == len(found.outliers)
    assert all("visually-hidden" in text for text in marked)
    hot = [style for style, _ in cells if re.search("[2-4]$", style)]
    assert len(hot) == len(marked)


def test_the_heat_map_is_sorted_by_what_the_address_says(planner, site_store, job):
    found = figures_of(site_store, job.roster, INSIDE)
    by_name = [name for name, _ in heat_of(planner.get(f"/plan/{job.id}?sort=name").text)]
    assert by_name == sorted(by_name)
    page = planner.get(f"/plan/{job.id}?sort=hours").text
    assert 'aria-sort="descending"' in page
    names = found.roster.problem.person_by_id
    hours = {
        names[one.person].name: one.cells[Figure.HOURS].deviation
        for one in found.people
        if Figure.HOURS in one.cells
    }
    rows = [name for name, _ in heat_of(page) if name in hours]
    assert rows == sorted(rows, key=lambda name: -hours[name])
    assert heat_of(planner.get(f"/plan/{job.id}?sort=nonsense").text)


def test_points_and_proof_are_folded_away(planner, site_store, job):
    page = planner.get(f"/plan/{job.id}").text
    before, curious = page.split('class="panel curious"')
    assert "points" not in before.split("<main")[1]
    assert 'class="levels"' in curious
    assert 'id="made-of"' in curious


def test_a_draft_that_a_hand_emptied_is_not_called_full(planner, site_store, job):
    before = figures_of(site_store, job.roster, INSIDE)
    lost = before.roster.assignments[-1]
    edit = Edit(EditKind.REMOVE, lost.person, lost.shift)
    edit_draft(site_store, job.roster, [edit], "planner", INSIDE)
    page = planner.get(f"/plan/{job.id}").text
    assert f"{before.missing + 1} shifts are open." in page.split('class="verdict')[1]


def test_searching_on_asks_for_the_same_from_that_draft_on_another_way(planner, site_store, job):
    location = planner.post(f"/plan/{job.id}/on").location
    onward = job_of(site_store, location.rpartition("/")[2])
    assert onward.request.start == job.roster
    assert onward.request.seed == job.request.seed + 1
    assert (onward.request.weights, onward.request.seconds) == (
        job.request.weights,
        job.request.seconds,
    )
    assert planner.get(location).status_code == 200
    with site_store.writing() as connection:
        jobs.forget_roster(connection, job.roster)
    assert planner.post(f"/plan/{job.id}/on").location == f"/plan/{job.id}"


def test_two_rosters_are_compared_in_words_measure_by_measure(planner, site_store):
    draft = changed_draft(site_store)
    base = draft.based_on
    page = html.unescape(planner.get(f"/rosters/compare?a={base}&b={draft.id}").text)
    found = compare_figures(site_store, base, draft.id, INSIDE)
    assert found.new.missing == found.old.missing + 1
    assert f"Draft {draft.id} leaves 1 shift more open than Version 1." in page
    (changed,) = {one.person for one in found.moves}
    name = found.new.roster.problem.person_by_id[changed].name
    assert f"<strong>{name}</strong>" in page
    assert page.count("figures-heat") == 2
    assert f"Open in Draft {draft.id} only" in page


@pytest.mark.parametrize(
    ("figure", "gain", "said"),
    [
        (Figure.BROKEN, 1, "better"),
        (Figure.LONE_NIGHTS, -1, "worse"),
        (Figure.NIGHTS, -0.5, "farther from the fair share"),
        (Figure.NIGHTS, 0, ""),
    ],
)
def test_only_what_is_shared_out_is_near_or_far_from_a_fair_share(figure, gain, said):
    with in_english():
        assert verdict(Mock(figure=figure, gain=gain)) == said


def test_the_page_finds_by_itself_what_to_compare_with(planner, site_store, job):
    draft = changed_draft(site_store)
    other = copy_in_force(site_store, FIRST, WEEKS, "planner", INSIDE)
    assert [one.id for one in comparable(site_store, draft.id)] == [draft.based_on, other.id]
    answer = planner.get(f"/rosters/compare?b={draft.id}")
    assert answer.location == f"/rosters/compare?a={draft.based_on}&b={draft.id}"
    alone = job.roster
    assert "There is nothing to compare with" in planner.get(f"/rosters/compare?b={alone}").text
    assert planner.get("/rosters/compare?b=99").status_code == 404
    assert planner.get(f"/rosters/compare?a={alone}&b={draft.id}").status_code in (409, 422)
    assert f"compare?b={draft.id}" in planner.get("/rosters").text


def test_the_same_roster_twice_differs_in_nothing(planner, site_store):
    draft = copy_in_force(site_store, FIRST, WEEKS, "planner", INSIDE)
    page = planner.get(f"/rosters/compare?a={draft.based_on}&b={draft.id}").text
    assert "Everybody has the same duties in both." in page
    assert "Overall it is as good as it was." in page


@pytest.mark.parametrize("role", sorted(Role))
def test_only_who_sees_reasons_compares(visit, site_store, role):
    with site_store.reading() as connection:
        one, *_ = rosters.heads(connection)
    somebody = visit(role)
    may = somebody.get(f"/rosters/{one.id}/violations").status_code == 200
    assert (somebody.get(f"/rosters/compare?b={one.id}").status_code != 403) == may
