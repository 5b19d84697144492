"""Asking for a roster, following the search, and what came of it."""

import re
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from data.i18n.language import language
from data.model.account import Role
from data.model.duty import AbsenceKind
from data.model.job import JobStatus
from data.model.quality import QualityPart, QualityPreset, QualityWeights, preset_weights
from data.model.sentence import Sentence
from data.store import jobs, rosters
from scheduler.planning import preflight
from scheduler.planning.absences import report_sick
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.open_roster import open_roster
from scheduler.self_service.leave import LeaveRequested, ask_leave
from tests.scheduler.solve_jobs.support import job_of, until, worker
from tests.support.region import INSIDE
from tests.web.conftest import FORM_TOKEN
from tests.web.plan_scene import NEXT, asked, begun, draft_of_next, follow_desk, searching
from web.plan.form import PlanPreview

FORM = {"first": NEXT.isoformat(), "weeks": "2", "seconds": "3", "seed": "0"}
NOT_PLANNERS = sorted(set(Role) - {Role.PLANNER})


def jobs_in(store):
    with store.reading() as connection:
        return jobs.jobs(connection)


@pytest.fixture
def planner(visit):
    """A planner who reads English."""
    found = visit(Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


@pytest.mark.parametrize("role", NOT_PLANNERS)
def test_only_planners_plan(visit, site_store, role):
    job = draft_of_next(site_store)
    page, somebody = f"/plan/{job.id}", visit(role)
    for path in ("/plan", "/plan/beforehand", "/plan/weights", "/plan/jobs", page, f"{page}/live"):
        assert somebody.get(path).status_code == 403
    for path in ("/plan", f"{page}/stop", f"{page}/again", f"{page}/take-over", f"{page}/drop"):
        assert somebody.post(path, FORM).status_code == 403
    assert jobs_in(site_store) == [job]


def test_leave_in_the_period_that_waits_for_an_answer_is_said_before_it_is_planned(
    planner, site_store
):
    said = "1 request for leave in this period still waits for an answer."
    assert said not in planner.get("/plan").text
    days = NEXT + timedelta(days=13), NEXT + timedelta(days=20)
    ask_leave(site_store, LeaveRequested("p001", AbsenceKind.LEAVE, *days), INSIDE, language("en"))
    assert said in planner.get("/plan").text
    assert said in planner.get(f"/plan/beforehand?first={NEXT}&weeks=2").text
    assert said not in planner.get(f"/plan/beforehand?first={NEXT}&weeks=1").text


def test_the_form_begins_after_the_last_roster_and_says_what_is_known(planner):
    page = planner.get("/plan").text
    assert f'value="{language("en").typed_day(NEXT)}"' in page
    assert "Week 3 – 4" in page
    assert "R01" in page


def test_a_part_of_a_page_leads_to_the_page(planner):
    assert planner.get("/plan/jobs").location == "/plan#jobs-title"
    assert planner.get("/plan/jobs", headers={"HX-Request": "true"}).status_code == 200


def test_what_holds_for_several_posts_is_said_once():
    posts = [SimpleNamespace(id=code, name=code) for code in ("IM", "IC", "CACO")]
    found = [
        SimpleNamespace(
            post="IM", sentence=Sentence("a small pool"), article="ATW 5:9(5)", is_impossible=False
        ),
        SimpleNamespace(post="CACO", sentence=Sentence("nobody"), article="", is_impossible=True),
        SimpleNamespace(
            post="IC", sentence=Sentence("a small pool"), article="ATW 5:9(5)", is_impossible=False
        ),
    ]
    known = SimpleNamespace(posts=posts, findings=found)
    told = PlanPreview(known=known).findings
    assert [(one.posts, one.sentence) for one in told] == [
        (("CACO",), Sentence("nobody")),
        (("IM", "IC"), Sentence("a small pool")),
    ]


def test_a_search_is_asked_for_once_however_often_the_button_is_pressed(planner, site_store):
    answers = [planner.post("/plan", FORM) for _ in range(2)]
    (job,) = jobs_in(site_store)
    assert [answer.location for answer in answers] == [f"/plan/{job.id}"] * 2
    assert (job.request.first, job.request.weeks, job.request.seconds) == (NEXT, 2, 3.0)
    assert "moment ago" in planner.get(f"/plan/{job.id}").text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"first": "soon"}, "first day"),
        ({"weeks": "0"}, "number of weeks"),
        ({"seconds": "99999"}, "four hours"),
        ({"seed": "-1"}, "seed"),
        ({"first": "Mon 11 Jan 2027"}, "overlaps"),
        ({"first": "Mon 2 Nov 2026"}, "over"),
        ({"posts": "NOWHERE"}, "NOWHERE"),
        ({"preset": "own", "weight-wishes": "101"}, "eight wishes is &#39;101&#39;"),
    ],
)
def test_what_cannot_be_planned_is_told_and_the_form_keeps_what_was_typed(
    planner, site_store, wrong, told
):
    typed = {"first.day" if name == "first" else name: text for name, text in wrong.items()}
    kept = {name: text for name, text in FORM.items() if name not in wrong}
    answer = planner.post("/plan", {**kept, **typed})
    assert answer.status_code == 422
    assert told in answer.text
    assert all(f'value="{value}"' in answer.text for value in wrong.values())
    assert jobs_in(site_store) == []


