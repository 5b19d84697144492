"""The pages of alerts: who sees what, and what may be done with what did not arrive."""

import re
from datetime import timedelta

import pytest

from data.model.account import Role
from data.model.message import MessageKind, MessageStatus
from data.store import gaps, health
from data.store.audit import trail
from data.store.gaps import NotificationRecord
from scheduler.notifications.delivery import Deliverer
from scheduler.notifications.message_actions import MOST
from scheduler.notifications.signed_links import sign
from scheduler.service.tasks import tasks
from scheduler.settings import Settings
from tests.scheduler.notifications.samples import all_kept, kept, message, posted
from tests.support.region import INSIDE
from tests.web.conftest import Visit
from web.app import create_app

SEE = (Role.ADMINISTRATOR, Role.PLANNER, Role.DUTY_MANAGER)
PAGES = ("", "/steps", "/channels", "/health")
TOKEN = sign("acknowledge", {"gaps": [1]}, "k" * 43, INSIDE + timedelta(days=7))
BODY = f"Anna: ziekte\n\nIk zorg ervoor:\nhttps://rooster.example/answer/{TOKEN}\n"


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailtos://user:hush@mail.example.org?to={to}")
    monkeypatch.setenv("CACO_CHANNEL_TEAM", "jsons://example.org/hush")


@pytest.fixture
def dead(site_store):
    """A message that was given up, of a gap."""
    one = message(1, now=INSIDE, body=BODY)
    dies(site_store, one)
    with site_store.writing() as connection:
        gap = connection.exec_driver_sql("SELECT min(id) FROM gap").scalar()
        gaps.add_notifications(
            connection, [NotificationRecord(gap, "24h mail 1", "people/1", INSIDE, one.id)]
        )
    return one


def dies(store, *messages):
    posted(store, *messages)
    with store.writing() as connection:
        for one in messages:
            connection.exec_driver_sql(
                "UPDATE message SET status = 'dead', attempts = 6, error = 'it rains' "
                f"WHERE id = '{one.id}'"
            )


@pytest.mark.parametrize("role", Role)
def test_alerts_are_for_those_who_work_with_them(visit, role):
    reader = visit(role)
    for page in PAGES:
        assert reader.get(f"/messages{page}").status_code == (200 if role in SEE else 403)


@pytest.mark.parametrize("role", [Role.FUNCTIONARY, Role.VIEWER])
def test_others_do_nothing_with_a_message(visit, dead, site_store, role):
    other = visit(role)
    for what in ("", "/state"):
        assert other.get(f"/messages/{dead.id}{what}").status_code == 403
    for what in ("retry", "settle"):
        assert other.post(f"/messages/{dead.id}/{what}").status_code == 403
    assert other.post("/messages/trial", data={"channel": "mail"}).status_code == 403
    assert kept(site_store, dead.id).status is MessageStatus.DEAD


def test_what_was_given_up_comes_first_with_its_reason(visit, dead):
    text = visit(Role.DUTY_MANAGER).get("/messages").text
    card = text[text.index('id="dead"') : text.index("</section>")]
    assert dead.subject in card
    assert "it rains" in card
    assert "6 pogingen" in card
    assert 'href="/gaps/' in card


@pytest.mark.parametrize("role", SEE)
def test_no_page_hands_out_a_link_that_answers(visit, dead, role):
    reader = visit(role)
    for page in ("", f"/{dead.id}", f"/{dead.id}/state", "?status=dead"):
        text = reader.get(f"/messages{page}").text
        assert TOKEN not in text
        assert "/answer/" not in text


def test_the_text_is_for_those_who_may_know_why(visit, dead):
    planner, other = visit(Role.PLANNER), visit(Role.ADMINISTRATOR)
    assert "Anna: ziekte" in planner.get(f"/messages/{dead.id}").text
    assert "https://rooster.example/…" in planner.get(f"/messages/{dead.id}").text
    text = other.get(f"/messages/{dead.id}").text
    assert "ziekte" not in text
    assert dead.address in text


