"""A planner's commands on a draft: typed codes, take-overs, exchanges; and taking them back."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread

import pytest

from data.i18n.language import language
from data.model.errors import Conflict, Refused
from data.model.shift import days_of, is_long
from data.store.audit import trail
from scheduler.cache import Cache
from scheduler.coverage.snapshot import CoverageCache
from scheduler.planning.derived_data import MOST, derived_from, read_problem
from scheduler.planning.drafts import drop_draft
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.grid_commands import GridCommands
from scheduler.planning.open_roster import open_roster
from scheduler.planning.roster_queries import list_rosters
from scheduler.planning.undo import redo, steps_of, undo
from tests.support.region import INSIDE, NOW, import_texts, texts

EN, NL = language("en"), language("nl")


@pytest.fixture
def draft(region_with_draft):
    """The store, and the number of a draft equal to its roster in force."""
    return region_with_draft


def commands(store, roster, now=NOW, speech=EN):
    return GridCommands(open_roster(store, roster), now, speech)


def done(store, roster, edits, now=NOW):
    return edit_draft(store, roster, edits, "planner", now)


def pairs(store, roster):
    return {(one.person, one.shift) for one in open_roster(store, roster).assignments}


def a_day_shift(opened):
    """A shift of a day with its holder."""
    shift = next(
        s for s in opened.shifts if not is_long(s) and s.name == "D" and s.id in opened.holders
    )
    return shift, opened.holders[shift.id][0]


def day_of(opened, shift):
    return shift.start.astimezone(opened.problem.zone).date()


def another(opened, shift, *, free=True):
    """Somebody qualified for a shift, with nothing on its day."""
    on_day = {
        one.person
        for one in opened.assignments
        if days_of(opened.shift_by_id[one.shift], opened.problem.zone)[0] == day_of(opened, shift)
    }
    return next(
        person.id
        for person in opened.problem.people
        if opened.problem.level(person.id, shift) == "qualified"
        and (person.id in on_day) is not free
        and person.id not in opened.holders.get(shift.id, ())
    )


def test_a_typed_code_gives_the_shift_of_that_day(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    done(*draft, [Edit(EditKind.REMOVE, holder, shift.id)])
    taker = another(opened, shift)
    edits = commands(*draft).type_code(taker, day_of(opened, shift), "d")
    assert edits == [Edit(EditKind.ASSIGN, taker, shift.id)]
    done(*draft, edits)
    assert (taker, shift.id) in pairs(*draft)


def test_a_typed_code_replaces_what_stood_there(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    busy = another(opened, shift, free=False)
    done(*draft, [Edit(EditKind.REMOVE, holder, shift.id)])
    had = commands(*draft).duties_on(busy, day_of(opened, shift))
    done(*draft, commands(*draft).type_code(busy, day_of(opened, shift), "D"))
    after = pairs(*draft)
    assert (busy, shift.id) in after
    assert not any((busy, one.shift) in after for one in had)


def test_a_full_shift_is_taken_over_not_doubled(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    with pytest.raises(Refused, match="already"):  # nobody takes over from themselves
        commands(*draft).type_code(holder, day_of(opened, shift), "D")
    taker = another(opened, shift)
    with pytest.raises(Refused, match="is held by"):
        commands(*draft).type_code(taker, day_of(opened, shift), "D")
    done(*draft, commands(*draft).take_over(taker, shift.id, holder))
    assert {person for person, one in pairs(*draft) if one == shift.id} == {taker}


def test_who_is_not_competent_is_refused_in_the_planners_language(draft):
    opened = open_roster(*draft)
    shift, _ = a_day_shift(opened)
    stranger = next(
        p.id for p in opened.problem.people if opened.problem.level(p.id, shift) is None
    )
    with pytest.raises(Refused, match="is niet vakbekwaam voor"):
        commands(*draft, speech=NL).type_code(stranger, day_of(opened, shift), "D")


def test_an_unknown_code_is_answered_with_those_there_are(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    with pytest.raises(Refused, match=r"There is no shift Q on .* There are: D L N"):
        commands(*draft).type_code(holder, day_of(opened, shift), "q")


def test_a_week_on_call_is_meant_on_each_of_its_days(draft):
    opened = open_roster(*draft)
    shift = next(s for s in opened.shifts if is_long(s) and s.id in opened.holders)
    holder = opened.holders[shift.id][0]
    first, last = days_of(shift, opened.problem.zone)
    assert (last - first).days == 6  # the day of the hand-over is the next holder's
    for day in (first, first + timedelta(days=3), last):
        assert [one.shift for one in commands(*draft).standing_on(holder, day)] == [shift.id]
    done(*draft, commands(*draft).remove(holder, [shift.id]))
    edits = commands(*draft).type_code(holder, last, shift.post.lower())
    assert edits == [Edit(EditKind.ASSIGN, holder, shift.id)]


def test_two_cells_change_places(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    other = next(
        s
        for s in opened.shifts
        if s.name == "N" and s.id in opened.holders and opened.holders[s.id][0] != holder
    )
    other_holder = opened.holders[other.id][0]
    edits = commands(*draft).exchange(
        (holder, day_of(opened, shift)), (other_holder, day_of(opened, other))
    )
    done(*draft, edits)
    assert {(other_holder, shift.id), (holder, other.id)} <= pairs(*draft)


def test_a_duty_moves_to_an_empty_cell(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    taker, day = another(opened, shift), day_of(opened, shift)
    done(*draft, commands(*draft).exchange((taker, day), (holder, day)))
    assert (taker, shift.id) in pairs(*draft)
    with pytest.raises(Refused, match="has no duty here"):
        commands(*draft).exchange((holder, day), (holder, day))


def test_the_past_is_left_alone(draft):
    opened = open_roster(*draft)
    past = next(s for s in opened.shifts if s.start < INSIDE and s.id in opened.holders)
    holder = opened.holders[past.id][0]
    late = commands(*draft, now=INSIDE)
    for attempt in (late.remove, late.pin):
        with pytest.raises(Refused, match="has begun already"):
            attempt(holder, [past.id])
    assert past.id not in {s.id for s in late.choices(holder, day_of(opened, past))}


def test_edits_are_taken_back_one_by_one_and_made_again(draft):
    start = pairs(*draft)
    shift, holder = a_day_shift(open_roster(*draft))
    done(*draft, commands(*draft).pin(holder, [shift.id]))
    done(*draft, commands(*draft).remove(holder, [shift.id]))
    without = pairs(*draft)
    undo(*draft, "planner", NOW, EN)
    back = next(a for a in open_roster(*draft).assignments if a.shift == shift.id)
    assert back.pinned  # it comes back as it was
    undo(*draft, "planner", NOW, EN)
    assert pairs(*draft) == start
    assert not any(a.pinned for a in open_roster(*draft).assignments)
    with pytest.raises(Refused, match="nothing to undo"):
        undo(*draft, "planner", NOW, EN)
    redo(*draft, "planner", NOW, EN)
    redo(*draft, "planner", NOW, EN)
    assert pairs(*draft) == without
    with pytest.raises(Refused, match="nothing to redo"):
        redo(*draft, "planner", NOW, EN)
    undo(*draft, "planner", NOW, EN)
    assert (holder, shift.id) in pairs(*draft)


def test_a_new_edit_ends_what_could_be_made_again(draft):
    shift, holder = a_day_shift(open_roster(*draft))
    done(*draft, commands(*draft).remove(holder, [shift.id]))
    undo(*draft, "planner", NOW, EN)
    assert len(steps_of(*draft).undone) == 1
    done(*draft, commands(*draft).pin(holder, [shift.id]))
    assert steps_of(*draft).undone == ()


def test_what_was_taken_over_comes_back_to_who_had_it(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    done(*draft, commands(*draft).take_over(another(opened, shift), shift.id, holder))
    undo(*draft, "planner", NOW, EN)
    assert pairs(*draft) == {(one.person, one.shift) for one in opened.assignments}


def test_to_take_back_is_an_edit_that_another_planner_may_be_ahead_of(draft):
    store, roster = draft
    shift, holder = a_day_shift(open_roster(*draft))
    done(*draft, commands(*draft).remove(holder, [shift.id]))
    seen = open_roster(*draft).head.lock_version
    done(*draft, [Edit(EditKind.ASSIGN, holder, shift.id)])
    with pytest.raises(Conflict):
        undo(store, roster, "planner", NOW, EN, seen)


def test_a_draft_is_dropped_and_the_trail_says_so(draft):
    store, roster = draft
    seen = open_roster(store, roster).head.lock_version
    with pytest.raises(Conflict):
        drop_draft(store, roster, "planner", NOW, seen + 1)
    drop_draft(store, roster, "planner", NOW, seen)
    assert [one.head.id for one in list_rosters(store, CoverageCache(store, 8), NOW).drafts] == []
    with store.reading() as connection:
        assert trail.entries(connection, f"roster/{roster}")[-1].action == "roster.dropped"


def test_a_signed_roster_is_never_dropped(draft):
    store, _ = draft
    signed = list_rosters(store, CoverageCache(store, 8), NOW).in_force[0].head
    with pytest.raises(Refused, match="signed"):
        drop_draft(store, signed.id, "planner", NOW, signed.lock_version)


def test_the_list_counts_what_is_open_and_yet_to_come(draft):
    store, _roster = draft
    shift, holder = a_day_shift(open_roster(*draft))
    before = list_rosters(store, CoverageCache(store, 8), NOW).drafts[0].gaps.open
    done(*draft, commands(*draft).remove(holder, [shift.id]))
    assert list_rosters(store, CoverageCache(store, 8), NOW).drafts[0].gaps.open == before + 1
    assert (
        list_rosters(store, CoverageCache(store, 8), shift.start + timedelta(days=400))
        .drafts[0]
        .gaps.open
        == 0
    )


def test_hours_and_fair_shares_are_those_of_the_roster(draft):
    opened = open_roster(*draft)
    shift, holder = a_day_shift(opened)
    done(*draft, commands(*draft).remove(holder, [shift.id]))
    after = open_roster(*draft)
    assert opened.hours[holder].after - after.hours[holder].after == shift.work_minutes
    lost = opened.lines[holder].done.work_minutes - after.lines[holder].done.work_minutes
    assert lost == shift.work_minutes


def test_a_draft_that_older_records_judged_says_so(draft):
    store, roster = draft
    assert not open_roster(store, roster).is_behind
    tables = {**texts()}
    first, *rest = tables["people"]
    import_texts(store, {**tables, "people": [{**first, "name": "Another Name"}, *rest]})
    assert open_roster(store, roster).is_behind
    shift, holder = a_day_shift(open_roster(*draft))
    edited = done(*draft, commands(*draft).remove(holder, [shift.id]))
    assert edited.roster.is_renewed
    assert not open_roster(store, roster).is_behind


def test_a_problem_is_read_once_for_all_who_work_on_it(draft):
    store, roster = draft
    head = open_roster(store, roster).head
    found = []

    def look():
        with store.reading() as connection:
            found.append(read_problem(connection, head.problem_hash))

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(one) for one in found}) == 1
    assert derived_from(found[0]) is derived_from(found[1])


def test_only_the_last_few_are_kept():
    cache, made = Cache(MOST), []
    for name in (*range(MOST + 1), 1, 0):
        cache.get(name, lambda name=name: made.append(name) or name)
    assert made == [*range(MOST + 1), 0]  # the oldest had to go; it is made again


def test_a_shift_of_a_day_stands_under_the_day_on_which_it_starts(draft):
    opened = open_roster(*draft)
    night = next(s for s in opened.shifts if s.name == "N")
    start = date.fromisoformat(f"{night.start.astimezone(opened.problem.zone):%Y-%m-%d}")
    assert days_of(night, opened.problem.zone) == (start, start)
