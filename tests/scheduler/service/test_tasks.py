"""The tasks that keep house: the audit trail, the outbox, and what is kept for how long."""

import pytest
from sqlalchemy import select, text

from data.model.errors import StoreError
from data.model.message import MessageStatus
from data.store import health, outbox
from data.store.audit import tail, trail
from data.store.tables.alerts import MESSAGES
from scheduler.notifications.outbox import post
from scheduler.queue import dbos_queue
from scheduler.queue.dbos_queue import delete_finished, prepare_queue
from scheduler.service.tasks import check_outbox, check_trail, tidy_up
from tests.scheduler.service.support import (
    DAY,
    MINUTE,
    NOW,
    Diary,
    add_entries,
    keep_messages,
    message,
    state_of,
    tasks_of,
)


def damage(store, statement):
    with store.writing() as connection:
        connection.execute(text(statement))


def mark(store):
    return tail.TailPosition.of(state_of(store, "self_check").mark)


def test_the_trail_is_followed_as_it_grows(store):
    check_trail(store)
    assert mark(store).seq == 0
    add_entries(store)
    check_trail(store)
    assert mark(store).seq == 3
    add_entries(store, 2)
    check_trail(store)
    with store.reading() as connection:
        assert (mark(store).seq, mark(store).hash) == (5, trail.head(connection).hash)


@pytest.mark.parametrize(
    ("statement", "said", "sound"),
    [
        ("UPDATE audit_entry SET who = 'nobody' WHERE seq = 5", "entry 5 was changed", 4),
        ("UPDATE audit_entry SET body = '{}' WHERE seq = 5", "what entry 5 tells was changed", 4),
        ("DELETE FROM audit_entry WHERE seq = 5", "entry 5 is missing", 4),
        ("DELETE FROM audit_entry WHERE seq = 6", "ends at entry 5, and was at 6", 5),
        ("UPDATE audit_entry SET hash = 'x' WHERE seq = 3", "entry 3 is no longer what it was", 3),
        ("UPDATE audit_entry SET previous = 'x' WHERE seq = 4", "entry 4 does not follow", 3),
    ],
)
def test_what_was_done_to_the_end_of_the_trail_is_found(store, statement, said, sound):
    add_entries(store)
    check_trail(store)
    add_entries(store)
    damage(store, statement)
    with pytest.raises(StoreError, match=said):
        check_trail(store)
    assert mark(store).seq == sound
    with pytest.raises(StoreError, match=said):
        check_trail(store)


def test_a_long_trail_is_followed_in_parts(store):
    add_entries(store, 25)
    seen = tail.TailPosition()
    with store.reading() as connection:
        for reached in (10, 20, 25):
            seen, fault = tail.follow(connection, seen, most=10)
            assert (seen.seq, fault) == (reached, "")


def test_the_outbox_is_looked_at(store):
    assert check_outbox(store, NOW) == ""
    keep_messages(
        store,
        message(1, due_at=NOW - 6 * MINUTE),
        message(2, status=MessageStatus.DEAD),
        message(3, status=MessageStatus.DEAD),
    )
    assert check_outbox(store, NOW) == "2 messages given up, 1 waiting too long"


def test_old_messages_lose_their_texts_and_keep_what_they_prove(store):
    old = {"sent_at": NOW - 91 * DAY, "due_at": NOW - 91 * DAY}
    keep_messages(
        store,
        message(1, status=MessageStatus.SENT, **old),
        message(2, status=MessageStatus.SENT, sent_at=NOW - 89 * DAY, due_at=NOW - 91 * DAY),
        message(3, status=MessageStatus.STALE, due_at=NOW - 91 * DAY),
        message(4, status=MessageStatus.SETTLED, due_at=NOW - 91 * DAY),
        message(5, status=MessageStatus.DEAD, due_at=NOW - 91 * DAY),
        message(6, status=MessageStatus.QUEUED, due_at=NOW - 91 * DAY),
    )
    assert tidy_up(store, NOW, []) == "3 old messages emptied"
    assert tidy_up(store, NOW, []) == ""
    with store.reading() as connection:
        rows = connection.execute(select(MESSAGES.c.id, MESSAGES.c.body).order_by(MESSAGES.c.id))
        empty = [name for name, body in rows if not body]
        first = outbox.read_message(connection, "message-1")
    assert empty == ["message-1", "message-3", "message-4"]
    assert (first.recipient, first.sent_at, first.subject) == (
        "outside/desk",
        NOW - 91 * DAY,
        "A seat will be empty",
    )
    assert first.attachment == ""


def test_the_pulse_of_a_task_that_is_no_more_is_forgotten_after_90_days(store):
    tasks_of(store, Diary("sweep"), Diary("gone")).run_due(NOW)
    tidy_up(store, NOW + 89 * DAY, ["sweep"])
    with store.reading() as connection:
        assert set(health.read_task_states(connection)) == {"sweep", "gone"}
    tidy_up(store, NOW + 91 * DAY, ["sweep"])
    with store.reading() as connection:
        assert set(health.read_task_states(connection)) == {"sweep"}


def test_what_the_queues_dealt_with_is_forgotten_after_a_month_and_the_messages_are_not(store):
    prepare_queue(store)
    with store.writing() as connection:
        post(store, connection, [message(1)])
    with store.reading() as connection:
        waits, _ = dbos_queue.in_progress(connection, dbos_queue.MESSAGES)
    assert waits == {message(1).id}
    table = "workflow_status" if store.is_sqlite else "dbos.workflow_status"
    long_ago = int((NOW - 31 * DAY).timestamp() * 1000)
    with store.writing() as connection:
        done = f"UPDATE {table} SET status = 'SUCCESS', completed_at = {long_ago}"
        connection.execute(text(done))
    assert delete_finished(store, NOW - 32 * DAY) == 0
    assert tidy_up(store, NOW, []) == "1 places in the queue forgotten"
    assert tidy_up(store, NOW, []) == ""
    with store.reading() as connection:
        assert len(outbox.messages(connection)) == 1
        assert connection.scalar(text(f"SELECT count(*) FROM {table}")) == 0
