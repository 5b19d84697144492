"""What people hear of newly signed rosters, on both databases."""

from __future__ import annotations

from datetime import date

import icalendar
import pytest

from data.model.account import Scope
from data.model.duty import Assignment
from data.model.errors import StoreError
from data.model.message import MessageKind
from data.store import rosters
from data.store.subscriptions import Fetch
from scheduler.feeds.links import LinkRequest, add_link
from scheduler.feeds.service import Feeds
from scheduler.notifications import duty_changes
from scheduler.notifications.duty_changes import notify_of_changes
from scheduler.planning.drafts import add_draft, copy_in_force
from scheduler.planning.preparation import prepare
from scheduler.planning.publish import publish
from scheduler.records.row_edits import RowEdit, edit_rows
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    HOUR,
    SETTINGS,
    ZONE,
    duties_of,
    give_contacts,
    heard,
    local,
    new_messages,
    published,
    version,
)
from tests.support.region import CONSENT, FIRST, INSIDE, NOW, WEEKS, import_texts

CHANGED = MessageKind.DUTIES_CHANGED.value


def look(store, now):
    """The messages that one look posts."""
    with new_messages(store) as found:
        notify_of_changes(store, SETTINGS, now)
    return found


def a_shift(store, after, post="CACO"):
    """A shift that begins later, and who is on it."""
    found = duties_of(store, after, after + 10 * DAY)
    return next((p, s) for p, s, doubles in found if s.start > after and s.post == post)


def another(store, shift):
    """Somebody who works on the same post and is free at that time."""
    busy = {p for p, _, _ in duties_of(store, shift.start - HOUR, shift.end + HOUR)}
    all_of_them = duties_of(store, NOW, NOW + 90 * DAY)
    return next(p for p, s, doubles in all_of_them if s.post == shift.post and p not in busy)


def hand_over(store, shift, giver, taker, now):
    return version(store, ("remove", giver, shift.id), ("assign", taker, shift.id), now=now)


def test_the_first_look_ever_tells_nothing_of_rosters_that_were_signed_before(store):
    import_texts(store)
    give_contacts(store)
    published(store)
    assert look(store, NOW) == []
    assert look(store, NOW + HOUR) == []


def test_a_first_version_tells_everybody_their_duties_and_nobody_else(store):
    import_texts(store)
    give_contacts(store)
    assert look(store, NOW) == []
    head = published(store)
    found = look(store, NOW + HOUR)
    duties = duties_of(store, head.start, head.end)
    holders = sorted({person for person, _, _ in duties})
    subject = "Your duties of 4–17 Jan"
    assert heard(found) == [(f"{p}@mail.example", CHANGED, subject) for p in holders]
    busiest = max(holders, key=lambda p: sum(p == one for one, _, _ in duties))
    mine = [shift for p, shift, _ in duties if p == busiest]
    body = next(m.body for m in found if m.address.startswith(busiest))
    listed = [line for line in body.splitlines() if line.startswith("- ")]
    assert f"{len(mine)} in all" in body
    assert len(listed) == min(len(mine), 11)
    assert look(store, NOW + 2 * HOUR) == []


def test_who_has_many_duties_gets_the_first_ten_in_full_and_the_rest_counted(store):
    import_texts(store)
    give_contacts(store)
    look(store, NOW)
    with store.writing() as connection:
        prepared = prepare(connection, date(2027, 1, 4), 2, NOW)
        desk = [shift for shift in prepared.shifts if shift.post == "CACO"][:14]
        draft = add_draft(
            connection, prepared, [Assignment("p001", s.id) for s in desk], "", "x", NOW
        )
    publish(store, draft.id, CONSENT, "signer", NOW, EN)
    (message,) = look(store, NOW)
    assert message.body.count("\n- ") == 11
    assert "- and 4 more" in message.body
    assert message.attachment.count("BEGIN:VEVENT") == 14


