"""Signing a draft: what is seen is what is accepted, and nothing else."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from data.model.account import Role
from data.model.duty import Assignment
from data.model.roster import Remark, RemarkKind, RosterStatus
from data.model.shift import Shift
from data.store import rosters, signing
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.open_roster import open_roster, rule_sentences
from scheduler.planning.sign_off import clock_changes
from tests.support.once import copied, new_file, once
from tests.support.region import INSIDE
from tests.web.plan_scene import OPEN, changed_draft, draft_of_next
from web.publish.consent import Typed

NOT_PLANNERS = sorted(set(Role) - {Role.PLANNER})


@pytest.fixture
def planner(visit):
    """A planner who reads English."""
    found = visit(Role.PLANNER)
    found.client.set_cookie("language", "en")
    return found


@pytest.fixture(scope="module")
def drafted(published_file):
    """A store with a draft that has open shifts and is told late, and the number of that draft."""

    def make():
        path, (draft,) = new_file(published_file, draft_of_next)
        return path, draft.roster

    return once("drafted", make)


@pytest.fixture
def site_store(drafted, tmp_path):
    """A copy of it, opened."""
    with copied(drafted[0], tmp_path / "caco.db") as store:
        yield store


@pytest.fixture
def draft(drafted):
    """The number of the draft."""
    return drafted[1]


def fields(page, **typed):
    """What the form of a page sends, with these typed in."""
    form = {"seen": re.search(r'name="seen" value="(\d+)"', page)[1], **typed}
    for name in ("kind", "subject", "shown", "answered"):
        form[name] = [html.unescape(v) for v in re.findall(rf'name="{name}" value="([^"]*)"', page)]
    form.setdefault("reason", [""] * len(form["kind"]))
    return form


def reasons(text="agreed in the meeting"):
    return {f"all-{kind}": text for kind in RemarkKind}


def head_of(store, number):
    with store.reading() as connection:
        return rosters.read_head(connection, number)


@pytest.mark.parametrize("role", NOT_PLANNERS)
def test_only_planners_sign(visit, site_store, draft, role):
    somebody = visit(role)
    for path in (f"/rosters/{draft}/publish", f"/rosters/{draft}/signed"):
        assert somebody.get(path).status_code == 403
    assert somebody.post(f"/rosters/{draft}/publish", {"seen": "1"}).status_code == 403
    assert head_of(site_store, draft).status is RosterStatus.DRAFT


def test_the_page_lists_all_there_is_to_accept(planner, draft):
    page = planner.get(f"/rosters/{draft}/publish").text
    kinds = fields(page)["kind"]
    assert kinds.count("gap") == OPEN
    assert kinds.count("notice") > 5
    assert "Planner of the tests" in page
    assert "first version of this period" in page


def test_a_broken_rule_says_what_the_rule_asks(planner, site_store, draft):
    opened = open_roster(site_store, draft)
    shifts = {one.id: one for one in opened.shifts}
    held = opened.assignments[0]
    after = next(
        one.id
        for one in opened.shifts
        if one.start == shifts[held.shift].end and one.post == "CACO"
    )
    edits = [Edit(EditKind.REMOVE, one, after) for one in opened.holders.get(after, ())]
    edits.append(Edit(EditKind.ASSIGN, held.person, after))
    edit_draft(site_store, draft, edits, "planner", INSIDE)
    page = planner.get(f"/rosters/{draft}/publish").text
    sentence = rule_sentences(opened.problem, "en")["R05"]
    assert html.escape(sentence) in page


def test_with_a_reason_for_each_kind_it_is_signed_and_the_page_after_says_so(
    planner, site_store, draft
):
    path = f"/rosters/{draft}/publish"
    form = fields(planner.get(path).text, **reasons())
    assert planner.post(path, form).location == f"/rosters/{draft}/signed"
    head = head_of(site_store, draft)
    assert (head.status, head.published_by) == (RosterStatus.PUBLISHED, "planner")
    page = planner.get(f"/rosters/{draft}/signed").text
    for said in ("agreed in the meeting", "What happens now", head.content_hash):
        assert said in page
    assert planner.get(path).location == f"/rosters/{draft}/signed"


def test_a_second_press_of_the_button_signs_nothing_and_shows_the_signature(
    planner, site_store, draft
):
    path = f"/rosters/{draft}/publish"
    form = fields(planner.get(path).text, **reasons())
    planner.post(path, form)
    hash_ = head_of(site_store, draft).content_hash
    assert planner.post(path, form).location == f"/rosters/{draft}/signed"
    assert head_of(site_store, draft).content_hash == hash_
    assert "signed already, by planner" in planner.get(f"/rosters/{draft}/signed").text


def test_without_every_reason_nothing_is_signed_and_what_was_typed_is_kept(
    planner, site_store, draft
):
    path = f"/rosters/{draft}/publish"
    form = fields(planner.get(path).text, **{"all-notice": 'told by "phone"'})
    asked = [kind for kind in form["kind"] if kind != RemarkKind.NOTICE]
    form["reason"] = ["nobody to be had", *form["reason"][1:]]
    answer = planner.post(path, form)
    assert answer.status_code == 422
    assert answer.text.count('class="is-missing"') == len(asked) - 1
    assert 'value="told by &#34;phone&#34;"' in answer.text
    assert 'value="nobody to be had"' in answer.text
    assert "still needs a reason" in answer.text
    assert head_of(site_store, draft).status is RosterStatus.DRAFT


def test_an_own_reason_goes_before_the_one_for_all(planner, site_store, draft):
    path = f"/rosters/{draft}/publish"
    form = fields(planner.get(path).text, **reasons("for all"))
    form["reason"] = ["for this one", *form["reason"][1:]]
    planner.post(path, form)
    with site_store.reading() as connection:
        items = signing.sign_off_items(connection, draft)
    told = [one.acceptance.reason for one in items if one.remark.kind is RemarkKind.GAP]
    assert sorted(told) == ["for all"] * (OPEN - 1) + ["for this one"]


@pytest.mark.parametrize("seen", ["1", "", "x", "99", "-5"])
def test_who_did_not_see_the_draft_as_it_is_now_does_not_sign_it(planner, site_store, draft, seen):
    path = f"/rosters/{draft}/publish"
    form = fields(planner.get(path).text, **reasons("kept"))
    with site_store.reading() as connection:
        one = max(rosters.read_assignments(connection, draft), key=lambda a: a.shift)
    edit_draft(site_store, draft, [Edit(EditKind.REMOVE, one.person, one.shift)], "pia", INSIDE)
    answer = planner.post(path, {**form, "seen": seen})
    assert answer.status_code == 409
    assert "pia changed this draft" in answer.text
    assert 'value="kept"' in answer.text
    assert fields(answer.text)["kind"].count("gap") == OPEN + 1
    assert head_of(site_store, draft).status is RosterStatus.DRAFT
    again = fields(answer.text, **reasons("kept"))
    assert planner.post(path, again).status_code == 302


def test_what_was_not_on_the_page_is_not_accepted_by_a_reason_for_all(planner, draft):
    path = f"/rosters/{draft}/publish"
    form = fields(planner.get(path).text, **reasons())
    for name in ("kind", "subject", "shown", "answered", "reason"):
        form[name] = form[name][1:]
    answer = planner.post(path, form)
    assert answer.status_code == 422
    assert answer.text.count('class="is-missing"') == 1


def test_a_draft_that_another_signature_overtook_is_not_signed(planner, site_store):
    head = changed_draft(site_store)
    other = changed_draft(site_store)
    path = f"/rosters/{other.id}/publish"
    planner.post(path, fields(planner.get(path).text, **reasons()))
    answer = planner.get(f"/rosters/{head.id}/publish")
    assert answer.status_code == 409
    assert "Bring the draft up to date" in answer.text
    assert f'action="/rosters/{head.id}/rebase"' in answer.text


def test_what_changes_is_told_per_person_before_and_after_the_signature(planner, site_store):
    head = changed_draft(site_store)
    path = f"/rosters/{head.id}/publish"
    page = planner.get(path).text
    assert "for 1 person, and replaces version 1" in page
    assert len(re.findall(r"<div>.? CACO", page)) == 1
    assert "→" in page  # fairness, before and after
    planner.post(path, fields(page, **reasons()))
    signed = planner.get(f"/rosters/{head.id}/signed").text
    assert len(re.findall(r"<div>.? CACO", signed)) == 1
    before = planner.get(f"/rosters/{head.based_on}/signed").text
    assert "It was replaced" in before
    assert f"/rosters/{head.id}/signed" in before


def test_what_was_accepted_before_is_not_asked_again(planner, site_store):
    path = f"/rosters/{changed_draft(site_store).id}/publish"
    page = planner.get(path).text
    planner.post(path, fields(page, **reasons("seen to")))
    later = planner.get(f"/rosters/{changed_draft(site_store).id}/publish").text
    assert "accepted by planner in version 2: seen to" in html.unescape(later)


def test_a_roster_that_does_not_exist_is_told(planner):
    assert planner.get("/rosters/999/publish").status_code == 422
    assert planner.post("/rosters/999/publish", {"seen": "1"}).status_code == 422


def test_a_reason_for_a_kind_counts_only_for_what_was_seen():
    gap, other = Remark(RemarkKind.GAP, "a"), Remark(RemarkKind.GAP, "b")
    seen = {("gap", "b"): other.fingerprint, ("gap", "c"): "of other facts"}
    typed = Typed({RemarkKind.GAP: "why not"}, {("gap", "b"): "", ("gap", "c"): ""}, seen)
    assert typed.reason(gap) == ""
    assert typed.reason(other) == "why not"
    consent = typed.consent()
    assert (consent.reason(other), consent.by_kind) == ("why not", {})
    assert consent.reason(Remark(RemarkKind.GAP, "c")) == ""
    assert consent.reason(gap) == ""


def test_shifts_in_which_the_clock_changes_are_listed_with_their_real_length(site_store):
    zone = head_of(site_store, 1).zone

    def night(day, month):
        start = datetime(2027, month, day, 23, tzinfo=zone).astimezone(UTC)
        end = datetime(2027, month, day + 1, 7, tzinfo=zone).astimezone(UTC)
        minutes = round((end - start) / timedelta(minutes=1))
        return Shift(f"n{month}", "CACO", "N", start, end, minutes)

    shifts = [night(30, 10), night(27, 3), night(4, 1)]
    found = clock_changes(shifts, [Assignment("ann", "n3")], zone)
    told = [(one.shift.id, one.shown, one.real, one.holders) for one in found]
    hours = [timedelta(hours=n) for n in (7, 8, 9)]
    assert told == [("n3", hours[1], hours[0], ("ann",)), ("n10", hours[1], hours[2], ())]
