"""What duty managers get in their outbox when a region is swept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from data.model.account import PushDevice, Role
from data.model.gap import Extent
from data.model.message import MessageKind
from data.store import gaps, outbox
from data.store.access import keep_device
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.coverage.acknowledgement import accept, acknowledge
from scheduler.coverage.monitor import sweep
from scheduler.notifications import gap_templates
from scheduler.notifications.gap_notifier import ACKNOWLEDGE, sweep_and_notify, sweep_by_clock
from scheduler.notifications.mute_levels import SuppressionReason
from scheduler.notifications.signed_links import Unreadable, read, with_links
from scheduler.notifications.web_push import is_beside
from scheduler.planning.absences import report_sick
from scheduler.records.contacts import people_to_reach
from scheduler.settings import settings
from tests.support.originals import EMPTY, Original
from tests.support.region import import_texts, published_by_turns, texts

NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
MANAGERS = [
    {"level": "1", "post": "CACO"},
    {"level": "2", "name": "Piket", "channel": "mail", "address": "piket@vr.example"},
]


def link(facts, _until):
    return f"https://rooster.example/answer/{facts['gaps']}"


MANAGED = Original(
    "managed",
    EMPTY,
    lambda store: import_texts(store, {**texts(), "duty_managers": MANAGERS}),
    published_by_turns,
)


@pytest.fixture(params=["sqlite", "postgresql"])
def ill(request, tmp_path, monkeypatch):
    """A region in force in which somebody at the desk fell ill for tomorrow evening."""
    monkeypatch.setenv("CACO_CHANNEL_MAIL", "mailto://127.0.0.1:1?from=a@b.nl&to={to}")
    with MANAGED.copy(request.param, tmp_path) as store:
        yield store, taken_ill(store)


def taken_ill(store):
    """The shift of somebody who fell ill."""
    known = sweep_and_notify(store, settings(), link, NOW).swept.inputs
    person, shift = next(
        (filled.holders[0], filled.shift)
        for filled in known.published["CACO"]
        if filled.holders and NOW + timedelta(hours=26) < filled.shift.start
    )
    report_sick(store, person, shift.start, shift.start.date(), "planner", NOW)
    return shift


def told(store, now=LATER):
    return sweep_and_notify(store, settings(), link, now).telling.messages


def about(messages, shift):
    return [one for one in messages if f"{shift.start.day} jan" in one.body]


def test_a_notice_says_what_when_why_who_can_help_and_has_a_link(ill):
    store, shift = ill
    (notice,) = about(told(store), shift)
    assert notice.kind is MessageKind.GAPS
    assert "afwezig" in notice.body
    assert "ziekte" not in notice.body
    assert "wie kan invallen" in notice.body
    assert "+316" in notice.body
    assert "https://rooster.example/answer/[" in notice.body
    assert notice.stale_at == shift.end


def test_the_same_sweep_again_tells_nothing(ill):
    store, _ = ill
    assert told(store)
    assert told(store) == ()
    assert told(store, LATER + timedelta(minutes=5)) == ()


def test_a_defect_in_the_search_for_candidates_keeps_no_notice_back(ill, monkeypatch):
    store, shift = ill

    def broken(*_):
        raise KeyError("a defect")

    monkeypatch.setattr(gap_templates, "find_candidates_in_force", broken)
    (notice,) = about(told(store), shift)
    assert "kan invallen" not in notice.body
    with store.reading() as connection:
        assert notice.id in {one.id for one in outbox.messages(connection)}


def test_an_acceptance_is_told_to_whoever_was_told(ill):
    store, shift = ill
    told(store)
    gap = next(
        gap
        for gap in sweep_and_notify(store, settings(), link, LATER).swept.open
        if gap.interval.slot == shift.id
    )
    accept(store, gap.id, "exercise", None, "chief", LATER)
    (end,) = told(store, LATER + timedelta(minutes=5))
    assert (end.kind, "exercise" in end.body) == (MessageKind.RESOLVED, True)


def test_whoever_takes_it_up_hears_no_reminder_before_the_next_step(ill):
    store, shift = ill
    told(store)
    swept = sweep_and_notify(store, settings(), link, LATER).swept
    acknowledge(store, [gap.id for gap in swept.open], "manager", LATER)
    assert about(told(store, shift.start - timedelta(hours=25)), shift) == []
    assert len(about(told(store, shift.start - timedelta(hours=24)), shift)) == 1


def test_a_gap_that_grew_from_a_shift_to_days_is_told_at_once_to_whoever_took_it_up(ill):
    store, shift = ill
    told(store)
    swept = sweep_and_notify(store, settings(), link, LATER).swept
    (mine,) = [gap for gap in swept.open if gap.interval.slot == shift.id]
    (holder,) = {part.person for part in mine.interval.parts}
    with store.reading() as connection:
        one = people_to_reach(connection)[holder]
    acknowledge(store, [gap.id for gap in swept.open], one.name, LATER)
    smaller = replace(mine.interval, end=mine.interval.end - timedelta(hours=3))
    with store.writing() as connection:  # as if the shift had been shorter then
        taken = gaps.read_gap(connection, mine.id)
        extent = Extent.of(smaller).text
        gaps.write_gap(connection, taken, replace(taken, acknowledged_extent=extent))
    found = about(told(store, LATER + timedelta(minutes=5)), shift)
    assert one.key in {each.recipient for each in found}
    assert all(f"Groter geworden sinds {one.name} het oppakte" in each.body for each in found)
    assert about(told(store, LATER + timedelta(minutes=10)), shift) == []
    with store.reading() as connection:
        history = [event.what for event in gaps.read_events(connection, mine.id)]
    assert history.count("grown") == 1


def test_a_level_that_is_skipped_is_named_in_the_message_and_the_history(ill):
    """Whoever is at the desk has no address here; the second level hears of it at once."""
    store, shift = ill
    with store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM contacts")
    found = about(told(store), shift)
    assert {one.name for one in found} == {"Piket"}
    assert all("niemand van niveau 1 bereikbaar is" in one.body for one in found)
    done = sweep_and_notify(store, settings(), link, LATER + timedelta(minutes=5))
    assert {(one.level, one.why) for one in done.telling.mute} == {
        (1, SuppressionReason.NO_ADDRESS)
    }
    (mine,) = [gap for gap in done.swept.open if gap.interval.slot == shift.id]
    with store.reading() as connection:
        facts = [json.loads(event.facts) for event in gaps.read_events(connection, mine.id)]
    assert any(one.get("instead_of") == 1 for one in facts)


def test_without_a_channel_the_gaps_are_unheard(ill, monkeypatch):
    store, _ = ill
    monkeypatch.delenv("CACO_CHANNEL_MAIL")
    done = sweep_and_notify(store, settings(), link, LATER)
    assert done.telling.messages == ()
    assert done.telling.unreached


def test_a_real_notice_keeps_the_draft_of_a_link(ill, monkeypatch, tmp_path):
    store, shift = ill
    monkeypatch.setenv("CACO_SECRET_FILE", str(tmp_path / "secret"))
    messages = sweep_by_clock(store, settings(), LATER).telling.messages
    (notice,) = about(messages, shift)
    key = (tmp_path / "secret").read_text()
    kept = notice.body.partition("http://127.0.0.1:8000/answer/")[2].split()[0]
    assert read(ACKNOWLEDGE, kept, (key,), LATER) is Unreadable.FORGED
    sent = with_links(notice.body, [key]).partition("http://127.0.0.1:8000/answer/")[2].split()[0]
    assert read(ACKNOWLEDGE, sent, (key,), LATER)["who"] == notice.name


def test_that_it_was_mended_is_told_also_when_somebody_else_saw_it_first(ill):
    """Whoever lists the gaps sweeps too; the next round of the clock finds the gap closed."""
    store, shift = ill
    told(store)
    import_texts(store, {**texts(), "duty_managers": MANAGERS}, now=LATER, overrule=True)
    closed = sweep(store, 8, LATER).changes
    assert shift.id in {change.after.interval.slot for change in closed if change.what == "closed"}
    ends = told(store, LATER + timedelta(minutes=5))
    assert [one.kind for one in ends] == [MessageKind.RESOLVED]
    assert told(store, LATER + timedelta(minutes=10)) == ()


def test_whoever_asked_for_messages_on_a_telephone_gets_a_copy_there(ill, monkeypatch):
    store, _ = ill
    monkeypatch.setenv("CACO_CHANNEL_WEBPUSH", "mailto:beheer@vr.example")
    with store.reading() as connection:
        holders = {
            one.key: person
            for person, one in people_to_reach(connection).items()
            if one.reach("mail", ["mail"])
        }
    before = {one.id for one in all_messages(store)}
    for number, person in enumerate(holders.values()):
        with_device(store, person, number)
    sweep_and_notify(store, settings(), link, LATER)
    found = [one for one in all_messages(store) if one.id not in before]
    mails = {one.recipient: one for one in found if one.channel == "mail"}
    copies = [one for one in found if one.channel == "webpush"]
    theirs = [one for one in mails if one in holders]
    assert theirs
    assert sorted(one.recipient for one in copies) == sorted(theirs)
    for one in copies:
        assert (one.subject, one.body) == (mails[one.recipient].subject, mails[one.recipient].body)
        assert is_beside(one)
    with store.reading() as connection:
        told = gaps.read_notifications(connection, [1, 2, 3, 4, 5])
    assert not {one.message for one in told} & {one.id for one in copies}


def all_messages(store):
    with store.reading() as connection:
        return outbox.messages(connection)


def with_device(store, person, number):
    """Somebody with an account and a browser that asked for messages."""
    new = NewAccount(f"own{number}", person, frozenset({Role.FUNCTIONARY}), person, "nl", "")
    account = add_account(store, new, "boss", NOW)
    endpoint = f"https://push.example/{number}"
    with store.writing() as connection:
        keep_device(
            connection, PushDevice(0, account.id, None, endpoint, "p", "a", "k", "Firefox", NOW)
        )
