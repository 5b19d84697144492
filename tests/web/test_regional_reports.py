"""Reports and call-outs, for who has rights for some regions."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import update

from data.model.account import Reach, Role
from data.model.person_loss import LossOfPerson, LossReport, SeatLost
from data.model.post import PostKind
from data.store.audit import trail
from data.store.loss_reports import keep_loss_report
from data.store.tables.records import POSTS
from scheduler.call_outs.recording import CallOutEntry, record_call_out
from scheduler.records.row_edits import read_rows
from scheduler.reporting.hours import Reports
from scheduler.workforce.loss_jobs import last_run
from tests.support.region import FIRST, INSIDE
from tests.web.regional import BOTH, MINE, THEIRS, digest, names_of, of_region
from tests.web.test_regions import app, signed_in, text_of, told, two_regions

__all__ = ["app", "two_regions"]


def test_hours_are_shown_of_the_people_of_their_region_alone(app, two_regions):
    visit, days = signed_in(app, Role.PLANNER), "?period=own&from=2027-01-01&to=2027-01-31"
    for path in ("/reports/hours", "/reports/hours.xlsx"):
        said = text_of(visit.get(f"{path}{days}"))
        assert all(name in said for name in names_of("people", MINE))
        assert told(said) == []
    summed = Reports(two_regions).hours(FIRST, FIRST, INSIDE, Reach(frozenset({MINE})))
    assert {one.person for one in summed.people} == set(of_region("people", MINE))
    own = signed_in(app, Role.FUNCTIONARY).get(f"/reports/hours{days}").text
    assert names_of("people", MINE)[0] in own
    assert [name for name in names_of("people", MINE)[1:] if name in own] == []


def test_open_calls_are_those_of_their_region_and_beside_them_its_posts_alone(app, two_regions):
    ours, other = of_region("posts", MINE)[-1], of_region("posts", THEIRS)[-1]
    with two_regions.writing() as connection:
        both = POSTS.c.id.in_([ours, other])
        connection.execute(update(POSTS).where(both).values(kind=PostKind.OPEN_CALL))
    page = signed_in(app, Role.PLANNER).get("/reports/open-calls").text
    assert names_of("posts", MINE)[-1] in page
    assert told(page) == []
    assert other not in page
    assert other in signed_in(app, BOTH).get("/reports/open-calls").text


def call_out_of(store, posts, label):
    """A call-out of yesterday, with somebody of each post who came; its number."""
    alert = (INSIDE - timedelta(days=1)).isoformat()
    people = [
        {"person": of_region("people", post[-2:])[0], "post": post, "came": "yes", "minutes": "25"}
        for post in posts
    ]
    row = {"posts": ";".join(posts), "alert_at": alert, "label": label}
    record_call_out(store, CallOutEntry(row, people), "boss", INSIDE)
    return next(row.number for row in read_rows(store, "call_outs") if row.texts["label"] == label)


def test_call_outs_of_their_region_are_kept_by_it_and_those_of_both_are_read(app, two_regions):
    visit = signed_in(app, Role.PLANNER)
    mine, other = (of_region("posts", region)[-1] for region in (MINE, THEIRS))
    both = call_out_of(two_regions, [mine, other], "Storm aan de kust")
    theirs = call_out_of(two_regions, [other], "Verderop")
    listed, page = visit.get("/call-outs").text, visit.get(f"/call-outs/{both}")
    assert "Storm aan de kust" in listed
    assert "Verderop" not in listed
    assert f"Fire {THEIRS}" not in listed
    assert page.status_code == 200
    assert "andere regio" in page.text
    assert f"/call-outs/{both}/remove" not in page.text
    for said in (listed, page.text):
        assert told(said) == []
        assert other not in said
    before = digest(two_regions)
    for path in (f"/call-outs/{both}", f"/call-outs/{both}/remove"):
        assert visit.post(path, {"seen": "x"}).status_code == 403
    assert visit.get(f"/call-outs/{theirs}").status_code == 404
    assert digest(two_regions) == before
    report = text_of(visit.get("/reports/call-outs?period=quarter"))
    assert "Storm aan de kust" in report
    assert "Verderop" not in report
    assert "1/1" in report
    sheets = text_of(visit.get("/reports/call-outs.xlsx?period=quarter"))
    assert "Verderop" not in sheets
    assert told(report) == told(sheets) == []
    reads_both = signed_in(app, BOTH).get("/reports/call-outs?period=quarter").text
    assert "Verderop" in reads_both
    assert f"/call-outs/{both}" in reads_both
    assert f"/call-outs/{theirs}" not in reads_both


def test_a_call_out_is_recorded_of_posts_and_people_of_their_region_alone(app, two_regions):
    visit = signed_in(app, Role.DUTY_MANAGER)
    mine, other = (of_region("posts", region)[-1] for region in (MINE, THEIRS))
    start = visit.get("/call-outs/new").text
    assert mine in start
    assert other not in start
    assert f'value="{THEIRS}"' not in start
    before = digest(two_regions)
    call: dict[str, object] = {"alert_at": "2027-01-08T13:30", "label": "Brand"}
    whose = of_region("people", THEIRS)[0]
    strange: list[dict[str, object]] = [
        {"posts": [mine, other]},
        {"regions": THEIRS},
        {"posts": mine, "person-1": whose, "post-1": mine, "came-1": "on", "minutes-1": "soon"},
        {"posts": mine, "person-1": whose, "post-1": mine, "came-1": "on"},
        {"posts": mine, "person-1": of_region("people", MINE)[0], "post-1": other, "came-1": "on"},
    ]
    for given in strange:
        answer = visit.post("/call-outs/new", {**call, **given})
        assert answer.status_code == 422
        assert told(answer.text) == []
    assert visit.get("/call-outs/new", query_string={**call, "posts": other}).status_code == 422
    assert digest(two_regions) == before
    who = {"person-1": of_region("people", MINE)[0], "post-1": mine, "came-1": "on"}
    right: list[dict[str, object]] = [{"posts": mine}, {"regions": MINE, "label": "Storm"}]
    for given in right:
        made = visit.post("/call-outs/new", call | given | who)
        assert made.status_code == 302
        seen = re.search(r'name="seen" value="(\w+)"', visit.get(made.location).text).group(1)
    taken = {**call, "posts": [mine, other], "seen": seen}
    assert visit.post(made.location, taken).status_code == 422
    assert visit.post(f"{made.location}/remove", {"seen": seen}).status_code == 302


def lost(store, weeks, *pairs):
    """A report of people, each of whom leaves a seat open at each of some posts."""
    losses = [
        LossOfPerson(person, weeks, len(posts), len(posts), tuple(seats_of(posts)))
        for person, posts in pairs
    ]
    with store.writing() as connection:
        trail.take_turn(connection)
        report = LossReport(INSIDE, "", "", FIRST, FIRST, 0, tuple(losses))
        keep_loss_report(connection, report)


def seats_of(posts):
    return [SeatLost(post, INSIDE, INSIDE) for post in posts]


def test_losses_are_those_of_their_region_and_name_no_seat_and_nobody_else(app, two_regions):
    mine, theirs = of_region("posts", MINE)[0], of_region("posts", THEIRS)[0]
    here, there = of_region("people", MINE), of_region("people", THEIRS)
    lost(two_regions, 13, (here[0], [mine, theirs]), (there[0], [theirs]), (there[1], [mine]))
    visit = signed_in(app, Role.PLANNER)
    for path in ("/pools", f"/pools?region={MINE}", "/pools/pools.xlsx"):
        said = text_of(visit.get(path, headers={"Accept-Language": "en"}))
        assert "There is 1 person without whom a seat stays open. For 1 person it is not" in said
        assert "This concerns 1 post." in said
        assert told(said) == []
    page = visit.get("/pools", headers={"Accept-Language": "en"}).text
    assert "1 shift as far as was found" in page  # what is proven of both is not of one
    assert visit.get(f"/pools?region={THEIRS}").status_code == 404
    assert visit.post("/pools/losses", data={"region": THEIRS}).status_code == 404
    assert last_run(two_regions) is None
    both = signed_in(app, BOTH)
    seen = both.get(f"/pools?region={THEIRS}", headers={"Accept-Language": "en"}).text
    assert "There is 1 person without whom a seat stays open. For 1 person it is not" in seen
    assert names_of("posts", MINE)[0] not in seen
    whole = both.get("/pools", headers={"Accept-Language": "en"}).text
    assert "Today, by region" in whole
    by_region = whole.partition("People who are missed, by region")[2].partition("</table>")[0]
    counts = re.findall(r"<td class=\"number[^>]*>(\d+)</td>", by_region)
    assert counts == ["2", "2"]
    assert "Today, by region" not in page
