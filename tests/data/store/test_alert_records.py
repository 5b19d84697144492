"""Contacts, duty managers, call-outs and pledges as the store gives them back."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime

from data.model.call_out import CalledPerson, CallOut
from data.model.contact import Contact, DutyManager
from data.store.record_objects import read_alert_records, read_posts
from tests.support.region import import_texts, texts

CALLED = datetime(2026, 5, 14, 18, 15, tzinfo=UTC)


def tables_of_alerts():
    """The region with an open call to which two people were called."""
    tables = deepcopy(texts())
    one, two = (row["id"] for row in tables["people"][:2])
    post = dict(tables["posts"][0], id="OPEN", name="Open", kind="open_call", pattern="")
    tables["posts"].append(dict(post, most_chance_nobody="5"))
    tables["contacts"] = [
        {"person": person, "channel": "Mail", "address": f"{person}@vr.example"}
        for person in (one, two)
    ]
    tables["duty_managers"] = [{"level": "1", "person": two}]
    tables["call_outs"] = [{"id": "fire", "posts": "OPEN", "alert_at": "2026-05-14 20:15"}]
    tables["call_out_people"] = [
        {"call_out": "fire", "person": one, "came": "yes"},
        {"call_out": "fire", "person": two, "came": "no"},
    ]
    tables["pledges"] = [
        {"post": "OPEN", "person": one, "start": "2026-12-31 18:00", "end": "2027-01-01 08:00"}
    ]
    return tables, one, two


def test_the_records_come_back_as_nouns(store):
    tables, one, two = tables_of_alerts()
    import_texts(store, tables)
    with store.reading() as connection:
        posts, found = read_posts(connection), read_alert_records(connection)
    assert {post.id: post.most_chance_nobody for post in posts}["OPEN"] == 0.05
    assert found.contacts[0] == Contact(one, "mail", f"{one}@vr.example")
    assert found.duty_managers == (DutyManager(1, person=two),)
    assert found.steps == ()
    people = CalledPerson(one, "OPEN", True), CalledPerson(two, "OPEN", False)
    assert found.call_outs == (CallOut("fire", CALLED, ("OPEN",), people=people),)
    assert found.pledges[0].end == datetime(2027, 1, 1, 7, tzinfo=UTC)


def test_of_people_who_left_only_what_they_did_on_calls_is_there(store):
    tables, one, _ = tables_of_alerts()
    import_texts(store, tables)
    left = {
        name: [row for row in rows if one not in (row.get("person"), row.get("id"))]
        for name, rows in tables.items()
    }
    import_texts(store, left)
    with store.reading() as connection:
        found = read_alert_records(connection)
    assert [each.person for each in found.call_outs[0].people if each.came] == [one]
    assert [contact.person for contact in found.contacts] == [found.duty_managers[0].person]
    assert found.pledges == ()
