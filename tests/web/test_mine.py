"""The pages of one's own: what somebody has, what they ask, and that nobody touches another's."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from data.model.account import Role
from data.model.duty import AbsenceKind, WishKind
from data.store import accounts, records, requests, rosters, subscriptions
from data.store.tables.records import PEOPLE
from data.tables.period import ZONE
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.planning.exchange import DutySwap, partners
from scheduler.records.contacts import people_to_reach
from scheduler.self_service.calendar_links import Options, add_own
from scheduler.self_service.leave import LeaveRequested, ask_leave
from scheduler.self_service.request_queries import swaps_of
from scheduler.self_service.swaps import ask_swaps
from scheduler.self_service.wishes import OwnWish, add_wish
from scheduler.settings import Settings
from tests.scheduler.self_service.scene import DAY, EN
from tests.support.region import INSIDE, NOW, import_texts, texts
from tests.support.take_overs import take_over
from tests.web.conftest import PASSWORD, Visit
from web.shared.display import dialled, telephone

PAGES = (
    "",
    "/next",
    "/ill",
    "/wishes/outcome",
    "/share",
    "/calendar",
    "/swap",
    "/absence",
    "/wishes",
    "/open",
)
MARCH = (INSIDE.date() + timedelta(days=60), INSIDE.date() + timedelta(days=61))


@pytest.fixture
def own_person(site_store):
    """The person behind the account of a functionary."""
    with site_store.reading() as connection:
        return accounts.account_of(connection, "functionary").person


@pytest.fixture
def english(visit):
    """Somebody of a role, whose browser asked for English before."""

    def entered(role):
        guest = visit(role)
        guest.client.set_cookie("language", "en")
        return guest

    return entered


@pytest.fixture
def me(english):
    return english(Role.FUNCTIONARY)


def possible(store, giver=None, post=None):
    """A swap that may be made, from somebody or from anybody; of a post, or of any."""
    with store.reading() as connection:
        found = rosters.duties_between(connection, INSIDE + 4 * DAY, INSIDE + 9 * DAY)
        for person, shift, _ in found:
            if giver not in (None, person) or post not in (None, shift.post):
                continue
            for one in partners(connection, person, shift.id, INSIDE):
                if one.may_take:
                    return DutySwap(person, shift.id, one.person)
    raise AssertionError("nobody can swap")


def account_of(store, person, login, language="en"):
    """Somebody else who signs in."""
    new = NewAccount(login, login, frozenset({Role.FUNCTIONARY}), person, language, PASSWORD)
    add_account(store, new, "tests", NOW)


def signed_in(app, login):
    guest = Visit(app)
    guest.client.set_cookie("language", "en")
    guest.post("/login", data={"login": login, "password": PASSWORD})
    return guest


def text_of(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def test_each_page_is_there_for_a_functionary(me):
    assert {me.get(f"/mine{path}").status_code for path in PAGES} == {200}


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.FUNCTIONARY])
def test_nobody_else_has_pages_of_their_own(visit, role):
    guest = visit(role)
    assert {guest.get(f"/mine{path}").status_code for path in PAGES} == {403}


def test_a_functionary_begins_at_their_own_duties(me):
    assert me.get("/").location == "/mine"


def test_the_next_duty_and_who_is_before_and_after_stand_there(me, site_store, own_person):
    with site_store.reading() as connection:
        mine = rosters.duties_between(connection, INSIDE, INSIDE + 300 * DAY, own_person)
    said = text_of(me.get("/mine"))
    assert "Next duty" in said or "On duty now" in said
    for _, shift, _ in mine:
        assert EN.day(shift.start.astimezone(ZONE).date()) in said


def test_whom_to_call_when_ill_is_told_with_a_number(app, site_store):
    import_texts(site_store, {**texts(), "duty_managers": [{"level": "1", "post": "CACO"}]})
    with site_store.reading() as connection:
        now = rosters.duties_between(connection, INSIDE, INSIDE + timedelta(minutes=1))
        people = people_to_reach(connection)
    holder = next(person for person, shift, _ in now if shift.post == "CACO")
    other = next(person for person in people if person != holder)
    link = f'href="{dialled(telephone(people[holder]))}"'
    for person, is_told in ((other, True), (holder, False)):
        account_of(site_store, person, person)
        for page in ("/mine", "/mine/absence"):
            text = signed_in(app, person).get(page).text
            assert "call the duty manager at once" in text
            assert (link in text) is is_told


def test_who_left_sees_no_page_and_nothing_breaks(app, site_store, own_person):
    guest = signed_in(app, "functionary")
    with site_store.writing() as connection:
        connection.execute(update(PEOPLE).where(PEOPLE.c.id == own_person).values(ended_at=INSIDE))
    for path in PAGES:
        answer = guest.get(f"/mine{path}")
        assert answer.status_code == 403
        assert "not for you" in answer.text


def test_a_link_is_shown_once_with_a_code_and_kept_as_a_hash(me, site_store):
    made = me.post("/mine/calendar", data={"alarm": "60", "busy": "free"})
    (token,) = set(re.findall(r"http://[^\"]*/calendar/([\w-]{43})\.ics", made.text))
    assert "<svg" in made.text
    assert "style=" not in made.text
    assert f"webcal://127.0.0.1:8000/calendar/{token}.ics" in made.text
    assert token not in me.get("/mine/calendar").text
    assert me.client.get(f"/calendar/{token}.ics").status_code == 200
    with site_store.reading() as connection:
        (link,) = subscriptions.subscriptions(connection)
    assert (link.alarm_minutes, link.busy, link.created_by) == (60, False, "functionary")
    renewed = me.post(f"/mine/calendar/{link.id}/rotate")
    assert re.search(r"/calendar/([\w-]{43})\.ics", renewed.text)[1] != token
    assert me.client.get(f"/calendar/{token}.ics").status_code in (404, 410)


def test_an_odd_choice_makes_no_link(me, site_store):
    assert me.post("/mine/calendar", data={"alarm": "7", "busy": "maybe"}).status_code == 422
    with site_store.reading() as connection:
        assert subscriptions.subscriptions(connection) == []


def test_a_wish_is_added_listed_and_removed(me):
    days = {"first": str(MARCH[0]), "last": str(MARCH[1])}
    wish = {"kind": "avoid", "strength": "strong", "post": "", "shift": "N", **days}
    assert me.post("/mine/wishes", data=wish).status_code == 302
    page = me.get("/mine/wishes")
    assert "rather not, shift N" in text_of(page)
    (number,) = re.findall(r"/mine/wishes/(\d+)/remove", page.text)[-1:]
    assert me.post(f"/mine/wishes/{number}/remove").status_code == 302
    assert "rather not, shift N" not in text_of(me.get("/mine/wishes"))


def test_all_that_is_wrong_with_a_form_is_told_at_once_and_it_keeps_what_was_typed(me):
    answer = me.post(
        "/mine/wishes",
        data={"kind": "no", "strength": "x", "post": "?", "shift": "?", "first": "", "last": "32"},
    )
    assert answer.status_code == 422
    assert len(re.findall(r"<li>[^<]*(?:unknown|no date)", answer.text)) == 6
    kept = me.post("/mine/wishes", data={"kind": "want", "first": "2027-03-09"}).text
    assert 'value="di 9 mrt 2027"' in kept or 'value="Tue 9 Mar 2027"' in kept
    assert re.search(r'value="want" checked', kept)


def test_who_has_duties_in_these_days_is_warned_before_asking(me, site_store, own_person):
    with site_store.reading() as connection:
        _, shift, _ = rosters.duties_between(
            connection, INSIDE + 2 * DAY, INSIDE + 40 * DAY, own_person
        )[0]
    day = str(shift.start.date())
    form = {"kind": "leave", "first": day, "last": day, "note": "please"}
    first = me.post("/mine/absence", data=form)
    assert first.status_code == 200
    assert "Swap it first" in text_of(first) or "Swap them first" in text_of(first)
    assert ">please</textarea>" in first.text
    with site_store.reading() as connection:
        assert requests.leave_requests(connection) == []
    assert me.post("/mine/absence", data={**form, "anyway": "yes"}).status_code == 302
    assert "waits for an answer" in text_of(me.get("/mine/absence"))


def test_a_planner_grants_or_refuses_and_the_asker_sees_it(english, me):
    form = {"kind": "leave", "first": str(MARCH[0]), "last": str(MARCH[0]), "note": ""}
    me.post("/mine/absence", data=form)
    me.post("/mine/absence", data={**form, "first": str(MARCH[1]), "last": str(MARCH[1])})
    planner = english(Role.PLANNER)
    assert text_of(planner.get("/requests")).count("No duty falls open.") == 2
    refused = planner.post("/requests/1/refuse", data={"reason": ""})
    assert (refused.status_code, "needs a reason" in refused.text) == (422, True)
    assert (
        planner.post("/requests/1/refuse", data={"reason": "Too many are away"}).status_code == 302
    )
    assert planner.post("/requests/2/grant").status_code == 302
    assert planner.post("/requests/2/grant").status_code == 422
    said = text_of(me.get("/mine/absence"))
    assert "refused Why: Too many are away" in said
    assert "granted" in said
    assert "Too many are away" in text_of(planner.get("/requests"))


@pytest.mark.parametrize(
    "role", [Role.FUNCTIONARY, Role.VIEWER, Role.DUTY_MANAGER, Role.ADMINISTRATOR]
)
def test_nobody_but_a_planner_decides(visit, role):
    guest = visit(role)
    assert guest.get("/requests").status_code == 403
    assert guest.post("/requests/1/grant").status_code == 403
    assert guest.post("/requests/1/refuse", data={"reason": "x"}).status_code == 403


def test_a_swap_is_asked_on_one_page_and_agreed_on_the_other(app, site_store):
    wanted = possible(site_store)
    account_of(site_store, wanted.giver, "giver")
    account_of(site_store, wanted.taker, "taker")
    giver, taker = signed_in(app, "giver"), signed_in(app, "taker")
    page = giver.get(f"/mine/swap?duty={wanted.given}")
    box = f"to={wanted.taker}&for="
    assert f'value="{html.escape(box)}"' in page.text
    form = {"duty": wanted.given, "ask": [box], "note": "please"}
    assert giver.post("/mine/swap", data=form).status_code == 302
    again = giver.post("/mine/swap", data=form)
    assert (again.status_code, "asked this already" in again.text) == (422, True)
    assert "“please”" in text_of(taker.get("/mine"))
    (asked,) = swaps_of(site_store, wanted.taker, INSIDE)
    answer = taker.post(f"/mine/swaps/{asked.request.id}", data={"answer": "agree"})
    assert answer.location == "/mine"
    assert "It is in the roster" in text_of(taker.get("/mine"))
    assert "granted" in text_of(giver.get("/mine/swap"))


def test_an_offer_is_answered_on_the_own_page(app, site_store, monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    wanted = possible(site_store)
    account_of(site_store, wanted.giver, "giver")
    guest = signed_in(app, "giver")
    assert guest.post("/mine/offers/1", data={"answer": "accept"}).status_code == 422
    assert guest.post("/mine/open", data={"shift": wanted.given}).status_code == 302
    assert guest.post("/mine/open", data={"shift": "nonsense"}).status_code == 422


def everything_of(store, person):
    """One of each thing that is somebody's own: addresses and forms by which it is touched."""
    link = add_own(store, person, Options("nl"), "own-login", INSIDE, EN).link
    leave = ask_leave(store, LeaveRequested(person, AbsenceKind.LEAVE, *MARCH), INSIDE, EN)
    wish = OwnWish(0, WishKind.AVOID, *MARCH)
    add_wish(store, person, wish, INSIDE, EN)
    (swap,) = ask_swaps(store, Settings(), [possible(store, person)], "", INSIDE, EN)
    return link.id, leave.id, swap


