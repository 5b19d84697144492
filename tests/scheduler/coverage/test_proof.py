"""The proof counts each minute once, in the month of the local clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from data.model.gap import Cause
from data.model.post import PostKind
from scheduler.coverage.input import StaffedShift
from scheduler.coverage.proof import prove
from tests.scheduler.coverage.scenes import HOME, ill, known, local, shift

NIGHT = shift("2027-01-31 23:00", "2027-02-01 07:00")


def test_a_night_over_the_end_of_a_month_counts_in_both():
    scene = known(StaffedShift(NIGHT, ("a",)), **ill("a", "2027-02-01 05:00", "2027-02-02 00:00"))
    january, february = prove(scene, NIGHT.start, NIGHT.end).months
    assert (january.month, january.required, january.valid) == (date(2027, 1, 1), 60, 60)
    assert (february.month, february.required, february.valid) == (date(2027, 2, 1), 420, 300)
    assert february.by_cause == {Cause.ILLNESS: 120}
    assert february.named == 420


def test_only_what_was_asked_for_is_counted():
    scene = known(StaffedShift(NIGHT, ()))
    (month,) = prove(scene, local("2027-02-01 01:00"), local("2027-02-01 02:30")).months
    assert (month.required, month.missing) == (90, 90)


def test_the_hash_tells_who_was_missing_and_when():
    seen = set()
    for scene in (
        known(StaffedShift(NIGHT, ("a",))),
        known(StaffedShift(NIGHT, ())),
        known(StaffedShift(NIGHT, ("a",)), **ill("a", "2027-02-01 05:00", "2027-02-02 00:00")),
        known(StaffedShift(NIGHT, ("b",)), **ill("b", "2027-02-01 05:00", "2027-02-02 00:00")),
    ):
        seen.add(prove(scene, NIGHT.start, NIGHT.end).hash)
    assert len(seen) == 4
    assert prove(known(StaffedShift(NIGHT, ("a",))), NIGHT.start, NIGHT.end).is_whole
    assert NIGHT.end - NIGHT.start == timedelta(hours=8)


def test_before_the_first_roster_of_any_post_an_open_call_has_no_record_either():
    called = replace(HOME, kind=PostKind.OPEN_CALL, most_chance_nobody=0.05)
    first = local("2027-01-04 00:00")
    inputs = known(posts=(called,), begins={"CACO": first})
    (month,) = prove(inputs, local("2027-01-02 00:00"), local("2027-01-05 00:00")).months
    assert (month.unrecorded, month.required) == (2 * 24 * 60, 24 * 60)
    (month,) = prove(inputs, local("2027-01-02 00:00"), first).months
    assert (month.unrecorded, month.required) == (2 * 24 * 60, 0)