def test_everything_that_is_wrong_is_told_at_once(planner):
    answer = planner.post("/plan", {"first": "", "weeks": "x", "seconds": "", "seed": ""})
    assert len(re.findall(r"<li>[^<]+</li>", answer.text.split("plan-desk")[0])) >= 4


def test_weights_are_chosen_by_preset_or_one_by_one_and_kept_for_the_next_plan(planner, site_store):
    page = planner.get("/plan").text
    assert re.search(r'value="balanced"[^>]* checked', page)
    assert "as much as 2 light wishes" in page
    planner.post("/plan", {**FORM, "preset": "health_first"})
    (job,) = jobs_in(site_store)
    assert job.request.weights == preset_weights(QualityPreset.HEALTH_FIRST)
    assert re.search(r'value="health_first"[^>]* checked', planner.get("/plan").text)
    own = {"preset": "own", "weight-wishes": "3", "strict": ["wishes", "", ""]}
    planner.post("/plan", {**FORM, **own, "seed": "1"})
    (job,) = (job for job in jobs_in(site_store) if job.request.seed == 1)
    assert job.request.weights.wishes == 3
    assert job.request.weights.strict == (QualityPart.WISHES,)
    trades = planner.get(
        "/plan/weights?preset=own&weight-LONE_SHIFT=7&weight-wishes=1&strict="
    ).text
    assert "as much as 7 light wishes" in trades
    assert 'hx-swap-oob="true"' in trades


def test_a_strict_order_has_its_parts_as_levels_to_come(planner, site_store):
    strict = QualityWeights(strict=(QualityPart.FAIRNESS,))
    job = searching(site_store, weights=strict)
    page = planner.get(f"/plan/{job.id}").text
    levels = page.split('class="levels"')[1]
    places = [levels.index(name) for name in ("Fair sharing", "Healthy patterns", "Wishes")]
    assert places == sorted(places)
    assert "Weights: Balanced; in strict order: Fairness &gt; Health &gt; Wishes" in page


def test_chosen_posts_are_part_of_the_request(planner, site_store):
    page = planner.get("/plan").text
    post = re.search(r'name="posts" id="post-1" value="([^"]+)"', page)[1]
    planner.post("/plan", {**FORM, "posts": post})
    assert jobs_in(site_store)[0].request.posts == (post,)
    assert "stay open in this draft" in planner.get(f"/plan?first={NEXT}&weeks=2&posts={post}").text


def test_a_job_that_waits_too_long_says_that_nobody_takes_it(planner, site_store):
    job = asked(site_store, INSIDE - timedelta(minutes=5))
    for path in ("/plan", f"/plan/{job.id}"):
        assert "No worker takes" in planner.get(path).text


