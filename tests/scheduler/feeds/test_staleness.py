"""Calendars that do not know yet what changes soon."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data.i18n.language import language
from data.model.account import Scope
from data.store import subscriptions
from data.store.subscriptions import Fetch
from data.tables.period import ZONE
from scheduler.feeds.calendar_cache import behind
from scheduler.feeds.links import LinkRequest, add_link, revoke_link
from scheduler.feeds.service import Feeds
from scheduler.settings import Settings
from tests.scheduler.feeds.support import HOUR

SETTINGS = Settings(language="en")


@pytest.fixture
def mine(region, clock):
    """Somebody who has a duty within 48 hours, and fetched the calendar this morning."""
    person, duty, _ = next(d for d in region.duties() if not d[2] and d[1].post == "CACO")
    clock.now = duty.start - timedelta(hours=30)
    given = add_link(region.store, LinkRequest(Scope.PERSON, person), "planner", clock())
    fetch(region, given, clock())
    return person, duty, given


def fetch(region, given, now):
    feeds = Feeds(region.store, SETTINGS)
    answer: Any = feeds.answer(given.token, now)
    feeds.fetches.note(answer.link, Fetch(now, "test/1", answer.handout.edition.version))
    feeds.fetches.flush()


def late(region, now):
    with region.store.reading() as connection:
        return behind(connection, SETTINGS, now)


def test_a_calendar_that_missed_a_change_of_tomorrow_is_told_in_both_languages(region, mine, clock):
    person, duty, given = mine
    assert late(region, clock()) == []
    clock.pass_(hours=1)
    region.give(duty.id, person)
    (one,) = late(region, clock())
    with region.store.reading() as connection:
        rows = subscriptions.rows_of_people(connection)
    assert (one.link.id, one.person, one.version) == (given.link.id, rows[1][0], 2)
    moment = language("en").moment(one.link.fetched_at, ZONE)
    told = f"Your calendar last fetched version 1 at {moment}, now 2."
    assert one.sentence(language("en"), ZONE) == told
    assert "versie 1" in one.sentence(language("nl"), ZONE)
    fetch(region, given, clock())
    assert late(region, clock()) == []


def test_a_fetch_while_somebody_was_signing_does_not_hide_the_change(region, mine, clock):
    person, duty, given = mine
    signed_at = clock()
    clock.pass_(seconds=20)
    fetch(region, given, clock())  # before the signature was there
    clock.now = signed_at
    region.give(duty.id, person)
    clock.pass_(minutes=1)
    assert len(late(region, clock())) == 1


def test_a_change_of_next_week_is_soon_enough_in_the_next_fetch(region, mine, clock):
    person, _, _ = mine
    far = [d for d in region.duties() if d[0] == person and d[1].start > clock() + 90 * HOUR]
    region.give(far[0][1].id, person)
    assert late(region, clock()) == []


@pytest.mark.parametrize("how", ["revoked", "left", "never fetched"])
def test_who_reads_no_calendar_is_not_told(region, mine, clock, how):
    person, duty, given = mine
    region.give(duty.id, person)
    assert late(region, clock())
    if how == "revoked":
        revoke_link(region.store, given.link.id, "admin", clock())
    elif how == "left":
        region.leaves(person)
    else:
        with region.store.writing() as connection:
            connection.exec_driver_sql("UPDATE subscription SET fetched_at = NULL")
    assert late(region, clock()) == []
