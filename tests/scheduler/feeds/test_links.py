"""Links in the store."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from data.model.account import Scope
from data.model.errors import Refused
from data.store import subscriptions
from data.store.audit import trail as audit
from data.store.audit.check import verify
from data.store.subscriptions import Fetch
from data.tables.period import ZONE
from scheduler.feeds.links import LinkRequest, add_link, revoke_link, rotate_link, token_hash
from scheduler.feeds.service import FeedResponse, Feeds, Fetches, NoCalendar
from scheduler.records.erasure import erase_person
from scheduler.settings import Settings
from tests.scheduler.feeds.support import HOUR, NOW
from tests.support.region import KEY, import_texts, texts

SETTINGS = Settings(language="en")
both = pytest.mark.parametrize("region", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def mine(region):
    return add_link(region.store, LinkRequest(Scope.PERSON, region.person), "planner", NOW)


def links(region):
    with region.store.reading() as connection:
        return subscriptions.subscriptions(connection)


def trail(region):
    with region.store.reading() as connection:
        return [e for e in audit.entries(connection) if e.action.startswith("calendar.")]


@both
def test_a_life_of_a_link_is_in_the_trail_without_names_or_secrets(region, mine):
    new = rotate_link(region.store, mine.link.id, "admin", NOW + HOUR)
    revoke_link(region.store, new.link.id, "admin", NOW + 2 * HOUR)
    found = trail(region)
    assert [(e.action, e.subject, e.who) for e in found] == [
        ("calendar.linked", "subscription/1", "planner"),
        ("calendar.linked", "subscription/2", "admin"),
        ("calendar.revoked", "subscription/2", "admin"),
    ]
    told = json.dumps([(e.subject, e.before, e.after) for e in found])
    for secret in (region.person, mine.token, new.token, token_hash(new.token)):
        assert secret not in told
    with region.store.reading() as connection:
        assert not verify(connection, ZONE).findings
    old, last = links(region)
    assert (old.revoked_at, old.revoked_by, last.rotated_from) == (NOW + HOUR, "admin", 1)
    assert (last.subject, last.language) == (region.person, mine.link.language)


@pytest.mark.parametrize("scope", [Scope.PERSON, Scope.POST, Scope.REGION])
def test_a_link_to_nothing_is_refused(region, scope):
    with pytest.raises(Refused, match="nope"):
        add_link(region.store, LinkRequest(scope, "nope"), "planner", NOW)
    assert not links(region)


def test_a_dead_link_is_neither_replaced_nor_withdrawn_again(region, mine):
    revoke_link(region.store, 1, "admin", NOW)
    for act in (rotate_link, revoke_link):
        with pytest.raises(Refused, match="withdrawn by admin already"):
            act(region.store, 1, "admin", NOW)
    with pytest.raises(Refused, match="no calendar link 9"):
        revoke_link(region.store, 9, "admin", NOW)
    short = LinkRequest(Scope.ALL, expires_at=NOW + HOUR)
    late = add_link(region.store, short, "planner", NOW)
    with pytest.raises(Refused, match="no longer valid"):
        rotate_link(region.store, late.link.id, "admin", NOW + HOUR)
    with pytest.raises(Refused, match="over already"):
        add_link(region.store, LinkRequest(Scope.ALL, expires_at=NOW - HOUR), "planner", NOW)


@both
def test_a_link_does_not_revive_when_its_person_returns(region, mine):
    feeds = Feeds(region.store, SETTINGS)
    assert isinstance(feeds.answer(mine.token, NOW), FeedResponse)
    region.leaves(region.person)
    assert feeds.answer(mine.token, NOW) is NoCalendar.WITHDRAWN
    import_texts(region.store, texts(), now=NOW, overrule=True)
    assert feeds.answer(mine.token, NOW) is NoCalendar.WITHDRAWN
    assert links(region)[0].revoked_by == subscriptions.LEFT


def test_who_left_gets_nothing_even_if_nobody_withdrew_their_link(region, mine):
    """However somebody came to be ended in the records."""
    with region.store.writing() as connection:
        everybody = "UPDATE people SET ended_at = '2027-01-01 00:00:00'"
        connection.exec_driver_sql(everybody)
    assert links(region)[0].revoked_at is None
    assert Feeds(region.store, SETTINGS).answer(mine.token, NOW) is NoCalendar.WITHDRAWN


def test_who_is_erased_leaves_no_code_behind_in_a_link(region, mine):
    person = region.person
    region.leaves(person)
    late = NOW + timedelta(days=600)
    erase_person(region.store, person, "asked", "admin", late, key=KEY)
    assert links(region)[0].subject.startswith("leaver-")
    with region.store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM subscription").all()
    assert person not in str(kept)


def test_a_new_link_and_a_withdrawal_work_at_once(region):
    feeds = Feeds(region.store, SETTINGS)
    first = add_link(region.store, LinkRequest(Scope.ALL), "planner", NOW)
    assert isinstance(feeds.answer(first.token, NOW), FeedResponse)
    assert isinstance(feeds.answer(first.token, NOW), FeedResponse)
    revoke_link(region.store, first.link.id, "planner", NOW)
    assert feeds.answer(first.token, NOW) is NoCalendar.WITHDRAWN


@both
def test_fetches_are_written_in_one_go_and_the_latest_counts(region, mine):
    fetches = Fetches(region.store)
    fetches.note(1, Fetch(NOW, "khal/1", 3))
    fetches.note(1, Fetch(NOW + HOUR, "curl\r\nx: y" + "z" * 500, 4))
    assert links(region)[0].fetched_at is None
    fetches.flush()
    found = links(region)[0]
    assert (found.fetched_at, found.fetched_version) == (NOW + HOUR, 4)
    assert found.fetched_by.startswith("curlx: y")
    assert len(found.fetched_by) == 120
    other = Fetches(region.store)  # another process, whose clock or turn comes late
    other.note(1, Fetch(NOW, "old/1", 2))
    other.flush()
    assert links(region)[0] == found


def test_fetches_that_cannot_be_written_are_kept_for_later(region, mine):
    fetches = Fetches(region.store)
    fetches.note(1, Fetch(NOW, "khal/1", 3))
    with region.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE subscription RENAME TO away")
    fetches.flush()
    with region.store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO subscription")
    fetches.flush()
    assert links(region)[0].fetched_by == "khal/1"


def test_the_last_fetches_are_written_when_the_server_goes(region, mine):
    fetches = Fetches(region.store)
    fetches.keep_writing(seconds=3600)
    fetches.note(1, Fetch(NOW, "khal/1", 3))
    fetches.close()
    assert links(region)[0].fetched_by == "khal/1"
