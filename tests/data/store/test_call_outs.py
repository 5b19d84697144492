"""Call-outs in the store, and the answers to calls of earlier releases that became call-outs."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa

from data.model.call_out import CalledPerson
from data.store import records
from data.store.call_outs import read_call_outs
from data.store.migrate import migrate
from data.store.opening import Store, store_url
from data.store.tables.columns import UtcDateTime
from data.store.tables.records import FUNCTIONS, PEOPLE, POSTS
from data.store.version import FIRST
from data.tables.period import ZONE
from tests.support import server
from tests.support.region import import_texts, texts

FIRST_CALL = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SECOND_CALL = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the same hour on the local clock
ENDED = datetime(2026, 11, 1, tzinfo=UTC)
OLD = sa.table(
    "call_answers",
    *(sa.column(name) for name in ("row", "key", "post", "person", "minutes", "lock_version")),
    sa.column("came", sa.Boolean()),
    sa.column("called_at", UtcDateTime(timezone=True)),
    sa.column("ended_at", UtcDateTime(timezone=True)),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_store(request, tmp_path):
    """A store from before call-outs, with one function, one post and three people."""
    name = f"caco_{uuid4().hex}"
    if request.param == "postgresql":
        server.on_server(f"CREATE DATABASE {name}")
        url = server.url_text(name)
    else:
        url = f"sqlite:///{tmp_path / 'old.db'}"
    store = Store(store_url(url))
    migrate(store, FIRST)
    with store.writing(any_version=True) as connection:
        common = {"row": 1, "lock_version": 1}
        connection.execute(sa.insert(FUNCTIONS).values(key="ic", id="ic", name="IC", **common))
        post = {"key": "IC", "id": "IC", "name": "IC", "function": "ic", "regions": ["FL"]}
        connection.execute(sa.insert(POSTS).values(kind="open_call", **post, **common))
        for number, code in enumerate("abc", start=1):
            person = {"row": number, "key": code, "id": code, "name": code, "regions": ["FL"]}
            connection.execute(sa.insert(PEOPLE).values(**person, lock_version=1))
    yield store
    store.close()
    if request.param == "postgresql":
        server.drop_database(name)


def answer(row, person, called_at, *, came=True, minutes=None, ended_at=None):
    key = f"IC | {called_at} | {person}"
    values = {"row": row, "key": key, "post": "IC", "person": person, "called_at": called_at}
    return values | {
        "came": came, "minutes": minutes, "ended_at": ended_at, "lock_version": row,
    }  # fmt: skip


def test_the_answers_of_an_older_store_become_call_outs_without_loss(old_store):
    rows = [
        answer(4, "a", FIRST_CALL, minutes=20),
        answer(5, "b", FIRST_CALL, came=False),
        answer(6, "c", FIRST_CALL, ended_at=ENDED),
        answer(9, "a", SECOND_CALL, ended_at=ENDED),
        answer(10, "a", SECOND_CALL.replace(second=30)),
    ]
    with old_store.writing(any_version=True) as connection:
        connection.execute(sa.insert(OLD), rows)
    migrate(old_store)
    with old_store.reading() as connection:
        found = read_call_outs(connection)
        kept = records.read_rows(connection, "call_out_people")
        texts = records.record_texts(connection, ZONE)
        names = ("call_outs", "call_out_people")
        exported = {name: texts[name] for name in names}
        assert records.changes(connection, exported, ZONE, ENDED.date()) == []
    assert [(one.alert_at, one.posts, one.is_exercise) for one in found] == [
        (FIRST_CALL, ("IC",), False),
        (SECOND_CALL.replace(second=30), ("IC",), False),
    ]
    assert found[0].people == (
        CalledPerson("a", "IC", True, minutes=20),
        CalledPerson("b", "IC", False),
    )
    assert [row.number for row in kept.values()] == [4, 5, 6, 9, 10]
    assert [row.number for row in kept.values() if row.has_ended] == [6, 9]
    assert all(
        records.key_of("call_out_people", records.as_texts("call_out_people", row.values, ZONE))
        == key
        for key, row in kept.items()
    )


def test_a_store_without_answers_is_brought_up_to_date_too(old_store):
    migrate(old_store)
    with old_store.reading() as connection:
        assert read_call_outs(connection) == ()


def test_only_call_outs_since_a_moment_are_read_where_that_is_asked(old_store):
    rows = [answer(1, "a", FIRST_CALL), answer(2, "b", SECOND_CALL)]
    with old_store.writing(any_version=True) as connection:
        connection.execute(sa.insert(OLD), rows)
    migrate(old_store)
    with old_store.reading() as connection:
        (found,) = read_call_outs(connection, SECOND_CALL)
    assert [one.person for one in found.people] == ["b"]


def region_with_calls():
    """The region with an open call beside its posts, both called, and a pledge."""
    tables = deepcopy(texts())
    one = tables["people"][0]["id"]
    post = dict(tables["posts"][0], id="OPEN", name="Open", kind="open_call", pattern="")
    tables["posts"].append(post)
    tables["call_outs"] = [
        {"id": "both", "posts": "OPEN;CACO", "alert_at": "2026-10-01 20:00"},
        {"id": "one", "posts": "OPEN", "alert_at": "2026-10-02 20:00"},
    ]
    tables["call_out_people"] = [
        {"call_out": "both", "person": one, "post": "CACO", "came": "yes"},
        {"call_out": "both", "person": tables["people"][1]["id"], "post": "OPEN", "came": "no"},
        {"call_out": "one", "person": one, "came": "yes"},
    ]
    times = {"start": "2026-10-01 18:00", "end": "2026-10-02 08:00"}
    tables["pledges"] = [{"post": "OPEN", "person": one, **times}]
    return tables


@pytest.mark.parametrize("becomes", ["nothing", "on call"])
def test_a_post_may_be_given_up_although_it_was_called_and_somebody_pledged(file_store, becomes):
    store = file_store
    tables = region_with_calls()
    import_texts(store, tables)
    others = [post for post in tables["posts"] if post["id"] != "OPEN"]
    duty = dict(tables["posts"][-1], kind="on_call", pattern="week-fri", most_chance_nobody="")
    import_texts(store, {"posts": others if becomes == "nothing" else [*others, duty]})
    with store.reading() as connection:
        found = records.record_texts(connection, ZONE)
        assert [one.id for one in read_call_outs(connection)] == ["both", "one"]  # nothing is lost
    calls = [row["id"] for row in found["call_outs"]]
    assert calls == (["both"] if becomes == "nothing" else ["both", "one"])
    assert len(found["call_out_people"]) == (1 if becomes == "nothing" else 3)
    assert found["pledges"] == []
    import_texts(store, {name: found[name] for name in ("call_outs", "call_out_people", "people")})
    with store.reading() as connection:
        assert len(read_call_outs(connection)[0].people) == 2
