"""Of somebody who left nothing stays in contacts, messages, gaps, offers and calendar links."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from data.model.errors import Refused
from data.model.gap import Cause, Gap, GapPart, GapState, UncoveredInterval
from data.model.message import MessageStatus
from data.store import records
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.audit.leaver import Leaver
from data.store.call_outs import read_call_outs
from data.store.gaps import add_event, add_gap, read_gap
from data.store.subscriptions import LEFT
from data.store.tables.access import (
    LEAVE_REQUESTS,
    ROUND_ANSWERS,
    ROUNDS,
    SUBSCRIPTIONS,
    SWAP_REQUESTS,
)
from data.store.tables.alert_records import CONTACTS, DUTY_MANAGERS, PLEDGES
from data.store.tables.alerts import (
    CALL_ATTEMPTS,
    GAP_EVENTS,
    GAPS,
    MESSAGES,
    OFFERS,
    TASK_STATES,
    TOLD,
)
from data.tables.period import ZONE
from scheduler.records.erasure import erase_person
from tests.data.store.test_erasure import LATER, everything
from tests.support.region import KEY, NOW, import_texts, texts

MAIL, NUMBER, OLD = "home@vr.example", "+31600123456", "formerly@vr.example"
NEEDED = ("regions", "functions", "posts", "people", "contracts", "competences")
START = NOW + timedelta(days=1)
CODE = texts()["people"][0]["id"]
OTHER = texts()["people"][1]["id"]
NAME = texts()["people"][0]["name"]


def tables_with_leaver():
    """Somebody who can be reached, is a duty manager in two ways, came when called, and pledged."""
    tables = deepcopy({name: texts()[name] for name in NEEDED})
    tables["contacts"] = [
        {"person": CODE, "channel": "mail", "address": MAIL},
        {"person": CODE, "channel": "sms", "address": NUMBER},
        {"person": OTHER, "channel": "mail", "address": "other@vr.example"},
    ]
    tables["duty_managers"] = [
        {"level": "1", "person": CODE},
        {"level": "2", "name": NAME, "channel": "mail", "address": MAIL},
        {"level": "3", "name": "Piket", "channel": "mail", "address": "piket@vr.example"},
    ]
    post = dict(tables["posts"][0], id="OPEN", name="Open", kind="open_call", pattern="")
    tables["posts"].append(post)
    tables["call_outs"] = [
        {"id": f"fire-{CODE}", "label": NAME, "posts": "OPEN", "alert_at": "2026-05-14 20:15"}
    ]
    called = {"call_out": f"fire-{CODE}"}
    tables["call_out_people"] = [
        called | {"person": CODE, "came": "yes", "minutes": "20"},
        called | {"person": OTHER, "came": "no"},
    ]
    tables["pledges"] = [
        {"post": "OPEN", "person": CODE, "start": "2026-12-31 18:00", "end": "2027-01-01 08:00"}
    ]
    return tables


def without_leaver(tables):
    return {
        name: [row for row in rows if CODE not in (row.get("person"), row.get("id"))]
        for name, rows in tables.items()
    }


def message(number, recipient, **more):
    usual = {
        "id": f"m{number}", "number": number, "kind": "gaps", "recipient": recipient,
        "name": "Somebody", "channel": "mail", "address": "x@vr.example", "subject": "S",
        "body": "B", "attachment": "", "created_at": NOW, "due_at": NOW, "status": "sent",
        "attempts": 1, "error": "", "settled_by": "",
    }  # fmt: skip
    return usual | more


FOLDED = f"BEGIN:VEVENT\r\nDESCRIPTION:with {NAME[:4]}\r\n {NAME[4:]}\r\nEND:VEVENT\r\n"


@pytest.fixture
def leaver_row(store):
    """The number of the row of somebody who left, about whom much was told."""
    tables = tables_with_leaver()
    old = deepcopy(tables)
    old["contacts"].append({"person": CODE, "channel": "mail", "address": OLD})
    import_texts(store, old)
    import_texts(store, tables)
    with store.writing() as connection:
        trail.take_turn(connection)
        number = records.read_rows(connection, "people")[CODE].number
        key = f"people/{number}"
        part = GapPart(START, START + timedelta(hours=8), 1, Cause.ILLNESS, CODE)
        interval = UncoveredInterval("P", "slot", part.start, part.end, 1, 1, (part,))
        gap = add_gap(
            connection, Gap(0, interval, GapState.ACKNOWLEDGED, NOW, acknowledged_by=NAME)
        )
        add_event(connection, gap.id, NOW, "acknowledged", NAME, {"of": [CODE], "at": MAIL})
        connection.execute(
            insert(MESSAGES),
            [
                message(1, key, name=NAME, address=MAIL, body=f"Dear {NAME}", attachment="ICS"),
                message(2, key, name=NAME, address=NUMBER, status="queued"),
                message(3, key, name=NAME, address=OLD, status="dead", error=f"no host: {OLD}"),
                message(4, f"outside/{NAME}", name=NAME, address=MAIL),
                message(5, "people/999", subject=f"{NAME} is ill",
                        body=f"why: left ({CODE}).\n1. {NAME}, {NUMBER}\n2. Jo, +31600000009",
                        settled_by=NAME),
                message(6, "people/999", attachment=FOLDED),
                message(7, "people/999", attachment="BEGIN:VEVENT", body="nothing to erase"),
            ],
        )  # fmt: skip
        connection.execute(
            insert(TOLD),
            [
                {"gap": gap.id, "step": "s", "recipient": one, "at": NOW, "message": "m1"}
                for one in (key, f"outside/{NAME}")
            ],
        )
        offer = {
            "post": "P", "person": number, "offered_by": NAME, "offered_at": NOW,
            "expires_at": START,
        }  # fmt: skip
        statuses = ("open", "declined", "accepted")
        offers = [offer | {"shift": f"s-{one}", "status": one} for one in statuses]
        connection.execute(insert(OFFERS), offers)
        call = {"gap": gap.id, "at": NOW, "outcome": "no", "logged_by": NAME}
        calls = [
            call | {"person": number, "number": NUMBER, "note": "Family matters"},
            call | {"person": number + 1, "number": "+31600000009", "note": f"{NAME} said so"},
        ]
        connection.execute(insert(CALL_ATTEMPTS), calls)
        link = {
            "scope": "person", "subject": "", "person": number, "language": "nl",
            "created_at": NOW, "created_by": NAME, "revoked_by": "", "fetched_at": NOW,
            "fetched_by": "Telephone of mine", "fetched_version": 3,
        }  # fmt: skip
        connection.execute(insert(SUBSCRIPTIONS), [link | {"token_hash": "hash"}])
        connection.execute(insert(LEAVE_REQUESTS), _leave_requests(number))
        connection.execute(insert(SWAP_REQUESTS), _swap_requests(number))
        asked = {
            "id": 1, "first": START.date(), "last": START.date(), "until": START,
            "note": f"Ask {NAME} how", "opened_at": NOW, "opened_by": NAME, "closed_by": "",
        }  # fmt: skip
        connection.execute(insert(ROUNDS).values(**asked))
        answer = {"round": 1, "reply": "nothing", "at": NOW}
        connection.execute(
            insert(ROUND_ANSWERS), [answer | {"person": n} for n in (number, number + 1)]
        )
        connection.execute(insert(TASK_STATES).values(name="x", why=f"{NAME}: {MAIL}", mark=CODE))
    left = without_leaver(tables)
    import_texts(store, left)
    return number


def _leave_requests(number):
    asked = {
        "kind": "leave", "start": START, "end": START, "asked_at": NOW, "status": "refused",
        "decided_by": NAME, "decided_at": NOW, "reason": f"{NAME} is away too",
    }  # fmt: skip
    return [
        asked | {"person": number, "note": "Family matters"},
        asked | {"person": number + 1, "note": f"{NAME} ({CODE}) can do it"},
    ]


def _swap_requests(number):
    asked = {"given": "a", "returned": None, "asked_at": NOW, "status": "asked"}
    return [
        asked | {"giver": number, "taker": number + 1, "note": "Family matters"},
        asked | {"giver": number + 1, "taker": number, "note": "Family matters"},
        asked | {"giver": number + 1, "taker": number + 2, "note": f"{NAME} said so"},
    ]


def test_nothing_of_the_leaver_is_found_anywhere(store, leaver_row):
    before = everything(store)
    for word in (NAME, MAIL, NUMBER, OLD, "Telephone of mine", "Family matters"):
        assert word in before, word
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    after = everything(store)
    for word in (
        NAME,
        MAIL,
        NUMBER,
        OLD,
        "Telephone of mine",
        "Family matters",
        f'"{CODE}"',
        NAME[4:],
    ):
        assert word not in after, word
    assert not re.search(rf"^{CODE}$", after, re.MULTILINE)
    with store.reading() as connection:
        found = verify(connection, ZONE)
        for table in (CONTACTS, PLEDGES, DUTY_MANAGERS):
            assert not connection.execute(select(table).where(table.c.person == CODE)).all()
    assert found.findings == ()


def test_in_texts_for_others_only_the_leaver_is_replaced(store, leaver_row):
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    who = f"leaver-{leaver_row}"
    with store.reading() as connection:
        rows = {row["id"]: row for row in connection.execute(select(MESSAGES)).mappings()}
        (event,) = connection.execute(select(GAP_EVENTS)).mappings()
        gap = read_gap(connection, 1)
        parts = connection.scalar(select(GAPS.c.parts))
    assert rows["m5"]["subject"] == f"{who} is ill"
    assert rows["m5"]["body"] == f"why: left ({who}).\n1. {who}, {who}\n2. Jo, +31600000009"
    assert (rows["m6"]["attachment"], rows["m6"]["body"]) == ("", "B")
    assert (rows["m7"]["attachment"], rows["m7"]["body"]) == ("BEGIN:VEVENT", "nothing to erase")
    assert (event["who"], json.loads(event["facts"])) == (who, {"at": who, "of": [who]})
    assert (gap.acknowledged_by, gap.interval.parts[0].person) == (who, who)
    assert json.loads(parts)[0][-1] == leaver_row


def test_what_was_sent_to_them_is_emptied_and_what_waited_is_never_sent(store, leaver_row):
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    mine = MESSAGES.c.recipient == f"people/{leaver_row}"
    with store.reading() as connection:
        rows = connection.execute(select(MESSAGES).where(mine).order_by(MESSAGES.c.number)).all()
        told = connection.scalars(select(TOLD.c.recipient)).all()
    assert [row.status for row in rows] == [
        MessageStatus.SENT, MessageStatus.STALE, MessageStatus.STALE, MessageStatus.SENT,
    ]  # fmt: skip
    for row in rows:
        assert {row.address, row.subject, row.body, row.attachment, row.error} == {""}
        assert row.name == f"leaver-{leaver_row}"
    assert sorted(told) == [f"outside/leaver-{leaver_row}", f"people/{leaver_row}"]


def test_links_were_revoked_on_leaving_and_only_what_was_accepted_stays_of_offers(
    store, leaver_row
):
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        (link,) = connection.execute(select(SUBSCRIPTIONS)).mappings()
        offers = connection.execute(select(OFFERS)).mappings().all()
    assert (link["revoked_at"], link["revoked_by"]) == (NOW, LEFT)
    assert (link["created_by"], link["fetched_by"], link["fetched_at"]) == (
        f"leaver-{leaver_row}",
        "",
        None,
    )
    assert [(row["status"], row["offered_by"]) for row in offers] == [
        ("accepted", f"leaver-{leaver_row}")
    ]


def test_that_they_were_called_goes_and_calls_of_others_name_them_no_more(store, leaver_row):
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    who = f"leaver-{leaver_row}"
    with store.reading() as connection:
        (call,) = connection.execute(select(CALL_ATTEMPTS)).mappings()
    assert (call["person"], call["number"]) == (leaver_row + 1, "+31600000009")
    assert (call["note"], call["logged_by"]) == (f"{who} said so", who)


def test_that_somebody_came_still_counts(store, leaver_row):
    done = erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        (call_out,) = read_call_outs(connection)
        managers = connection.scalars(select(DUTY_MANAGERS.c.name)).all()
    assert {(one.person, one.came, one.minutes) for one in call_out.people} == {
        (done.pseudonym, True, 20), (OTHER, False, None),
    }  # fmt: skip
    assert managers == ["Piket"]
    assert NAME not in call_out.label


def test_an_address_that_somebody_else_has_too_is_left_to_them(store):
    tables = tables_with_leaver()
    tables["contacts"][2]["address"] = MAIL
    import_texts(store, tables)
    import_texts(store, without_leaver(tables))
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        contacts = connection.execute(select(CONTACTS.c.person, CONTACTS.c.address)).all()
    assert (OTHER, MAIL) in [tuple(row) for row in contacts]
    assert all(person == OTHER for person, _ in contacts)


def test_an_address_at_which_another_is_duty_manager_is_changed_first(store):
    tables = tables_with_leaver()
    tables["duty_managers"] = [{"level": "1", "name": "Piket", "channel": "mail", "address": MAIL}]
    import_texts(store, tables)
    tables["contacts"] = [row for row in tables["contacts"] if row["person"] != CODE]
    left = without_leaver(tables)
    import_texts(store, left)
    with pytest.raises(Refused, match="import duty_managers with another address"):
        erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    left["duty_managers"][0]["address"] = "piket@vr.example"
    import_texts(store, left)
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    with store.reading() as connection:
        assert connection.scalars(select(DUTY_MANAGERS.c.address)).all() == ["piket@vr.example"]
        assert verify(connection, ZONE).findings == ()
    assert MAIL not in everything(store)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("an, and another", "leaver-4, and another"),
        ("an-2 and an@x.example", "an-2 and an@x.example"),
        ("An Appel's duty", "leaver-4's duty"),
        ("Jan Appel", "Jan Appel"),
        ("mail an.appel@x.example, please", "mail leaver-4, please"),
        ("mail jan.appel@x.example", "mail jan.appel@x.example"),
        ("+31600000001 or +316000000012", "leaver-4 or +316000000012"),
    ],
)
def test_a_text_for_people_loses_the_leaver_and_nobody_else(text, after):
    leaver = Leaver(4, "an", "An Appel", frozenset({"an.appel@x.example", "+31600000001"}))
    assert leaver.out_of_prose(text) == after
    assert leaver.is_in(text) is (text != after)


def test_own_requests_go_and_in_those_of_others_only_the_leaver_is_replaced(store, leaver_row):
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    who = f"leaver-{leaver_row}"
    with store.reading() as connection:
        (leave,) = connection.execute(select(LEAVE_REQUESTS)).mappings()
        (swap,) = connection.execute(select(SWAP_REQUESTS)).mappings()
    assert (leave["note"], leave["reason"]) == (f"{who} ({who}) can do it", f"{who} is away too")
    assert (leave["decided_by"], swap["note"]) == (who, f"{who} said so")


def test_own_answers_in_rounds_go_and_rounds_name_the_leaver_no_more(store, leaver_row):
    erase_person(store, CODE, "asked for it", "planner", LATER, key=KEY)
    who = f"leaver-{leaver_row}"
    with store.reading() as connection:
        (asked,) = connection.execute(select(ROUNDS)).mappings()
        answers = list(connection.scalars(select(ROUND_ANSWERS.c.person)))
    assert (asked["note"], asked["opened_by"]) == (f"Ask {who} how", who)
    assert answers == [leaver_row + 1]
