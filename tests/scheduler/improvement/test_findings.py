"""A finding gets an action with an owner, is checked, and is closed by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.i18n.language import language
from data.model.account import Reach
from data.model.errors import InputError, Refused
from data.model.gap import Cause
from data.model.improvement import Actor, CheckOutcome, FindingSubject, Stage
from data.store import gaps, records
from data.store.audit import trail
from scheduler.coverage.gap_queries import prove_coverage
from scheduler.coverage.monitor import sweep
from scheduler.improvement.prefill import prefilled
from scheduler.improvement.queries import (
    FindingFilter,
    State,
    finding_of,
    list_findings,
    names,
)
from scheduler.improvement.recording import (
    NewAction,
    NewFinding,
    add_action,
    close_finding,
    make_finding,
    note_done,
    record_check,
    reopen_finding,
)
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.scheduler.reporting.test_signed_statements import was_ill
from tests.support.region import INSIDE, texts

PEOPLE = [row["id"] for row in texts()["people"]]
OWNER, PLANNER = Actor("duty"), Actor("planner")
TODAY = INSIDE.date()
TEXTS = {"origin": "coverage", "theme": "CaCo 24/7", "text": "Nights stay open", "regions": "R1"}
ACTION = NewAction("Train two people", "2027-02-01", owner_login="duty")


def made(store, action=ACTION, **more):
    new = NewFinding({**TEXTS, **more}, (action,))
    return make_finding(store, new, "planner", INSIDE)


@pytest.fixture
def two_regions(site_store):
    """The same with a second region."""
    second = {"id": "R2", "name": "Tweede"}
    edit_rows(site_store, [RowEdit("regions", second)], "planner", INSIDE)
    return site_store


def stage(store, number):
    return finding_of(store, number).file.stage


def test_from_found_to_closed_by_somebody_else(site_store):
    number = made(site_store)
    file = finding_of(site_store, number).file
    assert (file.finding.id, file.actions[0].id) == ("2027-001", "2027-001-1")
    assert file.stage is Stage.DO
    code = file.actions[0].id
    note_done(site_store, number, code, "Two are trained", OWNER, INSIDE)
    note_done(site_store, number, code, "pressed twice", OWNER, INSIDE + timedelta(days=1))
    done = finding_of(site_store, number).file.actions[0]
    assert (done.done_on, done.remark) == (TODAY, "Two are trained")
    with pytest.raises(Refused, match="of their own"):
        record_check(site_store, number, {"helped": "yes"}, OWNER, INSIDE)
    record_check(site_store, number, {"helped": "yes", "evidence": "Full"}, PLANNER, INSIDE)
    with pytest.raises(Refused, match="of their own"):
        close_finding(site_store, number, OWNER, INSIDE)
    close_finding(site_store, number, PLANNER, INSIDE)
    assert stage(site_store, number) is Stage.CLOSED
    with pytest.raises(Refused, match="closed"):
        add_action(site_store, number, ACTION, "planner", INSIDE)
    reopen_finding(site_store, number, "planner", INSIDE)
    assert stage(site_store, number) is Stage.READY
    with site_store.reading() as connection:
        acts = trail.entries(connection, f"findings/{number}", 9)
    assert [one.action for one in acts] == ["record.added", "record.changed", "record.changed"]


def test_what_did_not_help_asks_another_action(site_store):
    number = made(site_store)
    note_done(site_store, number, "2027-001-1", "", OWNER, INSIDE)
    record_check(site_store, number, {"helped": "no"}, PLANNER, INSIDE)
    assert stage(site_store, number) is Stage.ADJUST
    with pytest.raises(Refused, match="did not help"):
        close_finding(site_store, number, PLANNER, INSIDE)
    add_action(site_store, number, ACTION, "planner", INSIDE)
    assert stage(site_store, number) is Stage.DO
    later = INSIDE + timedelta(days=1)
    note_done(site_store, number, "2027-001-2", "", OWNER, later)
    assert stage(site_store, number) is Stage.CHECK
    record_check(site_store, number, {"helped": "partly"}, PLANNER, later)
    assert stage(site_store, number) is Stage.READY


def test_an_action_has_an_owner_who_alone_says_that_it_is_done(site_store):
    with pytest.raises(Refused, match="nobody owns"):
        made(site_store, NewAction("Train", "2027-02-01"))
    number = made(site_store, NewAction("Train", "2027-02-01", owner=PEOPLE[0]))
    with pytest.raises(Refused, match="another owner"):
        note_done(site_store, number, "2027-001-1", "", Actor("x", PEOPLE[1]), INSIDE)
    note_done(site_store, number, "2027-001-1", "", Actor("x", PEOPLE[0]), INSIDE)
    assert stage(site_store, number) is Stage.CHECK


def test_nothing_is_kept_of_a_finding_whose_action_cannot_be(site_store):
    with pytest.raises(InputError):
        made(site_store, NewAction("Train", "never", owner_login="duty"))
    assert list_findings(site_store) == ()


def test_codes_are_not_used_twice(site_store):
    made(site_store)
    second = finding_of(site_store, made(site_store, found_on="2026-12-01")).file
    third = finding_of(site_store, made(site_store)).file
    assert (second.finding.id, third.finding.id) == ("2026-001", "2027-002")


def test_a_finding_is_within_reach_by_one_of_its_regions(two_regions):
    site_store = two_regions
    mine, other, of_all = (made(site_store, regions=one) for one in ("R1", "R2", ""))
    reach = Reach(frozenset({"R1"}))
    assert {one.number for one in list_findings(site_store, reach)} == {mine, of_all}
    with pytest.raises(Refused, match="no finding"):
        finding_of(site_store, other, reach)
    add_action(site_store, mine, ACTION, "planner", INSIDE, reach)
    for number in (other, of_all):
        with pytest.raises(Refused):
            add_action(site_store, number, ACTION, "planner", INSIDE, reach)
    with pytest.raises(Refused):
        make_finding(site_store, NewFinding(TEXTS | {"regions": "R2"}), "x", INSIDE, reach)
    with pytest.raises(Refused):
        make_finding(site_store, NewFinding(TEXTS | {"regions": ""}), "x", INSIDE, reach)


def test_a_list_is_narrowed(two_regions):
    site_store = two_regions
    first = made(site_store)
    second = made(site_store, theme="Nafase", origin="study", partner="GGD", regions="R2")
    late = made(site_store, NewAction("Train", "2027-01-02", owner_login="planner"))
    found = list_findings(site_store)

    def kept(**wanted):
        chosen = FindingFilter(**wanted)
        return {one.number for one in found if chosen.keeps(one.file, TODAY)}

    assert kept() == {first, second, late}
    assert kept(theme="nafase") == kept(partner="GGD") == kept(region="R2") == {second}
    assert kept(state=State.OVERDUE) == kept(mine=PLANNER) == {late}
    assert kept(state=State.CLOSED) == set()


def test_a_finding_on_a_gap_says_what_was_open(site_store):
    with site_store.reading() as connection:
        gap = gaps.read_gaps(connection)[0]
    words = language("en")
    found = prefilled(site_store, FindingSubject.GAP, str(gap.id), words, INSIDE)
    assert found["subject_id"] == str(gap.id)
    assert found["origin"] == "coverage"
    assert found["regions"]
    number = make_finding(site_store, NewFinding(found), "duty", INSIDE)
    assert stage(site_store, number) is Stage.PLAN
    with pytest.raises(Refused):
        prefilled(
            site_store, FindingSubject.GAP, str(gap.id), words, INSIDE, Reach(frozenset({"XX"}))
        )
    with pytest.raises(Refused):
        prefilled(site_store, FindingSubject.GAP, "zero", words, INSIDE)


def test_a_finding_on_a_gap_does_not_say_why_somebody_is_away(site_store):
    """Viewers read findings, and not why somebody cannot come."""
    start, end = INSIDE + timedelta(days=1), INSIDE + timedelta(days=3)
    _proof, inputs = prove_coverage(site_store, start, end, INSIDE)
    duty = next(one for one in inputs.published["CACO"] if one.holders and one.shift.start > start)
    was_ill(site_store, (duty.holders[0], duty.shift), 3)
    sweep(site_store, 8, INSIDE)
    with site_store.reading() as connection:
        every = gaps.read_gaps(connection)
    gap = next(one for one in every if one.interval.cause is Cause.ILLNESS)
    found = prefilled(site_store, FindingSubject.GAP, str(gap.id), language("en"), INSIDE)
    assert found["text"].endswith(": absent")


def test_a_finding_on_a_lapse_names_the_person_for_who_may_see_people_alone(site_store):
    person = texts()["people"][0]
    of = f"{person['id']}/CACO"
    found = prefilled(site_store, FindingSubject.LAPSE, of, language("nl"), INSIDE)
    assert (found["subject_person"], found["subject_id"]) == (person["id"], "CACO")
    told = " ".join(text for name, text in found.items() if name != "subject_person")
    assert person["name"] not in told
    assert "van iemand verloopt" in told


def test_an_owner_who_leaves_takes_nothing_along(site_store):
    number = made(site_store, NewAction("Train", "2027-02-01", owner=PEOPLE[0]))
    with site_store.reading() as connection:
        row = records.read_rows(connection, "people")[PEOPLE[0]].number
    edit_rows(site_store, [RowEdit("people", {}, row)], "planner", INSIDE)
    file = finding_of(site_store, number).file
    assert names(site_store).owner(file.actions[0]) == texts()["people"][0]["name"]
    note_done(site_store, number, "2027-001-1", "", PLANNER, INSIDE, may_for_others=True)
    record_check(site_store, number, {"helped": CheckOutcome.YES.value}, PLANNER, INSIDE)
    close_finding(site_store, number, PLANNER, INSIDE)