def test_a_search_under_way_shows_its_levels_its_curve_and_its_time(planner, site_store):
    job = searching(site_store)
    page = planner.get(f"/plan/{job.id}").text
    assert 'hx-trigger="every 1s"' in page
    for said in ("8 h", "3,200", "at least 2,800", "12.5%", "37 <span", "/ 120", 'class="best"'):
        assert said in page
    assert "Quality" in page
    assert planner.get(f"/plan/{job.id}/live").text.strip() in page.replace("\r", "")


def test_a_search_that_is_over_stops_the_polling_with_the_whole_page(planner, site_store):
    job = draft_of_next(site_store)
    answer = planner.get(f"/plan/{job.id}/live")
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("form", "status"), [({"keep": "1"}, JobStatus.STOPPING), ({}, JobStatus.CANCELLED)]
)
def test_a_search_is_stopped_with_or_without_its_best_roster(planner, site_store, form, status):
    job = searching(site_store)
    for _ in range(2):
        assert planner.post(f"/plan/{job.id}/stop", form).status_code == 302
    assert job_of(site_store, job.id).status is status
    assert planner.get(f"/plan/{job.id}").status_code == 200


def test_a_machine_that_fell_silent_can_be_relieved(planner, site_store):
    job = begun(site_store, INSIDE - timedelta(minutes=5))
    assert "said nothing" in planner.get(f"/plan/{job.id}").text
    planner.post(f"/plan/{job.id}/take-over")
    assert job_of(site_store, job.id).status is JobStatus.QUEUED


def test_the_outcome_says_what_is_open_why_and_what_is_proven(planner, site_store):
    job = draft_of_next(site_store)
    page = planner.get(f"/plan/{job.id}").text
    for said in ("stay open", "this is proven", "rust van 11 uur", "ATW 5:3", "12.5%"):
        assert said in page
    for link in (f"/rosters/{job.roster}", f"/rosters/{job.roster}/publish"):
        assert f'href="{link}"' in page
    assert 'class="heat figures-heat"' in page


def test_the_outcome_says_where_and_why_it_departs_from_the_base_rosters(planner, site_store):
    follow_desk(site_store)
    page = planner.get(f"/plan/{draft_of_next(site_store).id}").text
    assert "departures from the base rosters." in page
    assert "does not have:" in page
    assert "Each departure, and why" in page


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_departures_of_a_draft_that_was_changed_are_those_of_now_in_its_workbook(
    planner, site_store
):
    follow_desk(site_store)
    job = draft_of_next(site_store)
    roster = open_roster(site_store, job.roster)
    expected = {(one.person, one.shift) for one in roster.problem.base}
    followers = {one.person for one in roster.problem.base_members}
    extra = next(
        one
        for one in roster.assignments
        if one.person in followers and (one.person, one.shift) not in expected
    )
    before = departures_in(planner.get(f"/rosters/{job.roster}/roster.xlsx").data)
    page = planner.get(f"/plan/{job.id}").text
    assert before in page
    assert "This is how it was found" not in page
    edit = Edit(EditKind.REMOVE, extra.person, extra.shift)
    edit_draft(site_store, job.roster, [edit], "planner", INSIDE)
    after = departures_in(planner.get(f"/rosters/{job.roster}/roster.xlsx").data)
    assert int(after.split()[0]) == int(before.split()[0]) - 1
    page = planner.get(f"/plan/{job.id}").text
    assert before in page
    assert "This is how it was found; the draft has changed since." in page


def departures_in(workbook: bytes) -> str:
    """What the sheet of the base rosters says in all."""
    return str(load_workbook(BytesIO(workbook))["Base roster"]["A2"].value)


