"""Competences that lapse are told at three thresholds, each once, to whom it concerns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from data.model.message import MessageKind
from scheduler.notifications.reminders import notify_of_expiries, threshold
from scheduler.settings import Settings
from tests.scheduler.self_service.scene import (
    SETTINGS,
    ZONE,
    duties_of,
    give_contacts,
    heard,
    local,
    new_messages,
)
from tests.support.region import NOW, import_texts, texts

EXPIRES = MessageKind.COMPETENCE_EXPIRES.value
LAST = date(2027, 6, 30)
DAYS = (90, 30, 7)


@pytest.mark.parametrize(
    ("left", "told"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_only_the_tightest_threshold_that_was_passed_is_told(left, told):
    assert threshold(LAST, LAST - timedelta(days=left), DAYS) == told


def morning(days_left):
    day = LAST - timedelta(days=days_left)
    return local(f"{day} 09:00")


def evening(days_left):
    return morning(days_left) + timedelta(hours=11)


def look(store, now, settings=SETTINGS):
    with new_messages(store) as found:
        notify_of_expiries(store, settings, now)
    return found


def lapsing(store, person, until, now=NOW):
    """One person whose appointment for the desk ends on a day, and nobody else lapses."""
    rows = [{**row, "until": ""} for row in texts()["competences"]]
    mine = next(row for row in rows if (row["person"], row["function"]) == (person, "CACO"))
    mine["until"] = until.isoformat() if until else ""
    import_texts(store, {"competences": rows}, now=now)


@pytest.fixture
def holder(store):
    """Somebody who lapses on the last day."""
    import_texts(store)
    give_contacts(store)
    person = next(row["person"] for row in texts()["competences"] if row["function"] == "CACO")
    lapsing(store, person, LAST)
    return person


def test_each_threshold_is_told_once_however_often_is_looked(store, holder):
    days = [
        left
        for left in range(95, -4, -1)
        if left in (95, 91, 90, 89, 60, 31, 30, 29, 8, 7, 6, 1, 0, -1)
    ]
    found = [m for left in days for m in (*look(store, morning(left)), *look(store, evening(left)))]
    assert (
        heard(found)
        == [(f"{holder}@mail.example", EXPIRES, "Your competence Calamiteitencoördinator lapses")]
        * 3
    )
    told_on = [m.created_at.date() for m in found]
    assert told_on == [LAST - timedelta(days=days) for days in DAYS]
    assert [f"(in {days} days)" in m.body for m, days in zip(found, DAYS, strict=True)] == [
        True
    ] * 3


def test_after_downtime_only_the_tightest_is_told(store, holder):
    found = [m for days in (95, 25, 24) for m in look(store, morning(days))]
    assert len(found) == 1
    assert "(in 25 days)" in found[0].body


def test_who_renews_hears_no_more(store, holder):
    assert len(look(store, morning(90))) == 1
    lapsing(store, holder, LAST + timedelta(days=365), now=morning(60))
    assert [m for days in (30, 7, 1) for m in look(store, morning(days))] == []


def test_a_lapse_that_comes_nearer_is_told_anew(store, holder):
    assert len(look(store, morning(90))) == 1
    sooner = LAST - timedelta(days=30)
    lapsing(store, holder, sooner, now=morning(80))
    (message,) = look(store, morning(80))
    assert "31 May 2027" in message.body
    assert "(in 50 days)" in message.body


def test_nobody_is_woken_for_it(store, holder):
    night = local(f"{LAST - timedelta(days=90)} 06:59")
    assert look(store, night) == []
    assert len(look(store, night + timedelta(minutes=1))) == 1


def test_it_says_what_is_missing_and_which_duties_open_by_it(region):
    person, shift, _ = next(
        d
        for d in duties_of(region, local("2027-01-10 00:00"), local("2027-01-16 00:00"))
        if d[1].post == "CACO"
    )
    lapsing(region, person, shift.start.date() - timedelta(days=1))
    (message,) = [m for m in look(region, NOW) if m.address.startswith(person)]
    assert "Your appointment ends then." in message.body
    assert "These duties of yours then fall open:" in message.body
    assert f"- {shift.start.astimezone(ZONE):%a %-d %b %H:%M}" in message.body


def test_without_thresholds_nothing_is_told(store, holder):
    assert look(store, morning(7), Settings(competence_days=())) == []
