"""Time travel over a published period: every message that people get, in order, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from data.model.errors import StoreError
from data.model.message import MessageKind
from data.store import rosters
from scheduler.notifications.recipients import people_out_of_reach
from scheduler.planning.absences import report_sick
from scheduler.planning.wish_reasons import wish_outcomes
from scheduler.self_service.offer_answers import accept_offer
from scheduler.self_service.offers import offer_shift
from scheduler.service import tasks
from scheduler.service.tasks import notify_functionaries
from tests.scheduler.self_service.scene import (
    DAY,
    HOUR,
    SETTINGS,
    ZONE,
    duties_of,
    give_contacts,
    legal,
    local,
    open_seat,
    posted,
    version,
)
from tests.support.region import INSIDE, import_texts, texts

REMINDER, CHANGED = MessageKind.DUTY_REMINDER.value, MessageKind.DUTIES_CHANGED.value
WISHES = MessageKind.WISHES_DECIDED.value
OFFERED, CLOSED = MessageKind.SHIFT_OFFERED.value, MessageKind.OFFER_CLOSED.value
START, END = INSIDE, INSIDE + 6 * DAY


def first_look_not_at_night(at):
    """The first full hour at which a reminder may go."""
    hour = at.astimezone(ZONE).hour
    while hour >= 22 or hour < 7:
        at += HOUR
        hour = at.astimezone(ZONE).hour
    return at


def reminders(store, start, end):
    """Who is to be reminded of what, and at which hourly look, worked out apart."""
    found = []
    for person, shift, _ in duties_of(store, start, end + 2 * DAY):
        if shift.start > start:
            at = first_look_not_at_night(max(start, shift.start - DAY))
            if at < end:
                found.append((at, person, REMINDER))
    return found


def travel(store, start, end, acts=()):
    """Look every hour, and do what is to be done just before a look; what was told, with when."""
    todo = dict(acts)
    at, told = start, len(posted(store))
    while at < end:
        todo.pop(at, lambda: None)()
        notify_functionaries(store, SETTINGS, at)
        at += HOUR
    assert todo == {}
    return [(m.created_at, m.address.split("@")[0], m.kind.value) for m in posted(store)[told:]]


def otherwise(store):
    """Whose wish to come has another outcome in the last version than in the one before it."""
    with store.reading() as connection:
        before, after = (
            {one.wish: one.is_met for one in wish_outcomes(connection, head, END)}
            for head in rosters.heads(connection)[-2:]
        )
    return {wish.person for wish in after if wish.end > START and before[wish] != after[wish]}


def unlapsing(store):
    """Nobody's competence ends."""
    rows = [{**row, "until": ""} for row in texts()["competences"]]
    import_texts(store, {"competences": rows}, now=INSIDE)


def test_in_a_quiet_week_people_hear_of_their_duties_once_and_of_nothing_else(region):
    unlapsing(region)
    expected = reminders(region, START, END)
    assert sorted(travel(region, START, END)) == sorted(expected)
    assert len(expected) > 10


def test_an_illness_an_offer_and_a_change_tell_whom_they_concern_and_nobody_else(short_region):
    store = short_region
    unlapsing(store)
    shift, _ = open_seat(store)
    notify_functionaries(store, SETTINGS, START)
    morning = local("2027-01-09 10:00")
    asked = legal(store, shift.id)[:2]
    made: list[Any] = []

    def offer():
        made.extend(offer_shift(store, SETTINGS, shift.id, "manager", morning, best=2).offers)

    def take():
        accept_offer(store, SETTINGS, made[0].id, morning + HOUR)

    away = local("2027-01-10 08:00")
    ill = next(
        p
        for p, s, _ in duties_of(store, away + DAY, away + 2 * DAY)
        if p not in asked and s.post == "CACO" and s.start > away + DAY
    )

    of_the_ill: list[Any] = []

    def report():
        mine = reminders(store, START, END)
        of_the_ill.extend(one for one in mine if one[1] == ill and START < one[0] < away)
        report_sick(store, ill, away, local("2027-01-20 00:00").date(), "planner", away)

    other = next(
        (p, s)
        for p, s, _ in duties_of(store, away + 3 * DAY, away + 5 * DAY)
        if p not in (ill, *asked) and s.start > away + 3 * DAY and s.post == "CACO"
    )

    def change():
        version(store, ("remove", other[0], other[1].id), now=away + 2 * HOUR)

    acts = [(morning, offer), (morning + HOUR, take), (away, report), (away + 2 * HOUR, change)]
    found = travel(store, START + HOUR, END, acts)
    expected = [
        (morning, asked[0], OFFERED),
        (morning, asked[1], OFFERED),
        (morning + HOUR, asked[1], CLOSED),
        (morning + HOUR, asked[0], CHANGED),
        # Who fell ill cannot do their duties, and is left out of a version that is made later.
        (away + 2 * HOUR, ill, CHANGED),
        (away + 2 * HOUR, other[0], CHANGED),
        *((away + 2 * HOUR, person, WISHES) for person in otherwise(store)),
        *of_the_ill,
        *(one for one in reminders(store, START, END) if one[0] > START and one[1] != ill),
    ]
    assert sorted(found) == sorted(expected)


def test_three_days_down_tells_what_still_helps_once_and_what_is_stale_not(region):
    unlapsing(region)
    giver, shift = next(
        (p, s) for p, s, _ in duties_of(region, END, END + 2 * DAY) if s.start > END
    )
    version(region, ("remove", giver, shift.id), now=START)
    found = travel(region, START + 3 * DAY, START + 3 * DAY + HOUR)
    begin = START + 3 * DAY
    soon = [
        (begin, person, REMINDER)
        for person, one, _ in duties_of(region, begin, begin + DAY)
        if begin < one.start <= begin + DAY
    ]
    assert sorted(found) == sorted([(begin, giver, CHANGED), *soon])


def test_who_cannot_be_reached_is_named_with_their_first_duty(region):
    duties = duties_of(region, START, START + 8 * 7 * DAY)
    person = duties[0][0]
    give_contacts(region, but=[person], now=START)
    with region.reading() as connection:
        (found,) = people_out_of_reach(connection, SETTINGS, START)
    mine = [shift for p, shift, _ in duties if p == person]
    assert (found.person, found.first, found.duties) == (person, mine[0].start, len(mine))
    names = {row["id"]: row["name"] for row in texts()["people"]}
    assert found.name == names[person]


def test_what_fails_keeps_no_other_message_back(region, monkeypatch):
    def fails(*_):
        raise StoreError("the disk is full", "Make room")

    monkeypatch.setattr(tasks, "notify_of_changes", fails)
    done = []
    monkeypatch.setattr(tasks, "remind", lambda *_: done.append(1) or [])
    with pytest.raises(StoreError):
        notify_functionaries(region, SETTINGS, START)
    assert done == [1]