def test_a_failed_search_says_why_and_can_be_asked_for_again(planner, site_store):
    job = begun(site_store)
    with site_store.writing() as connection:
        jobs.end(connection, job, JobStatus.FAILED, INSIDE, message=Sentence("the memory was full"))
    page = planner.get(f"/plan/{job.id}")
    assert "the memory was full" in page.text
    assert "the memory was full" in planner.get("/plan").text
    again = planner.post(f"/plan/{job.id}/again").location
    assert again != f"/plan/{job.id}"
    assert planner.get(again).status_code == 200


def test_a_draft_that_is_thrown_away_is_gone_and_its_job_says_so(planner, site_store):
    job = draft_of_next(site_store)
    seen = re.search(r'name="seen" value="(\d+)"', planner.get(f"/plan/{job.id}").text)[1]
    assert planner.post(f"/plan/{job.id}/drop", {"seen": "99"}).status_code == 409
    assert planner.post(f"/plan/{job.id}/drop", {"seen": seen}).location == "/plan"
    with site_store.reading() as connection:
        assert job.roster not in {head.id for head in rosters.heads(connection)}
    assert "It was thrown away." in planner.get(f"/plan/{job.id}").text
    assert planner.post(f"/plan/{job.id}/drop", {"seen": seen}).status_code == 302


@pytest.mark.parametrize("name", ["00000000", "abc"])
def test_a_job_that_does_not_exist_is_not_found(planner, site_store, name):
    asked(site_store)
    assert planner.get(f"/plan/{name}").status_code == 404


@pytest.mark.second
def test_what_a_worker_made_of_a_real_search_is_on_its_page(planner, site_store, tmp_path):
    location = planner.post("/plan", {**FORM, "seconds": "2"}).location
    name = location.rpartition("/")[2]
    with worker(str(site_store.url), tmp_path):
        until(lambda: job_of(site_store, name).status.is_over, 120)
    page = planner.get(location).text
    done = job_of(site_store, name)
    assert f"/rosters/{done.roster}/publish" in page
    said = page.split('class="levels"')[1].split("</ol>")[0]
    levels = re.findall(r"<strong>([^<]+)</strong>", said)
    *cover, last = levels
    assert cover
    assert all(level.startswith("Cover of ") for level in cover)
    assert last == "Quality"
    assert 'id="made-of"' in page
    assert planner.get(f"/rosters/{done.roster}/publish").status_code == 200


def test_a_hand_that_changed_the_draft_is_told_of(planner, site_store):
    job = draft_of_next(site_store)
    with site_store.writing() as connection:
        head = rosters.read_head(connection, job.roster)
        connection.exec_driver_sql(f"UPDATE roster SET by_hand = 1 WHERE id = {head.id}")
    assert "The draft was changed since" in planner.get(f"/plan/{job.id}").text


def test_a_page_that_waited_becomes_another_once_a_machine_is_at_work(planner, site_store):
    job = asked(site_store)
    live = re.search(r'hx-get="([^"]+)" hx-trigger="every 1s"', planner.get(f"/plan/{job.id}").text)
    assert "HX-Refresh" not in planner.get(live[1]).headers
    with site_store.writing() as connection:
        jobs.begin(connection, job.id, "alpha", INSIDE)
    assert planner.get(live[1]).headers["HX-Refresh"] == "true"
    assert "Stop and keep the best" in planner.get(f"/plan/{job.id}").text


def test_what_is_known_beforehand_is_kept_while_the_records_are_as_they_were(
    planner, site_store, monkeypatch
):
    made = []
    real = preflight.prepare
    monkeypatch.setattr(
        preflight, "prepare", lambda *how, **more: made.append(how) or real(*how, **more)
    )
    page = f"/plan?first={NEXT + timedelta(weeks=20)}&weeks=3"
    first, again = (FORM_TOKEN.sub("", planner.get(page).text) for _ in range(2))
    assert again == first
    assert len(made) == 1
    planner.get(page.replace("weeks=3", "weeks=4"))
    assert len(made) == 2
    until = INSIDE.date() + timedelta(days=2)
    report_sick(site_store, "p001", INSIDE, until, "planner", INSIDE)
    planner.get(page)
    assert len(made) == 3
