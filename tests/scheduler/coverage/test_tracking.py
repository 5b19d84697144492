"""A gap keeps its identity while its edges move."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.gap import (
    UNROSTERED,
    AcceptedFacts,
    Cause,
    Gap,
    GapPart,
    GapState,
    UncoveredInterval,
)
from scheduler.coverage.tracking import is_worth_noting, track
from tests.scheduler.coverage.scenes import day_of, local

D, L, N = day_of("2027-01-04")
NOW = local("2027-01-01 12:00")
LATER = NOW + timedelta(minutes=5)


def interval(slot=D, start=None, end=None, cause=Cause.ILLNESS, post="CACO", missing=1, person="a"):
    begin, finish = start or slot.start, end or slot.end
    part = GapPart(begin, finish, missing, cause, person)
    return UncoveredInterval(post, slot.id, begin, finish, 1, missing, (part,))


def gap(found, number=1, **given):
    return Gap(number, found, GapState.OPEN, NOW, **given)


def test_what_is_found_first_opens():
    (one,), (change,) = track([], [interval()], NOW)
    assert (change.what, one.state, one.opened_at) == ("opened", GapState.OPEN, NOW)


def test_nothing_new_is_no_change():
    assert track([gap(interval())], [interval()], LATER) == ((gap(interval()),), ())


def test_an_edge_that_moves_is_the_same_gap():
    moved = interval(start=D.start + timedelta(hours=2))
    (one,), (change,) = track([gap(interval())], [moved], LATER)
    assert (one.id, one.interval, change.what) == (1, moved, "moved")


def test_an_edge_that_moves_beyond_the_old_end_is_still_the_same_gap():
    before = interval(end=D.start + timedelta(hours=1))
    after = interval(start=D.start + timedelta(hours=3))
    (one,), (change,) = track([gap(before)], [after], LATER)
    assert (one.id, change.what) == (1, "moved")


def test_a_filled_gap_closes_by_itself():
    found, (change,) = track([gap(interval())], [], LATER)
    assert found == ()
    assert (change.what, change.after.state, change.after.closed_by) == (
        "closed", GapState.CLOSED, "filled",
    )  # fmt: skip


def test_a_gap_whose_time_went_by_is_over_and_not_filled():
    _, (change,) = track([gap(interval())], [], D.end)
    assert change.after.closed_by == "over"


def test_it_reopens_as_the_same_gap():
    _, (closed,) = track([gap(interval())], [], LATER)
    (one,), (change,) = track([closed.after], [interval()], LATER + timedelta(hours=1))
    assert (one.id, change.what, one.state, one.closed_at) == (1, "reopened", GapState.OPEN, None)


def test_whoever_took_it_up_is_asked_again_when_it_reopens():
    taken = replace(gap(interval()), state=GapState.ACKNOWLEDGED, acknowledged_by="m")
    _, (closed,) = track([taken], [], LATER)
    (one,), _ = track([closed.after], [interval()], LATER)
    assert (one.state, one.acknowledged_by) == (GapState.OPEN, "")


def test_an_acknowledgement_outlives_a_move():
    taken = replace(gap(interval()), state=GapState.ACKNOWLEDGED, acknowledged_by="m")
    (one,), _ = track([taken], [interval(end=D.end - timedelta(hours=1))], LATER)
    assert (one.state, one.acknowledged_by) == (GapState.ACKNOWLEDGED, "m")


def test_an_acceptance_ends_on_its_day():
    until = NOW + timedelta(days=1)
    accepted = replace(gap(interval()), state=GapState.ACCEPTED, accepted_until=until)
    (one,), changes = track([accepted], [interval()], until - timedelta(minutes=1))
    assert (one.state, changes) == (GapState.ACCEPTED, ())
    (one,), (change,) = track([accepted], [interval()], until)
    assert (one.state, change.what) == (GapState.OPEN, "moved")


def accepted(found, at=NOW):
    facts = AcceptedFacts(at, found.start, found.end, found.missing, found.people)
    return gap(found, accepted_by="m", accepted_until=found.end, accepted_facts=facts)


@pytest.mark.parametrize(
    ("after", "holds"),
    [
        (interval(), True),
        (interval(start=D.start + timedelta(hours=2)), True),
        (interval(start=D.start - timedelta(hours=1)), False),
        (interval(end=D.end + timedelta(hours=1)), False),
        (interval(missing=2), False),
        (interval(person="b"), False),
        (interval(person=""), True),
    ],
)
def test_an_acceptance_is_of_the_gap_as_it_was_and_of_no_more(after, holds):
    (one,), _ = track([accepted(interval())], [after], LATER)
    assert one.state is (GapState.ACCEPTED if holds else GapState.OPEN)
    assert one.is_intended(LATER) is holds


def test_somebody_else_who_falls_out_is_not_accepted_with_who_did_before():
    """Accepted because a is ill; b takes the seat, which closes the gap, and falls ill too."""
    _, (closed,) = track([accepted(interval())], [], LATER)
    (one,), _ = track([closed.after], [interval(person="b")], LATER + timedelta(hours=1))
    assert one.state is GapState.OPEN


def test_time_that_was_over_when_it_was_accepted_does_not_count():
    """A look from midnight on finds more of a gap that had begun than the look before."""
    begun = interval(start=D.start + timedelta(hours=2))
    (one,), _ = track([accepted(begun, D.start + timedelta(hours=3))], [interval()], D.end)
    assert one.accepted_facts.cover(one.interval)


def test_two_gaps_of_one_shift_keep_apart():
    first = interval(end=D.start + timedelta(hours=1))
    second = interval(start=D.end - timedelta(hours=1))
    known = [gap(first, 1), gap(second, 2)]
    moved = [interval(end=D.start + timedelta(hours=2)), second]
    found, _ = track(known, moved, LATER)
    assert [(one.id, one.interval) for one in found] == [(1, moved[0]), (2, second)]


def test_trap_12_a_gap_is_bound_to_its_shift_and_not_to_a_span_of_time():
    """A shift that moves in time keeps its gap, and the next shift's gap keeps its own."""
    later = interval(D, L.start, L.end)
    known = [gap(interval(), 1), gap(interval(L), 2)]
    found, _ = track(known, [later, interval(L)], LATER)
    assert [(one.id, one.interval.slot) for one in found] == [(1, D.id), (2, L.id)]


