"""Open shifts offered: who is asked, who gets it, and what everybody hears; on both databases."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from threading import Barrier, Thread

import pytest

from data.model.candidate import Legality
from data.model.errors import Conflict, Refused
from data.model.gap import GapState
from data.model.message import MessageKind
from data.model.request import OfferStatus
from data.model.roster import RemarkKind
from data.store import gaps, requests, rosters, signing
from data.store.audit import trail
from data.store.audit.check import verify
from scheduler.coverage.monitor import sweep
from scheduler.notifications.duty_changes import notify_of_changes
from scheduler.planning.absences import report_sick
from scheduler.planning.candidate_search import candidates, find_shift, hindrances
from scheduler.planning.candidates import find_candidates
from scheduler.planning.drafts import copy_in_force
from scheduler.planning.edits import Edit, EditKind, edit_draft
from scheduler.planning.publish import publish
from scheduler.self_service.offer_answers import accept_offer, decline_offer
from scheduler.self_service.offers import close_offers, offer_shift, withdraw_offer
from scheduler.settings import Settings
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    HOUR,
    SETTINGS,
    ZONE,
    duties_of,
    give_contacts,
    heard,
    legal,
    new_messages,
    number_of,
    open_seat,
    posted,
    version,
)
from tests.support.region import CONSENT, FIRST, INSIDE, WEEKS, import_texts, texts

OFFERED, CLOSED = MessageKind.SHIFT_OFFERED.value, MessageKind.OFFER_CLOSED.value
SOON = INSIDE + HOUR


@pytest.fixture
def region(short_region_on_sqlite):
    """With one open seat."""
    return short_region_on_sqlite


def holders(store, shift):
    found = duties_of(store, shift.start, shift.end)
    return [person for person, held, _ in found if held.id == shift.id]


def statuses(store):
    with store.reading() as connection:
        return [one.status for one in requests.offers(connection)]


def test_the_best_three_who_may_take_it_are_asked_with_links_that_end_in_time(short_region):
    shift, _ = open_seat(short_region)
    best = legal(short_region, shift.id)[:3]
    with new_messages(short_region) as found:
        made = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE)
    line = f"{EN.stretch(shift.start, shift.end, ZONE)}, {post_name(shift)}"
    assert [one.person for one in made.offers] == best
    assert heard(found) == [
        (f"{p}@mail.example", OFFERED, f"Can you take this shift? {line}") for p in best
    ]
    for message in found:
        assert len(re.findall(r"https://rooster\.example/answer/\S+", message.body)) == 2
        assert message.stale_at == INSIDE + DAY
    assert {one.expires_at for one in made.offers} == {INSIDE + DAY}
    assert statuses(short_region) == [OfferStatus.OPEN] * len(best)


def post_name(shift):
    return next(row["name"] for row in texts()["posts"] if row["id"] == shift.post)


def test_an_offer_ends_when_the_shift_begins(region):
    shift, _ = open_seat(region)
    late = shift.start - HOUR
    made = offer_shift(region, SETTINGS, shift.id, "manager", late, best=1)
    assert made.offers[0].expires_at == shift.start


def test_what_begins_within_48_hours_is_offered_by_the_most_urgent_channel_too(region):
    give_contacts(region, channels=("mail", "push"))
    shift, _ = open_seat(region)
    with new_messages(region) as found:
        offer_shift(region, SETTINGS, shift.id, "manager", shift.start - 20 * HOUR, best=1)
    mail, push = found
    assert (mail.channel, push.channel) == ("mail", "push")
    assert push.body.count("https://") == 1


def test_the_first_to_accept_gets_it_and_the_others_are_told(short_region):
    shift, _ = open_seat(short_region)
    made = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE).offers
    with new_messages(short_region) as found:
        won = accept_offer(short_region, SETTINGS, made[1].id, SOON)
    others = [one for one in made if one.id != made[1].id]
    assert won.offer.status is OfferStatus.ACCEPTED
    assert holders(short_region, shift) == [made[1].person]
    assert [(m.address, m.kind.value) for m in found] == [
        (f"{one.person}@mail.example", CLOSED) for one in others
    ]
    late = accept_offer(short_region, SETTINGS, others[0].id, SOON)
    assert (late.offer.status, late.is_new) == (OfferStatus.TOO_LATE, False)
    assert holders(short_region, shift) == [made[1].person]
    assert len(posted(short_region)) == len(made) + len(others)


def test_the_new_version_is_signed_by_who_offered_it_and_changes_nothing_else(short_region):
    shift, _ = open_seat(short_region)
    (offer,) = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    won = accept_offer(short_region, SETTINGS, offer.id, SOON)
    with short_region.reading() as connection:
        head = rosters.read_head(connection, won.offer.roster)
        (change,) = rosters.difference(connection, head.based_on, head.id)
        items = signing.sign_off_items(connection, head.id)
        assert verify(connection, ZONE).findings == ()
    assert (head.status.value, head.published_by) == ("published", "manager")
    assert (change.person, change.lost, change.gained) == (offer.person, (), (shift.id,))
    assert head.request == f"offer/{offer.id}"
    me = f"people/{number_of(short_region, offer.person)}"
    (notice,) = [one.acceptance for one in items if one.remark.kind is RemarkKind.NOTICE]
    assert (notice.accepted_by, notice.request) == (me, f"offer/{offer.id}")


def test_who_took_it_is_notified_and_nobody_else(region):
    shift, _ = open_seat(region)
    notify_of_changes(region, SETTINGS, INSIDE)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    accept_offer(region, SETTINGS, offer.id, SOON)
    assert [m.address for m in notify_of_changes(region, SETTINGS, SOON)] == [
        f"{offer.person}@mail.example"
    ]


def test_all_of_it_stands_in_the_audit_trail_without_a_name_in_the_chain(short_region):
    shift, _ = open_seat(short_region)
    first, second = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE, best=2).offers
    decline_offer(short_region, first.id, SOON)
    withdraw_offer(short_region, SETTINGS, second.id, "manager", SOON)
    again = offer_shift(short_region, SETTINGS, shift.id, "manager", SOON, best=1).offers[0]
    accept_offer(short_region, SETTINGS, again.id, SOON)
    with short_region.reading() as connection:
        found = [
            (entry.who, entry.action, entry.subject)
            for entry in trail.entries(connection)
            if entry.action.startswith("offer.")
        ]
    assert found == [
        ("manager", "offer.made", f"offer/{first.id}"),
        ("manager", "offer.made", f"offer/{second.id}"),
        (f"people/{number_of(short_region, first.person)}", "offer.declined", f"offer/{first.id}"),
        ("manager", "offer.withdrawn", f"offer/{second.id}"),
        ("manager", "offer.made", f"offer/{again.id}"),
        (f"people/{number_of(short_region, again.person)}", "offer.accepted", f"offer/{again.id}"),
    ]


def test_of_two_who_accept_at_the_same_instant_exactly_one_gets_it(short_region):
    shift, _ = open_seat(short_region)
    made = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE, best=2).offers
    start, answers = Barrier(2), []

    def run(offer):
        start.wait()
        answers.append(accept_offer(short_region, SETTINGS, offer.id, SOON))

    threads = [Thread(target=run, args=(offer,)) for offer in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = sorted(one.offer.status.value for one in answers)
    assert ended == ["accepted", "too_late"]
    assert len(holders(short_region, shift)) == 1
    assert sum(m.kind is MessageKind.OFFER_CLOSED for m in posted(short_region)) == 1


def test_accepting_twice_does_it_once(region):
    shift, _ = open_seat(region)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    first = accept_offer(region, SETTINGS, offer.id, SOON)
    again = accept_offer(region, SETTINGS, offer.id, SOON + HOUR)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.offer == again.offer


def test_who_fell_ill_since_can_no_longer_take_it_and_the_reason_is_named(region):
    shift, _ = open_seat(region)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    report_sick(region, offer.person, INSIDE, shift.end.date(), "planner", INSIDE)
    done = accept_offer(region, SETTINGS, offer.id, SOON)
    assert done.offer.status is OfferStatus.IMPOSSIBLE
    assert done.why
    assert holders(region, shift) == []


def test_who_would_now_break_a_rule_is_told_which_with_its_article(region):
    shift, _ = open_seat(region)
    offer = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers[0]
    give, other = next(
        (p, s)
        for p, s, _ in duties_of(region, shift.start - HOUR, shift.end + HOUR)
        if s.post == "CACO" and s.id != shift.id
    )
    version(region, ("remove", give, other.id), ("assign", offer.person, other.id), now=INSIDE)
    done = accept_offer(region, SETTINGS, offer.id, SOON)
    assert done.offer.status is OfferStatus.IMPOSSIBLE
    assert re.search(r"\(R\d\d, (ATW|ATB) ", done.why), done.why
    assert holders(region, shift) == []


def test_an_expired_offer_gives_nothing_away(region):
    shift, _ = open_seat(region)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    assert accept_offer(region, SETTINGS, offer.id, INSIDE + DAY).offer.status is (
        OfferStatus.EXPIRED
    )
    assert holders(region, shift) == []


def test_a_sweep_ends_what_expired_silently_and_what_was_filled_otherwise_kindly(short_region):
    shift, giver = open_seat(short_region)
    made = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE, best=2).offers
    assert close_offers(short_region, SETTINGS, SOON) == []
    version(short_region, ("assign", giver, shift.id), now=SOON)
    told = close_offers(short_region, SETTINGS, SOON + HOUR)
    assert sorted(heard(told)) == sorted(
        (f"{one.person}@mail.example", CLOSED, told[0].subject) for one in made
    )
    assert statuses(short_region) == [OfferStatus.TOO_LATE] * 2
    assert close_offers(short_region, SETTINGS, SOON + 2 * HOUR) == []


def test_a_sweep_ends_what_expired(region):
    shift, _ = open_seat(region)
    offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1)
    assert close_offers(region, SETTINGS, INSIDE + DAY) == []
    assert statuses(region) == [OfferStatus.EXPIRED]


def test_trap_12_an_offer_is_bound_to_the_shift_and_never_to_its_time(region):
    shift, _ = open_seat(region)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    end_earlier(region, timedelta(minutes=30))
    won = accept_offer(region, SETTINGS, offer.id, SOON)
    assert won.offer.status is OfferStatus.ACCEPTED
    (held,) = [s for _, s, _ in duties_of(region, shift.start, shift.end) if s.id == shift.id]
    assert held.end == shift.end - timedelta(minutes=30)
    assert holders(region, shift) == [offer.person]


def end_earlier(store, by):
    """Every shift at the desk ends earlier, in the records and in a version that is signed."""
    ends = {"D": ("07:00", time(15)), "L": ("15:00", time(23)), "N": ("23:00", time(7))}
    day = datetime(2027, 1, 1)  # noqa: DTZ001 - only its clock is used
    rows = [
        {
            "pattern": "shorter",
            "name": name,
            "weekdays": "mo;tu;we;th;fr;sa;su",
            "start": start,
            "end": f"{datetime.combine(day, end) - by:%H:%M}",
        }
        for name, (start, end) in ends.items()
    ]
    posts = [
        {**row, "pattern": "shorter"} if row["id"] == "CACO" else row for row in texts()["posts"]
    ]
    import_texts(store, {"patterns": rows, "posts": posts}, now=INSIDE)
    draft = copy_in_force(store, FIRST, WEEKS, "planner", INSIDE)
    publish(store, draft.id, CONSENT, "planner", INSIDE, EN)


def test_posts_that_changed_since_the_signature_are_for_a_planner_to_settle(region):
    shift, _ = open_seat(region)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    before = duties_of(region, INSIDE, INSIDE + 20 * DAY)
    rows = [{**row, "required": "2"} for row in texts()["posts"]]
    import_texts(region, {"posts": rows}, now=INSIDE)
    done = accept_offer(region, SETTINGS, offer.id, SOON)
    assert done.offer.status is OfferStatus.IMPOSSIBLE
    assert "changed since the roster in force was signed" in done.why
    assert duties_of(region, INSIDE, INSIDE + 20 * DAY) == before


def test_somebody_ill_is_replaced_on_this_shift_and_keeps_their_other_duties(region):
    shift, person = open_seat(region)
    version(region, ("assign", person, shift.id), now=INSIDE)
    report_sick(region, person, shift.start - HOUR, shift.end.date() + DAY, "planner", INSIDE)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    won = accept_offer(region, SETTINGS, offer.id, SOON)
    with region.reading() as connection:
        head = rosters.read_head(connection, won.offer.roster)
        changes = rosters.difference(connection, head.based_on, head.id)
    assert {one.person: (one.lost, one.gained) for one in changes} == {
        person: ((shift.id,), ()),
        offer.person: ((), (shift.id,)),
    }


def test_a_planner_with_a_draft_of_before_hears_who_was_first(short_region):
    shift, giver = open_seat(short_region)
    (offer,) = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    draft = copy_in_force(short_region, FIRST, WEEKS, "planner", INSIDE)
    edit_draft(short_region, draft.id, [Edit(EditKind.ASSIGN, giver, shift.id)], "planner", INSIDE)
    accept_offer(short_region, SETTINGS, offer.id, SOON)
    with pytest.raises(Conflict) as caught:
        publish(short_region, draft.id, CONSENT, "planner", SOON, EN)
    assert caught.value.by == "manager"
    assert any(offer.person in line for line in caught.value.difference)


def test_the_history_of_the_gap_tells_what_was_offered_and_taken(short_region):
    shift, _ = open_seat(short_region)
    sweep(short_region, 4, INSIDE)
    (offer,) = offer_shift(short_region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    accept_offer(short_region, SETTINGS, offer.id, SOON)
    sweep(short_region, 4, SOON)
    with short_region.reading() as connection:
        (gap,) = [one for one in gaps.read_gaps(connection) if one.interval.slot == shift.id]
        told = [event.what for event in gaps.read_events(connection, gap.id)]
    assert gap.state is GapState.CLOSED
    assert told == ["opened", "offered", "offered", "closed"]


def test_who_declined_is_not_among_the_best_again(region):
    shift, _ = open_seat(region)
    (first,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    assert decline_offer(region, first.id, SOON).offer.status is OfferStatus.DECLINED
    (second,) = offer_shift(region, SETTINGS, shift.id, "manager", SOON, best=1).offers
    assert second.person != first.person
    assert accept_offer(region, SETTINGS, first.id, SOON).offer.status is OfferStatus.DECLINED


def test_a_withdrawn_offer_is_told_and_gives_nothing_away(region):
    shift, _ = open_seat(region)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    with new_messages(region) as found:
        withdraw_offer(region, SETTINGS, offer.id, "manager", SOON)
    assert [(m.address, m.kind.value) for m in found] == [(f"{offer.person}@mail.example", CLOSED)]
    assert accept_offer(region, SETTINGS, offer.id, SOON).offer.status is OfferStatus.WITHDRAWN
    with pytest.raises(Refused, match="no longer open"):
        withdraw_offer(region, SETTINGS, offer.id, "manager", SOON)


def test_only_who_may_take_it_as_the_roster_stands_can_be_named(region):
    shift, _ = open_seat(region)
    found = find_candidates(region, shift.id, INSIDE).offer.candidates
    barred = next(one for one in found if one.legality is not Legality.LEGAL)
    outsider = next(
        row["id"] for row in texts()["people"] if row["id"] not in {one.person for one in found}
    )
    with pytest.raises(Refused) as caught:
        offer_shift(
            region,
            SETTINGS,
            shift.id,
            "manager",
            INSIDE,
            people=[barred.person, outsider, "nobody"],
        )
    told = [reason.what for reason in caught.value.reasons]
    assert len(told) == 3
    assert " may not take it: " in told[0]
    assert "does not hold the function" in told[1]
    assert "is unknown" in told[2]
    assert statuses(region) == []


def test_what_stops_one_person_is_what_the_ranking_says_of_them(region):
    shift, _ = open_seat(region)
    with region.reading() as connection:
        sought = find_shift(connection, shift.id, INSIDE)
    ranked = candidates(sought, INSIDE)
    assert [hindrances(sought, one.person, INSIDE) for one in ranked] == [
        one.hindrances for one in ranked
    ]
    assert hindrances(sought, "nobody", INSIDE) is None


def test_nobody_is_asked_twice_for_the_same_shift_at_once(region):
    shift, _ = open_seat(region)
    person = legal(region, shift.id)[0]
    offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, people=[person])
    with pytest.raises(Refused, match="was asked already"):
        offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, people=[person])


def test_a_shift_that_is_filled_is_not_offered(region):
    _, shift, _ = next(
        d for d in duties_of(region, INSIDE + DAY, INSIDE + 3 * DAY) if d[1].start > INSIDE + DAY
    )
    with pytest.raises(Refused, match="is filled already"):
        offer_shift(region, SETTINGS, shift.id, "manager", INSIDE)
    with pytest.raises(Refused, match="no roster in force"):
        offer_shift(region, SETTINGS, "CACO:2031-01-01T07:00", "manager", INSIDE)


def test_who_is_out_of_reach_is_passed_over_and_named(region):
    shift, _ = open_seat(region)
    best = legal(region, shift.id)
    give_contacts(region, but=best[:1], now=INSIDE)
    made = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1)
    names = {row["id"]: row["name"] for row in texts()["people"]}
    assert [one.person for one in made.offers] == best[1:2]
    assert made.out_of_reach == (names[best[0]],)
    with pytest.raises(Refused, match="no message can reach"):
        offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, people=best[:1])


def test_without_anybody_who_may_take_it_the_refusal_says_so(region):
    shift, _ = open_seat(region)
    give_contacts(region, but=[row["id"] for row in texts()["people"]], now=INSIDE)
    with pytest.raises(Refused, match="nobody can be asked"):
        offer_shift(region, SETTINGS, shift.id, "manager", INSIDE)


def test_a_planner_who_put_them_on_it_meanwhile_makes_the_acceptance_true(region):
    shift, _ = open_seat(region)
    (offer,) = offer_shift(region, SETTINGS, shift.id, "manager", INSIDE, best=1).offers
    signed = version(region, ("assign", offer.person, shift.id), now=INSIDE)
    done = accept_offer(region, SETTINGS, offer.id, SOON)
    assert (done.offer.status, done.offer.roster) == (OfferStatus.ACCEPTED, signed.id)


def test_an_offer_that_is_not_there_is_refused(region):
    for answer in (
        lambda: accept_offer(region, SETTINGS, 99, SOON),
        lambda: decline_offer(region, 99, SOON),
        lambda: withdraw_offer(region, SETTINGS, 99, "manager", SOON),
    ):
        with pytest.raises(Refused, match="there is no offer 99"):
            answer()


def test_the_time_to_answer_can_be_set(region):
    shift, _ = open_seat(region)
    short = Settings(**{**SETTINGS.model_dump(), "offer_hours": 2})
    (offer,) = offer_shift(region, short, shift.id, "manager", INSIDE, best=1).offers
    assert offer.expires_at == INSIDE + 2 * HOUR
    assert replace(offer, id=0).status.is_open
