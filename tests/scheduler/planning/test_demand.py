"""Demand that is recorded while a roster is in force: what it opens, closes, and puts in drafts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from data.i18n.language import language
from data.model.candidate import Legality
from data.model.errors import InputError
from data.model.gap import Cause
from data.store import rosters
from data.tables.period import ZONE
from scheduler.coverage.gap_queries import list_gaps
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.monitor import sweep
from scheduler.coverage.proof import prove
from scheduler.coverage.uncovered import find_uncovered
from scheduler.planning.candidate_search import candidates, find_shift
from scheduler.planning.demand_changes import (
    changes_in_draft,
    changes_in_force,
    rosters_behind_demand,
)
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.open_roster import open_draft, open_roster
from scheduler.planning.preparation import parts_of, prepare
from scheduler.planning.publish import publish
from scheduler.records.edit import Replacement, fingerprint, read_table, replace_rows
from scheduler.records.row_edits import RowEdit, edit_rows
from scheduler.reporting.statement import state
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS
from tests.support.take_overs import take_over
from tests.web.conftest import published_file, site_store

__all__ = ["published_file", "site_store"]

STORM = {
    "post": "CACO",
    "start": "2027-01-13 18:00",
    "end": "2027-01-14 02:00",
    "required": "2",
    "source": "code_red",
    "reason": "Storm",
}
MINUTE = timedelta(minutes=1)
WEEK_AFTER = INSIDE + timedelta(weeks=1)
CLOSED = {
    "post": "CACO",
    "start": "2027-01-13",
    "end": "2027-01-13",
    "required": "0",
    "source": "closed",
}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def record(store, table="demand", **row):
    (change,) = edit_rows(store, [RowEdit(table, row)], "planner", INSIDE)
    return change


def gaps(store, post="CACO", first=None, last=None):
    start = local("2027-01-13 00:00") if first is None else first
    end = local("2027-01-15 00:00") if last is None else last
    with store.reading() as connection:
        inputs = read_coverage_input(connection, start, end, INSIDE)
    return [
        (one.start, one.end, one.missing, one.cause)
        for one in find_uncovered(inputs, start, end)
        if one.post == post
    ]


def minutes(store, first, last):
    start, end = local(first), local(last)
    with store.reading() as connection:
        inputs = read_coverage_input(connection, start, end, INSIDE)
    months = [one for one in prove(inputs, start, end).months if one.post == "CACO"]
    return sum(one.required for one in months), sum(one.missing for one in months)


def test_a_storm_added_to_a_roster_in_force_is_a_gap_at_once(site_store):
    before = gaps(site_store)
    record(site_store, **STORM)
    storm = (
        local("2027-01-13 18:00"),
        local("2027-01-14 02:00"),
        1,
        Cause.MORE_NEEDED,
    )
    assert sorted(gaps(site_store)) == sorted([*before, storm])


def test_the_gap_of_a_storm_is_tracked_and_closes_when_the_storm_is_called_off(site_store):
    record(site_store, **STORM)
    sweep(site_store, 4, INSIDE)
    (row,) = [
        one
        for one in list_gaps(site_store, INSIDE, WEEK_AFTER, INSIDE).rows
        if one.gap.interval.cause is Cause.MORE_NEEDED
    ]
    assert not row.gap.interval.has_shift
    rows = read_table(site_store, "demand")
    replace_rows(site_store, Replacement("demand", STORM, [], fingerprint(rows)), "planner", INSIDE)
    sweep(site_store, 4, INSIDE)
    assert not [
        one
        for one in list_gaps(site_store, INSIDE, WEEK_AFTER, INSIDE).rows
        if one.gap.interval.cause is Cause.MORE_NEEDED
    ]


def test_a_closed_day_has_no_gap_and_asks_no_minutes(site_store):
    required, _missing = minutes(site_store, "2027-01-13", "2027-01-14")
    assert required == 24 * 60
    record(site_store, **CLOSED)
    assert minutes(site_store, "2027-01-13", "2027-01-14") == (0, 0)
    assert all(
        one[1] <= local("2027-01-13 00:00") or one[0] >= local("2027-01-14 00:00")
        for one in gaps(site_store)
    )


def test_a_storm_asks_its_minutes_too(site_store):
    required, missing = minutes(site_store, "2027-01-13", "2027-01-15")
    record(site_store, **STORM)
    assert minutes(site_store, "2027-01-13", "2027-01-15") == (
        required + 8 * 60,
        missing + 8 * 60,
    )


def test_two_seats_in_the_weekend_are_asked_of_a_roster_in_force(site_store):
    record(
        site_store,
        "minimum_cover",
        post="CACO",
        weekdays="sa;su",
        start="14:00",
        end="22:00",
        required="2",
        **{"from": "2027-01-10"},
    )
    found = gaps(site_store, first=local("2027-01-08"), last=local("2027-01-18"))
    assert [one for one in found if one[3] is Cause.MORE_NEEDED] == [
        (local(f"2027-01-{day} 14:00"), local(f"2027-01-{day} 22:00"), 1, Cause.MORE_NEEDED)
        for day in (10, 16, 17)
    ]


def test_after_the_last_roster_it_is_the_roster_that_ends(site_store):
    record(site_store, **STORM | {"start": "2027-01-20 18:00", "end": "2027-01-21 02:00"})
    found = gaps(site_store, first=local("2027-01-19"), last=local("2027-01-22"))
    assert {one[3] for one in found} == {Cause.ROSTER_ENDS}
    assert max(one[2] for one in found) == 2


def bound(store, **days):
    rows = [row for row in read_table(store, "posts") if row["id"] == "CACO"]
    new = Replacement("posts", {"id": "CACO"}, [rows[0] | days], fingerprint(rows))
    replace_rows(store, new, "planner", INSIDE)


def test_before_its_first_day_a_post_has_no_gap_and_the_statement_asks_nothing(site_store):
    bound(site_store, **{"from": "2027-01-12"})
    found = state(site_store, date(2027, 1, 11), date(2027, 1, 12), INSIDE)
    (month,) = [one for one in found.proof.months if one.post == "CACO"]
    assert month.required == 24 * 60
    assert not [
        one
        for one in found.stretches
        if one.post == "CACO" and one.start < local("2027-01-12 00:00")
    ]


def test_after_its_last_day_a_post_has_no_gap(site_store):
    bound(site_store, until="2027-01-17")
    assert gaps(site_store, first=local("2027-01-18"), last=local("2027-02-18")) == []


def draft_of(store):
    return copy_in_force(store, FIRST, WEEKS, "planner", INSIDE)


def shifts_of(store, head):
    with store.reading() as connection:
        return {one.id: one for one in rosters.read_shifts(connection, head.shift_set)}


def holders(store, head):
    with store.reading() as connection:
        return {(one.person, one.shift) for one in rosters.read_assignments(connection, head.id)}


def in_force(store):
    with store.reading() as connection:
        return rosters.in_force(connection, local("2027-01-13"), local("2027-01-14"))[0]


def test_a_draft_made_after_a_storm_has_its_shift_open(site_store):
    record(site_store, **STORM)
    head = draft_of(site_store)
    extra = shifts_of(site_store, head)["CACO:2027-01-13T18:00_480"]
    assert (extra.name, extra.required, extra.work_minutes) == ("L+", 1, 480)
    assert holders(site_store, head) == holders(site_store, in_force(site_store))


def test_once_it_is_signed_the_open_shift_is_the_gap(site_store):
    record(site_store, **STORM)
    sweep(site_store, 4, INSIDE)
    publish(site_store, draft_of(site_store).id, CONSENT, "signer", INSIDE, language("en"))
    storm = (local("2027-01-13 18:00"), local("2027-01-14 02:00"), 1, Cause.NEVER_FILLED)
    assert storm in gaps(site_store)
    assert Cause.MORE_NEEDED not in {one[3] for one in gaps(site_store)}


def test_in_a_draft_made_after_a_closed_day_its_duties_fall_away(site_store):
    before = holders(site_store, in_force(site_store))
    record(site_store, **CLOSED)
    head = draft_of(site_store)
    gone = {
        shift for _person, shift in before - holders(site_store, head) if shift.startswith("CACO")
    }
    known = shifts_of(site_store, head)
    assert {"CACO:2027-01-13T07:00", "CACO:2027-01-13T15:00"} <= gone
    assert not gone & known.keys()
    on_the_day = local("2027-01-13 00:00"), local("2027-01-14 00:00")
    assert not [
        one
        for one in known.values()
        if one.post == "CACO" and one.start < on_the_day[1] and on_the_day[0] < one.end
    ]


def test_who_has_a_shift_that_is_cut_keeps_what_is_left_of_it(site_store):
    (holder,) = [
        person
        for person, shift in holders(site_store, in_force(site_store))
        if shift == "CACO:2027-01-13T23:00"
    ]
    record(site_store, **CLOSED)
    head = draft_of(site_store)
    assert (holder, "CACO:2027-01-14T00:00_420") in holders(site_store, head)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"required": ""}, "is empty"),
        ({"end": "2027-01-13 18:00"}, "is not after the start"),
        ({"source": "closed"}, "it is closed, and 2 people are needed"),
        ({"until": "2028-01-01"}, "until is for what returns each year"),
        ({"yearly": "yes", "until": "2026-01-01"}, "until lies before the start"),
        ({"end": "2028-02-14"}, "longer than a year"),
        ({"post": "CACA"}, "is unknown"),
        ({"required": "51"}, "out of range"),
    ],
)
def test_a_demand_that_makes_no_sense_is_refused(site_store, row, said):
    with pytest.raises(InputError) as refused:
        record(site_store, **{name: text for name, text in (STORM | row).items() if text})
    assert said in " ".join(fault.what for fault in refused.value.faults)


def test_two_demands_of_one_time_are_refused(site_store):
    record(site_store, **STORM)
    with pytest.raises(InputError) as refused:
        record(site_store, **STORM | {"start": "2027-01-13 20:00"})
    (fault,) = refused.value.faults
    assert "in this time too" in fault.what


def test_what_holds_once_may_stand_beside_what_returns(site_store):
    record(site_store, **STORM | {"yearly": "yes"})
    record(site_store, **STORM | {"start": "2027-01-13 17:00", "required": "3"})
    assert (local("2027-01-13 17:00"), 2) in [(one[0], one[2]) for one in gaps(site_store)]


def test_demand_outside_the_days_of_a_post_is_refused(site_store):
    bound(site_store, until="2027-01-10")
    with pytest.raises(InputError) as refused:
        record(site_store, **STORM)
    assert "is not there after 2027-01-10" in refused.value.faults[0].what


def test_a_post_may_end_with_its_demand(site_store):
    """No demand is left that would keep a file from being read."""
    record(site_store, **STORM)
    assert read_table(site_store, "demand")[0]["reason"] == "Storm"
    rows = [row for row in read_table(site_store, "posts") if row["id"] == "CACO"]
    open_call = rows[0] | {"kind": "open_call"}
    new = Replacement("posts", {"id": "CACO"}, [open_call], fingerprint(rows))
    replace_rows(site_store, new, "planner", INSIDE)
    with site_store.reading() as connection:
        read_coverage_input(connection, INSIDE, INSIDE + timedelta(days=7), INSIDE)


def test_a_draft_that_was_there_already_follows_with_its_next_change(site_store):
    head = draft_of(site_store)
    before = holders(site_store, head)
    record(site_store, **CLOSED)
    record(site_store, **STORM | {"start": "2027-01-15 18:00", "end": "2027-01-16 02:00"})
    with site_store.writing() as connection:
        opened = open_draft(connection, head.id, "planner", INSIDE)
    assert opened.is_renewed
    assert "CACO:2027-01-15T18:00_480" in opened.shift_by_id
    (holder,) = [person for person, shift in before if shift == "CACO:2027-01-13T23:00"]
    assert (holder, "CACO:2027-01-14T00:00_420") in holders(site_store, opened.head)


def test_what_demand_changed_in_a_roster_in_force_is_told_with_whom_it_falls_on(site_store):
    assert rosters_behind_demand(site_store, INSIDE) == ()
    record(site_store, **CLOSED)
    record(site_store, **STORM | {"start": "2027-01-15 18:00", "end": "2027-01-16 02:00"})
    (found,) = rosters_behind_demand(site_store, INSIDE)
    assert [one.id for one in found.changes.added] == ["CACO:2027-01-15T18:00_480"]
    assert [
        (one.shift.id[-5:], [rest.id for rest in one.rest]) for one in found.changes.fallen
    ] == [
        ("23:00", ["CACO:2027-01-12T23:00_60"]),
        ("07:00", []),
        ("15:00", []),
        ("23:00", ["CACO:2027-01-14T00:00_420"]),
    ]
    assert all(one.people for one in found.changes.fallen)
    with site_store.reading() as connection:
        assert found.head == rosters.read_head(connection, found.head.id)


def test_a_draft_says_what_demand_changed_in_it(site_store):
    record(site_store, **STORM)
    head = draft_of(site_store)
    (found,) = rosters_behind_demand(site_store, INSIDE)
    assert [one.id for one in found.drafts] == [head.id]
    opened = open_roster(site_store, head.id)
    changes = changes_in_draft(site_store, opened, INSIDE)
    assert [one.id for one in changes.added] == ["CACO:2027-01-13T18:00_480"]
    assert changes.fallen == ()
    assert changes_in_force(site_store, in_force(site_store), INSIDE) == changes
    publish(site_store, head.id, CONSENT, "signer", INSIDE, language("en"))
    assert rosters_behind_demand(site_store, INSIDE) == ()


def test_a_shift_that_has_begun_stands_as_it_was_when_the_rest_of_the_day_is_closed(site_store):
    record(
        site_store,
        post="CACO",
        start="2027-01-08 14:00",  # INSIDE is at 13:00
        end="2027-01-08 23:00",
        required="0",
    )
    head = draft_of(site_store)
    begun = {
        one.id: one.required
        for one in shifts_of(site_store, head).values()
        if one.post == "CACO" and one.start < INSIDE < one.end
    }
    assert begun == {"CACO:2027-01-08T07:00": 1}
    assert "CACO:2027-01-08T15:00" not in shifts_of(site_store, head)
    assert gaps(site_store, first=INSIDE, last=local("2027-01-08 23:00")) == []


def test_an_extra_seat_that_is_needed_from_now_on_is_open(site_store):
    record(
        site_store,
        post="CACO",
        start="2027-01-08 11:00",
        end="2027-01-08 21:00",
        required="2",
    )
    (gap,) = [one for one in gaps(site_store, first=INSIDE, last=WEEK_AFTER) if one[2]][:1]
    assert gap[3] is Cause.MORE_NEEDED
    head = draft_of(site_store)
    assert not [one for one in shifts_of(site_store, head).values() if one.is_extra]


def test_no_planner_is_asked_to_leave_open_what_demand_cut(site_store):
    record(site_store, **CLOSED)
    with site_store.reading() as connection:
        problem = prepare(connection, FIRST, WEEKS, INSIDE).problem
    cut = [one for one in problem.shifts if one.is_part and one.is_by_demand]
    assert cut
    assert not {one.id for one in cut} & set(parts_of(problem))


def test_a_post_that_moved_to_another_book_since_is_not_taken_for_closed(site_store):
    record(site_store, "books", id="desk", name="Control room")
    bound(site_store, book="desk")
    assert rosters_behind_demand(site_store, INSIDE) == ()


PAST = {
    "start": "2027-01-07 20:00",
    "end": "2027-01-10 20:00",
    "required": "2",
    "reason": "Storm",
}


def to_come(store, post):
    """What coverage finds missing at a post up to the end of `PAST`, by minute and cause."""
    found = gaps(store, post, INSIDE, local("2027-01-10 20:00"))
    return sum(
        one[2] * (min(one[1], local("2027-01-10 20:00")) - max(one[0], INSIDE)) // MINUTE
        for one in found
    ), {one[3] for one in found}


@pytest.mark.parametrize("post", ["CACO", "IM-COPI-R1"])
def test_a_seat_that_was_needed_before_is_missing_for_all_time_to_come(site_store, post):
    before, _causes = to_come(site_store, post)
    record(site_store, post=post, **PAST)
    minutes_left = (local("2027-01-10 20:00") - INSIDE) // MINUTE
    assert to_come(site_store, post) == (before + minutes_left, {Cause.MORE_NEEDED})
    head = draft_of(site_store)
    publish(site_store, head.id, CONSENT, "signer", INSIDE, language("en"))
    assert to_come(site_store, post)[0] == before + minutes_left


def test_a_draft_has_a_shift_for_what_is_left_of_a_seat_beside_one_under_way(site_store):
    record(site_store, post="CACO", **PAST)
    head = draft_of(site_store)
    running = shifts_of(site_store, head)["CACO:2027-01-08T07:00_*"]
    assert (running.start, running.end, running.required) == (
        local("2027-01-08 07:00"),
        local("2027-01-08 15:00"),
        1,
    )
    publish(site_store, head.id, CONSENT, "signer", INSIDE, language("en"))
    assert to_come(site_store, "CACO")[1] == {Cause.NEVER_FILLED}
    with site_store.reading() as connection:
        sought = find_shift(connection, running.id, INSIDE)
        found = candidates(sought, INSIDE)
    assert sought.piece == (INSIDE, running.end)
    (comer,) = [one.person for one in found if one.legality is Legality.LEGAL][:1]
    take_over(site_store, running, ("", comer), INSIDE, now=INSIDE)
    assert gaps(site_store, "CACO", INSIDE, running.end) == []


def test_what_is_added_names_the_seats_that_were_needed_before(site_store):
    record(site_store, post="IM-COPI-R1", **PAST | {"start": "2027-01-05"})
    later = local("2027-01-08 18:00")
    (found,) = rosters_behind_demand(site_store, later)
    added = [(one.start, one.end) for one in found.changes.added]
    assert added == [
        (local("2027-01-08 17:00"), local("2027-01-09 00:00")),
        (local("2027-01-09 00:00"), local("2027-01-10 20:00")),
    ]
    head = copy_in_force(site_store, FIRST, WEEKS, "planner", later)
    opened = open_roster(site_store, head.id)
    assert changes_in_draft(site_store, opened, later).added == found.changes.added
    publish(site_store, head.id, CONSENT, "signer", later, language("en"))
    assert rosters_behind_demand(site_store, later) == ()


def test_who_kept_the_rest_of_a_shift_has_all_of_it_again_once_it_is_open_again(site_store):
    (holder,) = [
        person
        for person, shift in holders(site_store, in_force(site_store))
        if shift == "CACO:2027-01-13T23:00"
    ]
    record(site_store, **CLOSED)
    publish(site_store, draft_of(site_store).id, CONSENT, "signer", INSIDE, language("en"))
    (row,) = read_table(site_store, "demand")
    gone = Replacement("demand", row, [], fingerprint([row]))
    replace_rows(site_store, gone, "planner", INSIDE)
    (found,) = rosters_behind_demand(site_store, INSIDE)
    assert "CACO:2027-01-13T23:00" not in {one.id for one in found.changes.added}
    assert ("CACO:2027-01-14T00:00_420", ["CACO:2027-01-13T23:00"]) in [
        (one.shift.id, [rest.id for rest in one.rest]) for one in found.changes.fallen
    ]
    head = draft_of(site_store)
    assert (holder, "CACO:2027-01-13T23:00") in holders(site_store, head)
