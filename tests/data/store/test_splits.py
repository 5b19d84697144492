"""Shifts that a planner splits in a draft: judged, covered, undone, rebased, signed, told."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from data.i18n.language import language
from data.model.errors import Conflict, Refused
from data.model.roster import LateNoticeFacts, OpenShiftFacts, RemarkKind
from data.model.tally import Measure
from data.store import rosters
from data.store.audit import trail
from data.store.audit.check import verify
from data.store.stand_ins import stand_ins_between, stand_ins_of_draft
from data.tables.period import ZONE
from scheduler.coverage.held_parts import held_parts
from scheduler.coverage.snapshot import CoverageCache
from scheduler.notifications.duty_changes import Replaced, news, versions_told
from scheduler.planning.absences import report_sick
from scheduler.planning.drafts import copy_in_force, drop_draft
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.grid_commands import GridCommands
from scheduler.planning.judgement import broken_by
from scheduler.planning.open_roster import open_roster
from scheduler.planning.publish import balance_of, propose, publish
from scheduler.planning.quality import flaws_in
from scheduler.planning.rebase import rebase_draft
from scheduler.planning.rebase_conflicts import ConflictChoices
from scheduler.planning.splits import SplitPart
from scheduler.planning.stand_ins import take_back
from scheduler.planning.undo import redo, steps_of, undo
from scheduler.reporting.person import balances_of
from scheduler.self_service.duties import share_of
from tests.support.region import CONSENT, FIRST, NOW, WEEKS
from tests.support.take_overs import take_over, withdraw

EN = language("en")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Scene:
    """A draft equal to the roster in force, a shift of a day in it, who has it and who could."""

    def __init__(self, store, roster) -> None:
        self.store, self.roster = store, roster
        opened = open_roster(store, roster)
        ends = {s.end: s for s in opened.shifts if s.name == "N" and s.id in opened.holders}
        self.shift = next(
            s for s in opened.shifts if s.name == "D" and s.id in opened.holders and s.start in ends
        )
        self.night = ends[self.shift.start]
        (self.holder,) = opened.holders[self.shift.id]
        self.comer, self.third = self.able(opened)[:2]
        self.middle = self.shift.start + 4 * HOUR

    def able(self, opened):
        """Who may fill the shift and has nothing just then."""
        near = self.shift.start - HOUR, self.shift.end + HOUR
        busy = {
            one.person
            for one in opened.assignments
            for other in [opened.shift_by_id[one.shift]]
            if other.start < near[1] and near[0] < other.end
        }
        return [
            person.id
            for person in opened.problem.people
            if opened.problem.level(person.id, self.shift) == "qualified" and person.id not in busy
        ]

    def split(self, comer=None, start=None, end=None, leaver=None, kind=EditKind.SPLIT):
        part = SplitPart(comer or self.comer, start or self.middle, end or self.shift.end)
        return Edit(kind, leaver or self.holder, self.shift.id, part)

    def edit(self, *edits):
        return edit_draft(self.store, self.roster, edits, "planner", NOW)

    def parts(self, opened=None):
        opened = opened or open_roster(self.store, self.roster)
        found = opened.parts.get(self.shift.id, ())
        return [(one.person, one.start, one.end) for one in found]

    def own(self):
        with self.store.reading() as connection:
            return stand_ins_of_draft(connection, self.roster)

    def sign(self, roster=None):
        return publish(self.store, roster or self.roster, CONSENT, "signer", NOW, EN)[0]


@pytest.fixture
def scene(region_with_draft):
    return Scene(*region_with_draft)


def test_a_split_is_judged_and_stands_in_the_draft_alone(scene):
    before = open_roster(scene.store, scene.roster)
    edited = scene.edit(scene.split())
    assert {one.person for one in edited.effect.people} == {scene.holder, scene.comer}
    assert not edited.effect.opened
    assert (
        scene.parts(edited.roster)
        == scene.parts()
        == [
            (scene.holder, scene.shift.start, scene.middle),
            (scene.comer, scene.middle, scene.shift.end),
        ]
    )
    assert edited.roster.assignments == before.assignments
    hours = {
        who: edited.roster.hours[who].before - before.hours[who].before
        for who in (scene.holder, scene.comer)
    }
    assert hours[scene.holder] + hours[scene.comer] <= 0  # the breaks of the whole shift stay
    assert hours[scene.comer] == 240
    with scene.store.reading() as connection:
        assert stand_ins_between(connection, scene.shift.start, scene.shift.end) == ()


def test_what_a_split_breaks_is_found_in_the_draft_and_by_its_signature(scene):
    """Somebody who worked the night before gets nearly all of the day after it."""
    opened = open_roster(scene.store, scene.roster)
    tired = opened.holders[scene.night.id][0]
    edited = scene.edit(scene.split(tired, scene.shift.start + HOUR))
    new = edited.effect.new_violations
    assert new
    assert {one.person for one in new} == {tired}
    opened = open_roster(scene.store, scene.roster)
    assert set(opened.violations) == set(broken_by(opened.problem, opened.assignments))
    assert set(new) <= set(open_roster(scene.store, scene.roster).violations)
    remarks = propose(scene.store, scene.roster, "signer", NOW).remarks
    assert [one for one in remarks if one.kind is RemarkKind.VIOLATION]


def test_coverage_of_the_draft_counts_the_parts(scene):
    scene.edit(scene.split())
    opened = open_roster(scene.store, scene.roster)
    cache = CoverageCache(scene.store, 8)

    def gaps(splits):
        found = cache.of_roster(opened.head, opened.shifts, opened.assignments, NOW, splits)
        return [row.gap.interval for row in found.rows if row.gap.interval.slot == scene.shift.id]

    assert gaps(opened.splits) == []
    last = scene.shift.end.astimezone(ZONE).date()
    report_sick(scene.store, scene.comer, NOW, last, "planner", NOW)
    (gap,) = gaps(opened.splits)
    assert (gap.start, gap.end) == (scene.middle, scene.shift.end)
    assert gaps(()) == []
    (remark,) = [
        one
        for one in propose(scene.store, scene.roster, "signer", NOW).remarks
        if one.kind is RemarkKind.GAP and one.subject == scene.shift.id
    ]
    assert isinstance(remark.facts, OpenShiftFacts)
    assert remark.facts.unable == (scene.comer,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: s.split("nobody"), "is unknown"),
        (lambda s: s.split(start=s.shift.start - HOUR), "not a part of shift"),
        (lambda s: s.split(start=s.shift.end), "not a part of shift"),
        (lambda s: s.split(start=s.shift.start), "all of shift"),
        (lambda s: s.split(s.holder), "has a part of shift"),
        (lambda s: s.split(leaver=s.third), "does not have all of that part"),
        (lambda s: s.split(kind=EditKind.UNSPLIT), "is not split so"),
    ],
)
def test_what_makes_no_sense_is_refused(scene, change, said):
    with pytest.raises(Refused, match=said):
        scene.edit(change(scene))
    assert scene.own() == ()


def test_nobody_gets_a_part_who_is_not_competent(scene):
    opened = open_roster(scene.store, scene.roster)
    stranger = next(
        p.id for p in opened.problem.people if opened.problem.level(p.id, scene.shift) is None
    )
    with pytest.raises(Refused, match="not competent"):
        scene.edit(scene.split(stranger))


def test_a_shift_in_parts_is_not_changed_as_a_whole(scene):
    scene.edit(scene.split())
    for edit in (
        Edit(EditKind.REMOVE, scene.holder, scene.shift.id),
        Edit(EditKind.ASSIGN, scene.third, scene.shift.id),
    ):
        with pytest.raises(Refused, match="is split in this draft"):
            scene.edit(edit)
    commands = GridCommands(open_roster(scene.store, scene.roster), NOW, EN)
    with pytest.raises(Refused, match="is in parts"):
        commands.remove(scene.holder, [scene.shift.id])
    with pytest.raises(Refused, match="is in parts"):
        commands.take_over(scene.third, scene.shift.id, scene.holder)


def test_a_chain_is_taken_back_from_its_end(scene):
    scene.edit(scene.split())
    scene.edit(scene.split(scene.third, scene.middle + 2 * HOUR, leaver=scene.comer))
    assert [who for who, *_ in scene.parts()] == [scene.holder, scene.comer, scene.third]
    with pytest.raises(Refused, match="Take that split back first"):
        scene.edit(scene.split(kind=EditKind.UNSPLIT))
    scene.edit(
        scene.split(scene.third, scene.middle + 2 * HOUR, leaver=scene.comer, kind=EditKind.UNSPLIT)
    )
    scene.edit(scene.split(kind=EditKind.UNSPLIT))
    assert (scene.parts(), scene.own()) == ([], ())


def test_a_split_is_undone_and_done_again(scene):
    before = open_roster(scene.store, scene.roster)
    scene.edit(scene.split())
    after = scene.parts()
    undo(scene.store, scene.roster, "planner", NOW, EN)
    opened = open_roster(scene.store, scene.roster)
    assert (opened.parts, opened.assignments) == ({}, before.assignments)
    assert opened.problem == before.problem
    assert opened.violations == before.violations
    redo(scene.store, scene.roster, "planner", NOW, EN)
    assert scene.parts() == after
    assert [len(one) for one in vars_of(steps_of(scene.store, scene.roster))] == [1, 0]
    with scene.store.reading() as connection:
        assert verify(connection, ZONE).findings == ()


def vars_of(steps):
    return steps.done, steps.undone


def test_the_second_of_two_planners_splits_nothing(scene):
    seen = open_roster(scene.store, scene.roster).head.lock_version
    scene.edit(scene.split())
    edit = scene.split(scene.third, scene.shift.start, scene.shift.start + HOUR)
    with pytest.raises(Conflict):
        edit_draft(scene.store, scene.roster, [edit], "other", NOW, seen)
    assert [one.comer for one in scene.own()] == [scene.comer]


@pytest.mark.second
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_whatever_was_split_and_made_whole_is_undone_and_done_again(scene, seed):
    """A draft after each step is one that was split so from the beginning."""
    chance, start = Random(seed), open_roster(scene.store, scene.roster)
    people, seen = [scene.holder, scene.comer, scene.third], [scene.parts()]
    while len(seen) < 7:
        first, last = sorted(chance.sample(range(9), 2))
        times = (scene.shift.start + hours * HOUR for hours in (first, last))
        leaver, comer = chance.sample(people, 2)
        kind = chance.choice([EditKind.SPLIT, EditKind.SPLIT, EditKind.UNSPLIT])
        edit = scene.split(comer, *times, leaver=leaver, kind=kind)
        if kind is EditKind.UNSPLIT and (own := scene.own()):
            one = chance.choice(own)
            edit = scene.split(one.comer, one.start, one.end, leaver=one.leaver, kind=kind)
        try:
            scene.edit(edit)
        except Refused:
            continue
        seen.append(scene.parts())
        opened = open_roster(scene.store, scene.roster)
        assert set(opened.violations) == set(broken_by(opened.problem, opened.assignments))
    for before in seen[-2::-1]:
        undo(scene.store, scene.roster, "planner", NOW, EN)
        assert scene.parts() == before
    whole = open_roster(scene.store, scene.roster)
    assert (whole.problem, whole.assignments) == (start.problem, start.assignments)
    for after in seen[1:]:
        redo(scene.store, scene.roster, "planner", NOW, EN)
        assert scene.parts() == after


def test_signed_it_is_a_take_over_in_force(scene):
    scene.edit(scene.split())
    head = scene.sign()
    with scene.store.reading() as connection:
        (one,) = stand_ins_between(connection, scene.shift.start, scene.shift.end)
        (act,) = trail.entries(connection, f"stand_in/{one.id}")
        held = [p for p in held_parts(connection, NOW, scene.shift.end) if p.whole == scene.shift]
        assert verify(connection, ZONE).findings == ()
    assert (one.recorded_by, one.recorded_at) == ("signer", NOW)
    assert (act.action, act.after["comer"]) == ("stand_in.recorded", scene.comer)
    assert head.version == 2
    assert [(p.person, p.shift.start, p.shift.end) for p in held] == scene.parts()
    later = copy_in_force(scene.store, FIRST, WEEKS, "planner", NOW)
    assert Scene.parts(scene, open_roster(scene.store, later.id)) == scene.parts()


def test_whoever_gets_or_gives_a_part_is_asked_late_and_told(scene):
    scene.edit(scene.split())
    soon = scene.shift.start - 5 * DAY
    late = propose(scene.store, scene.roster, "signer", soon).remarks
    people = {one.facts.person for one in late if isinstance(one.facts, LateNoticeFacts)}
    assert {scene.holder, scene.comer} <= people
    head = scene.sign()
    with scene.store.reading() as connection:
        pair = Replaced(head.based_on, head.id)
        heads = {one.id: one for one in rosters.heads(connection)}
        before, after = versions_told(connection, pair, heads, [head.id])
    told = {one.person: one for one in news(before, after, NOW)}
    assert told.keys() == {scene.holder, scene.comer}
    ((was, now),) = told[scene.holder].moved
    assert (was.shift.end, now.shift.end) == (scene.shift.end, scene.middle)
    (gained,) = told[scene.comer].gained
    assert (gained.shift.start, gained.shift.end) == (scene.middle, scene.shift.end)


def test_a_split_is_carried_along_by_a_rebase_or_stops_it(scene):
    scene.edit(scene.split())
    other = copy_in_force(scene.store, FIRST, WEEKS, "other", NOW)
    opened = open_roster(scene.store, other.id)
    elsewhere = next(
        one
        for one in opened.assignments
        if one.shift != scene.shift.id and opened.shift_by_id[one.shift].start > scene.shift.end
    )
    remove = Edit(EditKind.REMOVE, elsewhere.person, elsewhere.shift)
    edit_draft(scene.store, other.id, [remove], "other", NOW)
    scene.sign(other.id)
    assert rebase_draft(scene.store, scene.roster, ConflictChoices(), "planner", NOW, EN)
    assert len(scene.parts()) == 2
    third = copy_in_force(scene.store, FIRST, WEEKS, "other", NOW)
    edits = [
        Edit(EditKind.REMOVE, scene.holder, scene.shift.id),
        Edit(EditKind.ASSIGN, scene.third, scene.shift.id),
    ]
    edit_draft(scene.store, third.id, edits, "other", NOW)
    scene.sign(third.id)
    with pytest.raises(Refused, match="would lose the part"):
        rebase_draft(scene.store, scene.roster, ConflictChoices(), "planner", NOW, EN)
    assert len(scene.own()) == 1


def test_a_draft_from_before_a_take_over_does_not_sign_it_away(scene):
    edits = [
        Edit(EditKind.REMOVE, scene.holder, scene.shift.id),
        Edit(EditKind.ASSIGN, scene.third, scene.shift.id),
    ]
    scene.edit(*edits)
    who = scene.holder, scene.comer
    one = take_over(scene.store, scene.shift, who, scene.middle, now=NOW)
    with pytest.raises(Refused, match="would lose the part"):
        scene.sign()
    withdraw(scene.store, one, NOW)
    assert scene.sign().version == 2


def test_flaws_and_shares_are_those_of_each_alone(scene):
    """Nobody is charged with the parts of others."""
    before = open_roster(scene.store, scene.roster)
    scene.edit(scene.split())
    after = open_roster(scene.store, scene.roster)
    others = {p.id for p in before.problem.people} - {scene.holder, scene.comer}
    for person in others:
        was, now = (
            flaws_in(one.problem, person, one.by_person.get(person, ())) for one in (before, after)
        )
        assert was == now
    carried = {(one.person, one.measure): one.amount for one in balance_of(after)}
    were = {(one.person, one.measure): one.amount for one in balance_of(before)}
    assert abs(sum(carried.values()) - sum(were.values())) < 1e-3


def test_a_shift_that_began_is_split_by_no_signature_and_a_split_is_no_take_over_yet(scene):
    scene.edit(scene.split())
    (one,) = scene.own()
    with scene.store.writing() as connection:
        trail.take_turn(connection)
        with pytest.raises(Refused, match="there is no take-over"):
            take_back(connection, one.id, "planner", NOW, EN)
    late = scene.shift.start + HOUR
    with pytest.raises(Refused, match="began before it was split"):
        publish(scene.store, scene.roster, CONSENT, "signer", late, EN)
    assert scene.own() == (one,)
    undo(scene.store, scene.roster, "planner", late, EN)
    assert publish(scene.store, scene.roster, CONSENT, "signer", late, EN)[0].version == 2


def test_hours_and_shares_of_a_roster_in_force_follow_a_take_over_and_its_withdrawal(scene):
    head = scene.sign()
    who = scene.holder, scene.comer

    def hours():
        opened = open_roster(scene.store, head.id)
        with scene.store.reading() as connection:
            balances = [balances_of(connection, one, NOW) for one in who]
        shares = [share_of(scene.store, one, NOW) for one in who]
        return (
            [opened.hours[one].before for one in who],
            [opened.lines[one].done.value(Measure.HOURS) for one in who],
            [line.line.done.value(Measure.HOURS) for (line,) in balances],
            [one.mine for each in shares for one in each.figures if one.measure is Measure.HOURS],
        )

    before = hours()
    one = take_over(scene.store, scene.shift, who, scene.middle, now=NOW)
    after = hours()
    assert [b - a for a, b in zip(before[0], after[0], strict=True)] == [-240, 240]
    for was, now in zip(before[1:], after[1:], strict=True):
        assert [b - a for a, b in zip(was, now, strict=True)] == [-4, 4]
    withdraw(scene.store, one, NOW)
    assert hours() == before


def test_a_split_that_was_signed_and_withdrawn_leaves_the_shift_whole(scene):
    before = open_roster(scene.store, scene.roster)
    scene.edit(scene.split())
    head = scene.sign()
    with scene.store.reading() as connection:
        (one,) = stand_ins_between(connection, scene.shift.start, scene.shift.end)
    split = open_roster(scene.store, head.id)
    assert split.hours[scene.comer] != before.hours[scene.comer]
    withdraw(scene.store, one, NOW)
    after = open_roster(scene.store, head.id)
    assert after.hours == before.hours
    assert {s.id for s in after.problem.shifts} == {s.id for s in before.problem.shifts}


def test_a_draft_that_is_dropped_takes_its_splits_along(scene):
    scene.edit(scene.split())
    head = open_roster(scene.store, scene.roster).head
    drop_draft(scene.store, scene.roster, "planner", NOW, head.lock_version)
    assert scene.own() == ()
