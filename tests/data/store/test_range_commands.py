"""Commands on many cells at once: taken away, pinned, pasted, refused all at once, taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.i18n.language import language
from data.model.errors import Refused
from data.model.shift import days_of
from data.store.audit import trail
from data.store.opening import Store
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.grid_commands import GridCommands
from scheduler.planning.open_roster import open_roster
from scheduler.planning.range_commands import CellRange, DutiesTaken, PartRefused, RangeCommands
from scheduler.planning.takers import TakerVerdict, find_takers
from scheduler.planning.undo import redo, steps_of, undo, undo_to
from tests.support.region import FIRST, INSIDE, NOW

EN = language("en")


@dataclass(frozen=True)
class Draft:
    """A draft equal to the roster in force."""

    store: Store
    number: int


@pytest.fixture
def draft(region_with_draft):
    return Draft(*region_with_draft)


def ranges(draft, now=NOW):
    return RangeCommands(GridCommands(open_roster(draft.store, draft.number), now, EN))


def done(draft, edits, now=NOW):
    return edit_draft(draft.store, draft.number, edits, "planner", now)


def state(draft):
    return set(open_roster(draft.store, draft.number).assignments)


def begins(opened, person, day):
    """The codes of what begins on somebody's day."""
    known, zone = opened.shift_by_id, opened.problem.zone
    mine = [known[one.shift] for one in opened.by_person.get(person, ())]
    return {s.id for s in mine if days_of(s, zone)[0] == day}


def rows_of(opened, cells):
    """A range as a spreadsheet would copy it."""
    codes = GridCommands(opened, NOW, EN).codes
    return [
        [
            " ".join(
                codes.of(opened.shift_by_id[id])
                for id in sorted(begins(opened, person, cells.first + timedelta(days=number)))
            )
            for number in range(cells.days)
        ]
        for person in cells.people
    ]


def qualified(opened, function="CACO"):
    post = next(p for p in opened.problem.posts if p.function == function)
    shift = next(s for s in opened.problem.shifts if s.post == post.id)
    return [p.id for p in opened.problem.people if opened.problem.level(p.id, shift) == "qualified"]


def test_what_begins_in_a_range_is_taken_away_in_one_step(draft):
    before, opened = state(draft), open_roster(draft.store, draft.number)
    one, other = qualified(opened)[:2]
    cells = CellRange((one, other), FIRST, 7)
    wanted = {(p, s) for p, day in cells.cells for s in begins(opened, p, day)}
    assert wanted
    done(draft, ranges(draft).remove(cells).checked(EN).edits)
    after = {(a.person, a.shift) for a in state(draft)}
    assert after == {(a.person, a.shift) for a in before} - wanted
    assert len(steps_of(draft.store, draft.number).done) == 1
    undo(draft.store, draft.number, "planner", NOW, EN)
    assert state(draft) == before


def test_a_range_is_pinned_and_released(draft):
    opened = open_roster(draft.store, draft.number)
    cells = CellRange(tuple(qualified(opened)[:2]), FIRST, 7)
    wanted = {(p, s) for p, day in cells.cells for s in begins(opened, p, day)}
    first = next(iter(sorted(wanted)))
    done(draft, [Edit(EditKind.PIN, *first)])
    done(draft, ranges(draft).pin(cells).checked(EN).edits)
    assert {(a.person, a.shift) for a in state(draft) if a.pinned} == wanted
    done(draft, ranges(draft).pin(cells).checked(EN).edits)
    assert not any(a.pinned for a in state(draft))


