"""A roster's life: draft, edit, sign, replace; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from data.i18n.language import language
from data.model.candidate import Legality
from data.model.duty import Assignment
from data.model.errors import Conflict, Refused
from data.model.person import Competence
from data.model.roster import RemarkKind, RosterStatus
from data.store import drafts, records, rosters, signing
from scheduler.planning.absences import report_sick
from scheduler.planning.candidates import find_candidates
from scheduler.planning.comparison import difference, seats_at
from scheduler.planning.current_problem import current_problem, settled
from scheduler.planning.drafts import copy_in_force, keep_draft
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.exchange import DutySwap, swap
from scheduler.planning.plan import RepairRequest, only_roster, repair_roster
from scheduler.planning.publish import Consent, propose, publish
from tests.support.region import (
    CONSENT,
    FIRST,
    INSIDE,
    NOW,
    WEEKS,
    drafted,
    import_texts,
    published,
    texts,
)

EN = language("en")
NO_CONSENT = Consent({}, {})


def duties(store, roster):
    with store.reading() as connection:
        return rosters.read_assignments(connection, roster)


def shifts(store, roster):
    with store.reading() as connection:
        head = rosters.read_head(connection, roster)
        return {shift.id: shift for shift in rosters.read_shifts(connection, head.shift_set)}


def a_duty(store, roster, after=NOW):
    """Some duty of a qualified holder that begins later."""
    known = shifts(store, roster)
    return next(d for d in duties(store, roster) if known[d.shift].start > after and not d.double)


def test_a_draft_becomes_the_version_in_force(region):
    head = published(region)
    assert (head.status, head.version, head.published_by) == (RosterStatus.PUBLISHED, 1, "signer")
    with region.reading() as connection:
        assert head.content_hash == signing.content_hash(connection, head.id)


def test_what_was_signed_is_never_changed(region):
    head = published(region)
    duty = a_duty(region, head.id)
    before = duties(region, head.id)
    with pytest.raises(Refused, match="signed"):
        edit_draft(region, head.id, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "x", NOW)
    with pytest.raises(Refused, match="signed"):
        publish(region, head.id, CONSENT, "x", NOW, EN)
    assert duties(region, head.id) == before


def test_a_new_version_supersedes_and_the_old_one_stays_as_it_was(region):
    first = published(region)
    before = duties(region, first.id)
    draft = copy_in_force(region, FIRST, WEEKS, "planner", NOW)
    duty = a_duty(region, first.id)
    edit_draft(region, draft.id, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "planner", NOW)
    second, _ = publish(region, draft.id, CONSENT, "signer", NOW, EN)
    assert second.version == 2
    with region.reading() as connection:
        old = rosters.read_head(connection, first.id)
    assert old.status is RosterStatus.SUPERSEDED
    assert duties(region, first.id) == before
    (change,) = difference(region, second.id).changes
    assert (change.person, change.lost, change.gained) == (duty.person, (duty.shift,), ())


def test_a_gap_is_signed_only_by_name_and_reason(region):
    draft = drafted(region)
    duty = a_duty(region, draft.id)
    edit_draft(region, draft.id, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "planner", NOW)
    with pytest.raises(Refused) as told:
        publish(region, draft.id, NO_CONSENT, "signer", NOW, EN)
    assert any("open" in reason.what for reason in told.value.reasons)
    head, _ = publish(region, draft.id, CONSENT, "signer", NOW, EN)
    with region.reading() as connection:
        found = signing.sign_off_items(connection, head.id)
    gap = next(one.acceptance for one in found if one.remark.subject == duty.shift)
    assert (gap.accepted_by, gap.reason) == ("signer", "agreed in the meeting")


def test_a_gap_accepted_once_stays_accepted_by_whom_it_was(region):
    draft = drafted(region)
    duty = a_duty(region, draft.id)
    edit_draft(region, draft.id, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "planner", NOW)
    publish(region, draft.id, CONSENT, "first", NOW, EN)
    again = copy_in_force(region, FIRST, WEEKS, "planner", NOW)
    head, _ = publish(region, again.id, NO_CONSENT, "second", NOW, EN)
    with region.reading() as connection:
        found = signing.sign_off_items(connection, head.id)
    assert {(one.acceptance.accepted_by, one.acceptance.version) for one in found} == {("first", 1)}


def test_one_remark_can_be_accepted_by_its_own_reason(region):
    draft = drafted(region)
    duty = a_duty(region, draft.id)
    edit_draft(region, draft.id, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "planner", NOW)
    asked = propose(region, draft.id, "signer", NOW).open_remarks
    consent = Consent({}, {remark.subject: f"because of {remark.kind}" for remark in asked})
    head, _ = publish(region, draft.id, consent, "signer", NOW, EN)
    with region.reading() as connection:
        assert {one.acceptance.reason for one in signing.sign_off_items(connection, head.id)} == {
            "because of gap"
        }


def test_changes_told_late_must_be_agreed_upon(region):
    soon = NOW.replace(year=2026, month=12, day=28)  # a week before the period
    draft = drafted(region, soon)
    remarks = propose(region, draft.id, "signer", soon).remarks
    late = [remark for remark in remarks if remark.kind is RemarkKind.NOTICE]
    assert len(late) == len({duty.person for duty in duties(region, draft.id)})


def test_nothing_that_began_is_changed(region):
    head = published(region)
    known = shifts(region, head.id)
    draft = copy_in_force(region, FIRST, WEEKS, "planner", INSIDE)
    began = next(d for d in duties(region, head.id) if known[d.shift].start < INSIDE)
    for kind in (EditKind.REMOVE, EditKind.PIN):
        with pytest.raises(Refused, match="began"):
            edit_draft(region, draft.id, [Edit(kind, began.person, began.shift)], "x", INSIDE)


def test_a_new_version_keeps_the_past_also_of_who_left_or_lost_their_competence(region):
    head = published(region)
    known = shifts(region, head.id)
    past = {d for d in duties(region, head.id) if known[d.shift].start < INSIDE}
    leaver = next(iter(past)).person
    without = {
        name: [row for row in rows if leaver not in (row.get("person"), row.get("id"))]
        for name, rows in texts().items()
    }
    import_texts(region, without, now=INSIDE)
    draft = copy_in_force(region, FIRST, WEEKS, "planner", INSIDE)
    now_there = set(duties(region, draft.id))
    assert {(d.person, d.shift) for d in past} <= {(d.person, d.shift) for d in now_there}
    later = [d for d in now_there if known[d.shift].start >= INSIDE]
    assert leaver not in {d.person for d in later}


def test_a_replan_leaves_the_past_and_the_next_72_hours_as_they_are(region):
    head = published(region)
    known = shifts(region, head.id)
    draft = drafted(region, INSIDE)
    edge = INSIDE + timedelta(hours=72)
    fixed = {(d.person, d.shift) for d in duties(region, head.id) if known[d.shift].start < edge}
    after = {(d.person, d.shift) for d in duties(region, draft.id) if known[d.shift].start < edge}
    assert fixed == after


def test_each_edit_tells_what_it_breaks(region):
    draft = drafted(region)
    known = shifts(region, draft.id)
    mine = duties(region, draft.id)
    person = mine[0].person
    day = {known[d.shift].start.date() for d in mine if d.person == person}
    other = next(
        d
        for d in mine
        if d.person != person
        and known[d.shift].start.date() in day
        and known[d.shift].post == known[mine[0].shift].post
        and known[d.shift].work_minutes
    )
    edits = [
        Edit(EditKind.REMOVE, other.person, other.shift),
        Edit(EditKind.ASSIGN, person, other.shift),
    ]
    edited = edit_draft(region, draft.id, edits, "planner", NOW)
    broken = edited.effect.new_violations
    assert broken
    assert {violation.person for violation in broken} <= {person, other.person}
    back = [
        Edit(EditKind.REMOVE, person, other.shift),
        Edit(EditKind.ASSIGN, other.person, other.shift),
    ]
    after = edit_draft(region, draft.id, back, "planner", NOW)
    assert {b for person in after.effect.people for b in person.resolved} == set(broken)


def test_edits_that_make_no_sense_are_refused_together(region):
    draft = drafted(region)
    duty = a_duty(region, draft.id)
    edits = [
        Edit(EditKind.ASSIGN, "nobody", duty.shift),
        Edit(EditKind.ASSIGN, duty.person, "no:shift"),
        Edit(EditKind.ASSIGN, duty.person, duty.shift),
    ]
    with pytest.raises(Refused) as told:
        edit_draft(region, draft.id, edits, "planner", NOW)
    assert len(told.value.reasons) == 3


def test_the_second_of_two_planners_is_told_who_was_first(region):
    draft = drafted(region)
    duty = a_duty(region, draft.id)
    pin = [Edit(EditKind.PIN, duty.person, duty.shift)]
    edit_draft(region, draft.id, pin, "anna", NOW, seen=draft.lock_version)
    with pytest.raises(Conflict, match="changed by anna") as told:
        edit_draft(region, draft.id, pin, "bert", NOW, seen=draft.lock_version)
    assert told.value.by == "anna"
    assert told.value.difference == (f"  anna: pin {duty.person}, {duty.shift}",)


def test_the_second_version_of_a_period_is_refused_with_the_difference(region):
    first = published(region)
    mine = copy_in_force(region, FIRST, WEEKS, "anna", NOW)
    yours = copy_in_force(region, FIRST, WEEKS, "bert", NOW)
    duty = a_duty(region, first.id)
    edit_draft(region, mine.id, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "anna", NOW)
    publish(region, mine.id, CONSENT, "anna", NOW, EN)
    with pytest.raises(Conflict, match="by anna") as told:
        publish(region, yours.id, CONSENT, "bert", NOW, EN)
    assert any(duty.shift in line for line in told.value.difference)


def test_of_two_signatures_at_once_exactly_one_counts(region):
    draft = drafted(region)
    outcomes, start = [], Barrier(2)

    def sign(who):
        start.wait()
        try:
            outcomes.append(publish(region, draft.id, CONSENT, who, NOW, EN)[0].published_by)
        except (Conflict, Refused) as refused:
            outcomes.append(type(refused))

    threads = [Thread(target=sign, args=(who,)) for who in ("anna", "bert")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signed = [one for one in outcomes if isinstance(one, str)]
    assert len(outcomes) == 2
    assert len(signed) == 1
    with region.reading() as connection:
        head = rosters.read_head(connection, draft.id)
    assert (head.version, head.published_by) == (1, signed[0])


def test_an_illness_opens_the_duties_in_it_and_no_others(region):
    head = published(region)
    known = shifts(region, head.id)
    duty = a_duty(region, head.id)
    shift = known[duty.shift]
    until = shift.end.date()
    report = report_sick(region, duty.person, shift.start, until, "planner", NOW)
    assert shift.id in {fallen.id for fallen in report.fallen}
    mine = {d.shift for d in duties(region, head.id) if d.person == duty.person}
    assert {fallen.id for fallen in report.fallen} <= mine
    draft = copy_in_force(region, FIRST, WEEKS, "planner", NOW)
    left = {d.shift for d in duties(region, draft.id) if d.person == duty.person}
    assert left == mine - {fallen.id for fallen in report.fallen}


def test_an_illness_told_again_changes_its_end(region):
    published(region)
    person = a_duty(region, 1).person
    start = NOW + timedelta(days=50)
    report_sick(region, person, start, start.date() + timedelta(days=9), "planner", NOW)
    shorter = start.date() + timedelta(days=2)
    report_sick(region, person, start, shorter, "planner", NOW)
    with region.reading() as connection:
        rows = records.read_rows(connection, "absences").values()
    ill = [r for r in rows if r.values["person"] == person and r.values["start"] == start]
    assert len(ill) == 1


def test_a_draft_made_before_an_illness_is_judged_by_how_things_stand(region):
    first = drafted(region)
    duty = a_duty(region, first.id)
    shift = shifts(region, first.id)[duty.shift]
    report_sick(region, duty.person, shift.start, shift.end.date(), "planner", NOW)
    remarks = propose(region, first.id, "signer", NOW).remarks
    assert duty.shift in {one.subject for one in remarks if one.kind is RemarkKind.GAP}


def test_a_swap_is_one_change_in_a_draft(region):
    head = published(region)
    known = shifts(region, head.id)
    mine = duties(region, head.id)
    one = a_duty(region, head.id)
    other = next(
        d
        for d in mine
        if d.person != one.person
        and known[d.shift].post == known[one.shift].post
        and not d.double
        and (d.person, one.shift) not in {(x.person, x.shift) for x in mine}
        and (one.person, d.shift) not in {(x.person, x.shift) for x in mine}
    )
    edited = swap(
        region, DutySwap(one.person, one.shift, other.person, other.shift), "planner", NOW
    )
    changes = {c.person: c for c in difference(region, edited.head.id).changes}
    assert changes[one.person].gained == (other.shift,)
    assert changes[other.person].lost == (other.shift,)


def test_who_sat_there_is_answered_by_the_version_of_then(region):
    first = published(region)
    duty = a_duty(region, first.id)
    shift = shifts(region, first.id)[duty.shift]
    draft = copy_in_force(region, FIRST, WEEKS, "planner", NOW)
    edit_draft(region, draft.id, [Edit(EditKind.REMOVE, duty.person, duty.shift)], "planner", NOW)
    later = NOW + timedelta(hours=1)
    publish(region, draft.id, CONSENT, "chief", later, EN)

    def holder(known=None):
        seats = seats_at(region, shift.start, known)
        return next((s.holder, s.by.published_by) for s in seats if s.shift.id == shift.id)

    assert holder() == (None, "chief")
    assert holder(known=later - timedelta(minutes=1)) == (duty.person, "signer")


def test_candidates_are_asked_for_as_things_stand(region):
    head = published(region)
    duty = a_duty(region, head.id)
    shift = shifts(region, head.id)[duty.shift]
    report_sick(region, duty.person, shift.start, shift.end.date(), "planner", NOW)
    offer = find_candidates(region, duty.shift, NOW).offer
    mine = next(one for one in offer.candidates if one.person == duty.person)
    assert mine.legality is Legality.NOT_LEGAL
    legal = [one.person for one in offer.candidates if one.legality is Legality.LEGAL]
    draft = copy_in_force(region, FIRST, WEEKS, "planner", NOW)
    for person in legal[:2]:
        edit = Edit(EditKind.ASSIGN, person, duty.shift)
        edited = edit_draft(region, draft.id, [edit], "planner", NOW)
        assert edited.effect.new_violations == ()
        assert [change.shift for change in edited.effect.filled] == [duty.shift]
        back = Edit(EditKind.REMOVE, person, duty.shift)
        edit_draft(region, draft.id, [back], "planner", NOW)
    with pytest.raises(Refused, match="is in no roster"):
        find_candidates(region, "no:shift", NOW)


def test_a_period_across_one_in_force_is_refused(region):
    published(region)
    with pytest.raises(Refused, match="overlaps"):
        copy_in_force(region, FIRST + timedelta(days=7), WEEKS, "planner", NOW)


def test_the_next_period_looks_back_on_what_was_published(region):
    head = published(region)
    known = shifts(region, head.id)
    with region.reading() as connection:
        problem = current_problem(connection, FIRST + timedelta(weeks=WEEKS), 1)
    mine = {(d.person, known[d.shift].start) for d in duties(region, head.id)}
    assert mine <= {(duty.person, duty.start) for duty in problem.history}


def test_the_last_night_heeds_the_first_morning_of_a_later_roster(region):
    head = published(region)
    first = min(shifts(region, head.id).values(), key=lambda shift: (shift.start, shift.id))
    known = shifts(region, head.id)
    mornings = [
        d
        for d in duties(region, head.id)
        if known[d.shift].work_minutes and known[d.shift].start - first.start < timedelta(days=1)
    ]
    with region.reading() as connection:
        before = current_problem(connection, FIRST - timedelta(weeks=1), 1)
    elsewhere = {(duty.person, duty.start) for duty in before.elsewhere}
    assert mornings
    assert {(d.person, known[d.shift].start) for d in mornings} <= elsewhere


def test_fairness_is_carried_over_when_the_history_is_cut(region):
    published(region)
    with region.reading() as connection:
        near = current_problem(connection, FIRST + timedelta(weeks=WEEKS), 1)
        far = current_problem(connection, FIRST + timedelta(weeks=60), 1)
    assert sum(abs(c.amount) for c in far.carry_over) > sum(abs(c.amount) for c in near.carry_over)


def test_a_repair_fills_what_an_illness_opened_and_moves_nobody_soon(region):
    head = published(region)
    known = shifts(region, head.id)
    duty = a_duty(region, head.id, after=INSIDE + timedelta(hours=80))
    shift = known[duty.shift]
    report_sick(region, duty.person, shift.start, shift.end.date(), "planner", INSIDE)
    found = repair_roster(region, RepairRequest(FIRST, WEEKS, seconds=20), INSIDE)
    kept = keep_draft(region, found.prepared, found.result, "planner", INSIDE)
    edge = INSIDE + timedelta(hours=72)
    assert all(known[one.shift].start >= INSIDE for one in found.near)
    before = {(d.person, d.shift) for d in duties(region, head.id) if known[d.shift].start < edge}
    after = {(d.person, d.shift) for d in duties(region, kept.head.id)}
    assert before <= after
    (changes,) = [level for level in found.result.levels if level.name == "changes"]
    assert changes.proven
    gained = [s for c in difference(region, kept.head.id).changes for s in c.gained]
    assert duty.shift in gained or duty.shift in {o.shift for o in found.result.open_shifts}


def test_who_may_move_must_be_known_and_a_roster_in_force(region):
    with pytest.raises(Refused, match="no roster is in force"):
        only_roster(region, NOW)
    with pytest.raises(Refused, match="no roster is in force"):
        repair_roster(region, RepairRequest(FIRST, WEEKS), NOW)
    head = published(region)
    assert only_roster(region, NOW) == head
    with pytest.raises(Refused, match="nobody is called ghost"):
        repair_roster(region, RepairRequest(FIRST, WEEKS, may_move=frozenset({"ghost"})), NOW)


def settled_after(region, head, change, now=INSIDE):
    """The problem of a new version, after something happened to the records of one past holder."""
    with region.reading() as connection:
        problem = current_problem(connection, FIRST, WEEKS)
    held = duties(region, head.id)
    past = next(d for d in held if problem.shift_by_id[d.shift].start < now and not d.double)
    return settled(*change(problem, held, past), now), past


def test_a_past_shift_with_a_second_holder_stays_theirs_and_is_filled_no_more(region):
    head = published(region)

    def one_of_two_has_left(problem, held, past):
        other = next(p.id for p in problem.people if p.id != past.person)
        two = tuple(replace(s, required=2) if s.id == past.shift else s for s in problem.shifts)
        people = tuple(p for p in problem.people if p.id != past.person)
        held = [*(d for d in held if d.person != past.person), past, Assignment(other, past.shift)]
        function = problem.post_by_id[problem.shift_by_id[past.shift].post].function
        competent = (Competence(other, function, FIRST - timedelta(days=900)),)
        gone = past.person
        rest = tuple(c for c in (*problem.competences, *competent) if c.person != gone)
        absences = tuple(a for a in problem.absences if a.person not in (gone, other))
        return replace(
            problem, shifts=two, people=people, competences=rest, absences=absences
        ), held

    problem, past = settled_after(region, head, one_of_two_has_left)
    shift = problem.shift_by_id[past.shift]
    assert shift.required == 1
    assert [a.pinned for a in problem.assignments if a.shift == shift.id] == [True]
    assert {a.shift for a in problem.assignments} <= set(problem.shift_by_id)


def test_what_was_frozen_for_a_repair_is_not_pinned_for_good(region):
    head = published(region)
    found = repair_roster(region, RepairRequest(FIRST, WEEKS, seconds=5), INSIDE)
    assert any(one.pinned for one in found.result.assignments)
    kept = keep_draft(region, found.prepared, found.result, "planner", INSIDE).head
    pinned_by_planner = {(d.person, d.shift) for d in duties(region, head.id) if d.pinned}
    assert {(d.person, d.shift) for d in duties(region, kept.id) if d.pinned} == pinned_by_planner


def test_the_store_itself_lets_nobody_change_what_they_saw_otherwise(region):
    """The last guard, under those of the use cases."""
    seen = drafted(region)
    duty = a_duty(region, seen.id)
    edit_draft(region, seen.id, [Edit(EditKind.PIN, duty.person, duty.shift)], "anna", NOW)

    def touch(connection):
        drafts.touch_draft(connection, seen, drafts.Touch("bert", NOW, "[]"))

    def sign(connection):
        signing.sign(connection, seen, [], "bert", NOW)

    for act in (touch, sign):
        with pytest.raises(Conflict, match="changed by anna"), region.writing() as connection:
            act(connection)


def test_the_store_itself_signs_no_second_roster_beside_one_in_force(region):
    one, other = drafted(region), drafted(region)
    publish(region, one.id, CONSENT, "anna", NOW, EN)
    with pytest.raises(Conflict, match="by anna"), region.writing() as connection:
        signing.sign(connection, other, [], "bert", NOW)
    with region.reading() as connection:
        assert [head.id for head in rosters.in_force(connection, one.start, one.end)] == [one.id]
