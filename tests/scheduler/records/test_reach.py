"""Whom nothing would reach is told at an import, before planning and before signing."""

import re

import pytest

from data.i18n.language import language
from data.i18n.sign_off_words import RemarkWords
from data.model.account import Role
from data.model.errors import Refused
from data.model.roster import RemarkKind
from data.store import rosters, signing
from data.store.audit import trail as audit
from data.store.audit.check import verify
from data.tables.period import ZONE
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.preflight import preflight_plan
from scheduler.planning.publish import Consent, propose, publish
from scheduler.records.contacts import (
    ReachIssue,
    contact_card,
    find_unreachable,
    record_contacts,
    warning_words,
)
from tests.support.region import FIRST, NOW, WEEKS, drafted, import_texts, texts

TODAY = NOW.date()
EVERYBODY_HEARS = [{"level": "1", "name": "Desk", "channel": "mail", "address": "d@vr.example"}]


def without(person, **more):
    """The region with no contact details of somebody."""
    others = [row for row in texts()["contacts"] if row["person"] != person]
    return {**texts(), "contacts": others, **more}


def holder_of(kind):
    functions = {row["function"] for row in texts()["posts"] if row["kind"] == kind}
    return next(row["person"] for row in texts()["competences"] if row["function"] in functions)


def kinds(found):
    return {one.kind: set(one.who) for one in found}


def test_an_import_tells_it_also_when_nothing_is_carried_out(file_store):
    somebody = holder_of("on_call")
    told = {}
    for dry_run in (True, False):
        told[dry_run] = kinds(
            import_texts(file_store, without(somebody), dry_run=dry_run).unreached
        )
    assert told[True] == told[False]
    assert somebody in told[True][ReachIssue.ON_CALL]
    assert told[True][ReachIssue.NO_MANAGER] == {row["id"] for row in texts()["posts"]}
    assert kinds(find_unreachable(file_store, TODAY)) == told[False]


def test_a_region_in_which_everybody_is_reached_says_nothing(file_store):
    done = import_texts(file_store, {**texts(), "duty_managers": EVERYBODY_HEARS})
    assert done.unreached == ()


def test_a_manager_of_another_region_does_not_hear_of_a_post(file_store):
    regions = [row["id"] for row in texts()["regions"]]
    managers = [{**EVERYBODY_HEARS[0], "regions": regions[0]}]
    found = kinds(import_texts(file_store, {**texts(), "duty_managers": managers}).unreached)
    deaf = {row["id"] for row in texts()["posts"] if regions[0] not in row["regions"].split(";")}
    assert found.get(ReachIssue.NO_MANAGER, set()) == deaf


def test_who_is_on_call_is_told_apart_from_who_sits_at_a_desk(file_store):
    import_texts(file_store, {**texts(), "contacts": []})
    desk = next(row["id"] for row in texts()["posts"] if row["kind"] == "on_site")
    phone = next(row["id"] for row in texts()["posts"] if row["kind"] == "on_call")
    one, two = (row["id"] for row in texts()["people"][:2])
    found = kinds(find_unreachable(file_store, TODAY, {(one, desk), (two, phone)}))
    assert (found[ReachIssue.AT_A_DESK], found[ReachIssue.ON_CALL]) == ({one}, {two})
    assert find_unreachable(file_store, TODAY, {(one, "gone")})[0].kind == ReachIssue.NO_MANAGER


def test_before_planning_it_is_known(file_store):
    somebody = holder_of("on_call")
    import_texts(file_store, without(somebody))
    known = preflight_plan(file_store, FIRST, WEEKS, (), NOW, language("en"))
    assert somebody in kinds(known.unreached)[ReachIssue.ON_CALL]


@pytest.mark.parametrize("code", ["nl", "en"])
def test_each_shortcoming_is_said_with_what_to_do(file_store, code):
    import_texts(file_store, {**texts(), "contacts": []})
    for one in find_unreachable(file_store, TODAY):
        what, remedy = warning_words(one, language(code))
        assert str(len(one.who)) in what
        assert remedy.endswith(".")


def out_of_reach(store):
    """A draft of a region without contact details, and what its signature asks about that."""
    import_texts(store, {**texts(), "contacts": [], "duty_managers": EVERYBODY_HEARS})
    draft = drafted(store).id
    asked = propose(store, draft, "pia", NOW).open_remarks
    return draft, [one for one in asked if one.kind is RemarkKind.UNREACHABLE]


