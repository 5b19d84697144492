"""A signature names only who was asked: nobody accepts what others left open by taking a shift."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.model.errors import Refused
from data.model.request import OfferStatus
from data.model.roster import RemarkKind
from data.store import rosters, signing
from data.store.audit import trail
from data.store.audit.check import verify
from scheduler.planning.absences import report_sick
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import Consent, propose, publish
from scheduler.records.contacts import contact_card, record_contacts
from scheduler.self_service.assignment import Agreed, assign_shift, weigh_assignment
from scheduler.self_service.offer_answers import accept_offer, take_shift
from scheduler.self_service.offers import offer_shift
from tests.scheduler.self_service.conftest import ONE_SEAT_OPEN
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    SETTINGS,
    ZONE,
    duties_of,
    legal,
    number_of,
    open_seat,
    version,
)
from tests.support.once import once
from tests.support.originals import Original
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS, texts

NOTHING = Consent({}, {})


def told(store, make=None):
    """The scene of a store on this kind of database, once it was made."""
    kind = "sqlite" if store.is_sqlite else "postgresql"
    return once(f"who_was_asked_{kind}", make)


def set_scene(store):
    """An open shift, who may take it, a second one that a planner accepted, and an ill holder.

    Nobody was asked about the duty of whoever is ill: they fell ill after the last signature.
    """
    shift, _ = open_seat(store)
    able = legal(store, shift.id)
    later = INSIDE + 6 * DAY
    others = [
        (person, one)
        for person, one, _ in duties_of(store, later, later + 6 * DAY)
        if one.start > later and one.id != shift.id and person not in able[:2]
    ]
    (gone, second), (ill, third) = others[0], next(o for o in others if o[0] != others[0][0])
    version(store, ("remove", gone, second.id), now=INSIDE, who="planner")
    last = third.end.astimezone(ZONE).date()
    report_sick(store, ill, third.start, last, "manager", INSIDE)
    return shift, able, second, third, ill


WITH_SCENE = Original(
    "who_was_asked", ONE_SEAT_OPEN, lambda store: told(store, lambda: set_scene(store))
)


@pytest.fixture(params=["sqlite", "postgresql"])
def short_region(request, tmp_path):
    with WITH_SCENE.copy(request.param, tmp_path) as store:
        yield store


@pytest.fixture
def scene(short_region):
    """As `set_scene` made it."""
    return told(short_region)


def items_of(store):
    """What the roster in force says, by subject."""
    with store.reading() as connection:
        (head,) = rosters.in_force(connection, INSIDE, INSIDE + DAY)
        assert verify(connection, ZONE).findings == ()
        found = signing.sign_off_items(connection, head.id)
        signed = signing.sign_off_between(connection, INSIDE, INSIDE + DAY)
    return head, {one.remark.subject: one for one in found}, signed


def acted(store, scene, how):
    """The shift is filled, in one of the ways in which no planner signs."""
    shift, able = scene[:2]
    if how == "take":
        done = take_shift(store, SETTINGS, shift.id, able[0], INSIDE, EN)
        assert done.offer.status is OfferStatus.ACCEPTED
    elif how == "offer":
        made = offer_shift(store, SETTINGS, shift.id, "manager", INSIDE, people=able[:1]).offers
        assert (
            accept_offer(store, SETTINGS, made[0].id, INSIDE).offer.status is OfferStatus.ACCEPTED
        )
    else:
        assign_shift(
            store, SETTINGS, shift.id, able[0], Agreed((), "by phone"), "manager", INSIDE, EN
        )


@pytest.mark.parametrize("how", ["take", "offer", "assign"])
def test_who_fills_a_shift_accepts_nothing_of_what_else_is_open(short_region, scene, how):
    _shift, _able, second, third, _ill = scene
    acted(short_region, scene, how)
    head, items, signed = items_of(short_region)
    kept = items[second.id].acceptance
    assert (kept.accepted_by, kept.version) == ("planner", head.version - 1)
    assert kept.reason == "agreed in the meeting"
    assert items[third.id].acceptance is None
    assert signed.of_open_shift(second.id, 1) == kept
    assert signed.of_open_shift(third.id, 1, items[third.id].remark.facts.unable) is None
    actor = head.published_by
    assert [
        one.remark.kind
        for one in items.values()
        if one.acceptance and one.acceptance.accepted_by == actor
    ] in ([], [RemarkKind.NOTICE])


@pytest.mark.parametrize("how", ["take", "offer", "assign"])
def test_the_next_planner_is_asked(short_region, scene, how):
    _shift, _able, second, third, _ill = scene
    acted(short_region, scene, how)
    draft = copy_in_force(short_region, FIRST, WEEKS, "pia", INSIDE)
    # Who is ill was left out of the copy: it is put back, as a planner would leave it for now.
    asked = {one.subject for one in propose(short_region, draft.id, "pia", INSIDE).open_remarks}
    assert third.id in asked
    assert second.id not in asked
    with pytest.raises(Refused):
        publish(short_region, draft.id, NOTHING, "pia", INSIDE, EN)
    head, _ = publish(short_region, draft.id, CONSENT, "pia", INSIDE, EN)
    _, items, _ = items_of(short_region)
    mine = items[third.id].acceptance
    assert (mine.accepted_by, mine.version) == ("pia", head.version)
    assert items[second.id].acceptance.accepted_by == "planner"


def test_who_is_told_late_by_their_own_word_is_the_one_who_agreed(short_region, scene):
    shift, able = scene[:2]
    acted(short_region, scene, "offer")
    _, items, _ = items_of(short_region)
    me = f"people/{number_of(short_region, able[0])}"
    notices = [one for one in items.values() if one.remark.kind is RemarkKind.NOTICE]
    assert [(one.acceptance.accepted_by, one.acceptance.reason) for one in notices] == [(me, "")]
    assert notices[0].remark.facts.shifts == (shift.id,)


def test_a_version_that_came_about_by_itself_says_by_what(short_region, scene):
    acted(short_region, scene, "offer")
    head, _, _ = items_of(short_region)
    assert head.request == "offer/1"
    with short_region.reading() as connection:
        entry = trail.entries(connection, f"roster/{head.id}")[-1]
    assert entry.after["request"] == "offer/1"
    nobody = {one["subject"] for one in entry.after["accepted_by_nobody"]}
    assert scene[3].id in nobody


def test_an_acceptance_lapses_when_its_facts_change(short_region, scene):
    """Somebody ill is still on the shift when it is accepted; then they are taken off."""
    _shift, _able, _second, third, ill = scene
    draft = copy_in_force(short_region, FIRST, WEEKS, "pia", INSIDE)
    edit_draft(short_region, draft.id, [Edit(EditKind.ASSIGN, ill, third.id)], "pia", INSIDE)
    publish(short_region, draft.id, CONSENT, "pia", INSIDE, EN)
    _, items, signed = items_of(short_region)
    assert items[third.id].remark.facts.unable == (ill,)
    assert signed.of_open_shift(third.id, 1, {ill}).accepted_by == "pia"
    assert signed.of_open_shift(third.id, 1) is None
    assert signed.of_open_shift(third.id, 2, {ill}) is None
    again = copy_in_force(short_region, FIRST, WEEKS, "bo", INSIDE)
    item = next(
        one
        for one in propose(short_region, again.id, "bo", INSIDE).items
        if one.remark.subject == third.id
    )
    assert item.remark.facts.unable == ()
    assert (item.acceptance, item.lapsed.accepted_by) == (None, "pia")


def test_what_was_not_shown_is_not_accepted(short_region, scene):
    draft = copy_in_force(short_region, FIRST, WEEKS, "pia", INSIDE)
    asked = propose(short_region, draft.id, "pia", INSIDE).open_remarks
    shown = {one.subject: one.fingerprint for one in asked}
    consent = replace(CONSENT, shown={**shown, asked[0].subject: "of other facts"})
    with pytest.raises(Refused) as refused:
        publish(short_region, draft.id, consent, "pia", INSIDE, EN)
    assert len(refused.value.reasons) == 1
    publish(short_region, draft.id, replace(CONSENT, shown=shown), "pia", INSIDE, EN)


def test_only_what_was_told_is_agreed_to_when_somebody_is_put_on_a_shift(short_region, scene):
    shift, able = scene[:2]
    weighed = weigh_assignment(short_region, shift.id, able[0], INSIDE, EN)
    assert weighed.broken == ()
    acted(short_region, scene, "assign")
    _, items, _ = items_of(short_region)
    mine = [
        one for one in items.values() if one.acceptance and one.acceptance.accepted_by == "manager"
    ]
    assert len(mine) == int(weighed.is_short)


@pytest.mark.parametrize("how", ["take", "offer", "assign"])
def test_nobody_accepts_by_such_an_act_that_others_cannot_be_reached(short_region, scene, how):
    posts = {row["id"] for row in texts()["posts"] if row["kind"] == "on_call"}
    mute = min(
        person
        for person, shift, doubles in duties_of(short_region, INSIDE, INSIDE + 10 * DAY)
        if shift.post in posts and not doubles and person not in scene[1]
    )
    record_contacts(short_region, contact_card(short_region, mute), [], "manager", INSIDE)
    acted(short_region, scene, how)
    head, items, _ = items_of(short_region)
    subject = f"unreachable/{number_of(short_region, mute)}"
    assert items[subject].remark.facts.person == mute
    assert items[subject].acceptance is None
    with short_region.reading() as connection:
        entry = trail.entries(connection, f"roster/{head.id}")[-1]
    assert subject in {one["subject"] for one in entry.after["accepted_by_nobody"]}
    draft = copy_in_force(short_region, FIRST, WEEKS, "pia", INSIDE)
    asked = propose(short_region, draft.id, "pia", INSIDE).open_remarks
    assert subject in {one.subject for one in asked}
