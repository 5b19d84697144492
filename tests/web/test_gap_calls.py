"""Calling about a gap: from the board and on its page, who comes next, and where a yes leads."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.model.account import Role, TokenScope
from data.model.call_attempt import CallOutcome
from data.model.duty import Absence, AbsenceKind
from data.store import gaps
from scheduler.accounts.access import make_token
from scheduler.coverage.call_log import log_call
from scheduler.planning.absences import record_absence
from scheduler.settings import Settings
from tests.support.once import copied
from tests.support.region import INSIDE
from tests.web.falls_ill import fallen_store, falls_ill
from web.app import create_app

ENGLISH = {"Accept-Language": "en"}
PART = {**ENGLISH, "HX-Request": "true"}
HANDLES = (Role.PLANNER, Role.DUTY_MANAGER)


@pytest.fixture(scope="module")
def fallen(published_file):
    """A store in which somebody fell ill."""
    return fallen_store("fallen_calls", published_file)


@pytest.fixture
def site_store(fallen, tmp_path):
    with copied(fallen.path, tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def ill(fallen):
    return fallen.ill


@pytest.fixture
def duty(visit):
    return visit(Role.DUTY_MANAGER)


def first_of(text):
    """Who stands first, and their number."""
    found = re.search(r'class="btn btn-primary dial" href="tel:(\+\d+)">Call ([^<]+) <span', text)
    return (found[2], found[1]) if found else None


def row(duty, ill):
    return duty.get(f"/gaps/{ill.gap}/call", headers=PART).text


def person_of(text):
    return re.search(r'name="person" value="([^"]+)"', text)[1]


def say(duty, ill, outcome, view="row", headers=PART, **more):
    form = {"person": person_of(row(duty, ill)), "outcome": outcome, "view": view, **more}
    return duty.post(f"/gaps/{ill.gap}/calls", form, headers=headers)


def calls_in(store, ill):
    with store.reading() as connection:
        return gaps.read_calls(connection, [ill.gap])


@pytest.mark.parametrize("role", Role)
def test_the_red_row_of_a_post_calls_for_who_handles_gaps(visit, site_store, role):
    falls_ill(site_store, ahead=timedelta(hours=-8))
    text = visit(role).get("/now", headers=ENGLISH).text
    row = text.split('class="post-row has-gap"')[1].split("</li>")[0]
    assert ("Who to call" in row) == (role in HANDLES)
    assert ("See this gap" in row) == (role not in HANDLES)
    assert ("tel:" in row) <= (role in HANDLES)


def test_once_it_is_known_who_to_call_the_board_shows_it_at_once(duty, ill):
    assert f'hx-get="/gaps/{ill.gap}/call"' in duty.get("/now", headers=ENGLISH).text
    name, number = first_of(row(duty, ill))
    text = duty.get("/now", headers=ENGLISH).text
    assert f'hx-get="/gaps/{ill.gap}/call"' not in text
    assert first_of(text) == (name, number)


def test_who_did_not_answer_goes_down_with_the_time_and_the_next_comes_up(duty, ill, site_store):
    first = first_of(row(duty, ill))
    answer = say(duty, ill, "no_answer")
    second = first_of(answer.text)
    assert answer.headers["HX-Trigger"] == "gap-changed"
    assert second not in (None, first)
    page = duty.get(f"/gaps/{ill.gap}/candidates", headers=PART).text
    assert first_of(page) == second
    assert "no answer 13:00, called by Duty manager of the tests" in page
    (call,) = calls_in(site_store, ill)
    assert (call.number, call.outcome) == (first[1], CallOutcome.NO_ANSWER)
    story = duty.get(f"/gaps/{ill.gap}", headers=ENGLISH).text
    assert f"{first[0]} called by Duty manager of the tests: no answer" in story


def test_a_yes_leads_to_what_assigning_means_with_the_reason_filled_in(duty, ill):
    person = person_of(row(duty, ill))
    answer = say(duty, ill, "yes")
    assert answer.headers["HX-Redirect"] == f"/gaps/{ill.gap}/assign?person={person}"
    text = duty.get(answer.headers["HX-Redirect"], headers=ENGLISH).text
    assert "Assign and sign" in text
    assert 'value="agreed by telephone, Fri 8 Jan 13:00"' in text
    assert "Assign…" in row(duty, ill)  # and nobody else need be called
    form = {"person": person, "outcome": "yes"}
    plain = duty.post(f"/gaps/{ill.gap}/calls", form, headers=ENGLISH)
    assert plain.location == f"/gaps/{ill.gap}/assign?person={person}"


def test_without_javascript_a_call_is_logged_and_the_page_says_who_is_next(duty, ill):
    first = first_of(row(duty, ill))
    answer = say(duty, ill, "no", headers=ENGLISH, note="is abroad", view="page")
    assert answer.location == f"/gaps/{ill.gap}/candidates#call"
    text = duty.get(answer.location.split("#")[0], headers=ENGLISH).text
    assert "Noted. Whom to call next is at the top." in text
    assert first_of(text) not in (None, first)
    assert "called by Duty manager of the tests: is abroad" in text


def test_two_who_call_at_once_see_what_the_other_heard(visit, ill):
    one, other = visit(Role.DUTY_MANAGER), visit(Role.PLANNER)
    first = person_of(row(one, ill))
    say(one, ill, "no_answer")
    seen = other.get(f"/gaps/{ill.gap}/candidates", headers=PART).text
    assert person_of(seen) != first
    assert "no answer 13:00, called by Duty manager of the tests" in seen
    say(other, ill, "no")
    assert "no 13:00, called by" in one.get(f"/gaps/{ill.gap}/candidates", headers=PART).text


def test_when_everybody_was_asked_it_says_so_and_who_said_no_stands_last(duty, ill):
    for _ in range(30):
        text = row(duty, ill)
        if first_of(text) is None:
            break
        say(duty, ill, "no")
    assert "Everybody was asked." in text


@pytest.mark.parametrize("role", [r for r in Role if r not in HANDLES])
def test_others_neither_call_nor_see_who_was_called(visit, duty, ill, site_store, role):
    log_call(site_store, ill.gap, "p002", CallOutcome.NO, "duty_manager", INSIDE, "private")
    visitor = visit(role)
    assert visitor.get(f"/gaps/{ill.gap}/call").status_code == 403
    form = {"person": "p002", "outcome": "no"}
    assert visitor.post(f"/gaps/{ill.gap}/calls", form).status_code == 403
    text = visitor.get(f"/gaps/{ill.gap}", headers=ENGLISH).text
    assert "somebody was called by" in text
    assert "private" not in text


@pytest.mark.parametrize(
    "form", [{"person": "p002", "outcome": "perhaps"}, {"person": "nobody", "outcome": "no"}, {}]
)
def test_what_cannot_be_logged_is_said_on_the_page(duty, ill, site_store, form):
    answer = duty.post(f"/gaps/{ill.gap}/calls", form, headers=ENGLISH)
    assert answer.status_code == 422
    assert 'class="trouble"' in answer.text
    assert calls_in(site_store, ill) == []


def test_a_call_about_a_gap_that_was_filled_meanwhile_says_by_whom(duty, ill, site_store):
    person = person_of(row(duty, ill))
    duty.post(f"/gaps/{ill.gap}/assign", {"person": person, "reason": "by telephone", "agreed": []})
    form = {"person": "p002", "outcome": "no"}
    answer = duty.post(f"/gaps/{ill.gap}/calls", form, headers=ENGLISH)
    assert answer.status_code == 409
    assert "Nothing was done, because this gap is no longer open: filled by" in answer.text
    assert calls_in(site_store, ill) == []


def test_the_trail_and_the_api_say_it_in_words(duty, visit, ill, site_store):
    say(duty, ill, "no_answer")
    token = make_token(site_store, "api", [TokenScope.COVERAGE], None, "admin", INSIDE)
    headers = {"Authorization": f"Bearer {token.secret}"}
    app = create_app(site_store, Settings(), lambda: INSIDE)
    told = app.test_client().get(f"/api/v1/gaps/{ill.gap}", headers=headers).json
    assert [(one["outcome"], one["by"]) for one in told["calls"]] == [("no_answer", "duty_manager")]
    assert "person" not in told["calls"][0]
    text = visit(Role.ADMINISTRATOR).get("/audit", headers=ENGLISH).text
    assert "somebody called about a gap" in text
    assert "gap.called" not in text.replace('value="gap.called"', "")


def test_who_may_only_after_one_change_is_told_which_and_where(duty, ill, site_store):
    person = person_of(row(duty, ill))
    start, end = ill.shift.start - timedelta(hours=5), ill.shift.end
    record_absence(site_store, Absence(person, AbsenceKind.LEAVE, start, end), "tests", INSIDE)
    text = duty.get(f"/gaps/{ill.gap}/assign?person={person}", headers=ENGLISH).text
    assert "This cannot be done" in text
    assert "It can be done once one thing has changed:" in text
    assert "withdrawing the absence" in text
    assert f'href="/people/{person}"' in text