def test_an_unknown_message_is_not_there(visit, dead):
    planner = visit(Role.PLANNER)
    for name in ("nothing", dead.id[:8], "%00", "../x"):
        assert planner.get(f"/messages/{name}").status_code == 404
        assert planner.post(f"/messages/{name}/settle").status_code in (404, 405)


def test_a_dead_letter_is_settled_once(visit, dead, site_store):
    manager = visit(Role.DUTY_MANAGER)
    assert manager.post(f"/messages/{dead.id}/settle").status_code == 302
    assert kept(site_store, dead.id).status is MessageStatus.SETTLED
    assert "door duty_manager" in manager.get(f"/messages/{dead.id}").text
    assert manager.post(f"/messages/{dead.id}/settle").status_code == 422
    with site_store.reading() as connection:
        (entry,) = trail.entries(connection, action="message.settled")
    assert entry.who == "duty_manager"


def test_a_dead_letter_is_sent_again(visit, dead, site_store):
    planner = visit(Role.PLANNER)
    answer = planner.post(f"/messages/{dead.id}/retry")
    assert (answer.status_code, answer.location) == (302, f"/messages/{dead.id}")
    again = kept(site_store, dead.id)
    assert (again.status, again.attempts) == (MessageStatus.QUEUED, 0)
    assert planner.post(f"/messages/{dead.id}/retry").status_code == 422


def test_messages_are_found_by_status_kind_recipient_and_time(visit, dead, site_store):
    posted(
        site_store,
        message(2, now=INSIDE - timedelta(days=20), name="Bas % 1", subject="An old one"),
        message(3, now=INSIDE, kind=MessageKind.RESOLVED, subject="Mended"),
    )
    planner = visit(Role.PLANNER)

    def found(query):
        text = planner.get(f"/messages?{query}").text
        rows = text[text.index('id="told"') :]
        return {one for one in (dead.subject, "An old one", "Mended") if one in rows}

    assert found("") == {dead.subject, "An old one", "Mended"}
    assert found("status=dead") == {dead.subject}
    assert found("kind=resolved") == {"Mended"}
    assert found("to=%25") == {"An old one"}
    assert found("to=ANNA") == {dead.subject, "Mended"}
    assert found("days=7") == {dead.subject, "Mended"}
    assert found("status=nonsense&kind=nonsense&days=-1&page=x") == found("")
    assert found("to=nobody") == set()
    assert found("to=%00an%0Ana") == {dead.subject, "Mended"}


def test_pages_hold_each_message_once(visit, site_store):
    posted(site_store, *(message(n, now=INSIDE, subject=f"No. {n:03}.") for n in range(120)))
    planner = visit(Role.PLANNER)
    pages = [planner.get(f"/messages?page={n}").text for n in (1, 2, 3)]
    counts = [sum(f"No. {n:03}." in text for n in range(120)) for text in pages]
    assert counts == [50, 50, 20]
    assert "No. 119." in pages[0]
    assert planner.get("/messages?page=999999999").status_code == 200


def test_secrets_of_channels_are_never_shown(visit):
    for page in PAGES:
        text = visit(Role.ADMINISTRATOR).get(f"/messages{page}").text
        assert "hush" not in text
        assert "mail.example.org" not in text


def test_a_trial_goes_through_the_outbox(visit, site_store):
    administrator = visit(Role.ADMINISTRATOR)
    answer = administrator.post(
        "/messages/trial", data={"channel": "mail", "address": "anna@example.org"}
    )
    (one,) = all_kept(site_store)
    assert answer.location == f"/messages/{one.id}"
    assert (one.kind, one.status) == (MessageKind.TEST, MessageStatus.QUEUED)
    assert (one.channel, one.address) == ("mail", "anna@example.org")
    text = administrator.get(answer.location).text
    assert 'hx-trigger="every 2s"' in text
    with site_store.reading() as connection:
        assert [e.who for e in trail.entries(connection, action="channel.tried")] == [
            "administrator"
        ]