def test_a_signature_asks_about_everybody_on_call_who_cannot_be_reached(store):
    draft, asked = out_of_reach(store)
    with store.reading() as connection:
        head = rosters.read_head(connection, draft)
        shifts = {one.id: one for one in rosters.read_shifts(connection, head.shift_set)}
        duties = rosters.read_assignments(connection, draft)
    phones = {row["id"] for row in texts()["posts"] if row["kind"] == "on_call"}
    mute = [one for one in duties if shifts[one.shift].post in phones and not one.double]
    assert {one.facts.person for one in asked} == {one.person for one in mute}
    assert sum(len(one.facts.shifts) for one in asked) == len(mute) > 0
    others = {kind: "known" for kind in RemarkKind if kind is not RemarkKind.UNREACHABLE}
    with pytest.raises(Refused) as refused:
        publish(store, draft, Consent(others, {}), "pia", NOW, language("en"))
    assert len(refused.value.reasons) == len(asked)
    assert all("--accept-unreachable" in one.remedy for one in refused.value.reasons)
    consent = Consent({**others, RemarkKind.UNREACHABLE: "called by their neighbours"}, {})
    signed, _ = publish(store, draft, consent, "pia", NOW, language("en"))
    with store.reading() as connection:
        items = signing.sign_off_items(connection, signed.id)
        trail = verify(connection, ZONE)
        entry = audit.entries(connection, f"roster/{signed.id}")[-1]
    kept = [one for one in items if one.remark.kind is RemarkKind.UNREACHABLE]
    assert [one.remark for one in kept] == asked
    assert {(one.acceptance.accepted_by, one.acceptance.reason) for one in kept} == {
        ("pia", "called by their neighbours")
    }
    assert trail.findings == ()
    told = {one["subject"] for one in entry.after["accepted"] if one["kind"] == "unreachable"}
    assert told == {one.subject for one in asked}
    for code, said in (("en", "how to reach them"), ("nl", "geen nummer of adres bekend")):
        words = RemarkWords(language(code), ZONE, {})
        assert said in words.remark(kept[0].remark)


def test_the_next_version_asks_only_about_what_was_not_accepted(file_store):
    draft, asked = out_of_reach(file_store)
    facts = asked[0].facts
    consent = Consent({kind: "known" for kind in RemarkKind}, {})
    publish(file_store, draft, consent, "pia", NOW, language("en"))
    again = copy_in_force(file_store, FIRST, WEEKS, "bo", NOW)
    assert not propose(file_store, again.id, "bo", NOW).open_remarks
    with file_store.reading() as connection:
        shifts = {one.id: one for one in rosters.read_shifts(connection, again.shift_set)}
    shift = shifts[facts.shifts[-1]]
    function = next(one["function"] for one in texts()["posts"] if one["id"] == shift.post)
    able = {row["person"] for row in texts()["competences"] if row["function"] == function}
    other = min(able - {one.facts.person for one in asked})
    edits = [
        Edit(EditKind.REMOVE, facts.person, shift.id),
        Edit(EditKind.ASSIGN, other, shift.id),
    ]
    edit_draft(file_store, again.id, edits, "bo", NOW)
    remarks = propose(file_store, again.id, "bo", NOW).open_remarks
    mute = [one.facts for one in remarks if one.kind is RemarkKind.UNREACHABLE]
    assert [(one.person, one.shifts) for one in mute] == [(other, (shift.id,))]
    card = contact_card(file_store, other)
    record_contacts(file_store, card, [("phone", "+31612345678")], "bo", NOW)
    remarks = propose(file_store, again.id, "bo", NOW).open_remarks
    assert not [one for one in remarks if one.kind is RemarkKind.UNREACHABLE]


def test_a_planner_signs_only_after_being_asked(file_store):
    from scheduler.accounts.accounts import NewAccount, add_account
    from scheduler.settings import Settings
    from tests.web.conftest import PASSWORD, Visit
    from web.app import create_app

    draft, asked = out_of_reach(file_store)
    roles = frozenset({Role.PLANNER})
    add_account(file_store, NewAccount("planner", "P", roles, None, "", PASSWORD), "tests", NOW)
    visit = Visit(create_app(file_store, Settings(), lambda: NOW), Role.PLANNER)
    visit.client.set_cookie("language", "en")

    def form(page, reason):
        names = ("seen", "kind", "subject", "shown", "answered")
        found = {n: re.findall(rf'name="{n}" value="([^"]*)"', page) for n in names}
        found["reason"] = [reason if one == "unreachable" else "agreed" for one in found["kind"]]
        return found

    path = f"/rosters/{draft}/publish"
    page = visit.get(path).text
    assert len(re.findall("on call, the first .*, and nothing says how", page)) == len(asked)
    assert re.search(r'href="/people/\w+#contact"', page)
    answer = visit.post(path, data=form(page, ""))
    assert answer.status_code == 422
    assert answer.text.count('class="is-missing"') == len(asked)
    assert visit.post(path, data=form(page, "by radio")).status_code == 302
    signed = visit.get(f"/rosters/{draft}/signed").text
    assert "On call, and cannot be reached" in signed
    assert re.search(r"\.\s+It is in force\.", signed)
    assert signed.count("by radio") == len(asked)
    visit.client.set_cookie("language", "nl")
    assert "Piket, en niet bereikbaar" in visit.get(f"/rosters/{draft}/signed").text


def test_a_number_to_call_covers_and_one_for_messages_ends_the_warning(file_store):
    somebody = holder_of("on_call")
    import_texts(file_store, without(somebody, duty_managers=EVERYBODY_HEARS))
    assert find_unreachable(file_store, TODAY) != ()
    card = contact_card(file_store, somebody)
    record_contacts(file_store, card, [("phone", "+31612345678")], "planner", NOW)
    assert kinds(find_unreachable(file_store, TODAY)) == {ReachIssue.ONLY_CALLED: {somebody}}
    card = contact_card(file_store, somebody)
    record_contacts(file_store, card, [("sms", "+31612345678")], "planner", NOW)
    assert find_unreachable(file_store, TODAY) == ()
