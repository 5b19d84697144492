"""Real queues, real mail, real web hooks, real kills."""

import random
import time
from collections import Counter
from datetime import timedelta

import pytest

from data.model.message import MessageKind, MessageStatus
from scheduler.queue.dbos_queue import MESSAGES
from tests.scheduler.notifications.programs import now, quiet, some, statuses, waiting
from tests.scheduler.notifications.samples import all_kept, posted
from tests.scheduler.solve_jobs.support import until

pytestmark = pytest.mark.second

SENT = MessageStatus.SENT


def test_messages_are_sent_by_mail_and_by_hook(
    store, database_url, tmp_path, nursery, mail_sink, hook_sink
):
    posted(store, *some(3), *some(3, channel="push"))
    with nursery.program(database_url, tmp_path):
        found = quiet(store)
    assert statuses(found) == {SENT: 6}
    assert all(one.attempts == 1 for one in found)
    assert sorted(mail_sink.ids() + hook_sink.ids()) == sorted(one.id for one in found)


def test_a_service_that_comes_back_gets_what_it_missed(
    store, database_url, tmp_path, nursery, mail_sink, hook_sink
):
    hook_sink.fail, mail_sink.drop, mail_sink.fail = 2, 1, 1
    posted(store, *some(1), *some(1, channel="push"))
    with nursery.program(database_url, tmp_path):
        found = quiet(store)
    assert [(one.status, one.attempts) for one in found] == [(SENT, 3), (SENT, 3)]
    assert (len(mail_sink.received), len(hook_sink.received)) == (1, 1)


def test_a_service_that_stays_away_ends_in_a_dead_letter_that_is_told(
    store, database_url, tmp_path, nursery, mail_sink, hook_sink
):
    mail_sink.fail = -1
    posted(store, *some(2, stale_at=now() + timedelta(seconds=25)))
    with nursery.program(database_url, tmp_path):
        until(lambda: statuses(all_kept(store)).get(MessageStatus.DEAD) == 2, what="two dead")
    (notice,) = [one for one in all_kept(store) if one.kind is MessageKind.UNDELIVERED]
    assert (notice.channel, notice.recipient) == ("push", "outside/Duty")
    dead = [one for one in all_kept(store) if one.id != notice.id]
    assert mail_sink.refused == sum(one.failures for one in dead) >= 2


def test_a_slow_mail_server_does_not_hold_up_a_hook(
    store, database_url, tmp_path, nursery, mail_sink, hook_sink
):
    mail_sink.hold.clear()
    posted(store, *some(6), *some(2, channel="push"))
    with nursery.program(database_url, tmp_path):
        until(lambda: len(hook_sink.received) == 2, what="the hooks")
        assert mail_sink.received == []
        mail_sink.hold.set()
        assert statuses(quiet(store)) == {SENT: 8}


def test_a_gap_goes_before_the_mails_of_a_publication(
    store, database_url, tmp_path, nursery, mail_sink
):
    posted(store, *some(9, kind=MessageKind.DUTIES_CHANGED), *some(1, first=9))
    gap = all_kept(store)[-1]
    with nursery.program(database_url, tmp_path):
        quiet(store)
    assert mail_sink.ids().index(gap.id) < MESSAGES.concurrency


def test_a_message_taken_and_then_cut_off_comes_twice_and_is_noted_once(
    store, database_url, tmp_path, nursery, hook_sink
):
    hook_sink.take_and_drop = 1
    posted(store, *some(1, channel="push"))
    with nursery.program(database_url, tmp_path):
        (one,) = quiet(store)
    assert (one.status, one.attempts) == (SENT, 2)
    assert hook_sink.ids() == [one.id, one.id]


def killed(store, url, tmp_path, nursery, sink, times, each, seed):
    """Kill a program in the middle of its work, again and again, and let the last one finish."""
    chance = random.Random(seed)
    for number in range(times):
        posted(store, *some(each, number * each, "push"))
        before = len(sink.received)
        started = nursery.start(url, tmp_path)
        # Until the first of this life is on its way; then at any moment of the work.
        until(lambda before=before: len(sink.received) > before, what="a message on its way")
        time.sleep(chance.random() * 0.1)
        started.kill()
    with nursery.program(url, tmp_path):
        return quiet(store, 300.0)


def none_lost_none_doubled(found, sink, count):
    assert statuses(found) == {SENT: count}
    arrived = Counter(sink.ids())
    assert set(arrived) == {one.id for one in found}
    return sum(arrived.values()) - count


def test_killed_between_marked_and_sent_nothing_is_lost_and_nothing_is_noted_twice(
    store, database_url, tmp_path, nursery, hook_sink
):
    found = killed(store, database_url, tmp_path, nursery, hook_sink, times=5, each=8, seed=1)
    assert none_lost_none_doubled(found, hook_sink, 40) == 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_killed_a_hundred_times_nothing_is_lost_and_nothing_is_noted_twice(
    store, database_url, tmp_path, nursery, hook_sink
):
    found = killed(store, database_url, tmp_path, nursery, hook_sink, times=100, each=8, seed=2)
    doubled = none_lost_none_doubled(found, hook_sink, 800)
    broken_off = sum(one.attempts > 1 for one in found)
    print(f"of 800 messages {broken_off} were broken off, {doubled} arrived once more")
    assert broken_off > 50
    assert doubled == 0


def test_killed_while_a_message_is_held_by_the_service_it_arrives_once(
    store, database_url, tmp_path, nursery, hook_sink
):
    """The process of a send outlives its worker; the next worker waits for what comes of it."""
    hook_sink.hold.clear()
    posted(store, *some(2, channel="push"))
    with nursery.program(database_url, tmp_path) as first:
        until(
            lambda: all(one.status is MessageStatus.SENDING for one in all_kept(store)),
            what="both marked",
        )
        first.kill()
    hook_sink.hold.set()
    with nursery.program(database_url, tmp_path):
        found = quiet(store)
    assert [(one.status, one.attempts) for one in found] == [(SENT, 2), (SENT, 2)]
    assert sorted(hook_sink.ids()) == sorted(one.id for one in found)


def test_two_workers_share_the_messages_and_each_is_delivered_once(
    postgresql_url, tmp_path, nursery, hook_sink
):
    from data.store.opening import Store, store_url

    store = Store(store_url(postgresql_url))
    with (
        nursery.program(postgresql_url, tmp_path, "alpha"),
        nursery.program(postgresql_url, tmp_path, "beta"),
    ):
        for number in range(5):
            posted(store, *some(12, 12 * number, "push"))
        found = quiet(store)
    assert statuses(found) == {SENT: 60}
    assert all(one.attempts == 1 for one in found)
    assert sorted(hook_sink.ids()) == sorted(one.id for one in found)
    assert waiting(store) == []
    store.close()
