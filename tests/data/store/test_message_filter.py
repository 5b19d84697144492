"""Messages are found by what is known of them, on both databases."""

from datetime import timedelta

from data.model.message import MessageKind, MessageStatus
from data.store import gaps, outbox
from data.store.gaps import NotificationRecord
from data.store.outbox import MessageFilter
from tests.scheduler.notifications.samples import NOW, message

ONES = [
    message(1, name="Anna"),
    message(2, name="100 % Bas", kind=MessageKind.RESOLVED, now=NOW - timedelta(days=3)),
    message(3, name="Caro", status=MessageStatus.DEAD),
]


def found(store, sought, most=10, skip=0):
    with store.reading() as connection:
        rows, total = outbox.seek(connection, sought, most, skip)
    return [one.name for one in rows], total


def test_messages_are_sought(store):
    with store.writing() as connection:
        outbox.add_messages(connection, ONES)
    assert found(store, MessageFilter()) == (["Caro", "100 % Bas", "Anna"], 3)
    assert found(store, MessageFilter(), 1, 1) == (["100 % Bas"], 3)
    assert found(store, MessageFilter(status=MessageStatus.DEAD)) == (["Caro"], 1)
    assert found(store, MessageFilter(kind=MessageKind.RESOLVED)) == (["100 % Bas"], 1)
    assert found(store, MessageFilter(to="aNN")) == (["Anna"], 1)
    assert found(store, MessageFilter(to="%")) == (["100 % Bas"], 1)
    assert found(store, MessageFilter(since=NOW)) == (["Caro", "Anna"], 2)


def test_a_message_knows_its_gaps_and_who_settled_it(store):
    with store.writing() as connection:
        outbox.add_messages(connection, ONES)
        name = ONES[2].id
        connection.exec_driver_sql(
            'INSERT INTO gap (id, post, slot, start, "end", required, missing, parts, state,'
            " opened_at, closed_by, acknowledged_by, accepted_by, accepted_reason, lock_version)"
            " VALUES (7, 'P', 'S', '2027-01-01T00:00:00.000000+00:00',"
            " '2027-01-01T00:00:00.000000+00:00', 1, 1, '[]', 'open',"
            " '2027-01-01T00:00:00.000000+00:00', '', '', '', '', 1)"
        )
        gaps.add_notifications(
            connection, [NotificationRecord(7, step, "people/3", NOW, name) for step in ("a", "b")]
        )
        assert outbox.settled_by(connection, name) == ""
        assert outbox.settle(connection, name, "anna")
    with store.reading() as connection:
        assert gaps.gaps_by_message(connection, [name, ONES[0].id]) == {name: [7]}
        assert outbox.settled_by(connection, name) == "anna"
