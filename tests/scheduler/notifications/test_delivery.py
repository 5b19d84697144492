"""One message: marked, sent, noted; tried again, given up, too late. The clock is an argument."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data.model.contact import Recipient
from data.model.errors import Fault, InputError
from data.model.message import MessageKind, MessageStatus
from data.store import outbox
from scheduler.accounts.secret import secret
from scheduler.notifications.delivery import MOST_BROKEN_OFF, STUCK_SECONDS, Deliverer
from scheduler.notifications.message_actions import retry, retry_all
from scheduler.notifications.outbox import draft_old_links, message_id
from scheduler.notifications.recipients import duty_managers_now
from scheduler.notifications.redelivery import LONG, Delivery, next_try, queue_due, waits_for_long
from scheduler.notifications.sender import CannotSend, Interrupted
from scheduler.notifications.signed_links import drafting, link, sign
from scheduler.queue.dbos_queue import RetryLater
from scheduler.settings import Settings
from tests.scheduler.notifications.managers import MANAGER, one_manager
from tests.scheduler.notifications.samples import NOW, all_kept, kept, message, posted
from tests.support.region import import_texts, texts

FIRST_DAY = datetime(2027, 1, 4, 12, tzinfo=UTC)
FAILED = Delivery(False, "it rains")


class Clock:
    """Says what time it is, when it is told."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def later(self, **time):
        self.now += timedelta(**time)