def test_a_trial_that_fails_alarms_nobody(visit, site_store):
    visit(Role.ADMINISTRATOR).post("/messages/trial", data={"channel": "mail", "address": "none"})
    (one,) = all_kept(site_store)
    Deliverer(site_store, Settings(), lambda: INSIDE).deliver(one.id)
    (after,) = all_kept(site_store)
    assert after.status is MessageStatus.SETTLED
    assert after.error
    assert "niet aangekomen" in visit(Role.ADMINISTRATOR).get(f"/messages/{one.id}").text


@pytest.mark.parametrize(
    "form",
    [
        {"channel": "mail", "address": " "},
        {"channel": "mail", "address": "a\x00b"},
        {"channel": "pigeon", "address": "a@b.nl"},
        {},
    ],
)
def test_a_trial_that_cannot_be_is_refused_with_what_was_typed(visit, site_store, form):
    answer = visit(Role.ADMINISTRATOR).post("/messages/trial", data=form)
    assert answer.status_code == 422
    assert f'value="{form.get("address", "")}"' in answer.text
    assert all_kept(site_store) == []


def test_only_administrators_send_a_trial_to_any_address(visit, site_store):
    form = {"channel": "mail", "address": "anna@example.org"}
    for role in (Role.PLANNER, Role.DUTY_MANAGER):
        assert visit(role).post("/messages/trial", data=form).status_code == 403
    assert all_kept(site_store) == []


def test_a_planner_tries_a_channel_on_their_own_address(visit, site_store):
    with site_store.writing() as connection:
        person = connection.exec_driver_sql(
            "SELECT person FROM contacts WHERE channel = 'mail' AND ended_at IS NULL"
        ).scalar()
        connection.exec_driver_sql(
            f"UPDATE account SET person = (SELECT row FROM people WHERE id = '{person}') "
            "WHERE login = 'planner'"
        )
    assert visit(Role.PLANNER).post("/messages/trial", data={"own": "mail"}).status_code == 302
    (one,) = all_kept(site_store)
    assert one.recipient.startswith("people/")


def test_trials_are_no_way_to_pester_somebody(visit, site_store):
    administrator = visit(Role.ADMINISTRATOR)
    form = {"channel": "mail", "address": "anna@example.org"}
    posted(site_store, *(message(n, now=INSIDE, kind=MessageKind.TEST) for n in range(MOST)))
    assert administrator.post("/messages/trial", data=form).status_code == 422
    assert len(all_kept(site_store)) == MOST


def test_a_clock_that_stands_still_is_told_in_red(visit):
    text = visit(Role.DUTY_MANAGER).get("/messages").text
    assert "stilte betekent nu niet" in text
    assert 'role="alert"' in text
    assert "caco worker" in visit(Role.DUTY_MANAGER).get("/messages/health").text


def test_alerts_that_run_are_told_in_a_sentence(site_store):
    settings = Settings()
    with site_store.writing() as connection:
        for task in tasks(settings):
            health.begin(connection, health.read_task_state(connection, task.name), INSIDE)
            health.end_well(connection, task.name, INSIDE, 1)
    text = (
        Visit(create_app(site_store, settings, lambda: INSIDE), Role.PLANNER).get("/messages").text
    )
    assert "De meldingen werken" in text
    assert [one for one in re.findall('<[^>]+role="alert"', text) if " hidden " not in one] == []


def test_the_steps_say_who_hears_and_what_becomes_of_a_gap(visit):
    text = visit(Role.PLANNER).get("/messages/steps").text
    assert "overzicht van de ochtend" in text
    assert "Het begint over 10\N{NO-BREAK SPACE}dagen" in text
    assert visit(Role.PLANNER).get("/messages/steps?post=nonsense").status_code == 200
