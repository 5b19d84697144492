"""The pages of gaps: who sees what, and what a duty manager does there."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from data.model.account import Role, TokenScope
from data.model.gap import GapState, Severity
from data.model.request import OfferStatus
from data.store import gaps, requests, rosters
from data.store.audit import trail
from scheduler.accounts.access import make_token
from scheduler.coverage.gap_groups import group_gaps
from scheduler.coverage.gap_queries import show_gap
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.absences import report_sick
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.self_service.offer_answers import accept_offer
from scheduler.settings import Settings
from tests.support.once import copied
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from tests.web.falls_ill import fallen_store, falls_ill
from web.app import create_app
from web.gaps.forms import Filter

SEES_REASONS = (Role.PLANNER, Role.DUTY_MANAGER)
OTHERS = (Role.ADMINISTRATOR, Role.FUNCTIONARY, Role.VIEWER)
ENGLISH = {"Accept-Language": "en"}
PART = {**ENGLISH, "HX-Request": "true"}


@pytest.fixture(scope="module")
def fallen(published_file):
    """A store in which somebody fell ill."""
    return fallen_store("fallen", published_file)


@pytest.fixture
def site_store(fallen, tmp_path):
    with copied(fallen.path, tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def ill(fallen):
    return fallen.ill


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """By which messages are sent."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    monkeypatch.setenv("CACO_CHANNEL_SMS", "json://sink/{to}")


@pytest.fixture
def duty(visit):
    return visit(Role.DUTY_MANAGER)


def page_of(visitor, ill, tail="", headers=ENGLISH, **how):
    return visitor.get(f"/gaps/{ill.gap}{tail}", headers=headers, **how).text


def state_of(store, number):
    with store.reading() as connection:
        return gaps.read_gap(connection, number)


def offers_of(store):
    with store.reading() as connection:
        return requests.offers(connection)


def holders(store, shift):
    with store.reading() as connection:
        found = rosters.duties_between(connection, shift.start, shift.end)
    return [person for person, held, _ in found if held.id == shift.id]


def best(duty, ill):
    """Who stands first among those who may take it."""
    return re.search(r'name="person" value="([^"]+)"', page_of(duty, ill, "/candidates", PART))[1]


@pytest.mark.parametrize("role", Role)
def test_why_and_who_is_for_some_and_buttons_for_those_who_handle_gaps(visit, ill, role):
    text = page_of(visit(role), ill)
    sees = role in SEES_REASONS
    assert (f"{ill.name}: illness" in text) == sees
    assert ("/candidates" in text) == sees
    assert ("I am handling this" in text) == sees
    assert ("found: illness" in text) == sees
    assert ("found: who was to be there cannot come" in text) != sees


@pytest.mark.parametrize("role", OTHERS)
def test_others_can_do_nothing_about_it_and_do_not_see_why_people_cannot(visit, ill, role):
    visitor, form = visit(role), {"person": "p001", "reason": "x"}
    for act in ("acknowledge", "accept", "offer", "withdraw", "assign"):
        assert visitor.post(f"/gaps/{ill.gap}/{act}", form).status_code == 403
    for tail in ("/candidates", "/assign?person=p001"):
        assert visitor.get(f"/gaps/{ill.gap}{tail}").status_code == 403


def test_a_gap_that_is_not_there_has_no_page(duty):
    for path in ("/gaps/0", "/gaps/999", "/gaps/999/candidates"):
        assert duty.get(path).status_code == 404


def test_candidates_stand_in_order_with_their_numbers(duty, ill):
    text = page_of(duty, ill, "/candidates", PART)
    assert text.index("May take it") < text.index("others cannot, and why")
    assert "tel:+31" in text
    assert "h that week, contract" in text
    assert "fair share" in text
    assert "<html" not in text


def test_without_javascript_the_candidates_have_a_page_of_their_own(duty, ill):
    text = page_of(duty, ill, "/candidates")
    assert "<html" in text
    assert "May take it" in text


def test_candidates_are_worked_out_anew_when_something_was_written(duty, ill, site_store):
    first = best(duty, ill)
    duty.post(f"/gaps/{ill.gap}/offer", {"person": first})
    assert "asked, no answer yet" in page_of(duty, ill, "/candidates", PART)


