"""Contact details are written down on the gap, on the person and by the person."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from data.model.account import Role
from data.model.errors import StoreError
from data.model.gap import Cause
from data.model.message import MessageKind
from data.store import gaps, outbox
from data.store.audit import trail
from data.store.tables.access import CONTACT_CHANGES
from scheduler.coverage.monitor import sweep
from scheduler.records.contacts import contact_card, record_contacts
from scheduler.self_service import contact_change
from scheduler.settings import Settings
from tests.support.delivered import deliver_all, texts_in, with_folder
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from web.app import create_app

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
    page = visitor.get(f"/people/{on_call}", headers=ENGLISH).text
    sent |= {"seen": seen_on(page), "gap": "9" * 5000}
    assert visitor.post(f"/people/{on_call}/contacts", data=sent).location.endswith("#contact")
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


MINE = "p001"
CODE = re.compile(r"^(\d{6}) is ", re.MULTILINE)


@pytest.fixture
def site(site_store, tmp_path, monkeypatch):
    """A site whose channels write to a folder, and its clock."""
    folder = tmp_path / "outbox"
    settings = with_folder(monkeypatch, folder, "mail", "sms", language="en")
    moment = [INSIDE]
    app = create_app(site_store, settings, lambda: moment[0])
    return SimpleNamespace(
        store=site_store, folder=folder, settings=settings, moment=moment, app=app
    )


@pytest.fixture
def functionary(site):
    return Visit(site.app, Role.FUNCTIONARY)


def received(site):
    """What arrived: recipient and text, once what waits was delivered."""
    deliver_all(site.store, site.settings, site.moment[0])
    return [(text.splitlines()[0].removeprefix("To: "), text) for text in texts_in(site.folder)]


def code_for(site, address):
    return next(CODE.search(text)[1] for to, text in received(site) if to == address)


def old_number(site):
    return next(address for channel, address in ways_of(site.store, MINE) if channel == "sms")


def ask(functionary, site, address="06 1234 5678", channel="sms", old=None):
    sent = {"channel": channel, "address": address}
    old = old or old_number(site)
    return functionary.post("/account/contacts", {**sent, "old_channel": "sms", "old_address": old})


def test_a_new_number_counts_once_its_code_is_given_and_the_old_one_hears(site, functionary):
    before, old = ways_of(site.store, MINE), old_number(site)
    assert ask(functionary, site).status_code == 302
    assert ways_of(site.store, MINE) == before
    assert NUMBER in functionary.get("/account").text
    code = code_for(site, NUMBER)
    answer = functionary.post("/account/contacts/code", {"code": f" {code[:3]} {code[3:]} "})
    assert answer.status_code == 302
    assert ("sms", NUMBER) in ways_of(site.store, MINE)
    assert ("sms", old) not in ways_of(site.store, MINE)
    told = [text for to, text in received(site) if to == old]
    assert len(told) == 1
    assert "was changed" in told[0]
    assert code not in told[0]
    with site.store.reading() as connection:
        acts = [entry.action for entry in trail.entries(connection)][-4:]
    assert acts == ["contact.asked", "record.added", "record.ended", "contact.proven"]


def test_a_wrong_or_late_code_changes_nothing_and_few_can_be_tried(site, functionary):
    before = ways_of(site.store, MINE)
    ask(functionary, site)
    code = code_for(site, NUMBER)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        assert functionary.post("/account/contacts/code", {"code": wrong}).status_code == 422
    assert functionary.post("/account/contacts/code", {"code": code}).status_code == 422
    ask(functionary, site, "0687654321")
    late = code_for(site, "+31687654321")
    site.moment[0] += timedelta(minutes=10)
    assert functionary.post("/account/contacts/code", {"code": late}).status_code == 422
    assert ways_of(site.store, MINE) == before


def test_codes_are_not_sent_without_end(site, functionary):
    for number in range(5):
        assert ask(functionary, site, f"061234567{number}").status_code == 302
    assert ask(functionary, site, "0612345679").status_code == 422


def test_no_code_is_kept_or_shown_to_others(site, functionary):
    ask(functionary, site)
    code = code_for(site, NUMBER)
    with site.store.reading() as connection:
        kept = connection.execute(CONTACT_CHANGES.select()).mappings().one()
        (message,) = [
            one for one in outbox.messages(connection) if one.kind is MessageKind.CONTACT_CODE
        ]
    assert code not in kept["code_hash"]
    page = Visit(site.app, Role.PLANNER).get(f"/messages/{message.id}").text
    assert code not in page
    assert "••••••" in page


def test_a_telephone_that_takes_no_text_is_proven_by_an_address_that_is_known(
    site, functionary, monkeypatch
):
    monkeypatch.delenv("CACO_CHANNEL_SMS")
    settings = Settings(language="en")
    app = create_app(site.store, settings, lambda: site.moment[0])
    visitor = Visit(app, Role.FUNCTIONARY)
    assert (
        visitor.post("/account/contacts", {"channel": "phone", "address": "0612345678"}).status_code
        == 302
    )
    mail = next(address for channel, address in ways_of(site.store, MINE) if channel == "mail")
    code = code_for(site, mail)
    assert visitor.post("/account/contacts/code", {"code": code}).status_code == 302
    assert ("phone", NUMBER) in ways_of(site.store, MINE)


def test_without_any_channel_it_is_for_others_to_change(site_store, visit):
    answer = visit(Role.FUNCTIONARY).post(
        "/account/contacts", {"channel": "phone", "address": "0612345678"}, headers=DUTCH
    )
    assert answer.status_code == 422
    assert "planner" in answer.text


@pytest.mark.parametrize("address", ["112", "", "nobody"])
def test_what_is_no_number_is_told_at_once(site, functionary, address):
    assert ask(functionary, site, address).status_code == 422
    assert received(site) == []


def test_an_address_is_taken_away_but_not_the_last(site, functionary):
    old, mail = old_number(site), ways_of(site.store, MINE)[0][1]
    sent = {"channel": "sms", "address": old}
    assert functionary.post("/account/contacts/drop", sent).status_code == 302
    assert [way[0] for way in ways_of(site.store, MINE)] == ["mail"]
    assert [to for to, _text in received(site)] == [old]
    sent = {"channel": "mail", "address": mail}
    assert functionary.post("/account/contacts/drop", sent).status_code == 422


def test_a_person_changes_their_own_and_nobody_elses(site, functionary):
    before = ways_of(site.store, "p002")
    sent = {"channel": "sms", "address": "0612345678", "person": "p002"}
    assert functionary.post("/account/contacts", sent).status_code == 302
    functionary.post("/account/contacts/code", {"code": code_for(site, NUMBER)})
    assert ("sms", NUMBER) in ways_of(site.store, MINE)
    assert ways_of(site.store, "p002") == before
    assert functionary.post("/people/p002/contacts", sent).status_code == 403


def test_who_has_no_person_has_no_such_form(visit):
    assert "add-channel" not in visit(Role.PLANNER).get("/account").text
    assert visit(Role.PLANNER).post("/account/contacts").status_code == 403


def test_nobody_with_that_code_is_not_found(visit):
    assert visit(Role.PLANNER).post("/people/nobody/contacts").status_code == 404


def test_an_address_counts_and_the_one_before_it_hears_or_neither(site, functionary, monkeypatch):
    before = ways_of(site.store, MINE)
    ask(functionary, site)
    code = code_for(site, NUMBER)

    def broken(*_):
        raise StoreError("the store cannot be written to", "Try again")

    with monkeypatch.context() as patch:
        patch.setattr(contact_change, "post", broken)
        assert functionary.post("/account/contacts/code", {"code": code}).status_code >= 500
    assert ways_of(site.store, MINE) == before
    assert functionary.post("/account/contacts/code", {"code": code}).status_code == 302
    assert ("sms", NUMBER) in ways_of(site.store, MINE)
