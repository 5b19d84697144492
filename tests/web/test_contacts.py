"""Contact details are written down on the gap, on the person and by the person."""

import re

import pytest

from data.model.account import Role
from data.model.gap import Cause
from data.store import gaps
from data.store.audit import trail
from scheduler.coverage.monitor import sweep
from scheduler.records.contacts import contact_card, record_contacts
from tests.support.region import INSIDE

ENGLISH = {"Accept-Language": "en"}
DUTCH = {"Accept-Language": "nl"}
NUMBER = "+31612345678"


def taken_away(store, person):
    """Nothing says any more how somebody is reached."""
    record_contacts(store, contact_card(store, person), [], "tests", INSIDE)
    sweep(store, 8, INSIDE)


def gaps_for_want_of_a_number(store):
    with store.reading() as connection:
        found = gaps.read_gaps(connection)
    return [one for one in found if one.is_open and one.interval.cause is Cause.NO_CONTACT]


@pytest.fixture
def on_call(site_store):
    """Somebody who is on call, and their gap once nothing says how they are reached."""
    known = sweep(site_store, 8, INSIDE).inputs
    person = next(
        one.holders[0]
        for post, filled in known.published.items()
        if known.posts[post].kind == "on_call"
        for one in filled
        if one.holders and one.shift.end > INSIDE
    )
    taken_away(site_store, person)
    return person


def seen_on(page):
    return re.search(r'name="seen" value="([0-9a-f]+)"', page)[1]


def ways_of(store, person):
    return contact_card(store, person).ways


@pytest.mark.parametrize("role", [Role.PLANNER, Role.DUTY_MANAGER])
def test_the_gap_closes_with_a_number_that_is_typed_on_it(site_store, visit, on_call, role):
    gap = gaps_for_want_of_a_number(site_store)[0]
    visitor = visit(role)
    page = visitor.get(f"/gaps/{gap.id}", headers=ENGLISH).text
    assert f"/people/{on_call}/contacts" in page
    sent = {"seen": seen_on(page), "gap": gap.id, "channel": "phone", "address": "06 1234 5678"}
    answer = visitor.post(f"/people/{on_call}/contacts", data=sent)
    assert (answer.status_code, answer.location) == (302, f"/gaps/{gap.id}")
    assert ways_of(site_store, on_call) == (("phone", NUMBER),)
    assert gaps_for_want_of_a_number(site_store) == []
    page = visitor.get(f"/gaps/{gap.id}", headers=ENGLISH).text
    assert "contacts-form" not in page
    with site_store.reading() as connection:
        last = trail.entries(connection, "contacts", 1)[0]
    assert (last.action, last.who) == ("record.added", role.value)


def test_a_number_on_the_page_of_a_person_is_changed_and_taken_away(site_store, visit, on_call):
    planner = visit(Role.PLANNER)
    for typed, kept in ((NUMBER, (("sms", NUMBER),)), ("", ())):
        page = planner.get(f"/people/{on_call}", headers=ENGLISH).text
        sent = {"seen": seen_on(page), "channel": "sms", "address": typed}
        assert planner.post(f"/people/{on_call}/contacts", data=sent).status_code == 302
        assert ways_of(site_store, on_call) == kept


def test_what_is_wrong_is_told_with_what_was_typed(site_store, visit, on_call):
    planner = visit(Role.PLANNER)
    page = planner.get(f"/people/{on_call}", headers=DUTCH).text
    sent = {
        "seen": seen_on(page),
        "channel": ["phone", "mail"],
        "address": ["112", "nergens"],
    }
    answer = planner.post(f"/people/{on_call}/contacts", data=sent, headers=DUTCH)
    assert answer.status_code == 422
    assert "112&#39; is geen nummer dat overal werkt" in answer.text
    assert "nergens&#39; is geen mailadres" in answer.text
    assert 'value="112"' in answer.text
    assert ways_of(site_store, on_call) == ()


def test_the_second_of_two_at_once_is_told_who_was_first(site_store, visit, on_call):
    planner, manager = visit(Role.PLANNER), visit(Role.DUTY_MANAGER)
    seen = seen_on(planner.get(f"/people/{on_call}").text)
    sent = {"seen": seen, "channel": "phone", "address": NUMBER}
    path = f"/people/{on_call}/contacts"
    assert manager.post(path, data=sent).status_code == 302
    answer = planner.post(path, data={**sent, "address": "+31687654321"}, headers=DUTCH)
    assert answer.status_code == 409
    assert "is gewijzigd door duty_manager" in answer.text
    assert ways_of(site_store, on_call) == (("phone", NUMBER),)


def test_a_person_writes_down_their_own_and_nobody_elses(site_store, visit):
    mine = "p001"
    taken_away(site_store, mine)
    functionary = visit(Role.FUNCTIONARY)
    assert "/account#contact" in functionary.get("/mine").text
    page = functionary.get("/account", headers=ENGLISH).text
    sent = {"seen": seen_on(page), "channel": "phone", "address": "0612345678", "person": "p002"}
    before = ways_of(site_store, "p002")
    assert functionary.post("/account/contacts", data=sent).status_code == 302
    assert ways_of(site_store, mine) == (("phone", NUMBER),)
    assert ways_of(site_store, "p002") == before
    assert "/account#contact" not in functionary.get("/mine").text
    assert functionary.post("/people/p002/contacts", data=sent).status_code == 403


def test_who_has_no_person_has_no_such_form(visit):
    assert "contacts-form" not in visit(Role.PLANNER).get("/account").text
    assert visit(Role.PLANNER).post("/account/contacts").status_code == 403


def test_nobody_with_that_code_is_not_found(visit):
    assert visit(Role.PLANNER).post("/people/nobody/contacts").status_code == 404
