"""Of somebody who left no account stays open, and none names him."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.exchange.period import ZONE
from data.model.account import Proof, Role
from data.model.errors import Refused
from data.model.gap import Cause, Gap, GapPart, GapState, Hole
from data.store import accounts, audit
from data.store.audit_check import verify
from data.store.gaps import add_event, add_gap
from data.store.tables.access import ACCOUNTS, RECOVERY_CODES, SESSIONS, TOKENS
from data.store.tables.alerts import GAP_EVENTS
from scheduler.access.accounts import NewAccount, add_account
from scheduler.access.sessions import begin_session
from scheduler.access.signing_in import Claimed, sign_in, sign_in_elsewhere
from scheduler.access.tokens import make_token
from scheduler.records.forgetting import erase_person
from tests.store.region import KEY, NOW, import_texts
from tests.store.test_forgetting import LATER
from tests.store.test_forgetting_alerts import CODE, NAME, START, tables_with_him, without_him

LOGIN, SHORT, PASSWORD = "home@vr.example", "jan", "a password of his"


def added(store, login, *roles, person=None, name="Somebody"):
    new = NewAccount(login, name, frozenset(roles), person, "nl", PASSWORD)
    return add_account(store, new, "boss", NOW)


@pytest.fixture
def his(store):
    """Two accounts of somebody who is here; another person administers."""
    import_texts(store, tables_with_him())
    added(store, "boss", Role.ADMINISTRATOR)
    first = added(store, LOGIN, Role.FUNCTIONARY, person=CODE, name=NAME)
    second = added(store, SHORT, Role.PLANNER, person=CODE, name=NAME)
    sign_in_elsewhere(store, Claimed("issuer his-subject", (LOGIN,)), NOW)
    make_token(store, "wall", ["board"], None, SHORT, NOW)
    with store.writing() as connection:
        part = GapPart(START, START + timedelta(hours=8), 1, Cause.ILLNESS, CODE)
        hole = Hole("P", "slot", part.start, part.end, 1, 1, (part,))
        gap = add_gap(connection, Gap(0, hole, GapState.OPEN, NOW))
        facts = {"by": SHORT, "note": f"in jan by {LOGIN}"}
        add_event(connection, gap.id, NOW, "acknowledged", SHORT, facts)
    return first, second


def test_who_leaves_is_signed_out_if_he_had_duties_alone(store, his):
    import_texts(store, without_him(tables_with_him()))
    with store.reading() as connection:
        found = {one.login: one for one in accounts.accounts(connection)}
        last = audit.entries(connection, action="account.closed")
    assert (found[LOGIN].is_active, found[LOGIN].stamp) == (False, his[0].stamp + 1)
    assert found[SHORT].is_active  # he plans: that is for an administrator to decide
    assert [entry.subject for entry in last] == [f"account/{his[0].id}"]
    assert sign_in(store, LOGIN, PASSWORD) is None


def test_no_account_names_him_once_he_is_erased(store, his):
    begin_session(store, his[1], Proof.PASSWORD, "his browser", NOW)
    with store.writing() as connection:
        accounts.replace_recovery_codes(connection, his[1].id, ["a hash"])
    import_texts(store, without_him(tables_with_him()))
    pseudonym = erase_person(store, CODE, "asked for it", "boss", LATER, key=KEY).pseudonym
    with store.reading() as connection:
        for table in (SESSIONS, RECOVERY_CODES):
            assert connection.execute(select(table)).all() == []
        rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.id)).mappings().all()
        token = connection.execute(select(TOKENS)).mappings().one()
        event = connection.execute(select(GAP_EVENTS)).mappings().one()
        assert verify(connection, ZONE).findings == ()
    mine = [row for row in rows if row["login"] != "boss"]
    assert [row["login"] for row in mine] == [pseudonym, f"{pseudonym}.2"]
    assert {row["name"] for row in mine} == {pseudonym}
    for row in mine:
        assert (row["password_hash"], row["subject"], row["is_active"]) == ("", "", False)
    assert token["created_by"] == pseudonym
    assert event["who"] == pseudonym
    # A short login is a word like any other: it stays inside a sentence, the address does not.
    assert event["facts"] == f'{{"by": "{pseudonym}", "note": "in jan by {pseudonym}"}}'


def test_nobody_signs_in_as_somebody_erased(store, his):
    import_texts(store, without_him(tables_with_him()))
    erase_person(store, CODE, "asked for it", "boss", LATER, key=KEY)
    assert sign_in(store, SHORT, PASSWORD) is None
    assert sign_in_elsewhere(store, Claimed("issuer his-subject", (LOGIN, SHORT)), LATER) is None


def test_the_last_who_administers_is_not_erased(store):
    import_texts(store, tables_with_him())
    added(store, LOGIN, Role.ADMINISTRATOR, person=CODE)
    import_texts(store, without_him(tables_with_him()))
    with pytest.raises(Refused, match="the only account that administers"):
        erase_person(store, CODE, "asked for it", "boss", LATER, key=KEY)