def test_nobody_touches_what_is_anothers_whatever_number_they_try(app, site_store):
    wanted = possible(site_store)
    link, leave, swap = everything_of(site_store, wanted.giver)
    third = next(
        row["id"] for row in texts()["people"] if row["id"] not in (wanted.giver, swap.taker)
    )
    account_of(site_store, third, "third")
    guest = signed_in(app, "third")
    for number in {0, 1, link, leave, swap.id, 10**9}:
        for path, form in (
            (f"calendar/{number}/rotate", {}),
            (f"calendar/{number}/withdraw", {}),
            (f"absence/{number}/withdraw", {}),
            (f"swaps/{number}", {"answer": "agree"}),
            (f"swaps/{number}", {"answer": "decline"}),
            (f"swaps/{number}", {"answer": "withdraw"}),
            (f"offers/{number}", {"answer": "accept"}),
            (f"offers/{number}", {"answer": "decline"}),
        ):
            assert guest.post(f"/mine/{path}", data=form).status_code == 422, path
    with site_store.reading() as connection:
        assert requests.read_leave(connection, leave).status == "asked"
        assert requests.read_swap(connection, swap.id).status == "asked"
        assert subscriptions.read_subscription(connection, link).revoked_at is None


def test_no_wish_of_another_is_removed_by_its_number(me, site_store, own_person):
    with site_store.reading() as connection:
        before = records.read_rows(connection, "wishes")
    others = [row.number for row in before.values() if row.values["person"] != own_person]
    assert others
    for number in others:
        assert me.post(f"/mine/wishes/{number}/remove").status_code == 422
    with site_store.reading() as connection:
        assert records.read_rows(connection, "wishes") == before


