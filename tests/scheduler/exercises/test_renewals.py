"""A planned exercise that would renew what lapses is told of, and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.model.exercise import AttendanceState
from scheduler.competence.register import register_in
from scheduler.exercises.recording import note_attendance
from scheduler.exercises.renewals import LapsedDay, renewals
from scheduler.records.row_edits import RowEdit, edit_rows, read_rows
from tests.scheduler.self_service.scene import DAY
from tests.support.region import INSIDE

TODAY = INSIDE.date()


@pytest.fixture
def lapsed(region_on_sqlite):
    """Somebody whose drill of last year holds for ten more days, and is invited to another."""
    held = read_rows(region_on_sqlite, "competences")
    one = next(row.texts for row in held if row.texts.get("level", "qualified") == "qualified")
    people = read_rows(region_on_sqlite, "people")
    regions = next(row.texts["regions"] for row in people if row.texts["id"] == one["person"])
    holders = {row.texts["person"] for row in held if row.texts["function"] == one["function"]}
    last = (TODAY - timedelta(days=355)).isoformat()
    start = INSIDE + 5 * DAY
    edits = [
        RowEdit("requirements", {
            "id": "drill", "name": "Drill", "functions": one["function"], "kind": "exercise",
            "months": "12", "from": "2026-01-01",
        }),
        *(
            RowEdit("evidence", {
                "person": person, "requirement": "drill", "date": last, "declared_by": "Els",
            })
            for person in sorted(holders)
        ),
        RowEdit("exercises", {
            "id": "storm", "name": "Storm", "kind": "exercise", "regions": regions,
            "start": start.isoformat(), "end": (start + DAY / 8).isoformat(),
            "requirement": "drill",
        }),
    ]  # fmt: skip
    edit_rows(region_on_sqlite, edits, "planner", INSIDE)
    return LapsedDay(one["person"], one["function"], TODAY + timedelta(days=20))


def state(store, lapsed, one):
    note_attendance(store, 1, {lapsed.person: one}, "planner", INSIDE)


def test_who_is_invited_and_did_not_decline_would_be_renewed(region_on_sqlite, lapsed):
    assert renewals(region_on_sqlite, [lapsed], INSIDE) == {}
    state(region_on_sqlite, lapsed, AttendanceState.INVITED)
    assert renewals(region_on_sqlite, [lapsed], INSIDE)[lapsed].name == "Storm"
    state(region_on_sqlite, lapsed, AttendanceState.DECLINED)
    assert renewals(region_on_sqlite, [lapsed], INSIDE) == {}


def test_nothing_is_renewed_by_it_yet(region_on_sqlite, lapsed):
    state(region_on_sqlite, lapsed, AttendanceState.COMING)
    with region_on_sqlite.reading() as connection:
        register = register_in(connection, INSIDE)
    assert lapsed.on not in register.qualified(lapsed.person, lapsed.function)
    before = lapsed._replace(on=TODAY)  # competent then, so there is nothing to renew
    assert renewals(region_on_sqlite, [before], INSIDE) == {}
