"""Accounts: made, changed, closed, and never all locked out."""

import pytest

from data.model.account import Account, Right, Role
from data.model.errors import InputError, Refused
from data.store import accounts
from data.store.audit import trail as audit
from scheduler.accounts import accounts as use
from scheduler.accounts.sign_in import sign_in
from tests.support.region import NOW

PASSWORD = "a long password 1"


def added(store, login="ada", *roles, **more):
    roles = frozenset(roles or {Role.ADMINISTRATOR})
    return use.add_account(store, use.NewAccount(login, "Ada", roles, **more), "root", NOW)


def trail(store):
    with store.reading() as connection:
        return [(one.action, one.before, one.after) for one in audit.entries(connection)]


def test_an_account_is_made_in_small_letters_and_told_without_its_name(store):
    made = added(store, "Ada@VR.example ", password=PASSWORD)
    assert (made.login, made.is_active, made.stamp) == ("ada@vr.example", True, 0)
    assert made.password_hash.startswith("$argon2id$")
    assert trail(store) == [
        ("account.added", None, {"roles": ["administrator"], "person": ""}),
    ]
    assert sign_in(store, "ADA@vr.example", PASSWORD).id == made.id


def test_everything_wrong_is_told_at_once(store):
    added(store)
    new = use.NewAccount("ada", " ", frozenset(), "nobody", "tlh", "short")
    with pytest.raises(Refused) as refused:
        use.add_account(store, new, "root", NOW)
    told = str(refused.value)
    for part in ("12 to 200", "a name has", "at least one role", "tlh", "already", "nobody here"):
        assert part in told, part
    assert len(trail(store)) == 1


@pytest.mark.parametrize("login", ["", " ", "a b", "a\tb", "a\x00b", "x" * 201])
def test_a_login_that_cannot_be_typed_is_refused(store, login):
    with pytest.raises(Refused, match="a login has"):
        added(store, login)


def test_a_password_stands_in_no_text_of_the_program():
    assert PASSWORD not in repr(use.NewAccount("a", "A", frozenset(), password=PASSWORD))


def test_other_roles_end_sessions_and_another_name_does_not(store):
    added(store, "boss")
    made = added(store, "ada", Role.PLANNER)
    same = use.change_account(
        store, made.id, use.Details("Ada L.", made.roles, None, "nl"), "boss", NOW
    )
    assert (same.name, same.language, same.stamp) == ("Ada L.", "nl", 0)
    other = use.change_account(
        store, made.id, use.Details("Ada L.", frozenset({Role.VIEWER}), None, "nl"), "boss", NOW
    )
    assert other.stamp == 1
    assert trail(store)[-2:] == [
        ("account.changed", {"language": ""}, {"language": "nl", "also": "name"}),
        ("account.changed", {"roles": ["planner"]}, {"roles": ["viewer"]}),
    ]


def test_nothing_changed_is_nothing_told(store):
    made = added(store)
    use.change_account(store, made.id, use.Details("Ada", made.roles), "boss", NOW)
    use.reopen_account(store, made.id, "boss", NOW)
    assert len(trail(store)) == 1


@pytest.mark.parametrize(
    "what",
    [
        lambda store, one: use.close_account(store, one, "ada", NOW),
        lambda store, one: use.change_account(
            store, one, use.Details("Ada", frozenset({Role.PLANNER})), "ada", NOW
        ),
    ],
    ids=["closed", "changed"],
)
def test_the_last_who_administers_stays(store, what):
    made = added(store)
    closed = added(store, "other")
    use.close_account(store, closed.id, "ada", NOW)
    with pytest.raises(Refused, match="nobody would be left"):
        what(store, made.id)
    with store.reading() as connection:
        there = accounts.read_account(connection, made.id)
    assert (there.is_active, there.roles, there.stamp) == (True, {Role.ADMINISTRATOR}, 0)
    use.reopen_account(store, closed.id, "ada", NOW)
    what(store, made.id)


def test_a_closed_account_opens_with_the_password_it_had(store):
    added(store)
    made = added(store, "bob", Role.VIEWER, password=PASSWORD)
    use.close_account(store, made.id, "ada", NOW)
    assert sign_in(store, "bob", PASSWORD) is None
    assert use.reopen_account(store, made.id, "ada", NOW).stamp == 2
    assert sign_in(store, "bob", PASSWORD) is not None


def test_ones_own_password_asks_for_the_old_one(store):
    made = added(store, password=PASSWORD)
    with pytest.raises(Refused) as refused:
        use.change_own_password(store, made, "wrong", "short", NOW)
    assert len(refused.value.reasons) == 2
    use.change_own_password(store, made, PASSWORD, "another long one", NOW)
    assert sign_in(store, "ada", PASSWORD) is None
    assert sign_in(store, "ada", "another long one").stamp == 1


def test_a_password_that_an_administrator_sets_has_a_length_too(store):
    made = added(store)
    with pytest.raises(InputError, match="12 to 200"):
        use.set_password(store, made.id, "x" * 201, "ada", NOW)


def test_somebody_without_a_password_cannot_change_it(store):
    made = added(store)
    with pytest.raises(Refused, match="not right"):
        use.change_own_password(store, made, "", "another long one", NOW)


def test_who_has_no_person_has_no_own_duties():
    account = Account(
        1, "a", "A", frozenset({Role.FUNCTIONARY}), None, "", "", "", True, 0, NOW, "root"
    )
    assert not account.may(Right.OWN_DUTIES)
    assert account.may(Right.SEE_COVERAGE)