class Postman:
    """Takes messages, and answers as it is told."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.taken = []

    def __call__(self, message, _settings):
        self.taken.append(message)
        answer = self.answers.pop(0) if self.answers else Delivery(True)
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def channels(monkeypatch, tmp_path):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")
    monkeypatch.setenv("CACO_CHANNEL_PUSH", "json://127.0.0.1:1/{to}")
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))


def deliverer(store, *answers, **other):
    clock = Clock()
    made = Deliverer(store, Settings(language="en"), clock, one_manager, Postman(*answers), **other)
    return made, clock


def status(store, one):
    found = kept(store, one.id)
    return found.status, found.attempts


def test_a_message_is_sent_once_and_noted(store):
    one = message()
    assert posted(store, one, one) == [one]
    postman, clock = deliverer(store)
    clock.later(seconds=3)
    postman.deliver(one.id)
    postman.deliver(one.id)
    assert [taken.id for taken in postman.send.taken] == [one.id]
    found = kept(store, one.id)
    assert (found.status, found.attempts, found.sent_at) == (MessageStatus.SENT, 1, clock.now)


def test_a_message_is_not_sent_before_its_time(store):
    one = message(due_at=NOW + timedelta(hours=8))
    posted(store, one)
    postman, clock = deliverer(store)
    postman.deliver(one.id)
    assert status(store, one) == (MessageStatus.QUEUED, 0)
    clock.later(hours=8)
    postman.deliver(one.id)
    assert status(store, one) == (MessageStatus.SENT, 1)


def tried(store, one, postman, clock):
    """When a message is tried, in seconds after it was written, until nobody tries any more."""
    found = []
    while status(store, one)[0].is_waiting:
        clock.now = kept(store, one.id).due_at
        found.append((clock.now - NOW).total_seconds())
        postman.deliver(one.id)
    return found


def test_a_message_is_tried_ever_more_slowly_for_as_long_as_what_it_says_holds(store):
    one = message(stale_at=NOW + timedelta(hours=16))
    posted(store, one)
    postman, clock = deliverer(store, *[FAILED] * 99)
    moments = tried(store, one, postman, clock)
    assert moments[:7] == [0, 15, 75, 315, 1275, 3075, 4875]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert gaps[:-1] == sorted(gaps[:-1])
    assert max(gaps) == 1800
    assert moments[-1] == 16 * 3600 - 20
    found = kept(store, one.id)
    assert (found.status, found.error) == (MessageStatus.DEAD, "it rains")
    assert found.failures == found.attempts == len(moments)


def test_mail_that_comes_back_after_fifteen_hours_arrives(store):
    one = message(stale_at=NOW + timedelta(hours=16))
    posted(store, one)
    postman, clock = deliverer(store, *[FAILED] * 34)
    assert 15 * 3600 < tried(store, one, postman, clock)[-1] < 16 * 3600
    assert status(store, one)[0] is MessageStatus.SENT


def test_a_message_whose_time_is_never_over_is_tried_for_a_day(store):
    one = message()
    posted(store, one)
    postman, clock = deliverer(store, *[FAILED] * 99)
    last = timedelta(seconds=tried(store, one, postman, clock)[-1])
    assert timedelta(hours=20) < last < timedelta(hours=28)


@pytest.mark.parametrize(("channel", "minutes"), [("mail", 51), ("push", 8)])
def test_that_it_does_not_arrive_is_told_while_it_is_tried_on_and_once(store, channel, minutes):
    one = message(channel=channel, stale_at=NOW + timedelta(hours=3))
    posted(store, one)
    postman, clock = deliverer(store, *[FAILED] * 99)
    while not notices(store):
        clock.now = kept(store, one.id).due_at
        postman.deliver(one.id)
    assert (clock.now - NOW) // timedelta(minutes=1) == pytest.approx(minutes, abs=1)
    assert status(store, one)[0] is MessageStatus.QUEUED
    (notice,) = notices(store)
    assert "it is tried again" in notice.body
    tried(store, one, postman, clock)
    assert len(notices(store)) == 1


def test_a_refusal_that_somebody_can_mend_is_told_at_once_and_tried_slowly(store):
    one = message(channel="push", stale_at=NOW + timedelta(hours=3))
    posted(store, one)
    postman, _clock = deliverer(store, replace(FAILED, is_refused=True))
    postman.deliver(one.id)
    assert len(notices(store)) == 1
    assert kept(store, one.id).due_at == NOW + timedelta(minutes=15)


def test_what_failed_is_tried_at_once_when_the_channel_takes_another(store):
    one, two, no, other = message(1), message(2), message(3), message(4, channel="push")
    posted(store, one, no, other)
    postman, clock = deliverer(
        store, FAILED, replace(FAILED, is_refused=True), FAILED, Delivery(True)
    )
    for each in (one, no, other):
        postman.deliver(each.id)
    posted(store, two)
    clock.later(seconds=5)
    postman.deliver(two.id)
    due = {each.id: kept(store, each.id).due_at - NOW for each in (one, no, other)}
    assert due == {
        one.id: timedelta(seconds=5),
        no.id: timedelta(minutes=15),
        other.id: timedelta(seconds=15),
    }


def test_restarts_use_no_tries_up(store):
    """Six orderly ones, six kills, and then one refusal for the moment."""
    one = message(stale_at=NOW + timedelta(hours=3))
    posted(store, one)
    postman, _clock = deliverer(store, *[Interrupted()] * 6, *[KeyboardInterrupt()] * 6, FAILED)
    for _ in range(6):
        with pytest.raises(RetryLater):
            postman.deliver(one.id)
        assert kept(store, one.id).status is MessageStatus.QUEUED
    for _ in range(6):
        with pytest.raises(KeyboardInterrupt):
            postman.deliver(one.id)
    postman.deliver(one.id)
    found = kept(store, one.id)
    assert (found.status, found.failures, found.attempts) == (MessageStatus.QUEUED, 1, 13)
    assert found.due_at == NOW + timedelta(seconds=15)
    assert notices(store) == []


def test_all_that_does_not_arrive_is_sent_again_at_once(store):
    given = [message(number, stale_at=NOW + timedelta(hours=3)) for number in range(3)]
    posted(store, *given)
    gone, fails, fine = given
    postman, clock = deliverer(store, replace(FAILED, is_final=True), FAILED)
    for each in given:
        postman.deliver(each.id)
    clock.later(hours=4)
    assert retry_all(store, "duty", clock.now) == 2
    assert status(store, fine)[0] is MessageStatus.SENT
    for each in (gone, fails):
        assert status(store, each) == (MessageStatus.QUEUED, 0)
        postman.deliver(each.id)
    assert status(store, gone) == (MessageStatus.SENT, 1)
    assert status(store, fails) == (MessageStatus.DEAD, 1)  # it failed until it was too late
    assert retry_all(store, "duty", clock.now) == 1


def test_a_failure_that_no_try_can_mend_is_given_up_at_once(store):
    one = message()
    posted(store, one)
    postman, _clock = deliverer(store, replace(FAILED, is_final=True))
    postman.deliver(one.id)
    assert status(store, one) == (MessageStatus.DEAD, 1)


def test_a_message_whose_time_is_over_is_not_sent(store):
    one = message(stale_at=NOW + timedelta(hours=1))
    posted(store, one)
    postman, clock = deliverer(store)
    clock.later(hours=1)
    postman.deliver(one.id)
    assert postman.send.taken == []
    assert status(store, one) == (MessageStatus.STALE, 1)
    assert len(all_kept(store)) == 1


def test_a_message_that_failed_until_its_time_was_over_is_dead_and_not_forgotten(store):
    one = message(stale_at=NOW + timedelta(seconds=60))
    posted(store, one)
    postman, clock = deliverer(store, FAILED)
    postman.deliver(one.id)
    clock.later(hours=3)
    postman.deliver(one.id)
    assert status(store, one)[0] is MessageStatus.DEAD
    assert kept(store, one.id).error == "it rains"


def test_no_try_is_planned_after_the_time_of_a_message():
    failed = message(failures=1, stale_at=NOW + timedelta(seconds=20))
    assert next_try(failed, NOW) is None
    later = replace(failed, stale_at=NOW + timedelta(seconds=30))
    assert next_try(later, NOW) == NOW + timedelta(seconds=10)


def test_a_defect_in_a_channel_is_a_failure_that_holds_no_secret(store):
    one = message()
    posted(store, one)
    postman, _clock = deliverer(store, ValueError("password is s3cret"))
    postman.deliver(one.id)
    assert kept(store, one.id).error == "a defect of this program: ValueError"
    assert status(store, one) == (MessageStatus.QUEUED, 1)


def test_a_message_broken_off_in_the_middle_is_sent_again(store):
    one = message()
    posted(store, one)
    postman, _clock = deliverer(store, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        postman.deliver(one.id)
    assert status(store, one) == (MessageStatus.SENDING, 1)
    postman.deliver(one.id)
    assert status(store, one) == (MessageStatus.SENT, 2)


def test_a_try_that_the_queue_remembers_is_not_made_again(store):
    one = message(stale_at=NOW + timedelta(hours=1))
    posted(store, one)
    known: dict[Any, Any] = {}

    def step(_name, act):
        if not known:
            known.update(act())
            raise KeyboardInterrupt
        return known

    postman, clock = deliverer(store, step=step)
    with pytest.raises(KeyboardInterrupt):
        postman.deliver(one.id)
    sent_at = clock.now
    clock.later(hours=2)
    postman.deliver(one.id)
    found = kept(store, one.id)
    assert (found.status, found.sent_at) == (MessageStatus.SENT, sent_at)
    assert len(postman.send.taken) == 1


def test_a_failure_that_the_queue_remembers_is_not_counted_twice(store):
    one = message()
    posted(store, one)
    known = {"try": 1, "sent": False, "error": "it rains", "final": False, "at": NOW.isoformat()}
    with store.writing() as connection:
        outbox.mark(connection, one.id, NOW)
    postman, clock = deliverer(store, step=lambda _name, _act: known)
    clock.later(minutes=5)
    postman.deliver(one.id)
    found = kept(store, one.id)
    assert (found.status, found.due_at) == (MessageStatus.QUEUED, clock.now)


def test_an_older_try_cannot_overwrite_a_later_one(store):
    one = message()
    posted(store, one)
    with store.writing() as connection:
        first = outbox.mark(connection, one.id, NOW)
        second = outbox.mark(connection, one.id, NOW)
        assert not outbox.note(connection, first, MessageStatus.DEAD)
        assert outbox.note(connection, second, MessageStatus.SENT, sent_at=NOW)
        assert not outbox.note(connection, second, MessageStatus.DEAD)
        assert outbox.mark(connection, one.id, NOW) is None


def dead(store, *given, managers=one_manager):
    posted(store, *given)
    postman, clock = deliverer(store, *[replace(FAILED, is_final=True)] * len(given))
    postman.managers = managers
    for one in given:
        postman.deliver(one.id)
    return postman, clock


def linked(store, purpose="acknowledge"):
    """A message with the draft of a link, and what the link will be."""
    settings, until = Settings(language="en"), NOW + timedelta(days=2)
    key = secret(store, settings)
    draft = drafting(purpose, key, settings)({"gaps": [1]}, until)
    return message(body=f"I do:\n{draft}"), link(sign(purpose, {"gaps": [1]}, key, until), settings)


def test_a_message_gets_its_links_when_it_leaves_and_again_when_it_is_sent_again(store):
    one, sent = linked(store)
    posted(store, one)
    postman, clock = deliverer(store, Delivery(False, "no", is_final=True))
    postman.deliver(one.id)
    retry(store, one.id, "me", clock.now)
    postman.deliver(one.id)
    assert [taken.body for taken in postman.send.taken] == [f"I do:\n{sent}"] * 2
    assert kept(store, one.id).body == one.body


def test_without_its_secret_a_message_goes_without_a_link(store, caplog):
    one, _ = linked(store)
    posted(store, one)
    Path(Settings().secret_file).chmod(0o644)
    postman, _ = deliverer(store)
    postman.deliver(one.id)
    assert postman.send.taken[0].body == "I do:\nhttp://127.0.0.1:8000"
    assert "goes without a link" in caplog.text


def test_links_that_an_older_release_kept_are_kept_as_drafts_from_now_on(store):
    (one, sent), (two, other) = linked(store), linked(store, "accept")
    queued = replace(one, body=f"I do:\n{sent}")
    dead = replace(two, id="2", body=f"a {other} b", status=MessageStatus.DEAD)
    forged = replace(one, id="3", body="https://r.nl/answer/abc.def")
    posted(store, queued, dead, forged)
    assert draft_old_links(store, Settings(), ("acknowledge", "accept")) == 2
    assert kept(store, one.id).body == one.body
    assert other not in kept(store, "2").body
    assert kept(store, "3").body == forged.body
    postman, _ = deliverer(store)
    postman.deliver(one.id)
    assert postman.send.taken[0].body == queued.body


def notices(store):
    return [one for one in all_kept(store) if one.kind is MessageKind.UNDELIVERED]


def test_a_dead_message_is_told_to_the_duty_manager_by_another_channel(store):
    one = message()
    postman, clock = dead(store, one)
    (notice,) = notices(store)
    assert (notice.recipient, notice.channel, notice.address) == ("outside/Duty", "push", "duty")
    assert one.name in notice.body
    assert one.subject in notice.body
    assert "it rains" in notice.body
    clock.later(minutes=1)
    postman.deliver(notice.id)
    assert postman.send.taken[-1].id == notice.id


def test_many_that_die_at_once_are_told_in_one_message(store):
    given = [message(number) for number in range(30)]
    postman, clock = dead(store, *given)
    (notice,) = notices(store)
    lines = notice.body.splitlines()
    assert [line for line in lines if "Anna 19" in line]
    assert lines[-1] == "- and more"
    assert len(lines) < 25
    clock.later(minutes=1)
    postman.deliver(notice.id)
    dead(store, message(99))
    assert len(notices(store)) == 2


def test_of_a_dead_letter_about_a_dead_letter_nobody_is_told(store):
    dead(store, message(kind=MessageKind.UNDELIVERED))
    assert len(all_kept(store)) == 1


def test_a_manager_without_another_channel_is_told_by_the_same_one_at_another_address(store):
    other = Recipient("people/7", "Bas", (("mail", "bas@example.org"),))
    same = Recipient("people/1", "Anna", (("mail", "anna1@example.org"),))
    dead(store, message(), managers=lambda *_: [same, other])
    assert [one.address for one in notices(store)] == ["bas@example.org"]


def test_a_message_that_dies_twice_is_told_twice(store):
    one = message()
    _postman, clock = dead(store, one)
    clock.later(minutes=1)
    postman, later = deliverer(store, replace(FAILED, is_final=True))
    later.now = NOW + timedelta(hours=1)
    (notice,) = notices(store)
    with store.writing() as connection:
        outbox.mark(connection, notice.id, later.now)
        outbox.send_again(connection, kept(store, one.id), later.now)
    postman.deliver(one.id)
    assert len(notices(store)) == 2


def test_what_is_due_and_not_in_the_queue_is_put_in_it_once(store):
    now, later = message(1), message(2, due_at=NOW + timedelta(hours=1))
    posted(store, now, later)
    assert queue_due(store, NOW) == []
    assert queue_due(store, NOW + timedelta(hours=1)) == [later.id]
    assert queue_due(store, NOW + timedelta(hours=1)) == []


def test_a_message_kept_before_there_was_a_queue_is_found(empty_sqlite, tmp_path):
    from data.store.migrate import migrate
    from data.store.opening import Store, store_url
    from scheduler.queue.dbos_queue import prepare_queue

    store = Store(store_url(f"sqlite:///{tmp_path / 'new.db'}"))
    migrate(store)
    assert posted(store, message()) == [message()]
    prepare_queue(store)
    assert queue_due(store, NOW) == [message().id]
    store.close()


def test_everybody_hears_even_if_the_manager_is_the_one_who_cannot_be_reached(store):
    one = message(address="duty@example.org", recipient=MANAGER.key)
    dead(store, one)
    assert [(n.channel, n.address) for n in notices(store)] == [("push", "duty")]


def taken(store, one, since, which="= :name"):
    """What the queue writes when a worker takes a message out of it."""
    schema = "" if store.is_sqlite else "dbos."
    with store.writing() as connection:
        connection.execute(
            text(
                f"UPDATE {schema}workflow_status SET status = 'PENDING', executor_id = 'gone', "
                f"started_at_epoch_ms = :since WHERE workflow_uuid {which}"
            ),
            {"since": int(since.timestamp() * 1000), "name": one.id},
        )


def test_a_message_that_died_with_its_machine_is_queued_again_after_five_minutes(store):
    one = message()
    posted(store, one)
    taken(store, one, NOW + timedelta(minutes=2))
    with store.writing() as connection:
        outbox.mark(connection, one.id, NOW + timedelta(minutes=3))
    assert queue_due(store, NOW + timedelta(minutes=8)) == []
    after = NOW + timedelta(minutes=8, seconds=1)
    assert queue_due(store, after) == [one.id]
    assert queue_due(store, after) == []


def test_a_message_that_was_only_just_taken_is_not_queued_again(store):
    one = message()
    posted(store, one)
    taken(store, one, NOW + timedelta(hours=3))
    assert queue_due(store, NOW + timedelta(hours=3, minutes=5)) == []
    assert queue_due(store, NOW + timedelta(hours=3, minutes=6)) == [one.id]


def test_records_that_do_not_hold_together_do_not_keep_a_death_from_being_noted(store):
    def broken(_store, _now):
        raise InputError([Fault("no", "mend it")])

    one = message()
    dead(store, one, managers=broken)
    assert status(store, one) == (MessageStatus.DEAD, 1)
    assert len(all_kept(store)) == 1


def test_a_worker_that_leaves_begins_no_message(store):
    one = message()
    posted(store, one)
    postman, _clock = deliverer(store)
    postman.leaving = True
    with pytest.raises(RetryLater):
        postman.deliver(one.id)
    assert status(store, one) == (MessageStatus.QUEUED, 0)


@pytest.mark.parametrize("error", [Interrupted, CannotSend])
def test_a_send_that_we_ended_is_no_failure_of_the_channel(store, error):
    one = message()
    posted(store, one)
    postman, _clock = deliverer(store, error())
    with pytest.raises(RetryLater):
        postman.deliver(one.id)
    assert kept(store, one.id).error == ""
    postman.deliver(one.id)
    assert status(store, one) == (MessageStatus.SENT, 2)


def test_a_worker_that_sends_nothing_while_messages_wait_is_stuck(store):
    postman, _clock = deliverer(store)
    began = postman.ended_at
    assert not postman.is_stuck(began + STUCK_SECONDS - 1, waiting=True)
    assert postman.is_stuck(began + STUCK_SECONDS + 1, waiting=True)
    assert not postman.is_stuck(began + STUCK_SECONDS + 2, waiting=False)
    assert not postman.is_stuck(began + 2 * STUCK_SECONDS, waiting=True)
    postman.sending["a"] = began + STUCK_SECONDS
    assert postman.is_stuck(began + 2 * STUCK_SECONDS + 1, waiting=False)


def test_messages_that_wait_in_the_queue_for_long_are_seen(store):
    posted(store, message())
    assert not waits_for_long(store, NOW + LONG - timedelta(seconds=1))
    assert waits_for_long(store, NOW + LONG)


def test_a_delivery_costs_two_transactions_that_write(store, monkeypatch):
    one = message()
    posted(store, one)
    written = []
    writing = type(store).writing
    monkeypatch.setattr(type(store), "writing", lambda self: written.append(1) or writing(self))
    postman, _clock = deliverer(store)
    postman.deliver(one.id)
    assert len(written) == 2


def test_the_id_of_a_message_is_made_of_what_it_tells():
    assert message_id("gap", 12, "72h", "people/3") == message_id("gap", "12", "72h", "people/3")
    assert message_id("gap", 12) != message_id("gap", 1, 2)
    assert len(message_id("x")) == 32


def test_a_message_that_was_taken_twice_is_as_young_as_its_last_turn(store):
    one = message()
    posted(store, one)
    old, new = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
    taken(store, one, old)
    assert queue_due(store, new) == [one.id]
    taken(store, one, new, "LIKE :name || '~%'")
    assert queue_due(store, new + timedelta(minutes=5)) == []
    assert queue_due(store, new + timedelta(minutes=6)) == [one.id]


def test_a_message_that_brings_down_its_worker_ends_too(store):
    one = message()
    posted(store, one)
    postman, clock = deliverer(store)
    for _ in range(MOST_BROKEN_OFF):
        with store.writing() as connection:
            outbox.mark(connection, one.id, clock.now)
    postman.deliver(one.id)
    assert postman.send.taken == []
    assert status(store, one)[0] is MessageStatus.DEAD
    assert "never finished" in kept(store, one.id).error
    assert len(notices(store)) == 1


def test_duty_managers_of_the_first_level_who_can_be_reached_hear_of_it(store):
    people = [row["id"] for row in texts()["people"]]
    managers = [
        {"level": "1", "post": texts()["posts"][0]["id"]},  # held by nobody: there is no roster
        {"level": "2", "person": people[1]},
        {"level": "2", "name": "Team", "channel": "team", "address": "all"},
        {"level": "3", "name": "Head", "channel": "mail", "address": "head@example.org"},
    ]
    ways = [{"person": people[1], "channel": "mail", "address": "bo@example.org"}]
    import_texts(store, {**texts(), "duty_managers": managers, "contacts": ways})
    heard = duty_managers_now(store, FIRST_DAY)
    assert [one.contacts for one in heard] == [(("mail", "bo@example.org"),), (("team", "all"),)]


def test_without_duty_managers_nobody_hears_of_it(store):
    import_texts(store, {**texts(), "duty_managers": [], "contacts": []})
    assert duty_managers_now(store, FIRST_DAY) == []
