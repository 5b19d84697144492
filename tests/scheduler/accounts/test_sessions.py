"""Sessions and counts of tries, as the store keeps them: on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from data.model.account import Role, SignInProof
from data.model.errors import Refused
from data.store import accounts
from data.store.audit import trail
from scheduler.accounts import access, second_factor
from scheduler.accounts import accounts as use
from scheduler.accounts.access import AttemptLimit, begin_session, try_once, whose_session
from scheduler.accounts.sign_in import Claimed, sign_in_elsewhere
from scheduler.settings import Settings
from tests.support.region import NOW

PASSWORD = "a long password 1"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def boss(store):
    return added(store, "boss")


@pytest.fixture
def settings(tmp_path):
    return Settings(secret_file=str(tmp_path / "secret"))


def added(store, login, *roles, password=PASSWORD):
    new = use.NewAccount(login, "Ada", frozenset(roles or {Role.ADMINISTRATOR}), password=password)
    return use.add_account(store, new, "root", NOW)


def begun(store, account, proof=SignInProof.PASSWORD, now=NOW):
    return begin_session(store, account, proof, "Firefox/1", now)


def actions(store):
    with store.reading() as connection:
        return [one.action for one in trail.entries(connection)]


def test_a_session_is_found_by_its_name_until_it_is_over(store, boss):
    name = begun(store, boss)
    account, session = whose_session(store, name, NOW + HOUR)
    assert (account.login, session.proof, session.program) == (
        "boss",
        SignInProof.PASSWORD,
        "Firefox/1",
    )
    assert account.signed_in_at == NOW
    assert whose_session(store, name[:-1], NOW) is None
    seen = NOW + HOUR  # the look above was noted
    assert whose_session(store, name, seen + access.IDLE - MINUTE) is not None
    assert whose_session(store, name, seen + 2 * access.IDLE) is None
    assert whose_session(store, name, NOW + access.LIFETIME) is None


def test_sessions_end_with_what_they_stood_on(store, boss):
    for change in (
        lambda: use.set_password(store, boss.id, "another long password", "boss", NOW),
        lambda: use.forget_subject(store, boss.id, "boss", NOW),
        lambda: use.take_password_away(store, boss.id, "boss", NOW),
    ):
        with store.reading() as connection:
            name = begun(store, accounts.read_account(connection, boss.id))
        assert whose_session(store, name, NOW) is not None
        change()
        assert whose_session(store, name, NOW) is None
        assert access.list_sessions(store, boss.id, NOW) == []


def test_a_session_that_began_with_what_was_true_before_opens_nothing(store, boss):
    use.set_password(store, boss.id, "another long password", "boss", NOW)
    name = begun(store, boss)  # as it was read before
    assert whose_session(store, name, NOW) is None


def test_all_sessions_but_one_are_ended_and_the_trail_says_so(store, boss):
    names = [begun(store, boss) for _ in range(3)]
    mine = whose_session(store, names[1], NOW)[1].id
    assert access.end_sessions(store, boss.id, "boss", NOW, but=mine) == 2
    assert [whose_session(store, name, NOW) is not None for name in names] == [False, True, False]
    assert access.end_sessions(store, boss.id, "boss", NOW, but=mine) == 0
    assert actions(store).count("account.signed_out") == 1
    access.end_session(store, names[1])
    assert whose_session(store, names[1], NOW) is None
    with pytest.raises(Refused):
        access.end_sessions(store, 99, "boss", NOW)


def test_tries_are_counted_until_their_time_is_over(store):
    bound = AttemptLimit("x", 2, 15 * MINUTE)
    assert [try_once(store, [bound], NOW) for _ in range(3)] == [True, True, False]
    assert not try_once(store, [bound], NOW + 15 * MINUTE - timedelta(seconds=1))
    assert try_once(store, [bound], NOW + 15 * MINUTE)
    assert try_once(store, [replace(bound, key="y")], NOW)
    access.take_back(store, [bound])
    assert [try_once(store, [bound], NOW + 15 * MINUTE) for _ in range(3)] == [True, True, False]


def test_one_bound_that_is_met_refuses_and_counts_nothing_of_the_others(store):
    low, high = AttemptLimit("low", 1, HOUR), AttemptLimit("high", 3, HOUR)
    assert [try_once(store, [low, high], NOW) for _ in range(9)] == [True, *[False] * 8]
    assert [try_once(store, [high], NOW) for _ in range(3)] == [True, True, False]


def test_of_many_at_once_no_more_go_on_than_may(store):
    bounds = [AttemptLimit("x", 10, HOUR), AttemptLimit("y", 50, HOUR)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: try_once(store, bounds[:: (-1) ** n], NOW), range(40)))
    assert found.count(True) == 10


def test_a_code_is_taken_once_of_two_who_bring_it_at_once(store, boss, settings):
    account = second_factor.prepare(store, boss, PASSWORD, "boss", NOW)
    key = second_factor.key_of(store, settings, account)
    session = whose_session(store, begun(store, account), NOW)[1].id
    code = second_factor.code_at(key, second_factor.step_at(NOW))
    codes = second_factor.turn_on(store, settings, account, code, session, NOW)
    assert whose_session(store, begun(store, account), NOW)[0].second_factor_at == NOW
    with store.reading() as connection:
        account = accounts.read_account(connection, boss.id)
    later = NOW + MINUTE
    next_code = second_factor.code_at(key, second_factor.step_at(later))
    for given, proof in ((next_code, SignInProof.CODE), (codes[0], SignInProof.RECOVERY_CODE)):
        with ThreadPoolExecutor(4) as pool:
            found = list(
                pool.map(
                    lambda _, given=given: second_factor.prove(
                        store, settings, account, given, later
                    ),
                    range(4),
                )
            )
        assert sorted(found, key=str) == sorted([proof, None, None, None], key=str)
    second_factor.reset(store, boss.id, "root", later)
    assert second_factor.codes_left(store, boss) == 0
    with store.reading() as connection:
        after = accounts.read_account(connection, boss.id)
    assert second_factor.prove(store, settings, after, codes[1], later) is None


def test_another_secret_of_the_installation_makes_other_codes(store, boss, tmp_path):
    account = second_factor.prepare(store, boss, PASSWORD, "boss", NOW)
    keys = {
        second_factor.key_of(store, Settings(secret_file=str(tmp_path / name)), account)
        for name in ("one", "two")
    }
    assert len(keys) == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PLANNER])
def test_a_provider_does_not_claim_who_administers_or_plans_with_a_password(store, boss, role):
    added(store, "anna", role)
    assert sign_in_elsewhere(store, Claimed("p 1", ("anna",)), NOW) is None
    added(store, "bob", role, password="")
    assert sign_in_elsewhere(store, Claimed("p 2", ("bob",)), NOW).login == "bob"
    with store.reading() as connection:
        anna = accounts.account_of(connection, "anna")
    use.take_password_away(store, anna.id, "boss", NOW)
    assert sign_in_elsewhere(store, Claimed("p 1", ("anna",)), NOW).login == "anna"
    assert added(store, "eve", Role.VIEWER).id
    assert sign_in_elsewhere(store, Claimed("p 3", ("eve",)), NOW).login == "eve"