def test_what_cannot_be_done_is_told_all_at_once_and_the_rest_may_be(draft):
    opened = open_roster(draft.store, draft.number)
    person = qualified(opened)[0]
    cells = CellRange((person,), FIRST, 14)
    past = [
        s for p, day in cells.cells for s in begins(opened, p, day)
        if opened.shift_by_id[s].start < INSIDE
    ]  # fmt: skip
    found = ranges(draft, INSIDE).remove(cells)
    with pytest.raises(PartRefused) as refused:
        found.checked(EN)
    assert len(refused.value.reasons) == len(past) > 1
    name = opened.problem.person_by_id[person].name
    assert all(one.what.startswith(f"{name}, ") for one in refused.value.reasons)
    assert refused.value.edits == len(found.edits) > 0
    assert found.checked(EN, skip=True).edits == found.edits
    done(draft, found.edits, INSIDE)
    with pytest.raises(Refused) as nothing:  # what is left has begun
        ranges(draft, INSIDE).remove(cells).checked(EN, skip=True)
    assert len(nothing.value.reasons) == len(past)


def test_a_pasted_week_takes_the_place_of_what_stands_there(draft):
    """A day later in the week after, so that it is another week; others lose duties by it."""
    opened = open_roster(draft.store, draft.number)
    person = qualified(opened)[0]
    week = CellRange((person,), FIRST, 6)
    rows = rows_of(opened, week)
    later = FIRST + timedelta(days=8)
    found = ranges(draft).paste([person], later, rows)
    with pytest.raises(DutiesTaken):
        found.checked(EN)
    before = state(draft)
    done(draft, found.checked(EN, may_take=True).edits)
    after = open_roster(draft.store, draft.number)
    assert rows_of(after, replace(week, first=later)) == rows
    for one in found.taken:
        assert one.holder not in after.holders.get(one.shift, ())
    assert all(len(people) <= after.shift_by_id[s].required for s, people in after.holders.items())
    undo(draft.store, draft.number, "planner", NOW, EN)
    assert state(draft) == before


def test_two_rows_change_places_by_one_paste(draft):
    opened = open_roster(draft.store, draft.number)
    one, other = qualified(opened)[:2]
    rows = rows_of(opened, CellRange((one, other), FIRST, 3))
    found = ranges(draft).paste([one, other], FIRST, rows[::-1])
    done(draft, found.checked(EN).edits)
    assert not found.taken
    assert (
        rows_of(open_roster(draft.store, draft.number), CellRange((one, other), FIRST, 3))
        == rows[::-1]
    )


@pytest.mark.parametrize(
    ("text", "said"), [("QQ", "There is no shift QQ"), ("D D L", None), ("=1+1", "no shift =1")]
)
def test_what_a_spreadsheet_holds_is_judged_cell_by_cell(draft, text, said):
    opened = open_roster(draft.store, draft.number)
    person = qualified(opened)[0]
    found = ranges(draft).paste([person], FIRST, [[text, "", "QQ"]])
    assert any("There is no shift QQ" in one.what for one in found.faults)
    assert said is None or any(said in one.what for one in found.faults)


def test_what_stands_there_already_is_no_change(draft):
    opened = open_roster(draft.store, draft.number)
    cells = CellRange((qualified(opened)[0],), FIRST, 7)
    with pytest.raises(Refused, match="stands there already"):
        ranges(draft).paste(cells.people, FIRST, rows_of(opened, cells))


TEXTS = st.lists(
    st.lists(st.sampled_from(["", "", "D", "L", "N", "d", "D N"]), min_size=1, max_size=5),
    min_size=1,
    max_size=3,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, row=st.integers(0, 5), day=st.integers(0, 13), skip=st.booleans())
def test_a_paste_that_is_undone_leaves_the_draft_as_it_was(draft, texts, row, day, skip):
    if not any(one.pinned for one in state(draft)):  # what is taken away comes back as it was
        cells = CellRange(tuple(qualified(open_roster(draft.store, draft.number))), FIRST, 7)
        done(draft, ranges(draft).pin(cells).checked(EN).edits)
    before, opened = state(draft), open_roster(draft.store, draft.number)
    people = qualified(opened)[row : row + len(texts)]
    try:
        found = ranges(draft).paste(people, FIRST + timedelta(days=day), texts)
        edits = found.checked(EN, skip=skip, may_take=True).edits
        done(draft, edits)
    except Refused:
        assert state(draft) == before
        return
    after = state(draft)
    assert after != before
    undo(draft.store, draft.number, "planner", NOW, EN)
    assert state(draft) == before
    redo(draft.store, draft.number, "planner", NOW, EN)
    assert state(draft) == after
    undo(draft.store, draft.number, "planner", NOW, EN)


