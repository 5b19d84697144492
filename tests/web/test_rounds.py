"""The pages of rounds of requests: the planner opens, the functionary answers, the list after."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.duty import AbsenceKind, WishKind
from data.store import accounts, rosters, staffing
from data.tables.period import ZONE
from scheduler.planning.drafts import copy_in_force
from scheduler.self_service.leave import LeaveRequested, ask_leave
from scheduler.self_service.round_queries import read_status
from scheduler.self_service.rounds import RoundRequest, open_round
from scheduler.self_service.swaps import ask_swaps
from scheduler.self_service.wishes import OwnWish, add_wish
from scheduler.settings import Settings
from tests.scheduler.self_service.scene import DAY, EN, version
from tests.support.region import FIRST, INSIDE, WEEKS
from tests.web.conftest import Visit
from tests.web.test_mine import possible, text_of
from web.app import create_app

NEXT = FIRST + timedelta(weeks=WEEKS)
FORM = {"first": str(NEXT + timedelta(weeks=2)), "weeks": "4", "until": "2027-01-20T12:00"}


def english(app, role):
    """Somebody of a role, whose browser asked for English before."""
    guest = Visit(app, role)
    guest.client.set_cookie("language", "en")
    return guest


@pytest.fixture
def planner(app):
    return english(app, Role.PLANNER)


@pytest.fixture
def me(app):
    return english(app, Role.FUNCTIONARY)


@pytest.fixture
def own_person(site_store):
    """The person behind the account of the functionary."""
    with site_store.reading() as connection:
        return accounts.account_of(connection, "functionary").person


@pytest.fixture
def opened(site_store):
    wanted = RoundRequest(NEXT, 4, INSIDE + 6 * DAY, "Think of carnival")
    return open_round(site_store, wanted, "planner", INSIDE)


def test_a_planner_opens_a_round_sees_who_is_silent_and_closes_it(planner):
    assert "Open this round" in planner.get("/requests/rounds").text
    made = planner.post("/requests/rounds", data=FORM)
    assert made.location.endswith("/requests/rounds/1")
    said = text_of(planner.get(made.location))
    assert "Open until Wed 20 Jan 12:00" in said
    assert "13 have not answered" in said
    assert "A round of requests" in text_of(planner.get("/plan"))
    assert planner.post(f"{made.location}/close").status_code == 302
    assert "Closed on" in text_of(planner.get(made.location))
    again = planner.post(f"{made.location}/close")
    assert (again.status_code, "is over since" in text_of(again)) == (422, True)


#: What is wrong with a form, and the words that say so.
WRONG = (
    ({"first": "2027-01-11"}, "is signed, and holds days of this period"),
    ({"until": "soon"}, "no day with a clock time"),
    ({"until": ""}, "no day with a clock time"),
    ({"until": "0001-01-01T00:00"}, "no day with a clock time"),
    ({"until": "2026-01-01T00:00"}, "would be over already"),
    ({"weeks": "four"}, "no number"),
    ({"weeks": "99999"}, "cannot be asked about"),
    ({"weeks": "9" * 5000}, "no number"),
    ({"first": "2100-12-30", "weeks": "104"}, "year"),
    ({"note": "x" * 600}, "too long"),
)


def test_a_form_that_makes_no_sense_comes_back_with_what_is_wrong(planner):
    for wrong, said in WRONG:
        answer = planner.post("/requests/rounds", data={**FORM, **wrong})
        assert answer.status_code == 422
        assert said in text_of(answer), wrong


def test_an_unknown_round_or_roster_is_no_page(planner):
    for path in ("/requests/rounds/99", "/requests/outcome/99"):
        assert planner.get(path).status_code == 404
    assert planner.post("/requests/rounds/99/close").status_code == 404


def test_a_functionary_sees_the_round_with_what_they_asked_and_says_nothing_this_time(
    me,
    site_store,
    opened,
    own_person,
):
    said = text_of(me.get("/mine"))
    assert "Your wishes for 18 Jan – 14 Feb 2027" in said
    add_wish(site_store, own_person, OwnWish(0, WishKind.AVOID, NEXT, NEXT), INSIDE - 9 * DAY, EN)
    said = text_of(me.get("/mine/wishes"))
    assert "“Think of carnival”" in said
    assert re.search(r"You have \d wish(es)? for these days already", said)
    answer = me.post(f"/mine/wishes/rounds/{opened.id}/nothing")
    assert answer.location.endswith("/mine/wishes")
    assert "You answered: nothing this time" in text_of(me.get("/mine/wishes"))
    assert "Your wishes for" not in text_of(me.get("/mine"))
    status = read_status(site_store, Settings(), opened.id, INSIDE)
    assert own_person not in {one.person for one in status.silent}


def test_an_answer_to_a_round_that_is_over_says_so(site_store, opened):
    app = create_app(site_store, Settings(), lambda: opened.until)
    late = english(app, Role.FUNCTIONARY)
    answer = late.post(f"/mine/wishes/rounds/{opened.id}/nothing")
    assert (answer.status_code, "is over" in text_of(answer)) == (422, True)


def test_a_planner_notes_nothing_for_who_said_so(planner, site_store, opened, own_person):
    path = f"/requests/rounds/{opened.id}"
    assert planner.post(f"{path}/nothing", data={"person": own_person}).status_code == 302
    page = planner.get(path)
    assert f'value="{own_person}"' not in page.text
    assert planner.post(f"{path}/nothing", data={"person": "nobody"}).status_code == 422


def test_after_a_signature_both_see_what_became_of_a_wish(
    me,
    planner,
    site_store,
    own_person,
):
    with site_store.reading() as connection:
        mine = rosters.duties_between(connection, INSIDE + DAY, INSIDE + 30 * DAY, own_person)
    day = (mine[0][1].start if mine else INSIDE + 3 * DAY).date()
    add_wish(site_store, own_person, OwnWish(0, WishKind.AVOID, day, day), INSIDE, EN)
    head = version(site_store, now=INSIDE)
    word = "not met" if mine else "met"
    assert re.search(rf"roster of 4–17 Jan 2027: {word}", text_of(me.get("/mine/wishes")))
    said = text_of(planner.get(f"/requests/outcome/{head.id}"))
    assert "Wishes met: " in said
    assert f"/requests/outcome/{head.id}" in planner.get(f"/rosters/{head.id}/signed").text


def test_before_a_signature_the_planner_is_told_of_leave_that_waits(
    planner, site_store, own_person
):
    day = INSIDE.date() + 4 * DAY
    draft = copy_in_force(site_store, FIRST, WEEKS, "planner", INSIDE)
    path = f"/rosters/{draft.id}/publish"
    assert "still waits for an answer" not in text_of(planner.get(path))
    asked = LeaveRequested(own_person, AbsenceKind.LEAVE, day, day)
    ask_leave(site_store, asked, INSIDE, EN)
    page = planner.get(path)
    assert "1 request for leave in this period still waits for an answer" in text_of(page)
    assert f"/requests/outcome/{draft.id}" in page.text
    assert "A draft: nobody was notified" in text_of(planner.get(f"/requests/outcome/{draft.id}"))


def test_a_planner_sees_swaps_and_who_could_take_what_leave_opens(planner, site_store):
    wanted = possible(site_store)
    ask_swaps(site_store, Settings(), [wanted], "", INSIDE, EN)
    with site_store.reading() as connection:
        shift = rosters.shift_as_signed(connection, wanted.given)
        name = staffing.names_of_people(connection)[wanted.taker]
    day = shift.start.astimezone(ZONE).date()
    ask_leave(site_store, LeaveRequested(wanted.giver, AbsenceKind.LEAVE, day, day), INSIDE, EN)
    page = planner.get("/requests")
    assert name in text_of(page).partition("Swaps")[2]
    links = re.findall(r'href="(/rosters/\d+/takers[^"]*)"', page.text)
    assert links
    takers = planner.get(links[0].replace("&amp;", "&"))
    assert takers.status_code == 200
    assert name in text_of(takers)