def test_a_shift_with_another_code_at_the_same_time_is_the_same_gap():
    renamed = replace(
        interval(), slot="CACO:2027-01-04T07:30", start=D.start + timedelta(minutes=30)
    )
    (one,), (change,) = track([gap(interval())], [renamed], LATER)
    assert (one.id, change.what) == (1, "moved")


def test_another_post_at_the_same_time_is_another_gap():
    found, changes = track([gap(interval())], [interval(), interval(post="IM")], LATER)
    assert [one.id for one in found] == [1, 0]
    assert [change.what for change in changes] == ["opened"]


def test_a_horizon_that_moves_on_is_nothing_to_tell():
    before = replace(interval(cause=Cause.ROSTER_ENDS), slot=UNROSTERED)
    after = replace(before, end=before.end + timedelta(days=1))
    (one,), (change,) = track([gap(before)], [after], LATER)
    assert (one.interval.end, is_worth_noting(change)) == (after.end, False)
    earlier = replace(before, missing=2)
    _, (change,) = track([gap(before)], [earlier], LATER)
    assert is_worth_noting(change)


SLOTS = st.sampled_from([D, L, N])


@st.composite
def some_uncovered(draw):
    found = {}
    for slot in draw(st.sets(SLOTS)):
        start = draw(st.integers(0, 300))
        end = draw(st.integers(start + 1, 480))
        minute = timedelta(minutes=1)
        found[slot.id] = interval(slot, slot.start + start * minute, slot.start + end * minute)
    return list(found.values())


@settings(max_examples=100)
@given(st.lists(some_uncovered(), min_size=1, max_size=6))
def test_one_gap_per_shift_however_its_edges_move(looks):
    known: dict[Any, Any] = {}
    now = NOW
    for look in looks:
        found, changes = track(list(known.values()), look, now)
        assert sorted(one.interval.slot for one in found) == sorted(one.slot for one in look)
        for change in changes:
            after = change.after if change.after.id else replace(change.after, id=len(known) + 1)
            known[after.id] = after
        now += timedelta(minutes=5)
    slots = [one.interval.slot for one in known.values()]
    assert len(slots) == len(set(slots))


def test_of_an_open_and_a_closed_gap_of_a_shift_the_open_one_goes_on():
    was_closed = replace(
        gap(interval(), 1), state=GapState.CLOSED, closed_at=NOW, closed_by="filled"
    )
    still_open = gap(interval(start=D.end - timedelta(hours=1)), 2)
    (one,), _ = track([was_closed, still_open], [interval()], LATER)
    assert one.id == 2
