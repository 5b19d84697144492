"""Rounds of requests in a store: opened, answered, reminded of, overtaken; on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from data.model.duty import AbsenceKind, WishKind
from data.model.errors import CacoError, Refused
from data.model.message import MessageKind
from data.model.request import RoundReply
from data.store import rounds
from data.store.audit import trail as audit
from data.store.audit.check import verify
from scheduler.self_service.leave import LeaveRequested, ask_leave
from scheduler.self_service.round_queries import own_rounds, read_status
from scheduler.self_service.round_reminders import notify_of_rounds
from scheduler.self_service.rounds import RoundRequest, answer_nothing, close_round, open_round
from scheduler.self_service.wishes import OwnWish, add_wish
from tests.scheduler.self_service.scene import (
    DAY,
    EN,
    SETTINGS,
    ZONE,
    give_contacts,
    local,
    new_messages,
    posted,
    published,
)
from tests.support.region import INSIDE, import_texts, texts

#: The signed roster of the region holds 4–17 January 2027; this period comes after it.
FIRST, WEEKS = date(2027, 2, 1), 4
NOON = INSIDE.replace(hour=11)
UNTIL = NOON + 8 * DAY
REMINDED = NOON + 6 * DAY  #: three quarters


def opened(store, first=FIRST, weeks=WEEKS, until=UNTIL, note="", now=NOON):
    return open_round(store, RoundRequest(first, weeks, until, note), "planner", now)


def status(store, asked, now=NOON):
    return read_status(store, SETTINGS, asked.id, now)


def looked(store, now):
    """The messages that a look posts."""
    return notify_of_rounds(store, SETTINGS, now)


def of_kind(messages, kind):
    return {one.address.partition("@")[0] for one in messages if one.kind is kind}


def wish(store, person, first, last, now=NOON):
    add_wish(store, person, OwnWish(0, WishKind.AVOID, first, last), now, EN)


@pytest.fixture
def asked(region):
    return opened(region)


def members(store, asked):
    return [one.person for one in status(store, asked).members]


def test_who_has_not_answered_is_told_at_each_step_once_and_who_has_is_not(region, asked):
    anna, ben, *others = members(region, asked)
    everybody = {anna, ben, *others}
    assert of_kind(looked(region, NOON), MessageKind.ROUND_OPENED) == everybody
    assert looked(region, NOON + DAY) == []
    wish(region, anna, FIRST, FIRST, NOON + DAY)
    answer_nothing(region, asked.id, ben, NOON + DAY, EN)
    assert looked(region, REMINDED - timedelta(minutes=1)) == []
    told = looked(region, REMINDED)
    assert of_kind(told, MessageKind.ROUND_REMINDER) == set(others)
    assert len(told) == len(others)
    assert looked(region, REMINDED + timedelta(minutes=5)) == []
    assert of_kind(looked(region, UNTIL - DAY), MessageKind.ROUND_REMINDER) == set(others)
    assert looked(region, UNTIL - timedelta(hours=1)) == looked(region, UNTIL + DAY) == []
    shown = status(region, asked, UNTIL)
    assert {one.person for one in shown.silent} == set(others)
    assert shown.counts == {RoundReply.ASKED: 1, RoundReply.NOTHING: 1}
    assert not shown.is_open
    with region.reading() as connection:
        assert verify(connection, ZONE).findings == ()


def test_who_looks_late_tells_the_last_step_only(region_on_sqlite):
    asked = opened(region_on_sqlite)
    told = looked(region_on_sqlite, UNTIL - timedelta(hours=20))
    assert len(told) == len(members(region_on_sqlite, asked))
    assert {one.kind for one in told} == {MessageKind.ROUND_REMINDER}
    assert looked(region_on_sqlite, UNTIL - timedelta(hours=20)) == []


def test_two_workers_who_look_at_once_remind_each_person_once(region, asked):
    start, wrong = Barrier(2), []

    def look():
        start.wait()
        try:
            looked(region, REMINDED)
        except CacoError as error:
            wrong.append(error)

    threads = [Thread(target=look) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    told = [one.address for one in posted(region) if one.kind is MessageKind.ROUND_REMINDER]
    assert sorted(told) == sorted(f"{one}@mail.example" for one in members(region, asked))


def test_at_night_a_reminder_waits_unless_the_end_is_near(region_on_sqlite):
    store = region_on_sqlite
    opened(store, until=local("2027-01-16 09:00"))
    looked(store, NOON)
    assert looked(store, local("2027-01-15 23:30") - DAY) == []
    assert looked(store, local("2027-01-15 02:00")) == []  # 31 hours before the end
    assert looked(store, local("2027-01-15 23:30")) != []


def test_the_message_says_until_when_for_what_and_where(region_on_sqlite):
    opened(region_on_sqlite, note="Think of\x07 Easter")
    text = looked(region_on_sqlite, NOON)[0]
    assert text.subject == "Your wishes for 1–28 Feb 2027, until Sat 16 Jan 12:00"
    assert "https://rooster.example/mine/wishes" in text.body
    assert "“Think of Easter”" in text.body
    assert text.stale_at == UNTIL


def test_a_round_for_days_that_a_signed_roster_holds_is_refused_with_all_that_is_wrong(region):
    with pytest.raises(Refused) as found:
        opened(region, first=date(2027, 1, 11), until=NOON - DAY)
    said = " ".join(str(one) for one in found.value.reasons)
    assert "would be over already" in said
    assert "version 1 of 2027-01-04 – 2027-01-17" in said


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ({"weeks": 0}, "0 weeks"),
        ({"weeks": 10**6}, "1000000 weeks"),
        ({"until": NOON + 60 * DAY}, "after the first day"),
        ({"until": NOON + 300 * DAY, "first": date(2028, 1, 3)}, "more than 26 weeks"),
        ({"note": "x" * 501}, "too long"),
        ({"first": date(9999, 12, 28), "weeks": 50}, "year"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(region_on_sqlite, how, what):
    with pytest.raises(Refused) as found:
        opened(region_on_sqlite, **how)
    assert what in str(found.value.reasons[0])


def test_two_open_rounds_never_share_a_day_and_may_follow_each_other(region, asked):
    with pytest.raises(Refused, match="round 1 asks about days of this period"):
        opened(region, first=FIRST + timedelta(weeks=WEEKS - 1))
    beside = opened(region, first=FIRST + timedelta(weeks=WEEKS))
    assert beside.id != asked.id
    close_round(region, SETTINGS, asked.id, "planner", NOON + DAY)
    again = opened(region, now=NOON + DAY)
    assert [one.reply for one in status(region, again).members] == [None] * len(
        members(region, asked)
    )


def test_who_joins_is_asked_from_then_on_and_who_leaves_no_longer(region, asked):
    everybody = members(region, asked)
    looked(region, NOON)
    tables = {name: list(rows) for name, rows in texts().items()}
    gone = everybody[0]
    copied = next(row for row in tables["people"] if row["id"] == everybody[1])
    changed = {"people": [row for row in tables["people"] if row["id"] != gone]}
    changed["people"].append({**copied, "id": "newcomer", "name": "New Comer"})
    for name in ("contracts", "competences"):
        rows = [row for row in tables[name] if row["person"] != gone]
        mine = [row for row in tables[name] if row["person"] == everybody[1]]
        changed[name] = [*rows, *({**row, "person": "newcomer"} for row in mine)]
    import_texts(region, changed, now=NOON + DAY)
    give_contacts(region, now=NOON + DAY)
    told = looked(region, NOON + DAY)
    assert {one.address for one in told} == {"newcomer@mail.example"}
    assert {one.person for one in status(region, asked).members} == {
        *everybody[1:],
        "newcomer",
    }
    with pytest.raises(Refused, match="no longer in the records"):
        answer_nothing(region, asked.id, gone, NOON + DAY, EN)


def test_who_cannot_be_reached_is_told_nothing_and_the_planner_sees_it(region_on_sqlite):
    store = region_on_sqlite
    asked = opened(store)
    mute = members(store, asked)[0]
    give_contacts(store, but=(mute,), now=NOON)
    assert mute not in {one.address.partition("@")[0] for one in looked(store, NOON)}
    assert [one.person for one in status(store, asked).silent if not one.is_reachable] == [mute]
    give_contacts(store, now=NOON + DAY)
    assert {one.address for one in looked(store, NOON + DAY)} == {f"{mute}@mail.example"}


def test_closing_early_tells_who_had_not_answered_and_ends_the_reminders(region, asked):
    everybody = members(region, asked)
    answer_nothing(region, asked.id, everybody[0], NOON, EN)
    with new_messages(region) as found:
        done = close_round(region, SETTINGS, asked.id, "planner", NOON + DAY)
    assert of_kind(found, MessageKind.ROUND_CLOSED) == set(everybody[1:])
    assert (done.ends_at, done.closed_by) == (NOON + DAY, "planner")
    assert looked(region, REMINDED) == []
    with pytest.raises(Refused, match="is over since"):
        close_round(region, SETTINGS, asked.id, "planner", NOON + 2 * DAY)
    with pytest.raises(Refused, match="is over"):
        answer_nothing(region, asked.id, everybody[1], NOON + 2 * DAY, EN)
    assert own_rounds(region, everybody[1], NOON + 2 * DAY) == ()


def test_a_round_ends_when_the_whole_period_is_signed_and_not_before(file_store, monkeypatch):
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://sink")
    store, before = file_store, local("2026-11-20 12:00")
    import_texts(store, now=before)
    give_contacts(store, now=before)
    whole = opened(store, date(2027, 1, 4), 2, local("2026-12-20 12:00"), now=before)
    longer = opened(store, date(2027, 1, 18), 2, local("2026-12-20 12:00"), now=before)
    looked(store, before)
    head = published(store)
    signed = head.published_at
    assert looked(store, signed + DAY) == []
    with store.reading() as connection:
        assert rounds.read_round(connection, whole.id).closed_by == f"roster/{head.id}"
        assert rounds.read_round(connection, longer.id).closed_at is None
        acts = [one.action for one in audit.entries(connection, f"round/{whole.id}")]
    assert acts == ["round.opened", "round.closed"]


def test_nothing_can_be_said_twice_and_what_is_asked_later_counts(region, asked):
    anna = members(region, asked)[0]
    for _ in range(2):
        answer_nothing(region, asked.id, anna, NOON, EN)
    assert [one.reply for one in own_rounds(region, anna, NOON)] == [RoundReply.NOTHING]
    leave = LeaveRequested(anna, AbsenceKind.LEAVE, FIRST, FIRST)
    ask_leave(region, leave, NOON + DAY, EN)
    (mine,) = [one for one in status(region, asked).members if one.person == anna]
    assert (mine.reply, mine.at, mine.leave) == (RoundReply.ASKED, NOON + DAY, 1)
    with region.reading() as connection:
        said = [one for one in audit.entries(connection) if one.action == "round.nothing"]
    assert len(said) == 1


def test_a_wish_for_other_days_is_no_answer(region_on_sqlite):
    store = region_on_sqlite
    asked = opened(store)
    anna = members(store, asked)[0]
    wish(store, anna, FIRST - 3 * DAY, FIRST - DAY)
    assert [one.reply for one in own_rounds(store, anna, NOON)] == [None]
    wish(store, anna, FIRST - 2 * DAY, FIRST)
    assert [one.reply for one in own_rounds(store, anna, NOON)] == [RoundReply.ASKED]


def test_who_can_fill_no_post_in_the_period_is_not_asked(region_on_sqlite):
    store = region_on_sqlite
    asked = opened(store)
    anna = members(store, asked)[0]
    rows = [dict(row) for row in texts()["competences"]]
    for row in rows:
        if row["person"] == anna:
            row["until"] = "2027-01-31"
    import_texts(store, {"competences": rows}, now=NOON)
    assert anna not in members(store, asked)
    assert own_rounds(store, anna, NOON) == ()
    with pytest.raises(Refused, match="not asked"):
        answer_nothing(store, asked.id, anna, NOON, EN)