def test_a_duty_of_another_is_not_swapped(me, site_store, own_person):
    with site_store.reading() as connection:
        found = rosters.duties_between(connection, INSIDE, INSIDE + 9 * DAY)
    for person, shift, _ in found:
        if person != own_person:
            assert me.get(f"/mine/swap?duty={shift.id}").status_code == 422
            form = {"duty": shift.id, "ask": [f"to={own_person}&for="]}
            assert me.post("/mine/swap", data=form).status_code == 422
            break


def test_pages_show_no_reasons_notes_or_wishes_of_others(app, site_store):
    wanted = possible(site_store)
    account_of(site_store, wanted.taker, "taker")
    ask_leave(
        site_store, LeaveRequested(wanted.giver, AbsenceKind.LEAVE, *MARCH, "a secret"), INSIDE, EN
    )
    ask_swaps(site_store, Settings(), [wanted], "", INSIDE, EN)
    guest = signed_in(app, "taker")
    said = "".join(guest.get(f"/mine{path}").text for path in PAGES)
    assert "a secret" not in said
    assert "@" not in re.sub(r"<[^>]+>", "", said)


def test_a_part_is_theirs_from_when_until_when_and_can_be_given_on(me, site_store, own_person):
    with site_store.reading() as connection:
        found = rosters.duties_between(connection, INSIDE + DAY, INSIDE + 9 * DAY)
    mine = next(shift for who, shift, _ in found if who == own_person)
    leaver, theirs = next(
        (who, shift) for who, shift, _ in found if who != own_person and shift.post == mine.post
    )
    middle = theirs.start + (theirs.end - theirs.start) / 2
    take_over(site_store, theirs, (leaver, own_person), middle, now=INSIDE)
    page = me.get("/mine").text
    assert f"taken over from {name_of(leaver)}" in html.unescape(page)
    start, end = (f"{at.astimezone(ZONE):%H:%M}" for at in (middle, theirs.end))
    assert f"{start}–{end}" in page
    link = re.search(r'href="(/mine/swap[^"]+)" aria-label="Give away', page)[1]
    assert theirs.id in html.unescape(link).replace("%3A", ":")
    assert me.get(html.unescape(link)).status_code == 200