def test_a_change_is_told_to_giver_and_taker_and_to_nobody_else(region):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    taker = another(region, shift)
    look(region, INSIDE)
    hand_over(region, shift, giver, taker, INSIDE)
    found = look(region, INSIDE + HOUR)
    assert sorted(heard(found)) == sorted(
        (f"{p}@mail.example", CHANGED, "Your duties changed") for p in (giver, taker)
    )
    by_person = {m.address.split("@")[0]: m for m in found}
    line = f"- {EN.stretch(shift.start, shift.end, ZONE)}, CaCo meldkamer"
    assert f"No longer yours:\n{line}" in by_person[giver].body
    assert f"Now yours:\n{line}" in by_person[taker].body
    assert all(m.stale_at == shift.end and m.due_at == INSIDE + HOUR for m in found)


def test_the_attached_file_cancels_what_went_and_holds_what_came(region):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    taker = another(region, shift)
    look(region, INSIDE)
    hand_over(region, shift, giver, taker, INSIDE)
    for message in look(region, INSIDE + HOUR):
        calendar = icalendar.Calendar.from_ical(message.attachment)
        (event,) = calendar.walk("VEVENT")
        gone = message.address.startswith(giver)
        assert calendar["METHOD"] == "PUBLISH"
        assert event["STATUS"] == ("CANCELLED" if gone else "CONFIRMED")
        assert (event.start, event.end) == (shift.start, shift.end)


def test_a_change_within_48_hours_says_so_and_goes_by_the_most_urgent_channel_too(region):
    give_contacts(region, channels=("mail", "push"))
    giver, shift = a_shift(region, INSIDE + DAY)
    look(region, INSIDE)
    version(region, ("remove", giver, shift.id), now=INSIDE)
    found = look(region, INSIDE + HOUR)
    subject = "Your duties changed, within 48 hours"
    assert heard(found) == [
        (f"{giver}@mail.example", CHANGED, subject),
        (f"{giver}@push.example", CHANGED, subject),
    ]
    mail, push = found
    assert mail.attachment
    assert not push.attachment
    assert len(push.body) < len(mail.body)
    assert "No longer yours:" in push.body


def test_a_change_in_the_quiet_hours_does_not_wait(region):
    night = local("2027-01-08 23:30")
    giver, shift = a_shift(region, night + DAY)
    look(region, INSIDE)
    version(region, ("remove", giver, shift.id), now=night)
    (message,) = look(region, night)
    assert message.due_at == night


def test_versions_signed_while_nobody_looked_are_told_as_what_they_come_to(region):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    taker = another(region, shift)
    look(region, INSIDE)
    hand_over(region, shift, giver, taker, INSIDE)
    hand_over(region, shift, taker, giver, INSIDE + HOUR)
    assert look(region, INSIDE + 2 * DAY) == []


def test_trap_3_every_change_is_told_however_soon_after_the_last(region):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    taker = another(region, shift)
    look(region, INSIDE)
    hand_over(region, shift, giver, taker, INSIDE)
    first = look(region, INSIDE)
    hand_over(region, shift, taker, giver, INSIDE)
    second = look(region, INSIDE)
    assert {m.recipient for m in first} == {m.recipient for m in second}
    assert len({m.id for m in (*first, *second)}) == 4


def test_trap_2_a_look_that_fails_moves_no_mark_and_the_next_one_tells(region, monkeypatch):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    look(region, INSIDE)
    version(region, ("remove", giver, shift.id), now=INSIDE)
    with monkeypatch.context() as broken:

        def fails(*_):
            raise StoreError("the disk is full", "Make room")

        broken.setattr(duty_changes, "post", fails)
        with pytest.raises(StoreError):
            notify_of_changes(region, SETTINGS, INSIDE + HOUR)
    assert [m.address for m in look(region, INSIDE + 2 * HOUR)] == [f"{giver}@mail.example"]


def test_trap_2_a_draft_that_is_older_than_the_last_signature_is_told_when_it_is_signed(region):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    with region.writing() as connection:
        later = prepare(connection, date(2027, 1, 18), 1, INSIDE)
        desk = next(one for one in later.shifts if one.post == "CACO")
        old = add_draft(connection, later, [Assignment(giver, desk.id)], "", "planner", INSIDE)
    look(region, INSIDE)
    newer = version(region, ("remove", giver, shift.id), now=INSIDE)
    assert newer.id > old.id
    assert len(look(region, INSIDE)) == 1
    publish(region, old.id, CONSENT, "signer", INSIDE, EN)
    assert heard(look(region, INSIDE)) == [
        (f"{giver}@mail.example", CHANGED, "Your duties of 18–24 Jan")
    ]


