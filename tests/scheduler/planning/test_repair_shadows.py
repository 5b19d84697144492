"""A repair of a roster in force plans what trainees are still to shadow."""

from __future__ import annotations

from data.i18n.language import language
from scheduler.planning.current_problem import FROZEN
from scheduler.planning.drafts import keep_draft
from scheduler.planning.plan import RepairRequest, repair_roster
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

TRAINEE = "lena"


def with_a_trainee(store, shifts="2"):
    """Somebody who is to shadow so many shifts, in a store with a roster in force."""
    rows = [
        RowEdit("people", {"id": TRAINEE, "name": "Lena Prins", "regions": "R1"}),
        RowEdit("contracts", {"person": TRAINEE, "hours_per_week": "36", "from": "2026-01-01"}),
        RowEdit(
            "competences",
            {"person": TRAINEE, "function": "CACO", "level": "trainee", "from": "2026-01-01"},
        ),
        RowEdit(
            "traineeships",
            {"person": TRAINEE, "function": "CACO", "shifts": shifts, "from": "2027-01-01"},
        ),
    ]
    edit_rows(store, rows, "planner", INSIDE)


def asked(**more):
    return RepairRequest(FIRST, WEEKS, seconds=3, **more)


def test_a_repair_of_a_roster_in_force_plans_shadows_beyond_the_frozen_time(site_store):
    with_a_trainee(site_store)
    found = repair_roster(site_store, asked(), INSIDE)
    doubles = [one for one in found.result.assignments if one.double]
    assert [one.person for one in doubles] == [TRAINEE] * 2
    shifts = found.prepared.problem.shift_by_id
    assert all(shifts[one.shift].start >= INSIDE + FROZEN for one in doubles)
    assert found.near == ()
    head = keep_draft(site_store, found.prepared, found.result, "planner", INSIDE).head
    publish(site_store, head.id, CONSENT, "signer", INSIDE, language("en"))
    again = repair_roster(site_store, asked(), INSIDE)
    assert [one for one in again.result.assignments if one.double] == sorted(
        doubles, key=lambda one: one.shift
    )


def test_nobody_is_planned_to_shadow_what_has_begun(site_store):
    with_a_trainee(site_store)
    with site_store.reading() as connection:
        problem = prepare(connection, FIRST, WEEKS, INSIDE).problem
    begun = {one.id for one in problem.shifts if one.start < INSIDE}
    assert begun
    assert set(problem.begun) == begun