def name_of(person):
    return next(row["name"] for row in texts()["people"] if row["id"] == person)


def test_what_is_asked_comes_before_the_next_duty_with_what_it_means(app, site_store):
    wanted = possible(site_store, post="CACO")
    asked = DutySwap(wanted.giver, wanted.given, wanted.taker)
    account_of(site_store, wanted.taker, "taker")
    ask_swaps(site_store, Settings(), [asked], "", INSIDE, EN)
    page = signed_in(app, "taker").get("/mine")
    assert page.text.index('class="panel question"') < page.text.index('id="next"')
    said = text_of(page)
    assert re.search(r"Week \d+: \d+ h instead of \d+ h\.", said)
    assert said.index("instead of") < said.index("Agree")
    assert "I can’t" in said


def test_ill_is_one_press_and_a_page_that_says_what_happens(me):
    assert 'href="/mine/ill"' in me.get("/mine").text
    page = me.get("/mine/ill")
    assert "What happens" in text_of(page)
    until = re.search(r'name="until" value="([\d-]+)"', page.text)[1]
    done = me.post("/mine/ill", data={"until": until}, follow_redirects=True)
    assert "You are reported ill." in text_of(done)
    again = text_of(me.get("/mine/ill"))
    assert "You count as absent until" in again
    better = me.post("/mine/better", follow_redirects=True)
    assert "Good that you are better" in text_of(better)
    assert me.post("/mine/better").status_code == 422


