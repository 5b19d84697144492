"""Of somebody who left no account stays open, and none names them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from data.model.account import PushDevice, Role, SignInProof
from data.model.errors import Refused
from data.model.gap import Cause, Gap, GapPart, GapState, UncoveredInterval
from data.model.invitation import ContactChange, Invitation
from data.store import accounts
from data.store.access import keep_device
from data.store.accounts import row_of_person
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.gaps import add_event, add_gap
from data.store.invitations import add_contact_change, add_invitation
from data.store.tables.access import (
    ACCOUNTS,
    CONTACT_CHANGES,
    INVITATIONS,
    PUSH_DEVICES,
    RECOVERY_CODES,
    SESSIONS,
    TOKENS,
)
from data.store.tables.alerts import GAP_EVENTS
from data.tables.period import ZONE
from scheduler.accounts.access import begin_session, make_token
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.accounts.sign_in import Claimed, sign_in, sign_in_elsewhere
from scheduler.records.erasure import erase_person
from tests.data.store.test_erasure import LATER
from tests.data.store.test_erasure_of_alerts import (
    CODE,
    NAME,
    START,
    tables_with_leaver,
    without_leaver,
)
from tests.support.region import KEY, NOW, import_texts

LOGIN, SHORT, PASSWORD = "home@vr.example", "jan", "a password of mine"


def added(store, login, *roles, person=None, name="Somebody"):
    new = NewAccount(login, name, frozenset(roles), person, "nl", PASSWORD)
    return add_account(store, new, "boss", NOW)


@pytest.fixture
def own_accounts(store):
    """Two accounts of somebody who is here; another person administers."""
    import_texts(store, tables_with_leaver())
    added(store, "boss", Role.ADMINISTRATOR)
    first = added(store, LOGIN, Role.FUNCTIONARY, person=CODE, name=NAME)
    second = added(store, SHORT, Role.PLANNER, person=CODE, name=NAME)
    sign_in_elsewhere(store, Claimed("issuer own-subject", (LOGIN,)), NOW)
    make_token(store, "wall", ["board"], None, SHORT, NOW)
    with store.writing() as connection:
        part = GapPart(START, START + timedelta(hours=8), 1, Cause.ILLNESS, CODE)
        interval = UncoveredInterval("P", "slot", part.start, part.end, 1, 1, (part,))
        gap = add_gap(connection, Gap(0, interval, GapState.OPEN, NOW))
        facts = {"by": SHORT, "note": f"in jan by {LOGIN}"}
        add_event(connection, gap.id, NOW, "acknowledged", SHORT, facts)
    return first, second


def test_who_leaves_is_signed_out_if_they_had_duties_alone(store, own_accounts):
    import_texts(store, without_leaver(tables_with_leaver()))
    with store.reading() as connection:
        found = {one.login: one for one in accounts.accounts(connection)}
        last = trail.entries(connection, action="account.closed")
    assert (found[LOGIN].is_active, found[LOGIN].stamp) == (False, own_accounts[0].stamp + 1)
    assert found[SHORT].is_active  # of a planner: that is for an administrator to decide
    assert [entry.subject for entry in last] == [f"account/{own_accounts[0].id}"]
    assert sign_in(store, LOGIN, PASSWORD) is None


def test_no_account_names_somebody_erased(store, own_accounts):
    begin_session(store, own_accounts[1], SignInProof.PASSWORD, "a browser", NOW)
    with store.writing() as connection:
        accounts.replace_recovery_codes(connection, own_accounts[1].id, ["a hash"])
        device = PushDevice(
            0, own_accounts[1].id, 1, "https://push.example/1", "p", "a", "k", "Firefox", NOW
        )
        keep_device(connection, device)
    import_texts(store, without_leaver(tables_with_leaver()))
    pseudonym = erase_person(store, CODE, "asked for it", "boss", LATER, key=KEY).pseudonym
    with store.reading() as connection:
        for table in (SESSIONS, RECOVERY_CODES, PUSH_DEVICES):
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


def test_no_invitation_and_no_new_address_of_somebody_erased_is_left(store, own_accounts):
    with store.writing() as connection:
        row = row_of_person(connection, CODE)
        asked = ContactChange(0, CODE, "sms", "+31612345678", ("", ""), "sms", NOW, LATER)
        add_contact_change(connection, asked, row)
        invited = Invitation(0, CODE, "", LOGIN, frozenset(), "", 1, "m", "mail", NOW, SHORT, LATER)
        add_invitation(connection, invited, row, "a hash")
    import_texts(store, without_leaver(tables_with_leaver()))
    erase_person(store, CODE, "asked for it", "boss", LATER, key=KEY)
    with store.reading() as connection:
        for table in (INVITATIONS, CONTACT_CHANGES):
            assert connection.execute(select(table)).all() == []


def test_nobody_signs_in_as_somebody_erased(store, own_accounts):
    import_texts(store, without_leaver(tables_with_leaver()))
    erase_person(store, CODE, "asked for it", "boss", LATER, key=KEY)
    assert sign_in(store, SHORT, PASSWORD) is None
    assert sign_in_elsewhere(store, Claimed("issuer own-subject", (LOGIN, SHORT)), LATER) is None


def test_the_last_who_administers_is_not_erased(store):
    import_texts(store, tables_with_leaver())
    added(store, LOGIN, Role.ADMINISTRATOR, person=CODE)
    import_texts(store, without_leaver(tables_with_leaver()))
    with pytest.raises(Refused, match="the only account that administers"):
        erase_person(store, CODE, "asked for it", "boss", LATER, key=KEY)
