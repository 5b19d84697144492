"""A draft replayed on the version in force: nothing of either side is lost in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model.duty import Assignment
from data.model.roster_merge import ConflictKind, MergeSide, Possible, merge
from data.model.shift import Shift

START = datetime(2027, 1, 4, 7, tzinfo=UTC)
#: The second lies across the first; the others follow, two people are needed on the fourth.
SHIFTS = {
    name: Shift(
        name,
        "CACO",
        name,
        START + timedelta(hours=hours),
        START + timedelta(hours=hours + 8),
        480,
        need,
    )
    for name, hours, need in [
        ("s1", 0, 1),
        ("s2", 4, 1),
        ("s3", 12, 1),
        ("s4", 20, 2),
        ("s5", 28, 1),
    ]
}
PEOPLE = ["anna", "bas", "chantal", "daan"]


def possible(begun=(), gone=(), hindered=None):
    hindered = hindered or {}
    there = {name: shift for name, shift in SHIFTS.items() if name not in gone}
    return Possible(there, frozenset(begun), lambda person, shift: hindered.get((person, shift)))


ALL = possible()


def roster(**holders):
    """``roster(s1="anna", s4="bas chantal+")``: a plus for who doubles, a star for a pin."""
    return {
        Assignment(name.rstrip("+*"), shift, pinned="*" in name, double="+" in name)
        for shift, names in holders.items()
        for name in names.split()
    }


def merged(base, draft, in_force, **how):
    return merge(base, draft, in_force, possible(**how) if how else ALL)


def kinds(found):
    return {one.shift: one.kinds for one in found.conflicts}


def test_changes_of_different_shifts_both_stand():
    base = roster(s1="anna", s3="bas", s5="daan")
    found = merged(base, roster(s1="chantal", s3="bas", s5="daan"), roster(s1="anna", s5="bas"))
    assert not found.conflicts
    assert set(found.resolved({})) == roster(s1="chantal", s5="bas")
    assert found.replayed == {"s1"}


def test_what_both_changed_alike_is_no_conflict():
    base, changed = roster(s1="anna"), roster(s1="bas")
    found = merged(base, changed, changed)
    assert set(found.resolved({})) == changed
    assert not found.conflicts
    assert not found.replayed


def test_two_people_for_one_seat_is_a_choice_with_both_sides():
    found = merged(roster(s1="anna"), roster(s1="bas"), roster(s1="chantal"))
    (one,) = found.conflicts
    assert one.kinds == (ConflictKind.BOTH,)
    assert set(one.base) | set(one.draft) | set(one.in_force) == roster(s1="anna bas chantal")
    assert found.unsettled({}) == (one,)
    assert set(found.resolved({"s1": MergeSide.DRAFT})) == roster(s1="bas")
    assert set(found.resolved({"s1": MergeSide.IN_FORCE})) == roster(s1="chantal")


def test_two_seats_of_one_shift_are_filled_by_one_each():
    found = merged(roster(), roster(s4="bas"), roster(s4="chantal"))
    assert set(found.resolved({})) == roster(s4="bas chantal")


def test_a_pin_on_somebody_who_was_taken_off_is_a_choice():
    found = merged(roster(s1="anna"), roster(s1="anna*"), roster(s1="bas"))
    assert kinds(found) == {"s1": (ConflictKind.BOTH,)}
    assert set(found.resolved({"s1": MergeSide.DRAFT})) == roster(s1="anna*")


def test_also_where_there_is_room_for_both():
    found = merged(roster(s4="anna"), roster(s4="anna*"), roster(s4="bas"))
    assert kinds(found) == {"s4": (ConflictKind.BOTH,)}


def test_a_pin_goes_along_with_who_stays():
    found = merged(roster(s4="anna"), roster(s4="anna*"), roster(s4="anna bas"))
    assert set(found.resolved({})) == roster(s4="anna* bas")


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        (ConflictKind.BEGUN, {"begun": ["s1"]}),
        (ConflictKind.GONE, {"gone": ["s1"]}),
        (ConflictKind.LEFT, {"hindered": {("bas", "s1"): ConflictKind.LEFT}}),
        (ConflictKind.NOT_COMPETENT, {"hindered": {("bas", "s1"): ConflictKind.NOT_COMPETENT}}),
    ],
)
def test_a_change_that_can_no_longer_be_is_told_and_not_made(kind, how):
    base = roster(s1="anna", s3="daan")
    found = merged(base, roster(s1="bas", s3="daan"), base, **how)
    assert kinds(found) == {"s1": (kind,)}
    assert not found.unsettled({})
    left = roster(s3="daan") if kind is ConflictKind.GONE else base
    assert set(found.resolved({"s1": MergeSide.DRAFT})) == left


def test_who_is_away_now_is_kept_only_if_the_planner_says_so():
    base = roster(s1="anna")
    found = merged(base, roster(s1="bas"), base, hindered={("bas", "s1"): ConflictKind.AWAY})
    assert kinds(found) == {"s1": (ConflictKind.AWAY,)}
    assert set(found.resolved({"s1": MergeSide.DRAFT})) == roster(s1="bas")
    assert set(found.resolved({"s1": MergeSide.IN_FORCE})) == base


def test_whom_both_sides_gave_a_duty_at_one_time_is_a_choice():
    found = merged(roster(s2="daan"), roster(s1="anna", s2="daan"), roster(s2="anna"))
    assert kinds(found) == {"s1": (ConflictKind.TWO_PLACES,)}
    assert set(found.resolved({"s1": MergeSide.IN_FORCE})) == roster(s2="anna")


def test_who_left_falls_out_of_what_nobody_changed_and_is_told():
    base = roster(s1="anna", s3="bas")
    found = merged(base, base, base, hindered={("anna", "s1"): ConflictKind.LEFT})
    assert set(found.resolved({})) == roster(s3="bas")
    assert set(found.dropped) == roster(s1="anna")
    assert not found.conflicts


def test_of_a_shift_that_began_the_version_in_force_says_who_was_there():
    base = roster(s1="anna", s3="bas")
    left = {("anna", "s1"): ConflictKind.LEFT}
    found = merged(base, roster(s3="bas"), base, begun=["s1"], hindered=left)
    assert set(found.resolved({})) == base
    assert kinds(found) == {"s1": (ConflictKind.BEGUN,)}


_PAIRS = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(sorted(SHIFTS)))
_FLAGS = st.tuples(st.booleans(), st.booleans())
_ROSTERS = st.dictionaries(_PAIRS, _FLAGS, max_size=14).map(
    lambda found: {Assignment(*pair, *flags) for pair, flags in found.items()}
)


@st.composite
def edited(draw, before):
    """A roster some edits away from another."""
    found = {(one.person, one.shift): one for one in before}
    likely = st.sampled_from(sorted(found)) if found else _PAIRS
    for pair in draw(st.lists(likely | _PAIRS, max_size=5)):
        match draw(st.sampled_from(["remove", "assign", "pin"])):
            case "remove":
                found.pop(pair, None)
            case "assign":
                found.setdefault(pair, Assignment(*pair))
            case "pin" if pair in found:
                found[pair] = replace(found[pair], pinned=not found[pair].pinned)
    return set(found.values())


@st.composite
def histories(draw):
    base = draw(_ROSTERS)
    in_force = base
    for _ in range(draw(st.integers(0, 3))):
        in_force = draw(edited(in_force))
    hindered = draw(
        st.dictionaries(
            _PAIRS,
            st.sampled_from([ConflictKind.LEFT, ConflictKind.NOT_COMPETENT, ConflictKind.AWAY]),
            max_size=4,
        )
    )
    begun = draw(st.sets(st.sampled_from(["s1", "s2"])))
    gone = draw(st.sets(st.sampled_from(["s3", "s5"])))
    return base, draw(edited(base)), in_force, possible(begun, gone, hindered)


def cells(assignments):
    return {(one.shift, one.person): one for one in assignments}


@given(histories())
def test_each_cell_is_as_the_side_that_changed_it_has_it_or_stands_in_a_conflict(history):
    base, draft, in_force, now = history
    found = merge(base, draft, in_force, now)
    was, mine, theirs = cells(base), cells(draft), cells(in_force)
    result, told = cells(found.resolved({})), {one.shift for one in found.conflicts}
    dropped = cells(found.dropped)
    for cell in {*was, *mine, *theirs, *result}:
        if cell[0] in told:
            continue
        here, there, before = mine.get(cell), theirs.get(cell), was.get(cell)
        got = result.get(cell)
        if got is None:  # nobody may vanish whom neither side took off
            removed = before is not None and (here, there) in [
                (None, before),
                (before, None),
                (None, None),
            ]
            was_never = here is None and there is None
            assert cell in dropped or removed or was_never
        elif here is not None and there is not None:
            for flag in ("pinned", "double"):
                values = [getattr(one, flag) for one in (here, there)]
                assert getattr(got, flag) in values
                if before is not None and values[0] != getattr(before, flag):
                    assert getattr(got, flag) == values[0]
        else:
            assert got in (here, there)
            assert before is None  # else one side took them off, and that would be lost


@given(histories(), st.data())
def test_a_settled_conflict_is_one_side_or_the_other(history, data):
    base, draft, in_force, now = history
    found = merge(base, draft, in_force, now)
    chosen = {c.shift: data.draw(st.sampled_from(MergeSide)) for c in found.unsettled({})}
    assert not found.unsettled(chosen)
    result = cells(found.resolved(chosen))
    assert len(result) == len(found.resolved(chosen))
    for conflict in found.conflicts:
        got = {one for (shift, _), one in result.items() if shift == conflict.shift}
        side = chosen.get(conflict.shift, MergeSide.IN_FORCE)
        assert got == set(conflict.outcome(side))
        assert set(conflict.draft) == {one for one in draft if one.shift == conflict.shift}
    for shift, person in result:
        assert shift in now.shifts or shift in now.begun
        assert shift in now.begun or now.hindrance(person, shift) is not ConflictKind.LEFT


@given(histories())
def test_an_unchanged_draft_comes_to_the_version_in_force(history):
    base, _, in_force, _ = history
    found = merge(base, base, in_force, ALL)
    assert not found.conflicts
    assert set(found.resolved({})) == in_force


@given(histories())
def test_on_the_base_that_it_has_a_draft_stays_as_it_is(history):
    base, draft, _, _ = history
    found = merge(base, draft, base, ALL)
    assert not found.conflicts
    assert set(found.resolved({})) == draft