def test_what_ill_until_another_day_does_is_shown_before(me):
    said = text_of(me.get("/mine/ill?until=2027-01-20"))
    assert "until and including Wed 20 Jan" in said
    assert me.get("/mine/ill?until=nonsense").status_code == 200


@pytest.mark.parametrize("until", ["", "2027-01-01", "2040-01-01", "x"])
def test_ill_until_a_day_that_makes_no_sense_is_refused(me, until):
    assert me.post("/mine/ill", data={"until": until}).status_code == 422


def boxes(page, name):
    return re.findall(rf'name="{name}" value="([\d-]+)"[^>]* checked', page.text)


def test_days_are_tapped_and_stand_there_afterwards(me):
    sent = {"month": "2027-03", "avoid": ["2027-03-06", "2027-03-07"], "want": ["2027-03-20"]}
    done = me.post("/mine/wishes/days", data=sent, follow_redirects=True)
    assert "3 days are changed." in text_of(done)
    page = me.get("/mine/wishes?month=2027-03")
    assert boxes(page, "avoid") == sent["avoid"]
    assert boxes(page, "want") == sent["want"]
    assert boxes(me.get("/mine/wishes?month=2027-04"), "avoid") == []
    again = me.post("/mine/wishes/days", data=sent, follow_redirects=True)
    assert "Nothing was changed." in text_of(again)


@pytest.mark.parametrize(
    "sent",
    [
        {"month": "2027-03", "avoid": ["2027-04-01"]},
        {"month": "2027-03", "avoid": ["x"]},
        {"month": "2027-03", "avoid": ["2027-03-06"], "want": ["2027-03-06"]},
    ],
)
def test_days_that_make_no_sense_change_nothing(me, sent):
    assert me.post("/mine/wishes/days", data=sent).status_code == 422
    assert boxes(me.get("/mine/wishes?month=2027-03"), "avoid") == []


@pytest.mark.parametrize("month", ["", "1999-01", "2999-12", "x", "2027-13", "0001-01"])
def test_a_month_that_is_not_near_is_this_one(me, month):
    page = me.get(f"/mine/wishes?month={month}")
    assert page.status_code == 200
    assert 'name="month" value="2027-01"' in page.text


def test_what_became_of_wishes_has_a_page(me):
    said = text_of(me.get("/mine/wishes/outcome"))
    assert "The outcome of my wishes" in said
    assert "not met" in said or "No roster was signed yet" in said