def test_changes_are_taken_back_up_to_one_of_them(draft):
    opened = open_roster(draft.store, draft.number)
    cells = CellRange((qualified(opened)[0],), FIRST, 7)
    shifts = [s for p, day in cells.cells for s in sorted(begins(opened, p, day))][:3]
    states = [state(draft)]
    for shift in shifts:
        done(draft, [Edit(EditKind.REMOVE, cells.people[0], shift)])
        states.append(state(draft))
    versions = [step.version for step in steps_of(draft.store, draft.number).done]
    edited = undo_to(draft.store, draft.number, versions[1], "planner", NOW, EN)
    assert state(draft) == states[1]
    assert {s for one in edited.effect.people for s in one.gained} == set(shifts[1:])
    assert [
        len(steps)
        for steps in (
            steps_of(draft.store, draft.number).done,
            steps_of(draft.store, draft.number).undone,
        )
    ] == [1, 2]
    redo(draft.store, draft.number, "planner", NOW, EN)
    assert state(draft) == states[2]
    with pytest.raises(Refused, match="not there any more"):
        undo_to(draft.store, draft.number, 999, "planner", NOW, EN)


def test_none_is_taken_back_where_one_cannot_be(draft):
    """The last two began meanwhile: nothing changes, also not of the third."""
    opened = open_roster(draft.store, draft.number)
    cells = CellRange((qualified(opened)[0],), FIRST, 14)
    shifts = [s for p, day in cells.cells for s in sorted(begins(opened, p, day))]
    late = next(s for s in shifts if opened.shift_by_id[s].start > INSIDE)
    early = next(s for s in shifts if opened.shift_by_id[s].start < INSIDE)
    for shift in (early, late):
        done(draft, [Edit(EditKind.REMOVE, cells.people[0], shift)])
    left, version = state(draft), steps_of(draft.store, draft.number).done[-1].version
    with pytest.raises(Refused):
        undo_to(draft.store, draft.number, version, "planner", INSIDE, EN)
    assert state(draft) == left
    with draft.store.reading() as connection:
        assert len(trail.entries(connection, f"roster/{draft.number}")) == 3  # made, and two edits


def test_everybody_is_judged_for_a_duty_as_the_edit_would_judge_them(draft):
    """The verdict while dragging is what the take-over then does."""
    opened = open_roster(draft.store, draft.number)
    person = qualified(opened)[0]
    shift = next(s for _, day in CellRange((person,), FIRST, 7).cells
                 for s in sorted(begins(opened, person, day)))  # fmt: skip
    commands = GridCommands(opened, NOW, EN)
    found = find_takers(commands, shift, person)
    assert {one.person for one in found.people} == {p.id for p in opened.problem.people} - {person}
    seen = set()
    for one in found.people:
        seen.add(one.verdict)
        if one.verdict is TakerVerdict.IMPOSSIBLE:
            with pytest.raises(Refused):
                commands.take_over(one.person, shift, person)
            continue
        edited = done(draft, commands.take_over(one.person, shift, person))
        mine = next(p for p in edited.effect.people if p.person == one.person)
        broken = {v.rule for v in (*mine.now, *mine.later)}
        assert broken == {v.rule for v in one.broken}
        assert (one.verdict is TakerVerdict.BROKEN) is bool(broken)
        made = [v for v in edited.effect.cost.made if v.person == one.person]
        assert sorted(v.rule for v in made) == sorted(v.rule for v in one.made)
        undo(draft.store, draft.number, "planner", NOW, EN)
    assert len(seen) > 1
