"""Exercises in the calendars of those who are invited."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.exercises.own import answer_invitation
from scheduler.exercises.recording import call_off, invite
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.scheduler.feeds.support import NOW, events
from tests.support.region import texts

START = NOW + timedelta(days=20)


@pytest.fixture
def exercise(region):
    regions = next(row["regions"] for row in texts()["people"] if row["id"] == region.person)
    row = {
        "id": "storm", "name": "Storm", "kind": "exercise", "regions": regions,
        "start": START.isoformat(), "end": (START + timedelta(hours=3)).isoformat(),
    }  # fmt: skip
    edit_rows(region.store, [RowEdit("exercises", row)], "planner", region.clock())
    invite(region.store, 1, [region.person], "planner", region.clock())
    return 1


def entry(client, path):
    (found,) = (one for one in events(client.get(path).data) if "Storm" in one["SUMMARY"])
    return found


def test_it_is_tentative_then_confirmed_then_cancelled_and_stays_the_same_entry(
    region, client, link, clock, exercise
):
    path = link()
    first = entry(client, path)
    assert (first["STATUS"], first["TRANSP"]) == ("TENTATIVE", "OPAQUE")
    clock.pass_(minutes=1)
    answer_invitation(region.store, exercise, region.person, clock(), comes=True)
    second = entry(client, path)
    assert second["STATUS"] == "CONFIRMED"
    clock.pass_(minutes=1)
    call_off(region.store, exercise, "planner", clock())
    third = entry(client, path)
    assert (third["STATUS"], third["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert first["UID"] == second["UID"] == third["UID"]
    assert int(first["SEQUENCE"]) < int(second["SEQUENCE"]) < int(third["SEQUENCE"])


def test_who_declines_has_it_cancelled(region, client, link, clock, exercise):
    clock.pass_(minutes=1)
    answer_invitation(region.store, exercise, region.person, clock(), comes=False)
    assert entry(client, link())["STATUS"] == "CANCELLED"