def test_a_duty_manager_takes_a_gap_up(duty, ill, site_store):
    answer = duty.post(f"/gaps/{ill.gap}/acknowledge")
    assert answer.location == f"/gaps/{ill.gap}"
    assert state_of(site_store, ill.gap).acknowledged_by == "duty_manager"
    text = page_of(duty, ill)
    assert "taken up by Duty manager of the tests" in text
    assert "I am handling this" not in text


def test_who_took_it_up_lets_it_go_and_the_history_says_both(duty, ill, site_store):
    duty.post(f"/gaps/{ill.gap}/acknowledge")
    assert "Let go" in page_of(duty, ill)
    answer = duty.post(f"/gaps/{ill.gap}/release")
    assert answer.location == f"/gaps/{ill.gap}"
    gap = state_of(site_store, ill.gap)
    assert (gap.state, gap.acknowledged_by, gap.acknowledged_at) == (GapState.OPEN, "", None)
    text = page_of(duty, ill)
    assert "nobody is handling it yet" in text
    assert "let go by Duty manager of the tests" in text
    with site_store.reading() as connection:
        assert trail.entries(connection, f"gap/{ill.gap}")[-1].action == "gap.released"


def test_a_duty_manager_accepts_a_gap(duty, ill, site_store):
    given = {"reason": "exercise in the region", "until": "2027-01-11T08:30"}
    duty.post(f"/gaps/{ill.gap}/accept", given)
    gap = state_of(site_store, ill.gap)
    assert gap.state is GapState.ACCEPTED
    assert gap.accepted_until.isoformat() == "2027-01-11T07:30:00+00:00"
    assert "exercise in the region" in page_of(duty, ill)


