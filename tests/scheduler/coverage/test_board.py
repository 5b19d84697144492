"""The board: who is on now, who is next, what is doubtful; from scenes made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data.model.call_out import CalledPerson, CallOut
from data.model.contact import AlertRecords
from data.model.gap import Cause, GapState
from data.model.person import Competence
from data.model.post import Post, PostKind
from data.model.register import Register
from data.model.requirement import Override, Requirement, RequirementKind
from scheduler.coverage.board import BoardCover, BoardDuty, Next, board
from scheduler.coverage.input import StaffedShift
from scheduler.coverage.on_duty import available_people
from scheduler.coverage.snapshot import CoverageFacts, CoverageSnapshot
from scheduler.coverage.status import CoverageStatus, GapResponses, gap_row
from scheduler.coverage.tracking import track
from scheduler.coverage.uncovered import find_uncovered
from tests.scheduler.coverage.scenes import DESK, HOME, day_of, ill, known, local, shift

NOW = local("2027-01-05 10:00")
END = NOW + timedelta(weeks=2)
CALL = Post(
    "IC", "IC", "IC", ("FL",), PostKind.OPEN_CALL, "always", priority=3, most_chance_nobody=0.05
)
COURSE = Requirement("COURSE", "Course", ("CACO",), RequirementKind.COURSE, date(2020, 1, 1))
EARLY, LATE, NIGHT = day_of("2027-01-05")


def seen(facts, now=NOW, change=lambda gap: gap, asked=None):
    """Coverage at a moment; `change` is done to each gap that is found."""
    until = now + timedelta(weeks=8)
    intervals = [
        interval
        for interval in find_uncovered(facts, now - timedelta(days=1), until)
        if interval.end > now
    ]
    found, _ = track((), intervals, now)
    said = GapResponses(offered=asked or {})
    rows = [gap_row(change(gap), facts.posts, said, now) for gap in found]
    there = CoverageFacts(1, now, until, facts, tuple(intervals), {}, {})
    return CoverageSnapshot(there, CoverageStatus(now, tuple(rows)))


def row_of(facts, **how):
    (row,) = board(seen(facts, **how), END).rows
    return row


def covers(row):
    return [block.cover for block in row.blocks]


def test_it_says_who_is_on_until_when_and_who_is_next():
    row = row_of(known(StaffedShift(EARLY, ("a",)), StaffedShift(LATE, ("b",))))
    assert row.on == (BoardDuty("a", EARLY.end),)
    assert row.next == Next(LATE.start, ("b",))
    assert row.is_filled
    assert covers(row) == [BoardCover.HELD, BoardCover.HELD]


def test_at_the_very_end_of_a_shift_the_next_is_on():
    row = row_of(known(StaffedShift(EARLY, ("a",)), StaffedShift(LATE, ("b",))), now=LATE.start)
    assert row.on == (BoardDuty("b", LATE.end),)
    assert row.next is None


def test_who_falls_ill_is_on_until_then_and_a_gap_follows():
    facts = known(StaffedShift(EARLY, ("a",)), **ill("a", "2027-01-05 12:00", "2027-01-06 00:00"))
    row = row_of(facts)
    assert row.on == (BoardDuty("a", local("2027-01-05 12:00")),)
    assert row.next == Next(local("2027-01-05 12:00"), ())
    assert covers(row) == [BoardCover.HELD, BoardCover.GAP]


def test_who_is_ill_now_is_not_on_and_the_post_is_not_filled():
    facts = known(StaffedShift(EARLY, ("a",)), **ill("a", "2027-01-05 00:00", "2027-01-06 00:00"))
    found = board(seen(facts), END)
    (row,) = found.rows
    assert row.on == ()
    assert row.gap.gap.interval.cause is Cause.ILLNESS
    assert found.empty == (row,)


def test_of_two_who_are_needed_one_is_not_enough():
    pair = replace(DESK, required=2)
    early = replace(EARLY, required=2)
    row = row_of(known(StaffedShift(early, ("a",)), posts=(pair,)))
    assert row.on == (BoardDuty("a", EARLY.end),)
    assert not row.is_filled


def test_where_nobody_is_needed_now_a_post_is_neither_filled_nor_empty():
    found = board(seen(known(StaffedShift(LATE, ("a",)))), END)
    assert found.needed == found.empty == ()
    assert found.rows[0].next == Next(LATE.start, ("a",))


def test_an_empty_shift_is_next_before_the_one_that_is_filled():
    row = row_of(
        known(StaffedShift(EARLY, ("a",)), StaffedShift(LATE, ()), StaffedShift(NIGHT, ("b",)))
    )
    assert row.next == Next(LATE.start, ())
    assert covers(row) == [BoardCover.HELD, BoardCover.GAP, BoardCover.HELD]


def test_the_first_gap_is_the_first_that_has_yet_to_begin():
    facts = known(
        StaffedShift(EARLY, ()),
        StaffedShift(NIGHT, ()),
        StaffedShift(shift("2027-01-04 17:00", "2027-01-11 17:00", HOME), ("a",)),
        posts=(DESK, HOME),
    )
    found = board(seen(facts), END)
    assert found.first_gap.gap.interval.start == NIGHT.start
    assert [row.gap.interval.start for row in found.gaps] == [EARLY.start, NIGHT.start]


def test_what_is_accepted_or_offered_looks_so():
    facts = known(StaffedShift(EARLY, ("a",)), StaffedShift(LATE, ()))
    offered = row_of(facts, asked={LATE.id: ["b"]})
    assert covers(offered) == [BoardCover.HELD, BoardCover.OFFERED]

    def intend(gap):
        return replace(gap, state=GapState.ACCEPTED, accepted_until=gap.interval.end)

    found = board(seen(facts, change=intend), END)
    assert covers(found.rows[0]) == [BoardCover.HELD, BoardCover.ACCEPTED]
    assert (found.gaps, len(found.accepted), found.first_gap) == ((), 1, None)


def test_a_post_that_is_empty_now_counts_as_empty_also_when_that_was_accepted():
    def intend(gap):
        return replace(gap, state=GapState.ACCEPTED, accepted_until=gap.interval.end)

    found = board(seen(known(StaffedShift(EARLY, ())), change=intend), END)
    assert len(found.empty) == 1


def test_an_acceptance_that_ran_out_is_a_gap_again():
    def intended(gap):
        return replace(gap, state=GapState.ACCEPTED, accepted_until=NOW)

    assert covers(row_of(known(StaffedShift(LATE, ())), change=intended)) == [BoardCover.GAP]


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [
        (date(2027, 1, 5), date(2027, 1, 5), BoardCover.DOUBTFUL),
        (date(2027, 1, 6), date(2027, 1, 9), None),  # not competent on the day itself
    ],
)
def test_cover_by_a_decision_is_doubtful(first, until, expected):
    register = Register(
        (Competence("a", "CACO", date(2020, 1, 1)),),
        requirements=(COURSE,),
        overrides=(Override("a", "CACO", first, until, "chief", "shortage"),),
    )
    row = row_of(known(StaffedShift(EARLY, ("a",)), people=("a",), register=register))
    assert covers(row) == [expected or BoardCover.GAP]


def answers(count, came):
    begun = datetime(2026, 9, 1, 12, tzinfo=UTC)
    return tuple(
        CallOut(
            f"{number}",
            begun + timedelta(days=number),
            ("IC",),
            people=(CalledPerson("a", "IC", came, minutes=5),),
        )
        for number in range(count)
    )


def test_an_open_call_of_which_nothing_is_known_is_unsure_and_never_counts_as_filled():
    found = board(seen(known(posts=(CALL,))), END)
    (row,) = found.rows
    assert set(covers(row)) == {BoardCover.UNSURE}
    assert row.is_open_call
    assert row.chance.rate is None
    assert (found.needed, found.first_gap) == ((), None)
    assert found.gaps


def test_an_open_call_that_is_not_watched_stays_quiet():
    facts = known(posts=(replace(CALL, most_chance_nobody=None),))
    assert covers(row_of(facts)) == [BoardCover.CALL]


def test_an_open_call_tells_the_chance_of_this_time_of_day():
    facts = known(posts=(CALL,), alerts=AlertRecords(call_outs=answers(40, came=True)))
    row = row_of(facts)
    assert row.chance.time_class == "day"
    assert row.chance.rate.count == 40


def test_without_posts_there_is_nothing_to_watch():
    found = board(seen(known(posts=())), END)
    assert (found.rows, found.gaps, found.first_gap) == ((), (), None)


def test_who_could_be_called_is_free_now_and_stands_by_how_long():
    yesterday = day_of("2027-01-04")
    facts = known(
        StaffedShift(yesterday[0], ("b",)),
        StaffedShift(yesterday[2], ("c",)),
        StaffedShift(EARLY, ()),
        StaffedShift(shift("2027-01-04 17:00", "2027-01-11 17:00", HOME), ("d",)),
        posts=(DESK, HOME),
        people=("a", "b", "c", "d"),
    )
    interval = next(row.gap.interval for row in seen(facts).rows if row.gap.interval.post == "CACO")
    assert [one.person for one in available_people(facts, interval, NOW)] == ["a", "b", "c"]
    assert available_people(facts, interval, interval.end) == []
