"""A draft is rebased on what was signed since it was made; on both databases."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from data.i18n.language import language
from data.model.duty import Assignment
from data.model.errors import Conflict, Refused
from data.model.person import CompetenceLevel
from data.model.roster_merge import ConflictKind, MergeSide
from data.store import rosters
from data.store.audit import trail as audit
from data.store.audit.check import verify
from scheduler.planning.absences import report_sick
from scheduler.planning.comparison import behind_of
from scheduler.planning.current_problem import can_do
from scheduler.planning.derived_data import read_problem
from scheduler.planning.drafts import add_draft, copy_free_weeks, copy_in_force, drop_draft
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import propose, publish
from scheduler.planning.rebase import preview_rebase, rebase_draft
from scheduler.planning.rebase_conflicts import ConflictChoices
from scheduler.planning.undo import redo, steps_of, undo
from tests.bench.store import fill
from tests.support.region import CONSENT, FIRST, INSIDE, NOW, WEEKS, import_texts, texts

EN = language("en")
ALL_MINE, ALL_THEIRS = (
    ConflictChoices(of_all=MergeSide.DRAFT),
    ConflictChoices(of_all=MergeSide.IN_FORCE),
)


def copied(store, now=NOW):
    return copy_in_force(store, FIRST, WEEKS, "planner", now).id


def edited(store, roster, *edits, now=NOW, who="planner"):
    return edit_draft(store, roster, [Edit(EditKind(k), p, s) for k, p, s in edits], who, now)


def signed(store, *edits, now=NOW, who="signer"):
    """A new version in force, some edits away from the one before."""
    draft = copied(store, now)
    edited(store, draft, *edits, now=now, who=who)
    return publish(store, draft, CONSENT, who, now, EN)[0]


def rebased(store, roster, choices=None, now=NOW, **seen):
    return rebase_draft(store, roster, choices or ConflictChoices(), "planner", now, EN, **seen)


def duties(store, roster):
    with store.reading() as connection:
        return set(rosters.read_assignments(connection, roster))


def pairs(store, roster):
    return {(one.person, one.shift) for one in duties(store, roster)}


def problem_of(store, roster):
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        return read_problem(connection, head.problem_hash)


class Scene:
    """A draft equal to the version in force, and shifts of one post with who could have them."""

    def __init__(self, store, draft):
        self.store, self.draft = store, draft
        self.problem = problem_of(store, self.draft)
        self.holder = {}
        for one in sorted(duties(store, self.draft), key=lambda d: d.shift):
            if not one.double:
                self.holder[one.shift] = one.person
        self.shifts = sorted(
            (s for s in self.problem.shifts if s.id in self.holder and s.required == 1),
            key=lambda shift: shift.start,
            reverse=True,  # the last first: these begin last
        )

    def others(self, shift):
        """Who else could have a shift, and has nothing that touches it."""
        start, end = shift.start, shift.end
        busy = {
            person
            for other, person in self.holder.items()
            for s in [self.problem.shift_by_id[other]]
            if s.start < end and start < s.end
        }
        return [
            person.id
            for person in self.problem.people
            if person.id not in busy
            and self.problem.level(person.id, shift) is CompetenceLevel.QUALIFIED
            and can_do(self.problem, person.id, shift)
        ]

    def two(self):
        """Two shifts that each have two others who could do them: the first of all such."""
        return [shift for shift in self.shifts if len(self.others(shift)) >= 2][:2]

    def to(self, shift, person):
        """Give a shift to somebody else."""
        return ("remove", self.holder[shift.id], shift.id), ("assign", person, shift.id)


@pytest.fixture
def scene(region_with_draft):
    return Scene(*region_with_draft)


def test_a_swap_of_others_leaves_the_edits_of_a_draft_standing(scene):
    store, (one, other) = scene.store, scene.two()
    edited(store, scene.draft, *scene.to(one, scene.others(one)[0]))
    version = signed(store, *scene.to(other, scene.others(other)[0]))
    assert [v.id for v in behind_of(store, scene.draft, NOW).versions] == [version.id]
    with pytest.raises(Conflict, match=r"caco rebase"):
        publish(store, scene.draft, CONSENT, "signer", NOW, EN)
    done = rebased(store, scene.draft)
    assert (done.kept, done.head.based_on) == (1, version.id)
    there = pairs(store, scene.draft)
    assert (scene.others(one)[0], one.id) in there
    assert (scene.others(other)[0], other.id) in there
    assert behind_of(store, scene.draft, NOW) is None
    head, proposal = publish(store, scene.draft, CONSENT, "signer", NOW, EN)
    assert head.version == 3
    assert {s for c in proposal.changes for s in (*c.lost, *c.gained)} == {one.id}


def test_an_unchanged_draft_comes_to_the_version_in_force(scene):
    store, (one, _) = scene.store, scene.two()
    first = signed(store, *scene.to(one, scene.others(one)[0]))
    last = signed(store, ("remove", scene.others(one)[0], one.id))
    assert [v.id for v in behind_of(store, scene.draft, NOW).versions] == [first.id, last.id]
    rebased(store, scene.draft)
    assert duties(store, scene.draft) == duties(store, last.id)


def test_a_draft_that_is_not_behind_is_left_alone(scene):
    before = duties(scene.store, scene.draft)
    assert rebased(scene.store, scene.draft) is None
    assert preview_rebase(scene.store, scene.draft, NOW) is None
    assert duties(scene.store, scene.draft) == before


def test_what_both_changed_is_asked_with_both_sides_and_by_whose_act(scene):
    store, (one, _) = scene.store, scene.two()
    mine, theirs = scene.others(one)[:2]
    edited(store, scene.draft, *scene.to(one, mine))
    version = signed(store, *scene.to(one, theirs), who="emma")
    shown = preview_rebase(store, scene.draft, NOW)
    (conflict,) = shown.unsettled
    assert conflict.kinds == (ConflictKind.BOTH,)
    assert conflict.draft == (Assignment(mine, one.id),)
    assert conflict.in_force == (Assignment(theirs, one.id),)
    assert shown.signed_by[one.id].id == version.id
    assert shown.signed_by[one.id].signer == "emma"
    before = duties(store, scene.draft)
    with pytest.raises(Refused, match=f"--choose {one.id}=draft"):
        rebased(store, scene.draft)
    assert duties(store, scene.draft) == before
    with pytest.raises(Refused, match="is not a conflict"):
        rebased(store, scene.draft, ConflictChoices({"X": MergeSide.DRAFT}, of_all=MergeSide.DRAFT))
    rebased(store, scene.draft, ConflictChoices({one.id: MergeSide.DRAFT}))
    assert (mine, one.id) in pairs(store, scene.draft)
    assert (theirs, one.id) not in pairs(store, scene.draft)


def test_a_choice_for_all_of_a_kind_gives_way_to_one_of_its_own(scene):
    store, (one, other) = scene.store, scene.two()
    for shift in (one, other):
        edited(store, scene.draft, *scene.to(shift, scene.others(shift)[0]))
    signed(store, *scene.to(one, scene.others(one)[1]), *scene.to(other, scene.others(other)[1]))
    choices = ConflictChoices({other.id: MergeSide.IN_FORCE}, {ConflictKind.BOTH: MergeSide.DRAFT})
    done = rebased(store, scene.draft, choices)
    assert (done.kept, len(done.given_up)) == (1, 1)
    assert (scene.others(one)[0], one.id) in pairs(store, scene.draft)
    assert (scene.others(other)[1], other.id) in pairs(store, scene.draft)


def test_who_became_ill_is_asked_about_and_who_left_cannot_be_kept(scene):
    store, (one, other) = scene.store, scene.two()
    ill = scene.others(one)[0]
    gone = next(p for p in scene.others(other) if p != ill)
    edited(store, scene.draft, *scene.to(one, ill))
    edited(store, scene.draft, *scene.to(other, gone))
    third = next(s for s in scene.shifts if s not in (one, other))
    signed(store, ("remove", scene.holder[third.id], third.id))
    without = {
        name: [row for row in rows if gone not in (row.get("person"), row.get("id"))]
        for name, rows in texts().items()
    }
    import_texts(store, without)
    report_sick(store, ill, one.start - timedelta(days=1), one.end.date(), "planner", NOW)
    shown = preview_rebase(store, scene.draft, NOW)
    found = {c.shift: c.kinds for c in shown.merge.conflicts}
    assert found[other.id] == (ConflictKind.LEFT,)
    assert found[one.id] == (ConflictKind.AWAY,)
    done = rebased(store, scene.draft, ALL_MINE)
    there = pairs(store, scene.draft)
    assert (ill, one.id) in there
    assert gone not in {person for person, _ in there}
    assert (scene.holder[other.id], other.id) in there
    assert [c.shift for c in done.lost] == [other.id]


def test_what_the_records_no_longer_allow_stands_in_the_trail_of_the_draft(scene):
    store, (one, _) = scene.store, scene.two()
    gone = scene.others(one)[0]
    edited(store, scene.draft, *scene.to(one, gone))
    without = {
        name: [row for row in rows if gone not in (row.get("person"), row.get("id"))]
        for name, rows in texts().items()
    }
    import_texts(store, without)
    dropped = propose(store, scene.draft, "signer", NOW).roster.dropped
    assert (gone, one.id) in {(d.person, d.shift) for d in dropped}
    with store.reading() as connection:
        (told,) = audit.entries(connection, f"roster/{scene.draft}", action="roster.left_out")
    assert {"person": gone, "shift": one.id} in told.after["left_out"]
    assert len(steps_of(store, scene.draft).done) == 1


def test_the_rules_judge_what_both_together_break(scene):
    """One more duty each: each side gives somebody a duty that the rules allow, and not both."""
    store = scene.store
    found = None
    for one in scene.shifts:
        for other in scene.shifts:
            gap = one.start - other.end
            if one.post == other.post and timedelta() <= gap < timedelta(hours=8):
                both = set(scene.others(one)) & set(scene.others(other))
                if both:
                    found = one, other, min(both)
                    break
        if found:
            break
    one, other, person = found
    edited(store, scene.draft, *scene.to(one, person))
    signed(store, *scene.to(other, person))
    shown = preview_rebase(store, scene.draft, NOW)
    assert {b.person for b in shown.violations} == {person}
    done = rebased(store, scene.draft, ALL_MINE)
    assert {b.person for b in done.violations} == {person}
    kinds = {r.subject for r in propose(store, scene.draft, "signer", NOW).remarks}
    assert any(b.rule in subject for b in done.violations for subject in kinds)


def test_a_change_of_a_shift_that_began_is_told_and_the_past_stays_as_it_was(scene):
    store = scene.store
    soon = scene.shifts[-1]  # the first of the period
    mine = scene.others(soon)[0]
    edited(store, scene.draft, *scene.to(soon, mine))
    report_sick(store, mine, INSIDE, INSIDE.date(), "planner", INSIDE)  # the records change too
    later = scene.two()[0]
    edited(store, scene.draft, *scene.to(later, scene.others(later)[0]), now=INSIDE)
    assert behind_of(store, scene.draft, INSIDE).begun == 1
    with pytest.raises(Refused, match="begun"):
        publish(store, scene.draft, CONSENT, "signer", INSIDE, EN)
    done = rebased(store, scene.draft, now=INSIDE)
    assert [c.kinds for c in done.lost] == [(ConflictKind.BEGUN,)]
    assert (scene.holder[soon.id], soon.id) in pairs(store, scene.draft)
    publish(store, scene.draft, CONSENT, "signer", INSIDE, EN)


def test_a_rebase_is_undone_and_made_again_and_stands_in_the_trail(scene):
    store, (one, other) = scene.store, scene.two()
    edited(store, scene.draft, *scene.to(one, scene.others(one)[0]))
    edited(store, scene.draft, ("pin", scene.others(one)[0], one.id))
    version = signed(store, *scene.to(other, scene.others(other)[0]))
    before = duties(store, scene.draft)
    rebased(store, scene.draft)
    after = duties(store, scene.draft)
    undo(store, scene.draft, "planner", NOW, EN)
    assert duties(store, scene.draft) == before
    assert behind_of(store, scene.draft, NOW).versions[-1].id == version.id
    redo(store, scene.draft, "planner", NOW, EN)
    assert duties(store, scene.draft) == after
    assert behind_of(store, scene.draft, NOW) is None
    for _ in range(3):
        undo(store, scene.draft, "planner", NOW, EN)
    assert scene.holder[one.id] in {p for p, s in pairs(store, scene.draft) if s == one.id}
    with store.reading() as connection:
        trail = audit.entries(connection, f"roster/{scene.draft}", action="roster.rebased")
    assert [bool(e.after.get("undoes")) for e in trail] == [False, True, False, True]
    assert trail[0].after["version"] == version.version


def test_of_two_planners_the_second_is_told_that_the_draft_was_rebased(scene):
    store, (one, _) = scene.store, scene.two()
    seen = edited(store, scene.draft, ("pin", scene.holder[one.id], one.id)).head.lock_version
    signed(store, *scene.to(scene.two()[1], scene.others(scene.two()[1])[0]))
    rebased(store, scene.draft, seen=seen)
    with pytest.raises(Conflict, match="rebased"):
        edit_draft(
            store,
            scene.draft,
            [Edit(EditKind.UNPIN, scene.holder[one.id], one.id)],
            "bert",
            NOW,
            seen,
        )
    with pytest.raises(Conflict):
        rebased(store, scene.draft, seen=seen)


def test_choices_made_before_yet_another_signature_are_not_used(scene):
    store, (one, other) = scene.store, scene.two()
    edited(store, scene.draft, *scene.to(one, scene.others(one)[0]))
    first = signed(store, *scene.to(one, scene.others(one)[1]))
    signed(store, ("remove", scene.holder[other.id], other.id))
    with pytest.raises(Conflict):
        rebased(store, scene.draft, ALL_MINE, onto=first.id)


def test_a_search_result_that_another_version_overtook_is_rebased(region_by_turns):
    store = region_by_turns
    scene = Scene(store, copied(store))
    one = scene.two()[0]
    with store.reading() as connection:
        prepared = prepare(connection, FIRST, WEEKS, NOW)  # the search begins
    version = signed(store, ("remove", scene.holder[one.id], one.id))
    with store.writing() as connection:  # ... and keeps what it found
        audit.take_turn(connection)
        found = add_draft(connection, prepared, prepared.problem.assignments, "", "planner", NOW)
    assert behind_of(store, found.id, NOW).versions[-1].id == version.id
    rebased(store, found.id)
    assert duties(store, found.id) == duties(store, version.id)


def test_of_two_first_versions_the_second_is_rebased_on_the_first(region):
    store = region
    with store.writing() as connection:
        audit.take_turn(connection)
        prepared = prepare(connection, FIRST, WEEKS, NOW)
        filled = fill(prepared.problem)
        one = add_draft(connection, prepared, filled, "", "anna", NOW)
        two = add_draft(connection, prepared, filled, "", "bert", NOW)
    duty = next(d for d in duties(store, two.id) if not d.double)
    edited(store, two.id, ("remove", duty.person, duty.shift))
    first = publish(store, one.id, CONSENT, "anna", NOW, EN)[0]
    rebased(store, two.id)
    # It never had a base, so it took nobody off: what only the other has stays.
    assert duties(store, two.id) == duties(store, first.id)


def test_of_a_draft_that_another_period_lies_across_the_free_weeks_are_kept(region):
    store = region
    with store.writing() as connection:
        audit.take_turn(connection)
        prepared = prepare(connection, FIRST, 2, NOW)
        mine = add_draft(connection, prepared, fill(prepared.problem), "", "anna", NOW)
        later = FIRST + timedelta(weeks=1)
        prepared = prepare(connection, later, 2, NOW)
        other = add_draft(connection, prepared, fill(prepared.problem), "", "bert", NOW)
    with pytest.raises(Refused, match="no free weeks"):
        copy_free_weeks(store, mine.id, "anna", NOW)
    publish(store, other.id, CONSENT, "bert", NOW, EN)
    assert [one.id for one in behind_of(store, mine.id, NOW).across] == [other.id]
    for impossible in (preview_rebase, lambda *a: publish(store, mine.id, CONSENT, "x", NOW, EN)):
        with pytest.raises((Refused, Conflict)):
            impossible(store, mine.id, NOW)
    before = duties(store, mine.id)
    kept = copy_free_weeks(store, mine.id, "anna", NOW)
    assert (kept.first_date, kept.weeks) == (FIRST, 1)
    assert duties(store, mine.id) == before
    known = {shift.id for shift in problem_of(store, kept.id).shifts}
    assert duties(store, kept.id) == {one for one in before if one.shift in known}
    assert duties(store, kept.id)
    publish(store, kept.id, CONSENT, "anna", NOW, EN)


def test_the_steps_of_a_draft_that_is_gone_are_not_those_of_the_next_of_its_number(scene):
    store, (one, _) = scene.store, scene.two()
    head = edited(store, scene.draft, ("pin", scene.holder[one.id], one.id)).head
    drop_draft(store, scene.draft, "planner", NOW, head.lock_version)
    again = copied(store)
    assert steps_of(store, again).done == ()


@pytest.mark.parametrize("seed", range(4))
def test_random_edits_and_versions_lose_nothing_of_either_side(region_by_turns, seed):
    store, draw = region_by_turns, Random(seed)
    scene = Scene(store, copied(store))
    base = duties(store, scene.draft)
    few = draw.sample(scene.shifts, 12)

    def some_edits(roster):
        for shift in draw.sample(few, 5):
            holders = [p for p, s in pairs(store, roster) if s == shift.id]
            edits = [("remove", person, shift.id) for person in holders]
            others = [p for p in scene.others(shift) if p not in holders]
            if others and draw.random() < 0.7:
                edits.append(("assign", draw.choice(others), shift.id))
            if edits:
                edited(store, roster, *edits)

    some_edits(scene.draft)
    mine = duties(store, scene.draft)
    for _ in range(2):
        other = copied(store)
        some_edits(other)
        last = publish(store, other, CONSENT, "signer", NOW, EN)[0]
    theirs = duties(store, last.id)
    chosen = {
        c.shift: draw.choice(list(MergeSide))
        for c in preview_rebase(store, scene.draft, NOW).unsettled
    }
    done = rebased(store, scene.draft, ConflictChoices(chosen))
    result = duties(store, scene.draft)
    told = {c.shift for c in done.merge.conflicts}
    for shift in {one.shift for one in base | mine | theirs}:
        sides = [{o for o in side if o.shift == shift} for side in (base, mine, theirs, result)]
        was, here, there, got = sides
        if shift in told:
            assert got == (here if chosen.get(shift) is MergeSide.DRAFT else there)
        else:
            assert got == ((was | here | there) - (was - here) - (was - there))
    with store.reading() as connection:
        assert verify(connection, ZoneInfo("Europe/Amsterdam")).findings == ()