def test_who_cannot_be_reached_gets_no_message_and_holds_nothing_up(store):
    import_texts(store)
    give_contacts(store, channels=("fax",))
    look(store, NOW)
    published(store)
    assert look(store, NOW) == []
    give_contacts(store)
    assert look(store, NOW) == []


def test_who_left_hears_nothing(region):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    look(region, INSIDE)
    version(region, ("remove", giver, shift.id), now=INSIDE)
    tables = {"people": [r for r in import_people(region) if r["id"] != giver]}
    import_texts(region, tables, now=INSIDE)
    assert look(region, INSIDE) == []


def import_people(store):
    from data.store import records
    from data.tables.period import ZONE

    with store.reading() as connection:
        return records.record_texts(connection, ZONE)["people"]


def test_only_one_of_two_processes_that_look_at_once_tells(region):
    from threading import Barrier, Thread

    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    look(region, INSIDE)
    version(region, ("remove", giver, shift.id), now=INSIDE)
    start, found = Barrier(2), []

    def run():
        start.wait()
        found.extend(notify_of_changes(region, SETTINGS, INSIDE))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    with region.reading() as connection:
        assert len(rosters.heads(connection)) == 2


def test_the_file_has_the_entries_of_the_calendar_so_that_no_duty_is_there_twice(region):
    giver, shift = a_shift(region, INSIDE + 5 * DAY)
    look(region, INSIDE)
    version(region, ("remove", giver, shift.id), now=INSIDE)
    (message,) = look(region, INSIDE)
    given = add_link(region, LinkRequest(Scope.PERSON, giver, language="en"), "planner", INSIDE)
    whole = Feeds(region, SETTINGS).answer(given.token, INSIDE).handout.content.decode()
    (event,) = icalendar.Calendar.from_ical(message.attachment).walk("VEVENT")
    theirs = {
        one["UID"]: one.to_ical() for one in icalendar.Calendar.from_ical(whole).walk("VEVENT")
    }
    assert theirs[event["UID"]] == event.to_ical()


def test_a_calendar_that_has_not_looked_since_is_told_beside_the_change(region):
    giver, shift = a_shift(region, INSIDE + DAY)
    given = add_link(
        region, LinkRequest(Scope.PERSON, giver, language="en"), "planner", INSIDE - DAY
    )
    feeds, at = Feeds(region, SETTINGS), INSIDE - 6 * HOUR
    answer = feeds.answer(given.token, at)
    feeds.fetches.note(answer.link, Fetch(at, "test/1", answer.handout.edition.version))
    feeds.fetches.flush()
    look(region, INSIDE)
    version(region, ("remove", giver, shift.id), now=INSIDE)
    (message,) = look(region, INSIDE)
    assert "Your calendar last fetched version 1 at Fri 8 Jan 07:00, now 2." in message.body


def test_whose_duty_falls_away_on_a_closed_day_hears_it_when_the_draft_is_signed(
    region_on_sqlite,
):
    store, now = region_on_sqlite, INSIDE
    closed = {"post": "CACO", "start": "2027-01-13", "end": "2027-01-13", "required": "0"}
    edit_rows(store, [RowEdit("demand", closed)], "planner", now)
    start, end = local("2027-01-13 00:00"), local("2027-01-14 00:00")
    there = [
        (person, shift)
        for person, shift, _doubles in duties_of(store, start, end)
        if shift.post == "CACO"
    ]
    assert look(store, now) == []
    draft = copy_in_force(store, FIRST, WEEKS, "planner", now)
    publish(store, draft.id, CONSENT, "signer", now, EN)
    found = {message.address: message.body for message in look(store, now + HOUR)}
    assert set(found) == {f"{person}@mail.example" for person, _shift in there}
    gone = [person for person, shift in there if start <= shift.start and shift.end <= end]
    cut = [person for person, shift in there if shift.start < start]
    assert all("Wed 13 Jan" in found[f"{person}@mail.example"] for person in gone)
    assert all("00:00" in found[f"{person}@mail.example"] for person in cut)
