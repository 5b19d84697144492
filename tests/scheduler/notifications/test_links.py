"""Signed links, and the secret that signs them."""

import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.errors import InputError, Refused, StoreError
from data.store.opening import Store, store_url
from scheduler.accounts.secret import secret
from scheduler.notifications.signed_links import (
    Unreadable,
    drafted,
    drafting,
    link,
    read,
    sign,
    with_links,
    without_links,
    without_tokens,
)
from scheduler.settings import Settings

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
END = NOW + timedelta(days=7)
KEY = "k" * 43
SAYS = {"gap": 12, "to": "people/3"}


def test_a_link_says_what_was_signed():
    token = sign("acknowledge", SAYS, KEY, END)
    assert read("acknowledge", token, (KEY,), NOW + timedelta(days=6)) == SAYS
    assert link(token, Settings(base_url="https://r.nl/x/")) == f"https://r.nl/x/answer/{token}"
    assert sign("acknowledge", SAYS, KEY, END) == token


def test_a_message_keeps_a_draft_and_leaves_with_the_link():
    draft = drafting("acknowledge", KEY, Settings(base_url="https://r.nl/x"))(SAYS, END)
    token = sign("acknowledge", SAYS, KEY, END)
    assert token.rpartition(".")[2] not in draft
    for purpose in ("acknowledge", "draft"):
        assert read(purpose, draft.rpartition("/")[2], (KEY,), NOW) is Unreadable.FORGED
    text = f"I do this: {draft}\nor {draft}, or https://r.nl/x/mine."
    sent = with_links(text, (KEY,))
    assert (
        sent == f"I do this: https://r.nl/x/answer/{token}\nor https://r.nl/x/answer/{token}, "
        "or https://r.nl/x/mine."
    )
    assert with_links(sent, (KEY,)) == sent
    assert without_links(text).splitlines()[0] == "I do this: https://r.nl/x"
    assert drafted(sent, ["accept", "acknowledge"], KEY) == text


def test_a_draft_that_somebody_else_wrote_becomes_no_link():
    token = sign("acknowledge", SAYS, KEY, END)
    forged = drafting("acknowledge", "x" * 43, Settings(base_url="https://r.nl"))(SAYS, END)
    for written in (forged, f"https://r.nl/answer/~{token}", "https://r.nl/answer/~a.b"):
        assert with_links(f"note: {written}", (KEY,)) == "note: https://r.nl"


def test_a_link_ends_when_its_time_is_over_by_the_clock_it_is_told():
    token = sign("acknowledge", SAYS, KEY, END)
    last = END - timedelta(seconds=1)
    assert read("acknowledge", token, (KEY,), last) == SAYS
    assert read("acknowledge", token, ("a newer secret", KEY), last) == SAYS
    for keys in ((KEY,), (KEY, "an older secret"), ("a newer secret", KEY)):
        assert read("acknowledge", token, keys, END) is Unreadable.EXPIRED
    assert read("acknowledge", token, (KEY,), NOW - timedelta(hours=1)) == SAYS


def test_a_link_for_one_purpose_is_worth_nothing_for_another():
    token = sign("acknowledge", SAYS, KEY, END)
    assert read("accept", token, (KEY,), NOW) is Unreadable.FORGED
    assert read("acknowledge", token, (KEY[1:] + "x",), NOW) is Unreadable.FORGED


@given(st.data())
def test_a_link_with_one_character_changed_is_forged(data):
    token = sign("accept", SAYS, KEY, END)
    place = data.draw(st.integers(0, len(token) - 2))  # the last one carries spare bits
    other = data.draw(st.sampled_from("abcXYZ019-_.~ \n"))
    changed = token[:place] + other + token[place + 1 :]
    if changed != token:
        assert read("accept", changed, (KEY,), NOW) is Unreadable.FORGED


@given(st.text())
def test_whatever_somebody_types_is_forged(text):
    assert read("accept", text, (KEY,), NOW) is Unreadable.FORGED


def test_something_else_signed_with_the_same_key_is_forged():
    from scheduler.notifications.signed_links import _serializer

    for value in (None, 3, [], ["x", {}], [1, 2], {"gap": 1}, [1e300, {}]):
        token = _serializer("accept", KEY).dumps(value)
        assert read("accept", token, (KEY,), NOW) is Unreadable.FORGED


@pytest.fixture
def store(sqlite_url):
    opened = Store(store_url(sqlite_url))
    yield opened
    opened.close()


def test_the_secret_is_made_once_beside_the_store_for_its_owner_alone(store):
    made = secret(store, Settings())
    path = store.file.with_name("caco.db-secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secret(store, Settings()) == made == path.read_text()
    assert len(made) >= 43
    assert [p.name for p in path.parent.glob("*secret*")] == ["caco.db-secret"]


def test_a_secret_that_others_can_read_is_refused(store):
    secret(store, Settings())
    path = store.file.with_name("caco.db-secret")
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(Refused, match="chmod 600"):
            secret(store, Settings())


def test_a_secret_that_is_empty_is_refused(store, tmp_path):
    path = tmp_path / "secret"
    path.touch(0o600)
    with pytest.raises(Refused, match="empty or too short"):
        secret(store, Settings(secret_file=str(path)))


def test_a_secret_that_cannot_be_made_is_told(store, tmp_path):
    with pytest.raises(StoreError, match="cannot be read or made"):
        secret(store, Settings(secret_file=str(tmp_path / "gone" / "secret")))


def test_a_store_on_a_server_asks_where_its_secret_is(tmp_path):
    store = Store(store_url("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(InputError, match="CACO_SECRET_FILE"):
        secret(store, Settings())
    made = secret(store, Settings(secret_file=str(tmp_path / "s")))
    assert made == secret(store, Settings(secret_file=str(tmp_path / "s")))
    store.close()


def test_all_who_make_the_secret_at_once_get_the_same(store):
    found = []
    start = threading.Barrier(8)

    def make():
        start.wait()
        found.append(secret(store, Settings()))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3), st.text(max_size=40))
def test_a_text_for_others_holds_no_link_that_answers(says, around):
    token = sign("acknowledge", says, KEY, END)
    address = link(token, Settings(base_url="https://r.nl/rooster"))
    told = without_tokens(f"{around} {address}\n{around}")
    assert token not in told
    assert token[:20] not in told


def test_a_text_for_others_keeps_all_but_the_way_on():
    told = without_tokens("See HTTPS://r.nl/answer/abc.def, or https://r.nl. Anna a/b?")
    assert told == "See HTTPS://r.nl/… or https://r.nl. Anna a/b?"