def test_what_is_wrong_with_an_acceptance_is_told_at_once_and_what_was_typed_stays(
    duty, ill, site_store
):
    given = {"reason": " ", "until": "2027-01-08T09:00"}
    answer = duty.post(f"/gaps/{ill.gap}/accept", given, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Say why this gap is intended." in answer.text
    assert "Choose a moment that is still to come." in answer.text
    assert 'value="Fri 8 Jan 2027 09:00"' in answer.text
    assert state_of(site_store, ill.gap).state is GapState.OPEN


def test_the_reason_of_an_acceptance_is_not_for_everybody(visit, duty, ill):
    duty.post(f"/gaps/{ill.gap}/accept", {"reason": "Jan is in hospital"})
    assert "hospital" not in page_of(visit(Role.FUNCTIONARY), ill)
    assert "hospital" not in visit(Role.FUNCTIONARY).get("/gaps").text
    assert "hospital" in duty.get("/gaps").text


def test_one_click_offers_it_and_another_takes_the_offer_back(duty, ill, site_store):
    person = best(duty, ill)
    duty.post(f"/gaps/{ill.gap}/offer", {"person": person})
    (made,) = offers_of(site_store)
    assert (made.person, made.status) == (person, OfferStatus.OPEN)
    text = page_of(duty, ill)
    assert "was asked, and may answer until" in text
    duty.post(f"/gaps/{ill.gap}/withdraw", {"offer": str(made.id)})
    assert offers_of(site_store)[0].status is OfferStatus.WITHDRAWN
    assert "withdrawn by Duty manager of the tests" in page_of(duty, ill)


def test_to_whom_it_was_offered_is_not_for_everybody(visit, duty, ill):
    duty.post(f"/gaps/{ill.gap}/offer", {"person": best(duty, ill)})
    text = page_of(visit(Role.VIEWER), ill)
    assert "offered to somebody" in text
    assert "was asked" not in text


def test_an_offer_of_another_gap_is_not_withdrawn_here(duty, ill):
    assert duty.post(f"/gaps/{ill.gap}/withdraw", {"offer": "99"}).status_code == 404


def test_somebody_is_assigned_and_the_gap_is_closed_at_once(duty, ill, site_store):
    person = best(duty, ill)
    asked = page_of(duty, ill, f"/assign?person={person}")
    assert "This breaks no rule." in asked
    assert "that is only possible if" in asked  # two days ahead
    answer = duty.post(f"/gaps/{ill.gap}/assign", {"person": person, "reason": "by telephone"})
    assert answer.location == f"/gaps/{ill.gap}"
    assert holders(site_store, ill.shift) == [person]
    gap = state_of(site_store, ill.gap)
    assert (gap.state, gap.closed_by) == (GapState.CLOSED, "filled")
    text = page_of(duty, ill)
    assert "filled" in text
    assert "I am handling this" not in text


def test_what_asks_consent_is_not_done_without_a_reason(duty, ill, site_store):
    person = best(duty, ill)
    answer = duty.post(f"/gaps/{ill.gap}/assign", {"person": person}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "Say why, and with whom it was agreed." in answer.text
    assert holders(site_store, ill.shift) == [ill.person]


@pytest.fixture
def broken(duty, ill, site_store):
    """Somebody who would break a rule by it, with what has to be agreed to."""
    for person in CoverageCache(site_store, 8).snapshot(INSIDE).facts.names:
        text = page_of(duty, ill, f"/assign?person={person}")
        if subjects := re.findall(r'name="agreed" value="([^"]+)"', text):
            return person, subjects
    raise AssertionError("everybody may take it")


def test_a_rule_is_broken_only_by_who_was_told_of_it_and_agreed(duty, ill, broken, site_store):
    person, subjects = broken
    form = {"person": person, "reason": "no other way"}
    answer = duty.post(f"/gaps/{ill.gap}/assign", form, headers=ENGLISH)
    assert answer.status_code == 422
    assert "This was not agreed to" in answer.text
    assert "ATW" in answer.text
    duty.post(f"/gaps/{ill.gap}/assign", {**form, "agreed": subjects})
    assert holders(site_store, ill.shift) == [person]
    with site_store.reading() as connection:
        query = "SELECT accepted_by FROM accepted WHERE kind = 'breach' AND reason = 'no other way'"
        assert connection.exec_driver_sql(query).scalars().all() == ["duty_manager"] * len(subjects)


def test_who_is_ill_or_not_competent_fills_nothing_whatever_is_agreed(duty, ill, site_store):
    form = {"person": ill.person, "reason": "they say they can"}
    answer = duty.post(f"/gaps/{ill.gap}/assign", form, headers=ENGLISH)
    assert answer.status_code == 422
    assert "This cannot be done" in answer.text


def test_nobody_is_assigned_twice(duty, ill, site_store):
    person = best(duty, ill)
    form = {"person": person, "reason": "by telephone"}
    duty.post(f"/gaps/{ill.gap}/assign", form)
    answer = duty.post(f"/gaps/{ill.gap}/assign", form)
    assert answer.status_code == 409
    assert holders(site_store, ill.shift) == [person]


@pytest.fixture
def taken(duty, ill, site_store):
    """The offer was accepted since the last sweep: who has the shift now."""
    person = best(duty, ill)
    duty.post(f"/gaps/{ill.gap}/offer", {"person": person})
    (made,) = offers_of(site_store)
    done = accept_offer(site_store, Settings(), made.id, INSIDE)
    assert done.offer.status is OfferStatus.ACCEPTED
    assert state_of(site_store, ill.gap).is_open  # no sweep since
    return person


def test_a_gap_is_judged_when_it_is_looked_at(duty, ill, taken, site_store):
    text = page_of(duty, ill)
    name = show_gap(site_store, ill.gap, CoverageCache(site_store, 8).snapshot(INSIDE)).names[taken]
    assert f"filled by {name}, Fri 8 Jan 13:00" in text
    for button in ("Offer it", "Assign", "I am handling this", "Accept this gap", "/candidates"):
        assert button not in text
    assert "<form" not in page_of(duty, ill, "/candidates", PART)
    assert "tel:" not in page_of(duty, ill, "/call", PART)


def test_an_absence_that_is_withdrawn_closes_its_gap_at_once(duty, ill, site_store):
    row(duty, ill)  # who to call is known by now
    rows = [one for one in read_table(site_store, "absences") if one["person"] == ill.person]
    asked = Replacement("absences", {"person": ill.person}, [], fingerprint(rows))
    replace_rows(site_store, asked, "tests", INSIDE)
    text = page_of(duty, ill)
    assert f"filled by {ill.name}" in text
    assert "tel:" not in row(duty, ill)
    form = {"person": "p002", "outcome": "no"}
    assert duty.post(f"/gaps/{ill.gap}/calls", form, headers=ENGLISH).status_code == 409


def row(duty, ill):
    return page_of(duty, ill, "/call", PART)


def test_what_one_absence_opened_is_taken_up_let_go_and_accepted_together(duty, site_store):
    until = INSIDE + timedelta(days=9)
    report_sick(site_store, "p003", INSIDE, until.date(), "tests", INSIDE)
    duty.get("/now")
    seen = CoverageCache(site_store, 8).snapshot(INSIDE)
    group = next(one for one in group_gaps(seen.rows) if one.person == "p003")
    first, *others = group.numbers
    assert others
    size = len(group.numbers)
    name = seen.facts.names["p003"]
    for path in ("/now", "/gaps", f"/gaps/{first}"):
        text = duty.get(path, headers=ENGLISH).text
        assert f"{name}: illness" in text
        assert f"{size} duties, 1 cause" in text
        assert f"I am handling these {size}" in text
    form = {"also": [str(one) for one in (*others, 9999)], "from": "board"}
    answer = duty.post(f"/gaps/{first}/acknowledge", form, headers=ENGLISH)
    assert answer.location == "/now"
    text = duty.get("/now", headers=ENGLISH).text
    assert f"You are handling these {size} gaps" in text
    assert "Closed meanwhile, and left as they are: 1." in text
    assert f"Let go of these {size}" in text
    assert {state_of(site_store, one).state for one in group.numbers} == {GapState.ACKNOWLEDGED}
    form = {"also": [str(one) for one in others], "from": "list"}
    assert duty.post(f"/gaps/{first}/release", form).location == "/gaps"
    assert {state_of(site_store, one).state for one in group.numbers} == {GapState.OPEN}
    form = {"also": [str(others[0])], "reason": "exercise"}
    duty.post(f"/gaps/{first}/accept", form)
    states = {one: state_of(site_store, one).state for one in group.numbers}
    accepted = {one for one, state in states.items() if state is GapState.ACCEPTED}
    assert accepted == {first, others[0]}


def test_a_long_absence_is_a_short_card_on_the_wall(visit, site_store):
    until = INSIDE.date() + timedelta(days=40)
    report_sick(site_store, "p003", INSIDE, until, "tests", INSIDE)
    token = make_token(site_store, "wall", [TokenScope.BOARD], None, "admin", INSIDE)
    wall = visit(None)
    wall.get(f"/board?token={token.secret}")
    card = wall.get("/board", headers=ENGLISH).text.split("of-one-cause")[1].split("</ul>")[0]
    size = int(re.search(r"(\d+) duties, 1 cause", card)[1])
    assert size > 2
    assert card.count("<li>") == 3
    assert f"and {size - 2} more" in card


def test_who_may_not_know_why_sees_one_cause_without_its_reason(visit, site_store):
    report_sick(site_store, "p003", INSIDE, INSIDE.date() + timedelta(days=9), "tests", INSIDE)
    text = visit(Role.VIEWER).get("/now", headers=ENGLISH).text
    assert "Who was to be there cannot come" in text
    assert "duties, 1 cause" in text
    assert "illness" not in text
    assert "I am handling these" not in text


def test_a_button_that_came_too_late_says_who_fills_it_and_leads_back(duty, ill, taken, site_store):
    seen = CoverageCache(site_store, 8).snapshot(INSIDE)
    name = show_gap(site_store, ill.gap, seen).names[taken]
    other = next(one for one in seen.facts.people if one not in (taken, ill.person))
    form = {"person": other, "reason": "by telephone"}
    for act in ("acknowledge", "release", "accept", "offer", "assign"):
        answer = duty.post(f"/gaps/{ill.gap}/{act}", form, headers=ENGLISH)
        assert answer.status_code == 409, act
        said = f"Nothing was done, because this gap is no longer open: filled by {name}"
        assert said in answer.text, act
        assert ill.shift.id not in answer.text
        assert 'href="/gaps"' in answer.text
    weighed = duty.get(f"/gaps/{ill.gap}/assign?person={other}", headers=ENGLISH)
    assert weighed.status_code == 409
    assert holders(site_store, ill.shift) == [taken]
    (offer,) = offers_of(site_store)
    answer = duty.post(f"/gaps/{ill.gap}/withdraw", {"offer": str(offer.id)}, headers=ENGLISH)
    assert answer.status_code == 409
    assert f"Nothing was done: {name} accepted, Fri 8 Jan 13:00." in answer.text


def test_what_cannot_be_offered_is_said_on_the_page_of_the_gap_by_name(duty, ill, site_store):
    first = best(duty, ill)
    duty.post(f"/gaps/{ill.gap}/offer", {"person": first})
    answer = duty.post(f"/gaps/{ill.gap}/offer", {"person": first}, headers=ENGLISH)
    assert answer.status_code == 409
    name = CoverageCache(site_store, 8).snapshot(INSIDE).facts.names[first]
    assert f"{name} was asked already" in answer.text
    assert 'href="/gaps"' in answer.text


def test_a_gap_whose_time_is_over_is_over_before_a_sweep_says_so(site_store, ill):
    later = ill.shift.end + timedelta(minutes=1)
    visitor = Visit(create_app(site_store, Settings(), lambda: later), Role.DUTY_MANAGER)
    text = page_of(visitor, ill)
    assert re.search(r'<p class="state">\s*over', text)
    assert "I am handling this" not in text


def test_a_person_who_does_not_exist_is_refused(duty, ill):
    assert duty.get(f"/gaps/{ill.gap}/assign?person=nobody").status_code == 422


def test_what_has_begun_tells_whom_to_call(duty, site_store):
    ill = falls_ill(site_store, ahead=timedelta(hours=-8))
    text = page_of(duty, ill)
    assert "Everybody with the function who has no duty now" in text
    assert "tel:+31" in text
    assert "/candidates" in text  # who may take over the rest


def test_what_was_never_rostered_says_what_to_do(duty):
    text = duty.get("/gaps/3", headers=ENGLISH).text
    assert "Make and sign a roster for this period." in text
    assert "/candidates" not in text


def test_the_list_filters(duty):
    for query, numbers in (
        ("", {1, 2, 3, 4}),
        ("?post=CACO", {2, 4}),
        ("?severity=medium", {2, 4}),
        ("?state=acknowledged", set()),
        ("?severity=nonsense&state=nonsense", {1, 2, 3, 4}),
    ):
        text = duty.get(f"/gaps{query}").text
        assert {int(number) for number in re.findall(r'href="/gaps/(\d+)"', text)} == numbers


def test_who_cannot_be_reached_by_a_message_is_to_be_called(site_store, ill, monkeypatch):
    monkeypatch.delenv("CACO_CHANNEL_MAIL")
    monkeypatch.delenv("CACO_CHANNEL_SMS")
    visitor = Visit(create_app(site_store, Settings(), lambda: INSIDE), Role.DUTY_MANAGER)
    text = page_of(visitor, ill, "/candidates", PART)
    assert "no message arrives: call" in text
    assert "Offer it" not in text


def test_the_link_of_a_mail_survives_signing_in(visit):
    answer = visit().get("/gaps/2")
    assert answer.location == "/login?next=%2Fgaps%2F2"


def test_what_a_signature_accepted_is_not_among_what_nobody_handles():
    """The menu does not count it either."""
    gap = SimpleNamespace(state=GapState.OPEN, interval=SimpleNamespace(post="mk"))
    rows: Any = [
        SimpleNamespace(gap=gap, severity=Severity.LOW, is_accepted=one) for one in (False, True)
    ]
    assert [Filter(state="open").keeps(row) for row in rows] == [True, False]
    assert all(Filter().keeps(row) for row in rows)
